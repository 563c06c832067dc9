package queue

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Whom a counter calls is one order for everybody, and each call says by which rule it was made:
//
//  1. one who was sent to this very counter;
//  2. after a call out of turn, whoever waited longest, if that is more than Rules.LongWait;
//  3. special needs, while they are at most Rules.PriorityShare of the day's tickets;
//  4. a booked client whose time has come, by booked time;
//  5. special needs above that share, if their wait counted Rules.PriorityCredit times is longer;
//  6. a quick pick-up, once in Rules.QuickEvery calls;
//  7. whoever waited longest, of the services that this counter serves first, then of the others;
//  8. the same for the services that it serves when idle.
//
// A call by 1, 3, 4, 5, 6, or by 7 for what is served first, is out of turn. By 2 every counter serves those who wait
// longest at least every second time, so no stream of others can keep anybody waiting for ever.

// few is how many tickets of a day are too few to speak of a share.
const few = 20

// tally counts the day's tickets.
type tally struct {
	Issued   int `json:"issued,omitempty"`
	Priority int `json:"priority,omitempty"`
}

// crowded tells whether too many have priority for each to be called at once.
func (t tally) crowded(r Rules) bool { return t.Priority*100 > r.priorityShare()*max(t.Issued, few) }

// stand is a line from which some have been called already: none when a counter really calls, more and
// more when a forecast plays on.
type stand struct {
	line
	quick bool
	mean  time.Duration // in a forecast
}

// hand is what choosing looks at: one counter and those it may call.
type hand struct {
	sent         *stand   // to this counter
	lanes        []*stand // by level: those served first, normally, when idle
	ids          []string // their services
	first, idle  int      // lanes[:first] are served first, lanes[idle:] when idle
	row, between int      // see Desk
	counts       bool     // Reason.Over is wanted
}

// pick is who was chosen.
type pick struct {
	from  *[]place // stands first in it
	stand *stand
	Reason
}

// handOf lays out a counter's lines; stands gives the line of a key.
func handOf(c *Counter, d Desk, stands func(key string) *stand) hand {
	h := hand{sent: stands(sentTo(c.N)), row: d.Row, between: d.Between}
	only := false
	for _, l := range c.Levels {
		only = only || l == LevelOnly
	}
	add := func(levels ...Level) {
		for _, id := range c.Serves {
			if slices.Contains(levels, c.Levels[id]) {
				if st := stands(id); st != nil {
					h.lanes, h.ids = append(h.lanes, st), append(h.ids, id)
				}
			}
		}
	}
	if only {
		add(LevelOnly)
		h.idle = len(h.lanes)
		return h
	}
	add(LevelFirst)
	h.first = len(h.lanes)
	add(LevelNormal)
	h.idle = len(h.lanes)
	add(LevelIdle)
	return h
}

// choose applies the order above at a time.
func (h *hand) choose(s *State, r Rules, at time.Time) (pick, bool) {
	if h.sent != nil {
		for _, list := range []*[]place{&h.sent.priority, &h.sent.booked, &h.sent.ordinary} {
			if len(*list) > 0 {
				return h.picked(s, list, h.sent, RuleSent, at), true
			}
		}
	}
	usual, crowded := h.lanes[:h.idle], s.Today.crowded(r)
	turn, turnStand := head(usual, ordinary, nil)
	if turn != nil && h.row > 0 && s.waitOf((*turn)[0], at) > r.longWait() {
		return h.picked(s, turn, turnStand, RuleTurn, at), true
	}
	urgent, urgentStand := head(h.lanes, priority, nil)
	if urgent != nil && !crowded {
		return h.picked(s, urgent, urgentStand, RulePriority, at), true
	}
	due := func(st *stand) bool { return st.due(r, at) }
	if b, st := head(usual, booked, due); b != nil {
		return h.picked(s, b, st, RuleBooked, at), true
	}
	next, nextStand := turn, turnStand
	if f, st := head(h.lanes[:h.first], ordinary, nil); f != nil {
		next, nextStand = f, st
	}
	if urgent != nil {
		credit := time.Duration(r.priorityCredit()) * s.waitOf((*urgent)[0], at)
		if next == nil || credit > s.waitOf((*next)[0], at) {
			return h.picked(s, urgent, urgentStand, RuleCredit, at), true
		}
	}
	if n := r.quickEvery(); n > 0 && h.between >= n-1 {
		if q, st := head(usual, ordinary, func(st *stand) bool { return st.quick }); q != nil {
			return h.picked(s, q, st, RuleQuick, at), true
		}
	}
	if next != nil {
		rule := RuleFirst
		if next != turn {
			rule = RuleLevel
		}
		return h.picked(s, next, nextStand, rule, at), true
	}
	spare := h.lanes[h.idle:]
	if b, st := head(spare, booked, due); b != nil {
		return h.picked(s, b, st, RuleIdle, at), true
	}
	if o, st := head(spare, ordinary, nil); o != nil {
		return h.picked(s, o, st, RuleIdle, at), true
	}
	return pick{}, false
}

