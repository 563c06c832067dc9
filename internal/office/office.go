// Package office is the running office: the one writer. It takes a command, lets package queue decide,
// has the journal commit, and only then shows the new state to anybody. It prints nothing, lights
// nothing and talks to nobody; those who do, watch it.
package office

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
)

// Journal is what the office needs of package store.
type Journal interface {
	// Append makes events durable, with a snapshot of the state after them when that is not nil.
	Append(events []queue.Event, snapshot []byte) error
	// Events returns up to limit events from a sequence number on.
	Events(from uint64, limit int) ([]queue.Event, error)
	// Load builds the state from what is on the disk.
	Load() (*queue.State, error)
	// Reopen starts anew with the disk after an error of Append.
	Reopen() error
}

// Errors of Do besides *queue.Refusal.
var (
	// ErrStopped says that the office does not run: not started, ended, or its disk failed.
	ErrStopped = errors.New("office is stopped")
	// ErrNotStored says that the disk failed and the command left no trace; the same command may be sent again.
	ErrNotStored = errors.New("not stored")
)

// Config is what an office needs. Setup and Journal are required.
type Config struct {
	Setup   *queue.Setup // at the start; Office.Setup is the one of now
	Journal Journal
	Health  *health.Board
	Now     func() time.Time     // wall clock; nil: time.Now
	Mono    func() time.Duration // monotonic clock, from any point on; nil: since New
	// Synced tells whether the wall clock was set by the network; nil: never known.
	Synced func() bool
	// Unset tells whether the wall clock cannot be right before it is Synced: a board without a battery
	// clock goes on where it stopped. nil: it can.
	Unset func() bool
	// Joint may add to each fact that is decided; see Joint. It must not wait. nil: nobody adds anything.
	Joint func(seq uint64, f queue.Fact) (Joint, bool)
	// Committed is told how long each commit took and how many events it held; nil: nobody is.
	Committed func(took time.Duration, events int)
}

const (
	// batchMax bounds how many commands share one commit when they come faster than the disk.
	batchMax = 64
	// snapshotEvery bounds how many events a start replays.
	snapshotEvery = 1000
	tickEvery     = 30 * time.Second
)

// Office runs one office. Use New.
type Office struct {
	Config
	requests chan *request
	stopped  chan struct{} // closed when Run ends
	work     *queue.State  // owned by Run: ahead of what is committed while a batch is decided
	snapped  uint64        // version of the last snapshot
	clock    clock
	setup    atomic.Pointer[queue.Setup]

	mu      sync.RWMutex // protects what follows
	state   *queue.State // committed
	changed chan struct{}
	running bool
}

type request struct {
	command queue.Command
	answer  queue.Answer
	err     error
	done    chan struct{}
}

// New prepares an office; Run starts it.
func New(c Config) *Office {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Mono == nil {
		began := time.Now()
		c.Mono = func() time.Duration { return time.Since(began) }
	}
	if c.Synced != nil {
		c.Synced = seldom(c.Synced, c.Mono)
	}
	if c.Health == nil {
		c.Health = &health.Board{}
	}
	o := &Office{
		Config: c, requests: make(chan *request, batchMax), stopped: make(chan struct{}), changed: make(chan struct{}),
		state: queue.NewState(queue.Origin{}),
	}
	c.Setup.Location() // looked up once, before anybody shares it
	o.setup.Store(c.Setup)
	return o
}

// Setup is what the office goes by now. It is never changed; ask again for the one that has taken its place.
func (o *Office) Setup() *queue.Setup { return o.setup.Load() }

// Load reads the state from the journal. Run does so itself when Load was not called before.
func (o *Office) Load() error {
	work, err := o.Journal.Load()
	if err != nil {
		return err
	}
	shown, err := queue.LoadState(work.Dump())
	if err != nil {
		return err
	}
	o.work, o.snapped = work, 0 // the first commit of a run takes a snapshot
	o.startClock()
	o.mu.Lock()
	o.state = shown
	o.mu.Unlock()
	return nil
}

// Run serves commands until ctx ends, or until the disk can be trusted no more, which is the error.
func (o *Office) Run(ctx context.Context) error {
	if o.work == nil {
		if err := o.Load(); err != nil {
			return err
		}
	}
	o.setRunning(true)
	defer close(o.stopped)
	defer o.setRunning(false)
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		var first *request
		select {
		case <-ctx.Done():
			return nil
		case first = <-o.requests:
		case <-tick.C:
			first = &request{command: queue.Command{Actor: "clock", Do: queue.Tick{}}, done: make(chan struct{})}
		}
		if err := o.serve(o.gather(first)); err != nil {
			return err
		}
	}
}

func (o *Office) setRunning(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.running = on
}

// Running tells whether commands are served.
func (o *Office) Running() bool {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.running
}

// gather adds whatever else has come meanwhile: they share one commit.
func (o *Office) gather(first *request) []*request {
	rs := []*request{first}
	for len(rs) < batchMax {
		select {
		case r := <-o.requests:
			rs = append(rs, r)
		default:
			return rs
		}
	}
	return rs
}

