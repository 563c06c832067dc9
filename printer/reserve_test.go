package printer_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/queue"
	"bileter/printer"
)

// TestReserve: a ticket that was promised the printer is printed first and is not stored again; while it is awaited the
// printer does nothing else.
func TestReserve(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
		var stored []uint64
		s.Sent = func(id uint64, _ queue.Mark) error { stored = append(stored, id); return nil }
		f.set(func(f *fake) { f.upcoming = queue.Mark{Job: "job 7"} })
		mark, ok := s.Reserve(7)
		if !ok || mark.Job != "job 7" {
			t.Fatalf("got %+v, %v", mark, ok)
		}
		if _, ok := s.Reserve(8); ok {
			t.Error("promised twice")
		}
		_, before := f.seen()
		s.Add(5)
		s.Add(6)
		<-time.After(time.Minute)
		if jobs, tended := f.seen(); len(jobs) > 0 || tended != before {
			t.Errorf("while 7 is awaited: printed %q, tended %d times", jobs, tended-before)
		}
		s.Add(7)
		synctest.Wait()
		if jobs, _ := f.seen(); !slices.Equal(jobs, []string{"job 7", "job 5", "job 6"}) {
			t.Errorf("got %q", jobs)
		}
		if !slices.Equal(stored, []uint64{5, 6}) {
			t.Errorf("stored by themselves: %v, want 5 and 6", stored)
		}
		if got, want := r.take(), []string{"7 printed ", "5 printed ", "6 printed "}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestReserveOnlyAnIdleReadyPrinter(t *testing.T) {
	for name, set := range map[string]func(s *printer.Spool, f *fake){
		"not ready":         func(_ *printer.Spool, f *fake) { f.set(func(f *fake) { f.status.Problem = printer.PaperOut }) },
		"prints":            func(s *printer.Spool, f *fake) { f.set(func(f *fake) { f.hold = time.Minute }); s.Add(1) },
		"has to resolve":    func(s *printer.Spool, _ *fake) { s.Resolve(1, queue.Mark{}) },
		"has more to print": func(s *printer.Spool, f *fake) { f.set(func(f *fake) { f.hold = time.Minute }); s.Add(1); s.Add(2) },
	} {
		t.Run(name, func(t *testing.T) {
			spooling(t, func(t *testing.T, s *printer.Spool, f *fake, _ *reports, _ func()) {
				set(s, f)
				synctest.Wait()
				if _, ok := s.Reserve(7); ok {
					t.Error("promised")
				}
				<-time.After(5 * time.Minute)
			})
		})
	}
	s := &printer.Spool{Device: &fake{}}
	if _, ok := s.Reserve(7); ok {
		t.Error("promised by a spool that does not run")
	}
}

// TestReserveEnds: a ticket that was not issued gives the printer back; one that comes too late to be printed is
// reported, for it may be stored as sent.
func TestReserveEnds(t *testing.T) {
	spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, stop func()) {
		s.Reserve(7)
		s.Add(5)
		s.Release(8)
		synctest.Wait()
		if jobs, _ := f.seen(); len(jobs) > 0 {
			t.Errorf("printed %q before 7 was given up", jobs)
		}
		s.Release(7)
		synctest.Wait()
		if jobs, _ := f.seen(); !slices.Equal(jobs, []string{"job 5"}) {
			t.Errorf("got %q", jobs)
		}
		r.take()
		s.Reserve(9)
		stop()
		synctest.Wait()
		if got, want := r.take(), []string{"9 refused stopped"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if _, ok := s.Reserve(10); ok {
			t.Error("promised after the end")
		}
	})
}

// TestReserveNothingLeavesUnderAnotherMark: when the printer was lost and found in between, or has cut something else,
// the ticket is refused before its first byte.
func TestReserveNothingLeavesUnderAnotherMark(t *testing.T) {
	one, two := 1, 2
	for i, c := range []struct {
		stored, now queue.Mark
		want        string
	}{
		{queue.Mark{Job: "job 7"}, queue.Mark{Job: "job 7"}, "7 printed "},
		{queue.Mark{Job: "job 6"}, queue.Mark{Job: "job 7"}, "7 refused stopped"},
		{queue.Mark{Job: "job 7", Cuts: &one}, queue.Mark{Job: "job 7"}, "7 refused stopped"},
		{queue.Mark{Job: "job 7", Cuts: &one}, queue.Mark{Job: "job 7", Cuts: &two}, "7 refused stopped"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			spooling(t, func(t *testing.T, s *printer.Spool, f *fake, r *reports, _ func()) {
				f.set(func(f *fake) { f.upcoming, f.cuts = c.stored, c.now.Cuts })
				s.Reserve(7)
				s.Add(7)
				synctest.Wait()
				if got := r.take(); !slices.Equal(got, []string{c.want}) {
					t.Errorf("got %q, want %q", got, c.want)
				}
				if jobs, _ := f.seen(); (len(jobs) == 1) != (c.want == "7 printed ") {
					t.Errorf("sent %q", jobs)
				}
			})
		})
	}
}
