// Package board drives LED boards that hang on a serial line: one shows a counter's number, another the way
// to the counter where a number was called last. It knows the protocols of several makers, asks a board that
// can answer whether it shows what it was told, and tells those that can to go blank when nobody talks to
// them. It opens no device itself and does not know who is called.
package board

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bileter/display"
)

// Link carries bytes to the boards of one line and back.
type Link interface {
	// Read reads what is there, waiting for the first byte at most so long; nothing in time is 0 and no error.
	Read(b []byte, wait time.Duration) (int, error)
	// Write writes all of b within so long.
	Write(b []byte, wait time.Duration) (int, error)
	Close() error
}

// Board is one board on a line.
type Board struct {
	Name     string   // for staff: "board 5"
	Protocol Protocol // how it is spoken to
	Address  int      // within those of the protocol
	Chars    int      // how many characters it has
	Register int      // with Modbus: the first register of the text
	Counter  int      // whose number it shows; 0: it is a direction board
	Points   []int    // of a direction board: the counters to which it leads
	Arrow    string   // of a direction board: left, right, up, down, ahead
}

// How a Line treats its boards.
const (
	Refresh   = 2 * time.Second        // a board is told again after so long, changed or not
	Turn      = 250 * time.Millisecond // how often a line looks for boards to be told again; for Outlet.Resend
	budget    = 200 * time.Millisecond // of one Show for boards that only have to be told again
	longest   = 700 * time.Millisecond // of one Show, whatever is new: below display.Deadline
	writeTime = 500 * time.Millisecond
	answerIn  = 60 * time.Millisecond // after the time the bytes need on the wire
)

// errSilent says that a board did not answer.
var errSilent = errors.New("does not answer")

// Line keeps the boards of one line right; it is a display.Backend. A board that does not answer is tried
// again with back-off, is reported, and delays no other.
type Line struct {
	Open   func(ctx context.Context) (Link, error)
	Baud   int
	Boards []Board
	Labels map[int]string                // of counters on direction boards: "5", "p4"
	Report func(board string, err error) // told of each board that fails or works again; nil: nobody is
	Now    func() time.Time              // nil: time.Now

	link  Link    // nil: not open
	state []board // of Boards, in their order
}

// board is what is known of one board.
type board struct {
	text     string // last told; with told zero nothing is known
	told     time.Time
	tried    time.Time
	failures int           // in a row
	next     time.Time     // not to be told before
	pause    time.Duration // before next
}

// Show tells the boards that have something new, and some of the others. It is for one caller at a time.
// An error means that the line itself is lost.
func (l *Line) Show(ctx context.Context, ps []display.Picture) error {
	if err := l.open(ctx); err != nil {
		return err
	}
	start := l.now()
	news, others := l.order(ps, start)
	for k, i := range append(news, others...) {
		limit := longest
		if k >= len(news) {
			limit = budget
		}
		if l.now().Sub(start) > limit {
			continue
		}
		text := l.text(i, ps, start)
		err := l.tell(ctx, l.Boards[i], text)
		var lost lostError
		if err != nil && (errors.As(err, &lost) || ctx.Err() != nil) {
			_ = l.Close() // whatever it says, the line is opened anew
			return err
		}
		l.note(i, text, err)
	}
	return nil
}

// lostError is of the line, not of one board.
type lostError struct{ error }

func (e lostError) Unwrap() error { return e.error }

func (l *Line) open(ctx context.Context) error {
	if l.link != nil {
		return nil
	}
	link, err := l.Open(ctx)
	if err != nil {
		return err
	}
	l.link = link
	if l.state == nil {
		l.state = make([]board, len(l.Boards))
	}
	for i := range l.state { // nobody knows what they show
		l.state[i].told, l.state[i].next = time.Time{}, time.Time{}
	}
	return nil
}

