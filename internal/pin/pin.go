// Package pin keeps the technician's PIN: its sum in one file, with the wrong tries beside it, so that a restart gives
// nobody new ones. It knows no sessions and no pages.
package pin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
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
	code string // the one-time code while no PIN is set
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
	if !l.kept.Set() {
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			return nil, err
		}
		l.code = fmt.Sprintf("%08d", n)
	}
	return l, nil
}

// FirstCode is the one-time code with which the first PIN is set; empty when there is a PIN. It changes with each start.
func (l *Lock) FirstCode() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.code
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

// SetFirst sets the first PIN by the one-time code.
func (l *Lock) SetFirst(code, pin string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.code == "" {
		return ErrWrong
	}
	if err := check(pin); err != nil {
		return err
	}
	code = strings.NewReplacer(" ", "", "-", "").Replace(code)
	if err := l.guarded(func() bool { return subtle.ConstantTimeCompare([]byte(code), []byte(l.code)) == 1 }); err != nil {
		return err
	}
	return l.set(pin)
}

// Change sets another PIN; the old one must be right.
func (l *Lock) Change(old, pin string) error {
	if err := check(pin); err != nil {
		return err
	}
	if err := l.Try(old); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set(pin)
}

func (l *Lock) set(pin string) error { return l.take(secret.Make(pin, secret.Usual)) }

func (l *Lock) take(s secret.Sum) error {
	if err := l.write(record{Sum: s}); err != nil {
		return err
	}
	l.code = ""
	return nil
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
	return l.take(s)
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

// check refuses what is no PIN, and those that everybody would try first.
func check(pin string) error {
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
