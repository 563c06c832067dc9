package queue

import (
	"encoding/json"
	"strconv"
	"time"
)

// Fact is what an event says. The set is closed; a payload of another kind or version is not a Fact.
type Fact interface{ kind() string }

// Kinds of events.
const (
	EvDayOpened     = "day-opened"
	EvDayDated      = "day-dated"
	EvIssued        = "issued"
	EvCalled        = "called"
	EvRecalled      = "recalled"
	EvArrived       = "arrived"
	EvStarted       = "started"
	EvWrapped       = "wrapped"
	EvFinished      = "finished"
	EvNoShow        = "no-show"
	EvParked        = "parked"
	EvReturned      = "returned"
	EvTransferred   = "transferred"
	EvCancelled     = "cancelled"
	EvExpired       = "expired"
	EvCounterOpened = "counter-opened"
	EvCounterClosed = "counter-closed"
	EvSent          = "sent"
	EvPrinted       = "printed"
	EvReprint       = "reprint"
	EvSetupApplied  = "setup-applied"
	EvAccount       = "account"
	EvBooked        = "booked"
	EvUnbooked      = "unbooked"
	EvFed           = "paper-fed"
	EvRoll          = "roll"
	EvSkipped       = "numbers-skipped"
	EvHelpAsked     = "help-asked"
	EvHelpEscalated = "help-escalated"
	EvHelpAccepted  = "help-accepted"
	EvHelpArrived   = "help-arrived"
	EvHelpEnded     = "help-ended"
	EvContinued     = "continued"
	EvTopic         = "topic-taken"
	EvFault         = "fault"
	EvNeeds         = "needs-set"
)

// Outcomes of Finished.
const (
	OutcomeServed = "served" // a clerk said so, or called the next
	OutcomeLeft   = "left"   // the counter closed with the ticket still there
)

