package printer_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/printer"
)

// fake is a device that does what it is told.
type fake struct {
	mu     sync.Mutex // protects the rest
	fail   error
	sure   printer.Sure
	status printer.Status
	hold   time.Duration // a job takes so long
	jobs   []string
	asked  []string // marks it was asked about

	upcoming queue.Mark
	cuts     *int // of marks
	resolve  error
	tended   int
}

func (f *fake) Print(_ context.Context, job []byte, sent func(queue.Mark) error) (printer.Sure, error) {
	if sent != nil {
		if err := sent(queue.Mark{Job: string(job), Cuts: f.cuts}); err != nil {
			return 0, &printer.Error{Op: "record", Problem: printer.Stopped, Err: err}
		}
	}
	f.mu.Lock()
	hold := f.hold
	f.mu.Unlock()
	if hold > 0 {
		<-time.After(hold)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.jobs = append(f.jobs, string(job))
	return f.sure, f.fail
}

func (f *fake) Upcoming() (queue.Mark, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.upcoming, f.status.Problem == printer.Ready
}

func (f *fake) Resolve(_ context.Context, mark queue.Mark) (printer.Sure, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, mark.Job)
	return f.sure, f.resolve
}

func (f *fake) Tend(context.Context) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tended++
}

func (f *fake) Status() printer.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

// seen returns the jobs and how often the device was tended.
func (f *fake) seen() (jobs []string, tended int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.jobs), f.tended
}

func (f *fake) set(do func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do(f)
}

// reports collects what a spool reports.
type reports struct {
	mu   sync.Mutex // protects list
	list []string
}

func (r *reports) add(ticket uint64, paper queue.Paper, problem string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, fmt.Sprintf("%d %s %s", ticket, paper, problem))
}

func (r *reports) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.list
	r.list = nil
	return l
}

