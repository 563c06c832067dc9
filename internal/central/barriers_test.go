package central_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/internal/central"
	"bileter/internal/queue"
	"bileter/sync/wire"
	"bileter/test/chromium"
)

func TestMain(m *testing.M) { chromium.Main(m) }

var pictures = flag.String("pictures", "", "folder into which TestPagesInABrowser draws every page")

// TestPagesInABrowser looks at every page of the city's server in both themes: nothing on it may keep anybody out.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel() // waits for seconds to pass
	x := newCity(t, central.Config{})
	var down atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		r.RemoteAddr = "127.0.0.1:40000"
		x.h.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	tab := chromium.Start(t)
	see := func(name, path string) {
		t.Helper()
		if err := chromedp.Do(tab, chromedp.Navigate(srv.URL+path)); err != nil {
			t.Fatal(err)
		}
		chromium.Look(t, tab, *pictures, name, chromium.Desktop...)
	}
	see("central-empty", "/")
	m := newMachine("kiosk-1").day(noon)
	m.link(queue.Event{Kind: "of-tomorrow", Version: 3, At: noon, Actor: "kiosk", Doubt: true, Payload: []byte("{}")})
	x.admit(m)
	x.send(m)
	see("central-overview", "/")
	see("central-office", "/offices/olszanow")
	see("central-none", "/nothing")

	for i := range 6 {
		other := newMachine("kiosk-2")
		other.origin.Office = fmt.Sprintf("dzielnica-%d", i+1)
		other.day(noon)
		x.admit(other)
		x.send(other)
	}
	h := m.hello()
	h.Warnings = []wire.Warning{{Code: "paper-low", Severity: "warning", Detail: "40", Since: noon.Add(-time.Hour)}, {Code: "printer-down", Severity: "fault", Detail: "paper-out", Since: noon}}
	h.Last, h.Hash = 1012, queue.Hash{1}
	x.post(m, wire.PathHello, h)
	see("central-warned", "/")
	see("central-warned-office", "/offices/olszanow")
	x.now = noon.Add(26 * time.Hour)
	see("central-away", "/")
	see("central-away-office", "/offices/olszanow")

	x.now = noon
	forked := newMachine("kiosk-1").day(noon.Add(time.Minute))
	forked.secret = m.secret
	x.post(forked, wire.PathHello, forked.hello())
	x.post(forked, wire.PathEvents, forked.batch(t))
	see("central-fork", "/")
	see("central-fork-office", "/offices/olszanow")

	srv.CloseClientConnections()
	down.Store(true)
	until(t, tab, `!document.getElementById("lost").hidden`)
	chromium.Look(t, tab, *pictures, "central-lost", chromium.Desktop...)
	down.Store(false)
	until(t, tab, `document.getElementById("lost").hidden`)
}

// until waits until a JavaScript expression is true.
func until(t *testing.T, tab context.Context, js string) {
	t.Helper()
	if err := chromium.Until(tab, js); err != nil {
		t.Fatal(err)
	}
}
