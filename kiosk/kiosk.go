// Package kiosk is one client's session at the touch screen, without any toolkit: which screen is
// shown, in which language, what a finger does, when the session ends, and what is asked of the office.
// What fingers and the office do goes in as an Input; a View and effects come out.
//
// It draws nothing (kiosk/touch does), decides nothing about the queue (the office does) and keeps
// nothing on disk: a session that dies is a client who starts again, and a ticket that was issued is the
// office's.
package kiosk

import (
	"crypto/rand"
	"encoding/base64"
	"time"
)

// Config is the timing of a session. Zero fields take the defaults.
type Config struct {
	Idle    time.Duration // without a touch, before the warning
	Warning time.Duration // of the countdown
	Ticket  time.Duration // for which the number stays
	GiveUp  time.Duration // on an office that does not answer a request for a ticket
	Lost    time.Duration // for which an unreachable office is not mentioned
	Guard   time.Duration // in which a second tap on "take a ticket" is a shaky hand
	Settle  time.Duration // after a change of screen, in which a tap was meant for the screen before
	Palm    time.Duration // of one touch, after which it is taken for a hand resting on the glass
	Corner  time.Duration // of one touch in the corner of a screen nobody uses, after which the technician's mode opens

	Volume     int  // of the spoken guidance when a session begins, in percent
	Technician bool // there is a technician's mode to open

	Key func() string // a new idempotency key; nil: 16 random bytes, base64url
}

// Defaults of Config.
const (
	DefaultIdle    = 45 * time.Second
	DefaultWarning = 25 * time.Second
	DefaultTicket  = 10 * time.Second
	DefaultGiveUp  = 20 * time.Second
	DefaultLost    = 3 * time.Second
	DefaultGuard   = 2 * time.Second
	DefaultSettle  = 300 * time.Millisecond
	DefaultPalm    = 8 * time.Second
	DefaultCorner  = 5 * time.Second
)

// First and longest pause between two tries of one request.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 2 * time.Second
)

// heldBack is for how long the waiting page does not come. It is less than the first pause between two tries.
const heldBack = 150 * time.Millisecond

// paperStay is how many times longer the number stays when there is no paper to take along.
const paperStay = 3

// undoTime is for how long a ticket can be given back by a client with the usual time.
const undoTime = 10 * time.Second

// PerPage is the most tiles on one page.
const PerPage = 8

func (c Config) withDefaults() Config {
	for _, d := range []struct {
		v    *time.Duration
		dflt time.Duration
	}{
		{&c.Idle, DefaultIdle}, {&c.Warning, DefaultWarning}, {&c.Ticket, DefaultTicket},
		{&c.GiveUp, DefaultGiveUp}, {&c.Lost, DefaultLost}, {&c.Guard, DefaultGuard},
		{&c.Settle, DefaultSettle}, {&c.Palm, DefaultPalm}, {&c.Corner, DefaultCorner},
	} {
		if *d.v == 0 {
			*d.v = d.dflt
		}
	}
	if c.Volume == 0 {
		c.Volume = DefaultVolume
	}
	if c.Key == nil {
		c.Key = newKey
	}
	return c
}

func newKey() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}
