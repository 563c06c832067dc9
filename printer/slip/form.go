package slip

import (
	"image"
	"image/draw"
	"slices"

	"bileter/printer/escpos"
)

// Form is an office's choice of what stands on its tickets. The zero value is the usual ticket. It is checked where it
// is read: names that are not of LineNames are left out.
type Form struct {
	Lines []string            // names of lines, in their order; empty: all
	Notes map[string][]string // the office's own lines, by language
	Logo  escpos.Bitmap       // above all; not printed on paper that is narrower
	Key   escpos.Key          // of the logo in the printer's flash; zero: it is sent with each slip
}

// NewForm makes a form; a logo is drawn in black and white here, once, and may be nil.
func NewForm(lines []string, notes map[string][]string, logo image.Image) Form {
	f := Form{Lines: lines, Notes: notes}
	if logo == nil {
		return f
	}
	b := logo.Bounds()
	f.Logo = escpos.NewBitmap(b.Dx(), b.Dy())
	sheet := image.NewGray(b)
	draw.Draw(sheet, b, image.White, image.Point{}, draw.Src)
	draw.Draw(sheet, b, logo, b.Min, draw.Over)
	for y := range b.Dy() {
		for x := range b.Dx() {
			if sheet.GrayAt(b.Min.X+x, b.Min.Y+y).Y < 128 {
				f.Logo.Set(x, y)
			}
		}
	}
	return f
}

// head is the logo with white below it.
func (f Form) head(p escpos.Profile) []Line {
	if f.Logo.H == 0 || f.Logo.W > p.Dots {
		return nil
	}
	return []Line{{Picture: f.Logo, Key: f.Key, Align: escpos.Center}, {White: gap}}
}

// headLines are what the client looks for first.
var headLines = []string{"office", "number", "service", "place", "way", "queue"}

// LineNames returns the names of a ticket's lines in their usual order. "note" stands for the office's own lines.
func LineNames() []string {
	return append(slices.Clone(headLines), "bring", "fee", "note", "issued", "privacy", "scan", "qr")
}

func (f Form) order() []string {
	if len(f.Lines) == 0 {
		return LineNames()
	}
	return f.Lines
}

func (f Form) has(name string) bool { return slices.Contains(f.order(), name) }
