// Package api is the office API's messages and its client: what the window, the pages and tests speak.
// It decides nothing and stores nothing. The messages are described for other programs in
// internal/console/openapi.yaml, which a test holds against the handlers.
package api

import (
	"time"

	"bileter/internal/queue"
)

// Prefix is the path under which the API lives.
const Prefix = "/api/v1"

// Office is GET /office: what there is to choose from, and how things stand with it now. It has no secrets.
type Office struct {
	ID        string      `json:"id"`
	Node      string      `json:"node"`
	Name      queue.Words `json:"name"`
	Languages []string    `json:"languages"`
	Infoline  string      `json:"infoline,omitempty"`
	Phone     bool        `json:"phone,omitempty"`  // tickets have an address for telephones, so paper can be left out
	Booked    bool        `json:"booked,omitempty"` // visits are booked for today or later: clients may check in
	Now       time.Time   `json:"now"`              // local time of the office
	Day       string      `json:"day"`
	Groups    []Group     `json:"groups"`
	Services  []Service   `json:"services"`
	Counters  []Counter   `json:"counters"`
	Zones     []Zone      `json:"zones"`
	Printer   Printer     `json:"printer"`
	Help      HelpDesk    `json:"help"`
	Phrases   *Phrases    `json:"phrases,omitempty"` // staff only
	Touch     Touch       `json:"touch,omitzero"`
	Version   uint64      `json:"version"`
}

// Shown is what clients may see of it: without what is hidden, and without groups that would lead nowhere then.
func (o Office) Shown() Office {
	services, groups := []Service{}, []Group{}
	used := map[string]bool{}
	for _, sv := range o.Services {
		if !sv.Hidden {
			services, used[sv.Letter] = append(services, sv), true
		}
	}
	for _, g := range o.Groups {
		if !g.Hidden && used[g.Letter] {
			groups = append(groups, g)
		}
	}
	o.Services, o.Groups = services, groups
	return o
}

// Group is a tile of the home screen.
type Group struct {
	Letter string      `json:"letter"`
	Name   queue.Words `json:"name"`
	Icon   string      `json:"icon"`
	Color  string      `json:"color"`
	Hidden bool        `json:"hidden,omitempty"` // for staff only
}

// Service is something to take a ticket for, or a page to read.
type Service struct {
	ID        string              `json:"id"`
	Kind      string              `json:"kind"` // "ticket" or "info"
	Letter    string              `json:"letter,omitempty"`
	Name      queue.Words         `json:"name"`
	Documents map[string][]string `json:"documents,omitempty"`
	MustHave  queue.Words         `json:"must_have,omitempty"` // without it the matter cannot be dealt with: clients are asked for it
	Fees      []Fee               `json:"fees,omitempty"`      // valid today
	PayAt     int                 `json:"pay_at,omitempty"`
	Quick     bool                `json:"quick,omitempty"`
	Info      queue.Words         `json:"info,omitempty"`
	Counters  []int               `json:"counters,omitempty"`
	Hidden    bool                `json:"hidden,omitempty"` // for staff only
	Open      bool                `json:"open"`
	Until     time.Time           `json:"until,omitzero"`  // closes, when open
	Next      time.Time           `json:"next,omitzero"`   // opens, when closed
	Full      bool                `json:"full,omitempty"`  // closed because the time until closing is used up
	Tight     bool                `json:"tight,omitempty"` // open, but a client may not be served before closing
	Waiting   int                 `json:"waiting"`
	Serving   int                 `json:"serving"`            // open counters
	Wait      queue.Range         `json:"wait"`               // for a ticket taken now
	Ahead     int                 `json:"ahead"`              // people before a ticket taken now
	Asked     int                 `json:"asked,omitempty"`    // how often it was asked for on recent days, the latest counting most
	Synonyms  map[string][]string `json:"synonyms,omitempty"` // other words for it, by language
}

// Fee is an amount in grosze.
type Fee struct {
	What queue.Words `json:"what,omitempty"`
	Min  int         `json:"min"`
	Max  int         `json:"max"`
}

