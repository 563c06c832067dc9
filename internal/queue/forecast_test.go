package queue_test

import (
	"fmt"
	"testing"
	"time"

	"bileter/internal/queue"
)

func (p *play) outlook() *queue.Outlook { return p.state.Outlook(p.setup, p.at, "") }

// TestForecastLearns: an office where clients take twice as long as the set-up says, and its forecast is kept
// with each ticket and compared with the wait.
func TestForecastLearns(t *testing.T) {
	p := newPlay(t) // A takes 10 minutes, by the set-up
	p.setup.Rules.LastTickets = queue.LastNever
	p.must(queue.OpenCounter{Counter: 1})
	for range 4 {
		p.must(issue("A1"))
	}
	first := p.outlook().Forecast("A1", false)
	if first == nil || first.Expect < 34*60 || first.Expect > 42*60 {
		t.Fatalf("four times ten minutes: got %+v", first)
	}
	for range 12 {
		p.must(issue("A1"))
		p.must(queue.Next{Counter: 1})
		p.wait(20)
	}
	f := p.outlook().Forecast("A1", false)
	if f == nil || f.Expect < 60*60 || f.Expect > 100*60 || f.Low >= f.Expect || f.High <= f.Expect {
		t.Errorf("four times twenty minutes: got %+v", f)
	}
	a := p.state.Pace.Accuracy
	if a.N != 12 || a.Late <= 0 || a.Abs < a.Late || a.MeanError() < time.Minute || a.Coverage() >= 1 {
		t.Errorf("told too little every time, and the figures say %+v", a)
	}
	if len(p.state.Pace.Served["A1"].Hours) < 2 {
		t.Errorf("learned by hour: %+v", p.state.Pace.Served["A1"])
	}
	tk, _ := p.state.At(1)
	if tk.Forecast == nil {
		t.Error("the ticket does not know what its client was told")
	}
	p.at = p.at.Add(24 * time.Hour)
	p.must(queue.Tick{})
	if p.state.Pace.Accuracy.N != 0 || p.state.Pace.Served["A1"] == nil {
		t.Error("a new day has its own figures, and what was learned stays")
	}
}

// TestHourOfTheOffice: what is learned of nine o'clock holds at nine o'clock of the wall, in summer as in winter; with
// the hours of UTC, a change of the clocks would move it.
func TestHourOfTheOffice(t *testing.T) {
	p := newPlay(t)
	p.setup.Rules.LastTickets = queue.LastNever
	day := func(utc time.Time, want int) {
		t.Helper()
		p.at = utc
		p.must(queue.OpenCounter{Counter: 1})
		p.must(issue("A1"))
		p.must(queue.Next{Counter: 1})
		p.wait(20)
		p.must(queue.Finish{Counter: 1})
		p.must(queue.CloseCounter{Counter: 1})
		hours := p.state.Pace.Served["A1"].Hours
		if len(hours) != 1 || hours[9] == nil || hours[9].N < want {
			t.Errorf("nine o'clock on %s: got %+v", p.state.Day, hours)
		}
	}
	day(time.Date(2027, 3, 26, 8, 0, 0, 0, time.UTC), 1000) // Friday, winter time
	day(time.Date(2027, 3, 30, 7, 0, 0, 0, time.UTC), 1800) // Tuesday after Easter, summer time
}

// TestForecastKnowsTheCounters: a shared counter, a break with an end, a booked visit, a pick-up in its lane.
func TestForecastKnowsTheCounters(t *testing.T) {
	p := newPlay(t)
	// Times are drawn: the median of a sum lies somewhat below the sum of the means.
	near := func(what string, got, low, high int) {
		t.Helper()
		if got < low || got > high {
			t.Errorf("%s: %d minutes, want %d to %d", what, got, low, high)
		}
	}
	minutes := func(service string, priority bool) int {
		f := p.outlook().Forecast(service, priority)
		if alone := p.state.Outlook(p.setup, p.at, service).Forecast(service, priority); fmt.Sprint(f) != fmt.Sprint(alone) {
			t.Errorf("%s: %+v among all, %+v alone", service, f, alone)
		}
		if f == nil {
			return -1
		}
		return f.Expect / 60
	}
	p.must(queue.OpenCounter{Counter: 2}) // A1, A2, B1
	for range 3 {
		p.must(issue("A1"))
	}
	near("behind three at a shared counter: A1", minutes("A1", false), 24, 31)
	near("and B1", minutes("B1", false), 24, 31)
	near("with priority", minutes("A1", true), 0, 0)
	p.must(queue.OpenCounter{Counter: 4}) // B1 alone
	near("with B1's own counter: A1", minutes("A1", false), 24, 31)
	near("and B1", minutes("B1", false), 0, 0)
	p.must(queue.OpenCounter{Counter: 1})
	near("two counters", minutes("A1", false), 9, 17)
	p.must(queue.CloseCounter{Counter: 1})
	p.must(queue.CloseCounter{Counter: 2, Back: p.at.Add(20 * time.Minute)})
	near("after a break of 20 minutes", minutes("A1", false), 44, 51)
	p.must(queue.CloseCounter{Counter: 4})
	p.wait(20)
	if a := minutes("A1", false); a != -1 {
		t.Errorf("no counter and no word of one: %d", a)
	}
	p.must(queue.OpenCounter{Counter: 1})
	p.must(queue.Book{Code: "000001", Service: "A1", At: p.at.Add(15 * time.Minute)})
	near("with a booked visit", minutes("A1", false), 26, 41)
	p.setup.Services[1].Quick = true
	near("a quick pick-up, after one in turn and perhaps the booked one", minutes("A2", false), 7, 19)
}

