package health_test

import (
	"testing"
	"time"

	"bileter/internal/health"
)

func TestBoard(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	b := &health.Board{Now: func() time.Time { return now }}
	codes := func() (s string) {
		for _, w := range b.Warnings() {
			s += string(w.Code) + " "
		}
		return s
	}
	b.Set(health.CentralAway, true, "12")
	b.Set(health.PaperLow, true, "")
	if got := codes(); got != "paper-low " {
		t.Errorf("central is away for a moment only: got %q", got)
	}
	now = now.Add(2 * time.Minute)
	b.Set(health.CentralAway, true, "13") // still the same warning
	b.Set(health.PrinterDown, true, "paper-out")
	if got := codes(); got != "printer-down central-away " {
		t.Errorf("faults first, and no paper explains little paper: got %q", got)
	}
	if w := b.Warnings()[1]; w.Detail != "13" || !w.Since.Equal(now.Add(-2*time.Minute)) {
		t.Errorf("got %+v", w)
	}
	b.Set(health.PrinterDown, false, "")
	b.Set(health.CentralAway, false, "")
	if got := codes(); got != "paper-low " {
		t.Errorf("got %q", got)
	}
}
