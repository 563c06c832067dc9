package console

import (
	"strconv"

	"bileter/internal/figures"
)

// plot is bars over hours, in the units of its picture of plotWidth by plotHeight.
type plot struct {
	Name  string // for those who do not see it; the table beside says the same
	Bars  []bar
	Hours []mark
	Lines []mark
}

// bar is one rectangle, and what stands above it.
type bar struct {
	X, Y, W, H int
	Pale       bool
	Label      string
	LabelX     int
}

// mark is a text at a place.
type mark struct {
	X, Y int
	Text string
}

// Measures of a plot's picture.
const (
	plotWidth, plotHeight = 560, 230
	plotLeft, plotRight   = 40, 8
	plotTop, plotFoot     = 18, 26
)

// Ground is where the bars stand.
func (plot) Ground() int { return plotHeight - plotFoot }

// Right is where the lines end.
func (plot) Right() int { return plotWidth - plotRight }

// arrivals are the tickets of every hour.
func arrivals(d *figures.Day) plot {
	return bars(d, sayFigure("plot_arrivals"), func(r *figures.Row) []int { return []int{r.Visits} })
}

// waits are, for every hour, what half and nine of ten waited at most, in minutes.
func waits(d *figures.Day) plot {
	return bars(d, sayFigure("plot_waits"), func(r *figures.Row) []int {
		half, ok := figures.Percentile(r.Waits, 50)
		most, _ := figures.Percentile(r.Waits, 90)
		if !ok {
			return []int{0, 0}
		}
		return []int{int(half.Minutes() + 0.5), int(most.Minutes() + 0.5)}
	})
}

func bars(d *figures.Day, name string, of func(*figures.Row) []int) plot {
	p := plot{Name: name}
	hours := hoursOf(d)
	if len(hours) == 0 {
		return p
	}
	top := 1
	for _, r := range d.Hours {
		for _, v := range of(r) {
			top = max(top, v)
		}
	}
	step := tick(top)
	top = (top + step - 1) / step * step
	height := func(v int) int { return v * (plotHeight - plotTop - plotFoot) / top }
	for v := 0; v <= top; v += step {
		p.Lines = append(p.Lines, mark{plotLeft - 8, p.Ground() - height(v), strconv.Itoa(v)})
	}
	slot := (plotWidth - plotLeft - plotRight) / len(hours)
	for i, h := range hours {
		x := plotLeft + i*slot
		p.Hours = append(p.Hours, mark{x + slot/2, p.Ground() + 18, strconv.Itoa(h)})
		r := d.Hours[h]
		if r == nil {
			continue
		}
		values := of(r)
		w := min(slot*3/4/len(values), 44)
		for k, v := range values {
			b := bar{X: x + (slot-w*len(values))/2 + k*w, W: w, H: height(v), Y: p.Ground() - height(v), Pale: k > 0}
			if v > 0 {
				b.Label, b.LabelX = strconv.Itoa(v), b.X+w/2
			}
			p.Bars = append(p.Bars, b)
		}
	}
	return p
}

// tick is the distance of lines, so that there are five at most above the ground.
func tick(top int) int {
	for _, step := range []int{1, 2, 5, 10, 15, 20, 30, 50, 60, 100, 200, 500} {
		if top <= 5*step {
			return step
		}
	}
	return 1000
}
