package configs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Problem is one thing wrong with a set-up file.
type Problem struct {
	File string
	Line int    // from 1; 0: the file as a whole
	Key  string // "service P3: name.uk", "printer.width"; empty: no single key
	What string // what is wrong
	Hint string // what to do; may be empty
}

// String writes the problem as one line: "olszanow.toml:123: service P3: name.uk: is missing (hint)".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	if p.Key != "" {
		b.WriteString(": " + p.Key)
	}
	b.WriteString(": " + p.What)
	if p.Hint != "" {
		b.WriteString(" (" + p.Hint + ")")
	}
	return b.String()
}

// Problems is the error of Load and Parse: everything wrong with a file at once, in the order of its lines.
type Problems struct {
	List []Problem

	cause error // of the operating system, when the file could not be read
}

// maxShown is more than anybody reads.
const maxShown = 500

// Error writes one line for each problem, and after 500 only how many more there are.
func (p *Problems) Error() string {
	var lines []string
	for i, one := range p.List {
		if i == maxShown {
			lines = append(lines, fmt.Sprintf("and %d more", len(p.List)-i))
			break
		}
		lines = append(lines, one.String())
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the operating system's error of a file that could not be read.
func (p *Problems) Unwrap() error { return p.cause }

// sort puts the problems in the order of lines. One that two checks have found stands once.
func (p *Problems) sort() {
	seen := map[Problem]bool{}
	p.List = slices.DeleteFunc(p.List, func(one Problem) bool {
		was := seen[one]
		seen[one] = true
		return was
	})
	slices.SortStableFunc(p.List, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
}

// nearest returns the word of words that s was probably meant to be.
func nearest(s string, words []string) (string, bool) {
	best, limit := "", 2
	if len(s) < 4 {
		limit = 1
	}
	if len(s) < 2 || len(s) > 40 { // every letter is near every other; long ones are not slips
		return "", false
	}
	for _, w := range words {
		d := 0
		if !strings.EqualFold(s, w) {
			d = distance(s, w)
		}
		if d <= limit && s != w {
			best, limit = w, d-1
		}
	}
	return best, best != ""
}

// distance is the number of letters to insert, delete, change or swap with a neighbour to make b of a.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range t {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			change := 1
			if s[i-1] == t[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}

// didYouMean makes a hint of the nearest word, or of all words where they are few.
func didYouMean(s string, words []string) string {
	if w, ok := nearest(s, words); ok {
		return fmt.Sprintf("did you mean %q?", w)
	}
	if len(words) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(words))
	const most = 24
	if len(sorted) > most {
		return "one of " + strings.Join(sorted[:most], ", ") + ", …"
	}
	return "one of " + strings.Join(sorted, ", ")
}

// quote shows a value of the file in a message: never longer than the line it stands in should be.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// oneLine keeps a message in its line and short, whatever the file contains.
func oneLine(s string) string {
	r := []rune(s)
	for i, c := range r {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
			r[i] = unicode.ReplacementChar
		}
	}
	if len(r) > 120 {
		r = append(r[:120], '…')
	}
	return string(r)
}
