package central_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/internal/central"
	"bileter/internal/queue"
	"bileter/sync/wire"
)

func TestWayOfAMachine(t *testing.T) {
	x := newCity(t, central.Config{})
	m := newMachine("kiosk-1").day(noon)

	status, body := x.post(m, wire.PathHello, m.hello())
	refused(t, status, body, wire.UnknownNode)
	x.admit(m)
	if status, body = x.post(m, wire.PathHello, m.hello()); status != 200 {
		t.Fatal(body)
	}
	var a wire.Answer
	if err := json.Unmarshal([]byte(body), &a); err != nil || a.Cursor != (wire.Cursor{Hash: m.origin.Hash()}) || a.Protocol != wire.Protocol {
		t.Fatalf("%s %v", body, err)
	}
	for range 2 { // the second time the answer to the first was lost
		if status, body = x.post(m, wire.PathEvents, m.batch(t)); status != 200 {
			t.Fatal(body)
		}
		if err := json.Unmarshal([]byte(body), &a); err != nil || a.Cursor != m.head() {
			t.Fatalf("%s %v", body, err)
		}
	}
	w := x.get("/api/export?office=olszanow&node=kiosk-1")
	got := lines(t, w.Body)
	if len(got) != len(m.events) {
		t.Fatalf("%d lines, want %d", len(got), len(m.events))
	}
	for i, l := range got {
		if e, err := l.Event.Event(); err != nil || e.Hash() != m.events[i].Hash() || l.Hash != e.Hash() || l.Incarnation != "A" {
			t.Errorf("line %d: %+v %v", i, l, err)
		}
	}
	if err := x.store.Revoke(ctx, "olszanow", "kiosk-1"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{wire.PathHello, wire.PathEvents} {
		status, body = x.post(m, path, m.hello())
		refused(t, status, body, wire.Revoked)
	}
}

func TestIntakeRefuses(t *testing.T) {
	x := newCity(t, central.Config{})
	m, other := newMachine("kiosk-1").day(noon), newMachine("kiosk-22").day(noon)
	x.admit(m)
	stranger := newMachine("kiosk-1")
	stranger.secret[0]++
	later, early := m.hello(), m.hello()
	later.Protocol, early.Protocol = wire.Protocol+1, wire.Oldest-1
	gap := newMachine("kiosk-1").day(noon)
	gap.events = gap.events[3:]
	enrol := wire.Enrol{Protocol: wire.Protocol, Office: "olszanow", Node: "kiosk-1", Code: "AAAAA-BBBBB", Token: queue.Hash{1}}
	laterEnrol := enrol
	laterEnrol.Protocol++
	packed := func(s string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(s))
		z.Close()
		return b.Bytes()
	}

	tests := map[string]struct {
		as   *machine
		path string
		body any
		want wire.Code
	}{
		"hello unsigned":            {nil, wire.PathHello, m.hello(), wire.UnknownNode},
		"events unsigned":           {nil, wire.PathEvents, m.batch(t), wire.UnknownNode},
		"wrong secret":              {stranger, wire.PathHello, m.hello(), wire.UnknownNode},
		"hello for another machine": {m, wire.PathHello, other.hello(), wire.UnknownNode},
		"events of another machine": {m, wire.PathEvents, other.batch(t), wire.UnknownNode},
		"hello later protocol":      {m, wire.PathHello, later, wire.TooNew},
		"hello early protocol":      {m, wire.PathHello, early, wire.TooOld},
		"events later protocol":     {m, wire.PathEvents, packed(`{"protocol":2}`), wire.TooNew},
		"enrol later protocol":      {nil, wire.PathEnrol, laterEnrol, wire.TooNew},
		"hello no JSON":             {m, wire.PathHello, []byte("x"), wire.Bad},
		"hello that cannot be":      {m, wire.PathHello, wire.Hello{Protocol: 1}, wire.Bad},
		"events not packed":         {m, wire.PathEvents, []byte("{}"), wire.Bad},
		"events too large":          {m, wire.PathEvents, make([]byte, wire.MaxPacked+1), wire.TooLarge},
		"events bomb":               {m, wire.PathEvents, packed(strings.Repeat(" ", wire.MaxPlain+1)), wire.TooLarge},
		"hello too large":           {m, wire.PathHello, make([]byte, wire.MaxSmall+1), wire.TooLarge},
		"gap":                       {m, wire.PathEvents, gap.batch(t), wire.Gap},
		"wrong code":                {nil, wire.PathEnrol, enrol, wire.WrongCode},
		"enrol that cannot be":      {nil, wire.PathEnrol, wire.Enrol{Protocol: 1}, wire.Bad},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := x.post(tt.as, tt.path, tt.body)
			refused(t, status, body, tt.want)
		})
	}
	if w := x.get("/api/export?office=olszanow&node=kiosk-1"); w.Body.Len() != 0 {
		t.Errorf("something was stored: %s", w.Body)
	}
	if w := x.get(wire.PathHello); w.Code == 200 {
		t.Error("hello by GET")
	}
}

