package console_test

import (
	"net/http"
	"slices"
	"testing"

	"bileter/internal/account"
	"bileter/internal/api"
)

// TestTouchIsTold: everybody may know that the screen does not react, staff by whose word, and only the screen what a press
// of the ticket button gave.
func TestTouchIsTold(t *testing.T) {
	w := newWorld(t)
	if err := w.local().DeclareTouch(t.Context(), api.DeclareTouch{Gone: true}); err != nil {
		t.Fatal(err)
	}
	got := w.issue("a", "D1", "pl")
	issued, ok := w.server.Issued(got.Ticket.ID)
	if !ok || issued.Ticket.Token != got.Ticket.Token || issued.Ticket.URL != got.Ticket.URL || issued.Wait != got.Wait {
		t.Errorf("got %+v, want %+v", issued, got)
	}
	if _, ok := w.server.Issued(99); ok {
		t.Error("a ticket that is none")
	}
	w.mu.Lock()
	w.touch.Pressed = &api.Pressed{Key: "k", Issued: &issued}
	w.mu.Unlock()
	_, clerk := w.as(account.Clerk)
	for name, c := range map[string]*api.Client{"local": w.local(), "stranger": api.NewClient(w.stranger(), w.url("")), "clerk": clerk} {
		o, err := c.Office(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !o.Touch.Gone || o.Touch.Button == nil || (o.Touch.Pressed != nil) != (name == "local") {
			t.Errorf("%s: %+v", name, o.Touch)
		}
		q, err := c.Queue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if (q.Touch != nil) != (name != "stranger") || q.Touch != nil && (!q.Touch.Declared || q.Touch.Pressed != nil) {
			t.Errorf("%s: queue has %+v", name, q.Touch)
		}
	}
	if err := clerk.DeclareTouch(t.Context(), api.DeclareTouch{}); err != nil {
		t.Fatal(err)
	}
	if o, err := clerk.Office(t.Context()); err != nil || o.Touch.Gone {
		t.Errorf("taken back: %+v, %v", o.Touch, err)
	}
}

// TestTicketButtonIsPressed on the page of emulated lamps, where there is one.
func TestTicketButtonIsPressed(t *testing.T) {
	w := newWorld(t)
	h, _ := w.as(account.Clerk)
	press := func(want int) {
		t.Helper()
		res := send(t, h, "POST", w.url("/api/v1/lamps/0/press"), "")
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("status %s, want %d", res.Status, want)
		}
	}
	press(http.StatusNoContent)
	w.mu.Lock()
	w.touch.Button = nil
	w.mu.Unlock()
	press(http.StatusNotFound)
	if !slices.Equal(w.pressed, []int{0}) {
		t.Errorf("pressed %v", w.pressed)
	}
}
