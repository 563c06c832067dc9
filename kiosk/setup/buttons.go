package setup

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"bileter/configs/edit"
	"bileter/internal/text"
)

// menu is the first page: the tiles in their order.
func (p *page) menu() sheet {
	o := p.state.Office
	s := sheet{title: say("tab_buttons"), hint: p.standing(), rows: []row{{title: say("tab_hardware"), value: say("s_hardware_hint"), tap: p.bench.open}}}
	for i, g := range o.Groups {
		r := row{icon: g.Icon, colour: g.Color, title: g.Letter + "  " + g.Name[lang], faint: g.Hidden, tap: func() { p.open(p.group(g.Letter)) }}
		r.value = say("s_services", text.Args{"N": len(p.services(g.Letter))})
		if g.Hidden {
			r.value = say("hidden_chip")
		}
		r.wrong = p.wrongWith("group", g.Letter, "")
		for _, sv := range p.services(g.Letter) {
			if w := p.wrongWith("service", sv.ID, ""); w != "" && r.wrong == "" {
				r.wrong = sv.ID + ": " + w
			}
		}
		r.acts = p.order("group", names(o.Groups, func(g edit.Group) string { return g.Letter }), i)
		s.rows = append(s.rows, r)
	}
	if len(p.services("")) > 0 {
		s.rows = append(s.rows, row{icon: "info", colour: "#46546e", title: say("info_pages"), value: say("s_services", text.Args{"N": len(p.services(""))}),
			tap: func() { p.open(p.list("")) }})
	}
	s.rows = append(s.rows,
		row{title: "+  " + say("add_group"), tap: p.addGroup},
		row{title: say("s_hours"), value: say("s_hours_hint"), tap: func() { p.open(always(p.allHours)) }},
	)
	s.also = []act{{say("tab_versions"), func() { p.open(always(p.versions)) }}, {say("preview"), p.preview}}
	s.main = &act{caption: say("review")}
	if p.state.Changed || p.state.Stale {
		s.main.do = func() { p.open(always(p.review)) }
	}
	return s
}

// standing says how the draft stands.
func (p *page) standing() string {
	st := p.state
	switch {
	case st.Broken != "":
		return say("broken", text.Args{"Why": st.Broken})
	case st.Stale:
		return say("stale")
	case len(st.Problems) > 0:
		return say("changes_count", text.Args{"N": len(st.Changes)}) + "   " + say("problems_count", text.Args{"N": len(st.Problems)})
	case st.Changed:
		return say("changes_count", text.Args{"N": len(st.Changes)})
	}
	return say("no_changes")
}

// services are those of a group, or, without a letter, the pages to read.
func (p *page) services(letter string) (out []edit.Service) {
	for _, s := range p.state.Office.Services {
		if info := s.Kind == "info"; info && letter == "" || !info && s.Letter == letter && letter != "" {
			out = append(out, s)
		}
	}
	return out
}

func names[T any](list []T, name func(T) string) (out []string) {
	for _, x := range list {
		out = append(out, name(x))
	}
	return out
}

// order are the keys that move one of a list up and down.
func (p *page) order(kind string, ids []string, i int) []act {
	move := func(before string) func() {
		return func() { p.change(edit.Change{Do: "move", Kind: kind, ID: ids[i], Before: before}, nil) }
	}
	up, down := act{caption: "▲"}, act{caption: "▼"}
	if i > 0 {
		up.do = move(ids[i-1])
	}
	if i < len(ids)-1 {
		down.do = move(append(ids, "")[i+2])
	}
	return []act{up, down}
}

// wrongWith is the first problem of an element's field, or of any (""). A field stands for those within it.
func (p *page) wrongWith(of, id, field string) string {
	for _, x := range p.state.Problems {
		if x.Of != of || x.ID != id {
			continue
		}
		rest, ok := strings.CutPrefix(x.Field, field)
		if field == "" || ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return x.Text
		}
	}
	return ""
}

func (p *page) addGroup() {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		l := string(c)
		if slices.ContainsFunc(p.state.Office.Groups, func(g edit.Group) bool { return g.Letter == l }) {
			continue
		}
		g := edit.Group{Letter: l, Icon: "help", Color: palette[0], Mean: 10}
		p.change(edit.Change{Do: "add", Kind: "group", Group: &g}, func() { p.open(p.group(l)) })
		return
	}
}