// order is whom to tell, by place in Boards: those with something new, and then those that did not answer or
// were told a while ago, the one tried longest ago first. So the silent delay nobody.
func (l *Line) order(ps []display.Picture, now time.Time) (news, others []int) {
	for i, s := range l.state {
		switch fresh := !s.told.IsZero() && s.text == l.text(i, ps, now); {
		case now.Before(s.next):
		case s.failures == 0 && !fresh:
			news = append(news, i)
		case !fresh || now.Sub(s.told) >= Refresh:
			others = append(others, i)
		}
	}
	slices.SortStableFunc(others, func(i, j int) int { return l.state[i].tried.Compare(l.state[j].tried) })
	return news, others
}

func (l *Line) text(i int, ps []display.Picture, now time.Time) string {
	b := l.Boards[i]
	if b.Counter != 0 {
		return fit(counterText(b.Counter, ps), b)
	}
	return fit(directionText(b, ps, l.Labels, now), b)
}

// note keeps how telling a board went. One lost frame is no fault: it is told again in the next turn.
func (l *Line) note(i int, text string, err error) {
	s, now := &l.state[i], l.now()
	if err == nil {
		if s.failures > 1 {
			l.report(i, nil)
		}
		*s = board{text: text, told: now, tried: now}
		return
	}
	s.told, s.tried = time.Time{}, now
	if s.failures++; s.failures == 1 {
		return
	}
	if s.failures == 2 {
		l.report(i, err)
	}
	s.pause = min(max(2*s.pause, display.FirstRetry), display.LastRetry)
	s.next = now.Add(s.pause)
}

func (l *Line) report(i int, err error) {
	if l.Report != nil {
		l.Report(l.Boards[i].Name, err)
	}
}

func (l *Line) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

// Close gives the line back; not while Show runs. A later Show opens it again.
func (l *Line) Close() error {
	if l.link == nil {
		return nil
	}
	err := l.link.Close()
	l.link = nil
	return err
}

// tell makes a board show a text, and asks it where it can answer.
func (l *Line) tell(ctx context.Context, b Board, text string) error {
	for _, x := range b.Protocol.talk(b, text) {
		if err := l.exchange(ctx, x); err != nil {
			return fmt.Errorf("%s: %w", b.Name, err)
		}
	}
	return nil
}

// exchange is one frame and the answer to it.
type exchange struct {
	out []byte
	// answer looks at what has come so far: whether it is whole, and whether it is a right one. nil: none comes.
	answer func(got []byte) (whole bool, err error)
}

func (l *Line) exchange(ctx context.Context, x exchange) error {
	if err := l.hush(); err != nil {
		return err
	}
	if _, err := l.link.Write(x.out, writeTime); err != nil {
		return lostError{err}
	}
	wire := l.wire(len(x.out))
	if x.answer == nil {
		return wait(ctx, wire)
	}
	end := l.now().Add(wire + answerIn)
	var got []byte
	buf := make([]byte, 256)
	for {
		left := end.Sub(l.now())
		if left <= 0 || ctx.Err() != nil || len(got) > 2*len(buf) {
			return errSilent
		}
		n, err := l.link.Read(buf, left)
		if err != nil {
			return lostError{err}
		}
		got = withoutEcho(append(got, buf[:n]...), x.out)
		if whole, err := x.answer(got); whole || err != nil {
			return err
		}
	}
}

// withoutEcho takes out our own bytes, which some adapters hear on their own pair of wires.
func withoutEcho(got, out []byte) []byte {
	if rest, ok := strings.CutPrefix(string(got), string(out)); ok {
		return []byte(rest)
	}
	return got
}

// maxHush bounds how much of a board's babble is read before it is talked over.
const maxHush = 8

// hush drops what came unasked, such as a late answer, and keeps the pause between frames that Modbus wants.
func (l *Line) hush() error {
	buf := make([]byte, 256)
	for range maxHush {
		n, err := l.link.Read(buf, l.wire(4))
		if err != nil {
			return lostError{err}
		}
		if n == 0 {
			return nil
		}
	}
	return nil
}

// wire is how long so many bytes take, with start and stop bits.
func (l *Line) wire(n int) time.Duration {
	return time.Duration(n) * 11 * time.Second / time.Duration(max(l.Baud, 1200))
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
