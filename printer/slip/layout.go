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
)

// Budgets are how long a ticket may be that is all text, in bytes: 0.42 s at 9600 baud, and a little more
// for a ticket that names the service in two languages.
const (
	Budget     = 400
	BudgetBoth = 480
)

// Layout arranges a ticket for a printer's paper, with as many of its documents as fit that and the budget.
// When not even one does, the QR code's caption makes room for it; one is there in any case, beyond the budget where
// the code's address is long. The logo has no budget.
func (t Ticket) Layout(p escpos.Profile) []Line { return append(t.Form.head(p), t.body(p)...) }

// body is the ticket without the logo.
func (t Ticket) body(p escpos.Profile) []Line {
	if t.Form.has("bring") {
		for n := len(t.Documents); n > 0; n-- {
			if len(t.bring(p, n)) > documentLines {
				continue
			}
			if all := t.arrange(p, n, true); t.fits(p, all) {
				return all
			}
			if n == 1 {
				return t.arrange(p, n, false)
			}
		}
	}
	return t.arrange(p, 0, true)
}

// fits tells whether a layout keeps to the budget. Lines that go out as pictures have none, and the office's own
// lines come on top of it: they are its own choice.
func (t Ticket) fits(p escpos.Profile, lines []Line) bool {
	if pictures(lines, p) {
		return true
	}
	budget := Budget
	if t.PolishService != "" {
		budget = BudgetBoth
	}
	for _, note := range t.notes() {
		budget += len(note) + 1
	}
	job, err := Encode(lines, p)
	return err != nil || len(job) <= budget
}

// arrange puts the lines of the form in order, with the first n documents. White parts what the client looks for
// first (the number, where to go, how long) from the rest.
func (t Ticket) arrange(p escpos.Profile, n int, caption bool) []Line {
	g := &page{p: p}
	if t.Copy {
		g.text(text.Say(t.Lang, "slip.copy"), style{true, 2, 2})
	}
	names := t.Form.order()
	for i, name := range names {
		if i > 0 && slices.Contains(headLines, name) != slices.Contains(headLines, names[i-1]) {
			g.white(gap)
		}
		switch name {
		case "office":
			g.text(t.Office, plain)
		case "number":
			g.text(t.Number, style{true, min(8, (p.Columns-4)/max(4, len(t.Number))), numberH})
		case "service":
			g.text(t.Service, style{true, 1, 2})
			g.text(t.PolishService, plain)
		case "place":
			g.text(t.Place, style{true, g.wide(t.Place), 2})
		case "way":
			g.text(direction(t.Arrow, t.Way), strong)
			g.text(t.NoStairs, plain)
		case "queue":
			g.text(t.queue(), strong)
		case "bring":
			g.lines = append(g.lines, t.bring(p, n)...)
		case "fee":
			g.text(t.Fee, plain)
		case "note":
			for _, note := range t.notes() {
				g.text(note, plain)
			}
		case "issued":
			g.text(t.issued(), plain)
		case "privacy":
			g.text(t.Privacy, plain)
		case "scan":
			if caption && t.URL != "" {
				g.text(text.Say(t.Lang, "slip.scan"), plain)
			}
		case "qr":
			g.code(t.URL)
		}
	}
	return g.lines
}

// bring is the list of the first n documents; it says so when there are more.
func (t Ticket) bring(p escpos.Profile, n int) []Line {
	if n == 0 {
		return nil
	}
	list := strings.Join(t.Documents[:n], ", ")
	if n < len(t.Documents) {
		list += " " + text.Say(t.Lang, "slip.more")
	}
	g := &page{p: p}
	g.text(text.Say(t.Lang, "slip.bring", text.Args{"List": list}), plain)
	return g.lines
}

// notes are the office's own lines, in Polish where the client's language has none.
func (t Ticket) notes() []string {
	if notes, ok := t.Form.Notes[t.Lang]; ok {
		return notes
	}
	return t.Form.Notes["pl"]
}

var arrows = map[string]string{"left": "←", "right": "→", "up": "↑", "down": "↓", "ahead": "↑"}

// direction is the line of the way: an arrow and words.
func direction(arrow, way string) string { return join(" ", arrows[arrow], way) }

// queue is the line about people before and time.
func (t Ticket) queue() string {
	s := upperFirst(text.Ahead(t.Lang, t.Ahead))
	if t.Wait.Known {
		s += ", " + text.Wait(t.Lang, t.Wait.Min, t.Wait.Max, true)
	}
	return s
}

// issued is the line of day and time, and the telephone for questions.
func (t Ticket) issued() string {
	return join(" ", text.Date(t.Issued)+nbsp+text.Clock(t.Issued), infoline(t.Lang, t.Infoline))
}

func infoline(lang, phone string) string {
	if phone == "" {
		return ""
	}
	return text.Say(lang, "slip.infoline", text.Args{"Phone": strings.ReplaceAll(phone, " ", nbsp)})
}
