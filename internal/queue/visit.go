package queue

import "time"

// Visit is a booked visit that was made elsewhere, known by its code.
type Visit struct {
	Service string    `json:"service"`
	At      time.Time `json:"at"`               // the booked time
	Ticket  uint64    `json:"ticket,omitempty"` // of the client, once here
}

// Slot is a booked client's place in line.
type Slot struct {
	At    time.Time `json:"at"`    // the booked time
	Due   time.Time `json:"due"`   // order among the booked: At, or when a late client came
	Enter time.Time `json:"enter"` // not called before
}

type (
	// Book makes a visit known: its code of 6 digits, its service and its time. The same visit again is refused.
	Book struct {
		Code, Service string
		At            time.Time
	}
	// Unbook forgets a visit whose client has not checked in.
	Unbook struct{ Code string }
	// CheckIn gives a booked client a ticket. Token is as in Issue.
	CheckIn struct {
		Code, Lang, Token      string
		Priority, Paper, Large bool
	}

	// Booked and Unbooked are the facts of Book and Unbook.
	Booked struct {
		Cmd     string    `json:"cmd,omitempty"`
		Code    string    `json:"code"`
		Service string    `json:"sv"`
		At      time.Time `json:"at"`
	}
	// Unbooked is the opposite of Booked.
	Unbooked struct {
		Cmd  string `json:"cmd,omitempty"`
		Code string `json:"code"`
	}
)

// bookAhead bounds how far ahead a visit may be: those years ahead are a slip of the finger.
const bookAhead = 366 * 24 * time.Hour

func validCode(code string) bool {
	for _, c := range []byte(code) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(code) == 6
}

func (v Book) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	sv := setup.Service(v.Service)
	switch {
	case !validCode(v.Code):
		return nil, &Refusal{Code: BadRequest, Field: "code"}
	case sv == nil:
		return nil, &Refusal{Code: NoSuchService, Service: v.Service}
	case sv.Kind == KindInfo:
		return nil, &Refusal{Code: NotIssued, Service: v.Service}
	case v.At.Before(c.At.Add(-setup.Rules.late())), v.At.After(c.At.Add(bookAhead)):
		return nil, &Refusal{Code: BadRequest, Field: "at"}
	case s.Visits[v.Code] != nil:
		return nil, &Refusal{Code: VisitTaken}
	}
	return []Fact{Booked{Cmd: c.ID, Code: v.Code, Service: sv.ID, At: v.At.UTC().Truncate(time.Second)}}, nil
}

func (v Unbook) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	known := s.Visits[v.Code]
	switch {
	case known == nil:
		return nil, &Refusal{Code: NoSuchVisit}
	case known.Ticket != 0:
		return nil, &Refusal{Code: VisitTaken}
	}
	return []Fact{Unbooked{Cmd: c.ID, Code: v.Code}}, nil
}

// decide issues a ticket as for anybody else, with a place among the booked. Later than Rules.Late it is an
// ordinary ticket. Booked clients are not turned away because the day is full: the time was kept for them.
func (v CheckIn) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	known := s.Visits[v.Code]
	switch {
	case known == nil:
		return nil, &Refusal{Code: NoSuchVisit}
	case known.Ticket != 0:
		return nil, &Refusal{Code: VisitTaken}
	}
	if opens := known.At.Add(-setup.Rules.checkIn()); c.At.Before(opens) && !c.Doubt {
		return nil, &Refusal{Code: VisitEarly, Until: opens}
	}
	facts, err := (Issue{Service: known.Service, Lang: v.Lang, Token: v.Token, Priority: v.Priority, Paper: v.Paper, Large: v.Large}).issue(s, setup, c, true)
	if err != nil {
		return nil, err
	}
	f := facts[0].(Issued)
	f.Code, f.Slot = v.Code, slotFor(known.At, c.At, setup.Rules)
	if f.Slot != nil {
		f.Forecast = nil // the booked time is the forecast
		f.Ahead = 0
		for _, p := range s.lines[known.Service].bookedOrNone() {
			if p.at <= uint64(f.Slot.Due.UnixMicro()) {
				f.Ahead++
			}
		}
	}
	return []Fact{f}, nil
}

// slotFor is the place of one who checks in now; nil: too late for one.
func slotFor(booked, now time.Time, r Rules) *Slot {
	late := now.Sub(booked)
	switch {
	case late > r.late():
		return nil
	case late > 0: // after those whose time has come
		return &Slot{At: booked, Due: now, Enter: now}
	}
	return &Slot{At: booked, Due: booked, Enter: latest(now, booked.Add(-r.early()))}
}

func (l *line) bookedOrNone() []place {
	if l == nil {
		return nil
	}
	return l.booked
}

func (v Book) made(o Outcome, _ *State) bool    { return o.Kind == EvBooked }
func (v Unbook) made(o Outcome, _ *State) bool  { return o.Kind == EvUnbooked }
func (v CheckIn) made(o Outcome, _ *State) bool { return o.Kind == EvIssued }
