package printer_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
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

// The matrix: whatever happens to the printer, the cable, the program or the machine, at whatever moment of a
// ticket's way to paper, the office's belief about its papers is judged by the papers themselves.

type trouble struct {
	name  string
	begin func(w *world)
	end   func(w *world)
}

var faults = []trouble{
	{"nothing", func(*world) {}, func(*world) {}},
	fault("paper out", emulator.PaperOut), fault("cover open", emulator.CoverOpen),
	fault("cutter jam", emulator.CutterJam), fault("head hot", emulator.HeadHot),
	{"broken", func(w *world) { w.emu.Set(emulator.Unrecoverable) }, func(w *world) { w.emu.PowerCycle(); w.emu.Set(0) }},
	{"silent", func(w *world) { w.emu.Silent(true) }, func(w *world) { w.emu.Silent(false) }},
	{"late", func(w *world) { w.emu.Late(2 * time.Second) }, func(w *world) { w.emu.Late(0) }},
}

func fault(name string, f emulator.Fault) trouble {
	return trouble{name, func(w *world) { w.emu.Set(f) }, func(w *world) { w.emu.Set(0) }}
}

var outages = []trouble{
	{"none", func(*world) {}, func(*world) {}},
	{"program killed", (*world).kill, (*world).start},
	{"machine cut", func(w *world) { w.kill(); w.emu.Unplug() }, func(w *world) { w.emu.Replug(); w.start() }},
	{"program killed twice", (*world).kill, func(w *world) {
		w.start()
		pass(50 * time.Millisecond)
		second := w.run
		w.kill()
		<-second.done
		w.start()
	}},
	{"printer cut", func(w *world) { w.emu.PowerOff(false) }, func(w *world) { w.emu.PowerOn() }},
	{"printer cut, buffer kept", func(w *world) { w.emu.PowerOff(true) }, func(w *world) { w.emu.PowerOn() }},
	{"printer blinks", func(w *world) { w.emu.PowerOff(false); time.AfterFunc(time.Second, w.emu.PowerOn) }, func(*world) {}},
	{"printer and cable cut", func(w *world) { w.emu.PowerOff(false); w.emu.Unplug() }, func(w *world) { w.emu.PowerOn(); w.emu.Replug() }},
	{"cable pulled", func(w *world) { w.emu.Unplug() }, func(w *world) { w.emu.Replug() }},
	{"cable pulled, program killed", func(w *world) { w.emu.Unplug(); w.kill() }, func(w *world) { w.start(); w.emu.Replug() }},
}

// moments arm a trouble.
var moments = []struct {
	name string
	arm  func(w *world, do func())
}{
	{"before it is sent", func(w *world, do func()) { w.rendered = do }},
	{"before the first byte", func(w *world, do func()) { w.committed = do }},
	{"first byte", func(w *world, do func()) { w.wire, w.atByte = do, func(int) int { return 1 } }},
	{"half the bytes", func(w *world, do func()) { w.wire, w.atByte = do, func(n int) int { return n / 2 } }},
	{"printing", func(w *world, do func()) { w.emu.At(emulator.Printing, do) }},
	{"before the cut", func(w *world, do func()) { w.emu.At(emulator.Cutting, do) }},
	{"after the cut", func(w *world, do func()) { w.emu.At(emulator.HasCut, do) }},
	{"before the confirmation", func(w *world, do func()) { w.emu.At(emulator.Proving, do) }},
}

func kinds(t testing.TB) []escpos.Profile {
	counting := profile(t, "generic-80")
	counting.Name, counting.Counter = "counting", true
	serial := profile(t, "generic-80")
	serial.Name, serial.Buffer = longSlips, 1024
	slow := profile(t, "generic-80")
	slow.Name = slowLine
	return []escpos.Profile{
		profile(t, "emulator-80"), profile(t, "generic-80"), counting, profile(t, "generic-80-mute"),
		serial, slow, profile(t, "pyramid-reliance"),
	}
}

// slowLine is the same with a buffer that holds a slip, at the end of a line of 9600 baud.
const slowLine = "slow line"

// longSlips is a printer whose slips are too long for its buffer: they go out as pictures, in pieces.
const longSlips = "in pieces"

