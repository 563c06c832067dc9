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

// BenchmarkIssueToFirstByte is from the command that issues a ticket to the first byte at the printer's port, a
// pseudo-terminal. Beside it, in turns on the same disk: the command alone for a ticket without paper, which is one
// bare commit. After-commit is from the answer to the command, which its client has then, to the byte. Target: 2 ms.
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
	var commit, first, after []time.Duration
	issue := func(id string, i int, paper bool) {
		if _, err := m.office.Do(ctx, queue.Command{ID: id, Do: queue.Issue{
			Service: services[i%len(services)], Lang: "pl", Token: "0123456789abcdefghijkl", Paper: paper}}); err != nil {
			b.Fatal(err)
		}
	}
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
		start := time.Now()
		issue(fmt.Sprint("c", i), i, false)
		commit = append(commit, time.Since(start))
		b.StartTimer()
		start = time.Now()
		issue(fmt.Sprint("b", i), i, true)
		answered := time.Now()
		select {
		case at := <-bytes:
			first, after = append(first, at.Sub(start)), append(after, at.Sub(answered))
		case <-time.After(2 * time.Second):
			b.Fatal("nothing came out of the port")
		}
	}
	for name, ds := range map[string][]time.Duration{"first-byte": first, "commit": commit, "after-commit": after} {
		slices.Sort(ds)
		b.ReportMetric(float64(ds[len(ds)/2].Microseconds()), "p50-"+name+"-µs")
		b.ReportMetric(float64(ds[len(ds)*99/100].Microseconds()), "p99-"+name+"-µs")
	}
}
