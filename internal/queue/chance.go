package queue

import (
	"math"
	"slices"
	"time"
)

// serviceCV is the assumed coefficient of variation of the times of service, which are taken to be log-normal.
const serviceCV = 0.8

// spread are the times of service, in parts of their mean: 1024 that are as likely as each other, in order.
var spread = func() (parts [1024]float64) {
	sigma := math.Sqrt(math.Log(1 + serviceCV*serviceCV))
	for i := range parts {
		middle := (float64(i) + 0.5) / float64(len(parts))
		parts[i] = math.Exp(sigma*math.Sqrt2*math.Erfinv(2*middle-1) - sigma*sigma/2)
	}
	return parts
}()

// draw is one of 0 to n-1.
func (p *player) draw(n int) int { return int(p.chance.Uint64() >> 33 * uint64(n) >> 31) }

// lasts draws how long a visit will be.
func (p *player) lasts(mean time.Duration) time.Duration {
	return time.Duration(float64(mean) * spread[p.draw(len(spread))])
}

// goesOn draws how much longer a visit will be that has lasted for some time: the longer it was, the longer it will
// probably be.
func (p *player) goesOn(mean, lasted time.Duration) time.Duration {
	longer, _ := slices.BinarySearch(spread[:], float64(lasted)/float64(mean))
	if longer == len(spread) {
		return mean / 2
	}
	part := spread[longer+p.draw(len(spread)-longer)]
	return max(time.Second, time.Duration(float64(mean)*part)-lasted)
}