// lines is a slip; its last line makes it whole.
func lines(number string, copied bool) []string {
	l := []string{number, "Urząd Miasta", "proszę czekać", "stanowisko 5", "koniec " + number}
	if copied {
		l = append([]string{"KOPIA"}, l...)
	}
	return l
}

// slip is what the office prints.
func (w *world) slip(number string, copied bool) []byte {
	l := lines(number, copied)
	if w.profile.Name == longSlips || w.profile.Name == slowLine {
		at := len(l) - 3
		l = slices.Insert(l, at, "Управління у справах громадян", "кабінет 5, черга")
	}
	return slip(w.profile, l...)
}

// isWhole tells whether a paper is a ticket's slip and nothing else: its lines, and every dot where there are pictures.
func (w *world) isWhole(p emulator.Ticket, number string, copied bool) bool {
	want := lines(number, copied)
	i := len(p.Text) - len(want)
	if p.Torn || i < 0 || !slices.Equal(p.Text[i:], want) {
		return false
	}
	if w.profile.Name != longSlips && w.profile.Name != slowLine {
		return true
	}
	drawn, err := emulator.Read(w.slip(number, copied), w.profile)
	return err == nil && len(drawn) == 1 && slices.Equal(dots(p.Image), dots(drawn[0].Image))
}

// pass lets time pass.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// play is one cell of the matrix; it returns what is wrong.
func play(t *testing.T, p escpos.Profile, seed uint64, moment int, f, o trouble, way way) (fate string, wrong []string) {
	w := &world{
		profile: p, emu: emulator.New(p), way: way, state: queue.NewState(queue.Origin{}), why: map[uint64]string{}, notes: notes{},
		setup: &queue.Setup{
			Hours:    map[string]queue.Hours{"office": {}},
			Groups:   []queue.Group{{Letter: "P", Hours: "office"}},
			Services: []queue.Service{{ID: "P1", Kind: queue.KindTicket, Letter: "P"}},
			Counters: []queue.Counter{{N: 1, Serves: []string{"P1"}}},
		},
	}
	h := w.setup.Hours["office"]
	for d := range h.Week {
		h.Week[d] = []queue.Span{{Open: 0, Close: 24 * 60}}
	}
	w.setup.Hours["office"] = h
	w.emu.OnTicket = func(tk emulator.Ticket) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.papers = append(w.papers, tk)
	}
	if p.Name == slowLine {
		w.emu.Line(9600)
		w.emu.Mechanism(150)
	}
	ctx, stop := context.WithCancel(context.Background())
	off := make(chan error, 1)
	go func() { off <- w.emu.Run(ctx) }()
	w.start()
	rnd := rand.New(rand.NewPCG(seed, 0))
	pause := func(least time.Duration) { pass(least + time.Duration(rnd.Int64N(int64(2*time.Second)))) }
	pause(time.Second)
	w.issue() // one without trouble: there is a past
	pause(time.Second)

	moments[moment].arm(w, func() { f.begin(w); o.begin(w) })
	second := w.issue()
	pause(4 * time.Second)
	if w.hit = w.struck(moment); w.hit {
		first := w.run
		o.end(w)
		if first != w.run {
			<-first.done
		}
		pause(time.Second)
		f.end(w)
	}
	pause(25 * time.Second)
	fate = "never came"
	if w.hit {
		fate = string(w.state.Tickets[second].Paper)
	}
	if _, err := w.do(queue.Reprint{Ticket: second}); err == nil {
		w.run.spool.Add(second)
	}
	pause(12 * time.Second)
	last := w.issue()
	pause(12 * time.Second)

	w.run.stop()
	if err := <-w.run.done; err != nil {
		wrong = append(wrong, err.Error())
	}
	w.emu.Set(emulator.PaperOut) // what hangs in the printer is torn off
	w.emu.Set(0)
	synctest.Wait()
	stop()
	if err := <-off; err != nil {
		wrong = append(wrong, err.Error())
	}
	if tk := w.state.Tickets[last]; tk.Paper != queue.PaperPrinted {
		wrong = append(wrong, fmt.Sprintf("%s, after all is well again: %s (%s)", tk.Number(), tk.Paper, w.why[last]))
	}
	if way.joint != (w.joined > 0) {
		wrong = append(wrong, fmt.Sprintf("%d tickets had their mark stored with them", w.joined))
	}
	return fate, append(wrong, w.judge()...)
}

