package kiosk

import (
	"slices"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/text"
)

func (m *Machine) say(id string, args ...text.Args) string {
	return text.Say(m.lang(), "kiosk."+id, args...)
}

func (m *Machine) waiting(n int) string {
	if n == 0 {
		return m.say("nobody_waits")
	}
	return text.Count(m.lang(), "common.people_waiting", n)
}

// noPaper says calmly why tickets come without paper now; empty: they come on paper.
func (m *Machine) noPaper() string {
	p := m.office.Printer.Problem
	if p == "" {
		return ""
	}
	if s := m.say("no_paper_" + p); !strings.HasPrefix(s, "?") {
		return s
	}
	return m.say("no_paper_other")
}

// closed says that something is closed, or that no time is left for it today, and when it opens where that is known.
func (m *Machine) closed(full bool, next time.Time) string {
	switch {
	case full && (next.IsZero() || m.terse()):
		return m.say("full")
	case full:
		return m.say("full_next", text.Args{"When": m.when(next)})
	case next.IsZero():
		return m.say("closed")
	}
	return m.say("closed_opens", text.Args{"When": m.when(next)})
}

// terse tells whether only the least is said: large letters and small screens leave no room for more, and what is left
// out is said before a ticket is taken.
func (m *Machine) terse() bool {
	return m.room.Compact || m.s.modes.Large || m.s.modes.Easy || m.s.modes.Low
}

func (m *Machine) status(sv *api.Service) string {
	until := text.Args{"Time": text.Clock(m.local(sv.Until))}
	switch {
	case sv.Open && sv.Until.IsZero():
		return m.say("open_now")
	case sv.Open && sv.Tight && !m.terse():
		return m.say("tight_until", until)
	case sv.Open:
		return m.say("open_until", until)
	case sv.Full && (sv.Next.IsZero() || m.terse()):
		return m.say("full_now")
	case sv.Full:
		return m.say("full_opens", text.Args{"When": m.when(sv.Next)})
	case sv.Next.IsZero():
		return m.say("shut_now")
	}
	return m.say("shut_opens", text.Args{"When": m.when(sv.Next)})
}

// when says a time to come: today, tomorrow, or a day.
func (m *Machine) when(t time.Time) string {
	t = m.local(t)
	now := m.officeNow()
	args := text.Args{"Time": text.Clock(t), "Day": text.Weekday(m.lang(), t.Weekday()), "Date": t.Format("02.01")}
	switch {
	case sameDay(t, now):
		return m.say("today_at", args)
	case sameDay(t, now.AddDate(0, 0, 1)):
		return m.say("tomorrow_at", args)
	case t.After(now) && t.Before(now.AddDate(0, 0, 6)):
		return m.say("weekday_at", args)
	}
	return m.say("day_at", args)
}

// local puts a time into the office's zone. A time that came with an offset of its own keeps it: over the
// change of the clocks it is the offset of that day.
func (m *Machine) local(t time.Time) time.Time {
	if t.Location() == time.UTC {
		return t.In(m.office.Now.Location())
	}
	return t
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// whereTo returns the counters that may call for a service, as the paper names them, and the part of the
// building where most of them are. Whoever has priority is told of those without stairs, where there are any.
func (m *Machine) whereTo(sv *api.Service, priority bool) (ns []int, zone *api.Zone) {
	var all []api.Counter
	for _, c := range m.office.Counters {
		if slices.Contains(c.Serves, sv.ID) {
			all = append(all, c)
		}
	}
	if flat := slices.DeleteFunc(slices.Clone(all), m.stairs); priority && len(flat) > 0 {
		all = flat
	}
	votes := map[string]int{}
	best := ""
	for _, c := range all {
		ns = append(ns, c.N)
		if votes[c.Zone]++; votes[c.Zone] > votes[best] {
			best = c.Zone
		}
	}
	for i := range m.office.Zones {
		if z := &m.office.Zones[i]; z.ID == best && best != "" {
			zone = z
		}
	}
	return ns, zone
}

// stairs tells whether one climbs to a counter.
func (m *Machine) stairs(c api.Counter) bool {
	return slices.ContainsFunc(m.office.Zones, func(z api.Zone) bool { return z.ID == c.Zone && z.Stairs })
}

// places names counters: "stanowiska 1–6, pokój 4".
func (m *Machine) places(ns []int) string {
	var hall []int
	var names []string
	for _, n := range slices.Sorted(slices.Values(ns)) {
		room := ""
		for _, c := range m.office.Counters {
			if c.N == n {
				room = c.Room
			}
		}
		if room != "" {
			names = append(names, text.Say(m.lang(), "common.room", text.Args{"N": room}))
		} else {
			hall = append(hall, n)
		}
	}
	switch len(hall) {
	case 0:
	case 1:
		names = slices.Insert(names, 0, text.Say(m.lang(), "common.counter", text.Args{"N": hall[0]}))
	default:
		names = slices.Insert(names, 0, m.say("place_list", text.Args{"List": text.Ranges(hall)}))
	}
	return strings.Join(names, ", ")
}
