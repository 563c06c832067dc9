package kiosk

import (
	"fmt"
	"strings"

	"bileter/internal/text"
)

// Stop is one thing on the way of the keypad's focus. The first of every screen is the screen itself, whose words tell
// what it shows; then come the choices in their order, then the ways to other screens.
type Stop struct {
	Words string // to be said, as they would be written; see text.Aloud
	Lang  string // of Words
	Tap   Input  // nil: only to be heard
	part  string // of the screen, where Tap is nil
}

// name tells a stop from the others of its screen, whatever state it is in.
func (s Stop) name() string {
	switch v := s.Tap.(type) {
	case nil:
		return s.part
	case SetMode:
		return "mode " + string(v.Mode)
	default:
		return fmt.Sprintf("%T%v", v, v)
	}
}

// stops are the stops of a View in the spoken mode.
func (m *Machine) stops(v *View) []Stop {
	b := stopsOf{m: m, v: v}
	b.add(nil, m.heading(v))
	if v.Warning > 0 {
		b.add(MoreTime{}, m.say("more_time"))
		b.add(Finish{}, m.say("finish"))
		return b.list
	}
	switch v.Screen {
	case Search:
		b.tiles(v.Tiles)
		for _, r := range v.Search.Alphabet {
			b.add(Type{string(r)}, m.speech("letter", text.Args{"Letter": m.letter(r)}))
		}
		b.add(Type{" "}, m.say("space"))
		b.add(Erase{}, m.say("erase"))
	case Visit:
		for _, d := range "1234567890" {
			b.add(Type{string(d)}, m.speech("digit", text.Args{"N": string(d)}))
		}
		b.add(Erase{}, m.say("erase"))
	case Service:
		b.service(v.Service)
	case Papers:
		b.papers(v.Service)
	case Access:
		for _, o := range v.Options {
			b.add(o.Tap, o.Title+", "+o.Sub)
		}
	case Ticket:
		b.add(v.Ticket.Undo, m.say("undo"))
		b.add(v.Ticket.Another, m.say("another"))
		b.add(Finish{}, m.say("done"))
	default:
		b.tiles(v.Tiles)
		b.add(v.Find, m.say("search"))
		b.tiles(v.Extras)
		if v.Notice != nil {
			b.add(v.Notice.Action, v.Notice.Label)
			b.add(v.Notice.Other, v.Notice.Second)
		}
	}
	if v.Help != nil {
		b.tiles([]Tile{*v.Help})
	}
	b.ways()
	return b.list
}

// stopsOf collects the stops of a View.
type stopsOf struct {
	m    *Machine
	v    *View
	list []Stop
}

// add adds a stop, unless the same is there already. One with nothing to do is only added by its part.
func (b *stopsOf) add(tap Input, words ...string) {
	if tap == nil && len(b.list) > 0 {
		return
	}
	b.put(Stop{Words: sentence(words...), Tap: tap, part: "screen"})
}

func (b *stopsOf) put(s Stop) {
	if s.Lang == "" {
		s.Lang = b.v.Lang
	}
	for _, have := range b.list {
		if have.name() == s.name() {
			return
		}
	}
	b.list = append(b.list, s)
}

func (b *stopsOf) tiles(ts []Tile) {
	for _, t := range ts {
		shut := ""
		if t.Shut {
			shut = b.m.speech("shut")
		}
		if in, ok := t.Tap.(SetLang); ok { // in its own language
			b.put(Stop{Words: t.Title, Lang: in.Lang, Tap: t.Tap})
			continue
		}
		b.add(t.Tap, strings.Join(nonEmpty(t.Title, shut, t.Sub), ", "))
	}
}

func (b *stopsOf) service(c *ServiceCard) {
	b.add(c.Take, c.Label)
	b.add(c.Phone, b.m.say("take_phone"))
	if len(c.Documents) > 0 || len(c.Fees) > 0 || c.PayAt != "" {
		b.add(Open{Papers}, b.m.say("papers_short"))
	}
	b.add(c.List, strings.ReplaceAll(c.ListLabel, "\n", " "))
}

// papers are heard one by one.
func (b *stopsOf) papers(c *ServiceCard) {
	for i, d := range c.Documents {
		b.put(Stop{Words: sentence(d), part: fmt.Sprintf("document %d", i)})
	}
	for i, f := range c.Fees {
		b.put(Stop{Words: sentence(b.m.feeWords(f)), part: fmt.Sprintf("fee %d", i)})
	}
	if c.PayAt != "" {
		b.put(Stop{Words: sentence(c.PayAt), part: "pay at"})
	}
	b.add(c.List, strings.ReplaceAll(c.ListLabel, "\n", " "))
}

// ways are the ways to other screens, as package touch shows them.
func (b *stopsOf) ways() {
	m, v := b.m, b.v
	paged := v.Page > 0
	if v.Page+1 < v.Pages {
		more := "further"
		if v.Screen == Home || v.Screen == Group {
			more = "more"
		}
		b.add(Turn{1}, m.say(more))
	}
	switch v.Screen {
	case Home:
		if paged && m.room.Compact {
			b.add(Back{}, m.say("back"))
		} else if paged {
			b.add(Turn{-1}, m.say("previous"))
		}
	case Group:
		if paged && !m.room.Compact {
			b.add(Turn{-1}, m.say("previous"))
		}
		b.add(Back{}, m.say("back"))
	case Service, Papers, Search, Visit, Access, Languages, Help:
		b.add(Back{}, m.say("back"))
	default:
		if v.Notice != nil && v.Notice.Back {
			b.add(Back{}, m.say("back"))
		}
	}
	b.languages()
	switch v.Screen {
	case Issuing, Undone, NoOffice:
		return
	case Access, Ticket:
	default:
		b.add(Open{Access}, m.say("access"))
	}
	if m.room.Low {
		low := m.s.modes.Low
		words := m.say("mode_low_key")
		if low {
			words = m.say("mode_high_key")
		}
		b.add(SetMode{Low, !low}, words)
	}
}

func (b *stopsOf) languages() {
	if len(b.v.Languages) < 2 || b.v.Screen == Languages {
		return
	}
	if b.m.room.Folded {
		b.add(Open{Languages}, b.m.say("language_title"))
		return
	}
	for _, l := range b.v.Languages {
		b.put(Stop{Words: l.Name, Lang: l.Code, Tap: SetLang{l.Code}})
	}
}
