package queue

import (
	"maps"
	"time"
)

// Apply makes an event part of the state. It cannot fail: an event of an unknown kind, or one about a
// ticket or counter this state does not have, moves the version and changes nothing else.
func (s *State) Apply(e Event) {
	s.Version, s.Head = e.Seq, e.Hash()
	if !e.Doubt && e.At.After(s.Clock) {
		s.Clock = e.At
	}
	f, ok := e.Fact()
	if !ok {
		return
	}
	switch f := f.(type) {
	case DayOpened:
		s.openDay(f)
	case DayDated:
		s.dateDay(e, f)
	case Issued:
		s.issue(e, f)
	case Called:
		s.call(e, f)
		s.done(f.Cmd, e, f.Ticket, f.Counter)
	case Recalled:
		s.recall(e, f)
	case Arrived:
		s.move(e, f.Cmd, f.Ticket, f.Counter, ArrivedState)
	case Started:
		s.move(e, f.Cmd, f.Ticket, f.Counter, Serving)
	case Wrapped:
		s.move(e, f.Cmd, f.Ticket, f.Counter, WrapUp)
	case Finished:
		s.learnService(e, f.Ticket, f.Outcome)
		s.move(e, f.Cmd, f.Ticket, f.Counter, Done)
		s.endHelpOf(e, f.Ticket, HelpServed)
	case NoShow:
		s.learnService(e, f.Ticket, "")
		s.move(e, f.Cmd, f.Ticket, f.Counter, NoShowState)
		if t := s.Tickets[f.Ticket]; t != nil {
			t.Again = f.Again
			t.Misses++
		}
	case Parked:
		s.learnService(e, f.Ticket, "")
		s.move(e, f.Cmd, f.Ticket, f.Counter, ParkedState)
		if t := s.Tickets[f.Ticket]; t != nil {
			t.Again = f.Again
		}
	case Cancelled:
		s.move(e, f.Cmd, f.Ticket, 0, CancelState)
		s.endHelpOf(e, f.Ticket, HelpWithdrawn)
	case Expired:
		s.move(e, f.Cmd, f.Ticket, 0, ExpiredState)
		s.endHelpOf(e, f.Ticket, HelpExpired)
	case Returned:
		s.restore(e, f)
	case Transferred:
		if f.Counter != 0 {
			s.learnService(e, f.Ticket, "")
		}
		s.transfer(e, f)
	case Continued:
		s.goOn(e, f)
	case TopicTaken:
		s.desk(f.Counter).Topic = f.Topic
		s.done(f.Cmd, e, 0, f.Counter)
	case NeedsSet:
		s.setNeeds(e, f)
	case CounterOpened:
		d := s.desk(f.Counter)
		d.Open, d.Back, d.Reason = true, time.Time{}, ""
		s.done(f.Cmd, e, 0, f.Counter)
	case CounterClosed:
		d := s.desk(f.Counter)
		d.Open, d.Back, d.Reason, d.Ended = false, f.Back, f.Reason, time.Time{}
		s.done(f.Cmd, e, 0, f.Counter)
	case Booked:
		s.Visits[f.Code] = &Visit{Service: f.Service, At: f.At}
		s.done(f.Cmd, e, 0, 0)
	case Unbooked:
		delete(s.Visits, f.Code)
		s.done(f.Cmd, e, 0, 0)
	case Printed:
		if t := s.Tickets[f.Ticket]; t != nil {
			if t.Paper.Open() { // a doubt that is cleared was counted
				s.Roll.feed(f.MM)
			}
			t.Paper, t.Problem, t.Sent = f.Paper, f.Problem, nil
		}
		s.done(f.Cmd, e, f.Ticket, 0)
	case Sent:
		if t := s.Tickets[f.Ticket]; t != nil {
			t.Paper, t.Sent = PaperSent, &Mark{Job: f.Job, Cuts: f.Cuts}
		}
		s.done(f.Cmd, e, f.Ticket, 0)
	case Reprinted:
		if t := s.Tickets[f.Ticket]; t != nil {
			if t.Paper != PaperNone { // else it is the first
				t.Copies++
			}
			t.Paper, t.Problem, t.Sent, t.Copy = PaperPending, "", nil, f.Copy
		}
		s.done(f.Cmd, e, f.Ticket, 0)
	case PaperFed:
		s.Roll.feed(f.MM)
		s.done(f.Cmd, e, 0, 0)
	case RollMarked:
		s.Roll.mark(f)
		s.done(f.Cmd, e, 0, 0)
	case SetupApplied:
		s.Setup = SetupMark{Hash: f.Hash, N: f.N, At: e.At}
		s.done(f.Cmd, e, 0, 0)
	case AccountChanged:
		s.done(f.Cmd, e, 0, 0)
	case Skipped:
		s.skip(f)
		s.done(f.Cmd, e, 0, 0)
	case Fault:
		s.fault(e, f)
	default:
		s.applyHelp(e, f)
	}
}

func (s *State) done(cmd string, e Event, ticket uint64, counter int) {
	if cmd != "" {
		s.Done[cmd] = Outcome{Kind: e.Kind, Seq: e.Seq, Ticket: ticket, Counter: counter}
	}
}

// desk is a counter that the event being applied changes.
func (s *State) desk(n int) *Desk {
	d := s.Counters[n]
	if d == nil {
		d = &Desk{}
		s.Counters[n] = d
	}
	d.Seq = s.Version
	return d
}

