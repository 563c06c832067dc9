package queue_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"bileter/internal/queue"
)

// TestTopic: a counter with topics calls for one of them at a time, and whatever tells about it knows.
func TestTopic(t *testing.T) {
	p := newPlay(t)
	p.must(issue("B1"))
	p.must(issue("A3"))
	p.refused(queue.TakeTopic{Counter: 9, Topic: "first"}, queue.NoSuchCounter)
	p.refused(queue.TakeTopic{Counter: 6, Topic: "third"}, queue.BadRequest)
	p.refused(queue.TakeTopic{Counter: 3, Topic: "first"}, queue.BadRequest)
	p.must(queue.OpenCounter{Counter: 6})
	open := func(service string, want ...int) {
		t.Helper()
		if got := p.state.OpenCounters(p.setup, service); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("open for %s: got %v, want %v", service, got, want)
		}
		known := p.state.Outlook(p.setup, p.at, "").Forecast(service, false) != nil
		if known != (len(want) > 0) {
			t.Errorf("%s: a forecast is told: %v, with counters %v", service, known, want)
		}
	}
	open("A3", 6)
	open("B1")
	expect(t, "first topic", p.must(queue.Next{Counter: 6}), "A001")
	expect(t, "nobody else of it", p.must(queue.Next{Counter: 6}), "")
	before := len(p.events)
	p.must(queue.TakeTopic{Counter: 6, Topic: "first"})
	if len(p.events) != before {
		t.Error("taking the topic that is taken makes a fact")
	}
	p.must(queue.TakeTopic{Counter: 6, Topic: "second"})
	open("A3")
	open("B1", 6)
	p.must(issue("A3"))
	expect(t, "second topic", p.must(queue.Next{Counter: 6}), "B001")
	expect(t, "nobody else of it", p.must(queue.Next{Counter: 6}), "")
	p.must(queue.CloseCounter{Counter: 6})
	p.must(queue.OpenCounter{Counter: 6})
	open("B1", 6) // until the day ends
	p.at = p.at.Add(24 * time.Hour)
	p.must(queue.Tick{})
	p.must(queue.OpenCounter{Counter: 6})
	open("A3", 6)
}

// TestTopicOfAnotherSetup: a topic that the set-up has lost is the first one, and levels of what is not served now
// say nothing.
func TestTopicOfAnotherSetup(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 6})
	p.must(queue.TakeTopic{Counter: 6, Topic: "second"})
	c := p.setup.Counter(6)
	c.Levels = map[string]queue.Level{"A3": queue.LevelOnly}
	p.must(issue("B1"))
	expect(t, "only, of the other topic", p.must(queue.Next{Counter: 6}), "B001")
	c.Topics[1].Name = "renamed"
	if got := p.state.Topic(c); got != "first" {
		t.Errorf("topic %q, want the first", got)
	}
	c.Topics = nil
	if got := p.state.Counter(p.setup, 6); got != c {
		t.Errorf("without topics: %+v", got)
	}
}

// TestContinue: one visit, several services, without a wait between them.
func TestContinue(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	p.must(queue.OpenCounter{Counter: 2})
	p.refused(queue.Continue{Counter: 2, Service: "B1"}, queue.NoTicketHere)
	p.must(queue.Next{Counter: 2})
	p.must(queue.Start{Counter: 2})
	p.refused(queue.Continue{Counter: 2, Service: "A3"}, queue.NotThisCounter)
	p.refused(queue.Continue{Counter: 2, Service: "I1"}, queue.NoSuchService)
	p.refused(queue.Continue{Counter: 2, Service: "B1", Result: "of my own"}, queue.BadRequest)
	p.at = p.at.Add(7 * time.Minute)
	expect(t, "goes on", p.must(queue.Continue{Counter: 2, Service: "B1", Result: "done"}), "A001")
	tk, _ := p.state.At(2)
	if tk.Service != "B1" || tk.State != queue.Serving || tk.Matters != 1 || !tk.Started.Equal(p.at) {
		t.Errorf("got %+v", tk)
	}
	if got := p.state.Pace.Served["A1"]; got == nil || got.N != 1000 || got.Sec != 420 {
		t.Errorf("A1 took %+v, want one of 420 s", got)
	}
	p.at = p.at.Add(3 * time.Minute)
	p.must(queue.Finish{Counter: 2, Result: "no documents"})
	if got := p.state.Pace.Served["B1"]; got == nil || got.Sec != 180 {
		t.Errorf("B1 took %+v, want 180 s", got)
	}
	var results []string
	for _, e := range p.events {
		switch f, _ := e.Fact(); f := f.(type) {
		case queue.Continued:
			results = append(results, f.Result)
		case queue.Finished:
			results = append(results, f.Result)
		}
	}
	if fmt.Sprint(results) != "[done no documents]" {
		t.Errorf("results %q", results)
	}
}

