package queue

import (
	"fmt"
	"time"
)

// Code says why a command was refused; package text has the words for it.
type Code string

// Codes of a Refusal.
const (
	NoSuchService   Code = "no-such-service"
	NoSuchCounter   Code = "no-such-counter"
	NoSuchTicket    Code = "no-such-ticket"
	NoTicketHere    Code = "no-ticket-here"   // the counter has no ticket to act on
	WrongState      Code = "wrong-state"      // the ticket is not where this can be done
	Closed          Code = "closed"           // outside the service's hours; Until says when it opens
	DayFull         Code = "day-full"         // no time is left before closing; Until says when it opens next
	NotIssued       Code = "not-issued"       // a service that is a page to read
	NotServed       Code = "not-served"       // no counter can serve it
	NumbersUsedUp   Code = "numbers-used-up"  // 999 of this letter today
	CounterIsClosed Code = "counter-closed"   // open it first
	CounterIsOpen   Code = "counter-open"     // is open already
	CounterBusy     Code = "counter-busy"     // has a ticket
	TooSoon         Code = "too-soon"         // after the last call at this counter: a bounce
	TooManyCalls    Code = "too-many-calls"   // called often enough: no-show, or start
	NotThisCounter  Code = "not-this-counter" // the counter does not serve that
	NoSuchVisit     Code = "no-such-visit"    // no visit is booked under that code
	VisitEarly      Code = "visit-early"      // Until says when check-in begins
	VisitTaken      Code = "visit-taken"      // the code is in use, or its client is here already
	KeyReused       Code = "key-reused"       // this id was another command's
	Stale           Code = "stale"            // the counter has changed since the sender looked at it
	BadRequest      Code = "bad-request"      // a field is missing or impossible
	NoSuchHelp      Code = "no-such-help"
	HelpPast        Code = "help-past"     // the request is over, or too far for that
	HelpNone        Code = "help-none"     // this office has nobody to call for that
	HelpClosed      Code = "help-closed"   // nobody is on duty; Until says when again
	SetupForeign    Code = "setup-foreign" // a set-up of another office or machine
	SetupWaiting    Code = "setup-waiting" // somebody holds a ticket that no counter of the new set-up could call
	SetupVisit      Code = "setup-visit"   // somebody is booked for today for what no counter of the new set-up serves
	SetupCounter    Code = "setup-counter" // the new set-up lacks a counter that is open, or to which somebody was sent
)

// Refusal is a command that the rules do not allow now. Nothing has changed.
type Refusal struct {
	Code    Code
	Service string
	Counter int
	Ticket  uint64
	Until   time.Time // with Closed and DayFull: opens again, zero when not within 60 days; with VisitEarly: when to come
	Field   string    // with BadRequest
}

func (r *Refusal) Error() string {
	switch {
	case r.Field != "":
		return fmt.Sprintf("%s: %s", r.Code, r.Field)
	case r.Service != "":
		return fmt.Sprintf("%s: service %s", r.Code, r.Service)
	case r.Ticket != 0:
		return fmt.Sprintf("%s: ticket %d", r.Code, r.Ticket)
	case r.Counter != 0:
		return fmt.Sprintf("%s: counter %d", r.Code, r.Counter)
	}
	return string(r.Code)
}