// struck tells whether the trouble came, and disarms it where not: some printers never give a proof.
func (w *world) struck(moment int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	waits := w.rendered != nil || w.committed != nil || w.wire != nil
	w.rendered, w.committed, w.wire = nil, nil, nil
	return !waits && (moment < 4 || !w.emu.Disarm())
}

// issue commits a ticket, with its mark where the printer is reserved for it, and then tells the spool.
func (w *world) issue() uint64 {
	r := w.run
	next := w.state.Version + 1
	if w.state.Day == "" {
		next++ // after the day
	}
	mark, reserved := queue.Mark{}, false
	if w.way.joint {
		mark, reserved = r.spool.Reserve(next)
	}
	a, err := w.do(queue.Issue{Service: "P1", Lang: "pl", Token: "0123456789abcdefghijkl", Paper: true})
	if err != nil || a.Ticket.ID != next {
		panic(fmt.Sprint(a, err))
	}
	if reserved {
		w.joined++
		if _, err := w.do(queue.RecordSent{Ticket: next, Mark: mark}); err != nil {
			panic(err)
		}
		w.once(&w.committed)
	}
	w.mu.Lock()
	dead := r.dead
	w.mu.Unlock()
	if !dead {
		r.spool.Add(next)
	}
	return next
}

// judge compares what the office believes with the papers.
func (w *world) judge() (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for id, tk := range w.state.Tickets {
		number, unmarked, whole := tk.Number(), 0, 0
		for _, p := range w.papers {
			for i, l := range p.Text {
				if l == number && (i == 0 || p.Text[i-1] != "KOPIA") {
					unmarked++ // a torn one counts as well
				}
			}
			if w.isWhole(p, number, tk.Copy) {
				whole++
			}
		}
		if unmarked > 1 {
			say("%s is on %d unmarked slips", number, unmarked)
		}
		switch sure := w.why[id] != printer.Unconfirmed; {
		case tk.Paper.Open() || tk.Paper == queue.PaperNone:
			say("%s is lost: its paper is %q", number, tk.Paper)
		case tk.Paper == queue.PaperPrinted && sure && whole == 0:
			say("%s (copy %v) is believed printed and is not whole on paper", number, tk.Copy)
		case tk.Paper == queue.PaperRefused && !tk.Copy && unmarked > 0:
			say("%s is believed refused and is on paper", number)
		}
	}
	for _, p := range w.papers {
		slips := 0
		for _, l := range p.Text {
			if len(l) == 4 && strings.HasPrefix(l, "P0") {
				slips++
			}
		}
		if slips > 1 && w.profile.Proof != escpos.ProofNone { // of one that says nothing nobody knows that it was off
			say("a slip hangs from the torn half of another")
		}
	}
	if len(wrong) > 0 {
		for _, p := range w.papers {
			say("paper: %q torn %v", p.Text, p.Torn)
		}
	}
	return wrong
}

const matrixSeed = 20261120

// way is how tickets come to paper.
type way struct {
	joint bool // their marks are stored with them
	wrap  func(printer.Device) printer.Device
	// forgetful: what was stored as sent is sent again after a start, as if nothing had left.
	forgetful bool
	once      bool // one thing wrong is enough
}

// The race detector makes the matrix seven times as slow, and sees nothing new in a cell that is like the others: under it
// every eighth is played, among which each moment meets each fault and each outage, and so do faults and outages. The judging is done without it.
var allCells = flag.Bool("matrix.all", false, "play every cell of the matrix under the race detector too")

func plays(moment, fault, outage int) bool {
	return !raced || *allCells || (moment+fault+outage)%len(moments) == 0
}

func asIs(d printer.Device) printer.Device { return d }

func TestMatrix(t *testing.T) {
	for k, p := range kinds(t) {
		for name, joint := range map[string]bool{"": false, ", joint": true} {
			t.Run(p.Name+name, func(t *testing.T) {
				t.Parallel()
				wrong, fates := matrix(t, k, p, way{joint: joint, wrap: asIs})
				for i, s := range wrong {
					if i == 20 {
						t.Fatalf("and %d more", len(wrong)-i)
					}
					t.Error(s)
				}
				if n := fates["never came"]; n > 0 && p.Proof != escpos.ProofNone {
					t.Errorf("the trouble never came in %d cells", n)
				}
				t.Log(fates)
			})
		}
	}
}

