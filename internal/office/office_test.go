package office_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/health"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/store"
)

func setup() *queue.Setup {
	return &queue.Setup{
		Office: "o", Node: "n", Zone: "Europe/Warsaw", Languages: []string{"pl"},
		Groups:   []queue.Group{{Letter: "A", Mean: time.Minute}},
		Services: []queue.Service{{ID: "A1", Kind: queue.KindTicket, Letter: "A"}},
		Counters: []queue.Counter{{N: 1, Serves: []string{"A1"}}},
		Hours:    map[string]queue.Hours{"office": {Week: always()}},
		Rules:    queue.Rules{MinCallGap: -1},
	}
}

func always() (w [7][]queue.Span) {
	for d := range w {
		w[d] = []queue.Span{{Open: 0, Close: 24 * 60}}
	}
	return w
}

// memory is a journal without a disk that fails when told.
type memory struct {
	mu       sync.Mutex
	events   []queue.Event
	snaps    int
	fail     error
	failKept bool // the failing commit happened all the same
	reopen   error
}

func (m *memory) Append(es []queue.Event, snapshot []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil || m.failKept {
		m.events = append(m.events, es...)
		if snapshot != nil {
			m.snaps++
		}
	}
	return m.fail
}

func (m *memory) Events(from uint64, limit int) ([]queue.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if from > uint64(len(m.events)) {
		return nil, nil
	}
	es := m.events[from-1:]
	return append([]queue.Event(nil), es[:min(limit, len(es))]...), nil
}

func (m *memory) Load() (*queue.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := queue.NewState(queue.Origin{Office: "o"})
	for _, e := range m.events {
		s.Apply(e)
	}
	return s, nil
}

func (m *memory) Reopen() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = nil
	return m.reopen
}

func (m *memory) setFail(err error, kept bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail, m.failKept = err, kept
}

// run starts an office and stops it with the test.
func run(t *testing.T, c office.Config) (*office.Office, <-chan error) {
	t.Helper()
	o := office.New(c)
	ctx, stop := context.WithCancel(context.Background())
	end := make(chan error, 1)
	go func() { end <- o.Run(ctx); close(end) }()
	t.Cleanup(func() { stop(); <-end })
	return o, end
}

func issue(id string) queue.Command {
	return queue.Command{ID: id, Actor: "kiosk", Do: queue.Issue{Service: "A1", Lang: "pl", Token: "0123456789abcdef"}}
}

func TestManyAtOnceOnDisk(t *testing.T) {
	j, err := store.Open(filepath.Join(t.TempDir(), "journal.db"), "o", "n")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	commits := 0
	o, _ := run(t, office.Config{Setup: setup(), Journal: j, Committed: func(time.Duration, int) { commits++ }})
	var wg sync.WaitGroup
	var mu sync.Mutex
	numbers := map[string]int{}
	for i := range 100 {
		for range 3 { // each command three times at once: two are retries
			wg.Add(1)
			go func() {
				defer wg.Done()
				a, err := o.Do(context.Background(), issue(fmt.Sprint("k", i)))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				numbers[a.Ticket.Number()]++
				mu.Unlock()
			}()
		}
	}
	wg.Wait()
	if len(numbers) != 100 {
		t.Fatalf("%d numbers, want 100", len(numbers))
	}
	for n, times := range numbers {
		if times != 3 {
			t.Errorf("%s was told %d times, want 3", n, times)
		}
	}
	if commits >= 101 {
		t.Errorf("%d commits for 100 tickets at once: they do not share any", commits)
	}
	es, err := o.Events(1, 1000)
	if err != nil || len(es) != 101 {
		t.Fatalf("%d events (%v), want the day and 100 tickets", len(es), err)
	}
}

func TestNothingIsShownBeforeItIsStored(t *testing.T) {
	gate := make(chan struct{})
	m := &gated{memory: &memory{}, gate: gate}
	o, _ := run(t, office.Config{Setup: setup(), Journal: m})
	done := make(chan error, 1)
	go func() { _, err := o.Do(context.Background(), issue("k")); done <- err }()
	gate <- struct{}{} // the commit has begun
	if o.Version() != 0 {
		t.Fatal("an event is visible before its commit")
	}
	if es, _ := o.Events(1, 10); len(es) != 0 {
		t.Fatal("an event can be read before its commit")
	}
	select {
	case <-done:
		t.Fatal("answered before the commit")
	default:
	}
	gate <- struct{}{}
	if err := <-done; err != nil || o.Version() != 2 {
		t.Fatalf("version %d, %v", o.Version(), err)
	}
}

// gated waits twice in Append: once when it begins, once before it returns.
type gated struct {
	*memory
	gate chan struct{}
}

func (g *gated) Append(es []queue.Event, s []byte) error {
	<-g.gate
	err := g.memory.Append(es, s)
	<-g.gate
	return err
}

func TestCommitInDoubt(t *testing.T) {
	bang := errors.New("input/output error")
	for name, kept := range map[string]bool{"lost": false, "kept": true} {
		t.Run(name, func(t *testing.T) {
			m := &memory{}
			o, _ := run(t, office.Config{Setup: setup(), Journal: m})
			if _, err := o.Do(context.Background(), issue("a")); err != nil {
				t.Fatal(err)
			}
			m.setFail(bang, kept)
			a, err := o.Do(context.Background(), issue("b"))
			if kept && (err != nil || a.Ticket.Number() != "A002") {
				t.Fatalf("the commit had happened, and the answer is %+v, %v", a, err)
			}
			if !kept && !errors.Is(err, office.ErrNotStored) {
				t.Fatalf("the commit was lost, and the answer is %+v, %v", a, err)
			}
			a, err = o.Do(context.Background(), issue("b"))
			if err != nil || a.Ticket.Number() != "A002" || a.Retry != kept {
				t.Fatalf("again: %+v, %v", a, err)
			}
		})
	}
}

