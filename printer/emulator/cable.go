package emulator

import (
	"cmp"
	"io"
	"io/fs"
	"sync"
	"time"
)

// Cable is a line to the printer without a kernel in between, and the clock of a test may be any. It is a serial line
// without flow control. It is one end of it, and has the methods of package printer's Port.
type Cable struct {
	in, out *wire
	rate    int
}

// Rate is how fast the line is, in bytes a second: what the printer has no room for is lost.
func (c *Cable) Rate() int { return c.rate }

// wire carries bytes one way.
type wire struct {
	wake chan struct{} // holds one

	mu     sync.Mutex // protects the following
	buf    []byte
	closed bool
}

func newWire() *wire { return &wire{wake: make(chan struct{}, 1)} }

func (w *wire) do(f func()) {
	w.mu.Lock()
	f()
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take returns what is there; over: nothing more will come.
func (w *wire) take(b []byte) (n int, over bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n = copy(b, w.buf)
	w.buf = w.buf[n:]
	return n, w.closed && n == 0
}

func (w *wire) put(b []byte) (n int, err error) {
	w.do(func() {
		if w.closed {
			err = io.ErrClosedPipe
			return
		}
		w.buf = append(w.buf, b...)
		n = len(b)
	})
	return n, err
}

// Read returns what the printer said, after at most wait.
func (c *Cable) Read(b []byte, wait time.Duration) (int, error) {
	end := time.NewTimer(max(wait, 0))
	defer end.Stop()
	for {
		if n, over := c.in.take(b); over {
			return 0, io.EOF
		} else if n > 0 || wait <= 0 {
			return n, nil
		}
		select {
		case <-c.in.wake:
		case <-end.C:
			return 0, nil
		}
	}
}

// Write never waits: the printer takes what it can hold, and loses the rest.
func (c *Cable) Write(b []byte, _ time.Duration) (int, error) { return c.out.put(b) }

// Close hangs up. What was written still reaches the printer.
func (c *Cable) Close() error {
	for _, w := range []*wire{c.in, c.out} {
		w.do(func() { w.closed = true })
	}
	return nil
}

// socket is the printer's end of a cable.
type socket struct{ Cable }

func (s *socket) Read(b []byte) (int, error) {
	for {
		if n, over := s.in.take(b); over {
			return 0, io.EOF
		} else if n > 0 {
			return n, nil
		}
		<-s.in.wake
	}
}

func (s *socket) Write(b []byte) (int, error)      { return s.out.put(b) }
func (s *socket) SetWriteDeadline(time.Time) error { return nil }

// Close pulls the cable: what is in it is gone.
func (s *socket) Close() error {
	s.in.do(func() { s.in.buf = nil })
	return s.Cable.Close()
}

// Connect is a new cable from a host, unless the printer is unplugged.
func (p *Printer) Connect() (*Cable, error) {
	p.mu.Lock()
	away, baud := p.away, cmp.Or(p.baud, 115200)
	p.mu.Unlock()
	if away {
		return nil, fs.ErrNotExist
	}
	there, back := newWire(), newWire()
	p.attach(&socket{Cable{in: there, out: back}})
	return &Cable{in: back, out: there, rate: baud / 10}, nil
}

// Replug lets hosts connect again, after Unplug.
func (p *Printer) Replug() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = false
}
