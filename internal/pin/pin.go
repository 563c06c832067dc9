// Package pin keeps the technician's PIN of the touch screen: its sum in one file, with the wrong tries beside it, so that a restart gives
// nobody new ones. It knows no sessions and no pages.
package pin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"bileter/internal/durable"
	"bileter/internal/secret"
)

// Lengths of a PIN, in digits.
const (
	Least = 6
	Most  = 12
)

// Errors of Try and Set.
var (
	ErrWrong = secret.ErrWrong
	ErrForm  = fmt.Errorf("a PIN has %d to %d digits", Least, Most)
	ErrPlain = errors.New("a PIN that everybody would try first")
	ErrUnset = errors.New("no PIN has been set")
)

// Wait says that nothing is tried before a time.
type Wait = secret.Wait

// Lock is safe for concurrent use. Use Open.
type Lock struct {
	path string
	now  func() time.Time

	mu   sync.Mutex // protects what follows, and the file
	kept record
}

// record is the file.
type record struct {
	secret.Sum
	secret.Tries
}

// Open reads the file, which need not be there yet. A damaged one is an error: deleting it is for a person who can.
func Open(path string, now func() time.Time) (*Lock, error) {
	l := &Lock{path: path, now: now}
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(b, &l.kept); err != nil {
			return nil, fmt.Errorf("%s: %w; delete the file to set a new PIN", path, err)
		}
	}
	return l, nil
}

// Try checks a PIN. The error is ErrWrong, ErrUnset or a *Wait, or the disk's.
func (l *Lock) Try(pin string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.kept.Set() {
		return ErrUnset
	}
	return l.guarded(func() bool { return l.kept.Is(pin) })
}

// Set sets the PIN, whatever it was before; wrong tries are forgotten. Who may do so is the caller's to know.
func (l *Lock) Set(pin string) error {
	if err := Check(pin); err != nil {
		return err
	}
	sum := secret.Make(pin, secret.Usual)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.write(record{Sum: sum})
}

// Sum is the PIN's, for another machine of the office; the zero Sum where no PIN is set.
func (l *Lock) Sum() secret.Sum {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept.Sum
}

// TakeFirst makes the PIN of another machine the first one here. Where there is a PIN it stays.
func (l *Lock) TakeFirst(s secret.Sum) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept.Set() || !s.Set() {
		return nil
	}
	return l.write(record{Sum: s})
}

// guarded counts a try on the disk before it is looked at.
func (l *Lock) guarded(right func() bool) error {
	r := l.kept
	if err := r.Begin(l.now()); err != nil {
		return err
	}
	if err := l.write(r); err != nil {
		return err
	}
	if !right() {
		return ErrWrong
	}
	r.Right()
	return l.write(r)
}

func (l *Lock) write(r record) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(l.path, append(b, '\n'), 0o600); err != nil {
		return err
	}
	l.kept = r
	return durable.GiveBack(l.path)
}

// Check refuses what is no PIN, and those that everybody would try first.
func Check(pin string) error {
	if len(pin) < Least || len(pin) > Most || strings.Trim(pin, "0123456789") != "" {
		return ErrForm
	}
	same, up, down := true, true, true
	for i := 1; i < len(pin); i++ {
		step := (int(pin[i]) - int(pin[i-1]) + 10) % 10
		same, up, down = same && step == 0, up && step == 1, down && step == 9
	}
	if same || up || down {
		return ErrPlain
	}
	return nil
}