// TestForecastOfATicket: the last in line is told what a newcomer was told the moment before, others less, whoever moved
// up or waits at another counter is told anew, and who does not wait nothing.
func TestForecastOfATicket(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	p.must(issue("A1"))
	p.must(queue.Next{Counter: 1})
	ids := []uint64{}
	for range 5 {
		before := p.outlook().Forecast("A1", false)
		id := p.ticket(p.must(issue("A1")))
		ids = append(ids, id)
		if got := p.of(id); got == nil || *got != *before {
			t.Errorf("ticket %d: %+v, a newcomer before it %+v", id, got, before)
		}
	}
	for i, id := range ids[1:] {
		if a, b := p.of(ids[i]), p.of(id); a.Expect >= b.Expect {
			t.Errorf("ticket %d: %+v, the one behind it %+v", ids[i], a, b)
		}
	}
	last := ids[4]
	far := p.of(last).Expect
	p.must(queue.SetNeeds{Ticket: last, Priority: true})
	if near := p.of(last); near.Expect >= p.of(ids[1]).Expect || near.Expect >= far {
		t.Errorf("with priority: %+v, before %d s", near, far)
	}
	p.must(queue.OpenCounter{Counter: 4}) // B1 alone
	p.must(queue.Move{Ticket: ids[3], Only: 4})
	if f := p.of(ids[3]); f == nil || f.Expect != 0 {
		t.Errorf("alone at a counter that is free: %+v", f)
	}
	p.must(queue.CloseCounter{Counter: 4})
	if f := p.of(ids[3]); f == nil || f.Expect < 30*60 {
		t.Errorf("its counter has closed, so that any may call it: %+v", f)
	}
	p.must(queue.Finish{Counter: 1})
	p.must(queue.Next{Counter: 1})
	if tk, _ := p.state.At(1); p.of(tk.ID) != nil {
		t.Error("one that was called is told of a wait")
	}
	p.must(queue.CloseCounter{Counter: 1})
	if f := p.of(ids[1]); f != nil {
		t.Errorf("nobody serves: %+v", f)
	}
}

// TestForecastOfSeveral: who comes with several persons or matters counts with all of them while they are still to be done.
func TestForecastOfSeveral(t *testing.T) {
	p := newPlay(t) // A takes 10 minutes
	p.must(queue.OpenCounter{Counter: 1})
	next := func() int { return p.outlook().Forecast("A1", false).Expect }
	id := p.ticket(p.must(issue("A1")))
	p.must(issue("A1"))
	several := func(yes bool) { t.Helper(); p.must(queue.SetNeeds{Ticket: id, Several: yes}) }
	one := next()
	several(true)
	if got := next(); got < one+5*60 || got > one+12*60 {
		t.Errorf("waiting: %d s, as one matter %d s; want about ten minutes more", got, one)
	}
	several(false)
	p.must(queue.Next{Counter: 1})
	one = next()
	several(true)
	both := next()
	if both < one+5*60 {
		t.Errorf("at the counter: %d s, as one matter %d s", both, one)
	}
	p.wait(12)
	p.must(queue.Continue{Counter: 1, Service: "A2"}) // the last one begins, by what is known
	if got := next(); got > one+60 || got < one-60 {
		t.Errorf("the second matter has begun: %d s, want what one matter takes from its beginning, %d s", got, one)
	}
}

func (p *play) of(id uint64) *queue.Forecast {
	return p.state.ForecastOf(p.setup, *p.state.Tickets[id], p.at)
}

// ticket is the id of the ticket with a number.
func (p *play) ticket(number string) uint64 {
	for id, t := range p.state.Tickets {
		if t.Number() == number {
			return id
		}
	}
	return 0
}

// TestForecastOverLunch: the cash desk is shut from 12:00 to 12:30, and nobody is called then.
func TestForecastOverLunch(t *testing.T) {
	p := newPlay(t)
	p.at = monday.Add(115 * time.Minute) // 11:55
	p.must(queue.OpenCounter{Counter: 4})
	for range 3 {
		p.must(issue("B1"))
	}
	if f := p.outlook().Forecast("B1", false); f == nil || f.Low < 35*60 || f.Expect > 48*60 {
		t.Errorf("one or two before lunch, the others after it, which ends in 35 minutes: got %+v", f)
	}
}

