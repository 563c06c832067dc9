package display

import "time"

// FlashGap is the least time from one lighting up of a lamp to its next. Photosensitive people are at risk
// from more than three flashes in a second; the gap allows two and a half, so that a lighting up that
// reaches its lamp late does not make a fourth.
const FlashGap = 400 * time.Millisecond

// shutter keeps one lamp from flashing too fast, whatever its pictures do: a counter opened and closed
// ten times a second included.
type shutter struct {
	lit bool
	at  time.Time // last lighting up
}

// step returns what the lamp may show and, where that is not yet what it wants, when to ask again.
func (s *shutter) step(want bool, now time.Time) (lit bool, again time.Duration) {
	gap := now.Sub(s.at)
	switch {
	case want && !s.lit && gap >= 0 && gap < FlashGap:
		return false, FlashGap - gap
	case want && !s.lit:
		s.at = now
	}
	s.lit = want
	return want, 0
}

// expose fills in Lit and returns how long the frame stays right.
func expose(frame []Picture, shutters map[int]*shutter, now time.Time) time.Duration {
	right := Resend
	for i := range frame {
		p := &frame[i]
		s := shutters[p.Counter]
		if s == nil {
			s = &shutter{}
			shutters[p.Counter] = s
		}
		var again time.Duration
		if p.Lit, again = s.step(Lit(*p, now), now); again > 0 {
			right = min(right, again)
		}
		if edge, ok := untilEdge(*p, now); ok {
			right = min(right, edge)
		}
	}
	return right
}
