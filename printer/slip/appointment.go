package slip

import (
	"time"

	"bileter/internal/text"
	"bileter/printer/escpos"
)

// Appointment confirms a booked visit. All texts are in Lang but PolishService; an empty text and its line are
// left out.
type Appointment struct {
	Lang          string
	Office        string
	Code          string    // by which the client checks in: "U512", "408215"
	At            time.Time // local
	Service       string
	PolishService string
	Place         string
	Arrow         string
	Way           string
	Documents     []string // all of them
	Fee           string   // the whole line
	Infoline      string
	URL           string // of the QR code
}

// Layout arranges the confirmation.
func (a Appointment) Layout(p escpos.Profile) []Line {
	g := &page{p: p}
	g.text(a.Office, plain)
	g.white(gap)
	g.text(text.Say(a.Lang, "slip.appointment"), title)
	g.white(gap)
	day := join(" ", text.Weekday(a.Lang, a.At.Weekday()), text.Date(a.At))
	g.big(day, 3, 1)
	g.big(text.Say(a.Lang, "slip.at", text.Args{"Time": text.Clock(a.At)}), 4, 1)
	g.white(gap)
	if a.Code != "" {
		g.text(text.Say(a.Lang, "slip.code"), plain)
		g.text(a.Code, style{true, max(1, min(6, (p.Columns-4)/len(a.Code))), 5})
	}
	g.white(gap)
	g.text(a.Service, style{true, 1, 2})
	g.text(a.PolishService, plain)
	g.text(a.Place, style{true, g.wide(a.Place), 2})
	g.text(direction(a.Arrow, a.Way), strong)
	g.documents(a.Lang, a.Documents)
	g.rule()
	g.text(a.Fee, plain)
	g.text(text.Say(a.Lang, "slip.keep"), plain)
	g.text(infoline(a.Lang, a.Infoline), plain)
	g.code(a.URL)
	return g.lines
}
