package emulator

import (
	"image"
	"image/color"
	"math/bits"
	"slices"
	"time"

	"bileter/printer/escpos"
)

// Dimensions of the mechanism, in dots at 203 dpi.
const (
	headToBlade = 96    // 12 mm: this much of every paper's top is past the head when the paper is cut
	spacing     = 30    // default distance of lines, 1/6 inch
	maxPaper    = 16000 // 2 m: whoever prints more without a cut finds it in pieces
	maxPapers   = 100   // that nobody has fetched
	cutting     = 40    // dots the paper could move while the cutter works
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
	Jam // of paper, on its way out
	Voltage
)

// recoverable are the faults that DLE ENQ ends; paper and cover are a person's to mend.
const recoverable = CutterJam | Jam

// stopping are the faults with which nothing is printed.
const stopping = PaperOut | CoverOpen | failing

// failing are those that are neither paper nor cover.
const failing = CutterJam | HeadHot | Unrecoverable | Jam | Voltage

// machine is the printer without its cable: bytes go in, answers and paper come out. It is not safe for
// concurrent use.
type machine struct {
	p escpos.Profile

	in   []byte // received, not executed
	real []byte // beginning of a real-time command
	out  []byte // for the host

	modes
	lasting
	mouth
	flash
	quirks  Quirks
	pic     *stream // the picture that is coming in
	cells   []cell  // the line being composed
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
	moved  int     // dots of paper since they were last asked for
	rows   int     // rows of pictures on the paper
	heard  []string
	record bool // note in heard what is executed
}

// lasting is what ESC @ does not reset and the loss of power does.
type lasting struct {
	notice     bool // GS ( H 49
	continuous bool // GS e 20: paper leaves the mouth while it is printed
	swallow    bool // the next LF does nothing
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
	m.now = time.Now
	m.boot()
	m.load()
	return m
}

// boot is what happens when the power comes.
func (m *machine) boot() {
	m.lasting = lasting{continuous: m.p.Presenter.Holds} // as those are that can be told otherwise
	m.reset()
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
	m.text, m.codes, m.rows = nil, nil, 0
}

// receive takes bytes from the host. Real-time commands are obeyed at once, wherever they stand, even in
// the middle of a picture, and are gone from it then.
func (m *machine) receive(b []byte) {
	if m.off {
		return
	}
	if m.p.InOrder {
		m.hold(b)
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

// room is how much the receive buffer can take. A picture for the flash does not count: it is taken as it comes.
func (m *machine) room() int {
	size := m.p.Buffer
	if size == 0 {
		size = full
	}
	if b := m.in; len(b) >= 5 && b[0] == 0x1d && b[1] == '(' && b[2] == 'L' {
		size += 5 + int(b[3]) + int(b[4])<<8
	}
	return max(0, size-len(m.in))
}

// forget drops all that was received.
func (m *machine) forget() { m.in, m.cells, m.pic = nil, nil, nil }

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
	if m.writing {
		return // the flash keeps it from everything else
	}
	m.note(b)
	switch {
	case b[1] == 0x04:
		m.tellStatus(b)
	case b[1] == 0x05 && b[2] == 1:
		m.set(m.faults&^recoverable, m.left)
	case b[1] == 0x05 && b[2] == 2:
		if m.faults&recoverable != 0 {
			m.forget()
			m.set(m.faults&^recoverable, m.left)
		}
	case b[1] == 0x14 && string(b[2:]) == "\x08\x01\x03\x14\x01\x06\x02\x08":
		m.forget()
		m.out = append(m.out, 0x37, 0x25, 0)
	default:
		m.strange(b)
	}
}

// set changes faults and paper, and says so to a host that wants to be told.
func (m *machine) set(f Fault, left int) {
	m.left = left
	if f == m.faults {
		return
	}
	stops := f&stopping != 0 && m.faults&stopping == 0
	m.faults = f
	if m.push != 0 && !m.writing {
		m.tell()
	}
	if stops && m.notice {
		m.out = append(m.out, 0x37, 0x23, 0x40|byte(f&0x3f), 0)
	}
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
	if m.off || m.writing || m.faults&stopping != 0 || len(m.in) == 0 {
		return false
	}
	if m.pic != nil {
		return m.row()
	}
	c, n := m.parse(m.in)
	if n == 0 {
		return false
	}
	args := m.in[:n]
	if c == nil {
		m.strange(args)
	} else if !c(m, args) {
		return false
	}
	m.note(args)
	m.in = m.in[n:]
	return true
}

// note keeps what was executed, for those who want to know.
func (m *machine) note(b []byte) {
	if m.record && b[0] < 0x20 && len(m.heard) < 10000 {
		m.heard = append(m.heard, hexed(b))
	}
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
	m.moved += dots
	if m.paper.H+dots > maxPaper {
		m.tear()
	}
	old := len(m.paper.Bits)
	m.paper.Bits = slices.Grow(m.paper.Bits, dots*m.paper.Stride)[:old+dots*m.paper.Stride]
	clear(m.paper.Bits[old:])
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
	m.moved += cutting
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
		row := img.Pix[y*img.Stride : (y+1)*img.Stride]
		for i, v := range b.Bits[y*b.Stride : (y+1)*b.Stride] {
			for ; v != 0; v &= v - 1 {
				if x := 8*i + 7 - bits.TrailingZeros8(v); x < b.W {
					row[x] = 1
				}
			}
		}
	}
	return img
}
