package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

// call calls an assistant from Home, and returns the key.
func (d *desk) call() string {
	d.t.Helper()
	es := d.do(kiosk.Open{Screen: kiosk.Help}, kiosk.CallHelp{Kind: queue.HelpAssistant})
	if len(es) != 1 {
		d.t.Fatalf("effects = %v, want one", es)
	}
	ask, ok := es[0].(kiosk.AskHelp)
	if !ok || ask.Ask.Kind != queue.HelpAssistant || ask.Ask.Lang != "pl" {
		d.t.Fatalf("got %+v", es[0])
	}
	return ask.Key
}

// assistant is a request as the office tells it.
func assistant(state queue.HelpState) api.Help {
	return api.Help{ID: 5, Kind: queue.HelpAssistant, From: queue.FromScreen, State: state, Asked: morning, Due: morning.Add(5 * time.Minute)}
}

// knows has the office tell of its requests.
func (d *desk) knows(version uint64, hs ...api.Help) {
	o := townHall()
	o.Now, o.Version, o.Help.Screen = d.now.Add(time.Second), version, hs
	d.do(kiosk.OfficeKnown{Office: o})
}

func (d *desk) says(words ...string) kiosk.View {
	d.t.Helper()
	v := d.want(kiosk.Helping)
	for _, w := range words {
		if all := v.Notice.Title + " " + v.Notice.Text; !strings.Contains(all, w) {
			d.t.Fatalf("%q does not say %q", all, w)
		}
	}
	return v
}

func TestHelpIsCalledAndComes(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	key := d.call()
	d.says("Wzywamy")
	d.do(kiosk.Back{}) // the answer is near
	d.want(kiosk.Helping)
	d.do(kiosk.HelpDone{Key: "another"})
	d.says("Wzywamy")
	d.do(kiosk.HelpDone{Key: key, Helped: api.Helped{Version: 9, Help: assistant(queue.HelpAsked)}})
	d.says("Asystent wie", "Zostań przy biletomacie")
	d.knows(8) // from before the request
	d.says("Asystent wie", "Zostań przy biletomacie")
	d.knows(9, assistant(queue.HelpAccepted))
	d.says("Przyjdzie za około 5 minut")
	d.knows(9, func() api.Help { h := assistant(queue.HelpAccepted); h.Due = morning; return h }())
	d.says("za chwilę")
	d.knows(10, assistant(queue.HelpArrived))
	if v := d.says("Pomoc jest na miejscu"); v.Help != nil {
		t.Error("who is helped need not withdraw")
	}
	d.knows(11)
	d.says("zakończone", "stanowisko 15", "32\u00a0000")
	d.do(kiosk.Back{})
	d.want(kiosk.Home)
}

func TestHelpIsWithdrawn(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	key := d.call()
	d.do(kiosk.HelpDone{Key: key, Helped: api.Helped{Version: 9, Help: assistant(queue.HelpAsked)}})
	v := d.says("Asystent wie")
	es := d.do(v.Help.Tap)
	if stop, ok := es[0].(kiosk.StopHelp); !ok || stop.ID != 5 {
		t.Fatalf("got %+v", es)
	}
	if es := d.do(kiosk.LeaveHelp{}); len(es) != 0 {
		t.Fatalf("withdrawn twice: %v", es)
	}
	d.do(kiosk.HelpLeft{ID: 5}) // it did not work: it may be tried again
	if d.says("Asystent wie").Help == nil {
		t.Fatal("no second try")
	}
	d.do(kiosk.LeaveHelp{}, kiosk.HelpLeft{ID: 5, OK: true})
	d.want(kiosk.Home)
}

// TestSomebodyElsesHelpIsTold and not withdrawn: the request is another client's.
func TestSomebodyElsesHelpIsTold(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.knows(9, assistant(queue.HelpAsked))
	d.do(kiosk.Open{Screen: kiosk.Help})
	if sub := d.want(kiosk.Help).Tiles[0].Sub; !strings.Contains(sub, "09:00") {
		t.Errorf("the tile says %q, not since when", sub)
	}
	d.do(kiosk.Back{})
	key := d.call()
	d.do(kiosk.HelpDone{Key: key, Helped: api.Helped{Version: 9, Retry: true, Help: assistant(queue.HelpAsked)}})
	if v := d.says("o\u00a009:00"); v.Help != nil {
		t.Error("another client's request can be withdrawn")
	}
}

func TestHelpThatCannotBeCalledSaysWhereToGo(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	key := d.call()
	d.do(kiosk.HelpFailed{Key: key})
	v := d.says("Nie udało się", "stanowisko 15")
	es := d.do(v.Notice.Action)
	if len(es) != 1 || es[0].(kiosk.AskHelp).Key != key {
		t.Fatalf("the office may have done it: got %+v, want the same key", es)
	}
	d.do(kiosk.HelpFailed{Key: key, Err: &api.Error{Code: "help-closed"}})
	if v := d.says("nikt nie może", "stanowisko 15"); v.Notice.Action != nil {
		t.Error("it would be refused again")
	}
}