func TestForkIsShown(t *testing.T) {
	x := newCity(t, central.Config{})
	m, twin := newMachine("kiosk-1").day(noon), newMachine("kiosk-1").day(noon.Add(time.Second))
	x.admit(m)
	x.post(m, wire.PathHello, m.hello())
	if status, body := x.post(m, wire.PathEvents, m.batch(t)); status != 200 {
		t.Fatal(body)
	}
	if page := x.get("/").Body.String(); strings.Contains(page, "Wymaga uwagi") {
		t.Error("an alarm without a reason")
	}
	status, body := x.post(twin, wire.PathEvents, twin.batch(t))
	refused(t, status, body, wire.Fork)
	for path, want := range map[string][]string{
		"/":                 {"Wymaga uwagi", "rozbieżna historia", "kiosk-1"},
		"/offices/olszanow": {"Wymaga uwagi", "Odłożone do wyjaśnienia", "central settle"},
		"/api/offices":      {`"state":"fork"`, `"forks":9`},
		"/metrics":          {`central_node_forks{node="kiosk-1",office="olszanow"} 9`},
	} {
		page := x.get(path).Body.String()
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s: no %q", path, w)
			}
		}
	}
	if n := len(lines(t, x.get("/api/export?office=olszanow&node=kiosk-1").Body)); n != len(m.events) {
		t.Errorf("%d events, want %d", n, len(m.events))
	}
	if _, err := x.store.Settle(ctx, "olszanow", "kiosk-1"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/offices/olszanow"} {
		if page := x.get(path).Body.String(); strings.Contains(page, "Wymaga uwagi") || strings.Contains(page, "Odłożone do") {
			t.Errorf("%s: an alarm that was settled", path)
		}
	}
}

// With all places taken, a request is told when to come again, soon and once.
func TestBusy(t *testing.T) {
	x := newCity(t, central.Config{})
	m := newMachine("kiosk-1").day(noon)
	x.admit(m)
	// A writer in another process keeps the database's only right to write; the places fill up behind it.
	tx := hold(t, x.path)
	var wg sync.WaitGroup
	var mu sync.Mutex
	busy, others := 0, 0
	for range 24 {
		wg.Go(func() {
			r := httptest.NewRequest(http.MethodPost, wire.PathEvents, bytes.NewReader(m.batch(t)))
			wire.Sign(r.Header, "olszanow", "kiosk-1", m.secret)
			w := httptest.NewRecorder()
			x.h.ServeHTTP(w, r)
			mu.Lock()
			defer mu.Unlock()
			if w.Code != http.StatusServiceUnavailable {
				others++
				return
			}
			if w.Header().Get("Retry-After") == "" {
				t.Error("busy, without Retry-After")
			}
			if busy++; busy == 8 {
				tx.release() // now everybody else gets through
			}
		})
	}
	wg.Wait()
	if busy != 8 || others != 16 {
		t.Errorf("%d busy, %d others, want 8 and 16", busy, others)
	}
	if n := len(lines(t, x.get("/api/export?office=olszanow&node=kiosk-1").Body)); n != len(m.events) {
		t.Errorf("%d events, want %d", n, len(m.events))
	}
}

func TestStoreThatFails(t *testing.T) {
	x := newCity(t, central.Config{})
	m := newMachine("kiosk-1").day(noon)
	x.admit(m)
	x.store.Close()
	status, body := x.post(m, wire.PathEvents, m.batch(t))
	refused(t, status, body, wire.Failed)
	if strings.Contains(body, "sql") {
		t.Errorf("the answer tells too much: %s", body)
	}
	for path, want := range map[string]int{"/healthz": 503, "/": 500, "/offices/olszanow": 500, "/api/offices": 500} {
		if w := x.get(path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	func() {
		defer func() {
			if p := recover(); p != http.ErrAbortHandler {
				t.Errorf("a broken export ended with %v: half a history looks whole", p)
			}
		}()
		x.get("/api/export?office=olszanow&node=kiosk-1")
	}()
}
