package queue

import "time"

// Command is one wish, with an id by which its retry is known as the same wish.
type Command struct {
	ID    string    // at most 64 bytes; empty: a retry is not recognised, and Answer holds no ticket
	At    time.Time // wall clock
	Doubt bool      // the wall clock is not to be trusted: no new day, no refusal by opening hours
	Actor string
	Seen  *Seen // what its sender looked at; nil: it is done whatever happened since
	Do    Verb
}

// Seen is a counter as somebody saw it who pressed there. A command is refused as Stale when the counter has changed
// since, so that two who work at one counter never act on what the other has done.
type Seen struct {
	Counter int
	Seq     uint64 // Desk.Seq
}

// Verb is what a Command wants. The set is closed.
type Verb interface {
	// decide returns the facts, or a *Refusal. It must not change s.
	decide(s *State, setup *Setup, c Command) ([]Fact, error)
	// made tells whether an earlier command with that outcome was this verb.
	made(o Outcome, s *State) bool
}

type (
	// Issue gives a new ticket. Token is random, at least 16 characters; it is made by the caller because rules are not random.
	Issue struct {
		Service, Lang, Token string
		Priority, Paper      bool
		Large                bool // print: large letters
		Several              bool // several persons or matters
	}
	// Next finishes the ticket at a counter, if it has one, and calls the next, if anybody waits.
	Next struct {
		Counter int
		Result  string // of the visit that it finishes, as in Finish
	}
	// CallAgain repeats the call at a counter.
	CallAgain struct{ Counter int }
	// Arrive, Start, Wrap, Finish, MissedCall and Park act on the ticket at a counter.
	Arrive struct{ Counter int }
	// Start says serving began.
	Start struct{ Counter int }
	// Wrap says the client left and paperwork goes on.
	Wrap struct{ Counter int }
	// Finish ends the visit.
	Finish struct {
		Counter int
		Result  string // one of Phrases.Results; empty: not said
	}
	// MissedCall says that nobody came.
	MissedCall struct{ Counter int }
	// Park puts the ticket aside, until a time if one is given.
	Park struct {
		Counter int
		Until   time.Time // back in line by itself then; zero: when somebody returns it
	}
	// Transfer sends the ticket at a counter to a service (Service), to one counter (Only), or both.
	Transfer struct {
		Counter int
		Service string // empty: stays
		Only    int    // 0: any counter
		Note    string // for the next clerk, one of Phrases.Notes; empty: none
	}
	// Return puts a parked or missed ticket back in line, and one that was cancelled less than UndoTime ago.
	Return struct{ Ticket uint64 }
	// Cancel ends a ticket that is not being served.
	Cancel struct{ Ticket uint64 }
	// OpenCounter and CloseCounter say where clients are served. A counter that closes finishes its ticket,
	// and gives those who were sent to it back to their services' lines.
	OpenCounter struct{ Counter int }
	// CloseCounter is the opposite of OpenCounter.
	CloseCounter struct {
		Counter int
		Back    time.Time // a break: opens again about then; zero: not known
		Reason  string    // of the break, one of Phrases.Breaks; empty: not said
	}
	// RecordSent notes that a ticket's bytes are about to leave for the printer. It is refused when they may
	// have left before, so that a slip is sent once for each time it is asked for.
	RecordSent struct {
		Ticket uint64
		Mark   Mark
	}
	// Reprint asks for the paper of a live ticket again, once the fate of the last one is known, or
	// for the first one of a ticket taken without. The new slip is marked as a copy unless certainly none came out before.
	Reprint struct{ Ticket uint64 }
	// RecordPaper notes the fate of a ticket's paper.
	RecordPaper struct {
		Ticket  uint64
		Paper   Paper
		Problem string
		MM      int // of paper that it took, or may have taken; 0: none, or not known
	}
	// RecordFed notes the paper of a slip that is no ticket's.
	RecordFed struct{ MM int }
	// RecordRoll notes something that happened to the roll of paper. A mark that stands already makes no fact.
	RecordRoll struct {
		Mark RollMark
		MM   int // with RollNew: its length, 0 where nobody knows
		// Usual is how long rolls are by the set-up, in mm; 0: not known.
		Usual int
	}
	// SkipNumbers leaves out the next numbers of the day, of every letter: they may be on paper already,
	// given by a journal that was lost.
	SkipNumbers struct{ By int }
	// Tick does nothing but what time alone brings: the office day, tickets back in line, and others who are told of
	// a request for help that nobody has accepted.
	Tick struct{}
)

