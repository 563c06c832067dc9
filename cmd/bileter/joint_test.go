package main

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"bileter/internal/queue"
)

// TestOneCommitForATicket: with an idle printer a ticket and its mark are stored in one commit, and its paper comes; a
// ticket for a printer that is at work is stored first and marked later.
func TestOneCommitForATicket(t *testing.T) {
	m, err := runCmd{Config: "../../configs/olszanow.toml", Data: t.TempDir(), Listen: "127.0.0.1:0", Screen: "off", AlwaysOpen: true, Central: "none"}.prepare(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer m.shut()
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	end := make(chan error, 1)
	go func() { end <- m.run(ctx) }()
	defer func() { stop(); <-end }()
	var ids []uint64
	issue := func() {
		a, err := m.office.Do(ctx, queue.Command{ID: fmt.Sprint("t", len(ids)), Do: queue.Issue{Service: "P1", Lang: "pl", Token: "0123456789abcdefghijkl", Paper: true}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.Ticket.ID)
	}
	printed := func(id uint64) {
		t.Helper()
		for {
			v := m.office.Version()
			var paper queue.Paper
			m.office.Read(func(s *queue.State) { paper = s.Tickets[id].Paper })
			switch paper {
			case queue.PaperPrinted:
				return
			case queue.PaperRefused, queue.PaperDoubt:
				t.Fatalf("ticket %d: %s", id, paper)
			}
			select {
			case <-m.office.Changed(v):
			case <-ctx.Done():
				t.Fatalf("ticket %d: %s", id, paper)
			}
		}
	}
	// together tells whether the fact after a ticket's is that it is sent, read off the clock in the same moment.
	together := func(id uint64) bool {
		es, err := m.office.Events(id, 2)
		if err != nil || len(es) == 0 {
			t.Fatal(es, err)
		}
		return len(es) == 2 && es[1].Kind == queue.EvSent && es[1].Mono == es[0].Mono
	}
	for len(ids) == 0 || !together(ids[len(ids)-1]) { // not the first: the printer has to be found, and is asked how it is
		if ctx.Err() != nil {
			t.Fatalf("none of %d tickets was stored as sent with its issue", len(ids))
		}
		issue()
		printed(ids[len(ids)-1])
	}
	first := len(ids)
	for range 5 {
		issue()
	}
	apart := 0
	for _, id := range ids[first:] {
		printed(id)
		if !together(id) {
			apart++
		}
	}
	if apart == 0 {
		t.Error("five tickets at once all had the printer to themselves")
	}
}
