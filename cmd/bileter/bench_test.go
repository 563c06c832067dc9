package main_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/store"
)

// BenchmarkProcess measures the program as it is started: time until it is ready with a journal of 100,000
// events (target 200 ms), and its memory after 1,000 tickets of the day (target 50 MB).
func BenchmarkProcess(b *testing.B) {
	data := b.TempDir()
	j, err := store.Open(filepath.Join(data, "journal.db"), "olszanow", "hol")
	if err != nil {
		b.Fatal(err)
	}
	history(b, j, 100_000)
	j.Close()
	bin, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	t := &testing.T{}
	p := &process{name: "bileter", ready: regexp.MustCompile(`(data folder)`), up: func(string) {}, start: runOf(bin, data)}
	var ready time.Duration
	var memory float64
	for b.Loop() {
		start := time.Now()
		p.run(t)
		ready += time.Since(start)
		client := api.DialUnix(filepath.Join(data, "window.sock"))
		for i := range 1000 {
			if _, err := client.Issue(context.Background(), fmt.Sprint("m", i), api.Issue{Service: []string{"P1", "D1", "E1"}[i%3], Lang: "pl"}); err != nil {
				b.Fatal(err)
			}
		}
		memory = resident(b, p.pid())
		p.stop(syscall.SIGTERM)
	}
	b.ReportMetric(float64(ready.Milliseconds())/float64(b.N), "ready-ms")
	b.ReportMetric(memory, "resident-MB")
}

// history fills a journal with days that are over.
func history(b *testing.B, j *store.Journal, n int) {
	s := queue.NewState(j.Origin())
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	var es []queue.Event
	add := func(f queue.Fact) {
		e := queue.NewEvent(f, at, time.Hour, false, "counter:5")
		e.Seq, e.Prev = s.Version+1, s.Head
		s.Apply(e)
		es = append(es, e)
	}
	for s.Version < uint64(n) {
		at = at.Add(24 * time.Hour)
		add(queue.DayOpened{Day: at.Format("2006-01-02")})
		for i := range 280 {
			at = at.Add(time.Minute)
			add(queue.Issued{Cmd: fmt.Sprintf("%022d", s.Version), Service: "P1", Letter: "P", N: i + 1, Lang: "pl", Token: "abcdefghijklmnopqrstuv", Paper: true, Ahead: 7})
			id := s.Version
			add(queue.Printed{Cmd: fmt.Sprintf("paper-%d", id), Ticket: id, Paper: queue.PaperPrinted})
			add(queue.Called{Cmd: fmt.Sprintf("%022d", s.Version), Ticket: id, Counter: 5, Reason: queue.Reason{Rule: queue.RuleFirst, Waited: 1234}})
			add(queue.Finished{Cmd: fmt.Sprintf("%022d", s.Version), Ticket: id, Counter: 5, Outcome: queue.OutcomeServed})
		}
		var snapshot []byte
		if s.Version >= uint64(n)-500 {
			snapshot = s.Dump()
		}
		if err := j.Append(es, snapshot); err != nil {
			b.Fatal(err)
		}
		es = nil
	}
}

// resident is VmRSS in MB.
func resident(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		b.Fatal("no VmRSS")
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return float64(kb) / 1024
}
