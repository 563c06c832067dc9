package policy

import (
	"math"
	"slices"
	"time"
)

// Guess is another system's estimate of waiting. It is asked about the same clients whom a policy serves.
type Guess struct {
	Name  string
	guess func(w *watch, c *Client, now time.Duration) time.Duration
}

// Guesses are the estimates of other systems, as documented, with the counters that serve the client's
// service where the original takes all of the branch.
func Guesses() []Guess {
	return []Guess{
		{"ZMS", func(w *watch, c *Client, now time.Duration) time.Duration {
			slot := w.configured(c) / time.Duration(w.open(c.Service))
			wait := slot * time.Duration(w.position(c, now))
			if wait = wait.Truncate(time.Minute); wait >= 2*time.Hour {
				wait = wait.Round(time.Hour)
			}
			return wait
		}},
		{"mean of the last 20", func(w *watch, c *Client, now time.Duration) time.Duration {
			sum, n := time.Duration(0), len(w.last)
			for _, d := range w.last {
				sum += d
			}
			if n == 0 {
				sum, n = 5*time.Minute, 1
			}
			m := float64(w.ahead(c)) * sum.Minutes() / float64(n) / float64(w.open(c.Service))
			return time.Duration(max(1, math.Ceil(m))) * time.Minute
		}},
		{"fixed mean", func(w *watch, c *Client, _ time.Duration) time.Duration {
			return time.Duration(w.ahead(c)) * w.configured(c) / time.Duration(w.open(c.Service))
		}},
	}
}

// watch stands between a play and its policy and sees what an estimate may see: who waits, which counters
// are open, how long the last clients took.
type watch struct {
	Policy
	sh      *Shape
	waiting []*Client
	staffed map[int]bool
	last    []time.Duration
	began   map[int]time.Duration
	tell    func(w *watch, c *Client, now time.Duration)
}

func (w *watch) Begin(day int, sh *Shape, cs []*Client) {
	w.sh, w.waiting, w.staffed, w.began = sh, nil, map[int]bool{}, map[int]time.Duration{}
	w.Policy.Begin(day, sh, cs)
}

func (w *watch) Staff(counter int, open bool, at time.Duration) {
	w.staffed[counter] = open
	w.Policy.Staff(counter, open, at)
}

func (w *watch) Arrive(c *Client, at time.Duration) Estimate {
	w.tell(w, c, at)
	w.waiting = append(w.waiting, c)
	return w.Policy.Arrive(c, at)
}

func (w *watch) Next(counter int, at time.Duration) *Client {
	c := w.Policy.Next(counter, at)
	if c != nil {
		w.waiting = slices.DeleteFunc(w.waiting, func(x *Client) bool { return x == c })
		w.began[counter] = at
	}
	return c
}

func (w *watch) Done(counter int, c *Client, came bool, at time.Duration) {
	if came {
		w.last = append(w.last, at-w.began[counter])
		w.last = w.last[max(0, len(w.last)-20):]
	}
	delete(w.began, counter)
	w.Policy.Done(counter, c, came, at)
}

func (w *watch) letter(id string) string { return w.sh.Setup.Service(id).Letter }

// configured is the mean of the client's group, which is one queue for the others.
func (w *watch) configured(c *Client) time.Duration {
	return w.sh.Setup.Group(w.letter(c.Service)).Mean
}

func (w *watch) open(service string) int {
	n := 0
	for _, k := range w.sh.Setup.CountersOf(service) {
		if w.staffed[k] {
			n++
		}
	}
	return max(1, n)
}

// ahead counts those who wait in the same group.
func (w *watch) ahead(c *Client) int {
	n := 0
	for _, x := range w.waiting {
		if w.letter(x.Service) == w.letter(c.Service) {
			n++
		}
	}
	return n
}

// position is the client's in the order of ZMS, which is played on with its fixed slot.
func (w *watch) position(c *Client, now time.Duration) int {
	var line []*Client
	for _, x := range w.waiting {
		if w.letter(x.Service) == w.letter(c.Service) {
			line = append(line, x)
		}
	}
	line = append(line, c)
	slot := w.configured(c) / time.Duration(w.open(c.Service))
	for n := 1; ; n++ {
		next := zms(nil, now+time.Duration(n-1)*slot, line, 0)
		if next == nil || next == c {
			return n
		}
		line = slices.DeleteFunc(line, func(x *Client) bool { return x == next })
	}
}