// serve decides, commits, publishes and answers a batch.
func (o *Office) serve(rs []*request) error {
	defer func() {
		for _, r := range rs {
			close(r.done)
		}
	}()
	b := o.newBatch()
	for _, r := range rs {
		c, facts, err := b.decide(r.command)
		if err != nil {
			r.err = err
			continue
		}
		b.join(facts)
		r.answer = queue.AnswerTo(o.work, c, facts)
	}
	if len(b.events) == 0 {
		return nil
	}
	var snapshot []byte
	if b.newDay || o.work.Version-o.snapped >= snapshotEvery {
		snapshot = o.work.Dump()
	}
	start := time.Now()
	if err := o.Journal.Append(b.events, snapshot); err != nil {
		stored, err := o.recover(rs, b.events, err)
		if stored {
			o.setup.Store(b.setup)
		} else {
			b.undo()
		}
		return err
	}
	if o.Committed != nil {
		o.Committed(time.Since(start), len(b.events))
	}
	if snapshot != nil {
		o.snapped = o.work.Version
	}
	o.setup.Store(b.setup)
	o.publish(b.events)
	today := o.work.Today
	o.Health.Set(health.PriorityMany, today.Crowded(b.setup.Rules), fmt.Sprintf("%.0f %%", today.Share()*100))
	return nil
}

// recover settles a commit in doubt by reading the disk, and tells whether it had happened.
func (o *Office) recover(rs []*request, events []queue.Event, cause error) (stored bool, err error) {
	slog.Error("journal: commit failed, reading the disk again", "events", len(events), "err", cause)
	if err = o.Journal.Reopen(); err == nil {
		err = o.Load()
	}
	if err != nil {
		for _, r := range rs {
			r.answer, r.err = queue.Answer{}, ErrStopped
		}
		return false, fmt.Errorf("%w (after %v)", err, cause)
	}
	last := events[len(events)-1]
	if stored = o.work.Version == last.Seq && o.work.Head == last.Hash(); stored {
		slog.Warn("journal: the commit had happened", "seq", last.Seq)
	} else {
		for _, r := range rs {
			if r.err == nil {
				r.answer, r.err = queue.Answer{}, ErrNotStored
			}
		}
	}
	o.signal()
	return stored, nil
}

// publish applies what was committed to the state others see.
func (o *Office) publish(events []queue.Event) {
	o.mu.Lock()
	for _, e := range events {
		o.state.Apply(e)
	}
	o.mu.Unlock()
	o.signal()
}

func (o *Office) signal() {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.changed)
	o.changed = make(chan struct{})
}

// Do has a command decided and committed. At and Doubt are the office's to fill. The error is a
// *queue.Refusal, ErrNotStored, ErrStopped, or ctx's; after ctx's the command may still be done, and
// sending it again with the same id is safe.
func (o *Office) Do(ctx context.Context, c queue.Command) (queue.Answer, error) {
	if len(c.Actor) > 64 {
		c.Actor = c.Actor[:64]
	}
	r := &request{command: c, done: make(chan struct{})}
	select {
	case o.requests <- r:
	case <-o.stopped:
		return queue.Answer{}, ErrStopped
	case <-ctx.Done():
		return queue.Answer{}, ctx.Err()
	}
	select {
	case <-r.done:
		return r.answer, r.err
	case <-o.stopped:
		select {
		case <-r.done: // answered with the last batch
			return r.answer, r.err
		default:
			return queue.Answer{}, ErrStopped
		}
	case <-ctx.Done():
		return queue.Answer{}, ctx.Err()
	}
}

// Read shows the committed state to f, which must not change or keep it, nor wait for anything.
func (o *Office) Read(f func(s *queue.State)) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	f(o.state)
}

// Version is the sequence number of the last committed event.
func (o *Office) Version() (v uint64) {
	o.Read(func(s *queue.State) { v = s.Version })
	return v
}

// Events returns up to limit committed events from a sequence number on.
func (o *Office) Events(from uint64, limit int) ([]queue.Event, error) {
	v := o.Version()
	if from > v {
		return nil, nil
	}
	return o.Journal.Events(from, min(limit, int(v-from+1)))
}

// Changed returns a channel that is closed once an event after seq is committed.
func (o *Office) Changed(seq uint64) <-chan struct{} {
	o.mu.RLock()
	defer o.mu.RUnlock()
	if o.state.Version > seq {
		done := make(chan struct{})
		close(done)
		return done
	}
	return o.changed
}

// Follow calls f with every event after seq, in order, until ctx ends or f returns an error.
func (o *Office) Follow(ctx context.Context, seq uint64, f func(queue.Event) error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-o.Changed(seq):
		}
		events, err := o.Events(seq+1, 256)
		if err != nil {
			return fmt.Errorf("follow the journal: %w", err)
		}
		for _, e := range events {
			if err := f(e); err != nil {
				return err
			}
			seq = e.Seq
		}
	}
}
