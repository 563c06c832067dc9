package queue

import (
	"math"
	"time"
)

// Range is a forecast of waiting, in whole minutes. Its zero value means that nothing can be said.
type Range struct {
	Min   int  `json:"min"`
	Max   int  `json:"max"` // multiples of 5; "a few minutes" when it is 5
	Known bool `json:"known"`
}

// serviceCV is the assumed coefficient of variation of service times.
const serviceCV = 0.8

// Forecast tells how long a client with so many people ahead will wait: queue length times mean time
// over open counters, with the 80 % band of that sum. It knows nothing of the clock.
func (s *State) Forecast(setup *Setup, service string, ahead int) Range {
	sv := setup.Service(service)
	if sv == nil {
		return Range{}
	}
	g, open := setup.Group(sv.Letter), s.OpenCounters(setup, service)
	if g == nil || g.Mean <= 0 || len(open) == 0 {
		return Range{}
	}
	free := 0
	for _, n := range open {
		if s.Desk(n).Ticket == 0 {
			free++
		}
	}
	if ahead < free {
		return Range{Min: 0, Max: 5, Known: true}
	}
	n := float64(ahead + 1 - free)
	eta := n * g.Mean.Minutes() / float64(len(open))
	half := eta * 1.28 * serviceCV / math.Sqrt(n)
	r := Range{Min: 5 * int(math.Max(0, eta-half)/5), Max: 5 * int(math.Ceil((eta+half)/5)), Known: true}
	if r.Max-r.Min < 5 {
		r.Max = r.Min + 5
	}
	return r
}

// Waited is how long a ticket waited until its last call, or has waited by now.
func (t Ticket) Waited(now time.Time) time.Duration {
	if !t.Called.IsZero() {
		now = t.Called
	}
	return max(0, now.Sub(t.Issued))
}
