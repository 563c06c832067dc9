package queue_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"bileter/internal/queue"
)

// monday is a working Monday, 10:00 in Warsaw.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

var origin = queue.Origin{Office: "test", Node: "kiosk", Incarnation: "1"}

// setup is a small office: A1 and A2 at counters 1 and 2, A3 at 3 alone, B1 at 2 and 4. Counter 6 swaps between A3 and B1.
func setup() *queue.Setup {
	var week [7][]queue.Span
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []queue.Span{{Open: 8 * 60, Close: 16 * 60}}
	}
	cash := week
	cash[time.Monday] = []queue.Span{{Open: 8 * 60, Close: 12 * 60}, {Open: 12*60 + 30, Close: 15 * 60}}
	return &queue.Setup{
		Office: "test", Node: "kiosk", Zone: "Europe/Warsaw", Languages: []string{"pl", "en"},
		Groups: []queue.Group{{Letter: "A", Mean: 10 * time.Minute}, {Letter: "B", Mean: 5 * time.Minute, Hours: "cash"}},
		Services: []queue.Service{
			{ID: "A1", Kind: queue.KindTicket, Letter: "A"}, {ID: "A2", Kind: queue.KindTicket, Letter: "A"},
			{ID: "A3", Kind: queue.KindTicket, Letter: "A"}, {ID: "B1", Kind: queue.KindTicket, Letter: "B"},
			{ID: "I1", Kind: queue.KindInfo}, {ID: "A9", Kind: queue.KindTicket, Letter: "A"},
		},
		Counters: []queue.Counter{
			{N: 1, Serves: []string{"A1", "A2"}}, {N: 2, Serves: []string{"A1", "A2", "B1"}},
			{N: 3, Serves: []string{"A3"}}, {N: 4, Serves: []string{"B1"}},
			{N: 6, Serves: []string{"A3", "B1"}, Topics: []queue.Topic{{Name: "first", Serves: []string{"A3"}}, {Name: "second", Serves: []string{"B1"}}}},
		},
		Hours:   map[string]queue.Hours{"office": {Week: week, Holidays: true}, "cash": {Week: cash}},
		Rules:   queue.Rules{MinCallGap: -1},
		Phrases: queue.Phrases{Results: []string{"done", "no documents"}, Breaks: []string{"lunch"}, Notes: []string{"checked"}},
	}
}

// play is an office without a disk: it decides, applies and keeps the events.
type play struct {
	t      testing.TB
	setup  *queue.Setup
	state  *queue.State
	events []queue.Event
	at     time.Time
	ids    int
}

func newPlay(t testing.TB) *play {
	return &play{t: t, setup: setup(), state: queue.NewState(origin), at: monday}
}

func (p *play) send(c queue.Command) (queue.Answer, error) {
	if c.At.IsZero() {
		c.At = p.at
	}
	facts, err := queue.Decide(p.state, p.setup, c)
	if err != nil {
		return queue.Answer{}, err
	}
	for _, f := range facts {
		e := queue.NewEvent(f, c.At, time.Second, c.Doubt, c.Actor)
		e.Seq, e.Prev = p.state.Version+1, p.state.Head
		p.state.Apply(e)
		p.events = append(p.events, e)
	}
	return queue.AnswerTo(p.state, c, facts), nil
}

func (p *play) do(v queue.Verb) (queue.Answer, error) {
	p.ids++
	return p.send(queue.Command{ID: fmt.Sprint("c", p.ids), Actor: "test", Do: v})
}

// must does what has to succeed and returns the number in the answer, "" when there is none.
func (p *play) must(v queue.Verb) string {
	p.t.Helper()
	a, err := p.do(v)
	if err != nil {
		p.t.Fatalf("%T%+v: %v", v, v, err)
	}
	if a.Ticket == nil {
		return ""
	}
	return a.Ticket.Number()
}

func (p *play) refused(v queue.Verb, want queue.Code) {
	p.t.Helper()
	before := string(p.state.Dump())
	_, err := p.do(v)
	var r *queue.Refusal
	if !errors.As(err, &r) || r.Code != want {
		p.t.Fatalf("%T%+v: got %v, want %s", v, v, err, want)
	}
	if string(p.state.Dump()) != before {
		p.t.Fatalf("%T%+v was refused and changed the state", v, v)
	}
}

func issue(service string) queue.Issue {
	return queue.Issue{Service: service, Lang: "pl", Token: "0123456789abcdefghijkl", Paper: true}
}