// Phrases are what clerks choose from, Polish: results of a visit, reasons of a break, notes for the next clerk.
type Phrases struct {
	Results []string `json:"results"`
	Breaks  []string `json:"breaks"`
	Notes   []string `json:"notes"`
}

// Zone is a part of the building.
type Zone struct {
	ID    string      `json:"id"`
	Name  queue.Words `json:"name"`
	Way   queue.Words `json:"way"`
	Arrow string      `json:"arrow"`
	Color string      `json:"color"`
	// Stairs is set where nobody gets without climbing.
	Stairs bool `json:"stairs,omitempty"`
}

// Counter is one place of service and what happens there.
type Counter struct {
	N       int       `json:"n"`
	Room    string    `json:"room,omitempty"`
	Zone    string    `json:"zone"`
	Serves  []string  `json:"serves"` // now: those of its topic
	Open    bool      `json:"open"`
	Back    time.Time `json:"back,omitzero"`    // closed for a break until about then
	Waiting int       `json:"waiting"`          // whom it could call
	Ticket  *Ticket   `json:"ticket,omitempty"` // at the counter now
	Lamp    string    `json:"lamp"`             // off, open, calling, serving or break
	Seq     uint64    `json:"seq"`              // moves with every change of the counter; for If-Match

	Reason string  `json:"reason,omitempty"` // of the break; staff only
	Topic  string  `json:"topic,omitempty"`  // what it serves now; staff only
	Topics []Topic `json:"topics,omitempty"` // what it may swap to, this one included; staff only
	Pages  int     `json:"pages,omitempty"`  // clerk's pages that are open for it; staff only
}

// Topic is a set of services between which a counter swaps.
type Topic struct {
	Name    string `json:"name"`
	Waiting int    `json:"waiting"` // for its services
}

// Queue is GET /queue: the living part, small enough to fetch after every event.
type Queue struct {
	Version   uint64         `json:"version"`
	Day       string         `json:"day"`
	Now       time.Time      `json:"now"`
	Waiting   map[string]int `json:"waiting"` // by service, only those above 0
	Counters  []Counter      `json:"counters"`
	Calls     []Ticket       `json:"calls"`     // at counters now, latest call first
	Soon      []string       `json:"soon"`      // numbers that have waited longest where somebody serves
	Parked    []Ticket       `json:"parked"`    // parked and missed, latest first; staff only
	Unprinted []Ticket       `json:"unprinted"` // of today, without paper or perhaps without, latest first; staff only
	Printer   Printer        `json:"printer"`
	Helps     []Help         `json:"helps"`           // open requests for help, the oldest first; staff only
	Posts     []string       `json:"posts"`           // who may accept one; staff only
	Faults    []Fault        `json:"faults"`          // staff only
	Touch     *Touch         `json:"touch,omitempty"` // staff only; missing: there is no touch screen
	Staff     bool           `json:"staff"`           // asked by staff: nothing is left out
}

// Printer is what is known of the printer. Its zero value: ready.
type Printer struct {
	Problem string    `json:"problem,omitempty"` // code of package printer: "absent", "paper-out", "cover-open", ...
	Since   time.Time `json:"since,omitzero"`    // of the problem
	Low     bool      `json:"low,omitempty"`     // paper is running out
	Left    *int      `json:"left,omitempty"`    // for about how many tickets there is paper; missing: no printer
	Paper   string    `json:"paper,omitempty"`   // the same in words, Polish; staff only
}

// Fault is a warning for staff.
type Fault struct {
	Code     string    `json:"code"`
	Severity string    `json:"severity"`       // "warning" or "fault"
	Text     string    `json:"text"`           // Polish
	Hint     string    `json:"hint,omitempty"` // what to do, Polish
	Since    time.Time `json:"since"`
}

// Issue is POST /tickets. The header Idempotency-Key is required: one key, one ticket.
type Issue struct {
	Service  string `json:"service"`
	Lang     string `json:"lang"`
	Priority bool   `json:"priority,omitempty"` // staff only
	NoPaper  bool   `json:"no_paper,omitempty"`
	Large    bool   `json:"large,omitempty"`   // a slip in large print
	Several  bool   `json:"several,omitempty"` // several persons or matters
}

