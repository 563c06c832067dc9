package edit

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Entry is a key, which may be dotted, and what to write behind it: a string, int, bool, []string or Rows.
type Entry struct {
	Key   string
	Value any
}

// Rows is a list of tables, written within the value.
type Rows [][]Entry

// wide is the column at which lists are broken.
const wide = 118

func (e Entry) line(width int, nl string) string {
	pad := strings.Repeat(" ", max(0, width-len([]rune(e.Key))))
	head := e.Key + pad + " = "
	return head + write(e.Value, len([]rune(head)), nl) + nl
}

// write gives the TOML of a value that begins at a column.
func write(v any, column int, nl string) string {
	switch v := v.(type) {
	case string:
		return quote(v, nl)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case []string:
		var b strings.Builder
		b.WriteString("[")
		at := column + 1
		for i, s := range v {
			q := quote(s, nl)
			n := len([]rune(q))
			switch {
			case i > 0 && at+n+3 > wide:
				b.WriteString("," + nl + strings.Repeat(" ", column+1))
				at = column + 1
			case i > 0:
				b.WriteString(", ")
				at += 2
			}
			b.WriteString(q)
			at += n
		}
		return b.String() + "]"
	case Rows:
		if len(v) == 0 {
			return "[]"
		}
		var b strings.Builder
		b.WriteString("[" + nl)
		for _, row := range v {
			b.WriteString("  { " + inline(row, nl) + " }," + nl)
		}
		return b.String() + "]"
	}
	panic(fmt.Sprintf("edit: a value of type %T", v)) // only this package and its callers' constants
}

func inline(row []Entry, nl string) string {
	var parts []string
	for _, e := range row {
		if e.Value != nil {
			parts = append(parts, e.Key+" = "+write(e.Value, 0, nl))
		}
	}
	return strings.Join(parts, ", ")
}

// quote writes a string; one of several lines in three quotes.
func quote(s, nl string) string {
	var b strings.Builder
	long := strings.Contains(s, "\n")
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c == '\n' && long:
			b.WriteString(nl)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	if long {
		return `"""` + nl + b.String() + `"""`
	}
	return `"` + b.String() + `"`
}

// Set gives a key of a table a value: in its place where it has one, else behind its neighbours. The key is a path
// such as "name.uk". A value of nil takes the key out.
func (d *Document) Set(kind string, at int, key string, value any) error {
	bs := d.blocks(kind)
	if at < 0 || at >= len(bs) {
		return fmt.Errorf("%w: there is no %s at %d", ErrText, kind, at)
	}
	return d.set(d.list[bs[at].first:bs[at].last], key, value)
}

// set works on the expressions of one table, the header first.
func (d *Document) set(list []expression, key string, value any) error {
	path := slices.Concat(list[0].path, strings.Split(key, "."))
	for i, x := range list {
		if x.kind == unstable.ArrayTable && i > 0 && len(x.path) > len(list[0].path) {
			list = list[:i] // tables of an array below are not ours
			break
		}
	}
	for _, x := range list {
		if x.kind != unstable.KeyValue {
			continue
		}
		if slices.Equal(x.path, path) {
			return d.replace(x, value)
		}
		if x.inline && len(x.path) < len(path) && slices.Equal(x.path, path[:len(x.path)]) {
			return d.setInline(x, path, value)
		}
	}
	if value == nil {
		return nil
	}
	// Behind the last key that begins alike, else behind the last of the table's own.
	after := list[0]
	for _, x := range list[1:] {
		if x.kind == unstable.KeyValue && x.head == len(list[0].path) {
			after = x
		}
	}
	for _, x := range list[1:] {
		if x.kind == unstable.KeyValue && x.path[len(list[0].path)] == path[len(list[0].path)] {
			after = x
		}
	}
	width, indent := 0, ""
	if after.kind == unstable.KeyValue {
		before := d.text[d.lineStart(after.start):after.start]
		indent = string(before[:len(before)-len(strings.TrimLeft(string(before), " \t"))])
		width = len([]rune(strings.TrimSuffix(strings.TrimSuffix(string(d.text[after.key.start:after.value.start]), " "), "=")))
		width = max(0, width-1)
	}
	e := Entry{strings.Join(path[after.head:], "."), value}
	end := d.lineEnd(after.end)
	text := indent + e.line(width, d.nl)
	if end > 0 && d.text[end-1] != '\n' {
		text = d.nl + text
	}
	return d.edit(cut{span{end, end}, text})
}

// replace writes another value, or takes the whole line out.
func (d *Document) replace(x expression, value any) error {
	if value == nil {
		return d.edit(cut{span{d.lineStart(x.start), d.lineEnd(x.end)}, ""})
	}
	column := len([]rune(string(d.text[d.lineStart(x.start):x.value.start])))
	return d.edit(cut{x.value, write(value, column, d.nl)})
}

// setInline changes a key within { }.
func (d *Document) setInline(x expression, path []string, value any) error {
	for i, in := range x.inner {
		switch {
		case !slices.Equal(in.path, path):
			continue
		case value != nil:
			return d.edit(cut{in.value, write(value, 0, d.nl)})
		case i > 0:
			return d.edit(cut{span{x.inner[i-1].end, in.end}, ""})
		case len(x.inner) > 1:
			return d.edit(cut{span{in.start, x.inner[1].start}, ""})
		}
		return d.replace(x, nil)
	}
	if value == nil {
		return nil
	}
	e := inline([]Entry{{strings.Join(path[len(x.path):], "."), value}}, d.nl)
	if n := len(x.inner); n > 0 {
		end := x.inner[n-1].end
		return d.edit(cut{span{end, end}, ", " + e})
	}
	return d.edit(cut{x.value, "{ " + e + " }"})
}

// SetKey gives a key of a table such as "console" a value, or takes it out (nil). A table that is missing is added.
func (d *Document) SetKey(table, key string, value any) error {
	path := []string{table, key}
	for i, x := range d.list {
		switch {
		case x.kind == unstable.KeyValue && slices.Equal(x.path, path):
			return d.replace(x, value)
		case x.kind == unstable.KeyValue && x.inline && len(x.path) == 1 && x.path[0] == table:
			return d.setInline(x, path, value)
		case x.kind == unstable.Table && len(x.path) == 1 && x.path[0] == table:
			last := i + 1
			for last < len(d.list) && d.list[last].kind == unstable.KeyValue {
				last++
			}
			return d.set(d.list[i:last], key, value)
		}
	}
	if value == nil {
		return nil
	}
	text := "[" + table + "]" + d.nl + Entry{key, value}.line(0, d.nl)
	if len(d.text) > 0 {
		text = d.nl + text
	}
	if len(d.text) > 0 && d.text[len(d.text)-1] != '\n' {
		text = d.nl + text
	}
	return d.edit(cut{span{len(d.text), len(d.text)}, text})
}

// Key returns a text of a table; empty where there is none.
func (d *Document) Key(table, key string) string {
	var whole map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(d.text, []byte("\ufeff")), &whole); err != nil {
		return "" // it was read before
	}
	t, _ := whole[table].(map[string]any)
	s, _ := t[key].(string)
	return s
}
