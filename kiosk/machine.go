package kiosk

import (
	"slices"
	"time"

	"bileter/internal/api"
	"bileter/internal/find"
	"bileter/internal/queue"
)

// Machine is the sessions of one screen, one after the other. It reads no clock, does no I/O and is not
// safe for concurrent use.
type Machine struct {
	cfg Config
	now time.Time

	office   api.Office
	known    bool      // office has been seen
	officeAt time.Time // when
	lostAt   time.Time // first time it did not answer; zero: it answers

	room       Room
	finder     *find.Index // nil: to be made
	finderLang string

	s        session
	lastTake take
	heldAt   time.Time   // a finger has been down since; zero: none
	corner   bool        // in the corner
	misses   []time.Time // wrong codes of visits, in the last minute
	typedAt  time.Time   // last letter of a keyboard or scanner

	lastPress string // key of the press of the ticket button that was seen last

	face face
	view View
	told told
}

// session is all that is one client's. Its zero value is nobody.
type session struct {
	screen     Screen // Home, Group, Service, Issuing, Ticket or Sorry; empty: Home
	lang       string // empty: the office's first
	group      string
	service    string
	phone      bool // a ticket without paper
	need       queue.Need
	call       *helpCall
	homePage   int
	page       int // of the group
	papersPage int
	overPage   int
	browse     bool   // looks into a closed office
	over       Screen // Access, Languages, Help, Helping or Point, over screen; empty: nothing
	modes      Modes
	query      string    // of the search
	found      bool      // the service was found by it
	code       string    // of a booked visit, as far as it is written
	undo       time.Time // a ticket may be given back until then
	voided     voided
	list       list
	ask        bool      // Confirm is the question for what is needed
	touched    time.Time // last finger
	entered    time.Time // this screen
	order      *order
	issued     *api.Issued
	until      time.Time  // Ticket goes, and Sorry of the ticket button
	pressed    bool       // by the ticket button
	denied     *api.Error // with Sorry; nil: no answer

	// Of the spoken mode.
	seen   page   // whose stops these are
	at     int    // focus
	on     string // name of the stop there
	asked  bool   // the last key was PadSay
	volume int    // percent; 0: as at the beginning
}

// order is one wish for one ticket. It outlives a GiveUp, so that a client who tries again cannot get two.
type order struct {
	key, service string
	code         string // of a booked visit, instead of a service
	phone        bool
	need         queue.Need
	large        bool // print
	began        time.Time
	flying       bool // a try is on its way
	resumed      bool // of an earlier window
	retry        time.Time
	pause        time.Duration
}

// take is the last finger on "take a ticket".
type take struct {
	service string
	at      time.Time
}

// New makes a machine that has not heard from the office yet.
func New(cfg Config) *Machine {
	m := &Machine{cfg: cfg.withDefaults()}
	m.look(OfficeLost{})
	return m
}

// Do takes in what happened at a time and returns what is to be done. Times do not go backwards by more
// than a corrected clock; if they do, a session only lasts longer.
func (m *Machine) Do(now time.Time, in Input) []Effect {
	m.now = now
	var es []Effect
	switch v := in.(type) {
	case Tick:
	case Room:
		m.room = v
	case OfficeKnown:
		m.office, m.known, m.officeAt, m.lostAt, m.finder = v.Office, true, now, time.Time{}, nil
		m.helpHeard(in)
		es = m.pressed(v.Office.Touch.Pressed)
	case HelpDone, HelpFailed, HelpLeft:
		m.helpHeard(in)
	case OfficeLost:
		if m.lostAt.IsZero() {
			m.lostAt = now
		}
	case IssueDone:
		es = m.issueDone(v)
	case Resume:
		es = m.resume(v.Memo)
	case UndoDone:
		es = m.undoDone(v)
	case ListDone:
		m.listDone(v)
	case IssueFailed:
		m.issueFailed(v)
	case PaperKnown:
		m.paperKnown(v)
	default:
		es = m.finger(in)
	}
	es = append(es, m.passTime()...)
	m.look(in)
	return append(es, m.speak(in)...)
}

// View is what is to be seen now.
func (m *Machine) View() View { return m.view }

