package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

const (
	// commandTime bounds a command: the disk answers in milliseconds or is in trouble.
	commandTime = 5 * time.Second
	maxKey      = 64
	tokenBytes  = 16
)

// key reads the Idempotency-Key: 1 to 64 printable ASCII characters.
func key(r *http.Request) (string, error) {
	k := r.Header.Get("Idempotency-Key")
	if k == "" || len(k) > maxKey || strings.ContainsFunc(k, func(c rune) bool { return c < '!' || c > '~' }) {
		return "", bad("Idempotency-Key")
	}
	return k, nil
}

// do has the office decide a command. In the journal stands who signed in; its actor is whose it is through the local socket.
func (s *Server) do(r *http.Request, c queue.Command) (queue.Answer, error) {
	ctx, cancel := context.WithTimeout(r.Context(), commandTime)
	defer cancel()
	if p, ok := s.who(r); ok {
		c.Actor = p.Actor()
	}
	return s.Office.Do(ctx, c)
}

func (s *Server) postTicket(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	var order api.Issue
	if err := decode(r, &order); err != nil {
		return err
	}
	return s.issue(w, r, k, order.Lang, queue.Issue{
		Service: order.Service, Lang: order.Lang, Token: newSecret(tokenBytes), Priority: order.Priority, Paper: !order.NoPaper, Large: order.Large, Several: order.Several,
	})
}

// issue has a ticket issued and answers with it.
func (s *Server) issue(w http.ResponseWriter, r *http.Request, key, lang string, v queue.Verb) error {
	if !slices.Contains(s.setup().Languages, lang) {
		return bad("lang")
	}
	a, err := s.do(r, queue.Command{ID: key, Actor: "kiosk", Do: v})
	if err != nil {
		return err
	}
	if a.Ticket == nil { // the retry of a ticket that ended on an earlier day
		return &queue.Refusal{Code: queue.NoSuchTicket}
	}
	status := http.StatusCreated
	if a.Retry {
		status = http.StatusOK
	}
	writeJSON(w, status, s.issued(*a.Ticket, a.Version))
	return nil
}

func (s *Server) getTicket(w http.ResponseWriter, r *http.Request) error {
	id, err := ticketID(r)
	if err != nil {
		return err
	}
	var t *queue.Ticket
	s.Office.Read(func(st *queue.State) {
		if found := st.Tickets[id]; found != nil {
			c := *found
			t = &c
		}
	})
	if t == nil {
		return &queue.Refusal{Code: queue.NoSuchTicket}
	}
	writeJSON(w, http.StatusOK, show(*t, true))
	return nil
}

func ticketID(r *http.Request) (uint64, error) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, &queue.Refusal{Code: queue.NoSuchTicket}
	}
	return id, nil
}

func (s *Server) postTicketVerb(w http.ResponseWriter, r *http.Request) error {
	var v queue.Verb
	id, err := ticketID(r)
	switch r.PathValue("verb") {
	case "return":
		v = queue.Return{Ticket: id}
	case "reprint":
		v = queue.Reprint{Ticket: id}
	case "cancel":
		v = queue.Cancel{Ticket: id}
	default:
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	k, keyErr := key(r)
	if err := errors.Join(err, keyErr); err != nil {
		return err
	}
	if err := noBody(r); err != nil {
		return err
	}
	return s.answer(w, r, queue.Command{ID: k, Actor: "console", Do: v})
}

// counterVerbs are the commands of a counter that say nothing more.
var counterVerbs = map[string]func(n int) queue.Verb{
	"open":    func(n int) queue.Verb { return queue.OpenCounter{Counter: n} },
	"recall":  func(n int) queue.Verb { return queue.CallAgain{Counter: n} },
	"arrive":  func(n int) queue.Verb { return queue.Arrive{Counter: n} },
	"start":   func(n int) queue.Verb { return queue.Start{Counter: n} },
	"wrap":    func(n int) queue.Verb { return queue.Wrap{Counter: n} },
	"no-show": func(n int) queue.Verb { return queue.MissedCall{Counter: n} },
}

func (s *Server) postCounterVerb(w http.ResponseWriter, r *http.Request) error {
	n, err := counterNumber(r)
	if err != nil {
		return err
	}
	if p, ok := s.who(r); ok && !p.MayWorkAt(n) {
		return &refusal{status: http.StatusForbidden, code: api.CodeOtherDesk, counter: n}
	}
	v, err := counterVerb(r, n)
	if err != nil {
		return err
	}
	k, err := key(r)
	if err != nil {
		return err
	}
	seen, err := seen(r, n)
	if err != nil {
		return err
	}
	return s.answer(w, r, queue.Command{ID: k, Actor: "counter:" + strconv.Itoa(n), Seen: seen, Do: v})
}

// seen reads If-Match, which has api.Counter.Seq as an entity tag: "17". Without it a command is done whatever
// happened at the counter since its sender looked.
func seen(r *http.Request, n int) (*queue.Seen, error) {
	tag := r.Header.Get("If-Match")
	if tag == "" {
		return nil, nil
	}
	quoted, ok := strings.CutPrefix(tag, `"`)
	number, closed := strings.CutSuffix(quoted, `"`)
	seq, err := strconv.ParseUint(number, 10, 64)
	if !ok || !closed || err != nil {
		return nil, bad("If-Match")
	}
	return &queue.Seen{Counter: n, Seq: seq}, nil
}

// counterVerb reads a command of a counter, with its body where it may have one.
func counterVerb(r *http.Request, n int) (queue.Verb, error) {
	switch verb := r.PathValue("verb"); verb {
	case "transfer":
		var t api.Transfer
		err := decode(r, &t)
		return queue.Transfer{Counter: n, Service: t.Service, Only: t.Counter, Note: t.Note}, err
	case "continue":
		var c api.Continue
		err := decode(r, &c)
		return queue.Continue{Counter: n, Service: c.Service, Result: c.Result}, err
	case "topic":
		var t api.TakeTopic
		err := decode(r, &t)
		return queue.TakeTopic{Counter: n, Topic: t.Topic}, err
	case "next":
		var f api.Finish
		err := decodeAny(r, &f)
		return queue.Next{Counter: n, Result: f.Result}, err
	case "finish":
		var f api.Finish
		err := decodeAny(r, &f)
		return queue.Finish{Counter: n, Result: f.Result}, err
	case "park":
		var p api.Park
		err := decodeAny(r, &p)
		return queue.Park{Counter: n, Until: p.Until}, err
	case "close":
		var c api.Close
		err := decodeAny(r, &c)
		return queue.CloseCounter{Counter: n, Back: c.Back, Reason: c.Reason}, err
	default:
		build, known := counterVerbs[verb]
		if !known {
			return nil, &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
		}
		return build(n), noBody(r)
	}
}

func counterNumber(r *http.Request) (int, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 {
		return 0, &queue.Refusal{Code: queue.NoSuchCounter}
	}
	return n, nil
}

// answer has a command done and tells what it did.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, c queue.Command) error {
	a, err := s.do(r, c)
	if err != nil {
		return err
	}
	d := api.Done{Version: a.Version, Retry: a.Retry}
	if a.Ticket != nil {
		t := show(*a.Ticket, true)
		d.Ticket = &t
		if _, next := c.Do.(queue.Next); next {
			d.Reason = reason("pl", a.Ticket.Why)
		}
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}
