package office

import (
	"sync"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
)

// A machine without a battery clock starts in the past and may be set while it runs. Whatever the wall
// clock says then, the day and its numbers go on (queue.Command.Doubt).
const (
	// jump is how far the wall clock may run ahead of the monotonic one before it is doubted.
	jump = 12 * time.Hour
	// setBack is how far behind the last event the wall clock may be: the network sets it in small steps.
	setBack = 2 * time.Minute
	// longAgo is how long after the last event a start may be: later, and the clock may be years ahead.
	longAgo = 60 * 24 * time.Hour
)

// oldest is before any time at which this program can run.
var oldest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock remembers how wall and monotonic time stood to each other at the start.
type clock struct {
	wall time.Time
	mono time.Duration
}

func (o *Office) startClock() {
	if o.clock.wall.IsZero() {
		o.clock = clock{wall: o.Config.Now().Round(0), mono: o.Mono()}
	}
}

// jumped tells whether the wall clock moved much further than the monotonic one.
func (c clock) jumped(now time.Time, mono time.Duration) bool {
	return now.Round(0).Sub(c.wall)-(mono-c.mono) > jump
}

// doubtful judges a reading against the last event's time. The network's word ends every doubt but that of
// a time before this program was made.
func (o *Office) doubtful(now time.Time, mono time.Duration, last time.Time) bool {
	synced := o.Synced != nil && o.Synced()
	switch {
	case now.Before(oldest):
		return true
	case synced:
		return false
	case o.Unset != nil && o.Unset():
		return true
	case now.Before(last.Add(-setBack)), !last.IsZero() && now.Sub(last) > longAgo:
		return true
	}
	return o.clock.jumped(now, mono)
}

// doubt is doubtful for the writer, and tells health.
func (o *Office) doubt(now time.Time, mono time.Duration) bool {
	d := o.doubtful(now, mono, o.work.Clock)
	o.Health.Set(health.ClockDoubt, d, now.Format(time.RFC3339))
	return d
}

// Now reads the clock and judges it as the next command would be judged, for those who show times or
// opening hours.
func (o *Office) Now() (t time.Time, doubt bool) {
	t = o.Config.Now()
	var last time.Time
	o.Read(func(s *queue.State) { last = s.Clock })
	return t, o.doubtful(t, o.Mono(), last)
}

// seldom asks f at most once a second: it is asked with every command and every page.
func seldom(f func() bool, mono func() time.Duration) func() bool {
	var mu sync.Mutex // protects what follows
	var last bool
	asked := -time.Second
	return func() bool {
		mu.Lock()
		defer mu.Unlock()
		if now := mono(); now-asked >= time.Second {
			last, asked = f(), now
		}
		return last
	}
}
