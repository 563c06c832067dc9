package touch

import "fyne.io/fyne/v2"

// rect is a place on the canvas.
type rect struct{ x, y, w, h float32 }

func (r rect) pos() fyne.Position  { return fyne.NewPos(r.x, r.y) }
func (r rect) size() fyne.Size     { return fyne.NewSize(r.w, r.h) }
func (r rect) right() float32      { return r.x + r.w }
func (r rect) bottom() float32     { return r.y + r.h }
func (r rect) in(d float32) rect   { return rect{r.x + d, r.y + d, r.w - 2*d, r.h - 2*d} }
func (r rect) top(h float32) rect  { return rect{r.x, r.y, r.w, h} }
func (r rect) left(w float32) rect { return rect{r.x, r.y, w, r.h} }

// below is what is left of r under y.
func (r rect) below(y float32) rect { return rect{r.x, y, r.w, r.bottom() - y} }

// beside is what is left of r from x on.
func (r rect) beside(x float32) rect { return rect{x, r.y, r.right() - x, r.h} }

// band is the whole width of a canvas at the height of r.
func (r rect) band(w float32) rect { return rect{0, r.y, w, r.h} }

// square is a square of side a in the middle of r.
func (r rect) square(a float32) rect { return rect{r.x + (r.w-a)/2, r.y + (r.h-a)/2, a, a} }

// move puts an object there.
func (r rect) move(o fyne.CanvasObject) {
	o.Move(r.pos())
	o.Resize(r.size())
}

// frame is how a canvas is divided. Lengths elsewhere are in units u: 0.248 mm, one pixel of a 21.5" Full HD screen, or
// more on a larger screen.
type frame struct {
	all, head, foot rect
	bar             []rect // rows of buttons in foot
	nav             rect   // a row of buttons under content
	content         rect
	name            rect // within head
	u               float32
	wide            bool
	broad           bool // content is
	narrow          bool // hardly room for two buttons beside each other
	compact         bool // one row of buttons holds those of foot and of nav
	folded          bool // the languages have one button together
}

// Sizes of frame, in u.
const (
	gap      = 32 // between buttons: 8 mm
	footPad  = 20
	headTall = 124
	headWide = 104
	headLow  = 70
	navTall  = 134 // an icon above two lines of small letters, where buttons stand close
)

// A screen, or the part of one that is used, is compact where it is lower than this, and narrow where it is narrower than
// that, in u.
const (
	compactHeight = 760
	compactWidth  = 800
)

// lowShare is the part of the screen that the low mode uses, and lowLeast its least height in u: 16 cm.
const (
	lowShareTall = 0.56
	lowShareWide = 0.64
	lowLeast     = 640
)

// worthLow tells whether a screen is so high that its lower part is worth a mode.
func worthLow(f frame) bool { return f.all.h >= 1000*f.u }

// newFrame divides a canvas. langs is the width of the languages' buttons in a row, in u.
func newFrame(size fyne.Size, p Panel, st style, low bool, langs float32) frame {
	f := frame{all: rect{0, 0, size.Width, size.Height}, wide: size.Width > size.Height, u: p.unit(size)}
	u := f.u
	used := f.all.h
	if low && worthLow(f) {
		share := float32(lowShareTall)
		if f.wide {
			share = lowShareWide
		}
		used = max(share*f.all.h, lowLeast*u)
	}
	f.compact = used < compactHeight*u
	f.narrow = f.all.w < compactWidth*u
	m, head := float32(48), float32(headTall)
	switch {
	case f.compact, f.narrow:
		m, head = 24, headLow
	case f.wide:
		m, head = 56, headWide
	}
	t, g := st.target*u, float32(gap)*u
	in := rect{m * u, 0, f.all.w - 2*m*u, 0}
	rows := 1
	pad := float32(footPad) * u
	switch {
	case f.compact:
		f.folded, pad = true, 6*u
	case low || f.narrow || langs*u > in.w || st.target > target || st.text > 1:
		f.folded = true
	case langs*u > in.w*0.58:
		rows = 2
	}
	fh := float32(rows)*t + float32(rows-1)*g + 2*pad
	f.foot = f.all.below(f.all.h - fh)
	for i := range rows {
		f.bar = append(f.bar, rect{in.x, f.foot.y + pad + float32(i)*(t+g), in.w, t})
	}
	f.head = f.all.top(f.all.h - used + head*u)
	f.name = rect{in.x, f.head.h - head*u, in.w, head * u}
	top, end := f.head.h+24*u, f.foot.y-g
	if f.compact {
		f.nav = f.bar[0] // shared
		top, end = f.head.h+8*u, f.bar[0].y-g
	} else {
		nav := t
		if !f.wide && !f.narrow {
			nav = max(t, navTall*u)
		}
		f.nav = rect{in.x, f.foot.y - 12*u - nav, in.w, nav}
		end = f.nav.y - g
	}
	f.content = rect{in.x, top, in.w, end - top}
	f.broad = f.content.w > 1.2*f.content.h
	return f
}

// columns divides r into n equal columns with gaps between.
func columns(r rect, n int, gap float32) []rect {
	w := (r.w - float32(n-1)*gap) / float32(n)
	rs := make([]rect, n)
	for i := range rs {
		rs[i] = rect{r.x + float32(i)*(w+gap), r.y, w, r.h}
	}
	return rs
}
