package console

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

const (
	// maxReaders bounds the event streams open at once.
	maxReaders = 512
	// maxReplay is how far behind a reader may be; one further behind is told to start anew.
	maxReplay = 5000
	// streamBatch is how many events are read from the journal at once.
	streamBatch = 256
	// slow is how long one reader may keep a write waiting before it is dropped.
	slow = 10 * time.Second
	// lampStep is how often emulated lamps are looked at: a blink lasts half a second.
	lampStep = 100 * time.Millisecond
)

// stream is one reader of server-sent events.
type stream struct {
	w    http.ResponseWriter
	c    *http.ResponseController
	done <-chan struct{} // the reader left
	stop <-chan struct{} // the server ends
}

// open begins a stream. The caller must have entered the gate.
func openStream(w http.ResponseWriter, r *http.Request) (*stream, error) {
	st := &stream{w: w, c: http.NewResponseController(w), done: r.Context().Done(), stop: stopping(r.Context())}
	st.c.SetReadDeadline(time.Time{}) // of the request; a stream has none
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	return st, st.send("retry: 1000\n\n")
}

// send writes and flushes, or fails because the reader is too slow or gone.
func (s *stream) send(text string) error {
	s.c.SetWriteDeadline(time.Now().Add(slow)) // not every server has deadlines; the real one does
	if _, err := fmt.Fprint(s.w, text); err != nil {
		return err
	}
	return s.c.Flush()
}

// getEvents streams what is committed after Last-Event-ID (or ?after=), or from now on. An error inside
// a stream can no longer be told: the stream ends and its reader comes back.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) error {
	seq, err := s.lastSeen(r)
	if err != nil {
		return err
	}
	if !s.readers.enter() {
		return &refusal{status: http.StatusServiceUnavailable, code: api.CodeTooMany}
	}
	defer s.readers.leave()
	asStaff := s.isStaff(r)
	if asStaff {
		defer s.desks.enter(r.URL.Query())()
	}
	st, err := openStream(w, r)
	if err != nil {
		return nil
	}
	if v := s.Office.Version(); seq > v { // of another journal, before a data folder was replaced
		seq = v
		if st.event(api.Event{Seq: v, Kind: api.KindReset, At: s.Now().UTC()}) != nil {
			return nil
		}
	}
	beat := time.NewTicker(api.Heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-st.done:
			return nil
		case <-st.stop:
			return nil
		case <-beat.C:
			err = st.send(": still here\n\n")
		case <-s.Office.Changed(seq):
			seq, err = s.sendEvents(st, seq, asStaff)
		}
		if err != nil || asStaff != s.isStaff(r) { // signed out, or the session is over
			return nil
		}
	}
}

// lastSeen is the sequence number after which a reader wants events.
func (s *Server) lastSeen(r *http.Request) (uint64, error) {
	v := r.Header.Get("Last-Event-ID")
	if v == "" {
		v = r.URL.Query().Get("after")
	}
	if v == "" {
		return s.Office.Version(), nil
	}
	seq, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		return 0, bad("Last-Event-ID")
	}
	return seq, nil
}

// sendEvents sends the next events after seq and returns the last one sent.
func (s *Server) sendEvents(st *stream, seq uint64, asStaff bool) (uint64, error) {
	if v := s.Office.Version(); v-seq > maxReplay {
		return v, st.event(api.Event{Seq: v, Kind: api.KindReset, At: s.Now().UTC()})
	}
	lines, ok, err := s.feed.after(seq, s.Office.Events, s.lines)
	if !ok { // far behind: from the journal, for this reader alone
		var events []queue.Event
		if events, err = s.Office.Events(seq+1, streamBatch); err == nil {
			lines, err = s.lines(events)
		}
	}
	if err != nil {
		return seq, err
	}
	var text strings.Builder
	for _, l := range lines {
		if seq = l.seq; asStaff {
			text.WriteString(l.staff)
		} else {
			text.WriteString(l.public)
		}
	}
	if text.Len() == 0 {
		return seq, nil
	}
	return seq, st.send(text.String())
}

func (s *stream) event(e api.Event) error {
	text, err := wire(e)
	if err != nil {
		return err
	}
	return s.send(text)
}

// events are facts as others see them: numbers and counters, no tokens; services for staff only.
func (s *Server) events(es []queue.Event, asStaff bool) []api.Event {
	vs := make([]api.Event, len(es))
	for i, e := range es {
		vs[i] = told(e)
	}
	s.Office.Read(func(st *queue.State) {
		for i := range vs {
			if t := st.Tickets[vs[i].Ticket]; t != nil {
				vs[i].Number = t.Number()
			}
			if !asStaff {
				vs[i].Service = ""
			}
		}
	})
	return vs
}

// told is what an event says by itself.
func told(e queue.Event) api.Event {
	v := api.Event{Seq: e.Seq, Kind: e.Kind, At: e.At}
	f, _ := e.Fact() // an unknown kind is told by its name
	switch f := f.(type) {
	case queue.Issued:
		v.Ticket, v.Number, v.Service = e.Seq, queue.Number(f.Letter, f.N), f.Service
	case queue.Called:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.Recalled:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.Arrived:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.Started:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.Wrapped:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.NoShow:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.Parked:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.Finished:
		v.Ticket, v.Counter = f.Ticket, f.Counter
	case queue.Continued:
		v.Ticket, v.Counter, v.Service = f.Ticket, f.Counter, f.Service
	case queue.TopicTaken:
		v.Counter = f.Counter
	case queue.Transferred:
		v.Ticket, v.Counter, v.Service = f.Ticket, f.Counter, f.Service
	case queue.Returned:
		v.Ticket = f.Ticket
	case queue.Cancelled:
		v.Ticket = f.Ticket
	case queue.Expired:
		v.Ticket = f.Ticket
	case queue.CounterOpened:
		v.Counter = f.Counter
	case queue.CounterClosed:
		v.Counter = f.Counter
	case queue.Sent:
		v.Ticket, v.Paper = f.Ticket, string(queue.PaperSent)
	case queue.Reprinted:
		v.Ticket, v.Paper = f.Ticket, string(queue.PaperPending)
	case queue.Printed:
		v.Ticket, v.Paper = f.Ticket, string(f.Paper)
	}
	return v
}
