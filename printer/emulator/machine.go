package emulator

import (
	"image"
	"image/color"

	"bileter/printer/escpos"
)

// Dimensions of the mechanism, in dots at 203 dpi.
const (
	headToBlade = 96    // 12 mm: this much of every paper's top is past the head when the paper is cut
	spacing     = 30    // default distance of lines, 1/6 inch
	maxPaper    = 16000 // 2 m: whoever prints more without a cut finds it in pieces
	maxPapers   = 100   // that nobody has fetched
)

// Fault is what can be wrong with the printer; more than one can.
type Fault int

// Faults.
const (
	PaperOut Fault = 1 << iota
	PaperLow
	CoverOpen
	CutterJam
	HeadHot
	Unrecoverable
)

// recoverable are the faults that DLE ENQ ends; paper and cover are a person's to mend.
const recoverable = CutterJam

// stopping are the faults with which nothing is printed.
const stopping = PaperOut | CoverOpen | CutterJam | HeadHot | Unrecoverable

// machine is the printer without its cable: bytes go in, answers and paper come out. It is not safe for
// concurrent use.
type machine struct {
	p escpos.Profile

	in   []byte // received, not executed
	real []byte // beginning of a real-time command
	out  []byte // for the host

	modes
	cells   []cell // the line being composed
	qr      code
	paper   escpos.Bitmap
	text    []string // lines on the paper
	codes   []string // contents of QR codes on the paper
	papers  []Ticket // cut off
	unknown []string

	faults Fault
	left   int // dots of paper on the roll; negative: enough
	cuts   int
	saved  int // cuts as the memory has them that outlives the power
	lines  int
	off    bool
	events moments // since they were last asked for
}

// modes are what ESC @ resets.
type modes struct {
	align   byte
	bold    bool
	w, h    int
	smooth  bool
	charset escpos.Charset
	spacing int
	push    byte // n of GS a
	panel   bool // the feed button is off
	hanzi   bool // double-byte mode
}

type cell struct {
	r      rune
	bold   bool
	smooth bool
	w, h   int
}

// code is a QR code being prepared.
type code struct {
	module int
	level  byte
	data   []byte
}

func newMachine(p escpos.Profile) *machine {
	m := &machine{p: p, left: -1}
	m.reset()
	m.load()
	return m
}

// reset is ESC @: modes and what is composed, but not what is received.
func (m *machine) reset() {
	m.modes = modes{w: 1, h: 1, spacing: spacing}
	m.cells = nil
	m.qr = code{module: 3, level: '0'}
}

// load begins a paper.
func (m *machine) load() {
	m.paper = escpos.NewBitmap(m.p.Dots, headToBlade)
	m.text, m.codes = nil, nil
}

// receive takes bytes from the host. Real-time commands are obeyed at once, wherever they stand, even in
// the middle of a picture, and are gone from it then.
func (m *machine) receive(b []byte) {
	if m.off {
		return
	}
	for _, c := range b {
		m.real = append(m.real, c)
		switch want := realLength(m.real); {
		case want == 0:
			m.hold(m.real[:len(m.real)-1])
			m.real = m.real[:0]
			if c == 0x10 {
				m.real = append(m.real, c)
			} else {
				m.hold([]byte{c})
			}
		case want == len(m.real):
			m.realTime(m.real)
			m.real = m.real[:0]
		}
	}
}

// hold puts bytes into the receive buffer. What comes when it is full is lost, without a word.
func (m *machine) hold(b []byte) { m.in = append(m.in, b[:min(len(b), m.room())]...) }

// room is how much the receive buffer can take. The dots of a picture do not count: they go on to where it is
// composed as they come.
func (m *machine) room() int {
	size := m.p.Buffer
	if size == 0 {
		size = full
	}
	if b := m.in; len(b) >= 8 && b[0] == 0x1d && b[1] == 'v' {
		size += 8 + (int(b[4])|int(b[5])<<8)*(int(b[6])|int(b[7])<<8)
	}
	return max(0, size-len(m.in))
}

// realLength is how long the real-time command is that begins so; 0: it is none. A lone DLE is told by
// what follows it.
func realLength(b []byte) int {
	if b[0] != 0x10 {
		return 0
	}
	if len(b) == 1 {
		return 3
	}
	switch b[1] {
	case 0x04, 0x05:
		return 3
	case 0x14:
		if len(b) > 2 && b[2] == 8 {
			return 10
		}
		return 5
	}
	return 0
}

