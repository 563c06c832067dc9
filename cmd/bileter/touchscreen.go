package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/durable"
	"bileter/internal/health"
	"bileter/internal/text"
)

// inputDevices is where the kernel lists what is plugged in to touch, type and point with.
const inputDevices = "/proc/bus/input/devices"

// touchDevice is a screen that can be touched, as the kernel knows it.
type touchDevice struct {
	id   string // "usb:222a:0001"; empty: it is not on USB
	name string // its own, without an index
}

// String names a device as the set-up does.
func (d touchDevice) String() string {
	if d.id != "" {
		return d.id
	}
	return "name:" + d.name
}

// is tells whether the set-up means this device; an empty wish is any.
func (d touchDevice) is(wish string) bool {
	return wish == "" || wish == d.id || wish == "name:"+d.name
}

// Numbers of the kernel's input events.
const (
	busUSB       = 3
	propDirect   = 1     // what is touched is what is seen
	absX         = 0     //
	absManyX     = 0x35  // of several fingers
	btnPen       = 0x140 //
	btnFinger    = 0x145 // a touchpad's
	btnTouch     = 0x14a //
	longestInput = 1 << 20
)

// touchDevices finds the touch screens in the kernel's list. Touchpads, pens and mice are none.
func touchDevices(list string) (ds []touchDevice) {
	for block := range strings.SplitSeq(list, "\n\n") {
		var d touchDevice
		has := map[string]func(bit int) bool{}
		for _, k := range []string{"PROP", "KEY", "ABS"} {
			has[k] = func(int) bool { return false }
		}
		for line := range strings.Lines(block) {
			line = strings.TrimSpace(line)
			var bus, vendor, product int
			if n, _ := fmt.Sscanf(line, "I: Bus=%x Vendor=%x Product=%x", &bus, &vendor, &product); n == 3 && bus == busUSB {
				d.id = fmt.Sprintf("usb:%04x:%04x", vendor, product)
			}
			if name, ok := strings.CutPrefix(line, "N: Name="); ok {
				d.name = strings.Trim(name, `"`)
			}
			if k, words, ok := strings.Cut(strings.TrimPrefix(line, "B: "), "="); ok && strings.HasPrefix(line, "B: ") {
				has[k] = bitmap(strings.Fields(words))
			}
		}
		glass := has["PROP"](propDirect) || has["KEY"](btnTouch) && !has["KEY"](btnFinger)
		if many := has["ABS"](absManyX); glass && (many || has["ABS"](absX) && !has["KEY"](btnPen)) && d.name != "" {
			ds = append(ds, d)
		}
	}
	return ds
}

// bitmap reads bits as the kernel writes them: words of this machine's size, the highest first.
func bitmap(words []string) func(bit int) bool {
	return func(bit int) bool {
		i := len(words) - 1 - bit/bits.UintSize
		if i < 0 {
			return false
		}
		w, err := strconv.ParseUint(words[i], 16, 64)
		return err == nil && w>>(bit%bits.UintSize)&1 == 1
	}
}

// readTouchDevices lists the touch screens of this machine; an error where nobody can know.
func readTouchDevices(path string) ([]touchDevice, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, longestInput))
	if err != nil {
		return nil, err
	}
	return touchDevices(string(b)), nil
}

// touchscreen knows whether fingers can reach the screen: by the device that is there or gone, and by what people say.
type touchscreen struct {
	m    *machine
	list string // path of the kernel's list
	path string // of the file that stands while a person says that the screen does not react

	declaring sync.Mutex // held while the file is written

	mu       sync.Mutex // protects what follows
	known    string     // the device that was there; empty: none ever was
	since    time.Time  // it is gone; zero: it is there
	gone     bool       // for longer than a plug wobbles
	declared bool
}

const (
	touchEvery = time.Second
	// touchWait is how long a device may be away: one that is reset by the kernel is back sooner.
	touchWait = 3 * time.Second
	// deadTouchName is the file of what people say, in the data folder.
	deadTouchName = "touch.dead"
	// touchMark begins the names of touch screens in the file of devices.
	touchMark = "touch:"
)

