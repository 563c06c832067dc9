package queue

import "time"

// What somebody in the hall does with a ticket that is not at a counter.

// UndoTime is how long a cancelled ticket can be had back with its place.
const UndoTime = time.Minute

type (
	// Move sends a ticket that waits or is parked to a service, to one counter (Only), or both. It keeps its place by
	// the time of issue.
	Move struct {
		Ticket  uint64
		Service string // empty: stays
		Only    int    // 0: any counter
	}
	// SetNeeds says anew of a live ticket what its client needs, without any reason.
	SetNeeds struct {
		Ticket   uint64
		Priority bool
		Several  bool // several persons or matters
	}

	// NeedsSet is the fact of SetNeeds.
	NeedsSet struct {
		Cmd      string `json:"cmd,omitempty"`
		Ticket   uint64 `json:"t"`
		Priority bool   `json:"pri,omitempty"`
		Several  bool   `json:"several,omitempty"`
	}
)

func (v Move) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticket(v.Ticket, Waiting, ParkedState)
	if err != nil {
		return nil, err
	}
	service, err := s.destination(setup, t, v.Service, v.Only)
	if err != nil {
		return nil, err
	}
	return []Fact{Transferred{Cmd: c.ID, Ticket: t.ID, Service: service, Only: v.Only}}, nil
}

// destination is the service of a ticket that is sent to a service, to one counter, or both.
func (s *State) destination(setup *Setup, t Ticket, service string, only int) (string, error) {
	if service == "" && only == 0 {
		return "", &Refusal{Code: BadRequest, Field: "service"}
	}
	if service == "" {
		service = t.Service
	}
	sv := setup.Service(service)
	switch {
	case sv == nil || sv.Kind == KindInfo:
		return "", &Refusal{Code: NoSuchService, Service: service}
	case only != 0 && setup.Counter(only) == nil:
		return "", &Refusal{Code: NoSuchCounter, Counter: only}
	case only != 0 && !s.Desk(only).Open:
		return "", &Refusal{Code: CounterIsClosed, Counter: only}
	case only == 0 && len(setup.CountersOf(service)) == 0:
		return "", &Refusal{Code: NotServed, Service: service}
	}
	return service, nil
}

func (v Return) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticket(v.Ticket, ParkedState, NoShowState, CancelState)
	if err != nil {
		return nil, err
	}
	if t.State == CancelState && c.At.Sub(t.Ended).Abs() > UndoTime {
		return nil, &Refusal{Code: WrongState, Ticket: t.ID}
	}
	return []Fact{Returned{Cmd: c.ID, Ticket: t.ID}}, nil
}

func (v Cancel) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticket(v.Ticket, Waiting, CalledState, ParkedState, NoShowState)
	if err != nil {
		return nil, err
	}
	return []Fact{Cancelled{Cmd: c.ID, Ticket: t.ID}}, nil
}

func (v SetNeeds) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	t := s.Tickets[v.Ticket]
	switch {
	case t == nil:
		return nil, &Refusal{Code: NoSuchTicket, Ticket: v.Ticket}
	case !t.State.Live():
		return nil, &Refusal{Code: WrongState, Ticket: t.ID}
	case t.Priority == v.Priority && t.Several == v.Several:
		return nil, nil
	}
	return []Fact{NeedsSet{Cmd: c.ID, Ticket: t.ID, Priority: v.Priority, Several: v.Several}}, nil
}

func (s *State) setNeeds(e Event, f NeedsSet) {
	if t := s.Tickets[f.Ticket]; t != nil {
		waits := t.State == Waiting
		if waits {
			s.leave(t)
		}
		if t.Priority != f.Priority && t.Day == s.Day {
			if f.Priority {
				s.Today.Priority++
			} else {
				s.Today.Priority = max(0, s.Today.Priority-1)
			}
		}
		t.Priority, t.Several = f.Priority, f.Several
		if waits {
			s.enter(t)
		}
	}
	s.done(f.Cmd, e, f.Ticket, 0)
}

func (v Move) made(o Outcome, _ *State) bool {
	return o.Kind == EvTransferred && o.Ticket == v.Ticket && o.Counter == 0
}
func (v SetNeeds) made(o Outcome, _ *State) bool { return o.Kind == EvNeeds && o.Ticket == v.Ticket }

func (NeedsSet) kind() string { return EvNeeds }
