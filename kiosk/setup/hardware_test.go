package setup_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bileter/internal/api"
	"bileter/kiosk/setup"
)

// devices are the office's, as its page of hardware tells them, and what was asked of them.
type devices struct {
	asked  []string
	broken string // part that does not obey
	judged map[string]string
}

func (d *devices) do(deed string, body any) (setup.Parts, error) {
	if d.judged == nil {
		d.judged = map[string]string{}
	}
	said := ""
	if deed != "" {
		d.asked = append(d.asked, strings.TrimSpace(fmt.Sprint(deed, " ", body)))
	}
	switch b := body.(type) {
	case map[string]string:
		if b["id"] == d.broken {
			d.judged[b["id"]] = "fail"
			return setup.Parts{}, &api.Error{Text: "Urządzenie nie odpowiada."}
		}
		said = "Lampka świeci przez kilka sekund."
	case map[string]any:
		d.judged[b["id"].(string)] = map[bool]string{true: "pass", false: "fail"}[b["works"].(bool)]
	}
	ps := []setup.Part{
		{ID: "printer", Of: "printer", Name: "Drukarka", Value: "usb:04b8:0e15, epson-tm-t20iii", Judged: "pass", Verdict: "Działa"},
		{ID: "address", Of: "printer", Name: "Drukarka w sieci", Hint: "Podaj adres drukarki biletów.", Field: "Adres, np. 192.168.1.50"},
		{ID: "letters", Of: "printer", Name: "Polskie litery", Hint: "Wydrukuj wiersze i wybierz numer tego, który jest taki jak wzór. Gdy żaden nie jest, bilety będą drukowane jako obraz.", Try: true, Asks: true},
		{ID: "touch", Of: "screen", Name: "Dokładność dotyku", Touch: true},
		{ID: "zones", Of: "screen", Name: "Martwe pola ekranu", Touch: true},
		{ID: "lamp-3", Of: "lamps", Name: "Lampka: stanowisko 3", Value: "linia GPIO17 → stanowisko 3", Try: true, Asks: true},
	}
	for n := range 15 {
		ps[2].Picks = append(ps[2].Picks, setup.Pick{Value: fmt.Sprint("page-", n+1), Name: fmt.Sprint(n + 1), Chosen: n == 0})
	}
	for n := range 12 {
		ps = append(ps, setup.Part{ID: fmt.Sprint("button-", n), Of: "lamps", Name: fmt.Sprintf("Przycisk: stanowisko %d", n+1), Value: "linia GPIO18", Try: true, Asks: true})
	}
	for i := range ps {
		if v := d.judged[ps[i].ID]; v != "" {
			ps[i].Judged, ps[i].Verdict = v, map[string]string{"pass": "Działa", "fail": "Nie działa"}[v]
		}
	}
	return setup.Parts{Parts: ps, Said: said}, nil
}

// visible walks all that is shown, from the back to the front.
func visible(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	f(o)
	if c, ok := o.(*fyne.Container); ok {
		for _, o := range c.Objects {
			visible(o, f)
		}
	}
}

// front returns the captions of the topmost sheet's keys, and all texts shown.
func front(win fyne.Window) (keys map[string]fyne.CanvasObject, texts string) {
	keys = map[string]fyne.CanvasObject{}
	var all []string
	visible(win.Content(), func(o fyne.CanvasObject) {
		switch w := o.(type) {
		case *canvas.Text:
			all = append(all, w.Text)
		case fyne.Tappable:
			for _, part := range test.WidgetRenderer(w.(fyne.Widget)).Objects() {
				if c, ok := part.(*canvas.Text); ok && c.Text != "" {
					keys[c.Text] = o
				}
			}
		}
	})
	return keys, strings.Join(all, "\n")
}

// tap presses the last drawn key of a caption: the front one.
func tap(t *testing.T, win fyne.Window, caption string) {
	t.Helper()
	keys, texts := front(win)
	k, ok := keys[caption]
	if !ok {
		t.Fatalf("there is no %q\n%s", caption, texts)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(k).AddXY(k.Size().Width/2, k.Size().Height/2)
	k.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}})
	test.TapCanvas(win.Canvas(), at)
}

