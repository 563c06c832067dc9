package printer_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"bileter/configs"
	"bileter/internal/port"
	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
	ticket "bileter/printer/slip"
)

// wire is a serial line at its speed: a pseudo-terminal for the host, whose bytes reach the printer, and the printer's
// the host, one after the other, each when a line of that baud has carried all its ten bits.
type wire struct {
	near, far *os.File
	down, up  direction
}

// direction is one direction of a wire.
type direction struct {
	each time.Duration // a byte takes
	mu   sync.Mutex    // protects the following
	n    int           // bytes that have arrived
	last time.Time     // when the last one did
}

func (w *direction) seen() (n int, last time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.n, w.last
}

// carry reads until there is no more, and gives every byte on when it has arrived.
func (w *direction) carry(read func([]byte) (int, error), write func([]byte) error) {
	buf, free := make([]byte, 4096), time.Time{}
	for {
		n, err := read(buf)
		if now := time.Now(); free.Before(now) {
			free = now
		}
		for sent := 0; sent < n; {
			time.Sleep(time.Until(free.Add(w.each)))
			due := min(max(1, int(time.Since(free)/w.each)), n-sent)
			free = free.Add(time.Duration(due) * w.each)
			w.mu.Lock()
			w.n, w.last = w.n+due, time.Now()
			w.mu.Unlock()
			if write(buf[sent:sent+due]) != nil {
				return
			}
			sent += due
		}
		if err != nil {
			return
		}
	}
}

func newWire(b *testing.B, emu *emulator.Printer, baud int) *wire {
	b.Helper()
	near, far, err := pty.Open()
	if err != nil {
		b.Fatal(err)
	}
	c, err := emu.Connect()
	if err != nil {
		b.Fatal(err)
	}
	w := &wire{near: near, far: far}
	w.down.each = time.Second * 10 / time.Duration(baud)
	w.up.each = w.down.each
	var wg sync.WaitGroup
	wg.Go(func() { w.down.carry(near.Read, func(p []byte) error { _, err := c.Write(p, 0); return err }) })
	wg.Go(func() {
		w.up.carry(func(p []byte) (int, error) { return c.Read(p, time.Hour) }, func(p []byte) error { _, err := near.Write(p); return err })
	})
	b.Cleanup(func() {
		c.Close()
		near.Close()
		far.Close()
		wg.Wait()
	})
	return w
}

