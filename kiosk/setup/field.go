package setup

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bileter/configs/edit"
	"bileter/internal/text"
)

type args = text.Args

// seen tells whether an element has a field now.
func seen(f edit.Field, e element) bool { return f.If == "" || slices.Contains(f.Is, str(e[f.If])) }

// fields are the rows of an element's fields.
func (p *page) fields(at *spot, fields []edit.Field, e element) (rs []row) {
	for _, f := range fields {
		if f.First || !seen(f, e) {
			continue
		}
		set := func(v any) { at.put(e.with(f.Key, v)) }
		wrong := func(below string) string {
			return p.wrongWith(at.kind, p.problemID(at), at.head+cmp.Or(f.Spot, f.Key)+below)
		}
		r := row{title: f.Caption, value: cmp.Or(p.shown(f, e), f.Empty, f.Hint), wrong: wrong("")}
		if f.Spot == " " { // of the element as a whole: nobody serves it
			r.wrong = p.noField(at.kind, at.id)
		}
		switch f.Kind {
		case edit.Words, edit.Story, edit.Lists:
			rs = append(rs, p.languages(f, e, wrong, set)...)
			continue
		case edit.List:
			r.tap = func() { p.texts(f.Caption, f.Hint, lang, strs(e[f.Key]), func(l []string) { set(l) }) }
		case edit.Text:
			r.tap = func() { p.write(f.Caption, lang, str(e[f.Key]), false, func(v string) { set(v) }) }
		case edit.Number:
			r.tap = func() {
				p.figure(f.Caption, cmp.Or(f.Hint, f.Empty), numbers, str(e[f.Key]), func(v string) { set(number(v)) })
			}
		case edit.Date, edit.Day, edit.Times, edit.Clock:
			board := map[string][]string{edit.Times: times, edit.Clock: clock}[f.Kind]
			if board == nil {
				board = days
			}
			r.tap = func() { p.figure(f.Caption, f.Hint, board, p.shown(f, e), func(v string) { set(cmp.Or(v, f.Blank)) }) }
		case edit.Money:
			r.tap = func() {
				p.figure(f.Caption, f.Hint, amounts, strings.ReplaceAll(zloty(e), "–", "-"), func(v string) { at.put(grosze(e, v)) })
			}
		case edit.Choice:
			r.tap = func() {
				list := slices.DeleteFunc(slices.Clone(f.Options), func(o edit.Option) bool { return o.Of != "" && o.Of != at.id || f.Others && str(o.Value) == at.id })
				p.choose(f.Caption, options(list, func(o edit.Option) cell { return named(o.Name, str(o.Value) == str(e[f.Key])) }), func(i int) { set(list[i].Value) })
			}
		case edit.Switch:
			on := e[f.Key] == true
			r.value = joined([]string{p.shown(f, e), f.Hint}, " · ")
			r.tap = func() { set(!on) }
		case edit.Icon:
			r.icon, r.colour, r.value = str(e[f.Key]), str(e["color"]), ""
			r.tap = func() {
				p.choose(f.Caption, options(p.state.Icons, func(n string) cell { return cell{icon: n, colour: str(e["color"]), on: n == e[f.Key]} }), func(i int) { set(p.state.Icons[i]) })
			}
		case edit.Color:
			r.icon, r.colour = " ", str(e[f.Key])
			r.tap = func() {
				p.choose(f.Caption, options(palette, func(c string) cell { return cell{icon: " ", colour: c, on: c == e[f.Key]} }), func(i int) { set(palette[i]) })
			}
		case edit.Many:
			r.tap = func() { p.open(p.many(at, f)) }
		case edit.Serves:
			r.tap = func() { p.open(p.serves(at, f)) }
		case edit.Tables:
			r.tap = func() { p.open(p.tables(at, f)) }
		}
		rs = append(rs, r)
	}
	return rs
}