// spooling runs a spool over a fake device in a bubble of time.
func spooling(t *testing.T, do func(t *testing.T, s *printer.Spool, f *fake, r *reports, stop func())) {
	synctest.Test(t, func(t *testing.T) {
		f, r := &fake{sure: printer.Confirmed, resolve: &printer.Error{InDoubt: true}}, &reports{}
		s := &printer.Spool{
			Device: f, Log: slog.New(slog.DiscardHandler), Report: r.add, Limit: 3,
			Render: func(id uint64) ([]byte, error) {
				if id == 404 {
					return nil, errors.New("no such ticket")
				}
				return fmt.Appendf(nil, "job %d", id), nil
			},
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		synctest.Wait()
		do(t, s, f, r, stop)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestSpoolReportsEveryFate(t *testing.T) {
	for _, c := range []struct {
		name string
		id   uint64
		sure printer.Sure
		err  error
		want string
	}{
		{"confirmed", 1, printer.Confirmed, nil, "1 printed "},
		{"processed", 1, printer.Processed, nil, "1 printed "},
		{"only sent", 1, printer.Sent, nil, "1 printed unconfirmed"},
		{"refused", 1, 0, &printer.Error{Op: "status", Problem: printer.PaperOut}, "1 refused paper-out"},
		{"in doubt", 1, 0, &printer.Error{Op: "confirm", InDoubt: true, Problem: printer.Offline}, "1 doubt offline"},
		{"wrapped", 1, 0, fmt.Errorf("x: %w", &printer.Error{Problem: printer.Absent}), "1 refused absent"},
		{"an error that promises nothing", 1, 0, errors.New("x"), "1 doubt error"},
		{"not laid out", 404, 0, nil, "404 refused slip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
				f.set(func(f *fake) { f.sure, f.fail = c.sure, c.err })
				s.Add(c.id)
				synctest.Wait()
				if got := r.take(); !slices.Equal(got, []string{c.want}) {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		})
	}
}

func TestSpoolKeepsOrderAndRefusesWhatIsTooMuch(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
		f.set(func(f *fake) { f.hold = 3 * time.Second })
		s.Add(1)
		synctest.Wait() // in the printer's hands
		for id := uint64(2); id <= 6; id++ {
			s.Add(id)
		}
		<-time.After(time.Minute)
		want := []string{"1 printed ", "2 printed ", "3 printed ", "4 printed ", "5 refused busy", "6 refused busy"}
		if got := r.take(); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		jobs, _ := f.seen()
		if want := []string{"job 1", "job 2", "job 3", "job 4"}; !slices.Equal(jobs, want) {
			t.Errorf("got %q, want %q", jobs, want)
		}
	})
}

func TestSpoolStopsAfterTheJobInHand(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, stop func()) {
		f.set(func(f *fake) { f.hold = 3 * time.Second })
		s.Add(1)
		s.Add(2)
		synctest.Wait()
		stop()
		<-time.After(time.Minute)
		if got, want := r.take(), []string{"1 printed ", "2 refused stopped"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestSpoolSendsNothingThatIsNotRecorded(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
		s.Sent = func(id uint64, m queue.Mark) error { return fmt.Errorf("no disk for %d %s", id, m.Job) }
		s.Add(1)
		synctest.Wait()
		if got, want := r.take(), []string{"1 refused stopped"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if jobs, _ := f.seen(); len(jobs) > 0 {
			t.Errorf("sent %q", jobs)
		}
	})
}

// TestSpoolResolves: a ticket of an earlier run is asked about until the printer can tell, and nothing is
// printed before; a ticket in hand waits for a printer that is away, and for no other.
func TestSpoolResolves(t *testing.T) {
	later := &printer.Error{InDoubt: true, Err: printer.ErrLater}
	doubt := &printer.Error{InDoubt: true}
	for _, c := range []struct {
		name    string
		problem printer.Problem
		first   error // of Resolve, for three seconds
		then    error
		want    []string
	}{
		{"known at once", "", nil, nil, []string{"1 printed ", "2 printed "}},
		{"never known", "", doubt, doubt, []string{"1 doubt restarted", "2 printed "}},
		{"known after a while", printer.PaperOut, later, nil, []string{"2 refused paper-out", "1 printed "}},
		{"away for long", printer.Absent, later, later, []string{"2 refused absent", "1 doubt restarted"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
				f.set(func(f *fake) { f.resolve, f.status = c.first, printer.Status{Problem: c.problem} })
				s.Resolve(1, queue.Mark{Job: "old"})
				s.Add(2)
				<-time.After(3 * time.Second)
				f.set(func(f *fake) { f.resolve = c.then })
				<-time.After(time.Minute)
				if got := r.take(); !slices.Equal(got, c.want) {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		})
	}
	for problem, want := range map[printer.Problem][]string{
		printer.Absent:   {"after a while: 1 printed "},
		printer.PaperOut: {"1 doubt paper-out"},
	} {
		t.Run("in hand, "+string(problem), func(t *testing.T) {
			spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
				f.set(func(f *fake) {
					f.fail = &printer.Error{Op: "confirm", InDoubt: true, Problem: problem}
					f.resolve, f.status = later, printer.Status{Problem: problem}
				})
				s.Add(1)
				<-time.After(3 * time.Second)
				got := r.take()
				f.set(func(f *fake) { f.resolve = nil })
				<-time.After(time.Minute)
				for _, l := range r.take() {
					got = append(got, "after a while: "+l)
				}
				if !slices.Equal(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		})
	}
}

func TestSpoolTendsAnIdleDevice(t *testing.T) {
	var changes []printer.Status
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
		<-time.After(10*time.Second + time.Millisecond)
		if _, n := f.seen(); n != 11 {
			t.Errorf("tended %d times in ten seconds, want 11", n)
		}
		f.set(func(f *fake) { f.fail = &printer.Error{InDoubt: true, Problem: printer.PaperOut} })
		s.Add(1)
		synctest.Wait()
		if _, n := f.seen(); n != 12 {
			t.Errorf("tended %d times, want at once after a doubt", n)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		f, board := &fake{status: printer.Status{Problem: printer.Absent}}, &health.Board{}
		s := &printer.Spool{Device: f, Board: board, Report: (&reports{}).add, Changed: func(st printer.Status) { changes = append(changes, st) }}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		synctest.Wait()
		if w := board.Warnings(); len(w) != 1 || w[0].Code != health.PrinterDown || w[0].Detail != "absent" {
			t.Errorf("got %+v, want printer-down: absent", w)
		}
		f.set(func(f *fake) { f.status = printer.Status{Low: true} })
		<-time.After(3 * time.Second)
		if w := board.Warnings(); len(w) != 0 { // the paper is told of by whoever counts it
			t.Errorf("got %+v, want nothing", w)
		}
		f.set(func(f *fake) { f.status = printer.Status{Other: "ACME P1 7"} })
		<-time.After(3 * time.Second)
		if w := board.Warnings(); len(w) != 1 || w[0].Code != health.PrinterOther || w[0].Detail != "ACME P1 7" {
			t.Errorf("got %+v, want printer-other", w)
		}
		stop()
		<-done
	})
	if want := []printer.Status{{Problem: printer.Absent}, {Low: true}, {Other: "ACME P1 7"}}; !slices.Equal(changes, want) {
		t.Errorf("told of %+v, want %+v", changes, want)
	}
}
