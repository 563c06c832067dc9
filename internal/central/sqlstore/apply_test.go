package sqlstore_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/central/sqlstore"
	"bileter/internal/queue"
	"bileter/sync/wire"
)

func refusal(tb testing.TB, err error, want wire.Code) *wire.Refusal {
	tb.Helper()
	var r *wire.Refusal
	if !errors.As(err, &r) || r.Code != want {
		tb.Fatalf("got %v, want refusal %q", err, want)
	}
	return r
}

func forks(tb testing.TB, s *sqlstore.Store) []sqlstore.Fork {
	tb.Helper()
	fs, err := s.Forks(ctx, "olszanow", 1000)
	if err != nil {
		tb.Fatal(err)
	}
	return fs
}

func TestApplyInOrder(t *testing.T) {
	s, h := enrolled(t, file(t), sqlstore.Options{}), newHistory("A", 1).grow(1200)
	apply(t, s, h.batch(1, 1))
	apply(t, s, h.batch(2, 500))
	apply(t, s, h.batch(501, 1000))
	apply(t, s, h.batch(1001, 1200))
	same(t, s, h)
}

func TestDuplicatesAreDropped(t *testing.T) {
	s, h := enrolled(t, file(t), sqlstore.Options{}), newHistory("A", 2).grow(30)
	apply(t, s, h.batch(1, 20))
	for _, b := range []wire.Batch{h.batch(1, 20), h.batch(5, 7), h.batch(20, 20)} {
		if got, err := s.Apply(ctx, b); err != nil || got.Seq != 20 {
			t.Errorf("again: cursor %d, %v, want 20", got.Seq, err)
		}
	}
	apply(t, s, h.batch(15, 30)) // half known, half new
	same(t, s, h)
	if n := len(forks(t, s)); n != 0 {
		t.Errorf("%d forks", n)
	}
}

// The control of every "exactly once" in this house: with the check off, the same comparison fails.
func TestAllowDuplicatesIsNoticed(t *testing.T) {
	s, h := enrolled(t, file(t), sqlstore.Options{AllowDuplicates: true}), newHistory("A", 3).grow(30)
	apply(t, s, h.batch(1, 20))
	if d := differs(exported(t, s), &history{Origin: h.Origin, events: h.events[:20]}); d != "" {
		t.Fatalf("without a duplicate: %s", d)
	}
	if _, err := s.Apply(ctx, h.batch(11, 30)); err != nil {
		t.Fatal(err)
	}
	lines := exported(t, s)
	if differs(lines, h) == "" || len(lines) != 40 {
		t.Errorf("10 duplicates are not to be seen in %d lines", len(lines))
	}
}

func TestGapIsRefused(t *testing.T) {
	s, h := enrolled(t, file(t), sqlstore.Options{}), newHistory("A", 4).grow(30)
	_, err := s.Apply(ctx, h.batch(2, 10))
	if r := refusal(t, err, wire.Gap); *r.Cursor != (wire.Cursor{Hash: h.Origin.Hash()}) {
		t.Errorf("cursor %+v", r.Cursor)
	}
	apply(t, s, h.batch(1, 10))
	_, err = s.Apply(ctx, h.batch(12, 30))
	if r := refusal(t, err, wire.Gap); *r.Cursor != h.batch(1, 10).Head() {
		t.Errorf("cursor %+v", r.Cursor)
	}
	apply(t, s, h.batch(11, 30))
	same(t, s, h)
}

// twin has the same incarnation and the same first n events, and others after them.
func twin(h *history, n int, seed uint64) *history {
	t := newHistory(h.Incarnation, seed)
	t.events = append(t.events, h.events[:n]...)
	t.add(queue.Issued{Service: "other", Letter: "X", N: int(seed), Lang: "pl"})
	return t.grow(9)
}