func urgent(service string) queue.Issue { i := issue(service); i.Priority = true; return i }

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %q, want %q", what, got, want)
	}
}

func TestVisit(t *testing.T) {
	p := newPlay(t)
	expect(t, "first", p.must(issue("A1")), "A001")
	expect(t, "same letter, other service", p.must(issue("A2")), "A002")
	expect(t, "other letter", p.must(issue("B1")), "B001")
	p.refused(queue.Next{Counter: 1}, queue.CounterIsClosed)
	p.must(queue.OpenCounter{Counter: 1})
	p.refused(queue.OpenCounter{Counter: 1}, queue.CounterIsOpen)
	p.refused(queue.Start{Counter: 1}, queue.NoTicketHere)
	expect(t, "call", p.must(queue.Next{Counter: 1}), "A001")
	p.must(queue.CallAgain{Counter: 1})
	p.must(queue.CallAgain{Counter: 1})
	p.refused(queue.CallAgain{Counter: 1}, queue.TooManyCalls)
	p.must(queue.Arrive{Counter: 1})
	p.refused(queue.MissedCall{Counter: 1}, queue.WrongState)
	p.must(queue.Start{Counter: 1})
	p.must(queue.Wrap{Counter: 1})
	p.must(queue.Finish{Counter: 1})
	p.refused(queue.Finish{Counter: 1}, queue.NoTicketHere)
	expect(t, "second call", p.must(queue.Next{Counter: 1}), "A002")
	expect(t, "nobody left for counter 1", p.must(queue.Next{Counter: 1}), "")
	if _, ok := p.state.At(1); ok {
		t.Fatal("next with nobody waiting left the last ticket at the counter")
	}
	if got := p.state.WaitingFor("B1"); got != 1 {
		t.Fatalf("waiting for B1: %d, want 1", got)
	}
}

func TestRefusals(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	for _, c := range []struct {
		verb queue.Verb
		want queue.Code
	}{
		{issue("Q7"), queue.NoSuchService},
		{issue("I1"), queue.NotIssued},
		{issue("A9"), queue.NotServed},
		{queue.Issue{Service: "A1", Lang: "pl", Token: "short"}, queue.BadRequest},
		{queue.Issue{Service: "A1", Token: "0123456789abcdefghijkl"}, queue.BadRequest},
		{queue.Next{Counter: 99}, queue.NoSuchCounter},
		{queue.Finish{Counter: 99}, queue.NoSuchCounter},
		{queue.OpenCounter{Counter: 99}, queue.NoSuchCounter},
		{queue.CloseCounter{Counter: 3}, queue.CounterIsClosed},
		{queue.Return{Ticket: 2}, queue.WrongState},
		{queue.Return{Ticket: 777}, queue.NoSuchTicket},
		{queue.Cancel{Ticket: 777}, queue.NoSuchTicket},
		{queue.RecordPaper{Ticket: 777, Paper: queue.PaperPrinted}, queue.NoSuchTicket},
		{queue.RecordPaper{Ticket: 2, Paper: "burnt"}, queue.BadRequest},
	} {
		p.refused(c.verb, c.want)
	}
}

// TestPaper: bytes are sent once for each time a slip is asked for, and a slip after one that may exist is a copy.
// TestPaperLater: a ticket taken without paper can have its first slip later, which is no copy; the next one is.
func TestPaperLater(t *testing.T) {
	p := newPlay(t)
	const id = 2
	bare := issue("A1")
	bare.Paper = false
	p.must(bare)
	for _, want := range []struct {
		copy   bool
		copies int
	}{{false, 0}, {true, 1}} {
		p.must(queue.Reprint{Ticket: id})
		if got := p.state.Tickets[id]; got.Paper != queue.PaperPending || got.Copy != want.copy || got.Copies != want.copies {
			t.Errorf("got %s, copy %v, copies %d; want %+v", got.Paper, got.Copy, got.Copies, want)
		}
		p.must(queue.RecordSent{Ticket: id})
		p.must(queue.RecordPaper{Ticket: id, Paper: queue.PaperPrinted})
	}
	p.must(queue.Cancel{Ticket: id})
	p.refused(queue.Reprint{Ticket: id}, queue.WrongState)
}

