package kiosk

import (
	"slices"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// Inputs and effects of asking for help.
type (
	// CallHelp asks for somebody to come, from the screen Help; once more where there was no answer.
	CallHelp struct{ Kind queue.HelpKind }
	// LeaveHelp says that nobody need come any more.
	LeaveHelp struct{}
	// HelpDone brings the request that AskHelp made or found, and how the office stood by then.
	HelpDone struct {
		Key    string
		Helped api.Helped
	}
	// HelpFailed ends an AskHelp without a request. Err is nil when there was no answer.
	HelpFailed struct {
		Key string
		Err *api.Error
	}
	// HelpLeft ends a StopHelp: the request is withdrawn, or OK is false and it stands.
	HelpLeft struct {
		ID uint64
		OK bool
	}

	// AskHelp asks the office for somebody. Its end is told as HelpDone or HelpFailed.
	AskHelp struct {
		Key string
		Ask api.AskHelp
	}
	// StopHelp withdraws a request. Its end is told as HelpLeft.
	StopHelp struct {
		Key string
		ID  uint64
	}
)

func (CallHelp) input()   {}
func (LeaveHelp) input()  {}
func (HelpDone) input()   {}
func (HelpFailed) input() {}
func (HelpLeft) input()   {}
func (AskHelp) effect()   {}
func (StopHelp) effect()  {}

// helpCall is this client's request for help. It holds nothing about the client; the office keeps the request when
// the session ends.
type helpCall struct {
	key     string
	kind    queue.HelpKind
	flying  bool       // no answer yet
	failed  *api.Error // with refused
	lost    bool       // no answer came, or a refusal
	help    api.Help
	version uint64 // of the queue when it was made
	joined  bool   // somebody else had asked before
	leaving bool
	ended   bool // by staff
}

// helpPatience is how many times the usual time a client has who waits for somebody at the machine.
const helpPatience = 3

// helpTile is the way to help; it is always there.
func (m *Machine) helpTile() Tile {
	return Tile{Title: m.say("help"), Sub: m.say("help_sub"), Icon: "help", Color: infoColor, Tap: Open{Help}}
}

// helpKey is the way to help from a service's page, where a client may say what the ticket needs as well.
func (m *Machine) helpKey() *Tile {
	t := m.helpTile()
	switch {
	case m.room.Compact: // a small key beside four others
		t.Title = m.say("help_key")
	case len(m.needTiles()) > 0 && !m.terse():
		t.Title = m.say("help_needs")
	}
	return &t
}

// helpTiles are what the screen Help offers.
func (m *Machine) helpTiles() []Tile {
	ts := m.needTiles()
	for _, x := range []struct {
		kind queue.HelpKind
		have api.HelpOffer
		icon string
	}{{queue.HelpAssistant, m.office.Help.Assistant, "hands"}, {queue.HelpSign, m.office.Help.Sign, "sign"}} {
		if x.have.Have {
			t := Tile{Title: m.say("help_" + string(x.kind)), Sub: m.say("help_comes"), Icon: x.icon, Color: infoColor, Tap: CallHelp{x.kind}}
			if h := m.helpOpen(x.kind); h != nil {
				t.Sub = m.say("help_since", text.Args{"Time": text.Clock(m.local(h.Asked))})
			} else if !x.have.Open {
				t.Shut, t.Sub = true, m.helpShut(x.have.Next)
			}
			ts = append(ts, t)
		}
	}
	return append(ts, Tile{Title: m.say("help_point"), Sub: m.say("help_point_sub"), Icon: infoIcon, Color: infoColor, Tap: Open{Point}}, Tile{Title: m.say("access"), Sub: m.say("help_access_sub"), Icon: "access", Color: infoColor, Tap: Open{Access}})
}

func (m *Machine) helpShut(next time.Time) string {
	if next.IsZero() {
		return m.say("help_shut")
	}
	return m.say("help_opens", text.Args{"When": m.when(next)})
}

// needTiles take the ticket of the service that lies below, with what the client says of it: one touch more.
func (m *Machine) needTiles() []Tile {
	sv := m.service(m.s.service)
	if s := m.s.screen; sv == nil || sv.Kind == queue.KindInfo || !sv.Open || s != Service && s != Papers {
		return nil
	}
	var ts []Tile
	for _, x := range []struct {
		need queue.Need
		icon string
	}{{queue.NeedPriority, "access"}, {queue.NeedChild, "people"}, {queue.NeedSeveral, "plus"}} {
		if slices.Contains(m.office.Help.Offers, x.need) {
			ts = append(ts, Tile{Title: m.say("need_" + string(x.need)), Sub: m.say("need_ticket"), Icon: x.icon, Color: m.colorOf(sv), Tap: TakeTicket{Service: sv.ID, Need: x.need}})
		}
	}
	return ts
}

func (m *Machine) colorOf(sv *api.Service) string {
	if g := m.group(sv.Letter); g != nil {
		return g.Color
	}
	return infoColor
}

// helpOpen is the request for help at this screen by which somebody is on the way; nil: none.
func (m *Machine) helpOpen(kind queue.HelpKind) *api.Help {
	for i := range m.office.Help.Screen {
		if h := &m.office.Help.Screen[i]; h.Kind == kind && h.Ticket == 0 && h.State != queue.HelpArrived {
			return h
		}
	}
	return nil
}

// callHelp asks for somebody.
func (m *Machine) callHelp(v CallHelp) []Effect {
	c := m.s.call
	again := m.shown() == Helping && c != nil && c.lost && c.kind == v.Kind
	if m.shown() != Help && !again || v.Kind != queue.HelpAssistant && v.Kind != queue.HelpSign {
		return nil
	}
	offer := m.office.Help.Assistant
	if v.Kind == queue.HelpSign {
		offer = m.office.Help.Sign
	}
	if !offer.Have || !offer.Open && m.helpOpen(v.Kind) == nil {
		return nil
	}
	if c != nil && c.kind == v.Kind && !c.ended && !c.lost { // this client's own
		m.cover(Helping)
		return nil
	}
	key := m.cfg.Key()
	if again && c.failed == nil { // the office may have done it
		key = c.key
	}
	m.s.call = &helpCall{key: key, kind: v.Kind, flying: true}
	m.cover(Helping)
	return []Effect{AskHelp{Key: key, Ask: api.AskHelp{Kind: v.Kind, Lang: m.lang()}}}
}

// leaveHelp withdraws this client's request. Somebody else's is not withdrawn.
func (m *Machine) leaveHelp() []Effect {
	c := m.s.call
	if m.shown() != Helping || !m.canLeave() {
		return nil
	}
	c.leaving = true
	return []Effect{StopHelp{Key: m.cfg.Key(), ID: c.help.ID}}
}

func (m *Machine) canLeave() bool {
	c := m.s.call
	return c != nil && c.help.ID != 0 && !c.joined && !c.leaving && !c.ended && c.help.State != queue.HelpArrived
}

// helpHeard takes in what the office said of a request.
func (m *Machine) helpHeard(in Input) {
	c := m.s.call
	if c == nil {
		return
	}
	switch v := in.(type) {
	case HelpDone:
		if c.key == v.Key {
			c.flying, c.help, c.version, c.joined = false, v.Helped.Help, v.Helped.Version, v.Helped.Retry
		}
	case HelpFailed:
		if c.key == v.Key {
			c.flying, c.lost, c.failed = false, true, v.Err
		}
	case HelpLeft:
		if c.help.ID != v.ID {
			return
		}
		if c.leaving = false; v.OK {
			m.s.call = nil
			if m.s.over == Helping {
				m.cover("")
			}
		}
	case OfficeKnown:
		if c.help.ID == 0 || v.Office.Version < c.version {
			return
		}
		i := slices.IndexFunc(v.Office.Help.Screen, func(h api.Help) bool { return h.ID == c.help.ID })
		if i < 0 {
			c.ended = true
			return
		}
		c.help = v.Office.Help.Screen[i]
	}
}

// helpingNotice says how the request stands.
func (m *Machine) helpingNotice() *Notice {
	c := m.s.call
	if c == nil {
		return m.pointNotice()
	}
	who := string(c.kind)
	n := &Notice{Icon: "hands", Title: m.say("helping_" + who), Back: true}
	if c.kind == queue.HelpSign {
		n.Icon = "sign"
	}
	switch {
	case c.lost && c.failed != nil:
		n.Title, n.Text = m.say("helping_refused"), m.pointWords()
	case c.lost:
		n.Title, n.Text = m.say("helping_lost"), m.pointWords()
		n.Label, n.Action = m.say("try_again"), CallHelp{c.kind}
	case c.flying:
		n.Title, n.Text, n.Back = m.say("helping_calling"), m.say("helping_stay"), false
	case c.ended:
		n.Icon, n.Title, n.Text = "check", m.say("helping_ended"), m.pointWords()
	case c.help.State == queue.HelpArrived:
		n.Icon, n.Title, n.Text = "check", m.say("helping_here"), m.say("helping_here_text")
	case c.help.State == queue.HelpAccepted:
		n.Text = m.coming(c.help.Due) + " " + m.say("helping_stay")
	case c.joined:
		n.Text = m.say("help_since", text.Args{"Time": text.Clock(m.local(c.help.Asked))}) + ". " + m.say("helping_stay")
	default:
		n.Text = m.say("helping_stay")
	}
	return n
}

// leaveKey is the way out of a request; nil: there is none.
func (m *Machine) leaveKey() *Tile {
	if !m.canLeave() {
		return nil
	}
	return &Tile{Title: m.say("helping_leave"), Icon: "undo", Tap: LeaveHelp{}}
}

// coming says how soon somebody comes, who said when.
func (m *Machine) coming(due time.Time) string {
	left := due.Sub(m.officeNow())
	if left <= time.Minute {
		return m.say("helping_soon")
	}
	return text.Count(m.lang(), "kiosk.helping_in", int((left+time.Minute-1)/time.Minute))
}

// pointNotice says where somebody always is.
func (m *Machine) pointNotice() *Notice {
	return &Notice{Icon: infoIcon, Title: m.say("help_point"), Text: m.pointWords(), Back: true}
}

func (m *Machine) pointWords() string {
	s := m.say("point_nowhere")
	if where := m.office.Help.Point.In(m.lang()); where != "" {
		s = m.say("point_where", text.Args{"Where": where})
	}
	if n := m.infoline(m.lang()); n != "" {
		s += " " + n + "."
	}
	return s
}

// infoline is the office's number with its name, "" where it has none. The number stays on one line.
func (m *Machine) infoline(lang string) string {
	if m.office.Infoline == "" {
		return ""
	}
	return text.Say(lang, "kiosk.infoline", text.Args{"Number": strings.ReplaceAll(m.office.Infoline, " ", "\u00a0")})
}

// helpable tells whether help can be had over the screen that is shown.
func (m *Machine) helpable() bool {
	switch m.shown() {
	case Ticket, Issuing, Undone, Technician, NoOffice:
		return false
	}
	return true
}
