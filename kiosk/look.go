package kiosk

import (
	"fmt"
	"math"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// infoColor and infoIcon are those of the pages to read, which have no group.
const (
	infoColor = "#475569"
	infoIcon  = "info"
)

// face is what time alone can change of a View.
type face struct {
	screen           Screen
	entered          time.Time // changes with every session too
	clock            string
	warning, seconds int
	undo             bool
	palm             bool
	brief            bool
	turn             int
}

// look makes the View anew where something may have changed.
func (m *Machine) look(in Input) {
	f := face{m.shown(), m.s.entered, m.clock(), m.warning(), m.seconds(), m.now.Before(m.s.undo), m.palm(), m.brief(), m.inTurn()}
	switch in.(type) {
	case Tick, Touched:
		if f == m.face && m.view.Screen != "" {
			return
		}
	}
	m.face = f
	v := View{
		Screen: f.screen, Lang: m.lang(), Office: m.office.Name.In(m.lang()), Clock: f.clock,
		Warning: f.warning, Palm: f.palm, Brief: f.brief, Pages: 1, Modes: m.s.modes, Deaf: m.deaf() && f.screen != Technician,
	}
	v.Infoline = m.infoline(v.Lang)
	for _, l := range m.languages() {
		if !v.Deaf {
			v.Languages = append(v.Languages, Language{l, text.Name(l), l == v.Lang})
		}
	}
	switch f.screen {
	case Home:
		m.lookHome(&v)
	case Group:
		m.lookGroup(&v)
	case Service, Papers:
		v.Service = m.serviceCard()
		if f.screen == Papers {
			v.Page, v.Pages = m.s.papersPage, max(1, m.room.Papers)
		} else {
			v.Help = m.helpKey()
		}
	case Search:
		m.lookSearch(&v)
	case Visit:
		v.Title, v.Hint, v.Icon, v.Color = m.say("visit_title"), m.say("visit_hint"), "calendar", infoColor
		v.Code = &CodeCard{Digits: m.s.code}
	case Access:
		v.Title, v.Hint = m.say("access"), m.say("access_hint")
		all := m.options()
		v.Pages = m.pagesOf(len(all))
		v.Page = min(m.s.overPage, v.Pages-1)
		v.Options = pageOf(all, v.Page, m.perPage())
		v.Icon, v.Color = "access", infoColor
	case Help:
		all := m.helpTiles()
		v.Title, v.Hint, v.Icon, v.Color = m.say("help"), m.say("help_hint"), "help", infoColor
		v.Pages = m.pagesOf(len(all))
		v.Page = min(m.s.overPage, v.Pages-1)
		v.Tiles = pageOf(all, v.Page, m.perPage())
	case Languages:
		all := m.languageTiles()
		v.Title, v.Pages = m.say("language_title"), m.pagesOf(len(all))
		v.Page = min(m.s.overPage, v.Pages-1)
		v.Tiles = pageOf(all, v.Page, m.perPage())
		v.Icon, v.Color = "language", infoColor
	case Ticket:
		v.Ticket = m.ticketCard(f.seconds)
	case NoTouch:
		m.lookNoTouch(&v, f.turn)
	case Technician:
	default:
		v.Notice = m.notice(f.screen)
		if f.screen == Helping {
			v.Help = m.leaveKey()
		}
	}
	m.guide(&v)
	m.view = v
}

func (m *Machine) lookHome(v *View) {
	v.Title, v.Hint = m.say("home_title"), m.say("home_hint")
	if !m.anyOpen() {
		v.Hint = m.say("home_closed_hint")
	} else if m.noPaper() != "" {
		v.Hint = m.say("home_no_paper")
	}
	if m.room.Keys {
		v.Find = Open{Search}
	}
	ts := m.homeTiles()
	v.Pages = m.pagesOf(len(ts))
	v.Page = min(m.s.homePage, v.Pages-1)
	v.Tiles = pageOf(ts, v.Page, m.perPage())
	if !m.room.Compact {
		v.Extras = m.extras()
		if v.Page > 0 { // the way back needs the room
			v.Extras = append(m.infoTiles(), m.helpTile())
		}
	}
}

// homeTiles are the tiles of all pages of Home.
func (m *Machine) homeTiles() []Tile {
	var ts []Tile
	if m.room.Compact { // who comes at an agreed time must not search several pages for it
		ts = m.visitTiles()
	}
	for _, g := range m.groups() {
		ts = append(ts, m.groupTile(g))
	}
	if m.room.Compact {
		ts = append(append(ts, m.infoTiles()...), m.helpTile())
	}
	return ts
}

func (m *Machine) groupTile(g api.Group) Tile {
	t := Tile{Title: g.Name.In(m.lang()), Icon: g.Icon, Color: g.Color, Shut: true, Tap: TapGroup{g.Letter}}
	waiting, next, full := 0, time.Time{}, false
	for _, sv := range m.services(g.Letter) {
		waiting += sv.Waiting
		full = full || sv.Full
		if sv.Open {
			t.Shut = false
		}
		if !sv.Next.IsZero() && (next.IsZero() || sv.Next.Before(next)) {
			next = sv.Next
		}
	}
	if t.Shut {
		t.Sub = m.closed(full, next)
	} else {
		t.Sub = m.waiting(waiting)
	}
	return t
}

func (m *Machine) lookGroup(v *View) {
	v.Title, v.Hint = m.say("information"), m.say("info_hint")
	v.Icon, v.Color = infoIcon, infoColor
	if g := m.group(m.s.group); g != nil {
		v.Title, v.Hint, v.Icon, v.Color = g.Name.In(m.lang()), m.say("group_hint"), g.Icon, g.Color
	}
	list := m.services(m.s.group)
	v.Pages = m.pagesOf(len(list))
	v.Page = min(m.s.page, v.Pages-1)
	for _, sv := range pageOf(list, v.Page, m.perPage()) {
		t := m.serviceTile(sv)
		t.Icon, t.Color = v.Icon, v.Color
		v.Tiles = append(v.Tiles, t)
	}
}

func (m *Machine) serviceTile(sv *api.Service) Tile {
	t := Tile{Title: sv.Name.In(m.lang()), Icon: infoIcon, Color: infoColor, Tap: TapService{sv.ID}}
	switch {
	case sv.Kind == queue.KindInfo:
		t.Sub = m.say("no_ticket_needed")
	case sv.Open && sv.Tight && !m.terse():
		t.Sub = m.say("tight")
	case sv.Open:
		t.Sub = m.waiting(sv.Waiting)
	default:
		t.Shut, t.Sub = true, m.closed(sv.Full, sv.Next)
	}
	return t
}

func (m *Machine) serviceCard() *ServiceCard {
	sv := m.service(m.s.service)
	if sv == nil { // the set-up changed under the client
		return &ServiceCard{ID: m.s.service, Name: m.say("denied_title"), Info: m.say("denied_text"), Icon: infoIcon, Color: infoColor}
	}
	lang := m.lang()
	c := &ServiceCard{ID: sv.ID, Name: sv.Name.In(lang), Icon: infoIcon, Color: infoColor, Group: m.say("information")}
	if g := m.group(sv.Letter); g != nil && sv.Kind != queue.KindInfo {
		c.Group, c.Icon, c.Color = g.Name.In(lang), g.Icon, g.Color
	}
	c.Documents = sv.Documents[lang]
	if len(c.Documents) == 0 {
		c.Documents = sv.Documents["pl"]
	}
	for _, f := range sv.Fees {
		c.Fees = append(c.Fees, Fee{f.What.In(lang), text.Money(lang, f.Min, f.Max)})
	}
	if sv.PayAt != 0 {
		c.PayAt = m.say("pay_at", text.Args{"Place": m.places([]int{sv.PayAt})})
	}
	if sv.Kind == queue.KindInfo {
		c.Info = sv.Info.In(lang)
		return c
	}
	c.Open, c.Status = sv.Open, m.status(sv)
	if m.canList(sv) {
		c.List, c.ListLabel = PrintList{sv.ID}, m.say("list_key")
	}
	if sv.Open {
		c.Before, c.Counters = fmt.Sprint(sv.Ahead), fmt.Sprint(sv.Serving)
		c.Wait = text.Wait(lang, sv.Wait.Min, sv.Wait.Max, sv.Wait.Known)
		c.Take, c.Label = TakeTicket{Service: sv.ID}, m.say("take")
		if why := m.noPaper(); why != "" {
			c.Label, c.NoPaper = m.say("take_number"), why+" "+m.say("no_paper_do")+" "+m.say("no_paper_help")
		} else if m.office.Phone && !m.s.modes.Easy {
			c.Phone = TakeTicket{Service: sv.ID, Phone: true}
		}
	}
	return c
}

func (m *Machine) ticketCard(seconds int) *TicketCard {
	t, lang := m.s.issued.Ticket, m.lang()
	w := m.s.issued.Wait
	c := &TicketCard{
		Number: t.Number, Ahead: text.Ahead(lang, t.Ahead), URL: t.URL, Seconds: seconds,
		Wait: text.Wait(lang, w.Min, w.Max, w.Known),
	}
	if at := m.s.issued.Booked; !at.IsZero() {
		c.Booked = m.say("visit_time", text.Args{"Time": text.Clock(m.local(at))})
	}
	if m.now.Before(m.s.undo) {
		c.Undo = Undo{}
	}
	if !m.s.pressed {
		c.Another = Another{}
	}
	why := m.noPaper()
	switch {
	case t.Paper.Open() && why == "":
		c.Paper, c.Words = PaperComing, m.say("paper_pending")
	case t.Paper == queue.PaperPrinted:
		c.Paper, c.Words = PaperOut, m.say("paper_printed")
	case t.Paper == queue.PaperNone:
		c.Paper, c.Words = PaperNone, m.say("paper_none")
		if m.room.Compact {
			c.Words = m.say("paper_none_short")
		}
	default:
		c.Paper, c.Words = PaperLost, strings.TrimSpace(why+" "+m.say("paper_lost"))
	}
	if m.s.voided.failed {
		c.Paper, c.Words = PaperLost, m.say("undo_failed")
	}
	if sv := m.service(t.Service); sv != nil {
		c.Service = sv.Name.In(lang)
		ns, zone := m.whereTo(sv, t.Priority)
		c.Place = m.places(ns)
		if zone != nil {
			c.Zone, c.Way, c.Arrow, c.Color = zone.Name.In(lang), zone.Way.In(lang), zone.Arrow, zone.Color
		}
	}
	return c
}

func (m *Machine) notice(sc Screen) *Notice {
	switch {
	case sc == Issuing:
		return &Notice{Icon: "printer", Title: m.say("issuing_title"), Text: m.say("issuing_text")}
	case sc == Undone:
		return m.undoneNotice()
	case sc == Helping:
		return m.helpingNotice()
	case sc == Point:
		return m.pointNotice()
	case sc == Confirm:
		return m.confirmNotice()
	case sc == Listed:
		return m.listNotice()
	case sc == NoOffice:
		return &Notice{Icon: "clock", Title: m.say("away_title"), Text: m.say("away_text")}
	case sc == Closed:
		n := &Notice{Icon: "clock", Title: m.say("office_closed_title"), Label: m.say("browse"), Action: Browse{}}
		for _, sv := range m.office.Services {
			if sv.Full { // open, but nobody more can be served today
				n.Title = m.say("denied_full_title")
			}
		}
		if next := m.opens(); !next.IsZero() {
			n.Text = m.say("office_closed_text", text.Args{"When": m.when(next)})
		}
		return n
	case m.s.code != "":
		return m.visitNotice()
	case m.s.denied == nil:
		return &Notice{Icon: "hands", Title: m.say("unanswered_title"), Text: m.say("unanswered_text"),
			Label: m.say("try_again"), Action: TakeTicket{Service: m.s.service, Phone: m.s.phone, Need: m.s.need, Sure: true}, Back: true}
	}
	return m.deniedNotice()
}

// deniedNotice says why there is no ticket.
func (m *Machine) deniedNotice() *Notice {
	n := &Notice{Icon: "hands", Title: m.say("denied_title"), Text: m.say("denied_text"), Back: !m.s.pressed && !m.deaf()}
	if m.s.pressed && !m.deaf() {
		n.Label, n.Action = m.say("done"), Finish{}
	}
	switch queue.Code(m.s.denied.Code) {
	case queue.Closed:
		n.Icon, n.Title, n.Text = "clock", m.say("denied_closed_title"), ""
		if m.s.pressed { // nobody has asked for a service
			n.Title = m.say("press_closed")
		}
		if u := m.s.denied.Until; !u.IsZero() {
			n.Text = m.say("denied_closed_text", text.Args{"When": m.when(u)})
		}
	case queue.DayFull:
		n.Icon, n.Title, n.Text = "clock", m.say("denied_full_title"), ""
		if u := m.s.denied.Until; !u.IsZero() {
			n.Text = m.say("denied_full_text", text.Args{"When": m.when(u)})
		}
	case api.CodeNoPaper:
		n.Icon, n.Title, n.Text = "printer", m.say("press_no_paper"), m.pointWords()
	case api.CodeStopped:
		n.Title, n.Text = m.say("press_failed"), m.pointWords()
	case queue.NumbersUsedUp:
		n.Title, n.Text = m.say("denied_used_up_title"), m.say("denied_used_up_text")
	}
	return n
}

// opens is when the first service opens; zero: not known.
func (m *Machine) opens() time.Time {
	var next time.Time
	for _, sv := range m.office.Services {
		if sv.Kind != queue.KindInfo && !sv.Next.IsZero() && (next.IsZero() || sv.Next.Before(next)) {
			next = sv.Next
		}
	}
	return next
}

// warning is the seconds left of the countdown, 0 while there is none.
func (m *Machine) warning() int {
	if m.pristine() || m.quiet() || m.s.pressed || m.deaf() || m.s.screen == Ticket || m.s.screen == Undone || m.s.screen == Issuing || m.s.screen == Technician {
		return 0
	}
	idle := m.since(m.s.touched)
	if idle < m.idle() {
		return 0
	}
	return max(1, seconds(m.idle()+m.warningTime()-idle))
}

// seconds is how long the number stays.
func (m *Machine) seconds() int {
	if m.s.screen != Ticket {
		return 0
	}
	return max(1, seconds(m.s.until.Sub(m.now)))
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

func (m *Machine) palm() bool { return !m.heldAt.IsZero() && m.since(m.heldAt) >= m.cfg.Palm }

// officeNow is the office's local time, carried on since it was heard.
func (m *Machine) officeNow() time.Time { return m.office.Now.Add(m.since(m.officeAt)) }

func (m *Machine) clock() string {
	if !m.known {
		return ""
	}
	return text.Clock(m.officeNow())
}

func (m *Machine) group(letter string) *api.Group {
	for i := range m.office.Groups {
		if g := &m.office.Groups[i]; g.Letter == letter && letter != "" {
			return g
		}
	}
	return nil
}

func pageOf[T any](list []T, page, size int) []T {
	return list[page*size : min(len(list), (page+1)*size)]
}
