package console_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
)

func TestStrangersMayNotCommand(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	before := w.office.Version()
	open := []string{"GET /api/v1/office", "GET /api/v1/queue", "GET /api/v1/events", "GET /api/v1/openapi.yaml",
		"POST /api/v1/login", "POST /api/v1/logout", "GET /healthz", "GET /metrics"}
	fill := strings.NewReplacer("{id}", "1", "/{n}/{verb}", "/5/open", "{n}", "5", "{verb}", "cancel", "{name}", "a.png")
	for _, a := range w.server.Addresses() {
		method, path, _ := strings.Cut(a, " ")
		path = fill.Replace(path)
		for _, cookie := range []string{"", "bileter_session=", "bileter_session=" + strings.Repeat("A", 43)} {
			res := send(t, w.stranger(), method, w.url(path), "", "Idempotency-Key", "k", "Cookie", cookie)
			if refused := res.StatusCode == http.StatusUnauthorized; refused == slices.Contains(open, a) && !strings.HasSuffix(a, "/login") {
				t.Errorf("%s with cookie %q: %s", a, cookie, res.Status)
			}
		}
	}
	if v := w.office.Version(); v != before {
		t.Errorf("strangers moved the queue from %d to %d", before, v)
	}
	if len(w.pressed) > 0 {
		t.Errorf("strangers pressed %v", w.pressed)
	}
}

func TestSignInPage(t *testing.T) {
	w := newWorld(t)
	h := w.stranger()
	for path, want := range map[string]string{"/": "/login?to=/", "/people": "/login?to=/people", "/me": "/login?to=/me", "/lamps": "/login?to=/lamps", "/paper": "/login?to=/paper"} {
		if res := send(t, h, "GET", w.url(path), ""); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != want {
			t.Errorf("%s: %s to %q, want %q", path, res.Status, res.Header.Get("Location"), want)
		}
	}
	form := func(password, to string) *http.Response {
		return send(t, h, "POST", w.url("/login"), url.Values{"login": {"clerk"}, "password": {password}, "to": {to}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	res := form("000000", "/lamps")
	b, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusUnauthorized || !strings.Contains(string(b), "Podaj właściwy login i hasło.") || !strings.Contains(string(b), `value="/lamps"`) || res.Header.Get("Set-Cookie") != "" {
		t.Errorf("wrong password: %s\n%s", res.Status, b)
	}
	for to, want := range map[string]string{"/lamps": "/lamps", "": "/", "https://evil.test/": "/", "//evil.test": "/", "/people": "/", "/me": "/me", "/t/x": "/", "/lamps?x": "/"} {
		res := form(password, to)
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != want {
			t.Errorf("to %q: %s to %q, want %q", to, res.Status, res.Header.Get("Location"), want)
		}
		cookie := res.Header.Get("Set-Cookie")
		for _, part := range []string{"bileter_session=", "Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict"} {
			if !strings.Contains(cookie, part) {
				t.Errorf("cookie %q lacks %s", cookie, part)
			}
		}
	}
	if res := send(t, h, "GET", w.url("/"), ""); res.StatusCode != http.StatusOK {
		t.Errorf("after signing in: %s", res.Status)
	}
	send(t, h, "POST", w.url("/logout"), "")
	if res := send(t, h, "GET", w.url("/"), ""); res.StatusCode != http.StatusSeeOther {
		t.Errorf("after signing out: %s", res.Status)
	}
}

func TestForeignPagesMayNotCommand(t *testing.T) {
	w := newWorld(t)
	h, _ := w.clerk()
	for _, c := range []struct {
		name, header, value string
		status              int
	}{
		{"own page", "Origin", "http://" + w.address, 200},
		{"own page, new browser", "Sec-Fetch-Site", "same-origin", 409},
		{"a program", "X-Other", "1", 409},
		{"foreign page", "Origin", "https://evil.test", 403},
		{"foreign page, new browser", "Sec-Fetch-Site", "cross-site", 403},
		{"neighbour page", "Sec-Fetch-Site", "same-site", 403},
		{"no origin at all", "Origin", "null", 403},
	} {
		if res := send(t, h, "POST", w.url(api.Prefix+"/counters/5/open"), "", "Idempotency-Key", newKey(), c.header, c.value); res.StatusCode != c.status {
			t.Errorf("%s: %s, want %d", c.name, res.Status, c.status)
		}
	}
}

// steady is a clock that tests move.
type steady struct{ at atomic.Int64 }

func (c *steady) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *steady) advance(d time.Duration) { c.at.Add(int64(d)) }

func newSteady() *steady {
	c := &steady{}
	c.at.Store(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC).UnixNano())
	return c
}

// try signs in from an address and returns status and cookie.
func try(s http.Handler, from, login, password string) (int, string) {
	req := httptest.NewRequest("POST", api.Prefix+"/login", strings.NewReader(fmt.Sprintf(`{"login":%q,"password":%q}`, login, password)))
	req.Header.Set("Content-Type", "application/json")
	req.RemoteAddr = from
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	cookie, _, _ := strings.Cut(rec.Header().Get("Set-Cookie"), ";")
	return rec.Code, cookie
}

func TestGuessingIsSlow(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.config = func(c *console.Config) { c.Now = clock.now } })
	h := w.server.Handler()
	for i := range 5 { // five accounts, so that none of them waits
		if got, _ := try(h, fmt.Sprintf("10.0.0.1:%d", 1000+i), fmt.Sprint("nobody", i), "0"); got != 401 {
			t.Errorf("try %d: %d", i, got)
		}
	}
	if got, _ := try(h, "10.0.0.1:9", "clerk", password); got != 429 {
		t.Errorf("sixth try, with the right password: %d, want 429", got)
	}
	if got, _ := try(h, "10.0.0.2:9", "clerk", password); got != 204 {
		t.Errorf("another address: %d, want 204", got)
	}
	for i := range 6 {
		want := 401
		if i == 5 {
			want = 429
		}
		if got, _ := try(h, fmt.Sprintf("[2001:db8:1:2::%d]:9", i+1), fmt.Sprint("someone", i), "0"); got != want {
			t.Errorf("neighbours in one IPv6 network, try %d: %d, want %d", i, got, want)
		}
	}
	clock.advance(59 * time.Second)
	if got, _ := try(h, "10.0.0.1:9", "clerk", password); got != 429 {
		t.Errorf("before a minute is over: %d, want 429", got)
	}
	clock.advance(time.Second)
	if got, _ := try(h, "10.0.0.1:9", "clerk", password); got != 204 {
		t.Errorf("after a minute: %d, want 204", got)
	}
	clock.advance(time.Minute)
	for i := range 20 {
		try(h, fmt.Sprintf("10.1.%d.1:9", i), fmt.Sprint("stranger", i), "0")
	}
	if got, _ := try(h, "10.2.0.1:9", "clerk", password); got != 429 {
		t.Errorf("after 20 tries by others: %d, want 429", got)
	}
}

