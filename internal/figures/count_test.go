package figures_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bileter/internal/figures"
	"bileter/internal/queue"
)

var eight = time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC) // in winter one hour behind the office

// story is events that were told, minutes after eight.
type story struct {
	events []queue.Event
	at     int
}

func (s *story) tell(minute int, facts ...queue.Fact) uint64 {
	s.at = minute
	for _, f := range facts {
		e := queue.NewEvent(f, eight.Add(time.Duration(minute)*time.Minute), 0, false, "test")
		e.Seq = uint64(len(s.events) + 1)
		s.events = append(s.events, e)
	}
	return uint64(len(s.events))
}

func (s *story) days(t *testing.T) []*figures.Day {
	t.Helper()
	ds, _ := days(t, book(s.events, 3))
	return ds
}

func begun() *story {
	s := &story{}
	s.tell(-60, queue.DayOpened{Day: "2026-11-20", East: 60})
	return s
}

func row(r *figures.Row) string {
	if r == nil {
		return "none"
	}
	return counts(*r) + fmt.Sprint(r.Waits) + fmt.Sprint(r.Times)
}

// TestTransactions tells visits of every kind and wants what the definitions say of them.
func TestTransactions(t *testing.T) {
	for _, c := range []struct {
		name  string
		tell  func(s *story, a uint64)
		want  map[string]string // service to counts, waits and times
		total string
	}{
		{"served, called twice", func(s *story, a uint64) {
			s.tell(10, queue.Called{Ticket: a, Counter: 1})
			s.tell(12, queue.Recalled{Ticket: a, Counter: 1})
			s.tell(20, queue.Finished{Ticket: a, Counter: 1, Outcome: queue.OutcomeServed})
		}, map[string]string{"P1": "1 1 0 0 0 1/1[720][480]"}, "1 1 0 0 0 1/1[720][480]"},
		{"sent on", func(s *story, a uint64) {
			s.tell(10, queue.Called{Ticket: a, Counter: 1})
			s.tell(15, queue.Transferred{Ticket: a, Counter: 1, Service: "D1"})
			s.tell(16, queue.Called{Ticket: a, Counter: 2})
			s.tell(20, queue.Finished{Ticket: a, Counter: 2})
		}, map[string]string{"P1": "1 0 0 0 0 1/1[600][300]", "D1": "0 1 0 0 0 1/1[60][240]"}, "1 1 0 0 0 2/2[600 60][300 240]"},
		{"moved while waiting", func(s *story, a uint64) {
			s.tell(5, queue.Transferred{Ticket: a, Service: "D1"})
			s.tell(10, queue.Called{Ticket: a, Counter: 2})
			s.tell(20, queue.Finished{Ticket: a, Counter: 2})
		}, map[string]string{"P1": "1 0 0 0 0 0/0[][]", "D1": "0 1 0 0 0 1/1[600][600]"}, "1 1 0 0 0 1/1[600][600]"},
		{"two matters", func(s *story, a uint64) {
			s.tell(10, queue.Called{Ticket: a, Counter: 1})
			s.tell(15, queue.Continued{Ticket: a, Counter: 1, Service: "D1"})
			s.tell(20, queue.Finished{Ticket: a, Counter: 1})
		}, map[string]string{"P1": "1 0 0 0 0 1/1[600][300]", "D1": "0 1 0 0 0 1/0[][300]"}, "1 1 0 0 0 2/1[600][300 300]"},
		{"put aside and back", func(s *story, a uint64) {
			s.tell(10, queue.Called{Ticket: a, Counter: 1})
			s.tell(15, queue.Parked{Ticket: a, Counter: 1})
			s.tell(30, queue.Returned{Ticket: a})
			s.tell(31, queue.Called{Ticket: a, Counter: 1})
			s.tell(35, queue.Finished{Ticket: a, Counter: 1})
		}, nil, "1 1 0 0 0 1/1[600][240]"},
		{"missed and came back", func(s *story, a uint64) {
			s.tell(10, queue.Called{Ticket: a, Counter: 1})
			s.tell(12, queue.NoShow{Ticket: a, Counter: 1})
			s.tell(30, queue.Returned{Ticket: a})
			s.tell(40, queue.Called{Ticket: a, Counter: 1})
			s.tell(45, queue.Finished{Ticket: a, Counter: 1})
		}, nil, "1 1 0 0 0 1/1[600][300]"},
		{"missed and never seen again", func(s *story, a uint64) {
			s.tell(10, queue.Called{Ticket: a, Counter: 1})
			s.tell(12, queue.NoShow{Ticket: a, Counter: 1})
			s.tell(900, queue.Expired{Ticket: a})
		}, nil, "1 0 1 0 0 0/0[][]"},
		{"missed and given up", func(s *story, a uint64) {
			s.tell(10, queue.Called{Ticket: a, Counter: 1})
			s.tell(12, queue.NoShow{Ticket: a, Counter: 1})
			s.tell(13, queue.Cancelled{Ticket: a})
		}, nil, "1 0 0 0 1 0/0[][]"},
		{"never called", func(s *story, a uint64) { s.tell(900, queue.Expired{Ticket: a}) }, nil, "1 0 0 1 0 0/0[][]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := begun()
			c.tell(s, s.tell(0, queue.Issued{Service: "P1", Letter: "P", N: 1}))
			d := s.days(t)[0]
			if got := row(&d.Total); got != c.total {
				t.Errorf("total %s, want %s", got, c.total)
			}
			if got := row(d.Letters["P"]); got != c.total {
				t.Errorf("letter %s, want %s", got, c.total)
			}
			for sv, want := range c.want {
				if got := row(d.Services[sv]); got != want {
					t.Errorf("%s: %s, want %s", sv, got, want)
				}
			}
			if d.Hours[8] == nil || d.Hours[8].Visits != 1 {
				t.Errorf("hours %v", d.Hours)
			}
		})
	}
}

