// Package emulator is a line of LED boards made of software, for tests and for a hall without hardware. Each
// board takes bytes one by one, as its maker's manual describes them, and knows nothing of package board's
// encoders. The line between can lose, damage and cut.
package emulator

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// Board is one board: it hears every byte on the line and may answer.
type Board interface {
	// Hear takes one byte and returns what the board sends now. A pause before the byte tells Modbus where a
	// frame begins.
	Hear(c byte, pause bool) []byte
	// Shown is the text that stands on the board at a time.
	Shown(now time.Time) string
}

// Line is the pair of wires. Its zero value has no boards; it is safe for concurrent use.
type Line struct {
	Now func() time.Time // nil: time.Now

	mu     sync.Mutex // protects what follows
	boards []Board
	back   []byte        // what the boards have sent and nobody has read
	came   chan struct{} // closed when there is something to read; nil: nobody waits
	cut    bool
	closed bool
	lose   int  // frames to lose
	damage int  // frames to damage
	echo   bool // the adapter hears itself
	babble []byte
	heard  [][]byte
}

// New returns a line with boards on it.
func New(boards ...Board) *Line { return &Line{boards: boards} }

// ErrCut is what a line says whose adapter was pulled out.
var ErrCut = errors.New("emulator: the adapter is gone")

// Lose has the line lose the next so many frames; Damage flips a bit in them.
func (l *Line) Lose(n int)   { l.set(func() { l.lose = n }) }
func (l *Line) Damage(n int) { l.set(func() { l.damage = n }) }

// Cut pulls the adapter out; Mend puts it back.
func (l *Line) Cut()  { l.set(func() { l.cut = true }) }
func (l *Line) Mend() { l.set(func() { l.cut, l.closed = false, false }) }

// Echo has the adapter hear its own bytes. Babble has a broken board send these bytes whenever it is quiet;
// nil: no more.
func (l *Line) Echo(on bool)    { l.set(func() { l.echo = on }) }
func (l *Line) Babble(b []byte) { l.set(func() { l.babble = b }) }

// Put replaces the boards: nil in a place is one without power.
func (l *Line) Put(boards ...Board) { l.set(func() { l.boards = boards }) }

func (l *Line) set(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

// Frames returns what was written so far, write by write.
func (l *Line) Frames() [][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.heard)
}

// Shown returns what stands on board i.
func (l *Line) Shown(i int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.boards[i].Shown(l.now())
}

func (l *Line) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

// Write brings a frame to every board.
func (l *Line) Write(b []byte, _ time.Duration) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut || l.closed {
		return 0, ErrCut
	}
	frame := slices.Clone(b)
	l.heard = append(l.heard, frame)
	if l.echo {
		l.send(b)
	}
	if l.lose > 0 {
		l.lose--
		return len(b), nil
	}
	if l.damage > 0 {
		l.damage--
		frame = slices.Clone(frame)
		frame[len(frame)/2] ^= 0x04
	}
	for _, board := range l.boards {
		if board == nil {
			continue
		}
		for i, c := range frame {
			l.send(board.Hear(c, i == 0))
		}
	}
	return len(b), nil
}

func (l *Line) send(b []byte) {
	if len(b) == 0 {
		return
	}
	l.back = append(l.back, b...)
	if l.came != nil {
		close(l.came)
		l.came = nil
	}
}

// Read reads what boards have sent.
func (l *Line) Read(b []byte, wait time.Duration) (int, error) {
	n, came, err := l.read(b)
	if n > 0 || err != nil || wait <= 0 {
		return n, err
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-came:
	case <-t.C:
	}
	n, _, err = l.read(b)
	return n, err
}

func (l *Line) read(b []byte) (int, <-chan struct{}, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut || l.closed {
		return 0, nil, ErrCut
	}
	if len(l.back) == 0 {
		l.back = append(l.back, l.babble...)
	}
	n := copy(b, l.back)
	l.back = l.back[n:]
	if l.came == nil {
		l.came = make(chan struct{})
	}
	return n, l.came, nil
}

// Close lets the line be opened again.
func (l *Line) Close() error {
	l.set(func() { l.back = nil })
	return nil
}
