package emulator_test

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// opponent is a printer at a cable, in a bubble of time.
type opponent struct {
	t *testing.T
	p *emulator.Printer
	c *emulator.Cable
}

func against(t *testing.T, buffer int, do func(o opponent)) {
	synctest.Test(t, func(t *testing.T) {
		pr := profile(t, "emulator-80")
		pr.Buffer = buffer
		p := emulator.New(pr)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.Run(ctx) }()
		c, err := p.Connect()
		if err != nil {
			t.Fatal(err)
		}
		do(opponent{t, p, c})
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// say sends bytes and returns what is answered within so long.
func (o opponent) say(s string, within time.Duration) string {
	o.t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.c.Write(b, 0); err != nil {
		return err.Error()
	}
	synctest.Wait()
	var got []byte
	for buf, end := make([]byte, 64), time.Now().Add(within); ; {
		n, err := o.c.Read(buf, time.Until(end))
		if got = append(got, buf[:n]...); err != nil || time.Until(end) <= 0 {
			return hex.EncodeToString(got)
		}
	}
}

func (o opponent) want(name, send string, within time.Duration, want string) {
	o.t.Helper()
	if got := o.say(send, within); got != want {
		o.t.Errorf("%s: got %q, want %q", name, got, want)
	}
}

const (
	jobEnd = " 1d564200 1d6732 00b200 1d284806003030 30303031" // cut, count, name
	count  = "1d6732 00b200"
	clear  = "10140801031401060208"
)

func (o opponent) papers(want string) {
	o.t.Helper()
	synctest.Wait()
	var got []string
	for _, tk := range o.p.Tickets() {
		s := strings.Join(tk.Text, " ")
		if tk.Torn {
			s += " (torn)"
		}
		got = append(got, s)
	}
	if s := strings.Join(got, ", "); s != want {
		o.t.Errorf("papers: got %q, want %q", s, want)
	}
}

func TestPowerCutForgetsTheBuffer(t *testing.T) {
	for name, c := range map[string]struct {
		keep   bool
		papers string
		count  string
	}{"lost": {false, "", "5f3000"}, "kept": {true, "A B", "372230303031005f3100"}} {
		t.Run(name, func(t *testing.T) {
			against(t, 0, func(o opponent) {
				o.p.At(emulator.Printing, func() { o.p.PowerOff(c.keep) })
				o.want("switched off", "410a 420a"+jobEnd, time.Second, "")
				o.want("off, asked", "100401", time.Second, "")
				o.p.PowerOn()
				o.papers(c.papers)
				if got := o.say(count, time.Second); !strings.HasSuffix(got, c.count) {
					t.Errorf("count: got %q, want %q", got, c.count)
				}
			})
		})
	}
}

func TestLastCutsAreNotCountedWhenThePowerGoes(t *testing.T) {
	against(t, 0, func(o opponent) {
		o.want("one", "410a"+jobEnd, time.Second, "5f310037223030303100")
		o.p.At(emulator.HasCut, func() { o.p.PowerOff(false) })
		o.want("two", "420a"+jobEnd, time.Second, "")
		o.p.PowerOn()
		o.want("count", count, time.Second, "5f3100")
		o.papers("A, B")
	})
}

func TestAJobThatIsClearedIsNeverNamed(t *testing.T) {
	against(t, 0, func(o opponent) {
		o.p.At(emulator.Cutting, func() { o.p.Set(emulator.CoverOpen) })
		o.want("cover opens", "410a"+jobEnd, time.Second, "")
		o.want("cleared", clear, time.Second, "372500")
		o.p.Set(0)
		o.want("count", count, time.Second, "5f3000")
	})
}

func TestOnlyRecoverableErrorsAreRecovered(t *testing.T) {
	against(t, 0, func(o opponent) {
		o.p.Set(emulator.PaperOut)
		o.want("paper", "410a 1d7201 100502", time.Second, "")
		o.p.Set(0)
		synctest.Wait()
		o.want("goes on", "", time.Second, "00")
		o.p.Set(emulator.CutterJam)
		o.want("cutter", "1d7201 100502 100403", time.Second, "12")
	})
}

func TestWhatDoesNotFitIsLostAndRealTimeIsHeard(t *testing.T) {
	against(t, 20, func(o opponent) {
		o.p.Set(emulator.CoverOpen)
		o.want("full", strings.Repeat("410a", 30)+"100401", time.Second, "1a")
		o.p.Set(0)
		synctest.Wait()
		o.want("cut", "1d564200", time.Second, "")
		o.papers(strings.TrimSpace(strings.Repeat("A ", 10)))
	})
}

func TestLateAndSilent(t *testing.T) {
	against(t, 0, func(o opponent) {
		o.p.Late(time.Second)
		o.want("too early", "100401", 900*time.Millisecond, "")
		o.want("late", "", 200*time.Millisecond, "12")
		o.p.Late(0)
		o.p.Silent(true)
		o.want("silent", "410a"+jobEnd, time.Minute, "")
		o.papers("A")
	})
}

func TestCablePulled(t *testing.T) {
	against(t, 0, func(o opponent) {
		o.p.Unplug()
		if got := o.say("410a"+jobEnd, time.Second); got != "io: read/write on closed pipe" {
			t.Errorf("got %q", got)
		}
		if _, err := o.p.Connect(); err == nil {
			t.Error("connected without a cable")
		}
		o.p.Replug()
		if _, err := o.p.Connect(); err != nil {
			t.Error(err)
		}
		o.papers("")
	})
}

// ofKind is a printer of another kind.
func ofKind(t *testing.T, change func(p *escpos.Profile), do func(o opponent)) {
	synctest.Test(t, func(t *testing.T) {
		pr := profile(t, "emulator-80")
		change(&pr)
		p := emulator.New(pr)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.Run(ctx) }()
		c, err := p.Connect()
		if err != nil {
			t.Fatal(err)
		}
		do(opponent{t, p, c})
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// TestFullStatus: bits as in the manual of KPM210/216.
func TestFullStatus(t *testing.T) {
	kiosk := func(p *escpos.Profile) {
		p.Full, p.Push, p.Presenter = true, false, escpos.Presenter{Command: escpos.PresentGSe, Step: 7, Out: 49}
	}
	ofKind(t, kiosk, func(o opponent) {
		for _, c := range []struct {
			name  string
			fault emulator.Fault
			want  string
		}{
			{"well", 0, "12" + "100f00000000"}, {"no paper", emulator.PaperOut, "32" + "100f01000000"},
			{"near end", emulator.PaperLow, "12" + "100f04000000"}, {"cover", emulator.CoverOpen, "12" + "100f00020000"},
			{"hot", emulator.HeadHot, "12" + "100f00000100"}, {"voltage", emulator.Voltage, "12" + "100f00000800"},
			{"jam", emulator.Jam, "12" + "100f00004000"}, {"cutter", emulator.CutterJam, "12" + "100f00000001"},
			{"memory", emulator.Unrecoverable, "12" + "100f00000004"},
		} {
			o.p.Set(c.fault)
			o.want(c.name, "100411 100414", time.Second, c.want)
		}
		o.p.Set(0)
		o.want("presented", "410a 1d564200 1d650307 1d6506", time.Second, "0c")
		o.want("at the mouth", "100414", time.Second, "100f20000000")
		if !o.p.Take() || o.p.Take() {
			t.Error("taken once")
		}
		o.want("taken", "100414", time.Second, "100f00000000")
		o.want("presented for two seconds", "410a 1d564200 1d65200702", time.Second, "")
		o.want("still there", "100414", 500*time.Millisecond, "100f20000000")
		o.want("taken back", "", time.Second, "")
		o.want("not there", "100414", time.Second, "100f00000000")
		if o.p.Retracted() != 1 {
			t.Errorf("%d taken back", o.p.Retracted())
		}
	})
}

func TestOtherDialects(t *testing.T) {
	ofKind(t, func(p *escpos.Profile) { p.Short = true }, func(o opponent) {
		o.want("n = 2 alone", "100401 100402 100404", time.Second, "12")
	})
	ofKind(t, func(p *escpos.Profile) { p.Seiko = true }, func(o opponent) {
		o.p.Set(emulator.CoverOpen | emulator.HeadHot)
		o.want("DPU-30", "100401", time.Second, "1a")
	})
	ofKind(t, func(p *escpos.Profile) { p.InOrder = true }, func(o opponent) {
		o.p.Slow(time.Second)
		o.want("in order", "410a 100402", 900*time.Millisecond, "")
		o.want("in its turn", "", 5*time.Second, "12")
		o.p.Set(emulator.CoverOpen)
		o.want("never", "100402", time.Second, "")
	})
	ofKind(t, func(p *escpos.Profile) { p.Notice = true }, func(o opponent) {
		o.want("asked for", "1d2848030031 3002 410a", time.Second, "")
		o.p.Set(emulator.CoverOpen)
		o.want("told", "", time.Second, "37234400")
	})
}

// TestFlash: stored, listed, printed, kept over a loss of power, and nothing is heard while it is written.
func TestFlash(t *testing.T) {
	ofKind(t, func(p *escpos.Profile) { p.Logo = true }, func(o opponent) {
		o.p.Be(emulator.Quirks{FlashTime: time.Second})
		o.want("empty", "1d284c0400 30404b43 06", time.Second, "37724000")
		o.want("written", "1d284c0d00 3043304142010800020031 ffff", 100*time.Millisecond, "")
		o.want("deaf meanwhile", "100401", 500*time.Millisecond, "")
		o.want("listed", "1d284c0400 30404b43 06", 2*time.Second, "377240414200")
		o.p.PowerCycle()
		o.want("printed", "1d284c0600 304541420101 410a 1d564200", time.Second, "")
		o.papers("A")
		if o.p.FlashWrites() != 1 || len(o.p.Unknown()) > 0 {
			t.Errorf("%d writes, unknown %q", o.p.FlashWrites(), o.p.Unknown())
		}
	})
}

// TestBytesBeyondTheBuffer: at whatever speed they come while the printer stands still.
func TestBytesBeyondTheBuffer(t *testing.T) {
	for _, baud := range []int{9600, 19200, 38400, 115200} {
		against(t, 1024, func(o opponent) {
			o.p.Line(baud)
			o.p.Set(emulator.HeadHot)
			o.want("sent", strings.Repeat("410a", 700), 2*time.Second, "")
			o.p.Set(0)
			o.want("cut", "1d564200", time.Second, "")
			synctest.Wait()
			if ts := o.p.Tickets(); len(ts) != 1 || len(ts[0].Text) != 512 {
				t.Errorf("%d baud: %d papers", baud, len(ts))
			}
		})
	}
}
