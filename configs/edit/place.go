package edit

import (
	"fmt"
	"strconv"
)

func (d *Document) putCounter(o Office, c Change) error {
	k := *c.Counter
	if other := o.counter(k.N); other >= 0 && (c.Do == "add" || strconv.Itoa(k.N) != c.ID) {
		return fmt.Errorf("%w: %d", ErrTaken, k.N)
	}
	if c.Do == "add" {
		es := k.entries()
		if rows := k.topics(); len(rows) > 0 {
			es = append(es, Entry{"topics", rows})
		}
		return d.add("counter", es)
	}
	at, err := o.place("counter", c.ID)
	if err != nil {
		return err
	}
	if err := d.put("counter", at, o.Counters[at].entries(), k.entries()); err != nil {
		return err
	}
	if err := d.SetRows("counter", at, "topics", o.Counters[at].topics(), k.topics()); err != nil || o.Counters[at].N == k.N {
		return err
	}
	return d.renumber(o, o.Counters[at].N, k.N)
}

// renumber lets what refers to a counter follow its number: where fees are paid, and its board. Without a number (nil) fees
// are paid nowhere in particular, and the board is left for a person to see to.
func (d *Document) renumber(o Office, old int, n any) error {
	for i, s := range o.Services {
		if s.PayAt == old {
			if err := d.set1("service", i, Entry{"pay_at", n}); err != nil {
				return err
			}
		}
	}
	f, err := d.read()
	if err != nil || n == nil {
		return err
	}
	for i, b := range f.Board {
		if b.Counter == old {
			if err := d.set1("board", i, Entry{"counter", n}); err != nil {
				return err
			}
		}
	}
	return nil
}

// putZone keeps the zone's id: counters, speakers and boards name it.
func (d *Document) putZone(o Office, c Change) error {
	z := *c.Zone
	if c.Do == "add" {
		if o.zone(z.ID) >= 0 {
			return fmt.Errorf("%w: %s", ErrTaken, z.ID)
		}
		return d.add("zone", z.entries(o.Languages))
	}
	at, err := o.place("zone", c.ID)
	if err != nil {
		return err
	}
	z.ID = c.ID
	return d.put("zone", at, o.Zones[at].entries(o.Languages), z.entries(o.Languages))
}
