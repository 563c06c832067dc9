package slip

import (
	"fmt"

	"bileter/internal/text"
	"bileter/printer/escpos"
)

// Letters is the slip by which a technician finds the code page of a printer: the Polish letters in one line for each page
// that is worth trying, under a number. The words around them are drawn, because no code page is known to be right yet.
type Letters struct{ Lang string }

// Alphabet is what has to be right.
const Alphabet = "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ"

// Layout arranges the slip.
func (l Letters) Layout(p escpos.Profile) []Line {
	say := func(id string) string { return text.Say(l.Lang, "slip.letters_"+id) }
	g := &page{p: p}
	g.drawn(say("title"), true)
	g.drawn(say("hint"), false)
	g.rule()
	g.drawn("   "+Alphabet, true)
	g.rule()
	for i, c := range p.CodePages() {
		g.lines = append(g.lines, Line{Text: fmt.Sprintf("%2d %s", i+1, Alphabet), Page: c, W: 1, H: 1})
		g.white(gap / 2)
	}
	g.white(gap)
	return g.lines
}

// drawn adds a text as a picture, wrapped.
func (g *page) drawn(s string, bold bool) {
	for _, l := range wrap(s, g.p.Columns, g.width) {
		g.lines = append(g.lines, Line{Picture: escpos.Drawn(l, bold, 1, 1)})
		g.white(gap / 2)
	}
}

// Bytes makes the print job. Lines go out as text also where the profile has slips drawn: they are what is tried.
func (l Letters) Bytes(p escpos.Profile) ([]byte, error) {
	p.Raster = false
	return Encode(l.Layout(p), p)
}
