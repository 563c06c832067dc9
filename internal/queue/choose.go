package queue

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// choose picks whom a counter calls: first a client sent to this very counter, then priority, then
// whoever has waited longest, among the services it serves. Fairness proper is not here yet.
func (s *State) choose(counter *Counter, at time.Time) (*Ticket, Reason, bool) {
	if l := s.lines[sentTo(counter.N)]; l != nil {
		if p, ok := l.first(); ok {
			t := s.Tickets[p.ticket]
			return t, Reason{Rule: RuleSent, Waited: waited(t, at)}, true
		}
	}
	var best place
	found := false
	for _, lists := range []func(*line) []place{(*line).priorities, (*line).ordinaries} {
		for _, id := range counter.Serves {
			l := s.lines[id]
			if l == nil {
				continue
			}
			if list := lists(l); len(list) > 0 && (!found || list[0].at < best.at) {
				best, found = list[0], true
			}
		}
		if found {
			break
		}
	}
	if !found {
		return nil, Reason{}, false
	}
	t := s.Tickets[best.ticket]
	why := Reason{Rule: RuleFirst, Waited: waited(t, at)}
	if t.Priority {
		why.Rule = RulePriority
		for _, id := range counter.Serves {
			if l := s.lines[id]; l != nil {
				why.Over += before(l.ordinary, best.at)
			}
		}
	}
	return t, why, true
}

func (l *line) priorities() []place { return l.priority }
func (l *line) ordinaries() []place { return l.ordinary }

func (l *line) first() (place, bool) {
	for _, list := range [][]place{l.priority, l.ordinary} {
		if len(list) > 0 {
			return list[0], true
		}
	}
	return place{}, false
}

// waited is in seconds and never negative: the clock may have been set back.
func waited(t *Ticket, at time.Time) int { return max(0, int(at.Sub(t.Issued).Seconds())) }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
