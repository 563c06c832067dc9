package policy

import (
	"time"
)

// Estimate is what a client is told on taking a ticket.
type Estimate struct {
	Known     bool
	Expect    time.Duration
	Low, High time.Duration // equal to Expect where only a number is told
}

// Policy is a rule of calling. Times are since the office opened that day.
type Policy interface {
	Name() string
	// Begin starts a day.
	Begin(day int, sh *Shape, cs []*Client)
	// Staff opens or closes a counter; a counter that closes serves to the end.
	Staff(counter int, open bool, at time.Duration)
	// Arrive is told of a client with a ticket, and says how long the wait will be.
	Arrive(c *Client, at time.Duration) Estimate
	// Next is whom a free counter calls; nil: nobody.
	Next(counter int, at time.Duration) *Client
	// Done ends what Next began: served, or nobody came.
	Done(counter int, c *Client, came bool, at time.Duration)
	// Tick passes time on; it is called every 30 seconds.
	Tick(at time.Duration)
}

const (
	tick = 30 * time.Second
	// absence is how long a clerk waits for one who does not come.
	absence = time.Minute
	// overtime is how long after closing those in line are served.
	overtime = 6 * time.Hour
)

// Play has a policy serve one day, and fills Client.Called. Estimates are told to hear, which may be nil.
func Play(p Policy, day int, sh *Shape, cs []*Client, hear func(c *Client, e Estimate)) {
	type place struct {
		n      int
		open   bool
		client *Client
		came   bool
		until  time.Duration
	}
	var places []*place
	for _, c := range sh.Setup.Counters {
		places = append(places, &place{n: c.N})
	}
	p.Begin(day, sh, cs)
	coming := cs
	for now, next := time.Duration(0), time.Duration(0); ; now = next {
		if now%tick == 0 {
			p.Tick(now)
			for _, pl := range places {
				want := sh.Staffed == nil || sh.Staffed(pl.n, now)
				if want != pl.open && pl.client == nil {
					pl.open = want
					p.Staff(pl.n, want, now)
				}
			}
		}
		for _, pl := range places {
			if pl.client != nil && pl.until <= now {
				p.Done(pl.n, pl.client, pl.came, now)
				pl.client = nil
				if want := sh.Staffed == nil || sh.Staffed(pl.n, now); !want {
					pl.open = false
					p.Staff(pl.n, false, now)
				}
			}
		}
		for len(coming) > 0 && coming[0].At <= now {
			e := p.Arrive(coming[0], now)
			if hear != nil {
				hear(coming[0], e)
			}
			coming = coming[1:]
		}
		busy := false
		next = now - now%tick + tick
		for _, pl := range places {
			if pl.open && pl.client == nil {
				if c := p.Next(pl.n, now); c != nil {
					pl.client, pl.came, pl.until = c, !c.Absent || c.Back && c.Called >= 0, now+c.Serve
					if !pl.came {
						pl.until = now + absence
					}
					if c.Called < 0 {
						c.Called = now
					}
					if pl.came {
						c.Met = now
					}
				}
			}
			if pl.client != nil {
				busy = true
				next = min(next, pl.until)
			}
		}
		if len(coming) > 0 {
			next = min(next, coming[0].At)
		}
		if !busy && len(coming) == 0 && now > sh.Open+comesBack+2*tick || now > sh.Open+overtime {
			return
		}
	}
}
