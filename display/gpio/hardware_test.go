package gpio_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/health"
	"bileter/internal/queue"
)

// These tests drive real lines of the kernel's gpio-sim. They run where BILETER_GPIO_CHIP is the label of
// such a chip with lines GPIO0 to GPIO31, as root, and are the one place here that waits in real time.
const chipEnv = "BILETER_GPIO_CHIP"

// sim is the simulated chip as sysfs and configfs show it.
type sim struct{ label, config, dir string }

func newSim(t testing.TB) *sim {
	t.Helper()
	s := &sim{label: os.Getenv(chipEnv)}
	if s.label == "" {
		t.Skipf("%s is not set: no simulated chip here", chipEnv)
	}
	labels, _ := filepath.Glob("/sys/kernel/config/gpio-sim/*/*/label")
	for _, f := range labels {
		if b, err := os.ReadFile(f); err == nil && strings.TrimSpace(string(b)) == s.label {
			s.config = filepath.Dir(filepath.Dir(f))
		}
	}
	if s.config == "" {
		t.Fatalf("no gpio-sim chip labelled %q among %v", s.label, labels)
	}
	return s
}

// file is one of a line's files; the chip has another directory each time it is plugged in.
func (s *sim) file(line int, name string) (string, error) {
	if s.dir == "" {
		dev, err := os.ReadFile(filepath.Join(s.config, "dev_name"))
		if err != nil {
			return "", err
		}
		pattern := fmt.Sprintf("/sys/devices/platform/%s/gpiochip*/sim_gpio0", strings.TrimSpace(string(dev)))
		m, _ := filepath.Glob(pattern)
		if len(m) != 1 {
			return "", fmt.Errorf("%s: found %v", pattern, m)
		}
		s.dir = filepath.Dir(m[0])
	}
	return filepath.Join(s.dir, fmt.Sprintf("sim_gpio%d", line), name), nil
}

// level is what a meter on the line would show.
func (s *sim) level(t testing.TB, line int) bool {
	t.Helper()
	f, err := s.file(line, "value")
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(f)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b)) == "1"
}

// pull lets something outside pull the line.
func (s *sim) pull(t testing.TB, line int, up bool) {
	t.Helper()
	f, err := s.file(line, "pull")
	if err != nil {
		t.Fatal(err)
	}
	to := "pull-down"
	if up {
		to = "pull-up"
	}
	if err := os.WriteFile(f, []byte(to), 0); err != nil {
		t.Fatal(err)
	}
}

func (s *sim) plug(t testing.TB, in bool) {
	t.Helper()
	s.dir = ""
	to := "0"
	if in {
		to = "1"
	}
	if err := os.WriteFile(filepath.Join(s.config, "live"), []byte(to), 0); err != nil {
		t.Fatal(err)
	}
}

// eventually waits in real time for something to become true.
func eventually(t testing.TB, what string, within time.Duration, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within %v: %s", within, what)
}

func TestHardwareOpen(t *testing.T) {
	s := newSim(t)
	if _, err := gpio.Open(s.label, "GPIO0", "GPIO31"); err != nil {
		t.Error(err)
	}
	for _, err := range []error{
		func() error { _, err := gpio.Open("pinctrl-of-nobody"); return err }(),
		func() error { _, err := gpio.Open(s.label, "GPIO17", "LAMP5", ""); return err }(),
	} {
		if err == nil || !strings.Contains(err.Error(), s.label) {
			t.Errorf("got %v, want an error that names what there is", err)
		}
		t.Log(err)
	}
}

// TestHardwareFree lists the lines, and none that another program had when they were looked at.
func TestHardwareFree(t *testing.T) {
	s := newSim(t)
	names, err := gpio.Free(s.label)
	if err != nil || !slices.Contains(names, "GPIO0") || !slices.Contains(names, "GPIO31") {
		t.Errorf("%q, %v", names, err)
	}
	if names, err := gpio.Free("pinctrl-of-nobody"); err == nil {
		t.Errorf("a chip that is not there has %q", names)
	}
}

