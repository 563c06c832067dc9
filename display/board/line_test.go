package board_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/display"
	"bileter/display/board"
	"bileter/display/board/emulator"
	"bileter/internal/queue"
)

// rig is a line under test: the boards of software, and what was reported.
type rig struct {
	board.Line
	wires *emulator.Line
	opens int

	mu   sync.Mutex // protects bad
	bad  map[string]error
	told []string
}

func newRig(boards []board.Board, wires *emulator.Line) *rig {
	r := &rig{wires: wires, bad: map[string]error{}}
	r.Line = board.Line{Baud: 9600, Boards: boards, Labels: map[int]string{1: "1", 2: "2", 3: "3"},
		Open: func(context.Context) (board.Link, error) {
			r.opens++
			if _, err := wires.Read(make([]byte, 1), 0); errors.Is(err, emulator.ErrCut) {
				return nil, err
			}
			return wires, nil
		},
		Report: func(name string, err error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.told = append(r.told, fmt.Sprintf("%s %v", name, err != nil))
			if err != nil {
				r.bad[name] = err
			} else {
				delete(r.bad, name)
			}
		}}
	return r
}

func (r *rig) broken() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.bad))
}

// show plays what the hall does: one Show now and one in every turn for so long.
func (r *rig) show(t *testing.T, ps []display.Picture, d time.Duration) (last error) {
	t.Helper()
	for end := time.Now().Add(d); ; {
		ctx, cancel := context.WithTimeout(t.Context(), display.Deadline)
		begin := time.Now()
		last = r.Show(ctx, ps)
		if took := time.Since(begin); took >= display.Deadline {
			t.Errorf("one Show took %v", took)
		}
		cancel()
		if !time.Now().Before(end) {
			return last
		}
		time.Sleep(board.Turn)
	}
}

func serving(n int, ticket string) display.Picture {
	return display.Picture{Counter: n, Lamp: display.Serving, Ticket: ticket, Lit: true}
}

func named(n int, protocol string) board.Board {
	p := board.Protocols()[protocol]
	return board.Board{Name: fmt.Sprint("board ", n), Protocol: p, Address: n, Chars: 4, Counter: n}
}

// made is one board of software for each protocol, at address n.
func made(protocol string, n int) emulator.Board {
	switch protocol {
	case "edi":
		return &emulator.EDI{Address: fmt.Sprintf("%02d", n), Digits: 4}
	case "laser-lt":
		return &emulator.LaserLT{Address: fmt.Sprintf("%02d", n)}
	case "callshop":
		return &emulator.CallShop{Port: fmt.Sprintf("%02d", n)}
	case "mled":
		return &emulator.MLED{Line: "0123456789"[n]}
	}
	return &emulator.Modbus{Address: byte(n), Chars: 4}
}

var protocols = []string{"edi", "laser-lt", "callshop", "mled", "modbus"}

// each runs f for every protocol with two boards on one line, in a bubble.
func each(t *testing.T, f func(t *testing.T, protocol string, r *rig)) {
	for _, p := range protocols {
		t.Run(p, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f(t, p, newRig([]board.Board{named(1, p), named(2, p)}, emulator.New(made(p, 1), made(p, 2))))
			})
		})
	}
}

// shown is what board i shows, as far as the protocol can tell letters.
func shown(r *rig, i int) string { return strings.TrimSpace(r.wires.Shown(i)) }

// number is how a ticket looks on a board of the protocol.
func number(protocol, ticket string) string {
	if protocol == "edi" {
		return strings.TrimLeft(ticket[1:], "0")
	}
	return ticket
}

func TestTwoBoardsOnOneLine(t *testing.T) {
	each(t, func(t *testing.T, p string, r *rig) {
		for round := range 3 {
			a, b := fmt.Sprintf("P%03d", 27+round), fmt.Sprintf("K%03d", 114+round)
			if err := r.show(t, []display.Picture{serving(1, a), serving(2, b)}, 0); err != nil {
				t.Fatal(err)
			}
			if got := []string{shown(r, 0), shown(r, 1)}; got[0] != number(p, a) || got[1] != number(p, b) {
				t.Errorf("got %q, want %s and %s", got, a, b)
			}
		}
		if got := r.broken(); len(got) != 0 {
			t.Errorf("reported: %v", got)
		}
	})
}

