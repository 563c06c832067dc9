package queue

import (
	"math"
	"slices"
	"time"
)

// Range is a forecast of waiting, in whole minutes. Its zero value means that nothing can be said.
type Range struct {
	Min   int  `json:"min"`
	Max   int  `json:"max"` // multiples of 5; "a few minutes" when it is 5
	Known bool `json:"known"`
}

// Forecast is what a ticket's client was told, in seconds. It is kept with the ticket, to be compared.
type Forecast struct {
	Raw    int `json:"raw"` // before the correction by earlier forecasts
	Expect int `json:"exp"`
	Low    int `json:"low"` // four of five waits are within Low and High
	High   int `json:"high"`
}

// Range rounds a forecast for people; nothing is known of one that is nil.
func (f *Forecast) Range() Range {
	if f == nil {
		return Range{}
	}
	r := Range{Min: 5 * (f.Low / 300), Max: 5 * ((f.High + 299) / 300), Known: true}
	r.Max = max(r.Max, r.Min+5)
	return r
}

const (
	// serviceCV is the assumed coefficient of variation of service times.
	serviceCV = 0.8
	// paceCV is that of what was learned, and of what cannot be known: clerks come and go.
	paceCV = 0.1
	// cameShare is how many of those booked are taken to come, in percent.
	cameShare = 80
	// playSteps and playSpan bound how far the queue is played on. Whoever is behind is guessed.
	playSteps = 600
	playSpan  = 10 * time.Hour
)

// Outlook tells how long newcomers would wait: the queue as it stands is played on at the counters that are
// open, or have said when they will be, with the rules of choosing and the times learned. Make a new one
// after every event; it holds for one moment. It shares memory with the State.
type Outlook struct {
	state  *State
	setup  *Setup
	at     time.Time
	coming map[string]*newcomer
}

// newcomer is one who would take a ticket of a service now.
type newcomer struct {
	*stand
	counters           int // that may call them
	ordinary, priority moment
}

// moment is when one is called.
type moment struct {
	known    bool
	after    time.Duration
	variance float64 // seconds squared
}

// player is a counter of the play.
type player struct {
	hand
	free     time.Duration
	variance float64
	gaps     []gap
	home     bool // has nobody left to call
}

// gap is a time in which nothing that a counter serves is open, such as its lunch.
type gap struct{ from, until time.Duration }

// Outlook plays the queue on from a time: for one service, with whatever shares counters with it, or, where it is
// empty, for all.
func (s *State) Outlook(setup *Setup, at time.Time, service string) *Outlook {
	o := &Outlook{state: s, setup: setup, at: at, coming: map[string]*newcomer{}}
	ps := o.players(setup.together(service))
	if len(ps) == 0 {
		return o
	}
	for range playSteps {
		p := earliest(ps)
		if p == nil || p.free > playSpan {
			break
		}
		o.step(p)
	}
	for _, n := range o.coming { // those behind the last step
		behind := moment{known: true, after: playSpan}
		if p := earliest(ps); p != nil {
			behind.after = p.free + n.mean*time.Duration(n.length())/time.Duration(n.counters)
			behind.variance = p.variance
		}
		for _, m := range []*moment{&n.ordinary, &n.priority} {
			if !m.known {
				*m = behind
			}
		}
	}
	return o
}

// together are the services that share counters with one, and those that share counters with these; nil: all.
func (s *Setup) together(service string) map[string]bool {
	if service == "" {
		return nil
	}
	in := map[string]bool{service: true}
	for before := 0; len(in) > before; {
		before = len(in)
		for i := range s.Counters {
			serves := s.Counters[i].Serves
			if slices.ContainsFunc(serves, func(id string) bool { return in[id] }) {
				for _, id := range serves {
					in[id] = true
				}
			}
		}
	}
	return in
}

// players sets up the counters that will call for any of the services.
func (o *Outlook) players(services map[string]bool) []*player {
	s := o.state
	stands := map[string]*stand{}
	get := func(key string) *stand {
		st, known := stands[key]
		if !known {
			if st = s.stand(o.setup, key); st == nil {
				sv := o.setup.Service(key)
				st = &stand{quick: sv != nil && sv.Quick}
			}
			st.mean = s.meanTime(o.setup, key, o.at)
			stands[key] = st
		}
		return st
	}
	o.expectVisits(get)
	var ps []*player
	for i := range o.setup.Counters {
		c := &o.setup.Counters[i]
		d := s.Desk(c.N)
		if !d.Open && !d.Back.After(o.at) || services != nil && !slices.ContainsFunc(c.Serves, func(id string) bool { return services[id] }) {
			continue
		}
		p := &player{hand: handOf(c, d, get), gaps: o.gapsOf(c)}
		if t := s.Tickets[d.Ticket]; t != nil {
			mean := s.meanTime(o.setup, t.Service, o.at)
			p.free = remaining(mean, o.at.Sub(t.Called))
			p.variance = square(serviceCV * mean.Seconds())
		} else if !d.Open {
			p.free = d.Back.Sub(o.at)
		}
		for _, id := range p.ids {
			n := o.coming[id]
			if n == nil {
				n = &newcomer{stand: get(id)}
				o.coming[id] = n
			}
			n.counters++
		}
		ps = append(ps, p)
	}
	return ps
}

