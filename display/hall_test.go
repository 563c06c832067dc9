package display_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"bileter/display"
	"bileter/internal/health"
	"bileter/internal/queue"
)

// fakeOffice is an office whose state the test changes by hand.
type fakeOffice struct {
	mu      sync.Mutex // protects what follows
	state   *queue.State
	changed chan struct{}
}

func newOffice(n int) (*fakeOffice, *queue.Setup) {
	s, setup := office(n)
	return &fakeOffice{state: s, changed: make(chan struct{})}, setup
}

func (o *fakeOffice) Read(f func(*queue.State)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(o.state)
}

func (o *fakeOffice) Changed(seq uint64) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.state.Version > seq {
		done := make(chan struct{})
		close(done)
		return done
	}
	return o.changed
}

// change applies f as one event, after which everything that can happen at once has happened.
func (o *fakeOffice) change(f func(*queue.State)) {
	o.mu.Lock()
	f(o.state)
	o.state.Version++
	close(o.changed)
	o.changed = make(chan struct{})
	o.mu.Unlock()
	synctest.Wait()
}

func (o *fakeOffice) open(n int, open bool) {
	o.change(func(s *queue.State) { s.Counters[n] = &queue.Desk{Open: open} })
}

func (o *fakeOffice) call(n int) {
	o.change(func(s *queue.State) { at(s, n, queue.CalledState, time.Now(), time.Time{}) })
}

// shown is one Show.
type shown struct {
	at time.Time
	ps []display.Picture
}

// screen is a back end that remembers, and fails or hangs on request.
type screen struct {
	mu    sync.Mutex // protects what follows
	shows []shown
	err   error
	hang  chan struct{} // not nil: Show waits for it, deaf to its context
	slow  bool          // Show waits for the end of its context
}

func (s *screen) Show(ctx context.Context, ps []display.Picture) error {
	s.mu.Lock()
	s.shows = append(s.shows, shown{time.Now(), ps})
	err, hang, slow := s.err, s.hang, s.slow
	s.mu.Unlock()
	if hang != nil {
		<-hang
	}
	if slow {
		<-ctx.Done()
		return ctx.Err()
	}
	return err
}

func (s *screen) set(f func(*screen)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
}

func (s *screen) all() []shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.shows)
}

// last returns the picture of counter n in the last Show.
func (s *screen) last(t *testing.T, n int) display.Picture {
	t.Helper()
	all := s.all()
	if len(all) == 0 {
		t.Fatal("nothing was shown")
	}
	for _, p := range all[len(all)-1].ps {
		if p.Counter == n {
			return p
		}
	}
	t.Fatalf("counter %d is not among %+v", n, all[len(all)-1].ps)
	return display.Picture{}
}

// start runs a hall; stop ends it and waits for it.
func start(h *display.Hall) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = h.Run(ctx) }()
	synctest.Wait()
	return func() { cancel(); <-done }
}

func TestHallShowsChangesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, setup := newOffice(2)
		s := &screen{}
		h := &display.Hall{Office: o, Setup: func() *queue.Setup { return setup }, Outlets: []display.Outlet{{Name: "lamps", Backend: s}}}
		stop := start(h)
		defer stop()
		if p := s.last(t, 1); p.Lamp != display.Off || p.Lit {
			t.Errorf("at start: got %+v, want dark", p)
		}
		begin := time.Now()
		o.open(1, true)
		if p := s.last(t, 1); p.Lamp != display.Open || !p.Lit {
			t.Errorf("opened: got %+v, want lit", p)
		}
		o.call(2)
		if p := s.last(t, 2); p.Lamp != display.Calling || !p.Lit || p.Ticket != "P022" {
			t.Errorf("called: got %+v, want P022 calling, lit", p)
		}
		if time.Since(begin) != 0 {
			t.Errorf("changes took %v, want none", time.Since(begin))
		}
		n := len(s.all())
		o.change(func(*queue.State) {}) // a ticket printed, say
		if got := len(s.all()); got != n {
			t.Errorf("an event without a picture was shown: %d shows, want %d", got, n)
		}
	})
}

func TestHallBlinksAndShowsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, setup := newOffice(1)
		lamp, board := &screen{}, &screen{}
		h := &display.Hall{Office: o, Setup: func() *queue.Setup { return setup }, Outlets: []display.Outlet{
			{Name: "lamps", Backend: lamp}, {Name: "board", Backend: board, Blinks: true},
		}}
		stop := start(h)
		defer stop()
		o.call(1)
		called, from, boards := time.Now(), len(lamp.all()), len(board.all())
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		phases := lamp.all()[from:]
		if len(phases) != 20 {
			t.Errorf("got %d phases in 10 s, want 20", len(phases))
		}
		for i, f := range phases {
			wantAt, want := time.Duration(i+1)*500*time.Millisecond, i%2 == 1
			if got := f.at.Sub(called); got != wantAt || f.ps[0].Lit != want {
				t.Errorf("phase %d: got lit %v at %v, want %v at %v", i, f.ps[0].Lit, got, want, wantAt)
			}
		}
		if got := len(board.all()) - boards; got != 5 {
			t.Errorf("the board that blinks by itself was shown %d frames in 10 s, want 5, one each 2 s", got)
		}
		from = len(lamp.all())
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if got := len(lamp.all()) - from; got != 10 {
			t.Errorf("steady for 20 s: got %d shows, want 10", got)
		}
	})
}

func TestHallGoesDarkAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, setup := newOffice(1)
		s := &screen{}
		stop := start(&display.Hall{Office: o, Setup: func() *queue.Setup { return setup }, Outlets: []display.Outlet{{Name: "lamps", Backend: s}}})
		o.open(1, true)
		stop()
		if got, want := s.last(t, 1), (display.Picture{Counter: 1, Gone: true}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestDeadOutletDelaysNoOther(t *testing.T) {
	hang := func(s *screen) { s.hang = make(chan struct{}) }
	tests := []struct {
		name  string
		dead  func(s *screen)
		after time.Duration // until it is known to be down
	}{
		{"fails", func(s *screen) { s.err = errors.New("no such device") }, 0},
		{"is slow", func(s *screen) { s.slow = true }, display.Deadline},
		{"hangs", hang, display.Deadline * 5 / 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, setup := newOffice(1)
				dead, well := &screen{}, &screen{}
				dead.set(tt.dead)
				board := &health.Board{}
				stop := start(&display.Hall{Office: o, Setup: func() *queue.Setup { return setup }, Health: board, Outlets: []display.Outlet{
					{Name: "dead", Backend: dead}, {Name: "well", Backend: well},
				}})
				for range 20 {
					o.open(1, true)
					if !well.last(t, 1).Lit {
						t.Error("the other outlet does not show that the counter opened")
					}
					time.Sleep(time.Second)
					o.open(1, false)
					if well.last(t, 1).Lit {
						t.Error("the other outlet does not show that the counter closed")
					}
					time.Sleep(time.Second)
				}
				ws := board.Warnings()
				if len(ws) != 1 || ws[0].Code != health.LampsDown || ws[0].Detail != "dead" {
					t.Fatalf("got warnings %+v, want lamps-down of dead", ws)
				}
				if got := dead.all(); ws[0].Since.Sub(got[0].at) != tt.after {
					t.Errorf("known to be down after %v, want %v", ws[0].Since.Sub(got[0].at), tt.after)
				}
				o.open(1, true)
				hung := dead.hang
				dead.set(func(s *screen) { s.err, s.slow, s.hang = nil, false, nil })
				if hung != nil {
					close(hung)
				}
				time.Sleep(display.LastRetry)
				synctest.Wait()
				if ws := board.Warnings(); len(ws) != 0 || !dead.last(t, 1).Lit {
					t.Errorf("after it came back: got warnings %+v and %+v, want none and lit", ws, dead.last(t, 1))
				}
				stop()
				if dead.last(t, 1).Lit || well.last(t, 1).Lit {
					t.Error("an outlet was left lit")
				}
			})
		})
	}
}

