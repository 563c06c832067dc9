package setup

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// How many of each there can be on one page.
const (
	maxRows  = 15
	maxCells = 80
	maxActs  = 3 // of a row: two of them move it
	maxAlso  = 2 // at the foot
	lines    = 4 // of a text that is written
)

// face is everything that can be on a page. Its objects are made once and changed in place.
type face struct {
	root              *fyne.Container
	floor             *canvas.Rectangle
	title, hint, more *canvas.Text      // more: the second line of the hint
	plane             *canvas.Rectangle // of the text that is written
	text              [lines]*canvas.Text
	rows              [maxRows]*line
	lifted            *key // the row under a finger
	cells             [maxCells]*key
	also              [maxAlso]*key
	back, up, on, end *key
	main              *key
	now               sheet
	size              fyne.Size
	area, foot        box     // room for rows, and for the keys below
	unit, tall        float32 // tall is a key's side
	drag              *drag   // nil: no row is being moved
}

func (p *page) make() {
	p.glass = newGlass(p.touched)
	f := &p.face
	f.floor, f.plane = canvas.NewRectangle(ground), canvas.NewRectangle(card)
	f.plane.StrokeColor, f.plane.StrokeWidth = brand, 2
	f.title, f.hint, f.more = canvas.NewText("", ink), canvas.NewText("", muted), canvas.NewText("", muted)
	f.title.TextStyle.Bold = true
	f.root = container.New(p, f.floor, f.title, f.hint, f.more, f.plane)
	for i := range f.text {
		f.text[i] = canvas.NewText("", ink)
		f.root.Add(f.text[i])
	}
	add := func(caption string) *key {
		k := newKey(caption, p.touched)
		f.root.Add(k)
		return k
	}
	for i := range f.rows {
		f.rows[i] = newLine(p, add)
	}
	for i := range f.cells {
		f.cells[i] = add("")
	}
	for i := range f.also {
		f.also[i] = add("")
	}
	f.root.Add(p.glass.frame)
	f.lifted = add("")
	f.lifted.left, f.lifted.chosen = true, true
	f.lifted.Hide()
	f.back, f.up, f.on, f.end, f.main = add(""), add(""), add(""), add(say("door_out")), add("")
	f.main.main = true
	f.end.tap = p.close
	p.bench = newBench(p)
	f.root.Add(p.bench.root)
	p.show()
}

// show brings every object up to what is known. A row that is being moved goes back.
func (p *page) show() {
	p.settle()
	p.now = p.top()
	if p.size.IsZero() {
		return
	}
	p.place(p.size)
}

// Layout and MinSize make the page the layout of its root.
func (p *page) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size != p.size {
		p.size = size
		p.place(size)
	}
}

// MinSize lets the window have any size.
func (p *page) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }

// Sizes in units of which four are a millimetre on the reference screen: keys of 20 mm and more, because a technician sees
// well and stands close. On a smaller screen words are smaller and keys are not, but for those of a keyboard.
const (
	edgeRoom = 48
	side     = 84 // of a key
	gap      = 16
	headTall = 170
	leastMM  = 20.2
)

type box struct{ x, y, w, h float32 }

func put(o fyne.CanvasObject, b box) {
	o.Move(fyne.NewPos(b.x, b.y))
	o.Resize(fyne.NewSize(b.w, b.h))
}

func (p *page) place(size fyne.Size) {
	f, s, u := &p.face, p.now, min(size.Width, size.Height)/1080
	in := box{x: edgeRoom * u, y: headTall * u, w: size.Width - 2*edgeRoom*u}
	p.tall = max(side*u, leastMM*p.bench.millimetre(size))
	top, bottom := 24*u, (edgeRoom/2+16)*u
	if p.tall > side*u*1.1 { // a small screen: each row counts
		top, bottom = 8*u, 20*u
	}
	foot := size.Height - bottom - p.tall
	in.y = max(in.y, top+p.tall+gap*u)
	in.h = foot - gap*u - in.y
	put(f.floor, box{0, 0, size.Width, size.Height})
	put(p.bench.root, box{0, 0, size.Width, size.Height})
	f.title.TextSize, f.hint.TextSize, f.more.TextSize = 46*u, 26*u, 26*u
	out := float32(220) * u
	for f.title.TextSize > 32*u && fyne.MeasureText(s.title, f.title.TextSize, f.title.TextStyle).Width > in.w-out-gap*u {
		f.title.TextSize -= u
	}
	set(f.title, fit(s.title, f.title, in.w-out-gap*u))
	put(f.title, box{in.x, 24 * u, in.w - out - gap*u, 64 * u})
	f.hint.Color = muted
	words := s.hint
	if p.note != "" {
		words = p.note
	}
	if p.note != "" && p.wrong {
		f.hint.Color = bad
	}
	f.more.Color = f.hint.Color
	hintWide := in.w
	if top+p.tall > 98*u+26*u { // beside the key that ends it
		hintWide -= out + gap*u
	}
	said := append(wrap(words, f.hint, hintWide), "")
	set(f.hint, strings.TrimSpace(said[0]))
	set(f.more, fit(strings.Join(said[1:], ""), f.more, hintWide))
	put(f.hint, box{in.x, 98 * u, in.w, 36 * u})
	put(f.more, box{in.x, 132 * u, in.w, 36 * u})
	f.end.letters = 30 * u
	put(f.end, box{size.Width - in.x - out, top, out, p.tall})
	f.end.set(say("door_out"), p.close)
	below := p.placeField(in, u)
	used := p.placeCells(below, u)
	p.area, p.unit = in, u
	p.placeRows()
	p.placeGlass(box{in.x, used, in.w, in.y + in.h - used}, size)
	p.foot = box{in.x, foot, in.w, p.tall}
	p.placeFoot(p.foot, u)
}

// leaveSheet goes back; a preview is taken away.
func (p *page) leaveSheet() {
	if p.now.glass {
		p.glass.end()
	}
	p.back()
}

func set(t *canvas.Text, s string) {
	t.Text = s
	t.Refresh()
}

// fit cuts a text that is too wide.
func fit(s string, like *canvas.Text, width float32) string {
	out := s
	for r := []rune(s); len(r) > 0 && fyne.MeasureText(out, like.TextSize, like.TextStyle).Width > width; {
		r = r[:len(r)-1]
		out = strings.TrimRight(string(r), " ") + "…"
	}
	return out
}

func show(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}
