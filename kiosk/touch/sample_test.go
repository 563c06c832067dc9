package touch_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// day is a Friday morning at the sample office, whose offset is given here: tests need no time zone files.
var day = time.Date(2026, 11, 20, 9, 41, 0, 0, time.FixedZone("", 3600))

// olszanow is the look of the sample office.
func olszanow(t testing.TB) touch.Look {
	t.Helper()
	c, err := configs.Parse(configs.SampleName, configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	return touch.Look{Arms: c.Town.Arms, Colours: c.Town.Colours()}
}

// sample is the sample office on a busy morning: every odd counter open, a few people for each service.
func sample(t testing.TB) api.Office {
	t.Helper()
	c, err := configs.Parse(configs.SampleName, configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	s := &c.Setup
	o := api.Office{ID: s.Office, Node: s.Node, Name: s.Name, Languages: s.Languages, Infoline: s.Infoline, Phone: true, Booked: true, Now: day, Day: "2026-11-20"}
	left := 300
	o.Printer.Left = &left
	for _, z := range s.Zones {
		o.Zones = append(o.Zones, api.Zone(z))
	}
	o.Help = api.HelpDesk{Assistant: api.HelpOffer{Have: true, Open: true}, Sign: api.HelpOffer{Have: true, Next: day.Add(71*time.Hour - 41*time.Minute)}, Point: s.Help.Point, Offers: s.Help.Offers}
	for _, g := range s.Groups {
		o.Groups = append(o.Groups, api.Group{Letter: g.Letter, Name: g.Name, Icon: g.Icon, Color: g.Color})
	}
	for i, n := range s.Counters {
		o.Counters = append(o.Counters, api.Counter{N: n.N, Room: n.Room, Zone: n.Zone, Serves: n.Serves, Open: i%2 == 0})
	}
	for i := range s.Services {
		sv := &s.Services[i]
		a := api.Service{
			ID: sv.ID, Kind: cmp.Or(sv.Kind, queue.KindTicket), Letter: sv.Letter, Name: sv.Name, Documents: sv.Documents,
			MustHave: sv.MustHave, PayAt: sv.PayAt, Quick: sv.Quick, Info: sv.Info, Synonyms: sv.Synonyms, Counters: s.CountersOf(sv.ID),
			Waiting: i * 7 % 13, Ahead: i * 5 % 23, Serving: len(s.CountersOf(sv.ID)) / 2,
			Wait: queue.Range{Min: 15 + 5*(i%20), Max: 40 + 5*(i%20), Known: i%4 != 0},
		}
		if i%5 == 1 {
			a.Wait = queue.Range{Max: 5, Known: true}
		}
		for _, f := range sv.FeesOn(o.Day) {
			a.Fees = append(a.Fees, api.Fee{What: f.What, Min: f.Min, Max: f.Max})
		}
		a.Open, a.Until = true, day.Add(4*time.Hour+19*time.Minute)
		if i%9 == 4 {
			a.Open, a.Until, a.Next, a.Wait = false, time.Time{}, day.Add(71*time.Hour-41*time.Minute), queue.Range{}
		}
		if sv.ID == "A2" || sv.ID == "P6" { // closed like the others with its number, for another reason
			a.Open, a.Full, a.Until, a.Next, a.Wait = false, true, time.Time{}, day.Add(71*time.Hour-41*time.Minute), queue.Range{}
		}
		a.Tight = a.Open && (sv.ID == "K3" || sv.ID == "P2")
		o.Services = append(o.Services, a)
	}
	return o
}

// shut is the same office in the evening.
func shut(o api.Office) api.Office {
	o.Services = append([]api.Service{}, o.Services...)
	for i := range o.Services {
		o.Services[i].Open, o.Services[i].Next = false, day.Add(71*time.Hour-41*time.Minute)
	}
	return o
}

// crowded is the same office where nobody would be served before it closes.
func crowded(o api.Office) api.Office {
	o.Services = append([]api.Service{}, o.Services...)
	for i := range o.Services {
		o.Services[i].Wait, o.Services[i].Until, o.Services[i].Serving = queue.Range{Min: 55, Max: 90, Known: true}, day.Add(30*time.Minute), 0
	}
	return o
}

// shown is one picture of the kiosk.
type shown struct {
	name string
	view kiosk.View
}

// tour walks through every screen of an office in a language: every page, group, service and notice, and a ticket of each group.
func tour(t testing.TB, o api.Office, lang string, modes kiosk.Modes, room kiosk.Room) []shown {
	t.Helper()
	var all []shown
	now := day
	var m *kiosk.Machine
	begin := func(o *api.Office) {
		m = kiosk.New(kiosk.Config{Key: func() string { return "k" }, Guard: 1})
		if o != nil {
			m.Do(now, kiosk.OfficeKnown{Office: *o})
		}
		m.Do(now, room)
		for _, x := range []struct {
			mode kiosk.Mode
			on   bool
		}{{kiosk.Large, modes.Large}, {kiosk.Contrast, modes.Contrast}, {kiosk.Easy, modes.Easy}, {kiosk.Low, modes.Low}, {kiosk.Spoken, modes.Spoken}} {
			if x.on {
				now = now.Add(time.Second)
				m.Do(now, kiosk.SetMode{Mode: x.mode, On: true})
			}
		}
		now = now.Add(time.Second)
		m.Do(now, kiosk.SetLang{Lang: lang})
	}
	do := func(ins ...kiosk.Input) kiosk.View {
		for _, in := range ins {
			now = now.Add(time.Second)
			m.Do(now, in)
		}
		return m.View()
	}
	add := func(name string) { all = append(all, shown{name, m.View()}) }

	begin(nil)
	do(kiosk.OfficeLost{})
	add("no-office")
	closed := shut(o)
	begin(&closed)
	add("closed")
	do(kiosk.Browse{})
	add("closed-home")
	begin(&o)
	add("home-1")
	for i := 2; m.View().Page+1 < m.View().Pages; i++ {
		do(kiosk.Turn{By: 1})
		add("home-" + string(rune('0'+i)))
	}
	for _, over := range []kiosk.Screen{kiosk.Access, kiosk.Languages} {
		begin(&o)
		do(kiosk.Open{Screen: over})
		add(string(over))
	}
	bare := o
	bare.Help = api.HelpDesk{}
	begin(&bare)
	do(kiosk.Open{Screen: kiosk.Help})
	add("help-nobody")
	begin(&o)
	do(kiosk.Open{Screen: kiosk.Point})
	add("help-point")
	for _, h := range helps {
		begin(&o)
		do(kiosk.Open{Screen: kiosk.Help})
		for i := 0; i < 9 && len(all) > 0; i++ {
			if h.name == "help" {
				add("help-" + string(rune('1'+m.View().Page)))
			}
			if m.View().Page+1 >= m.View().Pages {
				break
			}
			do(kiosk.Turn{By: 1})
		}
		if h.name == "help" {
			continue
		}
		do(kiosk.CallHelp{Kind: queue.HelpAssistant})
		do(h.in(&o)...)
		add(h.name)
	}
	begin(&o)
	if v := do(kiosk.Open{Screen: kiosk.Search}); v.Screen == kiosk.Search {
		add("search")
		for _, r := range map[string]string{"pl": "auto", "en": "car", "uk": "авто", "de": "auto"}[lang] {
			do(kiosk.Type{Letter: string(r)})
		}
		add("search-found")
		do(kiosk.Type{Letter: "x"}, kiosk.Type{Letter: "q"}, kiosk.Type{Letter: "x"}, kiosk.Type{Letter: "q"})
		add("search-none")
	}
	begin(&o)
	if v := do(kiosk.Open{Screen: kiosk.Visit}); v.Screen == kiosk.Visit && room.Pad {
		add("visit")
		do(kiosk.Type{Letter: "1"}, kiosk.Type{Letter: "2"}, kiosk.Type{Letter: "3"}, kiosk.Type{Letter: "4"})
		add("visit-digits")
		do(kiosk.Type{Letter: "5"}, kiosk.Type{Letter: "6"}, kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "visit-early", Until: day.Add(3 * time.Hour)}})
		add("visit-early")
		do(kiosk.Back{}, kiosk.Erase{}, kiosk.Type{Letter: "7"}, kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "no-such-visit"}})
		add("visit-wrong")
	}
	letters := []string{""}
	for _, g := range o.Groups {
		letters = append(letters, g.Letter)
	}
	for _, l := range letters {
		begin(&o)
		if v := do(kiosk.TapGroup{Letter: l}); v.Screen == kiosk.Group {
			add("group-" + l)
		}
	}
	tickets := map[string]bool{} // one of each group is enough
	for _, s := range o.Services {
		letter := s.Letter
		if s.Kind == queue.KindInfo {
			letter = ""
		}
		begin(&o)
		if v := do(kiosk.TapGroup{Letter: letter}); v.Screen == kiosk.Group {
			do(kiosk.TapService{ID: s.ID})
		}
		add("service-" + s.ID)
		if s.ID == "P1" || s.ID == "D1" {
			do(kiosk.Open{Screen: kiosk.Help})
			for i := 1; ; i++ {
				add("needs-" + s.ID + "-" + string(rune('0'+i)))
				if m.View().Page+1 >= m.View().Pages {
					break
				}
				do(kiosk.Turn{By: 1})
			}
			for m.View().Screen == kiosk.Help {
				do(kiosk.Back{})
			}
		}
		for i, papers := 0, do(kiosk.Open{Screen: kiosk.Papers}); papers.Screen == kiosk.Papers && i < 9; i++ {
			add("papers-" + s.ID + "-" + string(rune('1'+i)))
			do(kiosk.Turn{By: 1})
		}
		do(kiosk.Back{})
		if s.Kind == queue.KindInfo || !s.Open || tickets[letter] {
			continue
		}
		tickets[letter] = true
		do(kiosk.TakeTicket{Service: s.ID, Sure: true}, kiosk.IssueDone{Key: "k", Issued: issued(s)})
		add("ticket-" + s.ID)
	}
	for _, n := range notices {
		begin(&o)
		if n.name == "confirm" {
			busy := crowded(o)
			begin(&busy)
		}
		do(kiosk.TapGroup{Letter: "D"}, kiosk.TapService{ID: "D1"}, kiosk.TakeTicket{Service: "D1", Sure: true})
		do(n.in...)
		if (modes.Easy || modes.Spoken) && n.name == "warning" {
			n.wait = 140 * time.Second
		}
		now = now.Add(n.wait)
		m.Do(now, kiosk.Tick{})
		add(n.name)
	}
	begin(&o)
	if do(kiosk.TapGroup{Letter: "D"}, kiosk.TapService{ID: "D1"}).Service.Phone != nil {
		phone := ticketD1
		phone.Issued.Ticket.Paper = queue.PaperNone
		do(kiosk.TakeTicket{Service: "D1", Phone: true, Sure: true}, phone)
		add("ticket-phone")
	}
	begin(&o)
	do(kiosk.TapGroup{Letter: "E"}, kiosk.TapService{ID: "E3"}, kiosk.TakeTicket{Service: "E3"})
	add("confirm-must")
	do(kiosk.PrintList{Service: "E3"})
	add("list-printing")
	do(kiosk.ListDone{Key: "k", OK: true})
	add("list-done")
	do(kiosk.Back{})
	busy := crowded(o)
	begin(&busy)
	do(kiosk.TapGroup{Letter: "E"}, kiosk.TapService{ID: "E3"}, kiosk.PrintList{Service: "E3"}, kiosk.ListDone{Key: "k"})
	add("list-failed")
	for _, problem := range []string{"paper-out", "cover-open", "hot"} {
		broken := o
		broken.Printer.Problem = problem
		begin(&broken)
		add("nopaper-home-" + problem)
		do(kiosk.TapGroup{Letter: "D"}, kiosk.TapService{ID: "D1"})
		add("nopaper-service-" + problem)
		do(kiosk.TakeTicket{Service: "D1", Sure: true}, ticketD1)
		add("nopaper-ticket-" + problem)
	}
	if modes.Spoken { // by keypad, as ever
		return all
	}
	dead := o
	for _, d := range []struct {
		name  string
		touch api.Touch
	}{
		{"no-touch", api.Touch{Gone: true, Button: &api.TicketButton{Name: green}}}, {"no-touch-unnamed", api.Touch{Gone: true, Button: &api.TicketButton{}}},
		{"no-touch-alone", api.Touch{Gone: true}},
		{"pressed-no-paper", api.Touch{Gone: true, Pressed: &api.Pressed{Key: "k", Refused: &api.Error{Code: api.CodeNoPaper}}}},
		{"pressed-closed", api.Touch{Pressed: &api.Pressed{Key: "k", Refused: &api.Error{Code: "closed", Until: day.Add(71 * time.Hour)}}}},
	} {
		dead.Touch = d.touch
		dead.Languages = append([]string{lang}, slices.DeleteFunc(slices.Clone(o.Languages), func(l string) bool { return l == lang })...)
		begin(&o)
		for v := do(kiosk.OfficeKnown{Office: dead}); v.Screen == kiosk.NoTouch && v.Lang != lang; v = do(kiosk.Tick{}) {
		}
		if m.View().Screen == kiosk.Home { // who has modes on is in the middle of something
			continue
		}
		add(d.name)
	}
	return all
}

