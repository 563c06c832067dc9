package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"bileter/internal/queue"
	"bileter/printer/escpos"
)

// answering is a printer at the near end of a pseudo-terminal that is always well and keeps what it is sent.
type answering struct {
	mu  sync.Mutex // protects got
	got []byte
}

func (a *answering) serve(near *os.File) {
	buf := make([]byte, 4096)
	for seen := 0; ; {
		n, err := near.Read(buf)
		if err != nil {
			return
		}
		a.mu.Lock()
		a.got = append(a.got, buf[:n]...)
		var say []byte
		for ; seen+3 <= len(a.got); seen++ {
			switch b := a.got[seen : seen+3]; {
			case b[0] == 0x10 && b[1] == 0x04:
				say = append(say, 0x12)
			case b[0] == 0x1d && b[1] == 'r':
				say = append(say, 0)
			}
		}
		a.mu.Unlock()
		near.Write(say)
	}
}

func (a *answering) has(s string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return bytes.Contains(a.got, []byte(s))
}

// TestPapersOfAnEarlierRun: after a start, a ticket whose bytes never left is printed while its client may
// stand there and refused later; one whose bytes left is in doubt where the printer cannot tell, and its next
// slip is a copy.
func TestPapersOfAnEarlierRun(t *testing.T) {
	near, far, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	defer near.Close()
	pr := &answering{}
	go pr.serve(near) // ends with near
	config, err := os.ReadFile("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(`port    = "emulator"`, fmt.Sprintf("port    = %q", far.Name()),
		`profile = "emulator-80"`, `profile = "generic-80"`).Replace(string(config))
	path, data := filepath.Join(t.TempDir(), "office.toml"), t.TempDir()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	// start prepares the program and runs f beside the part of it that is wanted.
	start := func(part func(*machine) func(context.Context) error, f func(m *machine, do func(queue.Verb) queue.Answer)) {
		t.Helper()
		m, err := runCmd{Config: path, Data: data, Listen: "127.0.0.1:0", Screen: "off", AlwaysOpen: true}.prepare(io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		defer m.shut()
		running, stop := context.WithCancel(ctx)
		end := make(chan error, 1)
		go func() { end <- part(m)(running) }()
		defer func() { stop(); <-end }()
		f(m, func(v queue.Verb) queue.Answer {
			t.Helper()
			a, err := m.office.Do(ctx, queue.Command{ID: fmt.Sprint(time.Now().UnixNano()), Do: v})
			if err != nil {
				t.Fatalf("%T: %v", v, err)
			}
			return a
		})
	}
	officeOnly := func(m *machine) func(context.Context) error { return m.office.Run }
	everything := func(m *machine) func(context.Context) error { return m.run }
	ticket := func(m *machine, id uint64) (tk queue.Ticket) {
		m.office.Read(func(s *queue.State) { tk = *s.Tickets[id] })
		return tk
	}
	fate := func(m *machine, id uint64, want queue.Paper) {
		t.Helper()
		deadline := time.After(10 * time.Second)
		for v := m.office.Version(); ticket(m, id).Paper != want; {
			select {
			case <-m.office.Changed(v):
				v = m.office.Version()
			case <-deadline:
				t.Fatalf("ticket %d: paper %q, want %q", id, ticket(m, id).Paper, want)
			}
		}
	}
	issue := queue.Issue{Service: "P1", Lang: "pl", Token: "0123456789abcdefghijkl", Paper: true}

	var pending, sent, old uint64
	start(officeOnly, func(m *machine, do func(queue.Verb) queue.Answer) {
		sent = do(issue).Ticket.ID
		do(queue.RecordSent{Ticket: sent, Mark: queue.Mark{Job: "0001"}})
		pending = do(issue).Ticket.ID
	})
	start(everything, func(m *machine, do func(queue.Verb) queue.Answer) {
		fate(m, sent, queue.PaperDoubt)
		fate(m, pending, queue.PaperPrinted)
		if !pr.has("P002") || pr.has("P001") || pr.has("KOPIA") {
			t.Error("want P002 alone on paper")
		}
		do(queue.Reprint{Ticket: sent})
		fate(m, sent, queue.PaperPrinted)
		if !pr.has("P001") || !pr.has("KOPIA") {
			t.Error("want P001 on paper, marked as a copy")
		}
	})
	// A half that an earlier run left is cut off, and then no longer noted.
	notes := filepath.Join(data, printerNotesName)
	if err := newPrinterNotes(notes).Put("half", "1"); err != nil {
		t.Fatal(err)
	}
	start(everything, func(m *machine, do func(queue.Verb) queue.Answer) {
		fate(m, do(issue).Ticket.ID, queue.PaperPrinted)
		if !pr.has(string(escpos.CutOff(m.printing.profile))) {
			t.Error("the half is not cut off")
		}
	})
	if got := newPrinterNotes(notes).Get("half"); got != "" {
		t.Errorf("still noted: %q", got)
	}
	start(officeOnly, func(m *machine, do func(queue.Verb) queue.Answer) { old = do(issue).Ticket.ID })
	start(officeOnly, func(m *machine, do func(queue.Verb) queue.Answer) {
		m.printing.resume(time.Now().Add(fresh))
		fate(m, old, queue.PaperRefused)
	})
}
