package console

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bileter/internal/api"
	"bileter/internal/figures"
	"bileter/internal/health"
	"bileter/internal/text"
)

// figuresPage is the data of the manager's page.
type figuresPage struct {
	Days       []dayChoice // the newest first
	Day, Month string      // shown; empty: there is none yet
	Title      string
	Prev, Next string
	Closed     bool
	Columns    []string // words of figureColumns
	Tiles      []figure
	Hours      []figureRow
	Arrivals   plot
	Waits      plot
	Tables     []figureTable
	Lists      []figureList
	Meanings   []figure
}

// dayChoice is a line of the day picker.
type dayChoice struct {
	Day, Name string
	Chosen    bool
}

// figure is one value with its name.
type figure struct{ Name, Value string }

// figureRow is a row of a table: its name and the cells of figureColumns.
type figureRow struct {
	Name  string
	Cells []string
}

type figureTable struct {
	Title string
	Rows  []figureRow
}

type figureList struct {
	Title   string
	Figures []figure
}

// figureColumns are what is told of visits, in the order of tables and files. Their words are figures.COLUMN, their
// meanings figures.mean_COLUMN.
var figureColumns = []string{"visits", "done", "matters", "no_show", "expired", "cancelled", "half", "most", "within", "time"}

// machineFigures are what is told of the machine, once for a day.
var machineFigures = []string{"forecasts", "hit", "error", "asked", "answer", "printed", "lost", "rolls", "printer", "broken", "away"}

// unknown stands where too few clients were counted.
const unknown = "–"

