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

// Buttons reads one button line per counter. It polls: the kernel's queue of edges overflows in silence,
// and waiting for an edge differs from driver to driver.
type Buttons struct {
	Chip      Chip
	Lines     map[int]string // counter to line name
	ActiveLow bool           // a press pulls the line low, against the chip's pull-up; else high, against its pull-down
	// Press is told of each press. It may take its time: other counters do not wait for it, and of the
	// presses at one counter meanwhile only one is kept.
	Press  func(ctx context.Context, counter int)
	Health *health.Board    // nil: nobody is told of stuck buttons
	Report func(err error)  // told when the lines are lost, and with nil when they are (again) read; nil: nobody is
	Now    func() time.Time // nil: time.Now

	banks []bank
	state map[int]Button
	stuck map[int]bool
	wells map[int]chan struct{} // a press not yet taken
}

// Run reads the buttons until ctx ends; its error is always nil. Lines that are lost or cannot be had are
// asked for again with display's back-off, and a button that is down when its line is (again) read has
// to be released first.
func (b *Buttons) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	b.banks, b.stuck, b.wells = banks(b.Lines), map[int]bool{}, map[int]chan struct{}{}
	for n := range b.Lines {
		well := make(chan struct{}, 1)
		b.wells[n] = well
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case <-well:
					b.Press(ctx, n)
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
			return fmt.Errorf("gpio: take button lines: %w", err)
		}
		sets = append(sets, s)
	}
	b.state = map[int]Button{}
	tick := time.NewTicker(PollEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		for i, s := range sets {
			levels, err := s.Levels()
			if err != nil {
				return fmt.Errorf("gpio: read buttons: %w", err)
			}
			b.sample(b.banks[i], levels)
		}
		if well != nil {
			well()
			well = nil
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

func (b *Buttons) sample(k bank, levels uint64) {
	now := time.Now
	if b.Now != nil {
		now = b.Now
	}
	at := now()
	for bit, n := range k.counters {
		isDown := (levels>>bit&1 == 1) != b.ActiveLow
		next, change := b.state[n].Next(isDown, at)
		b.state[n] = next
		switch change {
		case Pressed:
			select {
			case b.wells[n] <- struct{}{}:
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
		names = append(names, strconv.Itoa(n))
	}
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
