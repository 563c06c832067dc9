// Package pin keeps the technician's PIN: as an argon2id sum in one file, with the wrong tries beside it, so that a
// restart gives nobody new ones. It knows no sessions and no pages.
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

	"golang.org/x/crypto/argon2"

	"bileter/internal/durable"
)

// Cost of one sum: OWASP's least for argon2id (19 MiB, 2 passes, 1 lane); a Raspberry Pi 4 takes a tenth of a second.
const (
	costTime   = 2
	costMemory = 19 << 10 // KiB
	saltBytes  = 16
	sumBytes   = 32
)

// Lengths of a PIN, in digits.
const (
	Least = 6
	Most  = 12
)

// waits are after the third, fourth, … wrong try in a row; then the last for each.
var waits = []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute}

// free is how many wrong tries cost nothing.
const free = 2

// Errors of Try and Set.
var (
	ErrWrong = errors.New("wrong PIN")
	ErrForm  = fmt.Errorf("a PIN has %d to %d digits", Least, Most)
	ErrPlain = errors.New("a PIN that everybody would try first")
	ErrUnset = errors.New("no PIN has been set")
)

// Wait says that nothing is tried before a time.
type Wait struct{ For time.Duration }

func (w *Wait) Error() string { return fmt.Sprintf("wait %s", w.For) }

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
	Salt  []byte    `json:"salt,omitempty"`
	Sum   []byte    `json:"sum,omitempty"`
	Wrong int       `json:"wrong,omitempty"` // tries in a row
	Until time.Time `json:"until,omitzero"`  // nothing is tried before
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
	if l.kept.Sum == nil {
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
	if l.kept.Sum == nil {
		return ErrUnset
	}
	return l.guarded(func() bool { return subtle.ConstantTimeCompare(sum(pin, l.kept.Salt), l.kept.Sum) == 1 })
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

func (l *Lock) set(pin string) error {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	if err := l.write(record{Salt: salt, Sum: sum(pin, salt)}); err != nil {
		return err
	}
	l.code = ""
	return nil
}

// guarded counts a try as wrong before it is looked at, so that pulling the plug gains nothing.
func (l *Lock) guarded(right func() bool) error {
	now := l.now()
	if left := l.kept.Until.Sub(now); left > 0 {
		return &Wait{min(left, waits[len(waits)-1])} // a clock that was set back keeps nobody out for ever
	}
	r := l.kept
	r.Wrong++
	if over := r.Wrong - free; over > 0 {
		r.Until = now.Add(waits[min(over, len(waits))-1])
	}
	if err := l.write(r); err != nil {
		return err
	}
	if !right() {
		return ErrWrong
	}
	r.Wrong, r.Until = 0, time.Time{}
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
	return nil
}

func sum(pin string, salt []byte) []byte {
	return argon2.IDKey([]byte(pin), salt, costTime, costMemory, 1, sumBytes)
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