// finger is a touch of the glass of a trial.
func finger(t *testing.T, win fyne.Window, x, y float32) {
	t.Helper()
	var glass fyne.Draggable
	visible(win.Content(), func(o fyne.CanvasObject) {
		if d, ok := o.(fyne.Draggable); ok {
			glass = d
		}
	})
	if glass == nil {
		t.Fatal("there is no trial of the screen")
	}
	m := glass.(desktop.Mouseable)
	m.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	m.MouseUp(nil)
}

func hardwarePage(t *testing.T, w, h float32) (fyne.Window, *desk) {
	g := visit(t, w, h)
	g.enter()
	tap(t, g.win, "Sprzęt")
	return g.win, g.desk
}

func TestHardwareOnTheScreen(t *testing.T) {
	win, d := hardwarePage(t, 1080, 1920)
	if _, s := front(win); !strings.Contains(s, "Polskie litery") || !strings.Contains(s, "linia GPIO17") {
		t.Fatal(s)
	}
	tap(t, win, "Wybierz") // of the letters, the only part with picks
	tap(t, win, "7")
	tap(t, win, "Wpisz")
	for _, c := range "10.0.0.57←" {
		tap(t, win, string(c))
	}
	tap(t, win, "Sprawdź i zapisz")
	want := []string{"choose map[id:letters value:page-7]", "choose map[id:address value:10.0.0.5]"}
	if !slices.Equal(d.devices.asked, want) {
		t.Errorf("asked %q, want %q", d.devices.asked, want)
	}
	tap(t, win, "›")
	if _, s := front(win); !strings.Contains(s, "Przycisk: stanowisko 8") || strings.Contains(s, "Polskie litery") {
		t.Errorf("the second page:\n%s", s)
	}
	tap(t, win, "Drukuj protokół")
	if last := d.devices.asked[len(d.devices.asked)-1]; !strings.HasPrefix(last, "print") {
		t.Errorf("asked %q", last)
	}
	tap(t, win, "Przyciski")
	if keys, s := front(win); strings.Contains(s, "GPIO") || keys["P  Pojazdy"] == nil {
		t.Errorf("the tiles are not back:\n%s", s)
	}
}

// TestALampThatDoesNotLight fails without anybody's judgement.
func TestALampThatDoesNotLight(t *testing.T) {
	win, d := hardwarePage(t, 1920, 1080)
	d.devices.broken = "button-11"
	for range 2 {
		tap(t, win, "›")
	}
	tap(t, win, "Wypróbuj") // the last of the page
	if _, s := front(win); !strings.Contains(s, "Urządzenie nie odpowiada.") || !strings.Contains(s, "Nie działa") {
		t.Error(s)
	}
}

// TestAccuracy touches the crosses well, then one of them badly.
func TestAccuracy(t *testing.T) {
	crosses := [][2]float32{{0.08, 0.06}, {0.92, 0.06}, {0.5, 0.5}, {0.08, 0.94}, {0.92, 0.94}, {0.5, 0.25}, {0.25, 0.6}, {0.75, 0.6}, {0.5, 0.9}}
	for _, c := range []struct {
		off  float32 // of the third touch, in mm
		want string
	}{{0, "pass"}, {6, "pass"}, {12, "fail"}} {
		win, d := hardwarePage(t, 1080, 1920)
		tryPart(t, win, "Dokładność dotyku")
		for i, at := range crosses {
			x := at[0]*1080 + 2/0.248
			if i == 2 {
				x += c.off / 0.248
			}
			finger(t, win, x, at[1]*1920)
		}
		if d.devices.judged["touch"] != c.want {
			t.Errorf("%v mm off: %q; %q", c.off, d.devices.judged["touch"], d.devices.asked)
		}
		if want := fmt.Sprintf("największy %.1f mm", 2+c.off); !strings.Contains(strings.Join(d.devices.asked, ""), strings.Replace(want, ".", ",", 1)) {
			t.Errorf("asked %q, want %q", d.devices.asked, want)
		}
	}
}

