package console

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// feed is the latest events as they go over the wire, so that two hundred readers do not read the journal and
// write JSON two hundred times. It is filled by whoever comes first. It is safe for concurrent use.
type feed struct {
	mu    sync.Mutex // protects what follows
	lines []line     // of consecutive events
}

// line is one event for each kind of reader.
type line struct {
	seq           uint64
	public, staff string
}

// kept is how many events a feed keeps; readers further behind read the journal.
const kept = 256

// after returns the lines of events after seq, a part of them or all; ok is false where the feed does not go
// back so far.
func (f *feed) after(seq uint64, read func(from uint64, limit int) ([]queue.Event, error), write func([]queue.Event) ([]line, error)) (ls []line, ok bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.lines) == 0 {
		f.lines = []line{{seq: seq}} // only a mark: here it begins
	}
	first, last := f.lines[0].seq, f.lines[len(f.lines)-1].seq
	if seq < first {
		return nil, false, nil
	}
	if seq >= last {
		events, err := read(last+1, streamBatch)
		if err != nil {
			return nil, true, err
		}
		more, err := write(events)
		if err != nil {
			return nil, true, err
		}
		f.lines = append(f.lines, more...)
		if n := len(f.lines) - kept; n > 0 {
			f.lines = append([]line(nil), f.lines[n:]...)
		}
	}
	for i, l := range f.lines {
		if l.seq > seq {
			return f.lines[i:len(f.lines):len(f.lines)], true, nil
		}
	}
	return nil, true, nil
}

// lines writes events as they go over the wire.
func (s *Server) lines(es []queue.Event) ([]line, error) {
	out := make([]line, len(es))
	staff, public := s.events(es, true), s.events(es, false)
	for i := range es {
		out[i].seq = es[i].Seq
		var err error
		if out[i].staff, err = wire(staff[i]); err != nil {
			return nil, err
		}
		if out[i].public, err = wire(public[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func wire(e api.Event) (string, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", e.Seq, e.Kind, b), nil
}

// answers keeps the last answer to GET /queue for strangers: every board in the hall asks for it after every
// event. It is safe for concurrent use.
type answers struct {
	mu      sync.Mutex // protects what follows
	version uint64
	at      time.Time
	body    []byte
}

// stillGood is how long an answer is given again while nothing happens: its clock is as old.
const stillGood = 200 * time.Millisecond

// publicQueue is the answer for strangers.
func (s *Server) publicQueue() []byte {
	a := &s.answers
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if v := s.Office.Version(); a.body == nil || v != a.version || now.Sub(a.at) > stillGood {
		q := s.queue(false)
		b, err := json.Marshal(q)
		if err != nil {
			panic(err) // plain values only
		}
		a.version, a.at, a.body = q.Version, now, append(b, '\n')
	}
	return a.body
}
