package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bileter/internal/durable"
)

// A device that is named in the set-up and is not there is a mistake of whoever set it up, and the start
// is refused; but one that has worked on this machine before is only unplugged, and the office opens
// without it. The file "devices" in the data folder remembers those that have worked.
const devicesName = "devices"

func (m *machine) hasWorked(device string) bool {
	b, err := os.ReadFile(filepath.Join(m.data, devicesName))
	return err == nil && slices.Contains(strings.Split(string(b), "\n"), device)
}

// findDevices opens the ports of printer and boards and the lamps' chip once, before anything is written: a wrong set-up
// is told at the start.
func (m *machine) findDevices() error {
	if err := m.findPrinter(); err != nil {
		return err
	}
	if err := m.findBoards(); err != nil {
		return err
	}
	return m.findChip()
}

// noteDevices remembers those that were found.
func (m *machine) noteDevices() error {
	path := filepath.Join(m.data, devicesName)
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	more := bytes.Clone(b)
	for _, d := range m.found {
		if !m.hasWorked(d) {
			more = append(more, d+"\n"...)
		}
	}
	if bytes.Equal(more, b) {
		return nil
	}
	return durable.WriteFile(path, more, 0o600)
}
