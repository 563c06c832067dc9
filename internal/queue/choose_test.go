package queue_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/queue"
)

// called has a counter call and returns number and rule: "A003 priority".
func (p *play) called(n int) string {
	p.t.Helper()
	number := p.must(queue.Next{Counter: n})
	if number == "" {
		return ""
	}
	t, _ := p.state.At(n)
	return number + " " + t.Why.Rule
}

func (p *play) calls(n int, want ...string) {
	p.t.Helper()
	for i, w := range want {
		if got := p.called(n); got != w {
			p.t.Fatalf("call %d at counter %d: got %q, want %q", i+1, n, got, w)
		}
	}
}

func (p *play) wait(minutes int) { p.at = p.at.Add(time.Duration(minutes) * time.Minute) }

// busy is a day with so many ordinary tickets that a few with priority are no crowd.
func busy(t testing.TB, ordinary int) *play {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	for range ordinary {
		p.must(issue("A1"))
	}
	return p
}

func TestNeverTwiceInARowPastOneWhoWaitsLong(t *testing.T) {
	p := busy(t, 20)
	p.wait(44)
	for range 3 {
		p.must(urgent("A1"))
	}
	p.calls(1, "A021 priority", "A022 priority")
	p.wait(2)
	p.calls(1, "A001 turn", "A023 priority", "A002 turn")
	tk, _ := p.state.At(1)
	if tk.Why.Row != 0 || tk.Why.Over != 0 {
		t.Errorf("a call in turn: %+v", tk.Why)
	}

	p = busy(t, 20) // negative control: the rule switched off
	p.setup.Rules.LongWait, p.setup.Rules.MaxWait = -1, -1
	p.wait(60)
	for range 3 {
		p.must(urgent("A1"))
	}
	p.calls(1, "A021 priority", "A022 priority", "A023 priority", "A001 first")
	if tk, _ := p.state.At(1); tk.Why.Waited != 3600 {
		t.Errorf("waited %d s, want 3600", tk.Why.Waited)
	}
}

func TestPriorityWhenThereIsMuch(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	for range 6 {
		p.must(issue("A1")) // A001 to A006
	}
	p.wait(20)
	for range 4 { // 4 of 10: more than 15 %, and more than 3 of the first 20
		p.must(urgent("A1")) // A007 to A010
	}
	p.wait(4) // 4 × 4 min is less than 24 min
	p.calls(1, "A001 first")
	p.wait(4) // 4 × 8 min is more than 28 min
	p.calls(1, "A007 credit", "A008 credit")
}

// TestManyWithPriorityOnALongDay: when everybody waits for more than an hour, special needs still wait a quarter of it;
// but every other call is that of the one who waited longest.
func TestManyWithPriorityOnALongDay(t *testing.T) {
	p := newPlay(t)
	p.must(queue.OpenCounter{Counter: 1})
	for range 10 {
		p.must(issue("A1")) // A001 to A010
	}
	p.wait(90)
	for range 5 {
		p.must(urgent("A1")) // A011 to A015
	}
	p.wait(22) // 4 × 22 min is less than 112
	p.calls(1, "A001 turn")
	p.wait(8) // 4 × 30 min is as long as 120
	p.calls(1, "A002 turn")
	p.wait(1)
	p.calls(1, "A011 credit", "A003 turn", "A012 credit", "A004 turn")
}

// TestUsualDay: whether too many have priority is judged by a whole day's tickets, once there was one.
func TestUsualDay(t *testing.T) {
	p := newPlay(t)
	p.setup.Rules.LastTickets = queue.LastNever
	morning := func(want bool) {
		t.Helper()
		for range 5 {
			p.must(urgent("A1"))
		}
		if got := p.state.Today.Crowded(p.setup.Rules); got != want {
			t.Errorf("%s: five with priority in the morning: crowded %v, %+v", p.state.Day, got, p.state.Today)
		}
		for range 95 {
			p.must(issue("A1"))
		}
		p.wait(24 * 60)
	}
	morning(true)  // five of at least twenty
	morning(false) // five of the half of a hundred: one day says little
	morning(false)
	p.must(queue.Tick{})
	if got := p.state.Today.Usual; got < 80 || got > 100 {
		t.Errorf("a usual day has %d tickets, want about 100", got)
	}
}