// TestAccountWaits has many addresses guess one password: the account waits, over a restart, and nobody else does.
func TestAccountWaits(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.config = func(c *console.Config) { c.Now = clock.now } })
	for i := range 3 {
		if got, _ := try(w.server.Handler(), fmt.Sprintf("10.0.0.%d:9", i), "clerk", "0"); got != 401 {
			t.Errorf("try %d: %d", i, got)
		}
	}
	w.stop()
	w.start()
	h := w.server.Handler()
	if got, _ := try(h, "10.0.0.9:9", "clerk", password); got != 429 {
		t.Errorf("after three wrong tries and a restart, the right password: %d, want 429", got)
	}
	if got, _ := try(h, "10.0.0.9:9", "manager", password); got != 204 {
		t.Errorf("somebody else: %d, want 204", got)
	}
	clock.advance(30 * time.Second)
	if got, _ := try(h, "10.0.0.9:9", "clerk", password); got != 204 {
		t.Errorf("after the wait: %d, want 204", got)
	}
}

func TestNoAccountsNoEntry(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.config = func(c *console.Config) {
			var err error
			if c.Accounts, err = account.Open(filepath.Join(w.dir, "none"), time.Now); err != nil {
				t.Fatal(err)
			}
		}
	})
	if got, _ := try(w.server.Handler(), "10.0.0.1:9", "", ""); got != 401 {
		t.Errorf("nobody where nobody is: %d, want 401", got)
	}
}

func TestSessionEnds(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.config = func(c *console.Config) { c.Now = clock.now } })
	h := w.server.Handler()
	_, cookie := try(h, "10.0.0.1:9", "clerk", password)
	health := func() int {
		req := httptest.NewRequest("GET", api.Prefix+"/health", nil)
		req.Header.Set("Cookie", cookie)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		return rec.Code
	}
	for range 3 { // a browser that is open asks all the time
		clock.advance(4*time.Hour - time.Second)
		if got := health(); got != 200 {
			t.Errorf("before 12 hours: %d", got)
		}
	}
	clock.advance(3 * time.Second)
	if got := health(); got != 401 {
		t.Errorf("after 12 hours: %d", got)
	}
	_, cookie = try(h, "10.0.0.1:9", "clerk", password)
	clock.advance(4 * time.Hour)
	if got := health(); got != 401 {
		t.Errorf("after four hours of silence: %d", got)
	}
}

func TestUnknownAddresses(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		method, path, accept string
		status               int
		says                 string
	}{
		{"GET", "/nothing", "text/html", 404, "Nie ma takiej strony"},
		{"GET", "/static/..%2fclerk.html", "", 404, "not-found"},
		{"GET", "/static/clerk.html", "", 404, "not-found"},
		{"GET", api.Prefix + "/nothing", "text/html", 404, `"code":"not-found"`},
		{"DELETE", api.Prefix + "/queue", "", 405, `"code":"method"`},
		{"POST", api.Prefix + "/queue", "", 405, `"code":"method"`},
		{"PUT", "/board", "", 405, `"code":"method"`},
	} {
		res := send(t, w.stranger(), c.method, w.url(c.path), "", "Accept", c.accept)
		b, _ := io.ReadAll(res.Body)
		if res.StatusCode != c.status || !strings.Contains(string(b), c.says) {
			t.Errorf("%s %s: %s %s, want %d with %q", c.method, c.path, res.Status, b, c.status, c.says)
		}
	}
	if res := send(t, w.stranger(), "POST", w.url(api.Prefix+"/queue"), ""); res.Header.Get("Allow") != "GET" {
		t.Errorf("Allow: %q", res.Header.Get("Allow"))
	}
}

func TestPagesAreGuarded(t *testing.T) {
	w := newWorld(t)
	h, _ := w.clerk()
	for _, path := range []string{"/", "/board", "/lamps", "/paper", "/login", "/begin", "/me", "/people", "/nothing"} {
		res := send(t, h, "GET", w.url(path), "", "Accept", "text/html")
		b, _ := io.ReadAll(res.Body)
		policy := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: policy %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, res.Header)
		}
		for _, bad := range []string{" style=", " onclick", "<style", "http://", "https://", "?console.", "?board."} {
			if strings.Contains(string(b), bad) {
				t.Errorf("%s contains %q", path, bad)
			}
		}
	}
}
