package touch_test

import (
	"syscall"
	"testing"
	"time"

	"bileter/test/window"
)

// promised is how soon after its display the window is right again.
const promised = 3 * time.Second

// stuck is longer than a busy machine needs: what comes later waited for something else to be painted.
const stuck = 10 * time.Second

// covers tells whether the window has just this size, in the corner.
func (b *bench) covers(width, height int) bool {
	x, y, w, h, err := b.Display.Window()
	return err == nil && x == 0 && y == 0 && w == width && h == height
}

// timed puts a screen on and holds the time until home covers it against the promise.
func (b *bench) timed(what, mode string, width, height int) {
	b.t.Helper()
	b.Display.Look(width, height)
	b.Resized()
	began := time.Now()
	b.must(b.Display.Mode(mode))
	b.Wait("home: "+what, func() bool { return b.covers(width, height) && b.Shows("home") })
	took := time.Since(began)
	b.t.Logf("%s: home after %v (promised: %v)", what, took.Round(10*time.Millisecond), promised)
	if took > stuck {
		b.t.Errorf("%s: home after %v", what, took)
	}
}

// TestCable pulls the cable and puts it back, changes the mode, and ends the window while there is no screen: the window
// covers the screen each time, and takes taps where they are.
func TestCable(t *testing.T) {
	b := newBench(t)
	pid := b.Window()
	off := func() {
		b.must(b.Display.Mode(""))
		time.Sleep(time.Second)
	}
	off()
	b.timed("the cable is back", "kiosk", width, height)
	b.timed("another mode", "other", width*3/4, height*3/4)
	off()
	b.timed("another panel", "kiosk", width, height)
	if b.Window() != pid {
		t.Error("the window has ended")
	}
	off()
	b.must(syscall.Kill(pid, syscall.SIGKILL))
	time.Sleep(4 * time.Second)
	b.timed("started without a screen", "kiosk", width, height)
	b.Open()
	x, y := b.Place("confirm", b.Take)
	b.Tap(x, y, window.Hold)
	b.Wait("one ticket", func() bool { return b.Issued() == 1 })
}
