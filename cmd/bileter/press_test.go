package main

import (
	"context"
	"path/filepath"
	"testing"

	"bileter/configs"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/store"
)

// TestOneButton: a short press opens and calls, a long one calls again, and whatever does not fit changes nothing.
func TestOneButton(t *testing.T) {
	cfg, err := configs.Parse("sample", configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Setup.Rules.MinCallGap = -1
	cfg.Setup.Hours = map[string]queue.Hours{"office": alwaysOpen()}
	j, err := store.Open(filepath.Join(t.TempDir(), "journal"), cfg.Setup.Office, cfg.Setup.Node)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	m := &machine{cfg: cfg, office: office.New(office.Config{Setup: &cfg.Setup, Journal: j})}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); m.office.Run(ctx) }()
	defer func() { cancel(); <-done }()
	for i := range 2 {
		c := queue.Command{ID: string(rune('a' + i)), Actor: "test", Do: queue.Issue{Service: "P1", Lang: "pl", Token: "0123456789abcdefghijk" + string(rune('a'+i))}}
		if _, err := m.office.Do(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	look := func(when string, open bool, number string, calls int) {
		t.Helper()
		m.office.Read(func(s *queue.State) {
			tk, _ := s.At(1)
			got := ""
			if tk.ID != 0 {
				got = tk.Number()
			}
			if s.Desk(1).Open != open || got != number || tk.Calls != calls {
				t.Errorf("%s: open %v, %q called %d times; want %v, %q, %d", when, s.Desk(1).Open, got, tk.Calls, open, number, calls)
			}
		})
	}
	m.press(ctx, 1, true)
	look("long at a closed counter", false, "", 0)
	m.press(ctx, 1, false)
	look("short at a closed counter", true, "", 0)
	m.press(ctx, 1, true)
	look("long with nobody called", true, "", 0)
	m.press(ctx, 1, false)
	look("short", true, "P001", 1)
	m.press(ctx, 1, true)
	look("long", true, "P001", 2)
	m.press(ctx, 1, true)
	m.press(ctx, 1, true)
	look("long more often than allowed", true, "P001", 3)
	m.press(ctx, 1, false)
	look("short again", true, "P002", 1)
}
