package slip

import (
	"fmt"
	"math"
	"strings"
	"time"

	"bileter/internal/text"
	"bileter/printer/escpos"
)

// Trial is the technician's test slip: what a printer gets wrong can be seen on it.
type Trial struct {
	Lang string
	At   time.Time // local
}

// alphabets that a wrong code page or double-byte mode spoils.
var alphabets = []struct{ lang, letters string }{
	{"pl", "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ"},
	{"de", "äöüß ÄÖÜ"},
	{"uk", "абвгґдеєжзиіїйклмн опрстуфхцчшщьюя АБВГҐДЕЄЖЗИІЇЙКЛМН ОПРСТУФХЦЧШЩЬЮЯ"},
}

// bar is the height of the bar that shows every dot of the head, in dots.
const bar = 24

// Layout arranges the test slip.
func (t Trial) Layout(p escpos.Profile) []Line {
	say := func(id string) string { return text.Say(t.Lang, "slip.trial_"+id) }
	g := &page{p: p}
	g.text(say("title"), title)
	g.text(join(", ", text.Date(t.At), text.Clock(t.At)), plain)
	g.white(gap)
	g.item("", p.Name)
	mode := fmt.Sprintf("%s, ESC t %d", p.Charset, p.Page)
	if p.Raster {
		mode = say("raster")
	}
	g.item("", mode)
	g.item("", fmt.Sprintf("%d dpi, %d x %d = %d", p.DPI, p.Columns, escpos.CellW, p.Dots))
	g.rule()
	for i, l := range alphabets {
		if i > 0 {
			g.white(gap / 2)
		}
		g.put(text.Name(l.lang), strong, escpos.Left)
		g.put(l.letters, plain, escpos.Left)
	}
	g.rule()
	g.put(say("ruler"), strong, escpos.Left)
	g.white(gap / 2)
	g.lines = append(g.lines, Line{Picture: ruler(p)})
	g.white(gap)
	tens, ones := "", ""
	for i := 1; i <= p.Columns; i++ {
		ones += fmt.Sprint(i % 10)
		if i%10 == 0 {
			tens += fmt.Sprintf("%10d", i)
		}
	}
	g.put(say("columns"), strong, escpos.Left)
	g.row(tens+strings.Repeat(" ", p.Columns-len(tens)), plain, escpos.Left)
	g.row(ones, plain, escpos.Left)
	g.rule()
	g.put(say("left"), plain, escpos.Left)
	g.put(say("center"), plain, escpos.Center)
	g.put(say("right"), plain, escpos.Right)
	g.white(gap)
	g.put(say("plain"), plain, escpos.Left)
	g.put(say("bold"), strong, escpos.Left)
	g.put(say("high"), style{false, 1, 2}, escpos.Left)
	g.put(say("wide"), style{false, 2, 1}, escpos.Left)
	g.put(say("both"), style{false, 2, 2}, escpos.Left)
	g.put(say("both"), style{true, 2, 2}, escpos.Left)
	g.put("A0", style{true, min(8, p.Columns/4), numberH}, escpos.Left)
	g.rule()
	g.put(say("bar"), strong, escpos.Left)
	g.white(gap / 2)
	m := escpos.NewBitmap(p.Dots, bar)
	m.Fill(0, 0, m.W, m.H)
	g.lines = append(g.lines, Line{Picture: m})
	g.white(gap)
	g.text(say("qr"), plain)
	g.code("BILETER " + p.Name + " " + t.At.Format(time.RFC3339))
	return g.lines
}

// ruler is as wide as the paper: a stroke for each millimetre, longer at five, named at ten.
func ruler(p escpos.Profile) escpos.Bitmap {
	const high = 36
	m := escpos.NewBitmap(p.Dots, high+escpos.CellH)
	for mm := 0; ; mm++ {
		x := int(math.Round(float64(mm) * float64(p.DPI) / 25.4))
		if x+2 > p.Dots {
			return m
		}
		length := high / 3
		switch {
		case mm%10 == 0:
			length = high
			name := fmt.Sprint(mm)
			if left := x - len(name)*escpos.CellW/2; left+len(name)*escpos.CellW <= p.Dots {
				m.Paint(escpos.Drawn(name, false, 1, 1), max(0, left), high)
			}
		case mm%5 == 0:
			length = high * 2 / 3
		}
		m.Fill(x, 0, 2, length)
	}
}
