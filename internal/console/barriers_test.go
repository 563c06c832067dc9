package console_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"bileter/internal/account"
	"bileter/test/chromium"
)

var pictures = flag.String("pictures", "", "folder into which the tests that look at pages draw them")

type frame = chromium.Frame

// seen looks at the page as it stands, in both themes: nothing on it may keep anybody out. With -pictures it is drawn as
// well, in every frame; without frames those of desktops.
func (p *page) seen(name string, frames ...frame) {
	p.t.Helper()
	if len(frames) == 0 {
		frames = chromium.Desktop
	}
	chromium.Look(p.t, p.ctx, *pictures, name, frames...)
}

// place is a page, who opens it, and what is on it when it is complete.
type place struct {
	name, path string
	who        account.Role
	shows      string
}

// still are pages that need no more than to be opened by somebody: a new page is one line here.
var still = []place{
	{"me", "/me", account.Clerk, "Moje konto"},
	{"error-none", "/nothing", account.Clerk, "Nie ma takiej strony"},
	{"error-may-not", "/people", account.Clerk, "nie ma do tego prawa"},
}

// walked are pages that other tests look at while they walk through them.
var walked = []string{"/{$}", "/clerk/bar", "/login", "/begin", "/people", "/board", "/t/{token}", "/setup", "/lamps", "/paper", "/figures", "/figures/{name}", "/assistant"}

// TestStillPages looks at every page of still, and that no page is forgotten.
func TestStillPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withDevices(&devices{}))
	p := browser(t)
	for _, s := range still {
		p.forget()
		if s.who != "" {
			p.goTo(w.url("/login?to=/me"))
			p.signIn(s.who)
			p.shows(".who", "")
		}
		p.goTo(w.url(s.path))
		p.shows("body", s.shows)
		p.seen(s.name)
	}
	for _, path := range w.server.Pages() {
		if !slices.Contains(walked, path) && !slices.ContainsFunc(still, func(s place) bool { return s.path == path }) {
			t.Errorf("no test looks at the page %s: put it into still", path)
		}
	}
}

// TestBarriersAreFound shows axe a page that nobody should have to use.
func TestBarriersAreFound(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><title>x</title><h1>x</h1><p style="color:#bbb;background:#fff">pale</p><input><img src="data:,"><button></button>`)
	}))
	t.Cleanup(srv.Close)
	p := browser(t)
	p.goTo(srv.URL)
	var found []string
	barriers, err := chromium.Barriers(p.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range barriers {
		found = append(found, b.ID)
	}
	for _, want := range []string{"color-contrast", "label", "image-alt", "button-name", "html-has-lang"} {
		if !slices.Contains(found, want) {
			t.Errorf("%s was not found: %s", want, strings.Join(found, ", "))
		}
	}
}
