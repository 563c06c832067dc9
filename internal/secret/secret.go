// Package secret holds what a person knows as an argon2id sum, and slows down those who guess. It keeps nothing by
// itself: whoever keeps a sum and its tries writes both to the disk.
package secret

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/argon2"
)

// Cost is what one sum takes: passes and KiB.
type Cost struct {
	Time   uint32 `json:"time,omitempty"`
	Memory uint32 `json:"memory,omitempty"`
}

// Usual is OWASP's least for argon2id (19 MiB, 2 passes, 1 lane); a Raspberry Pi 4 takes a tenth of a second.
var Usual = Cost{Time: 2, Memory: 19 << 10}

const (
	saltBytes = 16
	sumBytes  = 32
)

// Sum is a secret's. The zero Sum is nobody's. One without a cost was made at the usual one.
type Sum struct {
	Salt []byte `json:"salt,omitempty"`
	Sum  []byte `json:"sum,omitempty"`
	Cost
}

// Make sums a secret with a salt of its own.
func Make(secret string, c Cost) Sum {
	s := Sum{Salt: make([]byte, saltBytes), Cost: c}
	rand.Read(s.Salt)
	s.Sum = s.of(secret)
	return s
}

// Set tells whether there is a secret at all.
func (s Sum) Set() bool { return len(s.Sum) > 0 }

// Sound tells whether a sum that came from elsewhere can be one of ours: a cost without bounds would keep the office busy.
func (s Sum) Sound() bool {
	return len(s.Salt) == saltBytes && len(s.Sum) == sumBytes && s.Time <= 4*Usual.Time && s.Memory <= 4*Usual.Memory
}

// Is tells whether a secret has this sum. It takes as long where there is none, so that its time tells nothing.
func (s Sum) Is(secret string) bool {
	return subtle.ConstantTimeCompare(s.of(secret), s.Sum) == 1
}

func (s Sum) of(secret string) []byte {
	c := s.Cost
	if c.Time == 0 || c.Memory == 0 {
		c = Usual
	}
	return argon2.IDKey([]byte(secret), s.Salt, c.Time, c.Memory, 1, sumBytes)
}

// ErrWrong is the answer to a wrong secret.
var ErrWrong = errors.New("wrong secret")

// Wait says that nothing is tried before a time.
type Wait struct{ For time.Duration }

func (w *Wait) Error() string { return fmt.Sprintf("wait %s", w.For) }

// waits are after the third, fourth, … wrong try in a row; then the last for each.
var waits = []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute}

// free is how many wrong tries cost nothing.
const free = 2

// Tries are the wrong ones in a row. The zero Tries is none.
type Tries struct {
	Wrong int       `json:"wrong,omitempty"`
	Until time.Time `json:"until,omitzero"` // nothing is tried before
}

// Begin counts a try as wrong before it is looked at; kept on the disk at once, pulling the plug gains nothing. The
// error is a *Wait.
func (t *Tries) Begin(now time.Time) error {
	if left := t.Left(now); left > 0 {
		return &Wait{left}
	}
	t.Wrong++
	if over := t.Wrong - free; over > 0 {
		t.Until = now.Add(waits[min(over, len(waits))-1])
	}
	return nil
}

// Left is how long nothing is tried. A clock that was set back keeps nobody out for ever.
func (t Tries) Left(now time.Time) time.Duration {
	return max(0, min(t.Until.Sub(now), waits[len(waits)-1]))
}

// Right forgets the wrong ones.
func (t *Tries) Right() { *t = Tries{} }
