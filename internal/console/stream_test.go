package console_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/office"
	"bileter/internal/queue"
)

var errEnough = errors.New("enough")

// TestResume reads a flow of events through a stream that breaks again and again: each comes once, in order.
func TestResume(t *testing.T) {
	w := newWorld(t)
	const total = 150
	doc, _ := description()
	shape := doc.Components.Schemas["Event"].Value
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var writers sync.WaitGroup
	writers.Go(func() {
		for i := range total {
			if _, err := w.local().Issue(ctx, fmt.Sprintf("flow-%d", i), api.Issue{Service: "D1", Lang: "pl"}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	_, c := w.clerk()
	var got []api.Event
	var last uint64
	streams := 0
	for last < total+1 { // the day's opening is an event too
		streams++
		n := 0
		err := c.Events(ctx, last, func(e api.Event) error {
			got, last = append(got, e), e.Seq
			if n++; n == 1+streams%9 || e.Seq == total+1 {
				return errEnough
			}
			return nil
		})
		if !errors.Is(err, errEnough) && last < total+1 {
			t.Fatalf("stream %d after %d: %v", streams, last, err)
		}
	}
	writers.Wait()
	if streams < 10 {
		t.Errorf("only %d streams: nothing was resumed", streams)
	}
	for i, e := range got {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d has seq %d: lost or repeated", i, e.Seq)
		}
		b, _ := json.Marshal(e)
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		if err := shape.VisitJSON(v); err != nil {
			t.Errorf("event %s: %v", b, err)
		}
		if e.Kind == queue.EvIssued && (e.Service != "D1" || e.Number == "" || e.Ticket != e.Seq) {
			t.Errorf("event %+v", e)
		}
	}
}

func TestStreamHeaders(t *testing.T) {
	w := newWorld(t)
	res := send(t, w.stranger(), "GET", w.url(api.Prefix+"/events"), "")
	for name, want := range map[string]string{"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if res := send(t, w.stranger(), "GET", w.url(api.Prefix+"/events"), "", "Last-Event-ID", "-1"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("Last-Event-ID -1: %s", res.Status)
	}
}

// TestStrangersStream sees what happens and not what for.
func TestStrangersStream(t *testing.T) {
	w := newWorld(t)
	i := w.issue("a", "D1", "uk")
	w.command(5, "open")
	w.command(5, "next")
	res := send(t, w.stranger(), "GET", w.url(api.Prefix+"/events?after=0"), "")
	var seen strings.Builder
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		seen.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), `"kind":"called"`) {
			break
		}
	}
	if !strings.Contains(seen.String(), "event: called\n") || !strings.Contains(seen.String(), `"number":"D001","counter":5`) {
		t.Errorf("the call is missing in %s", seen.String())
	}
	for _, secret := range []string{i.Ticket.Token, `"service"`, `"lang"`} {
		if strings.Contains(seen.String(), secret) {
			t.Errorf("a stranger reads %s in %s", secret, seen.String())
		}
	}
}

// TestStreamEndsWithSession signs out while a stream is open.
func TestStreamEndsWithSession(t *testing.T) {
	w := newWorld(t)
	_, c := w.clerk()
	w.issue("a", "D1", "pl")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := c.Events(ctx, 0, func(e api.Event) error {
		if e.Kind == queue.EvIssued && e.Number == "D001" {
			if err := c.Logout(ctx); err != nil {
				return err
			}
			w.issue("b", "D1", "pl")
		}
		return nil
	})
	if !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want the end of the stream", err)
	}
}

func TestStreamEndsWithServer(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	begun := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- w.local().Events(t.Context(), 0, func(e api.Event) error {
			if e.Kind == queue.EvIssued {
				close(begun)
			}
			return nil
		})
	}()
	<-begun
	start := time.Now()
	w.stop()
	if err := <-ended; err == nil {
		t.Error("the stream ended without a word")
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("an open stream held the end up for %v", took)
	}
}

// memory is a journal without a disk, for tests whose time stands still while they wait.
type memory struct {
	mu     sync.Mutex // protects events
	events []queue.Event
}

func (m *memory) Append(es []queue.Event, _ []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, es...)
	return nil
}

func (m *memory) Events(from uint64, limit int) ([]queue.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	es := m.events[min(from-1, uint64(len(m.events))):]
	return es[:min(limit, len(es))], nil
}

