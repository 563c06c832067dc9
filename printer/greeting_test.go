package printer_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer"
	"bileter/printer/emulator"
)

// notes is a Memory.
type notes map[string]string

func (n notes) Get(key string) string       { return n[key] }
func (n notes) Put(key, value string) error { n[key] = value; return nil }

// TestGreeting: what a printer is sent after it was connected, in this order, and nothing is printed before.
func TestGreeting(t *testing.T) {
	pages := "1b 74 12"
	want := []string{
		"1d 49 43", "1d 49 42", "1d 49 41", "1d 49 44", // model, maker, firmware, serial number
		"1b 40", "1c 2e", pages, "1d 62 01", "1b 52 00", // reset, no double bytes, code page, smooth, American
		"1b 63 35 01", "1b 63 34 00", "1d 61 0e", // panel off, low paper does not stop it, changes are pushed
		"1d 28 48 03 00 31 30 02", // tell when it goes offline
		"1d 67 32 00 b2 00",       // cuts so far
	}
	how := []string{"10 04 01", "10 04 02", "10 04 04"} // before, because GS I would wait, and after
	p := profile(t, "epson-tm-t20iii")
	atDesk(t, p, func(d *desk) {
		d.emu.Listen()
		d.dev.Tend(d.Context())
		synctest.Wait()
		var real, got []string // real-time commands are obeyed when they come, the others in their turn
		for _, c := range d.emu.Heard() {
			if strings.HasPrefix(c, "10 ") {
				real = append(real, c)
			} else {
				got = append(got, c)
			}
		}
		if !slices.Equal(got, want) || !slices.Equal(real, append(how, how...)) {
			d.Errorf("got\n%s\nwant\n%s\nand %q", strings.Join(got, "\n"), strings.Join(want, "\n"), real)
		}
		for name, again := range map[string]func(){
			"cable": func() { d.emu.Unplug(); d.dev.Tend(d.Context()); d.emu.Replug(); <-time.After(time.Second) },
			"power": func() { d.emu.PowerOff(false); d.dev.Tend(d.Context()); d.emu.PowerOn() },
		} {
			again()
			d.emu.Listen()
			d.dev.Tend(d.Context())
			synctest.Wait()
			got := d.emu.Heard()
			for _, c := range []string{"1d 49 43", "1b 40", "1c 2e", pages, "1b 52 00", "1b 63 35 01", "1b 63 34 00", "1d 61 0e"} {
				if !slices.Contains(got, c) {
					d.Errorf("%s: it was not sent %s again; got %q", name, c, got)
				}
			}
			if d.dev.Status().Problem != printer.Ready {
				d.Errorf("%s: %+v", name, d.dev.Status())
			}
		}
	})
}

// TestStaleInputIsDropped: what a printer said before it was connected answers nothing.
func TestStaleInputIsDropped(t *testing.T) {
	atDesk(t, profile(t, "generic-80"), func(d *desk) {
		d.cfg.Open = func(context.Context) (printer.Port, error) {
			c, err := d.emu.Connect()
			if err == nil { // somebody asked, and left: the printer says it is fine
				c.Write([]byte{0x10, 4, 1, 0x10, 4, 2, 0x1d, 'r', 1, 0x1d, 'I', 67}, 0)
				synctest.Wait()
				d.emu.Set(emulator.CoverOpen)
			}
			return c, err
		}
		d.restart(nil)
		if got := d.dev.Status().Problem; got != printer.CoverOpen {
			d.Errorf("got %q, want %q", got, printer.CoverOpen)
		}
	})
}

// TestOpenOnlyWhenWell: a printer that is connected with its cover open is asked what it is when it can answer.
func TestOpenOnlyWhenWell(t *testing.T) {
	atDesk(t, profile(t, "emulator-80"), func(d *desk) {
		d.emu.Set(emulator.CoverOpen)
		d.emu.Listen()
		memory := notes{}
		d.dev.Close()
		d.cfg.Memory = memory
		d.dev = printer.New(d.cfg)
		d.dev.Tend(d.Context())
		if got := d.dev.Status().Problem; got != printer.CoverOpen {
			d.Errorf("got %q", got)
		}
		if got := memory["identity"]; got != "" {
			d.Errorf("identified: %q", got)
		}
		d.emu.Set(0)
		d.dev.Tend(d.Context())
		if got := memory["identity"]; got != "BILETER emulator-80 0000001" {
			d.Errorf("identity: %q", got)
		}
		if _, _, err := d.print("A001"); err != nil {
			d.Error(err)
		}
		d.wantPapers("A001")
	})
}

func TestAnotherPrinterIsNoticed(t *testing.T) {
	atDesk(t, profile(t, "emulator-80"), func(d *desk) {
		var log bytes.Buffer
		remembered := notes{}
		know := func(c *printer.Config) { c.Memory, c.Log = remembered, slog.New(slog.NewTextHandler(&log, nil)) }
		d.restart(know)
		d.restart(nil)
		if d.dev.Status().Other != "" || strings.Contains(log.String(), "another printer") {
			d.Errorf("the same printer is taken for another: %s", log.String())
		}
		d.emu.Unplug()
		d.dev.Tend(d.Context())
		d.emu.Exchange("0000002")
		d.emu.Replug()
		<-time.After(time.Second)
		d.dev.Tend(d.Context())
		if st := d.dev.Status(); st.Other != "BILETER emulator-80 0000002" || st.Problem != printer.Ready {
			d.Errorf("status %+v", st)
		}
		if !strings.Contains(log.String(), "another printer") {
			d.Errorf("log: %s", log.String())
		}
		d.restart(nil)
		if d.dev.Status().Other != "" {
			d.Error("still another, after it was noticed")
		}
	})
}

// TestSerialNumberOfDigitsIsNoCount: the answer that comes late is the one that was asked for first.
func TestSerialNumberOfDigitsIsNoCount(t *testing.T) {
	atDesk(t, profile(t, "emulator-80"), func(d *desk) {
		d.dev.Tend(d.Context())
		d.print("A001")
		d.emu.Unplug()
		d.dev.Tend(d.Context())
		d.emu.Replug()
		d.emu.Late(350 * time.Millisecond)
		<-time.After(time.Second)
		for range 3 {
			d.dev.Tend(d.Context())
			<-time.After(100 * time.Millisecond)
		}
		d.emu.Late(0)
		<-time.After(15 * time.Second)
		d.dev.Tend(d.Context())
		mark, _, err := d.print("A002")
		if err != nil || mark.Cuts == nil || *mark.Cuts != 1 {
			d.Errorf("mark %+v, %v; want 1 cut", mark, err)
		}
	})
}

func TestNoticeOfGoingOffline(t *testing.T) {
	p := profile(t, "epson-tm-t20iii")
	p.Push = false // then nothing else tells
	atDesk(t, p, func(d *desk) {
		d.dev.Tend(d.Context())
		d.emu.At(emulator.Printing, func() { d.emu.Set(emulator.CoverOpen) })
		begin := time.Now()
		_, _, err := d.print("A001", "one", "two")
		inDoubt(d.T, err, printer.CoverOpen)
		if took := time.Since(begin); took > 50*time.Millisecond {
			d.Errorf("noticed after %v", took)
		}
	})
}
