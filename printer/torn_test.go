package printer_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// desk is a device at an emulated printer, in a bubble of time.
type desk struct {
	*testing.T
	emu *emulator.Printer
	dev *printer.Thermal
	cfg printer.Config
}

// atDesk has a printer on and a device beside it, not connected yet.
func atDesk(t *testing.T, p escpos.Profile, do func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{T: t, emu: emulator.New(p)}
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- d.emu.Run(ctx) }()
		d.cfg = printer.Config{
			Profile: p, Log: slog.New(slog.DiscardHandler),
			Open: func(context.Context) (printer.Port, error) { return d.emu.Connect() },
		}
		d.dev = printer.New(d.cfg)
		do(d)
		d.dev.Close()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// restart is another run of the program.
func (d *desk) restart(change func(*printer.Config)) {
	d.dev.Close()
	if change != nil {
		change(&d.cfg)
	}
	d.dev = printer.New(d.cfg)
	d.dev.Tend(d.Context()) // connects
	d.dev.Tend(d.Context()) // has time for what is not urgent
}

// print prints a slip and returns its mark.
func (d *desk) print(lines ...string) (mark queue.Mark, sure printer.Sure, err error) {
	sure, err = d.dev.Print(d.Context(), slip(d.cfg.Profile, lines...), func(m queue.Mark) error { mark = m; return nil })
	synctest.Wait()
	return mark, sure, err
}

// papers are what lies on the floor; the torn ones are marked.
func (d *desk) papers() []string {
	synctest.Wait()
	var all []string
	for _, tk := range d.emu.Tickets() {
		s := strings.Join(tk.Text, " ")
		if tk.Torn {
			s += " (torn)"
		}
		all = append(all, s)
	}
	return all
}

func (d *desk) wantPapers(want ...string) {
	d.Helper()
	if got := d.papers(); !slices.Equal(got, want) {
		d.Errorf("papers: got %q, want %q", got, want)
	}
}

// TestTornHalfIsCutOff: whatever stops a slip in the middle, the next one does not hang from it, and the cut proves
// nothing about the torn one.
func TestTornHalfIsCutOff(t *testing.T) {
	set := func(f emulator.Fault) func(*emulator.Printer) { return func(e *emulator.Printer) { e.Set(f) } }
	nothing := func(*emulator.Printer) {}
	for name, trouble := range map[string]struct{ begin, half, end func(*emulator.Printer) }{
		"cover":  {set(emulator.CoverOpen), nothing, set(0)},
		"jam":    {set(emulator.Jam), nothing, set(0)},
		"cable":  {func(e *emulator.Printer) { e.Set(emulator.CoverOpen); e.Unplug() }, (*emulator.Printer).Replug, set(0)},
		"power":  {func(e *emulator.Printer) { e.PowerOff(false) }, nothing, (*emulator.Printer).PowerOn},
		"broken": {set(emulator.Unrecoverable), nothing, func(e *emulator.Printer) { e.PowerCycle(); e.Set(0) }},
	} {
		t.Run(name, func(t *testing.T) {
			atDesk(t, profile(t, "emulator-80"), func(d *desk) {
				d.dev.Tend(d.Context())
				d.print("A001")
				d.emu.At(emulator.Printing, func() { trouble.begin(d.emu) })
				mark, _, err := d.print("A002", "one", "two", "three")
				if err == nil {
					d.Fatal("believed printed")
				}
				d.dev.Tend(d.Context())
				<-time.After(time.Second)
				trouble.half(d.emu)
				d.dev.Tend(d.Context()) // what it holds is cleared
				trouble.end(d.emu)
				<-time.After(time.Second)
				for range 3 { // as the spool does: first the fate of the torn one
					d.dev.Resolve(d.Context(), mark)
					<-time.After(20 * time.Second)
				}
				if sure, err := d.dev.Resolve(d.Context(), mark); err == nil {
					d.Errorf("torn, and resolved as printed (%d)", sure)
				}
				d.dev.Tend(d.Context())
				if sure, err := d.dev.Resolve(d.Context(), mark); err == nil {
					d.Errorf("the cut of the half is taken for the ticket's (%d)", sure)
				}
				if _, _, err := d.print("A003"); err != nil {
					d.Error(err)
				}
				got := d.papers()
				if len(got) < 3 || got[len(got)-1] != "A003" || !strings.HasPrefix(got[1], "A002 one") || strings.Contains(got[1], "three") {
					d.Errorf("papers: %q", got)
				}
			})
		})
	}
}

