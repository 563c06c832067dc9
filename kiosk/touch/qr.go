package touch

import (
	"image"
	"image/draw"

	"fyne.io/fyne/v2/canvas"
	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// quiet is the empty edge of a QR code, in modules (ISO/IEC 18004).
const quiet = 4

// qrCode draws a text as a QR code whose modules are whole pixels.
type qrCode struct {
	*canvas.Raster
	text string
	code barcode.Barcode // nil: nothing to draw
}

func newQR() *qrCode {
	q := &qrCode{}
	q.Raster = canvas.NewRaster(q.paint)
	return q
}

// set changes the text. One that is too long for a code draws nothing.
func (q *qrCode) set(s string) {
	if s == q.text {
		return
	}
	q.text, q.code = s, nil
	if s != "" {
		if c, err := qr.Encode(s, qr.M, qr.Auto); err == nil {
			q.code = c
		}
	}
	q.Refresh()
}

func (q *qrCode) paint(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	if q.code == nil {
		return img
	}
	b := q.code.Bounds()
	n := b.Dx()
	side := min(w, h) / (n + 2*quiet)
	x0, y0 := (w-side*n)/2, (h-side*n)/2
	ink := image.NewUniform(light[ColorInk]) // black on white in every look: telephones want it
	for y := range n {
		for x := range n {
			if r, _, _, _ := q.code.At(b.Min.X+x, b.Min.Y+y).RGBA(); r == 0 {
				at := image.Pt(x0+x*side, y0+y*side)
				draw.Draw(img, image.Rectangle{at, at.Add(image.Pt(side, side))}, ink, image.Point{}, draw.Src)
			}
		}
	}
	return img
}
