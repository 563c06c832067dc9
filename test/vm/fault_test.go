package vm_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"bileter/internal/queue"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// moments are those in the life of a ticket at which a plug can be pulled.
var moments = []struct {
	name string
	at   emulator.Moment
}{
	{"printing", emulator.Printing}, {"before the cut", emulator.Cutting}, {"after the cut", emulator.HasCut}, {"waiting for confirmation", emulator.Proving},
}

// profiles are a printer that names each job, one that only answers in order, and one that says nothing.
var profiles = []string{"emulator-80", "generic-80", "generic-80-mute"}

// TestPulled pulls the plug at every moment of a ticket and puts it back. The office believes what the paper shows.
func TestPulled(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		for _, profile := range profiles {
			t.Run(profile, func(t *testing.T) { pulled(t, newOffice(t, kind, profile)) })
		}
	})
}

func pulled(t *testing.T, o *office) {
	var all []uint64
	for _, m := range moments {
		hit := make(chan bool, 1)
		o.paper.At(m.at, func() { o.unplug(); hit <- true })
		id := o.issue()
		if m.at == emulator.Proving && o.paper.Profile.Proof == escpos.ProofNone {
			o.fate(id)
			o.paper.Disarm() // it never proves anything
			continue
		}
		await(t, m.name, hit)
		o.wait("absent")
		o.plug()
		fate := o.fate(id)
		o.wait("")
		copied := o.reprint(id)
		t.Logf("%s: %s, copy %q", m.name, fate, copied)
		all = append(append(all, id), o.well()...)
	}
	o.judge(all...)
}

// await waits until something has happened.
func await(t *testing.T, what string, c <-chan bool) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(within):
		t.Fatalf("not within %v: %s", within, what)
	}
}

// TestPaperOut: the paper ends in the middle of a ticket, and is put in again. The torn half is void.
func TestPaperOut(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		o := newOffice(t, kind, "emulator-80")
		status := func(out bool) {
			if kind == lp { // the port's own status; a printer that is out of paper shows it there too
				if err := o.end.paperOut(out); err != nil {
					t.Error(err)
				}
			}
		}
		o.paper.PaperOutAfter(200)
		id := o.issue()
		o.wait("paper-out")
		status(true)
		refused := o.issue()
		if f := o.fate(refused); f != queue.PaperRefused {
			t.Errorf("without paper: %s", f)
		}
		if f := o.fate(id); f != queue.PaperDoubt {
			t.Errorf("paper out in the middle: %s", f)
		}
		o.paper.Set(emulator.PaperOut)
		o.paper.Set(0)
		status(false)
		// Its client still stands there: the torn one comes again as a copy, once, without being asked for.
		eventually(t, "the copy", func() bool {
			tk, err := o.client.Ticket(context.Background(), id)
			return err == nil && tk.Copies == 1 && tk.Paper == queue.PaperPrinted
		})
		o.judge(append(o.well(), id, refused)...)
	})
}

// TestStandsStill: the printer takes nothing from its cable for longer than any deadline, then everything at once: what
// was given up comes out late. It must not be a second unmarked slip.
func TestStandsStill(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		for _, profile := range profiles {
			t.Run(profile, func(t *testing.T) {
				o := newOffice(t, kind, profile)
				first := o.issue()
				if f := o.fate(first); f != queue.PaperPrinted {
					t.Fatal(f)
				}
				o.end.stand()
				began := time.Now()
				id := o.issue()
				var fate queue.Paper
				if profile != "generic-80-mute" { // of one that says nothing, accepted is all that is known
					fate = o.fate(id)
					t.Logf("given up after %.1f s: %s", time.Since(began).Seconds(), fate)
					if fate == queue.PaperPrinted {
						t.Error("believed printed")
					}
				}
				o.end.goOn()
				fate = o.fate(id)
				o.wait("")
				copied := o.reprint(id)
				t.Logf("%s, copy %q", fate, copied)
				o.judge(append(o.well(), first, id)...)
			})
		}
	})
}

// TestKilled kills the program at every moment of a ticket and starts it again.
func TestKilled(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		o := newOffice(t, kind, "emulator-80")
		var all []uint64
		for _, m := range moments {
			hit := make(chan bool, 1)
			o.paper.At(m.at, func() { o.kill(); hit <- true })
			o.keys++
			key := fmt.Sprint("vm-", o.keys)
			_, err := o.client.Issue(t.Context(), key, o.order())
			await(t, m.name, hit)
			o.start()
			// The client asks again with the same key, as the screen does, and gets the same ticket.
			again, err2 := o.client.Issue(t.Context(), key, o.order())
			if err2 != nil {
				t.Fatalf("%v, then %v", err, err2)
			}
			id := again.Ticket.ID
			fate := o.fate(id)
			o.wait("")
			t.Logf("%s: %s", m.name, fate)
			all = append(append(all, id), o.well()...)
		}
		o.judge(all...)
	})
}
