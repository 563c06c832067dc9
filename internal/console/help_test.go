package console_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/health"
	"bileter/internal/queue"
)

// hand is a clock that stands still until it is moved.
type hand struct {
	mu  sync.Mutex // protects now
	now time.Time
}

func (h *hand) read() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// TestHelp takes one request from the screen to its end, over the socket and the network.
func TestHelp(t *testing.T) {
	clock := &hand{now: time.Now()}
	w := newWorld(t, func(w *world) { w.now = clock.read })
	_, staff := w.clerk()
	screen := w.local()
	ctx := t.Context()

	asked, err := screen.AskHelp(ctx, "h1", api.AskHelp{Kind: queue.HelpAssistant, Lang: "uk"})
	if err != nil || asked.Help.From != queue.FromScreen || asked.Retry {
		t.Fatalf("%+v, %v", asked, err)
	}
	again, err := screen.AskHelp(ctx, "h2", api.AskHelp{Kind: queue.HelpAssistant, Lang: "uk"})
	if err != nil || again.Help.ID != asked.Help.ID || !again.Retry {
		t.Fatalf("a second press: %+v, %v", again, err)
	}
	if o, err := screen.Office(ctx); err != nil || len(o.Help.Screen) != 1 || !o.Help.Assistant.Open || o.Help.Sign.Open {
		t.Fatalf("%+v, %v", o.Help, err)
	}
	clock.move(6 * time.Minute)
	if _, err := w.office.Do(ctx, queue.Command{Do: queue.Tick{}}); err != nil {
		t.Fatal(err)
	}
	q, err := staff.Queue(ctx)
	if err != nil || len(q.Helps) != 1 || strings.Join(q.Helps[0].To, " ") != "Informacja Asystent Kierownik" || len(q.Posts) != 3 {
		t.Fatalf("%+v, %v", q.Helps, err)
	}
	warned := func() bool {
		for _, f := range w.board.Warnings() {
			if f.Code == health.HelpWaits {
				return true
			}
		}
		return false
	}
	if !warned() {
		t.Fatal("the head was told, nobody accepted, and health says nothing")
	}
	id := asked.Help.ID
	taken, err := staff.Help(ctx, "h3", id, "accept", api.AcceptHelp{By: "counter:5", ETA: 3})
	if err != nil || taken.Help.State != queue.HelpAccepted || taken.Help.Due.Sub(taken.Help.Accepted) != 3*time.Minute {
		t.Fatalf("%+v, %v", taken, err)
	}
	if warned() {
		t.Fatal("somebody comes, and health still warns")
	}
	retry, err := staff.Help(ctx, "h3", id, "accept", api.AcceptHelp{By: "counter:5", ETA: 3})
	if err != nil || !retry.Retry {
		t.Fatalf("%+v, %v", retry, err)
	}
	for _, verb := range []string{"arrived", "done"} {
		if _, err := staff.Help(ctx, verb, id, verb, nil); err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
	}
	if hs, err := staff.Helps(ctx); err != nil || len(hs.Helps) != 0 {
		t.Fatalf("%+v, %v", hs, err)
	}
	for name, c := range map[string]struct {
		send func() error
		code string
	}{
		"over":         {func() error { _, err := staff.Help(ctx, "x1", id, "withdraw", nil); return err }, "help-past"},
		"unknown":      {func() error { _, err := staff.Help(ctx, "x2", 999, "done", nil); return err }, "no-such-help"},
		"a name":       {func() error { _, err := staff.Help(ctx, "x3", id, "accept", api.AcceptHelp{By: "Jan"}); return err }, "help-past"},
		"unknown verb": {func() error { _, err := staff.Help(ctx, "x4", id, "dance", nil); return err }, "not-found"},
		"out of hours": {func() error {
			_, err := screen.AskHelp(ctx, "x5", api.AskHelp{Kind: queue.HelpSign, Lang: "pl"})
			return err
		}, "help-closed"},
		"no such kind": {func() error { _, err := screen.AskHelp(ctx, "x6", api.AskHelp{Kind: "tea", Lang: "pl"}); return err }, "bad-request"},
		"other lang": {func() error {
			_, err := screen.AskHelp(ctx, "x7", api.AskHelp{Kind: queue.HelpAssistant, Lang: "fr"})
			return err
		}, "bad-request"},
		"other counter": {func() error {
			_, err := staff.AskHelp(ctx, "x8", api.AskHelp{Kind: queue.HelpNeeds, Lang: "pl", Counter: 99})
			return err
		}, "bad-request"},
		"another's key": {func() error {
			_, err := staff.AskHelp(ctx, "h3", api.AskHelp{Kind: queue.HelpNeeds, Lang: "pl"})
			return err
		}, "key-reused"},
	} {
		var e *api.Error
		if err := c.send(); !errors.As(err, &e) || e.Code != c.code || e.Text == "" || strings.HasPrefix(e.Text, "?") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestStrangersAskForNoHelp and see nothing of it: only the screen and staff do.
func TestStrangersAskForNoHelp(t *testing.T) {
	w := newWorld(t)
	if _, err := w.local().AskHelp(t.Context(), "h1", api.AskHelp{Kind: queue.HelpAssistant, Lang: "pl"}); err != nil {
		t.Fatal(err)
	}
	h := w.stranger()
	for _, r := range [][3]string{{"GET", "/help", ""}, {"POST", "/help", `{"kind":"assistant","lang":"pl"}`}, {"POST", "/help/2/done", ""}} {
		if res := send(t, h, r[0], w.url(api.Prefix+r[1]), r[2], "Idempotency-Key", newKey()); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s %s: %s", r[0], r[1], res.Status)
		}
	}
	c := api.NewClient(h, w.url(""))
	if q, err := c.Queue(t.Context()); err != nil || len(q.Helps)+len(q.Posts) != 0 {
		t.Errorf("%+v, %v", q.Helps, err)
	}
	if o, err := c.Office(t.Context()); err != nil || len(o.Help.Screen) != 0 || !o.Help.Assistant.Have {
		t.Errorf("%+v, %v", o.Help, err)
	}
}

// TestHelpOnTheClerksPage: a request shows at once, is accepted, and leaves the page when it is done.
func TestHelpOnTheClerksPage(t *testing.T) {
	w := newWorld(t)
	clerk := atCounter(t, w, 5)
	clerk.shows("#number", "Stanowisko zamknięte")
	clerk.until(`document.querySelector("#helps").hidden`)
	if _, err := w.local().AskHelp(t.Context(), "h1", api.AskHelp{Kind: queue.HelpAssistant, Lang: "uk"}); err != nil {
		t.Fatal(err)
	}
	clerk.shows("#helps li", "Klient prosi o asystenta")
	clerk.shows("#helps li", "przy automacie")
	clerk.until(`document.querySelector("#helpwho").value === "counter:5"`)
	clerk.until(`!document.title.startsWith("POMOC")`) // the information point is meant, not this counter
	clerk.until(`(() => { const s = document.querySelector("#helpwho"); s.value = "Informacja"; s.dispatchEvent(new Event("change")); return true; })()`)
	if _, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: "P1", Lang: "pl"}); err != nil { // a new picture
		t.Fatal(err)
	}
	clerk.until(`document.title.startsWith("POMOC")`)
	clerk.click("#helps li button:nth-of-type(2)")
	clerk.shows("#helps li.accepted", "idzie: Informacja")
	clerk.until(`!document.title.startsWith("POMOC")`)
	clerk.click("#helps li.accepted .main")
	clerk.shows("#helps li.arrived", "na miejscu: Informacja")
	clerk.click("#helps li.arrived .main")
	clerk.until(`document.querySelector("#helps").hidden`)
	asked := w.latest(queue.EvHelpAsked).Seq
	w.office.Read(func(st *queue.State) {
		h := st.Helps[asked]
		if h == nil || h.State != queue.HelpServed || h.ETA != 3 || h.By != "Informacja" {
			t.Errorf("got %+v", h)
		}
	})
}

// help asks for help at the screen.
func (w *world) help(kind queue.HelpKind) api.Help {
	w.t.Helper()
	h, err := w.local().AskHelp(w.t.Context(), newKey(), api.AskHelp{Kind: kind, Lang: "uk"})
	if err != nil {
		w.t.Fatal(err)
	}
	return h.Help
}
