package touch

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

const (
	nbsp       = "\u00a0"
	softHyphen = "\u00ad"
	leading    = 1.2 // of a line, in sizes of its text
	tiny       = 7   // px
)

// measure is the width of a text. It does not grow evenly with the size: glyphs stand on a grid.
func measure(s string, bold bool, size float32) float32 {
	return fyne.MeasureText(s, size, fyne.TextStyle{Bold: bold}).Width
}

// piece is what no line break goes through.
type piece struct {
	text   string
	spaced bool // a space stands before it
	hyphen bool // a hyphen is shown if the line ends after it
	breaks bool // a line ends after it: the end of a paragraph
}

// pieces cuts a text where lines may end. A word of one letter, and a dash, stay with their neighbours: Polish lines
// do not end with "i", "w" or "z".
func pieces(s string) []piece {
	var ps []piece
	for _, par := range strings.Split(s, "\n") {
		words := strings.Fields(strings.ReplaceAll(par, nbsp, "\x00"))
		for i := 0; i < len(words); i++ {
			w := words[i]
			for i+1 < len(words) && (oneLetter(w) || dash(words[i+1])) {
				i++
				w += " " + words[i]
			}
			for j, p := range cut(strings.ReplaceAll(w, "\x00", " ")) {
				p.spaced = j == 0
				ps = append(ps, p)
			}
		}
		if len(ps) > 0 {
			ps[len(ps)-1].breaks = true
		}
	}
	return ps
}

// oneLetter tells whether the last word of a piece has only one letter.
func oneLetter(piece string) bool {
	w := piece[strings.LastIndexAny(piece, " \x00")+1:]
	r, n := utf8.DecodeRuneInString(w)
	return n == len(w) && unicode.IsLetter(r)
}

func dash(w string) bool { return w == "–" || w == "—" || w == "-" || w == "/" }

// cut divides a long word at soft hyphens and after a slash or hyphen with a word on either side.
func cut(w string) []piece {
	var ps []piece
	start, rs := 0, []rune(w)
	add := func(end int, hyphen bool) {
		t := strings.ReplaceAll(string(rs[start:end]), softHyphen, "")
		ps = append(ps, piece{text: t, hyphen: hyphen})
		start = end
	}
	for i, r := range rs {
		switch {
		case string(r) == softHyphen:
			add(i, true)
		case (r == '/' || r == '-') && i-start >= 3 && len(rs)-i > 3 && unicode.IsLetter(rs[i+1]):
			add(i+1, false)
		}
	}
	add(len(rs), false)
	return ps
}

// wrap fills lines of at most width w. ok is false where a piece is wider than a line.
func wrap(ps []piece, bold bool, size, w float32) (lines []string, ok bool) {
	ok = true
	line, hyphen := "", false
	flush := func(end string) {
		if line != "" {
			lines = append(lines, line+end)
		}
		line = ""
	}
	for _, p := range ps {
		next := line + p.text
		if p.spaced && line != "" {
			next = line + " " + p.text
		}
		tail := ""
		if p.hyphen {
			tail = "-"
		}
		if line != "" && measure(next+tail, bold, size) > w {
			if hyphen && !p.spaced {
				flush("-")
			} else {
				flush("")
			}
			next = p.text
		}
		if measure(next+tail, bold, size) > w {
			ok = false
		}
		line, hyphen = next, p.hyphen
		if p.breaks {
			flush("")
		}
	}
	flush("")
	return lines, ok
}

// fit chooses the largest size between least and most at which a text stands in a box, and its lines. When it does
// not even at least, it goes on down to tiny, rather than show half a word, and ok is false.
func fit(s string, bold bool, box fyne.Size, most, least float32, maxLines int) (lines []string, size float32, ok bool) {
	ps := pieces(s)
	for size = most; ; size = smaller(size) {
		if size < least && size > least*0.97 {
			size = least
		}
		ls, whole := wrap(ps, bold, size, box.Width)
		if whole && len(ls) <= maxLines && float32(len(ls))*leading*size <= box.Height+0.5 {
			return balance(ps, bold, size, box.Width, ls), size, size >= least
		}
		if size < tiny {
			return ls[:min(len(ls), maxLines)], size, false
		}
	}
}

// smaller is the next size to try.
func smaller(size float32) float32 { return min(size*0.96, size-0.5) }

// balance narrows the lines as far as their number stays, so that none is left with one short word.
func balance(ps []piece, bold bool, size, w float32, lines []string) []string {
	if len(lines) < 2 {
		return lines
	}
	low, high := w/2, w
	for range 7 {
		mid := (low + high) / 2
		if ls, ok := wrap(ps, bold, size, mid); ok && len(ls) <= len(lines) {
			high, lines = mid, ls
		} else {
			low = mid
		}
	}
	return lines
}
