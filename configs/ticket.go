package configs

import (
	"fmt"
	"slices"
)

// Ticket says what stands on the paper of a client. A file without it has the usual ticket: the zero value.
type Ticket struct {
	Lines []string            // names of TicketLines, in their order on paper; empty: all
	Notes map[string][]string // the office's own lines, in place of "note", by language
}

// ticketLines are the lines a ticket may have.
var ticketLines = []string{
	"office", "number", "service", "place", "way", "queue", "bring", "fee", "note", "issued", "privacy", "scan", "qr",
}

// TicketLines returns the names of the lines a ticket may have, in their usual order.
func TicketLines() []string { return slices.Clone(ticketLines) }

// maxNotes is how many lines of its own an office may print.
const maxNotes = 3

// noteColumns is what every printer of a paper's width can print in one line: those of 80 mm have 42 or 48 columns.
var noteColumns = map[int]int{80: 42, 58: 32}

func (r *reader) ticket(s *section, width int) Ticket {
	var t Ticket
	if s == nil {
		return t
	}
	t.Lines = s.ticketLines()
	limit, ok := noteColumns[width]
	if !ok {
		limit = noteColumns[80] // the width is a problem of its own
	}
	if s.has("note") && s.node.table["note"].kind == aTable {
		for lang, n := range s.node.table["note"].table {
			if n.kind == aList && len(n.items) > maxNotes {
				r.problem(n.items[maxNotes].line, s.key("note."+lang), fmt.Sprintf("has %d lines, at most %d", len(n.items), maxNotes), "")
			}
		}
	}
	t.Notes = s.lists("note", limit, true)
	if len(t.Notes) > 0 && len(t.Lines) > 0 && !slices.Contains(t.Lines, "note") {
		s.problem("note", "is not printed", "add \"note\" to lines")
	}
	s.end()
	return t
}

// ticketLines reads the names of lines. A ticket needs its number, and its code at the end: a torn one is known by it.
func (s *section) ticketLines() []string {
	var names []string
	wrong := false
	for _, n := range s.list("lines", aText) {
		switch {
		case !slices.Contains(ticketLines, n.text):
			s.r.problem(n.line, s.key("lines"), "there is no line "+quote(n.text), didYouMean(n.text, ticketLines))
			wrong = true
		case slices.Contains(names, n.text):
			s.r.problem(n.line, s.key("lines"), quote(n.text)+" is there twice", "")
			wrong = true
		default:
			names = append(names, n.text)
		}
	}
	if !s.has("lines") || s.node.table["lines"].kind != aList || wrong {
		return names
	}
	for _, must := range []string{"number", "qr"} {
		if !slices.Contains(names, must) {
			s.problem("lines", quote(must)+" is missing", "every ticket has it")
			return names
		}
	}
	if names[len(names)-1] != "qr" {
		s.problem("lines", "\"qr\" is not the last", "a ticket without its code at the end is known to be torn")
	} else if i := slices.Index(names, "scan"); i >= 0 && i != len(names)-2 {
		s.problem("lines", "\"scan\" does not stand before \"qr\"", "it says what the code is for")
	}
	return names
}
