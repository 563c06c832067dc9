package printer

import (
	"context"
	"errors"
	"log/slog"
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
	// Report tells what became of a ticket's paper: printed, refused or in doubt, with a Problem's code
	// where there was one. It is called once for every ticket added, from Run.
	Report func(ticket uint64, paper queue.Paper, problem string)
	// Changed is called from Run when the device's status is another; it may be nil.
	Changed func(Status)
	Board   *health.Board // where printer-down and paper-low are shown; may be nil
	Log     *slog.Logger  // nil: slog.Default
	Limit   int           // tickets that may wait; more are refused; 0: DefaultLimit

	mu     sync.Mutex // protects jobs and wake's making
	jobs   []job
	wake   chan struct{}
	status Status // last shown; Run's own
	shown  bool
}

type job struct {
	ticket uint64
	refuse bool // was one too many
}

const (
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
	s.jobs = append(s.jobs, job{ticket, len(s.jobs) >= limit})
	s.mu.Unlock()
	select {
	case s.signal() <- struct{}{}:
	default:
	}
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

func (s *Spool) take() (job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.jobs) == 0 {
		return job{}, false
	}
	j := s.jobs[0]
	s.jobs = s.jobs[1:]
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
	for {
		select {
		case <-ctx.Done():
			for j, ok := s.take(); ok; j, ok = s.take() {
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
			s.tend(ctx)
		}
	}
}

func (s *Spool) tend(ctx context.Context) {
	s.Device.Tend(ctx)
	s.show()
}

func (s *Spool) print(ctx context.Context, j job) {
	if j.refuse {
		s.Report(j.ticket, queue.PaperRefused, string(Busy))
		return
	}
	data, err := s.Render(j.ticket)
	if err != nil {
		s.Log.Error("ticket cannot be laid out", "ticket", j.ticket, "err", err)
		s.Report(j.ticket, queue.PaperRefused, string(NoSlip))
		return
	}
	sure, err := s.Device.Print(ctx, data)
	paper, problem := fate(sure, err)
	if paper != queue.PaperPrinted {
		s.Log.Warn("ticket not known to be printed", "ticket", j.ticket, "paper", paper, "err", err)
	}
	s.Report(j.ticket, paper, problem)
	s.show()
	if paper == queue.PaperDoubt {
		s.tend(ctx) // at once: what the printer still holds must not come out later
	}
}

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
		s.Board.Set(health.PaperLow, st.Low, "")
	}
	if s.Changed != nil {
		s.Changed(st)
	}
}
