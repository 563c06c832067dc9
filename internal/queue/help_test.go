package queue_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/queue"
)

// helping is the small office with two on duty, a head, and an interpreter from 10 to 12.
func helping(t testing.TB) *play {
	p := newPlay(t)
	week := p.setup.Hours["office"].Week
	for d := range week {
		week[d] = []queue.Span{{Open: 10 * 60, Close: 12 * 60}}
	}
	p.setup.Hours["sign"] = queue.Hours{Week: week}
	p.setup.Help = queue.HelpRules{Duty: []string{"Informacja", "Asystent"}, Head: "Kierownik", SignHours: "sign"}
	return p
}

func call(kind queue.HelpKind) queue.AskHelp {
	return queue.AskHelp{Kind: kind, From: queue.FromScreen, Lang: "pl"}
}

// ask asks for help and returns the request's id.
func (p *play) ask(v queue.AskHelp) uint64 {
	p.t.Helper()
	a, err := p.do(v)
	if err != nil || a.Help == nil {
		p.t.Fatalf("%+v: %+v, %v", v, a.Help, err)
	}
	return a.Help.ID
}

func (p *play) after(d time.Duration) *play { p.at = p.at.Add(d); return p }

func TestHelpIsEscalated(t *testing.T) {
	for _, c := range []struct {
		name  string
		duty  []string
		head  string
		wait  time.Duration
		to    string
		level queue.HelpLevel
	}{
		{"at first", []string{"I", "A"}, "K", 0, "I", queue.HelpFirst},
		{"before three minutes", []string{"I", "A"}, "K", 3*time.Minute - time.Second, "I", queue.HelpFirst},
		{"after three minutes", []string{"I", "A"}, "K", 3 * time.Minute, "I A", queue.HelpNext},
		{"before six minutes", []string{"I", "A"}, "K", 6*time.Minute - time.Second, "I A", queue.HelpNext},
		{"after six minutes", []string{"I", "A"}, "K", 6 * time.Minute, "I A K", queue.HelpHead},
		{"nobody is next", []string{"I"}, "K", 3 * time.Minute, "I", queue.HelpFirst},
		{"nobody is next, head", []string{"I"}, "K", 6 * time.Minute, "I K", queue.HelpHead},
		{"no head", []string{"I", "A"}, "", time.Hour, "I A", queue.HelpNext},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := helping(t)
			p.setup.Help.Duty, p.setup.Help.Head = c.duty, c.head
			id := p.ask(call(queue.HelpAssistant))
			p.setup.Help = queue.HelpRules{} // the fact knows; another set-up changes nothing
			p.after(c.wait).must(queue.Tick{})
			p.must(queue.Tick{}) // once each
			h := p.state.Helps[id]
			expect(t, "told", strings.Join(h.To, " "), c.to)
			if h.Level != c.level || h.State != queue.HelpAsked {
				t.Fatalf("got %+v", h)
			}
			if _, waits := p.state.HelpUnanswered(); waits != (c.level == queue.HelpHead) {
				t.Fatalf("unanswered: %v", waits)
			}
		})
	}
}

// TestHelpThatComesIsNotEscalated is the control of TestHelpIsEscalated: whoever was answered calls nobody else.
func TestHelpThatComesIsNotEscalated(t *testing.T) {
	for name, end := range map[string]func(id uint64) queue.Verb{
		"accepted":  func(id uint64) queue.Verb { return queue.AcceptHelp{Help: id, By: "Informacja", ETA: 10} },
		"arrived":   func(id uint64) queue.Verb { return queue.ArriveHelp{Help: id} },
		"withdrawn": func(id uint64) queue.Verb { return queue.WithdrawHelp{Help: id} },
	} {
		t.Run(name, func(t *testing.T) {
			p := helping(t)
			id := p.ask(call(queue.HelpAssistant))
			p.must(end(id))
			p.after(time.Hour).must(queue.Tick{})
			if h := p.state.Helps[id]; len(h.To) != 1 || h.Level != queue.HelpFirst {
				t.Fatalf("told %v", h.To)
			}
			p.after(24 * time.Hour)
			q := p.ask(call(queue.HelpAssistant)) // control: the same office does escalate
			p.after(6 * time.Minute).must(queue.Tick{})
			if h := p.state.Helps[q]; len(h.To) != 3 {
				t.Fatalf("told %v", h.To)
			}
		})
	}
}