// Decide returns the facts that a command makes, first those that the passing of midnight makes. A
// command seen before gives no facts; Answer knows what it did. An error is always a *Refusal.
func Decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	if len(c.ID) > 64 {
		return nil, &Refusal{Code: BadRequest, Field: "id"}
	}
	if o, ok := s.outcome(c.ID); ok {
		if !c.Do.made(o, s) {
			return nil, &Refusal{Code: KeyReused}
		}
		return nil, nil
	}
	facts := newDay(s, setup, c)
	if len(facts) > 0 {
		// The command is decided in the new day, on a copy: a day starts once, so this is rare.
		n, err := LoadState(s.Dump())
		if err != nil {
			panic(err)
		}
		for _, f := range facts {
			e := NewEvent(f, c.At, 0, c.Doubt, c.Actor)
			e.Seq, e.Prev = n.Version+1, n.Head
			n.Apply(e)
		}
		s = n
	}
	if c.Seen != nil && s.Desk(c.Seen.Counter).Seq != c.Seen.Seq {
		return nil, &Refusal{Code: Stale, Counter: c.Seen.Counter}
	}
	more, err := c.Do.decide(s, setup, c)
	if err != nil {
		return nil, err
	}
	return append(facts, more...), nil
}

func (s *State) outcome(id string) (Outcome, bool) {
	if id == "" {
		return Outcome{}, false
	}
	if o, ok := s.Done[id]; ok {
		return o, true
	}
	o, ok := s.DoneOld[id]
	return o, ok
}

func (v Issue) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	return v.issue(s, setup, c, false)
}

// issue gives a ticket; expected says that its client's time was kept.
func (v Issue) issue(s *State, setup *Setup, c Command, expected bool) ([]Fact, error) {
	sv := setup.Service(v.Service)
	switch {
	case sv == nil:
		return nil, &Refusal{Code: NoSuchService, Service: v.Service}
	case sv.Kind == KindInfo:
		return nil, &Refusal{Code: NotIssued, Service: v.Service}
	case len(v.Token) < 16 || len(v.Token) > 64:
		return nil, &Refusal{Code: BadRequest, Field: "token"}
	case v.Lang == "" || len(v.Lang) > 8:
		return nil, &Refusal{Code: BadRequest, Field: "lang"}
	case len(setup.CountersOf(sv.ID)) == 0:
		return nil, &Refusal{Code: NotServed, Service: v.Service}
	}
	look := s.Outlook(setup, c.At, sv.ID)
	if a := look.Availability(sv.ID, v.Priority, c.Doubt); !a.Open && !(expected && a.Why == DayFull) {
		return nil, &Refusal{Code: a.Why, Service: v.Service, Until: a.Next}
	}
	n := s.nextNumber(sv.Letter)
	if n == 0 {
		return nil, &Refusal{Code: NumbersUsedUp, Service: v.Service}
	}
	return []Fact{Issued{
		Cmd: c.ID, Service: sv.ID, Letter: sv.Letter, N: n, Lang: v.Lang, Token: v.Token,
		Priority: v.Priority, Paper: v.Paper, Large: v.Large, Several: v.Several, Ahead: s.Ahead(setup, sv.ID, v.Priority, ^uint64(0)),
		Forecast: look.Forecast(sv.ID, v.Priority),
	}}, nil
}

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

func (Tick) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	var facts []Fact
	for _, id := range sortedKeys(s.Tickets) {
		t := s.Tickets[id]
		away := t.State == ParkedState || t.State == NoShowState
		if away && !t.Again.IsZero() && !t.Again.After(c.At) {
			facts = append(facts, Returned{Ticket: id, Keep: true})
		}
	}
	return append(facts, s.escalations(c.At)...), nil
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