// TestMidnight has a visit and a fault go over midnight: the day that ended stays as it was.
func TestMidnight(t *testing.T) {
	s := begun()
	a := s.tell(900, queue.Issued{Service: "P1", Letter: "P", N: 1})
	s.tell(901, queue.Called{Ticket: a, Counter: 1})
	s.tell(940, queue.Fault{Code: "central-away", On: true, Since: eight.Add(930 * time.Minute)})
	s.tell(960, queue.DayOpened{Day: "2026-11-21", East: 60})
	s.tell(970, queue.Finished{Ticket: a, Counter: 1}, queue.Fault{Code: "central-away"})
	ds := s.days(t)
	if ds[0].Total.Visits != 1 || ds[0].Total.Done != 0 || ds[1].Total.Done != 1 || ds[1].Total.Visits != 0 {
		t.Errorf("%s and %s", row(&ds[0].Total), row(&ds[1].Total))
	}
	for i, want := range []time.Duration{30 * time.Minute, 10 * time.Minute} {
		if n, lasted := ds[i].Fault("central-away", eight.Add(5000*time.Minute)); n != 1 || lasted != want {
			t.Errorf("day %d: away %d times, %v, want %v", i, n, lasted, want)
		}
	}
	s.tell(980, queue.Fault{Code: "printer-down", On: true, Since: eight.Add(980 * time.Minute)})
	if n, lasted := s.days(t)[1].Fault("printer-down", eight.Add(990*time.Minute)); n != 1 || lasted != 10*time.Minute {
		t.Errorf("a fault that stands: %d times, %v", n, lasted)
	}
}

// TestDoubt wants counts and no times of what a wrong clock saw, and the day's right date.
func TestDoubt(t *testing.T) {
	s := begun()
	a := s.tell(0, queue.Issued{Service: "P1", Letter: "P", N: 1})
	s.tell(5000, queue.Called{Ticket: a, Counter: 1})
	s.events[len(s.events)-1].Doubt = true
	s.tell(7, queue.DayDated{Day: "2026-11-19", East: 60}, queue.Finished{Ticket: a, Counter: 1})
	d := s.days(t)[0]
	if d.Date != "2026-11-19" || row(&d.Total) != "1 1 0 0 0 1/0[][]" {
		t.Errorf("%s: %s", d.Date, row(&d.Total))
	}
}

// TestHelpAndPaper counts what is no visit's.
func TestHelpAndPaper(t *testing.T) {
	s := begun()
	h := s.tell(0, queue.HelpRequested{Kind: queue.HelpAssistant})
	s.tell(2, queue.HelpTaken{Help: h}, queue.HelpTaken{Help: h}, queue.HelpCame{Help: h})
	h = s.tell(3, queue.HelpRequested{Kind: queue.HelpAssistant})
	s.tell(4, queue.HelpEnded{Help: h, How: queue.HelpWithdrawn}, queue.HelpCame{Help: h})
	s.tell(5, queue.Printed{Ticket: 7, Paper: queue.PaperPrinted}, queue.Printed{Ticket: 8, Paper: queue.PaperRefused}, queue.Printed{Ticket: 9, Paper: queue.PaperDoubt},
		queue.Printed{Ticket: 10, Paper: queue.PaperDoubt}, queue.Printed{Ticket: 9, Paper: queue.PaperPrinted}, queue.RollMarked{Mark: queue.RollOut})
	d := s.days(t)[0]
	if d.Asked != 2 || !slices.Equal(d.Answers, []int{120}) || d.Printed != 2 || d.Refused != 1 || d.Doubt != 1 || d.Rolls != 1 {
		t.Errorf("%+v", d)
	}
}

func TestFewTellNothing(t *testing.T) {
	if _, ok := figures.Percentile([]int{1, 2, 3, 4}, 50); ok {
		t.Error("a percentile of four")
	}
	values := []int{50, 10, 40, 20, 30}
	for p, want := range map[int]int{50: 30, 90: 50, 20: 10, 100: 50} {
		if got, ok := figures.Percentile(values, p); !ok || got != time.Duration(want)*time.Second {
			t.Errorf("%d of 100: %v, want %d s", p, got, want)
		}
	}
}
