package kiosk_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

func TestWayThroughTheScreens(t *testing.T) {
	P, P1 := kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}
	for _, c := range []struct {
		name string
		in   []kiosk.Input
		want kiosk.Screen
		page int
	}{
		{"start", nil, kiosk.Home, 0},
		{"group", []kiosk.Input{P}, kiosk.Group, 0},
		{"service", []kiosk.Input{P, P1}, kiosk.Service, 0},
		{"a group of one goes straight to its service", []kiosk.Input{kiosk.TapGroup{Letter: "K"}}, kiosk.Service, 0},
		{"and back to the groups", []kiosk.Input{kiosk.TapGroup{Letter: "K"}, kiosk.Back{}}, kiosk.Home, 0},
		{"back to the group", []kiosk.Input{P, P1, kiosk.Back{}}, kiosk.Group, 0},
		{"back to the groups", []kiosk.Input{P, P1, kiosk.Back{}, kiosk.Back{}}, kiosk.Home, 0},
		{"second page of groups", []kiosk.Input{kiosk.Turn{By: 1}}, kiosk.Home, 1},
		{"there is no third", []kiosk.Input{kiosk.Turn{By: 1}, kiosk.Turn{By: 1}}, kiosk.Home, 1},
		{"back from the second page", []kiosk.Input{kiosk.Turn{By: 1}, kiosk.Back{}}, kiosk.Home, 0},
		{"a group keeps the page it came from", []kiosk.Input{kiosk.Turn{By: 1}, P, kiosk.Back{}}, kiosk.Home, 1},
		{"second page of services", []kiosk.Input{kiosk.TapGroup{Letter: "Q"}, kiosk.Turn{By: 1}}, kiosk.Group, 1},
		{"pages to read", []kiosk.Input{kiosk.TapGroup{}}, kiosk.Group, 0},
		{"a page to read", []kiosk.Input{kiosk.TapGroup{}, kiosk.TapService{ID: "i1"}}, kiosk.Service, 0},
		{"unknown group", []kiosk.Input{kiosk.TapGroup{Letter: "?"}}, kiosk.Home, 0},
		{"group without services", []kiosk.Input{kiosk.TapGroup{Letter: "X"}}, kiosk.Home, 0},
		{"service of another group", []kiosk.Input{P, kiosk.TapService{ID: "K1"}}, kiosk.Group, 0},
		{"a page of two tiles at once", []kiosk.Input{kiosk.Turn{By: 2}}, kiosk.Home, 0},
		{"finish", []kiosk.Input{P, P1, kiosk.Finish{}}, kiosk.Home, 0},
		{"ticket without its page", []kiosk.Input{P, kiosk.TakeTicket{Service: "P1"}}, kiosk.Group, 0},
		{"ticket of another page", []kiosk.Input{P, P1, kiosk.TakeTicket{Service: "P2"}}, kiosk.Service, 0},
		{"ticket of a closed service", []kiosk.Input{P, kiosk.TapService{ID: "P3"}, kiosk.TakeTicket{Service: "P3"}}, kiosk.Service, 0},
		{"ticket of a page to read", []kiosk.Input{kiosk.TapGroup{}, kiosk.TapService{ID: "i1"}, kiosk.TakeTicket{Service: "i1"}}, kiosk.Service, 0},
		{"ticket", []kiosk.Input{P, P1, kiosk.TakeTicket{Service: "P1"}}, kiosk.Issuing, 0},
		{"no way out of a request", []kiosk.Input{P, P1, kiosk.TakeTicket{Service: "P1"}, kiosk.Back{}, kiosk.Finish{}, P}, kiosk.Issuing, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, kiosk.Config{})
			d.do(c.in...)
			if v := d.want(c.want); v.Page != c.page {
				t.Errorf("page = %d, want %d", v.Page, c.page)
			}
		})
	}
}

