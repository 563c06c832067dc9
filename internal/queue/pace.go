package queue

import (
	"fmt"
	"time"
)

// Pace is what the office learned of times: how long clients are served, by service and hour, and how right
// its forecasts were. All are whole numbers, so that a journal gives the same state on every machine.
// Tickets during which the clock was in doubt teach nothing.
type Pace struct {
	Served   map[string]*Served `json:"served,omitempty"` // by service
	Gap      Sum                `json:"gap,omitzero"`     // between a visit and the next call, while somebody waited
	Bias     map[string]*Bias   `json:"bias,omitempty"`   // by service
	Width    int                `json:"width,omitempty"`  // added to startWidth
	Accuracy Accuracy           `json:"accuracy,omitzero"`
}

// Served is how long clients of one service occupied a counter.
type Served struct {
	Sum
	Hours map[int]*Sum `json:"hours,omitempty"` // by hour of the call, of the office
}

// Sum is a number of times, in thousandths, and their sum in seconds.
type Sum struct {
	N   int `json:"n"`
	Sec int `json:"s"`
}

// Bias compares what was forecast without it with what came, in seconds.
type Bias struct {
	Forecast int `json:"f"`
	Real     int `json:"r"`
}

// Accuracy is how right the forecasts of one day were: of tickets that were called.
type Accuracy struct {
	N       int `json:"n"`       // tickets
	Covered int `json:"covered"` // of these, whose wait was within the range told
	Abs     int `json:"abs"`     // sum of errors without sign, seconds
	Late    int `json:"late"`    // sum of errors, seconds: positive when clients waited longer than told
}

// Add notes how a forecast and the wait, which is not negative, differ. It tells whether the wait was within the range.
func (a *Accuracy) Add(f Forecast, wait time.Duration) (within bool) {
	real := int(wait.Seconds())
	off := real - f.Expect
	a.N++
	a.Abs += max(off, -off)
	a.Late += off
	r := f.Range()
	if within = real >= r.Min*60 && real <= r.Max*60; within {
		a.Covered++
	}
	return within
}

// MeanError is the mean error without sign.
func (a Accuracy) MeanError() time.Duration {
	return time.Duration(a.Abs) * time.Second / time.Duration(max(1, a.N))
}

// MeanLate is the mean error: positive when clients waited longer than told.
func (a Accuracy) MeanLate() time.Duration {
	return time.Duration(a.Late) * time.Second / time.Duration(max(1, a.N))
}

// Coverage is the share of waits that were within their range, 0 to 1; 1 where there were none.
func (a Accuracy) Coverage() float64 {
	if a.N == 0 {
		return 1
	}
	return float64(a.Covered) / float64(a.N)
}

const (
	// serviceTrust and hourTrust are how many clients the configured mean, and the mean of the whole day, count for.
	serviceTrust = 8
	hourTrust    = 60
	// biasTrust is for how many seconds of waiting forecasts are taken to be right.
	biasTrust = 50_000
	// biasSpan is after how many seconds of waiting the older half of a Bias is forgotten.
	biasSpan = 400_000
	// gapTrust is how many calls without a gap the first ones are weighed against.
	gapTrust = 10
	// longestService and longestGap: what lasts longer is a counter that was forgotten, or a break.
	longestService = 3 * time.Hour
	longestGap     = 10 * time.Minute
	// startWidth is that of a range within which four of five plays lie, in thousandths of it.
	startWidth = 1000
	// widen and narrow move the width with every ticket, so that four of five waits stay within.
	widen, narrow = 32, 8
	// leastWidth and mostWidth bound the width.
	leastWidth, mostWidth = 300, 3000
)

func (s *Sum) add(d time.Duration) { s.N, s.Sec = s.N+1000, s.Sec+int(d.Seconds()) }

// mean is drawn to prior as if trust clients had shown it.
func (s *Sum) mean(prior time.Duration, trust int) time.Duration {
	if s == nil {
		return prior
	}
	sec := (int(prior.Seconds())*trust + s.Sec) * 1000 / (trust*1000 + s.N)
	return time.Duration(sec) * time.Second
}

// fade makes room for what a new day teaches.
func (s *Sum) fade() { s.N, s.Sec = s.N*9/10, s.Sec*9/10 }

func (p *Pace) nextDay() {
	p.Accuracy = Accuracy{}
	p.Gap.fade()
	for _, v := range p.Served {
		v.fade()
		for _, h := range v.Hours {
			h.fade()
		}
	}
}

