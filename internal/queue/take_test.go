package queue_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bileter/internal/queue"
)

var someHash = strings.Repeat("ab", 32)

const someToken = "0123456789abcdefghijkl"

// take applies another set-up, which the play then goes by.
func (p *play) take(next *queue.Setup) error {
	_, err := p.do(queue.TakeSetup{Setup: next, Hash: someHash, N: 2})
	if err == nil {
		p.setup = next
	}
	return err
}

// TestTakeSetupTouchesNoTicket renames, hides, gives another letter and another order: every ticket stays what it was,
// and is called.
func TestTakeSetupTouchesNoTicket(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	a := p.must(queue.Issue{Service: "A1", Lang: "pl", Token: someToken})
	p.must(queue.Issue{Service: "A2", Lang: "pl", Token: someToken})
	was, _ := json.Marshal(p.state.Tickets)
	next := setup()
	next.Groups[0].Letter, next.Groups[0].Hidden = "X", true
	for i := range next.Services {
		if next.Services[i].Letter == "A" {
			next.Services[i].Letter, next.Services[i].Hidden = "X", true
		}
	}
	slices.Reverse(next.Services)
	if err := p.take(next); err != nil {
		t.Fatal(err)
	}
	if now, _ := json.Marshal(p.state.Tickets); !bytes.Equal(was, now) {
		t.Errorf("tickets were\n%s\nand are\n%s", was, now)
	}
	if got := p.state.Setup; got.Hash != someHash || got.N != 2 || got.At.IsZero() {
		t.Errorf("the state says %+v", got)
	}
	if got := p.must(queue.Next{Counter: 1}); got != a {
		t.Errorf("called %s, want %s", got, a)
	}
	if got := p.must(queue.Issue{Service: "A1", Lang: "pl", Token: someToken}); got != "X001" {
		t.Errorf("the next ticket is %s", got)
	}
	// The events alone give the same state again, whatever set-up a reader has.
	s := queue.NewState(origin)
	for _, e := range p.events {
		s.Apply(e)
	}
	if !bytes.Equal(s.Dump(), p.state.Dump()) {
		t.Error("the replay differs")
	}
}

func TestTakeSetupRefused(t *testing.T) {
	without := func(f func(*queue.Setup)) *queue.Setup { s := setup(); f(s); return s }
	noA1 := without(func(s *queue.Setup) { s.Services = s.Services[1:]; s.Counters[0].Serves = []string{"A2"} })
	unserved := without(func(s *queue.Setup) {
		s.Counters[0].Serves, s.Counters[1].Serves = []string{"A2"}, []string{"A2", "B1"}
	})
	no4 := without(func(s *queue.Setup) { s.Counters = s.Counters[:3] })
	foreign := without(func(s *queue.Setup) { s.Node = "other" })
	for _, c := range []struct {
		name string
		next *queue.Setup
		want queue.Code
	}{
		{"service with somebody waiting", noA1, queue.SetupWaiting},
		{"service nobody serves", unserved, queue.SetupWaiting},
		{"open counter", no4, queue.SetupCounter},
		{"another machine", foreign, queue.SetupForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlay(t)
			p.must(queue.OpenCounter{Counter: 4})
			p.must(queue.Issue{Service: "A1", Lang: "pl", Token: someToken})
			was := p.state.Dump()
			var r *queue.Refusal
			if err := p.take(c.next); !errors.As(err, &r) || r.Code != c.want {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			if !bytes.Equal(p.state.Dump(), was) {
				t.Error("something has changed")
			}
			// The next morning nobody waits any more.
			p.must(queue.CloseCounter{Counter: 4})
			p.at = p.at.AddDate(0, 0, 1)
			if err := p.take(c.next); (err == nil) == (c.want == queue.SetupForeign) {
				t.Errorf("the next morning: %v", err)
			}
		})
	}
	p := newPlay(t)
	if err := p.take(nil); err == nil {
		t.Error("no set-up was taken")
	}
}

