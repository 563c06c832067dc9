package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// block is a text of some lines in a box: it breaks its lines itself and shrinks until it stands in the box.
// Fyne's own wrapping honours no NBSP, breaks within words and does not shrink.
type block struct {
	size  fyne.ThemeSizeName
	least float32 // smallest share of size; 0: 0.7
	bold  bool
	align fyne.TextAlign
	high  float32 // where the lines stand in the box: 0 top, 0.5 middle, 1 bottom
	lines []*canvas.Text
	box   *fyne.Container

	text  string
	place rect
	u     float32
	fits  bool
	used  float32 // height of the lines
	drawn float32 // size of the text as drawn
}

// newBlock makes a block of at most n lines.
func newBlock(n int, size fyne.ThemeSizeName, color fyne.ThemeColorName, bold bool) *block {
	b := &block{size: size, bold: bold, box: container.NewWithoutLayout(), fits: true}
	for range n {
		t := canvas.NewText("", palette[color])
		t.TextStyle.Bold = bold
		b.lines = append(b.lines, t)
		b.box.Add(t)
	}
	return b
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

func (b *block) colour(c fyne.ThemeColorName) {
	for _, t := range b.lines {
		if t.Color != palette[c] {
			t.Color = palette[c]
			t.Refresh()
		}
	}
}

// draw fills the lines. The block's own objects stay the same.
func (b *block) draw() {
	if b.u == 0 || b.place.w <= 0 || b.place.h <= 0 {
		return
	}
	least := b.least
	if least == 0 {
		least = 0.7
	}
	most := sizes[b.size] * b.u
	ls, size, ok := fit(b.text, b.bold, b.place.size(), most, most*least, len(b.lines))
	step := leading * size
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
		t.Move(fyne.NewPos(0, y+float32(i)*step))
		t.Resize(fyne.NewSize(b.place.w, step))
		visible(t, s != "")
	}
}