func TestPaper(t *testing.T) {
	p := newPlay(t)
	const id = 2 // the first event opens the day
	cuts := 41
	sent := queue.RecordSent{Ticket: id, Mark: queue.Mark{Job: "00A1", Cuts: &cuts}}
	fate := func(f queue.Paper) queue.Verb { return queue.RecordPaper{Ticket: id, Paper: f} }
	p.must(issue("A1"))
	for i, c := range []struct {
		verb   queue.Verb
		refuse queue.Code
		paper  queue.Paper
		copy   bool
		copies int
	}{
		{queue.Reprint{Ticket: id}, queue.WrongState, queue.PaperPending, false, 0},
		{sent, "", queue.PaperSent, false, 0},
		{sent, queue.WrongState, queue.PaperSent, false, 0},
		{queue.Reprint{Ticket: id}, queue.WrongState, queue.PaperSent, false, 0},
		{fate(queue.PaperRefused), "", queue.PaperRefused, false, 0},
		{fate(queue.PaperPrinted), queue.WrongState, queue.PaperRefused, false, 0},
		{sent, queue.WrongState, queue.PaperRefused, false, 0},
		{queue.Reprint{Ticket: id}, "", queue.PaperPending, false, 1}, // none came out: no copy
		{sent, "", queue.PaperSent, false, 1},
		{fate(queue.PaperDoubt), "", queue.PaperDoubt, false, 1},
		{fate(queue.PaperRefused), queue.WrongState, queue.PaperDoubt, false, 1},
		{queue.Reprint{Ticket: id}, "", queue.PaperPending, true, 2},
		{fate(queue.PaperRefused), "", queue.PaperRefused, true, 2},
		{queue.Reprint{Ticket: id}, "", queue.PaperPending, true, 3}, // the doubt stays
		{sent, "", queue.PaperSent, true, 3},
		{fate(queue.PaperDoubt), "", queue.PaperDoubt, true, 3},
		{fate(queue.PaperPrinted), "", queue.PaperPrinted, true, 3},
		{queue.Reprint{Ticket: 777}, queue.NoSuchTicket, queue.PaperPrinted, true, 3},
		{queue.RecordSent{Ticket: 777}, queue.NoSuchTicket, queue.PaperPrinted, true, 3},
		{queue.Cancel{Ticket: id}, "", queue.PaperPrinted, true, 3},
		{queue.Reprint{Ticket: id}, queue.WrongState, queue.PaperPrinted, true, 3},
	} {
		if c.refuse != "" {
			p.refused(c.verb, c.refuse)
		} else {
			p.must(c.verb)
		}
		tk := p.state.Tickets[id]
		if tk.Paper != c.paper || tk.Copy != c.copy || tk.Copies != c.copies || (tk.Sent != nil) != (c.paper == queue.PaperSent) {
			t.Fatalf("step %d, %T: got %+v, want %s, copy %v, copies %d", i, c.verb, *tk, c.paper, c.copy, c.copies)
		}
	}
}

func TestPriorityParkReturnTransfer(t *testing.T) {
	p := newPlay(t)
	for _, n := range []int{1, 2, 3, 4} {
		p.must(queue.OpenCounter{Counter: n})
	}
	p.must(issue("A1")) // A001
	p.must(issue("A1")) // A002
	p.must(urgent("A2"))
	p.must(issue("B1")) // B001
	expect(t, "priority first", p.must(queue.Next{Counter: 1}), "A003")
	tk, _ := p.state.At(1)
	if tk.Why == nil || *tk.Why != (queue.Reason{Rule: queue.RulePriority, Over: 2, Row: 1}) {
		t.Fatalf("reason: got %+v", tk.Why)
	}
	p.must(queue.Park{Counter: 1})
	p.must(queue.Return{Ticket: tk.ID})
	expect(t, "a parked ticket keeps its place", p.must(queue.Next{Counter: 1}), "A003")
	expect(t, "then the oldest", p.must(queue.Next{Counter: 2}), "A001")

	missed, _ := p.state.At(2)
	p.must(queue.MissedCall{Counter: 2})
	p.must(queue.Return{Ticket: missed.ID})
	expect(t, "a missed ticket goes behind those who wait", p.must(queue.Next{Counter: 2}), "A002")

	p.refused(queue.Transfer{Counter: 2}, queue.BadRequest)
	p.refused(queue.Transfer{Counter: 2, Service: "I1"}, queue.NoSuchService)
	p.refused(queue.Transfer{Counter: 2, Service: "A9"}, queue.NotServed)
	p.refused(queue.Transfer{Counter: 2, Only: 9}, queue.NoSuchCounter)
	p.must(queue.Transfer{Counter: 2, Service: "B1"})
	expect(t, "a transfer keeps the time of issue", p.must(queue.Next{Counter: 4}), "A002")
	p.must(queue.Transfer{Counter: 4, Only: 3})
	if got := p.state.WaitingFor("B1"); got != 2 {
		t.Fatalf("waiting for B1, one of them sent to a counter: %d, want 2", got)
	}
	expect(t, "one sent to a counter waits for that one", p.must(queue.Next{Counter: 4}), "B001")
	expect(t, "and is called there", p.must(queue.Next{Counter: 3}), "A002")
	tk, _ = p.state.At(3)
	expect(t, "rule", tk.Why.Rule, queue.RuleSent)

	p.must(issue("A1"))
	last := p.state.Version
	p.must(queue.Cancel{Ticket: last})
	p.refused(queue.Cancel{Ticket: last}, queue.WrongState)
	p.must(queue.CloseCounter{Counter: 3})
	if got := p.state.Tickets[tk.ID].State; got != queue.Done {
		t.Fatalf("ticket of a counter that closed: %s, want done", got)
	}
}

func TestRetryIsTheSameCommand(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	p.must(issue("A1"))
	p.must(queue.OpenCounter{Counter: 1})
	for _, c := range []queue.Command{
		{ID: "k1", Do: issue("A2")}, {ID: "k2", Do: queue.Next{Counter: 1}}, {ID: "k3", Do: queue.CallAgain{Counter: 1}},
		{ID: "k4", Do: queue.Finish{Counter: 1}}, {ID: "k5", Do: queue.RecordPaper{Ticket: 2, Paper: queue.PaperPrinted}},
	} {
		first, err := p.send(c)
		if err != nil {
			t.Fatal(err)
		}
		version := p.state.Version
		again, err := p.send(c)
		if err != nil {
			t.Fatalf("%s again: %v", c.ID, err)
		}
		if p.state.Version != version || !again.Retry || first.Retry {
			t.Fatalf("%s was done twice: %+v then %+v", c.ID, first, again)
		}
		if first.Ticket != nil && first.Ticket.ID != again.Ticket.ID {
			t.Fatalf("%s: %v then %v", c.ID, first.Ticket, again.Ticket)
		}
	}
	// Negative control: without an id the same wish is another wish.
	before := p.state.Version
	for range 2 {
		if _, err := p.send(queue.Command{Do: issue("A2")}); err != nil {
			t.Fatal(err)
		}
	}
	if p.state.Version != before+2 {
		t.Fatal("commands without an id were taken for one another")
	}
	for _, v := range []queue.Verb{issue("B1"), queue.Next{Counter: 1}, queue.Tick{}} {
		_, err := p.send(queue.Command{ID: "k1", Do: v})
		var r *queue.Refusal
		if _, tick := v.(queue.Tick); !tick && (!errors.As(err, &r) || r.Code != queue.KeyReused) {
			t.Fatalf("key of an issue used for %T: %v", v, err)
		}
	}
}

func TestRetryAfterMidnight(t *testing.T) {
	p := newPlay(t)
	c := queue.Command{ID: "late", Do: issue("A1")}
	first, _ := p.send(c)
	p.at = p.at.Add(24 * time.Hour)
	p.must(issue("A1"))
	again, err := p.send(c)
	if err != nil || !again.Retry {
		t.Fatalf("got %+v, %v; want the retry of %s recognised", again, err, first.Ticket.Number())
	}
}

func TestBounceIsNotACall(t *testing.T) {
	p := newPlay(t)
	p.setup.Rules.MinCallGap = 0 // the default
	p.must(queue.OpenCounter{Counter: 1})
	p.must(issue("A1"))
	p.must(issue("A1"))
	p.must(queue.Next{Counter: 1})
	p.at = p.at.Add(queue.DefaultMinCallGap - time.Millisecond)
	p.refused(queue.Next{Counter: 1}, queue.TooSoon)
	p.refused(queue.CallAgain{Counter: 1}, queue.TooSoon)
	p.at = p.at.Add(time.Millisecond)
	expect(t, "after the gap", p.must(queue.Next{Counter: 1}), "A002")
	p.at = p.at.Add(-time.Hour) // a clock that was set back does not lock the counter
	p.must(queue.Next{Counter: 1})
}

