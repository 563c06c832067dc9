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

func (m *machine) works(device string) error {
	if m.hasWorked(device) {
		return nil
	}
	path := filepath.Join(m.data, devicesName)
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return durable.WriteFile(path, append(bytes.Clone(b), device+"\n"...), 0o600)
}
