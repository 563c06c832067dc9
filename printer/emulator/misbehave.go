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
	p.change(func(m *machine) {
		m.in, m.real, m.out = nil, nil, nil
		m.reset()
	})
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

// Slow makes every command take so long.
func (p *Printer) Slow(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slow = d
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
