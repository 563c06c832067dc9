package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"bileter/configs"
	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/queue"
)

type testLampsCmd struct {
	Config  string        `help:"Set-up file." required:"" type:"path"`
	Seconds time.Duration `name:"for" help:"How long." default:"10s"`
}

// Run lights the hall. It needs the lines and ports for itself: the office has to be stopped.
func (c testLampsCmd) Run(out io.Writer) error {
	if err := gpio.Init(); err != nil {
		return badStart(err)
	}
	cfg, err := configs.Load(c.Config)
	if err != nil {
		return badStart(err)
	}
	if ps := boardProblems(cfg); ps != nil {
		return badStart(ps)
	}
	tell := reports{out: out}
	h := display.Hall{Office: nobody{queue.NewState(queue.Origin{})}, Setup: func() *queue.Setup { return &cfg.Setup }}
	h.Outlets, _ = boardLines(cfg, tell.report)
	if chip := cfg.Lamps.Chip; chip != configs.None && chip != configs.Emulator {
		lamps, _ := wires(cfg)
		h.Outlets = append(h.Outlets, display.Outlet{Name: part("lamps", chip), Backend: &gpio.Lamps{
			Chip: &gpio.Device{Label: chip}, Lines: lamps, ActiveLow: cfg.Lamps.ActiveLow}})
	}
	if len(h.Outlets) == 0 {
		return badStart(errors.New("test lamps: the set-up has neither lamps nor boards of its own"))
	}
	for i := range h.Outlets {
		h.Outlets[i].Backend = told{h.Outlets[i], &tell}
	}
	ctx, stop := context.WithTimeout(context.Background(), c.Seconds)
	defer stop()
	h.Test(c.Seconds)
	fmt.Fprintf(out, "everything that works is lit for %v\n", c.Seconds)
	_ = h.Run(ctx) // its error is always nil
	if tell.any() {
		return exitCode(exitFailed)
	}
	return nil
}

// nobody is an office in which nothing happens.
type nobody struct{ state *queue.State }

func (n nobody) Read(f func(*queue.State))    { f(n.state) }
func (nobody) Changed(uint64) <-chan struct{} { return nil }

// reports writes each part that fails, once.
type reports struct {
	out io.Writer

	mu  sync.Mutex // protects bad
	bad map[string]bool
}

func (r *reports) report(part string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil && !r.bad[part] {
		fmt.Fprintf(r.out, "%s: %v\n", part, err)
	}
	if r.bad == nil {
		r.bad = map[string]bool{}
	}
	r.bad[part] = r.bad[part] || err != nil
}

func (r *reports) any() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, bad := range r.bad {
		if bad {
			return true
		}
	}
	return false
}

// told is an outlet that also tells its errors.
type told struct {
	display.Outlet
	tell *reports
}

func (t told) Show(ctx context.Context, ps []display.Picture) error {
	err := t.Backend.Show(ctx, ps)
	if ctx.Err() == nil {
		t.tell.report(t.Name, err)
	}
	return err
}
