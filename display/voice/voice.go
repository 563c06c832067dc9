package voice

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
)

// Office is what the voice needs to know of the running office.
type Office interface {
	// Read shows the committed state to f, which neither keeps it nor waits.
	Read(f func(s *queue.State))
	// Follow calls f with every event after seq, in order, until ctx ends or f returns an error.
	Follow(ctx context.Context, seq uint64, f func(queue.Event) error) error
}

// Voice speaks calls.
type Voice struct {
	Office   Office
	Setup    func() *queue.Setup // of now
	Pack     *Pack
	Speakers []Speaker
	Player   Player
	Health   *health.Board    // nil: nobody is told
	Now      func() time.Time // nil: time.Now

	mu  sync.Mutex // protects bad
	bad map[string]string
}

// Fresh is how old a call may be to be spoken: what was called before a restart or an outage is not shouted.
const Fresh = 15 * time.Second

// retry is the pause after the journal could not be read.
const retry = time.Second

// Run speaks every call from now on until ctx ends; its error is always nil.
func (v *Voice) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	lanes := make([]*lane, len(v.Speakers))
	for i, s := range v.Speakers {
		lanes[i] = newLane()
		wg.Go(func() { v.speak(ctx, s, lanes[i]) })
	}
	var seq uint64
	v.Office.Read(func(s *queue.State) { seq = s.Version })
	for len(v.Speakers) > 0 && ctx.Err() == nil {
		err := v.Office.Follow(ctx, seq, func(e queue.Event) error {
			seq = e.Seq
			v.hear(e, lanes)
			return nil
		})
		if err != nil {
			slog.Warn("voice: the journal cannot be followed", "err", err)
			sleep(ctx, retry, nil)
		}
	}
	<-ctx.Done()
	return nil
}

// hear makes announcements of calls and recalls.
func (v *Voice) hear(e queue.Event, lanes []*lane) {
	if e.Kind != queue.EvCalled && e.Kind != queue.EvRecalled {
		return
	}
	f, _ := e.Fact()
	a := announcement{}
	switch f := f.(type) {
	case queue.Called:
		a.ticket, a.counter = f.Ticket, f.Counter
	case queue.Recalled:
		a.ticket, a.counter = f.Ticket, f.Counter
	default: // of a newer version
		return
	}
	now := v.now()
	if age := now.Sub(e.At); age > Fresh || a.counter == 0 {
		return
	}
	known := false
	v.Office.Read(func(s *queue.State) {
		if t := s.Tickets[a.ticket]; t != nil {
			known = true
			a.Letter, a.N, a.Lang, a.calls = t.Letter, t.N, t.Lang, t.Calls
		}
	})
	c := v.Setup().Counter(a.counter)
	if !known || c == nil {
		return
	}
	a.Desk, a.Room, a.due, a.by = c.N, c.Room, now, now.Add(TooLate)
	for i, s := range v.Speakers {
		if s.serves(c.Zone) {
			lanes[i].put(a)
		}
	}
}

// stands tells whether a call is still worth saying: the client is awaited, and was not called once more.
func (v *Voice) stands(a announcement) (ok bool) {
	v.Office.Read(func(s *queue.State) {
		t := s.Tickets[a.ticket]
		ok = t != nil && t.State == queue.CalledState && t.Counter == a.counter && t.Calls == a.calls
	})
	return ok
}

func (v *Voice) play(ctx context.Context, s Speaker, a announcement) {
	volume := s.volume(v.now().In(v.Setup().Location()))
	if volume == 0 {
		return
	}
	sound, missing := v.Pack.Speak(a.Call)
	err := v.Player.Play(ctx, s.Device, sound.WAV(volume))
	if ctx.Err() == nil {
		v.report(s.Device, errors.Join(missing, err))
	}
}

// Report says how a part of the voice is; nil: it works. It is safe for concurrent use.
func (v *Voice) Report(part string, err error) { v.report(part, err) }

func (v *Voice) report(part string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.bad == nil {
		v.bad = map[string]string{}
	}
	_, was := v.bad[part]
	switch {
	case err != nil && !was:
		slog.Warn("voice: calls are not spoken", "part", part, "err", err)
		v.bad[part] = err.Error()
	case err == nil && was:
		slog.Info("voice: calls are spoken again", "part", part)
		delete(v.bad, part)
	default:
		return
	}
	if v.Health != nil {
		v.Health.Set(health.VoiceDown, len(v.bad) > 0, strings.Join(slices.Sorted(maps.Keys(v.bad)), ", "))
	}
}

func (v *Voice) now() time.Time {
	if v.Now != nil {
		return v.Now()
	}
	return time.Now()
}
