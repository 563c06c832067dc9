package edit

import (
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// nested are the tables of an array within one table, such as the fees of a service.
type nested struct {
	name  string          // of the array, dotted: "service.fee", "hours.office.exception"
	depth int             // parts of name
	find  func() []block  // where they stand now
	whole func(any) error // writes all of them as one value, or takes it out (nil)
}

// SetRows changes a list of tables within a table, such as the fees of a service, from old to rows. Rows that stay
// the same are not touched. It keeps to the manner of the file: [[service.fee]], or fee = [{ }].
func (d *Document) SetRows(kind string, at int, key string, old, rows Rows) error {
	return d.setRows(nested{kind + "." + key, 2,
		func() []block { return d.below(kind, at, key) },
		func(v any) error { return d.Set(kind, at, key, v) }}, old, rows)
}

func (d *Document) setRows(in nested, old, rows Rows) error {
	if reflect.DeepEqual(old, rows) {
		return nil
	}
	below := in.find()
	if len(below) == 0 {
		if len(rows) == 0 {
			return in.whole(nil)
		}
		return in.whole(rows)
	}
	for len(below) > len(rows) {
		b := below[len(below)-1]
		if err := d.edit(cut{b.span, ""}); err != nil {
			return err
		}
		below = in.find()
	}
	for j := range below {
		if j < len(old) && reflect.DeepEqual(old[j], rows[j]) {
			continue
		}
		if err := d.setRow(in, j, rows[j]); err != nil {
			return err
		}
	}
	if len(below) == len(rows) || len(rows) == 0 {
		return nil
	}
	var s strings.Builder
	for _, row := range rows[len(below):] {
		s.WriteString("[[" + in.name + "]]" + d.nl + lines(row, d.nl))
	}
	below = in.find()
	end := below[len(below)-1].end
	text := s.String()
	if end > 0 && d.text[end-1] != '\n' {
		text = d.nl + text
	}
	return d.edit(cut{span{end, end}, text})
}

// lines writes entries below each other, their values aligned.
func lines(es []Entry, nl string) string {
	width := 0
	for _, e := range es {
		if e.Value != nil {
			width = max(width, len([]rune(e.Key)))
		}
	}
	var s strings.Builder
	for _, e := range es {
		if e.Value != nil {
			s.WriteString(e.line(width, nl))
		}
	}
	return s.String()
}

// setRow writes what differs of one table, and takes out what is gone.
func (d *Document) setRow(in nested, j int, row []Entry) error {
	b := in.find()[j]
	var gone []string
	for _, x := range d.list[b.first+1 : b.last] {
		k := strings.Join(x.path[in.depth:], ".")
		if !slices.ContainsFunc(row, func(e Entry) bool { return e.Key == k || strings.HasPrefix(e.Key, k+".") }) {
			gone = append(gone, k)
		}
	}
	for _, k := range gone {
		if err := d.set(d.list[b.first:b.last], k, nil); err != nil {
			return err
		}
		b = in.find()[j]
	}
	for _, e := range row {
		if err := d.set(d.list[b.first:b.last], e.Key, e.Value); err != nil {
			return err
		}
		b = in.find()[j]
	}
	return nil
}

// below finds the tables [[kind.key]] of one table.
func (d *Document) below(kind string, at int, key string) []block {
	bs := d.blocks(kind)
	if at < 0 || at >= len(bs) {
		return nil
	}
	return d.arrays(bs[at].first+1, bs[at].last, []string{kind, key})
}

// arrays finds the tables of an array among the expressions from first to last.
func (d *Document) arrays(first, last int, path []string) []block {
	var out []block
	for i := first; i < last; i++ {
		if x := d.list[i]; x.kind != unstable.ArrayTable || !slices.Equal(x.path, path) {
			continue
		}
		b := block{first: i, last: i + 1}
		for b.last < last && d.list[b.last].kind == unstable.KeyValue {
			b.last++
		}
		b.start, b.end = d.lineStart(d.list[i].start), d.lineEnd(d.list[b.last-1].end)
		out = append(out, b)
		i = b.last - 1
	}
	return out
}
