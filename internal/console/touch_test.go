package console_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/queue"
)

// TestTouchIsTold: everybody may know that the screen does not react, staff by whose word, and only the screen what a press
// of the ticket button gave.
func TestTouchIsTold(t *testing.T) {
	w := newWorld(t)
	_, clerk := w.as(account.Clerk)
	for range 2 { // twice is as good as once
		if _, err := clerk.DeclareTouch(t.Context(), newKey(), api.DeclareTouch{Gone: true}); err != nil {
			t.Fatal(err)
		}
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
	if _, err := w.local().DeclareTouch(t.Context(), newKey(), api.DeclareTouch{}); err != nil {
		t.Fatal(err)
	}
	es, err := w.office.Events(1, 100)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range es {
		if f, _ := e.Fact(); e.Kind == queue.EvFault {
			who, _, _ := strings.Cut(e.Actor, ":")
			said = append(said, fmt.Sprint(f.(queue.Fault).Code, " ", f.(queue.Fault).On, " by ", who))
		}
	}
	if want := []string{"touch-declared true by login", "touch-declared false by console"}; !slices.Equal(said, want) {
		t.Errorf("the journal has %q, want %q", said, want)
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
