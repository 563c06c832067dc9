package main_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bileter/configs"
	view "bileter/display"
	"bileter/display/board"
	"bileter/display/board/emulator"
	"bileter/display/voice"
	"bileter/internal/console"
	core "bileter/internal/office"
	"bileter/internal/queue"
	"bileter/store"
)

// watchers are open event streams; some of them fetch the queue after each event, as a hall board does.
const (
	watchers = 200
	pagesOf  = 20
)

// sight notes when each call was seen where.
type sight struct {
	mu      sync.Mutex // protects what follows
	number  string
	start   time.Time
	seen    map[string][]time.Duration
	missing int
	all     chan struct{} // closed when everybody has seen the call
}

func (s *sight) expect(number string, eyes int) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number, s.missing, s.all = number, eyes, make(chan struct{})
	return s.all
}

func (s *sight) accepted(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.start = at
}

func (s *sight) see(where string, text func(number string) bool) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.number == "" || !text(s.number) {
		return
	}
	s.seen[where] = append(s.seen[where], max(now.Sub(s.start), 0))
	if s.missing--; s.missing == 0 {
		s.number = ""
		close(s.all)
	}
}

// BenchmarkCallSeen is the time from the answer to a call until lamp, board, voice, 200 event streams and 20 hall
// pages show it, all in this process and on loopback (target: p99 20 ms, 100 MB together), beside a bare fan-out to as
// many connections.
func BenchmarkCallSeen(b *testing.B) {
	cfg, err := configs.Load("../../configs/" + configs.SampleName)
	if err != nil {
		b.Fatal(err)
	}
	setup := &cfg.Setup
	setup.Rules.MinCallGap = -1
	setup.Hours = map[string]queue.Hours{"office": {}}
	h := setup.Hours["office"]
	for d := range h.Week {
		h.Week[d] = []queue.Span{{Open: 0, Close: 24 * 60}}
	}
	setup.Hours["office"] = h
	j, err := store.Open(filepath.Join(b.TempDir(), "journal.db"), setup.Office, setup.Node)
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	o := core.New(core.Config{Setup: setup, Journal: j})
	ctx, stop := context.WithCancel(context.Background())
	var parts sync.WaitGroup
	defer parts.Wait()
	defer stop()
	parts.Go(func() { o.Run(ctx) })

	s := &sight{seen: map[string][]time.Duration{}}
	lamps := backend(func(ps []view.Picture) {
		s.see("lamp", func(n string) bool {
			return slices.ContainsFunc(ps, func(p view.Picture) bool { return p.Ticket == n && p.Lamp == view.Calling })
		})
	})
	line := boardsOf(setup, s)
	hall := &view.Hall{Office: o, Setup: o.Setup, Outlets: []view.Outlet{{Name: "lamps", Backend: lamps, Blinks: true}, {Name: "boards", Backend: line, Resend: board.Turn}}}
	parts.Go(func() { hall.Run(ctx) })
	v := &voice.Voice{Office: heard{o, s}, Setup: o.Setup, Pack: &voice.Pack{}, Player: mute{}, Speakers: []voice.Speaker{{Device: "hall", Volume: 80}}}
	parts.Go(func() { v.Run(ctx) })

	server := console.New(console.Config{Office: o})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	parts.Go(func() { server.Serve(ctx, l, server.Handler()) })
	var open sync.WaitGroup
	open.Add(watchers)
	for i := range watchers {
		parts.Go(func() { watch(ctx, b, l.Addr().String(), i < pagesOf, s, open.Done) })
	}
	open.Wait()

	do := func(v queue.Verb) queue.Answer {
		a, err := o.Do(ctx, queue.Command{ID: fmt.Sprint("bench-", ids.Add(1)), Actor: "bench", Do: v})
		if err != nil {
			b.Fatal(err)
		}
		return a
	}
	counters := setup.CountersOf("P1")
	for _, n := range counters {
		do(queue.OpenCounter{Counter: n})
	}
	bare := newBare(ctx, b, &parts)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		bare.round(s)
		t := do(queue.Issue{Service: "P1", Lang: "pl", Token: fmt.Sprintf("%022d", i)}).Ticket
		time.Sleep(20 * time.Millisecond) // let the ticket's own event pass by
		n := counters[i%len(counters)]
		all := s.expect(t.Number(), 3+watchers+pagesOf)
		b.StartTimer()
		do(queue.Next{Counter: n})
		s.accepted(time.Now())
		select {
		case <-all:
		case <-time.After(10 * time.Second):
			b.Fatalf("%s was not seen by %d", t.Number(), s.missing)
		}
	}
	for where, ds := range s.seen {
		slices.Sort(ds)
		b.ReportMetric(float64(ds[len(ds)/2].Microseconds())/1000, where+"-p50-ms")
		b.ReportMetric(float64(ds[len(ds)*99/100].Microseconds())/1000, where+"-p99-ms")
	}
	b.ReportMetric(resident(b, os.Getpid()), "resident-MB")
}

