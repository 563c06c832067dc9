package queue

import "time"

// What people do about requests for help.

type (
	// AskHelp asks for somebody. While somebody is on the way for the same it makes no second request: the answer
	// has the first.
	AskHelp struct {
		Kind   HelpKind
		From   string
		Lang   string
		Ticket uint64 // 0: none
		Group  string // with HelpNeeds; empty: that of the ticket
	}
	// AcceptHelp says that a post comes, within ETA minutes. Another post may take it over before it arrives.
	AcceptHelp struct {
		Help uint64
		By   string // one of HelpRules.Duty, HelpRules.Head or "counter:5"
		ETA  int
	}
	// ArriveHelp says that help is at the client.
	ArriveHelp struct{ Help uint64 }
	// EndHelp says that the client was helped.
	EndHelp struct{ Help uint64 }
	// WithdrawHelp says that nobody need come any more.
	WithdrawHelp struct{ Help uint64 }

	// HelpRequested is the fact of AskHelp.
	HelpRequested struct {
		Cmd    string   `json:"cmd,omitempty"`
		Kind   HelpKind `json:"kind"`
		From   string   `json:"from"`
		Lang   string   `json:"lang"`
		Ticket uint64   `json:"t,omitempty"`
		Group  string   `json:"group,omitempty"`
		To     string   `json:"to"`
		Next   Step     `json:"next,omitzero"`
		Head   Step     `json:"head,omitzero"`
	}
	// HelpEscalated says that nobody had accepted, and who else was told.
	HelpEscalated struct {
		Help  uint64    `json:"help"`
		To    string    `json:"to"`
		Level HelpLevel `json:"level"`
	}
	// HelpTaken is the fact of AcceptHelp.
	HelpTaken struct {
		Cmd  string `json:"cmd,omitempty"`
		Help uint64 `json:"help"`
		By   string `json:"by"`
		ETA  int    `json:"eta,omitempty"`
	}
	// HelpCame is the fact of ArriveHelp.
	HelpCame struct {
		Cmd  string `json:"cmd,omitempty"`
		Help uint64 `json:"help"`
	}
	// HelpEnded says how a request ended.
	HelpEnded struct {
		Cmd  string    `json:"cmd,omitempty"`
		Help uint64    `json:"help"`
		How  HelpState `json:"how"` // HelpServed, HelpWithdrawn or HelpExpired
	}
)

func (v AskHelp) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t := s.Tickets[v.Ticket]
	switch {
	case v.Kind != HelpAssistant && v.Kind != HelpNeeds && v.Kind != HelpSign:
		return nil, &Refusal{Code: BadRequest, Field: "kind"}
	case !fromKnown(setup, v.From):
		return nil, &Refusal{Code: BadRequest, Field: "from"}
	case v.Lang == "" || len(v.Lang) > 8:
		return nil, &Refusal{Code: BadRequest, Field: "lang"}
	case v.Ticket != 0 && (t == nil || !t.State.Live()):
		return nil, &Refusal{Code: NoSuchTicket, Ticket: v.Ticket}
	case v.Group != "" && setup.Group(v.Group) == nil:
		return nil, &Refusal{Code: BadRequest, Field: "group"}
	}
	if _, open := s.HelpOpen(v); open {
		return nil, nil
	}
	offer := setup.HelpOffer(v.Kind, c.At, c.Doubt)
	switch {
	case !offer.Have:
		return nil, &Refusal{Code: HelpNone}
	case !offer.Open:
		return nil, &Refusal{Code: HelpClosed, Until: offer.Next}
	}
	f := HelpRequested{Cmd: c.ID, Kind: v.Kind, From: v.From, Lang: v.Lang, Ticket: v.Ticket, Group: v.Group, To: setup.Help.Duty[0]}
	if f.Group == "" && t != nil {
		f.Group = t.Letter
	}
	at := c.At.UTC().Truncate(time.Second)
	if len(setup.Help.Duty) > 1 {
		f.Next = Step{setup.Help.Duty[1], at.Add(or(setup.Help.NextAfter, DefaultNextAfter))}
	}
	if setup.Help.Head != "" {
		f.Head = Step{setup.Help.Head, at.Add(or(setup.Help.HeadAfter, DefaultHeadAfter))}
	}
	return []Fact{f}, nil
}

