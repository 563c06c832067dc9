package queue

import (
	"fmt"
	"slices"
	"time"
)

// Span is a part of one day, in minutes after local midnight: Open included, Close excluded.
type Span struct{ Open, Close int }

// Hours says when something is open.
type Hours struct {
	Week       [7][]Span // by time.Weekday, Sunday first; no span: closed
	Exceptions []Exception
	Holidays   bool // closed on Poland's statutory holidays
}

// Exception replaces the week's spans on some days. The first that matches wins.
type Exception struct {
	From, Until string         // YYYY-MM-DD, or MM-DD for every year; both included
	Weekdays    []time.Weekday // empty: every day
	Spans       []Span         // empty: closed
	Why         Words
}

func (e Exception) matches(d time.Time) bool {
	day := d.Format("2006-01-02")
	if len(e.From) == len("01-02") {
		day = day[5:]
	}
	if e.From <= e.Until {
		if day < e.From || day > e.Until {
			return false
		}
	} else if day < e.From && day > e.Until { // over New Year: 12-24 to 01-02
		return false
	}
	return len(e.Weekdays) == 0 || slices.Contains(e.Weekdays, d.Weekday())
}

// On returns the spans of a local day.
func (h Hours) On(d time.Time) []Span {
	for _, e := range h.Exceptions {
		if e.matches(d) {
			return e.Spans
		}
	}
	if h.Holidays && Holiday(d) {
		return nil
	}
	return h.Week[d.Weekday()]
}

// At tells whether h is open at a local time, and when that ends; the zero time where h is closed.
func (h Hours) At(t time.Time) (open bool, until time.Time) {
	m := t.Hour()*60 + t.Minute()
	for _, s := range h.On(t) {
		if s.Open <= m && m < s.Close {
			return true, clock(t, s.Close)
		}
	}
	return false, time.Time{}
}

// Next returns when h opens next after a local time; the zero time where that is more than 60 days away.
func (h Hours) Next(t time.Time) time.Time {
	for i := range 60 {
		d := time.Date(t.Year(), t.Month(), t.Day()+i, 12, 0, 0, 0, t.Location())
		for _, s := range h.On(d) {
			if o := clock(d, s.Open); o.After(t) {
				return o
			}
		}
	}
	return time.Time{}
}

// clock is a civil time: never "midnight plus minutes", which is wrong on the days the clocks change.
func clock(d time.Time, minutes int) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), minutes/60, minutes%60, 0, 0, d.Location())
}

// HoursOf returns the hours of a service: its own, its group's, or the office's.
func (s *Setup) HoursOf(service string) Hours {
	if sv := s.Service(service); sv != nil {
		if h, ok := s.Hours[sv.Hours]; ok && sv.Hours != "" {
			return h
		}
		if g := s.Group(sv.Letter); g != nil {
			if h, ok := s.Hours[g.Hours]; ok {
				return h
			}
		}
	}
	return s.Hours["office"]
}

// Holiday tells whether a day is a Polish statutory holiday (law of 2025: 24 December included).
// Sundays are left to the week.
func Holiday(d time.Time) bool {
	switch d.Format("01-02") {
	case "01-01", "01-06", "05-01", "05-03", "08-15", "11-01", "11-11", "12-24", "12-25", "12-26":
		return true
	}
	e := easter(d.Year())
	switch d.YearDay() - e.YearDay() {
	case 0, 1, 49, 60: // Easter Sunday and Monday, Pentecost, Corpus Christi
		return true
	}
	return false
}

// easter is the Gregorian computus (Meeus).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return time.Date(y, time.Month(month), day, 12, 0, 0, 0, time.UTC)
}

// String gives "08:00-17:00".
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.Open/60, s.Open%60, s.Close/60, s.Close%60)
}
