package console

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

func (s *Server) getOffice(w http.ResponseWriter, r *http.Request) error {
	o := s.office(s.isStaff(r))
	o.Touch = s.touch(r)
	writeJSON(w, http.StatusOK, o)
	return nil
}

func (s *Server) getQueue(w http.ResponseWriter, r *http.Request) error {
	if !s.isStaff(r) {
		w.Header().Set("Content-Type", "application/json")
		w.Write(s.publicQueue())
		return nil
	}
	writeJSON(w, http.StatusOK, s.queue(true))
	return nil
}

// office draws up what there is to choose from, and how things stand.
func (s *Server) office(forStaff bool) api.Office {
	now, doubt := s.Office.Now()
	setup := s.setup()
	now = now.In(setup.Location())
	o := api.Office{
		ID: setup.Office, Node: setup.Node, Name: setup.Name, Languages: setup.Languages,
		Infoline: setup.Infoline, Now: now, Phone: s.URL != "", Printer: s.Printer(),
		Groups: []api.Group{}, Services: []api.Service{}, Zones: []api.Zone{},
	}
	for _, g := range setup.Groups {
		if !g.Hidden || forStaff {
			o.Groups = append(o.Groups, api.Group{Letter: g.Letter, Name: g.Name, Icon: g.Icon, Color: g.Color, Hidden: g.Hidden})
		}
	}
	if forStaff {
		p := setup.Phrases
		o.Phrases = &api.Phrases{Results: orNone(p.Results), Breaks: orNone(p.Breaks), Notes: orNone(p.Notes)}
	}
	for _, z := range setup.Zones {
		o.Zones = append(o.Zones, api.Zone{ID: z.ID, Name: z.Name, Way: z.Way, Arrow: z.Arrow, Color: z.Color, Stairs: z.Stairs})
	}
	s.Office.Read(func(st *queue.State) {
		o.Version, o.Day, o.Booked = st.Version, day(st, now), len(st.Visits) > 0
		c := count(st)
		o.Counters = s.counters(st, c, now, forStaff)
		o.Help = s.helpDesk(st, now, doubt, forStaff)
		look := st.Outlook(setup, now, "")
		for i := range setup.Services {
			sv := &setup.Services[i]
			g := setup.Group(sv.Letter)
			v := s.service(st, c, look, sv, now, doubt)
			if v.Hidden = sv.Hidden || g != nil && g.Hidden; !v.Hidden || forStaff {
				o.Services = append(o.Services, v)
			}
		}
	})
	return o
}

// queue draws up the living part.
func (s *Server) queue(forStaff bool) api.Queue {
	now, _ := s.Office.Now()
	now = now.In(s.setup().Location())
	q := api.Queue{Now: now, Calls: []api.Ticket{}, Parked: []api.Ticket{}, Unprinted: []api.Ticket{}, Faults: []api.Fault{}, Helps: []api.Help{}, Posts: []string{}, Printer: s.Printer(), Staff: forStaff}
	s.Office.Read(func(st *queue.State) {
		q.Version, q.Day = st.Version, day(st, now)
		c := count(st)
		q.Waiting, q.Counters = c.services, s.counters(st, c, now, forStaff)
		q.Soon = s.soon(st)
		for _, t := range st.Calls() {
			q.Calls = append(q.Calls, show(t, forStaff))
		}
		if forStaff {
			q.Parked, q.Unprinted = parked(st), unprinted(st)
			q.Helps, q.Posts = helps(st), s.posts()
		}
	})
	if forStaff {
		q.Faults = s.faults()
		if s.Touch != nil {
			t := s.Touch()
			q.Touch = &api.Touch{Gone: t.Gone, Declared: t.Declared}
		}
		if left := q.Printer.Left; left != nil {
			q.Printer.Paper = text.TicketsLeft("pl", *left)
		}
	}
	return q
}

// day is the office day, or the calendar's before the first one.
func day(st *queue.State, now time.Time) string {
	return cmp.Or(st.Day, now.Format(time.DateOnly))
}

// crowd is who waits where.
type crowd struct {
	services map[string]int // everybody
	free     map[string]int // those any counter of the service may call
	sent     map[int]int    // those one counter may call
}

func count(st *queue.State) crowd {
	c := crowd{map[string]int{}, map[string]int{}, map[int]int{}}
	for _, t := range st.Tickets {
		if t.State != queue.Waiting {
			continue
		}
		c.services[t.Service]++
		if t.Only != 0 {
			c.sent[t.Only]++
		} else {
			c.free[t.Service]++
		}
	}
	return c
}

