package printer_test

import (
	"context"
	"fmt"
	"image"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// ukrainian is a slip that goes out as pictures, about 15 KB.
func ukrainian(p escpos.Profile, number string) []byte {
	lines := []string{number}
	for range 12 {
		lines = append(lines, "Управління у справах громадян, кабінет 5, черга")
	}
	return slip(p, append(lines, "koniec "+number)...)
}

// dots are the papers' black and white.
func dots(m image.Image) []byte { return m.(*image.Paletted).Pix }

// pulled is a port that does not say how fast it is, as a program sees it that writes and hopes.
type pulled struct{ c *emulator.Cable }

func (p pulled) Read(b []byte, wait time.Duration) (int, error)  { return p.c.Read(b, wait) }
func (p pulled) Write(b []byte, wait time.Duration) (int, error) { return p.c.Write(b, wait) }
func (p pulled) Close() error                                    { return p.c.Close() }

// overSerial prints a long slip over a serial line, on a printer in trouble, and tells whether the slip is believed
// printed and whether it is whole.
func overSerial(t *testing.T, p escpos.Profile, baud int, inPieces bool, trouble func(e *emulator.Printer)) (believed, whole bool) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emu := emulator.New(p)
		emu.Line(baud)
		emu.Mechanism(150)
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- emu.Run(ctx) }()
		dev := printer.New(printer.Config{
			Profile: p, Log: slog.New(slog.DiscardHandler),
			Open: func(context.Context) (printer.Port, error) {
				c, err := emu.Connect()
				if err == nil && !inPieces {
					return pulled{c}, nil
				}
				return c, err
			},
		})
		dev.Tend(t.Context())
		job := ukrainian(p, "A001")
		want, err := emulator.Read(job, p)
		if err != nil || len(want) != 1 || len(job) < 12000 {
			t.Fatalf("%d papers, job of %d bytes, %v", len(want), len(job), err)
		}
		trouble(emu)
		_, err = dev.Print(t.Context(), job, nil)
		<-time.After(time.Minute)
		believed = err == nil
		for _, tk := range emu.Tickets() {
			whole = whole || !tk.Torn && slices.Equal(dots(tk.Image), dots(want[0].Image))
		}
		dev.Close()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return believed, whole
}

var speeds = []int{9600, 19200, 38400, 115200}

// hot lets the head cool down in the middle of a slip: the printer takes nothing, says that it will go on, and does.
func hot(e *emulator.Printer) {
	e.At(emulator.Printing, func() {
		e.Set(emulator.HeadHot)
		time.AfterFunc(7*time.Second, func() { e.Set(0) })
	})
}

// slow is a mechanism that is slower than the line, as with much black.
func slow(e *emulator.Printer) { e.Mechanism(9) }

func TestLongSlipOverSerial(t *testing.T) {
	for _, name := range []string{"generic-80", "epson-tm-t20iii", "generic-80-raster", "xprinter-xp-t80q", "pyramid-reliance"} {
		p := profile(t, name)
		for _, baud := range speeds {
			for what, trouble := range map[string]func(*emulator.Printer){"well": func(*emulator.Printer) {}, "hot": hot} {
				t.Run(fmt.Sprint(name, " ", baud, " ", what), func(t *testing.T) {
					if believed, whole := overSerial(t, p, baud, true, trouble); !believed || !whole {
						t.Errorf("believed printed %v, whole on paper %v", believed, whole)
					}
				})
			}
		}
	}
	if believed, whole := overSerial(t, profile(t, "generic-80"), 115200, true, slow); !believed || !whole {
		t.Errorf("slow mechanism: believed printed %v, whole on paper %v", believed, whole)
	}
}

// TestLongSlipInOnePieceIsLost is the control: the answer after lost bytes confirms what is not on paper.
func TestLongSlipInOnePieceIsLost(t *testing.T) {
	p := profile(t, "generic-80")
	lies := 0
	for _, baud := range speeds {
		believed, whole := overSerial(t, p, baud, false, hot)
		if whole {
			t.Errorf("%d baud: whole on paper, though nothing made the line wait", baud)
		}
		if believed && !whole {
			lies++
		}
	}
	if believed, whole := overSerial(t, p, 115200, false, slow); whole {
		t.Errorf("slow mechanism: believed %v, whole", believed)
	} else if believed {
		lies++
	}
	if lies == 0 {
		t.Error("no slip that is not whole was believed printed: the test proves nothing")
	}
}

// TestLongSlipOnAMutePrinter: one that cannot answer is given the time that its profile says.
func TestLongSlipOnAMutePrinter(t *testing.T) {
	p := profile(t, "generic-80-mute")
	slower := func(e *emulator.Printer) { e.Mechanism(35) }
	for _, baud := range speeds {
		if believed, whole := overSerial(t, p, baud, true, slower); !believed || !whole {
			t.Errorf("%d baud: sent %v, whole %v", baud, believed, whole)
		}
	}
	if _, whole := overSerial(t, p, 115200, false, slow); whole {
		t.Error("control: in one piece, and whole")
	}
}

func TestTextSlipIsOnePiece(t *testing.T) {
	p := profile(t, "generic-80")
	synctest.Test(t, func(t *testing.T) {
		emu := emulator.New(p)
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- emu.Run(ctx) }()
		var port *counting
		dev := printer.New(printer.Config{
			Profile: p, Log: slog.New(slog.DiscardHandler),
			Open: func(context.Context) (printer.Port, error) {
				c, err := emu.Connect()
				port = &counting{Cable: c}
				return port, err
			},
		})
		dev.Tend(t.Context())
		port.long = 0
		if _, err := dev.Print(t.Context(), slip(p, lines("A001", false)...), nil); err != nil {
			t.Error(err)
		}
		if port.long != 1 {
			t.Errorf("a short slip left in %d writes", port.long)
		}
		dev.Close()
		stop()
		<-done
	})
}

type counting struct {
	*emulator.Cable
	long int // writes that are no questions
}

func (c *counting) Write(b []byte, wait time.Duration) (int, error) {
	if len(b) > 16 {
		c.long++
	}
	return c.Cable.Write(b, wait)
}
