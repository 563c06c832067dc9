package policy

import (
	"cmp"
	"slices"
	"time"
)

// peer is another system's rule: whom it takes of those who wait for a counter's services. What its users
// would set for special needs and booked visits is set.
type peer struct {
	name    string
	choose  func(p *peer, now time.Duration, waiting []*Client, counter int) *Client
	sh      *Shape
	waiting []*Client
	away    []*Client // missed their call, and will take a second ticket at joined
	serves  map[int]map[string]bool
	main    map[int]string // a counter's first service
}

// Peers are the rules of other open systems, as documented.
func Peers() []Policy {
	return []Policy{
		&peer{name: "ZMS", choose: zms},
		&peer{name: "NovoSGA 1.5", choose: novo1},
		&peer{name: "NovoSGA 2.x", choose: novo2},
		&peer{name: "QSystem", choose: qsystem},
		&peer{name: "TheQ", choose: theq},
	}
}

func (p *peer) Name() string { return p.name }

func (p *peer) Begin(_ int, sh *Shape, _ []*Client) {
	p.sh, p.waiting, p.away = sh, nil, nil
	p.serves, p.main = map[int]map[string]bool{}, map[int]string{}
	for _, c := range sh.Setup.Counters {
		p.serves[c.N], p.main[c.N] = map[string]bool{}, c.Serves[0]
		for _, id := range c.Serves {
			p.serves[c.N][id] = true
		}
	}
}

func (p *peer) Staff(int, bool, time.Duration) {}

// Tick has those who missed their call take a second ticket: their systems do not offer the first one again.
func (p *peer) Tick(now time.Duration) {
	for len(p.away) > 0 && p.away[0].joined <= now {
		p.waiting, p.away = append(p.waiting, p.away[0]), p.away[1:]
	}
}

func (p *peer) Arrive(c *Client, _ time.Duration) Estimate {
	p.waiting = append(p.waiting, c)
	return Estimate{}
}

func (p *peer) Next(counter int, now time.Duration) *Client {
	var can []*Client
	for _, c := range p.waiting {
		if p.serves[counter][c.Service] {
			can = append(can, c)
		}
	}
	if len(can) == 0 {
		return nil
	}
	c := p.choose(p, now, can, counter)
	if c != nil {
		p.waiting = slices.DeleteFunc(p.waiting, func(x *Client) bool { return x == c })
	}
	return c
}

// Done implements Policy.
func (p *peer) Done(_ int, c *Client, came bool, now time.Duration) {
	if !came && c.Back {
		c.joined = now + comesBack
		p.away = append(p.away, c)
	}
}

// comesBack is how long after the call those who missed it are there again.
const comesBack = 5 * time.Minute

// best is the first in an order; ties go to who came first.
func best(cs []*Client, order func(a, b *Client) int) *Client {
	return slices.MinFunc(cs, func(a, b *Client) int {
		return cmp.Or(order(a, b), cmp.Compare(a.joined, b.joined), cmp.Compare(a.ID, b.ID))
	})
}

// zms keeps two lists. Special needs are walk-ins of the highest priority. A booked client is not taken
// more than two minutes early.
func zms(_ *peer, now time.Duration, cs []*Client, _ int) *Client {
	var walk, visits []*Client
	for _, c := range cs {
		if c.Class == Booked {
			visits = append(visits, c)
		} else {
			walk = append(walk, c)
		}
	}
	urgent := func(c *Client) int {
		if c.Class == Priority {
			return 1
		}
		return 3
	}
	var w, v *Client
	if len(walk) > 0 {
		w = best(walk, func(a, b *Client) int { return cmp.Compare(urgent(a), urgent(b)) })
	}
	if len(visits) > 0 {
		v = best(visits, func(a, b *Client) int { return cmp.Compare(a.Slot, b.Slot) })
	}
	switch {
	case w != nil && urgent(w) == 1:
		return w
	case v != nil && now+2*time.Minute >= v.Slot:
		return v
	}
	return w
}

// weight is what special needs and bookings get where there is one scale.
func weight(c *Client) int {
	if c.Class == Priority || c.Class == Booked {
		return 1
	}
	return 0
}

// novo1 has the longest wait, counted (weight + 1) times.
func novo1(_ *peer, now time.Duration, cs []*Client, _ int) *Client {
	return best(cs, func(a, b *Client) int {
		score := func(c *Client) time.Duration { return time.Duration(weight(c)+1) * (now - c.joined) }
		return cmp.Or(cmp.Compare(score(b), score(a)), cmp.Compare(weight(b), weight(a)))
	})
}

// novo2 has booked clients by their time, then priority, then arrival.
func novo2(_ *peer, _ time.Duration, cs []*Client, _ int) *Client {
	return best(cs, func(a, b *Client) int {
		booked := func(c *Client) time.Duration {
			if c.Class == Booked {
				return c.Slot
			}
			return 1 << 62
		}
		return cmp.Or(cmp.Compare(booked(a), booked(b)), cmp.Compare(weight(b), weight(a)))
	})
}

// qsystem has strict priority, of services with the same coefficient.
func qsystem(_ *peer, _ time.Duration, cs []*Client, _ int) *Client {
	return best(cs, func(a, b *Client) int { return cmp.Compare(weight(b), weight(a)) })
}

// theq has the counter's own kind first, by priority, then any.
func theq(p *peer, _ time.Duration, cs []*Client, counter int) *Client {
	var own []*Client
	for _, c := range cs {
		if p.sh.Setup.Service(c.Service).Letter == p.sh.Setup.Service(p.main[counter]).Letter {
			own = append(own, c)
		}
	}
	if len(own) > 0 {
		cs = own
	}
	return best(cs, func(a, b *Client) int { return cmp.Compare(weight(b), weight(a)) })
}
