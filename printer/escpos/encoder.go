package escpos

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// Align is where a line stands.
type Align byte

// Aligns, as ESC a numbers them.
const (
	Left   Align = 0
	Center Align = 1
	Right  Align = 2
)

// Encoder collects the bytes of one job. It sends a mode only when it changes.
type Encoder struct {
	p     Profile
	b     []byte
	align Align
	bold  bool
	w, h  int
}

// NewEncoder begins a job: modes reset, double-byte mode left and code page fixed, so that the job prints
// right whatever was there before.
func NewEncoder(p Profile) *Encoder {
	e := &Encoder{p: p, w: 1, h: 1}
	e.put(start(p)...)
	return e
}

// Bytes returns the job so far.
func (e *Encoder) Bytes() []byte { return e.b }

func (e *Encoder) put(b ...byte) { e.b = append(e.b, b...) }

// Align places the lines that follow.
func (e *Encoder) Align(a Align) {
	if a != e.align {
		e.align = a
		e.put(esc, 'a', byte(a))
	}
}

// Bold makes the letters that follow heavy, or not.
func (e *Encoder) Bold(on bool) {
	if on == e.bold {
		return
	}
	e.bold = on
	var n byte
	if on {
		n = 1
	}
	e.put(esc, 'E', n)
}

// Size enlarges the letters that follow, 1 to 8 times each way.
func (e *Encoder) Size(w, h int) {
	w, h = min(max(w, 1), 8), min(max(h, 1), 8)
	if w != e.w || h != e.h {
		e.w, e.h = w, h
		e.put(gs, '!', byte((w-1)<<4|(h-1)))
	}
}

// Line prints a line of text: as text where the page has all its letters, else as a picture of the same
// size. What is too wide for the paper is the printer's to wrap.
func (e *Encoder) Line(s string) {
	s = e.p.Fold(s)
	if text, ok := e.p.Encode(s); ok {
		e.put(text...)
		e.put('\n')
		return
	}
	e.Raster(Drawn(s, e.bold, e.w, e.h))
	e.Feed(max(0, LineSpacing-CellH*e.h))
}

// Drawn is a text as a picture of the size it would have in font A, with ? for letters that the face lacks.
func Drawn(s string, bold bool, w, h int) Bitmap {
	face := RegularFace()
	if bold {
		face = BoldFace()
	}
	s = strings.Map(func(r rune) rune {
		if !face.Has(r) {
			return '?'
		}
		return r
	}, s)
	return face.Line(s, CellW*w, CellH*h)
}

// LineSpacing is the printer's default distance of lines, 1/6 inch, in dots.
const LineSpacing = 30

// Feed moves the paper by dots.
func (e *Encoder) Feed(dots int) {
	for ; dots > 0; dots -= 255 {
		e.put(esc, 'J', byte(min(dots, 255)))
	}
}

// maxSlice is how many rows of dots go into one raster command: long ones print garbage on some printers.
const maxSlice = 128

// band is how many rows of so many bytes go into one picture: it must fit the receive buffer as a whole.
func (p Profile) band(width int) int {
	if p.Buffer == 0 {
		return maxSlice
	}
	return min(maxSlice, max(1, (p.Slice()-8)/width))
}

// Raster prints a picture; white at its right edge is not sent, what is wider than the paper is cut off.
func (e *Encoder) Raster(m Bitmap) {
	width := min(m.Inked(), e.p.Dots/8)
	most := e.p.band(width)
	for y := 0; y < m.H; y += most {
		rows := min(most, m.H-y)
		data := make([]byte, 0, width*rows)
		for j := y; j < y+rows; j++ {
			data = append(data, m.Bits[j*m.Stride:j*m.Stride+width]...)
		}
		calm(data)
		e.put(gs, 'v', '0', 0, byte(width), byte(width>>8), byte(rows), byte(rows>>8))
		e.put(data...)
	}
}

// least is how much white, in rows, is worth a feed of its own between two pictures.
const least = 16

