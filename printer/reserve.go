package printer

import (
	"fmt"
	"slices"

	"bileter/internal/queue"
)

// A job's mark is stored before its first byte leaves. When the printer is idle that need not be a commit of its own,
// for which the client would wait: the mark is reserved, and stored in one commit with the ticket. Until that ticket
// comes the printer does nothing else, so that the mark stays true: its count of cuts is that before this job.

// reservation is the printer's promise to a ticket.
type reservation struct {
	ticket uint64
	mark   queue.Mark
}

// Reserve promises the idle printer to a ticket that is about to be issued, and returns the mark that its job will
// bear. Whoever has stored it with the ticket calls Add, and Sent is not called for it; else Release. False: the ticket
// goes the usual way. Reserve does not wait.
func (s *Spool) Reserve(ticket uint64) (queue.Mark, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.runs || s.works || s.reserved != nil || len(s.jobs) > 0 || len(s.open) > 0 {
		return queue.Mark{}, false
	}
	mark, ok := s.Device.Upcoming()
	if ok {
		s.reserved = &reservation{ticket, mark}
	}
	return mark, ok
}

// Release ends a reservation whose ticket was not issued.
func (s *Spool) Release(ticket uint64) {
	s.mu.Lock()
	if s.reserved != nil && s.reserved.ticket == ticket {
		s.reserved = nil
	}
	s.mu.Unlock()
	s.kick()
}

// lend gives Run the device, unless it is promised.
func (s *Spool) lend() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.works = s.reserved == nil
	return s.works
}

func (s *Spool) giveBack() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.works = false
}

func (s *Spool) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = true
}

// end returns what will not be printed: what waits, and the ticket that has the printer's promise and did not come yet.
// It may be stored as sent, and nothing of it has left.
func (s *Spool) end() []job {
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs := s.jobs
	if r := s.reserved; r != nil && !slices.ContainsFunc(jobs, func(j job) bool { return j.ticket == r.ticket }) {
		jobs = append(jobs, job{ticket: r.ticket})
	}
	s.runs, s.reserved, s.jobs = false, nil, nil
	return jobs
}

// kept tells whether a job leaves under the mark that is stored for it. It does not after a commit so long that the
// printer was lost meanwhile, or cut something else.
func kept(stored, mark queue.Mark) error {
	same := stored.Job == mark.Job && (stored.Cuts == nil) == (mark.Cuts == nil)
	if same && mark.Cuts != nil {
		same = *stored.Cuts == *mark.Cuts
	}
	if !same {
		return fmt.Errorf("the job is %q, and is stored as %q", mark.Job, stored.Job)
	}
	return nil
}
