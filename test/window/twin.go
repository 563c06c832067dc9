package window

import (
	"fmt"
	"image"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bileter/internal/api"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// Twin is a second screen, drawn without a display, and its session. It is not safe for concurrent use.
type Twin struct {
	window  fyne.Window
	screen  *touch.Screen
	machine *kiosk.Machine
	now     time.Time
	sent    kiosk.Input      // last
	asking  bool             // inputs are not for the session
	order   kiosk.StartIssue // last
}

// NewTwin makes a twin of width × height pixels of an office, with its town's look.
func NewTwin(width, height int, panel touch.Panel, look touch.Look, office api.Office) *Twin {
	t := &Twin{window: test.NewWindow(nil), machine: kiosk.New(kiosk.Config{}), now: time.Now()}
	t.screen = touch.New(t.window, panel, func(in kiosk.Input) {
		if t.asking {
			t.sent = in
			return
		}
		t.do(in)
	})
	t.screen.Dress(look)
	t.screen.Start()
	t.window.Resize(fyne.NewSize(float32(width), float32(height)))
	t.do(kiosk.OfficeKnown{Office: office})
	return t
}

// Close frees the twin.
func (t *Twin) Close() { t.window.Close() }

func (t *Twin) do(in kiosk.Input) {
	for _, e := range t.machine.Do(t.now, in) {
		if o, ok := e.(kiosk.StartIssue); ok {
			t.order = o
		}
	}
	t.screen.Show(t.machine.View())
}

// Do gives the session an input, as from somebody who looks before.
func (t *Twin) Do(in kiosk.Input) kiosk.View {
	t.now = t.now.Add(3 * time.Second)
	t.do(in)
	return t.View()
}

// Answer gives the last order its ticket.
func (t *Twin) Answer(ticket api.Issued) kiosk.View {
	return t.Do(kiosk.IssueDone{Key: t.order.Key, Issued: ticket})
}

// View is what the twin shows.
func (t *Twin) View() kiosk.View { return t.machine.View() }

// At tells what a tap at a pixel sends; nil: nothing.
func (t *Twin) At(x, y float64) kiosk.Input {
	at := fyne.NewPos(float32(x), float32(y))
	var top fyne.Tappable
	walk(t.window.Content(), fyne.Position{}, func(o fyne.Tappable, p fyne.Position, s fyne.Size) {
		if at.X >= p.X && at.Y >= p.Y && at.X < p.X+s.Width && at.Y < p.Y+s.Height {
			top = o
		}
	})
	if top == nil {
		return nil
	}
	t.asking, t.sent = true, nil
	defer func() { t.asking = false }()
	top.Tapped(&fyne.PointEvent{})
	return t.sent
}

// Find returns the middle of the button that sends in.
func (t *Twin) Find(in kiosk.Input) (x, y float64, err error) {
	err = fmt.Errorf("screen %s has no button for %#v", t.View().Screen, in)
	var middles []fyne.Position
	walk(t.window.Content(), fyne.Position{}, func(_ fyne.Tappable, p fyne.Position, s fyne.Size) {
		middles = append(middles, p.AddXY(s.Width/2, s.Height/2))
	})
	for _, m := range middles {
		if t.At(float64(m.X), float64(m.Y)) == in {
			return float64(m.X), float64(m.Y), nil
		}
	}
	return 0, 0, err
}

// walk visits what can be tapped and seen, in the order of painting.
func walk(o fyne.CanvasObject, at fyne.Position, f func(fyne.Tappable, fyne.Position, fyne.Size)) {
	if !o.Visible() {
		return
	}
	if tap, ok := o.(fyne.Tappable); ok {
		f(tap, at, o.Size())
	}
	var kids []fyne.CanvasObject
	switch c := o.(type) {
	case *fyne.Container:
		kids = c.Objects
	case fyne.Widget:
		kids = test.WidgetRenderer(c).Objects()
	}
	for _, k := range kids {
		walk(k, at.Add(k.Position()), f)
	}
}

// Cells of a coarse picture, in each direction.
const cols, rows = 54, 96

// Coarse is a picture without its details: the mean of each cell and colour, 0 to 255.
type Coarse [cols * rows * 3]float64

// Picture is what the twin shows.
func (t *Twin) Picture() Coarse { return Of(t.window.Canvas().Capture()) }

// Of is the coarse picture of a picture.
func Of(img image.Image) Coarse {
	b := img.Bounds()
	return coarse(b.Dx(), b.Dy(), func(x, y int) (uint8, uint8, uint8) {
		if m, ok := img.(*image.NRGBA); ok {
			i := m.PixOffset(b.Min.X+x, b.Min.Y+y)
			return m.Pix[i], m.Pix[i+1], m.Pix[i+2]
		}
		r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
		return uint8(r >> 8), uint8(g >> 8), uint8(bl >> 8)
	})
}

func coarse(w, h int, at func(x, y int) (r, g, b uint8)) Coarse {
	var c Coarse
	var n [cols * rows]float64
	for y := range h {
		for x := range w {
			i := y*rows/h*cols + x*cols/w
			r, g, b := at(x, y)
			c[3*i] += float64(r)
			c[3*i+1] += float64(g)
			c[3*i+2] += float64(b)
			n[i]++
		}
	}
	for i := range n {
		for k := range 3 {
			c[3*i+k] /= max(1, n[i])
		}
	}
	return c
}

// rows is a picture of which only the rows from one to before another are left.
func (c Coarse) rows(from, to int) Coarse {
	var part Coarse
	copy(part[from*cols*3:to*cols*3], c[from*cols*3:])
	return part
}

// Away is how far apart two pictures are: the share of cells, 0 to 1, that differ clearly.
func (c Coarse) Away(o Coarse) float64 {
	n := 0
	for i := 0; i < len(c); i += 3 {
		for k := range 3 {
			if d := c[i+k] - o[i+k]; d > 24 || d < -24 {
				n++
				break
			}
		}
	}
	return float64(n) / (cols * rows)
}

// Mark is a cell of a picture by which it is told from others.
type Mark struct {
	col, row int
	colour   [3]float64
}

// MarkOf finds the cell in which pictures of one screen agree and differ most from all others.
func MarkOf(same []Coarse, others ...Coarse) (m Mark) {
	away := func(a, b Coarse, i int) (d float64) {
		for k := range 3 {
			d += math.Abs(a[i+k] - b[i+k])
		}
		return d
	}
	best := -1.0
	for i := 0; i < len(Coarse{}); i += 3 {
		least := math.Inf(1)
		for _, o := range others {
			least = min(least, away(same[0], o, i))
		}
		for _, s := range same {
			least -= 4 * away(same[0], s, i)
		}
		if least > best {
			best = least
			m = Mark{i / 3 % cols, i / 3 / cols, [3]float64(same[0][i : i+3])}
		}
	}
	return m
}
