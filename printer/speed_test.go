package printer_test

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"

	"bileter/internal/port"
	"bileter/internal/queue"
	"bileter/printer"
)

// BenchmarkFirstByte measures from Spool.Add to the first byte at the far end of a pseudo-terminal, beside
// the floor of a bare write to one.
func BenchmarkFirstByte(b *testing.B) {
	near, far, err := pty.Open()
	if err != nil {
		b.Fatal(err)
	}
	defer near.Close()
	defer far.Close()

	p := profile(b, "generic-80-mute")
	job := slip(p, "URZĄD", "A001")
	var floor, ours []time.Duration

	line, err := port.Open(b.Context(), far.Name(), 0)
	if err != nil {
		b.Fatal(err)
	}
	arrived := arrivals(b, near, len(job))
	for range 200 {
		begin := time.Now()
		if _, err := line.Write(job, time.Second); err != nil {
			b.Fatal(err)
		}
		floor = append(floor, (<-arrived).Sub(begin))
	}
	line.Close()

	hello := make(chan struct{})
	dev := printer.New(printer.Config{
		Open: func(ctx context.Context) (printer.Port, error) {
			defer close(hello)
			return port.Open(ctx, far.Name(), 0)
		},
		Profile: p, Log: slog.New(slog.DiscardHandler),
	})
	defer dev.Close()
	reported := make(chan struct{}, 1)
	s := &printer.Spool{
		Device: dev, Render: func(uint64) ([]byte, error) { return job, nil },
		Report: func(uint64, queue.Paper, string) { reported <- struct{}{} },
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	<-hello
	<-arrived // the greeting

	for b.Loop() {
		begin := time.Now()
		s.Add(1)
		ours = append(ours, (<-arrived).Sub(begin))
		<-reported
	}
	stop()
	if err := <-done; err != nil {
		b.Error(err)
	}
	slices.Sort(floor)
	slices.Sort(ours)
	b.ReportMetric(float64(floor[len(floor)/2].Microseconds()), "floor-p50-µs")
	b.ReportMetric(float64(ours[len(ours)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(ours[len(ours)*99/100].Microseconds()), "p99-µs")
}

// arrivals tells when the first byte of each burst came; bursts are told apart by the writer waiting for
// this before it writes again.
func arrivals(b *testing.B, f *os.File, most int) <-chan time.Time {
	c := make(chan time.Time, 16)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for buf := make([]byte, 4*most); ; {
			if _, err := f.Read(buf); err != nil {
				return
			}
			c <- time.Now()
		}
	}()
	b.Cleanup(func() {
		f.Close()
		<-done
	})
	return c
}
