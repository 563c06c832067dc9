package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"bileter/internal/queue"
)

// BenchmarkIssueToFirstByte is from the command that issues a ticket to the first byte at the printer's
// port, a pseudo-terminal, with the commit alone beside it. Target: commit + 2 ms at p99.
func BenchmarkIssueToFirstByte(b *testing.B) {
	near, far, err := pty.Open()
	if err != nil {
		b.Fatal(err)
	}
	defer near.Close()
	defer far.Close()
	config, err := os.ReadFile("../../configs/olszanow.toml")
	if err != nil {
		b.Fatal(err)
	}
	text := strings.NewReplacer(`port    = "emulator"`, fmt.Sprintf("port    = %q", far.Name()),
		`profile = "emulator-80"`, `profile = "generic-80-mute"`).Replace(string(config))
	path := filepath.Join(b.TempDir(), "office.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	m, err := runCmd{Config: path, Data: b.TempDir(), Listen: "127.0.0.1:0", Screen: "off", AlwaysOpen: true}.prepare(io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	defer m.shut()
	ctx, stop := context.WithCancel(context.Background())
	end := make(chan error, 1)
	go func() { end <- m.run(ctx) }()
	defer func() { stop(); <-end }()

	bytes := make(chan time.Time, 1<<16)
	go func() {
		buf := make([]byte, 4096)
		for {
			if _, err := near.Read(buf); err != nil {
				return
			}
			bytes <- time.Now()
		}
	}()
	services := []string{"P1", "K1", "D1", "E1", "U1", "S1", "W1", "H1", "J1", "A1", "L1", "M1", "R1", "G1", "T1", "Z1"}
	var commit, first []time.Duration
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		quiet := time.NewTimer(5 * time.Millisecond) // the ticket before has to be out
		for waiting := true; waiting; {
			select {
			case <-bytes:
				quiet.Reset(5 * time.Millisecond)
			case <-quiet.C:
				waiting = false
			}
		}
		b.StartTimer()
		start := time.Now()
		if _, err := m.office.Do(ctx, queue.Command{ID: fmt.Sprint("b", i), Do: queue.Issue{
			Service: services[i%len(services)], Lang: "pl", Token: "0123456789abcdefghijkl", Paper: true}}); err != nil {
			b.Fatal(err)
		}
		commit = append(commit, time.Since(start))
		select {
		case at := <-bytes:
			first = append(first, at.Sub(start))
		case <-time.After(2 * time.Second):
			b.Fatal("nothing came out of the port")
		}
	}
	slices.Sort(commit)
	slices.Sort(first)
	p99 := func(ds []time.Duration) float64 { return float64(ds[len(ds)*99/100].Microseconds()) }
	b.ReportMetric(p99(first), "p99-first-byte-µs")
	b.ReportMetric(p99(commit), "p99-commit-µs")
	b.ReportMetric(float64(first[len(first)/2].Microseconds()), "p50-first-byte-µs")
	b.ReportMetric(float64(commit[len(commit)/2].Microseconds()), "p50-commit-µs")
}
