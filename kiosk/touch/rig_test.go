package touch_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bileter/internal/api"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// rig is a screen on Fyne's software driver, with a session behind it and an office that answers at once.
type rig struct {
	t      *testing.T
	win    fyne.Window
	screen *touch.Screen
	m      *kiosk.Machine
	now    time.Time
	sent   []kiosk.Input
	orders []kiosk.StartIssue
	room   kiosk.Room // told last
	deaf   bool       // what the glass has room for is not told to the session
}

// everyPage is for tests that draw thousands of pages in one goroutine: the race detector finds nothing there and makes
// minutes of it. make test runs them without.
func everyPage(t *testing.T) {
	if raced {
		t.Skip("drawn without the race detector")
	}
}

func newRig(t *testing.T, w, h int) *rig {
	t.Helper()
	return newRigOn(t, w, h, touch.Panel{})
}

func newRigOn(t *testing.T, w, h int, panel touch.Panel) *rig {
	t.Helper()
	test.NewTempApp(t)
	r := &rig{t: t, win: test.NewWindow(nil), m: kiosk.New(kiosk.Config{}), now: day}
	t.Cleanup(r.win.Close)
	r.screen = touch.New(r.win, panel, func(in kiosk.Input) {
		r.sent = append(r.sent, in)
		if room, ok := in.(kiosk.Room); ok {
			if r.room = room; r.deaf {
				return
			}
		}
		r.do(in)
	})
	r.screen.Dress(olszanow(t))
	r.screen.Start()
	r.win.Resize(fyne.NewSize(float32(w), float32(h)))
	r.do(kiosk.OfficeKnown{Office: sample(t)})
	return r
}

// roomFor is what the glass has room for in modes.
func (r *rig) roomFor(m kiosk.Modes) kiosk.Room {
	r.deaf = true
	defer func() { r.deaf = false }()
	v := r.m.View()
	v.Modes = m
	r.screen.Show(v)
	return r.room
}

// do hands an input to the session and shows what comes of it.
func (r *rig) do(in kiosk.Input) {
	for _, e := range r.m.Do(r.now, in) {
		if s, ok := e.(kiosk.StartIssue); ok {
			r.orders = append(r.orders, s)
		}
	}
	r.screen.Show(r.m.View())
}

func (r *rig) sleep(d time.Duration) {
	r.now = r.now.Add(d)
	r.do(kiosk.Tick{})
}

// answer gives the last order its ticket.
func (r *rig) answer() {
	r.t.Helper()
	o := r.orders[len(r.orders)-1]
	r.do(kiosk.IssueDone{Key: o.Key, Issued: issued(api.Service{ID: o.Order.Service, Letter: o.Order.Service[:1], Ahead: 3})})
}

func (r *rig) want(s kiosk.Screen) kiosk.View {
	r.t.Helper()
	v := r.m.View()
	if v.Screen != s {
		r.t.Fatalf("screen = %q, want %q", v.Screen, s)
	}
	return v
}

// finger is a finger on the glass at a place: what Fyne's window driver makes of a touch.
type finger struct {
	on fyne.CanvasObject
	at fyne.Position
}

func (r *rig) press(at fyne.Position) finger {
	f := finger{r.top(at), at}
	f.on.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}, Button: desktop.MouseButtonPrimary})
	return f
}

func (f finger) lift(r *rig) {
	on := r.top(f.at)
	on.(desktop.Mouseable).MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	if on == f.on {
		on.(fyne.Tappable).Tapped(&fyne.PointEvent{})
	}
}

// slide moves the finger.
func (f finger) slide(r *rig, to fyne.Position) finger {
	if r.top(to) != f.on {
		f.on.(desktop.Hoverable).MouseOut()
	}
	return finger{f.on, to}
}

// tap is a touch by somebody who looks before.
func (r *rig) tap(at fyne.Position) {
	r.sleep(2500 * time.Millisecond)
	f := r.press(at)
	r.now = r.now.Add(80 * time.Millisecond)
	f.lift(r)
}

// top is the object that a finger at a place meets.
func (r *rig) top(at fyne.Position) (found fyne.CanvasObject) {
	walk(r.win.Content(), func(s spot) {
		if _, ok := s.o.(fyne.Tappable); ok && s.visible && s.has(at) {
			found = s.o
		}
	})
	return found
}

// find returns the middle of the button that says s.
func (r *rig) find(s string) fyne.Position {
	r.t.Helper()
	for _, b := range r.buttons() {
		if b.says == plain(s) {
			return b.middle()
		}
	}
	r.t.Fatalf("no button says %q", s)
	return fyne.Position{}
}

// button is a place to touch.
type button struct {
	spot
	says string // without spaces
}

// buttons are the visible ones; not the planes as large as the screen.
func (r *rig) buttons() []button {
	var bs []button
	walk(r.win.Content(), func(s spot) {
		if _, ok := s.o.(fyne.Tappable); !ok || !s.visible || s.size.Width >= r.win.Canvas().Size().Width {
			return
		}
		b := button{spot: s}
		walkAt(s.o, s.at, true, func(in spot) {
			if t, ok := in.o.(*canvas.Text); ok && in.visible {
				b.says += plain(t.Text)
			}
		})
		bs = append(bs, b)
	})
	return bs
}

// spot is an object and where it is on the canvas.
type spot struct {
	o       fyne.CanvasObject
	at      fyne.Position
	size    fyne.Size
	visible bool
}

func (s spot) has(p fyne.Position) bool {
	return p.X >= s.at.X && p.Y >= s.at.Y && p.X < s.at.X+s.size.Width && p.Y < s.at.Y+s.size.Height
}

func (s spot) middle() fyne.Position {
	return s.at.Add(fyne.NewPos(s.size.Width/2, s.size.Height/2))
}

// walk visits every object, hidden ones too, parents first and in the order of painting.
func walk(o fyne.CanvasObject, f func(spot)) { walkAt(o, fyne.NewPos(0, 0), true, f) }

func walkAt(o fyne.CanvasObject, at fyne.Position, visible bool, f func(spot)) {
	visible = visible && o.Visible()
	f(spot{o, at, o.Size(), visible})
	var kids []fyne.CanvasObject
	switch c := o.(type) {
	case *fyne.Container:
		kids = c.Objects
	case fyne.Widget:
		kids = test.WidgetRenderer(c).Objects()
	}
	for _, k := range kids {
		walkAt(k, at.Add(k.Position()), visible, f)
	}
}
