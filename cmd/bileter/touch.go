package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bileter/internal/api"
	"bileter/internal/touchscreen"
)

const (
	// deadTouchName is the file of what people say of the touch screen, in the data folder.
	deadTouchName = "touch.dead"
	// touchMark begins the names of touch screens in the file of devices.
	touchMark = "touch:"
)

// openTouch looks for the touch screen once.
func (m *machine) openTouch(list string) (err error) {
	m.touch, err = touchscreen.Open(touchscreen.Config{
		List: list, File: filepath.Join(m.data, deadTouchName), Wish: m.cfg.Screen.Touch, Before: m.touchedBefore(), Health: m.board,
	})
	if err != nil {
		return err
	}
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
