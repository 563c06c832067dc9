package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// block is one table of an array of tables, with the tables below it and the comment lines that touch it. What stands
// between blocks, set off by an empty line, belongs to the file and not to a block.
type block struct {
	span
	first, last int // expressions: the header, and one behind the end
}

// blocks finds the tables of an array, such as "service".
func (d *Document) blocks(kind string) []block {
	var bs []block
	for i := 0; i < len(d.list); i++ {
		if x := d.list[i]; x.kind != unstable.ArrayTable || len(x.path) != 1 || x.path[0] != kind {
			continue
		}
		b := block{first: i, last: i + 1}
		for b.last < len(d.list) {
			x := d.list[b.last]
			if x.kind != unstable.KeyValue && (len(x.path) == 1 || x.path[0] != kind) {
				break
			}
			b.last++
		}
		b.start, b.end = d.touching(b.first, b.last)
		bs = append(bs, b)
		i = b.last - 1
	}
	return bs
}

// touching are the bounds of whole lines of expressions, with the comments right above and right below; those that
// touch the next header are the next one's.
func (d *Document) touching(first, last int) (start, end int) {
	start = d.lineStart(d.list[first].start)
	for start > 0 {
		up := d.lineStart(start - 1)
		if !comment(d.text[up:start]) {
			break
		}
		start = up
	}
	end = d.lineEnd(d.list[last-1].end)
	below := end
	for below < len(d.text) && comment(d.text[below:d.lineEnd(below)]) {
		below = d.lineEnd(below)
	}
	if below == len(d.text) || blank(d.text[below:d.lineEnd(below)]) {
		end = below
	}
	return start, end
}

// Len tells how many tables an array of tables has.
func (d *Document) Len(kind string) int { return len(d.blocks(kind)) }

// Move brings a table to another place in its array; those between move up or down. Places count from 0.
func (d *Document) Move(kind string, from, to int) error {
	bs := d.blocks(kind)
	if from < 0 || from >= len(bs) || to < 0 || to >= len(bs) {
		return fmt.Errorf("%w: there is no %s at %d or %d", ErrText, kind, from, to)
	}
	texts := make([]string, len(bs))
	for i, b := range bs {
		texts[i] = string(d.text[b.start:b.end])
		if !strings.HasSuffix(texts[i], "\n") {
			texts[i] += d.nl
		}
	}
	moved := texts[from]
	texts = slices.Insert(slices.Delete(slices.Clone(texts), from, from+1), to, moved)
	var cuts []cut
	for i, b := range bs {
		if string(d.text[b.start:b.end]) != texts[i] {
			cuts = append(cuts, cut{b.span, texts[i]})
		}
	}
	return d.edit(cuts...)
}

// Remove takes a table out, with the comments that touch it and one empty line.
func (d *Document) Remove(kind string, at int) error {
	bs := d.blocks(kind)
	if at < 0 || at >= len(bs) {
		return fmt.Errorf("%w: there is no %s at %d", ErrText, kind, at)
	}
	b := bs[at]
	switch {
	case b.end < len(d.text) && blank(d.text[b.end:d.lineEnd(b.end)]):
		b.end = d.lineEnd(b.end)
	case b.start > 0 && blank(d.text[d.lineStart(b.start-1):b.start]):
		b.start = d.lineStart(b.start - 1)
	}
	return d.edit(cut{b.span, ""})
}

// Add puts a new table behind the last of its array, or at the end of the file.
func (d *Document) Add(kind string, entries []Entry) error {
	bs := d.blocks(kind)
	at, text := len(d.text), d.nl+"[["+kind+"]]"+d.nl+lines(entries, d.nl)
	if len(bs) > 0 {
		at = bs[len(bs)-1].end
	}
	if at > 0 && d.text[at-1] != '\n' {
		text = d.nl + text
	}
	return d.edit(cut{span{at, at}, text})
}
