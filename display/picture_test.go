package display_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/display"
	"bileter/internal/queue"
)

var ten = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// office is a state under the test's hands: counters 1 to n, tickets set as they are wanted.
func office(n int) (*queue.State, *queue.Setup) {
	setup := &queue.Setup{}
	for i := range n {
		setup.Counters = append(setup.Counters, queue.Counter{N: i + 1})
	}
	return queue.NewState(queue.Origin{}), setup
}

// at puts a ticket in a state to a counter, which it opens.
func at(s *queue.State, counter int, st queue.TicketState, called, started time.Time) {
	id := uint64(100 + counter)
	s.Tickets[id] = &queue.Ticket{ID: id, Letter: "P", N: 20 + counter, State: st, Called: called, Started: started, Counter: counter}
	s.Counters[counter] = &queue.Desk{Open: true, Ticket: id, Called: called}
}

func TestPictures(t *testing.T) {
	called, started := ten.Add(-4*time.Second), ten.Add(-time.Second)
	tests := []struct {
		name  string
		build func(s *queue.State)
		want  display.Picture
	}{
		{"never opened", func(*queue.State) {}, display.Picture{Lamp: display.Off}},
		{"closed", func(s *queue.State) { s.Counters[1] = &queue.Desk{} }, display.Picture{Lamp: display.Off}},
		{"on a break", func(s *queue.State) { s.Counters[1] = &queue.Desk{Back: ten.Add(time.Minute)} }, display.Picture{Lamp: display.OnBreak}},
		{"break over, nobody there", func(s *queue.State) { s.Counters[1] = &queue.Desk{Back: ten} }, display.Picture{Lamp: display.Off}},
		{"open", func(s *queue.State) { s.Counters[1] = &queue.Desk{Open: true} }, display.Picture{Lamp: display.Open}},
		{"open after a call", func(s *queue.State) { s.Counters[1] = &queue.Desk{Open: true, Called: called} },
			display.Picture{Lamp: display.Open}},
		{"ticket gone", func(s *queue.State) { s.Counters[1] = &queue.Desk{Open: true, Ticket: 9} },
			display.Picture{Lamp: display.Open}},
		{"called", func(s *queue.State) { at(s, 1, queue.CalledState, called, time.Time{}) },
			display.Picture{Lamp: display.Calling, Ticket: "P021", Since: called}},
		{"called, then the clock went back", func(s *queue.State) { at(s, 1, queue.CalledState, ten.Add(time.Hour), time.Time{}) },
			display.Picture{Lamp: display.Calling, Ticket: "P021"}},
		{"arrived", func(s *queue.State) { at(s, 1, queue.ArrivedState, called, time.Time{}) },
			display.Picture{Lamp: display.Serving, Ticket: "P021"}},
		{"serving", func(s *queue.State) { at(s, 1, queue.Serving, called, started) },
			display.Picture{Lamp: display.Serving, Ticket: "P021", Since: started}},
		{"wrapping up", func(s *queue.State) { at(s, 1, queue.WrapUp, called, started) },
			display.Picture{Lamp: display.Serving, Ticket: "P021", Since: started}},
		{"closed under a ticket", func(s *queue.State) {
			at(s, 1, queue.Serving, called, started)
			s.Counters[1].Open = false
		}, display.Picture{Lamp: display.Off}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, setup := office(1)
			tt.build(s)
			tt.want.Counter = 1
			got := display.Pictures(s, setup, ten)
			if len(got) != 1 || got[0] != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestPicturesFollowTheSetup(t *testing.T) {
	s, setup := office(3)
	setup.Counters[0].N = 101
	s.Counters[77] = &queue.Desk{Open: true} // of an earlier set-up
	var got []int
	for _, p := range display.Pictures(s, setup, ten) {
		got = append(got, p.Counter)
	}
	if want := []int{101, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLampWords(t *testing.T) {
	for l, want := range map[display.Lamp]string{
		display.Off: "off", display.Open: "open", display.Calling: "calling", display.Serving: "serving", display.OnBreak: "break", 99: "off",
	} {
		if got := l.String(); got != want {
			t.Errorf("lamp %d: got %q, want %q", int(l), got, want)
		}
	}
}

func TestLit(t *testing.T) {
	calling := display.Picture{Lamp: display.Calling, Since: ten}
	tests := []struct {
		name  string
		p     display.Picture
		after time.Duration
		want  bool
	}{
		{"closed", display.Picture{Since: ten}, 0, false},
		{"open", display.Picture{Lamp: display.Open}, 700 * time.Millisecond, true},
		{"serving", display.Picture{Lamp: display.Serving, Since: ten}, 700 * time.Millisecond, true},
		{"a call begins lit", calling, 0, true},
		{"end of the lit half", calling, 500*time.Millisecond - 1, true},
		{"dark half", calling, 500 * time.Millisecond, false},
		{"end of the dark half", calling, time.Second - 1, false},
		{"lit again", calling, time.Second, true},
		{"last dark half", calling, 10*time.Second - 1, false},
		{"steady after ten seconds", calling, 10 * time.Second, true},
		{"and stays so", calling, 10*time.Second + 700*time.Millisecond, true},
		{"clock before the call", calling, -300 * time.Millisecond, true},
		{"time of call not known", display.Picture{Lamp: display.Calling}, 700 * time.Millisecond, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := display.Lit(tt.p, ten.Add(tt.after)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// worst returns the most times in any second that a lamp, sampled every step, went from dark to lit.
func worst(lit []bool, step time.Duration) int {
	var ons []time.Duration
	for i := 1; i < len(lit); i++ {
		if lit[i] && !lit[i-1] {
			ons = append(ons, time.Duration(i)*step)
		}
	}
	most := 0
	for i, first := range ons {
		n := 0
		for _, o := range ons[i:] {
			if o-first < time.Second {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// blinkOf samples the lamp of a counter that is called at the given times.
func blinkOf(calls []time.Duration, step, until time.Duration, lit func(display.Picture, time.Time) bool) []bool {
	var out []bool
	p := display.Picture{Lamp: display.Open}
	for d := time.Duration(0); d < until; d += step {
		for len(calls) > 0 && calls[0] <= d {
			p.Lamp, p.Since = display.Calling, ten.Add(calls[0])
			calls = calls[1:]
		}
		out = append(out, lit(p, ten.Add(d)))
	}
	return out
}

const step = 5 * time.Millisecond

func TestOneCallBlinksTenTimes(t *testing.T) {
	lit := blinkOf([]time.Duration{0}, step, 12*time.Second, display.Lit)
	ons, dark := 0, 0
	for i := 1; i < len(lit); i++ {
		if lit[i] && !lit[i-1] {
			ons++
		}
		if !lit[i] {
			dark++
		}
	}
	if ons != 10 || time.Duration(dark)*step != 5*time.Second {
		t.Errorf("got %d flashes and %v dark, want 10 and 5s", ons, time.Duration(dark)*step)
	}
	if got := worst(lit, step); got != 1 {
		t.Errorf("got %d flashes in a second, want 1", got)
	}
}

func TestQuickRecallsMakeFewerFlashes(t *testing.T) {
	for _, gap := range []time.Duration{step, 100 * time.Millisecond, 333 * time.Millisecond, 501 * time.Millisecond, 900 * time.Millisecond} {
		var calls []time.Duration
		for d := time.Duration(0); d < 30*time.Second; d += gap {
			calls = append(calls, d)
		}
		lit := blinkOf(calls, step, 30*time.Second, display.Lit)
		if got := worst(lit, step); got > 2 {
			t.Errorf("a recall every %v: got %d flashes in a second, want at most 2", gap, got)
		}
		if gap < 500*time.Millisecond && slices.Contains(lit, false) {
			t.Errorf("a recall every %v: lamp went dark, want lit throughout", gap)
		}
	}
}

// TestWorstSeesAFault: a blink that begins dark flashes with every recall, and the measure must say so.
func TestWorstSeesAFault(t *testing.T) {
	var calls []time.Duration
	for d := time.Duration(0); d < 10*time.Second; d += 100 * time.Millisecond {
		calls = append(calls, d)
	}
	faulty := func(p display.Picture, now time.Time) bool { return now.Sub(p.Since) >= 50*time.Millisecond }
	if got := worst(blinkOf(calls, step, 10*time.Second, faulty), step); got < 9 {
		t.Errorf("got %d flashes in a second, want about 10", got)
	}
}

func TestNoCallsFlashTooFast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gaps := rapid.SliceOfN(rapid.IntRange(1, 3000), 1, 40).Draw(t, "gaps in ms")
		var calls []time.Duration
		var d time.Duration
		for _, g := range gaps {
			d += time.Duration(g) * time.Millisecond
			calls = append(calls, d)
		}
		lit := blinkOf(calls, step, d+12*time.Second, display.Lit)
		if got := worst(lit, step); got > 3 {
			t.Fatalf("got %d flashes in a second, want at most 3", got)
		}
		if slices.Contains(lit[len(lit)-int(time.Second/step):], false) {
			t.Fatalf("lamp is not steady 11 s after the last call")
		}
	})
}

func BenchmarkPictures(b *testing.B) {
	s, setup := office(32)
	for n := 1; n <= 32; n++ {
		switch n % 4 {
		case 1:
			s.Counters[n] = &queue.Desk{Open: true}
		case 2:
			at(s, n, queue.CalledState, ten, time.Time{})
		case 3:
			at(s, n, queue.Serving, ten, ten)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		display.Pictures(s, setup, ten)
	}
}

// TestBreakBlinksTwice: two short flashes every five seconds, further apart than FlashGap.
func TestBreakBlinksTwice(t *testing.T) {
	p := display.Picture{Lamp: display.OnBreak}
	start := ten.Truncate(display.BreakPeriod)
	var ups []time.Duration
	was := false
	for at := time.Duration(0); at < 2*display.BreakPeriod; at += 10 * time.Millisecond {
		lit := display.Lit(p, start.Add(at))
		if lit && !was {
			ups = append(ups, at)
		}
		was = lit
	}
	want := []time.Duration{0, 600 * time.Millisecond, 5 * time.Second, 5600 * time.Millisecond}
	if !slices.Equal(ups, want) {
		t.Errorf("lights up at %v, want %v", ups, want)
	}
	if ups[1]-ups[0] < display.FlashGap {
		t.Error("flashes too fast")
	}
}