// Page prints a whole slip that was drawn before. Stretches of white are fed, not sent. Alignment must be Left.
func (e *Encoder) Page(m Bitmap) {
	for y := 0; y < m.H; {
		white := y
		for white < m.H && m.blank(white) {
			white++
		}
		if white-y >= least || white == m.H {
			e.Feed(white - y)
			y = white
			continue
		}
		end := y
		for run := 0; end < m.H && end-y < maxSlice && run < least; end++ {
			if run++; !m.blank(end) {
				run = 0
			}
		}
		for m.blank(end - 1) {
			end-- // white belongs to the feed that follows
		}
		e.Raster(Bitmap{W: m.W, H: end - y, Stride: m.Stride, Bits: m.Bits[y*m.Stride : end*m.Stride]})
		y = end
	}
}

// calm blackens one dot wherever picture data would read as a real-time command: printers obey those
// even inside a picture.
func calm(data []byte) {
	for i := 1; i < len(data); i++ {
		if data[i-1] == dle && (data[i] == 0x04 || data[i] == 0x05 || data[i] == 0x14) {
			data[i] |= 0x08
		}
	}
}

// QR prints a QR code with modules of so many dots and no quiet zone above or below. Model 2 and error
// correction L are what the reset left; at the same size on paper, L has larger modules than M, and a thermal
// head that fails blots a column, not half a code. Content longer than the printer takes is sent as a picture.
func (e *Encoder) QR(content string, module int) error {
	if content == "" {
		return fmt.Errorf("qr code: no content")
	}
	if !e.p.OwnQR(content) {
		return e.pictureQR(content, module)
	}
	k := len(content) + 3
	e.put(gs, '(', 'k', 3, 0, '1', 'C', byte(min(module, e.p.QRModule)))
	e.put(gs, '(', 'k', byte(k), byte(k>>8), '1', 'P', '0')
	e.put([]byte(content)...)
	e.put(gs, '(', 'k', 3, 0, '1', 'Q', '0')
	return nil
}

func (e *Encoder) pictureQR(content string, module int) error {
	m, err := e.p.DrawnQR(content, module)
	if err != nil {
		return err
	}
	e.Raster(m)
	return nil
}

// DrawnQR is the QR code that the printer prints, or is sent, as a picture.
func (p Profile) DrawnQR(content string, module int) (Bitmap, error) {
	if p.OwnQR(content) {
		module = min(module, p.QRModule)
	}
	code, err := qr.Encode(content, qr.L, qr.Unicode)
	if err != nil {
		return Bitmap{}, fmt.Errorf("qr code of %d bytes: %w", len(content), err)
	}
	n := code.Bounds().Dx()
	if n*module > p.Dots {
		return Bitmap{}, fmt.Errorf("qr code of %d bytes: %d modules of %d dots are wider than the paper (%d dots)", len(content), n, module, p.Dots)
	}
	m := NewBitmap(n*module, n*module)
	for y := range n {
		for x := range n {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				m.Fill(x*module, y*module, module, module)
			}
		}
	}
	return m, nil
}

// OwnQR tells whether the printer makes the QR code itself.
func (p Profile) OwnQR(content string) bool {
	return p.QRModule > 0 && len(content) <= p.QRBytes && !p.Raster
}

// tear is how far the tear bar of a printer without a cutter is from the last line, in dots.
const tear = 120

// Cut ends the job: so many dots of white, then the paper is cut and presented, or fed to the tear bar.
func (e *Encoder) Cut(white int) {
	e.sever(white)
	e.put(e.p.Presenter.present()...)
}

func (e *Encoder) sever(white int) {
	switch {
	case !e.p.Cutter:
		e.Feed(white + tear)
	case e.p.Cut == CutGSV:
		e.put(gs, 'V', 66, byte(min(white, 255)))
	default:
		e.Feed(white + e.p.blade())
		e.put(esc, cutLetters[e.p.Cut])
	}
}

// Tail is how many dots of paper Cut takes with so much white: to the blade, or to the tear bar.
func (p Profile) Tail(white int) int {
	if !p.Cutter {
		return white + tear
	}
	return white + p.blade()
}

var cutLetters = map[CutCommand]byte{CutESCi: 'i', CutESCm: 'm'}
