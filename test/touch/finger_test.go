package touch_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"bileter/kiosk"
	"bileter/test/touch"
	"bileter/test/window"
)

// TestTapsArrive goes to and fro between two screens: no tap of a finger is lost, however short.
func TestTapsArrive(t *testing.T) {
	b := newBench(t)
	rng := rand.New(rand.NewPCG(1, 1))
	for name, hold := range map[string]func() time.Duration{
		"a finger's": func() time.Duration { return time.Duration(60+rng.IntN(61)) * time.Millisecond },
		"5 ms":       func() time.Duration { return 5 * time.Millisecond },
	} {
		const rounds = 12
		lost := b.lost(rounds, hold)
		if t.Logf("%s taps: %d of %d lost", name, lost, 2*rounds); lost > 0 {
			t.Errorf("%s taps: %d of %d lost", name, lost, 2*rounds)
		}
	}
	// The control: of the next taps the screen does not feel one.
	b.Glass = &numb{Glass: b.glass, tap: 2}
	if lost := b.lost(2, func() time.Duration { return window.Hold }); lost != 1 {
		t.Errorf("%d taps are counted as lost where one was", lost)
	}
}

// lost goes to and fro so many times and counts the taps that did nothing.
func (b *bench) lost(rounds int, hold func() time.Duration) (n int) {
	b.t.Helper()
	tx, ty := b.Place("home", b.Group)
	bx, by := b.Place("group", kiosk.Back{})
	for range rounds {
		for _, step := range []struct {
			x, y float64
			to   string
		}{{tx, ty, "group"}, {bx, by, "home"}} {
			b.Tap(step.x, step.y, hold())
			if !b.Within(3*time.Second, func() bool { return b.Shows(step.to) }) {
				n++
				b.Tap(step.x, step.y, window.Hold)
				b.Wait(step.to, func() bool { return b.Shows(step.to) })
			}
			time.Sleep(window.Settle)
		}
	}
	return n
}

// numb is a glass that does not feel one of the fingers.
type numb struct {
	window.Glass
	tap, taps int
}

func (g *numb) Down(finger int, x, y float64) error {
	if g.taps++; g.taps == g.tap {
		return nil
	}
	return g.Glass.Down(finger, x, y)
}

func (g *numb) Up(finger int, x, y float64) error {
	if g.taps == g.tap {
		return nil
	}
	return g.Glass.Up(finger, x, y)
}

// TestSlideOff slides a finger off a button: nothing happens and nothing stays pressed.
func TestSlideOff(t *testing.T) {
	b := newBench(t)
	b.Open()
	x, y := b.Place("confirm", b.Take)
	b.must(b.glass.Down(0, x, y))
	time.Sleep(100 * time.Millisecond)
	for i := range 20 {
		b.must(b.glass.Move(0, x, y-float64(i)*height/25))
	}
	b.must(b.glass.Up(0, x, y-height*19/25.0))
	b.Wait("the page as it was", func() bool { return b.Shows("confirm") })
	if n := b.Issued(); n != 0 {
		t.Errorf("%d tickets", n)
	}
	time.Sleep(window.Settle)
	b.Tap(x, y, 80*time.Millisecond)
	b.Wait("one ticket", func() bool { return b.Issued() == 1 })
}

// TestShakyHand takes a ticket with two taps, with a finger that shakes by 3 mm, and by drumming on the button: one ticket each.
func TestShakyHand(t *testing.T) {
	b := newBench(t)
	rng := rand.New(rand.NewPCG(2, 2))
	const mm = width / 268.0
	for round, do := range []func(x, y float64){
		func(x, y float64) {
			b.Tap(x, y, 60*time.Millisecond)
			time.Sleep(120 * time.Millisecond)
			b.Tap(x, y, 60*time.Millisecond)
		},
		func(x, y float64) {
			for range 3 {
				b.must(b.glass.Down(0, x, y))
				for range 6 {
					b.must(b.glass.Move(0, x+(rng.Float64()-0.5)*6*mm, y+(rng.Float64()-0.5)*6*mm))
					time.Sleep(10 * time.Millisecond)
				}
				b.must(b.glass.Up(0, x+(rng.Float64()-0.5)*6*mm, y))
				time.Sleep(80 * time.Millisecond)
			}
		},
		func(x, y float64) { // 20 times a second, for as long as a second wish is refused
			tick := time.NewTicker(50 * time.Millisecond)
			defer tick.Stop()
			for range 36 {
				b.Tap(x, y, 5*time.Millisecond)
				<-tick.C
			}
		},
	} {
		b.Open()
		do(b.Place("confirm", b.Take))
		b.Wait("home", func() bool { return b.Shows("home") })
		if n := b.Issued(); n != round+1 {
			t.Fatalf("%d tickets after %d wishes", n, round+1)
		}
	}
}

