package central_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/internal/central"
	"bileter/internal/central/sqlstore"
	"bileter/internal/queue"
	"bileter/sync/wire"
)

var ctx = context.Background()

// empty is a database as it is made, made once: tests copy it.
var empty = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "central")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := sqlstore.Open(ctx, filepath.Join(dir, "x.db"), sqlstore.Options{})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "x.db"))
})

func newFile(t testing.TB) string {
	t.Helper()
	b, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "central.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openStore(t testing.TB, path string, o sqlstore.Options) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(ctx, path, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// machine is a node that speaks the protocol by hand.
type machine struct {
	origin queue.Origin
	secret wire.Secret
	events []queue.Event
}

func newMachine(node string) *machine {
	return &machine{origin: queue.Origin{Office: "olszanow", Node: node, Incarnation: "A"}, secret: wire.Secret{1, byte(len(node))}}
}

func (m *machine) head() wire.Cursor {
	if len(m.events) == 0 {
		return wire.Cursor{Hash: m.origin.Hash()}
	}
	return wire.Batch{Events: m.events}.Head()
}

func (m *machine) add(f queue.Fact, at time.Time, actor string) uint64 {
	return m.link(queue.NewEvent(f, at, 0, false, actor))
}

func (m *machine) link(e queue.Event) uint64 {
	at := m.head()
	e.Seq, e.Prev = at.Seq+1, at.Hash
	m.events = append(m.events, e)
	return e.Seq
}

// day is a morning in the office: 3 tickets, of which one is done, one called and one waiting.
func (m *machine) day(at time.Time) *machine {
	m.add(queue.DayOpened{Day: at.Format(time.DateOnly)}, at, "clock")
	var ids []uint64
	for n := range 3 {
		ids = append(ids, m.add(queue.Issued{Service: "d", Letter: "D", N: n + 1, Lang: "pl"}, at, "kiosk"))
	}
	m.add(queue.Called{Ticket: ids[0], Counter: 5}, at, "button:5")
	m.add(queue.Started{Ticket: ids[0], Counter: 5}, at, "counter:5")
	m.add(queue.Finished{Ticket: ids[0], Counter: 5, Outcome: queue.OutcomeServed}, at, "counter:5")
	m.add(queue.Called{Ticket: ids[1], Counter: 7}, at, "counter:7")
	m.add(queue.Printed{Ticket: ids[1], Paper: queue.PaperDoubt}, at, "printer")
	return m
}

func (m *machine) hello() wire.Hello {
	at := m.head()
	return wire.Hello{Protocol: wire.Protocol, Origin: m.origin, Last: at.Seq, Hash: at.Hash, Program: "0.1.0", Name: "Urząd Miejski w Olszanowie"}
}

func (m *machine) batch(t testing.TB) []byte {
	t.Helper()
	b, n, err := wire.EncodeBatch(wire.Batch{Protocol: wire.Protocol, Origin: m.origin, Last: uint64(len(m.events)), Events: m.events})
	if err != nil || n != len(m.events) {
		t.Fatal(n, err)
	}
	return b
}

// city is a server under test.
type city struct {
	t     testing.TB
	store *sqlstore.Store
	path  string
	h     http.Handler
	now   time.Time
}

var noon = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)

func newCity(t testing.TB, c central.Config) *city {
	t.Helper()
	x := &city{t: t, now: noon, path: newFile(t)}
	now := func() time.Time { return x.now }
	x.store = openStore(t, x.path, sqlstore.Options{Now: now})
	t.Cleanup(func() { x.store.Close() })
	c.Now = now
	x.h = central.New(x.store, c).Handler()
	return x
}

// admit enrols a machine as the administrator and the technician do.
func (x *city) admit(m *machine) {
	x.t.Helper()
	code, err := x.store.Code(ctx, m.origin.Office, m.origin.Node, time.Hour)
	if err != nil {
		x.t.Fatal(err)
	}
	e := wire.Enrol{Protocol: wire.Protocol, Office: m.origin.Office, Node: m.origin.Node, Code: code, Token: sha256.Sum256(m.secret[:])}
	if code, answer := x.post(nil, wire.PathEnrol, e); code != 200 {
		x.t.Fatal(answer)
	}
}

// post sends a message or ready bytes, signed by m unless it is nil.
func (x *city) post(m *machine, path string, body any) (int, string) {
	x.t.Helper()
	b, ready := body.([]byte)
	if !ready {
		var err error
		if b, err = wire.Encode(body); err != nil {
			x.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(b))
	if m != nil {
		wire.Sign(r.Header, m.origin.Office, m.origin.Node, m.secret)
	}
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// get asks for a page as this machine's own browser does, unless tune says otherwise.
func (x *city) get(path string, tune ...func(*http.Request)) *httptest.ResponseRecorder {
	x.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host, r.RemoteAddr = "127.0.0.1:8090", "127.0.0.1:40000"
	for _, f := range tune {
		f(r)
	}
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w
}

// refused checks the code of a refusal.
func refused(t testing.TB, status int, body string, want wire.Code) {
	t.Helper()
	var no wire.Refusal
	if err := json.Unmarshal([]byte(body), &no); err != nil || no.Code != want || status != want.Status() {
		t.Errorf("got %d %s, want %d %s", status, strings.TrimSpace(body), want.Status(), want)
	}
}

// lines reads an export.
func lines(t testing.TB, r io.Reader) (list []wire.Line) {
	t.Helper()
	dec := json.NewDecoder(r)
	for {
		var l wire.Line
		if err := dec.Decode(&l); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
}
