package printer_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"bileter/internal/port"
	"bileter/internal/text"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	p, ok := escpos.Named(name)
	if !ok {
		t.Fatalf("no profile %q", name)
	}
	return p
}

// bench is an emulated printer, the device that prints on it, and its papers.
type bench struct {
	emu    *emulator.Printer
	dev    *printer.Thermal
	papers chan emulator.Ticket
}

type link string

const (
	serial  link = "serial"
	network link = "network"
)

// setUp connects a device to an emulated printer, with short deadlines.
func setUp(t testing.TB, p escpos.Profile, by link) bench {
	t.Helper()
	b := bench{emu: emulator.New(p), papers: make(chan emulator.Ticket, 100)}
	b.emu.OnTicket = func(tk emulator.Ticket) { b.papers <- tk }
	if _, err := b.emu.Plug(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 2)
	running := 1
	go func() { done <- b.emu.Run(ctx) }()
	spec := b.emu.Path
	if by == network {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		running++
		go func() { done <- b.emu.Serve(ctx, l) }()
		spec = func() string { return "tcp:" + l.Addr().String() }
	}
	b.dev = printer.New(printer.Config{
		Open: func(ctx context.Context) (printer.Port, error) {
			s := spec()
			if s == "" {
				return nil, fs.ErrNotExist
			}
			return port.Open(ctx, s, 0)
		},
		Profile: p, Log: slog.New(slog.DiscardHandler),
		Answer: 150 * time.Millisecond, Write: time.Second, Confirm: 400 * time.Millisecond,
	})
	t.Cleanup(func() {
		if err := b.dev.Close(); err != nil {
			t.Error(err)
		}
		stop()
		for range running {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if u := b.emu.Unknown(); len(u) > 0 {
			t.Errorf("the printer does not know %q", u)
		}
	})
	return b
}

// slip is a small job.
func slip(p escpos.Profile, lines ...string) []byte {
	e := escpos.NewEncoder(p)
	for _, l := range lines {
		e.Line(l)
	}
	e.Cut(0)
	return e.Bytes()
}

func (b bench) expect(t *testing.T, want string, torn bool) {
	t.Helper()
	select {
	case tk := <-b.papers:
		if got := strings.Join(tk.Text, " "); got != want || tk.Torn != torn {
			t.Errorf("paper says %q, torn %v, want %q, torn %v", got, tk.Torn, want, torn)
		}
	case <-time.After(5 * time.Second):
		t.Errorf("no paper, want %q", want)
	}
}

// expectCutOff expects the piece that is cut off lest the next slip hang from it; here it is white.
func (b bench) expectCutOff(t *testing.T) { t.Helper(); b.expect(t, "", false) }

func (b bench) expectNone(t *testing.T) {
	t.Helper()
	select {
	case tk := <-b.papers:
		t.Errorf("unexpected paper %q", tk.Text)
	default:
	}
}

// both runs a test on a serial line and on the network, with a printer that names the job and one that only
// answers in order.
func both(t *testing.T, do func(t *testing.T, b bench, p escpos.Profile)) {
	for _, by := range []link{serial, network} {
		for _, name := range []string{"emulator-80", "generic-80"} {
			t.Run(string(by)+" "+name, func(t *testing.T) {
				p := profile(t, name)
				do(t, setUp(t, p, by), p)
			})
		}
	}
}

func refused(t *testing.T, err error, want printer.Problem) {
	t.Helper()
	var e *printer.Error
	if !errors.As(err, &e) || e.InDoubt || e.Problem != want {
		t.Errorf("got %v, want refused: %s", err, want)
	}
}

func inDoubt(t *testing.T, err error, want printer.Problem) {
	t.Helper()
	var e *printer.Error
	if !errors.As(err, &e) || !e.InDoubt || e.Problem != want {
		t.Errorf("got %v, want in doubt: %s", err, want)
	}
}

func TestPrinted(t *testing.T) {
	both(t, func(t *testing.T, b bench, p escpos.Profile) {
		if got := b.dev.Status(); got.Problem != printer.Absent {
			t.Errorf("before it is connected: %+v", got)
		}
		want := printer.Processed
		if p.Proof == escpos.ProofID {
			want = printer.Confirmed
		}
		for _, s := range []string{"A001", "A002", "A003"} {
			if sure, err := b.dev.Print(t.Context(), slip(p, s), nil); err != nil || sure != want {
				t.Errorf("%s: got %v, %v, want %v", s, sure, err, want)
			}
			b.expect(t, s, false)
		}
		if got := (printer.Status{}); b.dev.Status() != got {
			t.Errorf("got %+v, want ready", b.dev.Status())
		}
	})
}

func TestRefusedBeforeAnyByte(t *testing.T) {
	both(t, func(t *testing.T, b bench, p escpos.Profile) {
		for _, c := range []struct {
			fault emulator.Fault
			want  printer.Problem
		}{
			{emulator.PaperOut, printer.PaperOut},
			{emulator.CoverOpen, printer.CoverOpen},
			{emulator.CutterJam, printer.Cutter},
			{emulator.HeadHot, printer.Hot},
			{emulator.Unrecoverable, printer.Broken},
		} {
			b.emu.Set(c.fault)
			b.dev.Tend(t.Context())
			if got := b.dev.Status().Problem; got != c.want {
				t.Errorf("status %q, want %q", got, c.want)
			}
			_, err := b.dev.Print(t.Context(), slip(p, "A001"), nil)
			refused(t, err, c.want)
		}
		b.emu.Set(emulator.PaperLow)
		b.dev.Tend(t.Context())
		if got, want := b.dev.Status(), (printer.Status{Low: true}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if _, err := b.dev.Print(t.Context(), slip(p, "A002"), nil); err != nil {
			t.Error(err)
		}
		b.expect(t, "A002", false)
		b.expectNone(t)
	})
}

func TestPushedStatusIsHeardWithoutAsking(t *testing.T) {
	p := profile(t, "emulator-80")
	b := setUp(t, p, serial)
	b.dev.Tend(t.Context())
	b.emu.Set(emulator.CoverOpen)
	_, err := b.dev.Print(t.Context(), slip(p, "A001"), nil)
	refused(t, err, printer.CoverOpen)
	b.emu.Set(0)
	if _, err := b.dev.Print(t.Context(), slip(p, "A002"), nil); err != nil {
		t.Error(err)
	}
	b.expect(t, "A002", false)
}

// TestPaperEndsWithinATicket: in doubt at once, not after the deadline; what the printer holds of it does not
// come out later where the printer can forget it.
func TestPaperEndsWithinATicket(t *testing.T) {
	both(t, func(t *testing.T, b bench, p escpos.Profile) {
		b.dev.Tend(t.Context())
		b.emu.PaperOutAfter(70)
		_, err := b.dev.Print(t.Context(), slip(p, "one", "two", "three", "four"), nil)
		inDoubt(t, err, printer.PaperOut)
		b.dev.Tend(t.Context())
		_, err = b.dev.Print(t.Context(), slip(p, "A002"), nil)
		refused(t, err, printer.PaperOut)
		b.emu.Set(0)
		b.expect(t, "one two", true)
		if !p.Clear {
			b.expect(t, "three four", false)
		}
		b.dev.Tend(t.Context())
		if _, err := b.dev.Print(t.Context(), slip(p, "A003"), nil); err != nil {
			t.Error(err)
		}
		b.expectCutOff(t)
		b.expect(t, "A003", false)
		b.expectNone(t)
	})
}

func TestSilentPrinter(t *testing.T) {
	both(t, func(t *testing.T, b bench, p escpos.Profile) {
		b.dev.Tend(t.Context())
		b.emu.Silent(true)
		_, err := b.dev.Print(t.Context(), slip(p, "A001"), nil)
		inDoubt(t, err, printer.Offline)
		b.expect(t, "A001", false)
		_, err = b.dev.Print(t.Context(), slip(p, "A002"), nil)
		refused(t, err, printer.Offline)
		b.emu.Silent(false)
		b.dev.Tend(t.Context())
		if _, err := b.dev.Print(t.Context(), slip(p, "A003"), nil); err != nil {
			t.Error(err)
		}
		if !p.Counter { // which shows that it is cut
			b.expectCutOff(t)
		}
		b.expect(t, "A003", false)
		b.expectNone(t)
	})
}

func TestUnplugAndReplug(t *testing.T) {
	both(t, func(t *testing.T, b bench, p escpos.Profile) {
		b.dev.Tend(t.Context())
		b.emu.Unplug()
		_, err := b.dev.Print(t.Context(), slip(p, "A001"), nil)
		var e *printer.Error
		if !errors.As(err, &e) || e.Problem != printer.Absent {
			t.Errorf("got %v, want absent", err)
		}
		if got := b.dev.Status().Problem; got != printer.Absent {
			t.Errorf("status %q, want absent", got)
		}
		if _, err := b.emu.Plug(); err != nil {
			t.Fatal(err)
		}
		deadline := time.After(5 * time.Second)
		for b.dev.Status().Problem != printer.Ready {
			select {
			case <-deadline:
				t.Fatal("not back after 5 s")
			case <-time.After(20 * time.Millisecond):
				b.dev.Tend(t.Context())
			}
		}
		if _, err := b.dev.Print(t.Context(), slip(p, "A002"), nil); err != nil {
			t.Error(err)
		}
		b.expect(t, "A002", false)
		b.expectNone(t)
	})
}

func TestUnplugWhilePrinting(t *testing.T) {
	p := profile(t, "emulator-80")
	b := setUp(t, p, serial)
	b.dev.Tend(t.Context())
	b.emu.Slow(50 * time.Millisecond)
	pulled := time.AfterFunc(100*time.Millisecond, b.emu.Unplug)
	defer pulled.Stop()
	_, err := b.dev.Print(t.Context(), slip(p, "a", "long", "ticket", "of", "many", "lines"), nil)
	inDoubt(t, err, printer.Absent)
}

func TestTwoProgramsOnePrinter(t *testing.T) {
	p := profile(t, "emulator-80")
	b := setUp(t, p, serial)
	b.dev.Tend(t.Context())
	other := printer.New(printer.Config{
		Open:    func(ctx context.Context) (printer.Port, error) { return port.Open(ctx, b.emu.Path(), 0) },
		Profile: p, Log: slog.New(slog.DiscardHandler),
	})
	_, err := other.Print(t.Context(), slip(p, "B001"), nil)
	refused(t, err, printer.Absent)
	if !errors.Is(err, port.ErrBusy) {
		t.Errorf("got %v, want %v", err, port.ErrBusy)
	}
	_, err = other.Print(t.Context(), slip(p, "B002"), nil)
	refused(t, err, printer.Absent) // at once, without another attempt
	b.expectNone(t)
}

func TestMutePrinterAndFileCanOnlyBeSentTo(t *testing.T) {
	p := profile(t, "generic-80-mute")
	b := setUp(t, p, network)
	if sure, err := b.dev.Print(t.Context(), slip(p, "A001"), nil); err != nil || sure != printer.Sent {
		t.Errorf("mute printer: got %v, %v, want sent", sure, err)
	}
	b.expect(t, "A001", false)

	confirming := profile(t, "epson-tm-t20iii")
	dev := printer.New(printer.Config{
		Open: func(ctx context.Context) (printer.Port, error) {
			return port.Open(ctx, "file:"+t.TempDir()+"/paper", 0)
		},
		Profile: confirming, Log: slog.New(slog.DiscardHandler),
	})
	defer dev.Close()
	if sure, err := dev.Print(t.Context(), slip(confirming, "A001"), nil); err != nil || sure != printer.Sent {
		t.Errorf("file: got %v, %v, want sent", sure, err)
	}
}

func TestStaleAnswersAreNotTakenForNewOnes(t *testing.T) {
	p := profile(t, "generic-80")
	b := setUp(t, p, serial)
	b.dev.Tend(t.Context())
	// The printer stops after the cut and before the barrier: its answer will come when the job is given up.
	b.emu.Slow(300 * time.Millisecond)
	_, err := b.dev.Print(t.Context(), slip(p, "one", "two"), nil)
	inDoubt(t, err, printer.Offline)
	b.emu.Slow(0)
	b.expect(t, "one two", false)
	b.dev.Tend(t.Context())
	b.emu.PaperOutAfter(100) // enough to cut off what may hang there, and no more
	_, err = b.dev.Print(t.Context(), slip(p, "A002"), nil)
	inDoubt(t, err, printer.PaperOut)
}

func TestCancelledBeforeTheFirstByte(t *testing.T) {
	p := profile(t, "emulator-80")
	b := setUp(t, p, serial)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := b.dev.Print(ctx, slip(p, "A001"), nil)
	refused(t, err, printer.Stopped)
	b.expectNone(t)
}

func TestEveryProblemHasWords(t *testing.T) {
	for _, p := range []printer.Problem{
		printer.Absent, printer.Offline, printer.PaperOut, printer.CoverOpen, printer.Cutter, printer.Jam, printer.Hot,
		printer.Broken, printer.Busy, printer.NoSlip, printer.Stopped, printer.Unconfirmed,
	} {
		for _, lang := range text.Languages {
			for _, kind := range []string{"problem_", "hint_"} {
				if s := text.Say(lang, "printer."+kind+string(p)); strings.HasPrefix(s, "?") || s == "" {
					t.Errorf("%s: no words for %s%s", lang, kind, p)
				}
			}
		}
	}
}
