package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"bileter/configs"
	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/queue"
)

// hall is lamps and buttons; on a machine without a GPIO chip they are emulated, and seen on a page.
type hall struct {
	display.Hall
	lamps   *gpio.Lamps
	buttons *gpio.Buttons
	page    *gpio.Emulated // nil: real ones
	chip    string
	boards  []softBoard
}

func (m *machine) openHall() error {
	c := m.cfg.Lamps
	h := &hall{Hall: display.Hall{Office: m.office, Setup: m.office.Setup, Health: m.board}, chip: c.Chip}
	m.hall = h
	h.Outlets, h.boards = boardLines(m.cfg, m.hardware.BoardReport(h.Hall.Report))
	for i, o := range h.Outlets {
		h.Outlets[i].Backend = m.hardware.TrialBoards(o.Backend, o.Name)
	}
	m.openTicketButton()
	lamps, buttons := wires(m.cfg)
	var chip gpio.Chip
	switch c.Chip {
	case configs.None:
		return nil
	case configs.Emulator:
		h.page = &gpio.Emulated{}
		chip = h.page
	default:
		chip = &gpio.Device{Label: c.Chip}
	}
	h.lamps = &gpio.Lamps{Chip: chip, Lines: lamps, ActiveLow: c.ActiveLow}
	h.Outlets = append(h.Outlets, display.Outlet{Name: part("lamps", c.Chip), Backend: buttonLamp{m.hardware.TrialLamps(h.lamps), m.ticketButton}})
	h.buttons = &gpio.Buttons{
		Chip: chip, Lines: buttons, ActiveLow: c.ButtonLow, Press: m.press, Health: m.board,
		Report: func(err error) { h.Hall.Report(part("buttons", c.Chip), err) },
	}
	return nil
}

// findChip looks for the chip and its lines once; see devices.go.
func (m *machine) findChip() error {
	c := m.cfg.Lamps
	if c.Chip == configs.None || c.Chip == configs.Emulator {
		return nil
	}
	lamps, buttons := wires(m.cfg)
	_, err := gpio.Open(c.Chip, append(gpio.Names(lamps), gpio.Names(buttons)...)...)
	switch {
	case err == nil:
		m.found = append(m.found, "gpio:"+c.Chip)
	case m.hasWorked("gpio:" + c.Chip), startedAgain():
		slog.Error("lamps are away, going on without them", "err", err)
	default:
		return fmt.Errorf("lamps: %w; correct lamps.chip, or set it to \"emulator\" or \"none\"", err)
	}
	return nil
}

func (h *hall) run(ctx context.Context) error {
	var wg sync.WaitGroup
	if h.buttons != nil {
		wg.Go(func() { _ = h.buttons.Run(ctx) }) // its error is always nil, as Hall's
	}
	_ = h.Hall.Run(ctx)
	wg.Wait()
	var errs []error
	for _, o := range h.Outlets {
		if c, ok := o.Backend.(io.Closer); ok {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}

func (h *hall) describe(url string) string {
	switch {
	case h.lamps == nil:
		return "none"
	case h.page != nil:
		return "emulated: " + url + "/lamps"
	}
	return "GPIO chip " + h.chip
}

// lit tells the page which emulated lamps burn.
func (h *hall) lit() map[int]bool {
	lit := map[int]bool{}
	ns, _ := h.lamps.Lit()
	for _, n := range ns {
		lit[n] = true
	}
	return lit
}

// pressEmulated presses a button that is only on the page, by its line: all that follows is as with a real one.
func (h *hall) pressEmulated(n int, long bool) {
	line, ok := h.buttons.Lines[n]
	if !ok {
		return
	}
	hold := gpio.HoldFor
	if long {
		hold += gpio.LongFor
	}
	if err := h.page.Hold(line, hold); err != nil {
		slog.Warn("emulated button", "counter", n, "err", err)
	}
}

// press is what a counter's one button does: it opens a counter that is closed, and calls the next at one
// that is open; held down, it calls again whom it called last.
func (m *machine) press(ctx context.Context, n int, long bool) {
	if m.hardware != nil && m.hardware.Pressed(n) { // a press that a technician tries
		return
	}
	if n == gpio.TicketButton { // however long it is held
		m.ticketButton.Press(ctx)
		return
	}
	c := queue.Command{ID: "button-" + rand.Text(), Actor: fmt.Sprintf("button:%d", n), Do: queue.Next{Counter: n}}
	m.office.Read(func(s *queue.State) {
		switch {
		case long:
			c.Do = queue.CallAgain{Counter: n}
		case !s.Desk(n).Open:
			c.Do = queue.OpenCounter{Counter: n}
		}
	})
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	_, err := m.office.Do(ctx, c)
	var r *queue.Refusal
	switch {
	case errors.As(err, &r) && (r.Code == queue.TooSoon || long && r.Code != queue.TooManyCalls):
	case err != nil:
		slog.Warn("button", "counter", n, "verb", strings.TrimPrefix(fmt.Sprintf("%T", c.Do), "queue."), "err", err)
	}
}
