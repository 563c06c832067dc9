package kiosk

// navigate goes from one screen to another.
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
		switch {
		case s.overPage > 0:
			m.turn(-1)
		case s.over == Point:
			m.cover(Help)
		case s.over == Helping && s.call != nil && s.call.flying: // the answer is near
		default:
			m.cover("")
		}
		return
	}
	switch s.screen {
	case Search, Visit:
		m.enter(Home)
	case Papers, Confirm, Listed:
		if s.screen == Papers && s.papersPage > 0 {
			m.turn(-1)
			return
		}
		m.enter(Service)
	case Sorry:
		if s.code != "" {
			m.enter(Visit)
			return
		}
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

func (m *Machine) enter(s Screen) {
	m.s.screen, m.s.entered = s, m.now
	if s == Home {
		m.s.group, m.s.service, m.s.page, m.s.query, m.s.found, m.s.code = "", "", 0, "", false, ""
	}
	if s == Service {
		m.s.papersPage = 0
	}
}

// cover opens a screen over the client's, or takes it away.
func (m *Machine) cover(s Screen) { m.s.over, m.s.overPage, m.s.entered = s, 0, m.now }

// overTiles is how many tiles there are on what lies over the client's screen.
func (m *Machine) overTiles() int {
	switch m.s.over {
	case Languages:
		return len(m.languages())
	case Help:
		return len(m.helpTiles())
	case Access:
		return len(m.options())
	}
	return 1
}

// open opens a screen that is not a step on the way to a ticket.
func (m *Machine) open(sc Screen) {
	at := m.s.screen.at()
	switch sc {
	case Access, Languages:
		m.cover(sc)
	case Help, Point:
		if m.helpable() {
			m.cover(sc)
		}
	case Search:
		if at == Home && m.room.Keys {
			m.enter(Search)
		}
	case Visit:
		if at == Home && m.visits() {
			m.enter(Visit)
		}
	case Papers:
		if at == Service {
			m.enter(Papers)
		}
	}
}
