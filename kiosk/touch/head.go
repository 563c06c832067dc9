package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// head is the office's name and the time.
type head struct {
	box      *fyne.Container
	sky      *canvas.LinearGradient
	mark     *picture
	name     *block
	infoline *block
	clock    *block
}

func newHead() *head {
	h := &head{
		sky:      canvas.NewHorizontalGradient(palette[ColorBrand], palette[ColorBrand2]),
		mark:     newPicture(),
		name:     newBlock(2, SizeTile, ColorOnBrand, true).middle(),
		infoline: newBlock(1, SizeSmall, ColorOnBrand, false).middle(),
		clock:    newBlock(1, SizeTitle, ColorOnBrand, true).middle().aligned(fyne.TextAlignTrailing),
	}
	h.mark.set("town-hall", white)
	h.box = container.NewWithoutLayout(h.sky, h.mark.Image, h.name.box, h.infoline.box, h.clock.box)
	return h
}

func (h *head) object() fyne.CanvasObject { return h.box }

func (h *head) place(f frame) {
	u, r := f.u, f.head
	r.move(h.sky)
	in := rect{f.content.x, r.y, f.content.w, r.h}
	side := min(84*u, r.h*0.66)
	h.mark.put(rect{in.x, in.y + (in.h-side)/2, side, side})
	name := in.beside(in.x + side + 28*u)
	name.w -= 210 * u
	h.clock.put(rect{in.right() - 190*u, in.y, 190 * u, in.h}, u)
	if f.wide {
		info := 430 * u
		h.infoline.put(rect{name.right() - info, in.y, info, in.h}, u)
		name.w -= info + 24*u
		h.infoline.align = fyne.TextAlignTrailing
		h.name.put(name, u)
		return
	}
	h.infoline.align = fyne.TextAlignLeading
	h.name.put(rect{name.x, in.y + 20*u, name.w, 62 * u}, u)
	h.infoline.put(rect{name.x, in.y + 84*u, name.w, 40 * u}, u)
}

func (h *head) show(v kiosk.View) {
	h.name.set(v.Office)
	h.infoline.set(v.Infoline)
	h.clock.set(v.Clock)
}

// maxLanguages is how many languages have a button.
const maxLanguages = 4

// foot is the languages.
type foot struct {
	box   *fyne.Container
	bar   plane
	line  plane
	langs [maxLanguages]*button
	area  rect
	u     float32
	n     int
}

func newFoot(s *Screen) *foot {
	f := &foot{bar: newPlane(ColorCard, 0), line: newPlane(ColorEdge, 0)}
	f.box = container.NewWithoutLayout(f.bar.Rectangle, f.line.Rectangle)
	for i := range f.langs {
		f.langs[i] = newButton(s, pill)
		f.box.Add(f.langs[i])
		f.langs[i].Hide()
	}
	return f
}

func (f *foot) object() fyne.CanvasObject { return f.box }

func (f *foot) place(fr frame) {
	f.bar.put(fr.foot, 0)
	f.line.put(fr.foot.top(2*fr.u), 0)
	f.area, f.u = fr.langs, fr.u
	f.arrange()
}

// arrange gives every language the same room around its name, so that all names have one size.
func (f *foot) arrange() {
	var names [maxLanguages]float32
	total := float32(0)
	for i := range f.n {
		names[i] = measure(f.langs[i].caption.text, true, sizes[SizeText]*f.u)
		total += names[i]
	}
	g := gap * f.u
	around := (f.area.w - float32(f.n-1)*g - total) / float32(max(f.n, 1))
	x := f.area.x
	for i := range f.n {
		w := names[i] + around
		rect{x, f.area.y, w, f.area.h}.move(f.langs[i])
		x += w + g
	}
}

func (f *foot) show(v kiosk.View) {
	n := min(len(v.Languages), maxLanguages)
	again := n != f.n
	f.n = n
	for i, b := range f.langs {
		if i >= f.n || f.n < 2 {
			b.set("", "", nil)
			continue
		}
		l := v.Languages[i]
		again = again || b.caption.text != l.Name
		b.set(l.Name, "", kiosk.SetLang{Lang: l.Code})
		b.choose(l.On)
	}
	if again && f.u != 0 {
		f.arrange()
	}
}

// nav is the two places for buttons under the content: back or pages to read on the left, more tiles or what is to be
// done on the right.
type nav struct {
	box                    *fyne.Container
	info, back, prev, next *button
	done                   *button
	area                   rect
	u                      float32
	split, full            bool
}

func newNav(s *Screen) *nav {
	n := &nav{info: newButton(s, second), back: newButton(s, second), prev: newButton(s, second), next: newButton(s, second), done: newButton(s, primary)}
	n.next.iconAt = fyne.TextAlignTrailing
	n.box = container.NewWithoutLayout()
	for _, b := range []*button{n.info, n.back, n.prev, n.next, n.done} {
		n.box.Add(b)
		b.Hide()
	}
	return n
}

func (n *nav) object() fyne.CanvasObject { return n.box }

func (n *nav) place(f frame) {
	n.area, n.u = f.nav, f.u
	n.arrange()
}

func (n *nav) arrange() {
	g := gap * n.u
	half := columns(n.area, 2, g)
	half[0].move(n.info)
	half[0].move(n.back)
	half[1].move(n.prev)
	half[1].move(n.next)
	if n.split {
		quarter := columns(half[1], 2, g)
		quarter[0].move(n.prev)
		quarter[1].move(n.next)
	}
	n.area.move(n.done)
}

func (n *nav) show(v kiosk.View) {
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	var info, back, prev, next, done kiosk.Input
	tiles := v.Screen == kiosk.Home || v.Screen == kiosk.Group
	switch {
	case v.Screen == kiosk.Home && v.Info != nil:
		info = v.Info.Tap
	case v.Screen == kiosk.Group, v.Screen == kiosk.Service, v.Notice != nil && v.Notice.Back:
		back = kiosk.Back{}
	case v.Screen == kiosk.Ticket:
		done = kiosk.Finish{}
	}
	if tiles && v.Page > 0 {
		prev = kiosk.Turn{By: -1}
	}
	if tiles && v.Page+1 < v.Pages {
		next = kiosk.Turn{By: 1}
	}
	if split := prev != nil && next != nil; split != n.split {
		n.split = split
		n.arrange()
	}
	n.info.set(say("information"), "info", info)
	n.back.set(say("back"), "arrow-left", back)
	n.prev.set(say("previous"), "arrow-left", prev)
	n.next.set(say("more"), "arrow-right", next)
	caption := say("done")
	if v.Ticket != nil {
		caption += " (" + itoa(v.Ticket.Seconds) + ")"
	}
	n.done.set(caption, "", done)
}