func TestHardwareLamps(t *testing.T) {
	s := newSim(t)
	lines := map[int]string{}
	for n := range 32 {
		lines[n+1] = fmt.Sprintf("GPIO%d", n)
	}
	for _, low := range []bool{false, true} {
		l := &gpio.Lamps{Chip: &gpio.Device{Label: s.label}, Lines: lines, ActiveLow: low}
		for i := range 100 {
			lit := []int{1 + i%32, 32}
			if err := l.Show(t.Context(), frame(32, lit...)); err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= 32; n++ {
				if got, want := s.level(t, n-1), slices.Contains(lit, n) != low; got != want {
					t.Fatalf("round %d, active low %v, lamp %d: line is %v, want %v", i, low, n, got, want)
				}
			}
		}
		other := &gpio.Lamps{Chip: &gpio.Device{Label: s.label}, Lines: map[int]string{1: "GPIO3"}}
		if err := other.Show(t.Context(), frame(1)); err == nil {
			t.Error("a line was taken twice")
		} else {
			t.Log(err)
		}
		begin := time.Now()
		for range 1000 {
			if err := l.Show(t.Context(), frame(32, 5)); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("32 lamps driven in %v", time.Since(begin)/1000)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// bounce is how long a contact may bounce here: less than what counts as a press.
const bounce = 10 * time.Millisecond

func TestHardwareButtons(t *testing.T) {
	s := newSim(t)
	for _, low := range []bool{true, false} {
		var one, two atomic.Int32
		b := &gpio.Buttons{Chip: &gpio.Device{Label: s.label}, Lines: map[int]string{1: "GPIO4", 2: "GPIO5"}, ActiveLow: low,
			Press: func(_ context.Context, n int, _ bool) {
				if n == 1 {
					one.Add(1)
				} else {
					two.Add(1)
				}
			}}
		s.pull(t, 4, low)
		s.pull(t, 5, !low) // held at the start: not a press
		stop := running(b.Run)
		time.Sleep(100 * time.Millisecond)
		for clean := 0; clean < 5; {
			before, slowest := one.Load(), time.Duration(0)
			for i := range 12 { // bounces
				began := time.Now()
				s.pull(t, 4, low == (i%2 == 1))
				time.Sleep(300 * time.Microsecond)
				slowest = max(slowest, time.Since(began))
			}
			s.pull(t, 4, !low)
			time.Sleep(100 * time.Millisecond)
			eventually(t, "press heard", 5*time.Second, func() bool { return one.Load() > before })
			s.pull(t, 4, low)
			time.Sleep(150 * time.Millisecond)
			if got := one.Load() - before; slowest > bounce {
				t.Logf("bounces of %v: the machine is too busy, once more", slowest)
			} else if clean++; got != 1 {
				t.Errorf("active low %v: a press that bounces counts as %d", low, got)
			}
		}
		before := one.Load()
		s.pull(t, 5, low)
		time.Sleep(150 * time.Millisecond)
		s.pull(t, 4, !low)
		s.pull(t, 5, !low)
		time.Sleep(100 * time.Millisecond)
		s.pull(t, 4, low)
		s.pull(t, 5, low)
		begin := time.Now()
		eventually(t, "both buttons pressed", 5*time.Second, func() bool { return one.Load() > before && two.Load() > 0 })
		t.Logf("active low %v: two buttons together heard after %v", low, time.Since(begin).Round(time.Millisecond))
		stop()
		if one.Load() != before+1 || two.Load() != 1 {
			t.Errorf("active low %v: got %d and %d presses, want 1 each", low, one.Load()-before, two.Load())
		}
	}
}

// running starts something that ends with its context; the returned function ends it.
func running(run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = run(ctx) }()
	return func() { cancel(); <-done }
}

// TestHardwareUnplugged has a hall with lamps and buttons lose its chip and get it back, twice.
func TestHardwareUnplugged(t *testing.T) {
	s := newSim(t)
	q := queue.NewState(queue.Origin{})
	q.Counters[1] = &queue.Desk{Open: true}
	setup := &queue.Setup{Counters: []queue.Counter{{N: 1, Lamp: "GPIO17", Button: "GPIO4"}, {N: 2, Lamp: "GPIO18"}}}
	board := &health.Board{}
	l := &gpio.Lamps{Chip: &gpio.Device{Label: s.label}, Lines: gpio.LampLines(setup)}
	h := &display.Hall{Office: still{q}, Setup: func() *queue.Setup { return setup }, Health: board, Outlets: []display.Outlet{{Name: "lamps", Backend: l}}}
	var pressed atomic.Int32
	b := &gpio.Buttons{Chip: &gpio.Device{Label: s.label}, Lines: gpio.ButtonLines(setup), ActiveLow: true,
		Press:  func(context.Context, int, bool) { pressed.Add(1) },
		Report: func(err error) { h.Report("buttons", err) }}
	s.pull(t, 4, true)
	stopHall, stopButtons := running(h.Run), running(b.Run)
	down := func() string {
		for _, w := range board.Warnings() {
			return w.Detail
		}
		return ""
	}
	eventually(t, "lamp 1 lit", time.Second, func() bool { return s.level(t, 17) && !s.level(t, 18) })
	for i := range 2 {
		s.plug(t, false)
		begin := time.Now()
		eventually(t, "both parts known to be down", 5*time.Second, func() bool { return down() == "buttons, lamps" })
		t.Logf("unplugged: known after %v", time.Since(begin).Round(time.Millisecond))
		s.plug(t, true)
		begin = time.Now()
		eventually(t, "chip back", time.Second, func() bool { _, err := s.file(4, "pull"); return err == nil })
		s.pull(t, 4, true)
		eventually(t, "both parts working", 10*time.Second, func() bool { return down() == "" })
		t.Logf("plugged in: working after %v", time.Since(begin).Round(time.Millisecond))
		if !s.level(t, 17) || s.level(t, 18) {
			t.Errorf("lamps are %v and %v, want the first lit", s.level(t, 17), s.level(t, 18))
		}
		time.Sleep(100 * time.Millisecond)
		s.pull(t, 4, false)
		time.Sleep(100 * time.Millisecond)
		s.pull(t, 4, true)
		eventually(t, "press heard", time.Second, func() bool { return pressed.Load() == int32(i+1) })
	}
	stopButtons()
	stopHall()
	if s.level(t, 17) {
		t.Error("lamp 1 was left lit")
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// TestHardwareSecondNode is the set-up of Raspberry Pi OS: a second name for the chip, over which periph
// closes descriptor 0.
func TestHardwareSecondNode(t *testing.T) {
	newSim(t)
	nodes, _ := filepath.Glob("/dev/gpiochip*")
	if err := os.Symlink(filepath.Base(nodes[0]), "/dev/gpiochip99"); err != nil {
		t.Fatal(err)
	}
	defer os.Remove("/dev/gpiochip99")
	out := runChild(t, "chip")
	t.Log(out)
	if strings.HasPrefix(out, "next 0\n") || !strings.Contains(out, "drove GPIO30") {
		t.Errorf("got %q, want descriptor 0 kept and a lamp driven", out)
	}
}

// drive is a child that drives a lamp and reads a button.
func drive() int {
	d, err := gpio.Open(os.Getenv(chipEnv), "GPIO30", "GPIO31")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	l := &gpio.Lamps{Chip: d, Lines: map[int]string{1: "GPIO30"}}
	for i := range 4 {
		if err := l.Show(context.Background(), frame(1, i%2)); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	in, err := d.Inputs([]string{"GPIO31"}, true)
	if err == nil {
		_, err = in.Levels()
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fi, err := os.Stat("/proc/self/fd/0")
	if err != nil || fi.Mode()&os.ModeCharDevice == 0 {
		fmt.Println("descriptor 0:", fi, err)
		return 1
	}
	fmt.Println("drove GPIO30 and read GPIO31; chip", d.Label)
	return 0
}