func TestForkIsQuarantined(t *testing.T) {
	tests := map[string]struct {
		stored, common int // of h; the twin leaves after common
		first, last    int // posted of the twin
		quarantined    int
	}{
		"other events at stored places":    {20, 10, 11, 20, 10},
		"some known, then others":          {20, 10, 5, 20, 10},
		"others beyond the cursor":         {10, 9, 11, 19, 9},
		"does not follow, at the very end": {10, 9, 11, 11, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, h := enrolled(t, file(t), sqlstore.Options{}), newHistory("A", 5).grow(20)
			apply(t, s, h.batch(1, tt.stored))
			other := twin(h, tt.common, 77)
			for range 2 { // it will be sent again, and must not pile up
				_, err := s.Apply(ctx, other.batch(tt.first, tt.last))
				if r := refusal(t, err, wire.Fork); r.Cursor.Seq != uint64(tt.stored) {
					t.Errorf("cursor %+v", r.Cursor)
				}
			}
			fs := forks(t, s)
			if len(fs) != tt.quarantined {
				t.Fatalf("%d events in quarantine, want %d", len(fs), tt.quarantined)
			}
			for _, f := range fs {
				if e := other.events[f.Seq-1]; f.Event == nil || f.Hash != e.Hash() || f.Event.Hash() != e.Hash() {
					t.Errorf("quarantine of %d is not what was sent", f.Seq)
				}
			}
			same(t, s, &history{Origin: h.Origin, events: h.events[:tt.stored]})
			nodes, err := s.Nodes(ctx, "olszanow")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Hello(ctx, wire.Hello{Protocol: 1, Origin: h.Origin, Last: 1, Hash: h.events[0].Hash()}); err != nil {
				t.Fatal(err)
			}
			if nodes, err = s.Nodes(ctx, "olszanow"); err != nil || nodes[0].Forks != tt.quarantined {
				t.Errorf("the list of nodes shows %+v, %v", nodes, err)
			}

			// Dealt with: no alarm, still there; and an alarm again when it comes again.
			if n, err := s.Settle(ctx, "olszanow", "kiosk-1"); err != nil || n != int64(tt.quarantined) {
				t.Errorf("settled %d, %v", n, err)
			}
			if nodes, _ = s.Nodes(ctx, "olszanow"); nodes[0].Forks != 0 || len(forks(t, s)) != tt.quarantined {
				t.Errorf("after settling: %+v", nodes[0])
			}
			_, err = s.Apply(ctx, other.batch(tt.first, tt.last))
			refusal(t, err, wire.Fork)
			if nodes, _ = s.Nodes(ctx, "olszanow"); nodes[0].Forks != tt.quarantined {
				t.Errorf("after it came again: %+v", nodes[0])
			}
		})
	}
}

func TestHello(t *testing.T) {
	s, h := enrolled(t, file(t), sqlstore.Options{}), newHistory("A", 6).grow(20)
	hello := func(n int) wire.Hello {
		c := wire.Cursor{Hash: h.Origin.Hash()}
		if n > 0 {
			c = h.batch(1, n).Head()
		}
		return wire.Hello{Protocol: 1, Origin: h.Origin, Last: c.Seq, Hash: c.Hash, Program: "1.2", Name: "Urząd"}
	}
	if got, err := s.Hello(ctx, hello(0)); err != nil || got != (wire.Cursor{Hash: h.Origin.Hash()}) {
		t.Fatalf("first: %+v, %v", got, err)
	}
	apply(t, s, h.batch(1, 10))
	for _, n := range []int{0, 5, 10, 20} {
		if got, err := s.Hello(ctx, hello(n)); err != nil || got != h.batch(1, 10).Head() {
			t.Errorf("with %d: %+v, %v", n, got, err)
		}
	}
	nodes, err := s.Nodes(ctx, "")
	if err != nil || len(nodes) != 1 {
		t.Fatal(nodes, err)
	}
	if n := nodes[0]; n.Stored != 10 || n.Said != 20 || n.Lag() != 10 || n.Behind() || n.Name != "Urząd" || n.Program != "1.2" || n.Incarnation != "A" {
		t.Errorf("got %+v", n)
	}
	if _, err := s.Hello(ctx, hello(7)); err != nil {
		t.Fatal(err)
	}
	if nodes, _ = s.Nodes(ctx, ""); !nodes[0].Behind() || nodes[0].Lag() != 0 {
		t.Errorf("a node that lost events: %+v", nodes[0])
	}

	other := twin(h, 4, 8)
	fork := wire.Hello{Protocol: 1, Origin: h.Origin, Last: 6, Hash: other.events[5].Hash()}
	_, err = s.Hello(ctx, fork)
	refusal(t, err, wire.Fork)
	// Longer than the server's: only the node can see it, and tells.
	at := wire.Cursor{Seq: 10, Hash: other.events[9].Hash()}
	fork = wire.Hello{Protocol: 1, Origin: h.Origin, Last: 14, Hash: other.events[13].Hash()}
	if got, err := s.Hello(ctx, fork); err != nil || got.Seq != 10 {
		t.Fatalf("%+v %v", got, err)
	}
	fork.At = &at
	_, err = s.Hello(ctx, fork)
	refusal(t, err, wire.Fork)
	if fs := forks(t, s); len(fs) != 2 || fs[0].Event != nil {
		t.Errorf("quarantine: %+v", fs)
	}
	same(t, s, &history{Origin: h.Origin, events: h.events[:10]})
}

