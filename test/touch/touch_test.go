package touch_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
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
	for _, at := range [][2]int{{0, 0}, {1079, 1919}, {540, 960}, {17, 1900}} {
		for _, do := range []func() error{
			func() error { return s.Down(3, float64(at[0]), float64(at[1])) },
			func() error { return s.Up(3, float64(at[0]), float64(at[1])) },
		} {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(t.Context(), "xdotool", "getmouselocation")
		cmd.Env = append(os.Environ(), "DISPLAY="+s.Display)
		b, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, want := string(b), fmt.Sprintf("x:%d y:%d ", at[0], at[1]); !strings.HasPrefix(got, want) {
			t.Errorf("finger at %v: %s", at, got)
		}
	}
}
