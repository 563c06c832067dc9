package configs

import (
	"fmt"
	"slices"
	"strings"
)

// Board is one LED board. Those with one port hang on one line. Which protocols there are, and what addresses
// they have, is known to package display/board alone.
type Board struct {
	Port     string // "/dev/bileter-boards", "/dev/ttyAMA0", "tcp:10.0.0.6:4001" of a serial server, "spi:0.0", "emulator"
	Baud     int    // default 9600
	Protocol string
	Address  int
	Register int    // with Modbus: the first register of the text
	Chars    int    // default 4, of a direction board 8
	Counter  int    // whose number it shows; 0: it is a direction board
	Points   []int  // of a direction board: the counters of its zones
	Arrow    string // of a direction board

	file  string
	lines map[string]int
	line  int
	head  string
}

// Problem makes a problem of a key of the board, with its line.
func (b Board) Problem(key, what, hint string) Problem {
	line, ok := b.lines[key]
	if !ok {
		line = b.line
	}
	return Problem{File: b.file, Line: line, Key: b.head + "." + key, What: what, Hint: hint}
}

// Defaults of a Board.
const (
	DefaultBoardBaud = 9600
	counterChars     = 4
	directionChars   = 8
)

func (o *office) readBoards(top *section, printer string) []Board {
	var boards []Board
	addresses, bauds := once{}, map[string]int{}
	for i, s := range o.elements(top, "board", "") {
		b := Board{Baud: DefaultBoardBaud, file: o.file, lines: s.node.where, line: s.node.line, head: fmt.Sprintf("board[%d]", i)}
		b.Port = s.boardPort(printer)
		if v, ok := s.int("baud", 1, 9_999_999); ok {
			b.Baud = v
			if !slices.Contains(baudRates, v) {
				s.problem("baud", fmt.Sprintf("%d is not a speed of serial ports", v), "one of "+strings.Trim(fmt.Sprint(baudRates), "[]"))
			}
		}
		if first, ok := bauds[b.Port]; ok && first != b.Baud {
			s.problem("baud", fmt.Sprintf("is %d, but another board on %s has %d", b.Baud, b.Port, first), "all boards of one line have one speed")
		}
		bauds[b.Port] = b.Baud
		b.Protocol = s.need("protocol", "see the sample office, "+SampleName)
		n, ok := s.int("address", 0, 255)
		s.must("address", "as it is set on the board")
		if ok {
			b.Address = n
			addresses.see(o.reader, s.line("address"), s.key("address"), fmt.Sprintf("%s, address %d", b.Port, n), "each board of a line has its own address")
		}
		b.Register, _ = s.int("register", 0, 65_535)
		o.boardPlace(s, &b)
		if v, ok := s.int("chars", 2, 32); ok {
			b.Chars = v
		}
		s.end()
		boards = append(boards, b)
	}
	return boards
}

// boardPort reads where the board's line is plugged in.
func (s *section) boardPort(printer string) string {
	const hint = "\"/dev/bileter-boards\", \"tcp:10.0.0.6:4001\", \"spi:0.0\" or \"emulator\""
	v := s.need("port", hint)
	switch {
	case v == "" || v == Emulator:
	case numbered.MatchString(v):
		s.problem("port", quote(v)+" changes its number when a plug is pulled and put back",
			"give it a name with a rule of udev, such as /dev/bileter-boards: packaging/udev")
	case !printerPort(v) && !spiForm.MatchString(v), v == None, strings.HasPrefix(v, "file:"):
		s.problem("port", quote(v)+" is not a port for boards", hint)
	case v == printer:
		s.problem("port", quote(v)+" is the printer's", "boards need a line of their own")
	}
	return v
}

// boardPlace reads what a board is for: one counter, or the way to those of some zones.
func (o *office) boardPlace(s *section, b *Board) {
	n, isCounter := s.int("counter", 1, maxRoom)
	zones := s.list("leads_to", aText)
	switch {
	case s.has("counter") == s.has("leads_to"):
		s.problem("counter", "is wanted, or leads_to, and not both", "counter = 5: its number; leads_to = [\"west\"]: the way to a zone")
	case isCounter:
		b.Counter, b.Chars = n, counterChars
		if o.setup.Counter(n) == nil && !o.lost.counters {
			s.problem("counter", fmt.Sprintf("there is no counter %d", n), "the n of a [[counter]]")
		}
	}
	if !s.has("leads_to") {
		if s.has("arrow") {
			s.problem("arrow", "belongs to a board with leads_to", "take it out")
		}
		s.asked = append(s.asked, "arrow")
		return
	}
	b.Chars = directionChars
	b.Arrow = s.oneOf("arrow", "", arrows)
	for _, z := range zones {
		if !o.isZone(z.text) {
			s.r.problem(z.line, s.key("leads_to"), "there is no zone "+quote(z.text), "the id of a [[zone]]")
		}
		for _, c := range o.setup.Counters {
			if c.Zone == z.text && !slices.Contains(b.Points, c.N) {
				b.Points = append(b.Points, c.N)
			}
		}
	}
}
