package touch

import (
	"image"
	"image/color"

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
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	if q.code == nil {
		return img
	}
	b := q.code.Bounds()
	n := b.Dx()
	side := min(w, h) / (n + 2*quiet)
	x0, y0 := (w-side*n)/2, (h-side*n)/2
	ink := light[ColorInk] // black on white in every look: telephones want it
	for y := range n * side {
		for x := range n * side {
			if r, _, _, _ := q.code.At(b.Min.X+x/side, b.Min.Y+y/side).RGBA(); r == 0 {
				img.SetNRGBA(x0+x, y0+y, color.NRGBA{ink.R, ink.G, ink.B, 0xff})
			}
		}
	}
	return img
}
