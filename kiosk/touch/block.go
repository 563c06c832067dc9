package touch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// block is a text of some lines in a box: it breaks its lines itself and shrinks until it stands in the box.
// Fyne's own wrapping honours no NBSP, breaks within words and does not shrink.
type block struct {
	s     *Screen
	size  fyne.ThemeSizeName
	ink   fyne.ThemeColorName
	bold  bool
	align fyne.TextAlign
	high  float32 // where the lines stand in the box: 0 top, 0.5 middle, 1 bottom
	hang  string  // begins points: their further lines stand below the first one's words
	most  float32 // size to begin with, in px; 0: the usual one
	lines []*canvas.Text
	box   *fyne.Container

	text  string
	shown string // text as drawn
	place rect
	u     float32
	fits  bool
	used  float32 // height of the lines
	drawn float32 // size of the text as drawn
}

// newBlock makes a block of at most n lines.
func (s *Screen) newBlock(n int, size fyne.ThemeSizeName, ink fyne.ThemeColorName, bold bool) *block {
	b := &block{s: s, size: size, ink: ink, bold: bold, box: container.NewWithoutLayout(), fits: true}
	for range n {
		t := canvas.NewText("", s.color(ink))
		t.TextStyle.Bold = bold
		b.lines = append(b.lines, t)
		b.box.Add(t)
	}
	s.styled = append(s.styled, b)
	return b
}

// restyle takes over a new look.
func (b *block) restyle() {
	b.colour(b.ink)
	b.u = 0 // drawn when it is placed
}

func (b *block) aligned(a fyne.TextAlign) *block { b.align = a; return b }

func (b *block) middle() *block { b.high = 0.5; return b }

func (b *block) bottom() *block { b.high = 1; return b }

// set changes the text.
func (b *block) set(s string) {
	if s != b.text {
		b.text = s
		b.draw()
	}
}

// put changes the box.
func (b *block) put(r rect, u float32) {
	if r != b.place || u != b.u {
		b.place, b.u = r, u
		b.draw()
	}
}

// again is put for a block whose text may have changed.
func (b *block) again(r rect, u float32) {
	if r != b.place || u != b.u || b.text != b.shown {
		b.place, b.u = r, u
		b.draw()
	}
}

func (b *block) colour(ink fyne.ThemeColorName) {
	b.ink = ink
	c := b.s.color(ink)
	for _, t := range b.lines {
		if t.Color != c {
			t.Color = c
			t.Refresh()
		}
	}
}

// draw fills the lines. The block's own objects stay the same.
func (b *block) draw() {
	if b.u == 0 {
		return
	}
	if b.place.w <= 0 || b.place.h <= 0 { // nothing of an earlier text stays
		b.shown, b.fits = b.text, b.text == ""
		for _, t := range b.lines {
			t.Text = ""
			visible(t, false)
		}
		return
	}
	most, least := b.s.style.size(b.size)*b.u, b.s.style.least(b.size)*b.u
	if b.most > 0 {
		most, least = b.most, min(b.most, least)
	}
	room, in := b.place.size(), float32(0)
	if b.hang != "" {
		room.Width -= measure(b.hang, b.bold, most)
	}
	ls, size, ok := fit(b.text, b.bold, room, most, least, len(b.lines))
	if b.hang != "" {
		in = measure(b.hang, b.bold, size)
	}
	step := leading * size
	b.shown = b.text
	b.fits, b.drawn, b.used = ok || b.text == "", size, float32(len(ls))*step
	b.place.move(b.box)
	y := (b.place.h - b.used) * b.high
	for i, t := range b.lines {
		s := ""
		if i < len(ls) {
			s = ls[i]
		}
		if t.Text != s || t.TextSize != size || t.Alignment != b.align {
			t.Text, t.TextSize, t.Alignment = s, size, b.align
			t.Refresh()
		}
		x := in
		if b.hang != "" && strings.HasPrefix(s, strings.ReplaceAll(b.hang, nbsp, " ")) {
			x = 0
		}
		t.Move(fyne.NewPos(x, y+float32(i)*step))
		t.Resize(fyne.NewSize(b.place.w-x, step))
		visible(t, s != "")
	}
}