func TestBookedVisits(t *testing.T) {
	p := busy(t, 3)
	book := func(code string, minutes int) {
		p.must(queue.Book{Code: code, Service: "A1", At: monday.Add(time.Duration(minutes) * time.Minute)})
	}
	checkIn := func(code string) string {
		return p.must(queue.CheckIn{Code: code, Lang: "pl", Token: "0123456789abcdefghijkl"})
	}
	book("000030", 30)
	book("000040", 40)
	book("000050", 50)
	book("000090", 90)
	p.refused(queue.CheckIn{Code: "000090", Lang: "pl", Token: "0123456789abcdefghijkl"}, queue.VisitEarly)
	p.wait(10)
	expect(t, "check in", checkIn("000040"), "A004")
	p.refused(queue.CheckIn{Code: "000040", Lang: "pl", Token: "0123456789abcdefghijkl"}, queue.VisitTaken)
	p.refused(queue.CheckIn{Code: "000041", Lang: "pl", Token: "0123456789abcdefghijkl"}, queue.NoSuchVisit)
	p.wait(24)
	p.calls(1, "A001 first") // not before 5 minutes before the time
	p.wait(1)
	expect(t, "late by 5 min", checkIn("000030"), "A005")
	p.wait(1)
	p.calls(1, "A005 booked", "A004 booked", "A002 first") // the late one's place is when it came: 10:35 is before 10:40
	p.wait(30)
	expect(t, "late by 16 min", checkIn("000050"), "A006")
	p.must(issue("A1")) // A007
	p.calls(1, "A003 first", "A006 first", "A007 first")

	p.wait(24 * 60)
	p.must(queue.Tick{})
	if len(p.state.Visits) != 0 {
		t.Errorf("visits of yesterday: %v", p.state.Visits)
	}
}

// TestBookedBeforeTheirTime: who is here early is called when the counter would stay idle, and passes over nobody.
func TestBookedBeforeTheirTime(t *testing.T) {
	for _, c := range []struct {
		name            string
		early, idle     time.Duration
		ordinary, after int // how many wait, and minutes after the check-in 28 minutes before the time
		want            []string
	}{
		{"nobody else waits", 0, 0, 0, 0, []string{"A001 early", ""}},
		{"somebody waits", 0, 0, 1, 0, []string{"A001 first", "A002 early"}},
		{"switched off", 0, -1, 0, 0, []string{""}},
		{"switched off, in time", 0, -1, 1, 23, []string{"A002 booked", "A001 first"}},
		{"not that early", 0, 10 * time.Minute, 0, 17, []string{""}},
		{"early enough", 0, 10 * time.Minute, 0, 18, []string{"A001 early"}},
		{"in line at once", 28 * time.Minute, 0, 1, 0, []string{"A002 booked", "A001 first"}},
	} {
		p := busy(t, c.ordinary)
		p.setup.Rules.Early, p.setup.Rules.IdleEarly = c.early, c.idle
		p.must(queue.Book{Code: "000001", Service: "A1", At: p.at.Add(28 * time.Minute)})
		p.must(queue.CheckIn{Code: "000001", Lang: "pl", Token: "0123456789abcdefghijkl"})
		p.wait(c.after)
		t.Log(c.name)
		p.calls(1, c.want...)
	}
}

// TestSpecialNeedsAfterABookedClient: while somebody waits long, one with special needs may follow a booked client, not another
// with special needs, and after three calls out of turn it is the turn of the one who waits.
func TestSpecialNeedsAfterABookedClient(t *testing.T) {
	p := busy(t, 20)
	for i := range 4 {
		p.must(queue.Book{Code: fmt.Sprintf("%06d", i), Service: "A1", At: p.at.Add(46 * time.Minute)})
	}
	p.wait(46)
	for i := range 4 {
		p.must(queue.CheckIn{Code: fmt.Sprintf("%06d", i), Lang: "pl", Token: "0123456789abcdefghijkl"}) // A021 to A024
	}
	p.must(urgent("A1"))
	p.must(urgent("A1")) // A025 and A026
	p.calls(1, "A025 priority", "A021 booked", "A026 priority", "A001 turn", "A022 booked", "A023 booked")
	p.must(urgent("A1")) // A027
	p.calls(1, "A027 priority", "A002 turn", "A024 booked", "A003 turn")
}

