package emulator

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/text/encoding/charmap"

	"bileter/printer/escpos"
)

// command executes itself, given all its bytes. False: there is not enough paper, so it stays for later.
type command func(m *machine, b []byte) bool

// fixed are the commands of known length, by their first two bytes.
var fixed = map[[2]byte]struct {
	n int
	c command
}{
	{0x10, 0x04}: {3, func(m *machine, b []byte) bool { m.tellStatus(b); return true }}, // where it waits its turn
	{0x1b, '@'}:  {2, func(m *machine, b []byte) bool { m.reset(); return true }},
	{0x1b, 'a'}:  {3, func(m *machine, b []byte) bool { m.align = b[2] % 48; return true }},
	{0x1b, 'E'}:  {3, func(m *machine, b []byte) bool { m.bold = b[2]&1 != 0; return true }},
	{0x1b, 't'}:  {3, (*machine).selectPage},
	{0x1b, 'R'}:  {3, func(m *machine, b []byte) bool { return m.only(b, b[2] == 0) }},
	{0x1b, 'd'}:  {3, func(m *machine, b []byte) bool { return m.print(int(b[2]) * m.spacing) }},
	{0x1b, 'J'}:  {3, (*machine).feedDots},
	{0x1b, '2'}:  {2, func(m *machine, b []byte) bool { m.spacing = spacing; return true }},
	{0x1b, '3'}:  {3, func(m *machine, b []byte) bool { m.spacing = int(b[2]); return true }},
	{0x1b, 'c'}:  {4, (*machine).panelOrSensor},
	{0x1b, 'i'}:  {2, (*machine).cutHere},
	{0x1b, 'm'}:  {2, (*machine).cutHere},
	{0x1c, '.'}:  {2, func(m *machine, b []byte) bool { m.hanzi = false; return true }},
	{0x1c, '&'}:  {2, func(m *machine, b []byte) bool { m.hanzi = true; return true }},
	{0x1d, '!'}:  {3, func(m *machine, b []byte) bool { m.w, m.h = int(b[2]>>4&7)+1, int(b[2]&7)+1; return true }},
	{0x1d, 'b'}:  {3, func(m *machine, b []byte) bool { m.smooth = b[2]&1 != 0; return true }},
	{0x1d, 'a'}:  {3, (*machine).pushStatus},
	{0x1d, 'r'}:  {3, (*machine).tellSensor},
	{0x1d, 'I'}:  {3, (*machine).identify},
	{0x1d, 'g'}:  {6, (*machine).counter},
}

// parse finds the command at the start of b and its length; 0: not complete. No command with a length means
// that the bytes are not known.
func (m *machine) parse(b []byte) (command, int) {
	switch c := b[0]; {
	case c == '\n':
		return (*machine).feedLine, 1
	case c == '\r', c == 0:
		return func(*machine, []byte) bool { return true }, 1
	case c >= 0x20:
		return (*machine).letter, 1
	case c == 0x06 && m.listed:
		return func(m *machine, _ []byte) bool { m.listed = false; return true }, 1
	case c == 0x10 && !m.p.InOrder, c != 0x10 && c != 0x1b && c != 0x1c && c != 0x1d:
		return nil, 1
	case len(b) < 2:
		return nil, 0
	}
	if f, ok := fixed[[2]byte{b[0], b[1]}]; ok {
		if len(b) < f.n {
			return nil, 0
		}
		return f.c, f.n
	}
	if b[0] == 0x1d {
		switch b[1] {
		case 'V':
			return parseCut(b)
		case 'v':
			return parseRaster(b)
		case '(':
			return parseLong(b)
		case 'e':
			return parsePresent(b)
		case 'R':
			return parseTakeBack(b)
		}
	}
	return nil, 2
}

func parseCut(b []byte) (command, int) {
	switch {
	case len(b) < 3:
		return nil, 0
	case b[2] <= 1 || b[2] == '0' || b[2] == '1':
		return (*machine).cutHere, 3
	case b[2] != 65 && b[2] != 66:
		return nil, 3
	case len(b) < 4:
		return nil, 0
	}
	return (*machine).feedAndCut, 4
}

// maxRaster is how many bytes one picture may have: the widest head, and more rows than any manual allows.
const maxRaster = 128 * 4096

func parseRaster(b []byte) (command, int) {
	if len(b) < 8 {
		return nil, 0
	}
	x, y := int(b[4])|int(b[5])<<8, int(b[6])|int(b[7])<<8
	if b[2] != '0' || b[3]%48 > 3 || x == 0 || y == 0 || x*y > maxRaster {
		return nil, 8
	}
	return (*machine).raster, 8
}

// parseLong reads GS ( X pL pH and as many bytes as that says.
func parseLong(b []byte) (command, int) {
	if len(b) < 5 {
		return nil, 0
	}
	n := 5 + int(b[3]) + int(b[4])<<8
	if len(b) < n {
		return nil, 0
	}
	switch {
	case b[2] == 'k' && n >= 7 && b[5] == '1':
		return (*machine).quickResponse, n
	case b[2] == 'H' && n >= 7:
		return (*machine).respond, n
	case b[2] == 'L' && n >= 7 && b[5] == '0':
		return (*machine).graphics, n
	}
	return nil, n
}

// feedLine is LF, with which some clones do not feed after a picture.
func (m *machine) feedLine([]byte) bool {
	if m.swallow && len(m.cells) == 0 {
		m.swallow = false
		return true
	}
	return m.print(m.spacing)
}

// feedDots is ESC J, which some clones ignore.
func (m *machine) feedDots(b []byte) bool {
	if m.quirks.NoFineFeed {
		return true
	}
	return m.print(int(b[2]))
}

