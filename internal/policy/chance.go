package policy

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Chance names the estimate that errs by chance alone: see floor.
const Chance = "chance alone"

// floor is the estimate of one who knows everything but chance: who waits, since when each counter is busy, and the true
// means of the office, its shares and its hours. It plays the rest of the day on many times and tells the median. No forecast
// errs much less, so its error is what the others are compared with. It knows offices with one service and few with special needs,
// who are called first there.
var floor = Guess{Chance, func(w *watch, c *Client, now time.Duration) time.Duration {
	r := rand.New(rand.NewPCG(uint64(c.ID), uint64(now)))
	waits := make([]time.Duration, floorPlays)
	for i := range waits {
		waits[i] = w.playOn(r, c, now)
	}
	slices.Sort(waits)
	return waits[len(waits)/2]
}}

const floorPlays = 200

// playOn draws how long a newcomer will wait: special needs first, else in the order of coming.
func (w *watch) playOn(r *rand.Rand, c *Client, now time.Duration) time.Duration {
	d := w.sh.Demand[0]
	var free []time.Duration
	for i := range w.sh.Setup.Counters {
		n := w.sh.Setup.Counters[i].N
		switch began, busy := w.began[n]; {
		case !w.staffed[n]:
		case busy:
			for {
				if end := began + serviceTime(r, d.Mean(began)); end > now {
					free = append(free, end)
					break
				}
				if now-began > 3*time.Hour {
					free = append(free, now+d.Mean(now)/2)
					break
				}
			}
		default:
			free = append(free, now)
		}
	}
	if len(free) == 0 {
		return 0
	}
	before := 0
	for _, x := range w.waiting {
		if c.Class != Priority || x.Class == Priority {
			before++
		}
	}
	urgent := now // when the next one with special needs comes, who will be served before
	next := func() {
		perHour := d.PerHour(urgent) * w.sh.Priority
		urgent += time.Duration(r.ExpFloat64() / max(perHour, 1e-9) * float64(time.Hour))
	}
	if c.Class == Priority {
		urgent = math.MaxInt64
	} else {
		next()
	}
	for {
		k := 0
		for i, f := range free {
			if f < free[k] {
				k = i
			}
		}
		at := max(free[k], now)
		for urgent <= at && urgent < w.sh.Open {
			before++
			next()
		}
		if before == 0 {
			return at - now
		}
		before--
		if r.Float64() < w.sh.Absent {
			free[k] = at + absence
		} else {
			free[k] = at + serviceTime(r, d.Mean(at))
		}
	}
}