// TestEveryOtherCallOnALongDay: past the longest wait a quick pick-up, or a booked client whose wait counts double, has every
// other call, and no more than that.
func TestEveryOtherCallOnALongDay(t *testing.T) {
	for _, c := range []struct {
		name  string
		rules func(*queue.Rules)
		want  []string
	}{
		{"booked, then pick-ups", func(*queue.Rules) {}, []string{"A010 booked", "A001 turn", "A006 quick", "A002 turn", "A007 quick", "A003 turn"}},
		{"booked in turn", func(r *queue.Rules) { r.BookedCredit = 1 }, []string{"A001 turn", "A006 quick", "A002 turn", "A007 quick"}},
		{"no lane", func(r *queue.Rules) { r.QuickEvery = -1 }, []string{"A010 booked", "A001 turn", "A002 turn"}},
		{"a lane of one in three", func(r *queue.Rules) { r.QuickEvery = 3 }, []string{"A010 booked", "A001 turn", "A006 quick", "A002 turn", "A003 turn", "A007 quick"}},
		{"no bound", func(r *queue.Rules) { r.MaxWait, r.LongWait = -1, -1 }, []string{"A010 booked", "A006 quick", "A001 first", "A007 quick"}},
	} {
		p := busy(t, 5) // A001 to A005
		p.setup.Services[1].Quick = true
		for range 4 {
			p.must(issue("A2")) // A006 to A009
		}
		c.rules(&p.setup.Rules)
		p.must(queue.Book{Code: "000001", Service: "A1", At: p.at.Add(35 * time.Minute)})
		p.wait(30)
		p.must(queue.CheckIn{Code: "000001", Lang: "pl", Token: "0123456789abcdefghijkl"}) // A010, in line at once
		p.wait(50)                                                                         // 2 × 50 min is more than 80
		t.Log(c.name)
		p.calls(1, c.want...)
	}
}

func TestQuickPickUpsHaveALane(t *testing.T) {
	p := newPlay(t)
	p.setup.Services[1].Quick = true // A2
	p.must(queue.OpenCounter{Counter: 1})
	for range 3 {
		p.must(issue("A1")) // A001 to A003
	}
	for range 3 {
		p.must(issue("A2")) // A004 to A006
	}
	p.calls(1, "A001 first", "A004 quick", "A002 first", "A005 quick", "A003 first", "A006 first", "")
}

func TestLevels(t *testing.T) {
	p := newPlay(t)
	p.setup.Counters[1].Levels = map[string]queue.Level{"B1": queue.LevelFirst, "A2": queue.LevelIdle} // counter 2
	p.must(queue.OpenCounter{Counter: 2})
	p.must(issue("A2")) // A001
	p.must(issue("A1")) // A002
	p.must(issue("B1"))
	p.calls(2, "B001 level", "A002 first", "A001 idle")
	p.must(issue("A2")) // A003
	p.wait(46)
	p.must(issue("B1"))
	p.must(issue("B1"))
	p.calls(2, "B002 level", "A003 turn", "B003 first") // help is not put off for ever

	p = newPlay(t)
	p.setup.Counters[1].Levels = map[string]queue.Level{"B1": queue.LevelOnly}
	p.must(queue.OpenCounter{Counter: 2})
	p.must(issue("A1"))
	p.calls(2, "")
	p.must(issue("B1"))
	p.calls(2, "B001 first")
	if got := p.setup.CountersOf("A1"); !slices.Equal(got, []int{1}) {
		t.Errorf("A1 is served at %v, want 1 alone", got)
	}
}

func TestOfferedAgain(t *testing.T) {
	p := busy(t, 4)
	p.calls(1, "A001 first")
	p.must(queue.MissedCall{Counter: 1})
	p.calls(1, "A002 first")
	p.wait(4)
	p.must(queue.Tick{})
	p.calls(1, "A003 first")
	p.wait(1)
	p.must(queue.Tick{})
	p.calls(1, "A001 first") // its place is kept
	p.must(queue.MissedCall{Counter: 1})
	p.wait(60)
	p.must(queue.Tick{})
	p.calls(1, "A004 first", "") // not a third time

	p.must(issue("A1"))
	p.calls(1, "A005 first")
	p.refused(queue.Park{Counter: 1, Until: p.at.Add(-time.Minute)}, queue.BadRequest)
	p.refused(queue.Park{Counter: 1, Until: p.at.Add(24 * time.Hour)}, queue.BadRequest)
	p.must(queue.Park{Counter: 1, Until: p.at.Add(10 * time.Minute)})
	p.must(queue.Tick{})
	p.calls(1, "")
	p.wait(10)
	p.must(queue.Tick{})
	p.calls(1, "A005 first")
}

