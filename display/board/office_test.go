package board_test

import (
	"sync"
	"time"

	"bileter/internal/queue"
)

// fakeOffice has one counter, changed by hand.
type fakeOffice struct {
	setup *queue.Setup

	mu      sync.Mutex // protects what follows
	state   *queue.State
	changed chan struct{}
}

func newOffice() *fakeOffice {
	return &fakeOffice{setup: &queue.Setup{Counters: []queue.Counter{{N: 1}}}, state: queue.NewState(queue.Origin{}), changed: make(chan struct{})}
}

func (o *fakeOffice) Read(f func(*queue.State)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(o.state)
}

func (o *fakeOffice) Changed(seq uint64) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.state.Version > seq {
		done := make(chan struct{})
		close(done)
		return done
	}
	return o.changed
}

func (o *fakeOffice) change(f func(*queue.State)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(o.state)
	o.state.Version++
	close(o.changed)
	o.changed = make(chan struct{})
}

func (o *fakeOffice) open() {
	o.change(func(s *queue.State) { s.Counters[1] = &queue.Desk{Open: true} })
}

func (o *fakeOffice) call() {
	o.change(func(s *queue.State) {
		s.Tickets[127] = &queue.Ticket{ID: 127, Letter: "P", N: 27, State: queue.CalledState, Called: time.Now(), Counter: 1}
		s.Counters[1] = &queue.Desk{Open: true, Ticket: 127, Called: time.Now()}
	})
}
