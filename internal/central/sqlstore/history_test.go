package sqlstore_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"bileter/internal/central/sqlstore"
	"bileter/internal/queue"
	"bileter/sync/wire"
)

var ctx = context.Background()

var start = time.Date(2026, 11, 20, 7, 30, 0, 0, time.UTC)

// history is a journal made of whatever facts come, right or wrong.
type history struct {
	queue.Origin
	events []queue.Event
	r      *rand.Rand
}

func newHistory(incarnation string, seed uint64) *history {
	return &history{Origin: queue.Origin{Office: "olszanow", Node: "kiosk-1", Incarnation: incarnation}, r: rand.New(rand.NewPCG(seed, 0))}
}

func (h *history) head() wire.Cursor {
	if len(h.events) == 0 {
		return wire.Cursor{Hash: h.Origin.Hash()}
	}
	return wire.Batch{Events: h.events}.Head()
}

func (h *history) add(f queue.Fact) queue.Event {
	e := queue.NewEvent(f, start.Add(time.Duration(len(h.events))*time.Second), time.Minute, false, "kiosk")
	return h.link(e)
}

func (h *history) link(e queue.Event) queue.Event {
	at := h.head()
	e.Seq, e.Prev = at.Seq+1, at.Hash
	h.events = append(h.events, e)
	return e
}

// grow adds n events: days, tickets, and everything that can happen to a ticket, to tickets that exist or not.
func (h *history) grow(n int) *history {
	for range n {
		t := uint64(1 + h.r.IntN(len(h.events)+3))
		c := 1 + h.r.IntN(9)
		switch k := h.r.IntN(40); {
		case len(h.events) == 0 || k == 0:
			h.add(queue.DayOpened{Day: start.AddDate(0, 0, len(h.events)/50).Format(time.DateOnly)})
		case k < 14:
			h.add(queue.Issued{Service: "d-dowod", Letter: "D", N: 1 + len(h.events)%999, Lang: "pl", Token: "t"})
		case k < 19:
			h.add(queue.Called{Ticket: t, Counter: c, Reason: queue.Reason{Rule: queue.RuleFirst}})
		case k < 21:
			h.add(queue.Arrived{Ticket: t, Counter: c})
		case k < 24:
			h.add(queue.Started{Ticket: t, Counter: c})
		case k < 25:
			h.add(queue.Wrapped{Ticket: t, Counter: c})
		case k < 28:
			h.add(queue.Finished{Ticket: t, Counter: c, Outcome: queue.OutcomeServed})
		case k < 30:
			h.add(queue.NoShow{Ticket: t, Counter: c})
		case k < 32:
			h.add(queue.Parked{Ticket: t, Counter: c})
		case k < 34:
			h.add(queue.Returned{Ticket: t})
		case k < 36:
			h.add(queue.Transferred{Ticket: t, Counter: c, Service: "d-dowod"})
		case k < 37:
			h.add(queue.Cancelled{Ticket: t})
		case k < 38:
			h.add(queue.Expired{Ticket: t})
		case k < 39:
			h.add(queue.DayDated{Day: "2026-11-21"})
		default:
			h.link(queue.Event{Kind: "from-the-future", Version: 9, At: start, Actor: "kiosk", Payload: []byte{0xff, 0, ' ', '<'}})
		}
	}
	return h
}

// batch is events first to last, counted from 1.
func (h *history) batch(first, last int) wire.Batch {
	return wire.Batch{Protocol: wire.Protocol, Origin: h.Origin, Last: uint64(len(h.events)), Events: h.events[first-1 : last]}
}

// want is what queue itself makes of the history.
func (h *history) want() sqlstore.Live {
	var l sqlstore.Live
	s := queue.NewState(h.Origin)
	for _, e := range h.events {
		s.Apply(e)
		switch f, _ := e.Fact(); f.(type) {
		case queue.DayOpened:
			l.Issued = 0
		case queue.Issued:
			l.Issued++
		}
	}
	l.Day = s.Day
	for _, t := range s.Tickets {
		switch t.State {
		case queue.Waiting:
			l.Waiting++
		case queue.CalledState:
			l.Called++
		case queue.ArrivedState, queue.Serving, queue.WrapUp:
			l.Serving++
		case queue.ParkedState, queue.NoShowState:
			l.Aside++
		case queue.Done:
			l.Done++
		}
	}
	return l
}

// clock is a wall clock that a test moves.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func open(tb testing.TB, path string, o sqlstore.Options) *sqlstore.Store {
	tb.Helper()
	s, err := sqlstore.Open(ctx, path, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func file(tb testing.TB) string { return filepath.Join(tb.TempDir(), "central.db") }

// enrolled is a store that knows the node of newHistory.
func enrolled(tb testing.TB, path string, o sqlstore.Options) *sqlstore.Store {
	tb.Helper()
	s := open(tb, path, o)
	code, err := s.Code(ctx, "olszanow", "", time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Enrol(ctx, wire.Enrol{Protocol: 1, Office: "olszanow", Node: "kiosk-1", Code: code, Token: queue.Hash{1}}); err != nil {
		tb.Fatal(err)
	}
	return s
}

func apply(tb testing.TB, s *sqlstore.Store, b wire.Batch) {
	tb.Helper()
	got, err := s.Apply(ctx, b)
	if err != nil || got != b.Head() {
		tb.Fatalf("applied up to %d, %v, want %d", got.Seq, err, b.Head().Seq)
	}
}

// exported is everything stored of the node.
func exported(tb testing.TB, s *sqlstore.Store) (lines []wire.Line) {
	tb.Helper()
	if err := s.Export(ctx, "olszanow", "kiosk-1", func(l wire.Line) error { lines = append(lines, l); return nil }); err != nil {
		tb.Fatal(err)
	}
	return lines
}

// differs says how an export is not exactly these histories, one after the other; "" when it is.
func differs(lines []wire.Line, hs ...*history) string {
	i := 0
	for _, h := range hs {
		for _, e := range h.events {
			if i == len(lines) {
				return "events are missing"
			}
			if l := lines[i]; l.Incarnation != h.Incarnation || l.Hash != e.Hash() || l.Seq != e.Seq {
				return "another event at " + h.Incarnation
			}
			i++
		}
	}
	if i < len(lines) {
		return "more events than there were"
	}
	return ""
}

func same(tb testing.TB, s *sqlstore.Store, hs ...*history) {
	tb.Helper()
	if d := differs(exported(tb, s), hs...); d != "" {
		tb.Error(d)
	}
}