// TestHelpWithoutAnybody is an office that has nobody to call: the screen helps all the same.
func TestHelpWithoutAnybody(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	o := townHall()
	o.Help = api.HelpDesk{}
	d.do(kiosk.OfficeKnown{Office: o}, kiosk.Open{Screen: kiosk.Help})
	for _, tile := range d.want(kiosk.Help).Tiles {
		if _, calls := tile.Tap.(kiosk.CallHelp); calls {
			t.Errorf("%q calls nobody", tile.Title)
		}
	}
	if es := d.do(kiosk.CallHelp{Kind: queue.HelpAssistant}); len(es) != 0 {
		t.Errorf("got %v", es)
	}
	d.do(kiosk.Open{Screen: kiosk.Point})
	if v := d.want(kiosk.Point); !strings.Contains(v.Notice.Text, "pracownika") {
		t.Errorf("says %q", v.Notice.Text)
	}
}

func TestAnInterpreterComesByHours(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.Open{Screen: kiosk.Help})
	tile := d.want(kiosk.Help).Tiles[1]
	if !tile.Shut || !strings.Contains(tile.Sub, "10:00") {
		t.Fatalf("got %+v", tile)
	}
	if es := d.do(tile.Tap); len(es) != 0 {
		t.Fatalf("got %v", es)
	}
	o := townHall()
	o.Help.Sign = api.HelpOffer{Have: true, Open: true}
	d.do(kiosk.OfficeKnown{Office: o})
	if es := d.do(tile.Tap); len(es) != 1 || es[0].(kiosk.AskHelp).Ask.Kind != queue.HelpSign {
		t.Fatalf("got %v", es)
	}
}

// TestNeedsTakeOneTouchMore and say nothing but what the queue has to know.
func TestNeedsTakeOneTouchMore(t *testing.T) {
	for need, want := range map[queue.Need]api.Issue{
		queue.NeedPriority: {Service: "P1", Lang: "pl", Priority: true},
		queue.NeedChild:    {Service: "P1", Lang: "pl", Priority: true},
		queue.NeedSeveral:  {Service: "P1", Lang: "pl", Several: true},
	} {
		d := newDesk(t, kiosk.Config{})
		d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
		d.do(d.want(kiosk.Service).Help.Tap)
		var es []kiosk.Effect
		for _, tile := range d.want(kiosk.Help).Tiles {
			if take, ok := tile.Tap.(kiosk.TakeTicket); ok && take.Need == need {
				es = d.do(tile.Tap)
			}
		}
		if len(es) != 1 || es[0].(kiosk.StartIssue).Order != want {
			t.Fatalf("%s: got %+v, want %+v", need, es, want)
		}
		d.want(kiosk.Issuing)
	}
	d := newDesk(t, kiosk.Config{}) // control: from Home there is no ticket to say it of
	d.do(kiosk.Open{Screen: kiosk.Help})
	for _, tile := range d.want(kiosk.Help).Tiles {
		if _, ok := tile.Tap.(kiosk.TakeTicket); ok {
			t.Errorf("%q from Home", tile.Title)
		}
	}
}

// TestPriorityIsNotSentUpTheStairs while there is a counter without.
func TestPriorityIsNotSentUpTheStairs(t *testing.T) {
	for priority, want := range map[bool]string{true: "pokój 4", false: "stanowiska 1–4, 17, pokój 4"} {
		d := newDesk(t, kiosk.Config{})
		o := townHall()
		o.Zones[0].Stairs = true // west: all but room 4
		d.do(kiosk.OfficeKnown{Office: o}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
		i := issued("P027", "P1", queue.PaperPending)
		i.Ticket.Priority = priority
		d.do(kiosk.IssueDone{Key: "key-1", Issued: i})
		if got := d.want(kiosk.Ticket).Ticket.Place; got != want {
			t.Errorf("priority %v: got %q, want %q", priority, got, want)
		}
	}
}

// TestHelpingEndsWithItsClient: who waits has three times the time, and the next client sees nothing of it.
func TestHelpingEndsWithItsClient(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	fresh := newDesk(t, kiosk.Config{}).want(kiosk.Home)
	key := d.call()
	d.do(kiosk.HelpDone{Key: key, Helped: api.Helped{Version: 9, Help: assistant(queue.HelpAsked)}})
	d.wait(2 * time.Minute)
	if v := d.says("Asystent wie"); v.Warning != 0 {
		t.Fatal("who waits for somebody is hurried")
	}
	d.wait(100 * time.Second)
	v := d.want(kiosk.Home)
	if v.Clock, fresh.Clock = "", ""; len(v.Extras) != len(fresh.Extras) || v.Extras[1] != fresh.Extras[1] {
		t.Fatalf("got %+v, want as for anybody", v.Extras)
	}
	d.do(kiosk.Open{Screen: kiosk.Helping})
	d.want(kiosk.Home)
}
