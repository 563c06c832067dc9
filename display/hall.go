package display

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
)

// Backend shows pictures on something: lamps, boards, a page.
type Backend interface {
	// Show makes the pictures of all counters visible. It is called again and again with the same ones
	// and must end with ctx; an error means that what is visible now is not known. It must not change ps.
	Show(ctx context.Context, ps []Picture) error
}

// Office is what the hall needs to know of the running office.
type Office interface {
	// Read shows the committed state to f, which neither keeps it nor waits.
	Read(f func(s *queue.State))
	// Changed returns a channel that is closed once an event after seq is committed.
	Changed(seq uint64) <-chan struct{}
}

// Outlet is one back end of a hall.
type Outlet struct {
	Name    string // for staff: "GPIO pinctrl-bcm2711"; unique in the hall
	Backend Backend
	Blinks  bool          // blinks by itself: it is not shown a frame for each phase of Picture.Lit
	Resend  time.Duration // instead of Resend; for one that refreshes only a part of itself at a time
}

// How a Hall treats its outlets.
const (
	Resend     = 2 * time.Second        // a picture is shown again after so long, changed or not
	Deadline   = time.Second            // for one Show
	FirstRetry = 500 * time.Millisecond // after an error; doubled for each that follows
	LastRetry  = 30 * time.Second       // and never more than this
)

// Hall keeps its outlets showing the pictures of the office. One that fails or hangs is tried again with
// back-off, is reported under health.LampsDown, and delays no other. When Run ends, lamps go dark: a lamp
// nobody keeps right must not say that a counter is open.
type Hall struct {
	Office  Office
	Setup   func() *queue.Setup // of now
	Outlets []Outlet
	Health  *health.Board    // nil: nobody is told
	Now     func() time.Time // nil: time.Now

	mu     sync.Mutex    // protects what follows
	down   []string      // parts that do not work, sorted
	test   time.Time     // until when everything is lit
	tested chan struct{} // closed by Test
}

// Test lights every lamp and every element of every board for a time, so that a person can see which are
// broken. It is safe for concurrent use.
func (h *Hall) Test(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.test = h.now().Add(d)
	if h.tested != nil {
		close(h.tested)
		h.tested = nil
	}
}

// testing returns how long a test goes on, and a channel that is closed by the next one.
func (h *Hall) testing(now time.Time) (time.Duration, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.tested == nil {
		h.tested = make(chan struct{})
	}
	return h.test.Sub(now), h.tested
}

// Run keeps the outlets right until ctx ends; its error is always nil.
func (h *Hall) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	boxes := make([]chan []Picture, len(h.Outlets))
	for i, o := range h.Outlets {
		boxes[i] = make(chan []Picture, 1)
		k := keeper{Outlet: o, hall: h, box: boxes[i]}
		wg.Go(func() { k.run(ctx) })
	}
	h.direct(ctx, boxes)
	return nil
}

// direct makes a frame whenever the office or the phase of a blink changes.
func (h *Hall) direct(ctx context.Context, boxes []chan []Picture) {
	shutters := map[int]*shutter{}
	timer := time.NewTimer(0)
	defer timer.Stop()
	var last []Picture
	for {
		now := h.now()
		var frame []Picture
		var seq uint64
		h.Office.Read(func(s *queue.State) { frame, seq = Pictures(s, h.Setup(), now), s.Version })
		left, test := h.testing(now)
		if left > 0 {
			frame = tested(frame)
		}
		right := expose(frame, shutters, now)
		if left > 0 {
			right = min(right, left)
		}
		timer.Reset(right)
		for i, o := range h.Outlets {
			if last == nil || !slices.EqualFunc(frame, last, o.same) {
				put(boxes[i], frame)
			}
		}
		last = frame
		select {
		case <-ctx.Done():
			return
		case <-h.Office.Changed(seq):
		case <-test:
		case <-timer.C:
		}
	}
}

// same tells whether two pictures are one to this outlet.
func (o Outlet) same(p, q Picture) bool {
	if o.Blinks {
		p.Lit, q.Lit = false, false
	}
	since := p.Since.Equal(q.Since)
	p.Since, q.Since = time.Time{}, time.Time{}
	return since && p == q
}

// put replaces what is in the box; nobody else puts into it.
func put(box chan []Picture, frame []Picture) {
	select {
	case <-box:
	default:
	}
	box <- frame
}

func (h *Hall) now() time.Time {
	if h.Now != nil {
		return h.Now()
	}
	return time.Now()
}

// Report says how a part of the hall is; nil: it works. Outlets are reported by Run; others that hang on
// the same wires, such as buttons, may be wired to it. It is safe for concurrent use.
func (h *Hall) Report(part string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	i, was := slices.BinarySearch(h.down, part)
	switch {
	case err != nil && !was:
		slog.Warn("hall: part is down", "part", part, "err", err)
		h.down = slices.Insert(h.down, i, part)
	case err == nil && was:
		slog.Info("hall: part works again", "part", part)
		h.down = slices.Delete(h.down, i, i+1)
	default:
		return
	}
	if h.Health != nil {
		h.Health.Set(health.LampsDown, len(h.down) > 0, strings.Join(h.down, ", "))
	}
}
