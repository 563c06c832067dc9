package board_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"bileter/display"
	"bileter/display/board"
	"bileter/display/board/emulator"
	"bileter/internal/port"
)

// TestOverATerminal drives boards over a pseudo-terminal, with the code that opens a real serial line, and pulls
// the plug.
func TestOverATerminal(t *testing.T) {
	wires := emulator.New(made("modbus", 1), made("laser-lt", 2), made("edi", 3))
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	defer tty.Close() // open, so that the other side does not end before the line is opened
	var wg sync.WaitGroup
	var once sync.Once
	pull := func() { once.Do(func() { ptmx.Close() }) }
	defer wg.Wait()
	defer pull()
	wg.Go(func() { play(ptmx, wires) })
	boards := []board.Board{named(1, "modbus"), named(2, "laser-lt"), named(3, "edi")}
	failed := map[string]bool{}
	l := board.Line{Baud: 38400, Boards: boards, Report: func(name string, err error) { failed[name] = err != nil },
		Open: func(ctx context.Context) (board.Link, error) { return port.Open(ctx, tty.Name(), 38400) }}
	defer l.Close()
	ps := []display.Picture{serving(1, "P027"), serving(2, "K114"), serving(3, "A001")}
	want := []string{"P027", "K114  ", "   1"}
	deadline := time.Now().Add(10 * time.Second)
	for {
		if err := l.Show(t.Context(), ps); err != nil {
			t.Fatal(err)
		}
		got := []string{wires.Shown(0), wires.Shown(1), wires.Shown(2)}
		if got[0] == want[0] && got[1][:4] == want[1][:4] && got[2] == want[2] {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("got %q, want %q (%v)", got, want, failed)
		}
	}
	for name, is := range failed {
		if is {
			t.Errorf("%s is reported", name)
		}
	}
	pull()
	for time.Now().Before(deadline) {
		ps[0].Ticket = "P" + ps[0].Ticket[1:3] + "9"
		if err := l.Show(t.Context(), ps); err != nil {
			return
		}
	}
	t.Error("the plug was pulled and Show says nothing")
}

// play carries bytes between a terminal and the boards.
func play(ptmx *os.File, wires *emulator.Line) {
	buf := make([]byte, 256)
	for {
		n, err := ptmx.Read(buf)
		if err != nil {
			return
		}
		if _, err := wires.Write(buf[:n], 0); err != nil {
			return
		}
		back := make([]byte, 256)
		if n, _ := wires.Read(back, 0); n > 0 {
			if _, err := ptmx.Write(back[:n]); err != nil {
				return
			}
		}
	}
}