func TestWhatTheScreensSay(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	v := d.want(kiosk.Home)
	if len(v.Tiles) != kiosk.PerPage || v.Pages != 2 || len(v.Extras) != 2 {
		t.Fatalf("%d tiles, %d pages, extras %v; want %d, 2, to read and help", len(v.Tiles), v.Pages, v.Extras, kiosk.PerPage)
	}
	if got, want := v.Tiles[0].Sub, "czeka 5 osób"; got != want {
		t.Errorf("waiting = %q, want %q", got, want)
	}
	d.do(kiosk.TapGroup{Letter: "P"})
	v = d.want(kiosk.Group)
	if got, want := v.Tiles[2], "otwieramy pon. o\u00a009:00"; !got.Shut || got.Sub != want {
		t.Errorf("closed service = %+v, want %q", got, want)
	}
	d.do(kiosk.TapService{ID: "P1"})
	got := d.want(kiosk.Service).Service
	want := &kiosk.ServiceCard{
		ID: "P1", Name: "Sprawa P1", Group: "Grupa P", Icon: "car", Color: "#1d6fd8", Open: true, Status: "Czynne do\u00a015:00",
		Before: "4", Wait: "15–25\u00a0min", Counters: "3", Documents: []string{"wniosek", "umowa"},
		Fees: []kiosk.Fee{{What: "tablice", Amount: "160\u00a0zł"}}, PayAt: "Płatność: stanowisko 17",
		Take: kiosk.TakeTicket{Service: "P1"}, Label: "Weź bilet", List: kiosk.PrintList{Service: "P1"}, ListLabel: "Drukuj listę",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("service = %+v\nwant      %+v", got, want)
	}
	d.do(kiosk.TakeTicket{Service: "P1"}, kiosk.IssueDone{Key: "key-1", Issued: issued("P027", "P1", queue.PaperPending)})
	tc := d.want(kiosk.Ticket).Ticket
	wantTicket := &kiosk.TicketCard{
		Number: "P027", Service: "Sprawa P1", Ahead: "przed Tobą: 6 osób", Wait: "15–25\u00a0min",
		Place: "stanowiska 1–4, 17, pokój 4", Zone: "hol zachodni", Way: "w lewo", Arrow: "left", Color: "#0b6e4f",
		URL: "https://u.example/t/x", Paper: kiosk.PaperComing, Words: "Drukuję bilet…", Seconds: 20, Undo: kiosk.Undo{}, Another: kiosk.Another{},
	}
	if !reflect.DeepEqual(tc, wantTicket) {
		t.Errorf("ticket = %+v\nwant     %+v", tc, wantTicket)
	}
}

func TestLanguageOnEveryScreenAndForThisClientOnly(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.SetLang{Lang: "uk"})
	if v := d.want(kiosk.Home); v.Lang != "uk" || v.Tiles[0].Title != "Grupa P (uk)" || !v.Languages[2].On {
		t.Errorf("home is not Ukrainian: %+v", v)
	}
	d.do(kiosk.SetLang{Lang: "xx"}) // not offered: nothing happens
	d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
	if got := d.want(kiosk.Service).Service.Name; got != "Sprawa P1 (uk)" {
		t.Errorf("service = %q", got)
	}
	es := d.do(kiosk.TakeTicket{Service: "P1"})
	if got := es[0].(kiosk.StartIssue).Order; got != (api.Issue{Service: "P1", Lang: "uk"}) {
		t.Errorf("order = %+v", got)
	}
	d.do(kiosk.SetLang{Lang: "de"}, kiosk.IssueDone{Key: "key-1", Issued: issued("P027", "P1", queue.PaperPrinted)})
	if v := d.want(kiosk.Ticket); v.Lang != "de" || !strings.Contains(v.Ticket.Ahead, "Personen") {
		t.Errorf("ticket is not German: %+v", v.Ticket)
	}
	d.wait(11 * time.Second)
	if v := d.want(kiosk.Home); v.Lang != "pl" {
		t.Errorf("the next client meets %q", v.Lang)
	}
	d.do(kiosk.SetLang{Lang: "en"})
	d.wait(kiosk.DefaultIdle + kiosk.DefaultWarning + time.Second)
	if v := d.want(kiosk.Home); v.Lang != "pl" || v.Warning != 0 {
		t.Errorf("a forgotten language stays: %q", v.Lang)
	}
}

func TestIdle(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.wait(10 * time.Minute)
	if v := d.want(kiosk.Home); v.Warning != 0 {
		t.Fatal("the home screen counts")
	}
	d.do(kiosk.TapGroup{Letter: "P"})
	d.wait(44 * time.Second)
	if v := d.want(kiosk.Group); v.Warning != 0 {
		t.Fatalf("warned after 44 s: %d", v.Warning)
	}
	d.wait(1200 * time.Millisecond)
	if v := d.want(kiosk.Group); v.Warning != 24 && v.Warning != 25 {
		t.Fatalf("countdown = %d, want 25", v.Warning)
	}
	d.do(kiosk.Touched{Down: true}) // the finger that is about to press the button must not hide it
	if v := d.want(kiosk.Group); v.Warning == 0 {
		t.Fatal("the countdown went while the finger was down")
	}
	d.do(kiosk.MoreTime{}, kiosk.Touched{})
	if v := d.want(kiosk.Group); v.Warning != 0 {
		t.Fatal("more time was not given")
	}
	d.wait(68 * time.Second)
	if v := d.want(kiosk.Group); v.Warning != 1 && v.Warning != 2 {
		t.Fatalf("countdown = %d, want 1 or 2", v.Warning)
	}
	d.wait(2 * time.Second)
	d.want(kiosk.Home)
}

