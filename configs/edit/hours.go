package edit

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Hours are opening hours as their form shows them. Times are as written: "08:00-12:00, 12:30-16:30", "closed" or nothing.
type Hours struct {
	Name       string      `json:"name" toml:"-"`
	SameAs     string      `json:"same_as,omitempty" toml:"same_as"` // the hours are those; all else is empty then
	Mon        string      `json:"mon,omitempty" toml:"mon"`
	Tue        string      `json:"tue,omitempty" toml:"tue"`
	Wed        string      `json:"wed,omitempty" toml:"wed"`
	Thu        string      `json:"thu,omitempty" toml:"thu"`
	Fri        string      `json:"fri,omitempty" toml:"fri"`
	Sat        string      `json:"sat,omitempty" toml:"sat"`
	Sun        string      `json:"sun,omitempty" toml:"sun"`
	Holidays   bool        `json:"closed_on_holidays,omitempty" toml:"closed_on_holidays"`
	Exceptions []Exception `json:"exceptions,omitempty" toml:"exception"`
}

// Exception are days with times of their own. The first that fits a day counts.
type Exception struct {
	From     string            `json:"from" toml:"-"`            // MM-DD of every year, or YYYY-MM-DD
	Until    string            `json:"until,omitempty" toml:"-"` // empty: From alone
	Weekdays []string          `json:"weekdays,omitempty" toml:"weekdays"`
	Open     string            `json:"open" toml:"open"`
	Why      map[string]string `json:"why,omitempty" toml:"why"`

	RawFrom  any `json:"-" toml:"from"` // with or without quotes
	RawUntil any `json:"-" toml:"until"`
}

// settle finishes what the decoder has read.
func (h *Hours) settle(name string) {
	h.Name = name
	for i := range h.Exceptions {
		e := &h.Exceptions[i]
		e.From, e.Until = day(e.RawFrom), day(e.RawUntil)
		e.RawFrom, e.RawUntil = nil, nil
	}
}

func (h Hours) entries() []Entry {
	if h.SameAs != "" {
		h = Hours{SameAs: h.SameAs}
	}
	return []Entry{
		optional("same_as", h.SameAs), optional("mon", h.Mon), optional("tue", h.Tue), optional("wed", h.Wed), optional("thu", h.Thu),
		optional("fri", h.Fri), optional("sat", h.Sat), optional("sun", h.Sun), optional("closed_on_holidays", h.Holidays),
	}
}

func (h Hours) rows(langs []string) Rows {
	var rs Rows
	if h.SameAs != "" {
		return rs
	}
	for _, e := range h.Exceptions {
		r := []Entry{{"from", e.From}, optional("until", e.Until), {"weekdays", listOrNil(e.Weekdays)}, {"open", e.Open}}
		rs = append(rs, append(r, texts("why", e.Why, langs)...))
	}
	return rs
}

// hoursTable finds the expressions of [hours.NAME]: its header, one behind its keys, and one behind its exceptions.
func (d *Document) hoursTable(name string) (first, keys, last int, ok bool) {
	path := []string{"hours", name}
	first = slices.IndexFunc(d.list, func(x expression) bool { return x.kind == unstable.Table && slices.Equal(x.path, path) })
	if first < 0 {
		return 0, 0, 0, false
	}
	for keys = first + 1; keys < len(d.list) && d.list[keys].kind == unstable.KeyValue; keys++ {
	}
	for last = keys; last < len(d.list) && len(d.list[last].path) > 2 && slices.Equal(d.list[last].path[:2], path); last++ {
	}
	return first, keys, last, true
}

func (d *Document) setHours(name, key string, value any) error {
	first, keys, _, _ := d.hoursTable(name)
	return d.set(d.list[first:keys], key, value)
}

func (d *Document) putHours(o Office, c Change) error {
	h := *c.Hours
	at := slices.Index(o.Hours, h.Name)
	if c.Do == "add" {
		if at >= 0 {
			return fmt.Errorf("%w: %s", ErrTaken, h.Name)
		}
		return d.addHours(h, o.Languages)
	}
	h.Name = c.ID // services name it
	if at = slices.Index(o.Hours, c.ID); at < 0 {
		return fmt.Errorf("%w: hours %s", ErrNone, c.ID)
	}
	if _, _, _, ok := d.hoursTable(h.Name); !ok {
		return fmt.Errorf("%w: the hours %s are written in another way", ErrText, h.Name)
	}
	old := o.Times[at].entries()
	for i, e := range h.entries() {
		if same(old[i].Value, e.Value) {
			continue
		}
		if err := d.setHours(h.Name, e.Key, e.Value); err != nil {
			return err
		}
	}
	return d.setRows(nested{"hours." + h.Name + ".exception", 3,
		func() []block {
			_, keys, last, _ := d.hoursTable(h.Name)
			return d.arrays(keys, last, []string{"hours", h.Name, "exception"})
		},
		func(v any) error { return d.setHours(h.Name, "exception", v) },
	}, o.Times[at].rows(o.Languages), h.rows(o.Languages))
}

// addHours puts a new table behind the last of its kind.
func (d *Document) addHours(h Hours, langs []string) error {
	es := h.entries()
	if rows := h.rows(langs); len(rows) > 0 {
		es = append(es, Entry{"exception", rows})
	}
	end := len(d.text)
	for i, x := range d.list {
		if x.path[0] == "hours" && x.kind != unstable.KeyValue {
			last := i + 1
			for last < len(d.list) && d.list[last].kind == unstable.KeyValue {
				last++
			}
			end = d.lineEnd(d.list[last-1].end)
		}
	}
	text := d.nl + "[hours." + h.Name + "]" + d.nl + lines(es, d.nl)
	if end > 0 && d.text[end-1] != '\n' {
		text = d.nl + text
	}
	return d.edit(cut{span{end, end}, text})
}

func (d *Document) removeHours(o Office, name string) error {
	first, _, last, ok := d.hoursTable(name)
	switch {
	case !slices.Contains(o.Hours, name):
		return fmt.Errorf("%w: hours %s", ErrNone, name)
	case !ok:
		return fmt.Errorf("%w: the hours %s are written in another way", ErrText, name)
	}
	return d.cutOut(first, last)
}

// cutOut takes expressions out, with the comments on them and the blank line behind.
func (d *Document) cutOut(first, last int) error {
	start, end := d.touching(first, last)
	if end < len(d.text) && blank(d.text[end:d.lineEnd(end)]) {
		end = d.lineEnd(end)
	}
	return d.edit(cut{span{start, end}, ""})
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }
