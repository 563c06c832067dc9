package central_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/central"
	"bileter/internal/central/sqlstore"
	"bileter/internal/queue"
	syncer "bileter/sync"
	"bileter/sync/wire"
)

// fault is what happens to one request on its way.
type fault int

const (
	none        fault = iota
	cutBefore         // never arrives
	cutAfter          // is done, the answer is lost
	cutAnswer         // half of the answer comes back
	blackHole         // nothing comes back, ever
	late              // nothing comes back; the server does it a minute after
	slow              // takes 8 seconds
	serverError       // a proxy says 502
	faults            // how many there are
)

// world is one office, one server, and a line between them that does what it is told. It lives in a
// synctest bubble: a minute of waiting takes no time.
type world struct {
	t    *testing.T
	path string // of the server's database
	o    sqlstore.Options

	mu     sync.Mutex // protects what follows
	store  *sqlstore.Store
	h      http.Handler // nil: the server is down
	next   []fault      // of the requests to come; then none
	events []queue.Event
	grown  chan struct{}
	saved  []byte

	origin queue.Origin
	code   string
	stop   context.CancelFunc
	out    *syncer.Outbox
	wg     sync.WaitGroup // the running Outbox, and requests that arrive late
}

func newWorld(t *testing.T, o sqlstore.Options) *world {
	w := newServerAlone(t, o)
	w.startOffice()
	return w
}

// newServerAlone is a world whose office has not been started yet and has a code.
func newServerAlone(t *testing.T, o sqlstore.Options) *world {
	w := &world{stop: func() {}, t: t, path: newFile(t), o: o, grown: make(chan struct{}), origin: queue.Origin{Office: "olszanow", Node: "kiosk-1", Incarnation: "A"}}
	w.startServer()
	var err error
	if w.code, err = w.store.Code(ctx, "olszanow", "", time.Hour); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) startServer() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.store = openStore(w.t, w.path, w.o)
	w.h = central.New(w.store, central.Config{}).Handler()
}

// killServer stops the server between two requests.
func (w *world) killServer() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.h == nil {
		return
	}
	w.h = nil
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// restore puts an older copy of the database in the place of the present one.
func (w *world) restore(copy []byte) {
	w.killServer()
	if err := os.WriteFile(w.path, copy, 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.startServer()
}

// backup copies the database of a server at rest.
func (w *world) backup() []byte {
	w.killServer()
	b, err := os.ReadFile(w.path)
	if err != nil {
		w.t.Fatal(err)
	}
	w.startServer()
	return b
}

func (w *world) startOffice() {
	w.mu.Lock()
	saved := w.saved
	w.mu.Unlock()
	dice := rand.New(rand.NewPCG(1, uint64(len(saved)))) // the same schedule goes the same way again
	out, err := syncer.New(w, syncer.Config{
		URL: "http://127.0.0.1", Code: w.code, Saved: saved, Save: w.save, Changed: w.Changed, Client: &http.Client{Transport: w},
		Jitter: func(limit time.Duration) time.Duration { return time.Duration(dice.Int64N(int64(limit))) },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	run, stop := context.WithCancel(context.Background())
	w.out, w.stop = out, stop
	w.wg.Go(func() { out.Run(run) })
}

// restartOffice ends the office's program and starts it with what it has saved.
func (w *world) restartOffice() {
	w.stop()
	synctest.Wait()
	w.startOffice()
}

// end stops everything; to be called before the bubble ends.
func (w *world) end() {
	w.stop()
	pass(2 * time.Minute) // requests that are late arrive
	w.wg.Wait()
	w.killServer()
}

func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (w *world) save(b []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.saved = bytes.Clone(b)
	return nil
}

// grow adds n events to the office's journal.
func (w *world) grow(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	prev := w.head().Hash
	for range n {
		seq := uint64(len(w.events) + 1)
		var f queue.Fact
		switch {
		case seq == 1:
			f = queue.DayOpened{Day: "2026-11-20"}
		case seq%3 == 2:
			f = queue.Issued{Service: "d", Letter: "D", N: int(seq), Lang: "pl"}
		case seq%3 == 0:
			f = queue.Called{Ticket: seq - 1, Counter: 5}
		default:
			f = queue.Finished{Ticket: seq - 2, Counter: 5, Outcome: queue.OutcomeServed}
		}
		e := queue.NewEvent(f, time.Now(), 0, false, "kiosk")
		e.Seq, e.Prev = seq, prev
		w.events, prev = append(w.events, e), e.Hash()
	}
	close(w.grown)
	w.grown = make(chan struct{})
}

func (w *world) head() wire.Cursor {
	if len(w.events) == 0 {
		return wire.Cursor{Hash: w.origin.Hash()}
	}
	return wire.Batch{Events: w.events}.Head()
}

// Origin, Last, Events and Changed are the office's journal.
func (w *world) Origin() queue.Origin { return w.origin }

func (w *world) Last() (uint64, queue.Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := w.head()
	return h.Seq, h.Hash
}

func (w *world) Events(from uint64, n int) ([]queue.Event, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if from > uint64(len(w.events)) {
		return nil, nil
	}
	es := w.events[from-1:]
	return append([]queue.Event(nil), es[:min(n, len(es))]...), nil
}

func (w *world) Changed(seq uint64) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if uint64(len(w.events)) > seq {
		c := make(chan struct{})
		close(c)
		return c
	}
	return w.grown
}

func (w *world) plan(fs ...fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = append(w.next, fs...)
}

// RoundTrip is the line.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	f := none
	if len(w.next) > 0 {
		f, w.next = w.next[0], w.next[1:]
	}
	w.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	switch f {
	case cutBefore:
		return nil, io.ErrUnexpectedEOF
	case cutAfter:
		w.serve(r, body)
		return nil, io.ErrUnexpectedEOF
	case cutAnswer:
		resp, err := w.serve(r, body)
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(b[:len(b)/2]))
		return resp, err
	case blackHole, late:
		if f == late {
			w.wg.Go(func() {
				<-time.After(time.Minute)
				w.serve(r, body)
			})
		}
		<-r.Context().Done()
		return nil, r.Context().Err()
	case slow:
		<-time.After(8 * time.Second)
	case serverError:
		return &http.Response{StatusCode: 502, Status: "502 Bad Gateway", Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(nil)), Request: r}, nil
	}
	return w.serve(r, body)
}

var errRefused = errors.New("connection refused")

// serve hands a request to the server. The lock keeps it from being killed in the middle of one; being
// killed there is what the store's own tests, and those with real processes, are for.
func (w *world) serve(r *http.Request, body []byte) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.h == nil {
		return nil, errRefused
	}
	in := r.Clone(context.Background())
	in.Body = io.NopCloser(bytes.NewReader(body))
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, in)
	return rec.Result(), nil
}

// differs says how the server's history is not exactly the journal; "" when it is.
func (w *world) differs() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	i, wrong := 0, ""
	err := w.store.Export(ctx, "olszanow", "kiosk-1", func(l wire.Line) error {
		if wrong == "" && (i >= len(w.events) || l.Hash != w.events[i].Hash() || l.Seq != w.events[i].Seq) {
			wrong = "another event than the journal's, or one twice"
		}
		i++
		return nil
	})
	switch {
	case err != nil:
		return err.Error()
	case wrong == "" && i < len(w.events):
		return "events are missing"
	}
	return wrong
}
