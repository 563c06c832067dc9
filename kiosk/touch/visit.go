package touch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/kiosk"
)

// visitPage is the code of a booked visit: what to do, the digits as far as they are written, and keys for them.
type visitPage struct {
	s     *Screen
	box   *fyne.Container
	title *block
	hint  *block
	field *plane
	code  *block
	keys  [10]*button
	on    bool
}

func newVisitPage(s *Screen) *visitPage {
	mid := fyne.TextAlignCenter
	p := &visitPage{s: s, field: s.newCard(),
		title: s.newBlock(3, SizeTitle, ColorInk, true).middle().aligned(mid),
		hint:  s.newBlock(3, SizeText, ColorInk, false).middle().aligned(mid),
		code:  s.newBlock(2, SizeTitle, ColorBrand, true).middle().aligned(mid),
	}
	p.box = container.NewWithoutLayout(p.field.Rectangle, p.title.box, p.hint.box, p.code.box)
	for i := range p.keys {
		p.keys[i] = newButton(s, second)
		p.keys[i].large = true
		p.box.Add(p.keys[i])
	}
	p.box.Hide()
	return p
}

func (p *visitPage) object() fyne.CanvasObject { return p.box }

func (p *visitPage) place(frame) { p.arrange() }

// pad is how the keys stand.
type pad struct {
	cols, rows int
	beside     bool    // the words stand on their left, not above
	key        float32 // side, in u
	bare       bool    // no words: the digits stand in the pad's last row, beside 9 and 0
}

// bareMargin is the edge left beside a pad without words, in u: four keys of 25 mm want all the width of a glass of 10.1"
// held upright.
const bareMargin = 18

// Room for the words, in u: beside the keys, at least, and above them.
const (
	wordsWide = 140
	wordsHigh = 250
)

// pad is the way to stand the keys that there is room for: as on a telephone rather than in two rows, and in easy mode
// as large as there, where that can be.
func (p *visitPage) pad(f frame) (pad, bool) {
	w, h := f.content.w/f.u, f.content.h/f.u
	for _, key := range []float32{p.s.style.target, target} {
		for _, x := range []pad{{3, 4, false, key, false}, {3, 4, true, key, false}, {5, 2, false, key, false}, {5, 2, true, key, false}} {
			width, height := x.size()
			if x.beside && w >= width+gap+wordsWide && h >= height || !x.beside && w >= width && h >= height+gap+wordsHigh {
				return x, true
			}
		}
	}
	bare := pad{4, 3, false, target, true}
	if width, height := bare.size(); f.all.w/f.u-2*bareMargin >= width-1 && h >= height {
		return bare, true
	}
	return pad{}, false
}

func (x pad) size() (w, h float32) {
	return float32(x.cols)*(x.key+gap) - gap, float32(x.rows)*(x.key+gap) - gap
}

func (p *visitPage) fits(f frame) bool {
	_, ok := p.pad(f)
	return ok
}

func (p *visitPage) arrange() {
	f, u := p.s.frame, p.s.frame.u
	if u == 0 || !p.on {
		return
	}
	x, ok := p.pad(f)
	r, g := f.content, gap*u
	words, keys := r, rect{}
	switch {
	case x.bare:
		keys = rect{bareMargin * u, r.y, f.all.w - 2*bareMargin*u, min(r.h, 1.2*float32(x.rows)*x.key*u+2*g)}
		keys.y += (r.h - keys.h) / 2
		h := (keys.h - float32(x.rows-1)*g) / float32(x.rows)
		last := columns(rect{keys.x, keys.bottom() - h, keys.w, h}, x.cols, g)
		words = last[2]
		words.w = keys.right() - words.x
	case ok:
		w, h := x.size()
		grow := min(1.5, (r.w-wordsWide*u-g)/(w*u), r.h/(h*u)) // larger keys where there is room
		if !x.beside {
			grow = min(1.5, r.w/(w*u), (r.h-wordsHigh*u-g)/(h*u))
		}
		w, h = w*grow*u, h*grow*u
		if x.beside {
			keys = rect{r.right() - w, r.y + (r.h-h)/2, w, h}
			words.w = r.w - w - g
		} else {
			keys = rect{r.x + (r.w-w)/2, r.bottom() - h, w, h}
			words.h = r.h - h - g
		}
	}
	p.field.put(words, 28*u)
	in := words.in(min(24*u, words.w*0.05))
	if x.bare {
		in = words.in(8 * u)
	}
	bare := words.w < 400*u // only the digits, three and three
	visible(p.title.box, !bare)
	visible(p.hint.box, !bare)
	if bare {
		p.code.most = 0
		p.code.again(in, u)
	} else {
		title, hint := p.title.tall(p.title.text, in.w, u), p.hint.tall(p.hint.text, in.w, u)
		room := 16 * u
		p.code.most = min(2*p.s.style.size(SizeTitle)*u, in.w/7, in.h*0.3) // six digits and their gaps
		code := leading*p.code.most + room
		if k := (in.h - code - room) / (title + hint); k < 1 {
			title, hint = title*k, hint*k
		}
		y := in.y + (in.h-title-hint-room-code)/2
		p.title.again(rect{in.x, y, in.w, title}, u)
		p.hint.again(rect{in.x, y + title + room, in.w, hint}, u)
		p.code.again(rect{in.x, y + title + hint + room, in.w, code}, u)
	}
	for i, b := range p.keys {
		visible(b, ok)
		if !ok {
			b.tap = nil
			continue
		}
		row, col := i/x.cols, i%x.cols
		if x.cols == 3 && i == 9 { // nought stands in the middle
			col = 1
		}
		h := (keys.h - float32(x.rows-1)*g) / float32(x.rows)
		columns(rect{keys.x, keys.y + float32(row)*(h+g), keys.w, h}, x.cols, g)[col].move(b)
	}
}

func (p *visitPage) show(v kiosk.View) {
	p.on = v.Code != nil
	visible(p.box, p.on)
	if !p.on {
		for _, b := range p.keys {
			b.tap = nil
		}
		p.code.set("")
		return
	}
	p.title.text, p.hint.text = v.Title, v.Hint
	digits := v.Code.Digits + strings.Repeat("–", kiosk.CodeLength-len(v.Code.Digits))
	p.code.text = spaced(digits)
	for i, b := range p.keys {
		d := itoa((i + 1) % 10)
		b.set(d, "", kiosk.Type{Letter: d})
	}
	p.arrange()
}

// spaced parts a code into two halves, between which a line may break.
func spaced(code string) string {
	var b strings.Builder
	for i, r := range []rune(code) {
		switch {
		case i == kiosk.CodeLength/2:
			b.WriteString(" ")
		case i > 0:
			b.WriteString(nbsp)
		}
		b.WriteRune(r)
	}
	return b.String()
}
