package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// extras are the slips that are no ticket's which were asked for, by the key of the request, so that a repeated
// request is told of the slip that it has already had. They are kept in memory: after a restart a repeated
// request prints again, which does nobody harm.
type extras struct {
	mu   sync.Mutex // protects what follows
	by   map[string]*extra
	keys []string // the oldest first
}

type extra struct {
	order api.Slip
	known chan struct{} // closed when done is
	done  api.SlipDone
}

// maxExtras is how many are remembered.
const maxExtras = 64

// begin returns the slip of a key; fresh: it is to be printed now. A key that another slip had is refused.
func (x *extras) begin(key string, order api.Slip) (e *extra, fresh bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e := x.by[key]; e != nil {
		if e.order != order {
			return nil, false, &queue.Refusal{Code: queue.KeyReused}
		}
		return e, false, nil
	}
	if x.by == nil {
		x.by = map[string]*extra{}
	}
	e = &extra{order: order, known: make(chan struct{})}
	x.by[key], x.keys = e, append(x.keys, key)
	if len(x.keys) > maxExtras {
		delete(x.by, x.keys[0])
		x.keys = x.keys[1:]
	}
	return e, true, nil
}

// printExtra prints a slip that is no ticket's and waits for its fate until ctx ends.
func (p *printing) printExtra(ctx context.Context, key string, order api.Slip) (api.SlipDone, error) {
	if p.device == nil {
		return api.SlipDone{Paper: queue.PaperRefused, Problem: string(printer.None)}, nil
	}
	e, fresh, err := p.extras.begin(key, order)
	if err != nil {
		return api.SlipDone{}, err
	}
	if fresh {
		s := p.extraSlip(order, time.Now())
		end := func(paper queue.Paper, problem string) {
			e.done = api.SlipDone{Paper: paper, Problem: problem}
			close(e.known)
			if paper != queue.PaperRefused {
				p.fed(key, p.measure(s))
			}
		}
		if !p.spool.AddExtra(printer.Extra{Render: func() ([]byte, error) { return slip.Encode(s.Layout(p.profile), p.profile) }, Done: end}) {
			end(queue.PaperRefused, string(printer.Busy))
		}
	}
	select {
	case <-e.known:
		return e.done, nil
	case <-ctx.Done():
		return api.SlipDone{Paper: queue.PaperPending}, nil
	}
}

// fed counts paper that was no ticket's. Of the day's report the journal keeps the key too: see reportDaily.
func (p *printing) fed(key string, mm int) {
	c := queue.Command{Actor: "printer", Do: queue.RecordFed{MM: mm}}
	if strings.HasPrefix(key, dailyKey) {
		c.ID = key
	}
	if err := p.m.note(c); err != nil {
		slog.Error("the paper of a slip was not counted", "mm", mm, "err", err)
	}
}

// extraSlip lays out what was ordered; the console has checked the order.
func (p *printing) extraSlip(order api.Slip, at time.Time) slip.Slip {
	setup := p.m.office.Setup()
	switch order.Kind {
	case api.SlipChecklist:
		return slip.NewChecklist(setup, order.Service, order.Lang, at)
	case api.SlipReport:
		return p.m.dayReport(order.Lang, at)
	}
	return slip.Trial{Lang: order.Lang, At: at.In(setup.Location())}
}

// printWait is for a slip that is no ticket, behind tickets that wait.
const printWait = 10 * time.Second

// send prints a slip that is no ticket, in its turn, and waits for its fate.
func (p *printing) send(s slip.Slip) error {
	if p.device == nil {
		return errors.New(string(printer.None))
	}
	fate := make(chan error, 1)
	end := func(paper queue.Paper, problem string) {
		if paper != queue.PaperRefused {
			p.fed("", p.measure(s))
		}
		if paper == queue.PaperPrinted {
			fate <- nil
			return
		}
		fate <- fmt.Errorf("%s: %s", paper, problem)
	}
	if !p.spool.AddExtra(printer.Extra{Render: func() ([]byte, error) { return encode(s, p.profile) }, Done: end}) {
		return errors.New(string(printer.Busy))
	}
	select {
	case err := <-fate:
		return err
	case <-time.After(printWait):
		return errors.New(string(printer.Offline))
	}
}

// encode makes the bytes of a slip; that of letters is text on every printer.
func encode(s slip.Slip, p escpos.Profile) ([]byte, error) {
	if l, ok := s.(slip.Letters); ok {
		return l.Bytes(p)
	}
	return slip.Encode(s.Layout(p), p)
}
