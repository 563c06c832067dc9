package queue_test

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/queue"
)

// drawVerb is any verb, sensible or not.
func drawVerb(t *rapid.T, p *play) queue.Verb {
	n := rapid.IntRange(1, 5).Draw(t, "counter")
	service := rapid.SampledFrom([]string{"A1", "A2", "A3", "B1", "I1", "A9", "?"}).Draw(t, "service")
	ticket := uint64(rapid.IntRange(0, int(p.state.Version)+1).Draw(t, "ticket"))
	switch rapid.IntRange(0, 33).Draw(t, "verb") {
	case 0, 1, 2, 3:
		i := issue(service)
		i.Priority = rapid.IntRange(0, 4).Draw(t, "priority") == 0
		return i
	case 4, 5, 6:
		return queue.Next{Counter: n}
	case 7:
		return queue.CallAgain{Counter: n}
	case 8:
		return queue.Start{Counter: n}
	case 9:
		return queue.Finish{Counter: n}
	case 10:
		return queue.MissedCall{Counter: n}
	case 11:
		return queue.Park{Counter: n}
	case 12:
		return queue.Return{Ticket: ticket}
	case 13:
		return queue.Transfer{Counter: n, Service: service, Only: rapid.IntRange(0, 5).Draw(t, "only")}
	case 14:
		return queue.Cancel{Ticket: ticket}
	case 15:
		return queue.OpenCounter{Counter: n}
	case 16:
		return queue.CloseCounter{Counter: n}
	case 21:
		return queue.Book{Code: code(t), Service: service, At: soon(t, p)}
	case 22:
		return queue.CheckIn{Code: code(t), Lang: "pl", Token: "0123456789abcdefghijkl", Priority: rapid.Bool().Draw(t, "priority")}
	case 23:
		return queue.Tick{}
	case 24:
		return queue.Park{Counter: n, Until: soon(t, p)}
	case 25:
		return queue.CloseCounter{Counter: n, Back: soon(t, p)}
	case 26:
		return queue.Continue{Counter: n, Service: service, Result: rapid.SampledFrom([]string{"", "done", "?"}).Draw(t, "result")}
	case 27, 28:
		return queue.TakeTopic{Counter: n, Topic: rapid.SampledFrom([]string{"first", "second", "?"}).Draw(t, "topic")}
	case 31, 32:
		return queue.Move{Ticket: ticket, Service: service, Only: rapid.IntRange(0, 5).Draw(t, "only")}
	case 33:
		return queue.SetNeeds{Ticket: ticket, Priority: rapid.Bool().Draw(t, "priority"), Several: rapid.Bool().Draw(t, "several")}
	case 29, 30:
		return drawHelp(t, ticket)
	}
	switch rapid.IntRange(0, 5).Draw(t, "paper verb") {
	case 0:
		return queue.RecordSent{Ticket: ticket, Mark: queue.Mark{Job: "0001", Cuts: rapid.Ptr(rapid.IntRange(0, 9), true).Draw(t, "cuts")}}
	case 1:
		return queue.Reprint{Ticket: ticket}
	case 2:
		return drawRoll(t)
	}
	fates := []queue.Paper{queue.PaperPrinted, queue.PaperRefused, queue.PaperDoubt}
	return queue.RecordPaper{Ticket: ticket, Paper: rapid.SampledFrom(fates).Draw(t, "paper"), MM: rapid.IntRange(0, 300).Draw(t, "mm")}
}

func code(t *rapid.T) string { return fmt.Sprintf("%06d", rapid.IntRange(1, 3).Draw(t, "code")) }

func soon(t *rapid.T, p *play) time.Time {
	return p.at.Add(time.Duration(rapid.IntRange(-30, 90).Draw(t, "minutes")) * time.Minute)
}

