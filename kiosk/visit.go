package kiosk

import (
	"slices"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// CodeCard is the code of a booked visit, as far as it is written.
type CodeCard struct{ Digits string }

// CodeLength is how many digits the code of a visit has. With the last one the client is checked in.
const CodeLength = 6

// After so many wrong codes in a minute nobody may try until the minute is over: codes must not be found by trying.
const (
	maxMisses   = 5
	missesCount = time.Minute
)

// tooManyCodes stands for the office's answer where it is not asked.
var tooManyCodes = api.Error{Code: api.CodeTooMany}

// visits tells whether there are booked visits to check in for.
func (m *Machine) visits() bool { return m.office.Booked }

// visitTiles is the way to check in; empty: there is none.
func (m *Machine) visitTiles() []Tile {
	if !m.visits() || !m.room.Pad {
		return nil
	}
	return []Tile{{Title: m.say("visit"), Sub: m.say("visit_sub"), Icon: "calendar", Color: infoColor, Tap: Open{Visit}}}
}

// digit writes one digit of the code.
func (m *Machine) digit(letter string) []Effect {
	if m.s.screen != Visit || len(letter) != 1 || letter < "0" || letter > "9" || len(m.s.code) >= CodeLength {
		return nil
	}
	m.s.code += letter
	if len(m.s.code) < CodeLength {
		return nil
	}
	return m.checkIn()
}

// keyed takes a digit of a keyboard or scanner. They are faster than a screen settles.
func (m *Machine) keyed(letter rune) []Effect {
	if letter < '0' || letter > '9' || m.away() || m.s.over != "" {
		return nil
	}
	if m.shown() == Home && m.visits() {
		m.enter(Visit)
	}
	return m.digit(string(letter))
}

// checkIn asks for the ticket of the visit whose code is written.
func (m *Machine) checkIn() []Effect {
	s := &m.s
	if (s.screen != Visit && s.screen != Sorry) || m.shown() != s.screen || len(s.code) != CodeLength {
		return nil
	}
	if s.screen == Sorry && s.denied != nil {
		return nil // would be refused again
	}
	m.misses = slices.DeleteFunc(m.misses, func(at time.Time) bool { return m.since(at) >= missesCount })
	if len(m.misses) >= maxMisses {
		s.denied = &tooManyCodes
		m.enter(Sorry)
		return nil
	}
	if !m.lastTake.at.IsZero() && m.since(m.lastTake.at) < m.cfg.Guard {
		return nil
	}
	m.lastTake = take{at: m.now}
	key, large := "", m.largePrint()
	if s.order != nil && s.order.code == s.code {
		key, large = s.order.key, s.order.large
	} else {
		key = m.cfg.Key()
	}
	s.order = &order{key: key, code: s.code, large: large, began: m.now, flying: true, pause: firstPause}
	s.denied, s.phone = nil, false
	m.enter(Issuing)
	return []Effect{m.start()}
}

// visitNotice says why a visit has no ticket, and what to do.
func (m *Machine) visitNotice() *Notice {
	d := m.s.denied
	if d == nil {
		return &Notice{Icon: "hands", Title: m.say("unanswered_title"), Text: m.say("unanswered_text"), Label: m.say("try_again"), Action: CheckIn{}, Back: true}
	}
	say := func(id string, args ...text.Args) string { return text.Say(m.lang(), "refusal."+id, args...) }
	n := &Notice{Icon: "calendar", Back: true}
	switch queue.Code(d.Code) {
	case queue.NoSuchVisit, queue.VisitTaken:
		n.Title, n.Text = say(d.Code), say(d.Code+"_hint")
	case queue.VisitEarly:
		n.Icon, n.Title, n.Text = "clock", say(d.Code), say(d.Code+"_hint")
		if !d.Until.IsZero() {
			n.Text = say(d.Code+"_until", text.Args{"When": m.when(d.Until)})
		}
	case api.CodeTooMany:
		n.Icon, n.Title, n.Text = "clock", m.say("visit_tries_title"), m.say("visit_tries_text")
	default:
		return m.deniedNotice()
	}
	return n
}
