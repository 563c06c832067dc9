package gpio_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/queue"
)

func TestEmulatedLines(t *testing.T) {
	setup := &queue.Setup{Counters: []queue.Counter{{N: 1, Lamp: "GPIO17", Button: "GPIO4"}, {N: 7, Lamp: "GPIO18"}, {N: 101}}}
	if got, want := gpio.LampLines(setup), map[int]string{1: "GPIO17", 7: "GPIO18"}; !maps.Equal(got, want) {
		t.Errorf("lamp lines: got %v, want %v", got, want)
	}
	if got, want := gpio.ButtonLines(setup), map[int]string{1: "GPIO4"}; !maps.Equal(got, want) {
		t.Errorf("button lines: got %v, want %v", got, want)
	}
	lamps, buttons := gpio.EmulatedLines(setup)
	if want := map[int]string{1: "GPIO17", 7: "GPIO18", 101: "lamp 101"}; !maps.Equal(lamps, want) {
		t.Errorf("emulated lamp lines: got %v, want %v", lamps, want)
	}
	if want := map[int]string{1: "GPIO4", 7: "button 7", 101: "button 101"}; !maps.Equal(buttons, want) {
		t.Errorf("emulated button lines: got %v, want %v", buttons, want)
	}
	if got, want := gpio.Names(buttons), []string{"GPIO4", "button 7", "button 101"}; !slices.Equal(got, want) {
		t.Errorf("names: got %v, want %v", got, want)
	}
}

