package touch_test

import (
	"errors"
	"os"
	"testing"

	"bileter/test/touch"
)

// screen is a touch screen for one test; without one the test is skipped, saying why.
func screen(t *testing.T, width, height int) *touch.Server {
	t.Helper()
	dir, err := os.MkdirTemp("", "touch") // a socket's name has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s, err := touch.Start(dir, width, height)
	switch {
	case errors.Is(err, touch.ErrMissing):
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestFinger checks the harness itself: where a finger is put, X moves the pointer of a program that knows
// no fingers.
func TestFinger(t *testing.T) {
	s := screen(t, 1080, 1920)
	d := connect(t, s)
	for _, at := range [][2]int{{0, 0}, {1079, 1919}, {540, 960}, {17, 1900}} {
		for _, do := range []func() error{
			func() error { return s.Down(3, float64(at[0]), float64(at[1])) },
			func() error { return s.Up(3, float64(at[0]), float64(at[1])) },
		} {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
		x, y, err := d.Pointer()
		if err != nil {
			t.Fatal(err)
		}
		if x != at[0] || y != at[1] {
			t.Errorf("finger at %v: the pointer is at %d, %d", at, x, y)
		}
	}
}