func TestOpeningHours(t *testing.T) {
	p := newPlay(t)
	p.at = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC) // 16:00, closing time excluded
	p.refused(issue("A1"), queue.Closed)
	_, err := p.do(issue("A1"))
	var r *queue.Refusal
	errors.As(err, &r)
	if want := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC); !r.Until.Equal(want) {
		t.Fatalf("opens again: got %v, want %v", r.Until, want)
	}
	p.at = time.Date(2026, 11, 23, 11, 15, 0, 0, time.UTC) // 12:15, the cash desk's break
	p.refused(issue("B1"), queue.Closed)
	p.must(issue("A1"))
	a, err := p.send(queue.Command{ID: "x", At: time.Date(1970, 1, 1, 3, 0, 0, 0, time.UTC), Doubt: true, Do: issue("B1")})
	if err != nil || a.Ticket.Day != "2026-11-23" {
		t.Fatalf("a clock in doubt closed the office: %+v %v", a.Ticket, err)
	}
	p.at = time.Date(2026, 12, 24, 10, 0, 0, 0, time.UTC)
	p.refused(issue("A1"), queue.Closed)
}

func TestDays(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	p.must(queue.OpenCounter{Counter: 2})
	p.must(issue("A1"))
	p.must(issue("A1"))
	p.must(issue("A1"))
	p.at = monday.Add(13 * time.Hour)
	p.must(queue.Next{Counter: 1}) // A001 stays at the counter over midnight
	p.at = p.at.Add(3 * time.Hour)
	p.must(queue.Tick{})
	expect(t, "day", p.state.Day, "2026-11-24")
	if p.state.Desk(2).Open || !p.state.Desk(1).Open {
		t.Fatal("an idle counter closes overnight, a serving one does not")
	}
	if p.state.WaitingTotal() != 0 || len(p.state.Tickets) != 1 {
		t.Fatalf("yesterday's tickets are still here: %d waiting, %d kept", p.state.WaitingTotal(), len(p.state.Tickets))
	}
	p.at = p.at.Add(8 * time.Hour)
	expect(t, "never onto a live number", p.must(issue("A1")), "A002")

	day := p.state.Day
	for _, d := range []time.Duration{-48 * time.Hour, 48 * time.Hour} {
		_, err := p.send(queue.Command{ID: fmt.Sprint(d), At: p.at.Add(d), Doubt: true, Do: queue.Tick{}})
		if err != nil || p.state.Day != day {
			t.Fatalf("a clock in doubt changed the day to %s (%v)", p.state.Day, err)
		}
	}
	p.at = p.at.Add(24 * time.Hour)
	p.must(queue.Tick{})
	if p.state.Desk(1).Open || len(p.state.Calls()) != 0 {
		t.Fatal("a counter left with a ticket is still open the day after")
	}
}

// TestClockThatWasWrong opens a day in 2031 and is set right by the network.
func TestClockThatWasWrong(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	p.must(issue("A1"))
	p.at = time.Date(2031, 5, 5, 9, 0, 0, 0, time.UTC)
	expect(t, "in 2031", p.must(issue("A1")), "A001")
	p.at = monday.Add(time.Hour)
	expect(t, "back on the same day", p.must(issue("A1")), "A003")
	expect(t, "day", p.state.Day, "2026-11-23")
	p.at = p.at.Add(24 * time.Hour)
	expect(t, "the next day", p.must(issue("A1")), "A001")
	p.at = p.at.Add(-time.Minute)
	expect(t, "a small step back", p.must(issue("A1")), "A002")
	expect(t, "day", p.state.Day, "2026-11-24")
}

func TestSentToACounterThatCloses(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	p.must(issue("A1"))
	p.must(issue("A1"))
	p.must(queue.Next{Counter: 1})
	p.refused(queue.Transfer{Counter: 1, Only: 4}, queue.CounterIsClosed)
	p.must(queue.OpenCounter{Counter: 4})
	p.must(queue.Transfer{Counter: 1, Only: 4})
	p.must(queue.CloseCounter{Counter: 4})
	expect(t, "back in the service's line, at the old place", p.must(queue.Next{Counter: 1}), "A001")
}

func TestFirstDayInDoubtIsDatedLater(t *testing.T) {
	p := newPlay(t)
	if _, err := p.send(queue.Command{ID: "1", At: time.Unix(1000, 0), Doubt: true, Do: issue("A1")}); err != nil {
		t.Fatal(err)
	}
	expect(t, "numbers go on", p.must(issue("A1")), "A002")
	expect(t, "day", p.state.Day, "2026-11-23")
}