// bare is the floor: a channel that wakes 200 writers, each of which writes a line to its connection, and 200 readers.
type bare struct {
	mu   sync.Mutex // protects wake
	wake chan struct{}
	came chan time.Time
}

func newBare(ctx context.Context, b *testing.B, parts *sync.WaitGroup) *bare {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	context.AfterFunc(ctx, func() { l.Close() })
	f := &bare{wake: make(chan struct{}), came: make(chan time.Time, watchers)}
	for range watchers {
		out, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		in, err := l.Accept()
		if err != nil {
			b.Fatal(err)
		}
		context.AfterFunc(ctx, func() { in.Close(); out.Close() })
		wake := f.wake
		parts.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case <-wake:
				}
				f.mu.Lock()
				wake = f.wake
				f.mu.Unlock()
				fmt.Fprintf(in, "%s\n", strings.Repeat("x", 150))
			}
		})
		parts.Go(func() {
			r := bufio.NewReaderSize(out, 1024)
			for {
				if _, err := r.ReadSlice('\n'); err != nil {
					return
				}
				f.came <- time.Now()
			}
		})
	}
	return f
}

func (f *bare) round(s *sight) {
	f.mu.Lock()
	start, old := time.Now(), f.wake
	f.wake = make(chan struct{})
	close(old)
	f.mu.Unlock()
	for range watchers {
		s.seen["floor"] = append(s.seen["floor"], (<-f.came).Sub(start))
	}
}

var ids atomic.Uint64

type backend func([]view.Picture)

func (f backend) Show(_ context.Context, ps []view.Picture) error { f(ps); return nil }

// boardsOf is a line of Modbus boards, one for each counter of the service, that notes what reaches it.
func boardsOf(setup *queue.Setup, s *sight) *board.Line {
	l := &board.Line{Baud: 115200}
	var es []emulator.Board
	for i, n := range setup.CountersOf("P1") {
		l.Boards = append(l.Boards, board.Board{Name: fmt.Sprint("board ", n), Protocol: board.Protocols()["modbus"], Address: i + 1, Chars: 4, Counter: n})
		es = append(es, emulator.Like("modbus", i+1, 4, 0))
	}
	wires := emulator.New(es...)
	l.Open = func(context.Context) (board.Link, error) { return noting{wires, s}, nil }
	return l
}

type noting struct {
	*emulator.Line
	s *sight
}

func (n noting) Write(b []byte, d time.Duration) (int, error) {
	k, err := n.Line.Write(b, d)
	n.s.see("board", func(number string) bool {
		wide := strings.Join(strings.Split(number, ""), "\x00")
		return bytes.Contains(b, []byte(wide))
	})
	return k, err
}

// heard notes when the voice has queued a call.
type heard struct {
	*core.Office
	s *sight
}

func (h heard) Follow(ctx context.Context, seq uint64, f func(queue.Event) error) error {
	return h.Office.Follow(ctx, seq, func(e queue.Event) error {
		err := f(e)
		if e.Kind == queue.EvCalled {
			h.s.see("voice", func(string) bool { return true })
		}
		return err
	})
}

type mute struct{}

func (mute) Play(context.Context, string, []byte) error { return nil }

// watch reads an event stream and, as a page, fetches the queue after each event.
func watch(ctx context.Context, b *testing.B, addr string, page bool, s *sight, open func()) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		b.Error(err)
		open()
		return
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	fmt.Fprintf(c, "GET /api/v1/events HTTP/1.1\r\nHost: %s\r\n\r\n", addr)
	r := bufio.NewReaderSize(c, 1024)
	ready := sync.OnceFunc(open)
	called := false
	for {
		text, err := r.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			ready()
			return
		}
		switch {
		case bytes.HasPrefix(text, []byte("retry:")):
			ready()
		case bytes.HasPrefix(text, []byte("event: ")):
			called = bytes.HasPrefix(text, []byte("event: called"))
		case called && bytes.HasPrefix(text, []byte("data: ")):
			s.see("stream", func(n string) bool { return bytes.Contains(text, []byte(n)) })
			if page {
				fetch(ctx, addr, s)
			}
		}
	}
}

// browsers keep their connections, as real ones do.
var browsers = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: pagesOf}}

func fetch(ctx context.Context, addr string, s *sight) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/api/v1/queue", nil)
	if err != nil {
		return
	}
	res, err := browsers.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	s.see("page", func(n string) bool { return bytes.Contains(body, []byte(n)) })
}