func TestDiskThatStaysAwayStopsTheOffice(t *testing.T) {
	m := &memory{reopen: errors.New("no such device")}
	o, end := run(t, office.Config{Setup: setup(), Journal: m})
	m.setFail(errors.New("input/output error"), false)
	if _, err := o.Do(context.Background(), issue("a")); !errors.Is(err, office.ErrStopped) {
		t.Fatalf("got %v, want ErrStopped", err)
	}
	if err := <-end; err == nil {
		t.Fatal("Run ended without an error")
	}
	if _, err := o.Do(context.Background(), issue("b")); !errors.Is(err, office.ErrStopped) {
		t.Fatalf("after the end: got %v, want ErrStopped", err)
	}
	if o.Running() {
		t.Fatal("says that it runs")
	}
}

func TestFollowSeesEveryEventOnce(t *testing.T) {
	o, _ := run(t, office.Config{Setup: setup(), Journal: &memory{}})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	seen := make(chan uint64, 1000)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		o.Follow(ctx, 0, func(e queue.Event) error { seen <- e.Seq; return nil })
	}()
	for i := range 50 {
		if _, err := o.Do(context.Background(), issue(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	for want := uint64(1); want <= 51; want++ {
		if got := <-seen; got != want {
			t.Fatalf("event %d came when %d was due", got, want)
		}
	}
	stop()
	wg.Wait()
}

func TestSnapshots(t *testing.T) {
	m := &memory{}
	s := setup()
	s.Rules.MaxCalls = 10_000
	o, _ := run(t, office.Config{Setup: s, Journal: m})
	ctx := context.Background()
	for _, c := range []queue.Command{issue("i"), {ID: "o", Do: queue.OpenCounter{Counter: 1}}, {ID: "n", Do: queue.Next{Counter: 1}}} {
		if _, err := o.Do(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 2100 {
		if _, err := o.Do(ctx, queue.Command{ID: fmt.Sprint("r", i), Do: queue.CallAgain{Counter: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	if m.snaps != 3 {
		t.Errorf("%d snapshots, want one of the new day and two for 2,100 events", m.snaps)
	}
}

// TestManyWithPriority: staff are told when so many have priority that it no longer means "at once", and no sooner.
func TestManyWithPriority(t *testing.T) {
	board := &health.Board{}
	o, _ := run(t, office.Config{Setup: setup(), Journal: &memory{}, Health: board})
	warned := func() string {
		for _, w := range board.Warnings() {
			if w.Code == health.PriorityMany {
				return w.Detail
			}
		}
		return ""
	}
	for i, want := range []string{"", "", "", "100 %"} { // of fewer than twenty, three
		c := issue(fmt.Sprint("u", i))
		v := c.Do.(queue.Issue)
		v.Priority = true
		c.Do = v
		if _, err := o.Do(context.Background(), c); err != nil {
			t.Fatal(err)
		}
		if got := warned(); got != want {
			t.Errorf("after %d: got %q, want %q", i+1, got, want)
		}
	}
	for i := range 23 {
		if _, err := o.Do(context.Background(), issue(fmt.Sprint("o", i))); err != nil {
			t.Fatal(err)
		}
	}
	if got := warned(); got != "" {
		t.Errorf("4 of 27: %q", got)
	}
}

// TestClockInDoubt moves the wall clock under an office, as the network or a dead battery does.
func TestClockInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var offset atomic.Int64
		var synced, unset atomic.Bool
		board := &health.Board{}
		m := &memory{}
		began, right := time.Now(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		wall := func() time.Time { return right.Add(time.Since(began) + time.Duration(offset.Load())) }
		ctx, stop := context.WithCancel(context.Background())
		o := office.New(office.Config{Setup: setup(), Journal: m, Health: board, Now: wall, Synced: func() bool { return synced.Load() }, Unset: func() bool { return unset.Load() }})
		end := make(chan error, 1)
		go func() { end <- o.Run(ctx) }()
		defer func() { stop(); <-end }()
		step := func(what string, moved time.Duration, wantDay string, wantDoubt bool) {
			t.Helper()
			offset.Store(int64(moved))
			if _, err := o.Do(ctx, issue(what)); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			var day string
			o.Read(func(s *queue.State) { day = s.Day })
			if doubt := len(board.Warnings()) > 0; day != wantDay || doubt != wantDoubt {
				t.Fatalf("%s: day %s, doubt %v; want %s, %v", what, day, doubt, wantDay, wantDoubt)
			}
		}
		step("right", 0, "2026-11-23", false)
		if at, doubt := o.Now(); doubt || !at.Equal(wall()) {
			t.Errorf("Now: %v, doubt %v", at, doubt)
		}
		step("an hour back", -time.Hour, "2026-11-23", true)
		step("1970", -56*365*24*time.Hour, "2026-11-23", true)
		step("a day ahead at once", 24*time.Hour, "2026-11-23", true)
		if _, doubt := o.Now(); !doubt {
			t.Error("Now does not doubt what commands doubt")
		}
		step("right again", time.Second, "2026-11-23", false)
		unset.Store(true)
		time.Sleep(2 * time.Second) // of the bubble's clock: the network is asked once a second
		step("a board without a clock of its own", 3*time.Second, "2026-11-23", true)
		synced.Store(true)
		time.Sleep(2 * time.Second)
		step("a day ahead, and the network says so", 24*time.Hour, "2026-11-24", false)
		step("it was wrong", time.Hour, "2026-11-23", false)
	})
}
