package setup

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bileter/configs/edit"
)

// hoursRow lets one of the office's hours be chosen; usual is what an empty name means.
func (p *page) hoursRow(was, usual, wrong string, put func(string)) row {
	all := p.state.Office.Hours
	return row{title: field1("hours"), value: cmp.Or(was, usual), wrong: wrong, tap: func() {
		cells := append([]cell{{caption: usual, on: was == "", wide: 3}}, options(all, func(n string) cell { return cell{caption: n, on: n == was, wide: 3} })...)
		p.choose(field1("hours"), cells, func(i int) { put(append([]string{""}, all...)[i]) })
	}}
}

// allHours lists the hours there are.
func (p *page) allHours() sheet {
	s := sheet{title: say("s_hours"), hint: p.standing()}
	for _, h := range p.state.Office.Times {
		v := strings.Join(slices.DeleteFunc([]string{h.Mon, h.Tue, h.Wed, h.Thu, h.Fri, h.Sat, h.Sun}, func(t string) bool { return t == "" || t == "closed" }), "; ")
		if h.SameAs != "" {
			v = say("f_same_as") + " " + h.SameAs
		}
		s.rows = append(s.rows, row{title: h.Name, value: v, wrong: p.wrongWith("hours", h.Name, ""), tap: func() { p.open(p.hours(h.Name)) }})
	}
	return s
}

// hours is the form of the hours of one name.
func (p *page) hours(name string) func() (sheet, bool) {
	return func() (sheet, bool) {
		i := slices.IndexFunc(p.state.Office.Times, func(h edit.Hours) bool { return h.Name == name })
		if i < 0 {
			return sheet{}, false
		}
		h := p.state.Office.Times[i]
		put := func(f func(*edit.Hours)) {
			now := h
			now.Exceptions = slices.Clone(h.Exceptions)
			f(&now)
			p.change(edit.Change{Do: "put", Kind: "hours", ID: name, Hours: &now}, nil)
		}
		s := sheet{title: say("s_hours") + ": " + name, hint: p.standing()}
		others := slices.DeleteFunc(slices.Clone(p.state.Office.Hours), func(n string) bool { return n == name })
		s.rows = append(s.rows, row{title: field1("same_as"), value: cmp.Or(h.SameAs, say("s_none")), wrong: p.wrongWith("hours", name, "same_as"), tap: func() {
			cells := append([]cell{{caption: say("s_none"), on: h.SameAs == "", wide: 3}}, options(others, func(n string) cell { return cell{caption: n, on: n == h.SameAs, wide: 3} })...)
			p.choose(field1("same_as"), cells, func(i int) { put(func(h *edit.Hours) { h.SameAs = append([]string{""}, others...)[i] }) })
		}})
		if h.SameAs != "" {
			return s, true
		}
		for _, d := range []struct {
			key string
			at  func(*edit.Hours) *string
		}{
			{"mon", func(h *edit.Hours) *string { return &h.Mon }}, {"tue", func(h *edit.Hours) *string { return &h.Tue }},
			{"wed", func(h *edit.Hours) *string { return &h.Wed }}, {"thu", func(h *edit.Hours) *string { return &h.Thu }},
			{"fri", func(h *edit.Hours) *string { return &h.Fri }}, {"sat", func(h *edit.Hours) *string { return &h.Sat }},
			{"sun", func(h *edit.Hours) *string { return &h.Sun }},
		} {
			was := *d.at(&h)
			if was == "closed" {
				was = ""
			}
			s.rows = append(s.rows, row{title: field1(d.key), value: cmp.Or(was, say("s_closed")), wrong: p.wrongWith("hours", name, d.key), tap: func() {
				p.figure(field1(d.key), say("s_times_hint"), times, was, func(v string) { put(func(h *edit.Hours) { *d.at(h) = v }) })
			}})
		}
		s.rows = append(s.rows, p.toggle("closed_on_holidays", h.Holidays, func(on bool) { put(func(h *edit.Hours) { h.Holidays = on }) }))
		for i, e := range h.Exceptions {
			s.rows = append(s.rows, row{title: when(e), value: cmp.Or(e.Why[lang], say("f_exception")), wrong: p.wrongWith("hours", name, fmt.Sprintf("exception[%d]", i)),
				tap: func() { p.open(p.exception(name, i)) }})
		}
		s.rows = append(s.rows, row{title: "+  " + say("s_add_day"), tap: func() {
			put(func(h *edit.Hours) {
				h.Exceptions = append([]edit.Exception{{From: "12-31", Open: "closed"}}, h.Exceptions...)
			})
		}})
		return s, true
	}
}

