package queue

import (
	"slices"
	"time"
)

// Phrases are the words from which clerks choose, Polish. Facts hold nothing that is not among them: a text of
// one's own could name a client, and the journal keeps it.
type Phrases struct {
	Results []string // of a visit: "załatwione", "brak dokumentów"
	Breaks  []string // reasons of a break
	Notes   []string // for the clerk to whom a ticket is sent on
}

// among tells whether a phrase is one of those that may be said; none always may.
func among(said string, phrases []string) bool { return said == "" || slices.Contains(phrases, said) }

type (
	// Continue goes on with another matter of the client at a counter, who need not wait again: of another service or
	// of the same. One visit has several transactions then.
	Continue struct {
		Counter int
		Service string // one that the counter serves, whatever its topic is now
		Result  string // of the service that ends, as in Finish
	}
	// Continued is the fact of Continue.
	Continued struct {
		Cmd     string `json:"cmd,omitempty"`
		Ticket  uint64 `json:"t"`
		Counter int    `json:"c"`
		Service string `json:"sv"`            // that begins
		Result  string `json:"res,omitempty"` // of the one that ends
	}
)

func (v Continue) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t, err := s.ticketAt(setup, v.Counter, CalledState, ArrivedState, Serving)
	if err != nil {
		return nil, err
	}
	counter := setup.Counter(v.Counter)
	switch sv := setup.Service(v.Service); {
	case sv == nil || sv.Kind == KindInfo:
		return nil, &Refusal{Code: NoSuchService, Service: v.Service}
	case counter == nil || !slices.Contains(counter.Serves, v.Service):
		return nil, &Refusal{Code: NotThisCounter, Counter: v.Counter}
	case !among(v.Result, setup.Phrases.Results):
		return nil, &Refusal{Code: BadRequest, Field: "result"}
	}
	return []Fact{Continued{Cmd: c.ID, Ticket: t.ID, Counter: v.Counter, Service: v.Service, Result: v.Result}}, nil
}

// goOn begins the next service of a visit.
func (s *State) goOn(e Event, f Continued) {
	if t := s.Tickets[f.Ticket]; t != nil {
		s.learnService(e, t.ID, "")
		d := s.desk(f.Counter)
		if d.Began = e.At; e.Doubt {
			d.Began = time.Time{}
		}
		t.Service, t.State, t.Started = f.Service, Serving, e.At
		t.Matters++
	}
	s.done(f.Cmd, e, f.Ticket, f.Counter)
}
