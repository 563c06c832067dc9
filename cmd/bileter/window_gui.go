//go:build gui

package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/go-gl/glfw/v3.4/glfw"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/durable"
	"bileter/kiosk"
	"bileter/kiosk/setup"
	"bileter/kiosk/speech"
	"bileter/kiosk/touch"
)

const hasWindow = true

// mirrorEvery is the pace of the picture of the screen.
const mirrorEvery = time.Second

// gcPercent keeps the heap small: most of it are the typeface and what the pages are made of, which stay.
const gcPercent = 40

// runWindow is the whole life of the window's process. Fyne has to stay on the main goroutine.
func runWindow(c screenCmd) error {
	// Sizes are computed from the canvas; what a screen says of its width in millimetres is often wrong.
	for k, v := range map[string]string{"FYNE_SCALE": "1", "FYNE_DISABLE_DPI_DETECTION": "1", "FYNE_PLATFORM": "x11"} {
		if err := os.Setenv(k, v); err != nil {
			return err
		}
	}
	keepCrash(c.Crash)
	debug.SetGCPercent(gcPercent)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	a := app.NewWithID("pl.bileter.screen")
	w := newFyneWindow(a, c)
	var screen *touch.Screen
	office := api.DialUnix(c.Socket)
	session := kiosk.New(kiosk.Config{Idle: c.Idle, Warning: c.Warning, Ticket: c.Ticket, Volume: c.Speech.Volume, Technician: true})
	driver := kiosk.NewDriver(office, session, fyne.Do, func(v kiosk.View) { screen.Show(v) })
	speaker := speech.New(c.Speech.Device, c.Speech.Rate)
	speaker.Report = func(ctx context.Context, missing string) { tellSilent(ctx, office, missing) }
	driver.Speaker = speaker
	if c.Order != "" {
		driver.Memory = orderFile(c.Order)
	}
	panel := touch.Panel{Diagonal: float32(c.Diagonal), Distance: float32(c.Distance)}
	screen = touch.New(w, panel, driver.Send)
	screen.Dress(townLook(c))
	screen.Technician = setup.Mode{Panel: panel, Diagonal: float32(c.Diagonal), Dial: func() setup.Desk { return setup.Dial(c.Socket) }}
	if len(c.Keypad) > 0 {
		screen.Keypad = keypad(c.Keypad)
	}
	screen.Start()

	var wg sync.WaitGroup
	a.Lifecycle().SetOnStarted(func() {
		screenful := &filler{window: w, c: c}
		screenful.fill()
		wg.Go(func() { screenful.follow(ctx) })
		wg.Go(func() { _ = driver.Run(ctx) })  // its error is always nil
		wg.Go(func() { _ = speaker.Run(ctx) }) // its error is always nil
		wg.Go(func() { mirror(ctx, w, c.Mirror) })
	})
	wg.Go(func() {
		select {
		case <-ctx.Done():
		case <-whenOrphaned():
		}
		stop()
		fyne.Do(a.Quit)
	})
	w.Show()
	a.Run()
	stop()
	wg.Wait()
	return nil
}

// tellSilent tells staff what the spoken guidance lacks, when the office answers.
func tellSilent(ctx context.Context, office *api.Client, missing string) {
	if err := office.Screen(ctx, api.Screen{Silent: missing}); err != nil && ctx.Err() == nil {
		slog.Warn("the office does not know how the screen sounds", "missing", missing, "err", err)
	}
}

// keypad turns what keys do into what each key does.
func keypad(keys map[string]string) touch.Keypad {
	k := touch.Keypad{}
	for does, key := range keys {
		k[key] = kiosk.PadKey(does)
	}
	return k
}

// townLook is the town's look. It was checked with the set-up; what has changed since is left out.
func townLook(c screenCmd) (l touch.Look) {
	l.Still = c.Still
	if c.Arms != "" {
		a, err := configs.ReadArms(c.Arms)
		if err != nil {
			slog.Warn("the screen has no coat of arms", "file", c.Arms, "err", err)
		}
		l.Arms = a
	}
	l.Colours = configs.Town{Accent: c.Accent, Head: c.Head}.Colours()
	return l
}

