package configs

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bileter/internal/queue"
	"bileter/internal/text"
)

// reader collects the problems of one file while its parts are read.
type reader struct {
	file     string
	problems Problems
	langs    []string // office.languages
}

func (r *reader) problem(line int, key, what, hint string) {
	r.problems.List = append(r.problems.List, Problem{File: r.file, Line: line, Key: oneLine(key), What: what, Hint: hint})
}

// section is a table being read. Asking for a key makes it known; end reports the others.
type section struct {
	r     *reader
	node  *node  // nil where the table is missing: everything in it is missing too
	head  string // "printer" or "service P3"
	sep   string // "." or ": "
	asked []string
}

func (r *reader) section(n *node, head, sep string) *section {
	return &section{r: r, node: n, head: head, sep: sep}
}

func (s *section) key(k string) string { return s.head + s.sep + k }

// line is that of a key, or of the table where the key is missing.
func (s *section) line(k string) int {
	if s.node == nil {
		return 0
	}
	if l, ok := s.node.where[k]; ok {
		return l
	}
	return s.node.line
}

func (s *section) has(k string) bool { return s.node != nil && s.node.table[k] != nil }

func (s *section) problem(k, what, hint string) { s.r.problem(s.line(k), s.key(k), what, hint) }

// get returns a value of the wanted kind; nil where it is missing or, which is reported, another.
func (s *section) get(k string, want ...kind) *node {
	s.asked = append(s.asked, k)
	if !s.has(k) {
		return nil
	}
	n := s.node.table[k]
	if !slices.Contains(want, n.kind) {
		s.problem(k, fmt.Sprintf("is %s, must be %s", n.kind, want[0]), "")
		return nil
	}
	return n
}

// must reports a missing key.
func (s *section) must(k, hint string) {
	if !s.has(k) {
		s.problem(k, "is missing", hint)
	}
}

// string returns a text, "" where it is missing or wrong.
func (s *section) string(k string) string {
	n := s.get(k, aText)
	if n == nil {
		return ""
	}
	if c, ok := oddRune(n.text, false); ok {
		s.problem(k, fmt.Sprintf("contains the character %U", c), "take it out")
		return ""
	}
	return n.text
}

// need is string for a key that must be there and not be blank.
func (s *section) need(k, hint string) string {
	v := strings.TrimSpace(s.string(k))
	s.must(k, hint)
	if s.has(k) && s.node.table[k].kind == aText && strings.TrimSpace(s.node.table[k].text) == "" {
		s.problem(k, "is empty", hint)
	}
	return v
}

// int returns a number within low and high; ok is false where it is missing or wrong.
func (s *section) int(k string, low, high int) (v int, ok bool) {
	n := s.get(k, aNumber)
	if n == nil {
		return 0, false
	}
	wide, err := strconv.ParseInt(n.text, 0, 64)
	if err != nil || wide < int64(low) || wide > int64(high) {
		s.problem(k, fmt.Sprintf("is %s, must be from %d to %d", n.text, low, high), "")
		return 0, false
	}
	return int(wide), true
}

func (s *section) bool(k string) bool {
	n := s.get(k, aSwitch)
	return n != nil && n.text == "true"
}

// maxItems bounds the work of the checks that compare everything with everything.
const maxItems = 2000

// list returns the items of a list of one kind, without those of another kind, which are reported.
func (s *section) list(k string, want kind) []*node {
	n := s.get(k, aList)
	if n == nil {
		return nil
	}
	if len(n.items) > maxItems {
		s.problem(k, fmt.Sprintf("has %d items, at most %d", len(n.items), maxItems), "")
		return nil
	}
	var out []*node
	for i, it := range n.items {
		if it.kind != want {
			s.r.problem(it.line, fmt.Sprintf("%s[%d]", s.key(k), i), fmt.Sprintf("is %s, must be %s", it.kind, want), "")
			continue
		}
		out = append(out, it)
	}
	return out
}

// table returns the section of a table below this one, nil where there is none.
func (s *section) table(k string) *section {
	n := s.get(k, aTable)
	if n == nil {
		return nil
	}
	return s.r.section(n, s.key(k), ".")
}

// end reports keys that nobody asked for.
func (s *section) end() {
	if s.node == nil {
		return
	}
	for _, k := range s.node.keys {
		if !slices.Contains(s.asked, k) {
			s.problem(k, "is not known here", didYouMean(k, s.asked))
		}
	}
}

// words reads one text in every language of the office. The limit is in characters.
func (s *section) words(k string, limit int, hint string) queue.Words {
	t := s.table(k)
	if t == nil {
		s.must(k, hint)
		return nil
	}
	out := queue.Words{}
	for _, lang := range t.languages() {
		n := t.get(lang, aText)
		if n == nil {
			continue
		}
		if v, ok := t.sentence(lang, n, limit, k == "info"); ok {
			out[lang] = v
		}
	}
	t.end()
	return out
}

// lists reads lists of short texts: all languages of the office if every is set, else any.
func (s *section) lists(k string, limit int, every bool) map[string][]string {
	t := s.table(k)
	if t == nil {
		return nil
	}
	langs := text.Languages
	if every {
		langs = t.languages()
	}
	out := map[string][]string{}
	for _, lang := range langs {
		for i, n := range t.list(lang, aText) {
			if v, ok := t.sentence(fmt.Sprintf("%s[%d]", lang, i), n, limit, false); ok {
				out[lang] = append(out[lang], v)
			}
		}
	}
	t.end()
	if len(out) == 0 {
		return nil
	}
	return out
}

// languages reports the languages of the office that a table of translations lacks, and returns all that
// it may have: a language taken out of office.languages may keep its texts.
func (s *section) languages() []string {
	for _, lang := range s.r.langs {
		if !s.has(lang) {
			s.r.problem(s.node.line, s.key(lang), "the translation is missing",
				fmt.Sprintf("%s is one of office.languages: write the text, or take the language out", lang))
		}
	}
	return text.Languages
}

// sentence checks a text that people will read.
func (s *section) sentence(k string, n *node, limit int, paragraphs bool) (string, bool) {
	what, hint := "", ""
	length := utf8.RuneCountInString(n.text)
	if c, ok := oddRune(n.text, paragraphs); ok {
		what, hint = fmt.Sprintf("contains the character %U", c), "take it out"
	} else if strings.TrimSpace(n.text) == "" {
		what, hint = "is empty", "write the text"
	} else if strings.TrimSpace(n.text) != n.text {
		what, hint = "begins or ends with a space", "take it out"
	} else if length > limit {
		what, hint = fmt.Sprintf("has %d characters, at most %d fit", length, limit), "say it shorter"
	}
	if what != "" {
		s.r.problem(n.line, s.key(k), what, hint)
		return "", false
	}
	return n.text, true
}

// oddRune finds what cannot be shown: control characters and those that turn the direction of writing.
func oddRune(v string, paragraphs bool) (rune, bool) {
	for _, c := range v {
		if c == '\n' && paragraphs {
			continue
		}
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == unicode.ReplacementChar {
			return c, true
		}
	}
	return 0, false
}

// once reports values used twice, naming the line of the first.
type once map[string]int

func (o once) see(r *reader, line int, key, value, hint string) bool {
	if first, ok := o[value]; ok {
		r.problem(line, key, fmt.Sprintf("%s is used twice, first in line %d", quote(value), first), hint)
		return false
	}
	o[value] = line
	return true
}

func keysOf[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
