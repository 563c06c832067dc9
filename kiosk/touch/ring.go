package touch

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bileter/kiosk"
)

// ring is the keypad's focus: a thick line around what is chosen with the next press, or around everything where it is
// the screen itself. Two lines, one dark and one light, so that one of them stands out from whatever lies below.
type ring struct {
	s            *Screen
	box          *fyne.Container
	outer, inner *canvas.Rectangle
	view         kiosk.View
}

// Widths of the ring, in u: 3 mm together.
const (
	ringOuter = 8
	ringInner = 4
)

func newRing(s *Screen) *ring {
	r := &ring{s: s, outer: &canvas.Rectangle{}, inner: &canvas.Rectangle{}}
	s.styled = append(s.styled, r)
	r.box = container.NewWithoutLayout(r.inner, r.outer)
	r.box.Hide()
	r.restyle()
	return r
}

func (r *ring) object() fyne.CanvasObject { return r.box }

func (r *ring) place(frame) { r.arrange() }

func (r *ring) restyle() {
	r.outer.StrokeColor, r.inner.StrokeColor = r.s.color(ColorFocus), r.s.color(ColorFocusIn)
	r.outer.FillColor, r.inner.FillColor = color.Transparent, color.Transparent
	r.outer.Refresh()
	r.inner.Refresh()
}

// show comes last of all pages: what it stands around must have its place.
func (r *ring) show(v kiosk.View) {
	r.view = v
	r.arrange()
}

func (r *ring) arrange() {
	on := len(r.view.Stops) > 0 && r.s.frame.u != 0
	visible(r.box, on)
	if !on {
		return
	}
	u := r.s.frame.u
	at := r.s.frame.content.in(-(ringOuter + ringInner) * u / 2)
	if r.view.Warning > 0 {
		at = r.s.warning.card.at()
	}
	if b := r.s.focused(r.view); b != nil {
		p := positionOf(r.s.root, b)
		at = rect{p.X, p.Y, b.Size().Width, b.Size().Height}.in(-ringInner * u)
	}
	if over := r.s.frame.head.bottom() + ringOuter*u - at.y; at.h > 0 && over > 0 { // the office's name stays to be read
		at.y, at.h = at.y+over, at.h-over
	}
	r.outer.StrokeWidth, r.inner.StrokeWidth = ringOuter*u, ringInner*u
	r.outer.CornerRadius, r.inner.CornerRadius = 32*u, 28*u
	at.in(-ringOuter * u).move(r.outer)
	at.move(r.inner)
	r.outer.Refresh()
	r.inner.Refresh()
}

// focused is the button that the focus is on; nil: none that is seen.
func (s *Screen) focused(v kiosk.View) fyne.CanvasObject {
	tap := v.Stops[v.Stop].Tap
	if tap == nil {
		return nil
	}
	for _, b := range slices.Backward(s.buttons) { // a page's own button rather than the same below it
		if b.tap == tap && b.self != nil && b.self.Visible() && positionOf(s.root, b.self) != nowhere {
			return b.self
		}
	}
	return nil
}

var nowhere = fyne.NewPos(-1, -1)

// positionOf is where an object is seen within another; nowhere where it is not.
func positionOf(in *fyne.Container, o fyne.CanvasObject) fyne.Position {
	for _, kid := range in.Objects {
		if !kid.Visible() {
			continue
		}
		if kid == o {
			return kid.Position()
		}
		if c, ok := kid.(*fyne.Container); ok {
			if p := positionOf(c, o); p != nowhere {
				return p.Add(c.Position())
			}
		}
	}
	return nowhere
}