// tryPart presses the trial of the part with a name.
func tryPart(t *testing.T, win fyne.Window, name string) {
	t.Helper()
	var y float32
	visible(win.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(*canvas.Text); ok && c.Text == name {
			y = c.Position().Y
		}
	})
	var best fyne.CanvasObject
	visible(win.Content(), func(o fyne.CanvasObject) {
		w, ok := o.(fyne.Tappable)
		if !ok || o.Position().Y < y {
			return
		}
		for _, part := range test.WidgetRenderer(w.(fyne.Widget)).Objects() {
			if c, ok := part.(*canvas.Text); ok && c.Text == "Wypróbuj" && (best == nil || o.Position().Y < best.Position().Y) {
				best = o
			}
		}
	})
	if best == nil {
		t.Fatalf("no trial of %q", name)
	}
	best.(fyne.Tappable).Tapped(nil)
}

// TestDeadZones slides over all of the screen, then over all but one field.
func TestDeadZones(t *testing.T) {
	for _, dead := range []bool{false, true} {
		win, d := hardwarePage(t, 1080, 1920)
		tryPart(t, win, "Martwe pola ekranu")
		for y := float32(5); y < 1920; y += 20 {
			for x := float32(5); x < 1080; x += 20 {
				if dead && x < 90 && y < 90 {
					continue
				}
				finger(t, win, x, y)
			}
		}
		tap(t, win, "Zakończ próbę")
		want, note := "pass", "wszystkie pola reagują"
		if dead {
			want, note = "fail", "pola, które nie reagują: 1"
		}
		if d.devices.judged["zones"] != want || !strings.Contains(strings.Join(d.devices.asked, ""), note) {
			t.Errorf("dead %v: %q, %q", dead, d.devices.judged["zones"], d.devices.asked)
		}
	}
}

// TestHardwareFits holds every sheet on every screen against the glass and against each other.
func TestHardwareFits(t *testing.T) {
	for _, size := range [][2]float32{{1080, 1920}, {1920, 1080}, {1280, 800}, {800, 1280}} {
		for sheet, open := range map[string]func(win fyne.Window){
			"list": func(fyne.Window) {}, "pick": func(win fyne.Window) { tap(t, win, "Wybierz") }, "write": func(win fyne.Window) { tap(t, win, "Wpisz") },
			"aim": func(win fyne.Window) { tryPart(t, win, "Dokładność dotyku") }, "grid": func(win fyne.Window) { tryPart(t, win, "Martwe pola ekranu") },
		} {
			win, _ := hardwarePage(t, size[0], size[1])
			open(win)
			// Only what is in front: the keys of the last container.
			var top *fyne.Container
			visible(win.Content(), func(o fyne.CanvasObject) {
				if c, ok := o.(*fyne.Container); ok {
					top = c
				}
			})
			var keys []fyne.CanvasObject
			for _, o := range top.Objects {
				if !o.Visible() {
					continue
				}
				end := o.Position().Add(o.Size())
				if o.Position().X < -1 || o.Position().Y < -1 || end.X > size[0]+1 || end.Y > size[1]+1 {
					t.Errorf("%s, %v: %T from %v to %v", sheet, size, o, o.Position(), end)
				}
				if c, ok := o.(*canvas.Text); ok && c.MinSize().Width > size[0] {
					t.Errorf("%s, %v: %q is too wide", sheet, size, c.Text)
				}
				if _, ok := o.(fyne.Tappable); !ok {
					continue
				}
				mm := float64(min(o.Size().Width, o.Size().Height)) * float64((&glass{}).inches(size[0], size[1])) / math.Hypot(float64(size[0]), float64(size[1]))
				if mm < 20 && (sheet != "write" || min(size[0], size[1]) == 1080) { // a keyboard has the room that a small panel has
					t.Errorf("%s, %v: a key of %.1f mm", sheet, size, mm)
				}
				for _, other := range keys {
					oe := other.Position().Add(other.Size())
					if o.Position().X < oe.X && other.Position().X < end.X && o.Position().Y < oe.Y && other.Position().Y < end.Y {
						t.Errorf("%s, %v: keys at %v and %v lie on each other", sheet, size, o.Position(), other.Position())
					}
				}
				keys = append(keys, o)
			}
			if dir := os.Getenv("BILETER_SHOTS"); dir != "" {
				draw(t, win, filepath.Join(dir, fmt.Sprintf("hardware-%.0f-%s.png", size[0], sheet)))
			}
		}
	}
}
