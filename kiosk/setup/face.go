package setup

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// How many of each there can be on one page.
const (
	maxRows  = 15
	maxCells = 80
	maxActs  = 2 // of a row, and at the foot
	lines    = 4 // of a text that is written
)

// face is everything that can be on a page. Its objects are made once and changed in place.
type face struct {
	root              *fyne.Container
	floor             *canvas.Rectangle
	title, hint       *canvas.Text
	plane             *canvas.Rectangle // of the text that is written
	text              [lines]*canvas.Text
	rows              [maxRows]*line
	cells             [maxCells]*key
	also              [maxActs]*key
	back, up, on, end *key
	main              *key
	now               sheet
	side, head        float32 // least of a key, and height of the top, in px
	flows             bool    // a keyboard has no room in its own order
	step, total       int     // of things that are no rows: how many a page shows, and how many there are
	size              fyne.Size
}

// line is a row of a list.
type line struct {
	body *key
	acts [maxActs]*key
}

func (p *page) make() {
	p.glass = newGlass(p.touched)
	f := &p.face
	f.floor, f.plane = canvas.NewRectangle(ground), canvas.NewRectangle(card)
	f.plane.StrokeColor, f.plane.StrokeWidth = brand, 2
	f.title, f.hint = canvas.NewText("", ink), canvas.NewText("", muted)
	f.title.TextStyle.Bold = true
	f.root = container.New(p, f.floor, f.title, f.hint, f.plane)
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
		f.rows[i] = &line{body: add("")}
		f.rows[i].body.left = true
		for j := range f.rows[i].acts {
			f.rows[i].acts[j] = add("")
		}
	}
	for i := range f.cells {
		f.cells[i] = add("")
	}
	for i := range f.also {
		f.also[i] = add("")
	}
	f.root.Add(p.glass.frame)
	f.back, f.up, f.on, f.end, f.main = add(""), add(""), add(""), add(say("door_out")), add("")
	f.main.main = true
	f.end.tap = p.close
	p.bench = newBench(p)
	f.root.Add(p.bench.root)
	p.show()
}

