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
//  2. whoever waited longest, if that is more than Rules.MaxWait, or, after a call out of turn, more than
//     Rules.LongWait; before the first every other call may be by 3, 5 or 6, or of a booked client whose wait counted
//     Rules.BookedCredit times is longer; before the second a few in a row by 3, 4 or 5, but never two by 3 or 5;
//  3. special needs, while they are at most Rules.PriorityShare of the day's tickets;
//  4. a booked client whose time has come, by booked time;
//  5. special needs above that share, if their wait counted Rules.PriorityCredit times is longer;
//  6. a quick pick-up, once in Rules.QuickEvery calls;
//  7. whoever waited longest, of the services that this counter serves first, then of the others;
//  8. the same for the services that it serves when idle; by then, or when somebody of these has waited longer
//     than Rules.LongWait;
//  9. where nobody else waits, a booked client who is here at most Rules.IdleEarly before the time.
//
// Special needs do not climb stairs: a counter of a zone with stairs leaves them to an open counter without, as long as
// they have not waited for longer than Rules.StairsAfter.
//
// A call by 1, 3, 4, 5, 6, or by 7 for what is served first, is out of turn. By 2 every counter serves those who
// wait longest again and again, so no stream of others can keep anybody waiting for ever.

// mostRow is how many calls out of turn in a row a counter makes while somebody has waited longer than Rules.LongWait: the
// booked were promised a time.
const mostRow = 3

// few is how many tickets of a day are too few to speak of a share.
const few = 20

// Tally counts the day's tickets.
type Tally struct {
	Issued   int `json:"issued,omitempty"`
	Priority int `json:"priority,omitempty"`
	Usual    int `json:"usual,omitempty"` // tickets of a usual day, by the days before
}

// Crowded tells whether too many have priority for each to be called at once: of the whole day, as far as it can be known
// by now. Of the first tickets of a day alone, chance makes too many every other morning.
func (t Tally) Crowded(r Rules) bool {
	return t.Priority*100 > r.priorityShare()*max(t.Issued, t.Usual, few)
}

// Share is that of tickets with priority, 0 to 1.
func (t Tally) Share() float64 { return float64(t.Priority) / float64(max(1, t.Issued)) }

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
	urgent       bool     // see Desk
	counts       bool     // Reason.Over is wanted
	left         []*stand // whose special needs are left to counters without stairs
}

// pick is who was chosen.
type pick struct {
	candidate
	Reason
}

// handOf lays out a counter's lines; stands gives the line of a key.
func handOf(c *Counter, d Desk, stands func(key string) *stand) hand {
	h := hand{sent: stands(sentTo(c.N)), row: d.Row, between: d.Between, urgent: d.Urgent}
	add := func(levels ...Level) {
		for _, id := range c.Serves {
			if slices.Contains(levels, c.Levels[id]) {
				if st := stands(id); st != nil {
					h.lanes, h.ids = append(h.lanes, st), append(h.ids, id)
				}
			}
		}
	}
	if c.only() {
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
				return h.picked(s, r, candidate{list, h.sent}, RuleSent, at), true
			}
		}
	}
	usual, crowded := h.lanes[:h.idle], s.Today.Crowded(r)
	due := func(st *stand) bool { return st.due(r, at) }
	turn, urgent, visit := head(usual, ordinary, nil), head(h.lanes, priority, func(st *stand) bool { return !h.leaves(s, r, st, at) }), head(usual, booked, due)
	if help := head(h.lanes[h.idle:], ordinary, nil); help.wait(s, at) > r.longWait() && (!turn.some() || (*help.list)[0].before((*turn.list)[0])) {
		turn = help // too long to be left until this counter is idle
	}
	if p, ok := h.overdue(s, r, at, turn, urgent, visit); ok {
		return p, true
	}
	if urgent.some() && !crowded {
		return h.picked(s, r, urgent, RulePriority, at), true
	}
	if visit.some() {
		return h.picked(s, r, visit, RuleBooked, at), true
	}
	next, rule := turn, RuleFirst
	if first := head(h.lanes[:h.first], ordinary, nil); first.some() && first != turn {
		next, rule = first, RuleLevel
	}
	if urgent.some() && time.Duration(r.priorityCredit())*urgent.wait(s, at) > next.wait(s, at) {
		return h.picked(s, r, urgent, RuleCredit, at), true
	}
	if quick := h.lane(r, turn); quick.some() {
		return h.picked(s, r, quick, RuleQuick, at), true
	}
	if next.some() {
		return h.picked(s, r, next, rule, at), true
	}
	spare := h.lanes[h.idle:]
	for _, c := range []candidate{head(spare, booked, due), head(spare, ordinary, nil)} {
		if c.some() {
			return h.picked(s, r, c, RuleIdle, at), true
		}
	}
	if soon := head(h.lanes, booked, func(st *stand) bool { return st.here(r, at) }); soon.some() {
		return h.picked(s, r, soon, RuleEarly, at), true
	}
	return pick{}, false
}

// lane is the next quick pick-up when one may be called out of turn.
func (h *hand) lane(r Rules, turn candidate) candidate {
	n := r.quickEvery()
	if n == 0 || h.between < n-1 {
		return candidate{}
	}
	quick := head(h.lanes[:h.idle], ordinary, func(st *stand) bool { return st.quick })
	if quick == turn {
		return candidate{}
	}
	return quick
}

