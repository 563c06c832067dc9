package vm_test

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"

	"bileter/internal/port"
)

func openPort(t testing.TB, spec string) *port.Port {
	t.Helper()
	p, err := port.Open(t.Context(), spec, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// pattern is n bytes that show when some are missing.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8)
	}
	return b
}

// kinds runs a test for each kind of driver.
func kinds(t *testing.T, do func(t *testing.T, kind string)) {
	for _, kind := range []string{lp, acm} {
		t.Run(kind, func(t *testing.T) { do(t, kind) })
	}
}

// TestBytes: all that is written arrives, also when the port is closed at once.
func TestBytes(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		g := newGadget(t, kind, 0, "A1")
		e := g.plug()
		s := e.sink()
		want := pattern(40_000)
		p, err := port.Open(t.Context(), g.node(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := p.Write(want, within); n != len(want) || err != nil {
			t.Fatalf("wrote %d, %v", n, err)
		}
		if kind == lp {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}
		eventually(t, "all of it", func() bool { return len(s.bytes()) >= len(want) })
		if !bytes.Equal(s.bytes(), want) {
			t.Error("other bytes came out")
		}
		if kind == acm {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestCloseKillsTransfer: the trap that Port guards. Whoever believes the count of a write that does not wait, and
// closes, loses what the driver had only promised.
func TestCloseKillsTransfer(t *testing.T) {
	g := newGadget(t, lp, 0, "A1")
	e := g.plug()
	e.stand()
	f, err := os.OpenFile(g.node(), os.O_RDWR|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	first, second := pattern(8000), pattern(8000)
	written := 0
	for _, b := range [][]byte{first, second} {
		_ = f.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
		n, _ := f.Write(b)
		written += n
	}
	_ = f.Close()
	s := e.sink()
	e.goOn()
	time.Sleep(300 * time.Millisecond)
	if got := len(s.bytes()); got >= written {
		t.Errorf("negative control: %d written, %d arrived: the trap is gone?", written, got)
	} else {
		t.Logf("the naive way: %d written, %d arrived", written, got)
	}
}

// TestStalled: a printer that takes nothing. Write and Close end in time, and the number that Write returns covers
// all that may have left.
func TestStalled(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		g := newGadget(t, kind, 0, "A1")
		e := g.plug()
		s := e.sink()
		e.stand()
		p := openPort(t, g.node())
		want := pattern(300_000)
		began := time.Now()
		n, err := p.Write(want, 500*time.Millisecond)
		if took := time.Since(began); !errors.Is(err, os.ErrDeadlineExceeded) || took > 3*time.Second {
			t.Fatalf("write: %d, %v after %v", n, err, took)
		}
		began = time.Now()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("close took %v", took)
		}
		e.goOn()
		time.Sleep(300 * time.Millisecond)
		got := s.bytes()
		t.Logf("write said %d, %d arrived", n, len(got))
		if len(got) > n || !bytes.HasPrefix(want, got) {
			t.Errorf("write said at most %d left, %d arrived", n, len(got))
		}
		// It is of use again.
		p = openPort(t, g.node())
		if _, err := p.Write([]byte("again"), within); err != nil {
			t.Fatal(err)
		}
		eventually(t, "what came later", func() bool { return bytes.HasSuffix(s.bytes(), []byte("again")) })
	})
}

// TestNoAnswer: a printer that says nothing is no error, and what it says later is read.
func TestNoAnswer(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		g := newGadget(t, kind, 0, "A1")
		e := g.plug()
		p := openPort(t, g.node())
		b := make([]byte, 16)
		for _, wait := range []time.Duration{0, 50 * time.Millisecond} {
			if n, err := p.Read(b, wait); n != 0 || err != nil {
				t.Errorf("wait %v: %d, %v", wait, n, err)
			}
		}
		if _, err := e.Write([]byte{0x16}); err != nil {
			t.Fatal(err)
		}
		if n, err := p.Read(b, within); n != 1 || b[0] != 0x16 || err != nil {
			t.Errorf("got %x, %v", b[:n], err)
		}
	})
}

// TestUnplugged: whoever waits is woken at once, and learns that the printer is gone.
func TestUnplugged(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		g := newGadget(t, kind, 0, "A1")
		e := g.plug()
		e.stand()
		p := openPort(t, g.node())
		type end struct {
			n   int
			err error
		}
		read, wrote := make(chan end, 1), make(chan end, 1)
		go func() {
			n, err := p.Read(make([]byte, 1), time.Hour)
			read <- end{n, err}
		}()
		go func() {
			n, err := p.Write(pattern(300_000), time.Hour)
			wrote <- end{n, err}
		}()
		time.Sleep(100 * time.Millisecond)
		g.unplug()
		for what, c := range map[string]chan end{"read": read, "write": wrote} {
			select {
			case r := <-c:
				if !errors.Is(r.err, port.ErrLost) || what == "write" && r.n == 0 {
					t.Errorf("%s: %d, %v", what, r.n, r.err)
				}
			case <-time.After(within):
				t.Fatalf("%s still waits", what)
			}
		}
		if n, err := p.Write([]byte("x"), within); n != 0 || !errors.Is(err, port.ErrLost) {
			t.Errorf("a write after it: %d, %v", n, err)
		}
	})
}

// TestSecondProgram: the drivers let root, and with cdc-acm anybody, open twice; Port does not.
func TestSecondProgram(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		g := newGadget(t, kind, 0, "A1")
		g.plug()
		p := openPort(t, g.node())
		if q, err := port.Open(t.Context(), g.node(), 0); !errors.Is(err, port.ErrBusy) {
			t.Errorf("second open: %v, %v", q, err)
		}
		f, err := os.OpenFile(g.node(), os.O_RDWR|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
		if err == nil {
			f.Close()
		}
		if kind == lp && !errors.Is(err, unix.EBUSY) || kind == acm && err != nil {
			t.Errorf("the driver itself says to root: %v", err)
		}
		p.Close()
		openPort(t, g.node())
	})
}

// TestSerialLibrary shows the faults of go.bug.st/serial that Port stays clear of: should one of them be gone, less is
// needed here.
func TestSerialLibrary(t *testing.T) {
	g := newGadget(t, acm, 0, "A1")
	e := g.plug()
	e.stand()
	s, err := serial.Open(g.node(), &serial.Mode{BaudRate: 9600})
	if err != nil {
		t.Fatal(err)
	}
	type end struct {
		n   int
		err error
	}
	wrote := make(chan end, 1)
	go func() {
		n, err := s.Write(pattern(300_000))
		wrote <- end{n, err}
	}()
	select {
	case r := <-wrote:
		t.Errorf("a write to a printer that takes nothing ended: %d, %v", r.n, r.err)
	case <-time.After(time.Second):
	}
	g.unplug()
	select {
	case r := <-wrote:
		t.Logf("unplugged: it says %d of 300000, %v", r.n, r.err)
		if r.err != nil {
			t.Log("a short write is an error now")
		}
	case <-time.After(within):
		t.Error("unplugged, and the write still waits")
	}
	_ = s.Close()
}
