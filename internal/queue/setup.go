package queue

import (
	"slices"
	"strings"
	"time"
)

// Words is one text in several languages: ISO 639-1 code to text.
type Words map[string]string

// In returns the text in lang, or in Polish where lang is missing.
func (w Words) In(lang string) string {
	if s, ok := w[lang]; ok {
		return s
	}
	return w["pl"]
}

// Setup is what the office is. It is read from a file and never changed: another one takes its place (TakeSetup).
// No event depends on it: a journal replays to the same state under any Setup.
type Setup struct {
	Office    string   // id, [a-z0-9-]
	Node      string   // id of this machine within the office, [a-z0-9-]
	Name      Words    // of the office
	Zone      string   // IANA time zone
	Languages []string // offered to clients; the first is the default
	Infoline  string   // telephone, as printed
	Privacy   Words    // one line for the ticket
	Zones     []Zone
	Groups    []Group
	Services  []Service
	Counters  []Counter
	Hours     map[string]Hours // by name; "office" always exists
	Rules     Rules
	Help      HelpRules
	Phrases   Phrases

	location *time.Location
}

// Zone is a part of the building.
type Zone struct {
	ID    string
	Name  Words  // "hol zachodni"
	Way   Words  // how to get there from the machine: "w lewo, parter"
	Arrow string // left, right, up, down, ahead
	Color string // #rrggbb
	// Stairs is set where nobody gets without climbing: special needs are left to counters elsewhere.
	Stairs bool
}

// Group is a tile on the home screen and a letter on tickets.
type Group struct {
	Letter string // one of A-Z
	Name   Words
	Icon   string        // name of an icon, see kiosk/touch
	Color  string        // #rrggbb
	Hours  string        // key of Setup.Hours
	Mean   time.Duration // assumed mean time at the counter
	Hidden bool          // not shown to clients; its tickets are called as ever
}

// Kinds of Service.
const (
	KindTicket = "ticket" // a number is issued
	KindInfo   = "info"   // a page to read, no number
)

// Service is what a client came for.
type Service struct {
	ID        string // "P1"
	Kind      string // KindTicket or KindInfo
	Letter    string // of its Group; empty with KindInfo
	Name      Words
	Documents map[string][]string // language to what to bring, in plain words
	MustHave  Words               // what to have along, or the matter cannot be dealt with; may be empty
	Fees      []Fee
	PayAt     int           // counter that takes the fee; 0 none
	Hours     string        // key of Setup.Hours; empty means the group's
	Quick     bool          // a short pick-up: it has a lane of its own, see Rules.QuickEvery
	Mean      time.Duration // assumed mean time at the counter; 0: the group's
	Info      Words         // text of the page, with KindInfo
	Synonyms  map[string][]string
	Hidden    bool // not shown to clients; its tickets are called as ever
	Limit     int  // tickets a day; 0: any number
}

// Fee is an amount with the days on which it is valid.
type Fee struct {
	What  Words  // "nowe tablice"; may be empty
	Min   int    // grosze
	Max   int    // grosze; equal to Min for a fixed fee
	From  string // YYYY-MM-DD, first day
	Until string // YYYY-MM-DD, last day; empty means open-ended
	Basis string // legal basis or source
}

// Counter is a place where clients are served.
type Counter struct {
	N      int    // unique in the office; rooms take numbers above 100
	Room   string // "4" when the place is a room; empty for a counter of the hall
	Zone   string // Zone.ID
	Serves []string
	Topics []Topic          // sets of what it serves, of which one counts at a time, see topic.go; empty: all count
	Levels map[string]Level // service to how it is served here; missing: LevelNormal
	Lamp   string           // GPIO line name; empty: none
	Button string           // GPIO line name; empty: none
}

// Location returns the office's time zone, UTC where Zone is unknown to this machine.
func (s *Setup) Location() *time.Location {
	if s.location == nil {
		l, err := time.LoadLocation(s.Zone)
		if err != nil {
			l = time.UTC
		}
		s.location = l
	}
	return s.location
}

// Service returns the service with that id, nil where there is none.
func (s *Setup) Service(id string) *Service {
	for i := range s.Services {
		if s.Services[i].ID == id {
			return &s.Services[i]
		}
	}
	return nil
}

// Group returns the group with that letter, nil where there is none.
func (s *Setup) Group(letter string) *Group {
	for i := range s.Groups {
		if s.Groups[i].Letter == letter {
			return &s.Groups[i]
		}
	}
	return nil
}

// Counter returns the counter with that number, nil where there is none.
func (s *Setup) Counter(n int) *Counter {
	for i := range s.Counters {
		if s.Counters[i].N == n {
			return &s.Counters[i]
		}
	}
	return nil
}

// ZoneOf returns the zone of a counter, nil where it has none.
func (s *Setup) ZoneOf(n int) *Zone {
	c := s.Counter(n)
	if c == nil {
		return nil
	}
	for i := range s.Zones {
		if s.Zones[i].ID == c.Zone {
			return &s.Zones[i]
		}
	}
	return nil
}

// CountersOf returns the counters that serve a service, in ascending order.
func (s *Setup) CountersOf(service string) []int {
	var ns []int
	for i := range s.Counters {
		if s.Counters[i].Calls(service) {
			ns = append(ns, s.Counters[i].N)
		}
	}
	slices.Sort(ns)
	return ns
}

// Calls tells whether a counter calls clients of a service.
func (c *Counter) Calls(service string) bool {
	return slices.Contains(c.Serves, service) && (c.Levels[service] == LevelOnly || !c.only())
}

// only tells whether some of a counter's services leave no room for the others.
func (c *Counter) only() bool {
	for _, l := range c.Levels {
		if l == LevelOnly {
			return true
		}
	}
	return false
}

// FeesOn returns the fees of a service that are valid on day (YYYY-MM-DD).
func (sv *Service) FeesOn(day string) []Fee {
	var fs []Fee
	for _, f := range sv.Fees {
		if f.From <= day && (f.Until == "" || day <= f.Until) {
			fs = append(fs, f)
		}
	}
	return fs
}

// Label is the counter's name without a language: "5" or, for a room, "p. 4".
func (c *Counter) Label() string {
	if c.Room != "" {
		return "p. " + c.Room
	}
	return itoa(c.N)
}

// validLetter tells whether s can stand first on a ticket.
func validLetter(s string) bool {
	return len(s) == 1 && strings.Contains("ABCDEFGHIJKLMNOPQRSTUVWXYZ", s)
}
