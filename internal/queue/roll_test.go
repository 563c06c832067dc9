package queue_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/queue"
)

// usual is how long a roll is where nothing is known, in mm.
const usual = 80_000

func drawRoll(t *rapid.T) queue.Verb {
	if rapid.Bool().Draw(t, "a slip") {
		return queue.RecordFed{MM: rapid.IntRange(-1, 400).Draw(t, "fed")}
	}
	marks := []queue.RollMark{queue.RollLow, queue.RollOpened, queue.RollOut, queue.RollNew, "?"}
	return queue.RecordRoll{Mark: rapid.SampledFrom(marks).Draw(t, "mark"), MM: rapid.IntRange(0, 200).Draw(t, "metres") * 1000}
}

// TestRollProperties prints and changes rolls at random: what is left is never negative, is 0 when the roll has
// run out, never grows by printing, and is the same when the journal is read again.
func TestRollProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPlay(nil)
		for range rapid.IntRange(1, 150).Draw(t, "steps") {
			p.at = p.at.Add(time.Minute)
			before := p.state.Roll
			v := drawRoll(t)
			_, err := p.do(v)
			now := p.state.Roll
			left, was := now.Left(usual), before.Left(usual)
			switch {
			case left < 0 || now.Tickets(usual) < 0:
				t.Fatalf("%d mm left", left)
			case now.Out && left != 0:
				t.Fatalf("run out, and %d mm left", left)
			case err != nil && left != was:
				t.Fatalf("refused, and from %d to %d mm", was, left)
			}
			if fed, ok := v.(queue.RecordFed); ok && err == nil && (left > was || was-left > fed.MM) {
				t.Fatalf("%d mm printed: from %d to %d mm", fed.MM, was, left)
			}
			if len(now.Slips) > 20 {
				t.Fatalf("%d slips are remembered", len(now.Slips))
			}
		}
		again, err := queue.LoadState(p.state.Dump())
		if err != nil || again.Roll.Left(usual) != p.state.Roll.Left(usual) || again.Roll.Slip() != p.state.Roll.Slip() {
			t.Fatalf("read again: %+v, %v, want %+v", again.Roll, err, p.state.Roll)
		}
	})
}

// roll plays the life of a printer's paper.
type roll struct {
	*play
	t *testing.T
}

func (r roll) print(n, mm int) {
	r.t.Helper()
	for range n {
		r.at = r.at.Add(time.Second)
		if _, err := r.do(queue.RecordFed{MM: mm}); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r roll) mark(m queue.RollMark, mm int) {
	r.t.Helper()
	if _, err := r.do(queue.RecordRoll{Mark: m, MM: mm}); err != nil {
		r.t.Fatal(err)
	}
}

func (r roll) left(what string, mm, tickets int) {
	r.t.Helper()
	if got, n := r.state.Roll.Left(usual), r.state.Roll.Tickets(usual); got != mm || n != tickets {
		r.t.Errorf("%s: %d mm, %d tickets left, want %d and %d", what, got, n, mm, tickets)
	}
}

func TestRollTeaches(t *testing.T) {
	r := roll{newPlay(t), t}
	r.left("nothing printed", 80_000, 727)
	r.mark(queue.RollNew, 0)
	r.print(500, 100)
	r.left("500 tickets", 30_000, 300)
	r.mark(queue.RollLow, 0)
	r.left("near its end, for the first time", 4000, 40)
	r.mark(queue.RollLow, 0) // it speaks again: no news
	r.print(60, 100)
	r.left("beyond what was guessed", 0, 0)
	r.mark(queue.RollOut, 0)
	r.left("run out", 0, 0)
	r.mark(queue.RollNew, 0)
	r.left("a roll as long as the last", 56_000, 560)
	r.print(100, 100)
	r.left("and 100 tickets", 46_000, 460)
	r.print(440, 100)
	r.mark(queue.RollLow, 0)
	r.left("near its end: the last one taught how much that is", 6000, 60)
	r.mark(queue.RollNew, 50_000)
	r.left("a person says 50 m", 50_000, 500)
	r.print(480, 100)
	r.left("the sensor has not spoken yet", 6000, 60)
	r.mark(queue.RollOut, 0)
	r.mark(queue.RollNew, 0)
	r.left("a roll of a told length teaches nothing about others", 56_000, 560)
	r.print(30, 100)
	r.mark(queue.RollOut, 0)
	r.mark(queue.RollNew, 0)
	r.left("nor does the rest of an old one", 56_000, 560)
}

// TestRollChangedEarly: two rolls that seemed one teach no length, whether their sum gives them away or the open printer.
func TestRollChangedEarly(t *testing.T) {
	for name, c := range map[string]struct {
		first, then int // slips of 100 mm
		known       int
		opened      bool
		want        int
	}{
		"half a roll and a whole":             {400, 800, usual, false, 0},
		"a little of a roll and a whole":      {200, 800, usual, true, 0},
		"one roll, longer than the set-up's":  {0, 1000, usual, false, 100_000},
		"two that are short, and seem as one": {400, 300, 0, true, 0},
		"a set-up that says nothing":          {400, 300, 0, false, 70_000},
	} {
		r := roll{newPlay(t), t}
		r.mark(queue.RollNew, 0)
		r.print(c.first, 100)
		if c.opened {
			r.mark(queue.RollOpened, 0)
		}
		r.print(c.then, 100)
		r.out(c.known)
		if got := r.state.Roll.Usual; got != c.want {
			t.Errorf("%s: learned %d mm, want %d", name, got, c.want)
		}
	}
	r := roll{newPlay(t), t}
	r.mark(queue.RollNew, 0)
	r.print(560, 100)
	r.out(usual)
	r.mark(queue.RollNew, 0)
	r.print(840, 100) // what was learned counts before the set-up
	r.out(usual)
	if got := r.state.Roll.Usual; got != 56_000 {
		t.Errorf("learned %d mm, want 56000", got)
	}
}

// out is a roll that ran out by itself, where the set-up says how long rolls are.
func (r roll) out(usual int) {
	r.t.Helper()
	if _, err := r.do(queue.RecordRoll{Mark: queue.RollOut, Usual: usual}); err != nil {
		r.t.Fatal(err)
	}
}

// TestPaperOfTickets: what a ticket's slip took is counted once, whatever becomes of its doubt, and also when torn.
func TestPaperOfTickets(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	id := p.state.Version
	p.must(queue.RecordPaper{Ticket: id, Paper: queue.PaperDoubt, Problem: "paper-out", MM: 120})
	if got := p.state.Tickets[id]; got.Problem != "paper-out" {
		t.Errorf("problem %q", got.Problem)
	}
	p.must(queue.RecordPaper{Ticket: id, Paper: queue.PaperPrinted, MM: 120})
	if got := p.state.Roll.Fed; got != 120 {
		t.Errorf("%d mm, want 120", got)
	}
	p.must(queue.Reprint{Ticket: id})
	p.must(queue.RecordPaper{Ticket: id, Paper: queue.PaperPrinted, MM: 126})
	if got := p.state.Roll; got.Fed != 246 || got.Slip() != 123 {
		t.Errorf("got %+v", got)
	}
	for _, v := range []queue.Verb{queue.RecordFed{}, queue.RecordFed{MM: 20_000}, queue.RecordRoll{Mark: "?"},
		queue.RecordRoll{Mark: queue.RollLow, MM: 5}, queue.RecordRoll{Mark: queue.RollNew, MM: -1}, queue.RecordRoll{Mark: queue.RollNew, MM: 2_000_000}} {
		p.refused(v, queue.BadRequest)
	}
}
