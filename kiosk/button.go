package kiosk

import (
	"time"

	"bileter/internal/api"
	"bileter/internal/text"
)

// What the screen does on the day on which no finger reaches it: it says what else there is to do, and shows what the
// ticket button gave.

const (
	// turnEvery is for how long the page that nobody can touch is in one language: it cannot be asked for another.
	turnEvery = 5 * time.Second
	// refusedTime is for how long it stands that a press gave no ticket.
	refusedTime = 15 * time.Second
)

// deaf tells whether fingers do not reach the screen, and nobody uses the keypad.
func (m *Machine) deaf() bool { return m.office.Touch.Gone && !m.s.modes.Spoken }

// inTurn is whose turn it is among the languages.
func (m *Machine) inTurn() int {
	if m.shown() != NoTouch {
		return 0
	}
	return int(m.now.Unix()/int64(turnEvery/time.Second)) % len(m.languages())
}

// lookNoTouch says what else there is to do, in one language after the other: few large words are read by more people than
// all languages at once.
func (m *Machine) lookNoTouch(v *View, turn int) {
	v.Lang = m.languages()[turn]
	v.Office = m.office.Name.In(v.Lang)
	say := func(id string, args ...text.Args) string { return text.Say(v.Lang, "kiosk."+id, args...) }
	v.Infoline = m.infoline(v.Lang)
	point := say("point_nowhere")
	if where := m.office.Help.Point.In(v.Lang); where != "" {
		point = say("point_where", text.Args{"Where": where})
	}
	v.Notice = &Notice{Icon: "people", Title: say("touch_ask"), Text: say("touch_gone") + ". " + point}
	switch b := m.office.Touch.Button; {
	case b == nil:
	case m.office.Printer.Problem != "":
		v.Notice.Text = say("touch_gone") + ". " + say("press_no_paper") + ". " + point
	default:
		name := b.Name.In(v.Lang)
		if name == "" {
			name = say("touch_button")
		}
		v.Notice.Icon, v.Notice.Title = "press", say("touch_press", text.Args{"Button": name})
		v.Notice.Text = say("touch_gone") + ". " + say("touch_ticket") + " " + point
	}
}

// pressed shows what a press of the ticket button gave, unless a client is in the middle of something else: the slip and
// the voice tell it as well.
func (m *Machine) pressed(p *api.Pressed) []Effect {
	if p == nil || p.Key == m.lastPress {
		return nil
	}
	m.lastPress = p.Key
	if sc := m.shown(); !m.s.pressed && sc != NoTouch && !m.quiet() || p.Issued == nil && p.Refused == nil {
		return nil
	}
	es := m.reset()
	m.s.pressed = true
	if p.Issued == nil {
		m.s.denied = p.Refused
		m.enter(Sorry)
		m.s.until = m.now.Add(refusedTime)
		return es
	}
	issued := *p.Issued
	return append(es, m.showTicket(&issued)...)
}
