package gpio_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/display/gpio"
)

var ten = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

const ms = time.Millisecond

// span is a level and how long it lasts.
type span struct {
	down bool
	d    time.Duration
}

// change is what came of a sample and when.
type change struct {
	c  gpio.Change
	at time.Duration
}

// play samples spans every so often.
func play(spans []span, every time.Duration) []change {
	var b gpio.Button
	var got []change
	var at, end time.Duration
	for _, s := range spans {
		for end += s.d; at < end; at += every {
			var c gpio.Change
			if b, c = b.Next(s.down, ten.Add(at)); c != gpio.None {
				got = append(got, change{c, at})
			}
		}
	}
	return got
}

func TestButton(t *testing.T) {
	idle := span{false, 100 * ms} // the first press may come after it
	bounce := []span{{true, 5 * ms}, {false, 10 * ms}, {true, 15 * ms}, {false, 5 * ms}, {true, 25 * ms}, {false, 5 * ms}}
	tests := []struct {
		name  string
		spans []span
		want  []change
	}{
		{"nothing", []span{idle}, nil},
		{"press", []span{idle, {true, 200 * ms}, {false, 200 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Released, 330 * ms}}},
		{"shorter than 30 ms", []span{idle, {true, 30 * ms}, {false, 100 * ms}}, nil},
		{"just long enough", []span{idle, {true, 35 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Released, 165 * ms}}},
		{"bounces at both ends", slices.Concat([]span{idle}, bounce, []span{{true, 100 * ms}}, bounce, []span{{false, 100 * ms}}),
			[]change{{gpio.Pressed, 195 * ms}, {gpio.Released, 355 * ms}}},
		{"a gap while held is not a release", []span{idle, {true, 100 * ms}, {false, 20 * ms}, {true, 100 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Released, 350 * ms}}},
		{"down in the lock-out does not count", []span{idle, {true, 50 * ms}, {false, 35 * ms}, {true, 45 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Released, 180 * ms}}},
		{"down through the lock-out counts from its end", []span{idle, {true, 50 * ms}, {false, 35 * ms}, {true, 100 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Released, 180 * ms}, {gpio.Pressed, 260 * ms}, {gpio.Released, 315 * ms}}},
		{"two presses", []span{idle, {true, 50 * ms}, {false, 90 * ms}, {true, 50 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Released, 180 * ms}, {gpio.Pressed, 270 * ms}, {gpio.Released, 320 * ms}}},
		{"down at the start is not a press", []span{{true, 500 * ms}, {false, 100 * ms}, {true, 50 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 630 * ms}, {gpio.Released, 680 * ms}}},
		{"first sample bounced", []span{{false, 5 * ms}, {true, 500 * ms}, {false, 100 * ms}}, nil},
		{"stuck", []span{idle, {true, 12 * time.Second}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Held, 1100 * ms}, {gpio.Stuck, 10100 * ms}, {gpio.Freed, 12130 * ms}}},
		{"long", []span{idle, {true, 1500 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Held, 1100 * ms}, {gpio.Ended, 1630 * ms}}},
		{"just not long", []span{idle, {true, 970 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Released, 1100 * ms}}},
		{"just not stuck", []span{idle, {true, 10 * time.Second}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Held, 1100 * ms}, {gpio.Ended, 10130 * ms}}},
		{"stuck from the start", []span{{true, 12 * time.Second}, {false, 200 * ms}, {true, 50 * ms}},
			[]change{{gpio.Stuck, 10 * time.Second}, {gpio.Freed, 12030 * ms}, {gpio.Pressed, 12230 * ms}}},
		{"press after stuck", []span{idle, {true, 12 * time.Second}, {false, 200 * ms}, {true, 50 * ms}, {false, 100 * ms}},
			[]change{{gpio.Pressed, 130 * ms}, {gpio.Held, 1100 * ms}, {gpio.Stuck, 10100 * ms}, {gpio.Freed, 12130 * ms},
				{gpio.Pressed, 12330 * ms}, {gpio.Released, 12380 * ms}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := play(tt.spans, gpio.PollEvery); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// TestTwoSamplesAreNotEnough: on a machine that was busy for a while, two spikes are not a press.
func TestTwoSamplesAreNotEnough(t *testing.T) {
	spans := []span{{false, 500 * ms}, {true, 200 * ms}, {false, 500 * ms}}
	if got := play(spans, 100*ms); got != nil {
		t.Errorf("two samples down: got %v, want nothing", got)
	}
	spans[1].d = 300 * ms
	if got := play(spans, 100*ms); len(got) != 2 {
		t.Errorf("three samples down: got %v, want a press and a release", got)
	}
}

// presses counts the presses among changes.
func presses(cs []change) (n int) {
	for _, c := range cs {
		if c.c == gpio.Pressed {
			n++
		}
	}
	return n
}

// TestNoiseIsNoPress: levels that never last 30 ms make nothing at all.
func TestNoiseIsNoPress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spans := []span{{false, 200 * ms}}
		for _, n := range rapid.SliceOf(rapid.IntRange(1, 5)).Draw(t, "samples") {
			spans = append(spans, span{len(spans)%2 == 1, time.Duration(n) * gpio.PollEvery})
		}
		if got := play(spans, gpio.PollEvery); got != nil {
			t.Fatalf("got %v, want nothing", got)
		}
	})
}

// TestEveryFingerIsOnePress: presses of at least 80 ms and 150 ms apart, with any bounce at both edges, are each
// one press, which is short or long and never both, whatever comes.
func TestEveryFingerIsOnePress(t *testing.T) {
	bounce := rapid.SliceOfN(rapid.IntRange(1, 4), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		spans := []span{{false, 200 * ms}}
		fingers := rapid.IntRange(0, 8).Draw(t, "fingers")
		for range fingers {
			for _, to := range []bool{true, false} {
				for i, n := range bounce.Draw(t, "bounce") {
					spans = append(spans, span{(i%2 == 0) == to, time.Duration(n) * gpio.PollEvery})
				}
				least := 150
				if to {
					least = 80
				}
				d := rapid.IntRange(least, 3000).Draw(t, "ms")
				spans = append(spans, span{to, time.Duration(d) * ms})
			}
		}
		got := play(spans, gpio.PollEvery)
		if presses(got) != fingers {
			t.Fatalf("got %v, want %d presses", got, fingers)
		}
		for len(got) > 0 {
			var kinds []gpio.Change
			for i, c := range got {
				if i > 0 && c.c == gpio.Pressed {
					break
				}
				kinds = append(kinds, c.c)
			}
			short, long := []gpio.Change{gpio.Pressed, gpio.Released}, []gpio.Change{gpio.Pressed, gpio.Held, gpio.Ended}
			if !slices.Equal(kinds, short) && !slices.Equal(kinds, long) {
				t.Fatalf("one finger made %v, want a short press or a long one", kinds)
			}
			got = got[len(kinds):]
		}
	})
}
