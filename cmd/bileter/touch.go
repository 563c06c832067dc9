package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/touchscreen"
)

// touchMark begins the names of touch screens in the file of devices.
const touchMark = "touch:"

// openTouch looks for the touch screen once.
func (m *machine) openTouch(list string) error {
	said := func() (on bool) { // a fact, so it stands until it is taken back
		m.office.Read(func(s *queue.State) { on = s.Faults[queue.TouchDeclared] })
		return on
	}
	m.touch = touchscreen.Open(touchscreen.Config{List: list, Said: said, Wish: m.cfg.Screen.Touch, Before: m.touchedBefore(), Health: m.board})
	if there, _ := m.touch.Plugged(); there != "" {
		m.found = append(m.found, touchMark+there)
	}
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

// touchState is what the screen and the pages are told.
func (m *machine) touchState() (v api.Touch) {
	v.Gone, v.Declared = m.touch.State()
	if b := m.ticketButton; b != nil {
		v.Button, v.Pressed = &api.TicketButton{Name: m.cfg.Button.Name}, b.Pressed()
	}
	return v
}