// only notes a command with a parameter that is not supported.
func (m *machine) only(b []byte, ok bool) bool {
	if !ok {
		m.strange(b)
	}
	return true
}

// pages are the numbers of code pages as Epson has them.
var pages = map[byte]escpos.Charset{18: escpos.CP852, 45: escpos.CP1250, 39: escpos.Latin2}

func (m *machine) selectPage(b []byte) bool {
	cs, ok := pages[b[2]]
	if b[2] == m.p.Page {
		cs, ok = m.p.Charset, true
	}
	m.charset = cs // none: American letters only
	return m.only(b, ok || b[2] == 0)
}

func (m *machine) letter(b []byte) bool {
	r := rune(b[0])
	if b[0] >= 0x80 {
		var cm *charmap.Charmap
		switch m.charset {
		case escpos.CP852:
			cm = charmap.CodePage852
		case escpos.CP1250:
			cm = charmap.Windows1250
		case escpos.Latin2:
			cm = charmap.ISO8859_2
		default:
			cm = charmap.CodePage437
		}
		r = cm.DecodeByte(b[0])
		if m.hanzi {
			r = '\ufffd' // a half of an ideogram
		}
	}
	if w := escpos.CellW * m.w; m.composed()+w > m.p.Dots && len(m.cells) > 0 {
		if !m.print(m.spacing) {
			return false
		}
	}
	m.cells = append(m.cells, cell{r, m.bold, m.smooth && m.w > 1 && m.h > 1, m.w, m.h})
	return true
}

// composed is how wide the line is so far.
func (m *machine) composed() int {
	w := 0
	for _, c := range m.cells {
		w += c.w * escpos.CellW
	}
	return w
}

func (m *machine) panelOrSensor(b []byte) bool {
	if b[2] == '5' {
		m.panel = b[3]&1 != 0
	}
	return m.only(b, b[2] == '3' || b[2] == '4' || b[2] == '5')
}

func (m *machine) pushStatus(b []byte) bool {
	if m.push = b[2]; m.push != 0 {
		m.tell()
	}
	return true
}

func (m *machine) tellSensor(b []byte) bool {
	var s byte
	if m.faults&PaperLow != 0 {
		s = 3
	}
	if b[2]%48 != 1 {
		s = 0
	}
	m.out = append(m.out, s)
	m.events |= 1 << Proving
	return m.only(b, b[2]%48 == 1 || b[2]%48 == 2)
}

func (m *machine) identify(b []byte) bool {
	switch n := b[2]; n {
	case 1, 2, 3, '1', '2', '3':
		m.out = append(m.out, 0x02)
	case 65, 66, 67, 68:
		if m.quirks.Nameless { // it takes the last byte for a letter
			return m.letter([]byte{n})
		}
		s := [...]string{"1.00", "BILETER", m.p.Name, cmp.Or(m.serial, "0000001")}[n-65]
		m.out = append(append(append(m.out, 0x5f), s...), 0)
	default:
		m.strange(b)
	}
	return true
}

func (m *machine) counter(b []byte) bool {
	n := map[byte]int{148: m.lines, 20: m.lines, 178: m.cuts, 50: m.cuts}
	v, ok := n[b[4]]
	if b[2] != '2' || !ok {
		return m.only(b, false)
	}
	m.out = append(strconv.AppendInt(append(m.out, 0x5f), int64(v), 10), 0)
	return true
}

// respond is GS ( H.
func (m *machine) respond(b []byte) bool {
	if b[5] != '0' || b[6] != '0' || len(b) != 11 {
		m.notice = len(b) == 8 && b[7]&2 != 0
		return m.only(b, b[5] == '1' && b[6] == '0' && len(b) == 8)
	}
	m.out = append(append(append(m.out, 0x37, 0x22), b[7:11]...), 0)
	m.events |= 1 << Proving
	return true
}

// quickResponse is GS ( k for QR codes.
func (m *machine) quickResponse(b []byte) bool {
	arg := b[7:]
	switch fn := b[6]; {
	case fn == 'A' && len(arg) == 2:
		return m.only(b, arg[0] == '2')
	case fn == 'C' && len(arg) == 1 && arg[0] >= 1 && arg[0] <= 16:
		m.qr.module = int(arg[0])
	case fn == 'E' && len(arg) == 1 && arg[0] >= '0' && arg[0] <= '3':
		m.qr.level = arg[0]
	case fn == 'P' && len(arg) >= 2 && arg[0] == '0':
		m.qr.data = append([]byte(nil), arg[1:]...)
	case fn == 'Q' && len(arg) == 1 && arg[0] == '0':
		return m.printQR(b)
	default:
		m.strange(b)
	}
	return true
}

func (m *machine) printQR(b []byte) bool {
	level := [...]qr.ErrorCorrectionLevel{qr.L, qr.M, qr.Q, qr.H}[m.qr.level-'0']
	code, err := qr.Encode(string(m.qr.data), level, qr.Unicode)
	if err != nil || len(m.qr.data) == 0 || len(m.cells) > 0 {
		return m.only(b, false)
	}
	n, s := code.Bounds().Dx(), m.qr.module
	if n*s > m.p.Dots {
		return m.only(b, false)
	}
	top := m.paper.H
	if !m.feed(n * s) {
		return false
	}
	for y := range n {
		for x := range n {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				m.paper.Fill(m.margin(n*s)+x*s, top+y*s, s, s)
			}
		}
	}
	m.codes = append(m.codes, string(m.qr.data))
	return true
}

func hexed(b []byte) string {
	if len(b) > 16 {
		return fmt.Sprintf("% x ... (%d bytes)", b[:16], len(b))
	}
	return fmt.Sprintf("% x", b)
}
