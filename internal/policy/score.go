package policy

import (
	"cmp"
	"slices"
	"time"
)

// starved is a wait that nobody should have.
const starved = 90 * time.Minute

// Waits are those of one class under one policy.
type Waits struct {
	N              int
	Mean, P95, Max time.Duration
	Starved        int // waited longer than starved
}

// Error is how wrong an estimate was.
type Error struct {
	N        int
	Mean     time.Duration // without sign
	Late     time.Duration // with sign: positive when clients waited longer
	Coverage float64       // of the range that was told; 0 where it was a number
}

// Score is one policy in one shape.
type Score struct {
	Policy string
	Waits  [classes]Waits
	All    Waits
	Ours   Error            // of the policy's own forecast
	Others map[string]Error // of the estimates of others for the same clients, with ours
}

// Plan says how much is played.
type Plan struct {
	Warm, Days int // days to learn from, and days that count
	Seed       uint64
}

// Run plays every policy in a shape.
func (pl Plan) Run(sh *Shape, policies []Policy) []Score {
	var out []Score
	for _, p := range policies {
		out = append(out, pl.score(sh, p))
	}
	return out
}

func (pl Plan) score(sh *Shape, p Policy) Score {
	type told struct {
		c *Client
		e Estimate
	}
	var all []*Client
	var own []told
	others := map[string][]told{}
	var guesses []Guess // are compared with ours alone, for the same clients
	if _, ours := p.(*Ours); ours {
		guesses = Guesses()
	}
	if guesses != nil && len(sh.Demand) == 1 && sh.Priority <= 0.15 {
		guesses = append(guesses, floor)
	}
	w := &watch{Policy: p, tell: func(w *watch, c *Client, now time.Duration) {
		for _, g := range guesses {
			v := g.guess(w, c, now)
			others[g.Name] = append(others[g.Name], told{c, Estimate{true, v, v, v}})
		}
	}}
	for day := range pl.Warm + pl.Days {
		cs := sh.Day(pl.Seed*1000 + uint64(day))
		if day == pl.Warm {
			own, others = nil, map[string][]told{}
		}
		Play(w, day, sh, cs, func(c *Client, e Estimate) { own = append(own, told{c, e}) })
		if day >= pl.Warm {
			all = append(all, cs...)
		}
	}
	s := Score{Policy: p.Name(), All: waits(all, func(*Client) bool { return true }), Others: map[string]Error{}}
	for c := range classes {
		s.Waits[c] = waits(all, func(x *Client) bool { return x.Class == c })
	}
	sum := func(ts []told) (e Error) {
		in := 0
		for _, t := range ts {
			if t.c.Met < 0 || t.c.Absent || t.c.Class == Booked || !t.e.Known {
				continue // who has a booked time needs no estimate
			}
			off := t.c.Wait() - t.e.Expect
			e.N++
			e.Late += off
			e.Mean += max(off, -off)
			if t.e.Low <= t.c.Wait() && t.c.Wait() <= t.e.High {
				in++
			}
		}
		if e.N > 0 {
			e.Mean, e.Late, e.Coverage = e.Mean/time.Duration(e.N), e.Late/time.Duration(e.N), float64(in)/float64(e.N)
		}
		return e
	}
	s.Ours = sum(own)
	for name, ts := range others {
		s.Others[name] = sum(ts)
	}
	return s
}

func waits(cs []*Client, count func(*Client) bool) (w Waits) {
	var ds []time.Duration
	for _, c := range cs {
		if c.Met < 0 || !count(c) {
			continue
		}
		d := c.Wait()
		ds = append(ds, d)
		w.Mean += d
		if d > starved {
			w.Starved++
		}
	}
	if w.N = len(ds); w.N == 0 {
		return w
	}
	slices.SortFunc(ds, cmp.Compare)
	w.Mean /= time.Duration(w.N)
	w.P95, w.Max = ds[(w.N*95-1)/100], ds[w.N-1]
	return w
}
