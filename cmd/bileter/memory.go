package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"bileter/kiosk"
)

// orderFile keeps the window's request for a ticket over the end of its process. It is not synced: a power
// cut ends the client's visit anyway, and the office knows the ticket.
type orderFile string

const orderName = "window.order"

func (f orderFile) Keep(m kiosk.Memo) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	temp := string(f) + ".new"
	if err := os.WriteFile(temp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, string(f))
}

func (f orderFile) Forget() error {
	if err := os.Remove(string(f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f orderFile) Recall() (m kiosk.Memo, ok bool) {
	b, err := os.ReadFile(string(f))
	return m, err == nil && json.Unmarshal(b, &m) == nil
}
