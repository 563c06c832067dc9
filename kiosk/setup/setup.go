// Package setup is the technician's mode on the touch screen: the PIN, and the tiles of the first screen to put in order,
// hide, and give another icon or colour. It draws with Fyne and does everything through the office's desk, as the page in
// a browser does, which has the rest: names and all that needs a keyboard. It ends by itself.
package setup

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bileter/configs/edit"
	"bileter/internal/api"
	"bileter/internal/text"
)

const (
	lang = "pl" // of the staff
	// idle is how long the mode lasts without a touch.
	idle = 2 * time.Minute
	// answer bounds every request.
	answer = 10 * time.Second
	// patience bounds those that move a device: a call is spoken, a network is looked over.
	patience = 25 * time.Second
	rows     = 8
)

// palette are colours to choose from, dark enough for white lines.
var palette = []string{"#1d5fa8", "#6a3fa0", "#0f6b6b", "#8a5200", "#a63a1e", "#2e7031", "#9c2a5b", "#4a5568", "#3b4cb8", "#7a4a2b", "#b3262e", "#2f5d50"}

// Mode is a touch.Technician.
type Mode struct {
	Dial func() Desk // a new session each time
	// Do runs a function where the screen may be changed; nil: fyne.Do. Go starts one elsewhere; nil: go.
	Do func(func())
	Go func(func())
	// Diagonal of the screen, in mm; 0: not told.
	Diagonal float32
	// Fresh is negative where devices are not looked at again by themselves, as in tests.
	Fresh int
}

// Open returns what fills the window.
func (m Mode) Open(leave func()) fyne.CanvasObject {
	if m.Do == nil {
		m.Do = fyne.Do
	}
	if m.Go == nil {
		m.Go = func(f func()) { go f() }
	}
	p := &page{mode: m, desk: m.Dial(), leave: leave}
	p.make()
	p.touched()
	return p.root
}

// page is one visit of a technician. It is used on Fyne's goroutine only.
type page struct {
	mode  Mode
	desk  Desk
	leave func()
	timer *time.Timer
	over  bool
	busy  bool

	pin    string
	inside bool
	state  State
	from   int // first tile that is shown

	root                          *fyne.Container
	floor                         *canvas.Rectangle
	title                         *canvas.Text
	note                          *canvas.Text
	digits                        []*key
	dots                          *canvas.Text
	lines                         []*line
	back, on, discard, apply, end *key
	tiles, hardware               *key
	bench                         *bench
	again                         bool // what was applied works after a restart
}

// line is one tile in the list.
type line struct {
	name             *canvas.Text
	whole            string  // the name, also where it has to be cut
	room             float32 // for it
	icon, colour     *key
	up, down, hidden *key
}

func say(id string, args ...text.Args) string { return text.Say(lang, "setup."+id, args...) }

func (p *page) make() {
	p.floor = canvas.NewRectangle(ground)
	p.title, p.note, p.dots = canvas.NewText("", ink), canvas.NewText("", muted), canvas.NewText("", ink)
	p.title.TextStyle.Bold = true
	p.dots.Alignment, p.dots.TextStyle.Bold = fyne.TextAlignCenter, true
	objects := []fyne.CanvasObject{p.floor, p.title, p.note, p.dots}
	add := func(caption string) *key {
		k := newKey(caption, p.touched)
		objects = append(objects, k)
		return k
	}
	for _, c := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "←", "0", "OK"} {
		k := add(c)
		k.tap = func() { p.digit(c) }
		p.digits = append(p.digits, k)
	}
	p.digits[11].main = true
	p.digits[11].paint()
	for range rows {
		l := &line{name: canvas.NewText("", ink), icon: add(""), colour: add(""), up: add("▲"), down: add("▼"), hidden: add("")}
		l.name.TextStyle.Bold = true
		objects = append(objects, l.name)
		p.lines = append(p.lines, l)
	}
	p.back, p.on, p.discard, p.apply, p.end = add("‹"), add("›"), add(say("discard")), add(say("apply")), add(say("door_out"))
	p.apply.main = true
	p.end.tap = p.close
	p.tiles, p.hardware = add(say("tab_buttons")), add(say("tab_hardware"))
	p.tiles.main = true
	p.bench = newBench(p)
	p.tiles.set(p.tiles.text.Text, func() {})
	p.hardware.tap = p.bench.open
	objects = append(objects, p.bench.root)
	p.root = container.New(p, objects...)
	p.show()
}

// touched begins the time anew after which nobody is there.
func (p *page) touched() {
	if p.timer != nil {
		p.timer.Stop()
	}
	if !p.over {
		p.timer = time.AfterFunc(idle, func() { p.mode.Do(p.close) })
	}
}

// close gives the screen back to the clients. The draft stays.
func (p *page) close() {
	if p.over {
		return
	}
	p.over = true
	p.timer.Stop()
	desk := p.desk
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), answer)
		defer stop()
		desk.Leave(ctx)
	})
	p.leave()
}

func (p *page) digit(c string) {
	switch {
	case c == "OK":
		pin := p.pin
		p.pin = ""
		p.ask(func(ctx context.Context) (State, error) {
			if err := p.desk.Enter(ctx, pin); err != nil {
				return State{}, err
			}
			return p.desk.Do(ctx, "", nil)
		})
	case c == "←" && p.pin != "":
		p.pin = p.pin[:len(p.pin)-1]
	case c != "←" && len(p.pin) < 12:
		p.pin += c
	}
	p.show()
}

