package kiosk

import "bileter/internal/text"

// Say speaks. What is being said is cut short, unless After: then it is said to its end first.
type Say struct {
	Lang, Text string
	Volume     int // percent
	After      bool
}

// Hush ends speaking.
type Hush struct{}

func (Say) effect()  {}
func (Hush) effect() {}

// Speaker speaks. Its methods return at once.
type Speaker interface {
	Say(Say)
	Hush()
}

// told is what was said last, to know what is new.
type told struct {
	on     bool
	lang   string
	page   page
	stop   string // its name
	words  string
	paper  string
	query  string
	digits int
	volume int
}

// page tells one page from another.
type page struct {
	screen Screen
	title  string
	page   int
	lang   string
	warned bool
}

func pageOfView(v *View) page {
	p := page{v.Screen, v.Title, v.Page, v.Lang, v.Warning > 0}
	switch {
	case v.Service != nil:
		p.title = v.Service.ID
	case v.Notice != nil:
		p.title = v.Notice.Title
	case v.Ticket != nil:
		p.title = v.Ticket.Number
	}
	return p
}

// guide finds the focus in a View: where it was, or at the beginning of a page that is new.
func (m *Machine) guide(v *View) {
	if !m.s.modes.Spoken || v.Screen == Technician {
		return
	}
	v.Stops = m.stops(v)
	if p := pageOfView(v); p != m.s.seen {
		m.s.seen, m.s.at, m.s.on = p, 0, v.Stops[0].name()
	}
	v.Stop = min(m.s.at, len(v.Stops)-1)
	for i, s := range v.Stops {
		if s.name() == m.s.on {
			v.Stop = i
		}
	}
	m.s.at, m.s.on = v.Stop, v.Stops[v.Stop].name()
}

// speak says what is new in the View, or what was asked for.
func (m *Machine) speak(in Input) []Effect {
	v, was := &m.view, m.told
	if !m.s.modes.Spoken || v.Screen == Technician {
		m.told = told{}
		switch {
		case !was.on:
			return nil
		case v.Screen == Technician:
			return []Effect{Hush{}}
		}
		last := "bye"
		if in, ok := in.(SetMode); ok && in.Mode == Spoken {
			last = "off"
		}
		return []Effect{Say{Lang: was.lang, Text: text.Say(was.lang, "speech."+last), Volume: was.volume}}
	}
	stop := v.Stops[v.Stop]
	now := told{on: true, lang: v.Lang, page: m.s.seen, stop: stop.name(), words: stop.Words, query: m.s.query, digits: len(m.s.code), volume: m.volumeNow()}
	if v.Ticket != nil {
		now.paper = v.Ticket.Words
	}
	m.told = now
	_, key := in.(Pad)
	say := func(lang, words string) []Effect {
		return []Effect{Say{Lang: lang, Text: text.Aloud(lang, words), Volume: now.volume}}
	}
	switch {
	case !was.on:
		return say(v.Lang, sentence(m.speech("intro"), stop.Words))
	case now.page != was.page:
		return say(v.Lang, v.Stops[0].Words)
	case now.query != was.query:
		words := m.written(v)
		if words == "" {
			words = m.speech("empty")
		}
		return say(v.Lang, words)
	case now.digits != was.digits:
		words := m.speech("empty")
		if now.digits > 0 {
			words = m.speech("typed", text.Args{"Text": spell(m.s.code)})
		}
		return say(v.Lang, words)
	case key, now.stop != was.stop && isFinger(in), now.words != was.words && isFinger(in):
		return say(stop.Lang, stop.Words)
	case now.paper != was.paper:
		return []Effect{Say{Lang: v.Lang, Text: text.Aloud(v.Lang, now.paper), Volume: now.volume, After: true}}
	}
	return nil
}

// spell parts digits, so that they are said one by one.
func spell(digits string) string {
	out := ""
	for i, d := range digits {
		if i > 0 {
			out += ", "
		}
		out += string(d)
	}
	return out
}

func isFinger(in Input) bool {
	switch in.(type) {
	case Tick, Room, OfficeKnown, OfficeLost, IssueDone, IssueFailed, Resume, UndoDone, PaperKnown, Touched:
		return false
	}
	return true
}
