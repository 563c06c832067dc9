package emulator

import (
	"slices"
	"time"
)

// Set puts the printer into a state of faults, or out of it with 0. Printing stops and goes on by itself.
func (p *Printer) Set(f Fault) {
	p.change(func(m *machine) {
		left := m.left
		if m.faults&PaperOut != 0 && f&PaperOut == 0 {
			m.tear() // a new roll: what was on the old one is gone
			left = -1
		}
		m.set(f, left)
	})
}

// PaperOutAfter lets the paper end after so many dots more.
func (p *Printer) PaperOutAfter(dots int) { p.change(func(m *machine) { m.left = dots }) }

// PowerCycle switches the printer off and on: what it has received and its modes are gone, the paper stays.
func (p *Printer) PowerCycle() {
	p.PowerOff(false)
	p.PowerOn()
}

// PowerOff lets the printer hear and say nothing until PowerOn. Its modes are gone, and what it has received,
// unless its memory keeps that; cuts of the work in hand are not counted.
func (p *Printer) PowerOff(keep bool) {
	p.change(func(m *machine) {
		if !keep {
			m.forget()
			m.cuts = m.saved
		}
		m.real, m.out, m.off, m.writing = nil, nil, true, false
		m.boot()
	})
}

// PowerOn is the end of PowerOff.
func (p *Printer) PowerOn() { p.change(func(m *machine) { m.off = false }) }

// Moment is one in the life of a job.
type Moment int

// Moments.
const (
	Printing Moment = iota // some lines are on paper
	Cutting                // all lines are; the cut comes next
	HasCut                 // the paper is cut
	Proving                // the answer that proves it is made and has not left
)

// moments is a set of Moment.
type moments int

// At calls do once, when the next job comes to a moment; nothing is executed meanwhile.
func (p *Printer) At(m Moment, do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at[m] = do
}

// Disarm forgets what At asked for; it tells whether there was anything.
func (p *Printer) Disarm() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.at)
	clear(p.at)
	return n > 0
}

// meet does what was asked for now, if anything. It is called with mu held, and lets go of it meanwhile.
func (p *Printer) meet() (met bool) {
	now := p.m.events
	p.m.events = 0
	if len(p.at) == 0 {
		return false
	}
	if len(p.m.text) > 1 || p.m.rows > 100 {
		now |= 1 << Printing
	}
	if b := p.m.in; len(b) > 1 && p.m.pic == nil && (b[0] == 0x1d && b[1] == 'V' || b[0] == 0x1b && (b[1] == 'i' || b[1] == 'm')) {
		now |= 1 << Cutting
	}
	for _, m := range []Moment{Printing, Cutting, HasCut, Proving} {
		if do := p.at[m]; do != nil && now&(1<<m) != 0 {
			delete(p.at, m)
			p.mu.Unlock()
			do()
			p.mu.Lock()
			met = true
		}
	}
	return met
}

func (p *Printer) change(do func(*machine)) {
	p.mu.Lock()
	do(p.m)
	p.mu.Unlock()
	p.flush()
	p.wake()
}

// Silent makes the printer print and say nothing.
func (p *Printer) Silent(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent = on
}

// Late makes every answer wait so long.
func (p *Printer) Late(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late = d
}

// Slow makes every command take so long.
func (p *Printer) Slow(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slow = d
}

// Mechanism makes the paper move so fast, in mm a second; 0: in no time.
func (p *Printer) Mechanism(speed float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.speed = speed * float64(p.Profile.DPI) / 25.4
}

// Line makes bytes over a Cable arrive as fast as so many baud; 0: at once.
func (p *Printer) Line(baud int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.baud = baud
}

// Quirks are ways in which printers differ from the manuals they say to follow. The zero value: in none.
type Quirks struct {
	SwallowFeed    bool          // the first LF after GS v 0 does nothing
	NoFineFeed     bool          // ESC J does nothing
	ConstantErrors bool          // the second byte of what is pushed never changes
	Nameless       bool          // GS I is not known, and its last byte is printed
	FlashTime      time.Duration // of a picture into the flash: nothing is heard or said meanwhile
}

// Be gives the printer its quirks.
func (p *Printer) Be(q Quirks) { p.change(func(m *machine) { m.quirks = q }) }

// Exchange puts another printer of the same make in this one's place: it has another serial number and an empty flash.
func (p *Printer) Exchange(serial string) {
	p.change(func(m *machine) { m.flash = flash{serial: serial} })
}

// Take takes the ticket at the mouth; false: there is none.
func (p *Printer) Take() (taken bool) {
	p.change(func(m *machine) {
		m.occupied()
		taken, m.ticket = m.ticket, false
	})
	return taken
}

// AtMouth tells whether a ticket is at the mouth.
func (p *Printer) AtMouth() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.m.occupied()
}

// Retracted is how many tickets the printer has taken back.
func (p *Printer) Retracted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.m.retracted
}

// FlashWrites is how often a picture was stored in the printer's flash.
func (p *Printer) FlashWrites() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.m.writes
}

// Listen begins to note which commands are executed; Heard returns them in hexadecimal, without letters.
func (p *Printer) Listen() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m.record, p.m.heard = true, nil
}

// Heard returns what was executed since Listen.
func (p *Printer) Heard() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.m.heard)
}

// Unplug pulls the cable. The printer keeps its power, and what it has received.
func (p *Printer) Unplug() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = true
	for h := range p.hosts {
		h.Close()
	}
	clear(p.hosts)
	if p.terminal != nil {
		p.terminal.close()
		p.terminal = nil
	}
}

// Tickets returns the papers that came out, the oldest first.
func (p *Printer) Tickets() []Ticket {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.tickets)
}

// Unknown returns what the printer was sent and did not know, in hexadecimal.
func (p *Printer) Unknown() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.m.unknown)
}
