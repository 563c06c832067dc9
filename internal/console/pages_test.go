package console_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/health"
	"bileter/internal/text"
)

// codes reads the string constants of a type from a source file, so that a new one cannot be forgotten.
func codes(t *testing.T, file, typ string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var cs []string
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			id, _ := v.Type.(*ast.Ident)
			named := id != nil && id.Name == typ || typ == "" && strings.HasPrefix(v.Names[0].Name, "Code")
			if lit, ok := v.Values[0].(*ast.BasicLit); ok && named {
				c, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				cs = append(cs, c)
			}
		}
	}
	if len(cs) < 5 {
		t.Fatalf("%s: found only %v", file, cs)
	}
	return cs
}

func TestEveryCodeHasWords(t *testing.T) {
	refusals := append(codes(t, "../queue/refusal.go", "Code"), codes(t, "../api/api.go", "")...)
	var ids []string
	for _, c := range refusals {
		ids = append(ids, "refusal."+c, "refusal."+c+"_hint")
	}
	for _, c := range codes(t, "../health/health.go", "Code") {
		ids = append(ids, "health."+c)
	}
	for _, id := range append(ids, console.PageWords()...) {
		for _, l := range text.Languages {
			if s := text.Say(l, id, text.Args{}); s == "" || strings.HasPrefix(s, "?") {
				t.Errorf("%s has no words in %s", id, l)
			}
		}
	}
}

// TestScriptsUseKnownWords finds say("...") in the scripts.
func TestScriptsUseKnownWords(t *testing.T) {
	known := console.PageWords()
	for _, name := range []string{"clerk.js", "clerk-ask.js", "clerk-choices.js", "clerk-places.js", "board.js", "lamps.js", "paper.js", "press.js", "help.js", "tablet.js", "tablet-issue.js", "tablet-ticket.js", "tablet-card.js", "tablet-lines.js"} {
		for _, m := range regexp.MustCompile(`"((?:console|board|tablet)\.[a-z_]+)"`).FindAllStringSubmatch(console.ScriptSource(name), -1) {
			if !slices.Contains(known, m[1]) && !strings.HasSuffix(m[1], "_") {
				t.Errorf("%s says %s, which the page does not bring", name, m[1])
			}
		}
	}
}

func TestStatusPage(t *testing.T) {
	w := newWorld(t)
	first := w.issue("a", "D1", "en")
	second := w.issue("b", "D1", "uk")
	third := w.issue("c", "D1", "pl")
	look := func(token string) (int, string, http.Header) {
		res := send(t, w.stranger(), "GET", w.url("/t/"+token), "", "Accept-Language", "de")
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b), res.Header
	}
	says := func(when, token string, wants ...string) {
		t.Helper()
		status, page, header := look(token)
		if status != 200 || !strings.Contains(header.Get("X-Robots-Tag"), "noindex") || header.Get("Cache-Control") != "no-store" || header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: status %d, header %v", when, status, header)
		}
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s: lacks %q in\n%s", when, want, page)
			}
		}
		if strings.Contains(page, "Dowód") || strings.Contains(page, "ID card") {
			t.Errorf("%s: names the service", when)
		}
	}
	says("waiting", first.Ticket.Token, `lang="en"`, "D001", "Nobody is before you")
	says("waiting", second.Ticket.Token, `lang="uk"`, "D002", "перед Вами: 1 особа")
	says("waiting", third.Ticket.Token, `lang="pl"`, "D003", "przed Tobą: 2 osoby")
	w.command(5, "open")
	w.command(5, "next")
	says("called", first.Ticket.Token, "Please come to: counter 5", "right, ground floor")
	w.command(5, "start")
	says("serving", first.Ticket.Token, "You are being served", "counter 5")
	w.command(104, "open")
	w.command(104, "next")
	says("called to a room", second.Ticket.Token, "Запрошуємо: кабінет 4")
	w.command(104, "no-show")
	says("missed", second.Ticket.Token, "Ваш номер викликали")
	w.command(104, "next")
	w.command(104, "park")
	says("parked", third.Ticket.Token, "Twoja sprawa jest odłożona")
	w.command(5, "finish")
	says("done", first.Ticket.Token, "Finished")
	for _, token := range []string{"x", strings.Repeat("A", 22), first.Ticket.Token[:21], "D001", "1"} {
		if status, page, _ := look(token); status != 404 || !strings.Contains(page, "Diese Nummer gibt es nicht") {
			t.Errorf("token %q: %d %s", token, status, page)
		}
	}
}