func TestTicketScreenGoes(t *testing.T) {
	for _, c := range []struct {
		name  string
		paper queue.Paper
		later queue.Paper // 3 s on
		stays time.Duration
	}{
		{"printed", queue.PaperPrinted, "", 10 * time.Second},
		{"printed after a while", queue.PaperPending, queue.PaperPrinted, 10 * time.Second},
		{"never heard of the paper", queue.PaperPending, "", 20 * time.Second},
		{"no paper", queue.PaperRefused, "", 30 * time.Second},
		{"perhaps no paper", queue.PaperPending, queue.PaperDoubt, 33 * time.Second},
		{"none wanted", queue.PaperNone, "", 30 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, kiosk.Config{})
			d.atTicket(c.paper)
			shown := d.now
			if c.later != "" {
				d.wait(2 * time.Second)
				d.do(kiosk.PaperKnown{Ticket: 30, Paper: queue.PaperRefused}) // another ticket's
				d.now = shown.Add(2 * time.Second)
				d.do(kiosk.PaperKnown{Ticket: 31, Paper: c.later})
			}
			d.wait(shown.Add(c.stays - 400*time.Millisecond).Sub(d.now))
			d.want(kiosk.Ticket)
			d.wait(600 * time.Millisecond)
			d.want(kiosk.Home)
		})
	}
}

func TestShakyHand(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	at := func(ms int, in kiosk.Input) []kiosk.Effect {
		d.now = d.now.Add(time.Duration(ms) * time.Millisecond)
		return d.m.Do(d.now, in)
	}
	at(1000, kiosk.TapGroup{Letter: "P"})
	at(150, kiosk.TapService{ID: "P1"}) // the second half of a double tap
	d.want(kiosk.Group)
	at(400, kiosk.TapService{ID: "P1"})
	d.want(kiosk.Service)
	starts := len(at(400, kiosk.TakeTicket{Service: "P1"}))
	starts += len(at(150, kiosk.TakeTicket{Service: "P1"}))
	at(10, kiosk.IssueDone{Key: "key-1", Issued: issued("P027", "P1", queue.PaperPrinted)})
	starts += len(at(150, kiosk.TakeTicket{Service: "P1"}))
	at(150, kiosk.Finish{})
	d.want(kiosk.Ticket)
	if starts != 1 || d.keys != 1 {
		t.Errorf("%d requests, %d keys, want 1 and 1", starts, d.keys)
	}
	at(2100, kiosk.Finish{})
	d.want(kiosk.Home)
}

func TestPalmOnTheGlass(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.Touched{Down: true})
	d.wait(7800 * time.Millisecond)
	if d.m.View().Palm {
		t.Error("a long press is taken for a palm")
	}
	d.wait(400 * time.Millisecond)
	if !d.m.View().Palm {
		t.Error("a palm on the glass is not noticed")
	}
	d.do(kiosk.Touched{Down: false})
	if d.m.View().Palm {
		t.Error("the hint stays after the hand has gone")
	}
}

func TestOfficeClosed(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	o := townHall()
	for i := range o.Services {
		o.Services[i].Open, o.Services[i].Next = false, morning.Add(23*time.Hour)
	}
	d.do(kiosk.OfficeKnown{Office: o})
	v := d.want(kiosk.Closed)
	if want := "Zapraszamy jutro o\u00a008:00."; v.Notice.Text != want {
		t.Errorf("text = %q, want %q", v.Notice.Text, want)
	}
	d.do(v.Notice.Action)
	if v = d.want(kiosk.Home); !v.Tiles[0].Shut {
		t.Error("a closed group looks open")
	}
	d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
	if v = d.want(kiosk.Service); v.Service.Take != nil || len(v.Service.Documents) == 0 {
		t.Errorf("a closed service's page: %+v", v.Service)
	}
	d.wait(71 * time.Second)
	d.want(kiosk.Closed)
}

func TestOfficeAway(t *testing.T) {
	m := kiosk.New(kiosk.Config{})
	if v := m.View(); v.Screen != kiosk.NoOffice || v.Notice == nil || v.Lang != "pl" {
		t.Fatalf("before the office is known: %+v", v)
	}
	if v := m.View(); !v.Brief {
		t.Error("it is said to be away before it was asked")
	}
	m.Do(morning, kiosk.OfficeLost{})
	if v := m.View(); v.Screen != kiosk.NoOffice || v.Brief {
		t.Errorf("it does not answer: %s, held back %v", v.Screen, v.Brief)
	}
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.OfficeLost{})
	d.want(kiosk.Service) // a restart of the office is not worth a word
	d.wait(3 * time.Second)
	d.want(kiosk.NoOffice)
	d.do(kiosk.SetLang{Lang: "en"}, kiosk.Back{})
	if v := d.want(kiosk.NoOffice); v.Lang != "en" {
		t.Error("no language on this screen")
	}
	d.do(kiosk.OfficeKnown{Office: townHall()})
	d.want(kiosk.Service) // where the client was
	d.do(kiosk.OfficeLost{})
	d.wait(80 * time.Second)
	d.do(kiosk.OfficeKnown{Office: townHall()})
	if v := d.want(kiosk.Home); v.Lang != "pl" {
		t.Error("the outage kept the client's language")
	}
	d.atTicket(queue.PaperPrinted)
	d.do(kiosk.OfficeLost{})
	d.wait(5 * time.Second)
	d.want(kiosk.Ticket) // the number is valid without the office
}

