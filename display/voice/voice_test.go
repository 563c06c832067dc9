package voice_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/display/voice"
	"bileter/internal/health"
	"bileter/internal/queue"
)

// house is an office with a journal that the test writes by hand.
type house struct {
	mu      sync.Mutex // protects what follows
	state   *queue.State
	events  []queue.Event
	changed chan struct{}
	broken  error
}

func newHouse() *house {
	return &house{state: queue.NewState(queue.Origin{}), changed: make(chan struct{})}
}

func (h *house) Read(f func(*queue.State)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(h.state)
}

func (h *house) Follow(ctx context.Context, seq uint64, f func(queue.Event) error) error {
	for {
		h.mu.Lock()
		var news []queue.Event
		for _, e := range h.events {
			if e.Seq > seq {
				news = append(news, e)
			}
		}
		changed, broken := h.changed, h.broken
		h.mu.Unlock()
		if broken != nil {
			return broken
		}
		for _, e := range news {
			if err := f(e); err != nil {
				return err
			}
			seq = e.Seq
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}

// happen commits a fact and what it does to a ticket.
func (h *house) happen(f queue.Fact, at time.Time, change func(t map[uint64]*queue.Ticket)) {
	h.mu.Lock()
	h.state.Version++
	e := queue.NewEvent(f, at, 0, false, "test")
	e.Seq = h.state.Version
	h.events = append(h.events, e)
	change(h.state.Tickets)
	close(h.changed)
	h.changed = make(chan struct{})
	h.mu.Unlock()
	synctest.Wait()
}

func (h *house) call(id uint64, counter int, lang string) {
	h.happen(queue.Called{Ticket: id, Counter: counter}, time.Now(), func(ts map[uint64]*queue.Ticket) {
		ts[id] = &queue.Ticket{ID: id, Letter: "A", N: int(id), Lang: lang, State: queue.CalledState, Counter: counter, Calls: 1}
	})
}

func (h *house) recall(id uint64) {
	var n int
	h.Read(func(s *queue.State) { n = s.Tickets[id].Counter })
	h.happen(queue.Recalled{Ticket: id, Counter: n}, time.Now(), func(ts map[uint64]*queue.Ticket) { ts[id].Calls++ })
}

func (h *house) arrive(id uint64) {
	var n int
	h.Read(func(s *queue.State) { n = s.Tickets[id].Counter })
	h.happen(queue.Arrived{Ticket: id, Counter: n}, time.Now(), func(ts map[uint64]*queue.Ticket) { ts[id].State = queue.ArrivedState })
}

// ear is a player that notes when it was used; it takes as long as the sound.
type ear struct {
	mu    sync.Mutex // protects what follows
	begin time.Time
	heard []string
	size  []int
	busy  int
	err   error
}

func (e *ear) Play(ctx context.Context, device string, wav []byte) error {
	e.mu.Lock()
	e.heard = append(e.heard, fmt.Sprintf("%s at %.1f", device, time.Since(e.begin).Seconds()))
	e.size = append(e.size, len(wav))
	e.busy++
	if e.busy > 1 {
		e.heard = append(e.heard, "TWO AT A TIME")
	}
	err := e.err
	e.mu.Unlock()
	t := time.NewTimer(4 * time.Second)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	e.mu.Lock()
	e.busy--
	e.mu.Unlock()
	return err
}

func (e *ear) list() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

// inHall runs a voice while f plays with the house.
func inHall(t *testing.T, speakers []voice.Speaker, f func(h *house, e *ear, b *health.Board)) {
	dir := recorded(t, "pl", "en")
	synctest.Test(t, func(t *testing.T) {
		h, e, b := newHouse(), &ear{begin: time.Now()}, &health.Board{}
		setup := &queue.Setup{Zone: "UTC", Counters: []queue.Counter{{N: 1, Zone: "west"}, {N: 2, Zone: "west"}, {N: 3, Zone: "east"}}}
		v := &voice.Voice{Office: h, Setup: func() *queue.Setup { return setup }, Pack: &voice.Pack{Recorded: dir}, Speakers: speakers, Player: e, Health: b}
		h.state.Version = 7 // what was before is not ours
		h.events = append(h.events, func() queue.Event {
			ev := queue.NewEvent(queue.Called{Ticket: 9, Counter: 1}, time.Now(), 0, false, "test")
			ev.Seq = 7
			return ev
		}())
		h.state.Tickets[9] = &queue.Ticket{ID: 9, Letter: "A", N: 9, State: queue.CalledState, Counter: 1, Calls: 1}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); v.Run(ctx) }()
		synctest.Wait()
		f(h, e, b)
		cancel()
		<-done
	})
}

var one = []voice.Speaker{{Device: "hall", Volume: 80}}

