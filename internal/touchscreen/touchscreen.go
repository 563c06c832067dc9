// Package touchscreen knows whether fingers can reach the screen: by the input device that is there or gone, and by what
// people say. It opens no device and reads no touch; what the screen does about it is package kiosk's.
package touchscreen

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"bileter/internal/durable"
	"bileter/internal/health"
)

// Config is what a Screen goes by.
type Config struct {
	List   string        // path of the kernel's list; Kernel but in tests
	File   string        // path of the file that stands while a person says that the screen does not react
	Wish   string        // device of the set-up, such as "usb:222a:0001"; empty: any
	Before string        // device that was there at an earlier start; empty: none was
	Health *health.Board // is told health.TouchGone
}

// Screen is the touch screen's device. Its methods may be called by several goroutines.
type Screen struct {
	Config

	declaring sync.Mutex // held while the file is written

	mu       sync.Mutex // protects what follows
	known    string     // the device that was there; empty: none ever was
	since    time.Time  // it is gone; zero: it is there
	gone     bool       // for longer than a plug wobbles
	declared bool
}

const (
	every = time.Second
	// Wobble is how long a device may be away: one that is reset by the kernel is back sooner.
	Wobble = 3 * time.Second
)

// Open looks for the device once. One that was there at an earlier start, and is not now, is gone. The error is the file's.
func Open(c Config) (*Screen, error) {
	t := &Screen{Config: c, known: c.Wish}
	_, err := os.Stat(t.File)
	if t.declared = err == nil; err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if t.known == "" {
		t.known = c.Before
	}
	t.Look(time.Now())
	return t, nil
}

// Plugged is the device that is there, and that which was and is not, from the first moment, both as the set-up names them.
// Both are empty where none ever was.
func (t *Screen) Plugged() (there, missing string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.since.IsZero() {
		return t.known, ""
	}
	return "", t.known
}

// Look takes in what is plugged in now, and tells staff when it is gone.
func (t *Screen) Look(now time.Time) {
	ds, err := List(t.List)
	t.mu.Lock()
	t.see(ds, err, now)
	t.mu.Unlock()
	t.warn()
}

func (t *Screen) see(ds []Device, err error, now time.Time) {
	if err != nil { // nobody can know
		t.since, t.gone = time.Time{}, false
		return
	}
	i := slices.IndexFunc(ds, func(d Device) bool { return d.is(t.Wish) })
	switch {
	case i >= 0:
		if t.known = ds[i].String(); t.gone {
			slog.Info("the touch screen's device is back", "device", t.known)
		}
		t.since, t.gone = time.Time{}, false
	case t.known == "":
	case t.since.IsZero():
		t.since = now
	case !t.gone && now.Sub(t.since) >= Wobble:
		slog.Error("the touch screen's device is gone: the screen says what else there is to do", "device", t.known)
		t.gone = true
	}
}

// warn tells staff.
func (t *Screen) warn() {
	t.mu.Lock()
	defer t.mu.Unlock()
	detail := ""
	if t.gone {
		detail = t.known
	}
	t.Health.Set(health.TouchGone, t.gone || t.declared, detail)
}

// Run looks every second until ctx ends. Its error is always nil.
func (t *Screen) Run(ctx context.Context) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			t.Look(now)
		}
	}
}

// Declare takes what a person says. It stands, over a restart too, until somebody takes it back.
func (t *Screen) Declare(gone bool) error {
	t.declaring.Lock()
	defer t.declaring.Unlock()
	var err error
	if gone {
		err = durable.WriteFile(t.File, nil, 0o600)
	} else if err = os.Remove(t.File); errors.Is(err, fs.ErrNotExist) {
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

// State tells whether fingers reach nothing, and whether that is what a person says.
func (t *Screen) State() (gone, declared bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.gone || t.declared, t.declared
}