func when(e edit.Exception) string {
	d := e.From
	if e.Until != "" {
		d += " – " + e.Until
	}
	open := e.Open
	if open == "closed" || open == "" {
		open = say("s_closed")
	}
	return d + ":  " + open
}

// exception is the form of days with times of their own.
func (p *page) exception(name string, i int) func() (sheet, bool) {
	return func() (sheet, bool) {
		at := slices.IndexFunc(p.state.Office.Times, func(h edit.Hours) bool { return h.Name == name })
		if at < 0 || i >= len(p.state.Office.Times[at].Exceptions) {
			return sheet{}, false
		}
		h := p.state.Office.Times[at]
		e := h.Exceptions[i]
		change := func(list []edit.Exception) {
			now := h
			now.Exceptions = list
			p.change(edit.Change{Do: "put", Kind: "hours", ID: name, Hours: &now}, nil)
		}
		put := func(f func(*edit.Exception)) {
			list := slices.Clone(h.Exceptions)
			f(&list[i])
			change(list)
		}
		wrong := func(field string) string {
			return p.wrongWith("hours", name, fmt.Sprintf("exception[%d].%s", i, field))
		}
		open := e.Open
		if open == "closed" {
			open = ""
		}
		s := sheet{title: say("f_exception") + ": " + when(e)}
		s.rows = []row{
			{title: capital("fee_from"), value: e.From, wrong: wrong("from"), tap: func() {
				p.figure(capital("fee_from"), say("s_every_year"), days, e.From, func(v string) { put(func(e *edit.Exception) { e.From = v }) })
			}},
			{title: capital("fee_until"), value: cmp.Or(e.Until, say("s_none")), wrong: wrong("until"), tap: func() {
				p.figure(capital("fee_until"), say("s_every_year"), days, e.Until, func(v string) { put(func(e *edit.Exception) { e.Until = v }) })
			}},
			{title: field1("hours"), value: cmp.Or(open, say("s_closed")), wrong: wrong("open"), tap: func() {
				p.figure(field1("hours"), say("s_times_hint"), times, open, func(v string) { put(func(e *edit.Exception) { e.Open = cmp.Or(v, "closed") }) })
			}},
			{title: say("s_weekdays"), value: weekdays(e), wrong: wrong("weekdays"), tap: func() { p.open(p.weekdays(name, i, put)) }},
		}
		s.rows = append(s.rows, p.texts("why", e.Why, wrong, func(w map[string]string) { put(func(e *edit.Exception) { e.Why = w }) })...)
		s.rows = append(s.rows, row{title: say("remove"), tap: func() { change(slices.Delete(slices.Clone(h.Exceptions), i, i+1)) }})
		return s, true
	}
}

var week = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func weekdays(e edit.Exception) string {
	if len(e.Weekdays) == 0 {
		return say("s_every_day")
	}
	return strings.Join(names(e.Weekdays, func(d string) string { return say("f_" + d) }), ", ")
}

func (p *page) weekdays(name string, i int, put func(func(*edit.Exception))) func() (sheet, bool) {
	return func() (sheet, bool) {
		at := slices.IndexFunc(p.state.Office.Times, func(h edit.Hours) bool { return h.Name == name })
		if at < 0 || i >= len(p.state.Office.Times[at].Exceptions) {
			return sheet{}, false
		}
		e := p.state.Office.Times[at].Exceptions[i]
		s := sheet{title: say("s_weekdays")}
		for _, d := range week {
			on := slices.Contains(e.Weekdays, d)
			s.pick = append(s.pick, cell{caption: say("f_" + d), on: on, wide: 3, do: func() {
				put(func(x *edit.Exception) {
					now := []string{}
					for _, k := range week {
						if has := slices.Contains(e.Weekdays, k); has != (k == d) {
							now = append(now, k)
						}
					}
					x.Weekdays = now
				})
			}})
		}
		return s, true
	}
}
