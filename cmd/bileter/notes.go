package main

import (
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"sync"

	"bileter/internal/durable"
)

// printerNotesName is the file of what is remembered of the printer: which one it is, what its flash holds and when it
// was written, whether a torn half hangs from it.
const printerNotesName = "printer.notes"

// printerNotes is a printer's memory in a file. A file that is missing or damaged remembers nothing.
type printerNotes struct {
	path string

	mu sync.Mutex // protects m and the file
	m  map[string]string
}

func newPrinterNotes(path string) *printerNotes {
	n := &printerNotes{path: path}
	b, err := os.ReadFile(path)
	if err == nil {
		if err = json.Unmarshal(b, &n.m); err != nil {
			slog.Warn("what was remembered of the printer is lost", "file", path, "err", err)
		}
	}
	if n.m == nil {
		n.m = map[string]string{}
	}
	return n
}

func (n *printerNotes) Get(key string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.m[key]
}

// Put is on the disk when it returns without an error.
func (n *printerNotes) Put(key, value string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	m := maps.Clone(n.m)
	m[key] = value
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(n.path, b, 0o600); err != nil {
		return err
	}
	n.m = m
	return nil
}
