package kiosk_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/queue"
	"bileter/kiosk"
)

// lists are the orders for lists among effects.
func lists(es []kiosk.Effect) (ls []kiosk.StartList) {
	for _, e := range es {
		if l, ok := e.(kiosk.StartList); ok {
			ls = append(ls, l)
		}
	}
	return ls
}

func TestListIsPrintedOnce(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.SetLang{Lang: "uk"}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
	print := d.want(kiosk.Service).Service.List
	got := lists(d.do(print, print, print))
	if want := []kiosk.StartList{{Key: "key-1", Service: "P1", Lang: "uk"}}; !slices.Equal(got, want) {
		t.Fatalf("orders %+v, want %+v", got, want)
	}
	if n := d.want(kiosk.Listed).Notice; n.Action != nil || n.Back {
		t.Errorf("while it prints: %+v", n)
	}
	d.do(kiosk.ListDone{Key: "another", OK: true})
	if d.want(kiosk.Listed).Notice.Back {
		t.Error("another order's end is taken for this one's")
	}
	d.do(kiosk.ListDone{Key: "key-1", OK: true})
	if n := d.want(kiosk.Listed).Notice; n.Action != (kiosk.Finish{}) || !n.Back {
		t.Errorf("printed: %+v", n)
	}
	if es := lists(d.do(kiosk.Back{}, print)); len(es) != 0 { // shown again where it is, not printed again
		t.Errorf("a second list: %+v", es)
	}
	d.want(kiosk.Listed)
	d.do(kiosk.Back{})
	d.want(kiosk.Service)
}

func TestListThatFails(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.PrintList{Service: "P1"})
	d.wait(kiosk.DefaultGiveUp + time.Second) // no answer
	n := d.want(kiosk.Listed).Notice
	if !n.Back || n.Text == "" {
		t.Errorf("no answer: %+v", n)
	}
	d.do(kiosk.Back{})
	if es := lists(d.do(kiosk.PrintList{Service: "P1"})); len(es) != 1 {
		t.Errorf("tried again: %+v", es)
	}
}

func TestNoListWithoutPaper(t *testing.T) {
	for name, change := range map[string]func(p *kiosk.OfficeKnown){
		"no printer":         func(o *kiosk.OfficeKnown) { o.Office.Printer.Left = nil },
		"printer in trouble": func(o *kiosk.OfficeKnown) { o.Office.Printer.Problem = "paper-out" },
	} {
		d := newDesk(t, kiosk.Config{})
		o := kiosk.OfficeKnown{Office: townHall()}
		change(&o)
		d.do(o, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
		if v := d.want(kiosk.Service); v.Service.List != nil {
			t.Errorf("%s: a list is offered", name)
		}
		if es := lists(d.do(kiosk.PrintList{Service: "P1"})); len(es) != 0 {
			t.Errorf("%s: %+v", name, es)
		}
	}
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P2"})
	if d.want(kiosk.Service).Service.List != nil {
		t.Error("an empty list is offered")
	}
}

// Where something is often forgotten the client is asked for it; elsewhere three taps are enough.
func TestMustHave(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	o := townHall()
	o.Services[0].MustHave = queue.Words{"pl": "umowa kupna", "en": "the contract"}
	d.do(kiosk.OfficeKnown{Office: o}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
	n := d.want(kiosk.Confirm).Notice
	if n.Text != "umowa kupna" || n.Other != (kiosk.PrintList{Service: "P1"}) || !strings.HasPrefix(n.Title, "Czy masz") {
		t.Fatalf("asked: %+v", n)
	}
	if es := lists(d.do(n.Other)); len(es) != 1 {
		t.Fatalf("no: %+v", es)
	}
	d.do(kiosk.ListDone{Key: "key-1", OK: true}, kiosk.Back{}, kiosk.TakeTicket{Service: "P1"})
	d.do(d.want(kiosk.Confirm).Notice.Action)
	d.want(kiosk.Issuing)

	// What speaks against a ticket is a page of its own.
	d = newDesk(t, kiosk.Config{})
	o.Services[0].Serving = 0
	d.do(kiosk.OfficeKnown{Office: o}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
	d.do(d.want(kiosk.Confirm).Notice.Action)
	n = d.want(kiosk.Confirm).Notice
	if len(n.Points) != 1 || n.Other != nil {
		t.Fatalf("then: %+v", n)
	}
	d.do(n.Action)
	d.want(kiosk.Issuing)
	o.Services[0].Serving = 3

	d = newDesk(t, kiosk.Config{})
	d.do(kiosk.OfficeKnown{Office: o}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P2"}, kiosk.TakeTicket{Service: "P2"})
	d.want(kiosk.Issuing)
}

// Who reads large letters on the screen gets large print on paper, and a repeated request is the same request.
func TestLargePrint(t *testing.T) {
	for _, mode := range []kiosk.Mode{kiosk.Large, kiosk.Easy, kiosk.Contrast} {
		d := newDesk(t, kiosk.Config{})
		es := d.do(kiosk.SetMode{Mode: mode, On: true}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
		first := es[len(es)-1].(kiosk.StartIssue)
		if got, want := first.Order.Large, mode != kiosk.Contrast; got != want {
			t.Errorf("%s: large %v, want %v", mode, got, want)
		}
		d.wait(kiosk.DefaultGiveUp + time.Second)
		d.want(kiosk.Sorry)
		es = d.do(kiosk.SetMode{Mode: mode, On: false}, kiosk.TakeTicket{Service: "P1", Sure: true})
		if again := es[len(es)-1].(kiosk.StartIssue); again.Key != first.Key || again.Order.Large != first.Order.Large {
			t.Errorf("%s: again %+v, want as %+v", mode, again, first)
		}
	}
}

// A list whose fate is open is asked for again with the same key.
func TestDriverPrintsAList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &counterpart{lists: []queue.Paper{"", queue.PaperPending, queue.PaperPrinted}}
		g := light(t, o)
		defer g.off()
		g.tap(kiosk.TapGroup{Letter: "P"})
		g.tap(kiosk.TapService{ID: "P1"})
		g.tap(kiosk.PrintList{Service: "P1"})
		time.Sleep(time.Second)
		synctest.Wait()
		o.mu.Lock()
		defer o.mu.Unlock()
		if len(o.slips) != 3 || o.slips[0] != o.slips[2] || !strings.HasSuffix(o.slips[0], " checklist P1 pl") {
			t.Errorf("slips %q", o.slips)
		}
		seen := g.seen()
		if v := seen[len(seen)-1]; v.Screen != kiosk.Listed || v.Notice.Action == nil {
			t.Errorf("shown: %s %+v", v.Screen, v.Notice)
		}
	})
}