// Issued answers Issue with status 201, or 200 for a retry.
type Issued struct {
	Ticket  Ticket      `json:"ticket"`
	Wait    queue.Range `json:"wait"`
	Booked  time.Time   `json:"booked,omitzero"` // of a client who checked in: the time that was agreed
	Version uint64      `json:"queue_version"`
}

// Ticket is one number as others may see it.
type Ticket struct {
	ID       uint64            `json:"id"`
	Number   string            `json:"number"` // "P027"
	Service  string            `json:"service"`
	Lang     string            `json:"lang"`
	State    queue.TicketState `json:"state"`
	Paper    queue.Paper       `json:"paper,omitempty"`
	Problem  string            `json:"problem,omitempty"` // of the paper, a code of package printer; staff only
	Large    bool              `json:"large,omitempty"`   // slips in large print; staff only
	Copies   int               `json:"copies,omitempty"`  // slips asked for after the first
	Ahead    int               `json:"ahead"`             // at issue
	Counter  int               `json:"counter,omitempty"`
	Calls    int               `json:"calls,omitempty"`
	Priority bool              `json:"priority,omitempty"` // staff only
	Several  bool              `json:"several,omitempty"`  // persons or matters; staff only
	Token    string            `json:"token,omitempty"`    // only in Issued
	URL      string            `json:"url,omitempty"`      // what the QR code says; only in Issued
	Issued   time.Time         `json:"issued"`
	Called   time.Time         `json:"called,omitzero"`
	Again    time.Time         `json:"again,omitzero"` // parked or missed: back in line by itself then; staff only
	Started  time.Time         `json:"started,omitzero"`
	Why      *Reason           `json:"why,omitempty"`     // of the last call; staff only
	Booked   time.Time         `json:"booked,omitzero"`   // the time that was agreed; staff only
	Note     string            `json:"note,omitempty"`    // of the clerk who sent the ticket on; staff only
	Matters  int               `json:"matters,omitempty"` // services of this visit before this one; staff only
}

// Reason says why a ticket was called, in words too.
type Reason struct {
	queue.Reason
	Text string `json:"text"` // "czekał 41 min, pierwszeństwo, przed wcześniejszymi: 2"
}

// Why is GET /calls/{id}/why: the last call of a ticket.
type Why struct {
	Ticket  uint64    `json:"ticket"`
	Number  string    `json:"number"`
	Counter int       `json:"counter"`
	Called  time.Time `json:"called"`
	Reason  Reason    `json:"reason"`
}

// Visit is a booked visit: an element of Visits, and the body of POST /visits.
type Visit struct {
	Code    string    `json:"code"` // 6 digits
	Service string    `json:"service"`
	At      time.Time `json:"at"`
	Ticket  uint64    `json:"ticket,omitempty"` // of the client, once here
}

// Visits is GET /visits, ordered by time.
type Visits struct {
	Visits []Visit `json:"visits"`
}

// CheckIn is POST /check-in: a booked client is here. Answered as Issue is.
type CheckIn struct {
	Code     string `json:"code"`
	Lang     string `json:"lang"`
	Priority bool   `json:"priority,omitempty"` // staff only
	NoPaper  bool   `json:"no_paper,omitempty"`
	Large    bool   `json:"large,omitempty"` // in large print
}

// Park is the body of POST /counters/{n}/park; none means until somebody returns the ticket.
type Park struct {
	Until time.Time `json:"until,omitzero"` // back in line by itself
}

// Close is the body of POST /counters/{n}/close; none means that nobody knows until when.
type Close struct {
	Back   time.Time `json:"back,omitzero"`    // a break: opens again about then
	Reason string    `json:"reason,omitempty"` // of the break, one of Phrases.Breaks
}

// Finish is the body of POST /counters/{n}/finish and next; none means that the result is not said.
type Finish struct {
	Result string `json:"result,omitempty"` // one of Phrases.Results
}

// Continue is the body of POST /counters/{n}/continue: the client's next service, without a new wait.
type Continue struct {
	Service string `json:"service"`
	Result  string `json:"result,omitempty"` // of the one that ends
}

// TakeTopic is the body of POST /counters/{n}/topic.
type TakeTopic struct {
	Topic string `json:"topic"`
}

