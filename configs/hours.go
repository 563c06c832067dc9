package configs

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bileter/internal/queue"
)

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // by time.Weekday

// maxExceptions bounds the work of the checks; an office has a dozen.
const maxExceptions = 200

// readHours reads the tables [hours.NAME].
func (o *office) readHours(top *section) {
	o.setup.Hours = map[string]queue.Hours{}
	all := top.table("hours")
	if all == nil {
		if !top.has("hours") {
			o.problem(0, "hours", "there are none", "[hours.office] says when the office is open")
		}
		return
	}
	same := map[string]*section{}
	for _, name := range all.node.keys {
		n := all.get(name, aTable)
		if n == nil {
			continue
		}
		if !idForm.MatchString(name) {
			o.problem(n.line, "hours", quote(name)+" is not a name", idHint)
			continue
		}
		s := o.section(n, "hours "+name, ": ")
		if s.has("same_as") {
			same[name] = s
			continue
		}
		o.setup.Hours[name] = o.readHoursTable(s)
	}
	if !all.has("office") {
		o.problem(all.node.line, "hours", "[hours.office] is missing", "it says when the office is open")
	}
	own := keysOf(o.setup.Hours)
	for _, name := range keysOf(same) {
		o.setup.Hours[name] = o.setup.Hours[same[name].sameAs(own)]
	}
}

// sameAs reads hours that are those of another name, which must have times of its own.
func (s *section) sameAs(own []string) string {
	v := s.string("same_as")
	if !slices.Contains(own, v) && s.node.table["same_as"].kind == aText {
		s.problem("same_as", "there are no hours "+quote(v)+" with times of their own", didYouMean(v, own))
	}
	for _, k := range s.node.keys {
		if k != "same_as" {
			s.problem(k, "stands beside same_as", "hours are the same as others, or have times of their own")
		}
	}
	return v
}

func (o *office) readHoursTable(s *section) queue.Hours {
	var h queue.Hours
	open, given := false, false
	for d, k := range weekdays {
		h.Week[d] = s.spans(k)
		open = open || len(h.Week[d]) > 0
		given = given || s.has(k) && len(h.Week[d]) == 0 && s.node.table[k].text != closed
	}
	if !open && !given { // a day that could not be read has its own problem
		o.problem(s.node.line, s.head, "is never open", "such as mon = \"08:00-17:00\"")
	}
	h.Holidays = s.bool("closed_on_holidays")
	before := len(o.problems.List)
	list := s.list("exception", aTable)
	if len(list) > maxExceptions {
		s.problem("exception", fmt.Sprintf("there are %d, at most %d", len(list), maxExceptions), "")
		list = nil
	}
	for i, n := range list {
		h.Exceptions = append(h.Exceptions, o.readException(o.section(n, s.key(fmt.Sprintf("exception[%d]", i)), ".")))
	}
	s.end()
	if len(o.problems.List) == before && h.Holidays {
		o.checkHolidays(s, h, list)
	}
	return h
}

// closed is the word for a day without hours.
const closed = "closed"

var spanForm = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2}) *- *([0-9]{1,2}):([0-9]{2})$`)

const spanHint = "such as \"08:00-17:00\", \"08:00-12:00, 12:30-16:30\" or \"closed\""

// spans reads the opening times of a day; a day without its key is closed.
func (s *section) spans(k string) []queue.Span {
	n := s.get(k, aText)
	if n == nil || n.text == closed {
		return nil
	}
	var out []queue.Span
	last := 0
	for part := range strings.SplitSeq(n.text, ",") {
		part = strings.TrimSpace(part)
		m := spanForm.FindStringSubmatch(part)
		if m == nil {
			s.problem(k, quote(part)+" is not a time from-to", spanHint)
			return nil
		}
		v := [4]int{}
		for i := range v {
			v[i], _ = strconv.Atoi(m[i+1])
		}
		span := queue.Span{Open: v[0]*60 + v[1], Close: v[2]*60 + v[3]}
		what := ""
		switch {
		case v[1] > 59 || v[3] > 59 || span.Open > 24*60 || span.Close > 24*60:
			what = " is past 24:00 or has more than 59 minutes"
		case span.Close <= span.Open:
			what = " ends before it begins"
		case span.Open < last:
			what = " overlaps the time before it"
		}
		if what != "" {
			s.problem(k, quote(part)+what, spanHint)
			return nil
		}
		last = span.Close
		out = append(out, span)
	}
	return out
}

const dayHint = "a day of every year, \"12-31\", or of one year, \"2026-12-31\""

// day reads MM-DD or YYYY-MM-DD; "" where it is missing or wrong.
func (s *section) day(k string) string {
	n := s.get(k, aText, aDate)
	if n == nil {
		return ""
	}
	full := n.text
	if len(full) == len("01-02") {
		full = "2024-" + full // a leap year: 29 February is a day
	}
	if _, err := time.Parse(time.DateOnly, full); err != nil {
		s.problem(k, quote(n.text)+" is not a day", dayHint)
		return ""
	}
	return n.text
}

func (o *office) readException(s *section) queue.Exception {
	e := queue.Exception{From: s.day("from"), Until: s.day("until")}
	s.must("from", dayHint)
	if !s.has("until") {
		e.Until = e.From
	}
	if e.From != "" && e.Until != "" {
		switch {
		case len(e.From) != len(e.Until):
			s.problem("until", "has another form than from, "+quote(e.From), "both with the year, or both without")
		case len(e.From) == len(time.DateOnly) && e.Until < e.From:
			s.problem("until", "ends on "+e.Until+", before it begins on "+e.From, "")
		}
	}
	for i, n := range s.list("weekdays", aText) {
		d := slices.Index(weekdays, n.text)
		if d < 0 {
			o.problem(n.line, s.key(fmt.Sprintf("weekdays[%d]", i)), quote(n.text)+" is not a day of the week", didYouMean(n.text, weekdays))
			continue
		}
		e.Weekdays = append(e.Weekdays, time.Weekday(d))
	}
	e.Spans = s.spans("open")
	s.must("open", spanHint)
	s.asked = append(s.asked, "why")
	if s.has("why") {
		e.Why = s.words("why", maxName, "")
	}
	s.end()
	return e
}

// holidays are those of the years for which a set-up may be written.
var holidays = sync.OnceValue(func() []time.Time {
	var days []time.Time
	for d := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC); d.Year() < 2053; d = d.AddDate(0, 0, 1) {
		if queue.Holiday(d) {
			days = append(days, d)
		}
	}
	return days
})

// checkHolidays reports a season that would open the office on a holiday: an exception goes before the
// holidays, which is wanted for a single day and hardly ever for a whole summer.
func (o *office) checkHolidays(s *section, h queue.Hours, list []*node) {
	reported := map[int]bool{}
	for _, d := range holidays() {
		if len(h.On(d)) == 0 {
			continue
		}
		for i, e := range h.Exceptions {
			if alone := (queue.Hours{Exceptions: []queue.Exception{e}}); len(alone.On(d)) == 0 {
				continue
			}
			if e.From != e.Until && !reported[i] {
				reported[i] = true
				o.problem(list[i].line, s.key(fmt.Sprintf("exception[%d]", i)),
					"would open on the holiday "+d.Format(time.DateOnly),
					fmt.Sprintf("put an exception from %q with open = \"closed\" before it", d.Format("01-02")))
			}
			break
		}
	}
}
