package kiosk_test

import (
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

var roomy = kiosk.Room{Tiles: 8, Keys: true, Low: true}

func TestModesAreTwoTouchesAwayAndEndWithTheSession(t *testing.T) {
	for _, mode := range []kiosk.Mode{kiosk.Large, kiosk.Contrast, kiosk.Easy, kiosk.Low} {
		d := newDesk(t, kiosk.Config{})
		d.do(roomy, kiosk.Open{Screen: kiosk.Access})
		var tap kiosk.Input
		for _, o := range d.want(kiosk.Access).Options {
			if in, ok := o.Tap.(kiosk.SetMode); ok && in.Mode == mode {
				tap = in
			}
		}
		d.do(tap)
		if v := d.want(kiosk.Access); v.Modes == (kiosk.Modes{}) {
			t.Fatalf("%s: not on", mode)
		}
		d.do(kiosk.Back{})
		d.want(kiosk.Home)
		d.now = d.now.Add(10 * time.Minute)
		d.do(kiosk.Tick{})
		if v := d.want(kiosk.Home); v.Modes != (kiosk.Modes{}) {
			t.Errorf("%s outlives its client", mode)
		}
	}
}

func TestEasyModeGivesThreeTimesTheTime(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(roomy, kiosk.SetMode{Mode: kiosk.Easy, On: true}, kiosk.TapGroup{Letter: "P"})
	d.now = d.now.Add(kiosk.DefaultIdle * 2)
	d.do(kiosk.Tick{})
	if v := d.want(kiosk.Group); v.Warning != 0 || len(v.Tiles) > 4 {
		t.Errorf("warning %d after twice the time, %d tiles", v.Warning, len(v.Tiles))
	}
	d.now = d.now.Add(kiosk.DefaultIdle + time.Second)
	d.do(kiosk.Tick{})
	if v := d.want(kiosk.Group); v.Warning == 0 {
		t.Error("no warning after three times the time")
	}
}

func TestShakyTapDoesNotSwitchBack(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(roomy, kiosk.Open{Screen: kiosk.Access}, kiosk.SetMode{Mode: kiosk.Large, On: true})
	d.m.Do(d.now.Add(100*time.Millisecond), kiosk.SetMode{Mode: kiosk.Large})
	if !d.m.View().Modes.Large {
		t.Error("a second tap after 100 ms switched it off")
	}
}

func TestConfirmOnlyWhereSomethingIsLost(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*api.Service)
		want   kiosk.Screen
		points int
	}{
		{"nothing", func(*api.Service) {}, kiosk.Issuing, 0},
		{"a long wait", func(s *api.Service) { s.Wait = queue.Range{Min: 45, Max: 60, Known: true} }, kiosk.Confirm, 1},
		{"closing soon", func(s *api.Service) { s.Until = morning.Add(10 * time.Minute) }, kiosk.Confirm, 1},
		{"nobody serves", func(s *api.Service) { s.Serving = 0 }, kiosk.Confirm, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, kiosk.Config{})
			o := townHall()
			for i := range o.Services {
				if o.Services[i].ID == "P1" {
					c.change(&o.Services[i])
				}
			}
			d.do(kiosk.OfficeKnown{Office: o}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
			v := d.want(c.want)
			if c.want != kiosk.Confirm {
				return
			}
			if len(v.Notice.Points) != c.points {
				t.Errorf("points %q", v.Notice.Points)
			}
			d.do(v.Notice.Action)
			d.want(kiosk.Issuing)
		})
	}
}

func TestUndo(t *testing.T) {
	ticket := func(t *testing.T) *desk {
		d := newDesk(t, kiosk.Config{})
		d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"},
			kiosk.IssueDone{Key: "key-1", Issued: issued("P027", "P1", queue.PaperPending)})
		d.want(kiosk.Ticket)
		return d
	}
	t.Run("done", func(t *testing.T) {
		d := ticket(t)
		id := uint64(0)
		for _, e := range d.do(kiosk.Undo{}) {
			if c, ok := e.(kiosk.Cancel); ok {
				id = c.Ticket
			}
		}
		d.want(kiosk.Undone)
		d.do(kiosk.UndoDone{Ticket: id, OK: true})
		if v := d.want(kiosk.Undone); v.Notice.Action != (kiosk.Another{}) {
			t.Errorf("notice %+v", v.Notice)
		}
	})
	t.Run("failed", func(t *testing.T) {
		d := ticket(t)
		d.do(kiosk.Undo{}, kiosk.UndoDone{Ticket: 31})
		if v := d.want(kiosk.Ticket); v.Ticket.Number != "P027" || v.Ticket.Undo != nil {
			t.Errorf("ticket %+v", v.Ticket)
		}
	})
	t.Run("too late", func(t *testing.T) {
		d := ticket(t)
		d.now = d.now.Add(11 * time.Second)
		d.do(kiosk.Undo{})
		d.want(kiosk.Ticket)
	})
}

func TestAnotherMatterKeepsTheLanguage(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.SetLang{Lang: "uk"}, kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"},
		kiosk.IssueDone{Key: "key-1", Issued: issued("P027", "P1", queue.PaperPending)}, kiosk.Another{})
	if v := d.want(kiosk.Home); v.Lang != "uk" || v.Ticket != nil {
		t.Errorf("language %q", v.Lang)
	}
}

func TestMostAskedForFirst(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	o := townHall()
	last := d.want(kiosk.Home).Tiles[3].Tap.(kiosk.TapGroup).Letter
	for i := range o.Services {
		if o.Services[i].Letter == last {
			o.Services[i].Asked = 50
		}
	}
	d.do(kiosk.OfficeKnown{Office: o})
	if got := d.want(kiosk.Home).Tiles[0].Tap; got != (kiosk.TapGroup{Letter: last}) {
		t.Errorf("first tile %v, want group %s", got, last)
	}
}