// green is what the sample office calls its ticket button.
var green = queue.Words{"pl": "zielony przycisk pod ekranem", "en": "the green button below the screen", "uk": "зелену кнопку під екраном", "de": "den grünen Knopf unter dem Bildschirm"}

// issued is a ticket for a service whose paper is on its way.
func issued(s api.Service) api.Issued {
	return api.Issued{
		Ticket: api.Ticket{ID: 31, Number: s.Letter + "027", Service: s.ID, Ahead: s.Ahead, Paper: queue.PaperPending,
			URL: "https://bilet.olszanow.example/t/9f2Kx8QvT1mZ4rLw"},
		Wait: s.Wait,
	}
}

// helps are the screens behind "I need help".
var helps = []struct {
	name string
	in   func(o *api.Office) []kiosk.Input
}{
	{"help", nil},
	{"helping-calling", func(*api.Office) []kiosk.Input { return nil }},
	{"helping", func(*api.Office) []kiosk.Input { return []kiosk.Input{called(queue.HelpAsked, false)} }},
	{"helping-joined", func(*api.Office) []kiosk.Input { return []kiosk.Input{called(queue.HelpAsked, true)} }},
	{"helping-accepted", func(*api.Office) []kiosk.Input { return []kiosk.Input{called(queue.HelpAccepted, false)} }},
	{"helping-here", func(*api.Office) []kiosk.Input { return []kiosk.Input{called(queue.HelpArrived, false)} }},
	{"helping-lost", func(*api.Office) []kiosk.Input { return []kiosk.Input{kiosk.HelpFailed{Key: "k"}} }},
	{"helping-refused", func(*api.Office) []kiosk.Input {
		return []kiosk.Input{kiosk.HelpFailed{Key: "k", Err: &api.Error{Code: "help-closed"}}}
	}},
	{"helping-ended", func(o *api.Office) []kiosk.Input {
		return []kiosk.Input{called(queue.HelpAsked, false), kiosk.OfficeKnown{Office: *o}}
	}},
}

