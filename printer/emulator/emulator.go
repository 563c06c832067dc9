// Package emulator is a receipt printer made of software: it executes the bytes it is sent, answers as a
// printer does, draws its paper, and misbehaves on request. It knows nothing of tickets and shares no code
// with the encoder but the letters' shapes. Lines and paper take no time unless told to.
package emulator

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"bileter/printer/escpos"
)

// Ticket is a piece of paper.
type Ticket struct {
	N     int         // from 1; with a Folder it continues what lies there
	At    time.Time   // when it came out
	Image image.Image // 203 dots an inch, black and white
	Text  []string    // its lines; those printed as pictures are not among them
	QR    []string    // contents of its QR codes
	Torn  bool        // taken away before it was cut
}

// Draw executes the bytes of a job and returns the paper, cut or not. Bytes that the printer does not know
// are an error.
func Draw(b []byte, p escpos.Profile) (image.Image, error) {
	ts, err := papers(b, p)
	if err != nil {
		return nil, err
	}
	height := 0
	for _, t := range ts {
		height += t.Image.Bounds().Dy()
	}
	all := image.NewPaletted(image.Rect(0, 0, p.Dots, height), palette)
	y := 0
	for _, t := range ts {
		h := t.Image.Bounds().Dy()
		draw.Draw(all, image.Rect(0, y, p.Dots, y+h), t.Image, image.Point{}, draw.Src)
		y += h
	}
	return all, nil
}

// ErrUnknown says that a job had commands that the printer does not know and went over.
var ErrUnknown = errors.New("emulator: unknown to the printer")

// Read executes the bytes of a job and returns the papers that came out, with ErrUnknown too.
func Read(b []byte, p escpos.Profile) ([]Ticket, error) { return papers(b, p) }

func papers(b []byte, p escpos.Profile) ([]Ticket, error) {
	if p.Dots < 8 || p.Dots > 2048 {
		return nil, fmt.Errorf("emulator: profile %q is %d dots wide, want 8 to 2048", p.Name, p.Dots)
	}
	m := newMachine(p)
	for part := range slices.Chunk(b, 512) { // as over a line on which the printer can make the host wait
		m.receive(part)
		m.run()
	}
	m.tear()
	switch {
	case len(m.unknown) > 0:
		return m.papers, fmt.Errorf("%w: %q", ErrUnknown, m.unknown)
	case len(m.in) > 0 || len(m.real) > 0 || m.pic != nil:
		return nil, fmt.Errorf("emulator: the job ends within a command: %s", hexed(append(m.in, m.real...)))
	}
	return m.papers, nil
}

// DefaultKeep is how many tickets are kept; of those drawn into a folder only the last DefaultHeld stay in
// memory, half a megabyte each.
const (
	DefaultKeep = 100
	DefaultHeld = 5
)

// Printer is an emulated printer. The exported fields are set before Run.
type Printer struct {
	Profile  escpos.Profile
	Folder   string       // where tickets are drawn as ticket-000123.png; empty: nowhere
	Keep     int          // how many tickets stay, in memory and in Folder; 0: DefaultKeep
	OnTicket func(Ticket) // called from Run for each; may be nil
	Now      func() time.Time
	Log      *slog.Logger // nil: slog.Default

	kick chan struct{}
	wg   sync.WaitGroup // what reads from hosts

	out sync.Mutex // is the wire to the host: answers leave in order

	mu       sync.Mutex // protects the following
	m        *machine
	hosts    map[host]bool
	terminal *terminal
	away     bool // unplugged: hosts are turned away
	silent   bool
	slow     time.Duration
	speed    float64 // of the paper, dots a second; 0: at once
	baud     int     // of a cable; 0: at once
	late     time.Duration
	waiting  []byte // answers that are late
	at       map[Moment]func()
	started  bool
	n        int
	tickets  []Ticket
}

// host is the other end of the cable.
type host interface {
	io.ReadWriteCloser
	SetWriteDeadline(time.Time) error
}

// New returns a printer with paper, switched on and not plugged in.
func New(p escpos.Profile) *Printer {
	return &Printer{Profile: p, m: newMachine(p), hosts: map[host]bool{}, at: map[Moment]func(){}, kick: make(chan struct{}, 1)}
}

// Run prints what is received, until the context ends; then it unplugs itself.
func (p *Printer) Run(ctx context.Context) error {
	if err := p.number(); err != nil {
		return err
	}
	defer p.wg.Wait()
	defer p.Unplug()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-p.kick:
		}
		for p.step() {
			p.save()
			if d := p.pace(); d > 0 {
				t := time.NewTimer(d)
				select {
				case <-ctx.Done():
					t.Stop()
					return nil
				case <-t.C:
				}
				p.rested()
			}
		}
		p.save()
		p.flush()
	}
}

