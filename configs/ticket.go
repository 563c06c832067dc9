package configs

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"

	"bileter/internal/town"
)

// Ticket says what stands on the paper of a client. A file without it has the usual ticket: the zero value.
type Ticket struct {
	Lines []string            // names of TicketLines, in their order on paper; empty: all
	Notes map[string][]string // the office's own lines, in place of "note", by language
	Logo  image.Image         // above all; nil: none
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

func (r *reader) ticket(s *section, width int, arms *town.Arms) Ticket {
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
	if widest := map[int]int{80: 576, 58: 384}[width]; s.string("logo") == LogoArms {
		t.Logo = s.logoOfArms(arms)
	} else {
		t.Logo = s.logo(widest)
	}
	s.end()
	return t
}

// LogoArms is the logo of an office that prints the town's coat of arms, as on the screen.
const LogoArms = "arms"

// armsDots is its height on paper: 15 mm.
const armsDots = 120

func (s *section) logoOfArms(arms *town.Arms) image.Image {
	if arms == nil {
		s.problem("logo", "there is no coat of arms to print", "name it as arms in the table [town], or a PNG file here")
		return nil
	}
	return arms.Ink(2*armsDots, armsDots)
}

// maxLogo is the height of a logo in dots, 25 mm; maxLogoFile how many bytes the file may have.
const (
	maxLogo     = 200
	maxLogoFile = 1 << 20
)

// logo reads the picture that the file names, from the folder of the set-up file. Its width is that of the head.
func (s *section) logo(widest int) image.Image {
	name := s.string("logo")
	if name == "" {
		return nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(s.r.file), name)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		s.problem("logo", fmt.Sprintf("%s cannot be read", quote(name)), "a PNG file; a relative path begins in the folder of this file")
		return nil
	case !info.Mode().IsRegular() || info.Size() > maxLogoFile:
		s.problem("logo", fmt.Sprintf("%s is not a file of at most %d KiB", quote(name), maxLogoFile>>10), "")
		return nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		s.problem("logo", fmt.Sprintf("%s cannot be read", quote(name)), "check the permissions of the file")
		return nil
	}
	size, err := png.DecodeConfig(bytes.NewReader(data)) // first, so that a small file cannot become a huge picture
	if err != nil {
		s.problem("logo", fmt.Sprintf("%s is not a PNG picture", quote(name)), "save it as PNG, black on white")
		return nil
	}
	if widest == 0 { // the width of the paper is a problem of its own
		return nil
	}
	if size.Width > widest || size.Height > maxLogo {
		s.problem("logo", fmt.Sprintf("is %d x %d dots, at most %d x %d fit", size.Width, size.Height, widest, maxLogo), "make it smaller; 8 dots are 1 mm")
		return nil
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		s.problem("logo", fmt.Sprintf("%s is damaged", quote(name)), "save it once more")
		return nil
	}
	return m
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