// called is an answer to a request for help.
func called(state queue.HelpState, retry bool) kiosk.HelpDone {
	return kiosk.HelpDone{Key: "k", Helped: api.Helped{Retry: retry, Help: api.Help{ID: 5, Kind: queue.HelpAssistant, From: "screen", State: state, Asked: day.Add(-3 * time.Minute), Due: day.Add(4 * time.Minute)}}}
}

// notices are the screens behind "take a ticket" that are not an ordinary ticket.
var notices = []struct {
	name string
	in   []kiosk.Input
	wait time.Duration
}{
	{"issuing", nil, time.Second},
	{"unanswered", nil, 21 * time.Second},
	{"denied-closed", []kiosk.Input{kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "closed", Until: day.Add(71 * time.Hour)}}}, 0},
	{"denied-used-up", []kiosk.Input{kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "numbers-used-up"}}}, 0},
	{"denied", []kiosk.Input{kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "not-served"}}}, 0},
	{"warning", []kiosk.Input{kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "not-served"}}, kiosk.Back{}}, 50 * time.Second},
	{"palm", []kiosk.Input{kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "not-served"}}, kiosk.Back{}, kiosk.Touched{Down: true}}, 9 * time.Second},
	{"undoing", []kiosk.Input{ticketD1, kiosk.Undo{}}, 0},
	{"undone", []kiosk.Input{ticketD1, kiosk.Undo{}, kiosk.UndoDone{Ticket: 31, OK: true}}, 0},
	{"undo-failed", []kiosk.Input{ticketD1, kiosk.Undo{}, kiosk.UndoDone{Ticket: 31}}, 0},
	{"confirm", []kiosk.Input{kiosk.IssueFailed{Key: "k", Err: &api.Error{Code: "not-served"}}, kiosk.Back{}, kiosk.Tick{}, kiosk.Tick{}, kiosk.TakeTicket{Service: "D1"}}, 0},
	{"ticket-printed", []kiosk.Input{ticketD1, kiosk.PaperKnown{Ticket: 31, Paper: queue.PaperPrinted}}, 0},
	{"ticket-lost", []kiosk.Input{ticketD1, kiosk.PaperKnown{Ticket: 31, Paper: queue.PaperRefused}}, 0},
}

var ticketD1 = kiosk.IssueDone{Key: "k", Issued: issued(api.Service{ID: "D1", Letter: "D", Ahead: 12, Wait: queue.Range{Min: 35, Max: 60, Known: true}})}