// overdue is rule 2: it keeps every wait bounded.
func (h *hand) overdue(s *State, r Rules, at time.Time, turn, urgent, visit candidate) (pick, bool) {
	waited := turn.wait(s, at)
	over := func(limit time.Duration) bool { return turn.some() && limit > 0 && waited > limit }
	longer := func(c candidate, credit int) bool { return time.Duration(credit)*c.wait(s, at) > waited }
	special := "" // the rule by which special needs may be called
	switch {
	case urgent.some() && !s.Today.Crowded(r):
		special = RulePriority
	case longer(urgent, r.priorityCredit()):
		special = RuleCredit
	}
	switch {
	case over(r.maxWait()):
		if h.row > 0 { // every other call at least is of the others
			break
		}
		switch quick := h.lane(r, turn); {
		case special != "":
			return h.picked(s, r, urgent, special, at), true
		case longer(visit, r.bookedCredit()):
			return h.picked(s, r, visit, RuleBooked, at), true
		case quick.some():
			return h.picked(s, r, quick, RuleQuick, at), true
		}
	case !over(r.longWait()) || h.row == 0:
		return pick{}, false
	case h.row >= mostRow:
	case special != "" && !h.urgent:
		return h.picked(s, r, urgent, special, at), true
	case visit.some():
		return h.picked(s, r, visit, RuleBooked, at), true
	}
	return h.picked(s, r, turn, RuleTurn, at), true
}

// candidate is the first of a list; its zero value is nobody.
type candidate struct {
	list  *[]place
	stand *stand
}

func (c candidate) some() bool { return c.list != nil }

// wait is how long one has stood in line: -1 for nobody, and never negative for somebody, because the clock may
// have been set back.
func (c candidate) wait(s *State, at time.Time) time.Duration {
	if !c.some() {
		return -1
	}
	t := s.Tickets[(*c.list)[0].ticket]
	if t == nil {
		return 0
	}
	return max(0, at.Sub(t.lined()))
}

// due tells whether the first booked client stands in line by now.
func (st *stand) due(r Rules, at time.Time) bool {
	return len(st.booked) > 0 && !at.Before(time.UnixMicro(int64(st.booked[0].at)).Add(-r.early()))
}

// here tells whether the first booked client has come, before the time; in a forecast those who have not have no ticket.
func (st *stand) here(r Rules, at time.Time) bool {
	return len(st.booked) > 0 && st.booked[0].ticket != 0 && !at.Before(time.UnixMicro(int64(st.booked[0].at)).Add(-r.idleEarly()))
}

func ordinary(l *line) *[]place { return &l.ordinary }
func priority(l *line) *[]place { return &l.priority }
func booked(l *line) *[]place   { return &l.booked }

// head is the one with the earliest place, of the lines that are meant.
func head(stands []*stand, list func(*line) *[]place, meant func(*stand) bool) (best candidate) {
	for _, st := range stands {
		l := list(&st.line)
		if len(*l) > 0 && (meant == nil || meant(st)) && (!best.some() || (*l)[0].before((*best.list)[0])) {
			best = candidate{l, st}
		}
	}
	return best
}

// picked gives the reason of a choice: how many who came earlier it passes over, and how many calls out of
// turn this counter has made in a row.
func (h *hand) picked(s *State, r Rules, c candidate, rule string, at time.Time) pick {
	why := Reason{Rule: rule, Waited: int(c.wait(s, at).Seconds())}
	if h.counts {
		p := (*c.list)[0]
		came := place{at: p.at}
		if t := s.Tickets[p.ticket]; t != nil {
			came.at = t.Place
		}
		for _, l := range h.lanes[:h.idle] {
			why.Over += countBefore(l.ordinary, came)
		}
		for _, l := range h.left {
			if h.leaves(s, r, l, at) {
				why.Left += len(l.priority)
			}
		}
	}
	if rule != RuleFirst && rule != RuleTurn && rule != RuleIdle && rule != RuleEarly {
		why.Row = h.row + 1
	}
	return pick{candidate: c, Reason: why}
}

// leaves tells whether this counter leaves the special needs of a line to others.
func (h *hand) leaves(s *State, r Rules, st *stand, at time.Time) bool {
	return slices.Contains(h.left, st) && len(st.priority) > 0 && (candidate{&st.priority, st}).wait(s, at) <= r.stairsAfter()
}

// leftOf are the lines of a counter up the stairs whose special needs an open counter without stairs can call.
func (s *State) leftOf(setup *Setup, c *Counter, h hand) (left []*stand) {
	if z := setup.ZoneOf(c.N); z == nil || !z.Stairs || setup.Rules.stairsAfter() == 0 {
		return nil
	}
	for i, id := range h.ids {
		for j := range setup.Counters {
			other := &setup.Counters[j]
			z := setup.ZoneOf(other.N)
			if s.Desk(other.N).Open && (z == nil || !z.Stairs) && s.active(other).Calls(id) {
				left = append(left, h.lanes[i])
				break
			}
		}
	}
	return left
}

// choose picks whom a counter calls; what it serves is that of its topic.
func (s *State) choose(setup *Setup, counter *Counter, at time.Time) (*Ticket, Reason, bool) {
	h := handOf(counter, s.Desk(counter.N), func(key string) *stand { return s.stand(setup, key) })
	h.counts, h.left = true, s.leftOf(setup, counter, h)
	p, ok := h.choose(s, setup.Rules, at)
	if !ok {
		return nil, Reason{}, false
	}
	return s.Tickets[(*p.list)[0].ticket], p.Reason, true
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
