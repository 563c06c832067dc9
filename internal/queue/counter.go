package queue

import "time"

// What is done at a counter.

func (v OpenCounter) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	if setup.Counter(v.Counter) == nil {
		return nil, &Refusal{Code: NoSuchCounter, Counter: v.Counter}
	}
	if s.Desk(v.Counter).Open {
		return nil, &Refusal{Code: CounterIsOpen, Counter: v.Counter}
	}
	return []Fact{CounterOpened{Cmd: c.ID, Counter: v.Counter}}, nil
}

func (v CloseCounter) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	if setup.Counter(v.Counter) == nil && s.Counters[v.Counter] == nil {
		return nil, &Refusal{Code: NoSuchCounter, Counter: v.Counter}
	}
	if !s.Desk(v.Counter).Open {
		return nil, &Refusal{Code: CounterIsClosed, Counter: v.Counter}
	}
	if !v.Back.IsZero() && !within(v.Back, c.At) {
		return nil, &Refusal{Code: BadRequest, Field: "back"}
	}
	if !among(v.Reason, setup.Phrases.Breaks) || v.Reason != "" && v.Back.IsZero() {
		return nil, &Refusal{Code: BadRequest, Field: "reason"}
	}
	var facts []Fact
	if t, ok := s.At(v.Counter); ok {
		facts = append(facts, Finished{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter, Outcome: OutcomeLeft})
	}
	if l := s.lines[sentTo(v.Counter)]; l != nil { // whoever was sent here goes back to the service's line
		for _, p := range l.all() {
			facts = append(facts, Transferred{Ticket: p.ticket, Service: s.Tickets[p.ticket].Service})
		}
	}
	return append(facts, CounterClosed{Cmd: c.ID, Counter: v.Counter, Back: v.Back, Reason: v.Reason}), nil
}

// within tells whether a time that a clerk gave lies ahead, on the same working day.
func within(t, now time.Time) bool { return t.After(now) && t.Sub(now) < 12*time.Hour }

func (v Next) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	counter := s.Counter(setup, v.Counter)
	if counter == nil {
		return nil, &Refusal{Code: NoSuchCounter, Counter: v.Counter}
	}
	if !among(v.Result, setup.Phrases.Results) {
		return nil, &Refusal{Code: BadRequest, Field: "result"}
	}
	d := s.Desk(v.Counter)
	if !d.Open {
		return nil, &Refusal{Code: CounterIsClosed, Counter: v.Counter}
	}
	if gap := c.At.Sub(d.Called); !d.Called.IsZero() && gap >= 0 && gap < setup.Rules.minCallGap() {
		return nil, &Refusal{Code: TooSoon, Counter: v.Counter}
	}
	var facts []Fact
	if t, ok := s.At(v.Counter); ok {
		facts = append(facts, Finished{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter, Outcome: OutcomeServed, Result: v.Result})
	}
	if t, why, ok := s.choose(setup, counter, c.At); ok {
		facts = append(facts, Called{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter, Reason: why})
	}
	return facts, nil
}

func (v CallAgain) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState)
	if err != nil {
		return nil, err
	}
	if t.Calls >= setup.Rules.maxCalls() {
		return nil, &Refusal{Code: TooManyCalls, Counter: v.Counter, Ticket: t.ID}
	}
	if gap := c.At.Sub(t.Called); gap >= 0 && gap < setup.Rules.minCallGap() {
		return nil, &Refusal{Code: TooSoon, Counter: v.Counter, Ticket: t.ID}
	}
	return []Fact{Recalled{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter}}, nil
}

func (v Arrive) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState)
	if err != nil {
		return nil, err
	}
	return []Fact{Arrived{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter}}, nil
}

func (v Start) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState, ArrivedState)
	if err != nil {
		return nil, err
	}
	return []Fact{Started{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter}}, nil
}

func (v Wrap) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState, ArrivedState, Serving)
	if err != nil {
		return nil, err
	}
	return []Fact{Wrapped{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter}}, nil
}

func (v Finish) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter)
	if err != nil {
		return nil, err
	}
	if !among(v.Result, setup.Phrases.Results) {
		return nil, &Refusal{Code: BadRequest, Field: "result"}
	}
	return []Fact{Finished{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter, Outcome: OutcomeServed, Result: v.Result}}, nil
}

func (v MissedCall) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState)
	if err != nil {
		return nil, err
	}
	f := NoShow{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter}
	if t.Misses < setup.Rules.again() {
		f.Again = c.At.Add(setup.Rules.againAfter())
	}
	return []Fact{f}, nil
}

func (v Park) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState, ArrivedState, Serving)
	if err != nil {
		return nil, err
	}
	if !v.Until.IsZero() && !within(v.Until, c.At) {
		return nil, &Refusal{Code: BadRequest, Field: "until"}
	}
	return []Fact{Parked{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter, Again: v.Until}}, nil
}

func (v Transfer) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState, ArrivedState, Serving)
	if err != nil {
		return nil, err
	}
	service, err := s.destination(setup, t, v.Service, v.Only)
	if err != nil {
		return nil, err
	}
	if !among(v.Note, setup.Phrases.Notes) {
		return nil, &Refusal{Code: BadRequest, Field: "note"}
	}
	return []Fact{Transferred{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter, Service: service, Only: v.Only, Note: v.Note}}, nil
}

// ticketAt returns the ticket at a counter if it is in one of the states; none named: any.
func (s *State) ticketAt(setup *Setup, n int, states ...TicketState) (Ticket, error) {
	if setup.Counter(n) == nil && s.Counters[n] == nil {
		return Ticket{}, &Refusal{Code: NoSuchCounter, Counter: n}
	}
	t, ok := s.At(n)
	if !ok {
		return Ticket{}, &Refusal{Code: NoTicketHere, Counter: n}
	}
	return s.inState(t, states)
}

func (s *State) ticket(id uint64, states ...TicketState) (Ticket, error) {
	t := s.Tickets[id]
	if t == nil {
		return Ticket{}, &Refusal{Code: NoSuchTicket, Ticket: id}
	}
	return s.inState(*t, states)
}

func (s *State) inState(t Ticket, states []TicketState) (Ticket, error) {
	if len(states) == 0 {
		return t, nil
	}
	for _, st := range states {
		if t.State == st {
			return t, nil
		}
	}
	return Ticket{}, &Refusal{Code: WrongState, Ticket: t.ID, Counter: t.Counter}
}
