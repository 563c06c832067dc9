package setup

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"bileter/configs/edit"
)

// element is what a form fills in, as it is in JSON.
type element map[string]any

// read turns a value of JSON into another.
func read[T any](v any) (out T) {
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		panic(err) // both sides are this program's own types
	}
	return out
}

// str writes a value of JSON; none, nothing and 0 are alike.
func str(v any) string {
	switch v {
	case nil, 0.0, 0:
		return ""
	}
	return fmt.Sprint(v)
}

func strs(v any) (out []string) {
	list, _ := v.([]any)
	for _, x := range list {
		out = append(out, str(x))
	}
	return out
}

// with is an element with another value.
func (e element) with(key string, v any) element {
	out := maps.Clone(e)
	out[key] = v
	return read[element](out)
}

// all are the elements of a kind; of a table there is one.
func (p *page) all(kind string) (out []element) {
	switch v := p.office[p.state.Forms[kind].List].(type) {
	case []any:
		for _, x := range v {
			out = append(out, x.(map[string]any))
		}
	case map[string]any:
		out = []element{v}
	}
	return out
}

// named is an element's name among its kind.
func (p *page) named(kind string, e element) string {
	if key := p.state.Forms[kind].Name; key != "" {
		return str(e[key])
	}
	return kind
}

// called is what people call it.
func (p *page) called(kind string, e element) string {
	name, _ := e["name"].(map[string]any)
	switch kind {
	case "group", "service":
		return p.named(kind, e) + "  " + str(name[lang])
	case "counter":
		return p.placed(e)
	case "hours":
		return say("at_hours", args{"ID": str(e["name"])})
	case "zone":
		return str(name[lang])
	}
	return p.state.Forms[kind].Title
}

func (p *page) placed(e element) string {
	if room := str(e["room"]); room != "" {
		return say("of_counter", args{"ID": "p. " + room})
	}
	return say("of_counter", args{"ID": str(e["n"])})
}

func (p *page) element(kind, id string) (element, bool) {
	all := p.all(kind)
	i := slices.IndexFunc(all, func(e element) bool { return p.named(kind, e) == id })
	if i < 0 {
		return nil, false
	}
	return all[i], true
}

// spot is where fields are: in an element, or in a table within one.
type spot struct {
	kind, id string
	head     string // of its fields in problems: "fee[0]."
	whole    func() element
	get      func() (element, bool)
	put      func(element)
}

// form is the page of an element.
func (p *page) form(kind, id string) func() (sheet, bool) {
	at := &spot{kind: kind, id: id}
	at.get = func() (element, bool) { return p.element(kind, at.id) }
	at.whole = func() element { e, _ := at.get(); return e }
	at.put = func(e element) {
		p.change(changed("put", kind, at.id, e), func() {
			if kind != "service" { // tickets name it: it stays
				at.id = p.named(kind, e)
			}
		})
	}
	return func() (sheet, bool) {
		e, ok := at.get()
		if !ok {
			return sheet{}, false
		}
		s := sheet{title: p.called(kind, e), hint: p.standing()}
		if kind == "group" {
			s.rows = append(s.rows, row{title: say("s_of_group"), value: p.namesOf(at.id), wrong: p.wrongWith("group", at.id, "services"), tap: func() { p.open(p.list(at.id)) }})
		}
		s.rows = append(s.rows, p.fields(at, p.state.Forms[kind].Fields, e)...)
		switch {
		case kind == "group" || kind == "service":
			s.also = []act{{say("preview"), p.preview}}
			s.rows = append(s.rows, p.removal(at, "remove_sure", say("s_remove_hint"), e))
		case p.state.Forms[kind].Name != "" && !(kind == "hours" && at.id == "office"):
			s.rows = append(s.rows, p.removal(at, "remove_plain", "", e))
		}
		return s, true
	}
}

func (p *page) removal(at *spot, sure, hint string, e element) row {
	return row{title: say("remove"), value: hint, tap: func() {
		p.sure(say(sure, args{"Name": p.called(at.kind, e)}), say("remove"), func() {
			p.change(edit.Change{Do: "remove", Kind: at.kind, ID: at.id}, nil)
		})
	}}
}

// changed is a change that writes an element.
func changed(do, kind, id string, e element) edit.Change {
	if do == "add" {
		id = ""
	}
	return read[edit.Change](map[string]any{"do": do, "kind": kind, "id": id, kind: e})
}

// add adds a new one and opens its form. A name that nobody can make up is asked for first.
func (p *page) add(kind, letter string) {
	form := p.state.Forms[kind]
	fresh, ok := form.Fresh[letter]
	if !ok {
		return
	}
	e := read[element](fresh)
	make := func(e element) {
		p.change(changed("add", kind, "", e), func() { p.open(p.form(kind, p.named(kind, e))) })
	}
	for _, f := range form.Fields {
		if f.First && f.Kind == edit.Text && str(e[f.Key]) == "" {
			p.write(form.New+": "+f.Hint, "en", "", false, func(v string) { make(e.with(f.Key, v)) })
			return
		}
	}
	make(e)
}

// elements is the list of a kind, to open and to add to.
func (p *page) elements(kind string) func() (sheet, bool) {
	return always(func() sheet {
		form := p.state.Forms[kind]
		s := sheet{title: form.Title, hint: p.standing()}
		for _, e := range p.all(kind) {
			id := p.named(kind, e)
			s.rows = append(s.rows, row{title: p.called(kind, e), value: p.gist(kind, e), colour: str(e["color"]), icon: " ", wrong: p.wrongWith(kind, id, ""), tap: func() { p.open(p.form(kind, id)) }})
		}
		s.rows = append(s.rows, row{title: "+  " + form.Add, tap: func() { p.add(kind, "") }})
		return s
	})
}

// gist is what a list says of an element besides its name: what stands in its first fields.
func (p *page) gist(kind string, e element) string {
	var parts []string
	form := p.state.Forms[kind]
	for _, f := range form.Fields {
		named := form.Name != "" && (f.Key == form.Name || f.Key == "name")
		if named || f.Kind == edit.Tables || f.Kind == edit.Switch || f.Kind == edit.Choice && str(e[f.Key]) == "" {
			continue
		}
		if seen(f, e) && len(parts) < 3 {
			if s := p.shown(f, e); s != "" || form.Name == "" {
				parts = append(parts, cmp.Or(s, f.Empty))
			}
		}
	}
	return joined(parts, " · ")
}

// places is what is not a button: the office's texts, help, hours, zones and counters.
func (p *page) places() sheet {
	s := sheet{title: say("tab_place"), hint: p.standing()}
	for _, kind := range placeKinds {
		form := p.state.Forms[kind]
		r := row{title: form.Title, wrong: p.wrongOf(kind)}
		all := p.all(kind)
		if form.Name == "" {
			r.tap = func() { p.open(p.form(kind, kind)) }
			for _, e := range all {
				r.value = p.gist(kind, e)
			}
		} else {
			r.tap = func() { p.open(p.elements(kind)) }
			var names []string
			for _, e := range all {
				names = append(names, p.called(kind, e))
			}
			r.value = joined(names, ", ")
		}
		s.rows = append(s.rows, r)
	}
	return s
}

var placeKinds = []string{"office", "help", "hours", "zone", "counter", "phrases", "figures", "ticket_button"}

// wrongOf is the first problem of a kind.
func (p *page) wrongOf(kind string) string {
	for _, x := range p.state.Problems {
		if x.Of == kind {
			return joined([]string{x.Place, x.Text}, ": ")
		}
	}
	return ""
}