func TestToldAgainEveryTwoSeconds(t *testing.T) {
	each(t, func(t *testing.T, p string, r *rig) {
		ps := []display.Picture{serving(1, "P027"), serving(2, "K114")}
		r.show(t, ps, 20*time.Second)
		frames := len(r.wires.Frames())
		per := len(board.Frames(named(1, p), "P027"))
		if turns := frames / 2 / per; turns < 9 || turns > 11 {
			t.Errorf("told %d times in 20 s, want about 10", turns)
		}
		// A board that lost power and has it again is right within 2 s, a thing it was not told of by anybody.
		r.wires.Put(made(p, 1), made(p, 2))
		r.show(t, ps, board.Refresh+board.Turn)
		if got := shown(r, 1); got != number(p, "K114") {
			t.Errorf("after a power cut: got %q, want K114", got)
		}
	})
}

func TestLostAndDamagedFrames(t *testing.T) {
	for name, hurt := range map[string]func(l *emulator.Line){
		"lost": func(l *emulator.Line) { l.Lose(1) }, "damaged": func(l *emulator.Line) { l.Damage(1) },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, p string, r *rig) {
				ps := []display.Picture{serving(1, "P027"), serving(2, "K114")}
				r.show(t, ps, 0)
				hurt(r.wires)
				ps[0].Ticket = "P028"
				r.show(t, ps, 0)
				r.show(t, ps, board.Refresh+board.Turn)
				if got := []string{shown(r, 0), shown(r, 1)}; got[0] != number(p, "P028") || got[1] != number(p, "K114") {
					t.Errorf("got %q, want P028 and K114", got)
				}
				if len(r.told) != 0 {
					t.Errorf("one frame was reported as a fault: %v", r.told)
				}
			})
		})
	}
}

func TestSilentBoardIsReportedAndDelaysNoOther(t *testing.T) {
	each(t, func(t *testing.T, p string, r *rig) {
		ps := []display.Picture{serving(1, "P027"), serving(2, "K114")}
		r.wires.Put(nil, made(p, 2))
		r.show(t, ps, 3*time.Second)
		if !board.Protocols()[p].Answers {
			if got := r.broken(); len(got) != 0 { // nobody can know
				t.Errorf("reported %v by a protocol without answers", got)
			}
			return
		}
		if got := r.broken(); !slices.Equal(got, []string{"board 1"}) {
			t.Fatalf("reported %v, want board 1", got)
		}
		begin := time.Now()
		ps[0].Ticket, ps[1].Ticket = "P028", "K115"
		r.show(t, ps, 0)
		if got := shown(r, 1); got != "K115" || time.Since(begin) > 300*time.Millisecond {
			t.Errorf("the other board: got %q after %v, want K115 at once", got, time.Since(begin))
		}
		r.wires.Put(made(p, 1), made(p, 2))
		r.show(t, ps, display.LastRetry)
		if got := r.broken(); len(got) != 0 || shown(r, 0) != "P028" {
			t.Errorf("after it came back: reported %v, shows %q, want none and P028", got, shown(r, 0))
		}
	})
}

func TestLineCutAndMended(t *testing.T) {
	each(t, func(t *testing.T, p string, r *rig) {
		ps := []display.Picture{serving(1, "P027"), serving(2, "K114")}
		r.show(t, ps, 0)
		r.wires.Cut()
		ps[0].Ticket = "P028"
		if err := r.show(t, ps, 0); !errors.Is(err, emulator.ErrCut) {
			t.Fatalf("got %v, want the line's error, for the hall to report", err)
		}
		if err := r.show(t, ps, time.Second); err == nil {
			t.Fatal("no error while the adapter is out")
		}
		r.wires.Mend()
		if err := r.show(t, ps, 0); err != nil {
			t.Fatal(err)
		}
		if got := []string{shown(r, 0), shown(r, 1)}; got[0] != number(p, "P028") || got[1] != number(p, "K114") {
			t.Errorf("got %q, want both right with the first Show", got)
		}
	})
}

func TestBabblingBoard(t *testing.T) {
	each(t, func(t *testing.T, p string, r *rig) {
		ps := []display.Picture{serving(1, "P027"), serving(2, "K114")}
		r.wires.Babble([]byte("\x00\xffU|,"))
		if err := r.show(t, ps, 2*time.Second); err != nil {
			t.Fatal(err)
		}
		if got := shown(r, 0); got != number(p, "P027") {
			t.Errorf("shows %q, want P027: it is told although nobody can be heard", got)
		}
		r.wires.Babble(nil)
		r.show(t, ps, display.LastRetry)
		if got := r.broken(); len(got) != 0 {
			t.Errorf("after the babble: still reported %v", got)
		}
	})
}