func TestNewIncarnationBeginsBeside(t *testing.T) {
	s := enrolled(t, file(t), sqlstore.Options{Now: (&clock{start}).now})
	a, b := newHistory("A", 9).grow(20), newHistory("B", 10).grow(12)
	apply(t, s, a.batch(1, 20))
	apply(t, s, b.batch(1, 12))
	same(t, s, a, b)
	if _, err := s.Hello(ctx, wire.Hello{Protocol: 1, Origin: b.Origin, Last: 12, Hash: b.head().Hash}); err != nil {
		t.Fatal(err)
	}
	nodes, err := s.Nodes(ctx, "olszanow")
	if err != nil || nodes[0].Incarnation != "B" || nodes[0].Live != b.want() {
		t.Errorf("got %+v, %v, want the numbers of B %+v", nodes[0], err, b.want())
	}
	hs, err := s.Histories(ctx, "olszanow")
	if err != nil || len(hs) != 2 || hs[0].Events+hs[1].Events != 32 {
		t.Errorf("histories %+v, %v", hs, err)
	}
}

func TestUnknownEventsAreKeptAsTheyAre(t *testing.T) {
	s, h := enrolled(t, file(t), sqlstore.Options{}), newHistory("A", 11)
	payloads := []string{`{"x":"<b>\u003c"}`, ` { } `, "\x00\xff", "", `null`}
	for i, p := range payloads {
		h.link(queue.Event{Kind: fmt.Sprintf("kind-\xff%d", i), Version: 200 + i, At: time.UnixMicro(-5).UTC(), Mono: -time.Microsecond, Actor: "\xfe", Doubt: i%2 == 0, Payload: []byte(p)})
	}
	apply(t, s, h.batch(1, len(payloads)))
	same(t, s, h)
	for i, p := range payloads {
		e, ok, err := s.Event(ctx, h.Origin, uint64(i+1))
		if err != nil || !ok || !bytes.Equal(e.Payload, []byte(p)) || e.Hash() != h.events[i].Hash() {
			t.Errorf("%q: got %+v, %v", p, e, err)
		}
	}
}

func TestRestartKeepsEverything(t *testing.T) {
	path, h := file(t), newHistory("A", 12).grow(50)
	s := enrolled(t, path, sqlstore.Options{})
	apply(t, s, h.batch(1, 30))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, sqlstore.Options{})
	same(t, s, &history{Origin: h.Origin, events: h.events[:30]})
	apply(t, s, h.batch(25, 50))
	same(t, s, h)
}

// Two clients post the same batches at the same time, as after a timeout whose request still runs.
func TestSameBatchFromTwoClients(t *testing.T) {
	path, h := file(t), newHistory("A", 13).grow(400)
	one := enrolled(t, path, sqlstore.Options{})
	two := open(t, path, sqlstore.Options{}) // another process, as far as SQLite can tell
	var wg sync.WaitGroup
	for _, s := range []*sqlstore.Store{one, two, one, two} {
		wg.Go(func() {
			for i := 0; i < 400; i += 40 {
				if _, err := s.Apply(ctx, h.batch(i+1, i+40)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	same(t, one, h)
	if n := len(forks(t, one)); n != 0 {
		t.Errorf("%d forks", n)
	}
}

// Whatever is posted, in whatever order and cut, the store holds a prefix of the journal, and its live
// numbers are those that queue makes of that prefix.
func TestLiveNumbersAreTheQueues(t *testing.T) {
	path := file(t)
	s := enrolled(t, path, sqlstore.Options{})
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		h := newHistory(fmt.Sprintf("I%d", n), rapid.Uint64().Draw(rt, "seed")).grow(rapid.IntRange(1, 200).Draw(rt, "events"))
		stored := 0
		for range rapid.IntRange(1, 12).Draw(rt, "posts") {
			first := rapid.IntRange(1, len(h.events)).Draw(rt, "first")
			last := rapid.IntRange(first, len(h.events)).Draw(rt, "last")
			got, err := s.Apply(ctx, h.batch(first, last))
			if first > stored+1 {
				refusal(t, err, wire.Gap)
				continue
			}
			stored = max(stored, last)
			if err != nil || got.Seq != uint64(stored) {
				rt.Fatalf("cursor %d, %v, want %d", got.Seq, err, stored)
			}
		}
		h.events = h.events[:stored]
		check := func(when string) {
			if _, err := s.Hello(ctx, wire.Hello{Protocol: 1, Origin: h.Origin, Last: h.head().Seq, Hash: h.head().Hash}); err != nil {
				rt.Fatal(err)
			}
			nodes, err := s.Nodes(ctx, "olszanow")
			if err != nil {
				rt.Fatal(err)
			}
			if got, want := nodes[0].Live, h.want(); got != want {
				rt.Fatalf("%s: got %+v, want %+v", when, got, want)
			}
		}
		check("live")
		if err := s.Rebuild(ctx, h.Origin); err != nil {
			rt.Fatal(err)
		}
		check("rebuilt")
	})
}
