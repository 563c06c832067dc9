package queue

import (
	"cmp"
	"slices"
)

// line is one service's waiting tickets, or those sent to one counter. The lines are the index by which
// choosing takes the time of a few comparisons however many wait. They are no part of a snapshot.
type line struct {
	priority, ordinary []place // by Ticket.Place
	booked             []place // by Slot.Due, in microseconds
}

// place orders a list: by at, then by ticket.
type place struct{ at, ticket uint64 }

func (p place) before(q place) bool { return comparePlaces(p, q) < 0 }

func comparePlaces(p, q place) int {
	return cmp.Or(cmp.Compare(p.at, q.at), cmp.Compare(p.ticket, q.ticket))
}

// countBefore counts those of a list who come before p.
func countBefore(list []place, p place) int {
	i, _ := slices.BinarySearchFunc(list, p, comparePlaces)
	return i
}

// listOf is where a ticket stands in the line. Booked clients stand by their time, whatever else they have.
func (l *line) listOf(t *Ticket) (*[]place, place) {
	switch {
	case t.Slot != nil:
		return &l.booked, place{uint64(max(0, t.Slot.Due.UnixMicro())), t.ID}
	case t.Priority:
		return &l.priority, place{t.Place, t.ID}
	}
	return &l.ordinary, place{t.Place, t.ID}
}

// length is how many stand in a line; none in one that is nil.
func (l *line) length() int {
	if l == nil {
		return 0
	}
	return len(l.priority) + len(l.booked) + len(l.ordinary)
}

// all are those in the line.
func (l *line) all() []place { return slices.Concat(l.priority, l.booked, l.ordinary) }

// lineKey is the line in which a waiting ticket stands.
func lineKey(t *Ticket) string {
	if t.Only != 0 {
		return sentTo(t.Only)
	}
	return t.Service
}

// sentTo is the line of those sent to counter n.
func sentTo(n int) string { return "#" + itoa(n) }

func (s *State) enter(t *Ticket) {
	key := lineKey(t)
	l := s.lines[key]
	if l == nil {
		l = &line{}
		s.lines[key] = l
	}
	list, p := l.listOf(t)
	i, _ := slices.BinarySearchFunc(*list, p, comparePlaces)
	*list = slices.Insert(*list, i, p)
}

func (s *State) leave(t *Ticket) {
	l := s.lines[lineKey(t)]
	if l == nil {
		return
	}
	list, p := l.listOf(t)
	if i, ok := slices.BinarySearchFunc(*list, p, comparePlaces); ok {
		if i == 0 {
			*list = (*list)[1:] // the usual case, without moving the rest
			return
		}
		*list = slices.Delete(*list, i, i+1)
	}
}