func expect(t *testing.T, e *ear, want ...string) {
	t.Helper()
	synctest.Wait()
	if got := e.list(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCallIsSpokenAtOnceAndOnceMore(t *testing.T) {
	inHall(t, one, func(h *house, e *ear, _ *health.Board) {
		time.Sleep(10 * time.Second) // the call before the start is not shouted
		expect(t, e)
		h.call(12, 1, "pl")
		expect(t, e, "hall at 10.0")
		time.Sleep(time.Minute)
		expect(t, e, "hall at 10.0", "hall at 22.0") // 4 s of sound and 8 s
	})
}

func TestOnce(t *testing.T) {
	inHall(t, []voice.Speaker{{Device: "hall", Volume: 80, Once: true}}, func(h *house, e *ear, _ *health.Board) {
		h.call(12, 1, "pl")
		time.Sleep(time.Minute)
		expect(t, e, "hall at 0.0")
	})
}

func TestCallsWaitForEachOther(t *testing.T) {
	inHall(t, one, func(h *house, e *ear, _ *health.Board) {
		h.call(12, 1, "pl")
		h.call(13, 2, "pl")
		h.call(14, 3, "pl")
		time.Sleep(16 * time.Second)
		// 4 s each and a pause of 1.5 s; the repetition of the first is due at 12 and comes after the third
		expect(t, e, "hall at 0.0", "hall at 5.5", "hall at 11.0")
		time.Sleep(time.Minute)
		if got := len(e.list()); got != 6 {
			t.Errorf("got %q, want three calls and three repetitions", e.list())
		}
	})
}

func TestOvertakenCallsAreDropped(t *testing.T) {
	inHall(t, one, func(h *house, e *ear, _ *health.Board) {
		h.call(12, 1, "pl")
		h.call(13, 2, "pl")
		h.arrive(13) // stands there before it is said
		h.call(14, 3, "pl")
		h.arrive(14)
		h.call(15, 3, "pl") // the counter calls another
		time.Sleep(5600 * time.Millisecond)
		expect(t, e, "hall at 0.0", "hall at 5.5")
		h.arrive(12)
		h.arrive(15)
		time.Sleep(time.Minute)
		expect(t, e, "hall at 0.0", "hall at 5.5") // nothing is repeated to those who came
	})
}

func TestRecallIsSpoken(t *testing.T) {
	inHall(t, one, func(h *house, e *ear, _ *health.Board) {
		h.call(12, 1, "pl")
		time.Sleep(6 * time.Second)
		h.recall(12)
		expect(t, e, "hall at 0.0", "hall at 6.0")
		time.Sleep(time.Minute)
		expect(t, e, "hall at 0.0", "hall at 6.0", "hall at 18.0") // one repetition, of the last
	})
}

func TestOldEventsAreNotShouted(t *testing.T) {
	inHall(t, one, func(h *house, e *ear, _ *health.Board) {
		h.happen(queue.Called{Ticket: 12, Counter: 1}, time.Now().Add(-time.Minute), func(ts map[uint64]*queue.Ticket) {
			ts[12] = &queue.Ticket{ID: 12, Letter: "A", N: 12, State: queue.CalledState, Counter: 1, Calls: 1}
		})
		time.Sleep(time.Minute)
		expect(t, e)
	})
}

func TestZonesHoursAndLanguages(t *testing.T) {
	speakers := []voice.Speaker{
		{Device: "west", Zones: []string{"west"}, Volume: 80, Once: true},
		{Device: "east", Zones: []string{"east"}, Volume: 80, Quiet: []queue.Span{{Open: 0, Close: 24 * 60}}, Hushed: 0, Once: true},
	}
	inHall(t, speakers, func(h *house, e *ear, _ *health.Board) {
		h.call(12, 1, "pl")
		h.call(13, 3, "pl") // its speaker is silent at this hour
		time.Sleep(time.Minute)
		h.call(14, 1, "en")
		time.Sleep(time.Minute)
		expect(t, e, "west at 0.0", "west at 60.0")
		if e.size[1] < e.size[0]+2*voice.Rate {
			t.Errorf("Polish alone takes %d bytes, with English %d", e.size[0], e.size[1])
		}
	})
}

func TestMissingSoundIsAWarning(t *testing.T) {
	inHall(t, one, func(h *house, e *ear, b *health.Board) {
		e.err = errors.New("no such device")
		h.call(12, 1, "pl")
		time.Sleep(5 * time.Second)
		ws := b.Warnings()
		if len(ws) != 1 || ws[0].Code != health.VoiceDown || ws[0].Severity != health.Warn || ws[0].Detail != "hall" {
			t.Fatalf("got %+v, want a warning of the voice", ws)
		}
		e.mu.Lock()
		e.err = nil
		e.mu.Unlock()
		time.Sleep(20 * time.Second)
		if ws := b.Warnings(); len(ws) != 0 {
			t.Errorf("after it works again: %+v", ws)
		}
	})
}

func TestJournalThatCannotBeReadForAWhile(t *testing.T) {
	inHall(t, one, func(h *house, e *ear, _ *health.Board) {
		h.mu.Lock()
		h.broken = errors.New("reopening")
		h.mu.Unlock()
		h.call(12, 1, "pl")
		time.Sleep(3 * time.Second)
		expect(t, e)
		h.mu.Lock()
		h.broken = nil
		h.mu.Unlock()
		time.Sleep(1500 * time.Millisecond)
		if got := len(e.list()); got != 1 {
			t.Errorf("got %q, want the call, which is still fresh", e.list())
		}
	})
}
