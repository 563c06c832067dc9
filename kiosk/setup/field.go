package setup

import (
	"cmp"
	"slices"
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