// problemID is an element's name in problems: a table has none.
func (p *page) problemID(at *spot) string {
	if p.state.Forms[at.kind].Name == "" {
		return ""
	}
	return at.id
}

// shown is a field's value as people read it; empty where there is none.
func (p *page) shown(f edit.Field, e element) string {
	v := e[f.Key]
	name := func(v string) string {
		if i := slices.IndexFunc(f.Options, func(o edit.Option) bool { return str(o.Value) == v }); i >= 0 {
			return f.Options[i].Name
		}
		return v
	}
	switch f.Kind {
	case edit.Words, edit.Story:
		m, _ := v.(map[string]any)
		return str(m[lang])
	case edit.List:
		return joined(strs(v), "; ")
	case edit.Choice:
		return name(str(v))
	case edit.Many, edit.Serves:
		all := strs(v)
		if f.Kind == edit.Many && len(f.Options) > 0 && f.Options[0].Part == "" {
			all = names(all, name)
		}
		return joined(all, ", ")
	case edit.Switch:
		return say(map[bool]string{true: "d_yes", false: "d_no"}[v == true])
	case edit.Money:
		return zloty(e)
	case edit.Times:
		if v == "closed" {
			return ""
		}
	case edit.Tables:
		list, _ := v.([]any)
		return joined(names(list, func(x any) string { a, b := p.summary(f, x.(map[string]any)); return joined([]string{a, b}, " · ") }), "; ")
	}
	return str(v)
}

func joined(parts []string, between string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), between)
}

// summary says what an element of a table is, in two parts.
func (p *page) summary(f edit.Field, e element) (title, more string) {
	var parts []string
	for _, g := range f.Fields {
		if s := p.shown(g, e); s != "" {
			parts = append(parts, s)
		} else if g.Kind == edit.Times {
			parts = append(parts, g.Empty)
		}
	}
	n := min(2, len(parts))
	return joined(parts[:n], " · "), joined(parts[n:], " · ")
}

// languages are the rows of a text, or of a list of them, in each language.
func (p *page) languages(f edit.Field, e element, wrong func(string) string, set func(any)) (rs []row) {
	was, _ := e[f.Key].(map[string]any)
	for i, l := range p.state.Office.Languages {
		r := row{title: f.Caption + " – " + text.Name(l), wrong: wrong("." + l)}
		if i == 0 && r.wrong == "" && wrong("") != "" && !slices.ContainsFunc(p.state.Office.Languages, func(l string) bool { return wrong("."+l) != "" }) {
			r.wrong = wrong("") // of all languages together
		}
		put := func(v any) {
			now := element{}
			for k, x := range was {
				now[k] = x
			}
			now[l] = v
			set(now)
		}
		if f.Kind == edit.Lists {
			r.value = cmp.Or(joined(strs(was[l]), "; "), say("s_none"))
			r.tap = func() { p.texts(r.title, "", l, strs(was[l]), func(list []string) { put(list) }) }
		} else {
			r.value = str(was[l])
			r.tap = func() { p.write(r.title, l, str(was[l]), true, func(v string) { put(v) }) }
		}
		rs = append(rs, r)
	}
	return rs
}

// texts is the page of a list of texts.
func (p *page) texts(caption, hint, language string, list []string, put func([]string)) {
	set := func(now []string) { list = now; put(now) }
	p.open(always(func() sheet {
		s := sheet{title: caption, hint: hint}
		for i, v := range list {
			s.rows = append(s.rows, row{title: v, run: "texts", move: func(to int) { set(moved(list, i, to)) },
				tap: func() {
					p.write(caption, language, v, true, func(v string) {
						now := slices.Clone(list)
						if now[i] = v; v == "" {
							now = slices.Delete(now, i, i+1)
						}
						set(now)
					})
				},
				acts: []act{{"✕", func() { set(slices.Delete(slices.Clone(list), i, i+1)) }}},
			})
		}
		s.rows = append(s.rows, row{title: "+  " + say("s_add_line"), tap: func() {
			p.write(caption, language, "", true, func(v string) {
				if v != "" {
					set(append(slices.Clone(list), v))
				}
			})
		}})
		return s
	}))
}

