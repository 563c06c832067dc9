package kiosk

import (
	"slices"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
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
	finder     *Index // nil: to be made
	finderLang string

	s        session
	lastTake take
	heldAt   time.Time // a finger has been down since; zero: none
	corner   bool      // in the corner

	face face
	view View
}

// session is all that is one client's. Its zero value is nobody.
type session struct {
	screen     Screen // Home, Group, Service, Issuing, Ticket or Sorry; empty: Home
	lang       string // empty: the office's first
	group      string
	service    string
	phone      bool // a ticket without paper
	homePage   int
	page       int // of the group
	papersPage int
	overPage   int
	browse     bool   // looks into a closed office
	over       Screen // Access or Languages, over screen; empty: nothing
	modes      Modes
	query      string    // of the search
	found      bool      // the service was found by it
	undo       time.Time // a ticket may be given back until then
	voided     voided
	touched    time.Time // last finger
	entered    time.Time // this screen
	order      *order
	issued     *api.Issued
	until      time.Time  // Ticket goes
	denied     *api.Error // with Sorry; nil: no answer
}

// order is one wish for one ticket. It outlives a GiveUp, so that a client who tries again cannot get two.
type order struct {
	key, service string
	phone        bool
	began        time.Time
	flying       bool // a try is on its way
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
	case IssueFailed:
		m.issueFailed(v)
	case PaperKnown:
		m.paperKnown(v)
	default:
		es = m.finger(in)
	}
	es = append(es, m.passTime()...)
	m.look(in)
	return es
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
	case Finish:
		if m.s.screen == Issuing || (m.s.screen == Ticket && m.since(m.s.entered) < m.cfg.Guard) {
			return nil // a shaky second tap must not wipe the number away
		}
		return m.reset()
	}
	if early || m.away() {
		return nil
	}
	m.navigate(in)
	return nil
}

func (m *Machine) navigate(in Input) {
	s := &m.s
	switch v := in.(type) {
	case Open:
		m.open(v.Screen)
	case Type:
		m.write(v.Letter)
	case Erase:
		m.erase()
	case TapGroup:
		list := m.services(v.Letter)
		if s.screen.at() != Home || len(list) == 0 {
			return
		}
		s.group, s.page, s.found = v.Letter, 0, false
		if len(list) == 1 {
			s.service = list[0].ID
			m.enter(Service)
			return
		}
		m.enter(Group)
	case TapService:
		sv := m.service(v.ID)
		switch {
		case sv == nil:
		case s.screen == Group && inGroup(sv, s.group):
			s.service = v.ID
			m.enter(Service)
		case s.screen == Search:
			s.service, s.group, s.found = v.ID, sv.Letter, true
			m.enter(Service)
		}
	case Browse:
		if m.shown() == Closed {
			s.browse = true
			m.enter(Home)
		}
	case Turn:
		m.turn(v.By)
	case Back:
		m.back()
	}
}

func (m *Machine) turn(by int) {
	s := &m.s
	if s.over != "" {
		if to := s.overPage + by; (by == 1 || by == -1) && to >= 0 && to < m.pagesOf(m.overTiles()) {
			s.overPage, s.entered = to, m.now
		}
		return
	}
	page, pages := &s.homePage, m.pagesOf(len(m.homeTiles()))
	switch s.screen.at() {
	case Home:
	case Group:
		page, pages = &s.page, m.pagesOf(len(m.services(s.group)))
	case Papers:
		page, pages = &s.papersPage, maxPapersPages
	default:
		return
	}
	if to := *page + by; (by == 1 || by == -1) && to >= 0 && to < pages {
		*page = to
		m.enter(s.screen.at())
	}
}

