package kiosk

import (
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// list is what to bring for a service, on paper.
type list struct {
	key, service string
	flying       bool
	printed      bool
	at           time.Time // of the order
}

// listAgain is for how long the same list is not printed once more: whoever asks again is shown where it is.
const listAgain = 30 * time.Second

// canList tells whether there is something to print, and paper for it.
func (m *Machine) canList(sv *api.Service) bool {
	return m.office.Printer.Left != nil && m.noPaper() == "" && sv.Kind != queue.KindInfo &&
		(len(sv.Documents) > 0 || len(sv.Fees) > 0)
}

// printList prints what to bring for the service whose page is shown.
func (m *Machine) printList(id string) []Effect {
	s, sv := &m.s, m.service(id)
	if (s.screen != Service && s.screen != Papers && s.screen != Confirm) || s.service != id || m.shown() != s.screen || sv == nil || !m.canList(sv) {
		return nil
	}
	if s.list.service == id && s.list.printed && m.since(s.list.at) < listAgain {
		m.enter(Listed)
		return nil
	}
	s.list = list{key: m.cfg.Key(), service: id, flying: true, at: m.now}
	m.enter(Listed)
	return []Effect{StartList{s.list.key, id, m.lang()}}
}

func (m *Machine) listDone(v ListDone) {
	if l := &m.s.list; l.flying && l.key == v.Key {
		l.flying, l.printed = false, v.OK
		m.s.touched = m.now
		if m.s.screen == Listed {
			m.enter(Listed)
		}
	}
}

func (m *Machine) listNotice() *Notice {
	switch l := m.s.list; {
	case l.flying:
		return &Notice{Icon: "printer", Title: m.say("list_printing_title")}
	case l.printed:
		return &Notice{Icon: "check", Title: m.say("list_done_title"), Text: m.say("list_done_text"), Label: m.say("finish"), Action: Finish{}, Back: true}
	}
	return &Notice{Icon: "info", Title: m.say("list_failed_title"), Text: m.say("list_failed_text"), Back: true}
}

// mustHave is what a client has to have along; empty: nothing is known to be missed often.
func (m *Machine) mustHave(sv *api.Service) string {
	if len(sv.MustHave) == 0 {
		return ""
	}
	return sv.MustHave.In(m.lang())
}

// mustHaveNotice asks whether a client has it along. Who has not can print the list.
func (m *Machine) mustHaveNotice(sv *api.Service) *Notice {
	n := &Notice{Icon: "document", Title: m.say("must_title"), Text: m.mustHave(sv), Back: true,
		Label: m.say("must_yes"), Action: TakeTicket{Service: sv.ID, Phone: m.s.phone, Need: m.s.need, Has: true}}
	if m.canList(sv) {
		n.Second, n.Other = m.say("must_no"), PrintList{sv.ID}
	}
	return n
}
