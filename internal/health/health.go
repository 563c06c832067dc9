// Package health keeps the warnings of the machine: what is wrong, since when, how bad. Everybody may
// report; nobody acts on it here.
package health

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// Severity tells whom a warning concerns.
type Severity string

// Severities.
const (
	Warn  Severity = "warning" // works, but somebody should look
	Fault Severity = "fault"   // something does not work
)

// Code names a warning; its words are in package text under "health.CODE".
type Code string

// Warnings known so far.
const (
	PrinterDown   Code = "printer-down"  // no paper tickets; detail is the printer's problem
	PrinterOther  Code = "printer-other" // it says to be another than the one before
	PaperLow      Code = "paper-low"     //
	LampsDown     Code = "lamps-down"    // the lamp lines cannot be driven
	ButtonStuck   Code = "button-stuck"  // detail is the counter
	TicketStuck   Code = "ticket-button-stuck"
	VoiceDown     Code = "voice-down"     // calls are not spoken; detail is the sound device
	SpeechDown    Code = "speech-down"    // the touch screen does not speak; detail is the sound device or program
	CentralAway   Code = "central-away"   // events wait to be sent
	CentralRefuse Code = "central-refuse" // central answers, and does not want our events
	ClockDoubt    Code = "clock-doubt"    //
	DiskFull      Code = "disk-full"      // below 5 % or 100 MB
	HelpWaits     Code = "help-waits"     // the head was told of a client who asked for help, and nobody accepted; detail is when
	PriorityMany  Code = "priority-many"  // too many of the day's tickets have priority to call each at once; detail is their share
	WindowDown    Code = "window-down"    // the touch screen's process keeps dying
	TouchGone     Code = "touch-gone"     // the touch screen does not react to fingers; detail is its device, empty: a person says so
)

// rule says how bad a warning is, how long it must last before it shows, and what explains it away.
type rule struct {
	severity Severity
	after    time.Duration
	unless   Code // not shown while this one stands
}

var rules = map[Code]rule{
	PrinterDown:   {Fault, 0, ""},
	PrinterOther:  {Warn, 0, PrinterDown},
	PaperLow:      {Warn, 0, PrinterDown},
	LampsDown:     {Fault, 0, ""},
	ButtonStuck:   {Warn, 0, LampsDown},
	TicketStuck:   {Warn, 0, LampsDown},
	VoiceDown:     {Warn, 0, ""},
	SpeechDown:    {Warn, 0, WindowDown},
	CentralAway:   {Warn, 2 * time.Minute, ""},
	CentralRefuse: {Fault, 0, ""},
	ClockDoubt:    {Warn, 0, ""},
	DiskFull:      {Fault, 0, ""},
	HelpWaits:     {Fault, 0, ""},
	PriorityMany:  {Warn, 0, ""},
	WindowDown:    {Fault, 5 * time.Second, ""},
	TouchGone:     {Fault, 0, WindowDown},
}

// Warning is one thing that is wrong.
type Warning struct {
	Code     Code
	Severity Severity
	Detail   string
	Since    time.Time
}

// Board holds what is wrong now. Its zero value is ready. It is safe for concurrent use.
type Board struct {
	Now func() time.Time // nil: time.Now

	mu  sync.Mutex // protects now
	now map[Code]Warning
}

// Set reports that a warning stands (on) or does not. Detail may change while it stands.
func (b *Board) Set(c Code, on bool, detail string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !on {
		delete(b.now, c)
		return
	}
	w, standing := b.now[c]
	if !standing {
		w = Warning{Code: c, Severity: severity(c), Since: b.clock()}
	}
	w.Detail = detail
	if b.now == nil {
		b.now = map[Code]Warning{}
	}
	b.now[c] = w
}

// Warnings returns what is to be shown, faults first, then the oldest.
func (b *Board) Warnings() []Warning {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ws []Warning
	for c, w := range b.now {
		r := rules[c]
		if _, explained := b.now[r.unless]; explained && r.unless != "" {
			continue
		}
		if b.clock().Sub(w.Since) >= r.after {
			ws = append(ws, w)
		}
	}
	slices.SortFunc(ws, func(x, y Warning) int {
		return cmp.Or(cmp.Compare(x.Severity, y.Severity), x.Since.Compare(y.Since), cmp.Compare(x.Code, y.Code))
	})
	return ws
}

func (b *Board) clock() time.Time {
	if b.Now != nil {
		return b.Now()
	}
	return time.Now()
}

func severity(c Code) Severity {
	if r, ok := rules[c]; ok {
		return r.severity
	}
	return Warn
}