// moved is a list with one of it in another place.
func moved[T any](list []T, from, to int) []T {
	x := list[from]
	return slices.Insert(slices.Delete(slices.Clone(list), from, from+1), to, x)
}

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

// tables is the page of elements within an element, in the order in which they count.
func (p *page) tables(at *spot, f edit.Field) func() (sheet, bool) {
	return func() (sheet, bool) {
		e, ok := at.get()
		if !ok {
			return sheet{}, false
		}
		s := sheet{title: f.Caption + ": " + p.called(at.kind, e), hint: cmp.Or(f.Hint, p.standing())}
		list, _ := e[f.Key].([]any)
		set := func(now []any) { at.put(e.with(f.Key, now)) }
		for i, x := range list {
			title, more := p.summary(f, x.(map[string]any))
			s.rows = append(s.rows, row{title: cmp.Or(title, say("s_none")), value: more, run: f.Key, move: func(to int) { set(moved(list, i, to)) },
				wrong: p.wrongWith(at.kind, at.id, fmt.Sprintf("%s[%d]", cmp.Or(f.Spot, f.Key), i)), tap: func() { p.open(p.table(at, f, i)) }})
		}
		s.rows = append(s.rows, row{title: "+  " + f.Add, tap: func() {
			if now := []any{f.Fresh}; f.Front {
				set(append(now, list...))
			} else {
				set(append(slices.Clone(list), now...))
			}
		}})
		return s, true
	}
}

// table is the form of one of them.
func (p *page) table(at *spot, f edit.Field, i int) func() (sheet, bool) {
	in := &spot{kind: at.kind, id: at.id, head: fmt.Sprintf("%s[%d].", cmp.Or(f.Spot, f.Key), i), whole: at.whole}
	all := func() (element, []any) {
		e, _ := at.get()
		list, _ := e[f.Key].([]any)
		return e, list
	}
	in.get = func() (element, bool) {
		if _, list := all(); i < len(list) {
			return list[i].(map[string]any), true
		}
		return nil, false
	}
	in.put = func(x element) {
		e, list := all()
		list = slices.Clone(list)
		list[i] = x
		at.put(e.with(f.Key, list))
	}
	return func() (sheet, bool) {
		x, ok := in.get()
		if !ok {
			return sheet{}, false
		}
		title, _ := p.summary(f, x)
		s := sheet{title: f.Caption + ": " + title, rows: p.fields(in, f.Fields, x)}
		s.rows = append(s.rows, row{title: say("remove"), tap: func() {
			e, list := all()
			p.back()
			at.put(e.with(f.Key, slices.Delete(slices.Clone(list), i, i+1)))
		}})
		return s, true
	}
}

// zloty writes an amount, or two with a dash between.
func zloty(e element) string {
	one := func(key string) string {
		n, ok := e[key].(float64)
		if !ok {
			return "?"
		}
		return strings.TrimSuffix(strings.Replace(fmt.Sprintf("%.2f", n/100), ".", ",", 1), ",00")
	}
	if _, two := e["min"]; two && e["amount"] == nil {
		return one("min") + "–" + one("max")
	}
	return one("amount")
}

// grosze reads what zloty writes. What is no number becomes -1, which the loader refuses by name.
func grosze(e element, s string) element {
	read := func(s string) int {
		if v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64); err == nil && v >= 0 && v < 1e7 {
			return int(math.Round(v * 100))
		}
		return -1
	}
	out := e.with("amount", nil)
	for _, key := range []string{"amount", "min", "max"} {
		delete(out, key)
	}
	if a, b, two := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-"); two {
		return out.with("min", read(a)).with("max", read(b))
	}
	return out.with("amount", read(s))
}
