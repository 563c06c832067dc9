package emulator

import (
	"strings"

	"bileter/printer/escpos"
)

// print prints the composed line and moves the paper by so many dots, or by the line's height if that is
// more. It is how everything that stands in a line gets on paper.
func (m *machine) print(dots int) bool {
	height, text := 0, strings.Builder{}
	for _, c := range m.cells {
		height = max(height, c.h*escpos.CellH)
		text.WriteRune(c.r)
	}
	top := m.paper.H
	if !m.feed(max(dots, height)) {
		return false
	}
	x := m.margin(m.composed())
	for _, c := range m.cells {
		m.draw(c, x, top+height-c.h*escpos.CellH)
		x += c.w * escpos.CellW
	}
	if len(m.cells) > 0 {
		m.text = append(m.text, text.String())
	}
	m.cells = nil
	m.lines++
	return true
}

// margin is the white left of something so wide.
func (m *machine) margin(width int) int {
	switch m.align {
	case 1:
		return max(0, (m.p.Dots-width)/2)
	case 2:
		return max(0, m.p.Dots-width)
	}
	return 0
}

// draw prints a letter: rounded when that mode is on, else with its dots enlarged, as printers do it.
func (m *machine) draw(c cell, x, y int) {
	face := escpos.RegularFace()
	if c.bold {
		face = escpos.BoldFace()
	}
	if c.smooth {
		m.paper.Paint(face.Letter(c.r, c.w*escpos.CellW, c.h*escpos.CellH), x, y)
		return
	}
	b := face.Letter(c.r, escpos.CellW, escpos.CellH)
	for j := range b.H {
		for i := range b.W {
			if b.Dot(i, j) {
				m.paper.Fill(x+i*c.w, y+j*c.h, c.w, c.h)
			}
		}
	}
}

// stream is a picture of which rows are still to come: they go on paper as they come.
type stream struct {
	stride, rows int
	sx, sy       int
}

// raster begins GS v 0.
func (m *machine) raster(b []byte) bool {
	if len(m.cells) > 0 {
		return m.only(b, false) // not at the start of a line
	}
	m.pic = &stream{
		stride: int(b[4]) | int(b[5])<<8, rows: int(b[6]) | int(b[7])<<8,
		sx: 1 + int(b[3]&1), sy: 1 + int(b[3]>>1&1),
	}
	m.swallow = m.quirks.SwallowFeed
	return true
}

// together is how many rows of a picture go on paper in one step, 1 mm.
const together = 8

// row prints the next rows of a picture. False: none is here yet, or there is no paper.
func (m *machine) row() bool {
	s := m.pic
	n := min(s.rows, together, len(m.in)/s.stride)
	if m.left >= 0 {
		n = min(n, max(1, m.left/s.sy))
	}
	if n == 0 || !m.feed(n*s.sy) {
		return false
	}
	pic := escpos.Bitmap{W: s.stride * 8, H: n, Stride: s.stride, Bits: m.in[:n*s.stride]}
	left, top := m.margin(pic.W*s.sx), m.paper.H-n*s.sy
	if s.sx*s.sy == 1 {
		m.paper.Paint(pic, left, top)
	} else {
		for y := range n {
			for x := range pic.W {
				if pic.Dot(x, y) {
					m.paper.Fill(left+x*s.sx, top+y*s.sy, s.sx, s.sy)
				}
			}
		}
	}
	m.in = m.in[n*s.stride:]
	m.rows += n
	if s.rows -= n; s.rows == 0 {
		m.pic = nil
	}
	return true
}

// cutHere cuts without moving the paper: the last 12 mm stay below the blade.
func (m *machine) cutHere(b []byte) bool {
	if len(m.cells) > 0 {
		return m.only(b, false)
	}
	m.cut()
	return true
}

func (m *machine) feedAndCut(b []byte) bool {
	if len(m.cells) > 0 {
		return m.only(b, false)
	}
	if !m.feed(headToBlade + int(b[3])) {
		return false
	}
	m.cut()
	return true
}
