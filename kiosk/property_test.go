package kiosk_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

// secret stands in everything of a client that must not outlive the session.
const secret = "P777"

// hand draws what a finger does: mostly what the screen offers, sometimes anything.
func hand(t *rapid.T, v kiosk.View) kiosk.Input {
	var ins []kiosk.Input
	for _, tile := range v.Tiles {
		ins = append(ins, tile.Tap)
	}
	if v.Service != nil && v.Service.Take != nil {
		ins = append(ins, v.Service.Take, v.Service.Take, v.Service.Take)
	}
	if v.Notice != nil && v.Notice.Action != nil {
		ins = append(ins, v.Notice.Action)
	}
	ins = append(ins, kiosk.Open{Screen: kiosk.Help}, kiosk.Open{Screen: kiosk.Point}, kiosk.CallHelp{Kind: "assistant"}, kiosk.LeaveHelp{}, kiosk.Open{Screen: kiosk.Visit}, kiosk.Keyed{Letter: '1'}, kiosk.Type{Letter: "2"}, kiosk.CheckIn{}, kiosk.Back{}, kiosk.Turn{By: 1}, kiosk.Turn{By: -1}, kiosk.MoreTime{}, kiosk.Finish{}, kiosk.Browse{},
		kiosk.Touched{Down: true}, kiosk.Touched{}, kiosk.SetLang{Lang: "uk"}, kiosk.SetLang{Lang: "de"},
		kiosk.TakeTicket{Service: "P1"}, kiosk.TapGroup{}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
	for _, k := range kiosk.PadKeys {
		ins = append(ins, kiosk.Pad{Key: k})
	}
	return rapid.SampledFrom(ins).Draw(t, "finger")
}

// world draws what the office does, about the requests in flight.
func world(t *rapid.T, flying map[string]bool, now time.Time) kiosk.Input {
	o := townHall()
	o.Now, o.Booked = now, true
	switch rapid.IntRange(0, 9).Draw(t, "office") {
	case 0:
		return kiosk.OfficeLost{}
	case 1:
		for i := range o.Services {
			o.Services[i].Open = false
		}
		return kiosk.OfficeKnown{Office: o}
	case 2, 3:
		o.Touch.Gone = rapid.IntRange(0, 3).Draw(t, "touch") == 0
		switch n := rapid.IntRange(0, 7).Draw(t, "button"); n {
		case 0, 1:
			got := issued(secret, "P1", queue.PaperPending)
			o.Touch.Pressed = &api.Pressed{Key: fmt.Sprint("press-", n), Issued: &got}
		case 2:
			o.Touch.Pressed = &api.Pressed{Key: "press-2", Refused: &api.Error{Code: api.CodeNoPaper}}
		}
		return kiosk.OfficeKnown{Office: o}
	case 4:
		return kiosk.PaperKnown{Ticket: 31, Paper: rapid.SampledFrom([]queue.Paper{queue.PaperPrinted, queue.PaperRefused}).Draw(t, "paper")}
	}
	key := fmt.Sprintf("k%d", rapid.IntRange(1, 9).Draw(t, "key"))
	switch rapid.IntRange(0, 9).Draw(t, "help") {
	case 0:
		return kiosk.HelpDone{Key: key, Helped: api.Helped{Version: 7, Help: api.Help{ID: 5, Kind: queue.HelpAssistant, State: queue.HelpAsked}}}
	case 1:
		return kiosk.HelpFailed{Key: key}
	case 2:
		return kiosk.HelpLeft{ID: 5, OK: rapid.Bool().Draw(t, "left")}
	}
	for k := range flying {
		switch rapid.IntRange(0, 3).Draw(t, "answer") {
		case 0:
			return kiosk.IssueFailed{Key: k}
		case 1:
			return kiosk.IssueFailed{Key: k, Err: &api.Error{Code: string(queue.NumbersUsedUp)}}
		default:
			return kiosk.IssueDone{Key: k, Issued: issued(secret, "P1", queue.PaperPending)}
		}
	}
	return kiosk.Tick{}
}

// audit holds the promises of a session against what it does.
type audit struct {
	flying  map[string]bool
	keys    map[string]bool
	fingers int // on "take a ticket"
	last    time.Time
}

func (a *audit) see(now time.Time, in kiosk.Input, es []kiosk.Effect) error {
	switch v := in.(type) {
	case kiosk.TakeTicket, kiosk.CheckIn, kiosk.Keyed, kiosk.Type, kiosk.Pad:
		a.fingers++
	case kiosk.IssueDone:
		delete(a.flying, v.Key)
	case kiosk.IssueFailed:
		delete(a.flying, v.Key)
	}
	for _, e := range es {
		switch v := e.(type) {
		case kiosk.StopIssue:
			delete(a.flying, v.Key)
		case kiosk.StartIssue:
			if len(a.flying) > 0 && !a.flying[v.Key] {
				return fmt.Errorf("%s starts while %v is in flight", v.Key, a.flying)
			}
			a.flying[v.Key] = true
			if !a.keys[v.Key] {
				switch in.(type) {
				case kiosk.TakeTicket, kiosk.CheckIn, kiosk.Keyed, kiosk.Type, kiosk.Pad:
				default:
					return fmt.Errorf("a new key without a finger, by %T", in)
				}
				if !a.last.IsZero() && now.Sub(a.last) < kiosk.DefaultGuard {
					return fmt.Errorf("a second ticket %v after the first", now.Sub(a.last))
				}
				a.keys[v.Key], a.last = true, now
			}
		}
	}
	if len(a.keys) > a.fingers {
		return fmt.Errorf("%d keys for %d fingers", len(a.keys), a.fingers)
	}
	return nil
}

func TestAnySequenceKeepsThePromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 0
		cfg := kiosk.Config{Key: func() string { n++; return fmt.Sprintf("k%d", n) }}
		m, now := kiosk.New(cfg), morning
		a := &audit{flying: map[string]bool{}, keys: map[string]bool{}}
		m.Do(now, kiosk.OfficeKnown{Office: townHall()})
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{10, 150, 400, 1500, 2500, 11_000, 46_000, 75_000}).Draw(t, "ms")) * time.Millisecond)
			in := kiosk.Input(kiosk.Tick{})
			switch rapid.IntRange(0, 3).Draw(t, "who") {
			case 0, 1:
				in = hand(t, m.View())
			case 2:
				in = world(t, a.flying, now)
			}
			if err := a.see(now, in, m.Do(now, in)); err != nil {
				t.Fatal(err)
			}
			shape(t, m.View())
		}
		// Whoever was here has gone: the next client meets what a fresh machine shows.
		for range 1500 { // 300 s: threefold times are over too
			now = now.Add(200 * time.Millisecond)
			es := m.Do(now, kiosk.Tick{})
			if err := a.see(now, kiosk.Tick{}, es); err != nil {
				t.Fatal(err)
			}
		}
		o := townHall()
		o.Now, o.Booked = now, true
		m.Do(now, kiosk.Touched{})
		m.Do(now, kiosk.OfficeKnown{Office: o})
		fresh := kiosk.New(cfg)
		fresh.Do(now, kiosk.OfficeKnown{Office: o})
		if got, want := m.View(), fresh.View(); !reflect.DeepEqual(got, want) {
			t.Fatalf("after the session:\n%+v\nwant as for anybody:\n%+v", got, want)
		}
		if strings.Contains(fmt.Sprintf("%+v", m), secret) {
			t.Fatal("the machine still knows the last client's number")
		}
	})
}

