package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bileter/internal/queue"
	"bileter/store"
)

// grow fills a journal with n events as an office makes them.
func grow(tb testing.TB, j *store.Journal, n int) {
	tb.Helper()
	seq, hash := j.Last()
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for n > 0 {
		var es []queue.Event
		for range min(n, 1000) {
			at = at.Add(3 * time.Second)
			var f queue.Fact
			cmd := fmt.Sprintf("%022d", seq)
			switch seq % 5 {
			case 0:
				f = queue.Issued{Cmd: cmd, Service: "P1", Letter: "P", N: int(seq/5)%999 + 1, Lang: "pl", Token: "abcdefghijklmnopqrstuv", Paper: true, Ahead: 7}
			case 1:
				f = queue.Printed{Ticket: seq, Paper: queue.PaperPrinted}
			case 2:
				f = queue.Called{Cmd: cmd, Ticket: seq - 1, Counter: 5, Reason: queue.Reason{Rule: queue.RuleFirst, Waited: 1234}}
			case 3:
				f = queue.Started{Cmd: cmd, Ticket: seq - 2, Counter: 5}
			default:
				f = queue.Finished{Cmd: cmd, Ticket: seq - 3, Counter: 5, Outcome: queue.OutcomeServed}
			}
			e := queue.NewEvent(f, at, time.Hour, false, "counter:5")
			e.Seq, e.Prev = seq+1, hash
			seq, hash = e.Seq, e.Hash()
			es = append(es, e)
		}
		if err := j.Append(es, nil); err != nil {
			tb.Fatal(err)
		}
		n -= len(es)
	}
}

// BenchmarkOpen is a start with a long history: scrub and load, with the size of the file beside it.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "journal.db")
	j, err := store.Open(path, "o", "n")
	if err != nil {
		b.Fatal(err)
	}
	const events = 100_000
	grow(b, j, events)
	j.Close()
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		j, err := store.Open(path, "o", "n")
		if err != nil {
			b.Fatal(err)
		}
		if seq, _ := j.Last(); seq != events {
			b.Fatal(seq)
		}
		j.Close()
	}
	b.ReportMetric(float64(st.Blocks*512)/events, "disk-B/event")
	_ = os.Remove(path)
}
