package emulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// EDI is a numeric display of EDI: <STX> two digits of address, data, <ETX>. It shows at the right, without
// leading zeros, and never says anything.
type EDI struct {
	Address string // two digits
	Digits  int

	frame []byte
	open  bool
	text  string
}

// Hear implements Board.
func (e *EDI) Hear(c byte, _ bool) []byte {
	switch {
	case c == 2:
		e.open, e.frame = true, nil
	case c == 3 && e.open:
		e.open = false
		if len(e.frame) >= 2 && string(e.frame[:2]) == e.Address {
			e.text = string(e.frame[2:])
		}
	case !strings.ContainsRune("0123456789 -.", rune(c)):
		e.open = false // not of this protocol: the whole message is void
	case e.open:
		e.frame = append(e.frame, c)
	}
	return nil
}

// Shown implements Board.
func (e *EDI) Shown(time.Time) string {
	t := strings.TrimLeft(strings.TrimLeft(e.text, " "), "0")
	return fmt.Sprintf("%*s", e.Digits, t)
}

// LaserLT is a Rice Lake Laser LT with six digits: commands begin with "|", end with "!".
type LaserLT struct {
	Address string // two digits
	Now     func() time.Time

	frame []byte
	open  bool
	text  string
	until time.Time // zero: for ever
}

// Hear implements Board.
func (l *LaserLT) Hear(c byte, _ bool) []byte {
	switch {
	case c == '|' && !l.open:
		l.open, l.frame = true, nil
	case c == '!' && l.open:
		l.open = false
		return l.command(string(l.frame))
	case l.open:
		if l.frame = append(l.frame, c); len(l.frame) > 40 {
			l.open = false
		}
	}
	return nil
}

func (l *LaserLT) command(s string) []byte {
	rest, mine := strings.CutPrefix(s, l.Address)
	if !mine {
		return nil
	}
	if rest == "QD" {
		return fmt.Appendf(nil, "%-6s,0\r", l.Shown(l.now()))
	}
	if body, ok := strings.CutPrefix(rest, "DM"); ok {
		held, message, timed := strings.Cut(body, "|")
		if !timed {
			l.text, l.until = body, time.Time{}
			return nil
		}
		ms, err := strconv.Atoi(held)
		if err != nil {
			return nil
		}
		l.text, l.until = message, l.now().Add(time.Duration(ms)*time.Millisecond)
	}
	return nil
}

func (l *LaserLT) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

// Shown implements Board: nothing once the time of the message is over.
func (l *LaserLT) Shown(now time.Time) string {
	if !l.until.IsZero() && !now.Before(l.until) {
		return ""
	}
	return l.text
}

// CallShop is a CallShop Fone Display behind a concentrator: <ETX> P, two digits of port, a command, <CR>. It
// confirms with the command's letter after "^".
type CallShop struct {
	Port string // two digits

	frame []byte
	row   [16]byte
}

// Hear implements Board.
func (s *CallShop) Hear(c byte, _ bool) []byte {
	if c == 3 {
		s.frame = nil
	}
	if s.frame = append(s.frame, c); c != '\r' {
		return nil
	}
	msg, mine := strings.CutPrefix(strings.TrimSuffix(string(s.frame), "\r"), "\x03P"+s.Port)
	s.frame = nil
	if !mine || len(msg) < 6 || msg[0] != 'M' || msg[1] != '1' { // M, row, two digits of column, two of length, text
		return nil
	}
	col, err1 := strconv.Atoi(msg[2:4])
	n, err2 := strconv.Atoi(msg[4:6])
	if err1 != nil || err2 != nil || col < 1 || col-1+n > len(s.row) || len(msg) != 6+n {
		return nil
	}
	copy(s.row[col-1:], msg[6:])
	return []byte("\x03P" + s.Port + "^M\r")
}

// Shown implements Board.
func (s *CallShop) Shown(time.Time) string { return strings.TrimRight(string(s.row[:]), "\x00") }

// MLED is one line of an FDS MLED controller: <STX>, line, brightness, text, <LF>.
type MLED struct {
	Line byte // '1' to '9', 'A' to 'K'

	frame []byte
	open  bool
	text  string
}

// Hear implements Board.
func (m *MLED) Hear(c byte, _ bool) []byte {
	switch {
	case c == 2:
		m.open, m.frame = true, nil
	case c == '\n' && m.open:
		m.open = false
		if len(m.frame) >= 2 && m.frame[0] == m.Line && m.frame[1] >= '1' && m.frame[1] <= '3' {
			m.text = string(m.frame[2:])
		}
	case m.open && (c < 32 || c > 126):
		m.open = false
	case m.open:
		m.frame = append(m.frame, c)
	}
	return nil
}

// Shown implements Board.
func (m *MLED) Shown(time.Time) string { return m.text }

// Like returns a board of the kind that a protocol of package board speaks to, by its name.
func Like(protocol string, address, chars, register int) Board {
	two := fmt.Sprintf("%02d", address)
	switch protocol {
	case "edi":
		return &EDI{Address: two, Digits: chars}
	case "laser-lt":
		return &LaserLT{Address: two}
	case "callshop":
		return &CallShop{Port: two}
	case "mled":
		return &MLED{Line: "0123456789ABCDEFGHIJK"[address]}
	}
	return &Modbus{Address: byte(address), First: register, Chars: chars}
}
