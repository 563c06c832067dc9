package queue

import (
	"regexp"
	"time"
)

// RecordFault notes that a fault of the machine began, or that it is over. Nobody is called by it: it is kept for the
// figures of the day, and for who asks by whose word a screen is dead.
type RecordFault struct {
	Code  string // of package health, such as "printer-down"
	On    bool
	Since time.Time // with On: when it began, not after the command
}

// TouchDeclared is the fault that a person says that the touch screen does not react.
const TouchDeclared = "touch-declared"

// Fault is the fact of it.
type Fault struct {
	Cmd   string    `json:"cmd,omitempty"`
	Code  string    `json:"code"`
	On    bool      `json:"on,omitempty"`
	Since time.Time `json:"since,omitzero"`
}

var faultForm = regexp.MustCompile(`^[a-z][a-z-]{0,31}$`)

func (v RecordFault) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	switch {
	case !faultForm.MatchString(v.Code):
		return nil, &Refusal{Code: BadRequest, Field: "code"}
	case s.Faults[v.Code] == v.On:
		return nil, nil
	case !v.On:
		return []Fact{Fault{Cmd: c.ID, Code: v.Code}}, nil
	}
	since := v.Since
	if since.IsZero() || since.After(c.At) {
		since = c.At
	}
	return []Fact{Fault{Cmd: c.ID, Code: v.Code, On: true, Since: since.UTC()}}, nil
}

func (s *State) fault(e Event, f Fault) {
	if f.On {
		if s.Faults == nil {
			s.Faults = map[string]bool{}
		}
		s.Faults[f.Code] = true
	} else {
		delete(s.Faults, f.Code)
	}
	s.done(f.Cmd, e, 0, 0)
}

func (RecordFault) made(o Outcome, _ *State) bool { return o.Kind == EvFault }
func (Fault) kind() string                        { return EvFault }
