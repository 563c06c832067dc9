package central

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

// caller is a machine that has proved itself; the zero value is one that has not.
type caller struct{ office, node string }

// mustOwn refuses a journal that is not the caller's own.
func (c caller) mustOwn(o queue.Origin) error {
	if c.office != o.Office || c.node != o.Node {
		return &wire.Refusal{Code: wire.UnknownNode, Text: "this journal is another machine's"}
	}
	return nil
}

// read decodes a small message. Its protocol is looked at before all else that may be wrong with it.
func read(body []byte, m interface{ Check() error }, protocol *int) error {
	if err := wire.Decode(bytes.NewReader(body), wire.MaxSmall, m); err != nil {
		return err
	}
	if no := wire.CheckProtocol(*protocol); no != nil {
		return no
	}
	return m.Check()
}

// intake wraps what machines ask for: who asks, then the body within its limit, then a place among those
// at work, in this order, so that nobody unknown and nobody slow takes a place.
func (s *Server) intake(answer func(context.Context, caller, []byte) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.now()
		a, err := s.admit(w, r, answer)
		s.metrics.answered(r.URL.Path, err, s.now().Sub(began))
		if err == nil {
			writeJSON(w, http.StatusOK, a)
			return
		}
		s.refuse(w, r, err)
	})
}

func (s *Server) admit(w http.ResponseWriter, r *http.Request, answer func(context.Context, caller, []byte) (any, error)) (any, error) {
	var from caller
	limit := int64(wire.MaxSmall)
	if r.URL.Path != wire.PathEnrol {
		office, node, secret, ok := wire.Signature(r.Header)
		if !ok {
			return nil, &wire.Refusal{Code: wire.UnknownNode}
		}
		if err := s.store.Authorise(r.Context(), office, node, secret); err != nil {
			return nil, err
		}
		from = caller{office, node}
	}
	if r.URL.Path == wire.PathEvents {
		limit = wire.MaxPacked
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, &wire.Refusal{Code: wire.TooLarge, Text: "more than " + strconv.FormatInt(limit, 10) + " bytes"}
	}
	if err != nil {
		return nil, &wire.Refusal{Code: wire.Bad, Text: "the body did not arrive"}
	}
	wait := time.NewTimer(admissionWait)
	defer wait.Stop()
	select {
	case s.admitted <- struct{}{}:
		defer func() { <-s.admitted }()
	case <-wait.C:
		return nil, &wire.Refusal{Code: wire.Busy, RetryAfter: 5*time.Second + rand.N(20*time.Second)}
	case <-r.Context().Done():
		return nil, &wire.Refusal{Code: wire.Busy, RetryAfter: time.Second}
	}
	return answer(r.Context(), from, body)
}

// refuse answers with a *wire.Refusal, and hides what else went wrong.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var no *wire.Refusal
	switch {
	case errors.As(err, &no):
	case errors.Is(err, wire.ErrTooLarge):
		no = &wire.Refusal{Code: wire.TooLarge, Text: err.Error()}
	case errors.Is(err, wire.ErrMessage):
		no = &wire.Refusal{Code: wire.Bad, Text: err.Error()}
	default:
		s.log.Error("a request failed", "path", r.URL.Path, "problem", err)
		no = &wire.Refusal{Code: wire.Failed}
	}
	if no.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(no.RetryAfter.Seconds())))
	}
	writeJSON(w, no.Code.Status(), no)
}

func (s *Server) enrol(ctx context.Context, _ caller, body []byte) (any, error) {
	var m wire.Enrol
	if err := read(body, &m, &m.Protocol); err != nil {
		return nil, err
	}
	if err := s.store.Enrol(ctx, m); err != nil {
		s.log.Warn("enrolment refused", "office", m.Office, "node", m.Node, "problem", err)
		return nil, err
	}
	s.log.Info("enrolled", "office", m.Office, "node", m.Node)
	return wire.Answer{Protocol: wire.Protocol}, nil
}

func (s *Server) hello(ctx context.Context, from caller, body []byte) (any, error) {
	var m wire.Hello
	if err := read(body, &m, &m.Protocol); err != nil {
		return nil, err
	}
	if err := from.mustOwn(m.Origin); err != nil {
		return nil, err
	}
	at, err := s.store.Hello(ctx, m)
	s.alarm(m.Origin, err)
	return wire.Answer{Protocol: wire.Protocol, Cursor: at}, err
}

func (s *Server) history(ctx context.Context, from caller, body []byte) (any, error) {
	var m wire.History
	if err := read(body, &m, &m.Protocol); err != nil {
		return nil, err
	}
	if err := from.mustOwn(m.Origin); err != nil {
		return nil, err
	}
	o, at, es, err := s.store.History(ctx, m)
	a := wire.Past{Protocol: wire.Protocol, Origin: o, Cursor: at}
	if err == nil && len(es) > 0 {
		a.Batch, _, err = wire.EncodeBatch(wire.Batch{Protocol: wire.Protocol, Origin: o, Last: at.Seq, Events: es})
		s.log.Warn("a machine asks for its own history", "office", o.Office, "node", o.Node, "after", m.After.Seq, "events", len(es))
	}
	return a, err
}

func (s *Server) events(ctx context.Context, from caller, body []byte) (any, error) {
	b, err := wire.DecodeBatch(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if no := wire.CheckProtocol(b.Protocol); no != nil {
		return nil, no
	}
	if err := from.mustOwn(b.Origin); err != nil {
		return nil, err
	}
	at, err := s.store.Apply(ctx, b)
	s.alarm(b.Origin, err)
	if err == nil {
		s.metrics.events.Add(float64(len(b.Events)))
	}
	return wire.Answer{Protocol: wire.Protocol, Cursor: at}, err
}

// alarm logs a fork; the page shows it for as long as it concerns the machine's present history.
func (s *Server) alarm(o queue.Origin, err error) {
	var no *wire.Refusal
	if errors.As(err, &no) && no.Code == wire.Fork {
		s.log.Error("two histories of one machine", "office", o.Office, "node", o.Node, "incarnation", o.Incarnation, "stored", no.Cursor.Seq)
	}
}
