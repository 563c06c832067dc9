package printer_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// world is an office, the program it runs, and its printer.
type world struct {
	profile escpos.Profile
	emu     *emulator.Printer
	way     way
	setup   *queue.Setup
	notes   notes // printer.notes

	mu     sync.Mutex // protects the following
	state  *queue.State
	why    map[uint64]string // problem of each paper
	run    *run
	hit    bool // the trouble came
	joined int  // tickets whose mark was stored with them
	papers []emulator.Ticket

	rendered, committed, wire func()
	atByte                    func(int) int
}

// run is one life of the program.
type run struct {
	spool *printer.Spool
	dev   *printer.Thermal
	stop  context.CancelFunc
	done  chan error
	port  *tap
	dead  bool // killed: it does nothing more
}

// memory is printer.notes as one run of the program writes it: a run that was killed writes nothing more.
type memory struct {
	w *world
	r *run
}

func (m memory) Get(key string) string {
	m.w.mu.Lock()
	defer m.w.mu.Unlock()
	return m.w.notes[key]
}

func (m memory) Put(key, value string) error {
	m.w.mu.Lock()
	defer m.w.mu.Unlock()
	if m.r.dead {
		return errKilled
	}
	m.w.notes[key] = value
	return nil
}

// once takes a trouble that waits.
func (w *world) once(f *func()) {
	w.mu.Lock()
	do := *f
	*f = nil
	w.mu.Unlock()
	if do != nil {
		do()
	}
}

// tap is the port, in which trouble can wait for a byte of a job.
type tap struct {
	*emulator.Cable
	w *world
}

func (p *tap) Write(b []byte, wait time.Duration) (int, error) {
	p.w.mu.Lock()
	armed := p.w.wire != nil && len(b) > 64 // a job, and no question
	n := len(b)
	if armed {
		n = p.w.atByte(n)
	}
	p.w.mu.Unlock()
	if !armed {
		return p.Cable.Write(b, wait)
	}
	if n, err := p.Cable.Write(b[:n], wait); err != nil {
		return n, err
	}
	p.w.once(&p.w.wire)
	more, err := p.Cable.Write(b[n:], wait)
	return n + more, err
}

func (w *world) do(v queue.Verb) (queue.Answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := queue.Command{ID: fmt.Sprint(w.state.Version), At: time.Now(), Do: v}
	facts, err := queue.Decide(w.state, w.setup, c)
	if err != nil {
		return queue.Answer{}, err
	}
	for _, f := range facts {
		e := queue.NewEvent(f, c.At, 0, false, "")
		e.Seq, e.Prev = w.state.Version+1, w.state.Head
		w.state.Apply(e)
	}
	return queue.AnswerTo(w.state, c, facts), nil
}

var errKilled = errors.New("killed")

// alive does something a run of the program does, unless it was killed.
func (w *world) alive(r *run, v queue.Verb) error {
	w.mu.Lock()
	dead := r.dead
	w.mu.Unlock()
	if dead {
		return errKilled
	}
	_, err := w.do(v)
	return err
}

// start is a start of the program, from nothing but what the office has stored.
func (w *world) start() {
	r := &run{done: make(chan error, 1)}
	r.dev = printer.New(printer.Config{
		Profile: w.profile, Log: slog.New(slog.DiscardHandler), Memory: memory{w, r},
		Open: func(context.Context) (printer.Port, error) {
			c, err := w.emu.Connect()
			if err != nil {
				return nil, err
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			if r.dead {
				c.Close()
				return nil, errKilled
			}
			r.port = &tap{c, w}
			return r.port, nil
		},
	})
	r.spool = w.spool(r)
	w.mu.Lock()
	w.run = r
	ids := []uint64{}
	for id := range w.state.Tickets {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		switch tk := w.state.Tickets[id]; tk.Paper {
		case queue.PaperPending:
			r.spool.Add(id)
		case queue.PaperSent:
			if w.way.forgetful {
				r.spool.Add(id)
				continue
			}
			r.spool.Resolve(id, *tk.Sent)
		}
	}
	w.mu.Unlock()
	var ctx context.Context
	ctx, r.stop = context.WithCancel(context.Background())
	go func() { r.done <- errors.Join(r.spool.Run(ctx), r.dev.Close()) }()
}

// spool is the program's, with the office behind it.
func (w *world) spool(r *run) *printer.Spool {
	return &printer.Spool{
		Device: w.way.wrap(r.dev), Log: slog.New(slog.DiscardHandler),
		Render: func(id uint64) ([]byte, error) {
			w.once(&w.rendered)
			w.mu.Lock()
			defer w.mu.Unlock()
			tk := w.state.Tickets[id]
			return w.slip(tk.Number(), tk.Copy), nil
		},
		Sent: func(id uint64, m queue.Mark) error {
			if err := w.alive(r, queue.RecordSent{Ticket: id, Mark: m}); err != nil && !w.way.forgetful {
				return err
			}
			w.once(&w.committed)
			w.mu.Lock()
			defer w.mu.Unlock()
			if r.dead {
				return errKilled
			}
			return nil
		},
		Report: func(id uint64, paper queue.Paper, problem string) {
			if w.alive(r, queue.RecordPaper{Ticket: id, Paper: paper, Problem: problem}) == nil {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.why[id] = problem
			}
		},
	}
}

// kill is kill -9: what the program had written is written, and it does nothing more.
func (w *world) kill() {
	w.mu.Lock()
	w.run.dead = true
	if w.run.port != nil {
		w.run.port.Close()
	}
	w.mu.Unlock()
	w.run.stop()
}