// step executes commands: one when they take time, else all there are.
func (p *Printer) step() bool {
	p.mu.Lock()
	again := p.next()
	for again && p.slow == 0 && p.debt() < pause && !p.m.writing {
		again = p.next()
	}
	p.mu.Unlock()
	p.flush()
	return again
}

// next executes one command, with what was asked for before and after it. It is called with mu held.
func (p *Printer) next() bool {
	p.meet()
	again := p.m.step()
	return p.meet() || again
}

// pause is the time for which it is worth to wait.
const pause = 5 * time.Millisecond

// debt is the time that the paper's way so far takes; with mu held.
func (p *Printer) debt() time.Duration {
	if p.speed == 0 {
		p.m.moved = 0
		return 0
	}
	return time.Duration(float64(p.m.moved) / p.speed * float64(time.Second))
}

// pace is how long the mechanism, or the flash, is busy now.
func (p *Printer) pace() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.slow
	if debt := p.debt(); debt >= pause {
		d, p.m.moved = d+debt, 0
	}
	if p.m.writing {
		d += p.m.quirks.FlashTime
	}
	return d
}

// rested ends what pace was for.
func (p *Printer) rested() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m.writing = false
}

func (p *Printer) wake() {
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

// patience is how long an answer may take to leave; a host that does not read loses it.
const patience = 50 * time.Millisecond

// flush sends the answers.
func (p *Printer) flush() {
	p.out.Lock()
	defer p.out.Unlock()
	p.mu.Lock()
	b := p.m.out
	p.m.out = nil
	if p.late > 0 && len(b) > 0 {
		p.delay(b)
		b = nil
	}
	p.mu.Unlock()
	p.send(b)
}

// delay keeps answers back; with mu held.
func (p *Printer) delay(b []byte) {
	p.waiting = append(p.waiting, b...)
	if len(p.waiting) > len(b) {
		return // somebody sends them
	}
	t := time.NewTimer(p.late)
	p.wg.Go(func() {
		<-t.C
		p.out.Lock()
		defer p.out.Unlock()
		p.mu.Lock()
		b := p.waiting
		p.waiting = nil
		p.mu.Unlock()
		p.send(b)
	})
}

// send gives answers to every host; with out held.
func (p *Printer) send(b []byte) {
	p.mu.Lock()
	var to []host
	if !p.silent && len(b) > 0 {
		for h := range p.hosts {
			to = append(to, h)
		}
	}
	p.mu.Unlock()
	for _, h := range to {
		// Failure is the host's: it learns that the line is gone by itself.
		if h.SetWriteDeadline(time.Now().Add(patience)) == nil {
			h.Write(b)
		}
	}
}

// full is how much a printer can hold whose profile does not say.
const full = 1 << 16

// listen takes what one host sends until it hangs up.
func (p *Printer) listen(h host) {
	b := make([]byte, 4096)
	for {
		n, err := h.Read(b)
		if !p.take(h, b[:n]) || err != nil {
			break
		}
	}
	p.mu.Lock()
	delete(p.hosts, h)
	p.mu.Unlock()
	h.Close()
}

// take puts what came into the receive buffer. A terminal and a network make the host wait while it is full, as
// USB does; a Cable is a serial line without handshake, and what is too much is lost. It returns false when
// the host is gone meanwhile.
func (p *Printer) take(h host, b []byte) bool {
	_, cable := h.(*socket)
	for len(b) > 0 {
		p.mu.Lock()
		n := len(b)
		if !cable {
			n = min(n, p.m.room())
		} else if p.baud > 0 {
			n = min(n, burst)
			p.mu.Unlock()
			wire := time.NewTimer(time.Duration(n) * 10 * time.Second / time.Duration(p.baud))
			<-wire.C
			p.mu.Lock()
		}
		p.m.receive(b[:n])
		here := p.hosts[h]
		p.mu.Unlock()
		b = b[n:]
		p.flush() // real-time answers do not wait for the mechanism
		p.wake()
		switch {
		case !here:
			return false
		case n == 0:
			time.Sleep(fullPause)
		}
	}
	return true
}

// burst is how many bytes of a slow cable arrive together.
const burst = 16

// fullPause is how long a host waits before it may try a full printer again.
const fullPause = time.Millisecond

// Serve takes print jobs on a network port, one host after the other or several, until the context ends.
func (p *Printer) Serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	for {
		c, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil:
			continue
		}
		p.attach(c.(*net.TCPConn))
	}
}

// attach begins to listen to a host, unless the printer is unplugged.
func (p *Printer) attach(h host) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		h.Close()
		return
	}
	p.hosts[h] = true
	p.wg.Go(func() { p.listen(h) })
}
