package setup

import "fyne.io/fyne/v2"

// placeFoot shows the way back, the way on in a list, and what can be done here.
func (p *page) placeFoot(in box, u float32) {
	f, s := &p.face, p.now
	room := p.room()
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
	turn := in.h
	if len(s.also) == maxAlso { // room for all of them on a small upright screen
		turn = side * u
	}
	left(f.back, "‹ "+say("s_back"), max(170*u, in.h), len(p.sheets) > 1, p.leaveSheet)
	long := len(s.rows) > room
	var up, on func()
	if *from > 0 {
		up = func() { *from = max(0, *from-room); p.show() }
	}
	if *from+room < len(s.rows) {
		on = func() { *from += room; p.show() }
	}
	left(f.up, "▲", turn, long, up)
	left(f.on, "▼", turn, long, on)
	x = in.x + in.w
	right := func(k *key, caption string, there bool, do func()) {
		show(k, there)
		if !there {
			k.tap = nil
			return
		}
		k.letters = 28 * u
		w := max(170*u, in.h, fyne.MeasureText(caption, 28*u, fyne.TextStyle{Bold: true}).Width+36*u)
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
