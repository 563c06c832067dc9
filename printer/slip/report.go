package slip

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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
	Waiting int // still, when the report was made
}

// LetterDay is the day of one letter.
type LetterDay struct {
	Letter                 string
	Issued, Served, NoShow int
	Called                 int           // over which the mean is
	Mean, Max              time.Duration // wait until the last call
}

// NewReport counts the tickets of the office day that a state is in. A ticket counts for the letter that stands on
// it; one that was missed and came back is no no-show, and one left at a counter that closed is served.
func NewReport(setup *queue.Setup, s *queue.State, lang string, now time.Time) Report {
	now = now.In(setup.Location())
	r := Report{Lang: lang, Office: setup.Name.In(lang), Day: now, Made: now, Waiting: s.WaitingTotal()}
	if day, err := time.ParseInLocation("2006-01-02", s.Day, setup.Location()); err == nil {
		r.Day = day
	}
	letters, sums := map[string]*LetterDay{}, map[string]time.Duration{}
	for _, t := range s.Tickets {
		if t.Day != s.Day {
			continue
		}
		l := letters[t.Letter]
		if l == nil {
			l = &LetterDay{Letter: t.Letter}
			letters[t.Letter] = l
		}
		l.Issued++
		switch t.State {
		case queue.Done:
			l.Served++
		case queue.NoShowState:
			l.NoShow++
		}
		if !t.Called.IsZero() {
			wait := t.Waited(now)
			l.Called++
			l.Max = max(l.Max, wait)
			sums[t.Letter] += wait
		}
	}
	for _, letter := range slices.Sorted(maps.Keys(letters)) {
		l := *letters[letter]
		if l.Called > 0 {
			l.Mean = sums[letter] / time.Duration(l.Called)
		}
		r.Letters = append(r.Letters, l)
	}
	return r
}

// total is the whole office.
func (r Report) total() LetterDay {
	var all LetterDay
	var sum time.Duration
	for _, l := range r.Letters {
		all.Issued, all.Served, all.NoShow, all.Called = all.Issued+l.Issued, all.Served+l.Served, all.NoShow+l.NoShow, all.Called+l.Called
		all.Max = max(all.Max, l.Max)
		sum += l.Mean * time.Duration(l.Called)
	}
	if all.Called > 0 {
		all.Mean = sum / time.Duration(all.Called)
	}
	return all
}

// Layout arranges the report as a table.
func (r Report) Layout(p escpos.Profile) []Line {
	g := &page{p: p}
	g.text(r.Office, plain)
	g.white(gap)
	g.text(text.Say(r.Lang, "slip.report"), title)
	g.text(join(" ", text.Weekday(r.Lang, r.Day.Weekday()), text.Date(r.Day)), style{true, 1, 2})
	g.rule()
	head := []string{""}
	for _, column := range []string{"issued", "served", "noshow", "mean", "max"} {
		head = append(head, text.Say(r.Lang, "slip.column_"+column))
	}
	g.columns(head, strong)
	for _, l := range r.Letters {
		g.columns(l.figures(l.Letter), plain)
	}
	g.rule()
	g.columns(r.total().figures(text.Say(r.Lang, "slip.total")), strong)
	g.white(gap)
	g.put(upperFirst(text.Count(r.Lang, "common.people_waiting", r.Waiting))+".", plain, escpos.Left)
	g.white(gap)
	g.put(text.Say(r.Lang, "slip.legend"), plain, escpos.Left)
	g.white(gap)
	g.put(text.Say(r.Lang, "slip.made", text.Args{"Date": text.Date(r.Made), "Time": text.Clock(r.Made)}), plain, escpos.Left)
	return g.lines
}

// figures are the cells of a row. Without a call there was no wait to tell.
func (l LetterDay) figures(name string) []string {
	mean, most := "-", "-"
	if l.Called > 0 {
		mean, most = fmt.Sprint(int(l.Mean.Round(time.Minute).Minutes())), fmt.Sprint(int(l.Max.Round(time.Minute).Minutes()))
	}
	return []string{name, fmt.Sprint(l.Issued), fmt.Sprint(l.Served), fmt.Sprint(l.NoShow), mean, most}
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