type (
	// DayOpened starts an office day: numbers restart. Doubt: opened by a clock nobody trusts.
	DayOpened struct {
		Cmd   string `json:"cmd,omitempty"`
		Day   string `json:"day"`            // YYYY-MM-DD, local
		East  int    `json:"east,omitempty"` // local time less UTC at noon, in minutes
		Doubt bool   `json:"doubt,omitempty"`
	}
	// DayDated gives the right date to a day that was opened by a wrong clock, and sets State.Clock to the
	// event's time. Numbers go on: where the date goes back, above those of the day before too.
	DayDated struct {
		Cmd  string `json:"cmd,omitempty"`
		Day  string `json:"day"`
		East int    `json:"east,omitempty"`
	}
	// Issued is a new ticket. Its id is the event's sequence number.
	Issued struct {
		Cmd      string `json:"cmd,omitempty"`
		Service  string `json:"sv"`
		Letter   string `json:"l"`
		N        int    `json:"n"`
		Lang     string `json:"lang"`
		Token    string `json:"tok"` // random, for the QR code
		Priority bool   `json:"pri,omitempty"`
		Paper    bool   `json:"pap,omitempty"` // to be printed
		Large    bool   `json:"big,omitempty"` // in large print
		Several  bool   `json:"several,omitempty"`
		Ahead    int    `json:"ahead"` // people before, as told to the client

		Code     string    `json:"code,omitempty"` // of the booked visit that was checked in
		Slot     *Slot     `json:"slot,omitempty"` // its place in line; nil: too late for one
		Forecast *Forecast `json:"fc,omitempty"`   // as told to the client; nil: nothing could be said
	}
	// Called names the ticket a counter calls, and why that one.
	Called struct {
		Cmd     string `json:"cmd,omitempty"`
		Ticket  uint64 `json:"t"`
		Counter int    `json:"c"`
		Reason  Reason `json:"why"`
	}
	// Recalled repeats a call.
	Recalled struct {
		Cmd     string `json:"cmd,omitempty"`
		Ticket  uint64 `json:"t"`
		Counter int    `json:"c"`
	}
	// Arrived says the client stands at the counter.
	Arrived Recalled
	// Started says serving began.
	Started Recalled
	// Wrapped says the client left and the clerk finishes the paperwork.
	Wrapped Recalled
	// NoShow says nobody answered.
	NoShow struct {
		Cmd     string    `json:"cmd,omitempty"`
		Ticket  uint64    `json:"t"`
		Counter int       `json:"c"`
		Again   time.Time `json:"again,omitzero"` // offered again then; zero: when somebody asks for it
	}
	// Parked puts the ticket aside; Returned brings it back.
	Parked NoShow
	// Finished ends the visit.
	Finished struct {
		Cmd     string `json:"cmd,omitempty"`
		Ticket  uint64 `json:"t"`
		Counter int    `json:"c"`
		Outcome string `json:"out"`
		Result  string `json:"res,omitempty"` // one of Phrases.Results, as the clerk said
	}
	// Returned puts a parked, missed or cancelled ticket back in line.
	Returned struct {
		Cmd    string `json:"cmd,omitempty"`
		Ticket uint64 `json:"t"`
		Keep   bool   `json:"keep,omitempty"` // a missed ticket keeps its place
	}
	// Transferred moves a ticket to another service, or to one counter, with its time of issue kept.
	Transferred struct {
		Cmd     string `json:"cmd,omitempty"`
		Ticket  uint64 `json:"t"`
		Counter int    `json:"c"` // the counter that sent it away; 0: none
		Service string `json:"sv"`
		Only    int    `json:"only,omitempty"` // the one counter that may call it; 0: any
		Note    string `json:"note,omitempty"` // for the next clerk, one of Phrases.Notes
	}
	// Cancelled ends a ticket that its holder gave up.
	Cancelled struct {
		Cmd    string `json:"cmd,omitempty"`
		Ticket uint64 `json:"t"`
	}
	// Expired ends a ticket nobody called before the day ended.
	Expired Cancelled
	// CounterOpened and CounterClosed say where clients are served.
	CounterOpened struct {
		Cmd     string `json:"cmd,omitempty"`
		Counter int    `json:"c"`
	}
	// CounterClosed is the opposite of CounterOpened.
	CounterClosed struct {
		Cmd     string    `json:"cmd,omitempty"`
		Counter int       `json:"c"`
		Back    time.Time `json:"back,omitzero"` // a break: opens again about then
		Reason  string    `json:"why,omitempty"` // of the break, one of Phrases.Breaks
	}
	// Sent says that a ticket's bytes are about to leave for the printer: it is stored before the first does.
	// With Job and Cuts the fate of a paper can be asked for after a crash.
	Sent struct {
		Cmd    string `json:"cmd,omitempty"`
		Ticket uint64 `json:"t"`
		Job    string `json:"j"`              // what the printer will call the job
		Cuts   *int   `json:"cuts,omitempty"` // the printer's lifetime count of cuts before the job, where it has one
		Copy   bool   `json:"copy,omitempty"` // the slip is marked as a copy
	}
	// Printed is the fate of a ticket's paper.
	Printed struct {
		Cmd     string `json:"cmd,omitempty"`
		Ticket  uint64 `json:"t"`
		Paper   Paper  `json:"paper"`
		Problem string `json:"problem,omitempty"` // a code of package printer, such as "paper-out"
		MM      int    `json:"mm,omitempty"`      // how much paper it took, or may have taken
	}
	// Reprinted asks for a ticket's paper once more. Copy: there may be one already, so the new slip is marked.
	Reprinted struct {
		Cmd    string `json:"cmd,omitempty"`
		Ticket uint64 `json:"t"`
		Copy   bool   `json:"copy,omitempty"`
	}
	// SetupApplied says that the office goes by another set-up file from here on. No ticket is touched by it.
	SetupApplied struct {
		Cmd  string `json:"cmd,omitempty"`
		Hash string `json:"hash"`        // SHA-256 of the file, in hexadecimal
		N    int    `json:"n,omitempty"` // number of the version on this machine
	}
	// PaperFed is the paper of a slip that is no ticket's.
	PaperFed struct {
		Cmd string `json:"cmd,omitempty"`
		MM  int    `json:"mm"`
	}
	// RollMarked is something that happened to the roll of paper.
	RollMarked struct {
		Cmd  string   `json:"cmd,omitempty"`
		Mark RollMark `json:"mark"`
		MM   int      `json:"mm,omitempty"` // with RollNew: its length, where somebody told it
		// Usual is, with RollOut, how long rolls are by the set-up, in mm; 0: not known.
		Usual int `json:"usual,omitempty"`
	}
	// Skipped makes the numbers of the day go on above those given, because tickets may have been issued
	// that the journal has lost. Last: a letter's highest number so far, as if it were given.
	Skipped struct {
		Cmd  string         `json:"cmd,omitempty"`
		Last map[string]int `json:"last"`
	}
)

// Reason says by which rule a ticket was called.
type Reason struct {
	Rule   string `json:"rule"`           // one of the Rules below
	Waited int    `json:"waited"`         // seconds in line
	Over   int    `json:"over,omitempty"` // how many who came earlier were passed over
	Left   int    `json:"left,omitempty"` // how many with priority were left to a counter without stairs
	Row    int    `json:"row,omitempty"`  // how many calls in a row this counter passed over somebody, this one included
}

