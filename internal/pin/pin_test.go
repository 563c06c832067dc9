package pin_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bileter/internal/pin"
)

type watch struct{ now time.Time }

func (w *watch) read() time.Time { return w.now }

func open(t *testing.T, path string, w *watch) *pin.Lock {
	t.Helper()
	l, err := pin.Open(path, w.read)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSet(t *testing.T) {
	path, w := filepath.Join(t.TempDir(), "pin"), &watch{time.Unix(1e9, 0)}
	l := open(t, path, w)
	if err := l.Try("738291"); !errors.Is(err, pin.ErrUnset) {
		t.Errorf("got %v", err)
	}
	for p, want := range map[string]error{
		"": pin.ErrForm, "12345": pin.ErrForm, "1234567890123": pin.ErrForm, "12a456": pin.ErrForm,
		"000000": pin.ErrPlain, "123456": pin.ErrPlain, "987654": pin.ErrPlain, "678901": pin.ErrPlain,
	} {
		if err := l.Set(p); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", p, err, want)
		}
	}
	if err := l.Set("738291"); err != nil {
		t.Fatal(err)
	}
	if open(t, path, w).Try("738291") != nil {
		t.Error("the PIN is not kept")
	}
	if b, _ := os.ReadFile(path); strings.Contains(string(b), "738291") {
		t.Error("the PIN stands in the file")
	}
	for range 3 {
		if err := l.Try("111222"); !errors.Is(err, pin.ErrWrong) {
			t.Error(err)
		}
	}
	if err := l.Set("555123"); err != nil || l.Try("555123") != nil { // forgotten: another one, and no wait
		t.Error(err)
	}
}

// TestThrottleOutlivesRestarts tries wrong PINs, with a restart after each: waits grow, and a right PIN ends them.
func TestThrottleOutlivesRestarts(t *testing.T) {
	path, w := filepath.Join(t.TempDir(), "pin"), &watch{time.Unix(1e9, 0)}
	l := open(t, path, w)
	if err := l.Set("738291"); err != nil {
		t.Fatal(err)
	}
	var waited []time.Duration
	for range 9 {
		l = open(t, path, w)
		err := l.Try("111222")
		var wait *pin.Wait
		if errors.As(err, &wait) {
			waited = append(waited, wait.For)
			if again := open(t, path, w).Try("738291"); !errors.As(again, &wait) {
				t.Fatalf("the right PIN was tried while waiting: %v", again)
			}
			w.now = w.now.Add(wait.For)
			err = open(t, path, w).Try("111222")
		}
		if !errors.Is(err, pin.ErrWrong) {
			t.Fatalf("got %v", err)
		}
	}
	want := []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 15 * time.Minute}
	if len(waited) != len(want) {
		t.Fatalf("waited %v", waited)
	}
	for i := range want {
		if waited[i] != want[i] {
			t.Errorf("waited %v, want %v", waited, want)
		}
	}
	w.now = w.now.Add(-time.Hour) // a clock that was set back
	var wait *pin.Wait
	if err := open(t, path, w).Try("738291"); !errors.As(err, &wait) || wait.For > 15*time.Minute {
		t.Errorf("got %v", err)
	}
	w.now = w.now.Add(2 * time.Hour)
	if err := open(t, path, w).Try("738291"); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := open(t, path, w).Try("0"); !errors.Is(err, pin.ErrWrong) {
			t.Errorf("the count did not begin anew: %v", err)
		}
	}
}

func TestDamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pin")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := pin.Open(path, time.Now); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}
