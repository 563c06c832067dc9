package window_test

import (
	"testing"
	"time"

	"bileter/test/window"
)

// TestCursor goes from home to a ticket and back, and over the whole glass: the cursor never changes. Where it does, GLFW
// ends the touch in progress.
func TestCursor(t *testing.T) {
	b := newBench(t)
	changes, err := b.Display.Cursors()
	if err != nil {
		t.Fatal(err)
	}
	b.Open()
	x, y := b.Place("confirm", b.Take)
	b.Tap(x, y, window.Hold)
	b.Wait("a ticket", func() bool { return b.Issued() == 1 })
	for y := 0.0; y < height; y += 16 {
		for x := 0.0; x < width; x += 16 {
			if err := b.Display.Move(0, x, y); err != nil {
				t.Fatal(err)
			}
		}
	}
	b.Home()
	if n := len(changes); n > 0 {
		t.Errorf("the cursor changed %d times", n)
	}
	if err := b.Display.NewCursor(); err != nil { // the control
		t.Fatal(err)
	}
	select {
	case <-changes:
	case <-time.After(10 * time.Second):
		t.Error("a cursor that does change is not noticed")
	}
}
