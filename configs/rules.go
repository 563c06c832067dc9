package configs

import (
	"slices"
	"time"

	"bileter/internal/queue"
)

// readRules reads the figures of the queue. What is missing keeps its default; 0 switches a rule off.
func (o *office) readRules(s *section) {
	if s == nil {
		return
	}
	r := &o.setup.Rules
	if v, ok := s.int("max_calls", 1, 9); ok {
		r.MaxCalls = v
	}
	s.span("min_call_gap_seconds", 0, 60, time.Second, &r.MinCallGap)
	s.span("check_in_minutes", 0, 240, time.Minute, &r.CheckIn)
	s.span("early_minutes", 0, 60, time.Minute, &r.Early)
	s.span("idle_early_minutes", 0, 240, time.Minute, &r.IdleEarly)
	s.span("late_minutes", 0, 60, time.Minute, &r.Late)
	s.count("priority_share_percent", 0, 100, &r.PriorityShare)
	s.count("priority_credit", 1, 100, &r.PriorityCredit)
	s.count("booked_credit", 1, 100, &r.BookedCredit)
	s.span("long_wait_minutes", 0, 480, time.Minute, &r.LongWait)
	s.span("max_wait_minutes", 0, 480, time.Minute, &r.MaxWait)
	s.span("stairs_minutes", 0, 120, time.Minute, &r.StairsAfter)
	s.count("quick_every", 0, 20, &r.QuickEvery)
	s.count("again", 0, 9, &r.Again)
	s.span("again_minutes", 1, 120, time.Minute, &r.AgainAfter)
	r.LastTickets = s.oneOf("last_tickets", queue.LastWarn, []string{queue.LastWarn, queue.LastStop, queue.LastNever})
	s.span("reserve_minutes", 0, 240, time.Minute, &r.Reserve)
	long, most := or(r.LongWait, queue.DefaultLongWait), or(r.MaxWait, queue.DefaultMaxWait)
	if s.has("max_wait_minutes") && most >= 0 && long > most {
		s.problem("max_wait_minutes", "is less than long_wait_minutes", "it is the later of the two limits, or 0 for none")
	}
	s.end()
}

// count reads a number of which 0 means none.
func (s *section) count(k string, low, high int, into *int) {
	if v, ok := s.int(k, low, high); ok {
		if *into = v; v == 0 {
			*into = -1
		}
	}
}

// span reads a time of which 0 means none.
func (s *section) span(k string, low, high int, unit time.Duration, into *time.Duration) {
	n := 0
	s.count(k, low, high, &n)
	*into = time.Duration(n) * unit
	if n < 0 {
		*into = -1
	}
}

// or is v, or the default where nothing was said.
func or(v, byDefault time.Duration) time.Duration {
	if v == 0 {
		return byDefault
	}
	return v
}

// readLevels reads how a counter serves what it serves, where that is not simply in turn.
func (o *office) readLevels(s *section, serves []string) map[string]queue.Level {
	levels := map[string]queue.Level{}
	for _, l := range []queue.Level{queue.LevelOnly, queue.LevelFirst, queue.LevelIdle} {
		for _, n := range s.list(string(l), aText) {
			for _, id := range o.expand(n.text) {
				k := s.key(string(l))
				switch {
				case !slices.Contains(serves, id):
					o.problem(n.line, k, quote(n.text)+" is not in serves", "only what a counter serves can be served first, when idle or only")
				case levels[id] != "":
					o.problem(n.line, k, quote(id)+" is in "+string(levels[id])+" as well", "a service has one level at a counter")
				default:
					levels[id] = l
				}
			}
		}
	}
	if len(levels) == 0 {
		return nil
	}
	return levels
}
