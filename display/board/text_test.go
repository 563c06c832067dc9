package board_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/display"
	"bileter/display/board"
)

var nine = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestCounterText(t *testing.T) {
	for _, c := range []struct {
		name string
		p    display.Picture
		want string
	}{
		{"closed", display.Picture{}, "ZAMK"},
		{"open", display.Picture{Lamp: display.Open, Lit: true}, "----"},
		{"break", display.Picture{Lamp: display.OnBreak}, "PRZE"},
		{"calling, lit", display.Picture{Lamp: display.Calling, Ticket: "P027", Lit: true}, "P027"},
		{"calling, dark", display.Picture{Lamp: display.Calling, Ticket: "P027"}, ""},
		{"serving", display.Picture{Lamp: display.Serving, Ticket: "P027", Lit: true}, "P027"},
		{"nobody keeps it", display.Picture{Lamp: display.Serving, Ticket: "P027", Gone: true}, ""},
		{"lamp test", display.Picture{Test: true}, "8"},
	} {
		c.p.Counter = 5
		if got := board.CounterText(5, []display.Picture{{Counter: 4, Ticket: "A001", Lamp: display.Serving}, c.p}); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if got := board.CounterText(7, nil); got != "" {
		t.Errorf("a counter that is not there: got %q, want nothing", got)
	}
}

func TestPoint(t *testing.T) {
	for _, c := range []struct {
		counter, arrow string
		chars          int
		want           string
	}{
		{"5", "right", 8, "P027 5>>"},
		{"12", "right", 8, "P027 12>"},
		{"5", "left", 8, "<<P027 5"},
		{"12", "left", 8, "<P027 12"},
		{"5", "ahead", 8, "P027 5^^"},
		{"5", "down", 8, "P027 5vv"},
		{"p4", "right", 8, "P027 p4>"},
		{"p12a", "right", 8, "P027p12a"},
		{"12", "right", 16, "P027        12>>"},
		{"p12a", "right", 6, "P027"},
	} {
		if got := board.Point("P027", c.counter, c.arrow, c.chars); got != c.want {
			t.Errorf("%s %s in %d: got %q, want %q", c.counter, c.arrow, c.chars, got, c.want)
		}
	}
}

func TestDirectionText(t *testing.T) {
	b := board.Board{Points: []int{1, 2, 3}, Arrow: "right", Chars: 8}
	labels := map[int]string{1: "1", 2: "2", 3: "3", 9: "9"}
	calling := func(n int, ticket string, ago time.Duration) display.Picture {
		return display.Picture{Counter: n, Lamp: display.Calling, Ticket: ticket, Since: nine.Add(-ago)}
	}
	ps := []display.Picture{
		calling(1, "P001", 20*time.Second), calling(2, "P002", 4*time.Second),
		{Counter: 3, Lamp: display.Serving, Ticket: "P003", Since: nine}, calling(9, "A009", 0),
	}
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, "P001 1>>"}, // 4 s after the latest call: the second turn
		{-4 * time.Second, "P002 2>>"},
		{2 * time.Second, "P002 2>>"},
		{35 * time.Second, "P001 1>>"},
		{45 * time.Second, "P002 2>>"}, // the other is a minute old
		{2 * time.Minute, ""},
	} {
		if got := board.DirectionText(b, ps, labels, nine.Add(c.after)); got != c.want {
			t.Errorf("after %v: got %q, want %q", c.after, got, c.want)
		}
	}
}

// TestTextsFit: whatever is to be shown has the length of the board, and a board of digits gets nothing else.
func TestTextsFit(t *testing.T) {
	all := board.Protocols()
	rapid.Check(t, func(t *rapid.T) {
		p := all[rapid.SampledFrom([]string{"edi", "laser-lt", "callshop", "mled", "modbus"}).Draw(t, "protocol")]
		b := board.Board{Protocol: p, Chars: rapid.IntRange(4, p.Widest).Draw(t, "chars")}
		got := board.Fit(rapid.SampledFrom([]string{"", "8", "P027", "ZAMK", "----", "P027 5>>", "<P027 12", "Z999"}).Draw(t, "text"), b)
		if len(got) != b.Chars {
			t.Fatalf("got %q, want %d characters", got, b.Chars)
		}
		for _, c := range got {
			if !p.Letters && c != ' ' && c != '-' && (c < '0' || c > '9') {
				t.Fatalf("got %q on a board of digits", got)
			}
		}
	})
}
