package printer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
)

// Spool prints tickets one after the other, in the order in which they were added, each at most once.
type Spool struct {
	Device Device
	// Render gives the bytes of a ticket's slip.
	Render func(ticket uint64) ([]byte, error)
	// Sent makes durable that a ticket's bytes are about to leave; on an error none does. It may be nil.
	Sent func(ticket uint64, mark queue.Mark) error
	// Report tells what became of a ticket's paper: printed, refused or in doubt, with a Problem's code
	// where there was one. It is called from Run, once for every ticket added or to be resolved; a ticket
	// whose fate is still open when Run ends is left to the next run.
	Report func(ticket uint64, paper queue.Paper, problem string)
	// Changed is called from Run when the device's status is another; it may be nil.
	Changed func(Status)
	Board   *health.Board // where printer-down is shown; may be nil
	Log     *slog.Logger  // nil: slog.Default
	Limit   int           // tickets that may wait; more are refused; 0: DefaultLimit

	mu       sync.Mutex // protects what follows, and wake's making
	jobs     []job
	extras   []Extra
	open     []open
	reserved *reservation
	runs     bool // Run does
	works    bool // Run has the device
	wake     chan struct{}

	status Status // last shown; Run's own
	shown  bool
}

type job struct {
	ticket uint64
	refuse bool        // was one too many
	stored *queue.Mark // its mark, when that was reserved
	extra  *Extra      // a slip that is no ticket's; nil: it is one
}

// open is a ticket that was sent and whose fate is not known.
type open struct {
	ticket  uint64
	mark    queue.Mark
	problem string
	until   time.Time // then it is in doubt; zero: not counted yet
}

const (
	// patience is how long a printer may stay away before the ticket that it has is in doubt.
	patience = 15 * time.Second
	// DefaultLimit is about as many slips as a printer makes in ten seconds: whoever would wait longer
	// is told the number on the screen instead.
	DefaultLimit = 10
	// tending is the pause between two looks at an idle device.
	tending = time.Second
)

// Add queues a ticket for printing and returns at once.
func (s *Spool) Add(ticket uint64) {
	s.mu.Lock()
	limit := s.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	mine := s.reserved != nil && s.reserved.ticket == ticket
	s.jobs = append(s.jobs, job{ticket: ticket, refuse: len(s.jobs) >= limit && !mine})
	s.mu.Unlock()
	s.kick()
}

// kick wakes Run.
func (s *Spool) kick() {
	select {
	case s.signal() <- struct{}{}:
	default:
	}
}

// Resolve queues a ticket that an earlier run has sent: what became of it is found out, and reported.
func (s *Spool) Resolve(ticket uint64, mark queue.Mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, open{ticket: ticket, mark: mark, problem: Restarted})
}

// signal is the channel by which Add wakes Run.
func (s *Spool) signal() chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wake == nil {
		s.wake = make(chan struct{}, 1)
	}
	return s.wake
}

// take is the next job, and gives the device to it; where there is none, the device is free.
func (s *Spool) take() (j job, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.works = false
	at := 0
	if s.reserved != nil { // nothing may come before what was promised
		at = slices.IndexFunc(s.jobs, func(j job) bool { return j.ticket == s.reserved.ticket })
	}
	if at < 0 {
		return job{}, false
	}
	if len(s.jobs) == 0 {
		j, s.works = s.takeExtra()
		return j, s.works
	}
	j = s.jobs[at]
	s.jobs = slices.Delete(s.jobs, at, at+1)
	if s.reserved != nil {
		j.stored, s.reserved = &s.reserved.mark, nil
	}
	s.works = true
	return j, true
}

// Run prints what is added until the context ends, and looks after the device in between. A job that has
// begun is seen through; those that wait then are reported as refused.
func (s *Spool) Run(ctx context.Context) error {
	if s.Log == nil {
		s.Log = slog.Default()
	}
	wake := s.signal()
	tick := time.NewTicker(tending)
	defer tick.Stop()
	s.tend(ctx)
	s.begin()
	for {
		select {
		case <-ctx.Done():
			for _, x := range s.endExtras() {
				x.Done(queue.PaperRefused, string(Stopped))
			}
			for _, j := range s.end() {
				s.Report(j.ticket, queue.PaperRefused, string(Stopped))
			}
			return nil
		case <-wake:
			for ctx.Err() == nil {
				j, ok := s.take()
				if !ok {
					break
				}
				s.print(ctx, j)
			}
			tick.Reset(tending)
		case <-tick.C:
			if s.lend() {
				s.tend(ctx)
				s.giveBack()
			}
		}
	}
}

