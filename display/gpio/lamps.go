package gpio

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"bileter/display"
)

// Lamps lights one line per counter; it is a display.Backend. Its lines are taken with the first Show and
// anew after an error. They are then low for a moment, so lamps should be wired to light when high.
type Lamps struct {
	Chip      Chip
	Lines     map[int]string // counter, or TicketButton, to line name
	ActiveLow bool           // lit at low level

	banks []bank    // owned by Show
	sets  []Outputs // owned by Show; empty: not taken

	mu  sync.Mutex // protects lit
	lit []int
	news
}

// Show drives every lamp. It is for one caller at a time.
func (l *Lamps) Show(_ context.Context, ps []display.Picture) error {
	err := l.show(ps)
	if err != nil {
		_ = l.Close() // whatever it says, the lines are asked for anew
	}
	return err
}

func (l *Lamps) show(ps []display.Picture) error {
	if l.sets == nil {
		l.banks = banks(l.Lines)
		for _, b := range l.banks {
			set, err := l.Chip.Outputs(b.names)
			if err != nil {
				return fmt.Errorf("lamp lines: %w", err)
			}
			l.sets = append(l.sets, set)
		}
	}
	want := map[int]bool{}
	for _, p := range ps {
		want[p.Counter] = p.Lit
		if p.Test { // no picture of the hall is of the ticket button
			want[TicketButton] = p.Lit
		}
	}
	var lit []int
	for i, b := range l.banks {
		var levels uint64
		for bit, n := range b.counters {
			if want[n] {
				lit = append(lit, n)
			}
			if want[n] != l.ActiveLow {
				levels |= 1 << bit
			}
		}
		if err := l.sets[i].Set(levels); err != nil {
			return fmt.Errorf("drive lamps: %w", err)
		}
	}
	l.remember(lit)
	return nil
}

// remember keeps what the lamps show, because the lines cannot be asked.
func (l *Lamps) remember(lit []int) {
	l.mu.Lock()
	same := slices.Equal(l.lit, lit)
	l.lit = lit
	l.mu.Unlock()
	if !same {
		l.tell()
	}
}

// Lit returns the counters whose lamps are lit now, in ascending order, and the version of that answer
// for Changed. It is safe for concurrent use.
func (l *Lamps) Lit() (counters []int, seq uint64) {
	seq = l.seq()
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lit), seq
}

// Close gives the lines back, as they are; not while Show runs. A later Show takes them again.
func (l *Lamps) Close() error {
	var first error
	for _, s := range l.sets {
		if err := s.Close(); err != nil && first == nil {
			first = fmt.Errorf("close lamp lines: %w", err)
		}
	}
	l.sets = nil
	l.remember(nil)
	return first
}

// news tells those who wait that something changed.
type news struct {
	newsMu  sync.Mutex // protects what follows
	version uint64
	changed chan struct{}
}

func (n *news) tell() {
	n.newsMu.Lock()
	defer n.newsMu.Unlock()
	n.version++
	if n.changed != nil {
		close(n.changed)
		n.changed = nil
	}
}

func (n *news) seq() uint64 {
	n.newsMu.Lock()
	defer n.newsMu.Unlock()
	return n.version
}

// Changed returns a channel that is closed once something is newer than seq.
func (n *news) Changed(seq uint64) <-chan struct{} {
	n.newsMu.Lock()
	defer n.newsMu.Unlock()
	if n.changed == nil {
		n.changed = make(chan struct{})
	}
	if n.version > seq {
		done := make(chan struct{})
		close(done)
		return done
	}
	return n.changed
}
