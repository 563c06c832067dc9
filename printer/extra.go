package printer

import (
	"context"

	"bileter/internal/queue"
)

// Extra is a slip that is no ticket's: a checklist, a report, a test. Tickets go before it, it is never
// resolved or printed again, and its fate says nothing of any ticket's.
type Extra struct {
	// Render gives its bytes.
	Render func() ([]byte, error)
	// Done tells what became of it, once, as Spool.Report does. It is called from Run.
	Done func(paper queue.Paper, problem string)
}

// extraLimit is how many of them may wait: those who asked stand there, or press again.
const extraLimit = 4

// AddExtra queues a slip that is no ticket's and returns at once; false: too many wait already.
func (s *Spool) AddExtra(x Extra) bool {
	s.mu.Lock()
	full := len(s.extras) >= extraLimit
	if !full {
		s.extras = append(s.extras, x)
	}
	s.mu.Unlock()
	if full {
		return false
	}
	s.kick()
	return true
}

// takeExtra is called with mu held.
func (s *Spool) takeExtra() (job, bool) {
	if len(s.extras) == 0 {
		return job{}, false
	}
	x := s.extras[0]
	s.extras = s.extras[1:]
	return job{extra: &x}, true
}

// endExtras returns those that will not be printed.
func (s *Spool) endExtras() []Extra {
	s.mu.Lock()
	defer s.mu.Unlock()
	xs := s.extras
	s.extras = nil
	return xs
}

// printExtra prints a slip that is no ticket's. A ticket in doubt is settled first, and the printer is cleared
// after a slip in doubt before anything else is printed.
func (s *Spool) printExtra(ctx context.Context, x Extra) {
	if !s.settle(ctx) {
		x.Done(queue.PaperRefused, string(s.problem()))
		return
	}
	data, err := x.Render()
	if err != nil {
		s.Log.Error("slip cannot be laid out", "err", err)
		x.Done(queue.PaperRefused, string(NoSlip))
		return
	}
	sure, err := s.Device.Print(ctx, data, nil)
	paper, problem := fate(sure, err)
	if paper != queue.PaperPrinted {
		s.Log.Warn("slip not known to be printed", "paper", paper, "err", err)
	}
	x.Done(paper, problem)
	s.show()
	if paper == queue.PaperDoubt {
		s.tend(ctx)
	}
}

// problem is why nothing can be printed now.
func (s *Spool) problem() Problem {
	if p := s.Device.Status().Problem; p != Ready {
		return p
	}
	return Offline
}