// Rules of a Reason, see choose.go.
const (
	RuleSent     = "sent"     // was transferred to this very counter
	RuleTurn     = "turn"     // had waited longest, and too long to be passed over twice in a row
	RulePriority = "priority" // has priority
	RuleBooked   = "booked"   // the booked time has come
	RuleCredit   = "credit"   // has priority, of which there is much today: the wait counted several times
	RuleQuick    = "quick"    // a quick pick-up
	RuleLevel    = "level"    // had waited longest for what this counter serves first
	RuleFirst    = "first"    // had waited longest of those this counter serves
	RuleIdle     = "idle"     // this counter helps out
	RuleEarly    = "early"    // came before the booked time, and nobody else waited
)

func (DayOpened) kind() string     { return EvDayOpened }
func (DayDated) kind() string      { return EvDayDated }
func (Issued) kind() string        { return EvIssued }
func (Called) kind() string        { return EvCalled }
func (Recalled) kind() string      { return EvRecalled }
func (Arrived) kind() string       { return EvArrived }
func (Started) kind() string       { return EvStarted }
func (Wrapped) kind() string       { return EvWrapped }
func (Finished) kind() string      { return EvFinished }
func (NoShow) kind() string        { return EvNoShow }
func (Parked) kind() string        { return EvParked }
func (Returned) kind() string      { return EvReturned }
func (Transferred) kind() string   { return EvTransferred }
func (Cancelled) kind() string     { return EvCancelled }
func (Expired) kind() string       { return EvExpired }
func (CounterOpened) kind() string { return EvCounterOpened }
func (CounterClosed) kind() string { return EvCounterClosed }
func (Sent) kind() string          { return EvSent }
func (Printed) kind() string       { return EvPrinted }
func (Reprinted) kind() string     { return EvReprint }
func (SetupApplied) kind() string  { return EvSetupApplied }
func (Booked) kind() string        { return EvBooked }
func (Unbooked) kind() string      { return EvUnbooked }
func (PaperFed) kind() string      { return EvFed }
func (RollMarked) kind() string    { return EvRoll }
func (Skipped) kind() string       { return EvSkipped }
func (Continued) kind() string     { return EvContinued }
func (TopicTaken) kind() string    { return EvTopic }

// factVersion is the payload version of every kind so far.
const factVersion = 1

// readers decode the payload of each kind.
var readers = map[string]func([]byte) (Fact, error){
	EvDayOpened:     read[DayOpened],
	EvDayDated:      read[DayDated],
	EvIssued:        read[Issued],
	EvCalled:        read[Called],
	EvRecalled:      read[Recalled],
	EvArrived:       read[Arrived],
	EvStarted:       read[Started],
	EvWrapped:       read[Wrapped],
	EvFinished:      read[Finished],
	EvNoShow:        read[NoShow],
	EvParked:        read[Parked],
	EvReturned:      read[Returned],
	EvTransferred:   read[Transferred],
	EvCancelled:     read[Cancelled],
	EvExpired:       read[Expired],
	EvCounterOpened: read[CounterOpened],
	EvCounterClosed: read[CounterClosed],
	EvSent:          read[Sent],
	EvPrinted:       read[Printed],
	EvReprint:       read[Reprinted],
	EvSetupApplied:  read[SetupApplied],
	EvAccount:       read[AccountChanged],
	EvBooked:        read[Booked],
	EvUnbooked:      read[Unbooked],
	EvFed:           read[PaperFed],
	EvRoll:          read[RollMarked],
	EvSkipped:       read[Skipped],
	EvHelpAsked:     read[HelpRequested],
	EvHelpEscalated: read[HelpEscalated],
	EvHelpAccepted:  read[HelpTaken],
	EvHelpArrived:   read[HelpCame],
	EvHelpEnded:     read[HelpEnded],
	EvContinued:     read[Continued],
	EvTopic:         read[TopicTaken],
	EvFault:         read[Fault],
	EvNeeds:         read[NeedsSet],
}

func read[F Fact](b []byte) (Fact, error) {
	var f F
	err := json.Unmarshal(b, &f)
	return f, err
}

// Fact reads the event's payload; ok is false for a kind or version this program does not know.
func (e Event) Fact() (f Fact, ok bool) {
	r, known := readers[e.Kind]
	if !known || e.Version != factVersion {
		return nil, false
	}
	f, err := r(e.Payload)
	return f, err == nil
}

// NewEvent wraps a fact; the journal's place (Seq, Prev) is the caller's to fill.
func NewEvent(f Fact, at time.Time, mono time.Duration, doubt bool, actor string) Event {
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // facts hold strings and numbers only
	}
	return Event{Kind: f.kind(), Version: factVersion, At: at.UTC().Truncate(time.Microsecond), Mono: mono.Truncate(time.Microsecond), Doubt: doubt, Actor: actor, Payload: b}
}

func itoa(n int) string { return strconv.Itoa(n) }
