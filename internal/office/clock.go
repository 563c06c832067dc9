package office

import (
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
)

// oldest is before any time at which this program can run.
var oldest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock remembers how wall and monotonic time stood to each other. Owned by Run.
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

// doubt judges a reading and tells health.
func (o *Office) doubt(now time.Time, mono time.Duration) bool {
	last := o.work.Clock
	var d bool
	switch {
	case now.Before(oldest), now.Before(last.Add(-setBack)):
		d = true
	case o.clock.jumped(now, mono):
		d = o.Synced == nil || !o.Synced()
	}
	o.Health.Set(health.ClockDoubt, d, now.Format(time.RFC3339))
	return d
}

// Now reads the clock and judges it, for those who show times or opening hours.
func (o *Office) Now() (t time.Time, doubt bool) {
	t = o.Config.Now()
	o.Read(func(s *queue.State) { doubt = t.Before(oldest) || t.Before(s.Clock.Add(-setBack)) })
	return t, doubt
}
