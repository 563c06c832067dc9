package kiosk

import (
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// Input is what happens to a session. The set is closed. Inputs of fingers are comparable.
type Input interface{ input() }

// Inputs of fingers. A View carries the ones that its own buttons send.
type (
	// TapGroup opens the services of a group; the letter "" opens the pages to read.
	TapGroup struct{ Letter string }
	// TapService opens a service's page.
	TapService struct{ ID string }
	// TakeTicket asks for a ticket of the service whose page is shown.
	TakeTicket struct {
		Service string
		Phone   bool // no paper: the code on the screen is enough
		Has     bool // the client has along what is needed
		Sure    bool // the client knows what speaks against it
		Need    queue.Need
	}
	// PrintList prints what to bring for the service whose page is shown.
	PrintList struct{ Service string }
	// Back goes one step back.
	Back struct{}
	// Turn goes to another page of tiles: 1 or -1.
	Turn struct{ By int }
	// SetLang changes the language, on any screen, for this session.
	SetLang struct{ Lang string }
	// MoreTime answers the countdown.
	MoreTime struct{}
	// Finish ends the session.
	Finish struct{}
	// Browse looks into a closed office.
	Browse struct{}
	// SetMode switches a mode on or off, for this session.
	SetMode struct {
		Mode Mode
		On   bool
	}
	// Open opens one of the screens that can be had from everywhere: Access, Languages, Help, Point; from Home, Search and Visit; from a
	// service's page, Papers.
	Open struct{ Screen Screen }
	// Type writes a letter of the search, or a digit of a visit's code.
	Type struct{ Letter string }
	// Erase takes the last letter away.
	Erase struct{}
	// Keyed is a key of a keyboard, or of a scanner that acts as one: it writes the code of a visit, from Home too.
	Keyed struct{ Letter rune }
	// CheckIn asks once more for the ticket of the visit whose code was written.
	CheckIn struct{}
	// Undo gives the ticket back that was just taken.
	Undo struct{}
	// Another goes on to a further matter of the same client.
	Another struct{}
	// Touched says that a finger went down somewhere, or that it left. Corner: in the upper left corner.
	Touched struct{ Down, Corner bool }
	// TechnicianDone ends the technician's mode.
	TechnicianDone struct{}
)

// Inputs of the office and the clock.
type (
	// Tick says only that time has passed.
	Tick struct{}
	// OfficeKnown brings the office as it is now.
	OfficeKnown struct{ Office api.Office }
	// OfficeLost says that the office did not answer.
	OfficeLost struct{}
	// IssueDone brings the ticket that StartIssue asked for.
	IssueDone struct {
		Key    string
		Issued api.Issued
	}
	// IssueFailed ends one try. Err is nil when there was no answer, or none to understand.
	IssueFailed struct {
		Key string
		Err *api.Error
	}
	// Resume takes up a wish for a ticket that an earlier window left behind when it ended.
	Resume struct{ Memo Memo }
	// UndoDone ends an Undo: the ticket is void, or OK is false and it stays.
	UndoDone struct {
		Ticket uint64
		OK     bool
	}
	// ListDone ends a StartList: it is printed, or OK is false.
	ListDone struct {
		Key string
		OK  bool
	}
	// PaperKnown brings what became of a ticket's paper.
	PaperKnown struct {
		Ticket uint64
		Paper  queue.Paper
	}
)

func (TapGroup) input()       {}
func (TapService) input()     {}
func (TakeTicket) input()     {}
func (PrintList) input()      {}
func (ListDone) input()       {}
func (Back) input()           {}
func (Turn) input()           {}
func (SetLang) input()        {}
func (MoreTime) input()       {}
func (Finish) input()         {}
func (Browse) input()         {}
func (Touched) input()        {}
func (TechnicianDone) input() {}
func (SetMode) input()        {}
func (Open) input()           {}
func (Type) input()           {}
func (Erase) input()          {}
func (Keyed) input()          {}
func (CheckIn) input()        {}
func (Undo) input()           {}
func (Another) input()        {}
func (UndoDone) input()       {}
func (Room) input()           {}
func (Tick) input()           {}
func (OfficeKnown) input()    {}
func (OfficeLost) input()     {}
func (IssueDone) input()      {}
func (IssueFailed) input()    {}
func (Resume) input()         {}
func (PaperKnown) input()     {}

// Memo is a wish for a ticket, kept where the next window finds it if this one ends before the client has
// seen the number.
type Memo struct {
	Key     string     `json:"key"`
	Service string     `json:"service,omitempty"`
	Code    string     `json:"code,omitempty"` // of a booked visit; then Service is empty
	Lang    string     `json:"lang"`
	Phone   bool       `json:"phone,omitempty"`
	Large   bool       `json:"large,omitempty"`
	Need    queue.Need `json:"need,omitempty"`
	Spoken  bool       `json:"spoken,omitempty"` // the client hears the screen
	At      time.Time  `json:"at"`               // of the first request
}

// Effect is what a session wants done. The set is closed.
type Effect interface{ effect() }

type (
	// StartIssue sends a request for a ticket once. Its end is told as IssueDone or IssueFailed. The same
	// Key comes again when the request is to be repeated. Code is of a booked visit, which has its own service; empty: none.
	StartIssue struct {
		Key   string
		Order api.Issue
		Code  string
		need  queue.Need // for the Memo
		// Spoken tells that the client hears the screen; a window that goes on with the request speaks too.
		Spoken bool
	}
	// StartList prints what to bring for a service, once for a Key. Its end is told as ListDone.
	StartList struct{ Key, Service, Lang string }
	// StopIssue gives a request up.
	StopIssue struct{ Key string }
	// Cancel gives a ticket back. Its end is told as UndoDone.
	Cancel struct {
		Key    string
		Ticket uint64
	}
	// WatchPaper wants PaperKnown when the paper of a ticket is no longer pending. It replaces an earlier one.
	WatchPaper struct{ Ticket uint64 }
	// StopWatch ends WatchPaper.
	StopWatch struct{}
	// Forget says that the client of the last StartIssue is done: there is nothing to resume.
	Forget struct{}
)

func (StartIssue) effect() {}
func (StartList) effect()  {}
func (StopIssue) effect()  {}
func (Cancel) effect()     {}
func (WatchPaper) effect() {}
func (StopWatch) effect()  {}
func (Forget) effect()     {}