// finger handles what a client did.
func (m *Machine) finger(in Input) []Effect {
	if v, ok := in.(Touched); ok {
		m.heldAt = time.Time{}
		if v.Down {
			m.heldAt, m.corner = m.now, v.Corner
			if m.warning() == 0 { // the countdown ends on a finger's release, by its buttons
				m.touch()
			}
		}
		return nil
	}
	if _, ok := in.(TechnicianDone); ok && m.s.screen == Technician {
		return m.reset()
	}
	if v, ok := in.(Pad); ok {
		return m.pad(v)
	}
	m.s.asked = false
	m.follow(in)
	early := m.since(m.s.entered) < m.cfg.Settle && !m.s.entered.IsZero()
	m.touch()
	switch v := in.(type) {
	case SetLang:
		if slices.Contains(m.languages(), v.Lang) {
			m.s.lang = v.Lang
			if m.s.over == Languages {
				m.cover("")
			}
		}
		return nil
	case SetMode:
		if on := m.s.modes.of(v.Mode); on != nil && !early {
			*on = v.On
			m.s.entered = m.now // a shaky second tap does not switch it back
		}
		return nil
	case Undo:
		return m.undoTicket()
	case Another:
		return m.another()
	case MoreTime:
		return nil
	case TakeTicket:
		return m.take(v)
	case CheckIn:
		return m.checkIn()
	case PrintList:
		if early {
			return nil
		}
		return m.printList(v.Service)
	case Keyed:
		m.typedAt = m.now
		return m.keyed(v.Letter)
	case CallHelp:
		if early {
			return nil
		}
		return m.callHelp(v)
	case LeaveHelp:
		if early {
			return nil
		}
		return m.leaveHelp()
	case Finish:
		if m.s.screen == Issuing || (m.s.screen == Ticket && m.since(m.s.entered) < m.cfg.Guard) {
			return nil // a shaky second tap must not wipe the number away
		}
		return m.reset()
	}
	if early || m.away() {
		return nil
	}
	if v, ok := in.(Type); ok && m.s.screen == Visit {
		return m.digit(v.Letter)
	}
	m.navigate(in)
	return nil
}

// passTime does what time alone brings.
func (m *Machine) passTime() []Effect {
	switch {
	case m.s.screen == Technician: // ends itself
	case m.technicianAsked():
		es := m.reset()
		m.heldAt = time.Time{}
		m.enter(Technician)
		return es
	case m.s.screen == Issuing:
		return m.pressOn()
	case m.s.screen == Undone && m.s.voided.flying:
		if m.since(m.s.entered) >= m.cfg.GiveUp {
			m.undoFailed()
		}
	case m.s.screen == Listed && m.s.list.flying:
		if m.since(m.s.list.at) >= m.cfg.GiveUp {
			m.listDone(ListDone{Key: m.s.list.key})
		}
	case m.s.screen == Ticket, m.s.screen == Undone, m.s.screen == Sorry && m.s.pressed:
		if !m.now.Before(m.s.until) {
			return m.reset()
		}
	case m.pristine():
		m.s.touched = m.now
	case m.since(m.s.touched) >= m.idle()+m.warningTime():
		return m.reset()
	}
	return nil
}

// technicianAsked tells whether the corner of a screen that is nobody's has been held for long enough.
func (m *Machine) technicianAsked() bool {
	return m.cfg.Technician && m.corner && !m.heldAt.IsZero() && m.since(m.heldAt) >= m.cfg.Corner && m.quiet()
}

// reset forgets the client.
func (m *Machine) reset() []Effect {
	var es []Effect
	if o := m.s.order; o != nil {
		es = append(es, StopIssue{o.key})
	}
	if m.s.issued != nil {
		es = append(es, StopWatch{})
	}
	if m.s.order != nil || m.s.issued != nil || m.s.denied != nil {
		es = append(es, Forget{})
	}
	m.s = session{touched: m.now, entered: m.now}
	return es
}

// pristine tells whether the screen is as for the next client.
func (m *Machine) pristine() bool {
	s := m.s
	return s.screen.at() == Home && s.homePage == 0 && !s.browse && s.over == "" && s.modes == Modes{} && m.lang() == m.languages()[0]
}

// quiet tells whether a session may end without a warning: nothing would be lost.
func (m *Machine) quiet() bool {
	if m.s.modes != (Modes{}) {
		return false
	}
	sc := m.shown()
	return sc == Home || sc == Closed || sc == NoOffice || sc == NoTouch
}

// idle and warningTime are this client's.
func (m *Machine) idle() time.Duration        { return m.cfg.Idle * time.Duration(m.patience()) }
func (m *Machine) warningTime() time.Duration { return m.cfg.Warning * time.Duration(m.patience()) }

// touch notes a sign of life. A number that is being looked at stays.
func (m *Machine) touch() {
	m.s.touched = m.now
	if m.s.screen == Ticket || m.s.screen == Undone {
		m.stay(m.ticketTime())
	}
}

// stay keeps the number for at least d from now.
func (m *Machine) stay(d time.Duration) {
	if t := m.now.Add(d); t.After(m.s.until) {
		m.s.until = t
	}
}

// since is the time passed since t, never negative: a clock may be set back.
func (m *Machine) since(t time.Time) time.Duration { return max(0, m.now.Sub(t)) }

// away tells whether the office has not answered for so long that the client must be told.
func (m *Machine) away() bool {
	return !m.known || (!m.lostAt.IsZero() && m.since(m.lostAt) >= m.cfg.Lost)
}

// shown is the screen that is shown: what is wrong with the office stands before the client's own.
func (m *Machine) shown() Screen {
	switch sc := m.s.screen.at(); {
	case sc == Ticket, sc == Issuing, sc == Sorry, sc == Undone, sc == Technician:
		return sc
	case m.deaf() && !m.away() && m.anyOpen():
		return NoTouch
	case m.s.over != "":
		return m.s.over
	case m.away():
		return NoOffice
	case sc == Home && !m.s.browse && !m.anyOpen():
		return Closed
	default:
		return sc
	}
}

// at reads the zero value.
func (s Screen) at() Screen {
	if s == "" {
		return Home
	}
	return s
}
