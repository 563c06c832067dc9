package kiosk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

// deaf is the office whose touch screen does not react.
func deaf(button bool) api.Office {
	o := townHall()
	o.Touch.Gone = true
	o.Help.Point = queue.Words{"pl": "stanowisko 15", "en": "desk 15", "uk": "віконце 15", "de": "Schalter 15"}
	if button {
		o.Touch.Button = &api.TicketButton{Name: queue.Words{"pl": "zielony przycisk", "en": "the green button", "uk": "зелену кнопку", "de": "den grünen Knopf"}}
	}
	return o
}

// TestNoTouch: the page says in every language what else there is to do, has nothing to touch, and goes by itself.
func TestNoTouch(t *testing.T) {
	for _, c := range []struct {
		name   string
		office api.Office
		says   []string
	}{
		{"button", deaf(true), []string{"Naciśnij zielony przycisk", "Press the green button", "Натисніть зелену кнопку", "Drücken Sie den grünen Knopf"}},
		{"no button", deaf(false), []string{"Poproś o bilet", "ask the staff", "Попросіть талон", "Bitten Sie"}},
		{"no paper", func() api.Office { o := deaf(true); o.Printer.Problem = "paper-out"; return o }(), []string{"Nie można teraz wydrukować", "No ticket can", "неможливо", "kein Ticket"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, kiosk.Config{})
			d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.OfficeKnown{Office: c.office})
			v := d.want(kiosk.NoTouch)
			if !v.Deaf || v.Languages != nil || v.Find != nil || v.Tiles != nil || v.Notice.Action != nil || v.Notice.Back {
				t.Errorf("something to touch: %+v", v)
			}
			seen := map[string]bool{}
			for range 20 {
				v := d.want(kiosk.NoTouch)
				i := slices.Index([]string{"pl", "en", "uk", "de"}, v.Lang)
				if seen[v.Lang] = true; !strings.Contains(v.Notice.Title+" "+v.Notice.Text, c.says[i]) || !strings.Contains(v.Notice.Text, "15") {
					t.Errorf("%s: %+v, want %q and where people help", v.Lang, v.Notice, c.says[i])
				}
				d.do(kiosk.Tick{})
			}
			if len(seen) != 4 {
				t.Errorf("20 s are in %v", seen)
			}
			d.do(kiosk.OfficeKnown{Office: townHall()})
			if v := d.want(kiosk.Service); v.Lang != "pl" || v.Deaf { // the client is still here
				t.Errorf("got %+v", v)
			}
			d.do(kiosk.OfficeKnown{Office: c.office})
			d.wait(80 * time.Second)
			d.want(kiosk.NoTouch)
			d.do(kiosk.OfficeKnown{Office: townHall()})
			d.want(kiosk.Home)
		})
	}
}

// TestNoTouchAndTheKeypad: who has keys needs no glass.
func TestNoTouchAndTheKeypad(t *testing.T) {
	b := &blind{desk: newDesk(t, kiosk.Config{})}
	b.do(roomy, kiosk.OfficeKnown{Office: deaf(true)})
	b.want(kiosk.NoTouch)
	b.key(kiosk.PadDown)
	b.want(kiosk.Home)
	b.choose("Grupa P")
	b.want(kiosk.Group)
	b.wait(6 * time.Minute)
	b.want(kiosk.NoTouch)
}

// TestNoTouchIsNoExcuse: what is wrong with the office itself stands before it.
func TestNoTouchIsNoExcuse(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.OfficeKnown{Office: deaf(true)}, kiosk.OfficeLost{})
	d.wait(3 * time.Second)
	d.want(kiosk.NoOffice)
	o := deaf(true)
	for i := range o.Services {
		o.Services[i].Open = false
	}
	d.do(kiosk.OfficeKnown{Office: o})
	d.want(kiosk.Closed)
}

// pressed is an office in which the ticket button was pressed.
func pressed(o api.Office, key string, p api.Pressed) kiosk.OfficeKnown {
	p.Key = key
	o.Touch.Pressed = &p
	return kiosk.OfficeKnown{Office: o}
}

func TestPressIsShown(t *testing.T) {
	got := issued("P028", "P1", queue.PaperPending)
	no := &api.Error{Code: api.CodeNoPaper}
	for _, o := range []api.Office{townHall(), deaf(true)} {
		d := newDesk(t, kiosk.Config{})
		es := d.do(pressed(o, "a", api.Pressed{Issued: &got}))
		v := d.want(kiosk.Ticket)
		if v.Ticket.Number != "P028" || v.Ticket.Undo != nil || v.Ticket.Another != nil || v.Deaf != o.Touch.Gone {
			t.Errorf("got %+v", v.Ticket)
		}
		if !slices.ContainsFunc(es, func(e kiosk.Effect) bool { w, ok := e.(kiosk.WatchPaper); return ok && w.Ticket == got.Ticket.ID }) {
			t.Error("its paper is not waited for")
		}
		d.do(kiosk.PaperKnown{Ticket: got.Ticket.ID, Paper: queue.PaperPrinted})
		d.do(pressed(o, "a", api.Pressed{Issued: &got})) // told again, as the office does for a while
		d.wait(12 * time.Second)
		if v := d.m.View(); v.Screen == kiosk.Ticket {
			t.Error("the number stays")
		}
		d.do(pressed(o, "a", api.Pressed{Issued: &got}))
		if v := d.m.View(); v.Screen == kiosk.Ticket {
			t.Error("one press is shown twice")
		}
		d.do(pressed(o, "b", api.Pressed{Refused: no}))
		if v := d.want(kiosk.Sorry); !strings.Contains(v.Notice.Title, "Nie można teraz wydrukować biletu") || v.Notice.Back || (v.Notice.Action != nil) == v.Deaf {
			t.Errorf("got %+v", v.Notice)
		}
		next := issued("P029", "P1", queue.PaperPrinted)
		d.do(pressed(o, "c", api.Pressed{Issued: &next})) // the next person has pressed
		if v := d.want(kiosk.Ticket); v.Ticket.Number != "P029" {
			t.Errorf("got %+v", v.Ticket)
		}
		d.do(pressed(o, "d", api.Pressed{Refused: no}))
		d.wait(16 * time.Second)
		if v := d.m.View(); v.Screen == kiosk.Sorry {
			t.Error("a refusal stays")
		}
	}
}

// TestPressDisturbsNobody: a client who is in the middle of something keeps the screen.
func TestPressDisturbsNobody(t *testing.T) {
	got := issued("P028", "P1", queue.PaperPending)
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.TapGroup{Letter: "P"}, pressed(townHall(), "a", api.Pressed{Issued: &got}))
	d.want(kiosk.Group)
	d.do(kiosk.Finish{}, pressed(townHall(), "a", api.Pressed{Issued: &got}))
	d.want(kiosk.Home) // it was that long ago
	d.atTicket(queue.PaperPrinted)
	d.do(pressed(townHall(), "b", api.Pressed{Issued: &got}))
	if v := d.want(kiosk.Ticket); v.Ticket.Number != "P027" {
		t.Errorf("the client's number is gone: %s", v.Ticket.Number)
	}
}