// whenOrphaned never closes where the window was started by hand.
func whenOrphaned() <-chan struct{} {
	if !hasParent() {
		return nil
	}
	return orphaned(os.Stdin)
}

// newFyneWindow makes a borderless window: one in full-screen mode does not survive an unplugged cable.
func newFyneWindow(a fyne.App, c screenCmd) fyne.Window {
	d, ok := a.Driver().(desktop.Driver)
	if c.Windowed || !ok {
		w := a.NewWindow("Bileter")
		w.Resize(shape(c).ratio(0.45))
		return w
	}
	w := d.CreateSplashWindow()
	w.SetTitle("Bileter")
	return w
}

// dimension is a size in pixels.
type dimension struct{ w, h float32 }

func (d dimension) ratio(f float32) fyne.Size { return fyne.NewSize(d.w*f, d.h*f) }

func shape(c screenCmd) dimension {
	if c.Portrait {
		return dimension{1080, 1920}
	}
	return dimension{1920, 1080}
}

// followEvery is how often the size of the screen is looked at. No event tells of another mode.
const followEvery = time.Second / 2

// filler makes a window as large as the screen it is on, and again when that has changed: another mode, another panel, a
// cable that was pulled and put back. It is used on Fyne's goroutine.
type filler struct {
	window fyne.Window
	c      screenCmd
	last   fyne.Size // of the screen; zero: not seen yet, or gone
	paint  int       // so many times more
}

// repaints are after a change: a frame drawn before the X server has resized the window can be the last one.
const repaints = 3

func (f *filler) fill() {
	if f.c.Windowed {
		return
	}
	var size fyne.Size // of no screen
	if m := glfw.GetPrimaryMonitor(); m != nil {
		if v := m.GetVideoMode(); v != nil {
			size = fyne.NewSize(float32(v.Width), float32(v.Height))
		}
	}
	if size == f.last && !size.IsZero() {
		if f.paint > 0 {
			f.paint--
			f.window.Canvas().Refresh(f.window.Content())
		}
		return
	}
	if f.last = size; size.IsZero() {
		size = shape(f.c).ratio(1)
		if !f.window.Canvas().Size().IsZero() {
			return // nobody sees it: it waits as it is
		}
	}
	if d, ok := f.window.(desktop.Window); ok {
		d.RequestPosition(0, 0)
	}
	f.window.Resize(size)
	f.paint = repaints
}

func (f *filler) follow(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			fyne.Do(f.fill)
		}
	}
}

// mirror writes the screen as a picture whenever it changed, for machines whose screen nobody sees.
func mirror(ctx context.Context, w fyne.Window, path string) {
	if path == "" {
		return
	}
	tick := time.NewTicker(mirrorEvery)
	defer tick.Stop()
	var last []byte
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		taken := make(chan image.Image, 1)
		fyne.Do(func() { taken <- w.Canvas().Capture() })
		var m image.Image
		select {
		case <-ctx.Done(): // the window may be gone by now
			return
		case m = <-taken:
		}
		var b bytes.Buffer
		enc := png.Encoder{CompressionLevel: png.BestSpeed}
		if err := enc.Encode(&b, m); err != nil {
			slog.Warn("picture of the screen", "err", err)
			return
		}
		if bytes.Equal(b.Bytes(), last) {
			continue
		}
		last = b.Bytes()
		if err := durable.WriteFile(path, last, 0o644); err != nil {
			slog.Warn("picture of the screen", "err", err)
			return
		}
	}
}

// keepCrash lets a panic's text survive the process.
func keepCrash(path string) {
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
		f.Close()
	}
	if err != nil {
		slog.Warn("window: crashes are not kept", "file", path, "err", err)
	}
}
