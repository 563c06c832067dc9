package setup

import (
	"strings"
	"unicode"

	"bileter/internal/text"
)

// field is a text that is being written with the keys on the screen.
type field struct {
	runes  []rune
	at     int // of the cursor, before a rune
	upper  bool
	signs  bool // the keys are signs
	secret bool
}

func (f *field) put(s string) {
	if f.upper {
		s = strings.ToUpper(s)
	}
	in := []rune(s)
	f.runes = append(f.runes[:f.at:f.at], append(in, f.runes[f.at:]...)...)
	f.at += len(in)
	f.upper = false
}

func (f *field) erase() {
	if f.at > 0 {
		f.runes = append(f.runes[:f.at-1:f.at-1], f.runes[f.at:]...)
		f.at--
	}
}

// shown is the text with its cursor.
func (f *field) shown() string {
	if f.secret {
		return strings.Repeat("●", len(f.runes))
	}
	return string(f.runes[:f.at]) + "|" + string(f.runes[f.at:])
}

// boards are the keys by language, at most eleven in a line.
var boards = map[string][]string{
	"pl": {"1234567890-", "qwertyuiop", "asdfghjkl", "ąćęłńóśźż", "zxcvbnm,."},
	"en": {"1234567890-", "qwertyuiop", "asdfghjkl'", "zxcvbnm,."},
	"uk": {"1234567890-", "йцукенгшщзх", "фівапролджє", "ґячсмитьбюї", "',."},
	"de": {"1234567890-", "qwertzuiopü", "asdfghjklöä", "yxcvbnmß,."},
}

// signs are the same in every language.
var signs = []string{"1234567890-", "()[]/:;?!%", "„”\"'+=–§&@#"}

// Keys for what is no text.
var (
	numbers = []string{"123", "456", "789", "0"}
	days    = []string{"123", "456", "789", "0-"}
	amounts = []string{"123", "456", "789", "0,-"}
	times   = []string{"123", "456", "789", "0:-", ", "}
)

// write opens the keyboard of a language for a text.
func (p *page) write(title, language, was string, done func(string)) {
	f := &field{runes: []rune(was)}
	f.at = len(f.runes)
	p.open(always(func() sheet {
		f.upper = f.upper || f.at == 0 && len(f.runes) == 0 && p.fresh(f)
		board := boards[language]
		if f.signs {
			board = signs
		}
		s := p.keys(f, board, title)
		shift := cell{caption: "⇧", always: true, on: f.upper, wide: 2, do: func() { f.upper = !f.upper; p.show() }}
		more := cell{caption: "?!", always: true, on: f.signs, wide: 2, do: func() { f.signs = !f.signs; p.show() }}
		space := cell{caption: say("s_space"), wide: 3, always: true, do: func() { f.put(" "); p.show() }}
		s.cells = append(s.cells, []cell{shift, more, space, p.left(f), p.right(f)}, []cell{p.erase(f), p.clear(f)})
		s.main = &act{say("s_done"), func() { p.back(); done(strings.TrimSpace(string(f.runes))) }}
		return s
	}))
}

// fresh tells whether an empty text begins with a capital: once, so that shift can be taken back.
func (p *page) fresh(f *field) bool {
	was := p.begun == f
	p.begun = f
	return !was
}

// figure opens a pad for numbers, days, amounts or times.
func (p *page) figure(title, hint string, board []string, was string, done func(string)) {
	f := &field{runes: []rune(was)}
	f.at = len(f.runes)
	p.open(always(func() sheet {
		s := p.keys(f, board, title)
		s.hint = hint
		s.cells = append(s.cells, []cell{p.left(f), p.right(f)}, []cell{p.erase(f), p.clear(f)})
		s.main = &act{say("s_done"), func() { p.back(); done(strings.TrimSpace(string(f.runes))) }}
		return s
	}))
}

func (p *page) keys(f *field, board []string, title string) sheet {
	s := sheet{title: title, field: f}
	for _, line := range board {
		var cells []cell
		for _, r := range line {
			caption := string(r)
			if f.upper {
				caption = string(unicode.ToUpper(r))
			}
			if r == ' ' {
				caption = say("s_space")
			}
			cells = append(cells, cell{caption: caption, do: func() { f.put(string(r)); p.show() }})
		}
		s.cells = append(s.cells, cells)
	}
	return s
}

func (p *page) left(f *field) cell {
	return cell{caption: "◀", always: true, do: func() { f.at = max(0, f.at-1); p.show() }}
}

func (p *page) right(f *field) cell {
	return cell{caption: "▶", always: true, do: func() { f.at = min(len(f.runes), f.at+1); p.show() }}
}

func (p *page) erase(f *field) cell {
	return cell{caption: "←  " + say("s_erase"), wide: 3, always: true, do: func() { f.erase(); p.show() }}
}

func (p *page) clear(f *field) cell {
	return cell{caption: say("s_clear"), wide: 3, always: true, do: func() { f.runes, f.at = nil, 0; p.show() }}
}

// inLanguage names a field of one language.
func inLanguage(name, l string) string { return name + " – " + text.Name(l) }