func TestHallEndsWithAHungOutlet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, setup := newOffice(1)
		s := &screen{hang: make(chan struct{})}
		stop := start(&display.Hall{Office: o, Setup: func() *queue.Setup { return setup }, Outlets: []display.Outlet{{Name: "hung", Backend: s}}})
		begin := time.Now()
		stop()
		if d := time.Since(begin); d > display.Deadline {
			t.Errorf("the end took %v, want at most %v", d, display.Deadline)
		}
		if got := len(s.all()); got != 1 {
			t.Errorf("a hung outlet was shown %d frames, want 1", got)
		}
		close(s.hang)
	})
}

func TestBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, setup := newOffice(1)
		s := &screen{err: errors.New("no such device")}
		stop := start(&display.Hall{Office: o, Setup: func() *queue.Setup { return setup }, Outlets: []display.Outlet{{Name: "lamps", Backend: s}}})
		defer stop()
		for range 150 {
			time.Sleep(time.Second)
			o.open(1, time.Now().Second()%2 == 0) // news must not hasten a retry
		}
		var got []time.Duration
		all := s.all()
		for i := range all[1:] {
			got = append(got, all[i+1].at.Sub(all[i].at))
		}
		want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second,
			16 * time.Second, 30 * time.Second, 30 * time.Second, 30 * time.Second}
		if !slices.Equal(got, want) {
			t.Errorf("got retries after %v, want %v", got, want)
		}
	})
}

func TestReportGathersParts(t *testing.T) {
	board := &health.Board{}
	h := &display.Hall{Health: board}
	broken := errors.New("no such device")
	for _, tt := range []struct {
		part string
		err  error
		want string
	}{
		{"lamps", nil, ""}, {"lamps", broken, "lamps"}, {"buttons", broken, "buttons, lamps"},
		{"lamps", broken, "buttons, lamps"}, {"lamps", nil, "buttons"}, {"buttons", nil, ""},
	} {
		h.Report(tt.part, tt.err)
		got := ""
		if ws := board.Warnings(); len(ws) > 0 {
			got = ws[0].Detail
		}
		if got != tt.want {
			t.Errorf("%s, %v: got %q down, want %q", tt.part, tt.err, got, tt.want)
		}
	}
}

// TestNothingFlashesTooFast: whatever happens at a counter, however fast, no lamp lights up more than three
// times in a second. The desired picture alone does so, which is the negative control.
func TestNothingFlashesTooFast(t *testing.T) {
	wild := false
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) [2]int {
			return [2]int{rapid.IntRange(0, 3).Draw(t, "what"), rapid.IntRange(1, 700).Draw(t, "ms")}
		}), 1, 60).Draw(rt, "steps")
		shown, wished := frantic(t, steps)
		if got := worst(shown, step); got > 3 {
			rt.Fatalf("got %d flashes in a second, want at most 3", got)
		}
		wild = wild || worst(wished, step) > 3
		if !shown[len(shown)-1] {
			rt.Fatalf("an open counter is dark a second after the last change")
		}
	})
	if !wild {
		t.Error("no run would have flashed too fast without the gap: the test proves nothing")
	}
}

// frantic plays steps at one counter and samples its lamp, and what its picture alone would have it show.
func frantic(t *testing.T, steps [][2]int) (shown, wished []bool) {
	synctest.Test(t, func(t *testing.T) {
		o, setup := newOffice(1)
		s := &screen{}
		stop := start(&display.Hall{Office: o, Setup: func() *queue.Setup { return setup }, Outlets: []display.Outlet{{Name: "lamps", Backend: s}}})
		defer stop()
		sample := func(d time.Duration) {
			for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(step) {
				synctest.Wait()
				p := s.last(t, 1)
				shown = append(shown, p.Lit)
				o.Read(func(q *queue.State) {
					wished = append(wished, display.Lit(display.Pictures(q, setup, time.Now())[0], time.Now()))
				})
			}
		}
		for _, st := range steps {
			switch st[0] {
			case 0:
				o.open(1, false)
			case 1:
				o.open(1, true)
			case 2:
				o.call(1)
			case 3:
				o.change(func(q *queue.State) { at(q, 1, queue.Serving, time.Now(), time.Now()) })
			}
			sample(time.Duration(st[1]) * time.Millisecond)
		}
		o.open(1, true)
		sample(time.Second)
	})
	return shown, wished
}
