package queue

import (
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
	// plays is how often the queue is played on: the mean of their middle half is told, and the tenth parts at both ends are left out.
	plays = 24
	// cameShare is how many of those booked are taken to come, in percent.
	cameShare = 80
	// playSteps and playSpan bound how far the queue is played on. Whoever is behind is guessed.
	playSteps = 600
	// mostSteps bounds all plays together: where thousands wait there are fewer of them.
	mostSteps = 8000
	playSpan  = 10 * time.Hour
)

// Outlook tells how long newcomers would wait: the queue as it stands is played on at the counters that are
// open, or have said when they will be, with the rules of choosing and times drawn around those learned. Make a new one
// after every event; it holds for one moment. It shares memory with the State.
type Outlook struct {
	state  *State
	setup  *Setup
	at     time.Time
	coming map[string]*newcomer

	watch  uint64 // the ticket it is all about; 0: newcomers
	called moments
}

// newcomer is one who would take a ticket of a service now.
type newcomer struct {
	*stand
	counters           int // that may call them
	ordinary, priority moments
}

// moments are when one is called, by play.
type moments struct {
	after []time.Duration
	known bool // of the play that goes on: the last one is its own
}

func (m *moments) note(after time.Duration) {
	if !m.known {
		m.after, m.known = append(m.after, after), true
	}
}

// part is the time within which one is called in a share of the plays; they are sorted.
func (m *moments) part(share float64) time.Duration {
	return m.after[int(share*float64(len(m.after)-1)+0.5)]
}

// middle is the mean of the middle half, which errs less than the median of so few plays.
func (m *moments) middle() (mean time.Duration) {
	last := float64(len(m.after) - 1)
	half := m.after[int(last*0.25+0.5) : int(last*0.75+0.5)+1]
	for _, after := range half {
		mean += after / time.Duration(len(half))
	}
	return mean
}

// player is a counter of the play.
type player struct {
	hand
	n            int
	chance       chance // its own, seeded by n and the play: one state gives one forecast, whoever else is asked for
	free         time.Duration
	mean, lasted time.Duration // of the visit that goes on now
	gaps         []gap
	ours         []*newcomer // by hand.ids
	home         bool        // has nobody left to call
}

// gap is a time in which nothing that a counter serves is open, such as its lunch.
type gap struct{ from, until time.Duration }

// Outlook plays the queue on from a time: for one service, with whatever shares counters with it, or, where it is
// empty, for all.
func (s *State) Outlook(setup *Setup, at time.Time, service string) *Outlook {
	return s.playOn(setup, at, service, 0)
}

func (s *State) playOn(setup *Setup, at time.Time, service string, watch uint64) *Outlook {
	o := &Outlook{state: s, setup: setup, at: at, coming: map[string]*newcomer{}, watch: watch}
	ps, stands := o.players(setup.together(service))
	if len(ps) == 0 {
		return o
	}
	began, stood := values(ps), values(stands)
	for n, steps := 0, 0; n < plays && steps < mostSteps; n++ {
		for i, st := range stands {
			*st = stood[i]
		}
		for i, p := range ps {
			*p = began[i]
			p.chance = newChance(p.n, n)
			if p.mean > 0 {
				p.free = p.goesOn(p.mean, p.lasted)
			}
		}
		steps += o.play(ps)
	}
	slices.Sort(o.called.after)
	for _, n := range o.coming {
		slices.Sort(n.ordinary.after)
		slices.Sort(n.priority.after)
	}
	return o
}

func values[T any](pointers []*T) []T {
	vs := make([]T, len(pointers))
	for i, p := range pointers {
		vs[i] = *p
	}
	return vs
}

