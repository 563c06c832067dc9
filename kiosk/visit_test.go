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

// bookedDesk stands in an office with booked visits.
func bookedDesk(t *testing.T) *desk {
	d := newDesk(t, kiosk.Config{})
	o := townHall()
	o.Booked = true
	d.do(kiosk.OfficeKnown{Office: o}, kiosk.Room{Tiles: 8, Keys: true, Pad: true})
	return d
}

// write writes a code on the screen's keys.
func (d *desk) write(code string) (es []kiosk.Effect) {
	for _, r := range code {
		es = append(es, d.do(kiosk.Type{Letter: string(r)})...)
	}
	return es
}

func offersVisits(v kiosk.View) bool {
	return slices.ContainsFunc(v.Extras, func(t kiosk.Tile) bool { return t.Tap == kiosk.Input(kiosk.Open{Screen: kiosk.Visit}) })
}

func TestVisitIsCheckedIn(t *testing.T) {
	d := bookedDesk(t)
	if !offersVisits(d.want(kiosk.Home)) {
		t.Fatal("home offers no visits")
	}
	d.do(kiosk.SetLang{Lang: "uk"}, kiosk.Open{Screen: kiosk.Visit})
	d.want(kiosk.Visit)
	d.write("12x39")
	d.do(kiosk.Erase{})
	if c := d.want(kiosk.Visit).Code; c.Digits != "123" {
		t.Fatalf("digits %q, want 123", c.Digits)
	}
	es := d.write("4567")
	s, ok := es[0].(kiosk.StartIssue)
	if len(es) != 1 || !ok || s.Code != "123456" || s.Order.Lang != "uk" || s.Order.Service != "" {
		t.Fatalf("effects %+v, want one check-in with 123456", es)
	}
	d.want(kiosk.Issuing)
	i := issued("P027", "P1", queue.PaperPending)
	i.Booked = morning.Add(90 * time.Minute)
	d.do(kiosk.IssueDone{Key: s.Key, Issued: i})
	if c := d.want(kiosk.Ticket).Ticket; c.Number != "P027" || !strings.Contains(c.Booked, "10:30") {
		t.Errorf("ticket %+v, want P027 at 10:30", c)
	}
}

// A scanner is faster than a screen settles, and knows no buttons.
func TestVisitIsScannedAtHome(t *testing.T) {
	d := bookedDesk(t)
	var es []kiosk.Effect
	for _, r := range "123456\r" {
		d.now = d.now.Add(2 * time.Millisecond)
		es = append(es, d.m.Do(d.now, kiosk.Keyed{Letter: r})...)
	}
	if len(es) != 1 || es[0].(kiosk.StartIssue).Code != "123456" {
		t.Fatalf("effects %+v, want one check-in", es)
	}
}

func TestWithoutVisitsNothingIsOffered(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.Room{Tiles: 8, Keys: true, Pad: true})
	if offersVisits(d.want(kiosk.Home)) {
		t.Error("visits are offered where none is booked")
	}
	d.do(kiosk.Open{Screen: kiosk.Visit}, kiosk.Keyed{Letter: '1'})
	d.want(kiosk.Home)
}

func TestVisitIsRefused(t *testing.T) {
	for _, c := range []struct {
		err  api.Error
		says string
	}{
		{api.Error{Code: "no-such-visit"}, "Nie ma wizyty z takim kodem."},
		{api.Error{Code: "visit-early", Until: morning.Add(2 * time.Hour)}, "11:00"},
		{api.Error{Code: "visit-taken"}, "Ten kod jest już zajęty albo został użyty."},
		{api.Error{Code: "closed", Until: morning.Add(26 * time.Hour)}, "jutro"},
	} {
		d := bookedDesk(t)
		d.do(kiosk.Open{Screen: kiosk.Visit})
		s := d.write("123456")[0].(kiosk.StartIssue)
		d.do(kiosk.IssueFailed{Key: s.Key, Err: &c.err})
		n := d.want(kiosk.Sorry).Notice
		if !strings.Contains(n.Title+" "+n.Text, c.says) || !n.Back {
			t.Errorf("%s: %+v, want %q", c.err.Code, n, c.says)
		}
		d.do(kiosk.CheckIn{}) // would be refused again
		d.want(kiosk.Sorry)
		d.do(kiosk.Back{}, kiosk.Erase{})
		if v := d.want(kiosk.Visit); v.Code.Digits != "12345" {
			t.Errorf("%s: digits %q, want them to be corrected", c.err.Code, v.Code.Digits)
		}
	}
}

func TestUnansweredCheckInKeepsItsKey(t *testing.T) {
	d := bookedDesk(t)
	d.do(kiosk.Open{Screen: kiosk.Visit})
	s := d.write("123456")[0].(kiosk.StartIssue)
	d.wait(21 * time.Second)
	n := d.want(kiosk.Sorry).Notice
	es := d.do(n.Action)
	if again, ok := es[0].(kiosk.StartIssue); !ok || again != s {
		t.Errorf("%+v, want %+v again", es, s)
	}
}

// Codes are not found by trying, not by leaving either; after a minute it goes on.
func TestWrongCodesAreCounted(t *testing.T) {
	d := bookedDesk(t)
	try := func() bool {
		d.do(kiosk.Open{Screen: kiosk.Visit})
		es := d.write("123456")
		if len(es) == 0 {
			return false
		}
		s := es[0].(kiosk.StartIssue)
		d.do(kiosk.IssueFailed{Key: s.Key, Err: &api.Error{Code: "no-such-visit"}}, kiosk.Finish{})
		return true
	}
	for i := range 5 {
		if !try() {
			t.Fatalf("try %d is refused", i+1)
		}
	}
	if try() {
		t.Fatal("a sixth try within a minute")
	}
	if n := d.want(kiosk.Sorry).Notice; n.Title != "Za dużo błędnych kodów" {
		t.Errorf("notice %+v", n)
	}
	d.do(kiosk.Finish{})
	d.wait(time.Minute)
	if !try() {
		t.Error("no try a minute later")
	}
}