// shape holds for every View.
func shape(t *rapid.T, v kiosk.View) {
	if len(v.Tiles) > kiosk.PerPage || v.Page >= v.Pages || (len(v.Languages) == 4) == v.Deaf {
		t.Fatalf("%d tiles, page %d of %d, %d languages", len(v.Tiles), v.Page, v.Pages, len(v.Languages))
	}
	if (v.Screen == kiosk.Ticket) != (v.Ticket != nil) || (v.Screen == kiosk.Service) != (v.Service != nil) {
		t.Fatalf("screen %q with ticket %v, service %v", v.Screen, v.Ticket, v.Service)
	}
	switch v.Screen {
	case kiosk.Issuing, kiosk.Sorry, kiosk.Closed, kiosk.NoOffice, kiosk.NoTouch, kiosk.Helping, kiosk.Point:
		if v.Notice == nil || v.Notice.Title == "" {
			t.Fatalf("screen %q says nothing", v.Screen)
		}
	}
	if strings.Contains(fmt.Sprintf("%+v", v), "?kiosk") || strings.Contains(fmt.Sprintf("%+v", v), "TEXT") {
		t.Fatalf("a text is missing, or an error's: %+v", v)
	}
}

// The audit would notice.
func TestAuditCanFail(t *testing.T) {
	start := func(k string) []kiosk.Effect { return []kiosk.Effect{kiosk.StartIssue{Key: k}} }
	for name, run := range map[string]func(a *audit) error{
		"two in flight": func(a *audit) error {
			a.see(morning, kiosk.TakeTicket{}, start("1"))
			return a.see(morning.Add(time.Minute), kiosk.TakeTicket{}, start("2"))
		},
		"no finger": func(a *audit) error { return a.see(morning, kiosk.Tick{}, start("1")) },
		"too soon": func(a *audit) error {
			a.see(morning, kiosk.TakeTicket{}, start("1"))
			a.see(morning, kiosk.IssueDone{Key: "1"}, nil)
			return a.see(morning.Add(time.Second), kiosk.TakeTicket{}, start("2"))
		},
	} {
		if run(&audit{flying: map[string]bool{}, keys: map[string]bool{}}) == nil {
			t.Errorf("%s passes", name)
		}
	}
}