func TestHelpChain(t *testing.T) {
	p := helping(t)
	id := p.ask(call(queue.HelpAssistant))
	p.after(time.Minute)
	if again := p.ask(call(queue.HelpAssistant)); again != id {
		t.Fatalf("a second press made request %d beside %d", again, id)
	}
	if other := p.ask(call(queue.HelpSign)); other == id {
		t.Fatal("an interpreter is no assistant")
	}
	p.refused(queue.EndHelp{Help: id}, queue.HelpPast)
	p.refused(queue.AcceptHelp{Help: id, By: "Jan Kowalski"}, queue.BadRequest)
	p.refused(queue.AcceptHelp{Help: id, By: "counter:77"}, queue.BadRequest)
	p.refused(queue.AcceptHelp{Help: id, By: "Asystent", ETA: 61}, queue.BadRequest)
	p.refused(queue.AcceptHelp{Help: 999, By: "Asystent"}, queue.NoSuchHelp)
	p.must(queue.AcceptHelp{Help: id, By: "Asystent", ETA: 3})
	if again := p.ask(call(queue.HelpAssistant)); again != id {
		t.Fatal("somebody is on the way")
	}
	p.after(time.Minute).must(queue.AcceptHelp{Help: id, By: "counter:2"})
	p.after(time.Minute).must(queue.ArriveHelp{Help: id})
	p.refused(queue.WithdrawHelp{Help: id}, queue.HelpPast)
	if again := p.ask(call(queue.HelpAssistant)); again == id {
		t.Fatal("the next client is another")
	}
	p.after(time.Minute).must(queue.EndHelp{Help: id})
	p.refused(queue.ArriveHelp{Help: id}, queue.HelpPast)
	h := p.state.Helps[id]
	if h.State != queue.HelpServed || h.By != "counter:2" || h.Accepted.Sub(h.Asked) != time.Minute || h.Arrived.Sub(h.Asked) != 3*time.Minute {
		t.Fatalf("got %+v", h)
	}
	p.at = monday.Add(24 * time.Hour)
	p.must(queue.Tick{})
	if len(p.state.Helps) != 0 {
		t.Fatalf("yesterday's are kept: %v", p.state.Helps)
	}
	expired := 0
	for _, e := range p.events {
		if f, _ := e.Fact(); f != nil {
			if end, is := f.(queue.HelpEnded); is && end.How == queue.HelpExpired {
				expired++
			}
		}
	}
	if expired != 2 {
		t.Fatalf("%d expired at the end of the day, want 2", expired)
	}
}

func TestHelpByHours(t *testing.T) {
	p := helping(t)
	p.ask(call(queue.HelpSign)) // 10:00
	p.at = time.Date(2026, 11, 23, 11, 30, 0, 0, time.UTC)
	_, err := p.do(call(queue.HelpSign))
	var r *queue.Refusal
	if !errors.As(err, &r) { // the first is open still, so it is told
		if err != nil {
			t.Fatal(err)
		}
	}
	p.must(queue.WithdrawHelp{Help: p.state.HelpsOpen()[0].ID})
	_, err = p.do(call(queue.HelpSign))
	if !errors.As(err, &r) || r.Code != queue.HelpClosed || !r.Until.Equal(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %v, until %v", err, r.Until)
	}
	p.setup.Help.SignHours = ""
	p.refused(call(queue.HelpSign), queue.HelpNone)
	p.setup.Help = queue.HelpRules{}
	p.refused(call(queue.HelpAssistant), queue.HelpNone)
}

func TestHelpOfATicketEndsWithIt(t *testing.T) {
	p := helping(t)
	p.must(queue.OpenCounter{Counter: 1})
	a, err := p.do(urgent("A1"))
	if err != nil {
		t.Fatal(err)
	}
	v := queue.AskHelp{Kind: queue.HelpNeeds, From: queue.FromTablet, Lang: "pl", Ticket: a.Ticket.ID}
	id := p.ask(v)
	v.From = "counter:1"
	if p.ask(v) != id {
		t.Fatal("one client, one request, wherever it is asked for")
	}
	if h := p.state.Helps[id]; h.Group != "A" {
		t.Fatalf("department %q", h.Group)
	}
	p.must(queue.Next{Counter: 1})
	p.must(queue.Finish{Counter: 1})
	if h := p.state.Helps[id]; h.State != queue.HelpServed {
		t.Fatalf("is %s", h.State)
	}
	p.refused(v, queue.NoSuchTicket)
}

