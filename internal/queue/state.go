// Package queue is the rules of the office: services, tickets, numbers, counters, calls, opening hours.
// Commands go in, facts come out, and a state is what its events make it. It reads no clock, does no
// I/O, keeps no goroutine and trusts nobody else to have checked a command.
package queue

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// State is the queue of one office. Its zero value is not usable; see NewState and LoadState.
// It is not safe for concurrent use.
type State struct {
	Version  uint64             `json:"version"`        // Seq of the last event applied
	Head     Hash               `json:"head"`           // and its hash
	Clock    time.Time          `json:"clock"`          // latest wall time of any event that was not in doubt
	Day      string             `json:"day"`            // office day, YYYY-MM-DD; empty before the first
	East     int                `json:"east,omitempty"` // its local time less UTC, in minutes
	DayDoubt bool               `json:"day_doubt,omitempty"`
	Series   map[string]int     `json:"series"`             // letter to the last number of the day
	LastDay  map[string]int     `json:"last_day,omitempty"` // and of the day before, for a clock that is set back to it
	Given    map[string]int     `json:"given,omitempty"`    // service to its tickets of the day
	Asked    map[string]int     `json:"asked,omitempty"`    // service to its tickets of earlier days, each day counting half of the next
	Tickets  map[uint64]*Ticket `json:"tickets"`
	Counters map[int]*Desk      `json:"counters"`
	Done     map[string]Outcome `json:"done"`     // commands of this day, by id
	DoneOld  map[string]Outcome `json:"done_old"` // and of the day before
	Today    Tally              `json:"today,omitzero"`
	Visits   map[string]*Visit  `json:"visits,omitempty"` // booked, by code
	Helps    map[uint64]*Help   `json:"helps,omitempty"`  // requests for help of this day
	Pace     Pace               `json:"pace,omitzero"`    // what was learned of times
	Roll     Roll               `json:"roll,omitzero"`    // of paper, in the printer
	Faults   map[string]bool    `json:"faults,omitempty"` // of the machine, that stand now
	Setup    SetupMark          `json:"setup,omitzero"`

	lines map[string]*line // waiting tickets by service, and by "#n" for those sent to counter n
}

