package queue_test

import (
	"fmt"
	"testing"
	"time"

	"bileter/internal/queue"
)

// TestPlaceOfABookedClient is where one stands who checks in so long after the booked time.
func TestPlaceOfABookedClient(t *testing.T) {
	const m = time.Minute
	for _, c := range []struct {
		late       time.Duration
		refused    bool
		due, enter time.Duration // after the booked time
		ordinary   bool
	}{
		{late: -30*m - time.Second, refused: true},
		{late: -30 * m, enter: -5 * m},
		{late: -5*m - time.Second, enter: -5 * m},
		{late: -3 * m, enter: -3 * m},
		{late: 0},
		{late: m, due: m, enter: m},
		{late: 15 * m, due: 15 * m, enter: 15 * m},
		{late: 15*m + time.Second, ordinary: true},
	} {
		p := newPlay(t)
		booked := monday.Add(40 * m)
		p.must(queue.Book{Code: "000001", Service: "A1", At: booked})
		p.at = booked.Add(c.late)
		v := queue.CheckIn{Code: "000001", Lang: "pl", Token: "0123456789abcdefghijkl"}
		if c.refused {
			p.refused(v, queue.VisitEarly)
			continue
		}
		a, err := p.do(v)
		if err != nil {
			t.Fatal(err)
		}
		switch s := a.Ticket.Slot; {
		case c.ordinary != (s == nil):
			t.Errorf("%v late: place %+v", c.late, s)
		case s != nil && (!s.Due.Equal(booked.Add(c.due)) || !s.Enter.Equal(booked.Add(c.enter))):
			t.Errorf("%v late: due %v, in line from %v", c.late, s.Due.Sub(booked), s.Enter.Sub(booked))
		}
	}
}

// TestShareOfSpecialNeeds: at once while they are at most 15 of 100, of 20 at least, and by their wait counted four times above.
func TestShareOfSpecialNeeds(t *testing.T) {
	for _, c := range []struct {
		ordinary, urgent int
		share            int // of the rules
		want             string
	}{
		{17, 3, 0, "priority"},
		{16, 4, 0, "first"},
		{2, 3, 0, "priority"}, // of five tickets one cannot speak of a share
		{2, 4, 0, "first"},
		{85, 15, 0, "priority"},
		{84, 16, 0, "first"},
		{84, 16, 16, "priority"},
		{19, 1, -1, "first"},
	} {
		p := busy(t, c.ordinary)
		p.setup.Rules.PriorityShare = c.share
		p.wait(20)
		for range c.urgent {
			p.must(urgent("A1"))
		}
		p.wait(6) // 4 × 6 is less than 26
		p.calls(1, p.number(c.want, c.ordinary))
		if c.want == "first" {
			p.wait(2) // and 4 × 8 more than 28
			p.calls(1, fmt.Sprintf("A%03d credit", c.ordinary+1))
		}
	}
}

// number is what the rule calls of a busy day.
func (p *play) number(rule string, ordinary int) string {
	if rule == "priority" {
		return fmt.Sprintf("A%03d priority", ordinary+1)
	}
	return "A001 " + rule
}

// TestReserve: when the time until closing ends the tickets for others, the reserve is left for special needs and pick-ups.
func TestReserve(t *testing.T) {
	type who struct {
		service  string
		priority bool
	}
	for _, c := range []struct {
		reserve time.Duration
		client  who
		open    bool
	}{
		{0, who{"A1", false}, false},
		{0, who{"A1", true}, true},
		{0, who{"A2", false}, true},
		{-1, who{"A1", false}, true},
		{3 * time.Hour, who{"A1", false}, false},
		{3 * time.Hour, who{"A2", false}, true},
	} {
		p := newPlay(t)
		p.setup.Services[1].Quick = true // A2
		p.must(queue.OpenCounter{Counter: 1})
		p.must(issue("A1")) // one is served, one waits
		p.must(issue("A1"))
		p.must(queue.Next{Counter: 1})
		p.setup.Rules.LastTickets, p.setup.Rules.Reserve = queue.LastStop, c.reserve
		closes := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
		// The last minute at which somebody would be done in time without a reserve.
		for p.at = closes.Add(-3 * time.Hour); ; p.wait(1) {
			p.setup.Rules.Reserve = -1
			next := p.state.Outlook(p.setup, p.at.Add(time.Minute), "").Availability("A1", false, false)
			if p.setup.Rules.Reserve = c.reserve; !next.Open {
				break
			}
		}
		a := p.outlook().Availability(c.client.service, c.client.priority, false)
		if a.Open != c.open {
			t.Errorf("reserve %v, %+v at %v: %+v", c.reserve, c.client, p.at, a)
		}
		if tomorrow := closes.Add(16 * time.Hour); !a.Open && (a.Why != queue.DayFull || !a.Next.Equal(tomorrow)) {
			t.Errorf("reserve %v, %+v: %+v, want tomorrow at 8:00", c.reserve, c.client, a)
		}
	}
}

// TestBackInLine: where a ticket stands that was away.
func TestBackInLine(t *testing.T) {
	for _, c := range []struct {
		name string
		away func(p *play)
		back func(p *play)
		want []string
	}{
		{"missed, by itself", missed, after(5), []string{"A001 first", "A003 first"}},
		{"missed, too soon", missed, after(4), []string{"A003 first", "A004 first"}},
		{"missed, brought back by staff", missed, staff, []string{"A003 first", "A004 first", "A005 first", "A001 first"}},
		{"parked until a time", parked(10), after(10), []string{"A001 first", "A003 first"}},
		{"parked, too soon", parked(10), after(9), []string{"A003 first", "A004 first"}},
		{"parked, brought back by staff", parked(0), staff, []string{"A001 first", "A003 first"}},
	} {
		p := busy(t, 5)
		p.calls(1, "A001 first")
		c.away(p)
		p.calls(1, "A002 first")
		c.back(p)
		t.Log(c.name)
		p.calls(1, c.want...)
	}
}

func missed(p *play) { p.must(queue.MissedCall{Counter: 1}) }

func parked(minutes int) func(*play) {
	return func(p *play) {
		v := queue.Park{Counter: 1}
		if minutes > 0 {
			v.Until = p.at.Add(time.Duration(minutes) * time.Minute)
		}
		p.must(v)
	}
}

func after(minutes int) func(*play) {
	return func(p *play) {
		p.wait(minutes)
		p.must(queue.Tick{})
	}
}

func staff(p *play) {
	for id, t := range p.state.Tickets {
		if t.State == queue.ParkedState || t.State == queue.NoShowState {
			p.must(queue.Return{Ticket: id})
			return
		}
	}
}
