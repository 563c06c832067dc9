package window_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"bileter/test/window"
)

// Keys of the keypad in the sample's set-up, as X numbers them.
const (
	down  xproto.Keysym = 0xff54
	right xproto.Keysym = 0xff53
	enter xproto.Keysym = 0xff0d
)

// ear is what a client hears: every sentence that the screen has espeak-ng say.
type ear struct {
	*window.Bench
	t   *testing.T
	log string
}

// newEar has programs stand before the real ones that write down what is said, and play nothing.
func newEar(t *testing.T) *ear {
	dir := t.TempDir()
	e := &ear{t: t, log: filepath.Join(dir, "said")}
	for name, script := range map[string]string{
		"espeak-ng": "#!/bin/sh\nfor a; do :; done\nprintf '%s\\n' \"$a\" >> '" + e.log + "'\n",
		"aplay":     "#!/bin/sh\ncat > /dev/null\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	// The number stays as long as in the sample: it is heard twice.
	e.Bench = newBench(t, "ticket_seconds  = 10", "ticket_seconds  = 10")
	return e
}

// said is all that was heard so far, in whole lines.
func (e *ear) said() []string {
	b, err := os.ReadFile(e.log)
	if err != nil {
		return nil
	}
	lines := strings.Split(string(b), "\n")
	return lines[:len(lines)-1]
}

// key presses a key and returns what is said then.
func (e *ear) key(k xproto.Keysym) string {
	e.t.Helper()
	before := len(e.said())
	if err := e.Display.Key(k); err != nil {
		e.t.Fatal(err)
	}
	e.Wait(fmt.Sprintf("a word after the key %#x", k), func() bool { return len(e.said()) > before })
	all := e.said()
	return all[len(all)-1]
}

// choose goes down until it hears the words, and presses Enter.
func (e *ear) choose(words string) string {
	e.t.Helper()
	for range 40 {
		if strings.Contains(e.key(down), words) {
			time.Sleep(window.Settle) // a page that has just come takes no wish
			return e.key(enter)
		}
	}
	e.t.Fatalf("nothing says %q: %q", words, e.said())
	return ""
}

// TestKeypad takes a ticket as a person does who cannot see: with keys and what is heard, and nothing else.
func TestKeypad(t *testing.T) {
	e := newEar(t)
	for n := 1; n <= 6; n++ { // nobody is asked whether to wait all the same
		if _, err := e.Client.Counter(t.Context(), fmt.Sprintf("keypad-test-open-%d", n), n, "open", nil); err != nil {
			t.Fatal(err)
		}
	}
	for try := 0; len(e.said()) == 0 && try < 5; try++ { // a window that has just been drawn may not have the keys yet
		if err := e.Display.Key(down); err != nil {
			t.Fatal(err)
		}
		e.Within(5*time.Second, func() bool { return len(e.said()) > 0 })
	}
	if len(e.said()) == 0 {
		t.Fatal("no key makes the screen speak")
	}
	if first := e.said()[0]; !strings.Contains(first, "Strzałka w dół") {
		t.Errorf("the first key says %q", first)
	}
	e.choose("Pojazdy")
	if got := e.choose("Rejestracja auta z Polski"); !strings.Contains(got, "Liczba osób przed Tobą: zero.") {
		t.Errorf("the service says %q", got)
	}
	e.choose("Weź bilet")
	e.Wait("the number", func() bool { return strings.Contains(strings.Join(e.said(), "\n"), "Twój numer: pe, jeden.") })
	q, err := e.Client.Queue(t.Context())
	if err != nil || q.Waiting["P1"] != 1 {
		t.Fatalf("waiting %v (%v), want one for P1", q.Waiting, err)
	}
	if again := e.key(right); !strings.Contains(again, "Twój numer: pe, jeden.") || !strings.Contains(again, "stanowiska") {
		t.Errorf("once more: %q", again)
	}
	bye := e.choose("Gotowe") // in its first two seconds the number does not go
	e.Wait("a goodbye", func() bool {
		if !strings.Contains(bye, "Do widzenia") {
			bye = e.key(enter)
		}
		return strings.Contains(bye, "Do widzenia")
	})
	t.Logf("%d sentences", len(e.said()))
}
