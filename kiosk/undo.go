package kiosk

import (
	"bileter/internal/api"
	"bileter/internal/text"
)

// voided is a ticket that its client gives back.
type voided struct {
	key    string // of the request
	flying bool
	failed bool // it stays
}

// undoTicket gives the ticket on the screen back.
func (m *Machine) undoTicket() []Effect {
	if m.s.screen != Ticket || !m.now.Before(m.s.undo) {
		return nil
	}
	m.s.voided = voided{key: m.cfg.Key(), flying: true}
	m.s.undo = m.now // once
	m.enter(Undone)
	return []Effect{Cancel{m.s.voided.key, m.s.issued.Ticket.ID}}
}

func (m *Machine) undoDone(v UndoDone) []Effect {
	if m.s.screen != Undone || !m.s.voided.flying || m.s.issued == nil || m.s.issued.Ticket.ID != v.Ticket {
		return nil
	}
	m.s.touched = m.now
	if !v.OK {
		m.undoFailed()
		return nil
	}
	m.s.voided.flying = false
	m.enter(Undone)
	m.s.until = m.now.Add(m.ticketTime())
	return []Effect{StopWatch{}, Forget{}}
}

// undoFailed shows the number again: it may still be called.
func (m *Machine) undoFailed() {
	m.s.voided.flying, m.s.voided.failed = false, true
	m.enter(Ticket)
	m.s.until = m.now.Add(paperStay * m.ticketTime())
}

// another begins a further matter of a client who has a number, in the same language and with the same modes.
func (m *Machine) another() []Effect {
	if (m.s.screen != Ticket && m.s.screen != Undone) || m.since(m.s.entered) < m.cfg.Settle {
		return nil
	}
	lang, modes, volume := m.s.lang, m.s.modes, m.s.volume
	es := m.reset()
	m.s.lang, m.s.modes, m.s.volume = lang, modes, volume
	return es
}

func (m *Machine) undoneNotice() *Notice {
	if m.s.voided.flying {
		return &Notice{Icon: "clock", Title: m.say("undoing_title")}
	}
	return &Notice{
		Icon: "check", Title: m.say("undone_title", text.Args{"Number": m.s.issued.Ticket.Number}), Text: m.say("undone_text"),
		Label: m.say("undone_again"), Action: Another{},
	}
}

// A ticket is asked for twice where the client would lose something.
const (
	longWait    = 45 // min, of the middle of what is forecast
	closingSoon = 15 // min
)

// objections are what speaks against a ticket now.
func (m *Machine) objections(sv *api.Service) []string {
	var ps []string
	if w := sv.Wait; w.Known && (w.Min+w.Max)/2 > longWait {
		ps = append(ps, m.say("confirm_wait", text.Args{"Wait": text.Wait(m.lang(), w.Min, w.Max, true)}))
	}
	if left := sv.Until.Sub(m.officeNow()).Minutes(); !sv.Until.IsZero() && (sv.Tight || left < closingSoon || sv.Wait.Known && left < float64(sv.Wait.Max)) {
		ps = append(ps, m.say("confirm_closing", text.Args{"Time": text.Clock(m.local(sv.Until))}))
	}
	if sv.Serving == 0 {
		ps = append(ps, m.say("confirm_nobody"))
	}
	return ps
}

func (m *Machine) confirmNotice() *Notice {
	n := &Notice{Icon: "clock", Title: m.say("confirm_title"), Label: m.say("confirm_yes"), Back: true,
		Action: TakeTicket{Service: m.s.service, Phone: m.s.phone, Need: m.s.need, Sure: true}}
	if sv := m.service(m.s.service); sv != nil {
		if m.s.ask {
			return m.mustHaveNotice(sv)
		}
		n.Points = m.objections(sv)
	}
	return n
}
