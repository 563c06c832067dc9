package slip

import (
	"time"

	"bileter/internal/text"
	"bileter/printer/escpos"
)

// Commission is the technician's report: which parts of a machine were tried, and how it went.
type Commission struct {
	Lang    string
	Office  string
	Machine string
	At      time.Time // local
	Rows    []Trying
}

// Trying is one part and the verdict on it, both in words.
type Trying struct {
	Part, Verdict string
	Bad           bool
}

// Layout arranges the report.
func (c Commission) Layout(p escpos.Profile) []Line {
	g := &page{p: p}
	g.text(text.Say(c.Lang, "setup.h_report"), title)
	g.text(c.Office, plain)
	g.text(join(", ", c.Machine, text.Date(c.At), text.Clock(c.At)), plain)
	g.rule()
	for _, r := range c.Rows {
		g.put(r.Part, plain, escpos.Left)
		if r.Verdict == "" {
			continue // only told
		}
		mark := "+ "
		if r.Bad {
			mark = "! "
		}
		g.put(mark+r.Verdict, strong, escpos.Left)
	}
	g.rule()
	g.white(gap)
	return g.lines
}
