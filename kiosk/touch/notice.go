package touch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// point stands before each of several things to know.
const point = "•\u00a0"

// noticePage is a calm screen of few words.
type noticePage struct {
	s      *Screen
	box    *fyne.Container
	card   *plane
	ring   *plane
	icon   *picture
	title  *block
	text   *block
	action *button
	other  *button
	f      frame
	row    bool // two of them stand beside each other
	holds  bool // its buttons are here; else nav has the first, and for the other there is no room
}

func newNoticePage(s *Screen) *noticePage {
	mid := fyne.TextAlignCenter
	p := &noticePage{s: s, card: s.newCard(), ring: s.newPlane(ColorSoft), icon: s.newPicture(),
		title:  s.newBlock(4, SizeTitle, ColorInk, true).middle().aligned(mid),
		text:   s.newBlock(12, SizeTile, ColorInk, false).middle().aligned(mid),
		action: newButton(s, primary), other: newButton(s, second),
	}
	p.box = container.NewWithoutLayout(p.card.Rectangle, p.ring.Rectangle, p.icon.Image, p.title.box, p.text.box, p.action, p.other)
	p.box.Hide()
	return p
}

func (p *noticePage) object() fyne.CanvasObject { return p.box }

func (p *noticePage) place(f frame) {
	p.f = f
	p.arrange()
}

// roomy tells whether there is room for the buttons as well. On a small glass a single one stands in nav all the same.
func (p *noticePage) roomy() bool {
	f, u := p.f, p.f.u
	if p.row = false; !f.compact && !f.narrow {
		return true
	}
	pad, g := p.pads(u)
	w := f.content.w - 2*pad
	least := p.title.tallLeast(p.title.text, w, u) + p.text.tallLeast(p.text.text, w, u) + g
	if p.other.tap == nil {
		return false
	}
	for _, p.row = range []bool{f.compact, true} {
		if least+p.acts(u, g)+2*pad <= f.content.h {
			return true
		}
	}
	return false
}

// pads are the room around the words and between them, where they share the card with nothing else.
func (p *noticePage) pads(u float32) (pad, g float32) {
	if p.f.compact {
		return 12 * u, 8 * u
	}
	return 20 * u, 16 * u
}

// arrange makes the card as high as its words, and stands it a little above the middle.
func (p *noticePage) arrange() {
	f, u := p.f, p.f.u
	if u == 0 {
		return
	}
	pad, side, g := 52*u, 170*u, 28*u
	if f.compact {
		pad, side, g = 12*u, 0, 8*u
	}
	card := f.content
	if f.wide && !f.compact && p.s.style.text == 1 {
		card.x, card.w = card.x+card.w*0.12, card.w*0.76
	}
	if wants := p.words(card.w-2*pad, g, u) + side + g + 2*pad; wants > card.h {
		side = 0
		pad, g = p.pads(u)
	}
	w := card.w - 2*pad
	act := p.acts(u, g)
	titleH, textH := p.title.tall(p.title.text, w, u), float32(0)
	if p.text.text != "" {
		textH = p.text.tall(p.text.text, w, u) + g
	}
	visible(p.ring.Rectangle, side > 0)
	visible(p.icon.Image, side > 0)
	head := side
	if side > 0 {
		head += g
	}
	room := card.h - 2*pad - head - act
	if titleH+textH > room { // smaller text, at least what must be read
		titleH = room * titleH / (titleH + textH)
		textH = room - titleH
	}
	h := head + titleH + textH + act + 2*pad
	card.y += (card.h - h) / 3
	card.h = h
	p.card.put(card, 36*u)
	in := card.in(pad)
	ring := rect{in.x + (in.w-side)/2, in.y, side, side}
	p.ring.put(ring, side/2)
	p.icon.put(ring.square(side * 0.52))
	p.title.again(rect{in.x, in.y + head, in.w, titleH + 1}, u)
	p.text.again(rect{in.x, in.y + head + titleH + g, in.w, max(textH-g, 0) + 1}, u)
	row := rect{in.x + in.w*0.08, in.bottom() - act + g, in.w * 0.84, p.actHeight(u)}
	if p.row && p.other.tap != nil {
		row.y += g
		cols := columns(rect{in.x, row.y, in.w, row.h}, 2, gap*u)
		row = cols[0]
		cols[1].move(p.other)
	} else {
		rect{row.x, row.y + row.h + gap*u, row.w, row.h}.move(p.other)
	}
	row.move(p.action)
}

