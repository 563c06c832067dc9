// Package gpio drives one lamp line and reads one "next" button line per counter on a GPIO chip: through
// the kernel's character device, or on an emulated chip where there is none. It does not know who is
// called, and leaves the numbering of chips and lines to the kernel: a chip is found by its label, a line
// by its name.
//
// Nothing outside the machine's cabinet may hang on these lines without a driver or an opto-coupler.
package gpio

import (
	"maps"
	"slices"

	"bileter/internal/queue"
)

// Chip gives out lines, each to one owner at a time. After an error of a set, close it and ask the chip
// for a new one: the chip finds out by itself whether its device has come back.
type Chip interface {
	// Outputs takes lines as outputs, all low at first; at most MaxLines.
	Outputs(names []string) (Outputs, error)
	// Inputs takes lines as inputs, with the chip's own pull-up or pull-down resistors; at most MaxLines.
	Inputs(names []string, pullUp bool) (Inputs, error)
}

// MaxLines is how many lines the kernel gives in one set.
const MaxLines = 64

// Outputs is a set of output lines. There is no reading them: on some drivers that makes them inputs.
type Outputs interface {
	// Set drives all lines; bit i is the level of the i-th name asked for.
	Set(levels uint64) error
	Close() error
}

// Inputs is a set of input lines.
type Inputs interface {
	// Levels reads all lines at once; bit i is the level of the i-th name asked for.
	Levels() (uint64, error)
	Close() error
}

// LampLines returns the lamp line of each counter that has one.
func LampLines(s *queue.Setup) map[int]string {
	return lines(s, func(c queue.Counter) string { return c.Lamp })
}

// ButtonLines returns the button line of each counter that has one.
func ButtonLines(s *queue.Setup) map[int]string {
	return lines(s, func(c queue.Counter) string { return c.Button })
}

func lines(s *queue.Setup, name func(queue.Counter) string) map[int]string {
	m := map[int]string{}
	for _, c := range s.Counters {
		if l := name(c); l != "" {
			m[c.N] = l
		}
	}
	return m
}

// TicketButton is the key, among the numbers of counters, of the button beside the touch screen and of the lamp in it.
const TicketButton = 0

// Names returns the names of lines in the order of their counters.
func Names(lines map[int]string) []string {
	names := make([]string, 0, len(lines))
	for _, n := range slices.Sorted(maps.Keys(lines)) {
		names = append(names, lines[n])
	}
	return names
}

// bank is counters whose lines make one set.
type bank struct {
	counters []int
	names    []string
}

func banks(lines map[int]string) []bank {
	var bs []bank
	for ns := range slices.Chunk(slices.Sorted(maps.Keys(lines)), MaxLines) {
		b := bank{counters: ns}
		for _, n := range ns {
			b.names = append(b.names, lines[n])
		}
		bs = append(bs, b)
	}
	return bs
}
