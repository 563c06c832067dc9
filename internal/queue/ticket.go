package queue

import (
	"fmt"
	"time"
)

// TicketState is where a ticket stands.
type TicketState string

// States of a Ticket. The last three are final.
const (
	Waiting      TicketState = "waiting"
	CalledState  TicketState = "called"
	ArrivedState TicketState = "arrived"
	Serving      TicketState = "serving"
	WrapUp       TicketState = "wrap-up"
	ParkedState  TicketState = "parked"
	NoShowState  TicketState = "no-show"
	Done         TicketState = "done"
	CancelState  TicketState = "cancelled"
	ExpiredState TicketState = "expired"
)

// Live tells whether the ticket's number is still somebody's.
func (s TicketState) Live() bool {
	return s != Done && s != CancelState && s != ExpiredState && s != ""
}

// AtCounter tells whether the ticket occupies a counter.
func (s TicketState) AtCounter() bool {
	return s == CalledState || s == ArrivedState || s == Serving || s == WrapUp
}

// Paper is the fate of a ticket's paper.
type Paper string

// Fates of paper. The zero value means that none was asked for.
const (
	PaperNone    Paper = ""
	PaperPending Paper = "pending" // asked for, no byte has left
	PaperSent    Paper = "sent"    // bytes may have left, no outcome yet
	PaperPrinted Paper = "printed"
	PaperRefused Paper = "refused" // certainly not printed
	PaperDoubt   Paper = "doubt"   // perhaps printed
)

// Open tells whether the fate of a paper that was asked for is not known yet.
func (p Paper) Open() bool { return p == PaperPending || p == PaperSent }

// Mark is by what a paper that was sent is known at the printer.
type Mark struct {
	Job  string `json:"job"`
	Cuts *int   `json:"cuts,omitempty"` // cuts before it; nil: the printer does not count
}

// Ticket is one client's place.
type Ticket struct {
	ID       uint64      `json:"id"` // sequence number of its Issued event
	Day      string      `json:"day"`
	Letter   string      `json:"letter"`
	N        int         `json:"n"`
	Service  string      `json:"service"`
	Lang     string      `json:"lang"`
	Token    string      `json:"token"` // secret: whoever knows it may see this ticket's status
	Priority bool        `json:"priority,omitempty"`
	Several  bool        `json:"several,omitempty"` // persons or matters
	State    TicketState `json:"state"`
	Paper    Paper       `json:"paper,omitempty"`
	Problem  string      `json:"problem,omitempty"` // of the paper: why it is not printed, or in doubt
	Large    bool        `json:"large,omitempty"`   // slips in large print
	Copies   int         `json:"copies,omitempty"`  // slips asked for after the first
	Copy     bool        `json:"copy,omitempty"`    // the slip asked for last is marked as a copy
	Sent     *Mark       `json:"sent_as,omitempty"` // while Paper is PaperSent
	Place    uint64      `json:"place"`             // order in line: ID, or the event that returned a missed ticket
	Ahead    int         `json:"ahead"`             // people before at issue
	Counter  int         `json:"counter,omitempty"` // that has it or had it last
	Only     int         `json:"only,omitempty"`    // the one counter that may call it
	Slot     *Slot       `json:"slot,omitempty"`    // of a booked client; nil: none, or lost by being late
	Lined    time.Time   `json:"lined,omitzero"`    // in line since then, where that is not Issued
	Again    time.Time   `json:"again,omitzero"`    // parked or missed: back in line by itself then
	Misses   int         `json:"misses,omitempty"`  // calls nobody answered
	Note     string      `json:"note,omitempty"`    // of the clerk who sent the ticket on, one of Phrases.Notes
	Matters  int         `json:"matters,omitempty"` // services dealt with in this visit before this one
	Forecast *Forecast   `json:"forecast,omitempty"`
	Calls    int         `json:"calls,omitempty"`
	Why      *Reason     `json:"why,omitempty"` // of the last call
	Issued   time.Time   `json:"issued"`
	Called   time.Time   `json:"called,omitzero"` // last call
	Started  time.Time   `json:"started,omitzero"`
	Ended    time.Time   `json:"ended,omitzero"`
}

// lined is when the ticket began to wait: for a booked client not before the place in line.
func (t *Ticket) lined() time.Time {
	if t.Lined.IsZero() {
		return t.Issued
	}
	return t.Lined
}

// urgent tells whether the ticket stands among those with special needs.
func (t *Ticket) urgent() bool { return t.Priority && t.Slot == nil }

// Number is what is printed and called: one letter, three digits.
func (t Ticket) Number() string { return Number(t.Letter, t.N) }

// Number formats a letter and n as "A012".
func Number(letter string, n int) string { return fmt.Sprintf("%s%03d", letter, n) }