// TestJournalReplays plays any commands, over days and with clocks that lie, and holds the promises:
// the journal alone gives the same state, from the start and from any snapshot; no number is given twice
// on a day; a ticket is at one counter; a retry does nothing.
func TestJournalReplays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := helping(nil)
		given := map[string]bool{}
		slips := papers{}
		cut := rapid.IntRange(0, 60).Draw(t, "snapshot at")
		var snapshot []byte
		var tail int
		for i := range rapid.IntRange(1, 120).Draw(t, "steps") {
			if i == cut {
				snapshot, tail = p.state.Dump(), len(p.events)
			}
			p.at = p.at.Add(time.Duration(rapid.IntRange(-600, 3600).Draw(t, "seconds")) * time.Second)
			c := queue.Command{ID: fmt.Sprint("r", i), At: p.at, Doubt: rapid.IntRange(0, 9).Draw(t, "doubt") == 0, Actor: "x", Do: drawVerb(t, p)}
			before, day := len(p.events), p.state.Day
			if _, err := p.send(c); err != nil {
				continue
			}
			for _, e := range p.events[before:] {
				f, ok := e.Fact()
				if dated, is := f.(queue.DayDated); ok && is {
					redate(t, given, day, dated.Day)
				}
				slips.note(t, f)
				if is, issued := f.(queue.Issued); ok && issued {
					key := p.state.Day + queue.Number(is.Letter, is.N)
					if given[key] {
						t.Fatalf("%s was given twice", key)
					}
					given[key] = true
				}
			}
			after := len(p.events)
			if a, err := p.send(c); after > before && lastHasCmd(p.events[after-1]) && (err != nil || !a.Retry || len(p.events) != after) {
				t.Fatalf("%T again: %+v %v, %d more events", c.Do, a, err, len(p.events)-after)
			}
			sane(t, p.state)
		}
		again := queue.NewState(origin)
		prev := origin.Hash()
		for _, e := range p.events {
			d, err := queue.DecodeRecord(e.Seq, e.Record())
			if err != nil || d.Prev != prev {
				t.Fatalf("event %d: %v", e.Seq, err)
			}
			prev = d.Hash()
			again.Apply(d)
		}
		if got, want := again.Dump(), p.state.Dump(); !bytes.Equal(got, want) {
			t.Fatalf("replayed:\n%s\nplayed:\n%s", got, want)
		}
		if snapshot == nil {
			return
		}
		short, err := queue.LoadState(snapshot)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range p.events[tail:] {
			short.Apply(e)
		}
		if !bytes.Equal(short.Dump(), p.state.Dump()) {
			t.Fatal("snapshot and tail lead elsewhere")
		}
		for n := 1; n <= 4; n++ { // the lines are not dumped: they must call the same people
			c := queue.Command{ID: fmt.Sprint("end", n), At: p.at, Do: queue.Next{Counter: n}}
			a, errA := queue.Decide(p.state, p.setup, c)
			b, errB := queue.Decide(short, p.setup, c)
			if fmt.Sprint(a, errA) != fmt.Sprint(b, errB) {
				t.Fatalf("counter %d calls %v, after a restart %v", n, a, b)
			}
		}
	})
}

// redate moves what was given on a day that never was to the day it really was.
func redate(t *rapid.T, given map[string]bool, from, to string) {
	for key := range maps.Clone(given) {
		if n, ok := strings.CutPrefix(key, from); ok && from != to {
			if given[to+n] {
				t.Fatalf("%s was given on %s, which turned out to be %s, where it was given too", n, from, to)
			}
			delete(given, key)
			given[to+n] = true
		}
	}
}

// papers holds of each ticket whether an unmarked slip may exist, and whether the last one's fate is open.
type papers map[uint64]struct{ unmarked, sent, copy bool }

// note fails when a second unmarked slip, or one before the last one's fate is known, is sent.
func (ps papers) note(t *rapid.T, f queue.Fact) {
	switch f := f.(type) {
	case queue.Sent:
		p := ps[f.Ticket]
		if p.sent || p.unmarked && !f.Copy {
			t.Fatalf("%+v is sent after %+v", f, p)
		}
		p.sent, p.copy, p.unmarked = true, f.Copy, p.unmarked || !f.Copy
		ps[f.Ticket] = p
	case queue.Printed:
		p := ps[f.Ticket]
		if p.sent && !p.copy && f.Paper == queue.PaperRefused {
			p.unmarked = false // certainly none came out
		}
		p.sent = false
		ps[f.Ticket] = p
	}
}