// actHeight is that of one button, and acts that of all, with the room above them.
func (p *noticePage) actHeight(u float32) float32 {
	return max(p.s.style.target*u, 2*leading*p.s.style.size(SizeTile)*u+20*u)
}

func (p *noticePage) acts(u, g float32) float32 {
	switch {
	case p.action.tap == nil:
		return 0
	case p.row && p.other.tap != nil:
		return p.actHeight(u) + 2*g
	case p.other.tap == nil:
		return p.actHeight(u) + g
	}
	return 2*p.actHeight(u) + gap*u + g
}

// words is the height of everything but the icon.
func (p *noticePage) words(w, g, u float32) float32 {
	h := p.title.tall(p.title.text, w, u)
	if p.text.text != "" {
		h += p.text.tall(p.text.text, w, u) + g
	}
	return h + p.acts(u, g)
}

func (p *noticePage) show(v kiosk.View) {
	n := v.Notice
	if n == nil {
		p.action.tap, p.other.tap = nil, nil
		p.title.set("")
		p.text.set("")
		visible(p.box, false)
		return
	}
	p.icon.set(n.Icon, ColorBrand)
	p.title.text, p.text.text = n.Title, n.Text
	p.text.align, p.text.hang = fyne.TextAlignCenter, ""
	switch len(n.Points) {
	case 0:
	case 1:
		p.text.text = n.Points[0]
	default: // a list
		p.text.text, p.text.align = point+strings.Join(n.Points, "\n"+point), fyne.TextAlignLeading
		p.text.hang = point
	}
	p.action.set(n.Label, "", n.Action)
	p.other.set(n.Second, "printer", n.Other)
	if p.holds = !v.Deaf && p.roomy(); !p.holds {
		p.action.set("", "", nil)
		p.other.set("", "", nil)
	}
	p.arrange()
	visible(p.box, true)
}

// warning is the countdown before a session ends. It lies over everything; a tap anywhere gives more time.
type warning struct {
	s       *Screen
	box     *fyne.Container
	scrim   *scrim
	card    *plane
	ring    *plane
	seconds *block
	title   *block
	text    *block
	more    *button
	finish  *button
}

// scrim darkens what lies below, and takes its taps.
type scrim struct {
	press
	plane *plane
}

func newScrim(s *Screen) *scrim {
	c := &scrim{plane: s.newPlane(ColorScrim)}
	c.screen, c.tap, c.paint = s, kiosk.MoreTime{}, func() {}
	c.layout = func(size fyne.Size) { c.plane.put(rect{0, 0, size.Width, size.Height}, 0) }
	c.objects = []fyne.CanvasObject{c.plane.Rectangle}
	c.ExtendBaseWidget(c)
	s.buttons = append(s.buttons, &c.press)
	return c
}

func newWarning(s *Screen) *warning {
	mid := fyne.TextAlignCenter
	w := &warning{s: s, scrim: newScrim(s), card: s.newCard(), ring: s.newPlane(ColorSoft),
		seconds: s.newBlock(1, SizeTitle, ColorBrand, true).middle().aligned(mid),
		title:   s.newBlock(2, SizeTitle, ColorInk, true).middle().aligned(mid),
		text:    s.newBlock(3, SizeText, ColorInk, false).middle().aligned(mid),
		more:    newButton(s, primary), finish: newButton(s, second),
	}
	w.ring.edge, w.ring.edgeWidth = ColorBrand, 8
	w.box = container.NewWithoutLayout(w.scrim, w.card.Rectangle, w.ring.Rectangle, w.seconds.box, w.title.box, w.text.box, w.more, w.finish)
	w.box.Hide()
	return w
}

func (w *warning) object() fyne.CanvasObject { return w.box }