// officeTicket is the sample office's ticket of its first service.
func officeTicket(b *testing.B, p escpos.Profile) []byte {
	b.Helper()
	c, err := configs.Parse(configs.SampleName, configs.Sample())
	if err != nil {
		b.Fatal(err)
	}
	t := queue.Ticket{ID: 1, Letter: "P", N: 27, Service: "P1", Lang: "pl", Issued: time.Date(2026, 11, 23, 9, 5, 0, 0, time.UTC), Day: "2026-11-23"}
	data, err := ticket.FromTicket(&c.Setup, t, 6, queue.Range{Min: 15, Max: 25, Known: true}, c.Console.URL+"/t/0123456789abcdefghijkl", t.Issued).Bytes(p)
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkWire prints a ticket over a serial line of a speed, beside the floor: its bytes at that speed. The printer
// of software prints in no time, so that all else is the dialogue's. Targets: 10 % over the floor, from the first byte's way to the
// word that it is printed; and 10 ms from that word's last byte to its being known.
func BenchmarkWire(b *testing.B) {
	for _, baud := range []int{9600, 19200, 115200} {
		b.Run(fmt.Sprint(baud), func(b *testing.B) {
			p := profile(b, "emulator-80")
			emu := emulator.New(p)
			ctx, stop := context.WithCancel(context.Background())
			off := make(chan error, 1)
			go func() { off <- emu.Run(ctx) }()
			defer func() { stop(); <-off }()
			w := newWire(b, emu, baud)
			dev := printer.New(printer.Config{
				Open:    func(ctx context.Context) (printer.Port, error) { return port.Open(ctx, w.far.Name(), baud) },
				Profile: p, Log: slog.New(slog.DiscardHandler),
			})
			defer dev.Close()
			job := officeTicket(b, p)
			var over, noticed []time.Duration
			var floor time.Duration
			for b.Loop() {
				b.StopTimer()
				dev.Tend(ctx)
				before, _ := w.down.seen()
				b.StartTimer()
				begin := time.Now()
				sure, err := dev.Print(ctx, job, nil)
				end := time.Now()
				if err != nil || sure != printer.Confirmed {
					b.Fatal(sure, err)
				}
				after, _ := w.down.seen()
				_, said := w.up.seen()
				floor = time.Duration(after-before) * w.down.each
				over, noticed = append(over, end.Sub(begin)-floor), append(noticed, end.Sub(said))
			}
			slices.Sort(over)
			slices.Sort(noticed)
			b.ReportMetric(float64(len(job)), "bytes/ticket")
			b.ReportMetric(float64(floor.Microseconds())/1000, "floor-ms")
			b.ReportMetric(100*over[len(over)/2].Seconds()/floor.Seconds(), "%-over-floor-p50")
			b.ReportMetric(float64(noticed[len(noticed)/2].Microseconds())/1000, "noticed-p50-ms")
			b.ReportMetric(float64(noticed[len(noticed)*99/100].Microseconds())/1000, "noticed-p99-ms")
		})
	}
}

// BenchmarkIdlePolling is the processor time of looking after a printer once a second, in percent of one core, beside
// the floor of the same process with none. What answers runs in this process too and is counted. Target: 0.5 %.
func BenchmarkIdlePolling(b *testing.B) {
	const span = 10 * time.Second
	for _, name := range []string{"generic-80", "epson-tm-m30iii"} {
		b.Run(name, func(b *testing.B) {
			near, far, err := pty.Open()
			if err != nil {
				b.Fatal(err)
			}
			var answers sync.WaitGroup
			answers.Go(func() { answer(near) })
			dev := printer.New(printer.Config{
				Open:    func(ctx context.Context) (printer.Port, error) { return port.Open(ctx, far.Name(), 9600) },
				Profile: profile(b, name), Log: slog.New(slog.DiscardHandler),
			})
			var polling, floor time.Duration
			for b.Loop() {
				from := processor(b)
				<-time.After(span)
				floor += processor(b) - from
				s := &printer.Spool{Device: dev, Report: func(uint64, queue.Paper, string) {}}
				ctx, stop := context.WithCancel(context.Background())
				end := make(chan error, 1)
				go func() { end <- s.Run(ctx) }()
				<-time.After(1500 * time.Millisecond)
				if st := dev.Status(); st != (printer.Status{}) {
					b.Fatalf("got %+v", st)
				}
				from = processor(b)
				<-time.After(span)
				polling += processor(b) - from
				stop()
				<-end
			}
			if err := dev.Close(); err != nil {
				b.Error(err)
			}
			far.Close() // ends what reads at the other end
			answers.Wait()
			near.Close()
			percent := func(d time.Duration) float64 { return 100 * d.Seconds() / span.Seconds() / float64(b.N) }
			b.ReportMetric(percent(polling), "%cpu")
			b.ReportMetric(percent(floor), "floor-%cpu")
		})
	}
}

// answer is a printer that is always well and has cut once.
func answer(near *os.File) {
	for buf := make([]byte, 256); ; {
		n, err := near.Read(buf)
		if err != nil {
			return
		}
		for i := 0; i+3 <= n; i++ {
			switch {
			case buf[i] == 0x10 && buf[i+1] == 0x04:
				near.Write([]byte{0x12})
			case buf[i] == 0x1d && buf[i+1] == 'g':
				near.Write([]byte{0x5f, '1', 0})
			}
		}
	}
}

// processor is the time that this process has had so far.
func processor(b *testing.B) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
