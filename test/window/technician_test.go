package window_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bileter/kiosk"
	"bileter/kiosk/setup"
	"bileter/test/window"
)

const pin = "738291"

// technician is one at the real window, and a twin of the mode, drawn beside it, that says where keys are.
type technician struct {
	*window.Bench
	t    *testing.T
	mode fyne.Window
	left bool
}

func newTechnician(t *testing.T) *technician {
	s := &technician{Bench: newBench(t), t: t}
	s.firstPIN()
	s.mode = test.NewWindow(nil)
	t.Cleanup(s.mode.Close)
	now := func(f func()) { f() }
	s.mode.SetPadded(false)
	s.mode.SetContent(setup.Mode{Panel: s.Panel, Fresh: -1, Do: now, Go: now, Dial: func() setup.Desk {
		return &follower{Client: setup.Dial(filepath.Join(s.Data, "window.sock"))}
	}}.Open(func() { s.left = true }))
	s.mode.Resize(fyne.NewSize(width, height))
	return s
}

// firstPIN gives the office its PIN, with the code that it has told at its start.
func (s *technician) firstPIN() {
	s.t.Helper()
	code := regexp.MustCompile(`with the code ([0-9-]+)`).FindStringSubmatch(s.Log())
	if code == nil {
		s.t.Fatal("the office tells no code for its first PIN")
	}
	c := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", filepath.Join(s.Data, "window.sock"))
	}}}
	res, err := c.PostForm("http://office/setup/door", url.Values{"code": {code[1]}, "pin": {pin}, "again": {pin}})
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		s.t.Fatalf("the door: %s", res.Status)
	}
}

// follower is the desk of the twin: it opens a session of its own and looks, while the real window does the deeds.
type follower struct {
	*setup.Client
	last string
}

// Do looks until the real window's deed is done.
func (f *follower) Do(ctx context.Context, deed string, _ any) (setup.State, error) {
	for {
		s, err := f.Client.Do(ctx, "", nil)
		now := fmt.Sprint(s.Changes, s.Versions)
		if err != nil || deed == "" || now != f.last {
			f.last = now
			return s, err
		}
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// alike waits until the glass shows what the mode's twin does.
func (s *technician) alike(what string) {
	s.t.Helper()
	s.Screens = map[string]window.Coarse{"mode": window.Of(s.mode.Canvas().Capture())}
	s.Wait(what, func() bool { return s.Shows("mode") })
}

// press presses the key with a caption, on the glass and on the twin.
func (s *technician) press(caption string) {
	s.t.Helper()
	for _, o := range s.mode.Content().(*fyne.Container).Objects {
		w, ok := o.(fyne.Widget)
		if !ok || !o.Visible() {
			continue
		}
		for _, part := range test.WidgetRenderer(w).Objects() {
			c, ok := part.(*canvas.Text)
			if !ok || c.Text != caption {
				continue
			}
			at := o.Position().AddXY(o.Size().Width/2, o.Size().Height/2)
			s.Tap(float64(at.X), float64(at.Y), window.Hold)
			test.TapCanvas(s.mode.Canvas(), at)
			if !s.left {
				s.alike("what follows " + caption)
			}
			return
		}
	}
	s.t.Fatalf("there is no %q", caption)
}

// drag moves the row of a list to the place of another by its handle, on the glass and on the twin. It lets go only when the
// glass shows the row lifted and the others out of its way.
func (s *technician) drag(from, to int) {
	s.t.Helper()
	var handles []fyne.Draggable
	for _, o := range s.mode.Content().(*fyne.Container).Objects {
		if h, ok := o.(fyne.Draggable); ok && o.Visible() {
			handles = append(handles, h)
		}
	}
	at := func(n int) (x, y float32) {
		o := handles[n].(fyne.CanvasObject)
		return o.Position().X + o.Size().Width/2, o.Position().Y + o.Size().Height/2
	}
	x, y := at(from)
	_, end := at(to)
	must := func(err error) {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	const steps = 12
	must(s.Glass.Down(0, float64(x), float64(y)))
	for n := range steps {
		must(s.Glass.Move(0, float64(x), float64(y+(end-y)*float32(n+1)/steps)))
	}
	handles[from].(desktop.Mouseable).MouseDown(&desktop.MouseEvent{})
	handles[from].Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, end-y)})
	s.alike("a row under a finger")
	must(s.Glass.Up(0, float64(x), float64(end)))
	handles[from].DragEnd()
	s.alike("the row in its new place")
}

// TestTechnician is a technician at the real window: the corner is held, the PIN given, a tile dragged and renamed with
// the keyboard on the screen, all of it applied, and the clients' page shows it.
func TestTechnician(t *testing.T) {
	s := newTechnician(t)
	before := s.Screens["home"]
	if err := s.Glass.Down(0, 20, 20); err != nil {
		t.Fatal(err)
	}
	s.alike("the question for the PIN") // after five seconds
	if err := s.Glass.Up(0, 20, 20); err != nil {
		t.Fatal(err)
	}
	for _, c := range strings.Split(pin, "") {
		s.press(c)
	}
	s.press("OK")
	s.drag(0, 2)
	for _, caption := range []string{"P  Pojazdy", "Nazwa – Polski", "Wyczyść", "Ż", "u", "k", "i", "Gotowe", "‹ Wróć", "Przejrzyj i zastosuj", "Zastosuj teraz", "Zakończ"} {
		s.press(caption)
	}
	if !s.left {
		t.Error("the mode has not ended")
	}
	o, err := s.Client.Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if g := o.Groups[2]; g.Letter != "P" || g.Name["pl"] != "Żuki" {
		t.Errorf("the third tile is %s, %q", g.Letter, g.Name["pl"])
	}
	if b, err := os.ReadFile(s.Config); err != nil || !strings.Contains(string(b), `"Żuki"`) {
		t.Errorf("the set-up file does not: %v", err)
	}
	s.On("home").Do(kiosk.OfficeKnown{Office: o})
	after := s.Twin.Picture()
	if before.Away(after) == 0 {
		t.Fatal("the two pages look alike: this proves nothing")
	}
	s.Screens = map[string]window.Coarse{"before": before, "after": after}
	s.Wait("the clients' page with the new name", func() bool { return s.Shows("after") })
}
