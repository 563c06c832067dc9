package main_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"bileter/internal/api"
	"bileter/kiosk/setup"
	"bileter/kiosk/touch"
	"bileter/test/touch/twin"
)

// follower is the desk of the twin: it opens a session of its own and looks, while the real window does the deeds.
type follower struct {
	*setup.Client
	last string
}

func (f *follower) Do(ctx context.Context, deed string, _ any) (setup.State, error) {
	for {
		s, err := f.Client.Do(ctx, "", nil)
		now := fmt.Sprint(s.Changes, s.Versions)
		if err != nil || deed == "" || now != f.last {
			f.last = now
			return s, err
		}
		if !pause(ctx, 50*time.Millisecond) {
			return s, ctx.Err()
		}
	}
}

// TestWindowTechnician is a technician at the real window: the corner is held, the PIN given, a tile renamed with the
// keyboard on the screen and applied, and the clients' page shows it. A twin of the mode, drawn beside it, says where keys are.
func TestWindowTechnician(t *testing.T) {
	program := os.Getenv("BILETER_WINDOW")
	if program == "" {
		t.Skip("needs a program built with the window: make test sets BILETER_WINDOW")
	}
	d, data, config, code := newDisplay(t), t.TempDir(), edited(t), ""
	start := d.officeStart(program, data)
	p := &process{name: "bileter", ready: regexp.MustCompile(`with the code ([0-9-]+)`), up: func(s string) { code = s }, start: func() *exec.Cmd {
		cmd := start()
		cmd.Args[3] = config
		return cmd
	}}
	p.run(t)
	t.Cleanup(func() { p.stop(syscall.SIGKILL) })
	technician(t, data, "code="+code+"&pin=738291&again=738291")
	socket := filepath.Join(data, "window.sock")
	client := api.DialUnix(socket)
	test.NewTempApp(t)
	panel := touch.Panel{Diagonal: 546, Distance: 60}
	pictured := func() *twin.Twin {
		o, err := client.Office(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w := twin.New(1080, 1920, panel, o)
		t.Cleanup(w.Close)
		return w
	}
	looksLike := func(what string, want twin.Coarse, most float64) {
		t.Helper()
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		for away := 1.0; ; {
			if c, err := twin.Shot(d.name); err == nil {
				if away = want.Away(c); away <= most {
					return
				}
			}
			if !pause(ctx, 50*time.Millisecond) {
				t.Fatalf("%s is not shown: %.3f away", what, away)
			}
		}
	}
	// near is how far apart a real screen and a drawn one may be: clocks and edges.
	const near = 0.08
	before := pictured().Picture()
	looksLike("the home screen", before, near)

	mode := test.NewWindow(nil)
	t.Cleanup(mode.Close)
	now := func(f func()) { f() }
	left := false
	mode.SetPadded(false)
	mode.SetContent(setup.Mode{Panel: panel, Do: now, Go: now, Dial: func() setup.Desk { return &follower{Client: setup.Dial(socket)} }}.Open(func() { left = true }))
	mode.Resize(fyne.NewSize(1080, 1920))
	shown := func() twin.Coarse { return twin.Of(mode.Canvas().Capture()) }
	if out, err := d.command("xdotool", "mousemove", "40", "40", "mousedown", "1").CombinedOutput(); err != nil {
		t.Fatalf("xdotool: %v %s", err, out)
	}
	looksLike("the question for the PIN", shown(), near) // after five seconds
	if out, err := d.command("xdotool", "mouseup", "1").CombinedOutput(); err != nil {
		t.Fatalf("xdotool: %v %s", err, out)
	}
	press := func(caption string) {
		t.Helper()
		for _, o := range mode.Content().(*fyne.Container).Objects {
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
				d.tap(int(at.X), int(at.Y))
				test.TapCanvas(mode.Canvas(), at)
				if !left {
					looksLike("what follows "+caption, shown(), near)
				}
				return
			}
		}
		t.Fatalf("there is no %q", caption)
	}
	for _, c := range strings.Split("738291", "") {
		press(c)
	}
	for _, caption := range []string{"OK", "P  Pojazdy", "Nazwa – Polski", "Wyczyść", "Ż", "u", "k", "i", "Gotowe", "‹ Wróć", "Przejrzyj i zastosuj", "Zastosuj teraz", "Zakończ"} {
		press(caption)
	}
	if !left {
		t.Error("the mode has not ended")
	}
	o, err := client.Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Groups[0].Name["pl"]; got != "Żuki" {
		t.Errorf("the tile says %q", got)
	}
	if b, err := os.ReadFile(config); err != nil || !strings.Contains(string(b), `"Żuki"`) {
		t.Errorf("the set-up file does not: %v", err)
	}
	after := pictured().Picture()
	if before.Away(after) == 0 {
		t.Fatal("the two pages look alike: this proves nothing")
	}
	wait(t, "the clients' page with the new name", func() bool {
		c, err := twin.Shot(d.name)
		return err == nil && after.Away(c) < before.Away(c) && after.Away(c) <= near
	})
}
