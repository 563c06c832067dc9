package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/printer/emulator"
)

// whole is the program with an emulated printer.
type whole struct {
	*machine
	t    *testing.T
	keys int
}

func newWhole(t *testing.T) *whole {
	t.Helper()
	m, err := runCmd{Config: "../../configs/olszanow.toml", Data: t.TempDir(), Listen: "127.0.0.1:0", Screen: "off", AlwaysOpen: true}.prepare(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	end := make(chan error, 1)
	go func() { end <- m.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-end; err != nil {
			t.Error(err)
		}
		m.shut()
	})
	return &whole{machine: m, t: t}
}

// until waits for something to be true; the program is looked at often.
func (k *whole) until(what string, ok func() bool) {
	k.t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for end := time.After(20 * time.Second); !ok(); {
		select {
		case <-again.C:
		case <-end:
			k.t.Fatalf("never: %s; printer %+v, roll %+v, %+v", what, k.printing.status(), k.printing.roll(), k.board.Warnings())
		}
	}
}

func (k *whole) do(v queue.Verb) queue.Answer {
	k.t.Helper()
	k.keys++
	a, err := k.office.Do(k.t.Context(), queue.Command{ID: fmt.Sprint("k", k.keys), Do: v})
	if err != nil {
		k.t.Fatalf("%T: %v", v, err)
	}
	return a
}

// issue gives a ticket and waits for its paper's fate.
func (k *whole) issue(large bool, want queue.Paper) queue.Ticket {
	k.t.Helper()
	id := k.do(queue.Issue{Service: "P1", Lang: "pl", Token: "0123456789abcdefghijkl", Paper: true, Large: large}).Ticket.ID
	var t queue.Ticket
	k.until(fmt.Sprintf("ticket %d %s", id, want), func() bool {
		k.office.Read(func(s *queue.State) { t = *s.Tickets[id] })
		return t.Paper == want
	})
	return t
}

// warned is the detail of a warning that is shown.
func (k *whole) warned(c health.Code) (detail string, ok bool) {
	for _, w := range k.board.Warnings() {
		if w.Code == c {
			return w.Detail, true
		}
	}
	return "", false
}

func (k *whole) slip(key string, s api.Slip) api.SlipDone {
	k.t.Helper()
	ctx, stop := context.WithTimeout(k.t.Context(), 20*time.Second)
	defer stop()
	d, err := k.printing.printExtra(ctx, key, s)
	if err != nil {
		k.t.Fatal(err)
	}
	return d
}

// TestPaperIsCounted follows a roll from its near end over its end to the next one.
func TestPaperIsCounted(t *testing.T) {
	k := newWhole(t)
	paper := k.printing.paper
	k.issue(false, queue.PaperPrinted)
	k.until("its paper is counted", func() bool { r := k.printing.roll(); return r.Fed >= 80 && r.Fed <= 140 })
	one := k.printing.roll().Fed
	if _, warned := k.warned(health.PaperLow); warned {
		t.Error("warned on a fresh roll")
	}
	paper.Set(emulator.PaperLow)
	k.until("paper low", func() bool { n, ok := k.warned(health.PaperLow); return ok && n == fmt.Sprint(4000/one) })
	k.issue(false, queue.PaperPrinted)
	k.until("one ticket fewer", func() bool { n, _ := k.warned(health.PaperLow); return n == fmt.Sprint((4000-one)/one) })
	if st := k.printing.status(); !st.Low || st.Left == nil || *st.Left != (4000-one)/one {
		t.Errorf("status %+v", st)
	}

	paper.Set(emulator.PaperOut)
	k.until("paper out", func() bool { d, _ := k.warned(health.PrinterDown); return d == "paper-out" && k.printing.roll().Out })
	if st := k.printing.status(); st.Problem != "paper-out" || st.Since.IsZero() {
		t.Errorf("status %+v", st)
	}
	if got := k.issue(false, queue.PaperRefused); got.Problem != "paper-out" {
		t.Errorf("problem %q", got.Problem)
	}
	paper.Set(emulator.CoverOpen)
	k.until("cover open", func() bool { return k.printing.status().Problem == "cover-open" })
	paper.Set(0)
	k.until("a new roll", func() bool { r := k.printing.roll(); return r.Begun && !r.Low && !r.Out && r.Fed == 0 })
	k.until("no warnings", func() bool { return len(k.board.Warnings()) == 0 })
	if r := k.printing.roll(); r.Rest != one {
		t.Errorf("learned %d mm for after the near end, want %d", r.Rest, one)
	}
}

