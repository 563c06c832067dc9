package printer_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// kioskPrinters are those that hand out what they cut.
func kioskPrinters(t testing.TB) []escpos.Profile {
	return []escpos.Profile{profile(t, "pyramid-reliance"), profile(t, "custom-kpm")}
}

// TestTicketAtTheMouth: a ticket at the mouth is proof; when it is gone, somebody took it.
func TestTicketAtTheMouth(t *testing.T) {
	for _, p := range kioskPrinters(t) {
		t.Run(p.Name, func(t *testing.T) {
			atDesk(t, p, func(d *desk) {
				var log bytes.Buffer
				d.restart(func(c *printer.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
				if _, sure, err := d.print("A001"); err != nil || sure != printer.Confirmed {
					d.Errorf("got %v, %v, want confirmed", sure, err)
				}
				if !d.emu.Take() {
					d.Error("nothing at the mouth")
				}
				d.dev.Tend(d.Context())
				if !strings.Contains(log.String(), "fate=taken") {
					d.Errorf("log: %s", log.String())
				}
				if u := d.emu.Unknown(); len(u) > 0 {
					d.Errorf("unknown: %q", u)
				}
			})
		})
	}
}

// TestTicketNotTaken: the next one does not push at it.
func TestTicketNotTaken(t *testing.T) {
	for _, retract := range []bool{true, false} {
		p := profile(t, "pyramid-reliance")
		p.Presenter.Retract, p.Presenter.Timeout = retract, 0
		atDesk(t, p, func(d *desk) {
			var log bytes.Buffer
			d.restart(func(c *printer.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			d.print("A001")
			d.emu.Listen()
			if _, sure, err := d.print("A002"); err != nil || sure != printer.Confirmed {
				d.Errorf("second: %v, %v", sure, err)
			}
			want := map[bool]string{true: "1d 65 02", false: "1d 65 05"}[retract]
			if first := d.emu.Heard(); !strings.Contains(strings.Join(first, ","), want) {
				d.Errorf("retract %v: heard %q, want %s", retract, first, want)
			}
			if n := d.emu.Retracted(); (n == 1) != retract {
				d.Errorf("%d taken back", n)
			}
			if !strings.Contains(log.String(), "ticket not taken") {
				d.Errorf("log: %s", log.String())
			}
			d.wantPapers("A001", "A002")
		})
	}
}

// TestTakenBackAfterAWhile: the printer does so by itself.
func TestTakenBackAfterAWhile(t *testing.T) {
	p := profile(t, "pyramid-reliance")
	p.Presenter.Timeout = 30
	atDesk(t, p, func(d *desk) {
		var log bytes.Buffer
		d.restart(func(c *printer.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		d.print("A001")
		<-time.After(31 * time.Second)
		d.dev.Tend(d.Context())
		if d.emu.Retracted() != 1 || !strings.Contains(log.String(), "taken back by the printer") {
			d.Errorf("%d taken back, log %s", d.emu.Retracted(), log.String())
		}
	})
}

// TestMouthProvesAfterARestart: a ticket at the mouth of a printer that lets nothing out before is the last one sent.
func TestMouthProvesAfterARestart(t *testing.T) {
	for _, c := range []struct {
		name string
		when emulator.Moment
		want bool
	}{{"whole", emulator.Proving, true}, {"torn", emulator.Printing, false}} {
		atDesk(t, profile(t, "pyramid-reliance"), func(d *desk) {
			d.dev.Tend(d.Context())
			d.emu.At(c.when, func() {
				if c.when == emulator.Printing {
					d.emu.PowerOff(false) // it comes back letting out what hangs there
				}
				d.emu.Unplug()
			})
			mark, _, err := d.print("A001", "one", "two")
			if err == nil {
				d.Fatal("believed printed")
			}
			d.emu.PowerOn()
			d.emu.Replug()
			d.restart(nil)
			var sure printer.Sure
			for range 3 {
				sure, err = d.dev.Resolve(d.Context(), mark)
				<-time.After(20 * time.Second)
			}
			if (err == nil && sure == printer.Confirmed) != c.want {
				d.Errorf("%s: got %v, %v", c.name, sure, err)
			}
		})
	}
}

// TestStuckAtTheMouth: a ticket that cannot be moved is a problem, told before anybody gets a number.
func TestStuckAtTheMouth(t *testing.T) {
	p := profile(t, "custom-kpm")
	atDesk(t, p, func(d *desk) {
		d.dev.Tend(d.Context())
		d.emu.Set(emulator.Jam)
		d.dev.Tend(d.Context())
		if got := d.dev.Status().Problem; got != printer.Jam {
			d.Errorf("got %q", got)
		}
		_, _, err := d.print("A001")
		refused(d.T, err, printer.Jam)
	})
}

// TestDialects: printers whose real-time status is another one.
func TestDialects(t *testing.T) {
	for name, change := range map[string]func(p *escpos.Profile){
		"n = 2 alone":      func(p *escpos.Profile) { p.Short = true },
		"answers in order": func(p *escpos.Profile) { p.InOrder = true },
		"dpu-30":           func(p *escpos.Profile) { p.Seiko, p.Proof = true, escpos.ProofBarrier },
		"full status":      func(p *escpos.Profile) { p.Full = true },
	} {
		t.Run(name, func(t *testing.T) {
			p := profile(t, "generic-80")
			change(&p)
			atDesk(t, p, func(d *desk) {
				d.dev.Tend(d.Context())
				for _, number := range []string{"A001", "A002"} {
					if _, sure, err := d.print(number); err != nil || sure != printer.Processed {
						d.Errorf("%s: %v, %v", number, sure, err)
					}
				}
				d.emu.Set(emulator.CoverOpen)
				d.dev.Tend(d.Context())
				if got := d.dev.Status().Problem; got != printer.CoverOpen && !p.InOrder {
					d.Errorf("cover open: %q", got)
				}
				if p.InOrder && d.dev.Status().Problem == printer.Ready {
					d.Error("a printer that stands still is ready")
				}
				d.emu.Set(0)
				<-time.After(time.Second)
				d.dev.Tend(d.Context())
				if got := d.dev.Status().Problem; got != printer.Ready {
					d.Errorf("well again: %q", got)
				}
				d.emu.Set(emulator.HeadHot)
				d.dev.Tend(d.Context())
				if d.dev.Status().Problem == printer.Ready {
					d.Error("hot, and ready")
				}
				d.emu.Set(0)
				<-time.After(time.Second)
				d.dev.Tend(d.Context())
				if _, _, err := d.print("A003"); err != nil {
					d.Error(err)
				}
				d.wantPapers("A001", "A002", "A003")
				if u := d.emu.Unknown(); len(u) > 0 {
					d.Errorf("unknown: %q", u)
				}
			})
		})
	}
}

// TestNoFullStatusAfterAll: a printer that does not answer what its profile says is used as one that has less.
func TestNoFullStatusAfterAll(t *testing.T) {
	set, less := profile(t, "custom-kpm"), profile(t, "custom-kpm")
	less.Full = false
	atDesk(t, less, func(d *desk) {
		d.restart(func(c *printer.Config) { c.Profile = set })
		if got := d.dev.Status().Problem; got != printer.Ready {
			d.Fatalf("got %q", got)
		}
		if _, sure, err := d.print("A001"); err != nil || sure != printer.Processed {
			d.Errorf("got %v, %v", sure, err)
		}
	})
}

// TestQuirks: what clones do otherwise does not reach the office.
func TestQuirks(t *testing.T) {
	for name, q := range map[string]emulator.Quirks{
		"no names":             {Nameless: true},
		"swallowed feed":       {SwallowFeed: true},
		"no fine feed":         {NoFineFeed: true},
		"constant error bytes": {ConstantErrors: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := profile(t, "emulator-80")
			atDesk(t, p, func(d *desk) {
				d.emu.Be(q)
				d.dev.Tend(d.Context())
				if _, _, err := d.print("A001", "Віконце", "koniec A001"); err != nil {
					d.Error(err)
				}
				d.emu.Set(emulator.CutterJam)
				d.dev.Tend(d.Context())
				if got := d.dev.Status().Problem; got != printer.Cutter {
					d.Errorf("cutter: %q", got) // asked, not only pushed
				}
				d.emu.Set(0)
				d.dev.Tend(d.Context())
				if _, err := d.dev.Print(context.Background(), slip(p, "A002"), func(queue.Mark) error { return nil }); err != nil {
					d.Error(err)
				}
				d.wantPapers("A001 koniec A001", "A002")
			})
		})
	}
}
