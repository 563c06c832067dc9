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
	side     = 84 // of a key
	gap      = 16
	headTall = 170
)

type box struct{ x, y, w, h float32 }

func put(o fyne.CanvasObject, b box) {
	o.Move(fyne.NewPos(b.x, b.y))
	o.Resize(fyne.NewSize(b.w, b.h))
}

func (p *page) place(size fyne.Size) {
	f, s, u := &p.face, p.now, min(size.Width, size.Height)/1080
	in := box{edgeRoom * u, headTall * u, size.Width - 2*edgeRoom*u, 0}
	foot := size.Height - (edgeRoom/2+side+16)*u
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
	set(f.hint, fit(words, f.hint, in.w))
	put(f.hint, box{in.x, 112 * u, in.w, 42 * u})
	f.end.letters = 30 * u
	put(f.end, box{size.Width - in.x - out, 24 * u, out, side * u})
	f.end.set(say("door_out"), p.close)
	below := p.placeField(in, u)
	used := p.placeCells(below, u)
	p.placeRows(in, u)
	p.placeGlass(box{in.x, used, in.w, in.y + in.h - used}, size)
	p.placeFoot(box{in.x, foot, in.w, side * u}, u)
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
func (p *page) placeCells(in box, u float32) float32 {
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
	h := min(max(w, side*u), 110*u)
	if p.now.glass { // the room is the client's page's
		h = side * u
	}
	if room := (in.h - float32(len(p.now.cells)-1)*g) / float32(max(1, len(p.now.cells))); h > room {
		h = room
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
	p.face.placePick(in, u, put1, p.now.pick)
	for _, k := range f.cells[n:] {
		show(k, false)
		k.tap = nil
	}
	return y + g
}

// placePick places things to pick from, as many beside each other as fit.
func (f *face) placePick(in box, u float32, put1 func(cell, box), pick []cell) {
	g, w := float32(gap)*u, float32(110)*u
	x, y := in.x, in.y
	for _, c := range pick {
		cw := float32(max(1, c.wide))*(w+g) - g
		cw = min(cw, in.w)
		if x+cw > in.x+in.w+1 {
			x, y = in.x, y+side*u+g
		}
		put1(c, box{x, y, cw, side * u})
		x += cw + g
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
	return max(1, min(maxRows, int((in.h+gap*u)/((side+gap)*u))))
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
		y, x := in.y+float32(i)*(side+gap)*u, in.x+in.w
		for j := maxActs - 1; j >= 0; j-- {
			k := l.acts[j]
			show(k, j < len(r.acts))
			if j >= len(r.acts) {
				k.tap = nil
				continue
			}
			w := float32(side) * u
			if len([]rune(r.acts[j].caption)) > 1 {
				w = 200 * u
			}
			x -= w
			k.letters = 32 * u
			put(k, box{x, y, w, side * u})
			k.set(r.acts[j].caption, r.acts[j].do)
			x -= 10 * u
		}
		k := l.body
		k.letters, k.u, k.faint = 30*u, u, r.faint
		k.value, k.wrong = r.value, r.wrong
		k.picture(r.icon, r.colour)
		put(k, box{in.x, y, x - in.x, side * u})
		k.set(r.title, r.tap)
	}
}

// placeFoot shows the way back, the way on in a list, and what can be done here.
func (p *page) placeFoot(in box, u float32) {
	f, s := &p.face, p.now
	room := p.room(box{h: in.y - gap*u - headTall*u}, u)
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
	left(f.back, "‹ "+say("s_back"), 170*u, len(p.sheets) > 1, p.leaveSheet)
	long := len(s.rows) > room
	var up, on func()
	if *from > 0 {
		up = func() { *from = max(0, *from-room); p.show() }
	}
	if *from+room < len(s.rows) {
		on = func() { *from += room; p.show() }
	}
	left(f.up, "▲", side*u, long, up)
	left(f.on, "▼", side*u, long, on)
	x = in.x + in.w
	right := func(k *key, caption string, there bool, do func()) {
		show(k, there)
		if !there {
			k.tap = nil
			return
		}
		k.letters = 28 * u
		w := max(170*u, fyne.MeasureText(caption, 28*u, fyne.TextStyle{Bold: true}).Width+36*u)
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