// TestHelpKeepsItsPromises asks, accepts and ends at random, and holds: each step is told once and in time, a request
// that was answered calls nobody else, and no two requests of one place and kind have somebody on the way.
func TestHelpKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := helping(nil)
		answered := map[uint64]int{} // how many were told by then
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			p.at = p.at.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "seconds")) * time.Second)
			id := uint64(rapid.IntRange(0, int(p.state.Version)+1).Draw(t, "help"))
			if _, err := p.send(queue.Command{ID: fmt.Sprint("h", i), Do: drawHelp(t, id)}); err != nil {
				continue
			}
			coming := map[string]bool{}
			for id, h := range p.state.Helps {
				if h.State == queue.HelpAsked || h.State == queue.HelpAccepted {
					key := h.From + string(h.Kind)
					if coming[key] {
						t.Fatalf("two requests: %s", key)
					}
					coming[key] = true
				}
				if h.State != queue.HelpAsked {
					if n, seen := answered[id]; seen && n != len(h.To) {
						t.Fatalf("%+v was told after it was answered", h)
					}
					answered[id] = len(h.To)
				}
				if len(h.To) != int(h.Level)+1 || len(h.To) > 3 {
					t.Fatalf("%+v", h)
				}
			}
			if _, err := p.send(queue.Command{Do: queue.Tick{}}); err != nil {
				t.Fatal(err)
			}
			for _, h := range p.state.Helps {
				waited := p.at.Sub(h.Asked)
				if h.State == queue.HelpAsked && (waited >= 6*time.Minute) != (h.Level == queue.HelpHead) {
					t.Fatalf("after %s at level %d", waited, h.Level)
				}
			}
		}
	})
}

// drawHelp is any verb of help, sensible or not.
func drawHelp(t *rapid.T, id uint64) queue.Verb {
	switch rapid.IntRange(0, 4).Draw(t, "verb of help") {
	case 0:
		return queue.AcceptHelp{Help: id, By: rapid.SampledFrom([]string{"Informacja", "counter:1", "?"}).Draw(t, "by"), ETA: rapid.IntRange(-1, 70).Draw(t, "eta")}
	case 1:
		return queue.ArriveHelp{Help: id}
	case 2:
		return queue.EndHelp{Help: id}
	case 3:
		return queue.WithdrawHelp{Help: id}
	}
	v := call(rapid.SampledFrom([]queue.HelpKind{queue.HelpAssistant, queue.HelpNeeds, queue.HelpSign, "?"}).Draw(t, "kind"))
	v.From = rapid.SampledFrom([]string{queue.FromScreen, queue.FromTablet, "counter:1", "counter:9", ""}).Draw(t, "from")
	return v
}

func TestNeedsAreLeftToCountersWithoutStairs(t *testing.T) {
	upstairs := func() *play {
		p := newPlay(t)
		p.setup.Zones = []queue.Zone{{ID: "down"}, {ID: "up", Stairs: true}}
		p.setup.Counters[0].Zone, p.setup.Counters[1].Zone = "up", "down" // 1 and 2
		p.must(queue.OpenCounter{Counter: 1})
		p.must(issue("A1"))
		p.must(urgent("A1"))
		return p
	}
	p := upstairs() // control: without another counter, nobody is left waiting
	expect(t, "only counter upstairs", p.must(queue.Next{Counter: 1}), "A002")

	p = upstairs()
	p.must(queue.OpenCounter{Counter: 2})
	expect(t, "counter upstairs", p.must(queue.Next{Counter: 1}), "A001")
	if why := p.state.Tickets[p.state.Desk(1).Ticket].Why; why.Left != 1 || why.Rule != queue.RuleFirst {
		t.Fatalf("why: %+v", why)
	}
	expect(t, "counter without stairs", p.must(queue.Next{Counter: 2}), "A002")

	p = upstairs()
	p.must(queue.OpenCounter{Counter: 2})
	p.after(queue.DefaultStairsAfter + time.Second).must(queue.Tick{})
	expect(t, "too long", p.must(queue.Next{Counter: 1}), "A002")
}

func TestSeveralMattersTeachNoPace(t *testing.T) {
	for several, want := range map[bool]int{false: 1, true: 0} {
		p := newPlay(t)
		p.must(queue.OpenCounter{Counter: 1})
		i := issue("A1")
		i.Several = several
		p.must(i)
		p.must(queue.Next{Counter: 1})
		p.after(40 * time.Minute).must(queue.Finish{Counter: 1})
		if got := len(p.state.Pace.Served); got != want {
			t.Fatalf("several %v: learned of %d services, want %d", several, got, want)
		}
	}
}
