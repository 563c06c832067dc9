package setup

import (
	"cmp"
	"fmt"
	"slices"

	"bileter/configs/edit"
)

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
