package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bileter/kiosk"
)

// head is the office's name and the time.
type head struct {
	s        *Screen
	box      *fyne.Container
	sky      *canvas.LinearGradient
	mark     *armsPlate
	large    *armsPlate // in the empty part of a screen in the low mode
	name     *block
	infoline *block
	clock    *block
}

func newHead(s *Screen) *head {
	h := &head{s: s,
		sky:      canvas.NewHorizontalGradient(s.color(ColorHead), s.color(ColorHead2)),
		mark:     s.newArms(),
		large:    s.newArms(),
		name:     s.newBlock(2, SizeSmall, ColorOnHead, true).middle(),
		infoline: s.newBlock(1, SizeSmall, ColorOnHead, false).middle(),
		clock:    s.newBlock(1, SizeTitle, ColorOnHead, true).middle().aligned(fyne.TextAlignTrailing),
	}
	h.name.most = 1 // set when it is placed
	h.box = container.NewWithoutLayout(h.sky)
	for _, o := range append(append(h.mark.objects(), h.large.objects()...), h.name.box, h.infoline.box, h.clock.box) {
		h.box.Add(o)
	}
	return h
}

func (h *head) object() fyne.CanvasObject { return h.box }

func (h *head) place(f frame) {
	h.sky.StartColor, h.sky.EndColor = h.s.color(ColorHead), h.s.color(ColorHead2)
	f.name.band(f.all.w).move(h.sky)
	h.sky.Refresh()
	u, in := f.u, f.name
	side := min(96*u, in.h*0.8)
	h.mark.put(rect{in.x, in.y + (in.h-side)/2, side, side})
	empty := f.name.y
	h.large.show(h.s.look.Arms != nil && empty > 200*u)
	h.large.put(f.all.top(empty).square(min(empty*0.6, 420*u)))
	name := in.beside(in.x + side + min(24*u, side*0.3))
	if own := h.s.look.Arms != nil; f.narrow && !own {
		name = in
		h.mark.show(false)
	} else {
		h.mark.show(true)
	}
	name.w -= 190 * u
	h.clock.put(rect{in.right() - 180*u, in.y, 180 * u, in.h}, u)
	h.name.most = 44 * u
	if f.wide {
		info := min(460*u, name.w*0.4)
		h.infoline.put(rect{name.right() - info, in.y, info, in.h}, u)
		name.w -= info + 24*u
		h.infoline.align = fyne.TextAlignTrailing
		h.name.put(name, u)
		return
	}
	h.infoline.align = fyne.TextAlignLeading
	low := min(46*u, in.h*0.4)
	if in.h < 90*u { // no room for two lines
		low = 0
	}
	top := 4 * u
	if low == 0 {
		top = 0
	}
	h.name.put(rect{name.x, in.y + top, name.w, in.h - 2*top - low}, u)
	h.infoline.put(rect{name.x, in.bottom() - low - 4*u, name.w, low}, u)
}

func (h *head) show(v kiosk.View) {
	h.name.set(v.Office)
	h.infoline.set(v.Infoline)
	visible(h.infoline.box, h.infoline.fits)
	h.clock.set(v.Clock)
}
