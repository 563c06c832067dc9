// Package edit changes the text of a set-up file in place: whatever a change does not touch, comments, order and
// spacing among it, stays byte for byte. It knows the shape of the file and none of its rules: whether the text
// is a right set-up is for configs.Parse to say. It reads and writes no files.
package edit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxText is that of configs: a larger file is no set-up.
const maxText = 1 << 20

// ErrText says that a text cannot be edited here: it is not TOML, or written in a way that only a person can change.
var ErrText = errors.New("cannot be edited here")

// TextError is an ErrText that knows where the text cannot be read.
type TextError struct {
	Line, Column int // from 1
	What         string
}

func (e *TextError) Error() string {
	return fmt.Sprintf("%v: line %d, column %d: %s", ErrText, e.Line, e.Column, e.What)
}

// Unwrap makes it an ErrText.
func (e *TextError) Unwrap() error { return ErrText }

// unread says why and where the decoder gave up.
func unread(err error) error {
	var at *toml.DecodeError
	if errors.As(err, &at) {
		line, column := at.Position()
		return &TextError{line, column, strings.TrimPrefix(at.Error(), "toml: ")}
	}
	return fmt.Errorf("%w: %v", ErrText, err)
}

// Document is the text of a set-up file. Use Open.
type Document struct {
	text []byte
	nl   string // how its lines end
	list []expression
}

// expression is one header, or one key with its value.
type expression struct {
	kind       unstable.Kind // Table, ArrayTable or KeyValue
	path       []string      // from the top of the file
	head       int           // how many parts of the path its header gave
	start, end int           // of the text, without the comment behind it
	key, value span          // of a KeyValue
	inline     bool          // the value is a table in braces
	inner      []expression  // of an inline table, with paths as if it were none
}

type span struct{ start, end int }

// Open reads a text. The error is ErrText for what is not TOML.
func Open(text []byte) (*Document, error) {
	d := &Document{nl: "\n"}
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		d.nl = "\r\n"
	}
	return d, d.take(bytes.Clone(text))
}

// Text returns the text as it is now.
func (d *Document) Text() []byte { return bytes.Clone(d.text) }

// take makes a text the document's, or refuses it and changes nothing.
func (d *Document) take(text []byte) error {
	if len(text) > maxText {
		return fmt.Errorf("%w: the text is larger than %d KiB", ErrText, maxText>>10)
	}
	mark := 0
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		mark = len("\ufeff")
	}
	var whole map[string]any // the decoder knows the rules of TOML that the parser does not
	if err := toml.Unmarshal(text[mark:], &whole); err != nil {
		return unread(err)
	}
	r := lister{mark: mark, text: text}
	r.parser.Reset(text[mark:])
	var list []expression
	var header []string
	for r.parser.NextExpression() {
		e := r.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			x := r.header(e)
			header = x.path
			list = append(list, x)
		case unstable.KeyValue:
			list = append(list, r.pair(header, e))
		}
	}
	if err := r.parser.Error(); err != nil {
		return fmt.Errorf("%w: %v", ErrText, err)
	}
	d.text, d.list = text, list
	return nil
}

// lister finds where the expressions of a text stand.
type lister struct {
	parser unstable.Parser
	mark   int // bytes before the parser's text
	text   []byte
}

func (r *lister) span(s unstable.Range) span {
	return span{r.mark + int(s.Offset), r.mark + int(s.Offset+s.Length)}
}

func (r *lister) header(e *unstable.Node) expression {
	x := expression{kind: e.Kind}
	for k := e.Key(); k.Next(); {
		s := r.span(k.Node().Raw)
		if len(x.path) == 0 {
			x.start = bytes.LastIndexByte(r.text[:s.start], '[')
			for x.start > 0 && r.text[x.start-1] == '[' {
				x.start--
			}
		}
		x.path = append(x.path, string(k.Node().Data))
		x.end = s.end
	}
	x.head = len(x.path)
	for x.end < len(r.text) && strings.IndexByte("] \t", r.text[x.end]) >= 0 {
		x.end++
	}
	x.end = x.start + len(bytes.TrimRight(r.text[x.start:x.end], " \t"))
	return x
}

func (r *lister) pair(header []string, e *unstable.Node) expression {
	x := expression{kind: e.Kind, path: slices.Clone(header), head: len(header)}
	whole := r.span(e.Raw)
	x.start = whole.start
	x.end = whole.start + len(bytes.TrimRight(r.text[whole.start:whole.end], " \t\r\n"))
	for k := e.Key(); k.Next(); {
		s := r.span(k.Node().Raw)
		if len(x.path) == len(header) {
			x.key.start = s.start
		}
		x.key.end = s.end
		x.path = append(x.path, string(k.Node().Data))
	}
	at := x.key.end + bytes.IndexByte(r.text[x.key.end:], '=') + 1
	for at < x.end && (r.text[at] == ' ' || r.text[at] == '\t') {
		at++
	}
	x.value = span{at, x.end}
	if x.inline = e.Value().Kind == unstable.InlineTable; x.inline {
		for it := e.Value().Children(); it.Next(); {
			x.inner = append(x.inner, r.pair(x.path, it.Node()))
		}
	}
	return x
}

// edit replaces spans of the text, which do not overlap, and reads the result; on an error nothing has changed.
func (d *Document) edit(cuts ...cut) error {
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.start - b.start })
	var out []byte
	at := 0
	for _, c := range cuts {
		out = append(append(out, d.text[at:c.start]...), c.text...)
		at = c.end
	}
	return d.take(append(out, d.text[at:]...))
}

// cut is a span and what stands there afterwards.
type cut struct {
	span
	text string
}

// lineStart and lineEnd are the bounds of the line of an offset; the end is behind its line break.
func (d *Document) lineStart(at int) int { return bytes.LastIndexByte(d.text[:at], '\n') + 1 }

func (d *Document) lineEnd(at int) int {
	if i := bytes.IndexByte(d.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(d.text)
}

// blank tells whether a line has nothing, and comment whether it has only a comment.
func blank(line []byte) bool   { return len(bytes.TrimSpace(line)) == 0 }
func comment(line []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) }