// openTouch looks for the touch screen once. One that was there at an earlier start, and is not now, is gone.
func (m *machine) openTouch(list string) error {
	t := &touchscreen{m: m, list: list, path: filepath.Join(m.data, deadTouchName), known: m.cfg.Screen.Touch}
	m.touch = t
	_, err := os.Stat(t.path)
	if t.declared = err == nil; err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if t.known == "" {
		t.known = m.touchedBefore()
	}
	t.look(time.Now())
	if t.known != "" && t.since.IsZero() {
		m.found = append(m.found, touchMark+t.known)
	}
	t.warn()
	return nil
}

// touchedBefore is a touch screen that was there at an earlier start; empty: none was.
func (m *machine) touchedBefore() string {
	b, err := os.ReadFile(filepath.Join(m.data, devicesName))
	if err != nil {
		return ""
	}
	lines := strings.Split(string(b), "\n")
	slices.Reverse(lines)
	for _, l := range lines {
		if d, ok := strings.CutPrefix(l, touchMark); ok {
			return d
		}
	}
	return ""
}

// look takes in what is plugged in now.
func (t *touchscreen) look(now time.Time) {
	ds, err := readTouchDevices(t.list)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil { // nobody can know
		t.since, t.gone = time.Time{}, false
		return
	}
	i := slices.IndexFunc(ds, func(d touchDevice) bool { return d.is(t.m.cfg.Screen.Touch) })
	switch {
	case i >= 0:
		if t.known = ds[i].String(); t.gone {
			slog.Info("the touch screen's device is back", "device", t.known)
		}
		t.since, t.gone = time.Time{}, false
	case t.known == "":
	case t.since.IsZero():
		t.since = now
	case !t.gone && now.Sub(t.since) >= touchWait:
		slog.Error("the touch screen's device is gone: the screen says what else there is to do", "device", t.known)
		t.gone = true
	}
}

// warn tells staff.
func (t *touchscreen) warn() {
	t.mu.Lock()
	defer t.mu.Unlock()
	detail := ""
	if t.gone {
		detail = t.known
	}
	t.m.board.Set(health.TouchGone, t.gone || t.declared, detail)
}

func (t *touchscreen) run(ctx context.Context) error {
	tick := time.NewTicker(touchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			t.look(now)
			t.warn()
		}
	}
}

// declare takes what a person says. It stands, over a restart too, until somebody takes it back.
func (t *touchscreen) declare(gone bool) error {
	t.declaring.Lock()
	defer t.declaring.Unlock()
	var err error
	if gone {
		err = durable.WriteFile(t.path, nil, 0o600)
	} else if err = os.Remove(t.path); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("touch screen: %w", err)
	}
	t.mu.Lock()
	t.declared = gone
	t.mu.Unlock()
	slog.Info("a person says how the touch screen reacts", "reacts", !gone)
	t.warn()
	return nil
}

// state is what the screen and the pages are told.
func (t *touchscreen) state() api.Touch {
	t.mu.Lock()
	v := api.Touch{Gone: t.gone || t.declared, Declared: t.declared}
	t.mu.Unlock()
	if b := t.m.ticketButton; b != nil && b.wired() {
		v.Button, v.Pressed = &api.TicketButton{Name: b.set.Name}, b.pressed()
	}
	return v
}

// part is the device by which the screen is touched, for the technician.
func (t *touchscreen) part(lang string) console.Part {
	say := words(lang)
	p := console.Part{ID: "touch-device", Of: "screen", Name: say("touch_device")}
	ds, err := readTouchDevices(t.list)
	t.mu.Lock()
	defer t.mu.Unlock()
	var names []string
	for _, d := range ds {
		names = append(names, d.name+" ("+d.String()+")")
	}
	switch p.Value = strings.Join(names, ", "); {
	case err != nil || p.Value == "" && t.known == "":
		p.Value = say("touch_none") // a mouse will do, and some drivers do not say what they are
	default:
		p.Judged = judged(t.since.IsZero())
		if !t.since.IsZero() {
			p.Note = say("touch_lost", text.Args{"Name": t.known})
		}
	}
	return p
}

type testTouchCmd struct{}

// Run tells by which devices a screen of this machine can be touched, as screen.touch names them.
func (testTouchCmd) Run(out io.Writer) error {
	ds, err := readTouchDevices(inputDevices)
	if err != nil {
		return badStart(err)
	}
	for _, d := range ds {
		fmt.Fprintf(out, "%s   %s\n", d, d.name)
	}
	if len(ds) == 0 {
		fmt.Fprintln(out, "no touch screen is plugged in")
		return exitCode(exitFailed)
	}
	return nil
}
