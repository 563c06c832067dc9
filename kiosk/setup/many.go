package setup

import (
	"cmp"
	"slices"
	"strings"

	"bileter/configs/edit"
)

// named is a key as wide as its words.
func named(name string, on bool) cell {
	return cell{caption: name, on: on, wide: 1 + int(wordsWide(name)+24)/126}
}

// many is the page of several options; those of a long list are rows.
func (p *page) many(at *spot, f edit.Field) func() (sheet, bool) {
	return func() (sheet, bool) {
		e, ok := at.get()
		if !ok {
			return sheet{}, false
		}
		s := sheet{title: f.Caption, hint: f.Hint}
		if f.Spot == " " {
			s.hint = cmp.Or(p.noField(at.kind, at.id), s.hint)
		}
		have, _ := e[f.Key].([]any)
		for _, o := range f.Options {
			if f.Among != "" && !slices.Contains(strs(at.whole()[f.Among]), str(o.Value)) {
				continue
			}
			on := slices.ContainsFunc(have, func(v any) bool { return str(v) == str(o.Value) })
			flip := func() {
				now := slices.DeleteFunc(slices.Clone(have), func(v any) bool { return str(v) == str(o.Value) })
				if !on {
					now = append(now, o.Value)
				}
				at.put(e.with(f.Key, inOrder(now, f.Options)))
			}
			if o.Part == "" {
				c := named(o.Name, on)
				c.do = flip
				s.pick = append(s.pick, c)
				continue
			}
			s.rows = append(s.rows, row{title: o.Name, value: say(map[bool]string{true: "d_yes", false: "d_no"}[on]), faint: !on, tap: flip})
		}
		return s, true
	}
}

// inOrder sorts values as the options are.
func inOrder(values []any, of []edit.Option) []any {
	at := func(v any) int {
		return slices.IndexFunc(of, func(o edit.Option) bool { return str(o.Value) == str(v) })
	}
	slices.SortStableFunc(values, func(a, b any) int { return at(a) - at(b) })
	return values
}

// serves is the page of what a counter serves, each with its level.
func (p *page) serves(at *spot, f edit.Field) func() (sheet, bool) {
	return func() (sheet, bool) {
		e, ok := at.get()
		if !ok {
			return sheet{}, false
		}
		s := sheet{title: f.Caption + ": " + p.called(at.kind, e), hint: p.wrongWith(at.kind, at.id, f.Key)}
		// set gives a matter one of the levels; -1 takes it out.
		set := func(id string, level int) {
			now := e
			lists := append([]string{f.Key}, names(f.Levels[1:], func(o edit.Option) string { return str(o.Value) })...)
			for i, key := range lists {
				list := slices.DeleteFunc(strs(now[key]), func(v string) bool { return v == id && (i > 0 || level < 0) })
				if i > 0 && i == level || i == 0 && level >= 0 && !slices.Contains(list, id) {
					list = append(list, id)
				}
				now = now.with(key, list)
			}
			at.put(now)
		}
		for _, id := range strs(e[f.Key]) {
			name, level := id, 0
			for i, l := range f.Levels {
				if i > 0 && slices.Contains(strs(e[str(l.Value)]), id) {
					level = i
				}
			}
			if i := slices.IndexFunc(f.Options, func(o edit.Option) bool { return str(o.Value) == id }); i >= 0 {
				name = f.Options[i].Name
			}
			s.rows = append(s.rows, row{title: name, value: f.Levels[level].Name, tap: func() {
				p.choose(name, names2(f.Levels, func(i int, o edit.Option) cell { return named(o.Name, i == level) }), func(i int) { set(id, i) })
			}, acts: []act{{"✕", func() { set(id, -1) }}}})
		}
		s.rows = append(s.rows, row{title: "+  " + strings.TrimSuffix(f.Add, "…"), tap: func() { p.open(p.parts(f, at, func(id string) { set(id, 0) })) }})
		return s, true
	}
}

// parts is the page to choose a group from, and then it or one of its matters.
func (p *page) parts(f edit.Field, at *spot, done func(string)) func() (sheet, bool) {
	return func() (sheet, bool) {
		e, ok := at.get()
		s := sheet{title: strings.TrimSuffix(f.Add, "…")}
		have := strs(e[f.Key])
		for i, o := range f.Options {
			if i > 0 && f.Options[i-1].Part == o.Part {
				continue
			}
			s.rows = append(s.rows, row{title: o.Part, tap: func() {
				p.open(always(func() sheet {
					in := sheet{title: o.Part}
					for _, x := range f.Options {
						if x.Part == o.Part && !slices.Contains(have, str(x.Value)) {
							in.rows = append(in.rows, row{title: x.Name, tap: func() { p.back(); p.back(); done(str(x.Value)) }})
						}
					}
					return in
				}))
			}})
		}
		return s, ok
	}
}
