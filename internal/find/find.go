// Package find finds services by the words that people use for them. It knows no screen and keeps nothing.
package find

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"bileter/internal/api"
)

// Index finds services by the words that people use for them: the service's name, its group's and the synonyms of the
// set-up, in one language and in Polish. It forgives missing marks ("smieci"), endings ("samochodu") and a slip of
// the finger ("prwako").
type Index struct{ entries []entry }

type entry struct {
	id    string
	words []weighed
}

type weighed struct {
	word   string
	weight float64
}

// What a word of each place counts.
const (
	ofName    = 3.0
	ofSynonym = 4.0
	ofGroup   = 1.5
)

// New reads an office's services.
func New(o *api.Office, lang string) Index {
	var x Index
	groups := map[string]*api.Group{}
	for i := range o.Groups {
		groups[o.Groups[i].Letter] = &o.Groups[i]
	}
	for i := range o.Services {
		sv := &o.Services[i]
		e := entry{id: sv.ID}
		add := func(s string, weight float64) {
			for _, w := range Words(s) {
				e.words = append(e.words, weighed{w, weight})
			}
		}
		langs := []string{lang}
		if lang != "pl" {
			langs = append(langs, "pl")
		}
		for i, l := range langs {
			share := 1 - 0.2*float64(i) // a client who writes Polish with a foreign screen
			add(sv.Name[l], ofName*share)
			for _, s := range sv.Synonyms[l] {
				add(s, ofSynonym*share)
			}
			if g := groups[sv.Letter]; g != nil {
				add(g.Name[l], ofGroup*share)
			}
		}
		x.entries = append(x.entries, e)
	}
	return x
}

// Find returns the ids of the services that fit, the best first; at most n. Every word of the query must fit.
func (x Index) Find(query string, n int) []string {
	asked := Words(query)
	if len(asked) == 0 {
		return nil
	}
	type hit struct {
		id    string
		score float64
	}
	var hits []hit
	for _, e := range x.entries {
		total := 0.0
		for _, q := range asked {
			best := 0.0
			for _, w := range e.words {
				best = max(best, w.weight*likeness(q, w.word))
			}
			if best == 0 {
				total = 0
				break
			}
			total += best
		}
		if total > 0 {
			hits = append(hits, hit{e.id, total})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	if len(hits) > 0 { // a slip of the finger finds something only where nothing fits better
		floor := hits[0].score / 2
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.score < floor })
	}
	var ids []string
	for _, h := range hits[:min(n, len(hits))] {
		ids = append(ids, h.id)
	}
	return ids
}

// Words cuts a text into words in plain small letters.
func Words(s string) []string {
	return strings.FieldsFunc(plainLetters(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// plainLetters writes a text without marks: ż as z, ł as l, ß as ss, ї as і. An apostrophe vanishes.
func plainLetters(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == 'ʼ':
		case r == 'ł':
			b.WriteRune('l')
		case r == 'ß':
			b.WriteString("ss")
		case r == 'є':
			b.WriteRune('е')
		case r == 'ґ':
			b.WriteRune('г')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// likeness is how well a word that was written fits one that is known: 1 the same, 0 not at all.
func likeness(q, w string) float64 {
	qn, wn := utf8.RuneCountInString(q), utf8.RuneCountInString(w)
	switch {
	case q == w:
		return 1
	case strings.HasPrefix(w, q) && qn >= 2:
		return 0.9
	case strings.HasPrefix(w, q):
		return 0.5
	case qn < 4:
		return 0
	case wn >= 4 && sharedStart(q, w) >= max(4, wn-2) && qn-wn <= 3: // another ending
		return 0.8
	}
	slips := 1
	if qn >= 7 {
		slips = 2
	}
	rs := []rune(w)
	for _, end := range []int{wn, qn, qn + 1, qn - 1} { // the word may not be finished
		if end >= 3 && end <= wn && distance([]rune(q), rs[:end]) <= slips {
			if end == wn {
				return 0.6
			}
			return 0.45
		}
	}
	return 0
}

func sharedStart(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// distance is how many letters were left out, added, changed or swapped with the next.
func distance(a, b []rune) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
