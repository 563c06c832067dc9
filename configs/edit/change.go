package edit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Change is one deed of a technician at a draft.
type Change struct {
	Do     string `json:"do"`               // put, add, remove or move
	Kind   string `json:"kind"`             // group, service, counter, zone, hours; or a table: office, help, phrases, figures, ticket_button
	ID     string `json:"id,omitempty"`     // of the element: a letter, an id, a number, a name; not with add and tables
	Before string `json:"before,omitempty"` // move: the element that then follows; empty: to the end

	Group   *Group   `json:"group,omitempty"` // put and add
	Service *Service `json:"service,omitempty"`
	Counter *Counter `json:"counter,omitempty"`
	Zone    *Zone    `json:"zone,omitempty"`
	Hours   *Hours   `json:"hours,omitempty"`
	House   *House   `json:"office,omitempty"` // tables: put only
	Help    *Help    `json:"help,omitempty"`
	Phrases *Phrases `json:"phrases,omitempty"`
	Figures *Figures `json:"figures,omitempty"`
	Button  *Button  `json:"ticket_button,omitempty"`
}

// Errors of Apply, besides ErrText.
var (
	// ErrNone says that there is no such element: somebody else has taken it out.
	ErrNone = errors.New("there is no such element")
	// ErrChange says that a change makes no sense.
	ErrChange = errors.New("not a change")
	// ErrTaken says that the name is used by another.
	ErrTaken = errors.New("the name is taken")
)

// Apply makes a change, whole or not at all.
func (d *Document) Apply(c Change) error {
	was := d.Text()
	err := d.apply(c)
	if err != nil {
		if back := d.take(was); back != nil {
			panic(back) // it was taken before
		}
	}
	return err
}

func (d *Document) apply(c Change) error {
	o, err := d.Office()
	if err != nil {
		return err
	}
	switch {
	case c.Do == "remove" && c.Kind == "hours":
		return d.removeHours(o, c.ID)
	case c.Do == "move" || c.Do == "remove":
		at, err := o.place(c.Kind, c.ID)
		if err != nil {
			return err
		}
		if c.Do == "move" {
			return d.move(o, c, at)
		}
		return d.remove(o, c, at)
	case c.Do != "put" && c.Do != "add":
	case c.Kind == "group" && c.Group != nil:
		return d.putGroup(o, c)
	case c.Kind == "service" && c.Service != nil:
		return d.putService(o, c)
	case c.Kind == "counter" && c.Counter != nil:
		return d.putCounter(o, c)
	case c.Kind == "zone" && c.Zone != nil:
		return d.putZone(o, c)
	case c.Kind == "hours" && c.Hours != nil:
		return d.putHours(o, c)
	case c.Do == "put":
		return d.putTable(o, c)
	}
	return fmt.Errorf("%w: %s %s", ErrChange, c.Do, c.Kind)
}

// place finds an element by its name.
func (o Office) place(kind, id string) (int, error) {
	at := -1
	switch kind {
	case "group":
		at = o.group(id)
	case "service":
		at = o.service(id)
	case "counter":
		if n, err := strconv.Atoi(id); err == nil {
			at = o.counter(n)
		}
	case "zone":
		at = o.zone(id)
	default:
		return 0, fmt.Errorf("%w: %q", ErrChange, kind)
	}
	if at < 0 {
		return 0, fmt.Errorf("%w: %s %s", ErrNone, kind, id)
	}
	return at, nil
}

func (d *Document) move(o Office, c Change, from int) error {
	to := d.Len(c.Kind)
	if c.Before != "" {
		at, err := o.place(c.Kind, c.Before)
		if err != nil {
			return err
		}
		to = at
	}
	if to > from {
		to-- // what stood before it moves up
	}
	return d.Move(c.Kind, from, to)
}

// remove takes an element out, and what refers to it.
func (d *Document) remove(o Office, c Change, at int) error {
	switch c.Kind {
	case "group":
		for _, s := range o.Services {
			if s.Letter == c.ID {
				if err := d.remove(o, Change{Kind: "service", ID: s.ID}, -1); err != nil {
					return err
				}
			}
		}
		if err := d.dropServes(c.ID); err != nil {
			return err
		}
	case "service":
		if err := d.dropServes(c.ID); err != nil {
			return err
		}
	case "counter":
		if err := d.renumber(o, o.Counters[at].N, nil); err != nil {
			return err
		}
	}
	now, err := d.Office() // places have moved
	if err != nil {
		return err
	}
	if at, err = now.place(c.Kind, c.ID); err != nil {
		return err
	}
	return d.Remove(c.Kind, at)
}

