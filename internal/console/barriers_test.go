package console_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bileter/internal/account"
	"bileter/test/axe"
)

var pictures = flag.String("pictures", "", "folder into which the tests of the pages draw what they see")

// frame is a window's size in CSS pixels.
type frame struct{ width, height int }

// desktop are the screens of offices.
var desktop = []frame{{1366, 768}, {1920, 1080}}

// seen looks at the page as it stands, in both themes: nothing on it may keep anybody out. With -pictures it is drawn as
// well, in every frame; without frames those of desktop.
func (p *page) seen(name string, frames ...frame) {
	p.t.Helper()
	if len(frames) == 0 {
		frames = desktop
	}
	for _, theme := range []string{"light", "dark"} {
		p.dark(theme == "dark")
		p.size(frames[0].width, frames[0].height)
		for _, b := range p.barriers() {
			p.t.Errorf("%s, %s: %s", name, theme, b)
		}
		for _, f := range frames {
			if *pictures != "" {
				p.shot(filepath.Join(*pictures, fmt.Sprintf("%s-%s-%dx%d.png", name, theme, f.width, f.height)), f.width, f.height)
			}
		}
	}
	p.dark(false)
}

func (p *page) barriers() []axe.Barrier {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 3*soon)
	defer cancel()
	found, err := axe.Check(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// TestMain makes the folder for pictures.
func TestMain(m *testing.M) {
	flag.Parse()
	if *pictures != "" {
		if err := os.MkdirAll(*pictures, 0o755); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}

// place is a page, who opens it, and what is on it when it is complete.
type place struct {
	name, path string
	who        account.Role
	shows      string
}

// still are pages that need no more than to be opened by somebody: a new page is one line here.
var still = []place{
	{"me", "/me", account.Clerk, "Twoje konto"},
	{"error-none", "/nothing", account.Clerk, "404"},
	{"error-may-not", "/people", account.Clerk, "uprawnie"},
	{"begin", "/begin", "", "pierwszy raz"},
	{"technician", "/setup/door", "", "PIN"},
}

// walked are pages that other tests look at while they walk through them.
var walked = []string{"/{$}", "/clerk/bar", "/login", "/begin", "/people", "/board", "/t/{token}", "/setup", "/lamps", "/paper"}

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
			p.shows("h1", "")
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
	for _, b := range p.barriers() {
		found = append(found, b.ID)
	}
	for _, want := range []string{"color-contrast", "label", "image-alt", "button-name", "html-has-lang"} {
		if !slices.Contains(found, want) {
			t.Errorf("%s was not found: %s", want, strings.Join(found, ", "))
		}
	}
}
