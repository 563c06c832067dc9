package queue

import (
	"cmp"
	"slices"
	"time"
)

// TakeSetup makes another set-up the office's. Tickets keep their number and service; a set-up under which one of
// them could not be called any more is refused.
type TakeSetup struct {
	Setup *Setup
	Hash  string // SHA-256 of its file, in hexadecimal
	N     int    // number of the version
	// Started says that the office has begun to go by it already, with the start of the program: it is only written down.
	Started bool
}

func (v TakeSetup) decide(s *State, now *Setup, c Command) ([]Fact, error) {
	if v.Setup == nil || len(v.Hash) != 64 {
		return nil, &Refusal{Code: BadRequest, Field: "setup"}
	}
	if err := s.Fits(now, v.Setup, c.At); err != nil && !v.Started {
		return nil, err
	}
	return []Fact{SetupApplied{Cmd: c.ID, Hash: v.Hash, N: v.N}}, nil
}

// Fits tells whether the office can go on under another set-up at a time. The error is a *Refusal.
func (s *State) Fits(now, next *Setup, at time.Time) error {
	if next.Office != now.Office || next.Node != now.Node {
		return &Refusal{Code: SetupForeign}
	}
	for _, n := range slices.Sorted(counters(s)) {
		if s.Desk(n).Open && next.Counter(n) == nil {
			return &Refusal{Code: SetupCounter, Counter: n}
		}
	}
	var live []*Ticket
	for _, t := range s.Tickets {
		if t.State.Live() && !t.State.AtCounter() {
			live = append(live, t)
		}
	}
	slices.SortFunc(live, func(a, b *Ticket) int { return cmp.Compare(a.ID, b.ID) })
	for _, t := range live {
		sv := next.Service(t.Service)
		switch {
		case t.Only != 0 && next.Counter(t.Only) == nil:
			return &Refusal{Code: SetupCounter, Counter: t.Only, Ticket: t.ID}
		case sv == nil || sv.Kind == KindInfo || len(next.CountersOf(t.Service)) == 0:
			return &Refusal{Code: SetupWaiting, Service: t.Service, Ticket: t.ID}
		}
	}
	return s.fitsVisits(next, at)
}

// fitsVisits refuses to strand who is booked for today and has not come yet, late ones too: they may still come.
func (s *State) fitsVisits(next *Setup, at time.Time) error {
	today := max(s.Day, at.In(next.Location()).Format(time.DateOnly))
	for _, code := range sortedKeys(s.Visits) {
		v := s.Visits[code]
		if v.Ticket != 0 || v.At.In(next.Location()).Format(time.DateOnly) > today {
			continue
		}
		if sv := next.Service(v.Service); sv == nil || sv.Kind == KindInfo || len(next.CountersOf(v.Service)) == 0 {
			return &Refusal{Code: SetupVisit, Service: v.Service}
		}
	}
	return nil
}

// counters yields the numbers of the counters that the state knows.
func counters(s *State) func(func(int) bool) {
	return func(yield func(int) bool) {
		for n := range s.Counters {
			if !yield(n) {
				return
			}
		}
	}
}
