package gpio

import "time"

// Times of a button.
const (
	Stable    = 30 * time.Millisecond // a level that lasts so long is believed
	LockOut   = 50 * time.Millisecond // after a release, in which nothing is a press
	LongFor   = time.Second           // down for so long is a long press
	StuckFor  = 10 * time.Second      // down for longer is a fault, not a finger
	PollEvery = 5 * time.Millisecond
	// minSamples keeps a level from being believed by two samples alone when the machine was busy between them.
	minSamples = 3
)

// Change is what a sample made of a button.
type Change int

// Changes of a Button.
const (
	None     Change = iota
	Pressed         // went down, after having been seen up
	Released        // went up before LongFor: a short press
	Held            // has been down for LongFor: a long press
	Ended           // went up after Held
	Stuck           // has been down for StuckFor
	Freed           // went up after Stuck
)

type phase int

const (
	unarmed phase = iota // not yet seen up: what is down when we begin to look is not a press
	up
	down
	locked
)

// Button is what is remembered of one button's levels. Its zero value has seen nothing.
type Button struct {
	phase   phase
	level   bool      // of the last sample
	since   time.Time // first of the equal samples in a row
	samples int       // how many they are
	downAt  time.Time // zero: is not down
	held    bool      // Held has been told
	stuck   bool
	open    time.Time // end of the lock-out
}

// Next takes one more sample of the level, true for down, and returns the button after it.
func (b Button) Next(isDown bool, at time.Time) (Button, Change) {
	if b.phase == locked {
		if at.Before(b.open) {
			return b, None
		}
		b.phase, b.samples = up, 0
	}
	if b.samples == 0 || b.level != isDown {
		b.level, b.since, b.samples = isDown, at, 0
	}
	b.samples++
	stable := b.samples >= minSamples && at.Sub(b.since) >= Stable
	if isDown && b.downAt.IsZero() && b.phase == unarmed {
		b.downAt = at
	}
	switch {
	case stable && isDown && b.phase == up:
		b.phase, b.downAt = down, b.since
		return b, Pressed
	case stable && !isDown && (b.phase == down || b.phase == unarmed):
		return b.release(at)
	case isDown && b.phase == down && !b.held && at.Sub(b.downAt) >= LongFor:
		b.held = true
		return b, Held
	case isDown && !b.stuck && !b.downAt.IsZero() && at.Sub(b.downAt) >= StuckFor:
		b.stuck = true
		return b, Stuck
	}
	return b, None
}

func (b Button) release(at time.Time) (Button, Change) {
	change := Released
	switch {
	case b.phase == unarmed:
		change = None
	case b.held:
		change = Ended
	}
	if b.stuck {
		change = Freed
	}
	return Button{phase: locked, open: at.Add(LockOut)}, change
}
