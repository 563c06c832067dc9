package printer_test

import (
	"testing"

	"bileter/internal/queue"
	"bileter/printer"
)

// TestRollWatch plays statuses to the watch; what it says becomes what is known, as in the office.
func TestRollWatch(t *testing.T) {
	ready, low := printer.Status{}, printer.Status{Low: true}
	is := func(p printer.Problem) printer.Status { return printer.Status{Problem: p} }
	for _, c := range []struct {
		name  string
		known queue.Roll
		see   []printer.Status
		want  string // marks, in order
	}{
		{"all is well", queue.Roll{}, []printer.Status{ready, is(printer.Hot), ready}, ""},
		{"a roll's life", queue.Roll{}, []printer.Status{ready, low, is(printer.PaperOut), is(printer.CoverOpen), ready}, "low out new "},
		{"changed before its end", queue.Roll{}, []printer.Status{low, is(printer.CoverOpen), ready}, "low new "},
		{"changed while the program was down", queue.Roll{Low: true}, []printer.Status{ready}, "new "},
		{"changed while the power was off", queue.Roll{}, []printer.Status{low, is(printer.Absent), ready}, "low new "},
		{"filled while the program was down", queue.Roll{Out: true}, []printer.Status{ready}, "new "},
		{"the sensor wavers", queue.Roll{}, []printer.Status{low, ready, low, ready}, "low "},
		{"opened and closed in the middle of a roll", queue.Roll{Begun: true}, []printer.Status{ready, is(printer.CoverOpen), is(printer.CoverOpen), ready}, "opened "},
		{"opened to change it", queue.Roll{Begun: true, Out: true}, []printer.Status{is(printer.CoverOpen), ready}, "new "},
		{"opened and closed", queue.Roll{}, []printer.Status{ready, is(printer.CoverOpen), ready}, ""},
		{"closed without paper, then with", queue.Roll{}, []printer.Status{ready, is(printer.CoverOpen), is(printer.PaperOut), is(printer.CoverOpen), ready}, ""},
		{"an almost empty roll put in", queue.Roll{Out: true}, []printer.Status{low, low}, "new low "},
		{"still low after a look inside", queue.Roll{}, []printer.Status{low, is(printer.CoverOpen), low}, "low "},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w printer.RollWatch
			got := ""
			for _, st := range c.see {
				m := w.See(st, c.known)
				if m == "" {
					continue
				}
				got += string(m) + " "
				switch m {
				case queue.RollNew:
					c.known = queue.Roll{}
				case queue.RollOpened:
					c.known.Begun = false
				case queue.RollLow:
					c.known.Low = true
				case queue.RollOut:
					c.known.Out = true
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestRollWatchTellsAgain: a mark that could not be stored is told with the next status.
func TestRollWatchTellsAgain(t *testing.T) {
	var w printer.RollWatch
	for range 3 {
		if got := w.See(printer.Status{Problem: printer.PaperOut}, queue.Roll{}); got != queue.RollOut {
			t.Fatalf("got %q, want out", got)
		}
	}
	for range 3 {
		if got := w.See(printer.Status{}, queue.Roll{Out: true}); got != queue.RollNew {
			t.Fatalf("got %q, want new", got)
		}
	}
}
