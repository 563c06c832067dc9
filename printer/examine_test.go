package printer_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bileter/internal/port"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// examined opens the emulated printer's line for the technician.
func examined(t *testing.T, b bench) *port.Port {
	t.Helper()
	p, err := port.Open(t.Context(), b.emu.Path(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

const wait = 150 * time.Millisecond

func TestExamine(t *testing.T) {
	p := profile(t, "emulator-80")
	whole := escpos.Identity{Maker: "BILETER", Model: "emulator-80", Firmware: "1.00", Serial: "0000001"}
	for _, c := range []struct {
		name string
		do   func(*emulator.Printer)
		want printer.Finding
	}{
		{"ready", func(*emulator.Printer) {}, printer.Finding{Identity: whole, Asked: true}},
		{"paper low", func(e *emulator.Printer) { e.Set(emulator.PaperLow) },
			printer.Finding{Identity: whole, Asked: true, Status: printer.Status{Low: true}}},
		{"no paper", func(e *emulator.Printer) { e.Set(emulator.PaperOut) },
			printer.Finding{Asked: true, Status: printer.Status{Problem: printer.PaperOut}}},
		{"cover", func(e *emulator.Printer) { e.Set(emulator.CoverOpen) },
			printer.Finding{Asked: true, Status: printer.Status{Problem: printer.CoverOpen}}},
		{"silent", func(e *emulator.Printer) { e.Silent(true) },
			printer.Finding{Asked: true, Status: printer.Status{Problem: printer.Offline}}},
	} {
		b := setUp(t, p, serial)
		c.do(b.emu)
		got, err := printer.Examine(examined(t, b), p, wait)
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v, want %+v", c.name, got, err, c.want)
		}
		b.expectNone(t)
	}
}

func TestExamineAsksNobodyWhoDoesNotAnswer(t *testing.T) {
	p := profile(t, "generic-80-mute")
	b := setUp(t, p, serial)
	got, err := printer.Examine(examined(t, b), p, wait)
	if err != nil || got != (printer.Finding{}) {
		t.Errorf("mute: got %+v, %v", got, err)
	}
	file, err := port.Open(t.Context(), "file:"+filepath.Join(t.TempDir(), "paper"), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := printer.Examine(file, profile(t, "generic-80"), wait); err != nil || got != (printer.Finding{}) {
		t.Errorf("file: got %+v, %v", got, err)
	}
}

func TestExamineOfALostPort(t *testing.T) {
	p := profile(t, "emulator-80")
	b := setUp(t, p, serial)
	line := examined(t, b)
	b.emu.Unplug()
	if got, err := printer.Examine(line, p, wait); !errors.Is(err, port.ErrLost) {
		t.Errorf("got %+v, %v, want %v", got, err, port.ErrLost)
	}
}

// TestTryOverSerial: the test slip has pictures, and is longer than a receive buffer.
func TestTryOverSerial(t *testing.T) {
	p := profile(t, "generic-80")
	atDesk(t, p, func(d *desk) {
		d.emu.Line(9600)
		d.emu.Mechanism(60)
		c, err := d.emu.Connect()
		if err != nil {
			d.Fatal(err)
		}
		job := ukrainian(p, "A001")
		if sure, err := printer.Try(c, p, job); err != nil || sure != printer.Processed {
			d.Errorf("got %v, %v", sure, err)
		}
		want, err := emulator.Read(job, p)
		if got := d.emu.Tickets(); err != nil || len(got) != 1 || !slices.Equal(dots(got[0].Image), dots(want[0].Image)) {
			d.Errorf("%d papers, not as they should be (%v)", len(got), err)
		}
	})
}

func TestTry(t *testing.T) {
	for name, want := range map[string]printer.Sure{"generic-80": printer.Processed, "generic-80-mute": printer.Sent} {
		p := profile(t, name)
		b := setUp(t, p, serial)
		sure, err := printer.Try(examined(t, b), p, slip(p, "Próba"))
		if err != nil || sure != want {
			t.Errorf("%s: got %v, %v, want %v", name, sure, err, want)
		}
		b.expect(t, "Próba", false)
	}
}
