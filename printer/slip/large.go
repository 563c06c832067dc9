package slip

import (
	"strings"

	"bileter/internal/text"
	"bileter/printer/escpos"
)

// Large is a ticket for weak eyes: the number, where to go, how long, the QR code, and nothing else.
type Large Ticket

// Layout arranges it as large as the paper lets it be.
func (t Large) Layout(p escpos.Profile) []Line {
	g := &page{p: p}
	if t.Copy {
		g.text(text.Say(t.Lang, "slip.copy"), title)
	}
	g.text(t.Number, style{true, min(8, p.Columns/max(4, len(t.Number))), numberH})
	g.white(2 * gap)
	place := strings.ReplaceAll(strings.ReplaceAll(t.Place, " ", nbsp), ","+nbsp, ", ") // "Counters 1–6," stay together
	if g.fit(place, 4, 2) < g.fit(t.Place, 4, 2) {                                      // size before all: it is read without glasses
		place = t.Place
	}
	g.big(place, 4, 2)
	g.white(gap)
	g.big(direction(t.Arrow, t.Way), 3, 3)
	g.big(t.NoStairs, 3, 3)
	g.white(2 * gap)
	wait := upperFirst(text.Ahead(t.Lang, t.Ahead))
	if t.Wait.Known {
		wait = text.Say(t.Lang, "slip.wait", text.Args{"Wait": text.Wait(t.Lang, t.Wait.Min, t.Wait.Max, true)})
	}
	g.big(wait, 4, 2)
	g.code(t.URL)
	return g.lines
}