func TestNewSetUpUnderTheFinger(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
	o := townHall()
	o.Services, o.Groups = o.Services[3:], o.Groups[1:]
	d.do(kiosk.OfficeKnown{Office: o})
	if v := d.want(kiosk.Service); v.Service.Take != nil {
		t.Error("a ticket is offered for what is gone")
	}
	if es := d.do(kiosk.TakeTicket{Service: "P1"}); len(es) != 0 {
		t.Errorf("effects %v", es)
	}
	d.do(kiosk.Back{})
	d.want(kiosk.Home)
}

func TestTechnicianBehindTheCorner(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  kiosk.Config
		held time.Duration
		in   []kiosk.Input
		want kiosk.Screen
	}{
		{"held", kiosk.Config{Technician: true}, 6 * time.Second, []kiosk.Input{kiosk.Touched{Down: true, Corner: true}}, kiosk.Technician},
		{"too short", kiosk.Config{Technician: true}, 4 * time.Second, []kiosk.Input{kiosk.Touched{Down: true, Corner: true}}, kiosk.Home},
		{"elsewhere", kiosk.Config{Technician: true}, 6 * time.Second, []kiosk.Input{kiosk.Touched{Down: true}}, kiosk.Home},
		{"let go", kiosk.Config{Technician: true}, 6 * time.Second, []kiosk.Input{kiosk.Touched{Down: true, Corner: true}, kiosk.Touched{}}, kiosk.Home},
		{"there is none", kiosk.Config{}, 6 * time.Second, []kiosk.Input{kiosk.Touched{Down: true, Corner: true}}, kiosk.Home},
		{"a client is here", kiosk.Config{Technician: true}, 6 * time.Second, []kiosk.Input{kiosk.TapGroup{Letter: "P"}, kiosk.Touched{Down: true, Corner: true}}, kiosk.Group},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, now := kiosk.New(c.cfg), morning
			m.Do(now, kiosk.OfficeKnown{Office: townHall()})
			for _, in := range c.in {
				now = now.Add(time.Second)
				m.Do(now, in)
			}
			m.Do(now.Add(c.held), kiosk.Tick{})
			if got := m.View().Screen; got != c.want {
				t.Fatalf("screen = %q, want %q", got, c.want)
			}
			m.Do(now.Add(time.Hour), kiosk.Tick{})
			if c.want == kiosk.Technician && m.View().Screen != c.want {
				t.Fatal("time ended the technician's mode")
			}
			m.Do(now.Add(time.Hour), kiosk.TechnicianDone{})
			if got := m.View().Screen; c.want == kiosk.Technician && got != kiosk.Home {
				t.Errorf("after it: %q", got)
			}
		})
	}
}

// TestFullDayNamesTheNextChance: a tile whose tickets of today are gone says so and when to come, and cannot be taken.
func TestFullDayNamesTheNextChance(t *testing.T) {
	for _, c := range []struct {
		next time.Duration // from the morning; 0: not known
		want string
	}{
		{23 * time.Hour, "na dziś brak miejsc, zapraszamy jutro o\u00a008:00"},
		{0, "na dziś brak miejsc"},
	} {
		d := newDesk(t, kiosk.Config{})
		o := townHall()
		for i := range o.Services {
			if s := &o.Services[i]; s.ID == "P1" {
				s.Open, s.Full, s.Until = false, true, time.Time{}
				if c.next > 0 {
					s.Next = morning.Add(c.next)
				}
			}
		}
		d.do(kiosk.OfficeKnown{Office: o}, kiosk.TapGroup{Letter: "P"})
		if tile := d.want(kiosk.Group).Tiles[0]; !tile.Shut || tile.Sub != c.want {
			t.Errorf("tile %+v, want %q", tile, c.want)
		}
		d.do(kiosk.TapService{ID: "P1"})
		if v := d.want(kiosk.Service); v.Service.Take != nil {
			t.Errorf("a ticket is offered: %+v", v.Service.Take)
		}
	}
}