// Done answers every command at a counter.
type Done struct {
	Version uint64  `json:"queue_version"`
	Ticket  *Ticket `json:"ticket,omitempty"` // missing after next: nobody waits
	Reason  *Reason `json:"reason,omitempty"` // with next: why this ticket
	Retry   bool    `json:"retry,omitempty"`
}

// Transfer is the body of POST /counters/{n}/transfer.
type Transfer struct {
	Service string `json:"service,omitempty"`
	Counter int    `json:"counter,omitempty"` // the one counter that may call it
	Note    string `json:"note,omitempty"`    // for the next clerk, one of Phrases.Notes
}

// KindReset is the kind of an Event that is no event of the journal: those between are not told, because
// they are too many or are of another history. Whoever sees it reads the queue anew; Seq is where the
// stream goes on.
const KindReset = "reset"

// Event is one server-sent event of GET /events: id is Seq, event is Kind, data is this.
type Event struct {
	Seq     uint64    `json:"seq"`
	Kind    string    `json:"kind"`
	At      time.Time `json:"at"`
	Ticket  uint64    `json:"ticket,omitempty"`
	Number  string    `json:"number,omitempty"`
	Counter int       `json:"counter,omitempty"`
	Service string    `json:"service,omitempty"`
	Paper   string    `json:"paper,omitempty"`
}

// Login is the body of POST /login; the answer is a session cookie and status 204.
type Login struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

// Me is GET /me: who signed in.
type Me struct {
	ID       string `json:"id"` // in the journal "login:" and this
	Login    string `json:"login"`
	Name     string `json:"name,omitempty"`
	Role     string `json:"role"`     // clerk, assistant, manager, technician, administrator
	Counters []int  `json:"counters"` // where they may work; empty: everywhere
}

// Health is GET /health and the body of /healthz. /healthz has no faults: they are for staff.
type Health struct {
	Status  string  `json:"status"` // "ok", or "stopped": no commands are taken
	Version uint64  `json:"version"`
	Day     string  `json:"day"`
	Printer Printer `json:"printer"`
	Faults  []Fault `json:"faults,omitempty"`
}

// Lamps is GET /lamps and each event of GET /lamps/events: the emulated lamps that are lit at this moment, and boards.
type Lamps struct {
	On     []int   `json:"on"`     // counters, ascending
	Boards []Board `json:"boards"` // emulated ones
}

// Board is what stands on an emulated LED board.
type Board struct {
	Counter int    `json:"counter,omitempty"` // 0: a direction board
	Name    string `json:"name"`
	Text    string `json:"text"`
}

// Papers is GET /paper: what the emulated printer printed, newest first.
type Papers struct {
	Papers []Paper `json:"papers"`
}

// Paper is one picture of printed paper.
type Paper struct {
	Name string    `json:"name"`
	URL  string    `json:"url"` // path of the PNG
	At   time.Time `json:"at"`
}

// Codes of an Error besides those of package queue.
const (
	CodeSignIn    = "sign-in"        // no session, or the wrong login or password
	CodeWait      = "wait"           // after wrong tries; the hint says how long
	CodeBlocked   = "blocked"        // the account
	CodeMayNot    = "not-allowed"    // not with this role
	CodeOtherDesk = "other-counter"  // this account works at others
	CodeTooMany   = "too-many-tries" // wait a minute
	CodeStopped   = "stopped"        // the office takes no commands now; the same request may be sent again
	CodeNotStored = "not-stored"     // the disk failed, nothing changed; the same request may be sent again
	CodeNotFound  = "not-found"      // no such page
	CodeMethod    = "method"         // this address does not take that method
	CodeTooLarge  = "too-large"      // the body
	CodeForeign   = "foreign-origin" // sent by a page of another site
)

// Error is the body of every status from 400 up. Its text is for people.
type Error struct {
	Code  string    `json:"code"` // a queue.Code or one of the Codes above
	Text  string    `json:"text"` // in the asked language, default Polish
	Hint  string    `json:"hint,omitempty"`
	Until time.Time `json:"until,omitzero"` // with "closed" and "day-full": opens again; with "visit-early": when to come
}

func (e *Error) Error() string { return e.Code + ": " + e.Text }
