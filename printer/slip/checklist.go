package slip

import (
	"time"

	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/printer/escpos"
)

// Checklist is what to bring and what it costs, for somebody who comes another day. It has no number.
type Checklist struct {
	Lang          string
	Office        string
	Service       string
	PolishService string
	Documents     []string // all of them
	Fees          []Price
	Pay           string // where: "stanowisko 17"
	Place         string
	Arrow         string
	Way           string
	Day           time.Time // on which the prices hold, local
	Infoline      string
}

// Price is one fee.
type Price struct{ What, Amount string }

// NewChecklist gathers the checklist of a service as it is on a day.
func NewChecklist(setup *queue.Setup, service, lang string, day time.Time) Checklist {
	t := FromTicket(setup, queue.Ticket{Service: service, Lang: lang}, 0, queue.Range{}, "", day)
	c := Checklist{
		Lang: lang, Office: t.Office, Service: t.Service, PolishService: t.PolishService, Documents: t.Documents,
		Place: t.Place, Arrow: t.Arrow, Way: t.Way, Day: t.Issued, Infoline: t.Infoline,
	}
	sv := setup.Service(service)
	if sv == nil {
		return c
	}
	due := false
	for _, f := range sv.FeesOn(t.Issued.Format("2006-01-02")) {
		what := f.What.In(lang)
		if what == "" {
			what = text.Say(lang, "slip.fee_plain")
		}
		due = due || f.Min > 0 || f.Max > 0
		c.Fees = append(c.Fees, Price{upperFirst(what), text.Money(lang, f.Min, max(f.Min, f.Max))})
	}
	if d := setup.Counter(sv.PayAt); d != nil && due {
		c.Pay = text.Say(lang, "common.counter", text.Args{"N": d.N})
		if d.Room != "" {
			c.Pay = text.Say(lang, "common.room", text.Args{"N": d.Room})
		}
	}
	return c
}

// Layout arranges the checklist: whole, however long it gets.
func (c Checklist) Layout(p escpos.Profile) []Line {
	g := &page{p: p}
	g.text(c.Office, plain)
	g.white(gap)
	g.text(text.Say(c.Lang, "slip.checklist"), title)
	g.white(gap)
	g.text(c.Service, style{true, 1, 2})
	g.text(c.PolishService, plain)
	g.documents(c.Lang, c.Documents)
	if len(c.Fees) > 0 {
		g.rule()
		g.put(text.Say(c.Lang, "slip.fees"), strong, escpos.Left)
		for _, f := range c.Fees {
			g.price(f.What, f.Amount)
		}
		if c.Pay != "" {
			g.put(text.Say(c.Lang, "slip.pay", text.Args{"Place": c.Pay}), strong, escpos.Left)
		}
	}
	if c.Place != "" {
		g.rule()
		g.text(c.Place, style{true, g.wide(c.Place), 2})
		g.text(direction(c.Arrow, c.Way), strong)
	}
	g.rule()
	g.text(text.Say(c.Lang, "slip.no_ticket"), strong)
	g.text(text.Say(c.Lang, "slip.as_of", text.Args{"Date": text.Date(c.Day)}), plain)
	g.text(infoline(c.Lang, c.Infoline), plain)
	return g.lines
}

// documents is the list of all that is to be brought, with boxes to tick.
func (g *page) documents(lang string, list []string) {
	if len(list) == 0 {
		return
	}
	g.rule()
	g.put(text.Say(lang, "slip.documents"), strong, escpos.Left)
	for i, d := range list {
		if i > 0 {
			g.white(gap / 3)
		}
		g.item("[ ] ", d)
	}
}
