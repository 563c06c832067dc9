package gpio_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/health"
)

// clerk notes presses: a long one as its counter's number below zero.
type clerk struct {
	mu      sync.Mutex // protects what follows
	presses []int
	reports []bool
}

func (c *clerk) press(_ context.Context, n int, long bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if long {
		n = -n
	}
	c.presses = append(c.presses, n)
}

func (c *clerk) report(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reports = append(c.reports, err == nil)
}

// heard returns the presses so far, in order.
func (c *clerk) heard() []int {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.presses)
}

// desk is buttons on a chip, running.
type desk struct {
	clerk
	chip  *flaky
	low   bool
	board health.Board
}

// onDesk runs buttons of counters 1, 2 and 7 at lines b1, b2 and b7 while f plays with them.
func onDesk(t *testing.T, low bool, before, f func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{chip: &flaky{}, low: low}
		if before != nil {
			before(d)
		}
		b := &gpio.Buttons{
			Chip: d.chip, Lines: map[int]string{1: "b1", 2: "b2", 7: "b7"}, ActiveLow: low,
			Press: d.press, Report: d.report, Health: &d.board,
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = b.Run(ctx) }()
		time.Sleep(200 * ms)
		f(d)
		cancel()
		<-done
	})
}

// push holds a button down for a time, and is gone a lock-out later.
func (d *desk) push(line string, hold time.Duration) {
	d.chip.Drive(line, !d.low)
	time.Sleep(hold)
	d.chip.LetGo(line)
	time.Sleep(100 * ms)
}

func TestPresses(t *testing.T) {
	tests := []struct {
		name   string
		before func(*desk)
		f      func(*desk)
		want   []int
	}{
		{"none", nil, func(*desk) { time.Sleep(time.Minute) }, nil},
		{"one", nil, func(d *desk) { d.push("b2", 100*ms) }, []int{2}},
		{"the emulator's finger", nil, func(d *desk) {
			if err := d.chip.Press("b7"); err != nil {
				panic(err)
			}
			time.Sleep(time.Second)
		}, []int{7}},
		{"a spark", nil, func(d *desk) { d.push("b1", 10*ms) }, nil},
		{"bounces", nil, func(d *desk) {
			for range 8 {
				d.chip.Drive("b1", !d.low)
				time.Sleep(3 * ms)
				d.chip.LetGo("b1")
				time.Sleep(4 * ms)
			}
			d.push("b1", 150*ms)
			for range 8 {
				d.chip.Drive("b1", !d.low)
				time.Sleep(2 * ms)
				d.chip.LetGo("b1")
				time.Sleep(4 * ms) // no multiple of the poll: else every sample could fall on the short downs
			}
			time.Sleep(time.Second)
		}, []int{1}},
		{"double press", nil, func(d *desk) { d.push("b1", 80*ms); d.push("b1", 80*ms) }, []int{1, 1}},
		{"just below a second", nil, func(d *desk) { d.push("b1", 950*ms) }, []int{1}},
		{"just above a second", nil, func(d *desk) { d.push("b1", 1050*ms) }, []int{-1}},
		{"held for nine seconds", nil, func(d *desk) { d.push("b1", 9*time.Second) }, []int{-1}},
		{"long, then short", nil, func(d *desk) { d.push("b1", 2*time.Second); d.push("b1", 80*ms) }, []int{-1, 1}},
		{"long while it lasts", nil, func(d *desk) { d.chip.Drive("b1", !d.low); time.Sleep(1100 * ms) }, []int{-1}},
		{"short only when it ends", nil, func(d *desk) { d.chip.Drive("b1", !d.low); time.Sleep(900 * ms) }, nil},
		{"one after the other", nil, func(d *desk) { d.push("b7", 80*ms); d.push("b1", 80*ms) }, []int{7, 1}},
		{"down at the start", func(d *desk) { d.chip.Drive("b1", !d.low) }, func(d *desk) { time.Sleep(5 * time.Second) }, nil},
		{"down at the start, then pressed", func(d *desk) { d.chip.Drive("b1", !d.low) }, func(d *desk) {
			d.push("b1", time.Second)
			d.push("b1", 100*ms)
		}, []int{1}},
	}
	for _, tt := range tests {
		for _, low := range []bool{false, true} {
			onDesk(t, low, tt.before, func(d *desk) {
				tt.f(d)
				if got := d.heard(); !slices.Equal(got, tt.want) {
					t.Errorf("%s (active low %v): got %v, want %v", tt.name, low, got, tt.want)
				}
			})
		}
	}
}