func (s *Spool) tend(ctx context.Context) {
	s.settle(ctx)
	s.Device.Tend(ctx)
	s.show()
}

func (s *Spool) print(ctx context.Context, j job) {
	if j.extra != nil {
		s.printExtra(ctx, *j.extra)
		return
	}
	if j.refuse {
		s.Report(j.ticket, queue.PaperRefused, string(Busy))
		return
	}
	if !s.settle(ctx) { // the one before must be known first: the printer may still hold it
		s.Report(j.ticket, queue.PaperRefused, string(s.problem()))
		return
	}
	data, err := s.Render(j.ticket)
	if err != nil {
		s.Log.Error("ticket cannot be laid out", "ticket", j.ticket, "err", err)
		s.Report(j.ticket, queue.PaperRefused, string(NoSlip))
		return
	}
	var mark queue.Mark
	sure, err := s.Device.Print(ctx, data, func(m queue.Mark) error {
		mark = m
		switch {
		case j.stored != nil:
			return kept(*j.stored, m)
		case s.Sent == nil:
			return nil
		}
		return s.Sent(j.ticket, m)
	})
	paper, problem := fate(sure, err)
	if paper == queue.PaperDoubt {
		s.Log.Warn("ticket in doubt", "ticket", j.ticket, "err", err)
		s.keep(open{j.ticket, mark, problem, time.Now().Add(patience)})
		s.show()
		s.tend(ctx) // at once: what the printer still holds must not come out later
		return
	}
	if paper != queue.PaperPrinted {
		s.Log.Warn("ticket not known to be printed", "ticket", j.ticket, "paper", paper, "err", err)
	}
	s.Report(j.ticket, paper, problem)
	s.show()
}

func (s *Spool) keep(o open) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, o)
}

// settle finds out what became of tickets whose fate is open. False: some still are.
func (s *Spool) settle(ctx context.Context) bool {
	s.mu.Lock()
	todo := s.open
	s.open = nil
	s.mu.Unlock()
	for i, o := range todo {
		if o.until.IsZero() {
			o.until = time.Now().Add(patience)
		}
		_, err := s.Device.Resolve(ctx, o.mark)
		// A client who waits for his ticket is told of a printer that cannot go on; one that is away may
		// come back, and know.
		waits := o.problem == Restarted || s.Device.Status().Problem == Absent
		if errors.Is(err, ErrLater) && waits && time.Now().Before(o.until) {
			for _, o := range append([]open{o}, todo[i+1:]...) {
				s.keep(o)
			}
			return false
		}
		if err != nil {
			s.Report(o.ticket, queue.PaperDoubt, o.problem)
			continue
		}
		s.Report(o.ticket, queue.PaperPrinted, "")
	}
	return true
}

// Restarted stands as the problem of a ticket that was sent before the program was started anew.
const Restarted = "restarted"

// Unconfirmed stands as the problem of a printed ticket whose printer cannot say that it printed it.
const Unconfirmed = "unconfirmed"

func fate(sure Sure, err error) (queue.Paper, string) {
	var e *Error
	switch {
	case err == nil && sure == Sent:
		return queue.PaperPrinted, Unconfirmed
	case err == nil:
		return queue.PaperPrinted, ""
	case !errors.As(err, &e):
		return queue.PaperDoubt, string(Broken) // nothing promises that no byte left
	case e.InDoubt:
		return queue.PaperDoubt, string(e.Problem)
	}
	return queue.PaperRefused, string(e.Problem)
}

func (s *Spool) show() {
	st := s.Device.Status()
	if s.shown && st == s.status {
		return
	}
	s.shown, s.status = true, st
	if s.Board != nil {
		s.Board.Set(health.PrinterDown, st.Problem != Ready, string(st.Problem))
		s.Board.Set(health.PrinterOther, st.Other != "", st.Other)
	}
	if s.Changed != nil {
		s.Changed(st)
	}
}