// expectVisits puts those who are booked and not here yet among the booked, as long as they may come in time.
func (o *Outlook) expectVisits(get func(string) *stand) {
	early := o.setup.Rules.early()
	for _, code := range sortedKeys(o.state.Visits) {
		v := o.state.Visits[code]
		if in := v.At.Sub(o.at); v.Ticket != 0 || in < -early || in > playSpan {
			continue
		}
		st := get(v.Service)
		p := place{at: uint64(max(0, v.At.UnixMicro()))}
		list := append([]place{}, st.booked...)
		i := countBefore(list, p)
		st.booked = append(list[:i:i], append([]place{p}, list[i:]...)...)
	}
}

func earliest(ps []*player) *player {
	var best *player
	for _, p := range ps {
		if !p.home && (best == nil || p.free < best.free) {
			best = p
		}
	}
	return best
}

// step has a counter call whom it would call, and notes who else could have been called.
func (o *Outlook) step(p *player) {
	for _, g := range p.gaps {
		if g.from <= p.free && p.free < g.until {
			p.free = g.until
			return
		}
	}
	at := o.at.Add(p.free)
	got, any := p.choose(o.state, o.setup.Rules, at)
	o.note(p, got, any, at)
	if !any {
		p.home = true
		return
	}
	q := (*got.list)[0]
	*got.list = (*got.list)[1:]
	mean := got.stand.mean
	if t := o.state.Tickets[q.ticket]; t == nil {
		mean = mean * cameShare / 100
	} else if t.Only != 0 {
		mean = o.state.meanTime(o.setup, t.Service, o.at)
	}
	p.free += max(mean, time.Second)
	p.variance += square(serviceCV * mean.Seconds())
	p.row = got.Row
	if p.between++; got.Rule == RuleQuick {
		p.between = 0
	}
}

// note records the newcomers who would be called now instead of the one chosen: nobody is before them.
func (o *Outlook) note(p *player, got pick, any bool, at time.Time) {
	r := o.setup.Rules
	ahead := any && (got.Rule == RuleSent || got.Rule == RuleTurn || head(p.lanes, priority, nil).some())
	crowded := o.state.Today.Crowded(r)
	if any && crowded && !ahead {
		ahead = got.Rule == RuleBooked || got.Rule != RuleIdle && time.Duration(r.priorityCredit())*p.free <= got.wait(o.state, at)
	}
	lane := any && (got.Rule == RuleFirst || got.Rule == RuleLevel) && r.quickEvery() > 0 && p.between >= r.quickEvery()-1
	for i, id := range p.ids {
		n := o.coming[id]
		now := moment{true, p.free, p.variance / float64(n.counters)}
		if !ahead && !n.priority.known {
			n.priority = now
		}
		free := !any || got.Rule == RuleIdle && i < p.idle || lane && n.quick && len(n.stand.ordinary) == 0 ||
			got.Rule == RuleFirst && i < p.first
		if free && !n.ordinary.known {
			n.ordinary = now
		}
	}
}

// Forecast is for one who takes a ticket of a service now; nil when nothing can be said.
func (o *Outlook) Forecast(service string, priority bool) *Forecast {
	n := o.coming[service]
	if n == nil || n.mean <= 0 {
		return nil
	}
	m, expect := n.priority, n.priority.after
	if !priority {
		m, expect = n.ordinary, o.state.Pace.corrected(service, n.ordinary.after)
	}
	sd := math.Sqrt(m.variance + square(paceCV*expect.Seconds()))
	if m.after < time.Second {
		sd = 0 // a counter is free
	}
	half := int(sd * float64(startWidth+o.state.Pace.Width) / 1000)
	e := int(expect.Seconds())
	return &Forecast{Raw: int(m.after.Seconds()), Expect: e, Low: max(0, e-half), High: e + half}
}

// remaining is how long a visit goes on that has lasted for some time: visits that last are long ones.
func remaining(mean, lasted time.Duration) time.Duration {
	if mean <= 0 {
		return 0
	}
	x := min(max(0, lasted.Seconds()/mean.Seconds()), 3)
	return time.Duration(max(0.7, 1-x/2) * float64(mean))
}

func square(x float64) float64 { return x * x }

// Waited is how long a ticket waited until its last call, or has waited by now.
func (t Ticket) Waited(now time.Time) time.Duration {
	if !t.Called.IsZero() {
		now = t.Called
	}
	return max(0, now.Sub(t.Issued))
}
