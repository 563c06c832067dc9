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
