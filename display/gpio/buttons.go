package gpio

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bileter/display"
	"bileter/internal/health"
)

// Buttons reads one button line per counter, and that of the ticket button. It polls: the kernel's queue of edges overflows in silence,
// and waiting for an edge differs from driver to driver.
type Buttons struct {
	Chip      Chip
	Lines     map[int]string // counter, or TicketButton, to line name
	ActiveLow bool           // a press pulls the line low, against the chip's pull-up; else high, against its pull-down
	// Press is told of each short press when it ends, and of each long one (see LongFor) while it lasts. It may
	// take its time: other counters do not wait for it, and of the presses at one counter meanwhile only one is kept.
	Press  func(ctx context.Context, counter int, long bool)
	Health *health.Board    // nil: nobody is told of stuck buttons
	Report func(err error)  // told when the lines are lost, and with nil when they are (again) read; nil: nobody is
	Now    func() time.Time // nil: time.Now

	banks []bank
	state [][]Button // by bank
	stuck map[int]bool
	wells map[int]chan bool // a press not yet taken: whether it is long
}

// Run reads the buttons until ctx ends; its error is always nil. Lines that are lost or cannot be had are
// asked for again with display's back-off, and a button that is down when its line is (again) read has
// to be released first.
func (b *Buttons) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	b.banks, b.stuck, b.wells = banks(b.Lines), map[int]bool{}, map[int]chan bool{}
	for n := range b.Lines {
		well := make(chan bool, 1)
		b.wells[n] = well
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case long := <-well:
					b.Press(ctx, n, long)
				}
			}
		})
	}
	var retry time.Duration
	for len(b.Lines) > 0 {
		err := b.watch(ctx, func() { retry = 0; b.report(nil) })
		b.forget()
		if ctx.Err() != nil {
			return nil
		}
		b.report(err)
		retry = min(max(2*retry, display.FirstRetry), display.LastRetry)
		timer := time.NewTimer(retry)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
	<-ctx.Done()
	return nil
}

// watch polls the lines until ctx ends or reading fails. It calls well after the first reading.
func (b *Buttons) watch(ctx context.Context, well func()) error {
	var sets []Inputs
	defer func() {
		for _, s := range sets {
			_ = s.Close() // nothing was written
		}
	}()
	for _, k := range b.banks {
		s, err := b.Chip.Inputs(k.names, b.ActiveLow)
		if err != nil {
			return fmt.Errorf("button lines: %w", err)
		}
		sets = append(sets, s)
	}
	b.state = make([][]Button, len(sets))
	for i, k := range b.banks {
		b.state[i] = make([]Button, len(k.counters))
	}
	tick := time.NewTicker(PollEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		beat := tick.C
		moved := movedOf(sets)
		for i, s := range sets {
			levels, err := s.Levels()
			if err != nil {
				return fmt.Errorf("read buttons: %w", err)
			}
			b.sample(i, levels)
		}
		if well != nil {
			well()
			well = nil
		}
		if moved != nil && b.rest() {
			beat = nil // nothing to wake up for until a line moves
		}
		select {
		case <-ctx.Done():
		case <-beat:
		case <-moved:
		}
	}
	return nil
}

// mover is Inputs that can tell when a level has been changed, as those of an emulated chip can.
type mover interface {
	// Moved returns a channel that is closed with the next change.
	Moved() <-chan struct{}
}

func movedOf(sets []Inputs) <-chan struct{} {
	if m, ok := sets[0].(mover); ok { // one chip, so all sets move together
		return m.Moved()
	}
	return nil
}

// rest tells whether all buttons are up and wait for nothing.
func (b *Buttons) rest() bool {
	for _, bs := range b.state {
		for _, x := range bs {
			if x.phase != up || x.level {
				return false
			}
		}
	}
	return true
}

func (b *Buttons) sample(i int, levels uint64) {
	now := time.Now
	if b.Now != nil {
		now = b.Now
	}
	at := now()
	for bit, n := range b.banks[i].counters {
		isDown := (levels>>bit&1 == 1) != b.ActiveLow
		next, change := b.state[i][bit].Next(isDown, at)
		b.state[i][bit] = next
		switch change {
		case Released, Held:
			select {
			case b.wells[n] <- change == Held:
			default:
			}
		case Stuck, Freed:
			b.setStuck(n, change == Stuck)
		}
	}
}

func (b *Buttons) setStuck(n int, on bool) {
	if on {
		b.stuck[n] = true
	} else {
		delete(b.stuck, n)
	}
	if b.Health == nil {
		return
	}
	var names []string
	for _, n := range slices.Sorted(maps.Keys(b.stuck)) {
		if n != TicketButton {
			names = append(names, strconv.Itoa(n))
		}
	}
	b.Health.Set(health.TicketStuck, b.stuck[TicketButton], "")
	b.Health.Set(health.ButtonStuck, len(names) > 0, strings.Join(names, ", "))
}

// forget withdraws what was said of buttons that are read no more.
func (b *Buttons) forget() {
	for n := range b.stuck {
		b.setStuck(n, false)
	}
}

func (b *Buttons) report(err error) {
	if b.Report != nil {
		b.Report(err)
	}
}
