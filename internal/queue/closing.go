package queue

import "time"

// Availability tells whether tickets of a service are given.
type Availability struct {
	Open  bool
	Why   Code      // when not open: Closed or DayFull
	Until time.Time // closes, when open; zero when the clock is in doubt
	Next  time.Time // opens, when not open; zero when not within 60 days
	Tight bool      // open, and a newcomer may not be served before closing
}

// stopWarning is how long before the last ticket clients are warned, where tickets end.
const stopWarning = 30 * time.Minute

// Availability judges by the hours, and by the time left until closing: it is used up when a newcomer, served last,
// would probably (four of five times) not be done Rules.Reserve before. Those with priority and quick pick-ups may
// use the reserve. A clock in doubt closes nothing, and without an open counter nothing can be said. A service that has
// given its tickets of the day (Service.Limit) is full for everybody.
func (o *Outlook) Availability(service string, priority, doubt bool) Availability {
	h, t := o.setup.HoursOf(service), o.at.In(o.setup.Location())
	given := o.state.Given[service]
	if o.state.Day != t.Format(time.DateOnly) && !doubt {
		given = 0 // of a day that is over
	}
	sv := o.setup.Service(service)
	full := sv != nil && sv.Limit > 0 && given >= sv.Limit
	switch {
	case full && doubt:
		return Availability{Why: DayFull}
	case full:
		return Availability{Why: DayFull, Next: h.Next(time.Date(t.Year(), t.Month(), t.Day(), 23, 59, 59, 0, t.Location()))}
	case doubt:
		return Availability{Open: true}
	}
	a := Availability{}
	if a.Open, a.Until = h.At(t); !a.Open {
		a.Why, a.Next = Closed, h.Next(t)
		return a
	}
	rules, f := o.setup.Rules, o.Forecast(service, priority)
	if rules.LastTickets == LastNever || f == nil {
		return a
	}
	spans := h.On(t)
	closing := clock(t, spans[len(spans)-1].Close)
	done := t.Add(time.Duration(f.High)*time.Second + o.coming[service].mean)
	if !priority && !sv.Quick {
		done = done.Add(rules.reserve())
	}
	switch {
	case rules.LastTickets != LastStop:
		a.Tight = done.After(closing)
	case f.Raw == 0: // a counter is free
	case done.After(closing):
		a = Availability{Why: DayFull, Next: h.Next(closing)}
	default:
		a.Tight = done.Add(stopWarning).After(closing)
	}
	return a
}

// gapsOf are the breaks of today in which nothing is open that a counter serves, as far as they lie ahead.
func (o *Outlook) gapsOf(c *Counter) []gap {
	t := o.at.In(o.setup.Location())
	var gaps []gap
	first := true
	for _, id := range c.Serves {
		spans := o.setup.HoursOf(id).On(t)
		if len(spans) == 0 {
			continue
		}
		var own []gap
		end := -24 * time.Hour
		for _, sp := range spans {
			from, until := clock(t, sp.Open).Sub(o.at), clock(t, sp.Close).Sub(o.at)
			if from > 0 {
				own = append(own, gap{end, from})
			}
			end = until
		}
		if !first {
			own = common(gaps, own)
		}
		gaps, first = own, false
	}
	return gaps
}

// common are the times that lie in gaps of both.
func common(a, b []gap) []gap {
	var both []gap
	for _, x := range a {
		for _, y := range b {
			if g := (gap{max(x.from, y.from), min(x.until, y.until)}); g.from < g.until {
				both = append(both, g)
			}
		}
	}
	return both
}
