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

// chance is a sequence of numbers that are as good as drawn, and the same for the same beginning (splitmix64). Every other
// play is the mirror of the one before: where that drew a long time, it draws a short one. So few plays do for many.
type chance struct {
	at     uint64
	mirror bool
}

func newChance(counter, play int) chance {
	return chance{uint64(counter)<<32 | uint64(play/2), play%2 == 1}
}

// draw is one of 0 to n-1.
func (c *chance) draw(n int) int {
	c.at += 0x9e3779b97f4a7c15
	x := c.at
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	d := int((x ^ x>>31) >> 33 * uint64(n) >> 31)
	if c.mirror {
		return n - 1 - d
	}
	return d
}

// lasts draws how long a visit will be.
func (p *player) lasts(mean time.Duration) time.Duration {
	return time.Duration(float64(mean) * spread[p.chance.draw(len(spread))])
}

// goesOn draws how much longer a visit will be that has lasted for some time: the longer it was, the longer it will
// probably be.
func (p *player) goesOn(mean, lasted time.Duration) time.Duration {
	longer, _ := slices.BinarySearch(spread[:], float64(lasted)/float64(mean))
	if longer == len(spread) {
		return mean / 2
	}
	part := spread[longer+p.chance.draw(len(spread)-longer)]
	return max(time.Second, time.Duration(float64(mean)*part)-lasted)
}
