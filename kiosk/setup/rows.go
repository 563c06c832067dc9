package setup

import "fyne.io/fyne/v2"

// line is a row of a list: its body, the handle that moves it, and its keys.
type line struct {
	body *key
	grip *grip
	acts [maxActs]*key
}

func newLine(p *page, add func(string) *key) *line {
	l := &line{body: add(""), grip: newGrip(p)}
	l.body.left = true
	p.root.Add(l.grip)
	for i := range l.acts {
		l.acts[i] = add("")
	}
	return l
}

// room is how many rows a page has.
func (p *page) room() int {
	return max(1, min(maxRows, int((p.area.h+gap*p.unit)/p.pitch())))
}

// slot is where the nth row from the top lies.
func (p *page) slot(n int) float32 { return p.area.y + float32(n)*p.pitch() }

// pitch is from one row to the next.
func (p *page) pitch() float32 { return p.tall + gap*p.unit }

// placeRows shows the rows of the page; while one is moved, in the order that it would make.
func (p *page) placeRows() {
	u, in := p.unit, p.area
	room, rows, d := p.room(), p.now.rows, p.drag
	from := &p.from[len(p.from)-1]
	if *from >= len(rows) {
		*from = max(0, (len(rows)-1)/room*room)
	}
	if d != nil {
		rows = moved(rows, d.from, d.to)
	}
	for i, l := range p.face.rows {
		at := *from + i
		there := i < room && at < len(rows)
		show(l.body, there && (d == nil || at != d.to))
		show(l.grip, there && rows[min(at, len(rows)-1)].run != "")
		if !there || d != nil && at == d.to {
			l.empty()
			continue
		}
		acts := rows[at].acts
		if rows[at].run != "" {
			l.grip.row = at
			acts = append(p.upDown(rows, at), acts...)
			put(l.grip, box{in.x, p.slot(i), p.tall, p.tall})
		}
		l.place(box{in.x, p.slot(i), in.w, p.tall}, u, rows[at], acts)
	}
	show(p.lifted, d != nil)
	if d != nil {
		r := p.now.rows[d.from]
		r.tap = nil
		p.lifted.row(box{in.x + p.tall + 10*u, d.y, in.w - p.tall - 10*u, p.tall}, u, r)
	}
}

// empty takes everything off a row but its handle.
func (l *line) empty() {
	l.body.tap = nil
	for _, k := range l.acts {
		show(k, false)
		k.tap = nil
	}
}

func (l *line) place(in box, u float32, r row, acts []act) {
	right := in.x + in.w
	for j := maxActs - 1; j >= 0; j-- {
		k := l.acts[j]
		show(k, j < len(acts))
		if j >= len(acts) {
			k.tap = nil
			continue
		}
		w, scale := in.h, min(1.3*u, in.h/side)
		if len([]rune(acts[j].caption)) > 1 {
			w = max(200*scale, in.h)
		}
		right -= w
		k.letters = 32 * scale
		put(k, box{right, in.y, w, in.h})
		k.set(acts[j].caption, acts[j].do)
		right -= 10 * u
	}
	if r.run != "" {
		in.x += in.h + 10*u
	}
	l.body.row(box{in.x, in.y, right - in.x, in.h}, u, r)
}

// row makes the key a row of a list.
func (k *key) row(in box, u float32, r row) {
	k.letters, k.u, k.faint = 30*min(1.3*u, in.h/side), u, r.faint // a row that is taller than its words has room for larger ones
	room := in.w - 34*u
	if r.colour != "" {
		room -= 90 * u
	}
	wants := float32(2 * rowLine)
	if r.value != "" || r.wrong != "" {
		wants += subLine
	}
	fits := func() bool { // where a row is high enough, its name has two lines
		k.text.TextSize = k.letters
		wide := fyne.MeasureText(r.title, k.letters, k.text.TextStyle).Width > room
		k.high = wide && wants*k.letters < 0.94*in.h && len(wrap(together(r.title), k.text, room)) == 2
		return k.high || !wide
	}
	for !fits() && k.letters > 26*u {
		k.letters -= u
	}
	k.value, k.wrong = r.value, r.wrong
	k.picture(r.icon, r.colour)
	put(k, in)
	k.set(r.title, r.tap)
}

// run is where the rows begin and end that can be put in order with a row.
func run(rows []row, at int) (first, end int) {
	for first = at; first > 0 && rows[first-1].run == rows[at].run; first-- {
	}
	for end = at; end < len(rows) && rows[end].run == rows[at].run; end++ {
	}
	return first, end
}

// upDown are the keys that move a row one place.
func (p *page) upDown(rows []row, at int) []act {
	first, end := run(rows, at)
	up, down, move := act{caption: "▲"}, act{caption: "▼"}, rows[at].move
	if at > first {
		up.do = func() { move(at - first - 1) }
	}
	if at < end-1 {
		down.do = func() { move(at - first + 1) }
	}
	return []act{up, down}
}
