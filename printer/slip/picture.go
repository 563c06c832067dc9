package slip

import (
	"image"
	"image/color"
	"math"

	"bileter/printer/escpos"
)

// Picture draws a layout as it will be on the printer's paper, from the first line to the last: without the white
// that the way from head to blade leaves above, and that before the cut below. It is an error when a QR code is wider
// than the paper.
func Picture(lines []Line, p escpos.Profile) (escpos.Bitmap, error) {
	parts, heights := make([]escpos.Bitmap, len(lines)), make([]int, len(lines))
	total := 0
	for i, l := range lines {
		m, height, err := l.draw(p)
		if err != nil {
			return escpos.Bitmap{}, err
		}
		parts[i], heights[i] = m, height
		total += height
	}
	all := escpos.NewBitmap(p.Dots, total)
	y := 0
	for i, l := range lines {
		left := 0
		switch free := max(0, p.Dots-parts[i].W); l.Align {
		case escpos.Center:
			left = free / 2
		case escpos.Right:
			left = free
		}
		all.Paint(parts[i], left, y)
		y += heights[i]
	}
	return all, nil
}

// Length is how much paper a layout takes from cut to cut, in mm: the white that the way from head to blade leaves
// above, the lines, and the white below.
func Length(lines []Line, p escpos.Profile) (mm int, err error) {
	dots := 0
	for _, l := range lines {
		high := max(escpos.LineSpacing, max(1, l.H)*escpos.CellH)
		if l.White > 0 || l.QR != "" || l.Picture.H > 0 {
			if _, high, err = l.draw(p); err != nil {
				return 0, err
			}
		}
		dots += high
	}
	return int(math.Ceil(float64(dots+p.Tail(end)) * 25.4 / float64(p.DPI))), nil
}

// margin is the white left and right of what can be printed, in dots: 4 mm.
const margin = 32

// top is the white above and below a drawing: nearly the way from head to blade.
const top = 60

// draw makes the picture of one line, and tells how much paper the line takes.
func (l Line) draw(p escpos.Profile) (m escpos.Bitmap, height int, err error) {
	switch {
	case l.White > 0:
		return escpos.Bitmap{}, l.White, nil
	case l.QR != "":
		m, err = p.DrawnQR(l.QR, l.Module)
		if !p.OwnQR(l.QR) {
			m = sent(m, p)
		}
		return m, m.H, err
	case l.Picture.H > 0:
		return sent(l.Picture, p), l.Picture.H, nil
	}
	text, w, h := p.Fold(l.Text), max(1, l.W), max(1, l.H)
	height = max(escpos.LineSpacing, h*escpos.CellH)
	switch _, ok := p.Encode(text); {
	case p.Raster, p.Smooth && w > 1 && h > 1 && ok:
		return escpos.Drawn(text, l.Bold, w, h), height, nil
	case !ok:
		return sent(escpos.Drawn(text, l.Bold, w, h), p), height, nil
	}
	return enlarged(escpos.Drawn(text, l.Bold, 1, 1), w, h), height, nil
}

// sent is a picture as a printer gets it in a job of text: whole bytes, without white at the right edge.
func sent(m escpos.Bitmap, p escpos.Profile) escpos.Bitmap {
	if !p.Raster && m.H > 0 {
		m.W = 8 * m.Inked()
	}
	return m
}

// enlarged repeats every dot, as printers enlarge letters.
func enlarged(m escpos.Bitmap, w, h int) escpos.Bitmap {
	if w == 1 && h == 1 {
		return m
	}
	out := escpos.NewBitmap(m.W*w, m.H*h)
	for y := range m.H {
		for x := range m.W {
			if m.Dot(x, y) {
				out.Fill(x*w, y*h, w, h)
			}
		}
	}
	return out
}

// Image draws a layout as a sheet of paper: with the margins that the head leaves, and the white of the cut.
func Image(lines []Line, p escpos.Profile) (image.Image, error) {
	m, err := Picture(lines, p)
	if err != nil {
		return nil, err
	}
	img := image.NewPaletted(image.Rect(0, 0, margin+p.Dots+margin, top+m.H+top), color.Palette{color.White, color.Black})
	for y := range m.H {
		row := img.Pix[(top+y)*img.Stride+margin:]
		for x := range m.W {
			if m.Bits[y*m.Stride+x/8]&(0x80>>(x%8)) != 0 {
				row[x] = 1
			}
		}
	}
	return img, nil
}
