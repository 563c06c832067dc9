package setup_test

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/api"
	"bileter/kiosk/setup"
	"bileter/kiosk/touch"
)

// desk is the office's, made of a document.
type desk struct {
	doc     *edit.Document
	changed bool
	applied int
	left    bool
	refuse  *api.Error
	devices devices
}

func (d *desk) Enter(_ context.Context, pin string) error {
	if pin != "738291" {
		return &api.Error{Text: "Nieprawidłowy PIN lub kod."}
	}
	return nil
}

func (d *desk) Do(_ context.Context, deed string, body any) (setup.State, error) {
	if d.refuse != nil {
		return setup.State{}, d.refuse
	}
	switch deed {
	case "change":
		d.changed = true
		if err := d.doc.Apply(body.(map[string]any)["change"].(edit.Change)); err != nil {
			return setup.State{}, err
		}
	case "apply":
		d.applied++
		d.changed = false
	}
	o, err := d.doc.Office()
	return setup.State{Office: o, Changed: d.changed, Icons: configs.Icons()}, err
}

func (d *desk) Hardware(_ context.Context, deed string, body any) (setup.Parts, error) {
	return d.devices.do(deed, body)
}

func (d *desk) Leave(context.Context) { d.left = true }

// visit opens the mode on a screen.
func visit(t *testing.T, w, h float32) (fyne.Window, *desk, *bool) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&touch.Theme{})
	doc, err := edit.Open(configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	d, left := &desk{doc: doc}, new(bool)
	now := func(f func()) { f() }
	win := test.NewWindow(setup.Mode{Dial: func() setup.Desk { return d }, Do: now, Go: now, Fresh: -1}.Open(func() { *left = true }))
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	t.Cleanup(win.Close)
	return win, d, left
}

// find returns what can be pressed and shows a caption, the nth from the top.
func find(t *testing.T, win fyne.Window, caption string, nth int) fyne.CanvasObject {
	t.Helper()
	for _, o := range win.Content().(*fyne.Container).Objects {
		w, ok := o.(fyne.Widget)
		if !ok || !o.Visible() {
			continue
		}
		for _, part := range test.WidgetRenderer(w).Objects() {
			if c, ok := part.(*canvas.Text); ok && c.Text == caption {
				if nth == 0 {
					return o
				}
				nth--
			}
		}
	}
	t.Fatalf("there is no %q to press\n%s", caption, shown(win))
	return nil
}

func press(t *testing.T, win fyne.Window, caption string, nth int) {
	t.Helper()
	o := find(t, win, caption, nth)
	at := o.Position().AddXY(o.Size().Width/2, o.Size().Height/2)
	o.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}})
	test.TapCanvas(win.Canvas(), at)
}

func shown(win fyne.Window) string {
	var all []string
	for _, o := range win.Content().(*fyne.Container).Objects {
		if c, ok := o.(*canvas.Text); ok && c.Visible() {
			all = append(all, c.Text)
		}
	}
	return strings.Join(all, "\n")
}

func enter(t *testing.T, win fyne.Window, pin string) {
	t.Helper()
	for _, c := range pin {
		press(t, win, string(c), 0)
	}
	press(t, win, "OK", 0)
}

func TestTilesOnTheScreen(t *testing.T) {
	win, d, left := visit(t, 1080, 1920)
	enter(t, win, "111111")
	if s := shown(win); !strings.Contains(s, "Nieprawidłowy PIN") || strings.Contains(s, "Pojazdy") {
		t.Fatal(s)
	}
	enter(t, win, "738291")
	press(t, win, "▼", 0)
	press(t, win, "Ukryj", 2)
	o, err := d.doc.Office()
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, g := range o.Groups[:4] {
		order = append(order, g.Letter)
	}
	if !slices.Equal(order, []string{"K", "P", "T", "Z"}) || !o.Groups[2].Hidden || !strings.Contains(shown(win), "(ukr") {
		t.Errorf("got %v\n%s", order, shown(win))
	}
	press(t, win, "›", 0)
	if s := shown(win); !strings.Contains(s, "Kasa") || strings.Contains(s, "Prawo jazdy") {
		t.Errorf("the second page:\n%s", s)
	}
	press(t, win, "Zastosuj teraz", 0)
	press(t, win, "Zastosuj teraz", 0) // nothing is left to apply: dead
	if d.applied != 1 {
		t.Errorf("applied %d times", d.applied)
	}
	d.refuse = &api.Error{Text: "Ktoś czeka."}
	press(t, win, "Ukryj", 0)
	if !strings.Contains(shown(win), "Ktoś czeka.") {
		t.Error(shown(win))
	}
	press(t, win, "Zakończ", 0)
	if !*left || !d.left {
		t.Error("the screen is not given back")
	}
}

// TestFits looks at sizes of screens: nothing leaves the glass, no key lies on another, and keys are 20 mm and more
// on the reference screen, 1080 wide with 0.248 mm a pixel.
func TestFits(t *testing.T) {
	for _, size := range [][2]float32{{1080, 1920}, {1920, 1080}, {1280, 800}, {800, 1280}} {
		win, _, _ := visit(t, size[0], size[1])
		for _, inside := range []bool{false, true} {
			if inside {
				enter(t, win, "738291")
			}
			var keys []fyne.CanvasObject
			for _, o := range win.Content().(*fyne.Container).Objects {
				if _, ok := o.(fyne.Tappable); !ok || !o.Visible() {
					continue
				}
				end := o.Position().Add(o.Size())
				if o.Position().X < 0 || o.Position().Y < 0 || end.X > size[0]+1 || end.Y > size[1]+1 {
					t.Errorf("%v: a key at %v to %v", size, o.Position(), end)
				}
				if mm := 0.248 * min(o.Size().Width, o.Size().Height); mm < 20 && size[0] == 1080 {
					t.Errorf("%v: a key of %.1f mm", size, mm)
				}
				for _, other := range keys {
					oe := other.Position().Add(other.Size())
					if o.Position().X < oe.X && other.Position().X < end.X && o.Position().Y < oe.Y && other.Position().Y < end.Y {
						t.Errorf("%v: keys at %v and %v lie on each other", size, o.Position(), other.Position())
					}
				}
				keys = append(keys, o)
			}
			if dir := os.Getenv("BILETER_SHOTS"); dir != "" {
				draw(t, win, filepath.Join(dir, fmt.Sprintf("setup-%.0f-%v.png", size[0], inside)))
			}
		}
	}
}

// draw keeps a picture, to be looked at.
func draw(t *testing.T, win fyne.Window, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, win.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
