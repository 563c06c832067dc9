package setup

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"bileter/internal/text"
)

// Limits of a touch screen that works: clients' targets are 25 mm wide, so a finger 8 mm off still meets them.
const (
	mostOff = 8.0 // mm, of the worst cross
	meanOff = 4.0 // mm
	// usualMM is of a unit on the reference screen; for a screen whose size the set-up does not tell.
	usualMM = 0.248
	// patch is the side of a field of the grid, in mm.
	patch = 22.0
)

// millimetre tells how many units of the canvas a millimetre has.
func (b *bench) millimetre(size fyne.Size) float32 {
	if d := b.p.mode.Diagonal; d > 0 {
		return float32(math.Hypot(float64(size.Width), float64(size.Height))) / d
	}
	return min(size.Width, size.Height) / 1080 / usualMM
}

// pad is glass that tells where a finger is.
type pad struct {
	widget.BaseWidget
	down bool
	at   func(fyne.Position)
	came func(fyne.Position) // the finger came down here
}

var (
	_ desktop.Mouseable = (*pad)(nil)
	_ desktop.Hoverable = (*pad)(nil)
	_ fyne.Draggable    = (*pad)(nil)
)

func newPad(came, at func(fyne.Position)) *pad {
	p := &pad{at: at, came: came}
	p.ExtendBaseWidget(p)
	return p
}

// MouseDown is a finger's arrival.
func (p *pad) MouseDown(e *desktop.MouseEvent) {
	p.down = true
	p.came(e.Position)
	p.at(e.Position)
}

// MouseUp is its release.
func (p *pad) MouseUp(*desktop.MouseEvent) { p.down = false }

// MouseIn does nothing.
func (p *pad) MouseIn(*desktop.MouseEvent) {}

// MouseMoved is a finger that slides.
func (p *pad) MouseMoved(e *desktop.MouseEvent) {
	if p.down {
		p.at(e.Position)
	}
}

// MouseOut does nothing.
func (p *pad) MouseOut() {}

// Dragged is a finger that slides.
func (p *pad) Dragged(e *fyne.DragEvent) { p.at(e.Position) }

// DragEnd does nothing.
func (p *pad) DragEnd() { p.down = false }

// CreateRenderer draws nothing.
func (p *pad) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// crosses are where they stand, as shares of the screen: corners, edges, middle.
var crosses = [][2]float32{{0.08, 0.06}, {0.92, 0.06}, {0.5, 0.5}, {0.08, 0.94}, {0.92, 0.94}, {0.5, 0.25}, {0.25, 0.6}, {0.75, 0.6}, {0.5, 0.9}}

// newAim is the trial of accuracy: a cross at a time to touch.
func newAim(b *bench) *fyne.Container {
	floor, hint := canvas.NewRectangle(card), canvas.NewText("", ink)
	hint.Alignment = fyne.TextAlignCenter
	across, down := canvas.NewRectangle(brand), canvas.NewRectangle(brand)
	n, sum, most := 0, 0.0, 0.0
	centre := func() fyne.Position {
		size := b.root.Size()
		return fyne.NewPos(crosses[n][0]*size.Width, crosses[n][1]*size.Height)
	}
	aim := func() {
		mm := b.millimetre(b.root.Size())
		c := centre()
		lie(across, c.X-8*mm, c.Y-mm/4, 16*mm, mm/2)
		lie(down, c.X-mm/4, c.Y-8*mm, mm/2, 16*mm)
		hint.Text = say("h_touch_at", text.Args{"N": n + 1, "Of": len(crosses)})
		for _, o := range []fyne.CanvasObject{across, down, hint} {
			o.Refresh()
		}
	}
	glass := newPad(func(at fyne.Position) {
		b.p.touched()
		if n >= len(crosses) {
			return
		}
		c := centre()
		off := math.Hypot(float64(at.X-c.X), float64(at.Y-c.Y)) / float64(b.millimetre(b.root.Size()))
		sum, most = sum+off, max(most, off)
		if n++; n < len(crosses) {
			aim()
			return
		}
		mean := sum / float64(n)
		b.measured("touch", most <= mostOff && mean <= meanOff, say("h_touch_result", text.Args{"Mean": tenths(mean), "Most": tenths(most)}))
	}, func(fyne.Position) {})
	return container.New(placed(func(size fyne.Size, u float32) {
		lie(floor, 0, 0, size.Width, size.Height)
		lie(glass, 0, 0, size.Width, size.Height)
		hint.TextSize = 40 * u
		lie(hint, 0, size.Height*0.38, size.Width, 60*u)
		if n < len(crosses) {
			aim()
		}
	}), floor, hint, across, down, glass)
}

// tenths writes a number of millimetres.
func tenths(v float64) string { return strings.Replace(fmt.Sprintf("%.1f", v), ".", ",", 1) }

// newGrid is the trial for dead zones: fields to slide over. The key that ends it lies on the fields in the middle, which
// are felt by its press.
func newGrid(b *bench) *fyne.Container {
	size, mm := b.root.Size(), b.millimetre(b.root.Size())
	columns, rows := max(3, int(size.Width/(patch*mm))), max(3, int(size.Height/(patch*mm)))
	floor, hint := canvas.NewRectangle(card), canvas.NewText(say("h_zones_do"), ink)
	hint.Alignment = fyne.TextAlignCenter
	objects := []fyne.CanvasObject{floor}
	fields, felt := make([]*canvas.Rectangle, columns*rows), make([]bool, columns*rows)
	for i := range fields {
		fields[i] = canvas.NewRectangle(press)
		fields[i].StrokeColor, fields[i].StrokeWidth = dead, 2
		objects = append(objects, fields[i])
	}
	middle := func(x, y int) bool { return y == rows/2 && x >= columns/2-2 && x < columns/2+2 }
	ended := false
	finish := func() {
		deaf := 0
		for i := range felt {
			if !felt[i] && !middle(i%columns, i/columns) {
				deaf++
			}
		}
		if ended {
			return
		}
		ended = true
		if deaf == 0 {
			b.measured("zones", true, say("h_zones_good"))
			return
		}
		b.measured("zones", false, say("h_zones_dead", text.Args{"N": deaf}))
	}
	feel := func(at fyne.Position) {
		now := b.root.Size()
		x, y := int(at.X/now.Width*float32(columns)), int(at.Y/now.Height*float32(rows))
		if x < 0 || y < 0 || x >= columns || y >= rows || felt[y*columns+x] {
			return
		}
		b.p.touched()
		felt[y*columns+x] = true
		fields[y*columns+x].FillColor = good
		fields[y*columns+x].Refresh()
	}
	glass := newPad(feel, feel)
	end := newKey(say("h_end"), b.p.touched)
	end.set(say("h_end"), finish)
	objects = append(objects, glass, hint, end)
	return container.New(placed(func(size fyne.Size, u float32) {
		lie(floor, 0, 0, size.Width, size.Height)
		lie(glass, 0, 0, size.Width, size.Height)
		w, h := size.Width/float32(columns), size.Height/float32(rows)
		for i, f := range fields {
			lie(f, float32(i%columns)*w, float32(i/columns)*h, w, h)
		}
		hint.TextSize, end.letters = 34*u, 30*u
		lie(hint, 0, float32(rows/2)*h-h, size.Width, h)
		lie(end, float32(columns/2-2)*w, float32(rows/2)*h, 4*w, h)
	}), objects...)
}
