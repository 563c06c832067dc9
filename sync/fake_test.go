package syncer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
	syncer "bileter/sync"
	"bileter/sync/wire"
)

// journal is a journal in memory.
type journal struct {
	origin queue.Origin

	mu      sync.Mutex
	events  []queue.Event
	pruned  uint64 // events up to here are gone
	fail    error
	changed chan struct{}
}

func newJournal(incarnation string, n int) *journal {
	j := &journal{origin: queue.Origin{Office: "olszanow", Node: "kiosk-1", Incarnation: incarnation}, changed: make(chan struct{})}
	j.grow(n)
	return j
}

func (j *journal) grow(n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	prev := j.head().Hash
	for range n {
		seq := uint64(len(j.events) + 1)
		e := queue.NewEvent(queue.Issued{Service: "d", Letter: "D", N: int(seq), Lang: "pl"}, time.Unix(int64(seq), 0), 0, false, j.origin.Incarnation)
		e.Seq, e.Prev = seq, prev
		j.events, prev = append(j.events, e), e.Hash()
	}
	close(j.changed)
	j.changed = make(chan struct{})
}

func (j *journal) head() wire.Cursor {
	if len(j.events) == 0 {
		return wire.Cursor{Hash: j.origin.Hash()}
	}
	return wire.Batch{Events: j.events}.Head()
}

func (j *journal) Origin() queue.Origin { return j.origin }

func (j *journal) Last() (uint64, queue.Hash) {
	j.mu.Lock()
	defer j.mu.Unlock()
	h := j.head()
	return h.Seq, h.Hash
}

func (j *journal) Events(from uint64, n int) ([]queue.Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fail != nil {
		return nil, j.fail
	}
	from = max(from, j.pruned+1)
	if from > uint64(len(j.events)) {
		return nil, nil
	}
	es := j.events[from-1:]
	return append([]queue.Event(nil), es[:min(n, len(es))]...), nil
}

func (j *journal) Changed(seq uint64) <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if uint64(len(j.events)) > seq {
		c := make(chan struct{})
		close(c)
		return c
	}
	return j.changed
}

// central is a server that keeps its word and forgets everything with the test.
type central struct {
	mu       sync.Mutex
	events   []queue.Event
	codes    map[string]bool
	token    queue.Hash
	enrolled int
	requests []string
	batches  []int
	answer   func(w http.ResponseWriter, r *http.Request) bool // true: it has answered instead
}

func (c *central) cursor(o queue.Origin) wire.Cursor {
	if len(c.events) == 0 {
		return wire.Cursor{Hash: o.Hash()}
	}
	return wire.Batch{Events: c.events}.Head()
}

func (c *central) stored() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.events)
}

func (c *central) asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.requests)
}

func (c *central) set(f func(c *central)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c)
}

func (c *central) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests = append(c.requests, r.URL.Path)
	if c.answer != nil && c.answer(w, r) {
		return
	}
	switch r.URL.Path {
	case wire.PathEnrol:
		var m wire.Enrol
		if err := wire.Decode(r.Body, wire.MaxSmall, &m); err != nil || m.Check() != nil {
			refuse(w, wire.Refusal{Code: wire.Bad})
			return
		}
		if !c.codes[m.Code] {
			refuse(w, wire.Refusal{Code: wire.WrongCode})
			return
		}
		c.token = m.Token
		c.enrolled++
		say(w, wire.Answer{Protocol: wire.Protocol})
	case wire.PathHello:
		var m wire.Hello
		if err := wire.Decode(r.Body, wire.MaxSmall, &m); err != nil || m.Check() != nil {
			refuse(w, wire.Refusal{Code: wire.Bad})
			return
		}
		if m.At != nil {
			refuse(w, wire.Refusal{Code: wire.Fork})
			return
		}
		say(w, wire.Answer{Protocol: wire.Protocol, Cursor: c.cursor(m.Origin)})
	case wire.PathEvents:
		b, err := wire.DecodeBatch(r.Body)
		if err != nil {
			refuse(w, wire.Refusal{Code: wire.Bad, Text: err.Error()})
			return
		}
		c.batches = append(c.batches, len(b.Events))
		at := c.cursor(b.Origin)
		if b.Events[0].Seq > at.Seq+1 {
			refuse(w, wire.Refusal{Code: wire.Gap, Cursor: &at})
			return
		}
		for _, e := range b.Events {
			if e.Seq > at.Seq {
				c.events = append(c.events, e)
			}
		}
		say(w, wire.Answer{Protocol: wire.Protocol, Cursor: c.cursor(b.Origin)})
	}
}