// TestLadder: what a printer can tell is not left in doubt.
func TestLadder(t *testing.T) {
	never := faults[0]
	for k, p := range kinds(t)[:3] {
		for m, name := range map[int]string{0: "unsent", 4: "printing", 6: "cut"} {
			for _, o := range outages {
				want := queue.PaperPrinted
				switch counts := p.Counter; o.name {
				case "none", "printer cut, buffer kept":
					if o.name != "none" && name == "unsent" {
						continue // bytes into a printer that is off
					}
				case "program killed", "program killed twice", "machine cut", "cable pulled, program killed":
					if name != "unsent" && !counts {
						want = queue.PaperDoubt
					}
				case "cable pulled":
					if name == "unsent" {
						want = queue.PaperRefused
					} else if !counts {
						want = queue.PaperDoubt
					}
				default:
					continue
				}
				for _, joint := range []bool{false, true} {
					if joint && m == 0 && strings.Contains(o.name, "killed") || joint && m == 0 && o.name == "machine cut" {
						want = queue.PaperDoubt // stored as sent, and nothing had left: nobody can tell
					}
					synctest.Test(t, func(t *testing.T) {
						if got, _ := play(t, p, uint64(matrixSeed+k), m, never, o, way{joint: joint, wrap: asIs}); got != string(want) {
							t.Errorf("%s, %s, %s, joint %v: got %s, want %s", p.Name, name, o.name, joint, got, want)
						}
					})
				}
			}
		}
	}
}

// TestMatrixControl: a device that sends a job again when it did not succeed cannot pass, nor a program that takes a
// ticket stored as sent for one that was not sent yet.
func TestMatrixControl(t *testing.T) {
	if raced && !*allCells {
		t.Skip("it judges all cells, which are not all played under the race detector: make test plays them without it")
	}
	for k, p := range kinds(t) {
		for name, way := range map[string]way{
			"blind retry":         {wrap: func(d printer.Device) printer.Device { return blindRetry{d} }, once: true},
			"blind retry, joint":  {wrap: func(d printer.Device) printer.Device { return blindRetry{d} }, joint: true, once: true},
			"sent again after it": {wrap: asIs, joint: true, forgetful: true, once: true},
		} {
			if p.Proof == escpos.ProofNone && !way.forgetful {
				continue // of one that says nothing no job is known to have failed
			}
			t.Run(p.Name+", "+name, func(t *testing.T) {
				t.Parallel()
				if wrong, _ := matrix(t, k, p, way); len(wrong) == 0 {
					t.Error("the matrix does not see it")
				}
			})
		}
	}
}

// blindRetry does what print queues do.
type blindRetry struct{ printer.Device }

func (d blindRetry) Print(ctx context.Context, job []byte, sent func(queue.Mark) error) (sure printer.Sure, err error) {
	for range 3 {
		if sure, err = d.Device.Print(ctx, job, sent); err == nil {
			return sure, nil
		}
		sent = nil
		d.Tend(ctx)
		<-time.After(2 * time.Second)
	}
	return sure, err
}

// matrix plays all cells of one printer; it returns what is wrong, and how often the ticket in trouble had
// which fate before staff asked for a copy.
func matrix(t *testing.T, k int, p escpos.Profile, way way) (wrong []string, fates map[string]int) {
	fates = map[string]int{}
	for m := range moments {
		for fi, f := range faults {
			for oi, o := range outages {
				if way.once && len(wrong) > 0 {
					return wrong, fates
				}
				if !plays(m, fi, oi) {
					continue
				}
				seed := uint64(matrixSeed + ((k*100+m)*100+fi)*100 + oi)
				synctest.Test(t, func(t *testing.T) {
					fate, ws := play(t, p, seed, m, f, o, way)
					fates[fate]++
					for _, s := range ws {
						wrong = append(wrong, fmt.Sprintf("%s, %s, %s: %s", moments[m].name, f.name, o.name, s))
					}
				})
			}
		}
	}
	return wrong, fates
}
