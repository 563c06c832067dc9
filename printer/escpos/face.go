package escpos

import (
	"image"
	"sync"

	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A cell is the box of one letter of the ESC/POS font A at single size, in dots.
const (
	CellW = 12
	CellH = 24
)

const (
	em       = 1000         // the scale at which outlines are read
	advance  = 0.6001       // of Go Mono, in em
	emHeight = 20.0 / CellH // of a cell
	baseline = 18.6 / CellH // from the top of a cell
	// ink is the coverage from which a dot is black. Below one half, so that thin strokes do not break.
	ink = 105
)

// Face is one weight of the fixed-width letters that go to the printer as a picture. It is safe for
// concurrent use.
type Face struct {
	font *sfnt.Font

	mu    sync.Mutex // protects buf and cells
	buf   sfnt.Buffer
	cells map[key]Bitmap
}

type key struct {
	r    rune
	w, h int
}

// maxCells bounds the cache: a ticket needs about 80 letters in three sizes.
const maxCells = 1024

var faces = sync.OnceValue(func() [2]*Face {
	var fs [2]*Face
	for i, ttf := range [][]byte{gomono.TTF, gomonobold.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err) // the fonts are compiled in
		}
		fs[i] = &Face{font: f, cells: map[key]Bitmap{}}
	}
	return fs
})

// RegularFace returns the plain weight.
func RegularFace() *Face { return faces()[0] }

// BoldFace returns the heavy weight.
func BoldFace() *Face { return faces()[1] }

// Has tells whether the face can draw a character.
func (f *Face) Has(r rune) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, err := f.font.GlyphIndex(&f.buf, r)
	return err == nil && i != 0
}

// Letter draws one character into a cell of w by h dots; the box of a missing glyph where there is none.
// The caller must not change the bitmap.
func (f *Face) Letter(r rune, w, h int) Bitmap {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := key{r, w, h}
	b, ok := f.cells[k]
	if !ok {
		b = f.draw(r, w, h)
		if len(f.cells) >= maxCells {
			clear(f.cells)
		}
		f.cells[k] = b
	}
	return b
}

func (f *Face) draw(r rune, w, h int) Bitmap {
	b := NewBitmap(w, h)
	i, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil {
		return b
	}
	segments, err := f.font.LoadGlyph(&f.buf, i, fixed.I(em), nil)
	if err != nil {
		return b
	}
	sx := float32(w) / (advance * em * 64)
	sy := float32(h) * emHeight / (em * 64)
	base := float32(h) * baseline
	at := func(p fixed.Point26_6) (x, y float32) { return float32(p.X) * sx, base + float32(p.Y)*sy }

	z := vector.NewRasterizer(w, h)
	for _, s := range segments {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			z.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			z.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	z.ClosePath()
	mask := image.NewAlpha(image.Rect(0, 0, w, h))
	z.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	for y := range h {
		for x := range w {
			if mask.AlphaAt(x, y).A >= ink {
				b.Set(x, y)
			}
		}
	}
	return b
}

// Line draws a text as one row of cells of w by h dots.
func (f *Face) Line(s string, w, h int) Bitmap {
	runes := []rune(s)
	b := NewBitmap(len(runes)*w, h)
	for i, r := range runes {
		b.Paint(f.Letter(r, w, h), i*w, 0)
	}
	return b
}