// openDay restarts the numbers and forgets the tickets that ended. Commands of the last day are kept
// one day more: a retry may come after midnight.
func (s *State) openDay(f DayOpened) {
	s.Day, s.East, s.DayDoubt = f.Day, f.East, f.Doubt
	s.LastDay, s.Series = s.Series, map[string]int{}
	s.Asked = asked(s.Asked, s.Given)
	s.Given = map[string]int{}
	s.DoneOld, s.Done = s.Done, map[string]Outcome{}
	s.Today = Tally{Usual: usual(s.Asked)}
	s.Pace.nextDay()
	for _, d := range s.Counters {
		d.Topic = "" // of one day
	}
	maps.DeleteFunc(s.Visits, func(_ string, v *Visit) bool { return v.At.Format(time.DateOnly) < f.Day })
	maps.DeleteFunc(s.Tickets, func(_ uint64, t *Ticket) bool { return !t.State.Live() })
	maps.DeleteFunc(s.Helps, func(_ uint64, h *Help) bool { return !h.State.Open() })
}

// asked adds the day that ends to those before it. What nobody has asked for in a while is forgotten.
func asked(before, given map[string]int) map[string]int {
	sum := maps.Clone(given)
	for service, n := range before {
		if sum == nil {
			sum = map[string]int{}
		}
		if sum[service] += n / 2; sum[service] == 0 {
			delete(sum, service)
		}
	}
	return sum
}

// usual is how many tickets a day has, by those before: each counts half of the next, so all together count twice.
func usual(asked map[string]int) (n int) {
	for _, of := range asked {
		n += of
	}
	return n / 2
}

func (s *State) dateDay(e Event, f DayDated) {
	if f.Day < s.Day {
		for l, n := range s.LastDay {
			s.Series[l] = max(s.Series[l], n)
		}
	}
	for _, t := range s.Tickets {
		if t.Day == s.Day {
			t.Day = f.Day
		}
	}
	s.Day, s.East, s.DayDoubt, s.Clock = f.Day, f.East, false, e.At
}

func (s *State) issue(e Event, f Issued) {
	t := &Ticket{
		ID: e.Seq, Day: s.Day, Letter: f.Letter, N: f.N, Service: f.Service, Lang: f.Lang, Token: f.Token,
		Priority: f.Priority, State: Waiting, Place: e.Seq, Ahead: f.Ahead, Issued: e.At, Large: f.Large, Several: f.Several,
		Slot: f.Slot, Forecast: f.Forecast,
	}
	if f.Slot != nil {
		t.Lined = latest(e.At, f.Slot.Enter)
	}
	if v := s.Visits[f.Code]; v != nil {
		v.Ticket = t.ID
	}
	s.Today.Issued++
	if f.Priority {
		s.Today.Priority++
	}
	if f.Paper {
		t.Paper = PaperPending
	}
	s.Tickets[t.ID] = t
	s.Series[f.Letter] = max(s.Series[f.Letter], f.N)
	s.Given[f.Service]++
	s.enter(t)
	s.done(f.Cmd, e, t.ID, 0)
}

func (s *State) call(e Event, f Called) {
	t := s.Tickets[f.Ticket]
	if t == nil {
		return
	}
	d := s.desk(f.Counter)
	s.learnCall(e, t, d)
	s.detach(t)
	t.State, t.Counter, t.Called, t.Why = CalledState, f.Counter, e.At, &f.Reason
	t.Calls++
	d.Ticket, d.Called, d.Row = t.ID, e.At, f.Reason.Row
	d.Urgent = t.urgent()
	if d.Between++; f.Reason.Rule == RuleQuick {
		d.Between = 0
	}
}

func (s *State) recall(e Event, f Recalled) {
	if t := s.Tickets[f.Ticket]; t != nil {
		t.Calls++
		t.Called = e.At
		s.desk(f.Counter).Called = e.At
	}
	s.done(f.Cmd, e, f.Ticket, f.Counter)
}

// move takes a ticket to a state in which it does not wait.
func (s *State) move(e Event, cmd string, ticket uint64, counter int, to TicketState) {
	if t := s.Tickets[ticket]; t != nil {
		if !to.AtCounter() {
			s.detach(t)
			t.Ended = e.At
		}
		if to == Serving {
			t.Started = e.At
		}
		t.State = to
	}
	if counter != 0 {
		s.desk(counter)
	}
	s.done(cmd, e, ticket, counter)
}

func (s *State) restore(e Event, f Returned) {
	if t := s.Tickets[f.Ticket]; t != nil {
		if t.State == NoShowState && !f.Keep {
			t.Place, t.Lined, t.Slot = e.Seq, e.At, nil // missed the call: behind those who wait now
		}
		s.detach(t)
		t.State, t.Calls, t.Again = Waiting, 0, time.Time{}
		t.Ended = time.Time{}
		s.enter(t)
	}
	s.done(f.Cmd, e, f.Ticket, 0)
}

func (s *State) transfer(e Event, f Transferred) {
	if t := s.Tickets[f.Ticket]; t != nil {
		s.detach(t)
		t.Service, t.Only, t.State, t.Calls = f.Service, f.Only, Waiting, 0
		t.Again, t.Ended = time.Time{}, time.Time{}
		if f.Counter != 0 { // not when its counter has closed
			t.Note = f.Note
		}
		s.enter(t)
	}
	s.done(f.Cmd, e, f.Ticket, f.Counter)
}

// detach takes a ticket out of its line and off its counter.
func (s *State) detach(t *Ticket) {
	if t.State == Waiting {
		s.leave(t)
	}
	if d := s.Counters[t.Counter]; d != nil && d.Ticket == t.ID {
		d.Ticket, d.Seq = 0, s.Version
	}
}