func TestTwoButtonsTogether(t *testing.T) {
	onDesk(t, true, nil, func(d *desk) {
		d.chip.Drive("b1", false)
		d.push("b7", 100*ms)
		d.chip.LetGo("b1")
		time.Sleep(100 * ms)
		got := d.heard()
		slices.Sort(got)
		if !slices.Equal(got, []int{1, 7}) {
			t.Errorf("got %v, want one of each", got)
		}
	})
}

func (d *desk) stuck() string {
	synctest.Wait()
	for _, w := range d.board.Warnings() {
		if w.Code == health.ButtonStuck {
			return w.Detail
		}
	}
	return ""
}

func TestStuckButtonsAreReported(t *testing.T) {
	onDesk(t, true, func(d *desk) { d.chip.Drive("b2", false) }, func(d *desk) {
		d.chip.Drive("b7", false)
		time.Sleep(9700 * ms)
		if got := d.stuck(); got != "" {
			t.Errorf("before ten seconds: got %q stuck, want none", got)
		}
		time.Sleep(200 * ms)
		if got := d.stuck(); got != "2" {
			t.Errorf("got %q stuck, want 2", got)
		}
		time.Sleep(200 * ms)
		if got := d.stuck(); got != "2, 7" {
			t.Errorf("got %q stuck, want 2, 7", got)
		}
		d.push("b1", 100*ms)
		d.chip.LetGo("b2")
		time.Sleep(100 * ms)
		if got := d.stuck(); got != "7" {
			t.Errorf("got %q stuck, want 7", got)
		}
		d.chip.gone.Store(true) // what is not read is not known to be stuck
		time.Sleep(100 * ms)
		if got := d.stuck(); got != "" {
			t.Errorf("chip gone: got %q stuck, want none", got)
		}
		if got, want := d.heard(), []int{-7, 1}; !slices.Equal(got, want) {
			t.Errorf("got presses %v, want %v: a stuck button is one press, and blocks no other", got, want)
		}
	})
}

func TestButtonsComeBackWithTheirChip(t *testing.T) {
	onDesk(t, true, func(d *desk) { d.chip.gone.Store(true) }, func(d *desk) {
		d.push("b1", 100*ms)
		d.chip.gone.Store(false)
		time.Sleep(display.FirstRetry)
		d.push("b1", 100*ms)
		d.chip.gone.Store(true) // each loss begins with the shortest wait
		time.Sleep(100 * ms)
		d.chip.gone.Store(false)
		time.Sleep(display.FirstRetry)
		d.push("b2", 100*ms)
		d.chip.gone.Store(true)
		time.Sleep(time.Minute)
		d.chip.Drive("b2", false) // still down when the chip is back: not a press
		d.chip.gone.Store(false)
		time.Sleep(display.LastRetry)
		d.push("b7", 100*ms)
		d.push("b2", 100*ms)
		d.push("b2", 100*ms)
		if got, want := d.heard(), []int{1, 2, 7, 2}; !slices.Equal(got, want) {
			t.Errorf("got presses %v, want %v", got, want)
		}
		d.mu.Lock()
		got := slices.Compact(d.reports)
		d.mu.Unlock()
		if want := []bool{false, true, false, true, false, true}; !slices.Equal(got, want) {
			t.Errorf("got reports %v, want %v", got, want)
		}
	})
}

func TestSlowPressDelaysNoOtherCounter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &gpio.Emulated{}
		busy, began := make(chan struct{}), map[int]int{}
		var mu sync.Mutex
		b := &gpio.Buttons{Chip: e, Lines: map[int]string{1: "b1", 2: "b2"}, ActiveLow: true,
			Press: func(ctx context.Context, n int, _ bool) {
				mu.Lock()
				began[n]++
				mu.Unlock()
				if n == 1 {
					select {
					case <-busy:
					case <-ctx.Done():
					}
				}
			}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = b.Run(ctx) }()
		time.Sleep(time.Second)
		for range 5 {
			for _, line := range []string{"b1", "b2"} {
				if err := e.Press(line); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Second)
		}
		check := func(want map[int]int) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if !maps.Equal(began, want) {
				t.Errorf("got presses %v, want %v", began, want)
			}
		}
		check(map[int]int{1: 1, 2: 5})
		close(busy) // of the four presses meanwhile one was kept
		check(map[int]int{1: 2, 2: 5})
		cancel()
		<-done
	})
}

func TestNoButtonsNoWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = (&gpio.Buttons{Chip: &gpio.Emulated{}}).Run(ctx) }()
		time.Sleep(time.Hour)
		cancel()
		<-done
	})
}
