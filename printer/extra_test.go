package printer_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/queue"
	"bileter/printer"
)

// extra is a slip that reports to r as the ticket 0.
func extra(r *reports, data string) printer.Extra {
	return printer.Extra{
		Render: func() ([]byte, error) {
			if data == "" {
				return nil, errors.New("too wide")
			}
			return []byte(data), nil
		},
		Done: func(p queue.Paper, problem string) { r.add(0, p, problem) },
	}
}

func TestExtrasReportTheirFate(t *testing.T) {
	for _, c := range []struct {
		name, data string
		fail       error
		want       string
	}{
		{"printed", "checklist", nil, "0 printed "},
		{"cannot be laid out", "", nil, "0 refused slip"},
		{"no paper", "checklist", &printer.Error{Problem: printer.PaperOut}, "0 refused paper-out"},
		{"torn", "checklist", &printer.Error{Problem: printer.PaperOut, InDoubt: true}, "0 doubt paper-out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
				f.set(func(f *fake) { f.fail = c.fail })
				if !s.AddExtra(extra(r, c.data)) {
					t.Fatal("refused")
				}
				<-time.After(time.Minute)
				synctest.Wait()
				if got := r.take(); !slices.Equal(got, []string{c.want}) {
					t.Errorf("got %q, want %q", got, c.want)
				}
				f.set(func(f *fake) {
					if len(f.asked) != 0 {
						t.Errorf("asked for the fate of %q: it is no ticket", f.asked)
					}
				})
			})
		})
	}
}

// TestTicketsGoFirst: a client's ticket does not wait behind reports, and reports have their own limit.
func TestTicketsGoFirst(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
		f.set(func(f *fake) { f.hold = time.Second })
		s.Add(1)
		synctest.Wait() // the printer is busy with it
		for i, want := range []bool{true, true, true, true, false} {
			if got := s.AddExtra(extra(r, "extra")); got != want {
				t.Errorf("slip %d taken: %v, want %v", i, got, want)
			}
		}
		s.Add(2)
		s.Add(3)
		<-time.After(time.Minute)
		synctest.Wait()
		want := []string{"1 printed ", "2 printed ", "3 printed ", "0 printed ", "0 printed ", "0 printed ", "0 printed "}
		if got := r.take(); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestExtraWaitsForADoubt: while a ticket's fate is open nothing else is printed, so that the printer's answers
// and its count of cuts are that ticket's.
func TestExtraWaitsForADoubt(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
		f.set(func(f *fake) {
			f.fail = &printer.Error{Problem: printer.Absent, InDoubt: true}
			f.resolve = &printer.Error{InDoubt: true, Err: printer.ErrLater}
			f.status = printer.Status{Problem: printer.Absent}
		})
		s.Add(1)
		synctest.Wait()
		s.AddExtra(extra(r, "extra"))
		synctest.Wait()
		if got := r.take(); !slices.Equal(got, []string{"0 refused absent"}) {
			t.Errorf("got %q, want the slip refused while the ticket is open", got)
		}
		if jobs, _ := f.seen(); !slices.Equal(jobs, []string{"job 1"}) {
			t.Errorf("the printer got %q", jobs)
		}
		f.set(func(f *fake) { f.fail, f.resolve, f.status = nil, nil, printer.Status{} })
		<-time.After(2 * time.Second)
		s.AddExtra(extra(r, "extra"))
		synctest.Wait()
		if got := r.take(); !slices.Equal(got, []string{"1 printed ", "0 printed "}) {
			t.Errorf("got %q", got)
		}
	})
}

func TestExtrasEndWithTheSpool(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, stop func()) {
		f.set(func(f *fake) { f.hold = time.Second })
		s.Add(1)
		synctest.Wait()
		s.AddExtra(extra(r, "extra"))
		stop()
		<-time.After(time.Minute)
		if got := r.take(); !slices.Equal(got, []string{"1 printed ", "0 refused stopped"}) {
			t.Errorf("got %q", got)
		}
	})
}

// TestExtraWaitsForAPromise: a printer that is promised to a ticket prints nothing else before it.
func TestExtraWaitsForAPromise(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
		f.set(func(f *fake) { f.upcoming = queue.Mark{Job: "job 1"} })
		if _, ok := s.Reserve(1); !ok {
			t.Fatal("an idle printer is not promised")
		}
		s.AddExtra(extra(r, "extra"))
		<-time.After(time.Minute)
		synctest.Wait()
		if got := r.take(); len(got) != 0 {
			t.Errorf("got %q before the ticket", got)
		}
		s.Add(1)
		synctest.Wait()
		if got, want := r.take(), []string{"1 printed ", "0 printed "}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