func (m *Machine) back() {
	s := &m.s
	if s.over != "" {
		if s.overPage > 0 {
			m.turn(-1)
			return
		}
		m.cover("")
		return
	}
	switch s.screen {
	case Search:
		m.enter(Home)
	case Papers, Confirm:
		if s.screen == Papers && s.papersPage > 0 {
			m.turn(-1)
			return
		}
		m.enter(Service)
	case Sorry:
		if m.service(s.service) != nil {
			m.enter(Service)
			return
		}
		m.enter(Home)
	case Service:
		if s.found {
			m.enter(Search)
			return
		}
		if len(m.services(s.group)) > 1 {
			m.enter(Group)
			return
		}
		m.enter(Home)
	case Group:
		if s.page > 0 {
			m.turn(-1)
			return
		}
		m.enter(Home)
	case Home, "":
		if s.homePage > 0 {
			m.turn(-1)
		} else if s.browse {
			s.browse = false
			m.enter(Home)
		}
	}
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
	case m.s.screen == Ticket, m.s.screen == Undone:
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
	return sc == Home || sc == Closed || sc == NoOffice
}

func (m *Machine) enter(s Screen) {
	m.s.screen, m.s.entered = s, m.now
	if s == Home {
		m.s.group, m.s.service, m.s.page, m.s.query, m.s.found = "", "", 0, "", false
	}
	if s == Service {
		m.s.papersPage = 0
	}
}

// cover opens a screen over the client's, or takes it away.
func (m *Machine) cover(s Screen) { m.s.over, m.s.overPage, m.s.entered = s, 0, m.now }

// overTiles is how many tiles there are on what lies over the client's screen.
func (m *Machine) overTiles() int {
	if m.s.over == Languages {
		return len(m.languages())
	}
	return len(m.options())
}

// open opens a screen that is not a step on the way to a ticket.
func (m *Machine) open(sc Screen) {
	at := m.s.screen.at()
	switch sc {
	case Access, Languages:
		m.cover(sc)
	case Search:
		if at == Home && m.room.Keys {
			m.enter(Search)
		}
	case Papers:
		if at == Service {
			m.enter(Papers)
		}
	}
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

func (m *Machine) languages() []string {
	var ls []string
	for _, l := range m.office.Languages {
		if text.Known(l) && !slices.Contains(ls, l) {
			ls = append(ls, l)
		}
	}
	if len(ls) == 0 {
		return text.Languages
	}
	return ls
}

func (m *Machine) lang() string {
	ls := m.languages()
	if slices.Contains(ls, m.s.lang) {
		return m.s.lang
	}
	return ls[0]
}

func (m *Machine) service(id string) *api.Service {
	for i := range m.office.Services {
		if m.office.Services[i].ID == id {
			return &m.office.Services[i]
		}
	}
	return nil
}

// groups are those with services, the most asked for first, else in the office's order.
func (m *Machine) groups() []api.Group {
	var gs []api.Group
	for _, g := range m.office.Groups {
		if g.Letter != "" && len(m.services(g.Letter)) > 0 {
			gs = append(gs, g)
		}
	}
	slices.SortStableFunc(gs, func(a, b api.Group) int { return m.asked(b.Letter) - m.asked(a.Letter) })
	return gs
}

// asked is how often the services of a group were asked for in recent days.
func (m *Machine) asked(letter string) int {
	n := 0
	for i := range m.office.Services {
		if sv := &m.office.Services[i]; inGroup(sv, letter) {
			n += sv.Asked
		}
	}
	return n
}

// services are those of a group, the most asked for first, else in the office's order; of "", the pages to read.
func (m *Machine) services(letter string) []*api.Service {
	var list []*api.Service
	for i := range m.office.Services {
		if sv := &m.office.Services[i]; inGroup(sv, letter) {
			list = append(list, sv)
		}
	}
	slices.SortStableFunc(list, func(a, b *api.Service) int { return b.Asked - a.Asked })
	return list
}

// inGroup tells whether a service stands under a letter. A page to read stands under none, whatever it says.
func inGroup(sv *api.Service, letter string) bool {
	if sv.Kind == queue.KindInfo {
		return letter == ""
	}
	return letter != "" && sv.Letter == letter
}

func (m *Machine) anyOpen() bool {
	for i := range m.office.Services {
		if sv := &m.office.Services[i]; sv.Kind != queue.KindInfo && sv.Open {
			return true
		}
	}
	return false
}

func (m *Machine) pagesOf(n int) int { return max(1, (n+m.perPage()-1)/m.perPage()) }

// maxPapersPages bounds the pages of what to bring: how many there are is known to whoever draws them.
const maxPapersPages = 20
