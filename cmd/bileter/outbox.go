package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"bileter/internal/durable"
	syncer "bileter/sync"
)

// keyName is the file of this machine's secret at the central server.
const keyName = "central.key"

// outbox is the line to the central server; without one it does nothing.
type outbox struct {
	line *syncer.Outbox
	url  string
}

// openOutbox reads the secret of this machine. A wrong address is a mistake; a server that is away is not.
func (m *machine) openOutbox(code string) error {
	url := m.cfg.Central.URL
	m.outbox = &outbox{url: url}
	if url == "" {
		return nil
	}
	path := filepath.Join(m.data, keyName)
	saved, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	m.outbox.line, err = syncer.New(m.journal, syncer.Config{
		URL: url, Code: code, Saved: saved,
		Save:    func(b []byte) error { return durable.WriteFile(path, b, 0o600) },
		Changed: m.office.Changed, Program: version, Name: m.cfg.Setup.Name.In("pl"),
		Health: m.board, Trouble: m.board.Warnings, Log: slog.Default(),
	})
	return err
}

func (o *outbox) run(ctx context.Context) error {
	if o.line == nil {
		return nil
	}
	return o.line.Run(ctx)
}

func (o *outbox) describe() string {
	if o.line == nil {
		return "none"
	}
	return fmt.Sprintf("%s (nothing here waits for it)", o.url)
}
