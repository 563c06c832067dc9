package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"bileter/configs"
	"bileter/internal/health"
)

// window watches over the touch screen's process: this same program, started once more. Whatever ends
// it, the queue does not notice, and it is started again.
type window struct {
	args   []string // of the child; nil: no window
	why    string   // there is none
	health *health.Board
}

// A window that has worked is started again at once; one that dies as soon as it is started, such as for
// want of a display, ever more slowly.
const (
	firstRest = 100 * time.Millisecond
	lastRest  = time.Second // so that it is back 3 s after its display
	// worked is how long a window has to live to have worked.
	worked = 2 * time.Second
	// settled is how long it has to live until staff are told that it is well again.
	settled = 20 * time.Second
	// endWait is how long it may take to end when asked.
	endWait = 2 * time.Second
)

func newWindow(c runCmd, m *machine) (*window, error) {
	w := &window{health: m.board}
	display := os.Getenv("DISPLAY") != ""
	switch {
	case c.Screen == "off":
		w.why = "off"
	case c.Screen == "on" && !hasWindow:
		return nil, errors.New("--screen=on: this program was built without a window; use the one built with the tag gui (make build)")
	case c.Screen == "on" && !display:
		return nil, errors.New("--screen=on: there is no display (DISPLAY is not set)")
	case !hasWindow:
		w.why = "none: built without a window"
	case !display:
		w.why = "none: no display (DISPLAY is not set)"
	default:
		s := m.cfg.Screen
		w.args = []string{"screen", "--socket", filepath.Join(c.Data, socketName),
			"--idle", s.Idle.String(), "--warning", s.Warning.String(), "--ticket", s.Ticket.String(), "--crash", filepath.Join(c.Data, "window.crash"),
			"--order", filepath.Join(c.Data, orderName), "--distance", strconv.Itoa(s.Distance),
			"--diagonal", strconv.FormatFloat(math.Hypot(float64(s.Width), float64(s.Height)), 'f', 1, 64)}
		w.args = append(w.args, "--speech-device", s.Speech.Device, "--speech-volume", strconv.Itoa(s.Speech.Volume), "--speech-rate", strconv.Itoa(s.Speech.Rate))
		for does, key := range s.Keypad.Each() {
			w.args = append(w.args, "--keypad", does+"="+*key)
		}
		w.args = append(w.args, townArgs(m.cfg)...)
		if s.Portrait {
			w.args = append(w.args, "--portrait")
		}
		if c.ScreenMirror != "" {
			w.args = append(w.args, "--mirror", c.ScreenMirror)
		}
	}
	return w, nil
}

// townArgs tell the window of the town's look.
func townArgs(c configs.Config) (args []string) {
	for _, x := range []struct{ flag, v string }{{"--arms", c.Town.ArmsFile}, {"--accent", c.Town.Accent}, {"--head", c.Town.Head}} {
		if x.v != "" {
			args = append(args, x.flag, x.v)
		}
	}
	if c.Screen.Still {
		args = append(args, "--still")
	}
	return args
}

func (w *window) describe() string {
	if w.args == nil {
		return w.why
	}
	return "display " + os.Getenv("DISPLAY")
}

// run keeps one window process alive until ctx ends.
func (w *window) run(ctx context.Context) error {
	if w.args == nil {
		return nil
	}
	rest := firstRest
	for {
		began := time.Now()
		err := w.once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		lived := time.Since(began)
		slog.Warn("window ended, starting it again", "after", lived.Round(time.Millisecond), "err", err)
		w.health.Set(health.WindowDown, true, fmt.Sprint(err))
		rest = min(2*rest, lastRest)
		if lived > worked {
			rest = firstRest
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest):
		}
	}
}

// lean keeps the memory of the window's C libraries together: glibc would raise the size from which memory goes back to the system
// with each picture that is freed, and the rest fills up with holes. Measured by BenchmarkStorm.
var lean = []string{"MALLOC_MMAP_THRESHOLD_=65536", "MALLOC_TRIM_THRESHOLD_=1048576", "MALLOC_ARENA_MAX=2"}

// once runs the window process to its end. Its standard input ends when this process does, however that
// happens, and tells it to end too.
func (w *window) once(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, w.args...)
	cmd.Env = append(os.Environ(), lean...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endWait
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		return err
	}
	well := time.AfterFunc(settled, func() { w.health.Set(health.WindowDown, false, "") })
	defer well.Stop()
	return cmd.Wait()
}
