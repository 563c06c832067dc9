// Package policy plays days of an office in virtual time, to compare rules of calling and forecasts: the
// same clients, the same clerks and the same hours of work for every rule. Ours are the real ones of package
// queue; those of other systems are written from what is documented of them. It is no part of the office.
package policy

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"bileter/internal/queue"
)

// Class is how a client is counted in a report.
type Class int

// Classes.
const (
	Ordinary Class = iota
	Quick          // a pick-up that takes minutes
	Booked
	Priority
	classes
)

func (c Class) String() string { return [...]string{"ordinary", "quick", "booked", "priority"}[c] }

// Client is one who comes on a day. Times are since the office opened.
type Client struct {
	ID      int
	Class   Class
	Service string
	At      time.Duration // takes a ticket or checks in
	Slot    time.Duration // the booked time, with Booked
	Absent  bool          // gone when called
	Back    bool          // of the absent: there again some minutes later
	Serve   time.Duration // at the counter

	joined time.Duration // the place in line of those who took a second ticket, else At
	Called time.Duration // the results: called first,
	Met    time.Duration // and there when called; -1 never
}

// Wait is how long the client waited for the call that met them at the counter: a booked one not before the booked time.
func (c *Client) Wait() time.Duration {
	from := c.At
	if c.Class == Booked {
		from = max(from, c.Slot)
	}
	return max(0, c.Met-from)
}

// Shape is an office and its usual day.
type Shape struct {
	Name     string
	What     string // in words
	Setup    *queue.Setup
	Open     time.Duration // how long tickets are issued
	Demand   []Demand
	Absent   float64                                  // share of clients who are gone when called
	Priority float64                                  // share with special needs
	Booked   float64                                  // share with a booked visit; a fifth of these never come
	Staffed  func(counter int, at time.Duration) bool // nil: always
}

// Demand is who comes for one service.
type Demand struct {
	Service string
	PerHour func(at time.Duration) float64
	Mean    func(at time.Duration) time.Duration // of the real time at the counter
}

// serveCV is the coefficient of variation of real service times, which are log-normal.
const serveCV = 0.8

// Day draws the clients of a day, in the order in which they come.
func (sh *Shape) Day(seed uint64) []*Client {
	r := rand.New(rand.NewPCG(seed, 20260521))
	var cs []*Client
	for _, d := range sh.Demand {
		for at := time.Duration(0); at < sh.Open; at += time.Minute {
			for range poisson(r, d.PerHour(at)/60) {
				cs = append(cs, sh.client(r, d, at+time.Duration(r.Int64N(int64(time.Minute)))))
			}
		}
	}
	cs = slices.DeleteFunc(cs, func(c *Client) bool { return c == nil })
	slices.SortStableFunc(cs, func(a, b *Client) int { return cmp.Compare(a.At, b.At) })
	for i, c := range cs {
		c.ID, c.Called, c.Met, c.joined = i+1, -1, -1, c.At
	}
	return cs
}

// client draws one; nil for a booked one who never comes.
func (sh *Shape) client(r *rand.Rand, d Demand, at time.Duration) *Client {
	c := &Client{Service: d.Service, At: at}
	if sh.Setup.Service(d.Service).Quick {
		c.Class = Quick
	}
	kind, absent, come := r.Float64(), r.Float64() < sh.Absent, r.Float64()
	mean := d.Mean(at)
	c.Serve = serviceTime(r, mean)
	early := time.Duration(r.Int64N(int64(20 * time.Minute)))
	switch {
	case kind < sh.Priority:
		c.Class = Priority
	case kind < sh.Priority+sh.Booked:
		if come < 0.2 {
			return nil
		}
		c.Class, c.Slot = Booked, at.Truncate(5*time.Minute)
		c.At = max(0, c.Slot-early)
		if come > 0.92 { // late, but within what is forgiven
			c.At = c.Slot + early/2
		}
	}
	c.Absent = absent && c.Class != Booked
	c.Back = come < 0.3
	return c
}

var serveSigma = math.Sqrt(math.Log(1 + serveCV*serveCV))

// serviceTime draws a time at a counter.
func serviceTime(r *rand.Rand, mean time.Duration) time.Duration {
	return max(20*time.Second, time.Duration(float64(mean)*math.Exp(serveSigma*r.NormFloat64()-serveSigma*serveSigma/2)))
}

func poisson(r *rand.Rand, mean float64) int {
	limit, n := math.Exp(-mean), 0
	for p := r.Float64(); p > limit; p *= r.Float64() {
		n++
	}
	return n
}