// SetupMark names the set-up file by which the office goes.
type SetupMark struct {
	Hash string    `json:"hash"` // SHA-256, in hexadecimal
	N    int       `json:"n,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

// Desk is what happens at one counter.
type Desk struct {
	Open   bool      `json:"open"`
	Ticket uint64    `json:"ticket,omitempty"` // at the counter now
	Called time.Time `json:"called,omitzero"`  // last call or recall
	Began  time.Time `json:"began,omitzero"`   // when the ticket was called first; zero: by a clock in doubt
	Ended  time.Time `json:"ended,omitzero"`   // when the last ticket left
	Back   time.Time `json:"back,omitzero"`    // closed until then: a break
	Reason string    `json:"reason,omitempty"` // of the break, one of Phrases.Breaks
	Topic  string    `json:"topic,omitempty"`  // what it serves now, of Counter.Topics; empty: the first
	Seq    uint64    `json:"seq,omitempty"`    // of the last event that changed this counter, see Command.Seen

	Row     int  `json:"row,omitempty"`     // calls in a row that passed over somebody who came earlier
	Between int  `json:"between,omitempty"` // calls since the last quick pick-up out of turn
	Urgent  bool `json:"urgent,omitempty"`  // the last call was of special needs
}

// Outcome is what a command did, kept so that its retry is answered and not done again.
type Outcome struct {
	Kind    string `json:"k"` // of the command's last event
	Seq     uint64 `json:"s"` // of the command's last event
	Ticket  uint64 `json:"t,omitempty"`
	Counter int    `json:"c,omitempty"`
	Help    uint64 `json:"h,omitempty"`
}

// NewState is the state before the first event of a journal.
func NewState(o Origin) *State {
	return &State{
		Head: o.Hash(), Series: map[string]int{}, Given: map[string]int{}, Tickets: map[uint64]*Ticket{}, Counters: map[int]*Desk{},
		Done: map[string]Outcome{}, DoneOld: map[string]Outcome{}, Visits: map[string]*Visit{}, Helps: map[uint64]*Help{}, lines: map[string]*line{},
	}
}

// Dump is the whole state as JSON; two equal states give equal bytes.
func (s *State) Dump() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // plain values only
	}
	return b
}

// LoadState reads what Dump wrote.
func LoadState(b []byte) (*State, error) {
	s := NewState(Origin{})
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	for _, t := range s.Tickets {
		if t == nil {
			return nil, fmt.Errorf("state: a ticket is null")
		}
		if t.State == Waiting {
			s.enter(t)
		}
	}
	for n, d := range s.Counters {
		if d == nil {
			return nil, fmt.Errorf("state: counter %d is null", n)
		}
	}
	for code, v := range s.Visits {
		if v == nil {
			return nil, fmt.Errorf("state: visit %s is null", code)
		}
	}
	if s.Visits == nil {
		s.Visits = map[string]*Visit{}
	}
	for id, h := range s.Helps {
		if h == nil {
			return nil, fmt.Errorf("state: help %d is null", id)
		}
	}
	if s.Helps == nil {
		s.Helps = map[uint64]*Help{}
	}
	if err := s.Pace.check(); err != nil {
		return nil, err
	}
	return s, nil
}

// Desk returns what happens at counter n.
func (s *State) Desk(n int) Desk {
	if d := s.Counters[n]; d != nil {
		return *d
	}
	return Desk{}
}

// At returns the ticket at counter n; ok is false when it has none.
func (s *State) At(n int) (t Ticket, ok bool) {
	if p := s.Tickets[s.Desk(n).Ticket]; p != nil {
		return *p, true
	}
	return Ticket{}, false
}

// WaitingFor returns how many wait for a service, those sent to one counter included.
func (s *State) WaitingFor(service string) int {
	total := s.lines[service].length()
	for key, l := range s.lines {
		if !strings.HasPrefix(key, "#") {
			continue
		}
		for _, p := range l.all() {
			if s.Tickets[p.ticket].Service == service {
				total++
			}
		}
	}
	return total
}

// WaitingTotal returns how many wait in the whole office.
func (s *State) WaitingTotal() int {
	total := 0
	for _, l := range s.lines {
		total += l.length()
	}
	return total
}

// Calls returns the tickets now at counters, the latest call first.
func (s *State) Calls() []Ticket {
	var ts []Ticket
	for _, d := range s.Counters {
		if t := s.Tickets[d.Ticket]; t != nil {
			ts = append(ts, *t)
		}
	}
	slices.SortFunc(ts, func(a, b Ticket) int {
		return cmp.Or(b.Called.Compare(a.Called), cmp.Compare(b.ID, a.ID))
	})
	return ts
}

// Ahead returns how many waiting clients will be called before one who takes the place at, as far as can
// be told: those who stand before at each counter that may call the client, at the counter where they are
// fewest. Open counters count; when none is open, all do. For a new ticket at is ^uint64(0).
func (s *State) Ahead(setup *Setup, service string, priority bool, at uint64) int {
	counters := s.OpenCounters(setup, service)
	if len(counters) == 0 {
		counters = setup.CountersOf(service)
	}
	fewest := 0
	for i, n := range counters {
		c := s.Counter(setup, n)
		total := s.lines[sentTo(n)].length() // sent to this counter: called first, whoever they are
		for _, id := range c.Serves {
			if c.Calls(id) && c.Levels[id] != LevelIdle {
				total += aheadIn(s.lines[id], priority, at)
			}
		}
		if i == 0 || total < fewest {
			fewest = total
		}
	}
	return fewest
}

// aheadIn counts those of one line who are called before a client of that priority and place.
func aheadIn(l *line, priority bool, at uint64) int {
	switch {
	case l == nil:
		return 0
	case priority:
		return countBefore(l.priority, place{at: at})
	}
	return len(l.priority) + len(l.booked) + countBefore(l.ordinary, place{at: at})
}

// AheadOf is Ahead for a ticket; 0 when it does not wait.
func (s *State) AheadOf(setup *Setup, t Ticket) int {
	switch {
	case t.State != Waiting:
		return 0
	case t.Only != 0:
		return aheadIn(s.lines[sentTo(t.Only)], t.Priority, t.Place)
	}
	return s.Ahead(setup, t.Service, t.Priority, t.Place)
}

// OpenCounters returns the open counters that serve a service.
func (s *State) OpenCounters(setup *Setup, service string) []int {
	var ns []int
	for _, n := range setup.CountersOf(service) {
		if s.Desk(n).Open && s.Counter(setup, n).Calls(service) {
			ns = append(ns, n)
		}
	}
	return ns
}

// Lines returns the services somebody waits for, sorted.
func (s *State) Lines() []string {
	seen := map[string]bool{}
	for _, t := range s.Tickets {
		if t.State == Waiting {
			seen[t.Service] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