// ask has something done elsewhere and shows what came of it. One thing at a time.
func (p *page) ask(f func(context.Context) (State, error)) {
	if p.busy {
		return
	}
	p.busy = true
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), answer)
		defer stop()
		s, err := f(ctx)
		p.mode.Do(func() {
			p.busy = false
			switch {
			case p.over:
			case err != nil:
				p.say(faultOf(err), true)
			default:
				p.inside, p.state = true, s
				p.show()
			}
		})
	})
}

// faultOf puts an error into words.
func faultOf(err error) string {
	if e := (*api.Error)(nil); errors.As(err, &e) {
		return e.Text
	}
	return say("lost")
}

func (p *page) do(deed string, body any) {
	p.ask(func(ctx context.Context) (State, error) { return p.desk.Do(ctx, deed, body) })
}

func (p *page) change(c edit.Change) { p.do("change", map[string]any{"change": c}) }

// put changes one tile.
func (p *page) put(g edit.Group, f func(*edit.Group)) {
	f(&g)
	p.change(edit.Change{Do: "put", Kind: "group", ID: g.Letter, Group: &g})
}

func (p *page) say(s string, wrong bool) {
	p.note.Text, p.note.Color = s, muted
	if wrong {
		p.note.Color = bad
	}
	p.note.Refresh()
}

// show brings every object up to what is known.
func (p *page) show() {
	p.title.Text = say("door_pin")
	p.title.Refresh()
	show(p.title, !p.inside) // inside the keys say what is shown
	p.dots.Text = ""
	for range p.pin {
		p.dots.Text += "●"
	}
	p.dots.Refresh()
	for _, o := range p.digits {
		show(o, !p.inside)
	}
	show(p.dots, !p.inside)
	for _, o := range []*key{p.back, p.on, p.discard, p.apply, p.tiles, p.hardware} {
		show(o, p.inside)
	}
	groups := p.state.Office.Groups
	for i, l := range p.lines {
		at := p.from + i
		there := p.inside && at < len(groups)
		for _, o := range []fyne.CanvasObject{l.name, l.icon, l.colour, l.up, l.down, l.hidden} {
			show(o, there)
		}
		if there {
			p.tile(l, groups, at)
		}
	}
	if !p.inside {
		if p.note.Text == "" {
			p.say(say("door_screen"), false)
		}
		return
	}
	p.foot(len(groups))
}

func (p *page) tile(l *line, groups []edit.Group, at int) {
	g := groups[at]
	l.name.Text, l.name.Color = g.Letter+"  "+g.Name[lang], ink
	l.hidden.set(say("hide"), func() { p.put(g, func(g *edit.Group) { g.Hidden = true }) })
	if g.Hidden {
		l.name.Color = muted
		l.name.Text += " (" + say("hidden_chip") + ")"
		l.hidden.set(say("show"), func() { p.put(g, func(g *edit.Group) { g.Hidden = false }) })
	}
	l.whole = l.name.Text
	p.fit(l)
	l.icon.tap = func() { p.put(g, func(g *edit.Group) { g.Icon = following(p.state.Icons, g.Icon) }) }
	l.icon.picture(g.Icon, hex(g.Color))
	l.colour.tap = func() { p.put(g, func(g *edit.Group) { g.Color = following(palette, g.Color) }) }
	l.colour.picture("", hex(g.Color))
	l.up.set("▲", nil)
	if at > 0 {
		l.up.set("▲", func() { p.change(edit.Change{Do: "move", Kind: "group", ID: g.Letter, Before: groups[at-1].Letter}) })
	}
	l.down.set("▼", nil)
	if at < len(groups)-1 {
		before := ""
		if at < len(groups)-2 {
			before = groups[at+2].Letter
		}
		l.down.set("▼", func() { p.change(edit.Change{Do: "move", Kind: "group", ID: g.Letter, Before: before}) })
	}
}

// fit cuts a name that is too long for its line.
func (p *page) fit(l *line) {
	l.name.Text = l.whole
	runes := []rune(l.whole)
	for n := len(runes) - 1; n > 0 && l.room > 0 && fyne.MeasureText(l.name.Text, l.name.TextSize, l.name.TextStyle).Width > l.room; n-- {
		l.name.Text = string(runes[:n]) + "…"
	}
	l.name.Refresh()
}

// foot says how the draft stands, and what can be done with it.
func (p *page) foot(groups int) {
	p.back.set("‹", nil)
	if p.from > 0 {
		p.back.set("‹", func() { p.from -= rows; p.show() })
	}
	p.on.set("›", nil)
	if p.from+rows < groups {
		p.on.set("›", func() { p.from += rows; p.show() })
	}
	p.discard.set(say("discard"), nil)
	p.apply.set(say("apply"), nil)
	s := p.state
	switch {
	case !s.Changed && p.again:
		p.say(say("restart_sure"), false)
		p.apply.set(say("h_restart"), func() { p.do("restart", nil) })
		return
	case !s.Changed:
		p.say(say("on_page"), false)
		return
	case len(s.Problems) > 0:
		p.say(s.Problems[0].Place+": "+s.Problems[0].Text, true)
	case s.Refused != nil:
		p.say(s.Refused.Text, true)
	default:
		p.say(say("changes_count", text.Args{"N": len(s.Changes)}), false)
		p.apply.set(say("apply"), func() {
			p.again = p.again || s.Restart
			p.do("apply", map[string]string{"when": "now"})
		})
	}
	p.discard.set(say("discard"), func() { p.do("discard", nil) })
}

// following is the next of a list after one of it, and the first after the last.
func following(list []string, of string) string {
	if len(list) == 0 {
		return of
	}
	return list[(slices.Index(list, of)+1)%len(list)]
}

func show(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}