func TestStatusPageIsNotSwept(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.config = func(c *console.Config) { c.Now = clock.now } })
	h := w.server.Handler()
	look := func(from string) int {
		req := httptest.NewRequest("GET", "/t/guess", nil)
		req.RemoteAddr = from
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		return rec.Code
	}
	for i := range 300 {
		if got := look("10.0.0.1:9"); got != 404 {
			t.Fatalf("look %d: %d", i, got)
		}
	}
	if got := look("10.0.0.1:9"); got != 429 {
		t.Errorf("look 301: %d, want 429", got)
	}
	if got := look("10.0.0.2:9"); got != 404 {
		t.Errorf("somebody else: %d, want 404", got)
	}
	clock.advance(time.Minute)
	if got := look("10.0.0.1:9"); got != 404 {
		t.Errorf("a minute later: %d, want 404", got)
	}
}

func TestPaper(t *testing.T) {
	w := newWorld(t)
	h, c := w.clerk()
	list := func() string {
		b, _ := io.ReadAll(send(t, h, "GET", w.url(api.Prefix+"/paper"), "").Body)
		return string(b)
	}
	if got := list(); got != "{\"papers\":[]}\n" {
		t.Errorf("without a folder: %s", got)
	}
	folder := filepath.Join(w.dir, "paper")
	if err := os.MkdirAll(filepath.Join(folder, "dir.png"), 0o755); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for i, name := range []string{"old.png", "new.png", "half.png.tmp", ".hidden.png"} {
		p := filepath.Join(folder, name)
		if err := os.WriteFile(p, []byte("picture"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(p, day, day.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(w.dir, "journal"), filepath.Join(folder, "link.png")); err != nil {
		t.Fatal(err)
	}
	got := list()
	if strings.Index(got, "new.png") > strings.Index(got, "old.png") || strings.Contains(got, "half") || strings.Contains(got, "hidden") || strings.Contains(got, "link") || strings.Contains(got, "dir.png") {
		t.Errorf("list: %s", got)
	}
	for name, want := range map[string]int{"new.png": 200, "dir.png": 404, "link.png": 404, "half.png.tmp": 404, "none.png": 404,
		"..%2fjournal": 404, "..%2f..%2fetc%2fpasswd": 404, ".hidden.png": 404} {
		if res := send(t, h, "GET", w.url(api.Prefix+"/paper/"+name), ""); res.StatusCode != want {
			t.Errorf("%s: %s, want %d", name, res.Status, want)
		}
	}
	if err := c.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	if res := send(t, h, "GET", w.url(api.Prefix+"/paper/new.png"), ""); res.StatusCode != 401 {
		t.Errorf("a ticket's picture without sign-in: %s", res.Status)
	}
}

func TestLamps(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.touch.Button = nil
		w.config = func(c *console.Config) {
			c.Boards = func() []api.Board { return []api.Board{{Counter: 5, Name: "wyświetlacz 5", Text: "P027"}} }
		}
	})
	h, _ := w.clerk()
	if b, _ := io.ReadAll(send(t, h, "GET", w.url(api.Prefix+"/lamps"), "").Body); string(b) != "{\"on\":[2,5],\"boards\":[{\"counter\":5,\"name\":\"wyświetlacz 5\",\"text\":\"P027\"}]}\n" {
		t.Errorf("lamps: %s", b)
	}
	for n, want := range map[string]int{"5": 204, "9": 404, "0": 404, "x": 404} {
		if res := send(t, h, "POST", w.url(api.Prefix+"/lamps/"+n+"/press"), ""); res.StatusCode != want {
			t.Errorf("press %s: %s, want %d", n, res.Status, want)
		}
	}
	send(t, h, "POST", w.url(api.Prefix+"/lamps/5/press?long=true"), "")
	if fmt.Sprint(w.pressed) != "[5 -5]" {
		t.Errorf("pressed %v", w.pressed)
	}
	real := newWorld(t, func(w *world) { w.config = func(c *console.Config) { c.Lamps, c.Paper = nil, "" } })
	h, _ = real.clerk()
	for _, path := range []string{"/lamps", "/paper", api.Prefix + "/lamps", api.Prefix + "/lamps/events", api.Prefix + "/paper"} {
		if res := send(t, h, "GET", real.url(path), ""); res.StatusCode != 404 {
			t.Errorf("with real hardware, %s: %s, want 404", path, res.Status)
		}
	}
	if b, _ := io.ReadAll(send(t, h, "GET", real.url("/"), "").Body); strings.Contains(string(b), "Symulacja") {
		t.Error("with real hardware the clerk's page offers a simulation")
	}
}

func TestHealthAndMetrics(t *testing.T) {
	var problem api.Printer
	w := newWorld(t, func(w *world) {
		w.config = func(c *console.Config) { c.Printer = func() api.Printer { return problem } }
	})
	problem = api.Printer{Problem: "paper-out"}
	w.board.Set(health.PrinterDown, true, "paper-out")
	for i := range 3 {
		w.issue(fmt.Sprint(i), "D1", "pl")
	}
	w.command(5, "open")
	w.command(5, "next")
	w.command(5, "recall")
	h, c := w.clerk()
	got, err := c.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != "ok" || got.Printer.Problem != "paper-out" || len(got.Faults) != 1 || got.Faults[0].Text != "Bilety nie są drukowane. W drukarce skończył się papier." {
		t.Errorf("health: %+v", got)
	}
	b, _ := io.ReadAll(send(t, w.stranger(), "GET", w.url("/healthz"), "").Body)
	if strings.Contains(string(b), "faults") {
		t.Errorf("healthz tells strangers %s", b)
	}
	want := []string{
		`bileter_tickets_issued_total{letter="D"} 3`, `bileter_calls_total{kind="first"} 1`, `bileter_calls_total{kind="again"} 1`,
		`bileter_waiting{letter="D"} 2`, `bileter_waiting{letter="P"} 0`, `bileter_counters_open 1`, `bileter_printer_problem 1`,
		`bileter_faults{severity="fault"} 1`, `bileter_event_readers 0`, `bileter_commit_seconds_count`,
		`bileter_http_request_seconds_count{code="201",route="POST /api/v1/tickets"} 3`,
	}
	deadline := time.Now().Add(5 * time.Second)
	for {
		b, _ := io.ReadAll(send(t, h, "GET", w.url("/metrics"), "").Body)
		missing := slices.DeleteFunc(slices.Clone(want), func(l string) bool { return strings.Contains(string(b), l) })
		if len(missing) == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("metrics lack %q in\n%s", missing, b)
		}
	}
}

func TestStaticFilesAreKept(t *testing.T) {
	w := newWorld(t)
	h := w.stranger()
	for name, kind := range map[string]string{"clerk.js": "text/javascript; charset=utf-8", "base.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml", "inter-regular.otf": "font/otf"} {
		res := send(t, h, "GET", w.url("/static/"+name), "")
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %s, %s", name, res.Status, res.Header.Get("Content-Type"))
		}
		if again := send(t, h, "GET", w.url("/static/"+name), "", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != 304 {
			t.Errorf("%s again: %s", name, again.Status)
		}
	}
}
