package edit

import (
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// SetRows changes a list of tables within a table, such as the fees of a service, from old to rows. Rows that stay
// the same are not touched. It keeps to the manner of the file: [[service.fee]], or fee = [{ }].
func (d *Document) SetRows(kind string, at int, key string, old, rows Rows) error {
	if reflect.DeepEqual(old, rows) {
		return nil
	}
	below := d.below(kind, at, key)
	if len(below) == 0 {
		if len(rows) == 0 {
			return d.Set(kind, at, key, nil)
		}
		return d.Set(kind, at, key, rows)
	}
	for len(below) > len(rows) {
		b := below[len(below)-1]
		if err := d.edit(cut{b.span, ""}); err != nil {
			return err
		}
		below = d.below(kind, at, key)
	}
	for j := range below {
		if j < len(old) && reflect.DeepEqual(old[j], rows[j]) {
			continue
		}
		if err := d.setRow(kind, at, key, j, rows[j]); err != nil {
			return err
		}
	}
	if len(below) == len(rows) || len(rows) == 0 {
		return nil
	}
	var s strings.Builder
	for _, row := range rows[len(below):] {
		width := 0
		for _, e := range row {
			width = max(width, len([]rune(e.Key)))
		}
		s.WriteString("[[" + kind + "." + key + "]]" + d.nl)
		for _, e := range row {
			s.WriteString(e.line(width, d.nl))
		}
	}
	end := d.below(kind, at, key)[len(below)-1].end
	text := s.String()
	if end > 0 && d.text[end-1] != '\n' {
		text = d.nl + text
	}
	return d.edit(cut{span{end, end}, text})
}

// setRow writes what differs of one table, and takes out what is gone.
func (d *Document) setRow(kind string, at int, key string, j int, row []Entry) error {
	b := d.below(kind, at, key)[j]
	var gone []string
	for _, x := range d.list[b.first+1 : b.last] {
		k := strings.Join(x.path[2:], ".")
		if !slices.ContainsFunc(row, func(e Entry) bool { return e.Key == k || strings.HasPrefix(e.Key, k+".") }) {
			gone = append(gone, k)
		}
	}
	for _, k := range gone {
		if err := d.set(d.list[b.first:b.last], k, nil); err != nil {
			return err
		}
		b = d.below(kind, at, key)[j]
	}
	for _, e := range row {
		if err := d.set(d.list[b.first:b.last], e.Key, e.Value); err != nil {
			return err
		}
		b = d.below(kind, at, key)[j]
	}
	return nil
}

// below finds the tables [[kind.key]] of one table.
func (d *Document) below(kind string, at int, key string) []block {
	bs := d.blocks(kind)
	if at < 0 || at >= len(bs) {
		return nil
	}
	var out []block
	for i := bs[at].first + 1; i < bs[at].last; i++ {
		if x := d.list[i]; x.kind != unstable.ArrayTable || len(x.path) != 2 || x.path[1] != key {
			continue
		}
		b := block{first: i, last: i + 1}
		for b.last < bs[at].last && d.list[b.last].kind == unstable.KeyValue {
			b.last++
		}
		b.start, b.end = d.lineStart(d.list[i].start), d.lineEnd(d.list[b.last-1].end)
		out = append(out, b)
		i = b.last - 1
	}
	return out
}
