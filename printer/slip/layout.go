package slip

import (
	"slices"
	"strings"

	"bileter/internal/text"
	"bileter/printer/escpos"
)

const (
	// numberH makes digits 8 x 17 dots high, 17 mm: at least 15 mm are wanted.
	numberH = 8
	// gap is the white between the parts of a ticket, in dots: 1.5 mm.
	gap = 12
	// module of the QR code, in dots: 0.75 mm, which telephones read at arm's length.
	module = 6
	// quiet is the white around the QR code that its standard wants: 4 modules.
	quiet = 4 * module
	// documentLines is how much of the paper the list of documents may take.
	documentLines = 2
	// end is the white after the last line, in dots; the cut adds the way from head to blade.
	end = quiet
	// top is the white above the first line: the way from head to blade, 12 mm.
	top = 96
)

// Budgets are how long a ticket may be that is all text, in bytes: 0.42 s at 9600 baud, and a little more
// for a ticket that names the service in two languages.
const (
	Budget     = 400
	BudgetBoth = 480
)

// Layout arranges a ticket for a printer's paper, with as many of its documents as fit that and the budget.
// When not even one does, the QR code's caption makes room for it, and else it has none: the client has read
// the list on the screen.
func (t Ticket) Layout(p escpos.Profile) []Line {
	head, foot, caption, code := t.head(p), t.foot(p), t.caption(p), t.code()
	least := slices.Concat(head, foot, caption, code)
	for n := len(t.Documents); n > 0; n-- {
		list := t.bring(p, n)
		if len(list) > documentLines {
			continue
		}
		if all := slices.Concat(head, list, foot, caption, code); t.fits(p, all) {
			return all
		}
		if all := slices.Concat(head, list, foot, code); n == 1 && t.fits(p, all) {
			return all
		}
	}
	return least
}

// fits tells whether a layout keeps to the budget. Lines that go out as pictures have none.
func (t Ticket) fits(p escpos.Profile, lines []Line) bool {
	if pictures(lines, p) {
		return true
	}
	budget := Budget
	if t.PolishService != "" {
		budget = BudgetBoth
	}
	job, err := Encode(lines, p)
	return err != nil || len(job) <= budget
}

// head is what the client looks for first: the number, where to go, how long.
func (t Ticket) head(p escpos.Profile) []Line {
	g := &page{p: p}
	if t.Copy {
		g.text(text.Say(t.Lang, "slip.copy"), style{true, 2, 2})
	}
	g.text(t.Office, plain)
	g.text(t.Number, style{true, min(8, (p.Columns-4)/max(4, len(t.Number))), numberH})
	g.text(t.Service, style{true, 1, 2})
	g.text(t.PolishService, plain)
	g.text(t.Place, style{true, g.wide(t.Place), 2})
	g.text(join(" ", arrows[t.Arrow], t.Way), style{true, 1, 1})
	g.text(t.queue(), style{true, 1, 1})
	g.white(gap)
	return g.lines
}

// bring is the list of the first n documents; it says so when there are more.
func (t Ticket) bring(p escpos.Profile, n int) []Line {
	list := strings.Join(t.Documents[:n], ", ")
	if n < len(t.Documents) {
		list += " " + text.Say(t.Lang, "slip.more")
	}
	g := &page{p: p}
	g.text(text.Say(t.Lang, "slip.bring", text.Args{"List": list}), plain)
	return g.lines
}

func (t Ticket) foot(p escpos.Profile) []Line {
	g := &page{p: p}
	g.text(t.Fee, plain)
	g.text(t.issued(), plain)
	g.text(t.Privacy, plain)
	return g.lines
}

func (t Ticket) caption(p escpos.Profile) []Line {
	if t.URL == "" {
		return nil
	}
	g := &page{p: p}
	g.text(text.Say(t.Lang, "slip.scan"), plain)
	return g.lines
}

// code comes last, so that a torn ticket is seen to be torn.
func (t Ticket) code() []Line {
	if t.URL == "" {
		return nil
	}
	return []Line{{White: quiet}, {QR: t.URL, Module: module, Align: escpos.Center}}
}

var arrows = map[string]string{"left": "←", "right": "→", "up": "↑", "down": "↓", "ahead": "↑"}

// queue is the line about people before and time.
func (t Ticket) queue() string {
	s := upperFirst(text.Count(t.Lang, "common.people_ahead", t.Ahead))
	if t.Wait.Known {
		s += ", " + text.Wait(t.Lang, t.Wait.Min, t.Wait.Max, true)
	}
	return s
}

// issued is the line of day and time, and the telephone for questions.
func (t Ticket) issued() string {
	s := text.Date(t.Issued) + nbsp + text.Clock(t.Issued)
	if t.Infoline != "" {
		phone := strings.ReplaceAll(t.Infoline, " ", nbsp)
		s += " " + text.Say(t.Lang, "slip.infoline", text.Args{"Phone": phone})
	}
	return s
}
