package setup

import (
	"math"
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
		r := row{icon: g.Icon, colour: g.Color, title: g.Letter + "  " + g.Name[lang], faint: g.Hidden, tap: func() { p.open(p.form("group", g.Letter)) }}
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
		r.run, r.move = "group", p.order("group", names(o.Groups, func(g edit.Group) string { return g.Letter }), i)
		s.rows = append(s.rows, r)
	}
	if len(p.services("")) > 0 {
		s.rows = append(s.rows, row{icon: "info", colour: "#46546e", title: say("info_pages"), value: say("s_services", text.Args{"N": len(p.services(""))}),
			tap: func() { p.open(p.list("")) }})
	}
	s.rows = append(s.rows,
		row{title: "+  " + say("add_group"), tap: func() { p.add("group", "") }},
		row{title: say("tab_place"), value: say("s_place_hint"), wrong: p.wrongInPlaces(), tap: func() { p.open(always(p.places)) }},
		row{title: say("u_title"), value: say("u_title_hint"), tap: p.openSticks},
		row{title: say("tab_versions"), value: say("versions_hint"), tap: func() { p.open(always(p.versions)) }},
	)
	s.also = []act{{say("preview"), p.preview}}
	s.main = &act{caption: say("review")}
	if p.state.Changed || p.state.Stale {
		s.main.do = func() { p.open(always(p.review)) }
	}
	return s
}

// wrongInPlaces is the first problem of what is not a button.
func (p *page) wrongInPlaces() string {
	for _, kind := range placeKinds {
		if w := p.wrongOf(kind); w != "" {
			return w
		}
	}
	return ""
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

// names2 makes something of each of a list and its place.
func names2[T, V any](list []T, f func(int, T) V) (out []V) {
	for i, x := range list {
		out = append(out, f(i, x))
	}
	return out
}

func names[T any](list []T, name func(T) string) (out []string) {
	for _, x := range list {
		out = append(out, name(x))
	}
	return out
}

// order lets one of a list be moved among the others.
func (p *page) order(kind string, ids []string, i int) func(to int) {
	return func(to int) {
		if to > i {
			to++ // it stands before that one once it is gone from its place
		}
		p.change(edit.Change{Do: "move", Kind: kind, ID: ids[i], Before: append(slices.Clone(ids), "")[to]}, nil)
	}
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
			r := row{title: sv.ID + "  " + sv.Name[lang], faint: sv.Hidden, wrong: p.wrongWith("service", sv.ID, ""), tap: func() { p.open(p.form("service", sv.ID)) }}
			if sv.Hidden {
				r.value = say("hidden_chip")
			}
			r.run, r.move = "service", p.order("service", ids, i)
			s.rows = append(s.rows, r)
		}
		s.rows = append(s.rows, row{title: "+  " + say("add_service"), tap: func() { p.add("service", letter) }})
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

// noField is what is wrong with an element as a whole: for a service, that nobody serves it.
func (p *page) noField(of, id string) string {
	for _, x := range p.state.Problems {
		if x.Of == of && x.ID == id && x.Field == "" {
			return x.Text
		}
	}
	return ""
}

func options[T any](list []T, f func(T) cell) (out []cell) {
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

// number reads digits; what is none is 0, and what is far too large the most there is: the loader refuses both by name where it
// matters.
func number(s string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(s)) // of too many digits it is the largest
	return min(n, math.MaxInt32)
}
