package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"bileter/internal/api"
	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/slip"
)

// paperCount follows the roll in the printer: its marks become facts, and staff is warned before it ends.
type paperCount struct {
	watch printer.RollWatch // used by the spool alone

	mu     sync.Mutex // protects what follows
	status printer.Status
	since  time.Time // of the status's problem
}

// saw takes in a status of the printer. The spool calls it.
func (p *printing) saw(st printer.Status) {
	p.count.mu.Lock()
	if st.Problem != p.count.status.Problem {
		p.count.since = time.Now()
	}
	p.count.status = st
	p.count.mu.Unlock()
	if mark := p.count.watch.See(st, p.roll()); mark != "" {
		if err := p.m.note(queue.Command{Actor: "printer", Do: queue.RecordRoll{Mark: mark, Usual: p.m.cfg.Printer.Roll}}); err != nil {
			slog.Error("what happened to the paper was not recorded", "mark", mark, "err", err)
		}
	}
	p.warn()
	if st.Problem == printer.Ready {
		p.again(time.Now())
	}
}

// again prints the tickets anew that were torn because the paper ended or somebody opened the printer, when it is well
// again and their clients may still stand there. What is left of the first slip is void and cut off; the new one is a
// copy. Everything else that is in doubt is left to the staff, who can see whether there is a slip.
func (p *printing) again(now time.Time) {
	var torn []uint64
	p.m.office.Read(func(s *queue.State) {
		for id, t := range s.Tickets {
			stopped := t.Problem == string(printer.PaperOut) || t.Problem == string(printer.CoverOpen)
			age := now.Sub(t.Issued)
			if t.Paper == queue.PaperDoubt && stopped && t.Copies == 0 && t.State == queue.Waiting && age >= 0 && age < fresh {
				torn = append(torn, id)
			}
		}
	})
	slices.Sort(torn)
	for _, id := range torn {
		// By this key it is asked for once, however often the printer comes back.
		c := queue.Command{ID: fmt.Sprintf("again %d", id), Actor: "printer", Do: queue.Reprint{Ticket: id}}
		if err := p.m.note(c); err != nil {
			slog.Error("a torn ticket is not printed again", "ticket", id, "err", err)
		}
	}
}

// roll is what is known of the paper.
func (p *printing) roll() (r queue.Roll) {
	p.m.office.Read(func(s *queue.State) { r = s.Roll })
	return r
}

// warn tells staff, and the city, for how many tickets the paper lasts when these are few.
func (p *printing) warn() {
	if p.device == nil {
		return
	}
	roll := p.roll()
	n := roll.Tickets(p.m.cfg.Printer.Roll)
	low := roll.Low || p.device.Status().Low || n < p.m.cfg.Printer.Few
	p.m.board.Set(health.PaperLow, low, strconv.Itoa(n))
}

// status is what the console and the screen tell about the printer.
func (p *printing) status() api.Printer {
	if p.device == nil {
		return api.Printer{Problem: string(printer.None)}
	}
	left, st := p.roll().Tickets(p.m.cfg.Printer.Roll), p.device.Status()
	v := api.Printer{Problem: string(st.Problem), Low: st.Low, Left: &left}
	p.count.mu.Lock()
	defer p.count.mu.Unlock()
	if st.Problem != printer.Ready && st.Problem == p.count.status.Problem {
		v.Since = p.count.since.UTC()
	}
	return v
}

// length is how much paper a ticket's slip takes, in mm; 0 when it cannot be told.
func (p *printing) length(id uint64) int {
	s, err := p.slip(id)
	if err != nil {
		return 0
	}
	return p.measure(s)
}

func (p *printing) measure(s slip.Slip) int {
	mm, err := slip.Length(s.Layout(p.profile), p.profile)
	if err != nil {
		return 0
	}
	return mm
}
