package setup

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

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
	w := min((in.w-float32(longest-1)*g)/float32(longest), max(160*u, p.tall))
	h := min(max(w, p.tall), max(110*u, p.tall))
	if p.now.glass { // the room is the client's page's
		h = p.tall
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
	p.placePick(in, u, put1, p.now.pick)
	for _, k := range f.cells[n:] {
		show(k, false)
		k.tap = nil
	}
	return y + g
}

// placePick places things to pick from, as many beside each other as fit; smaller where there are very many.
func (p *page) placePick(in box, u float32, put1 func(cell, box), pick []cell) {
	const least = 0.5
	for k := float32(1); ; k *= 0.97 {
		var at []box
		g, h, w := float32(gap)*u, p.tall*k, max(110*u, p.tall)*k
		x, y := in.x, in.y
		for _, c := range pick {
			cw := min(float32(max(1, c.wide))*(w+g)-g, in.w)
			if x+cw > in.x+in.w+1 {
				x, y = in.x, y+h+g
			}
			at = append(at, box{x, y, cw, h})
			x += cw + g
		}
		if y+h > in.y+in.h && k > least {
			continue
		}
		for i, c := range pick {
			put1(c, at[i])
		}
		return
	}
}

// wordsWide is how wide the words of a key are on the reference screen.
func wordsWide(s string) float32 {
	return fyne.MeasureText(s, 27, fyne.TextStyle{Bold: true}).Width
}
