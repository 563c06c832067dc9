package queue

import "time"

const (
	// clockSlack is how far the wall clock may be set back before the day is dated anew.
	clockSlack = 2 * time.Minute
	// leftAfter is how long ago a client at a counter was called or served, for the visit to be over when
	// the day ends.
	leftAfter = 4 * time.Hour
)

// newDay gives the facts of a day that has to start, or that has to be dated anew because the clock was
// wrong: never by a clock in doubt, except the very first.
func newDay(s *State, setup *Setup, c Command) []Fact {
	local := c.At.In(setup.Location())
	today, east := local.Format(time.DateOnly), eastOf(local)
	switch {
	case s.Day == "":
		return []Fact{DayOpened{Day: today, East: east, Doubt: c.Doubt}}
	case c.Doubt:
		return nil
	case s.DayDoubt, c.At.Before(s.Clock.Add(-clockSlack)):
		return []Fact{DayDated{Day: today, East: east}}
	case c.At.Before(s.Clock), today <= s.Day:
		return nil
	}
	var facts []Fact
	for _, id := range sortedKeys(s.Tickets) {
		t := s.Tickets[id]
		switch {
		case !t.State.Live():
		case !t.State.AtCounter():
			facts = append(facts, Expired{Ticket: id})
		case c.At.Sub(latest(t.Called, t.Started)) >= leftAfter:
			facts = append(facts, Finished{Ticket: id, Counter: t.Counter, Outcome: OutcomeLeft})
		}
	}
	for _, n := range sortedKeys(s.Counters) {
		d := s.Counters[n]
		t := s.Tickets[d.Ticket]
		if d.Open && (t == nil || c.At.Sub(latest(t.Called, t.Started)) >= leftAfter) {
			facts = append(facts, CounterClosed{Counter: n})
		}
	}
	return append(facts, DayOpened{Day: today, East: east})
}

// eastOf is by how much a day's local time is before UTC, in minutes: at noon, as the clocks change in the night.
func eastOf(day time.Time) int {
	_, seconds := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, day.Location()).Zone()
	return seconds / 60
}

// hour is that of the office, 0 to 23, of a time of the office day.
func (s *State) hour(at time.Time) int {
	return at.UTC().Add(time.Duration(s.East) * time.Minute).Hour()
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// nextNumber is the letter's next number of the day, never one that is still somebody's; 0: used up.
func (s *State) nextNumber(letter string) int {
	n := s.Series[letter] + 1
	if n == 1 || s.carried() { // only tickets carried over midnight can stand in the way
		for n <= LastNumber && s.live(letter, n) {
			n++
		}
	}
	if n > LastNumber {
		return 0
	}
	return n
}

// carried tells whether a ticket of an earlier day is still live.
func (s *State) carried() bool {
	for _, d := range s.Counters {
		if t := s.Tickets[d.Ticket]; t != nil && t.Day != s.Day {
			return true
		}
	}
	return false
}

func (s *State) live(letter string, n int) bool {
	for _, d := range s.Counters {
		if t := s.Tickets[d.Ticket]; t != nil && t.Letter == letter && t.N == n {
			return true
		}
	}
	return false
}

func (v SkipNumbers) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	if v.By < 1 || v.By > LastNumber {
		return nil, &Refusal{Code: BadRequest, Field: "by"}
	}
	last := map[string]int{}
	for _, sv := range setup.Services {
		if sv.Letter != "" {
			last[sv.Letter] = min(s.Series[sv.Letter]+v.By, LastNumber)
		}
	}
	return []Fact{Skipped{Cmd: c.ID, Last: last}}, nil
}

func (s *State) skip(f Skipped) {
	for l, n := range f.Last {
		s.Series[l] = max(s.Series[l], n)
	}
}