func (m *memory) Load() (*queue.State, error) {
	s := queue.NewState(queue.Origin{})
	for _, e := range m.events {
		s.Apply(e)
	}
	return s, nil
}

func (m *memory) Reopen() error { return nil }

// pipes is a listener whose connections are pipes, so that a synctest bubble holds both ends.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// bubble runs an office and its console on pipes, inside synctest.
func bubble(t *testing.T, events int, f func(t *testing.T, o *office.Office, p *pipes)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		setup := smallOffice()
		o := office.New(office.Config{Setup: setup, Journal: &memory{}})
		if err := o.Load(); err != nil {
			t.Fatal(err)
		}
		s := console.New(console.Config{Office: o})
		p := newPipes()
		var parts sync.WaitGroup
		parts.Go(func() { o.Run(ctx) })
		parts.Go(func() { s.Serve(ctx, p, s.Local()) })
		for i := range events { // opening and closing goes on for ever, numbers do not
			var v queue.Verb = queue.OpenCounter{Counter: 1}
			if i%2 == 1 {
				v = queue.CloseCounter{Counter: 1}
			}
			if _, err := o.Do(ctx, queue.Command{Do: v}); err != nil {
				t.Fatal(err)
			}
		}
		f(t, o, p)
		cancel()
		parts.Wait()
	})
}

func TestHeartbeat(t *testing.T) {
	bubble(t, 1, func(t *testing.T, o *office.Office, p *pipes) {
		near, _ := p.dial(t.Context(), "", "")
		defer near.Close()
		fmt.Fprint(near, "GET /api/v1/events HTTP/1.1\r\nHost: office\r\n\r\n")
		r := bufio.NewReader(near)
		start := time.Now()
		beats := 0
		for beats < 3 {
			line, err := r.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(line, ":") {
				beats++
			}
		}
		if took := time.Since(start); took != 3*api.Heartbeat {
			t.Errorf("three beats took %v, want %v", took, 3*api.Heartbeat)
		}
	})
}

// TestSlowReaderIsDropped opens a stream and reads nothing.
func TestSlowReaderIsDropped(t *testing.T) {
	bubble(t, 300, func(t *testing.T, o *office.Office, p *pipes) {
		near, _ := p.dial(t.Context(), "", "")
		defer near.Close()
		fmt.Fprint(near, "GET /api/v1/events?after=0 HTTP/1.1\r\nHost: office\r\n\r\n")
		time.Sleep(11 * time.Second) // of the bubble's clock
		synctest.Wait()
		b := make([]byte, 1)
		if _, err := near.Read(b); !errors.Is(err, io.EOF) {
			t.Errorf("the stream of a reader who does not read: %v, want it closed", err)
		}
	})
}

func TestFarBehindStartsAnew(t *testing.T) {
	bubble(t, 6200, func(t *testing.T, o *office.Office, p *pipes) {
		tr := &http.Transport{DialContext: p.dial}
		defer tr.CloseIdleConnections()
		c := api.NewClient(&http.Client{Transport: tr}, "http://office")
		v := o.Version()
		if v < 5100 {
			t.Fatalf("only %d events", v)
		}
		for after, want := range map[uint64]string{v - 10: "", 0: api.KindReset} {
			var first *api.Event
			err := c.Events(t.Context(), after, func(e api.Event) error { first = &e; return errEnough })
			if !errors.Is(err, errEnough) {
				t.Fatal(err)
			}
			if want == "" && first.Seq != after+1 || want != "" && (first.Kind != want || first.Seq != v) {
				t.Errorf("after %d of %d: %+v", after, v, first)
			}
		}
	})
}

// TestReaderFromAnotherJournal resumes after an event that this office has not reached: the data folder was
// replaced under a page that stayed open.
func TestReaderFromAnotherJournal(t *testing.T) {
	w := newWorld(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, c := w.clerk()
	kinds := make(chan string, 100)
	done := make(chan error, 1)
	go func() {
		done <- c.Events(ctx, 500, func(e api.Event) error { kinds <- e.Kind; return nil })
	}()
	if k := <-kinds; k != api.KindReset {
		t.Fatalf("first event is %s, want %s", k, api.KindReset)
	}
	w.issue("k", "D1", "pl")
	if k := <-kinds; k != queue.EvDayOpened && k != queue.EvIssued {
		t.Fatalf("then %s", k)
	}
	stop()
	<-done
}
