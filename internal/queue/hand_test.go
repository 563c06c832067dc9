package queue_test

import (
	"testing"
	"time"

	"bileter/internal/queue"
)

// TestMove: a waiting or parked ticket goes to another line by hand and keeps its time of issue.
func TestMove(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	p.must(issue("B1"))
	moved := p.state.Version
	p.after(time.Minute).must(issue("A1"))
	p.refused(queue.Move{Ticket: moved}, queue.BadRequest)
	p.refused(queue.Move{Ticket: moved, Service: "?"}, queue.NoSuchService)
	p.refused(queue.Move{Ticket: moved, Only: 99}, queue.NoSuchCounter)
	p.refused(queue.Move{Ticket: moved, Only: 2}, queue.CounterIsClosed)
	p.refused(queue.Move{Ticket: 99, Service: "A1"}, queue.NoSuchTicket)
	p.must(queue.Move{Ticket: moved, Service: "A1"})
	expect(t, "it came first", p.must(queue.Next{Counter: 1}), "B001")
	p.refused(queue.Move{Ticket: moved, Service: "A1"}, queue.WrongState) // its counter has it
	p.must(queue.Park{Counter: 1, Until: p.at.Add(time.Hour)})
	p.must(queue.Move{Ticket: moved, Only: 1})
	if got := p.state.Tickets[moved]; got.State != queue.Waiting || !got.Again.IsZero() || !got.Ended.IsZero() {
		t.Errorf("parked and moved: %+v", got)
	}
	expect(t, "sent here", p.must(queue.Next{Counter: 1}), "B001")
}

// TestSetNeeds: what is said later counts as if it had been said at the machine, and can be taken back.
func TestSetNeeds(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	p.must(issue("A1"))
	p.must(issue("A1"))
	second := p.state.Version
	p.must(queue.SetNeeds{Ticket: second, Priority: true, Several: true})
	if got := p.state.Tickets[second]; !got.Priority || !got.Several || p.state.Today.Priority != 1 {
		t.Errorf("%+v, with priority today: %d", got, p.state.Today.Priority)
	}
	before := p.state.Version
	p.must(queue.SetNeeds{Ticket: second, Priority: true, Several: true})
	if p.state.Version != before {
		t.Error("what is said already makes a fact")
	}
	expect(t, "with priority", p.must(queue.Next{Counter: 1}), "A002")
	p.must(queue.SetNeeds{Ticket: second})
	if p.state.Today.Priority != 0 {
		t.Errorf("with priority today: %d", p.state.Today.Priority)
	}
	p.must(queue.Finish{Counter: 1})
	p.refused(queue.SetNeeds{Ticket: second, Priority: true}, queue.WrongState)
	p.refused(queue.SetNeeds{Ticket: 99, Priority: true}, queue.NoSuchTicket)
}

// TestCancelUndone: for a minute a cancelled ticket can be had back, with its place.
func TestCancelUndone(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	p.must(issue("A1"))
	first := p.state.Version
	p.must(issue("A1"))
	p.must(queue.Cancel{Ticket: first})
	p.after(10 * time.Second).must(queue.Return{Ticket: first})
	p.must(queue.Cancel{Ticket: first})
	p.must(queue.Return{Ticket: first})
	expect(t, "its old place", p.must(queue.Next{Counter: 1}), "A001")
	p.must(queue.Cancel{Ticket: first})
	p.at = p.at.Add(queue.UndoTime + time.Second)
	p.refused(queue.Return{Ticket: first}, queue.WrongState)
}

// TestAlertsOfTwoDepartments are two requests, while a second for one of them is none.
func TestAlertsOfTwoDepartments(t *testing.T) {
	p := helping(t)
	alert := func(letter string) {
		p.must(queue.AskHelp{Kind: queue.HelpNeeds, From: queue.FromTablet, Lang: "pl", Group: letter})
	}
	alert("A")
	alert("B")
	alert("A")
	if got := len(p.state.HelpsOpen()); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}