// TestEverybodyIsCalled plays any stream of clients at any mix of counters, and holds the promises of the
// rules: nobody is starved, nobody is called at two counters, no two priority calls in a row past one who
// waits long, and a state read from a snapshot chooses the same.
func TestEverybodyIsCalled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPlay(nil)
		p.setup.Services[1].Quick = rapid.Bool().Draw(t, "A2 quick")
		if rapid.Bool().Draw(t, "levels") {
			p.setup.Counters[1].Levels = map[string]queue.Level{"B1": queue.LevelFirst, "A2": queue.LevelIdle}
		}
		var counters []int
		for _, n := range []int{1, 2, 4} {
			if n == 1 || rapid.Bool().Draw(t, fmt.Sprint("open ", n)) {
				counters = append(counters, n)
				p.do(queue.OpenCounter{Counter: n})
			}
		}
		streak := map[int]int{} // priority calls in a row while somebody ordinary waited long
		visits := 0
		for range rapid.IntRange(1, 150).Draw(t, "steps") {
			p.at = p.at.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "seconds")) * time.Second)
			if p.at.Sub(monday) > 5*time.Hour {
				break
			}
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0, 1:
				i := issue(rapid.SampledFrom([]string{"A1", "A2"}).Draw(t, "service"))
				i.Priority = rapid.IntRange(0, 3).Draw(t, "priority") == 0
				p.do(i)
			case 2:
				visits++
				code := fmt.Sprintf("%06d", visits)
				p.do(queue.Book{Code: code, Service: "A1", At: p.at.Add(time.Duration(rapid.IntRange(-20, 30).Draw(t, "slot")) * time.Minute)})
				p.do(queue.CheckIn{Code: code, Lang: "pl", Token: "0123456789abcdefghijkl"})
			default:
				p.step(t, counters, streak)
			}
		}
		// No more clients: so many calls later all have been called, the booked ones once their time came.
		p.at = p.at.Add(35 * time.Minute)
		for range p.state.WaitingTotal() {
			p.at = p.at.Add(time.Minute)
			p.step(t, []int{counters[0]}, streak)
		}
		if n := p.state.WaitingFor("A1") + p.state.WaitingFor("A2"); n != 0 {
			t.Fatalf("%d were never called", n)
		}
	})
}

// step has one of the counters call, and holds the call against the rules.
func (p *play) step(t *rapid.T, counters []int, streak map[int]int) {
	n := rapid.SampledFrom(counters).Draw(t, "counter")
	long := false // somebody ordinary, whom this counter calls, has waited long
	for _, tk := range p.state.Tickets {
		long = long || tk.State == queue.Waiting && !tk.Priority && tk.Slot == nil && p.at.Sub(tk.Issued) > queue.DefaultLongWait &&
			p.setup.Counter(n).Calls(tk.Service) && p.setup.Counter(n).Levels[tk.Service] != queue.LevelIdle
	}
	other, err := queue.LoadState(p.state.Dump())
	if err != nil {
		t.Fatal(err)
	}
	c := queue.Command{ID: fmt.Sprint("s", p.state.Version), At: p.at, Do: queue.Next{Counter: n}}
	a, errA := queue.Decide(p.state, p.setup, c)
	b, errB := queue.Decide(other, p.setup, c)
	if fmt.Sprint(a, errA) != fmt.Sprint(b, errB) {
		t.Fatalf("counter %d calls %v, after a restart %v", n, a, b)
	}
	before := map[int]uint64{}
	for k, d := range p.state.Counters {
		before[k] = d.Ticket
	}
	answer, err := p.send(c)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Ticket == nil {
		return
	}
	for k, id := range before {
		if id == answer.Ticket.ID && k != n {
			t.Fatalf("%s is called at %d and is at %d", answer.Ticket.Number(), n, k)
		}
	}
	switch priority := answer.Ticket.Priority && answer.Ticket.Slot == nil; {
	case priority && long:
		if streak[n]++; streak[n] > 1 {
			t.Fatalf("counter %d: %d priority calls in a row while an ordinary client waits long", n, streak[n])
		}
	case priority:
		streak[n] = 1 // the next one would be the second
	default:
		streak[n] = 0
	}
	sane(t, p.state)
}

// TestOrderOfPressesDoesNotMatter: two counters that serve the same call the same two people, whoever is first.
func TestOrderOfPressesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draws := rapid.SliceOfN(rapid.IntRange(0, 5), 2, 30).Draw(t, "clients")
		people := func(first, second int) []string {
			p := newPlay(nil)
			p.setup.Counters[1].Serves = p.setup.Counters[0].Serves
			for n := 1; n <= 2; n++ {
				p.do(queue.OpenCounter{Counter: n})
			}
			for _, d := range draws {
				p.at = p.at.Add(time.Duration(d) * time.Minute)
				i := issue([]string{"A1", "A2"}[d%2])
				i.Priority = d == 5
				p.do(i)
			}
			var got []string
			for _, n := range []int{first, second} {
				a, err := p.do(queue.Next{Counter: n})
				if err != nil || a.Ticket == nil {
					t.Fatal(err)
				}
				got = append(got, a.Ticket.Number())
			}
			return got
		}
		a, b := people(1, 2), people(2, 1)
		if !slices.Equal(a, b) || a[0] == a[1] {
			t.Fatalf("counter 1 first: %v, counter 2 first: %v", a, b)
		}
	})
}
