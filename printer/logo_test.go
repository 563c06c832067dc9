package printer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

func emblem(w int) escpos.Bitmap {
	m := escpos.NewBitmap(w, 64)
	m.Fill(3, 3, w/2, 40)
	m.Fill(w-2, 0, 2, 64)
	return m
}

// keeping is a desk whose printer is to keep a logo.
func keeping(t *testing.T, p escpos.Profile, do func(d *desk, memory notes)) {
	t.Helper()
	atDesk(t, p, func(d *desk) {
		memory := notes{}
		d.emu.Be(emulator.Quirks{FlashTime: 2 * time.Second})
		d.restart(func(c *printer.Config) { c.Logo, c.Memory = emblem(200), memory })
		synctest.Wait()
		do(d, memory)
	})
}

// look tells whether the printer has the logo, and prints a slip with it.
func (d *desk) look(want bool) {
	d.Helper()
	k, ok := d.dev.Logo()
	if ok != want {
		d.Errorf("logo kept %v, want %v", ok, want)
	}
	if !ok {
		return
	}
	e := escpos.NewEncoder(d.cfg.Profile)
	e.Align(escpos.Center)
	e.Stored(k)
	e.Line("A001")
	e.Cut(0)
	if _, err := d.dev.Print(d.Context(), e.Bytes(), nil); err != nil {
		d.Error(err)
	}
	synctest.Wait()
	ts := d.emu.Tickets()
	want80 := escpos.NewEncoder(d.cfg.Profile)
	want80.Align(escpos.Center)
	want80.Raster(d.cfg.Logo)
	want80.Line("A001")
	want80.Cut(0)
	drawn, err := emulator.Read(want80.Bytes(), d.cfg.Profile)
	if err != nil || string(dots(ts[len(ts)-1].Image)) != string(dots(drawn[0].Image)) {
		d.Errorf("the logo from the flash does not look as the one that is sent (%v)", err)
	}
}

func (d *desk) writes(want int) {
	d.Helper()
	if n := d.emu.FlashWrites(); n != want {
		d.Errorf("the flash was written %d times, want %d", n, want)
	}
}

func TestLogoIsStoredOnce(t *testing.T) {
	keeping(t, profile(t, "epson-tm-t20iii"), func(d *desk, _ notes) {
		d.look(true)
		d.writes(1)
		for range 3 {
			d.restart(nil)
			<-time.After(30 * time.Hour)
			d.dev.Tend(d.Context())
			d.look(true)
		}
		d.emu.PowerCycle()
		d.dev.Tend(d.Context())
		d.dev.Tend(d.Context())
		d.look(true)
		d.writes(1)
		if d.dev.Status().Problem != printer.Ready {
			d.Errorf("status %+v", d.dev.Status())
		}
	})
}

// TestFlashIsSpared: a logo that changes every hour, or a program that dies in the middle of a write every time, does not
// wear the flash out.
func TestFlashIsSpared(t *testing.T) {
	keeping(t, profile(t, "epson-tm-t20iii"), func(d *desk, _ notes) {
		for i := range 48 {
			<-time.After(time.Hour)
			d.restart(func(c *printer.Config) { c.Logo = emblem(200 + 8*(i%5)) })
		}
		if n := d.emu.FlashWrites(); n > 3 {
			d.Errorf("%d writes in two days", n)
		}
	})
	keeping(t, profile(t, "epson-tm-t20iii"), func(d *desk, memory notes) {
		for range 20 {
			delete(memory, "logo") // it died before it noted that the logo is there
			<-time.After(time.Minute)
			d.restart(nil)
		}
		d.writes(1)
	})
}

func TestAnotherLogoIsStoredTheNextDay(t *testing.T) {
	keeping(t, profile(t, "epson-tm-t20iii"), func(d *desk, _ notes) {
		d.restart(func(c *printer.Config) { c.Logo = emblem(304) })
		d.look(false) // not today: it is sent with each slip
		<-time.After(25 * time.Hour)
		d.restart(nil)
		d.look(true)
		d.writes(2)
	})
}

// TestAnotherPrinterHasNoLogo: memory of the old printer's flash is not taken for the new one's.
func TestAnotherPrinterHasNoLogo(t *testing.T) {
	keeping(t, profile(t, "epson-tm-t20iii"), func(d *desk, _ notes) {
		d.emu.Unplug()
		d.dev.Tend(d.Context())
		d.emu.Exchange("0000002")
		d.emu.Replug()
		<-time.After(time.Second)
		d.dev.Tend(d.Context())
		d.look(false)
	})
}

// TestAnotherPrinterOnTheSameLine: a serial port stays open while the printers behind it are changed.
func TestAnotherPrinterOnTheSameLine(t *testing.T) {
	keeping(t, profile(t, "epson-tm-t20iii"), func(d *desk, _ notes) {
		d.look(true)
		d.emu.PowerOff(false)
		<-time.After(3 * time.Second)
		d.dev.Tend(d.Context())
		d.look(false)
		d.emu.Exchange("0000002")
		d.emu.PowerOn()
		<-time.After(3 * time.Second)
		d.dev.Tend(d.Context())
		d.dev.Tend(d.Context())
		d.look(false) // its flash is empty, and one was written today
		if st := d.dev.Status(); st.Problem != printer.Ready || st.Other == "" {
			d.Errorf("status %+v", st)
		}
	})
}

// TestLogoThatCannotBeKept: no flash, nothing to remember with, or a line that would lose a part of it.
func TestLogoThatCannotBeKept(t *testing.T) {
	none := profile(t, "generic-80")
	keeping(t, none, func(d *desk, _ notes) { d.look(false); d.writes(0) })
	p := profile(t, "epson-tm-t20iii")
	keeping(t, p, func(d *desk, _ notes) {
		d.restart(func(c *printer.Config) { c.Logo, c.Memory = emblem(560), notes{} })
		d.look(false)
		d.writes(1)
	})
	lacking := p
	lacking.Logo = false
	atDesk(t, lacking, func(d *desk) { // its profile says that it has a flash
		d.restart(func(c *printer.Config) { c.Profile, c.Logo, c.Memory = p, emblem(200), notes{} })
		d.look(false)
		if _, _, err := d.print("A001"); err != nil {
			d.Error(err)
		}
	})
}
