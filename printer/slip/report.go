package slip

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bileter/internal/figures"
	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/printer/escpos"
)

// Report is a day in figures, for the staff. It names letters, no tickets and no persons.
type Report struct {
	Lang    string
	Office  string
	Day     time.Time // local
	Made    time.Time // local
	Letters []LetterDay
	Total   LetterDay
	Waiting int // still, when the report was made; of a day that is over: 0

	Matters      int           // transactions
	Within       int           // percent who waited 15 minutes at most; negative: too few to tell
	Forecasts    int           // over which the next two are
	Error        time.Duration // mean error of forecasts, without sign
	Hit          int           // percent of forecasts whose range held
	Paper, Lost  int           // tickets printed, and those without paper or perhaps without
	Away, Broken time.Duration // of the city's server, and of the printer
}

// LetterDay is the day of one letter.
type LetterDay struct {
	Letter                 string
	Issued, Served, NoShow int
	Told                   bool          // the next two are known: enough clients were called
	Half, Most             time.Duration // what half, and nine of ten, waited at most
}

// Faults whose length a report tells, by their codes in package health.
const (
	faultCentral = "central-away"
	faultPrinter = "printer-down"
)

// NewReport puts a day's figures on paper. A ticket counts for the letter that stands on it.
func NewReport(setup *queue.Setup, d *figures.Day, waiting int, lang string, now time.Time) Report {
	now = now.In(setup.Location())
	r := Report{Lang: lang, Office: setup.Name.In(lang), Day: now, Made: now, Waiting: waiting, Within: -1}
	if d == nil { // no day has begun yet
		return r
	}
	if day, err := time.ParseInLocation(time.DateOnly, d.Date, setup.Location()); err == nil {
		r.Day = day
	}
	for _, letter := range slices.Sorted(maps.Keys(d.Letters)) {
		r.Letters = append(r.Letters, letterDay(letter, d.Letters[letter]))
	}
	r.Total = letterDay("", &d.Total)
	r.Matters = d.Total.Matters
	if within, ok := d.Total.Within(); ok {
		r.Within = within
	}
	r.Forecasts, r.Error, r.Hit = d.Forecast.N, d.Forecast.MeanError(), int(d.Forecast.Coverage()*100)
	r.Paper, r.Lost = d.Printed, d.Refused+d.Doubt
	_, r.Away = d.Fault(faultCentral, now)
	_, r.Broken = d.Fault(faultPrinter, now)
	return r
}

func letterDay(letter string, row *figures.Row) LetterDay {
	l := LetterDay{Letter: letter, Issued: row.Visits, Served: row.Done, NoShow: row.NoShow}
	l.Half, l.Told = figures.Percentile(row.Waits, 50)
	l.Most, _ = figures.Percentile(row.Waits, 90)
	return l
}

// Layout arranges the report as a table and a few lines.
func (r Report) Layout(p escpos.Profile) []Line {
	g := &page{p: p}
	g.text(r.Office, plain)
	g.white(gap)
	g.text(text.Say(r.Lang, "slip.report"), title)
	g.text(join(" ", text.Weekday(r.Lang, r.Day.Weekday()), text.Date(r.Day)), style{true, 1, 2})
	g.rule()
	head := []string{""}
	for _, column := range []string{"issued", "served", "noshow", "half", "most"} {
		head = append(head, text.Say(r.Lang, "slip.column_"+column))
	}
	g.columns(head, strong)
	for _, l := range r.Letters {
		g.columns(l.figures(l.Letter), plain)
	}
	g.rule()
	g.columns(r.Total.figures(text.Say(r.Lang, "slip.total")), strong)
	g.white(gap)
	for _, line := range r.more() {
		g.put(line, plain, escpos.Left)
	}
	g.white(gap)
	g.put(text.Say(r.Lang, "slip.legend"), plain, escpos.Left)
	g.white(gap)
	g.put(text.Say(r.Lang, "slip.made", text.Args{"Date": text.Date(r.Made), "Time": text.Clock(r.Made)}), plain, escpos.Left)
	return g.lines
}

// more are the lines below the table: what there is to tell.
func (r Report) more() []string {
	lines := []string{upperFirst(text.Count(r.Lang, "common.people_waiting", r.Waiting)) + "."}
	say := func(told bool, id string, args text.Args) {
		if told {
			lines = append(lines, text.Say(r.Lang, "slip."+id, args))
		}
	}
	say(r.Matters > 0, "report_matters", text.Args{"N": r.Matters})
	say(r.Within >= 0, "report_within", text.Args{"N": r.Within})
	say(r.Forecasts > 0, "report_forecast", text.Args{"N": r.Hit, "Min": minutes(r.Error)})
	say(r.Paper+r.Lost > 0, "report_paper", text.Args{"N": r.Paper, "Total": r.Lost})
	say(r.Broken > 0, "report_broken", text.Args{"Min": minutes(r.Broken)})
	say(r.Away > 0, "report_away", text.Args{"Min": minutes(r.Away)})
	return lines
}

func minutes(d time.Duration) int { return int(d.Round(time.Minute).Minutes()) }

// figures are the cells of a row. Of too few waits nothing is told.
func (l LetterDay) figures(name string) []string {
	half, most := "-", "-"
	if l.Told {
		half, most = fmt.Sprint(minutes(l.Half)), fmt.Sprint(minutes(l.Most))
	}
	return []string{name, fmt.Sprint(l.Issued), fmt.Sprint(l.Served), fmt.Sprint(l.NoShow), half, most}
}

// columns adds a row of a table: the first cell from the left, the others at the right edges of equal columns.
func (g *page) columns(cells []string, st style) {
	const least = 7 // columns of the first cell
	width := (g.p.Columns - least) / (len(cells) - 1)
	first := g.p.Columns - width*(len(cells)-1)
	var b strings.Builder
	for i, c := range cells {
		pad := strings.Repeat(" ", max(0, width-g.width(c)))
		if i == 0 {
			pad = strings.Repeat(" ", max(0, first-g.width(c)))
			b.WriteString(c + pad)
			continue
		}
		b.WriteString(pad + c)
	}
	g.row(b.String(), st, escpos.Left)
}
