package configs

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// kind is the type of a value, in the words of the messages.
type kind string

const (
	aText   kind = "text in quotes"
	aNumber kind = "a whole number"
	aSwitch kind = "true or false"
	aDate   kind = "a date"
	aList   kind = "a list"
	aTable  kind = "a table"
	aReal   kind = "a number with a fraction"
	another kind = "a time"
)

// node is a value of the file with the line where it stands.
type node struct {
	kind  kind
	line  int
	text  string  // of aText, and the literal of every other scalar
	items []*node // of aList
	keys  []string
	table map[string]*node // of aTable
	where map[string]int   // lines of the keys of aTable
}

func newTable(line int) *node {
	return &node{kind: aTable, line: line, table: map[string]*node{}, where: map[string]int{}}
}

func (n *node) put(key string, line int, v *node) {
	if _, ok := n.table[key]; !ok {
		n.keys = append(n.keys, key)
	}
	n.table[key], n.where[key] = v, line
}

// lines tells where the tables of a document and the keys in them stand.
func (n *node) lines() map[string]int {
	at := map[string]int{}
	for k, line := range n.where {
		at[k] = line
		for below, line := range n.table[k].where {
			at[k+"."+below] = line
		}
	}
	return at
}

const (
	maxFile  = 1 << 20
	maxLine  = 16 << 10 // the decoder's recursion follows the keys of a line
	maxLines = 20_000   // the decoder compares the keys of a table with each other
)

// plant makes a tree of a TOML document. The problem, if any, is that it is not one.
func plant(name string, data []byte) (*node, *Problem) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // as some editors write it
	if p := unreadable(data); p != nil {
		p.File = name
		return nil, p
	}
	// The library's decoder knows the rules of TOML that its parser does not: keys and tables given twice.
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		p := &Problem{File: name, What: "cannot be read as TOML: " + oneLine(strings.TrimPrefix(err.Error(), "toml: "))}
		if de := (*toml.DecodeError)(nil); errors.As(err, &de) {
			p.Line, _ = de.Position()
		}
		return nil, p
	}
	b := builder{starts: lineStarts(data)}
	b.parser.Reset(data)
	root := newTable(1)
	at := root
	for b.parser.NextExpression() {
		e := b.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			at = b.open(root, e.Key(), false)
		case unstable.ArrayTable:
			at = b.open(root, e.Key(), true)
		case unstable.KeyValue:
			b.set(at, e)
		}
	}
	if err := b.parser.Error(); err != nil {
		return nil, &Problem{File: name, What: "cannot be read as TOML: " + oneLine(err.Error())}
	}
	return root, nil
}

func unreadable(data []byte) *Problem {
	if len(data) > maxFile {
		return &Problem{What: fmt.Sprintf("is larger than %d KiB", maxFile>>10), Hint: "this is not a set-up file"}
	}
	if n := bytes.Count(data, []byte("\n")); n > maxLines {
		return &Problem{What: fmt.Sprintf("has more than %d lines", maxLines), Hint: "this is not a set-up file"}
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if len(line) > maxLine {
			return &Problem{Line: i + 1, What: fmt.Sprintf("this line is longer than %d KiB", maxLine>>10),
				Hint: "this is not a set-up file"}
		}
		if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
			return &Problem{Line: i + 1, What: "this line is not UTF-8 text", Hint: "save the file as UTF-8 in the editor"}
		}
	}
	return nil
}

type builder struct {
	parser unstable.Parser
	starts []int // offset of each line
}

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (b *builder) line(r unstable.Range) int {
	return sort.SearchInts(b.starts, int(r.Offset)+1)
}

// open finds or makes the table of a header. Tables given twice have been refused before.
func (b *builder) open(root *node, key unstable.Iterator, array bool) *node {
	at := root
	for key.Next() {
		k, line := string(key.Node().Data), b.line(key.Node().Raw)
		next := at.table[k]
		switch {
		case key.IsLast() && array:
			if next == nil || next.kind != aList {
				next = &node{kind: aList, line: line}
				at.put(k, line, next)
			}
			next.items = append(next.items, newTable(line))
		case next == nil || next.kind != aTable && next.kind != aList:
			next = newTable(line)
			at.put(k, line, next)
		}
		if next.kind == aList {
			if len(next.items) == 0 {
				next.items = append(next.items, newTable(line))
			}
			next = next.items[len(next.items)-1]
		}
		if next.kind != aTable { // an array of values used as a table: refused before
			next = newTable(line)
		}
		at = next
	}
	return at
}

// set puts a key and its value, which may be dotted, into a table.
func (b *builder) set(at *node, e *unstable.Node) {
	key := e.Key()
	for key.Next() {
		k, line := string(key.Node().Data), b.line(key.Node().Raw)
		if key.IsLast() {
			at.put(k, line, b.value(e.Value(), line))
			return
		}
		next := at.table[k]
		if next == nil || next.kind != aTable {
			next = newTable(line)
			at.put(k, line, next)
		}
		at = next
	}
}

func (b *builder) value(v *unstable.Node, line int) *node {
	if v.Raw.Length > 0 {
		line = b.line(v.Raw)
	}
	switch v.Kind {
	case unstable.Array:
		n := &node{kind: aList, line: line}
		for it := v.Children(); it.Next(); {
			n.items = append(n.items, b.value(it.Node(), line))
		}
		return n
	case unstable.InlineTable:
		n := newTable(line)
		for it := v.Children(); it.Next(); {
			b.set(n, it.Node())
		}
		return n
	}
	n := &node{kind: another, line: line, text: string(v.Data)}
	switch v.Kind {
	case unstable.String:
		n.kind = aText
	case unstable.Integer:
		n.kind = aNumber
	case unstable.Float:
		n.kind = aReal
	case unstable.Bool:
		n.kind = aSwitch
	case unstable.LocalDate:
		n.kind = aDate
	}
	return n
}
