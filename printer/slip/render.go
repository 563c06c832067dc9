package slip

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bileter/printer/escpos"
)

type style struct {
	bold bool
	w, h int
}

var (
	plain  = style{false, 1, 1}
	strong = style{true, 1, 1}
	title  = style{true, 2, 2}
)

// page collects lines for one paper.
type page struct {
	p     escpos.Profile
	lines []Line
}

// text adds a text in the middle of the paper, wrapped; nothing when it is empty.
func (g *page) text(s string, st style) { g.put(s, st, escpos.Center) }

func (g *page) put(s string, st style, a escpos.Align) {
	for _, l := range wrap(s, g.p.Columns/st.w, g.width) {
		g.row(l, st, a)
	}
}

// row adds a text as it is.
func (g *page) row(s string, st style, a escpos.Align) {
	g.lines = append(g.lines, Line{Text: s, Align: a, Bold: st.bold, W: st.w, H: st.h})
}

// item adds a text from the left whose further lines stand under its first word, not under its mark.
func (g *page) item(mark, s string) {
	indent := g.width(mark)
	for i, l := range wrap(s, g.p.Columns-indent, g.width) {
		if i > 0 {
			mark = strings.Repeat(" ", indent)
		}
		g.row(mark+l, plain, escpos.Left)
	}
}

// price adds a text from the left with an amount at the right edge, and dots between them.
func (g *page) price(what, amount string) {
	lines := wrap(what, g.p.Columns-g.width(amount)-3, g.width)
	for i, l := range lines {
		if i == len(lines)-1 {
			l += " " + strings.Repeat(".", g.p.Columns-g.width(l)-g.width(amount)-2) + " " + amount
		}
		g.row(l, plain, escpos.Left)
	}
}

// big adds a text in the middle, as wide as it can be up to a limit with at most so many lines and whole words.
func (g *page) big(s string, widest, most int) {
	w := g.fit(s, widest, most)
	g.text(s, style{true, w, max(2, w)})
}

// fit is the largest enlargement at which a text keeps to so many lines and no word of it is cut; 1 if none does.
func (g *page) fit(s string, widest, most int) int {
	for w := widest; w > 1; w-- {
		columns := g.p.Columns/w - 1 // so that nothing touches the edges
		cut := slices.ContainsFunc(strings.Split(s, " "), func(word string) bool { return g.width(word) > columns })
		if !cut && len(wrap(s, columns, g.width)) <= most {
			return w
		}
	}
	return 1
}

// thick is the height of a rule, in dots.
const thick = 3

// rule adds a line across the paper, with white above and below.
func (g *page) rule() {
	m := escpos.NewBitmap(g.p.Dots, thick)
	m.Fill(0, 0, m.W, m.H)
	g.white(gap)
	g.lines = append(g.lines, Line{Picture: m})
	g.white(gap)
}

// code adds a QR code with its white; it comes last, so that a torn slip is seen to be torn.
func (g *page) code(content string) {
	if content != "" {
		g.white(quiet)
		g.lines = append(g.lines, Line{QR: content, Module: module, Align: escpos.Center})
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

// Encode makes the bytes of a layout, the cut included: text, or one drawing where the profile wants that.
func Encode(lines []Line, p escpos.Profile) ([]byte, error) {
	e := escpos.NewEncoder(p)
	if p.Raster {
		m, err := Picture(lines, p)
		if err != nil {
			return nil, err
		}
		e.Page(m)
		e.Cut(end)
		return e.Bytes(), nil
	}
	for _, l := range lines {
		if l.White > 0 {
			e.Feed(l.White)
			continue
		}
		e.Align(l.Align)
		switch {
		case l.QR != "":
			if err := e.QR(l.QR, l.Module); err != nil {
				return nil, err
			}
			continue
		case l.Key != (escpos.Key{}):
			e.Stored(l.Key)
			continue
		case l.Picture.H > 0:
			e.Raster(l.Picture)
			continue
		}
		e.Bold(l.Bold)
		e.Size(l.W, l.H)
		if l.Page.N != 0 {
			e.Select(l.Page)
		}
		e.Line(l.Text)
	}
	e.Cut(end)
	return e.Bytes(), nil
}

// pictures tells whether some lines have letters or a QR code that the printer lacks, and will go out as dots.
func pictures(lines []Line, p escpos.Profile) bool {
	return p.Raster || slices.ContainsFunc(lines, func(l Line) bool {
		_, ok := p.Encode(p.Fold(l.Text))
		return !ok || l.QR != "" && !p.OwnQR(l.QR)
	})
}