func (s *Server) getFigures(w http.ResponseWriter, r *http.Request) error {
	var p figuresPage
	missing := false
	err := s.Figures.Read(func(days []*figures.Day) {
		day := r.URL.Query().Get("day")
		if day == "" && len(days) > 0 {
			day = days[len(days)-1].Date
		}
		d := figures.Find(days, day)
		if missing = d == nil && day != ""; d != nil {
			p = s.figuresOf(days, d)
		}
	})
	switch {
	case err != nil:
		return err
	case missing:
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	s.render(w, http.StatusOK, "figures", page{Me: s.me(r), Data: p})
	return nil
}

func sayFigure(id string) string { return text.Say("pl", "figures."+id) }

// figuresOf puts a day's figures in words.
func (s *Server) figuresOf(days []*figures.Day, d *figures.Day) figuresPage {
	p := figuresPage{Day: d.Date, Month: d.Date[:len("2006-01")], Title: dayName(d.Date), Closed: d.Closed}
	for _, x := range slices.Backward(days) {
		if n := len(p.Days); n == 0 || p.Days[n-1].Day != x.Date {
			p.Days = append(p.Days, dayChoice{x.Date, dayName(x.Date), x.Date == d.Date})
		}
	}
	if i := slices.IndexFunc(p.Days, func(c dayChoice) bool { return c.Chosen }); i >= 0 {
		if i > 0 {
			p.Next = p.Days[i-1].Day
		}
		if i+1 < len(p.Days) {
			p.Prev = p.Days[i+1].Day
		}
	}
	for _, c := range figureColumns {
		p.Columns = append(p.Columns, sayFigure(c))
	}
	cells := withUnits(rowCells(&d.Total))
	for _, i := range []int{0, 1, 8, 6, 7, 3} {
		p.Tiles = append(p.Tiles, figure{p.Columns[i], cells[i]})
	}
	for _, hour := range hoursOf(d) {
		row := d.Hours[hour]
		if row == nil {
			row = &figures.Row{}
		}
		p.Hours = append(p.Hours, figureRow{fmt.Sprintf("%d:00", hour), withUnits(rowCells(row))})
	}
	p.Arrivals, p.Waits = arrivals(d), waits(d)
	for _, part := range s.parts(d) {
		if part.kind == "total" || part.kind == "hour" {
			continue
		}
		kind := part.kind
		if kind == "priority" { // stands below the departments
			kind = "letter"
		}
		if n := len(p.Tables); n == 0 || p.Tables[n-1].Title != sayFigure("by_"+kind) {
			p.Tables = append(p.Tables, figureTable{Title: sayFigure("by_" + kind)})
		}
		t := &p.Tables[len(p.Tables)-1]
		t.Rows = append(t.Rows, figureRow{part.name, withUnits(part.cells())})
	}
	told := machineCells(d, s.Now())
	list := func(title string, names ...string) {
		l := figureList{Title: sayFigure(title)}
		for _, n := range names {
			l.Figures = append(l.Figures, figure{sayFigure(n), unit(n, told[slices.Index(machineFigures, n)])})
		}
		p.Lists = append(p.Lists, l)
	}
	list("forecast", "forecasts", "hit", "error")
	list("help", "asked", "answer")
	list("machine", machineFigures[5:]...)
	p.Meanings = meanings()
	return p
}

// meanings say what every figure is.
func meanings() (m []figure) {
	for _, c := range slices.Concat(figureColumns, machineFigures) {
		m = append(m, figure{sayFigure(c), sayFigure("mean_" + c)})
	}
	return m
}

// part is one row of a day, with what it is.
type part struct {
	kind, name string
	row        *figures.Row
}

// parts are the rows of a day in the order in which they are shown. Counters are among them where the set-up says so.
func (s *Server) parts(d *figures.Day) []part {
	setup := s.setup()
	ps := []part{{"total", sayFigure("total"), &d.Total}}
	for _, hour := range slices.Sorted(maps.Keys(d.Hours)) {
		ps = append(ps, part{"hour", fmt.Sprintf("%d:00", hour), d.Hours[hour]})
	}
	for _, letter := range slices.Sorted(maps.Keys(d.Letters)) {
		name := letter
		if g := setup.Group(letter); g != nil {
			name += " " + g.Name.In("pl")
		}
		ps = append(ps, part{"letter", name, d.Letters[letter]})
	}
	if d.Priority.Visits > 0 {
		ps = append(ps, part{"priority", sayFigure("priority"), &d.Priority})
	}
	for _, id := range slices.Sorted(maps.Keys(d.Services)) {
		name := id
		if sv := setup.Service(id); sv != nil {
			name += " " + sv.Name.In("pl")
		}
		ps = append(ps, part{"service", name, d.Services[id]})
	}
	if s.PerCounter {
		for _, n := range slices.Sorted(maps.Keys(d.Counters)) {
			name := strconv.Itoa(n)
			if c := setup.Counter(n); c != nil {
				name = c.Label()
			}
			ps = append(ps, part{"counter", name, d.Counters[n]})
		}
	}
	return ps
}

// cells are the figures of a part. Who waits waits for no counter, so there is nothing to tell of that.
func (p part) cells() []string {
	cells := rowCells(p.row)
	if p.kind == "counter" {
		for i, c := range figureColumns {
			if !slices.Contains([]string{"done", "matters", "no_show", "time"}, c) {
				cells[i] = unknown
			}
		}
	}
	return cells
}

// hoursOf are the hours of a day from the first to the last in which something was.
func hoursOf(d *figures.Day) (hours []int) {
	known := slices.Sorted(maps.Keys(d.Hours))
	if len(known) == 0 {
		return nil
	}
	for h := known[0]; h <= known[len(known)-1]; h++ {
		hours = append(hours, h)
	}
	return hours
}

// rowCells are the figures of a row in the order of figureColumns: whole numbers, minutes, percent.
func rowCells(r *figures.Row) []string {
	cells := []string{}
	for _, n := range []int{r.Visits, r.Done, r.Matters, r.NoShow, r.Expired, r.Cancelled} {
		cells = append(cells, strconv.Itoa(n))
	}
	cells = append(cells, percentile(r.Waits, 50), percentile(r.Waits, 90), unknown, percentile(r.Times, 50))
	if within, ok := r.Within(); ok {
		cells[8] = strconv.Itoa(within)
	}
	return cells
}

// machineCells are the figures in the order of machineFigures.
func machineCells(d *figures.Day, now time.Time) []string {
	f := d.Forecast
	hit, miss := unknown, unknown
	if f.N >= figures.LeastFigures {
		hit, miss = strconv.Itoa(int(f.Coverage()*100)), minutes(f.MeanError())
	}
	broken, down := d.Fault(string(health.PrinterDown), now)
	_, away := d.Fault(string(health.CentralAway), now)
	return []string{
		strconv.Itoa(f.N), hit, miss, strconv.Itoa(d.Asked), percentile(d.Answers, 50),
		strconv.Itoa(d.Printed), strconv.Itoa(d.Refused + d.Doubt), strconv.Itoa(d.Rolls), strconv.Itoa(broken), minutes(down), minutes(away),
	}
}

func percentile(values []int, p int) string {
	d, ok := figures.Percentile(values, p)
	if !ok {
		return unknown
	}
	return minutes(d)
}

func minutes(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Minute).Minutes())) }

// unit writes a figure for people.
func unit(name, value string) string {
	switch {
	case value == unknown:
	case slices.Contains([]string{"half", "most", "time", "error", "answer", "broken", "away"}, name):
		return value + " min"
	case name == "within" || name == "hit":
		return value + "%"
	}
	return value
}

func withUnits(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = unit(figureColumns[i], c)
	}
	return out
}

func dayName(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return text.Weekday("pl", t.Weekday()) + " " + text.Date(t)
}
