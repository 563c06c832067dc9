package kiosk

import (
	"slices"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// final are the answers that a repetition would not change.
var final = []queue.Code{
	queue.NoSuchService, queue.Closed, queue.NotIssued, queue.NotServed, queue.NumbersUsedUp,
	queue.KeyReused, queue.BadRequest, queue.NoSuchVisit, queue.VisitEarly, queue.VisitTaken,
}

// take handles a finger on "take a ticket".
func (m *Machine) take(v TakeTicket) []Effect {
	last := m.lastTake
	m.lastTake = take{v.Service, m.now}
	if last.service == v.Service && !last.at.IsZero() && m.since(last.at) < m.cfg.Guard {
		return nil
	}
	s, sv := &m.s, m.service(v.Service)
	if s.over == Help && v.Need != "" {
		s.over = ""
	}
	if (s.screen != Service && s.screen != Papers && s.screen != Confirm && s.screen != Sorry) || s.service != v.Service || m.shown() != s.screen {
		return nil
	}
	if sv == nil || sv.Kind == queue.KindInfo || !sv.Open {
		return nil
	}
	s.phone, s.need = v.Phone, v.Need
	s.ask = !v.Sure && !v.Has && m.mustHave(sv) != ""
	if s.ask || !v.Sure && len(m.objections(sv)) > 0 {
		m.lastTake = take{}
		m.enter(Confirm)
		return nil
	}
	key, large := "", m.largePrint()
	if s.order != nil && s.order.code == "" && s.order.service == v.Service && s.order.phone == v.Phone && s.order.need == v.Need {
		key, large = s.order.key, s.order.large // the office may have done it: only the same request cannot give a second ticket
	} else {
		key = m.cfg.Key()
	}
	s.order = &order{key: key, service: v.Service, phone: v.Phone, need: v.Need, large: large, began: m.now, flying: true, pause: firstPause}
	s.denied = nil
	m.enter(Issuing)
	return []Effect{m.start()}
}

// resume goes on with a request whose window ended. The same key gives the same ticket.
func (m *Machine) resume(o Memo) []Effect {
	if !m.pristine() || m.s.order != nil || o.Key == "" || (o.Service == "" && o.Code == "") {
		return nil
	}
	m.s.lang, m.s.service, m.s.phone, m.s.code, m.s.need = o.Lang, o.Service, o.Phone, o.Code, o.Need
	m.s.modes.Spoken = o.Spoken
	m.s.order = &order{key: o.Key, service: o.Service, code: o.Code, phone: o.Phone, large: o.Large, need: o.Need, began: m.now, flying: true, resumed: true, pause: firstPause}
	m.enter(Issuing)
	return []Effect{m.start()}
}

func (m *Machine) start() Effect {
	o := m.s.order
	order := api.Issue{Service: o.service, Lang: m.lang(), NoPaper: o.phone, Large: o.large}
	order.Priority = o.need == queue.NeedPriority || o.need == queue.NeedChild
	order.Several = o.need == queue.NeedSeveral
	return StartIssue{Key: o.key, Order: order, Code: o.code, need: o.need, Spoken: m.s.modes.Spoken}
}

// largePrint tells whether this client's paper is in large print: who reads the screen so reads paper so.
func (m *Machine) largePrint() bool { return m.s.modes.Large || m.s.modes.Easy }

// pressOn repeats a request that was not answered, and ends it when that has lasted long enough.
func (m *Machine) pressOn() []Effect {
	o := m.s.order
	switch {
	case m.since(o.began) >= m.cfg.GiveUp:
		o.flying = false
		m.s.touched = m.now
		m.enter(Sorry)
		return []Effect{StopIssue{o.key}}
	case !o.flying && !m.now.Before(o.retry):
		o.flying = true
		return []Effect{m.start()}
	}
	return nil
}

// brief tells whether the waiting page is held back: the office mostly answers before it could be read, and drawing it would
// only keep the number from being drawn. A client of an earlier window has waited already. At the start it is the page that
// says that the office does not answer: nobody knows yet.
func (m *Machine) brief() bool {
	o := m.s.order
	if !m.known && m.lostAt.IsZero() && m.shown() == NoOffice {
		return true
	}
	return m.s.screen == Issuing && o != nil && o.flying && !o.resumed && m.since(o.began) < heldBack
}

func (m *Machine) issueFailed(v IssueFailed) {
	o := m.s.order
	if o == nil || o.key != v.Key || m.s.screen != Issuing {
		return
	}
	if v.Err != nil && slices.Contains(final, queue.Code(v.Err.Code)) {
		m.s.order, m.s.denied = nil, v.Err
		if v.Err.Code == string(queue.NoSuchVisit) {
			m.misses = append(m.misses, m.now)
		}
		m.s.touched = m.now
		m.enter(Sorry)
		return
	}
	o.flying = false
	o.retry = m.now.Add(o.pause)
	o.pause = min(2*o.pause, longestPause)
}

// issueDone shows the number. An answer that comes late, while the client is still here, is as good.
func (m *Machine) issueDone(v IssueDone) []Effect {
	o := m.s.order
	if o == nil || o.key != v.Key {
		return nil
	}
	issued := v.Issued
	es := m.showTicket(&issued)
	m.s.undo = m.now.Add(undoTime * time.Duration(m.patience()))
	return es
}

// showTicket shows a number, for as long as its client needs.
func (m *Machine) showTicket(issued *api.Issued) []Effect {
	m.s.order, m.s.denied, m.s.issued = nil, nil, issued
	m.s.service, m.s.code = issued.Ticket.Service, ""
	m.s.touched = m.now
	m.enter(Ticket)
	m.s.until = m.now.Add(m.ticketTime())
	if !issued.Ticket.Paper.Open() {
		m.paperSettled()
		return nil
	}
	m.stay(2 * m.ticketTime()) // while the printer is busy; shortened when it is done
	return []Effect{WatchPaper{issued.Ticket.ID}}
}

func (m *Machine) paperKnown(v PaperKnown) {
	t := m.s.issued
	if t == nil || t.Ticket.ID != v.Ticket || v.Paper.Open() {
		return
	}
	t.Ticket.Paper = v.Paper
	m.paperSettled()
}

// paperSettled sets how long the number stays: longer where it must be remembered.
func (m *Machine) paperSettled() {
	if m.s.issued.Ticket.Paper == queue.PaperPrinted {
		m.s.until = m.s.touched.Add(m.ticketTime())
		m.stay(m.ticketTime() / 2)
		return
	}
	m.stay(paperStay * m.ticketTime())
}

// ticketTime is for how long this client's number stays.
func (m *Machine) ticketTime() time.Duration { return m.cfg.Ticket * time.Duration(m.patience()) }