func TestAdapterThatHearsItself(t *testing.T) {
	each(t, func(t *testing.T, p string, r *rig) {
		r.wires.Echo(true)
		r.show(t, []display.Picture{serving(1, "P027"), serving(2, "K114")}, 5*time.Second)
		if got := r.broken(); len(got) != 0 || shown(r, 1) != number(p, "K114") {
			t.Errorf("reported %v, shows %q", got, shown(r, 1))
		}
	})
}

// TestBlankWhenNobodyTalks: a board that loses contact must not go on showing a number, where its protocol can.
func TestBlankWhenNobodyTalks(t *testing.T) {
	each(t, func(t *testing.T, p string, r *rig) {
		r.show(t, []display.Picture{serving(1, "P027"), serving(2, "K114")}, 0)
		after := board.Protocols()[p].Blanks
		if after == 0 {
			time.Sleep(time.Minute)
			if shown(r, 0) == "" {
				t.Error("goes blank, and the table of protocols says that it does not")
			}
			return
		}
		time.Sleep(after - time.Second)
		if shown(r, 0) == "" {
			t.Error("blank too early")
		}
		time.Sleep(2 * time.Second)
		if got := shown(r, 0); got != "" {
			t.Errorf("shows %q although nobody has talked to it for %v", got, after)
		}
	})
}

func TestManyBoardsStayWithinTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bs []board.Board
		var es []emulator.Board
		var ps []display.Picture
		for n := 1; n <= 32; n++ {
			bs, es = append(bs, named(n, "modbus")), append(es, made("modbus", n))
			ps = append(ps, serving(n, fmt.Sprintf("P%03d", n)))
		}
		r := newRig(bs, emulator.New(es...))
		r.show(t, ps, 10*time.Second)
		for i := range es {
			if got, want := shown(r, i), fmt.Sprintf("P%03d", i+1); got != want {
				t.Errorf("board %d shows %q, want %s", i+1, got, want)
			}
		}
		// A call does not wait until everybody else was told again.
		ps[31].Ticket = "P900"
		begin := time.Now()
		r.show(t, ps, 0)
		if got := shown(r, 31); got != "P900" || time.Since(begin) > 300*time.Millisecond {
			t.Errorf("got %q after %v, want P900 within 0.3 s", got, time.Since(begin))
		}
		r.wires.Put(make([]emulator.Board, 32)...) // all power gone: every Show still ends in time, which show checks
		r.show(t, ps, 20*time.Second)
		if got := len(r.broken()); got != 32 {
			t.Errorf("%d boards reported, want 32", got)
		}
	})
}

func TestModbusRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := named(1, "modbus")
		b.Register = 1000 // which the board does not have
		r := newRig([]board.Board{b}, emulator.New(made("modbus", 1)))
		r.show(t, []display.Picture{serving(1, "P027")}, 3*time.Second)
		if err := r.bad["board 1"]; err == nil || !strings.Contains(err.Error(), "refuses") {
			t.Errorf("got %v, want that it refuses", err)
		}
	})
}

// TestHallDrivesBoards: with the hall a call blinks, the end leaves the boards blank, and a test lights all.
func TestHallDrivesBoards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bs := []board.Board{named(1, "modbus"), {Name: "arrow", Protocol: board.Protocols()["mled"], Address: 2, Chars: 8, Points: []int{1}, Arrow: "right"}}
		r := newRig(bs, emulator.New(made("modbus", 1), made("mled", 2)))
		o := newOffice()
		h := &display.Hall{Office: o, Setup: func() *queue.Setup { return o.setup }, Outlets: []display.Outlet{{Name: "boards", Backend: &r.Line, Resend: board.Turn}}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); h.Run(ctx) }()
		look := func(counter, arrow string) {
			t.Helper()
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
			if got := []string{shown(r, 0), shown(r, 1)}; got[0] != counter || got[1] != arrow {
				t.Errorf("got %q, want %q and %q", got, counter, arrow)
			}
		}
		look("ZAMK", "")
		o.open()
		look("----", "")
		o.call()
		look("P027", "P027 1>>")
		time.Sleep(500 * time.Millisecond)
		look("", "P027 1>>")
		h.Test(5 * time.Second)
		look("8888", "88888888")
		time.Sleep(10 * time.Second)
		look("P027", "P027 1>>")
		cancel()
		<-done
		if got := []string{shown(r, 0), shown(r, 1)}; got[0] != "" || got[1] != "" {
			t.Errorf("after the end: got %q, want blank boards", got)
		}
	})
}
