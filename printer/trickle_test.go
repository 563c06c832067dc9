package printer_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/queue"
	"bileter/printer"
)

// trickle is a port that gives, after a job, what it is told to, each piece after its pause.
type trickle struct {
	job    []byte
	pieces []piece
	asked  int // questions after the job
	sent   bool
}

type piece struct {
	after time.Duration
	bytes string
}

func (p *trickle) Read(b []byte, wait time.Duration) (int, error) {
	if !p.sent {
		<-time.After(time.Millisecond) // it does not answer GS I, and time has to pass until that is known
		return copy(b, "\x12"), nil
	}
	if len(p.pieces) == 0 || p.pieces[0].after > wait {
		if len(p.pieces) > 0 {
			p.pieces[0].after -= wait
		}
		<-time.After(wait)
		return 0, nil
	}
	<-time.After(p.pieces[0].after)
	n := copy(b, p.pieces[0].bytes)
	p.pieces = p.pieces[1:]
	return n, nil
}

func (p *trickle) Write(b []byte, _ time.Duration) (int, error) {
	if p.sent && bytes.HasPrefix(b, []byte{0x10, 0x04}) {
		p.asked++
	}
	p.sent = p.sent || bytes.HasPrefix(b, p.job)
	return len(b), nil
}

func (*trickle) Close() error { return nil }

// TestConfirmationOverASlowLine: the word that a job is printed may come byte by byte, and answers to questions asked
// meanwhile right behind it; nobody waits longer than for its last byte and theirs, nor asks while it comes.
func TestConfirmationOverASlowLine(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		pieces []piece
		asked  int
		took   time.Duration
	}{
		"byte by byte":        {[]piece{{ms, "\x37"}, {ms, "\x22"}, {ms, "ID"}, {ms, "ID"}, {ms, "\x00"}}, 0, 5 * ms},
		"answers right after": {[]piece{{600 * ms, "\x37\x22IDID\x00"}, {ms, "\x12\x12"}}, 2, 601 * ms},
		"answers in front":    {[]piece{{600 * ms, "\x12\x12\x37\x22IDID\x00"}}, 2, 600 * ms},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := profile(t, "emulator-80")
				p.Counter = false
				port := &trickle{job: slip(p, "A001"), pieces: c.pieces}
				dev := printer.New(printer.Config{
					Profile: p, Log: slog.New(slog.DiscardHandler), Open: func(context.Context) (printer.Port, error) { return port, nil },
				})
				dev.Tend(t.Context())
				var begin time.Time
				sure, err := dev.Print(t.Context(), port.job, func(m queue.Mark) error {
					begin = time.Now()
					for i := range port.pieces {
						b := []byte(port.pieces[i].bytes)
						b = bytes.ReplaceAll(b, []byte("IDID"), []byte(m.Job))
						port.pieces[i].bytes = string(b)
					}
					if name == "byte by byte" {
						port.pieces[2].bytes, port.pieces[3].bytes = m.Job[:2], m.Job[2:]
					}
					return nil
				})
				if took := time.Since(begin); err != nil || sure != printer.Confirmed || took != c.took || port.asked != c.asked {
					t.Errorf("got %v, %v after %v with %d questions, want %v with %d", sure, err, took, port.asked, c.took, c.asked)
				}
			})
		})
	}
}