// TestTornHalfOfAnEarlierRun: of any slip, a ticket's, its copy's or one that is no ticket's, and also when the program
// ended while it was printed. The printer does not remember it.
func TestTornHalfOfAnEarlierRun(t *testing.T) {
	extra := func(d *desk, lines ...string) {
		d.dev.Print(d.Context(), slip(d.cfg.Profile, lines...), nil)
	}
	ticket := func(d *desk, lines ...string) { d.print(lines...) }
	for name, c := range map[string]struct {
		tear   func(d *desk, lines ...string)
		memory bool
		want   []string
	}{
		"ticket":            {ticket, true, []string{"A001", "B001", "half one", "A002"}},
		"no ticket's":       {extra, true, []string{"A001", "B001", "half one", "A002"}},
		"the control":       {ticket, false, []string{"A001", "B001", "half one A002"}},
		"the other control": {extra, false, []string{"A001", "B001", "half one A002"}},
	} {
		t.Run(name, func(t *testing.T) {
			atDesk(t, profile(t, "generic-80"), func(d *desk) {
				memory := &counted{notes: notes{}}
				d.restart(func(c *printer.Config) { c.Memory = memory })
				d.print("A001")
				extra(d, "B001")
				d.emu.At(emulator.Printing, func() { d.emu.PowerOff(false) })
				c.tear(d, "half", "one", "two")
				d.emu.PowerOn()
				<-time.After(time.Second)
				for range 2 { // the second run finds nothing more to cut
					d.restart(func(cfg *printer.Config) {
						if !c.memory {
							cfg.Memory = nil
						}
					})
				}
				before := memory.puts
				if _, _, err := d.print("A002"); err != nil {
					d.Error(err)
				}
				d.wantPapers(c.want...)
				if memory.puts != before {
					d.Errorf("a ticket wrote %d notes", memory.puts-before)
				}
				if got := memory.Get("half"); c.memory && got != "" {
					d.Errorf("still noted: %q", got)
				}
			})
		})
	}
}

// counted is a Memory that tells how often it was written, and can fail.
type counted struct {
	notes
	puts int
	fail error
}

func (c *counted) Put(key, value string) error {
	if c.fail != nil {
		return c.fail
	}
	c.puts++
	return c.notes.Put(key, value)
}

// watched is a cable that shows what is about to leave.
type watched struct {
	*emulator.Cable
	show func([]byte)
}

func (w *watched) Write(b []byte, wait time.Duration) (int, error) {
	w.show(b)
	return w.Cable.Write(b, wait)
}

// TestProgramEndsWithinAnExtra: the note is there before the first byte, or no byte leaves.
func TestProgramEndsWithinAnExtra(t *testing.T) {
	atDesk(t, profile(t, "generic-80"), func(d *desk) {
		memory := &counted{notes: notes{}}
		noted := ""
		d.restart(func(c *printer.Config) {
			c.Memory = memory
			c.Open = func(context.Context) (printer.Port, error) {
				cable, err := d.emu.Connect()
				return &watched{cable, func(b []byte) {
					if bytes.Contains(b, []byte("list")) {
						noted = memory.Get("half")
					}
				}}, err
			}
		})
		if _, err := d.dev.Print(d.Context(), slip(d.cfg.Profile, "list"), nil); err != nil {
			d.Error(err)
		}
		if noted == "" || memory.Get("half") != "" {
			d.Errorf("noted %q when it leaves, %q when it is printed", noted, memory.Get("half"))
		}
		memory.fail = errors.New("disk full")
		var e *printer.Error
		if _, err := d.dev.Print(d.Context(), slip(d.cfg.Profile, "list"), nil); !errors.As(err, &e) || e.InDoubt || e.Op != "record" {
			d.Errorf("got %v", err)
		}
		d.wantPapers("list")
	})
}

// TestNoNeedlessStub: a printer that counts its cuts is not made to cut white paper.
func TestNoNeedlessStub(t *testing.T) {
	atDesk(t, profile(t, "emulator-80"), func(d *desk) {
		d.dev.Tend(d.Context())
		d.emu.Silent(true)
		if _, _, err := d.print("A001"); err == nil {
			d.Error("believed printed by a printer that says nothing")
		}
		d.emu.Silent(false)
		<-time.After(time.Minute)
		d.dev.Tend(d.Context())
		d.dev.Tend(d.Context())
		d.print("A002")
		d.wantPapers("A001", "A002")
	})
}

// severed is a cable that is pulled when so many bytes of a write have left.
type severed struct {
	*emulator.Cable
	after int
}

func (s *severed) Write(b []byte, wait time.Duration) (int, error) {
	if s.after == 0 || len(b) <= s.after {
		return s.Cable.Write(b, wait)
	}
	n := s.after
	s.Cable.Write(b[:n], wait)
	s.after = 0
	<-time.After(time.Second) // they arrive
	s.Cable.Close()
	return n, errors.New("pulled")
}

// TestPictureThatNeverEnds: a printer that waits for the rest of a picture takes all that follows for its dots; it is
// ready again soon, and the next slip is whole.
func TestPictureThatNeverEnds(t *testing.T) {
	for _, after := range []int{1500, 2003, 2804} {
		atDesk(t, profile(t, "generic-80"), func(d *desk) {
			var port *severed
			d.restart(func(c *printer.Config) {
				c.Open = func(context.Context) (printer.Port, error) {
					cable, err := d.emu.Connect()
					port = &severed{Cable: cable}
					return port, err
				}
			})
			port.after = after
			e := escpos.NewEncoder(d.cfg.Profile)
			m := escpos.NewBitmap(576, 50)
			m.Fill(0, 0, 576, 50)
			e.Raster(m)
			e.Cut(0)
			if _, err := d.dev.Print(d.Context(), e.Bytes(), nil); err == nil {
				d.Fatal("believed printed")
			}
			<-time.After(time.Second)
			begin := time.Now()
			for d.dev.Status().Problem != printer.Ready && time.Since(begin) < time.Minute {
				d.dev.Tend(d.Context())
				<-time.After(time.Second)
			}
			if took := time.Since(begin); took > 20*time.Second {
				d.Errorf("cut at %d: ready after %v", after, took)
			}
			if _, _, err := d.print("A002"); err != nil {
				d.Error(err)
			}
			if got := d.papers(); len(got) == 0 || got[len(got)-1] != "A002" {
				d.Errorf("cut at %d: papers %q", after, got)
			}
		})
	}
}