// TestTornTicketComesAgain: paper that ends within a ticket leaves half of it; with a new roll it is printed anew,
// once, as a copy. One of which nothing was printed is not: its client was told the number on the screen.
func TestTornTicketComesAgain(t *testing.T) {
	k := newWhole(t)
	paper := k.printing.paper
	k.issue(false, queue.PaperPrinted)
	paper.PaperOutAfter(300)
	torn := k.issue(false, queue.PaperDoubt)
	none := k.issue(false, queue.PaperRefused)
	if torn.Problem != "paper-out" || none.Problem != "paper-out" {
		t.Fatalf("problems %q and %q", torn.Problem, none.Problem)
	}
	paper.Set(emulator.CoverOpen)
	k.until("cover open", func() bool { return k.printing.status().Problem == "cover-open" })
	paper.PaperOutAfter(-1)
	paper.Set(0)
	k.until("a whole copy", func() (ok bool) {
		k.office.Read(func(s *queue.State) {
			again := s.Tickets[torn.ID]
			ok = again.Paper == queue.PaperPrinted && again.Copy && again.Copies == 1
		})
		return ok
	})
	after := k.issue(false, queue.PaperPrinted) // all that was asked for before is done by now
	k.office.Read(func(s *queue.State) {
		if n := s.Tickets[none.ID]; n.Paper != queue.PaperRefused || n.Copies != 0 || s.Tickets[after.ID].Copy {
			t.Errorf("the others: %+v, %+v", n, s.Tickets[after.ID])
		}
	})
}

// TestSlipsOfTheProgram prints every slip that is no ticket's, each once for its key, and counts its paper.
func TestSlipsOfTheProgram(t *testing.T) {
	k := newWhole(t)
	big := k.issue(true, queue.PaperPrinted)
	if s := k.paper(1); !strings.Contains(s, big.Number()) || strings.Contains(s, "Weź:") {
		t.Errorf("a ticket in large print:\n%s", s)
	}
	for i, c := range []struct {
		slip api.Slip
		says string
	}{
		{api.Slip{Kind: api.SlipChecklist, Service: "P1", Lang: "pl"}, "To nie jest bilet do kolejki."},
		{api.Slip{Kind: api.SlipReport, Lang: "pl"}, "Raport dnia"},
		{api.Slip{Kind: api.SlipTest, Lang: "pl"}, "ąćęłńóśźż"},
	} {
		for range 3 {
			if d := k.slip(c.slip.Kind, c.slip); d.Paper != queue.PaperPrinted || d.Problem != "" {
				t.Errorf("%s: %+v", c.slip.Kind, d)
			}
		}
		if s := k.paper(2 + i); !strings.Contains(s, c.says) {
			t.Errorf("%s:\n%s", c.slip.Kind, s)
		}
		k.until("its paper is counted", func() bool { return len(k.printing.roll().Slips) >= 2+i })
	}
	if n, counted := len(k.printing.paper.Tickets()), len(k.printing.roll().Slips); n != 4 || counted != 4 {
		t.Errorf("%d papers, %d counted, want a ticket and one slip for each key", n, counted)
	}
	_, err := k.printing.printExtra(t.Context(), api.SlipTest, api.Slip{Kind: api.SlipReport, Lang: "pl"})
	if r := (*queue.Refusal)(nil); !errors.As(err, &r) || r.Code != queue.KeyReused {
		t.Errorf("another slip under the same key: %v", err)
	}
	k.printing.paper.Set(emulator.PaperOut)
	k.until("paper out", func() bool { return k.printing.status().Problem == "paper-out" })
	if d := k.slip("x", api.Slip{Kind: api.SlipTest, Lang: "pl"}); d.Paper != queue.PaperRefused || d.Problem != "paper-out" {
		t.Errorf("without paper: %+v", d)
	}
	k.printing.paper.Set(0)
	k.until("the printer is back", func() bool { return k.printing.status().Problem == "" })
	k.issue(false, queue.PaperPrinted)
}

// paper is the text of the nth paper, which may come out a moment after it is proven to be printed.
func (k *whole) paper(n int) string {
	k.t.Helper()
	k.until(fmt.Sprint("paper ", n), func() bool { return len(k.printing.paper.Tickets()) >= n })
	return strings.Join(k.printing.paper.Tickets()[n-1].Text, "\n")
}

// TestDryPrintFindsWhatDoesNotFit: a paper too narrow for the QR code is found without printing.
func TestDryPrintFindsWhatDoesNotFit(t *testing.T) {
	cfg, err := configs.Load("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	p, wrong := printerProfile(cfg)
	if wrong != nil {
		t.Fatal(wrong)
	}
	if notes, wrong := dryPrint(cfg, p); wrong != nil || len(notes) != 0 {
		t.Errorf("the sample: %v, %v", notes, wrong)
	}
	p.Dots = 160
	_, wrong = dryPrint(cfg, p)
	if wrong == nil || !strings.Contains(wrong.Error(), "printer.profile: ") || !strings.Contains(wrong.Error(), "wider than the paper (160 dots)") {
		t.Errorf("got %v", wrong)
	}
}
