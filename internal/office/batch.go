package office

import (
	"log/slog"
	"time"

	"bileter/internal/queue"
)

// Joint is a command that goes with a fact: what it does is committed together with that fact, or neither is.
type Joint struct {
	Command queue.Command
	// Undo is called when nothing was committed, from the writer; it must not wait.
	Undo func()
}

// batch is what shares one commit. It is decided on the office's working state, ahead of the disk.
type batch struct {
	o      *Office
	now    time.Time
	mono   time.Duration
	doubt  bool
	events []queue.Event
	newDay bool
	joint  []Joint
	setup  *queue.Setup // by which it is decided; the office's once it is committed
}

func (o *Office) newBatch() *batch {
	now, mono := o.Config.Now(), o.Mono()
	return &batch{o: o, now: now, mono: mono, doubt: o.doubt(now, mono), setup: o.Setup()}
}

// decide has one command decided, and returns it as it was decided.
func (b *batch) decide(c queue.Command) (queue.Command, []queue.Fact, error) {
	c.At, c.Doubt = b.now.UTC().Truncate(time.Microsecond), b.doubt
	facts, err := queue.Decide(b.o.work, b.setup, c)
	if err != nil {
		return c, nil, err
	}
	for _, f := range facts {
		e := queue.NewEvent(f, b.now, b.mono, b.doubt, c.Actor)
		e.Seq, e.Prev = b.o.work.Version+1, b.o.work.Head
		b.o.work.Apply(e)
		b.events = append(b.events, e)
		b.newDay = b.newDay || e.Kind == queue.EvDayOpened
	}
	if take, ok := c.Do.(queue.TakeSetup); ok && len(facts) > 0 {
		take.Setup.Location()
		b.setup = take.Setup
	}
	return c, facts, nil
}

// join adds what goes with facts that were decided just now.
func (b *batch) join(facts []queue.Fact) {
	if b.o.Joint == nil {
		return
	}
	first := b.o.work.Version + 1 - uint64(len(facts))
	for i, f := range facts {
		j, ok := b.o.Joint(first+uint64(i), f)
		if !ok {
			continue
		}
		if _, _, err := b.decide(j.Command); err != nil {
			slog.Error("what goes with a fact was refused", "kind", b.events[len(b.events)-1].Kind, "err", err)
			j.Undo()
			continue
		}
		b.joint = append(b.joint, j)
	}
}

// undo says that nothing of the batch was committed.
func (b *batch) undo() {
	for _, j := range b.joint {
		j.Undo()
	}
}