func TestNumbersUsedUp(t *testing.T) {
	p := newPlay(t)
	for range queue.LastNumber {
		p.must(issue("A1"))
	}
	p.refused(issue("A1"), queue.NumbersUsedUp)
	expect(t, "another letter", p.must(issue("B1")), "B001")
}

func TestAheadAndForecast(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	p.must(issue("A2"))
	p.must(issue("A3"))
	p.must(urgent("A1"))
	p.must(queue.OpenCounter{Counter: 2}) // A1, A2 and B1
	if got := p.state.Ahead(p.setup, "B1", false, ^uint64(0)); got != 3 {
		t.Errorf("ahead of a new B1 at the counter that serves A too: got %d, want 3", got)
	}
	p.must(queue.OpenCounter{Counter: 4}) // B1 alone
	p.must(queue.CloseCounter{Counter: 2})
	p.must(queue.CloseCounter{Counter: 4})
	ahead := func(id string, urgent bool) int { return p.state.Ahead(p.setup, id, urgent, ^uint64(0)) }
	for _, c := range []struct {
		service string
		urgent  bool
		want    int
	}{{"A1", false, 3}, {"A1", true, 1}, {"A3", false, 1}, {"B1", false, 0}} {
		if got := ahead(c.service, c.urgent); got != c.want {
			t.Errorf("ahead of a new %s (priority %v): got %d, want %d", c.service, c.urgent, got, c.want)
		}
	}
	if got := p.state.AheadOf(p.setup, *p.state.Tickets[2]); got != 1 {
		t.Errorf("ahead of the first ticket: got %d, want the one with priority", got)
	}
	forecast := func(id string) queue.Range { return p.state.Outlook(p.setup, p.at, "").Forecast(id, false).Range() }
	if r := forecast("A1"); r.Known {
		t.Errorf("no counter is open, yet the forecast is %+v", r)
	}
	p.must(queue.OpenCounter{Counter: 4})
	if got, want := forecast("B1"), (queue.Range{Max: 5, Known: true}); got != want {
		t.Errorf("a free counter: got %+v, want %+v", got, want)
	}
	p.must(queue.OpenCounter{Counter: 1})
	p.must(queue.Next{Counter: 1})
	for range 3 {
		p.must(issue("A1"))
	}
	if r := forecast("A1"); r.Min < 25 || r.Min > 50 || r.Max < 75 || r.Max > 100 || r.Max%5 != 0 {
		t.Errorf("six times ten minutes at one counter: got %+v", r)
	}
}

// BenchmarkNextOf10000 is a press of "next" while 10,000 wait for ten services, with priority, bookings and
// pick-ups among them: deciding, the event with its hash, and applying it.
func BenchmarkNextOf10000(b *testing.B) {
	p := newPlay(b)
	for i := range 10 {
		p.setup.Groups = append(p.setup.Groups, queue.Group{Letter: string(rune('C' + i)), Mean: time.Minute})
		id := fmt.Sprint("X", i)
		p.setup.Services = append(p.setup.Services, queue.Service{ID: id, Kind: queue.KindTicket, Letter: string(rune('C' + i)), Quick: i == 9})
		p.setup.Counters[0].Serves = append(p.setup.Counters[0].Serves, id)
	}
	p.must(queue.OpenCounter{Counter: 1})
	for i := range 10_000 {
		f := queue.Issued{Service: fmt.Sprint("X", i%10), Letter: string(rune('C' + i%10)), N: i/10 + 1, Lang: "pl", Token: "0123456789abcdefghijkl", Priority: i%12 == 0}
		if i%8 == 1 {
			f.Slot = &queue.Slot{At: p.at, Due: p.at.Add(time.Duration(i) * time.Second), Enter: p.at}
		}
		p.state.Apply(queue.Event{Seq: p.state.Version + 1, Kind: queue.EvIssued, Version: 1, At: p.at, Payload: queue.NewEvent(f, p.at, 0, false, "").Payload})
	}
	full := p.state.Dump()
	b.ResetTimer()
	for b.Loop() {
		if p.state.WaitingTotal() < 9000 {
			b.StopTimer()
			s, err := queue.LoadState(full)
			if err != nil {
				b.Fatal(err)
			}
			p.state, p.events = s, nil
			b.StartTimer()
		}
		if p.must(queue.Next{Counter: 1}) == "" {
			b.Fatal("nobody called")
		}
	}
}