// dropServes takes a name out of what the counters serve.
func (d *Document) dropServes(name string) error {
	o, err := d.Office()
	if err != nil {
		return err
	}
	for i, c := range o.Counters {
		if err := d.putLists(i, c, c.rename(name)); err != nil {
			return err
		}
	}
	return nil
}

// putLists changes what a counter says of services.
func (d *Document) putLists(at int, old, now Counter) error {
	if err := d.put("counter", at, old.lists(), now.lists()); err != nil {
		return err
	}
	return d.SetRows("counter", at, "topics", old.topics(), now.topics())
}

func listOrNil(l []string) any {
	if len(l) == 0 {
		return nil
	}
	return l
}

func (d *Document) set1(kind string, at int, e Entry) error { return d.Set(kind, at, e.Key, e.Value) }

// put writes the entries that differ from the old ones.
func (d *Document) put(kind string, at int, old, now []Entry) error {
	for i, e := range now {
		if i < len(old) && old[i].Key == e.Key && same(old[i].Value, e.Value) {
			continue
		}
		if err := d.set1(kind, at, e); err != nil {
			return err
		}
	}
	return nil
}

// add writes a new element of what is not empty.
func (d *Document) add(kind string, es []Entry) error {
	return d.Add(kind, slices.DeleteFunc(es, func(e Entry) bool { return e.Value == nil }))
}

func (d *Document) putGroup(o Office, c Change) error {
	g := *c.Group
	if other := o.group(g.Letter); other >= 0 && (c.Do == "add" || g.Letter != c.ID) {
		return fmt.Errorf("%w: %s", ErrTaken, g.Letter)
	}
	if c.Do == "add" {
		return d.add("group", g.entries(o.Languages))
	}
	at := o.group(c.ID)
	if at < 0 {
		return fmt.Errorf("%w: group %s", ErrNone, c.ID)
	}
	if err := d.put("group", at, o.Groups[at].entries(o.Languages), g.entries(o.Languages)); err != nil {
		return err
	}
	if g.Letter == c.ID {
		return nil
	}
	for i, s := range o.Services { // its services and counters follow the letter
		if s.Letter == c.ID {
			if err := d.set1("service", i, Entry{"letter", g.Letter}); err != nil {
				return err
			}
		}
	}
	for i, k := range o.Counters {
		if err := d.put("counter", i, k.lists(), k.rename(c.ID, g.Letter).lists()); err != nil {
			return err
		}
	}
	return nil
}

func (d *Document) putService(o Office, c Change) error {
	s := *c.Service
	if c.Do == "put" {
		at := o.service(c.ID)
		if at < 0 {
			return fmt.Errorf("%w: service %s", ErrNone, c.ID)
		}
		s.ID = c.ID // tickets in the journal name it: it stays
		old := o.Services[at]
		if err := d.put("service", at, old.entries(o.Languages), s.entries(o.Languages)); err != nil {
			return err
		}
		if err := d.SetRows("service", at, "fee", old.rows(o.Languages), s.rows(o.Languages)); err != nil {
			return err
		}
		return d.setCounters(s)
	}
	if o.service(s.ID) >= 0 {
		return fmt.Errorf("%w: %s", ErrTaken, s.ID)
	}
	es := s.entries(o.Languages)
	if rows := s.rows(o.Languages); len(rows) > 0 {
		es = append(es, Entry{"fee", rows})
	}
	if err := d.add("service", es); err != nil {
		return err
	}
	return d.setCounters(s)
}

// setCounters makes exactly the counters that the form names serve a service.
func (d *Document) setCounters(s Service) error {
	o, err := d.Office()
	if err != nil {
		return err
	}
	for i, c := range o.Counters {
		want, has := slices.Contains(s.Counters, c.N), c.serves(s)
		now := c
		switch {
		case want == has:
			continue
		case want:
			now.Serves = append(slices.Clone(c.Serves), s.ID)
		default:
			now = c.rename(s.ID)
			if s.Letter != "" {
				now = now.rename(s.Letter, o.othersOf(s)...) // the whole group but this one
			}
		}
		if err := d.putLists(i, c, now); err != nil {
			return err
		}
	}
	return nil
}

// othersOf are the ids of a group's services without one.
func (o Office) othersOf(s Service) (ids []string) {
	for _, x := range o.Services {
		if x.Letter == s.Letter && x.ID != s.ID && x.Kind != "info" {
			ids = append(ids, x.ID)
		}
	}
	return ids
}
