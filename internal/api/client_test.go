package api_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/api"
)

// office answers every request the same way and remembers the last one.
type office struct {
	status int
	kind   string
	body   string
	method string
	path   string
	header http.Header
	sent   string
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	o.method, o.path, o.header, o.sent = r.Method, r.URL.Path, r.Header, string(b)
	w.Header().Set("Content-Type", o.kind)
	w.WriteHeader(o.status)
	io.WriteString(w, o.body)
}

func TestRequests(t *testing.T) {
	o := &office{status: 200, kind: "application/json", body: `{}`}
	srv := httptest.NewServer(o)
	defer srv.Close()
	c := api.NewClient(nil, srv.URL+"/")
	c.Lang = "uk"
	for _, s := range []struct {
		name   string
		do     func(ctx context.Context) error
		method string
		path   string
		key    string
		body   string
	}{
		{"office", func(ctx context.Context) error { _, err := c.Office(ctx); return err }, "GET", "/api/v1/office", "", ""},
		{"queue", func(ctx context.Context) error { _, err := c.Queue(ctx); return err }, "GET", "/api/v1/queue", "", ""},
		{"health", func(ctx context.Context) error { _, err := c.Health(ctx); return err }, "GET", "/api/v1/health", "", ""},
		{"issue", func(ctx context.Context) error {
			_, err := c.Issue(ctx, "k1", api.Issue{Service: "D1", Lang: "pl"})
			return err
		}, "POST", "/api/v1/tickets", "k1", `{"service":"D1","lang":"pl"}`},
		{"ticket", func(ctx context.Context) error { _, err := c.Ticket(ctx, 7); return err }, "GET", "/api/v1/tickets/7", "", ""},
		{"return", func(ctx context.Context) error { _, err := c.Return(ctx, "k2", 7); return err }, "POST", "/api/v1/tickets/7/return", "k2", ""},
		{"cancel", func(ctx context.Context) error { _, err := c.Cancel(ctx, "k3", 7); return err }, "POST", "/api/v1/tickets/7/cancel", "k3", ""},
		{"reprint", func(ctx context.Context) error { _, err := c.Reprint(ctx, "k6", 7); return err }, "POST", "/api/v1/tickets/7/reprint", "k6", ""},
		{"next", func(ctx context.Context) error { _, err := c.Counter(ctx, "k4", 5, "next", nil); return err }, "POST", "/api/v1/counters/5/next", "k4", ""},
		{"transfer", func(ctx context.Context) error {
			_, err := c.Counter(ctx, "k5", 5, "transfer", api.Transfer{Counter: 3})
			return err
		}, "POST", "/api/v1/counters/5/transfer", "k5", `{"counter":3}`},
		{"login", func(ctx context.Context) error { return c.Login(ctx, "anna", "123456") }, "POST", "/api/v1/login", "", `{"login":"anna","password":"123456"}`},
		{"logout", func(ctx context.Context) error { return c.Logout(ctx) }, "POST", "/api/v1/logout", "", ""},
	} {
		t.Run(s.name, func(t *testing.T) {
			if err := s.do(t.Context()); err != nil {
				t.Fatal(err)
			}
			if o.method != s.method || o.path != s.path || o.sent != s.body || o.header.Get("Idempotency-Key") != s.key || o.header.Get("Accept-Language") != "uk" {
				t.Errorf("got %s %s %q %v", o.method, o.path, o.sent, o.header)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	for _, s := range []struct {
		name   string
		status int
		body   string
		code   string // of an *api.Error; empty: another error
	}{
		{"refusal", 409, `{"code":"closed","text":"Zamknięte","until":"2026-11-23T07:00:00Z"}`, "closed"},
		{"stopped", 503, `{"code":"stopped","text":"x"}`, "stopped"},
		{"a proxy's page", 502, `<html>Bad gateway</html>`, ""},
		{"an error without a code", 500, `{}`, ""},
		{"an answer cut short", 200, `{"id":"x`, ""},
		{"an answer of another kind", 200, `[]`, ""},
	} {
		t.Run(s.name, func(t *testing.T) {
			srv := httptest.NewServer(&office{status: s.status, kind: "application/json", body: s.body})
			defer srv.Close()
			_, err := api.NewClient(nil, srv.URL).Office(t.Context())
			var e *api.Error
			if err == nil || errors.As(err, &e) != (s.code != "") || s.code != "" && !api.IsCode(err, s.code) {
				t.Errorf("got %v, want code %q", err, s.code)
			}
			if s.name == "refusal" && !e.Until.Equal(time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)) {
				t.Errorf("until %v", e.Until)
			}
		})
	}
}

func TestDialUnix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	c := api.DialUnix(path)
	if _, err := c.Queue(t.Context()); err == nil {
		t.Error("no socket, no error")
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	srv := &httptest.Server{Listener: l, Config: &http.Server{Handler: &office{status: 200, kind: "application/json", body: `{"version":9}`}}}
	srv.Start()
	defer srv.Close()
	if q, err := c.Queue(t.Context()); err != nil || q.Version != 9 {
		t.Errorf("got %+v, %v", q, err)
	}
}

// trip is a transport without a network.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRequestHasDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := api.NewClient(&http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})}, "http://office")
		for _, bound := range []time.Duration{0, time.Minute} {
			ctx, want := t.Context(), api.DefaultTimeout
			if bound > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, bound)
				defer cancel()
				want = bound
			}
			start := time.Now()
			_, err := c.Queue(ctx)
			if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != want {
				t.Errorf("took %v: %v; want %v", took, err, want)
			}
		}
	})
}

