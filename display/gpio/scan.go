package gpio

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"periph.io/x/conn/v3/driver"
	"periph.io/x/conn/v3/driver/driverreg"
	"periph.io/x/host/v3/gpioioctl"
)

// devices is the one scan of this process: periph keeps its chips in a package variable.
var devices scan

// scan looks chips up and, since periph looks for chips only once, has it look again when the device
// nodes are other ones.
//
// Chips of earlier scans are never closed or dropped: closing one closes its descriptor twice, and
// descriptor 0 with it, under whatever the program has open by then. A replugged chip so costs one descriptor.
type scan struct {
	mu     sync.Mutex // protects what follows
	driver driver.Impl
	err    error // of the first look
	from   int   // where the chips of the last look begin in gpioioctl.Chips
	nodes  string
	kept   []*os.File // keeps descriptor 0 taken
}

const (
	driverName = "ioctl-gpio"
	nodesGlob  = "/dev/gpiochip*"
)

// Init looks for GPIO chips. Call it first in main, before any file is opened or goroutine started:
// where two device nodes name one chip, as Raspberry Pi OS has it, the look closes descriptor 0, which
// would then be given to the next file and be taken for "not open". Init leaves it on the null device.
// A machine without chips is no error. Later calls only return the first one's error.
func Init() error {
	devices.mu.Lock()
	defer devices.mu.Unlock()
	return devices.init()
}

func (s *scan) init() error {
	if s.driver != nil || s.err != nil {
		return s.err
	}
	s.nodes = fingerprint()
	state, err := driverreg.Init()
	if err == nil {
		err = s.park()
	}
	if err != nil {
		s.err = fmt.Errorf("gpio: look for chips: %w", err)
		return s.err
	}
	for _, d := range state.Loaded {
		s.found(d)
	}
	for _, f := range append(state.Skipped, state.Failed...) {
		s.found(f.D)
	}
	if s.driver == nil {
		s.err = errors.New("gpio: periph's character-device driver is missing from this program")
	}
	return s.err
}

func (s *scan) found(d driver.Impl) {
	if d.String() == driverName {
		s.driver = d
	}
}

// park takes descriptor 0 if nobody has it.
func (s *scan) park() error {
	var st syscall.Stat_t
	if err := syscall.Fstat(0, &st); !errors.Is(err, syscall.EBADF) {
		return err
	}
	f, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	s.kept = append(s.kept, f)
	return nil
}

// find returns the chip with a label.
func (s *scan) find(label string) (*gpioioctl.GPIOChip, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.init(); err != nil {
		return nil, err
	}
	if err := s.again(); err != nil {
		return nil, err
	}
	var found []*gpioioctl.GPIOChip
	var labels []string
	for _, c := range gpioioctl.Chips[s.from:] {
		labels = append(labels, fmt.Sprintf("%q", c.Label()))
		if c.Label() == label {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, fmt.Errorf("gpio: %d chips are labelled %q (%s and %s): only one may be plugged in",
			len(found), label, found[0].Name(), found[1].Name())
	case len(labels) > 0:
		return nil, fmt.Errorf("gpio: no chip is labelled %q; there are %s", label, strings.Join(labels, ", "))
	}
	return nil, fmt.Errorf("gpio: no chip is labelled %q; %s", label, whyNone())
}

// whyNone explains that there is no chip at all.
func whyNone() string {
	paths, _ := filepath.Glob(nodesGlob) // the pattern is well formed
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return fmt.Sprintf("%v: may this user open it? (group gpio)", err)
		}
		_ = f.Close()
	}
	if len(paths) > 0 {
		return fmt.Sprintf("%s cannot be read as GPIO chips", strings.Join(paths, ", "))
	}
	return "this machine has no GPIO chips"
}

// again has periph look for chips once more if the device nodes have changed since the last look. Where
// two nodes are one chip it does not: that chip is soldered on, and the look would close files.
func (s *scan) again() error {
	nodes := fingerprint()
	if nodes == s.nodes {
		return nil
	}
	if doubled() {
		slog.Warn("gpio: device nodes have changed, and two are one chip: chips that are new are found at the next start")
		s.nodes = nodes
		return nil
	}
	from := len(gpioioctl.Chips)
	if _, err := s.driver.Init(); err != nil && nodes != "" {
		return fmt.Errorf("gpio: look for chips again: %w", err)
	}
	s.from, s.nodes = from, nodes
	return nil
}

// fingerprint tells device nodes from those that were there before, even under the same names.
func fingerprint() string {
	var b strings.Builder
	eachNode(func(path string, st *syscall.Stat_t) {
		fmt.Fprintln(&b, path, st.Dev, st.Ino, st.Rdev, st.Ctim.Sec, st.Ctim.Nsec)
	})
	return b.String()
}

// doubled tells whether two nodes are one chip.
func doubled() bool {
	seen, twice := map[uint64]bool{}, false
	eachNode(func(_ string, st *syscall.Stat_t) {
		r := uint64(st.Rdev)
		twice = twice || seen[r]
		seen[r] = true
	})
	return twice
}

func eachNode(f func(path string, st *syscall.Stat_t)) {
	paths, _ := filepath.Glob(nodesGlob) // the pattern is well formed
	for _, p := range paths {
		if fi, err := os.Stat(p); err == nil {
			f(p, fi.Sys().(*syscall.Stat_t))
		}
	}
}
