package touch

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bileter/kiosk"
)

// Motion says what has happened, and never holds anybody up: it is over before the next tap counts (kiosk.DefaultSettle).
const (
	fadeTime  = 130 * time.Millisecond
	veilBegin = 150
)

// motion is a veil over the content that lifts when another page comes. It takes no taps. A ticket has none: its number
// stands in the first frame.
type motion struct {
	s     *Screen
	box   *fyne.Container
	veil  *canvas.Rectangle
	now   []*fyne.Animation
	last  kiosk.Screen
	page  int
	began bool // something was shown
}

func newMotion(s *Screen) *motion {
	m := &motion{s: s, veil: canvas.NewRectangle(color.Transparent)}
	m.box = container.NewWithoutLayout(m.veil)
	m.veil.Hide()
	return m
}

func (m *motion) object() fyne.CanvasObject { return m.box }

func (m *motion) place(f frame) {
	rect{0, f.head.h, f.all.w, max(f.foot.y-f.head.h, 0)}.move(m.veil)
}

func (m *motion) show(v kiosk.View) {
	if v.Screen == m.last && v.Page == m.page {
		return
	}
	first := !m.began
	m.last, m.page, m.began = v.Screen, v.Page, true
	m.stop()
	if first || m.s.style.calm || v.Screen == kiosk.Technician || v.Screen == kiosk.Ticket {
		return
	}
	m.fade()
}

// stop ends what is under way, as it would have ended.
func (m *motion) stop() {
	for _, a := range m.now {
		a.Stop()
	}
	m.now = nil
	visible(m.veil, false)
}

func (m *motion) fade() {
	veil := m.s.color(colorPage)
	paint := func(done float32) {
		if done >= 1 {
			visible(m.veil, false)
			return
		}
		veil.A = uint8(veilBegin * (1 - done))
		m.veil.FillColor = veil
		m.veil.Refresh()
	}
	paint(0)
	m.veil.Show()
	m.start(fadeTime, paint)
}

func (m *motion) start(d time.Duration, tick func(float32)) {
	a := &fyne.Animation{Duration: d, Curve: fyne.AnimationEaseOut, Tick: tick}
	m.now = append(m.now, a)
	a.Start()
}