// due tells whether the first booked client stands in line by now.
func (st *stand) due(r Rules, at time.Time) bool {
	return len(st.booked) > 0 && !at.Before(time.UnixMicro(int64(st.booked[0].at)).Add(-r.early()))
}

func ordinary(l *line) *[]place { return &l.ordinary }
func priority(l *line) *[]place { return &l.priority }
func booked(l *line) *[]place   { return &l.booked }

// head returns the list whose first has the earliest place, of the lines that are meant.
func head(stands []*stand, list func(*line) *[]place, meant func(*stand) bool) (best *[]place, at *stand) {
	for _, st := range stands {
		l := list(&st.line)
		if len(*l) > 0 && (meant == nil || meant(st)) && (best == nil || (*l)[0].before((*best)[0])) {
			best, at = l, st
		}
	}
	return best, at
}

// picked gives the reason of a choice: how many who came earlier it passes over, and how often in a row
// this counter did so.
func (h *hand) picked(s *State, list *[]place, st *stand, rule string, at time.Time) pick {
	p := (*list)[0]
	came := place{at: p.at}
	if t := s.Tickets[p.ticket]; t != nil {
		came.at = t.Place
	}
	why := Reason{Rule: rule, Waited: int(s.waitOf(p, at).Seconds())}
	if h.counts {
		for _, l := range h.lanes[:h.idle] {
			why.Over += countBefore(l.ordinary, came)
		}
	}
	switch {
	case rule == RuleQuick && why.Over == 0:
		why.Rule = RuleFirst // in turn anyway
	case rule != RuleFirst && rule != RuleTurn && rule != RuleIdle:
		why.Row = h.row + 1
	}
	return pick{from: list, stand: st, Reason: why}
}

// waitOf is how long one has stood in line, never negative: the clock may have been set back.
func (s *State) waitOf(p place, at time.Time) time.Duration {
	t := s.Tickets[p.ticket]
	if t == nil {
		return 0
	}
	return max(0, at.Sub(t.lined()))
}

// choose picks whom a counter calls.
func (s *State) choose(setup *Setup, counter *Counter, at time.Time) (*Ticket, Reason, bool) {
	h := handOf(counter, s.Desk(counter.N), func(key string) *stand { return s.stand(setup, key) })
	h.counts = true
	p, ok := h.choose(s, setup.Rules, at)
	if !ok {
		return nil, Reason{}, false
	}
	return s.Tickets[(*p.from)[0].ticket], p.Reason, true
}

// stand is a copy of a line's lists, which share their memory with it; nil where nobody stands.
func (s *State) stand(setup *Setup, key string) *stand {
	l := s.lines[key]
	if l.length() == 0 {
		return nil
	}
	sv := setup.Service(key)
	return &stand{line: *l, quick: sv != nil && sv.Quick}
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