func TestEmulatedLinesHaveOneOwner(t *testing.T) {
	var e gpio.Emulated
	out, err := e.Outputs([]string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Inputs([]string{"b"}, true); err == nil || !strings.Contains(err.Error(), `"b"`) {
		t.Errorf("line b taken twice: got error %v, want one naming it", err)
	}
	if _, err := e.Inputs([]string{"c", "c"}, true); err == nil {
		t.Error("one line twice in a set: got no error")
	}
	if err := e.Press("a"); err == nil {
		t.Error("pressed a lamp: got no error")
	}
	if err := out.Set(0b10); err != nil || e.Level("a") || !e.Level("b") {
		t.Errorf("got %v, a %v, b %v, want b alone high", err, e.Level("a"), e.Level("b"))
	}
	if err := out.Close(); err != nil || e.Level("b") {
		t.Errorf("after close: got %v, b %v, want low", err, e.Level("b"))
	}
	if _, err := e.Inputs([]string{"b"}, true); err != nil || !e.Level("b") {
		t.Errorf("after close, taken with a pull-up: got %v, level %v, want high", err, e.Level("b"))
	}
}

func TestSetsAreLimited(t *testing.T) {
	names := make([]string, gpio.MaxLines+1)
	for i := range names {
		names[i] = strings.Repeat("x", i+1)
	}
	for _, c := range []gpio.Chip{&gpio.Emulated{}, &gpio.Device{Label: "any"}} {
		if _, err := c.Outputs(names); err == nil {
			t.Errorf("%T: 65 outputs: got no error", c)
		}
		if _, err := c.Inputs(names, false); err == nil {
			t.Errorf("%T: 65 inputs: got no error", c)
		}
	}
}

// frame is pictures of counters 1 to n of which some are lit.
func frame(n int, lit ...int) []display.Picture {
	ps := make([]display.Picture, n)
	for i := range ps {
		ps[i] = display.Picture{Counter: i + 1, Lit: slices.Contains(lit, i+1)}
	}
	return ps
}

func TestLamps(t *testing.T) {
	for _, low := range []bool{false, true} {
		var e gpio.Emulated
		lines := map[int]string{}
		for n := 1; n <= 70; n++ { // two sets
			lines[n] = "L" + strings.Repeat("i", n)
		}
		l := &gpio.Lamps{Chip: &e, Lines: lines, ActiveLow: low}
		check := func(want ...int) {
			t.Helper()
			var high []int
			for n := 1; n <= 70; n++ {
				if e.Level(lines[n]) != low {
					high = append(high, n)
				}
			}
			if !slices.Equal(high, want) {
				t.Errorf("active low %v: got lamps %v lit, want %v", low, high, want)
			}
			if got, _ := l.Lit(); !slices.Equal(got, want) {
				t.Errorf("active low %v: Lit says %v, want %v", low, got, want)
			}
		}
		for _, lit := range [][]int{{1, 64, 65, 70}, {2}, nil} {
			if err := l.Show(t.Context(), frame(80, lit...)); err != nil {
				t.Fatal(err)
			}
			check(lit...)
		}
		if err := l.Show(t.Context(), frame(1, 1)); err != nil { // no picture: dark
			t.Fatal(err)
		}
		check(1)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if got, _ := l.Lit(); got != nil {
			t.Errorf("closed: Lit says %v, want nothing", got)
		}
	}
}

func TestLampsTellOfChanges(t *testing.T) {
	l := &gpio.Lamps{Chip: &gpio.Emulated{}, Lines: map[int]string{1: "a"}}
	show := func(lit ...int) {
		t.Helper()
		if err := l.Show(t.Context(), frame(1, lit...)); err != nil {
			t.Fatal(err)
		}
	}
	told := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	show()
	_, seq := l.Lit()
	c := l.Changed(seq)
	show()
	if told(c) {
		t.Error("told of a change when there was none")
	}
	show(1)
	if !told(c) || !told(l.Changed(seq)) {
		t.Error("not told of a change")
	}
	if _, seq = l.Lit(); told(l.Changed(seq)) {
		t.Error("told again of the same change")
	}
}

// flaky is a chip that is unplugged and plugged in again; every error is what periph makes of an errno:
// a text.
type flaky struct {
	gpio.Emulated
	gone atomic.Bool
}

var errGone = errors.New("no such device")

func (f *flaky) Outputs(names []string) (gpio.Outputs, error) {
	if f.gone.Load() {
		return nil, errGone
	}
	o, err := f.Emulated.Outputs(names)
	return flakyOutputs{o, f}, err
}

func (f *flaky) Inputs(names []string, pullUp bool) (gpio.Inputs, error) {
	if f.gone.Load() {
		return nil, errGone
	}
	i, err := f.Emulated.Inputs(names, pullUp)
	return flakyInputs{i, f}, err
}

type flakyOutputs struct {
	gpio.Outputs
	chip *flaky
}

func (o flakyOutputs) Set(levels uint64) error {
	if o.chip.gone.Load() {
		return errGone
	}
	return o.Outputs.Set(levels)
}

type flakyInputs struct {
	gpio.Inputs
	chip *flaky
}

func (i flakyInputs) Levels() (uint64, error) {
	if i.chip.gone.Load() {
		return 0, errGone
	}
	return i.Inputs.Levels()
}

func TestLampsComeBackWithTheirChip(t *testing.T) {
	f := &flaky{}
	l := &gpio.Lamps{Chip: f, Lines: map[int]string{1: "a", 2: "b"}}
	for i, gone := range []bool{true, false, true, true, false} {
		f.gone.Store(gone)
		err := l.Show(t.Context(), frame(2, 2))
		got, _ := l.Lit()
		if gone && (!errors.Is(err, errGone) || got != nil) {
			t.Errorf("show %d, chip gone: got %v, lit %v, want an error and nothing", i, err, got)
		}
		if !gone && (err != nil || !slices.Equal(got, []int{2}) || !f.Level("b")) {
			t.Errorf("show %d, chip there: got %v, lit %v, line %v, want counter 2", i, err, got, f.Level("b"))
		}
	}
}

// TestHallDrivesLamps puts the pieces together: a call blinks on the line of its counter.
func TestHallDrivesLamps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := queue.NewState(queue.Origin{})
		s.Tickets[1] = &queue.Ticket{ID: 1, Letter: "A", N: 1, State: queue.CalledState, Called: time.Now(), Counter: 2}
		s.Counters[1], s.Counters[2] = &queue.Desk{Open: true}, &queue.Desk{Open: true, Ticket: 1}
		setup := &queue.Setup{Counters: []queue.Counter{{N: 1}, {N: 2}}}
		lines, _ := gpio.EmulatedLines(setup)
		e := &gpio.Emulated{}
		l := &gpio.Lamps{Chip: e, Lines: lines}
		h := &display.Hall{Office: still{s}, Setup: func() *queue.Setup { return setup }, Outlets: []display.Outlet{{Name: "lamps", Backend: l}}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = h.Run(ctx) }()
		time.Sleep(time.Millisecond)
		for i := range 24 {
			synctest.Wait()
			want := i >= 20 || i%2 == 0
			if got := e.Level("lamp 2"); got != want || !e.Level("lamp 1") {
				t.Errorf("%d ms after the call: lamp 2 is %v, want %v; lamp 1 is %v, want lit", i*500, got, want, e.Level("lamp 1"))
			}
			time.Sleep(500 * time.Millisecond)
		}
		cancel()
		<-done
		if e.Level("lamp 1") || e.Level("lamp 2") {
			t.Error("a lamp was left lit")
		}
	})
}

// still is an office in which nothing happens.
type still struct{ s *queue.State }

func (o still) Read(f func(*queue.State))      { f(o.s) }
func (o still) Changed(uint64) <-chan struct{} { return nil }
