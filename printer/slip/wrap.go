package slip

import (
	"strings"
	"unicode/utf8"
)

// wrap breaks a text at spaces into lines of at most so many columns. A one-letter word stays with the word
// that follows it, as Polish and Ukrainian typography wants; a word wider than a line is cut, and nothing
// is ever left out. Width tells how many columns a piece takes in print.
func wrap(s string, columns int, width func(string) int) []string {
	columns = max(1, columns)
	var lines []string
	line := ""
	for _, u := range units(s) {
		switch {
		case line == "":
			line = u
		case width(line)+1+width(u) <= columns:
			line += " " + u
		default:
			lines = append(lines, line)
			line = u
		}
		for width(line) > columns {
			head, tail := split(line, columns, width)
			lines = append(lines, head)
			line = tail
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// units are the words, each with the one-letter words before it.
func units(s string) []string {
	var us []string
	open := false // the last unit ends with a one-letter word
	for _, w := range strings.Fields(strings.ReplaceAll(s, nbsp, glue)) {
		w = strings.ReplaceAll(w, glue, nbsp)
		if open {
			us[len(us)-1] += " " + w
		} else {
			us = append(us, w)
		}
		r, size := utf8.DecodeRuneInString(w)
		open = size == len(w) && strings.ContainsRune(hanging, r)
	}
	return us
}

const (
	nbsp = "\u00a0"
	// glue stands for nbsp where strings.Fields must not see a space.
	glue = "\u2060"
	// hanging are the one-letter words of Polish and Ukrainian.
	hanging = "aiouwzAIOUWZавзійоуяАВЗІЙОУЯ"
)

// split cuts a unit that is too wide: at the first space after which the rest fits, else at its last space
// that fits, else at the column.
func split(s string, columns int, width func(string) int) (head, tail string) {
	for i := range s {
		if s[i] == ' ' && width(s[:i]) <= columns && width(s[i+1:]) <= columns {
			return s[:i], s[i+1:]
		}
	}
	for i := strings.LastIndexByte(s, ' '); i > 0; i = strings.LastIndexByte(s[:i], ' ') {
		if width(s[:i]) <= columns {
			return s[:i], s[i+1:]
		}
	}
	cut := 0
	for i, r := range s {
		end := i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size := utf8.DecodeRuneInString(s[i:])
			end = i + size
		}
		if cut > 0 && width(s[:end]) > columns {
			break
		}
		cut = end
	}
	return s[:cut], s[cut:]
}