func say(w http.ResponseWriter, m any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(w).Encode(m)
}

func refuse(w http.ResponseWriter, r wire.Refusal) {
	w.Header().Set("Content-Type", "application/json")
	if r.RetryAfter > 0 {
		w.Header().Set("Retry-After", fmt.Sprint(int(r.RetryAfter.Seconds())))
	}
	w.WriteHeader(r.Code.Status())
	json.NewEncoder(w).Encode(r)
}

// line is a network without sockets: it hands requests to a handler, and may do worse.
type line struct {
	h     http.Handler
	fault func(r *http.Request) fault

	seen atomic.Int64
}

type fault int

const (
	none       fault = iota
	cutBefore        // the server never sees it
	cutAfter         // the server has done it; the answer is lost
	cutAnswer        // half of the answer arrives
	blackHole        // nothing ever comes back
	lateArrive       // the client gives up, and then the server gets it
)

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	l.seen.Add(1)
	f := none
	if l.fault != nil {
		f = l.fault(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	serve := func() *http.Response {
		in := r.Clone(context.WithoutCancel(r.Context()))
		in.Body = io.NopCloser(bytes.NewReader(body))
		rec := httptest.NewRecorder()
		l.h.ServeHTTP(rec, in)
		return rec.Result()
	}
	switch f {
	case cutBefore:
		return nil, io.ErrUnexpectedEOF
	case cutAfter:
		serve()
		return nil, io.ErrUnexpectedEOF
	case cutAnswer:
		resp := serve()
		b, _ := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(b[:len(b)/2]), broken{}))
		return resp, nil
	case blackHole:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case lateArrive:
		<-r.Context().Done()
		serve()
		return nil, r.Context().Err()
	}
	return serve(), nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// saved keeps what Save was given.
type saved struct {
	mu sync.Mutex
	b  []byte
	n  int
}

func (s *saved) save(b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.b, s.n = append([]byte(nil), b...), s.n+1
	return nil
}

// office is an Outbox with everything around it.
type office struct {
	*syncer.Outbox
	j     *journal
	c     *central
	line  *line
	board *health.Board
	kept  *saved
}

func newOffice(t *testing.T, j *journal, c *central, tune func(*syncer.Config)) *office {
	t.Helper()
	if c.codes == nil {
		c.codes = map[string]bool{"code": true}
	}
	o := &office{j: j, c: c, line: &line{h: c}, board: &health.Board{}, kept: &saved{}}
	cfg := syncer.Config{
		URL: "http://127.0.0.1/", Code: "code", Save: o.kept.save, Changed: j.Changed, Health: o.board,
		Client: &http.Client{Transport: o.line},
	}
	if tune != nil {
		tune(&cfg)
	}
	var err error
	if o.Outbox, err = syncer.New(j, cfg); err != nil {
		t.Fatal(err)
	}
	return o
}

// run runs the Outbox while f does, in a bubble whose time passes by itself.
func run(t *testing.T, o *office, f func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := o.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	f()
	cancel()
	wg.Wait()
}

// pass lets time pass, and then everything that it set off.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (o *office) warned(c health.Code) (detail string, on bool) {
	for _, w := range o.board.Warnings() {
		if w.Code == c {
			return w.Detail, true
		}
	}
	return "", false
}