// show brings every object up to what is known.
func (p *page) show() {
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
// well and stands close.
const (
	edgeRoom = 48
	side     = 84 // of a key; more on a small panel, see page.key
	gap      = 16
	headTall = 170
)

// leastKey is the side of a key on any panel, in mm.
const leastKey = 20

// key is the least side of a key on a screen of a size.
func (p *page) key(size fyne.Size) float32 {
	return max(side*min(size.Width, size.Height)/1080, p.least(size))
}

// least is that of the keys of a keyboard, which stand close.
func (p *page) least(size fyne.Size) float32 {
	if d := p.mode.Diagonal; d > 0 {
		return leastKey * float32(math.Hypot(float64(size.Width), float64(size.Height))) / d
	}
	return leastKey / usualMM * min(size.Width, size.Height) / 1080
}

type box struct{ x, y, w, h float32 }

func put(o fyne.CanvasObject, b box) {
	o.Move(fyne.NewPos(b.x, b.y))
	o.Resize(fyne.NewSize(b.w, b.h))
}

func (p *page) place(size fyne.Size) {
	f, s, u := &p.face, p.now, min(size.Width, size.Height)/1080
	p.side = p.key(size)
	p.head = max(headTall*u, 24*u+p.side+gap*u)
	in := box{edgeRoom * u, p.head, size.Width - 2*edgeRoom*u, 0}
	foot := size.Height - (edgeRoom/2+16)*u - p.side
	if p.twoLines(in.w, u) {
		foot -= p.side + gap*u
	}
	in.h = foot - gap*u - in.y
	put(f.floor, box{0, 0, size.Width, size.Height})
	put(p.bench.root, box{0, 0, size.Width, size.Height})
	f.title.TextSize, f.hint.TextSize = 46*u, 27*u
	out := float32(220) * u
	set(f.title, fit(s.title, f.title, in.w-out-gap*u))
	put(f.title, box{in.x, 30 * u, in.w - out - gap*u, 64 * u})
	f.hint.Color = muted
	words := s.hint
	if p.note != "" {
		words = p.note
	}
	if p.note != "" && p.wrong {
		f.hint.Color = bad
	}
	hint := in.w
	if 24*u+p.side > 112*u { // beside the way out
		hint -= out + gap*u
	}
	set(f.hint, fit(words, f.hint, hint))
	put(f.hint, box{in.x, 112 * u, hint, 42 * u})
	f.end.letters = 30 * u
	put(f.end, box{size.Width - in.x - out, 24 * u, out, p.side})
	f.end.set(say("door_out"), p.close)
	p.step, p.total = 0, 0
	below := p.placeField(in, u)
	used := p.placeCells(below, size, u)
	p.placeRows(in, u)
	p.placeGlass(box{in.x, used, in.w, in.y + in.h - used}, size)
	p.placeFoot(box{in.x, foot, in.w, p.side}, u)
}

// placeField shows the text that is written; what is left below it is returned.
func (p *page) placeField(in box, u float32) box {
	f, w := &p.face, p.now.field
	show(f.plane, w != nil)
	n := lines
	if w == nil || w.secret || len(p.now.cells) == 0 || in.h < 900*u {
		n = 2
	}
	h := float32(n)*46*u + 28*u
	var all []string
	if w != nil {
		f.text[0].TextSize = 34 * u
		all = wrap(w.shown(), f.text[0], in.w-40*u)
		all = all[max(0, len(all)-n):]
		f.plane.CornerRadius = 14 * u
		put(f.plane, box{in.x, in.y, in.w, h})
	}
	for i, t := range f.text {
		show(t, i < len(all))
		if i < len(all) {
			t.TextSize = 34 * u
			set(t, all[i])
			put(t, box{in.x + 20*u, in.y + 14*u + float32(i)*46*u, in.w - 40*u, 46 * u})
		}
	}
	if w == nil {
		return in
	}
	return box{in.x, in.y + h + gap*u, in.w, in.h - h - gap*u}
}

// wrap breaks a text at its spaces, and a word that is too long anywhere.
func wrap(s string, like *canvas.Text, width float32) (out []string) {
	line := ""
	wide := func(s string) bool { return fyne.MeasureText(s, like.TextSize, like.TextStyle).Width > width }
	for _, word := range strings.SplitAfter(strings.ReplaceAll(s, "\n", " "), " ") {
		if line != "" && wide(line+word) {
			out, line = append(out, line), ""
		}
		for _, r := range word {
			if wide(line + string(r)) {
				out, line = append(out, line), ""
			}
			line += string(r)
		}
	}
	return append(out, line)
}

// placeCells shows the keys of a keyboard, or things to pick from; the end of what they take is returned.
func (p *page) placeCells(in box, size fyne.Size, u float32) float32 {
	f, n, y, g := &p.face, 0, in.y, float32(8)*u
	put1 := func(c cell, b box) {
		if n == maxCells {
			return
		}
		k := f.cells[n]
		n++
		k.letters, k.u, k.main, k.chosen = 36*u, u, false, c.on
		if len([]rune(c.caption)) > 3 {
			k.letters = 27 * u
		}
		k.picture(c.icon, c.colour)
		put(k, b)
		k.set(c.caption, c.do)
		show(k, true)
	}
	longest := 3
	for _, line := range p.now.cells {
		total := 0
		for _, c := range line {
			total += max(1, c.wide)
		}
		longest = max(longest, total)
	}
	w := min((in.w-float32(longest-1)*g)/float32(longest), 160*u)
	h := min(max(w, p.side), max(110*u, p.side))
	if p.now.glass { // the room is the client's page's
		h = p.side
	}
	if room := (in.h - float32(len(p.now.cells)-1)*g) / float32(max(1, len(p.now.cells))); h > room {
		h = room
	}
	if p.flows = p.small(w, h, g, p.least(size)); p.flows { // a small panel: the same keys in pages
		p.placeFlow(in, g, put1)
		for _, k := range f.cells[n:] {
			show(k, false)
			k.tap = nil
		}
		return in.y + in.h
	}
	for _, line := range p.now.cells {
		total := 0
		for _, c := range line {
			total += max(1, c.wide)
		}
		x := in.x + (in.w-float32(total)*w-float32(total-1)*g)/2
		for _, c := range line {
			cw := float32(max(1, c.wide))*(w+g) - g
			put1(c, box{x, y, cw, h})
			x += cw + g
		}
		y += h + g
	}
	p.placePick(in, u, put1)
	for _, k := range f.cells[n:] {
		show(k, false)
		k.tap = nil
	}
	return y + g
}

// placePick places things to pick from, as many beside each other as fit, from the first of the page that is shown.
func (p *page) placePick(in box, u float32, put1 func(cell, box)) {
	g, w := float32(gap)*u, max(110*u, p.side)
	x, y := in.x, in.y
	from, n := p.from[len(p.from)-1], 0
	for _, c := range p.now.pick[min(from, len(p.now.pick)):] {
		cw := float32(max(1, c.wide))*(w+g) - g
		cw = min(cw, in.w)
		if x+cw > in.x+in.w+1 {
			x, y = in.x, y+p.side+g
		}
		if y+p.side > in.y+in.h+1 {
			break
		}
		put1(c, box{x, y, cw, p.side})
		x += cw + g
		n++
	}
	if len(p.now.pick) > 0 && from == 0 {
		p.step, p.total = n, len(p.now.pick)
	}
}

func (p *page) placeGlass(in box, size fyne.Size) {
	show(p.glass.frame, p.now.glass)
	if !p.now.glass {
		return
	}
	k := min(in.w/size.Width, in.h/size.Height)
	w, h := k*size.Width, k*size.Height
	put(p.glass.frame, box{in.x + (in.w-w)/2, in.y, w, h})
}

// room is how many rows a page has.
func (p *page) room(in box, u float32) int {
	return max(1, min(maxRows, int((in.h+gap*u)/(p.side+gap*u))))
}

func (p *page) placeRows(in box, u float32) {
	f, rows := &p.face, p.now.rows
	room := p.room(in, u)
	from := &p.from[len(p.from)-1]
	if *from >= len(rows) {
		*from = max(0, (len(rows)-1)/room*room)
	}
	for i, l := range f.rows {
		there := i < room && *from+i < len(rows)
		show(l.body, there)
		if !there {
			l.body.tap = nil
			for _, k := range l.acts {
				show(k, false)
				k.tap = nil
			}
			continue
		}
		r := rows[*from+i]
		y, x := in.y+float32(i)*(p.side+gap*u), in.x+in.w
		for j := maxActs - 1; j >= 0; j-- {
			k := l.acts[j]
			show(k, j < len(r.acts))
			if j >= len(r.acts) {
				k.tap = nil
				continue
			}
			w := p.side
			if len([]rune(r.acts[j].caption)) > 1 {
				w = max(200*u, p.side)
			}
			x -= w
			k.letters = 32 * u
			put(k, box{x, y, w, p.side})
			k.set(r.acts[j].caption, r.acts[j].do)
			x -= 10 * u
		}
		k := l.body
		k.letters, k.u, k.faint = 30*u, u, r.faint
		k.value, k.wrong = r.value, r.wrong
		k.picture(r.icon, r.colour)
		put(k, box{in.x, y, x - in.x, p.side})
		k.set(r.title, r.tap)
	}
}

// placeFoot shows the way back, the way on in a list, and what can be done here.
func (p *page) placeFoot(in box, u float32) {
	f, s := &p.face, p.now
	room, all := p.room(box{h: in.y - gap*u - p.head}, u), len(s.rows)
	if len(s.rows) == 0 {
		room, all = p.step, p.total
	}
	from := &p.from[len(p.from)-1]
	x := in.x
	left := func(k *key, caption string, w float32, there bool, do func()) {
		show(k, there)
		if !there {
			k.tap = nil
			return
		}
		k.letters = 30 * u
		put(k, box{x, in.y, w, in.h})
		k.set(caption, do)
		x += w + gap*u
	}
	left(f.back, "‹ "+say("s_back"), max(170*u, p.side), len(p.sheets) > 1, p.leaveSheet)
	long := all > room
	var up, on func()
	if *from > 0 {
		up = func() { *from = max(0, *from-room); p.show() }
	}
	if *from+room < all {
		on = func() { *from += room; p.show() }
	}
	left(f.up, "▲", p.side, long, up)
	left(f.on, "▼", p.side, long, on)
	if x = in.x + in.w; p.twoLines(in.w, u) {
		in.y += p.side + gap*u
	}
	right := func(k *key, caption string, there bool, do func()) {
		show(k, there)
		if !there {
			k.tap = nil
			return
		}
		k.letters = 28 * u
		w := p.actWidth(caption, u)
		x -= w
		put(k, box{x, in.y, w, in.h})
		k.set(caption, do)
		x -= gap * u
	}
	main := act{}
	if s.main != nil {
		main = *s.main
	}
	right(f.main, main.caption, s.main != nil, main.do)
	for i := len(f.also) - 1; i >= 0; i-- {
		a := act{}
		if i < len(s.also) {
			a = s.also[i]
		}
		right(f.also[i], a.caption, i < len(s.also), a.do)
	}
}

// actWidth is what the key of a deed wants.
func (p *page) actWidth(caption string, u float32) float32 {
	return max(170*u, p.side, fyne.MeasureText(caption, 28*u, fyne.TextStyle{Bold: true}).Width+36*u)
}

// twoLines tells whether what can be done has a line of its own below the ways back and on.
func (p *page) twoLines(w, u float32) bool {
	s := p.now
	wants := 2*(p.side+gap*u) + max(170*u, p.side) + gap*u
	if s.main != nil {
		wants += p.actWidth(s.main.caption, u) + gap*u
	}
	for _, a := range s.also {
		wants += p.actWidth(a.caption, u) + gap*u
	}
	return wants > w && p.side > side*u+1 && (s.main != nil || len(s.also) > 0)
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
