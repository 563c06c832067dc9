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

// square is a square of side a in the middle of r.
func (r rect) square(a float32) rect { return rect{r.x + (r.w-a)/2, r.y + (r.h-a)/2, a, a} }

// move puts an object there.
func (r rect) move(o fyne.CanvasObject) {
	o.Move(r.pos())
	o.Resize(r.size())
}

// frame is how a canvas is divided. Lengths elsewhere are in units u: one pixel of a 21.5" Full HD screen
// (0.248 mm), on which targets are at least 104 u (25 mm) high and gaps between them 32 u (8 mm).
type frame struct {
	all, head, foot rect
	content         rect // between head and what is below
	nav             rect // two places for buttons: above foot, or in it on a wide screen
	langs           rect // within foot
	u               float32
	wide            bool
}

// Sizes of frame, in u.
const (
	target    = 104 // height of a button
	gap       = 32  // between buttons
	margin    = 48  // to the edge of the screen
	navHeight = 124
)

func newFrame(size fyne.Size) frame {
	f := frame{all: rect{0, 0, size.Width, size.Height}, wide: size.Width > size.Height}
	if f.wide {
		f.u = min(size.Width/1920, size.Height/1080)
	} else {
		f.u = min(size.Width/1080, size.Height/1920)
	}
	u := f.u
	m := margin * u
	f.head = f.all.top(144 * u)
	if f.wide {
		m = 56 * u
		f.head = f.all.top(112 * u)
	}
	fh := (target + 48) * u
	f.foot = f.all.below(f.all.h - fh)
	f.langs = rect{m, f.foot.y + 24*u, f.all.w - 2*m, target * u}
	end := f.foot.y
	if f.wide {
		f.nav = f.langs.beside(f.all.w * 0.53)
		f.langs.w = f.nav.x - m - 2*gap*u
	} else {
		f.nav = rect{m, f.foot.y - (navHeight+28)*u, f.all.w - 2*m, navHeight * u}
		end = f.nav.y
	}
	top := f.head.bottom() + 40*u
	if f.wide {
		top = f.head.bottom() + 28*u
	}
	f.content = rect{m, top, f.all.w - 2*m, end - 28*u - top}
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