// group is the form of a group.
func (p *page) group(letter string) func() (sheet, bool) {
	return func() (sheet, bool) {
		i := slices.IndexFunc(p.state.Office.Groups, func(g edit.Group) bool { return g.Letter == letter })
		if i < 0 {
			return sheet{}, false
		}
		g := p.state.Office.Groups[i]
		put := func(f func(*edit.Group)) {
			now := g
			f(&now)
			p.change(edit.Change{Do: "put", Kind: "group", ID: letter, Group: &now}, func() { letter = now.Letter })
		}
		wrong := func(field string) string { return p.wrongWith("group", letter, field) }
		s := sheet{title: letter + "  " + g.Name[lang], hint: p.standing()}
		s.rows = append(s.rows, row{title: say("s_of_group"), value: p.namesOf(letter), wrong: wrong("services"), tap: func() { p.open(p.list(letter)) }})
		s.rows = append(s.rows, p.texts("name", g.Name, wrong, func(w map[string]string) { put(func(g *edit.Group) { g.Name = w }) })...)
		s.rows = append(s.rows,
			row{icon: g.Icon, colour: g.Color, title: field1("icon"), value: g.Icon, wrong: wrong("icon"), tap: func() {
				p.choose(field1("icon"), options(p.state.Icons, func(n string) cell { return cell{icon: n, colour: g.Color, on: n == g.Icon} }),
					func(i int) { put(func(x *edit.Group) { x.Icon = p.state.Icons[i] }) })
			}},
			row{colour: g.Color, icon: " ", title: field1("color"), value: g.Color, wrong: wrong("color"), tap: func() {
				p.choose(field1("color"), options(palette, func(c string) cell { return cell{icon: " ", colour: c, on: c == g.Color} }),
					func(i int) { put(func(x *edit.Group) { x.Color = palette[i] }) })
			}},
			p.letterRow(g, wrong, func(l string) { put(func(x *edit.Group) { x.Letter = l }) }),
			p.hoursRow(g.Hours, say("hours_office"), wrong("hours"), func(h string) { put(func(x *edit.Group) { x.Hours = h }) }),
			row{title: field1("mean_minutes"), value: strconv.Itoa(g.Mean), wrong: wrong("mean_minutes"), tap: func() {
				p.figure(field1("mean_minutes"), "", numbers, strconv.Itoa(g.Mean), func(v string) { put(func(x *edit.Group) { x.Mean = number(v) }) })
			}},
			p.toggle("hidden", g.Hidden, func(on bool) { put(func(x *edit.Group) { x.Hidden = on }) }),
			p.removal("group", letter, g.Name[lang]),
		)
		s.also = []act{{say("preview"), p.preview}}
		return s, true
	}
}

func (p *page) letterRow(g edit.Group, wrong func(string) string, put func(string)) row {
	var free []string
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		if l := string(c); l == g.Letter || !slices.ContainsFunc(p.state.Office.Groups, func(x edit.Group) bool { return x.Letter == l }) {
			free = append(free, l)
		}
	}
	return row{title: field1("letter"), value: g.Letter, wrong: wrong("letter"), tap: func() {
		p.choose(field1("letter"), options(free, func(l string) cell { return cell{caption: l, on: l == g.Letter} }), func(i int) { put(free[i]) })
	}}
}

// namesOf lists the services of a group.
func (p *page) namesOf(letter string) string {
	return strings.Join(names(p.services(letter), func(s edit.Service) string { return s.Name[lang] }), ", ")
}

// list are the services of a group, or the pages to read.
func (p *page) list(letter string) func() (sheet, bool) {
	return always(func() sheet {
		own := p.services(letter)
		s := sheet{title: letter + "  " + p.groupName(letter), hint: p.standing()}
		ids := names(own, func(s edit.Service) string { return s.ID })
		for i, sv := range own {
			r := row{title: sv.ID + "  " + sv.Name[lang], faint: sv.Hidden, wrong: p.wrongWith("service", sv.ID, ""), tap: func() { p.open(p.service(sv.ID)) }}
			if sv.Hidden {
				r.value = say("hidden_chip")
			}
			r.acts = p.order("service", ids, i)
			s.rows = append(s.rows, r)
		}
		s.rows = append(s.rows, row{title: "+  " + say("add_service"), tap: func() { p.addService(letter) }})
		s.also = []act{{say("preview"), p.preview}}
		return s
	})
}

func (p *page) groupName(letter string) string {
	for _, g := range p.state.Office.Groups {
		if g.Letter == letter {
			return g.Name[lang]
		}
	}
	return say("info_pages")
}

// texts are the rows of a text in each language.
func (p *page) texts(name string, was map[string]string, wrong func(string) string, put func(map[string]string)) (rs []row) {
	for _, l := range p.state.Office.Languages {
		caption := inLanguage(field1(name), l)
		rs = append(rs, row{title: caption, value: was[l], wrong: wrong(name + "." + l), tap: func() {
			p.write(caption, l, was[l], func(v string) { put(with(was, l, v)) })
		}})
	}
	return rs
}

// with is a copy of a map with one value changed.
func with[V any](m map[string]V, k string, v V) map[string]V {
	out := map[string]V{}
	maps.Copy(out, m)
	out[k] = v
	return out
}

// toggle is a row of something that is or is not.
func (p *page) toggle(name string, on bool, put func(bool)) row {
	v := say("d_no")
	if on {
		v = say("d_yes")
	}
	return row{title: field1(name), value: v, tap: func() { put(!on) }}
}

func (p *page) removal(kind, id, name string) row {
	return row{title: say("remove"), value: say("s_remove_hint"), tap: func() {
		p.sure(say("remove_sure", text.Args{"Name": name}), say("remove"), func() { p.change(edit.Change{Do: "remove", Kind: kind, ID: id}, nil) })
	}}
}

func options[T any](list []T, f func(T) cell) (out []cell) {
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

// field1 names a field, with a capital.
func field1(name string) string { return capital("f_" + name) }

// capital are words that begin with one.
func capital(id string) string {
	r := []rune(say(id))
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// number reads digits; what is none is 0, which the loader refuses by name where it matters.
func number(s string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(s))
	return n
}