func (m *machine) realTime(b []byte) {
	switch {
	case b[1] == 0x04 && b[2] >= 1 && b[2] <= 4:
		m.out = append(m.out, m.status(b[2]))
	case b[1] == 0x05 && b[2] == 1:
		m.set(m.faults&^recoverable, m.left)
	case b[1] == 0x05 && b[2] == 2:
		if m.faults&recoverable != 0 {
			m.in, m.cells = nil, nil
			m.set(m.faults&^recoverable, m.left)
		}
	case b[1] == 0x14 && string(b[2:]) == "\x08\x01\x03\x14\x01\x06\x02\x08":
		m.in, m.cells = nil, nil
		m.out = append(m.out, 0x37, 0x25, 0)
	default:
		m.strange(b)
	}
}

// status is the answer to DLE EOT n.
func (m *machine) status(n byte) byte {
	b := byte(0x12)
	bit := func(f Fault, mask byte) {
		if m.faults&f != 0 {
			b |= mask
		}
	}
	switch n {
	case 1:
		bit(stopping, 0x08)
	case 2:
		bit(CoverOpen, 0x04)
		bit(PaperOut, 0x20)
		bit(CutterJam|HeadHot|Unrecoverable, 0x40)
	case 3:
		bit(CutterJam, 0x08)
		bit(Unrecoverable, 0x20)
		bit(HeadHot, 0x40)
	case 4:
		bit(PaperLow, 0x0c)
		bit(PaperOut, 0x60)
	}
	return b
}

// set changes faults and paper, and says so to a host that wants to be told.
func (m *machine) set(f Fault, left int) {
	m.left = left
	if f == m.faults {
		return
	}
	m.faults = f
	if m.push != 0 {
		m.tell()
	}
}

// tell is the message of GS a.
func (m *machine) tell() {
	b := [4]byte{0x10, 0, 0, 0}
	bit := func(f Fault, i int, mask byte) {
		if m.faults&f != 0 {
			b[i] |= mask
		}
	}
	bit(stopping, 0, 0x08)
	bit(CoverOpen, 0, 0x20)
	bit(CutterJam, 1, 0x08)
	bit(Unrecoverable, 1, 0x20)
	bit(HeadHot, 1, 0x40)
	bit(PaperLow, 2, 0x03)
	bit(PaperOut, 2, 0x0c)
	m.out = append(m.out, b[:]...)
}

// run executes what was received until nothing more can be done.
func (m *machine) run() {
	for m.step() {
	}
}

// step executes one command. It is false when the printer stopped, or the command is not complete.
func (m *machine) step() bool {
	if len(m.in) == 0 {
		m.saved = m.cuts // there is time for it
	}
	if m.off || m.faults&stopping != 0 || len(m.in) == 0 {
		return false
	}
	c, n := parse(m.in)
	if n == 0 {
		return false
	}
	args := m.in[:n]
	if c == nil {
		m.strange(args)
	} else if !c(m, args) {
		return false
	}
	m.in = m.in[n:]
	return true
}

// strange notes what the printer does not know.
func (m *machine) strange(b []byte) {
	if len(m.unknown) < 100 {
		m.unknown = append(m.unknown, hexed(b))
	}
}

// feed moves the paper; false when the roll does not have that much: the printer stops before the line.
func (m *machine) feed(dots int) bool {
	if m.left >= 0 {
		if dots > m.left {
			m.set(m.faults|PaperOut, 0)
			return false
		}
		m.left -= dots
	}
	if m.paper.H+dots > maxPaper {
		m.tear()
	}
	m.paper.Bits = append(m.paper.Bits, make([]byte, dots*m.paper.Stride)...)
	m.paper.H += dots
	return true
}

// cut parts the paper at the blade. What the head has printed below the blade begins the next paper.
func (m *machine) cut() {
	piece, rest := m.paper, m.paper
	piece.H = max(0, m.paper.H-headToBlade)
	piece.Bits = m.paper.Bits[:piece.H*piece.Stride]
	m.eject(Ticket{Image: picture(piece), Text: m.text, QR: m.codes})
	m.cuts++
	m.events |= 1 << HasCut
	m.load()
	copy(m.paper.Bits, rest.Bits[piece.H*piece.Stride:])
}

// tear takes the paper away as it is, as when a new roll is put in.
func (m *machine) tear() {
	if len(m.text) > 0 || len(m.codes) > 0 || m.paper.H > headToBlade {
		m.eject(Ticket{Image: picture(m.paper), Text: m.text, QR: m.codes, Torn: true})
	}
	m.load()
}

func (m *machine) eject(t Ticket) {
	if m.papers = append(m.papers, t); len(m.papers) > maxPapers {
		m.papers = m.papers[1:]
	}
}

var palette = color.Palette{color.White, color.Black}

func picture(b escpos.Bitmap) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, b.W, b.H), palette)
	for y := range b.H {
		for x := range b.W {
			if b.Dot(x, y) {
				img.Pix[y*img.Stride+x] = 1
			}
		}
	}
	return img
}