// lastHasCmd tells whether the command left a fact of its own; one that only opened a day did not.
func lastHasCmd(e queue.Event) bool { return bytes.Contains(e.Payload, []byte(`"cmd":"r`)) }

func sane(t *rapid.T, s *queue.State) {
	at := map[uint64]int{}
	for n, d := range s.Counters {
		if d.Ticket == 0 {
			continue
		}
		if at[d.Ticket] != 0 {
			t.Fatalf("ticket %d is at counters %d and %d", d.Ticket, at[d.Ticket], n)
		}
		at[d.Ticket] = n
		if tk := s.Tickets[d.Ticket]; tk == nil || !tk.State.AtCounter() || tk.Counter != n || !d.Open {
			t.Fatalf("counter %d (open %v) has ticket %+v", n, d.Open, tk)
		}
	}
	waiting := 0
	for id, tk := range s.Tickets {
		if tk.State.AtCounter() && at[id] == 0 {
			t.Fatalf("ticket %d is %s at no counter", id, tk.State)
		}
		if tk.State == queue.Waiting {
			waiting++
		}
	}
	if got := s.WaitingTotal(); got != waiting {
		t.Fatalf("%d stand in line, %d tickets wait", got, waiting)
	}
}

func TestUnknownEventsAreKeptAndPassedOver(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	before := p.state.WaitingTotal()
	for _, e := range []queue.Event{
		{Kind: "from-the-future", Version: 1, Payload: []byte(`{"x":1}`)},
		{Kind: queue.EvIssued, Version: 9, Payload: []byte(`{}`)},
		{Kind: queue.EvCalled, Version: 1, Payload: []byte(`not json`)},
		{Kind: queue.EvCalled, Version: 1, Payload: []byte(`{"t":99999,"c":1}`)},
	} {
		e.Seq, e.Prev, e.At = p.state.Version+1, p.state.Head, monday
		p.state.Apply(e)
		if p.state.Version != e.Seq || p.state.Head != e.Hash() {
			t.Fatalf("%s: version %d", e.Kind, p.state.Version)
		}
	}
	if p.state.WaitingTotal() != before {
		t.Fatal("an unknown event changed the queue")
	}
}

func TestRecordCatchesEveryFlippedBit(t *testing.T) {
	e := queue.NewEvent(queue.Issued{Service: "A1", Letter: "A", N: 1, Token: "0123456789abcdef"}, monday, time.Second, false, "kiosk")
	e.Seq = 7
	r := e.Record()
	for i := range r {
		for bit := range 8 {
			r[i] ^= 1 << bit
			if _, err := queue.DecodeRecord(7, r); err == nil {
				t.Fatalf("bit %d of byte %d flipped unnoticed", bit, i)
			}
			r[i] ^= 1 << bit
		}
	}
	if _, err := queue.DecodeRecord(8, r); err == nil {
		t.Fatal("a record moved to another place went unnoticed")
	}
	if _, err := queue.DecodeRecord(7, r); err != nil {
		t.Fatalf("negative control: %v", err)
	}
}

func TestHolidays(t *testing.T) {
	for _, day := range []string{"2026-04-05", "2026-04-06", "2026-06-04", "2027-05-27", "2028-06-15", "2029-05-31", "2030-06-20", "2026-12-24", "2026-11-11", "2026-05-24"} {
		if d, _ := time.Parse("2006-01-02", day); !queue.Holiday(d) {
			t.Errorf("%s is a holiday", day)
		}
	}
	working := 0
	for d := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC); d.Year() == 2026; d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && !queue.Holiday(d) {
			working++
		}
	}
	if working != 253 {
		t.Errorf("working days of 2026: got %d, want 253", working)
	}
}
