package gpio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"

	pgpio "periph.io/x/conn/v3/gpio"
	"periph.io/x/host/v3/gpioioctl"
)

// Device is a chip of the kernel, found by its label.
type Device struct{ Label string }

// Open looks a chip up by its label, such as "pinctrl-bcm2711", and checks that it has the lines. It is
// for a start that wants to fail early; a Device made without it is looked up when its lines are taken.
func Open(label string, lines ...string) (*Device, error) {
	if err := Init(); err != nil {
		return nil, err
	}
	d := &Device{Label: label}
	chip, err := devices.find(label)
	if err != nil {
		return nil, err
	}
	_, err = resolve(chip, lines)
	return d, err
}

// Free lists the lines of a chip that had a name and no user when it was found: those that this program has taken since are
// among them.
func Free(label string) ([]string, error) {
	chip, err := devices.find(label)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ownNames(chip), func(n string) bool {
		for _, known := range []string{n, chip.Name() + "-" + n} {
			if l := chip.ByName(known); l != nil {
				return l.Consumer() != ""
			}
		}
		return true
	}), nil
}

// Outputs implements Chip.
func (d *Device) Outputs(names []string) (Outputs, error) {
	s, err := d.take(names, gpioioctl.LineOutput, pgpio.PullNoChange)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Inputs implements Chip.
func (d *Device) Inputs(names []string, pullUp bool) (Inputs, error) {
	pull := pgpio.PullDown
	if pullUp {
		pull = pgpio.PullUp
	}
	s, err := d.take(names, gpioioctl.LineInput, pull)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (d *Device) take(names []string, dir gpioioctl.LineDir, pull pgpio.Pull) (*lineSet, error) {
	if len(names) > MaxLines {
		return nil, fmt.Errorf("gpio: %d lines in one set, want at most %d", len(names), MaxLines)
	}
	chip, err := devices.find(d.Label)
	if err != nil {
		return nil, err
	}
	known, err := resolve(chip, names)
	if err != nil {
		return nil, err
	}
	ls, err := chip.LineSet(dir, pgpio.NoEdge, pull, known...)
	if err != nil {
		hint := ""
		if strings.Contains(err.Error(), syscall.EBUSY.Error()) { // periph keeps an errno's text alone
			hint = " (gpioinfo shows which program has one of them)"
		}
		return nil, fmt.Errorf("gpio: chip %q, lines %s: %w%s", d.Label, strings.Join(names, " "), err, hint)
	}
	return &lineSet{ls}, nil
}

// resolve returns the names under which periph knows lines: when a name is already taken by another chip,
// or by this one before it was unplugged, the chip's own name stands before it.
func resolve(chip *gpioioctl.GPIOChip, names []string) ([]string, error) {
	var known, missing []string
	for _, name := range names {
		long := chip.Name() + "-" + name
		switch {
		case name != "" && chip.ByName(name) != nil:
			known = append(known, name)
		case name != "" && chip.ByName(long) != nil:
			known = append(known, long)
		default:
			missing = append(missing, fmt.Sprintf("%q", name))
		}
	}
	if missing != nil {
		return nil, fmt.Errorf("gpio: chip %q has no line named %s; it has %s", chip.Label(),
			strings.Join(missing, ", "), lineNames(chip))
	}
	return known, nil
}

// lineNames is a list for a person, short enough to be read.
func lineNames(chip *gpioioctl.GPIOChip) string {
	const enough = 12
	names := ownNames(chip)
	switch {
	case len(names) == 0:
		return "no named lines"
	case len(names) > enough:
		return fmt.Sprintf("%s, ... (%d in all)", strings.Join(names[:enough], ", "), len(names))
	}
	return strings.Join(names, ", ")
}

// ownNames are the names that a chip's lines have of their own.
func ownNames(chip *gpioioctl.GPIOChip) (names []string) {
	for _, l := range chip.Lines() {
		if n := strings.TrimPrefix(l.Name(), chip.Name()+"-"); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

var errClosed = errors.New("gpio: line set is closed")

// lineSet is lines taken together. Its LineSet is never asked to read an output or to wait for an edge.
type lineSet struct{ set *gpioioctl.LineSet }

func (s *lineSet) Set(levels uint64) error {
	if s.set == nil {
		return errClosed
	}
	return s.set.Out(pgpio.GPIOValue(levels), 0)
}

func (s *lineSet) Levels() (uint64, error) {
	if s.set == nil {
		return 0, errClosed
	}
	v, err := s.set.Read(0)
	return uint64(v), err
}

func (s *lineSet) Close() error {
	if s.set == nil {
		return nil
	}
	set := s.set
	s.set = nil // its descriptor may soon be another file's
	return set.Close()
}
