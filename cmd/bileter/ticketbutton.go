package main

import (
	"context"

	"bileter/configs"
	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/api"
	"bileter/internal/hardware"
	"bileter/internal/health"
	"bileter/internal/ticketbutton"
	"bileter/kiosk/speech"
)

// openTicketButton makes the button beside the screen, where it hangs on a chip.
func (m *machine) openTicketButton() {
	if m.cfg.Button.Line == "" || m.cfg.Lamps.Chip == configs.None {
		return
	}
	s := m.cfg.Screen.Speech
	voice := speech.New(s.Device, s.Rate)
	voice.Report = func(_ context.Context, missing string) { m.board.Set(health.SpeechDown, missing != "", missing) }
	m.ticketButton = ticketbutton.New(ticketbutton.Config{
		Office: m.office, Service: m.cfg.Button.Service, Voice: voice, Volume: s.Volume, Printer: m.printing.status,
		Issued: func(id uint64) (api.Issued, bool) { return m.doors.console.Issued(id) },
	})
}

func (m *machine) runTicketButton(ctx context.Context) error {
	if m.ticketButton == nil {
		return nil
	}
	return m.ticketButton.Run(ctx)
}

// buttonLamp adds the lamp in the ticket button to the pictures of the hall.
type buttonLamp struct {
	hardware.TrialLamps
	button *ticketbutton.Button // nil: there is none
}

// Show lights it while a press gives a ticket; in a test of the hall, and when the office is gone, it goes with the others.
func (l buttonLamp) Show(ctx context.Context, ps []display.Picture) error {
	if b := l.button; b != nil && (len(ps) == 0 || !ps[0].Test && !ps[0].Gone) {
		ps = append(ps[:len(ps):len(ps)], display.Picture{Counter: gpio.TicketButton, Lit: b.Gives()})
	}
	return l.TrialLamps.Show(ctx, ps)
}

// wires are the lines of lamps and buttons by counter, and those of the ticket button.
func wires(c configs.Config) (lamps, buttons map[int]string) {
	lamps, buttons = gpio.LampLines(&c.Setup), gpio.ButtonLines(&c.Setup)
	if c.Lamps.Chip == configs.Emulator {
		lamps, buttons = gpio.EmulatedLines(&c.Setup)
	}
	if c.Button.Line != "" {
		buttons[gpio.TicketButton] = c.Button.Line
	}
	if c.Button.Lamp != "" {
		lamps[gpio.TicketButton] = c.Button.Lamp
	}
	return lamps, buttons
}
