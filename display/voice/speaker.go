package voice

import (
	"context"
	"slices"
	"sync"
	"time"

	"bileter/internal/queue"
)

// How calls are spoken.
const (
	Gap     = 1500 * time.Millisecond // of silence between two announcements
	Again   = 8 * time.Second         // after the end of the first time a call is repeated, once
	TooLate = 45 * time.Second        // a call that could not be spoken for so long is dropped
	depth   = 32                      // announcements that wait; the oldest gives way
)

// Speaker is one sound device, and whose calls it speaks.
type Speaker struct {
	Device string
	Zones  []string // empty: all
	Volume int      // percent
	Quiet  []queue.Span
	Hushed int // volume within Quiet
	Once   bool
}

// serves tells whether calls to a zone are for this speaker.
func (s Speaker) serves(zone string) bool { return len(s.Zones) == 0 || slices.Contains(s.Zones, zone) }

// volume at a local time.
func (s Speaker) volume(now time.Time) int {
	minute := now.Hour()*60 + now.Minute()
	for _, q := range s.Quiet {
		if minute >= q.Open && minute < q.Close {
			return s.Hushed
		}
	}
	return s.Volume
}

// announcement is a call that waits to be spoken.
type announcement struct {
	Call
	ticket  uint64
	counter int
	calls   int       // of the ticket: a recall is another announcement
	due     time.Time // not before
	by      time.Time // not after
	second  bool      // the repetition
}

// lane is the announcements of one speaker. It is safe for concurrent use.
type lane struct {
	mu   sync.Mutex // protects what follows
	list []announcement
	came chan struct{} // has one element when the list has changed
}

func newLane() *lane { return &lane{came: make(chan struct{}, 1)} }

// put adds an announcement. What waits for the same counter or of the same ticket is overtaken.
func (l *lane) put(a announcement) {
	l.drop(func(b announcement) bool { return b.counter == a.counter || b.ticket == a.ticket })
	l.add(a)
}

// add adds one without a look at the others.
func (l *lane) add(a announcement) {
	l.mu.Lock()
	l.list = append(l.list, a)
	if len(l.list) > depth {
		l.list = slices.Delete(l.list, 0, 1)
	}
	l.mu.Unlock()
	l.wake()
}

// drop takes announcements out.
func (l *lane) drop(which func(announcement) bool) {
	l.mu.Lock()
	l.list = slices.DeleteFunc(l.list, which)
	l.mu.Unlock()
}

func (l *lane) wake() {
	select {
	case l.came <- struct{}{}:
	default:
	}
}

// next takes the announcement to speak now; first times come before repetitions. With none, wait is how long
// to sleep: 0 means until something comes.
func (l *lane) next(now time.Time) (a announcement, ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = slices.DeleteFunc(l.list, func(a announcement) bool { return now.After(a.by) })
	best := -1
	for i, a := range l.list {
		if d := a.due.Sub(now); d > 0 {
			if wait == 0 || d < wait {
				wait = d
			}
			continue
		}
		if best < 0 || l.list[best].second && !a.second {
			best = i
		}
	}
	if best < 0 {
		return a, false, wait
	}
	a = l.list[best]
	l.list = slices.Delete(l.list, best, best+1)
	return a, true, 0
}

// run speaks until ctx ends.
func (v *Voice) speak(ctx context.Context, s Speaker, l *lane) {
	for ctx.Err() == nil {
		a, ok, wait := l.next(v.now())
		if !ok {
			sleep(ctx, wait, l.came)
			continue
		}
		if !v.stands(a) {
			continue
		}
		v.play(ctx, s, a)
		if !a.second && !s.Once {
			again := a
			again.second, again.due, again.by = true, v.now().Add(Again), v.now().Add(Again+TooLate)
			l.add(again)
		}
		sleep(ctx, Gap, nil)
	}
}

// sleep waits for a time, 0 for ever, or until something comes.
func sleep(ctx context.Context, d time.Duration, came <-chan struct{}) {
	var end <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		end = t.C
	}
	select {
	case <-ctx.Done():
	case <-came:
	case <-end:
	}
}
