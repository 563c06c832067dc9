// Package figures counts the days of an office from its journal: visits, waits, forecasts, help, paper, faults. It adds
// up what events say and nothing else, knows no set-up, names no person, and changes nothing.
package figures

import (
	"slices"
	"time"

	"bileter/internal/queue"
)

// Day is one office day in figures. A visit is counted on the day of its ticket; how it ended, and its transactions, on
// the day when that happened. So nothing moves a day any more once the next has begun.
type Day struct {
	Date     string          `json:"date"` // YYYY-MM-DD
	East     int             `json:"east"` // local time less UTC, in minutes
	Closed   bool            `json:"closed,omitempty"`
	Total    Row             `json:"total"`
	Priority Row             `json:"priority"` // those with priority, again
	Letters  map[string]*Row `json:"letters"`  // by the letter on the ticket
	Services map[string]*Row `json:"services"`
	Hours    map[int]*Row    `json:"hours"`    // by the hour of joining the line, of the office
	Counters map[int]*Row    `json:"counters"` // without those who never came to one

	Forecast queue.Accuracy `json:"forecast"`
	Asked    int            `json:"asked"`          // requests for help
	Answers  []int          `json:"help,omitempty"` // seconds from a request for help until somebody said to come

	Printed int             `json:"printed"` // tickets, copies included
	Refused int             `json:"refused"` // certainly without paper
	Doubt   int             `json:"doubt"`   // perhaps without paper
	Rolls   int             `json:"rolls"`   // of paper that ran out
	Faults  map[string]*Sum `json:"faults"`  // of the machine, by code

	standing map[string]time.Time // faults that are not over, and since when
	doubts   map[uint64]bool      // tickets in Doubt
}

// Sum is how often something happened, and how long it lasted in all.
type Sum struct {
	N   int `json:"n"`
	Sec int `json:"s"`
}

// Row counts visits and transactions of one kind. A transaction goes from joining a line until the counter lets the
// client go; one who is sent on or goes on with another matter has one more.
type Row struct {
	Visits    int   `json:"visits"`          // tickets issued
	Done      int   `json:"done"`            // visits that ended at a counter
	NoShow    int   `json:"no_show"`         // called, nobody came, not brought back
	Expired   int   `json:"expired"`         // never called, or put aside, until the day ended
	Cancelled int   `json:"cancelled"`       // given up
	Matters   int   `json:"matters"`         // transactions that ended
	Waits     []int `json:"waits,omitempty"` // seconds in line until the last call, of transactions that had to wait
	Times     []int `json:"times,omitempty"` // seconds from that call, or from the transaction before, to the end
}

const (
	// LeastFigures is of how many a percentile is told: of fewer it would be one client's own time.
	LeastFigures = 5
	// Promise is the wait within which most clients are to be called.
	Promise = 15 * time.Minute
)

// Percentile is the smallest value that p percent of the values do not exceed; false where there are too few.
func Percentile(values []int, p int) (time.Duration, bool) {
	if len(values) < LeastFigures {
		return 0, false
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return time.Duration(sorted[(len(sorted)*p+99)/100-1]) * time.Second, true
}

// Within is the share of waits that kept the Promise, in percent; false where there are too few.
func (r *Row) Within() (int, bool) {
	if len(r.Waits) < LeastFigures {
		return 0, false
	}
	n := 0
	for _, w := range r.Waits {
		if w <= int(Promise/time.Second) {
			n++
		}
	}
	return n * 100 / len(r.Waits), true
}

// Fault is how often a fault stood on the day, and how long until now.
func (d *Day) Fault(code string, now time.Time) (n int, lasted time.Duration) {
	if f := d.Faults[code]; f != nil {
		n, lasted = f.N, time.Duration(f.Sec)*time.Second
	}
	if since, on := d.standing[code]; on {
		n, lasted = n+1, lasted+max(0, now.Sub(since))
	}
	return n, lasted
}

func newDay(date string, east int) *Day {
	return &Day{
		Date: date, East: east, Letters: map[string]*Row{}, Services: map[string]*Row{}, Hours: map[int]*Row{}, Counters: map[int]*Row{},
		Faults: map[string]*Sum{}, standing: map[string]time.Time{}, doubts: map[uint64]bool{},
	}
}

// count changes every row that a visit belongs to.
func (d *Day) count(v *visit, change func(*Row)) {
	change(&d.Total)
	if v.priority {
		change(&d.Priority)
	}
	change(row(d.Letters, v.letter))
	change(row(d.Services, v.service))
	change(row(d.Hours, v.hour))
	if v.counter != 0 {
		change(row(d.Counters, v.counter))
	}
}

func row[K comparable](rows map[K]*Row, k K) *Row {
	if rows[k] == nil {
		rows[k] = &Row{}
	}
	return rows[k]
}

// hour is that of the office.
func (d *Day) hour(at time.Time) int {
	return at.UTC().Add(time.Duration(d.East) * time.Minute).Hour()
}

// end closes a day: what is wrong still is counted until now, and from now on the next day.
func (d *Day) end(at time.Time) (standing map[string]time.Time) {
	standing = map[string]time.Time{}
	for code := range d.standing {
		standing[code] = at
		d.over(code, at)
	}
	d.Closed, d.doubts = true, nil
	return standing
}

// over ends a fault.
func (d *Day) over(code string, at time.Time) {
	since, on := d.standing[code]
	if !on {
		return
	}
	delete(d.standing, code)
	if d.Faults[code] == nil {
		d.Faults[code] = &Sum{}
	}
	d.Faults[code].N++
	d.Faults[code].Sec += max(0, int(at.Sub(since).Seconds()))
}
