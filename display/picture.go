// Package display is what the hall sees of the queue: the picture each counter should show now, and the
// hall that keeps every back end showing it. It decides nothing about the queue, opens no device and
// knows no wire; the sub-packages do.
package display

import (
	"time"

	"bileter/internal/queue"
)

// Lamp is the state of a counter as its lamp tells it.
type Lamp int

// States of a Lamp.
const (
	Off     Lamp = iota // counter closed: dark
	Open                // nobody called: steady
	Calling             // somebody called and not there yet: blinks for BlinkFor, then steady
	Serving             // somebody is there: steady
	OnBreak             // the clerk is on a break: a double blink every 5 s
)

// String gives the word that the office API uses: "off", "open", "calling", "serving" or "break".
func (l Lamp) String() string {
	switch l {
	case Open:
		return "open"
	case Calling:
		return "calling"
	case Serving:
		return "serving"
	case OnBreak:
		return "break"
	}
	return "off"
}

// Picture is what one counter should show.
type Picture struct {
	Counter int
	Lamp    Lamp
	Ticket  string    // "P027"; empty: nobody is called or served
	Since   time.Time // last call while Calling, start of service while Serving; zero where not known
	Lit     bool      // whether the lamp is lit at this moment; Hall fills it in
	Gone    bool      // nobody keeps this picture right any more: whatever has words shows none
	Test    bool      // everything that can light is lit, see Hall.Test
}

// Blink of a Calling lamp.
const (
	BlinkFor    = 10 * time.Second // from the call or recall on
	BlinkPeriod = time.Second      // half of it lit, half dark, lit first
)

// Blink of a lamp OnBreak: two short flashes, then dark.
const (
	BreakPeriod = 5 * time.Second
	breakFlash  = 200 * time.Millisecond
	breakSecond = 600 * time.Millisecond // FlashGap after the first went out and more
)

// Pictures returns the picture of every counter, in the order of the set-up. A call dated after now,
// because the clock was set back, has no Since: its lamp is steady.
func Pictures(s *queue.State, setup *queue.Setup, now time.Time) []Picture {
	ps := make([]Picture, len(setup.Counters))
	for i := range setup.Counters {
		ps[i] = picture(s, setup.Counters[i].N, now)
	}
	return ps
}

func picture(s *queue.State, n int, now time.Time) Picture {
	p := Picture{Counter: n}
	d := s.Desk(n)
	if !d.Open {
		if d.Back.After(now) {
			p.Lamp = OnBreak
		}
		return p
	}
	p.Lamp = Open
	t := s.Tickets[d.Ticket]
	if t == nil {
		return p
	}
	p.Lamp, p.Ticket, p.Since = Serving, t.Number(), t.Started
	if t.State == queue.CalledState {
		p.Lamp, p.Since = Calling, t.Called
	}
	if p.Since.After(now) {
		p.Since = time.Time{}
	}
	return p
}

// Lit tells whether a lamp is lit at a time, from its picture alone. The blink starts lit with each call,
// so calls that follow one another quickly make fewer flashes, not more.
func Lit(p Picture, now time.Time) bool {
	switch p.Lamp {
	case Off:
		return p.Test
	case Calling:
		if e, blinks := blinking(p, now); blinks {
			return e%BlinkPeriod < BlinkPeriod/2
		}
	case OnBreak:
		e := sinceBreakPeriod(now)
		return e < breakFlash || e >= breakSecond && e < breakSecond+breakFlash
	}
	return true
}

// sinceBreakPeriod is how far the double blink is; all counters on a break blink together.
func sinceBreakPeriod(now time.Time) time.Duration {
	return time.Duration(now.UnixNano()) % BreakPeriod
}

// blinking returns how long a lamp has been blinking at a time, if it is.
func blinking(p Picture, now time.Time) (time.Duration, bool) {
	e := now.Sub(p.Since)
	return e, p.Lamp == Calling && e >= 0 && e < BlinkFor
}

// untilEdge returns the time to a lamp's next change of phase; false when it is steady.
func untilEdge(p Picture, now time.Time) (time.Duration, bool) {
	if p.Lamp == OnBreak {
		e := sinceBreakPeriod(now)
		for _, edge := range []time.Duration{breakFlash, breakSecond, breakSecond + breakFlash} {
			if e < edge {
				return edge - e, true
			}
		}
		return BreakPeriod - e, true
	}
	e, blinks := blinking(p, now)
	const half = BlinkPeriod / 2
	return half - e%half, blinks
}
