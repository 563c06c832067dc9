package central

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"bileter/internal/central/sqlstore"
	"bileter/internal/queue"
	"bileter/internal/text"
)

const (
	recentEvents = 50
	shownForks   = 20
)

// occurrence is one event as a person reads it.
type occurrence struct {
	At      time.Time
	Doubt   bool
	Node    string
	Ticket  string // number; empty: the event is about none
	Counter int
	What    string
	Actor   string
	Known   bool
}

// office shows one office.
func (s *Server) office(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	offices, err := s.offices(r.Context(), id)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if id == "" || len(offices) == 0 {
		s.fail(w, r, http.StatusNotFound, "central.no_office")
		return
	}
	histories, err := s.store.Histories(r.Context(), id)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	forks, err := s.store.Forks(r.Context(), id, shownForks)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	forks = slices.DeleteFunc(forks, func(f sqlstore.Fork) bool { return !f.Settled.IsZero() })
	recent, err := s.recent(r.Context(), offices[0])
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "office.html", map[string]any{
		"Frame": frame{offices[0].Title(), s.now(), refresh}, "Office": offices[0], "Histories": histories, "Forks": forks,
		"Recent": recent, "Alarms": alarms(offices),
	})
}

// recent returns the last events of an office's machines, latest first: of each machine in the order of
// its journal, whatever its clock did, and of several by time.
func (s *Server) recent(ctx context.Context, o office) ([]occurrence, error) {
	var lists [][]occurrence
	for _, m := range o.Machines {
		if m.Incarnation == "" {
			continue
		}
		origin := queue.Origin{Office: m.Office, Node: m.Node.Node, Incarnation: m.Incarnation}
		events, err := s.store.Recent(ctx, origin, recentEvents)
		if err != nil {
			return nil, err
		}
		numbers := map[uint64]string{}
		var list []occurrence
		for _, e := range events {
			c := describe(e)
			c.Node = m.Node.Node
			if ticket := ticketOf(e); ticket != 0 {
				if c.Ticket, err = s.number(ctx, origin, ticket, numbers); err != nil {
					return nil, err
				}
			}
			list = append(list, c)
		}
		lists = append(lists, list)
	}
	return merge(lists, recentEvents), nil
}

// merge takes the latest of the lists' first until there are n, keeping the order within each.
func merge(lists [][]occurrence, n int) (all []occurrence) {
	for len(all) < n {
		next := -1
		for i, l := range lists {
			if len(l) > 0 && (next < 0 || l[0].At.After(lists[next][0].At)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		all, lists[next] = append(all, lists[next][0]), lists[next][1:]
	}
	return all
}

// number finds a ticket's number in the event that issued it: the ticket's id is that event's place.
func (s *Server) number(ctx context.Context, o queue.Origin, ticket uint64, known map[uint64]string) (string, error) {
	if n, ok := known[ticket]; ok {
		return n, nil
	}
	e, ok, err := s.store.Event(ctx, o, ticket)
	if err != nil {
		return "", err
	}
	if ok {
		f, _ := e.Fact()
		if i, is := f.(queue.Issued); is {
			known[ticket] = queue.Number(i.Letter, i.N)
		}
	}
	return known[ticket], nil
}

// describe says what happened.
func describe(e queue.Event) occurrence {
	c := occurrence{At: e.At, Doubt: e.Doubt, Actor: actor(e.Actor)}
	f, ok := e.Fact()
	if !ok {
		c.What = text.Say(lang, "central.unknown_event", text.Args{"Kind": strings.ToValidUTF8(e.Kind, "?")})
		return c
	}
	c.Known = true
	id := e.Kind
	switch f := f.(type) {
	case queue.Called:
		c.Counter = f.Counter
	case queue.Recalled:
		c.Counter = f.Counter
	case queue.Arrived:
		c.Counter = f.Counter
	case queue.Started:
		c.Counter = f.Counter
	case queue.Wrapped:
		c.Counter = f.Counter
	case queue.Finished:
		c.Counter = f.Counter
	case queue.NoShow:
		c.Counter = f.Counter
	case queue.Parked:
		c.Counter = f.Counter
	case queue.Transferred:
		c.Counter = cmp.Or(f.Only, f.Counter)
	case queue.CounterOpened:
		c.Counter = f.Counter
	case queue.CounterClosed:
		c.Counter = f.Counter
	case queue.RollMarked:
		id += "-" + string(f.Mark)
	case queue.AccountChanged:
		id += "-" + f.Deed
	case queue.Printed:
		if f.Paper != queue.PaperPrinted {
			id += "-" + string(f.Paper)
		}
	}
	c.What = text.Say(lang, "central.ev_"+strings.ReplaceAll(id, "-", "_"))
	if strings.HasPrefix(c.What, "?") { // a fate of paper this page has no word for
		c.What = strings.ToValidUTF8(id, "?")
	}
	return c
}

// ticketOf is the ticket an event is about; 0: none.
func ticketOf(e queue.Event) uint64 {
	f, _ := e.Fact()
	switch f := f.(type) {
	case queue.Issued:
		return e.Seq
	case queue.Called:
		return f.Ticket
	case queue.Recalled:
		return f.Ticket
	case queue.Arrived:
		return f.Ticket
	case queue.Started:
		return f.Ticket
	case queue.Wrapped:
		return f.Ticket
	case queue.Finished:
		return f.Ticket
	case queue.NoShow:
		return f.Ticket
	case queue.Parked:
		return f.Ticket
	case queue.Returned:
		return f.Ticket
	case queue.Transferred:
		return f.Ticket
	case queue.Cancelled:
		return f.Ticket
	case queue.Expired:
		return f.Ticket
	case queue.Sent:
		return f.Ticket
	case queue.Reprinted:
		return f.Ticket
	case queue.Printed:
		return f.Ticket
	}
	return 0
}

// actor is who did it, in words where there are some.
func actor(a string) string {
	who, n, numbered := strings.Cut(a, ":")
	switch {
	case a == "account" || a == "kiosk" || a == "clock" || a == "console" || a == "printer" || a == "recover":
		return text.Say(lang, "central.actor_"+a)
	case who == "counter" && numbered:
		return text.Say(lang, "common.counter", text.Args{"N": n})
	case who == "button" && numbered:
		return text.Say(lang, "central.actor_button", text.Args{"N": n})
	case who == "login" && numbered: // the machine alone knows who that is
		return text.Say(lang, "central.actor_login", text.Args{"N": strings.ToValidUTF8(n, "?")})
	}
	return strings.ToValidUTF8(a, "?")
}
