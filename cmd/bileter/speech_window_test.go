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

	"bileter/internal/api"
)

// ear is what a client hears: every sentence that the screen has espeak-ng say.
type ear struct {
	t       *testing.T
	display *display
	log     string
}

// newEar puts programs before the real ones that write down what is said, and play nothing.
func newEar(t *testing.T, d *display) (e *ear, path string) {
	dir := t.TempDir()
	e = &ear{t: t, display: d, log: filepath.Join(dir, "said")}
	for name, script := range map[string]string{
		"espeak-ng": "#!/bin/sh\nfor a; do :; done\nprintf '%s\\n' \"$a\" >> '" + e.log + "'\n",
		"aplay":     "#!/bin/sh\ncat > /dev/null\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return e, dir + ":" + os.Getenv("PATH")
}

func (e *ear) said() []string {
	b, err := os.ReadFile(e.log)
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// key presses a key of the keypad and returns what is said then.
func (e *ear) key(name string) string {
	e.t.Helper()
	before := len(e.said())
	if out, err := e.display.command("xdotool", "key", name).CombinedOutput(); err != nil {
		e.t.Fatalf("xdotool: %v %s", err, out)
	}
	wait(e.t, "a word after the key "+name, func() bool { return len(e.said()) > before })
	return e.last()
}

func (e *ear) last() string {
	all := e.said()
	return all[len(all)-1]
}

// choose goes down until it hears the words, and presses Enter.
func (e *ear) choose(words string) string {
	e.t.Helper()
	for range 40 {
		if strings.Contains(e.key("Down"), words) {
			return e.key("Return")
		}
	}
	e.t.Fatalf("nothing says %q: %q", words, e.said())
	return ""
}

// TestWindowByKeypad takes a ticket as a person does who cannot see: with five keys and what is heard, and nothing else.
func TestWindowByKeypad(t *testing.T) {
	program := os.Getenv("BILETER_WINDOW")
	if program == "" {
		t.Skip("needs a program built with the window: make test sets BILETER_WINDOW")
	}
	d := newDisplay(t)
	e, path := newEar(t, d)
	data := t.TempDir()
	start := d.officeStart(program, data)
	p := &process{name: "bileter", ready: regexp.MustCompile(`(data folder)`), up: func(string) {}, start: func() *exec.Cmd {
		cmd := start()
		cmd.Env = append(cmd.Env, "PATH="+path)
		return cmd
	}}
	p.run(t)
	t.Cleanup(func() { p.stop(syscall.SIGKILL) })
	client := api.DialUnix(filepath.Join(data, "window.sock"))
	for n := 1; n <= 6; n++ { // nobody is asked whether to wait all the same
		if _, err := client.Counter(context.Background(), fmt.Sprintf("keypad-test-open-%d", n), n, "open", nil); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, "a drawn screen", func() bool {
		p := d.dark([2]int{540, 70}, [2]int{20, 1880}) // head and foot
		return p[0] && !p[1]
	})
	for try := 0; len(e.said()) == 0 && try < 5; try++ { // a window that has just been drawn may not have the keys yet
		_, _ = d.command("xdotool", "key", "Down").CombinedOutput()
		for end := time.Now().Add(5 * time.Second); len(e.said()) == 0 && time.Now().Before(end); {
			pause(context.Background(), 50*time.Millisecond)
		}
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
	wait(t, "the number", func() bool {
		for _, s := range e.said() {
			if strings.Contains(s, "Twój numer: pe, jeden.") {
				return true
			}
		}
		return false
	})
	q, err := client.Queue(context.Background())
	if err != nil || q.Waiting["P1"] != 1 {
		t.Fatalf("waiting %v (%v), want one for P1", q.Waiting, err)
	}
	if again := e.key("Right"); !strings.Contains(again, "Twój numer: pe, jeden.") || !strings.Contains(again, "stanowiska") {
		t.Errorf("once more: %q", again)
	}
	bye := e.choose("Gotowe") // in its first two seconds the number does not go
	wait(t, "the end", func() bool {
		if !strings.Contains(bye, "Do widzenia") {
			bye = e.key("Return")
		}
		return strings.Contains(bye, "Do widzenia")
	})
	t.Logf("%d sentences", len(e.said()))
}