// fromKnown tells whether a place is one from which help can be asked for.
func fromKnown(setup *Setup, from string) bool {
	return from == FromScreen || from == FromTablet || counterNamed(setup, from)
}

func counterNamed(setup *Setup, place string) bool {
	for _, c := range setup.Counters {
		if place == "counter:"+itoa(c.N) {
			return true
		}
	}
	return false
}

func (v AcceptHelp) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	if _, err := s.help(v.Help, HelpAsked, HelpAccepted); err != nil {
		return nil, err
	}
	known := v.By != "" && v.By == setup.Help.Head || counterNamed(setup, v.By)
	for _, post := range setup.Help.Duty {
		known = known || v.By == post
	}
	switch {
	case !known: // a post, not a name: the journal has no persons in it
		return nil, &Refusal{Code: BadRequest, Field: "by"}
	case v.ETA < 0 || v.ETA > maxETA:
		return nil, &Refusal{Code: BadRequest, Field: "eta"}
	}
	return []Fact{HelpTaken{Cmd: c.ID, Help: v.Help, By: v.By, ETA: v.ETA}}, nil
}

func (v ArriveHelp) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	if _, err := s.help(v.Help, HelpAsked, HelpAccepted); err != nil {
		return nil, err
	}
	return []Fact{HelpCame{Cmd: c.ID, Help: v.Help}}, nil
}

func (v EndHelp) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	if _, err := s.help(v.Help, HelpAccepted, HelpArrived); err != nil {
		return nil, err
	}
	return []Fact{HelpEnded{Cmd: c.ID, Help: v.Help, How: HelpServed}}, nil
}

func (v WithdrawHelp) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	if _, err := s.help(v.Help, HelpAsked, HelpAccepted); err != nil {
		return nil, err
	}
	return []Fact{HelpEnded{Cmd: c.ID, Help: v.Help, How: HelpWithdrawn}}, nil
}

// help returns a request if it is in one of the states.
func (s *State) help(id uint64, states ...HelpState) (Help, error) {
	h := s.Helps[id]
	if h == nil {
		return Help{}, &Refusal{Code: NoSuchHelp}
	}
	for _, st := range states {
		if h.State == st {
			return *h, nil
		}
	}
	return Help{}, &Refusal{Code: HelpPast}
}

func (HelpRequested) kind() string { return EvHelpAsked }
func (HelpEscalated) kind() string { return EvHelpEscalated }
func (HelpTaken) kind() string     { return EvHelpAccepted }
func (HelpCame) kind() string      { return EvHelpArrived }
func (HelpEnded) kind() string     { return EvHelpEnded }

func (v AskHelp) made(o Outcome, s *State) bool {
	h := s.Helps[o.Help]
	return o.Kind == EvHelpAsked && (h == nil || h.Kind == v.Kind && h.From == v.From && h.Ticket == v.Ticket)
}
func (v AcceptHelp) made(o Outcome, _ *State) bool {
	return o.Kind == EvHelpAccepted && o.Help == v.Help
}
func (v ArriveHelp) made(o Outcome, _ *State) bool {
	return o.Kind == EvHelpArrived && o.Help == v.Help
}
func (v EndHelp) made(o Outcome, s *State) bool { return s.endedAs(o, v.Help, HelpServed) }
func (v WithdrawHelp) made(o Outcome, s *State) bool {
	return s.endedAs(o, v.Help, HelpWithdrawn)
}

func (s *State) endedAs(o Outcome, help uint64, how HelpState) bool {
	h := s.Helps[help]
	return o.Kind == EvHelpEnded && o.Help == help && (h == nil || h.State == how)
}
