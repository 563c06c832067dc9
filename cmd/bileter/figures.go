package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/figures"
	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/printer/slip"
)

// dayReport is the day in figures, as the pages count it.
func (m *machine) dayReport(lang string, at time.Time) slip.Report {
	waiting := 0
	m.office.Read(func(s *queue.State) { waiting = s.WaitingTotal() })
	var r slip.Report
	if err := m.figures.Read(func(days []*figures.Day) {
		var today *figures.Day
		if len(days) > 0 {
			today = days[len(days)-1]
		}
		r = slip.NewReport(m.office.Setup(), today, waiting, lang, at)
	}); err != nil {
		slog.Error("the day's report has no figures", "err", err)
		r = slip.NewReport(m.office.Setup(), nil, waiting, lang, at)
	}
	return r
}

// notedFaults are the warnings whose beginning and end are facts, for the figures.
var notedFaults = []health.Code{health.PrinterDown, health.CentralAway}

// faultsEvery is how soon the journal knows of a fault.
const faultsEvery = 5 * time.Second

// noteFaults keeps the journal at what the warnings say. What stood when the machine was switched off, stands until it
// is seen to be over.
func (m *machine) noteFaults(ctx context.Context) error {
	tick := time.NewTicker(faultsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		for _, c := range m.faultsToNote() {
			if err := m.note(c); err != nil && ctx.Err() == nil {
				slog.Error("a fault was not noted for the figures", "err", err)
			}
		}
	}
}

// faultsToNote are what the journal does not know yet.
func (m *machine) faultsToNote() (cs []queue.Command) {
	since := map[health.Code]time.Time{}
	for _, w := range m.board.Warnings() {
		since[w.Code] = w.Since
	}
	m.office.Read(func(s *queue.State) {
		for _, code := range notedFaults {
			if at, on := since[code]; on != s.Faults[string(code)] {
				cs = append(cs, queue.Command{Actor: "machine", Do: queue.RecordFault{Code: string(code), On: on, Since: at}})
			}
		}
	})
	return cs
}

// dailyKey begins the keys of the day's reports that are printed by themselves. A date and the number of the try follow.
// The journal keeps the one that was printed, so that a restart prints none again.
const dailyKey = "day-report "

const (
	// dailyEvery is how often the report is tried while the printer refuses it.
	dailyEvery = time.Minute
	// dailyWait is how long one slip is waited for.
	dailyWait = 30 * time.Second
)

// reportDaily prints the day's report at the time of the set-up, or as soon after it on the same day as it can.
func (m *machine) reportDaily(ctx context.Context) error {
	if m.cfg.Figures.Report == 0 || m.printing.device == nil {
		return nil
	}
	tick := time.NewTicker(dailyEvery)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		m.tryReport(ctx, n)
	}
}

// tryReport prints the day's report where it is due; n is the number of the try.
func (m *machine) tryReport(ctx context.Context, n int) {
	day := m.reportDue()
	if day == "" {
		return
	}
	wait, stop := context.WithTimeout(ctx, dailyWait)
	defer stop()
	done, err := m.printing.printExtra(wait, fmt.Sprintf("%s%s %d", dailyKey, day, n), api.Slip{Kind: api.SlipReport, Lang: "pl"})
	if err != nil || done.Paper == queue.PaperRefused {
		slog.Warn("the day's report waits for the printer", "day", day, "problem", done.Problem, "err", err)
	}
}

// reportDue is the day whose report is to be printed now; empty: none.
func (m *machine) reportDue() (day string) {
	now, doubt := m.office.Now()
	local := now.In(m.office.Setup().Location())
	m.office.Read(func(s *queue.State) {
		today := local.Format(time.DateOnly)
		if doubt || s.Day != today || s.Today.Issued == 0 || local.Hour()*60+local.Minute() < m.cfg.Figures.Report {
			return
		}
		for id := range s.Done {
			if strings.HasPrefix(id, dailyKey+today) {
				return
			}
		}
		day = today
	})
	return day
}
