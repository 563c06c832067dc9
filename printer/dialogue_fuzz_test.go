package printer_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/escpos"
)

// scripted is a port at whose other end somebody answers, or babbles, as a script says.
type scripted struct {
	script []byte
	marked []byte // bytes of the mark that a job leaves under
	wrote  []byte
	said   []byte // since the job was written
	job    []byte
	left   bool   // bytes of the job were taken
	owed   []byte // what a printer that is well would say now
}

// take is the script's next byte; after its end the printer is well.
func (p *scripted) take() byte {
	if len(p.script) == 0 {
		return 0xff
	}
	c := p.script[0]
	p.script = p.script[1:]
	return c
}

func (p *scripted) Read(b []byte, wait time.Duration) (int, error) {
	var say []byte
	switch c := p.take(); c % 16 {
	case 0, 1, 2, 3: // anything
		say = p.script[:min(len(p.script), int(c%16)+1)]
		p.script = p.script[len(say):]
	case 4, 5, 6:
		say = []byte{0x12} // all is well
	case 7:
		say = []byte{0x10, 0, 0, 0}
	case 8:
		say = []byte{0} // worked through
	case 9:
		say = append(append([]byte{0x37, 0x22}, p.marked...), 0)
	case 10:
		say = []byte{0x5f, '0' + c>>4%10, 0}
	case 11:
		say = []byte{0x37, 0x25, 0}
	case 12:
		return 0, io.EOF
	case 15:
		say, p.owed = p.owed, nil
	}
	if len(say) == 0 {
		if wait > 0 {
			<-time.After(wait)
		}
		return 0, nil
	}
	n := copy(b, say)
	if p.left {
		p.said = append(p.said, say[:n]...)
	}
	return n, nil
}

func (p *scripted) Write(b []byte, wait time.Duration) (n int, err error) {
	n = len(b)
	if c := p.take(); c == 13 || c == 14 { // taken in part, or not at all
		n, err = min(n, int(p.take())), io.ErrShortWrite
		<-time.After(wait)
	}
	p.wrote = append(p.wrote, b[:n]...)
	p.left = p.left || n > 0 && bytes.HasPrefix(b, p.job)
	for _, q := range []struct {
		ask, answer string
	}{
		{"\x10\x04", "\x12"}, {"\x1dg2\x00\xb2\x00", "\x5f5\x00"}, {"\x1d(H\x06\x0000", "\x37\x22" + string(p.marked) + "\x00"}, {"\x1dr\x01", "\x00"},
		{"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", "\x37\x25\x00"},
	} {
		if bytes.Contains(b[:n], []byte(q.ask)) {
			p.owed = append(p.owed, q.answer...)
		}
	}
	return n, err
}

func (p *scripted) Close() error { return nil }

// FuzzDialogue: whatever a printer says and whenever it falls silent, a job leaves once at most and only after its mark
// is stored, is believed printed only when the printer said so, is in doubt when bytes of it left, and nobody waits for ever.
func FuzzDialogue(f *testing.F) {
	well := func(n int, then ...byte) []byte { return append(bytes.Repeat([]byte{0xff}, n), then...) }
	for which := range uint8(4) {
		for n := 8; n < 24; n += 3 {
			f.Add(well(n), which)
			f.Add(well(n, 13, 13, 13, 13, 13, 2, 0x38, 0, 0x0c), which)
			f.Add(well(n, 12), which)
			f.Add(well(n, 13, 3), which)
		}
	}
	f.Add([]byte{}, uint8(4))
	f.Fuzz(func(t *testing.T, script []byte, which uint8) {
		if len(script) > 500 {
			return
		}
		synctest.Test(t, func(t *testing.T) { dialogue(t, script, kinds(t)[which%4], which&4 != 0) })
	})
}

func dialogue(t *testing.T, script []byte, p escpos.Profile, full bool) {
	port := &scripted{script: script, job: slip(p, "the one job")}
	dev := printer.New(printer.Config{
		Profile: p, Log: slog.New(slog.DiscardHandler), Open: func(context.Context) (printer.Port, error) { return port, nil },
	})
	began := time.Now()
	dev.Tend(t.Context())
	var mark queue.Mark
	promised, ok := dev.Upcoming()
	marks := 0
	sure, err := dev.Print(t.Context(), port.job, func(m queue.Mark) error {
		mark, port.marked = m, []byte(m.Job)
		if marks++; port.left {
			t.Error("bytes left before the mark was stored")
		}
		if full {
			return errors.New("the disk is full")
		}
		return nil
	})
	if n := bytes.Count(port.wrote, port.job); n > 1 || n+marks == 1 && err == nil || full && port.left {
		t.Fatalf("sent %d times, marked %d times, disk full %v", n, marks, full)
	}
	if ok && marks > 0 && promised.Job != mark.Job {
		t.Fatalf("promised job %q, sent %q", promised.Job, mark.Job)
	}
	var one *printer.Error
	switch {
	case err == nil && sure == printer.Confirmed && !bytes.Contains(plain(port.said), append(append([]byte{0x37, 0x22}, mark.Job...), 0)):
		t.Fatalf("confirmed, and the printer said %x", port.said)
	case err == nil && sure == printer.Processed && len(port.said) == 0:
		t.Fatal("worked through, and the printer said nothing")
	case err == nil && sure == printer.Sent && p.Proof != escpos.ProofNone:
		t.Fatal("a printer that can tell did not have to")
	case err != nil && !errors.As(err, &one):
		t.Fatalf("got %T", err)
	case err != nil && port.left != one.InDoubt:
		t.Fatalf("bytes left: %v, in doubt: %v: %v", port.left, one.InDoubt, err)
	}
	if err != nil && one.InDoubt {
		sure, err = dev.Resolve(t.Context(), mark)
		if err == nil && sure == printer.Confirmed && !bytes.Contains(plain(port.said), append(append([]byte{0x37, 0x22}, mark.Job...), 0)) {
			t.Fatalf("resolved as confirmed, and the printer said %x", port.said)
		}
	}
	dev.Tend(t.Context())
	if n := bytes.Count(port.wrote, port.job); n > 1 {
		t.Fatalf("sent %d times", n)
	}
	if took := time.Since(began); took > 2*time.Minute {
		t.Fatalf("took %v", took)
	}
}

// plain is what was said without flow control.
func plain(b []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte{0x11}, nil), []byte{0x13}, nil)
}
