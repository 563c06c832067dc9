package touch

import (
	"math"

	"fyne.io/fyne/v2"
)

// Panel is the glass. Layout follows millimetres, so that a finger of 25 mm and an eye at 60 cm are served alike on
// every screen.
type Panel struct {
	Diagonal float32 // of the picture, in mm; 0: that of 21.5"
	Distance float32 // from which it is read, in cm; 0: 60
}

// The reference: 21.5" Full HD, read from 60 cm.
const (
	usualDiagonal = 546
	usualDistance = 60
	unitMM        = 0.248
)

func (p Panel) distance() float32 {
	if p.Distance == 0 {
		return usualDistance
	}
	return p.Distance
}

// MM is the side of a pixel of a canvas, in mm.
func (p Panel) MM(size fyne.Size) float32 {
	d := p.Diagonal
	if d == 0 {
		d = usualDiagonal
	}
	return d / float32(math.Hypot(float64(size.Width), float64(size.Height)))
}

// unit is u in pixels: 0.248 mm, and on a larger screen as much more as it is larger.
func (p Panel) unit(size fyne.Size) float32 {
	long, short := max(size.Width, size.Height), min(size.Width, size.Height)
	return max(unitMM/p.MM(size), min(long/1920, short/1080))
}
