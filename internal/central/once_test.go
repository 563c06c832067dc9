package central_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/central/sqlstore"
	"bileter/sync/wire"
)

// settle is longer than the longest back-off, and a few requests.
const settle = 12 * time.Minute

func TestEveryFaultOnce(t *testing.T) {
	for f := none; f < faults; f++ {
		t.Run(fmt.Sprint(int(f)), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, sqlstore.Options{})
				defer w.end()
				w.plan(f, none, f, f, none, f) // on enrolment, hello and batches alike
				w.grow(700)
				pass(settle)
				w.plan(f)
				w.grow(3)
				pass(settle)
				if d := w.differs(); d != "" {
					t.Errorf("%s; %+v", d, w.out.State())
				}
				if s := w.out.State(); s.Lag() != 0 || s.Away || s.Refused != "" || s.Acked != 703 {
					t.Errorf("state %+v", s)
				}
			})
		})
	}
}

// The control: a server that does not drop repeated events fails the very same comparison.
func TestWithoutDeduplicationTheComparisonFails(t *testing.T) {
	for _, allow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, sqlstore.Options{AllowDuplicates: allow})
			defer w.end()
			pass(time.Minute)
			w.plan(cutAfter)
			w.grow(20)
			pass(settle)
			if d := w.differs(); (d != "") != allow {
				t.Errorf("duplicates allowed: %v, comparison says %q", allow, d)
			}
		})
	}
}

// The server fails over to a copy that has not got everything it acknowledged. The office sends it again.
func TestServerLosesWhatItAcknowledged(t *testing.T) {
	for name, busy := range map[string]bool{"and the office goes on": true, "and the office rests": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, sqlstore.Options{})
				defer w.end()
				w.grow(120)
				pass(time.Minute)
				old := w.backup()
				w.grow(600)
				pass(time.Minute)
				if w.out.State().Acked != 720 {
					t.Fatalf("state %+v", w.out.State())
				}
				w.restore(old)
				if w.differs() == "" {
					t.Fatal("the restored copy has everything: this tests nothing")
				}
				if busy {
					w.grow(5)
				}
				pass(settle)
				if d := w.differs(); d != "" {
					t.Errorf("%s; %+v", d, w.out.State())
				}
			})
		})
	}
}

// The copy is from before the enrolment: the code is good again, and used again.
func TestServerForgetsTheEnrolment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newServerAlone(t, sqlstore.Options{})
		defer w.end()
		before := w.backup()
		w.startOffice()
		w.grow(10)
		pass(time.Minute)
		w.restore(before)
		w.grow(10)
		pass(settle)
		if d := w.differs(); d != "" {
			t.Errorf("%s; %+v", d, w.out.State())
		}
	})
}

// A disk is put back as it was, without a new incarnation: the office's events differ from what is
// stored. Nothing of either side is touched, and both sides say so.
func TestForkIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, sqlstore.Options{})
		defer w.end()
		w.grow(50)
		pass(time.Minute)
		w.mu.Lock()
		w.events = w.events[:30]
		w.mu.Unlock()
		w.restartOffice()
		pass(time.Minute)
		if s := w.out.State(); s.Refused != "behind" {
			t.Errorf("with less than the server: %+v", s)
		}
		w.grow(40) // other times, so other events
		pass(settle)
		if s := w.out.State(); s.Refused != string(wire.Fork) {
			t.Errorf("with other events: %+v", s)
		}
		nodes, err := w.store.Nodes(ctx, "olszanow")
		if err != nil || nodes[0].Forks == 0 || nodes[0].Stored != 50 {
			t.Errorf("the server: %+v, %v", nodes, err)
		}
		if len(w.events) != 70 {
			t.Error("the journal was touched")
		}
	})
}

func TestEnrolmentThroughTheLine(t *testing.T) {
	tests := map[string]struct {
		prepare func(w *world)
		want    wire.Code
	}{
		"wrong code": {func(w *world) { w.code = "AAAAA-BBBBB" }, wire.WrongCode},
		"expired":    {func(w *world) { pass(time.Hour) }, wire.CodeExpired},
		"used twice": {func(w *world) { w.enrolAnother() }, wire.CodeUsed},
		"another's":  {func(w *world) { w.code = w.newCode("kiosk-2") }, wire.WrongCode},
		"known, unnamed code": {func(w *world) {
			w.enrolAs("kiosk-1", w.newCode("kiosk-1"))
		}, wire.NeedsNamed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newServerAlone(t, sqlstore.Options{})
				defer w.end()
				tt.prepare(w)
				w.startOffice()
				w.grow(3)
				pass(settle)
				if s := w.out.State(); s.Refused != string(tt.want) || s.Enrolled {
					t.Errorf("state %+v, want %q", s, tt.want)
				}
				// A good code, as a technician would try next.
				w.stop()
				synctest.Wait()
				w.code = w.newCode("kiosk-1")
				w.startOffice()
				pass(settle)
				if d := w.differs(); d != "" {
					t.Errorf("%s; %+v", d, w.out.State())
				}
			})
		})
	}
}

func TestRevokedAndWelcomeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, sqlstore.Options{})
		defer w.end()
		w.grow(3)
		pass(time.Minute)
		if err := w.store.Revoke(ctx, "olszanow", "kiosk-1"); err != nil {
			t.Fatal(err)
		}
		w.grow(3)
		pass(settle)
		if s := w.out.State(); s.Refused != string(wire.Revoked) || s.Lag() != 3 {
			t.Errorf("state %+v", s)
		}
		w.stop()
		synctest.Wait()
		w.code = w.newCode("kiosk-1")
		w.startOffice()
		pass(time.Minute) // at once: somebody stands there and waits
		if d := w.differs(); d != "" {
			t.Errorf("%s; %+v", d, w.out.State())
		}
	})
}

func (w *world) newCode(node string) string {
	w.t.Helper()
	code, err := w.store.Code(ctx, "olszanow", node, 24*time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func (w *world) enrolAs(node, code string) {
	w.t.Helper()
	if err := w.store.Enrol(ctx, wire.Enrol{Protocol: 1, Office: "olszanow", Node: node, Code: code, Token: [32]byte{9}}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) enrolAnother() { w.enrolAs("kiosk-2", w.code) }

// fresh is a server that has never heard of the office, and an office that has never enrolled.
func (w *world) fresh() {
	b, err := empty()
	if err != nil {
		w.t.Fatal(err)
	}
	w.restore(b)
	w.mu.Lock()
	w.saved = nil
	w.mu.Unlock()
	if w.code, err = w.store.Code(ctx, "olszanow", "", time.Hour); err != nil {
		w.t.Fatal(err)
	}
}

// Whatever happens, in whatever order: once the line is whole again, the server has the journal, all of
// it, in order, once.
func TestExactlyOnceUnderAnySchedule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) step {
			return step{
				do:     rapid.SampledFrom([]string{"grow", "grow", "grow", "plan", "plan", "plan", "pass", "pass", "kill", "start", "backup", "restore", "office"}).Draw(rt, "do"),
				n:      rapid.IntRange(1, 90).Draw(rt, "n"),
				faults: rapid.SliceOfN(rapid.IntRange(0, int(faults)-1), 1, 5).Draw(rt, "faults"),
			}
		}), 1, 12).Draw(rt, "steps")
		wrong := ""
		synctest.Test(t, func(t *testing.T) { wrong = play(t, steps) })
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// step is one thing that happens.
type step struct {
	do     string
	n      int
	faults []int
}

func play(t *testing.T, steps []step) string {
	w := newWorld(t, sqlstore.Options{})
	defer w.end()
	pass(time.Second) // enrolled: a copy from before that, with a code that is over, is another test
	var copies [][]byte
	var told strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&told, "%s %d %v; ", s.do, s.n, s.faults)
		switch s.do {
		case "grow":
			w.grow(s.n)
		case "plan":
			for _, f := range s.faults {
				w.plan(fault(f))
			}
		case "pass":
			pass(time.Duration(s.n) * time.Second)
		case "kill":
			w.killServer()
		case "start":
			w.killServer()
			w.startServer()
		case "backup":
			copies = append(copies, w.backup())
		case "restore":
			if len(copies) > 0 {
				w.restore(copies[s.n%len(copies)])
			}
		case "office":
			w.restartOffice()
		}
	}
	w.killServer()
	w.startServer()
	w.mu.Lock()
	w.next = nil
	w.mu.Unlock()
	pass(settle)
	if d := w.differs(); d != "" {
		return fmt.Sprintf("%s after %s: %+v", d, &told, w.out.State())
	}
	if s := w.out.State(); s.Lag() != 0 || s.Away || s.Refused != "" {
		return fmt.Sprintf("after %s: %+v", &told, s)
	}
	return ""
}