// check refuses what Dump never wrote.
func (p *Pace) check() error {
	for id, v := range p.Served {
		if v == nil {
			return fmt.Errorf("state: times of service %s are null", id)
		}
		for hour, h := range v.Hours {
			if h == nil {
				return fmt.Errorf("state: times of service %s at %d are null", id, hour)
			}
		}
	}
	for id, b := range p.Bias {
		if b == nil {
			return fmt.Errorf("state: bias of service %s is null", id)
		}
	}
	return nil
}

// learnService notes how long a ticket was at its counter, before it leaves.
func (s *State) learnService(e Event, ticket uint64, outcome string) {
	t := s.Tickets[ticket]
	if t == nil || !t.State.AtCounter() {
		return
	}
	d := s.Counters[t.Counter]
	if d == nil || d.Ticket != t.ID {
		return
	}
	d.Ended = e.At
	lasted := e.At.Sub(d.Began)
	if outcome == OutcomeLeft || t.Several || e.Doubt || d.Began.IsZero() || lasted < 0 || lasted > longestService {
		return
	}
	if s.Pace.Served == nil {
		s.Pace.Served = map[string]*Served{}
	}
	v := s.Pace.Served[t.Service]
	if v == nil {
		v = &Served{Hours: map[int]*Sum{}}
		s.Pace.Served[t.Service] = v
	}
	if v.Hours == nil {
		v.Hours = map[int]*Sum{}
	}
	hour := s.hour(d.Began)
	if v.Hours[hour] == nil {
		v.Hours[hour] = &Sum{}
	}
	v.add(lasted)
	v.Hours[hour].add(lasted)
}

// learnCall notes what a call shows: how long the counter was idle, and how right the forecast was.
func (s *State) learnCall(e Event, t *Ticket, d *Desk) {
	d.Began = e.At
	if e.Doubt {
		d.Began = time.Time{}
		return
	}
	if gap := e.At.Sub(d.Ended); !d.Ended.IsZero() && t.lined().Before(d.Ended) && gap >= 0 && gap <= longestGap {
		s.Pace.Gap.add(gap)
	}
	if f := t.Forecast; f != nil && t.Called.IsZero() && !t.Lined.After(t.Issued) {
		s.Pace.learnWait(t.Service, *f, e.At.Sub(t.Issued))
	}
}

// learnWait compares a forecast with the wait.
func (p *Pace) learnWait(service string, f Forecast, wait time.Duration) {
	real := int(wait.Seconds())
	if real < 0 {
		return
	}
	within := p.Accuracy.Add(f, wait)
	if f.Raw < int(5*time.Minute/time.Second) {
		return // too short to teach anything
	}
	if within {
		p.Width = max(p.Width-narrow, leastWidth-startWidth)
	} else {
		p.Width = min(p.Width+widen, mostWidth-startWidth)
	}
	if p.Bias == nil {
		p.Bias = map[string]*Bias{}
	}
	b := p.Bias[service]
	if b == nil {
		b = &Bias{}
		p.Bias[service] = b
	}
	b.Forecast += f.Raw
	b.Real += real
	if b.Forecast > biasSpan {
		b.Forecast, b.Real = b.Forecast/2, b.Real/2
	}
}

// width is by how much wider ranges are than the plays say.
func (p *Pace) width() float64 { return float64(startWidth+p.Width) / startWidth }

// corrected is a forecast with what was learned of earlier ones, such as how many will come out of turn. It is
// bounded: that clients take longer than was thought is learned in Served.
func (p *Pace) corrected(service string, raw time.Duration) time.Duration {
	b := p.Bias[service]
	if b == nil {
		return raw
	}
	sec := int64(raw.Seconds()) * int64(biasTrust+b.Real) / int64(biasTrust+b.Forecast)
	return min(max(time.Duration(sec)*time.Second, raw*3/4), raw*4/3)
}

// meanTime is how long a client of a service will occupy a counter, the way to it and the clerk's pause included.
func (s *State) meanTime(setup *Setup, service string, at time.Time) time.Duration {
	prior := setup.meanOf(service)
	v := s.Pace.Served[service]
	if v == nil {
		return prior + s.Pace.Gap.mean(0, gapTrust)
	}
	day := v.mean(prior, serviceTrust)
	return v.Hours[s.hour(at)].mean(day, hourTrust) + s.Pace.Gap.mean(0, gapTrust)
}

// meanOf is the mean time of the set-up.
func (s *Setup) meanOf(service string) time.Duration {
	sv := s.Service(service)
	if sv == nil {
		return 0
	}
	if sv.Mean > 0 {
		return sv.Mean
	}
	if g := s.Group(sv.Letter); g != nil {
		return g.Mean
	}
	return 0
}
