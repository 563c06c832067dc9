package queue

import "time"

// A request for help is a client for whom somebody of the office should come. It says neither why nor who the
// client is. Whom it concerns is told at once; when nobody accepts it, time alone (Tick) tells the next person on
// duty, and then the head of the unit. When that happens stands in the fact of the request, so that a journal
// replays under any set-up.

// HelpKind is what a client asks for.
type HelpKind string

// Kinds of a request for help.
const (
	HelpAssistant HelpKind = "assistant" // somebody at the machine
	HelpNeeds     HelpKind = "needs"     // a counter's department is to expect a client with needs
	HelpSign      HelpKind = "sign"      // an interpreter of Polish sign language (PJM)
)

// HelpState is how far a request for help has come.
type HelpState string

// States of a Help. The last three are final.
const (
	HelpAsked     HelpState = "asked"
	HelpAccepted  HelpState = "accepted"
	HelpArrived   HelpState = "arrived"
	HelpServed    HelpState = "served"
	HelpWithdrawn HelpState = "withdrawn"
	HelpExpired   HelpState = "expired" // open at the end of the day
)

// Open tells whether somebody is still to do something.
func (s HelpState) Open() bool { return s == HelpAsked || s == HelpAccepted || s == HelpArrived }

// coming tells whether somebody is still to come.
func (s HelpState) coming() bool { return s == HelpAsked || s == HelpAccepted }

// HelpLevel is who has been told.
type HelpLevel int

// Levels of a Help.
const (
	HelpFirst HelpLevel = iota // the first on duty
	HelpNext                   // the next on duty as well
	HelpHead                   // the head of the unit as well
)

// FromScreen and FromTablet are where a request may come from, besides "counter:5".
const (
	FromScreen = "screen"
	FromTablet = "tablet"
)

