package policy_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"bileter/internal/office"
	"bileter/internal/policy"
	"bileter/internal/queue"
)

// memory is a journal without a disk.
type memory struct {
	mu       sync.Mutex // protects what follows
	events   []queue.Event
	snapshot []byte
	origin   queue.Origin
}

func (m *memory) Append(events []queue.Event, snapshot []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, events...)
	if snapshot != nil {
		m.snapshot = snapshot
	}
	return nil
}

func (m *memory) Events(from uint64, limit int) ([]queue.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events[from-1 : int(from)-1+limit]), nil
}

// Load reads the last snapshot and the events after it, as the journal on a disk does.
func (m *memory) Load() (*queue.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := queue.NewState(m.origin)
	if m.snapshot != nil {
		var err error
		if s, err = queue.LoadState(m.snapshot); err != nil {
			return nil, err
		}
	}
	for _, e := range m.events[s.Version:] {
		s.Apply(e)
	}
	return s, nil
}

func (m *memory) Reopen() error { return errors.New("never needed") }

// running is an office that can be ended and started again on its journal.
type running struct {
	t       *testing.T
	journal *memory
	setup   *queue.Setup
	at      time.Time
	office  *office.Office
	stop    func()
}

func (r *running) start() {
	r.office = office.New(office.Config{Setup: r.setup, Journal: r.journal, Now: func() time.Time { return r.at },
		Mono: func() time.Duration { return r.at.Sub(time.Unix(0, 0)) }, Synced: func() bool { return true }})
	if err := r.office.Load(); err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(r.t.Context())
	end := make(chan error, 1)
	go func(o *office.Office) { end <- o.Run(ctx) }(r.office)
	r.stop = func() {
		cancel()
		if err := <-end; err != nil {
			r.t.Error(err)
		}
	}
}

// TestDayOfTheOffice plays 12 hours with 2,800 clients against the running office, in virtual time, and ends it and
// starts it again every hour. What has to be true of a day is read from the journal.
func TestDayOfTheOffice(t *testing.T) {
	t.Parallel()
	sh := policy.Big()
	cs := sh.Day(7)
	if len(cs) < 2800 {
		t.Fatalf("only %d clients come", len(cs))
	}
	r := &running{t: t, journal: &memory{origin: queue.Origin{Office: "play", Node: "play", Incarnation: "1"}}, setup: sh.Setup}
	r.start()
	ours, hour := policy.NewOurs(), -1
	ours.Do = func(c queue.Command) (queue.Answer, error) {
		r.at = c.At
		if h := c.At.Hour(); h != hour {
			hour = h
			r.stop()
			before := dump(r.office)
			r.start()
			if !bytes.Equal(before, dump(r.office)) {
				t.Fatal("the office that was started again is another one")
			}
		}
		a, err := r.office.Do(t.Context(), c)
		if err == nil { // the same press again does nothing
			again, err := r.office.Do(t.Context(), c)
			if err != nil || again.Version != a.Version {
				t.Fatalf("%T again: %+v, %v", c.Do, again, err)
			}
		}
		return a, err
	}
	policy.Play(ours, 0, sh, cs, nil)
	r.stop()
	d := judge(t, r.journal)
	if d.issued != len(cs) || d.open != 0 {
		t.Errorf("%d tickets for %d clients, %d of them without an end", d.issued, len(cs), d.open)
	}
	var longest time.Duration
	for _, c := range cs {
		if c.Called < 0 {
			t.Fatalf("client %d was never called", c.ID)
		}
		longest = max(longest, c.Wait())
	}
	if longest > 2*time.Hour {
		t.Errorf("somebody waited %v", longest)
	}
	t.Logf("%d clients, %d events, longest wait %v", len(cs), len(r.journal.events), longest.Round(time.Minute))

	// Negative control: a journal in which a ticket is called twice and a number given twice is found out.
	var issued, called queue.Event
	for _, e := range r.journal.events {
		switch e.Kind {
		case queue.EvIssued:
			issued = e
		case queue.EvCalled:
			called = e
		}
	}
	for _, e := range []queue.Event{issued, called} {
		bad := &memory{origin: r.journal.origin, events: slices.Clone(r.journal.events)}
		e.Seq, e.Prev = uint64(len(bad.events)+1), bad.events[len(bad.events)-1].Hash()
		bad.events = append(bad.events, e)
		if faults(bad).wrong == "" {
			t.Errorf("a second %q of the same was not found out", e.Kind)
		}
	}
}

func dump(o *office.Office) (b []byte) {
	o.Read(func(s *queue.State) { b = s.Dump() })
	return b
}

// day is what a journal says of a day.
type day struct {
	issued, open int
	wrong        string
}

func judge(t *testing.T, m *memory) day {
	t.Helper()
	d := faults(m)
	if d.wrong != "" {
		t.Fatal(d.wrong)
	}
	s, err := m.Load()
	if err != nil {
		t.Fatal(err)
	}
	replayed := queue.NewState(m.origin)
	for _, e := range m.events {
		replayed.Apply(e)
	}
	if !bytes.Equal(s.Dump(), replayed.Dump()) {
		t.Fatal("snapshot and tail lead elsewhere than the journal")
	}
	for _, tk := range s.Tickets {
		if tk.State.Live() && tk.State != queue.NoShowState {
			d.open++
		}
	}
	return d
}

// faults reads a journal for what must never be: a broken chain, a number given twice, a call without a
// reason, a ticket called that does not wait or a counter that calls with somebody there.
func faults(m *memory) (d day) {
	prev, waits, at := m.origin.Hash(), map[uint64]bool{}, map[int]uint64{}
	numbers := map[string]bool{}
	free := func(id uint64) {
		for n, x := range at {
			if x == id {
				delete(at, n)
			}
		}
	}
	for _, e := range m.events {
		f, ok := e.Fact()
		if !ok || e.Prev != prev {
			d.wrong = fmt.Sprintf("event %d is not in the chain", e.Seq)
			return d
		}
		prev = e.Hash()
		switch f := f.(type) {
		case queue.Issued:
			d.issued++
			n := queue.Number(f.Letter, f.N)
			if numbers[n] {
				d.wrong = n + " was given twice"
			}
			numbers[n], waits[e.Seq] = true, true
		case queue.Called:
			if !waits[f.Ticket] || at[f.Counter] != 0 || f.Reason.Rule == "" {
				d.wrong = fmt.Sprintf("event %d: ticket %d is called to counter %d, which has %d", e.Seq, f.Ticket, f.Counter, at[f.Counter])
			}
			waits[f.Ticket], at[f.Counter] = false, f.Ticket
		case queue.Finished:
			free(f.Ticket)
		case queue.NoShow:
			free(f.Ticket)
		case queue.Returned:
			waits[f.Ticket] = true
		}
		if d.wrong != "" {
			return d
		}
	}
	return d
}