func (w *warning) place(f frame) {
	u, st := f.u, w.s.style
	f.all.move(w.scrim)
	pad, side, g := 48*u, 150*u, float32(gap)*u
	if f.compact {
		pad, side = 24*u, 0
	}
	card := rect{0, 0, min(f.all.w-2*24*u, 1000*u), 0}
	if f.compact {
		card.w = f.all.w - 2*24*u
	}
	title, words := 2*leading*st.size(SizeTitle)*u, 2*leading*st.read*u
	button := max(st.target, 2*leading*st.read+16) * u
	if f.compact {
		title = leading * st.size(SizeTitle) * u
	}
	card.h = 2*pad + side + title + words + 2*button + 2*g + 16*u
	beside := f.compact && card.h > f.all.h-2*24*u // large letters on a small glass
	if beside {
		card.h -= button + g
	}
	if side > 0 {
		card.h += 12 * u
	}
	card.x, card.y = (f.all.w-card.w)/2, (f.all.h-card.h)/2
	if w.s.modes.Low {
		card.y = f.all.h - card.h - g
	}
	w.card.put(card, 36*u)
	in := card.in(pad)
	ring := rect{in.x + (in.w-side)/2, in.y, side, side}
	visible(w.ring.Rectangle, side > 0)
	w.ring.put(ring, side/2)
	y := ring.bottom()
	if side > 0 {
		y += 12 * u
		w.seconds.align = fyne.TextAlignCenter
		w.seconds.again(ring, u)
		w.title.again(rect{in.x, y, in.w, title}, u)
	} else { // the seconds stand beside the question
		sec := 120 * u
		w.seconds.again(rect{in.x, y, sec, title}, u)
		w.title.again(rect{in.x + sec, y, in.w - sec, title}, u)
	}
	y += title + 8*u
	w.text.again(rect{in.x, y, in.w, words}, u)
	keys := []rect{{in.x, in.bottom() - 2*button - g, in.w, button}, {in.x, in.bottom() - button, in.w, button}}
	if beside {
		keys = columns(rect{in.x, in.bottom() - button, in.w, button}, 2, g)
	}
	keys[0].move(w.more)
	keys[1].move(w.finish)
}

func (w *warning) show(v kiosk.View) {
	if v.Warning == 0 {
		visible(w.box, false)
		return
	}
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	w.seconds.set(itoa(v.Warning))
	w.title.set(say("idle_title"))
	w.text.set(text.Count(v.Lang, "kiosk.idle_text", v.Warning))
	w.more.set(say("more_time"), "", kiosk.MoreTime{})
	w.finish.set(say("finish"), "", kiosk.Finish{})
	visible(w.box, true)
}

// palm says that something rests on the glass: no other finger is noticed then.
type palm struct {
	s    *Screen
	box  *fyne.Container
	card *plane
	icon *picture
	text *block
}

func newPalm(s *Screen) *palm {
	p := &palm{s: s, card: s.newCard(), icon: s.newPicture(), text: s.newBlock(6, SizeText, ColorNote, true).middle()}
	p.card.colour(ColorNoteBg)
	p.icon.set("info", ColorNote)
	p.box = container.NewWithoutLayout(p.card.Rectangle, p.icon.Image, p.text.box)
	p.box.Hide()
	return p
}

func (p *palm) object() fyne.CanvasObject { return p.box }

func (p *palm) place(f frame) {
	if f.u == 0 {
		return
	}
	u := f.u
	side := 84 * u
	h := p.text.tall(p.text.text, f.content.w-side-80*u, u) + 34*u
	r := rect{f.content.x, f.name.y + 8*u, f.content.w, h}
	p.card.put(r, 28*u)
	p.icon.put(rect{r.x + 32*u, r.y + (r.h-side)/2, side, side})
	p.text.again(rect{r.x + side + 56*u, r.y + 16*u, r.w - side - 80*u, r.h - 32*u}, u)
}

func (p *palm) show(v kiosk.View) {
	if words := text.Say(v.Lang, "kiosk.palm"); words != p.text.text {
		p.text.text = words
		p.place(p.s.frame)
	}
	visible(p.box, v.Palm)
}
