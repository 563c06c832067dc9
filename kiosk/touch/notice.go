package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// noticePage is a calm screen of few words.
type noticePage struct {
	box    *fyne.Container
	card   plane
	ring   plane
	icon   *picture
	title  *block
	text   *block
	action *button
	acts   bool // there is an action
	f      frame
}

func newNoticePage(s *Screen) *noticePage {
	mid := fyne.TextAlignCenter
	p := &noticePage{card: newCard(), ring: newPlane(ColorSoft, 0), icon: newPicture(),
		title:  newBlock(3, SizeTitle, ColorInk, true).bottom().aligned(mid),
		text:   newBlock(5, SizeTile, ColorMuted, false).aligned(mid),
		action: newButton(s, primary),
	}
	p.box = container.NewWithoutLayout(p.card.Rectangle, p.ring.Rectangle, p.icon.Image, p.title.box, p.text.box, p.action)
	p.box.Hide()
	return p
}

func (p *noticePage) object() fyne.CanvasObject { return p.box }

func (p *noticePage) place(f frame) {
	p.f = f
	p.arrange()
}

func (p *noticePage) arrange() {
	f, u := p.f, p.f.u
	if u == 0 {
		return
	}
	h, act := float32(720), float32(0)
	if p.acts {
		h, act = 860, 172
	}
	card := rect{f.content.x, f.content.y, f.content.w, min(f.content.h, h*u)}
	if f.wide {
		card.x, card.w = card.x+card.w*0.14, card.w*0.72
	}
	card.y += (f.content.h - card.h) / 3
	p.card.put(card, 36*u)
	in := card.in(56 * u)
	side := min(200*u, in.h*0.3)
	ring := rect{in.x + (in.w-side)/2, in.y, side, side}
	p.ring.put(ring, side/2)
	p.icon.put(ring.square(side * 0.52))
	rect{in.x + in.w*0.1, in.bottom() - 140*u, in.w * 0.8, 140 * u}.move(p.action)
	words := in.below(ring.bottom() + 20*u)
	words.h -= act * u
	half := words.top(words.h*0.5 - 12*u)
	p.title.put(half, u)
	p.text.put(words.below(half.bottom()+24*u), u)
}

func (p *noticePage) show(v kiosk.View) {
	n := v.Notice
	if n == nil {
		p.action.tap = nil
		visible(p.box, false)
		return
	}
	p.icon.set(n.Icon, css(palette[ColorBrand]))
	p.title.set(n.Title)
	p.text.set(n.Text)
	p.action.set(n.Label, "", n.Action)
	if acts := n.Action != nil; acts != p.acts {
		p.acts = acts
		p.arrange()
	}
	visible(p.box, true)
}

// warning is the countdown before a session ends. It lies over everything; a tap anywhere gives more time.
type warning struct {
	box     *fyne.Container
	scrim   *scrim
	card    plane
	ring    plane
	seconds *block
	title   *block
	text    *block
	more    *button
	finish  *button
}

// scrim darkens what lies below, and takes its taps.
type scrim struct {
	press
	plane plane
}

func newScrim(s *Screen) *scrim {
	c := &scrim{plane: newPlane(ColorScrim, 0)}
	c.screen, c.tap, c.paint = s, kiosk.MoreTime{}, func() {}
	c.layout = func(size fyne.Size) { c.plane.put(rect{0, 0, size.Width, size.Height}, 0) }
	c.objects = []fyne.CanvasObject{c.plane.Rectangle}
	c.ExtendBaseWidget(c)
	s.buttons = append(s.buttons, &c.press)
	return c
}

func newWarning(s *Screen) *warning {
	mid := fyne.TextAlignCenter
	w := &warning{scrim: newScrim(s), card: newCard(), ring: newPlane(ColorSoft, 0),
		seconds: newBlock(1, SizeTitle, ColorBrand, true).middle().aligned(mid),
		title:   newBlock(2, SizeTitle, ColorInk, true).middle().aligned(mid),
		text:    newBlock(2, SizeText, ColorMuted, false).middle().aligned(mid),
		more:    newButton(s, primary), finish: newButton(s, second),
	}
	w.ring.StrokeColor = palette[ColorBrand]
	w.box = container.NewWithoutLayout(w.scrim, w.card.Rectangle, w.ring.Rectangle, w.seconds.box, w.title.box, w.text.box, w.more, w.finish)
	w.box.Hide()
	return w
}

func (w *warning) object() fyne.CanvasObject { return w.box }

func (w *warning) place(f frame) {
	u := f.u
	f.all.move(w.scrim)
	size := rect{0, 0, min(f.all.w-96*u, 1000*u), min(f.all.h-96*u, 860*u)}
	card := rect{(f.all.w - size.w) / 2, (f.all.h - size.h) / 2, size.w, size.h}
	w.card.put(card, 36*u)
	in := card.in(56 * u)
	side := 170 * u
	ring := rect{in.x + (in.w-side)/2, in.y, side, side}
	w.ring.StrokeWidth = 8 * u
	w.ring.put(ring, side/2)
	w.seconds.put(ring, u)
	w.title.put(rect{in.x, ring.bottom() + 24*u, in.w, 150 * u}, u)
	w.text.put(rect{in.x, ring.bottom() + 180*u, in.w, 92 * u}, u)
	rect{in.x, in.bottom() - (150+gap+target)*u, in.w, 150 * u}.move(w.more)
	rect{in.x, in.bottom() - target*u, in.w, target * u}.move(w.finish)
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
	box  *fyne.Container
	card plane
	icon *picture
	text *block
}

func newPalm() *palm {
	p := &palm{card: newCard(), icon: newPicture(), text: newBlock(3, SizeText, ColorNote, true).middle()}
	p.card.fill(palette[ColorNoteBg])
	p.icon.set("info", css(palette[ColorNote]))
	p.box = container.NewWithoutLayout(p.card.Rectangle, p.icon.Image, p.text.box)
	p.box.Hide()
	return p
}

func (p *palm) object() fyne.CanvasObject { return p.box }

func (p *palm) place(f frame) {
	u := f.u
	r := rect{f.content.x, f.head.y + 16*u, f.content.w, 176 * u}
	p.card.put(r, 28*u)
	side := 84 * u
	p.icon.put(rect{r.x + 36*u, r.y + (r.h-side)/2, side, side})
	p.text.put(rect{r.x + 36*u + side + 32*u, r.y + 16*u, r.w - side - 104*u, r.h - 32*u}, u)
}

func (p *palm) show(v kiosk.View) {
	p.text.set(text.Say(v.Lang, "kiosk.palm"))
	visible(p.box, v.Palm)
}
