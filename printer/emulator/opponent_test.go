package emulator_test

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer/emulator"
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
