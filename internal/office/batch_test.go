package office_test

import (
	"context"
	"errors"
	"testing"

	"bileter/internal/office"
	"bileter/internal/queue"
)

// TestJoint: what goes with a fact is committed with it, or neither is, and whoever asked for it is told then.
func TestJoint(t *testing.T) {
	m := &memory{}
	commits, undone := 0, []uint64{}
	o, _ := run(t, office.Config{Setup: setup(), Journal: counted{m, &commits}, Joint: func(seq uint64, f queue.Fact) (office.Joint, bool) {
		if i, ok := f.(queue.Issued); !ok || !i.Paper {
			return office.Joint{}, false
		}
		return office.Joint{
			Command: queue.Command{Actor: "printer", Do: queue.RecordSent{Ticket: seq, Mark: queue.Mark{Job: "j"}}},
			Undo:    func() { undone = append(undone, seq) },
		}, true
	}})
	paper := func(id string) queue.Command {
		c := issue(id)
		i := c.Do.(queue.Issue)
		i.Paper = true
		c.Do = i
		return c
	}
	do := func(c queue.Command) (queue.Answer, error) { return o.Do(context.Background(), c) }
	a, err := do(paper("1")) // the first: after the fact of the day
	if err != nil || a.Ticket.Paper != queue.PaperSent || a.Ticket.Sent.Job != "j" || commits != 1 {
		t.Fatalf("got %+v, %v after %d commits, want a ticket stored as sent with one", a.Ticket, err, commits)
	}
	if a.Version != o.Version() {
		t.Errorf("the answer is of version %d, the office at %d", a.Version, o.Version())
	}
	if a, err := do(paper("1")); err != nil || !a.Retry || commits != 1 {
		t.Errorf("retry: got %+v, %v after %d commits", a, err, commits)
	}
	if a, err := do(issue("2")); err != nil || a.Ticket.Paper != queue.PaperNone {
		t.Errorf("without paper: got %+v, %v", a.Ticket, err)
	}
	before := o.Version()
	m.setFail(errors.New("disk"), false)
	if _, err := do(paper("3")); !errors.Is(err, office.ErrNotStored) || len(undone) != 1 || undone[0] != before+1 || o.Version() != before {
		t.Errorf("got %v, undone %v at version %d, want that of event %d", err, undone, o.Version(), before+1)
	}
	m.setFail(errors.New("disk"), true)
	if a, err := do(paper("3")); err != nil || a.Ticket.Paper != queue.PaperSent || len(undone) != 1 {
		t.Errorf("a commit that had happened: got %+v, %v, undone %v", a.Ticket, err, undone)
	}
}

// TestJointRefused: what is refused takes nothing with it, and is undone.
func TestJointRefused(t *testing.T) {
	undone := 0
	o, _ := run(t, office.Config{Setup: setup(), Journal: &memory{}, Joint: func(seq uint64, f queue.Fact) (office.Joint, bool) {
		return office.Joint{Command: queue.Command{Do: queue.RecordSent{Ticket: seq}}, Undo: func() { undone++ }}, true
	}})
	if a, err := o.Do(context.Background(), issue("1")); err != nil || a.Ticket.Number() != "A001" || undone != 2 {
		t.Errorf("got %+v, %v, undone %d, want A001, and 2: with the day and with a ticket without paper", a.Ticket, err, undone)
	}
}

// counted counts commits.
type counted struct {
	*memory
	n *int
}

func (c counted) Append(es []queue.Event, snapshot []byte) error {
	*c.n++
	return c.memory.Append(es, snapshot)
}