// TestPalm rests a hand on the glass: it is said, nothing is issued, and the screen works when it is lifted. While a hand is
// there X makes no pointer of any other finger.
func TestPalm(t *testing.T) {
	b := newBench(t)
	b.Open()
	x, y := b.Place("confirm", b.Take)
	for name, at := range map[string][2]float64{"on the left edge": {0, height / 2}, "on the button": {x, y}} {
		b.must(b.glass.Down(1, at[0], at[1]))
		time.Sleep(100 * time.Millisecond)
		b.must(b.glass.Down(2, at[0]+8, at[1]+20))
		for range 3 {
			b.Tap(x, y, 80*time.Millisecond)
		}
		v := b.On("confirm").Do(kiosk.Touched{Down: true})
		for range 4 {
			if v = b.Twin.Do(kiosk.Tick{}); v.Palm {
				break
			}
		}
		if !v.Palm {
			t.Fatal("the twin says nothing of a palm")
		}
		b.Screens["palm"] = b.Twin.Picture()
		b.Wait("the words about a hand "+name, func() bool { return b.Shows("palm") })
		b.must(b.glass.Up(2, at[0]+8, at[1]+20))
		b.must(b.glass.Up(1, at[0], at[1]))
		b.Twin.Do(kiosk.Touched{})
		b.Wait("the page again", func() bool { return b.Shows("confirm") })
		time.Sleep(window.Settle)
		if n := b.Issued(); n != 0 {
			t.Fatalf("%d tickets for a hand %s", n, name)
		}
	}
	b.Tap(x, y, 80*time.Millisecond)
	b.Wait("a ticket", func() bool { return b.Issued() == 1 })
}

// TestStorm taps 20 times a second at random places. One of them may choose easy mode, in which everything takes three times
// as long: 90 s of the shortest times there are until home is back.
func TestStorm(t *testing.T) {
	b := newBench(t, "idle_seconds    = 45", "idle_seconds    = 10", "warning_seconds = 25", "warning_seconds = 20")
	rng := rand.New(rand.NewPCG(3, 3))
	asks := b.On("confirm")
	hits := 0
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 400 {
		x, y := rng.Float64()*(width-1), 40+rng.Float64()*(height-41) // not the technician's corner
		if asks.At(x, y) == b.Take {
			hits++
		}
		b.Tap(x, y, 5*time.Millisecond)
		<-tick.C
	}
	n := b.Issued()
	t.Logf("%d tickets; %d taps fell where the button is", n, hits)
	if n > hits {
		t.Errorf("%d tickets of %d taps", n, hits)
	}
	if !b.Within(150*time.Second, func() bool { return b.Shows("home") }) {
		t.Error("home does not come back")
	}
}

// TestServerKilled kills the X server under a finger: the window is back on the next one, and the office has noticed nothing.
func TestServerKilled(t *testing.T) {
	b := newBench(t)
	b.Open()
	x, y := b.Place("confirm", b.Take)
	b.must(b.glass.Down(0, x, y))
	name := b.glass.Display
	if err := b.glass.Close(); err != nil {
		t.Fatal(err)
	}
	if n := b.Issued(); n != 0 {
		t.Errorf("%d tickets", n)
	}
	dir, err := os.MkdirTemp("", "touch")
	b.must(err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	again, err := touch.Start(dir, width, height, name)
	b.must(err)
	t.Cleanup(func() { again.Close() })
	began := time.Now()
	b.glass, b.Glass, b.Display = again, again, connect(t, again)
	b.Wait("home on the new display", func() bool { return b.Shows("home") })
	t.Logf("back %v after the display (promised: 3s)", time.Since(began).Round(10*time.Millisecond))
	b.Open()
	b.Tap(x, y, 80*time.Millisecond)
	b.Wait("one ticket", func() bool { return b.Issued() == 1 })
}
