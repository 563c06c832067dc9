package window_test

import (
	"context"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"bileter/kiosk"
	"bileter/test/window"
)

// The glass has half the reference's pixels in each direction: the machine that draws it has no graphics card.
const width, height = 540, 960

func newBench(t *testing.T, oldnew ...string) *window.Bench {
	t.Helper()
	window.Program(t)
	d := window.Xvfb(t, width, height)
	return window.NewBench(t, d, d, oldnew...)
}

// promised is how soon the window is usable again.
const promised = 3 * time.Second

// TestKilled takes tickets with taps and kills the window at any moment of it: no tap gives two
// tickets, none that was issued is lost, and the window is usable again in time.
func TestKilled(t *testing.T) {
	b := newBench(t)
	rng := rand.New(rand.NewPCG(1, 2))
	var worst time.Duration
	for range 5 {
		b.Open()
		before := b.Issued()
		x, y := b.Place("confirm", b.Take)
		b.Tap(x, y, window.Hold)
		time.Sleep(time.Duration(rng.IntN(120)) * time.Millisecond)
		pid := b.Window()
		if err := syscall.Kill(pid, syscall.SIGKILL); pid == 0 || err != nil {
			t.Fatalf("window %d: %v", pid, err)
		}
		killed := time.Now()
		b.Wait("a drawn screen after a kill", func() bool {
			other := b.Window()
			return other != 0 && other != pid && b.Drawn()
		})
		worst = max(worst, time.Since(killed))
		// A request that was on its way is gone on with, so the number may be shown before home is.
		b.Home()
		if got := b.Issued() - before; got > 1 {
			t.Fatalf("one tap gave %d tickets", got)
		}
	}
	t.Logf("usable again after at most %v (promised: %v)", worst.Round(10*time.Millisecond), promised)
	b.Open()
	before := b.Issued()
	x, y := b.Place("confirm", b.Take)
	b.Tap(x, y, window.Hold)
	b.Wait("one ticket for one tap", func() bool { return b.Issued() == before+1 })
}

// TestTwoWindows has a second window at the same office, which ends and comes back: both are right soon after.
func TestTwoWindows(t *testing.T) {
	b := newBench(t)
	office, err := b.Client.Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.On("home").Do(kiosk.OfficeLost{})
	if v := b.Twin.Do(kiosk.Tick{}); v.Screen != kiosk.NoOffice {
		t.Fatalf("the twin shows %s without an office", v.Screen)
	}
	b.Screens["away"] = b.Twin.Picture()
	b.Twin.Do(kiosk.OfficeKnown{Office: office})
	b.Stop(syscall.SIGTERM)
	b.Wait("an empty screen", func() bool { return !b.Drawn() })

	d := window.Xvfb(t, width, height)
	other := *b
	other.Display, other.Glass = d, d
	b.Screen(d.Name) // while there is no office
	other.Wait("a calm screen", func() bool { return other.Shows("away") })
	began := time.Now()
	b.Run("on")
	other.Wait("home on the second window", func() bool { return other.Shows("home") })
	t.Logf("second window: home %v after the office's start (promised: %v)", time.Since(began).Round(10*time.Millisecond), promised)
	b.Wait("home on the first window", func() bool { return b.Shows("home") })
	t.Logf("first window: home %v after the office's start (promised: %v)", time.Since(began).Round(10*time.Millisecond), promised)

	for i, w := range []*window.Bench{b, &other} {
		w.Open()
		x, y := w.Place("confirm", w.Take)
		w.Tap(x, y, window.Hold)
		w.Wait("a ticket", func() bool { return w.Issued() == i+1 })
	}
	b.Home() // the office is killed while somebody stands between two screens
	x, y := b.Place("home", b.Group)
	b.Tap(x, y, window.Hold)
	b.Wait("group", func() bool { return b.Shows("group") })
	b.Stop(syscall.SIGKILL)
	b.Run("on")
	b.Home()
	other.Screens = b.Screens
	other.Wait("home on the second window", func() bool { return other.Shows("home") })
	if n := b.Issued(); n != 2 {
		t.Errorf("%d tickets of 2", n)
	}
}

// TestNoDisplay starts the program that has the window on a machine without a display: the office works.
func TestNoDisplay(t *testing.T) {
	o := window.Start(t, "")
	for _, screen := range []string{"auto", "off"} {
		if _, err := o.Client.Queue(context.Background()); err != nil {
			t.Errorf("--screen=%s: %v", screen, err)
		}
		if o.Window() != 0 {
			t.Errorf("--screen=%s: there is a window", screen)
		}
		o.Stop(syscall.SIGTERM)
		if screen == "auto" {
			o.Run("off")
		}
	}
}