// play plays the queue on once, and returns in how many steps.
func (o *Outlook) play(ps []*player) (steps int) {
	for ; steps < playSteps; steps++ {
		p := earliest(ps)
		if p == nil || p.free > playSpan || o.called.known {
			break
		}
		o.step(p)
	}
	o.called.note(playSpan)
	o.called.known = false
	behind := earliest(ps)
	for _, n := range o.coming { // and those behind the last step
		after := playSpan
		if behind != nil {
			after = behind.free + n.mean*time.Duration(n.length())/time.Duration(n.counters)
		}
		n.ordinary.note(after)
		n.priority.note(after)
		n.ordinary.known, n.priority.known = false, false
	}
	return steps
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
func (o *Outlook) players(services map[string]bool) (ps []*player, all []*stand) {
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
			stands[key], all = st, append(all, st)
		}
		return st
	}
	o.expectVisits(get)
	for i := range o.setup.Counters {
		c := s.active(&o.setup.Counters[i])
		d := s.Desk(c.N)
		if !d.Open && !d.Back.After(o.at) || services != nil && !slices.ContainsFunc(c.Serves, func(id string) bool { return services[id] }) {
			continue
		}
		p := &player{hand: handOf(c, d, get), n: c.N, gaps: o.gapsOf(c)}
		p.left = s.leftOf(o.setup, c, p.hand)
		if t := s.Tickets[d.Ticket]; t != nil {
			since := d.Began // of this matter
			if since.IsZero() {
				since = t.Called
			}
			p.mean, p.lasted = s.meanTime(o.setup, t.Service, o.at)*t.parts(), o.at.Sub(since)
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
			p.ours = append(p.ours, n)
		}
		ps = append(ps, p)
	}
	return ps, all
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
	if o.watch != 0 && q.ticket == o.watch {
		o.called.note(p.free)
	}
	*got.list = (*got.list)[1:]
	mean := got.stand.mean
	switch t := o.state.Tickets[q.ticket]; {
	case t == nil:
		if p.chance.draw(100) >= cameShare {
			mean = 0 // booked, and never came
		}
	case t.Only != 0:
		mean = o.state.meanTime(o.setup, t.Service, o.at) * t.parts()
	default:
		mean *= t.parts()
	}
	p.free += max(p.lasts(mean), time.Second)
	p.row = got.Row
	p.urgent = got.list == &got.stand.priority
	if p.between++; got.Rule == RuleQuick {
		p.between = 0
	}
}

// severalParts is for how many visits one of several persons or matters is taken: how many they are nobody asks, and two is
// the least.
const severalParts = 2

// parts are how many visits' time a ticket will still take, the one that goes on included.
func (t *Ticket) parts() time.Duration {
	if t.Several {
		return time.Duration(max(1, severalParts-t.Matters))
	}
	return 1
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
	for i, n := range p.ours {
		if !ahead {
			n.priority.note(p.free)
		}
		free := !any || got.Rule == RuleIdle && i < p.idle || lane && n.quick && len(n.stand.ordinary) == 0 ||
			got.Rule == RuleFirst && i < p.first
		if free {
			n.ordinary.note(p.free)
		}
	}
}

// Forecast is for one who takes a ticket of a service now; nil when nothing can be said.
func (o *Outlook) Forecast(service string, priority bool) *Forecast {
	n := o.coming[service]
	if n == nil || n.mean <= 0 {
		return nil
	}
	if priority {
		return o.state.told(service, true, &n.priority)
	}
	return o.state.told(service, false, &n.ordinary)
}

// ForecastOf is for a ticket as it stands now, from now on; nil when it does not wait, or when nothing can be said.
func (s *State) ForecastOf(setup *Setup, t Ticket, at time.Time) *Forecast {
	if t.State != Waiting || s.meanTime(setup, t.Service, at) <= 0 {
		return nil
	}
	service := t.Service
	if t.Only != 0 { // by a counter that need not serve it otherwise; it is open, or the ticket would be free
		service = ""
	}
	o := s.playOn(setup, at, service, t.ID)
	if t.Only == 0 && o.coming[service] == nil || len(o.called.after) == 0 {
		return nil
	}
	return s.told(t.Service, t.Priority, &o.called)
}

// told makes of when one is called in the plays what is told: that of ordinary clients is corrected by how right earlier
// forecasts were.
func (s *State) told(service string, priority bool, m *moments) *Forecast {
	raw := m.middle()
	expect := raw
	if !priority {
		expect = s.Pace.corrected(service, raw)
	}
	wide := func(from, to time.Duration) int { return int((to - from).Seconds() * s.Pace.width()) }
	e := int(expect.Seconds())
	return &Forecast{Raw: int(raw.Seconds()), Expect: e, Low: max(0, e-wide(m.part(0.1), raw)), High: e + wide(raw, m.part(0.9))}
}

// Waited is how long a ticket waited until its last call, or has waited by now.
func (t Ticket) Waited(now time.Time) time.Duration {
	if !t.Called.IsZero() {
		now = t.Called
	}
	return max(0, now.Sub(t.Issued))
}
