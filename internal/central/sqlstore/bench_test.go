package sqlstore_test

import (
	"database/sql"
	"fmt"
	"testing"

	"bileter/internal/central/sqlstore"
	"bileter/internal/queue"
)

// office fills a history with what an office does all day: a ticket, a call, a start, an end.
func office(n int) *history {
	h := newHistory("A", 1)
	h.add(queue.DayOpened{Day: "2026-11-20"})
	for len(h.events) < n {
		t := uint64(len(h.events)) + 1
		h.add(queue.Issued{Cmd: fmt.Sprintf("%022d", t), Service: "d-dowod", Letter: "D", N: int(t) % 999, Lang: "pl", Token: "abcdefghijklmnopqrstuv", Paper: true, Ahead: 7})
		h.add(queue.Printed{Ticket: t, Paper: queue.PaperPrinted})
		h.add(queue.Called{Cmd: fmt.Sprintf("%022d", t+1), Ticket: t, Counter: 5, Reason: queue.Reason{Rule: queue.RuleFirst, Waited: 1234}})
		h.add(queue.Started{Cmd: fmt.Sprintf("%022d", t+2), Ticket: t, Counter: 5})
		h.add(queue.Finished{Cmd: fmt.Sprintf("%022d", t+3), Ticket: t, Counter: 5, Outcome: queue.OutcomeServed})
	}
	return h
}

// BenchmarkIngest is a batch of 100 events, committed: through Apply with all its checks and live
// numbers, and as bare inserts of the same rows. One operation is one batch.
func BenchmarkIngest(b *testing.B) {
	const size = 100
	report := func(b *testing.B) {
		b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "events/s")
	}
	b.Run("floor", func(b *testing.B) {
		path := file(b)
		open(b, path, sqlstore.Options{}).Close()
		db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		h := office(b.N * size)
		b.ResetTimer()
		for i := range b.N {
			tx, err := db.Begin()
			if err != nil {
				b.Fatal(err)
			}
			st, err := tx.Prepare(`insert into events values ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10, 0, $11, $12)`)
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range h.events[i*size : (i+1)*size] {
				if _, err := st.Exec(h.Office, h.Node, h.Incarnation, e.Seq, e.Prev[:], e.Prev[:], []byte(e.Kind), e.Version, e.At.UnixMicro(), 0, []byte(e.Actor), e.Payload); err != nil {
					b.Fatal(err)
				}
			}
			if err := tx.Commit(); err != nil {
				b.Fatal(err)
			}
		}
		report(b)
	})
	b.Run("apply", func(b *testing.B) {
		s := enrolled(b, file(b), sqlstore.Options{})
		h := office(b.N * size)
		b.ResetTimer()
		for i := range b.N {
			if _, err := s.Apply(ctx, h.batch(i*size+1, (i+1)*size)); err != nil {
				b.Fatal(err)
			}
		}
		report(b)
	})
	b.Run("apply-one", func(b *testing.B) {
		s := enrolled(b, file(b), sqlstore.Options{})
		h := office(b.N)
		b.ResetTimer()
		for i := range b.N {
			if _, err := s.Apply(ctx, h.batch(i+1, i+1)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	})
}