func TestLastTickets(t *testing.T) {
	p := newPlay(t)
	p.setup.Services[1].Quick = true // A2
	p.must(queue.OpenCounter{Counter: 1})
	p.at = time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC) // 14:00; the office closes at 16:00
	at := func(service string, priority bool) queue.Availability {
		return p.outlook().Availability(service, priority, false)
	}
	for range 10 {
		p.must(issue("A1"))
	}
	if a := at("A1", false); !a.Open || !a.Tight {
		t.Errorf("warn: ten clients before closing: %+v", a)
	}
	p.setup.Rules.LastTickets = queue.LastNever
	if a := at("A1", false); !a.Open || a.Tight {
		t.Errorf("never: %+v", a)
	}
	p.setup.Rules.LastTickets = queue.LastStop
	next := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	if a := at("A1", false); a.Open || a.Why != queue.DayFull || !a.Next.Equal(next) {
		t.Errorf("stop: %+v, want tomorrow at 8:00", a)
	}
	p.refused(issue("A1"), queue.DayFull)
	if a := at("A2", false); !a.Open {
		t.Errorf("a quick pick-up: %+v", a)
	}
	p.must(urgent("A1"))
	p.must(queue.Book{Code: "000001", Service: "A1", At: p.at.Add(10 * time.Minute)})
	p.must(queue.CheckIn{Code: "000001", Lang: "pl", Token: "0123456789abcdefghijkl"}) // the time was kept
	if a := p.outlook().Availability("A1", false, true); !a.Open {
		t.Error("a clock in doubt ended the day")
	}
	p.must(queue.CloseCounter{Counter: 1})
	p.must(issue("A1")) // nothing is known without a counter, so nobody is turned away
}

// TestOldJournals: events and snapshots of before visits, reasons in a row and forecasts.
func TestOldJournals(t *testing.T) {
	old := `{"version":3,"head":"` + fmt.Sprintf("%064d", 0) + `","clock":"2026-11-23T09:00:00Z","day":"2026-11-23","series":{"A":1},` +
		`"tickets":{"2":{"id":2,"day":"2026-11-23","letter":"A","n":1,"service":"A1","lang":"pl","token":"t","state":"waiting","place":2,"ahead":0,"issued":"2026-11-23T09:00:00Z"}},` +
		`"counters":{"1":{"open":true}},"done":{},"done_old":{}}`
	s, err := queue.LoadState([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	p := newPlay(t)
	p.state = s
	for i, payload := range []string{`{"t":2,"c":1,"why":{"rule":"first","waited":0}}`, `{"t":2,"c":1}`, `{"t":2}`} {
		kind := []string{queue.EvCalled, queue.EvNoShow, queue.EvReturned}[i]
		s.Apply(queue.Event{Seq: s.Version + 1, Prev: s.Head, Kind: kind, Version: 1, At: monday.Add(time.Duration(i) * time.Minute), Payload: []byte(payload)})
	}
	p.wait(10)
	p.must(issue("A1"))
	p.must(queue.Book{Code: "000001", Service: "A1", At: p.at})
	p.calls(1, "A001 first", "A002 first")
}

// BenchmarkOutlook is every forecast of an office of 45 services at 30 counters, with 300 waiting, and with 10,000.
func BenchmarkOutlook(b *testing.B) {
	for _, waiting := range []int{300, 10_000} {
		b.Run(fmt.Sprint(waiting), func(b *testing.B) {
			p := newPlay(b)
			p.setup.Rules.LastTickets = queue.LastNever
			p.setup.Services, p.setup.Counters = nil, nil
			for i := range 30 {
				p.setup.Counters = append(p.setup.Counters, queue.Counter{N: i + 1})
			}
			for i := range 45 {
				id, letter := fmt.Sprint("X", i), string(rune('A'+i%20))
				if p.setup.Group(letter) == nil {
					p.setup.Groups = append(p.setup.Groups, queue.Group{Letter: letter, Mean: 12 * time.Minute})
				}
				p.setup.Services = append(p.setup.Services, queue.Service{ID: id, Kind: queue.KindTicket, Letter: letter, Quick: i%9 == 0})
				for k := range 4 {
					c := &p.setup.Counters[(i*2+k)%30]
					c.Serves = append(c.Serves, id)
				}
			}
			for i := range waiting {
				v := issue(fmt.Sprint("X", i%45))
				v.Priority = i%12 == 0
				p.must(v)
			}
			for i := range 30 {
				p.must(queue.OpenCounter{Counter: i + 1})
				p.must(queue.Next{Counter: i + 1})
			}
			b.ReportAllocs()
			for b.Loop() {
				look := p.outlook()
				for i := range p.setup.Services {
					if look.Forecast(p.setup.Services[i].ID, false) == nil {
						b.Fatal("nothing is known")
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms/office")
		})
	}
}