// TestTakeSetupKeepsVisits refuses to strand who is booked for today; tomorrow's visit is another matter, and one whose
// client is here is a ticket.
func TestTakeSetupKeepsVisits(t *testing.T) {
	gone := func() *queue.Setup {
		s := setup()
		s.Services = s.Services[1:]
		s.Counters[0].Serves = []string{"A2"}
		s.Counters[1].Serves = []string{"A2", "B1"}
		return s
	}
	unserved := func() *queue.Setup {
		s := setup()
		s.Counters[0].Serves, s.Counters[1].Serves = []string{"A2"}, []string{"A2", "B1"}
		return s
	}
	page := func() *queue.Setup { s := setup(); s.Services[0].Kind = queue.KindInfo; return s }
	hidden := func() *queue.Setup { s := setup(); s.Services[0].Hidden = true; return s }
	for _, c := range []struct {
		name string
		next *queue.Setup
		days int // from now to the visit
		came bool
		want queue.Code
	}{
		{"removed", gone(), 0, false, queue.SetupVisit},
		{"not served", unserved(), 0, false, queue.SetupVisit},
		{"a page to read", page(), 0, false, queue.SetupVisit},
		{"hidden", hidden(), 0, false, ""},
		{"tomorrow", gone(), 1, false, ""},
		{"the client waits", gone(), 0, true, queue.SetupWaiting},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlay(t)
			p.must(queue.OpenCounter{Counter: 1})
			p.must(queue.Book{Code: "123456", Service: "A1", At: p.at.AddDate(0, 0, c.days).Add(10 * time.Minute)})
			if c.came {
				p.must(queue.CheckIn{Code: "123456", Lang: "pl", Token: someToken})
			}
			err := p.take(c.next)
			var r *queue.Refusal
			if got := errors.As(err, &r); got != (c.want != "") || got && (r.Code != c.want || r.Service != "A1") {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	// A visit that was missed this morning may still be kept; the next day it is over.
	p := newPlay(t)
	p.must(queue.Book{Code: "123456", Service: "A1", At: p.at.Add(time.Minute)})
	p.at = p.at.Add(3 * time.Hour)
	if err := p.take(gone()); err == nil {
		t.Error("a late visit is stranded")
	}
	p.at = p.at.AddDate(0, 0, 1)
	if err := p.take(gone()); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestDailyLimit(t *testing.T) {
	p := newPlay(t)
	p.setup.Services[0].Limit = 2
	p.must(queue.Issue{Service: "A1", Lang: "pl", Token: someToken})
	p.must(queue.Issue{Service: "A1", Lang: "pl", Token: someToken})
	_, err := p.do(queue.Issue{Service: "A1", Lang: "pl", Token: someToken})
	var r *queue.Refusal
	if !errors.As(err, &r) || r.Code != queue.DayFull || !r.Until.Equal(monday.AddDate(0, 0, 1).Truncate(24*60*60*1e9).Add(7*60*60*1e9)) {
		t.Errorf("got %v, until %v", err, r)
	}
	p.must(queue.Issue{Service: "A2", Lang: "pl", Token: someToken})
	s, err := queue.LoadState(p.state.Dump())
	if err != nil || s.Given["A1"] != 2 {
		t.Errorf("the count is not kept: %v", err)
	}
	p.at = p.at.AddDate(0, 0, 1)
	p.must(queue.Issue{Service: "A1", Lang: "pl", Token: someToken})
}

// How often a service was asked for is counted with the end of each day, and stays all day long.
func TestAsked(t *testing.T) {
	p := newPlay(t)
	for day, x := range []struct{ issued, want int }{{5, 0}, {1, 5}, {0, 3}, {0, 1}, {0, 0}} {
		for range x.issued {
			p.must(queue.Issue{Service: "A1", Lang: "pl", Token: someToken})
			if p.state.Asked["A1"] != x.want {
				t.Errorf("day %d: %d in its course, want %d", day, p.state.Asked["A1"], x.want)
			}
		}
		p.must(queue.Issue{Service: "A2", Lang: "pl", Token: someToken}) // opens the day
		if got := p.state.Asked["A1"]; got != x.want {
			t.Errorf("day %d: %d, want %d", day, got, x.want)
		}
		if s, err := queue.LoadState(p.state.Dump()); err != nil || s.Asked["A1"] != x.want {
			t.Errorf("day %d: the count is not kept: %v", day, err)
		}
		p.at = p.at.AddDate(0, 0, 1)
	}
}