// Help is one request.
type Help struct {
	ID       uint64    `json:"id"` // sequence number of its HelpRequested event
	Kind     HelpKind  `json:"kind"`
	From     string    `json:"from"` // FromScreen, FromTablet or "counter:5"
	Lang     string    `json:"lang"` // of the client
	Ticket   uint64    `json:"ticket,omitempty"`
	Group    string    `json:"group,omitempty"` // letter of the department that is to know
	State    HelpState `json:"state"`
	Level    HelpLevel `json:"level,omitempty"`
	To       []string  `json:"to"`            // posts that were told, the latest last
	Next     Step      `json:"next,omitzero"` // who is told when nobody has accepted
	Head     Step      `json:"head,omitzero"` // and after that
	By       string    `json:"by,omitempty"`  // the post that comes
	ETA      int       `json:"eta,omitempty"` // minutes after Taken; 0: at once
	Asked    time.Time `json:"asked"`
	Accepted time.Time `json:"accepted,omitzero"` // the first time
	Taken    time.Time `json:"taken,omitzero"`    // by By
	Arrived  time.Time `json:"arrived,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
}

// Step is a post that is told later; its zero value is nobody.
type Step struct {
	To string    `json:"to,omitempty"`
	At time.Time `json:"at,omitzero"`
}

// HelpRules are the part of a Setup that says who comes. Its zero value is an office from which nobody does.
type HelpRules struct {
	Duty      []string      // posts, never persons: whom a request concerns first, and who is next
	Head      string        // post of the head of the unit; empty: none
	NextAfter time.Duration // 0: DefaultNextAfter
	HeadAfter time.Duration // 0: DefaultHeadAfter
	Hours     string        // key of Setup.Hours; empty: the office's
	SignHours string        // the same for the interpreter; empty: none is offered
	Point     Words         // where the information point is; nil: there is none
	Offers    []Need        // what a client may say of a ticket at the screen
}

// Defaults of HelpRules, and the longest time until somebody comes, in minutes.
const (
	DefaultNextAfter = 3 * time.Minute
	DefaultHeadAfter = 6 * time.Minute
	maxETA           = 60
)

// Need is what a client says of a ticket, without any reason.
type Need string

// Needs. The first two give priority and nothing else is kept of them.
const (
	NeedPriority Need = "priority"
	NeedChild    Need = "child"
	NeedSeveral  Need = "several" // several persons or matters on one ticket
)

// HelpOffer tells whether somebody can be called, or since it is not so, when.
type HelpOffer struct {
	Have bool // the office has it at all
	Open bool
	Next time.Time // opens, where that is known
}

// HelpOffer is that of a kind at a time; doubt: a clock nobody trusts turns nobody away.
func (s *Setup) HelpOffer(kind HelpKind, at time.Time, doubt bool) HelpOffer {
	if len(s.Help.Duty) == 0 || kind == HelpSign && s.Help.SignHours == "" {
		return HelpOffer{}
	}
	name := s.Help.Hours
	if kind == HelpSign {
		name = s.Help.SignHours
	}
	h, known := s.Hours[name]
	if !known {
		h = s.Hours["office"]
	}
	local := at.In(s.Location())
	if open, _ := h.At(local); open || doubt {
		return HelpOffer{Have: true, Open: true}
	}
	return HelpOffer{Have: true, Next: h.Next(local)}
}

// HelpOpen is the request by which somebody is on the way for the same already.
func (s *State) HelpOpen(v AskHelp) (Help, bool) {
	for _, id := range sortedKeys(s.Helps) {
		h := s.Helps[id]
		if h.State.coming() && h.Kind == v.Kind && h.Ticket == v.Ticket && (h.From == v.From && h.Group == v.Group || h.Ticket != 0) {
			return *h, true
		}
	}
	return Help{}, false
}

// HelpsOpen are the requests that are open, the oldest first.
func (s *State) HelpsOpen() []Help {
	var hs []Help
	for _, id := range sortedKeys(s.Helps) {
		if h := s.Helps[id]; h.State.Open() {
			hs = append(hs, *h)
		}
	}
	return hs
}

// HelpUnanswered is the oldest request that the head of the unit was told of and nobody has accepted.
func (s *State) HelpUnanswered() (Help, bool) {
	for _, id := range sortedKeys(s.Helps) {
		if h := s.Helps[id]; h.State == HelpAsked && h.Level == HelpHead {
			return *h, true
		}
	}
	return Help{}, false
}

// escalations are the facts that time alone brings to requests nobody has accepted. After a pause of the program
// both steps may be due: each is a fact.
func (s *State) escalations(at time.Time) []Fact {
	var facts []Fact
	due := func(st Step) bool { return st.To != "" && !st.At.After(at) }
	for _, id := range sortedKeys(s.Helps) {
		h := s.Helps[id]
		if h.State != HelpAsked {
			continue
		}
		if h.Level < HelpNext && due(h.Next) {
			facts = append(facts, HelpEscalated{Help: id, To: h.Next.To, Level: HelpNext})
		}
		if h.Level < HelpHead && due(h.Head) {
			facts = append(facts, HelpEscalated{Help: id, To: h.Head.To, Level: HelpHead})
		}
	}
	return facts
}

// expireHelps are the facts by which a day's requests end.
func (s *State) expireHelps() []Fact {
	var facts []Fact
	for _, h := range s.HelpsOpen() {
		facts = append(facts, HelpEnded{Help: h.ID, How: HelpExpired})
	}
	return facts
}

// applyHelp makes a fact about help part of the state.
func (s *State) applyHelp(e Event, f Fact) {
	switch f := f.(type) {
	case HelpRequested:
		s.Helps[e.Seq] = &Help{
			ID: e.Seq, Kind: f.Kind, From: f.From, Lang: f.Lang, Ticket: f.Ticket, Group: f.Group, State: HelpAsked,
			To: []string{f.To}, Next: f.Next, Head: f.Head, Asked: e.At,
		}
		s.helpDone(f.Cmd, e, e.Seq)
	case HelpEscalated:
		if h := s.Helps[f.Help]; h != nil {
			h.Level, h.To = f.Level, append(h.To, f.To)
		}
	case HelpTaken:
		if h := s.Helps[f.Help]; h != nil {
			h.State, h.By, h.ETA, h.Taken = HelpAccepted, f.By, f.ETA, e.At
			if h.Accepted.IsZero() { // one who takes over does not make the first answer later
				h.Accepted = e.At
			}
		}
		s.helpDone(f.Cmd, e, f.Help)
	case HelpCame:
		if h := s.Helps[f.Help]; h != nil {
			h.State, h.Arrived = HelpArrived, e.At
			if h.Accepted.IsZero() {
				h.Accepted = e.At
			}
		}
		s.helpDone(f.Cmd, e, f.Help)
	case HelpEnded:
		if h := s.Helps[f.Help]; h != nil {
			h.State, h.Ended = f.How, e.At
		}
		s.helpDone(f.Cmd, e, f.Help)
	}
}

// endHelpOf ends the requests for a ticket that has ended: nobody need come for it any more.
func (s *State) endHelpOf(e Event, ticket uint64, how HelpState) {
	for _, h := range s.Helps {
		if ticket != 0 && h.Ticket == ticket && h.State.Open() {
			h.State, h.Ended = how, e.At
		}
	}
}

func (s *State) helpDone(cmd string, e Event, help uint64) {
	if cmd != "" {
		s.Done[cmd] = Outcome{Kind: e.Kind, Seq: e.Seq, Help: help}
	}
}
