package console_test

import (
	"strings"
	"testing"

	"bileter/internal/api"
	"bileter/internal/health"
)

// A screen that does not speak is among the warnings until it says that it does.
func TestSilentScreenIsAWarning(t *testing.T) {
	w := newWorld(t)
	c := w.local()
	has := func() bool {
		for _, x := range w.board.Warnings() {
			if x.Code == health.SpeechDown && x.Detail == "plughw:1,0" {
				return true
			}
		}
		return false
	}
	for _, silent := range []string{"plughw:1,0", ""} {
		if err := c.Screen(t.Context(), api.Screen{Silent: silent}); err != nil {
			t.Fatal(err)
		}
		if has() != (silent != "") {
			t.Errorf("silent %q: warning %v", silent, has())
		}
	}
	if err := c.Screen(t.Context(), api.Screen{Silent: strings.Repeat("x", 65)}); err == nil {
		t.Error("a name of 65 letters is taken")
	}
}
