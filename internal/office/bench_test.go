package office_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/store"
)

// BenchmarkIssue is a command from Do to its answer, which comes after the commit, beside the floor: two
// writes of 4 KiB with fdatasync each, in turns with the tickets on the same disk.
func BenchmarkIssue(b *testing.B) {
	dir := b.TempDir()
	j, err := store.Open(filepath.Join(dir, "journal.db"), "o", "n")
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	s := setup()
	for i := range 25 {
		l := string(rune('B' + i))
		s.Groups = append(s.Groups, s.Groups[0])
		s.Groups[i+1].Letter = l
		s.Services = append(s.Services, s.Services[0])
		s.Services[i+1].ID, s.Services[i+1].Letter = l+"1", l
		s.Counters[0].Serves = append(s.Counters[0].Serves, l+"1")
	}
	o := office.New(office.Config{Setup: s, Journal: j})
	ctx, stop := context.WithCancel(context.Background())
	end := make(chan error, 1)
	go func() { end <- o.Run(ctx) }()
	defer func() { stop(); <-end }()
	f, err := os.Create(filepath.Join(dir, "floor"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	var ours, floor []time.Duration
	for i := 0; b.Loop(); i++ { // 26 letters have numbers for 25,974 tickets a day
		start := time.Now()
		if _, err := o.Do(ctx, queue.Command{ID: fmt.Sprint("bench-", i), Actor: "kiosk", Do: queue.Issue{
			Service: s.Services[i%len(s.Services)].ID, Lang: "pl", Token: "0123456789abcdefghijkl", Paper: true,
		}}); err != nil {
			b.Fatal(err)
		}
		ours = append(ours, time.Since(start))
		b.StopTimer()
		start = time.Now()
		for k := range 2 {
			if _, err := f.WriteAt(page, int64(k)*4096); err != nil {
				b.Fatal(err)
			}
			if err := unix.Fdatasync(int(f.Fd())); err != nil {
				b.Fatal(err)
			}
		}
		floor = append(floor, time.Since(start))
		b.StartTimer()
	}
	slices.Sort(ours)
	slices.Sort(floor)
	at := func(ds []time.Duration, p float64) float64 {
		return float64(ds[int(p*float64(len(ds)-1))].Microseconds())
	}
	b.ReportMetric(at(ours, 0.5), "p50-µs")
	b.ReportMetric(at(floor, 0.5), "floor-p50-µs")
	b.ReportMetric(at(ours, 0.99), "p99-µs")
	b.ReportMetric(at(floor, 0.99), "floor-p99-µs")
	b.ReportMetric(at(ours, 0.5)/at(floor, 0.5), "×floor")
}
