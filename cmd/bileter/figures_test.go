package main

import (
	"strings"
	"testing"

	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/printer/emulator"
)

// TestDayReportByItself prints one report a day: not without tickets, not while the printer refuses, not twice.
func TestDayReportByItself(t *testing.T) {
	k := newWhole(t)
	k.tryReport(t.Context(), 1)
	if n := len(k.printing.paper.Tickets()); n != 0 {
		t.Fatalf("%d papers on a day without tickets", n)
	}
	k.issue(false, queue.PaperPrinted)
	k.printing.paper.Set(emulator.PaperOut)
	k.until("paper out", func() bool { return k.printing.status().Problem == "paper-out" })
	k.tryReport(t.Context(), 2)
	if k.reportDue() == "" {
		t.Error("a report that was refused is not due any more")
	}
	k.printing.paper.Set(0)
	k.until("the printer is back", func() bool { return k.printing.status().Problem == "" })
	k.tryReport(t.Context(), 3)
	k.until("the journal knows", func() bool { return k.reportDue() == "" })
	k.tryReport(t.Context(), 4)
	if n := len(k.printing.paper.Tickets()); n != 2 {
		t.Errorf("%d papers, want a ticket and a report", n)
	}
	if s := k.paper(2); !strings.Contains(s, "Raport dnia") || !strings.Contains(s, "Bilety na papierze: 1, bez papieru: 0.") {
		t.Errorf("the report:\n%s", s)
	}
}

// TestFaultsAreNoted wants a fact for a fault's beginning and one for its end.
func TestFaultsAreNoted(t *testing.T) {
	k := newWhole(t)
	k.board.Set(health.ClockDoubt, true, "")
	for _, on := range []bool{true, false} {
		k.board.Set(health.PrinterDown, on, "")
		cs := k.faultsToNote()
		if len(cs) != 1 || cs[0].Do.(queue.RecordFault).On != on {
			t.Fatalf("on %v: %+v", on, cs)
		}
		if err := k.note(cs[0]); err != nil {
			t.Fatal(err)
		}
		if cs := k.faultsToNote(); len(cs) != 0 {
			t.Errorf("noted again: %+v", cs)
		}
	}
}