func (s *Server) service(st *queue.State, c crowd, look *queue.Outlook, sv *queue.Service, now time.Time, doubt bool) api.Service {
	v := api.Service{
		ID: sv.ID, Kind: sv.Kind, Letter: sv.Letter, Name: sv.Name, Documents: sv.Documents, MustHave: sv.MustHave, PayAt: sv.PayAt,
		Quick: sv.Quick, Info: sv.Info, Synonyms: sv.Synonyms, Counters: s.setup().CountersOf(sv.ID), Waiting: c.services[sv.ID],
		Asked: st.Asked[sv.ID], Serving: len(st.OpenCounters(s.setup(), sv.ID)), Ahead: st.Ahead(s.setup(), sv.ID, false, ^uint64(0)),
	}
	for _, f := range sv.FeesOn(now.Format(time.DateOnly)) {
		v.Fees = append(v.Fees, api.Fee{What: f.What, Min: f.Min, Max: f.Max})
	}
	a := look.Availability(sv.ID, false, doubt)
	v.Open, v.Until, v.Next, v.Full, v.Tight = a.Open, a.Until, a.Next, a.Why == queue.DayFull, a.Tight
	v.Wait = look.Forecast(sv.ID, false).Range()
	return v
}

func (s *Server) counters(st *queue.State, c crowd, now time.Time, forStaff bool) []api.Counter {
	cs := []api.Counter{}
	setup := s.setup()
	for i := range setup.Counters {
		k := st.Counter(setup, setup.Counters[i].N)
		d := st.Desk(k.N)
		v := api.Counter{N: k.N, Room: k.Room, Zone: k.Zone, Serves: orNone(k.Serves), Open: d.Open, Back: d.Back, Seq: d.Seq, Waiting: c.sent[k.N], Lamp: lamp(st, k.N, now)}
		for _, id := range k.Serves {
			v.Waiting += c.free[id]
		}
		if forStaff {
			v.Reason, v.Topic, v.Pages = d.Reason, st.Topic(k), s.desks.pages(k.N)
			for _, t := range k.Topics {
				topic := api.Topic{Name: t.Name}
				for _, id := range t.Serves {
					topic.Waiting += c.free[id]
				}
				v.Topics = append(v.Topics, topic)
			}
		}
		if t, ok := st.At(k.N); ok {
			shown := show(t, forStaff)
			v.Ticket = &shown
		}
		cs = append(cs, v)
	}
	return cs
}

// orNone is a list that is written as one even when it is empty.
func orNone(l []string) []string { return append([]string{}, l...) }

// lamp is what the lamp of counter n says.
func lamp(st *queue.State, n int, now time.Time) string {
	t, ok := st.At(n)
	switch {
	case ok && t.State == queue.CalledState:
		return "calling"
	case ok:
		return "serving"
	case st.Desk(n).Open:
		return "open"
	case st.Desk(n).Back.After(now):
		return "break"
	}
	return "off"
}

// parked lists tickets put aside or missed, the latest first.
func parked(st *queue.State) []api.Ticket {
	var ts []queue.Ticket
	for _, t := range st.Tickets {
		if t.State == queue.ParkedState || t.State == queue.NoShowState {
			ts = append(ts, *t)
		}
	}
	slices.SortFunc(ts, func(a, b queue.Ticket) int { return cmp.Or(b.Ended.Compare(a.Ended), cmp.Compare(b.ID, a.ID)) })
	vs := make([]api.Ticket, 0, len(ts))
	for _, t := range ts {
		vs = append(vs, show(t, true))
	}
	return vs
}

// show is a ticket as others see it. The hall sees where a number is called and not what for.
func show(t queue.Ticket, forStaff bool) api.Ticket {
	v := api.Ticket{
		ID: t.ID, Number: t.Number(), State: t.State, Ahead: t.Ahead, Counter: t.Counter, Calls: t.Calls,
		Issued: t.Issued, Called: t.Called, Started: t.Started,
	}
	if forStaff {
		v.Service, v.Lang, v.Paper, v.Copies, v.Priority, v.Why = t.Service, t.Lang, t.Paper, t.Copies, t.Priority, reason("pl", t.Why)
		v.Again = t.Again
		v.Problem, v.Large, v.Several = t.Problem, t.Large, t.Several
		v.Note, v.Matters = t.Note, t.Matters
		if t.Slot != nil {
			v.Booked = t.Slot.At
		}
	}
	return v
}

// faults lists what is wrong, in Polish.
func (s *Server) faults() []api.Fault {
	fs := []api.Fault{}
	for _, w := range s.Health.Warnings() {
		fs = append(fs, api.Fault{
			Code: string(w.Code), Severity: string(w.Severity), Since: w.Since,
			Text: text.Warning("pl", string(w.Code), w.Detail), Hint: text.WarningHint("pl", string(w.Code), w.Detail),
		})
	}
	return fs
}