// TestPhrases: facts hold no words of a clerk's own.
func TestPhrases(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	p.must(queue.OpenCounter{Counter: 1})
	p.must(queue.OpenCounter{Counter: 2})
	p.must(queue.Next{Counter: 1})
	p.refused(queue.Next{Counter: 1, Result: "Jan Kowalski"}, queue.BadRequest)
	p.refused(queue.Finish{Counter: 1, Result: "Jan Kowalski"}, queue.BadRequest)
	p.refused(queue.Transfer{Counter: 1, Only: 2, Note: "Jan Kowalski"}, queue.BadRequest)
	p.refused(queue.CloseCounter{Counter: 1, Back: p.at.Add(time.Hour), Reason: "Jan Kowalski"}, queue.BadRequest)
	p.refused(queue.CloseCounter{Counter: 1, Reason: "lunch"}, queue.BadRequest) // a break ends
	p.must(queue.Transfer{Counter: 1, Only: 2, Note: "checked"})
	p.must(queue.CloseCounter{Counter: 1, Back: p.at.Add(time.Hour), Reason: "lunch"})
	if d := p.state.Desk(1); d.Reason != "lunch" || d.Back.IsZero() {
		t.Errorf("on a break: %+v", d)
	}
	p.must(queue.OpenCounter{Counter: 1})
	if d := p.state.Desk(1); d.Reason != "" || !d.Back.IsZero() {
		t.Errorf("back: %+v", d)
	}
	p.must(queue.Next{Counter: 2})
	if tk, _ := p.state.At(2); tk.Note != "checked" {
		t.Errorf("the note is lost: %+v", tk)
	}
	p.must(queue.CloseCounter{Counter: 1})
	p.must(queue.Next{Counter: 2, Result: "done"})
}

// TestStale: two look at one counter. Whoever presses second, on what is no longer so, is refused; a retry is not.
func TestStale(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	p.must(issue("A1"))
	p.must(queue.OpenCounter{Counter: 1})
	press := func(id string, seen uint64, v queue.Verb) queue.Code {
		_, err := p.send(queue.Command{ID: id, Do: v, Seen: &queue.Seen{Counter: 1, Seq: seen}})
		var r *queue.Refusal
		if errors.As(err, &r) {
			return r.Code
		}
		return ""
	}
	seen := p.state.Desk(1).Seq
	p.must(issue("A1")) // nothing at this counter
	p.must(queue.OpenCounter{Counter: 2})
	for i, step := range []struct {
		id   string
		seen uint64
		verb queue.Verb
		want queue.Code
	}{
		{"one", seen, queue.Next{Counter: 1}, ""},
		{"two", seen, queue.Next{Counter: 1}, queue.Stale},
		{"one", seen, queue.Next{Counter: 1}, ""}, // its retry
		{"two", seen, queue.MissedCall{Counter: 1}, queue.Stale},
	} {
		if got := press(step.id, step.seen, step.verb); got != step.want {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
	// Whatever happens at the counter moves its number on.
	for _, v := range []queue.Verb{queue.CallAgain{Counter: 1}, queue.Arrive{Counter: 1}, queue.Start{Counter: 1}, queue.Continue{Counter: 1, Service: "A2"},
		queue.Wrap{Counter: 1}, queue.Finish{Counter: 1}, queue.Next{Counter: 1}, queue.MissedCall{Counter: 1}, queue.Next{Counter: 1}, queue.Cancel{Ticket: p.state.Desk(1).Ticket}, queue.CloseCounter{Counter: 1}} {
		if c, is := v.(queue.Cancel); is {
			c.Ticket = p.state.Desk(1).Ticket
			v = c
		}
		before := p.state.Desk(1).Seq
		p.must(v)
		if p.state.Desk(1).Seq == before {
			t.Errorf("%T did not move the counter's number", v)
		}
	}
}
