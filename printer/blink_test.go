package printer_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// noisy is a serial line on which a NUL comes in when the printer at its other end loses its power.
type noisy struct {
	*emulator.Cable
	nul chan struct{}
}

func (n noisy) Read(p []byte, wait time.Duration) (int, error) {
	for end := time.Now().Add(wait); ; {
		select {
		case <-n.nul:
			p[0] = 0
			return 1, nil
		default:
		}
		got, err := n.Cable.Read(p, min(5*time.Millisecond, max(0, time.Until(end))))
		if got > 0 || err != nil || !time.Now().Before(end) {
			return got, err
		}
	}
}

// TestNULOfADeadPrinterConfirmsNothing: it looks as the answer to GS r does.
func TestNULOfADeadPrinterConfirmsNothing(t *testing.T) {
	try := func(p escpos.Profile, control bool) {
		for what, end := range map[string]func(*emulator.Printer){
			"dead": func(e *emulator.Printer) { e.PowerOff(false) },
			"open": func(e *emulator.Printer) { e.Set(emulator.CoverOpen) },
		} {
			atDesk(t, p, func(d *desk) {
				nul := make(chan struct{}, 1)
				d.restart(func(c *printer.Config) {
					c.Open = func(context.Context) (printer.Port, error) {
						cable, err := d.emu.Connect()
						return noisy{cable, nul}, err
					}
				})
				d.print("A001")
				d.emu.At(emulator.Printing, func() { end(d.emu); nul <- struct{}{} })
				_, sure, err := d.print("A002", "one", "two", "koniec")
				if lie := err == nil; lie != control {
					t.Errorf("%s, %s: believed %v (%v), control %v; papers %q", p.Name, what, lie, sure, control, d.papers())
				}
			})
		}
	}
	for _, name := range []string{"generic-80", "generic-58", "xprinter-xp-t80q"} {
		p := profile(t, name)
		try(p, false)
		p.Status = false // nothing is asked after the answer
		try(p, true)
	}
}

// boasting is a line that says to be faster than it is, so that a slip goes out in pieces as large as the buffer.
type boasting struct{ *emulator.Cable }

func (boasting) Rate() int { return 11520 }

// blinked prints a long slip while the printer hears nothing for so long: from somewhere in the slip on, or from before
// its first byte.
func blinked(t *testing.T, p escpos.Profile, baud int, deaf, before time.Duration, boast bool) (lie bool) {
	t.Helper()
	atDesk(t, p, func(d *desk) {
		d.emu.Line(baud)
		d.emu.Mechanism(150)
		d.restart(func(c *printer.Config) {
			c.Open = func(context.Context) (printer.Port, error) {
				cable, err := d.emu.Connect()
				if boast {
					return boasting{cable}, err
				}
				return cable, err
			}
		})
		off := func() {
			d.emu.PowerOff(false)
			time.AfterFunc(deaf, d.emu.PowerOn)
		}
		if before > 0 {
			off()
			<-time.After(before)
		} else {
			d.emu.At(emulator.Printing, off)
		}
		job := ukrainian(p, "A001")
		_, err := d.dev.Print(t.Context(), job, nil)
		<-time.After(20 * time.Second)
		synctest.Wait()
		lie = err == nil && !wholeOn(t, d, p, job)
	})
	return lie
}

// wholeOn tells whether a job is on one of the papers, dot by dot.
func wholeOn(t *testing.T, d *desk, p escpos.Profile, job []byte) bool {
	t.Helper()
	want, err := emulator.Read(job, p)
	if err != nil || len(want) != 1 {
		t.Fatalf("%d papers, %v", len(want), err)
	}
	for _, tk := range d.emu.Tickets() {
		if !tk.Torn && string(dots(tk.Image)) == string(dots(want[0].Image)) {
			return true
		}
	}
	return false
}

// powerUp is the time for which a printer that lost its power is deaf at least: real ones take a second and more to start.
const powerUp = 600 * time.Millisecond

// TestPowerBackInTheMiddle: a printer whose power was gone for a moment prints what of a slip comes after it, cuts and
// answers. That is not believed.
func TestPowerBackInTheMiddle(t *testing.T) {
	bad := 0
	for _, name := range []string{"generic-80", "epson-tm-t20iii", "generic-80-raster", "pyramid-reliance"} {
		p := profile(t, name)
		for _, baud := range speeds {
			for _, deaf := range []time.Duration{powerUp, time.Second, 2 * time.Second, 3 * time.Second} {
				for _, before := range []time.Duration{0, deaf - 50*time.Millisecond, deaf - 250*time.Millisecond} {
					what := fmt.Sprint(name, " ", baud, " baud, deaf for ", deaf, ", since ", before, " before")
					if blinked(t, p, baud, deaf, before, false) {
						t.Errorf("%s: believed printed and is not whole", what)
					}
				}
			}
		}
		if blinked(t, p, 9600, time.Second, 0, true) { // the control: pieces as large as the buffer
			bad++
		}
	}
	if bad == 0 {
		t.Error("large pieces tell no lie either: the test proves nothing")
	}
}
