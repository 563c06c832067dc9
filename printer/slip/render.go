package slip

import (
	"slices"
	"unicode/utf8"

	"bileter/printer/escpos"
)

type style struct {
	bold bool
	w, h int
}

var plain = style{false, 1, 1}

// page collects lines for one paper.
type page struct {
	p     escpos.Profile
	lines []Line
}

// text adds a text in the middle of the paper, wrapped; nothing when it is empty.
func (g *page) text(s string, st style) {
	for _, l := range wrap(s, g.p.Columns/st.w, g.width) {
		g.lines = append(g.lines, Line{Text: l, Align: escpos.Center, Bold: st.bold, W: st.w, H: st.h})
	}
}

func (g *page) white(dots int) { g.lines = append(g.lines, Line{White: dots}) }

// width is how many columns a text takes in print.
func (g *page) width(s string) int { return utf8.RuneCountInString(g.p.Fold(s)) }

// wide is 2 when a text fits the paper in double width with a margin, else 1.
func (g *page) wide(s string) int {
	if g.width(s) < g.p.Columns/2 {
		return 2
	}
	return 1
}

// Bytes makes the print job: the layout, then the cut.
func (t Ticket) Bytes(p escpos.Profile) ([]byte, error) { return Encode(t.Layout(p), p) }

// Encode makes the bytes of a layout, the cut included.
func Encode(lines []Line, p escpos.Profile) ([]byte, error) {
	e := escpos.NewEncoder(p)
	for _, l := range lines {
		if l.White > 0 {
			e.Feed(l.White)
			continue
		}
		e.Align(l.Align)
		if l.QR != "" {
			if err := e.QR(l.QR, l.Module); err != nil {
				return nil, err
			}
			continue
		}
		e.Bold(l.Bold)
		e.Size(l.W, l.H)
		e.Line(l.Text)
	}
	e.Cut(end)
	return e.Bytes(), nil
}

// pictures tells whether some lines have letters or a QR code that the printer lacks, and will go out as dots.
func pictures(lines []Line, p escpos.Profile) bool {
	return slices.ContainsFunc(lines, func(l Line) bool {
		_, ok := p.Encode(p.Fold(l.Text))
		return !ok || l.QR != "" && !p.OwnQR(l.QR)
	})
}
