package gpio

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"bileter/internal/queue"
)

// HoldFor is how long Emulated.Press holds a button.
const HoldFor = 150 * time.Millisecond

// Emulated is a chip without hardware: every name is a line, levels are in memory. Its zero value is
// ready, and it is safe for concurrent use. Changed tells of outputs alone.
type Emulated struct {
	Now func() time.Time // nil: time.Now

	mu    sync.Mutex // protects lines and moved
	lines map[string]*wire
	moved chan struct{} // nil: nobody waits
	news
}

// wire is one emulated line.
type wire struct {
	output, input bool
	level         bool      // of an output
	pull          bool      // level of an input that nothing drives
	driven        *bool     // level from outside
	until         time.Time // a press holds it at the level opposite to pull
}

// EmulatedLines returns lamp and button lines for every counter: those of the set-up, and made-up names
// where it has none.
func EmulatedLines(s *queue.Setup) (lamps, buttons map[int]string) {
	lamps, buttons = LampLines(s), ButtonLines(s)
	for _, c := range s.Counters {
		if lamps[c.N] == "" {
			lamps[c.N] = "lamp " + strconv.Itoa(c.N)
		}
		if buttons[c.N] == "" {
			buttons[c.N] = "button " + strconv.Itoa(c.N)
		}
	}
	return lamps, buttons
}

// Outputs implements Chip.
func (e *Emulated) Outputs(names []string) (Outputs, error) {
	ws, err := e.take(names, func(w *wire) { w.output, w.level = true, false })
	if err != nil {
		return nil, err
	}
	e.tell()
	return &emulatedSet{e, ws}, nil
}

// Inputs implements Chip.
func (e *Emulated) Inputs(names []string, pullUp bool) (Inputs, error) {
	ws, err := e.take(names, func(w *wire) { w.input, w.pull = true, pullUp })
	if err != nil {
		return nil, err
	}
	return &emulatedSet{e, ws}, nil
}

func (e *Emulated) take(names []string, as func(*wire)) ([]*wire, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(names) > MaxLines {
		return nil, fmt.Errorf("gpio: %d lines in one set, want at most %d", len(names), MaxLines)
	}
	ws := make([]*wire, len(names))
	for i, name := range names {
		w := e.wire(name)
		if w.output || w.input || slices.Contains(names[:i], name) {
			return nil, fmt.Errorf("gpio: line %q of the emulated chip is in use", name)
		}
		ws[i] = w
	}
	for _, w := range ws {
		as(w)
	}
	return ws, nil
}

func (e *Emulated) wire(name string) *wire {
	if e.lines == nil {
		e.lines = map[string]*wire{}
	}
	w := e.lines[name]
	if w == nil {
		w = &wire{}
		e.lines[name] = w
	}
	return w
}

// Level returns the level of a line, as a meter on it would show.
func (e *Emulated) Level(line string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.wire(line).now(e.now())
}

// Press presses the button on an input line for HoldFor.
func (e *Emulated) Press(line string) error { return e.Hold(line, HoldFor) }

// Hold holds the button on an input line down for a time.
func (e *Emulated) Hold(line string, d time.Duration) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	w := e.wire(line)
	if !w.input {
		return fmt.Errorf("gpio: line %q of the emulated chip is not read as a button", line)
	}
	w.until = e.now().Add(d)
	e.move()
	return nil
}

// Drive holds a line at a level from outside until LetGo. It does not change what an output drives.
func (e *Emulated) Drive(line string, high bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.wire(line).driven = &high
	e.move()
}

// LetGo ends Drive: the line goes back to its pull.
func (e *Emulated) LetGo(line string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.wire(line).driven = nil
	e.move()
}

// move wakes those who wait for an input; e.mu is held.
func (e *Emulated) move() {
	if e.moved != nil {
		close(e.moved)
		e.moved = nil
	}
}

func (e *Emulated) now() time.Time {
	if e.Now != nil {
		return e.Now()
	}
	return time.Now()
}

func (w *wire) now(at time.Time) bool {
	switch {
	case w.output:
		return w.level
	case w.driven != nil:
		return *w.driven
	}
	return w.pull != at.Before(w.until)
}

// emulatedSet is lines taken together.
type emulatedSet struct {
	chip  *Emulated
	wires []*wire
}

func (s *emulatedSet) Set(levels uint64) error {
	s.chip.mu.Lock()
	changed := false
	for i, w := range s.wires {
		high := levels>>i&1 == 1
		changed = changed || w.level != high
		w.level = high
	}
	s.chip.mu.Unlock()
	if changed {
		s.chip.tell()
	}
	return nil
}

func (s *emulatedSet) Levels() (uint64, error) {
	s.chip.mu.Lock()
	defer s.chip.mu.Unlock()
	var levels uint64
	now := s.chip.now()
	for i, w := range s.wires {
		if w.now(now) {
			levels |= 1 << i
		}
	}
	return levels, nil
}

// Moved returns a channel that is closed when an input is next pressed, driven or let go. The end of a
// press is not told.
func (s *emulatedSet) Moved() <-chan struct{} {
	s.chip.mu.Lock()
	defer s.chip.mu.Unlock()
	if s.chip.moved == nil {
		s.chip.moved = make(chan struct{})
	}
	return s.chip.moved
}

// Close gives the lines back; what an output drove is gone.
func (s *emulatedSet) Close() error {
	s.chip.mu.Lock()
	for _, w := range s.wires {
		w.output, w.input, w.level = false, false, false
	}
	s.wires = nil
	s.chip.mu.Unlock()
	s.chip.tell()
	return nil
}
