package printer_test

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer"
	"bileter/printer/emulator"
)

// fullPort takes no question for a while after a job, as a USB printer does whose buffer is full.
type fullPort struct {
	*emulator.Cable
	until *time.Time
	over  int // how many bytes of a question the driver counts all the same
}

func (p fullPort) Write(b []byte, wait time.Duration) (int, error) {
	if len(b) >= 40 { // a job, and no greeting
		*p.until = time.Now().Add(2 * time.Second)
	} else if time.Now().Before(*p.until) {
		<-time.After(wait)
		if p.over > 0 { // it arrives when there is room
			n, _ := p.Cable.Write(b[:p.over], wait)
			return n, os.ErrDeadlineExceeded
		}
		return 0, os.ErrDeadlineExceeded
	}
	return p.Cable.Write(b, wait)
}

// TestFullBuffer: a printer that is busy with a job, and takes no questions meanwhile, is not lost.
func TestFullBuffer(t *testing.T) {
	for _, c := range []struct {
		name  string
		over  int
		wrong bool
	}{{"nothing taken", 0, false}, {"taken late", 3, false}, {"half a question", 1, true}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := profile(t, "emulator-80")
				emu := emulator.New(p)
				emu.Slow(100 * time.Millisecond)
				ctx, stop := context.WithCancel(context.Background())
				done := make(chan error, 1)
				go func() { done <- emu.Run(ctx) }()
				var until time.Time
				dev := printer.New(printer.Config{Profile: p, Log: slog.New(slog.DiscardHandler), Open: func(context.Context) (printer.Port, error) {
					cable, err := emu.Connect()
					return fullPort{cable, &until, c.over}, err
				}})
				sure, err := dev.Print(t.Context(), slip(p, "URZĄD", "A001"), nil)
				if c.wrong != (err != nil) || !c.wrong && sure != printer.Confirmed {
					t.Errorf("%v, %v", sure, err)
				}
				dev.Close()
				stop()
				if err := <-done; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