func stream(body io.Reader) *api.Client {
	return api.NewClient(&http.Client{Transport: trip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(body), Header: http.Header{}, Request: r}, nil
	})}, "http://office")
}

func TestEvents(t *testing.T) {
	enough := errors.New("enough")
	for _, s := range []struct {
		name, body string
		want       string // sequence numbers
		err        error  // nil: any
	}{
		{"two, a comment and a heartbeat", "retry: 1000\n\n: hello\n\nid: 1\nevent: issued\ndata: {\"seq\":1,\"kind\":\"issued\",\"at\":\"2026-11-20T09:00:00Z\"}\n\n: still here\n\ndata: {\"seq\":2}\n\n", "1 2 ", io.EOF},
		{"without spaces, with returns", "data:{\"seq\":3}\r\n\r\n", "3 ", io.EOF},
		{"in two lines", "data: {\"seq\":\ndata: 4}\n\n", "4 ", io.EOF},
		{"cut before its end", "data: {\"seq\":5}\n", "", io.EOF},
		{"not JSON", "data: hello\n\n", "", nil},
		{"a line too long", "data: \"" + strings.Repeat("x", 70<<10) + "\"\n\n", "", nil},
		{"an event too long", strings.Repeat("data: "+strings.Repeat("x", 1000)+"\n", 100) + "\n", "", nil},
		{"stopped by its reader", "data: {\"seq\":99}\n\ndata: {\"seq\":100}\n\n", "99 ", enough},
		{"nothing", "", "", io.EOF},
	} {
		t.Run(s.name, func(t *testing.T) {
			got := ""
			err := stream(strings.NewReader(s.body)).Events(t.Context(), 0, func(e api.Event) error {
				got += fmt.Sprint(e.Seq, " ")
				if e.Seq == 99 {
					return enough
				}
				return nil
			})
			if got != s.want || err == nil || s.err != nil && !errors.Is(err, s.err) {
				t.Errorf("got %q, %v; want %q, %v", got, err, s.want, s.err)
			}
		})
	}
}

// TestSilentStream never ends and never says anything: a cable was pulled.
func TestSilentStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		c := api.NewClient(&http.Client{Transport: trip(func(req *http.Request) (*http.Response, error) {
			context.AfterFunc(req.Context(), func() { r.CloseWithError(req.Context().Err()) })
			return &http.Response{StatusCode: 200, Body: r, Header: http.Header{}, Request: req}, nil
		})}, "http://office")
		go func() {
			for range 4 { // a minute of heartbeats, then nothing
				time.Sleep(api.Heartbeat)
				io.WriteString(w, ": still here\n\n")
			}
		}()
		start := time.Now()
		err := c.Events(t.Context(), 0, func(api.Event) error { return nil })
		if took := time.Since(start); !errors.Is(err, api.ErrSilent) || took < time.Minute+2*api.Heartbeat || took > 2*time.Minute {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

func TestEventsStopWithContext(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	c := api.NewClient(&http.Client{Transport: trip(func(req *http.Request) (*http.Response, error) {
		context.AfterFunc(req.Context(), func() { r.CloseWithError(req.Context().Err()) })
		return &http.Response{StatusCode: 200, Body: r, Header: http.Header{}, Request: req}, nil
	})}, "http://office")
	go io.WriteString(w, "data: {\"seq\":1}\n\n")
	err := c.Events(ctx, 0, func(api.Event) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's end", err)
	}
}

func FuzzEvents(f *testing.F) {
	f.Add("data: {\"seq\":1}\n\n")
	f.Add(": c\r\nid: 1\nevent: x\ndata: {}\n\n\n")
	f.Add("data\ndata:\n\n")
	f.Fuzz(func(t *testing.T, body string) {
		n := 0
		err := stream(strings.NewReader(body)).Events(context.Background(), 0, func(api.Event) error { n++; return nil })
		if err == nil || n > strings.Count(body, "data") {
			t.Errorf("%d events, %v", n, err)
		}
	})
}
