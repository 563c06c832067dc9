package kiosk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bileter/internal/queue"

	"bileter/internal/find"
)

// SearchCard is the search: what was written, and the keys to write with.
type SearchCard struct {
	Query    string
	Hint     string   // examples, while nothing is written
	Rows     []string // keys as on a keyboard
	Alphabet string   // the same keys in the order of the alphabet, for a screen that is too narrow for Rows
	None     string   // said where nothing is found
}

// maxQuery is the longest text that is searched for, in letters.
const maxQuery = 24

// keyboards are by language. Marks may be left out, so Polish and German have no keys for them.
var keyboards = map[string]struct {
	rows     []string
	alphabet string
}{
	"pl": {[]string{"QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"}, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	"en": {[]string{"QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"}, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	"de": {[]string{"QWERTZUIOP", "ASDFGHJKL", "YXCVBNM"}, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	"uk": {[]string{"ЙЦУКЕНГШЩЗХ", "ФІВАПРОЛДЖЄ", "ЯЧСМИТЬБЮ"}, "АБВГДЕЄЖЗИІЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"},
}

// write adds a letter to the query.
func (m *Machine) write(letter string) {
	r, n := utf8.DecodeRuneInString(letter)
	if m.s.screen != Search || n == 0 || n != len(letter) || !(unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ') {
		return
	}
	q := m.s.query
	if utf8.RuneCountInString(q) < maxQuery && !(r == ' ' && (q == "" || strings.HasSuffix(q, " "))) {
		m.s.query = q + strings.ToLower(letter)
	}
}

func (m *Machine) erase() {
	if _, n := utf8.DecodeLastRuneInString(m.s.query); m.s.screen == Search {
		m.s.query = m.s.query[:len(m.s.query)-n]
	}
	if n := len(m.s.code); m.s.screen == Visit && n > 0 {
		m.s.code = m.s.code[:n-1]
	}
}

// index is made anew when the office or the language changes.
func (m *Machine) index() find.Index {
	if m.finder == nil || m.finderLang != m.lang() {
		x := find.New(&m.office, m.lang())
		m.finder, m.finderLang = &x, m.lang()
	}
	return *m.finder
}

func (m *Machine) lookSearch(v *View) {
	keys := keyboards[m.lang()]
	c := &SearchCard{Query: m.s.query, Hint: m.say("search_hint"), Rows: keys.rows, Alphabet: keys.alphabet}
	v.Title, v.Search = m.say("search_title"), c
	for _, id := range m.index().Find(m.s.query, maxFound) {
		sv := m.service(id)
		t := m.serviceTile(sv)
		if g := m.group(sv.Letter); g != nil && sv.Kind != queue.KindInfo {
			t.Icon, t.Color = g.Icon, g.Color
		}
		v.Tiles = append(v.Tiles, t)
	}
	if len(v.Tiles) == 0 && strings.TrimSpace(m.s.query) != "" {
		c.None = m.say("search_none")
	}
}

// maxFound is how many services a search shows.
const maxFound = 4
