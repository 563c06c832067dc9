package emulator

import (
	"bytes"
	"fmt"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const pattern = "ticket-%06d.png"

// number finds the number after the last ticket in the folder, which is made if it is missing.
func (p *Printer) number() error {
	if p.Folder == "" {
		return nil
	}
	if err := os.MkdirAll(p.Folder, 0o755); err != nil {
		return fmt.Errorf("emulated printer: %w", err)
	}
	names, err := filepath.Glob(filepath.Join(p.Folder, "ticket-*.png"))
	if err != nil {
		return fmt.Errorf("emulated printer: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(name), pattern, &n); err == nil {
			p.n = max(p.n, n)
		}
	}
	return nil
}

// save numbers the papers that came out since, keeps them and draws them into the folder.
func (p *Printer) save() {
	p.mu.Lock()
	fresh := p.m.papers
	p.m.papers = nil
	keep := p.Keep
	if keep <= 0 {
		keep = DefaultKeep
	}
	for i := range fresh {
		p.n++
		fresh[i].N, fresh[i].At = p.n, p.now()
	}
	held := keep
	if p.Folder != "" {
		held = min(keep, DefaultHeld)
	}
	p.tickets = append(p.tickets, fresh...)
	p.tickets = slices.Clone(p.tickets[max(0, len(p.tickets)-held):])
	p.mu.Unlock()
	for _, t := range fresh {
		if err := p.draw(t, keep); err != nil {
			p.log().Error("ticket not drawn", "n", t.N, "err", err)
		}
		if p.OnTicket != nil {
			p.OnTicket(t)
		}
	}
}

func (p *Printer) log() *slog.Logger {
	if p.Log != nil {
		return p.Log
	}
	return slog.Default()
}

func (p *Printer) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// draw writes a ticket's picture under a name that is either missing or whole, and removes the one that is
// too old.
func (p *Printer) draw(t Ticket, keep int) error {
	if p.Folder == "" {
		return nil
	}
	var b bytes.Buffer
	if err := png.Encode(&b, t.Image); err != nil {
		return fmt.Errorf("emulated printer: %w", err)
	}
	name := filepath.Join(p.Folder, fmt.Sprintf(pattern, t.N))
	if err := os.WriteFile(name+".new", b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("emulated printer: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("emulated printer: %w", err)
	}
	if old := t.N - keep; old > 0 {
		os.Remove(filepath.Join(p.Folder, fmt.Sprintf(pattern, old))) // may be missing
	}
	return nil
}
