package kiosk_test

import (
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

func (d *desk) order() kiosk.StartIssue {
	d.t.Helper()
	es := d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
	if len(es) != 1 {
		d.t.Fatalf("effects %v, want one request", es)
	}
	return es[0].(kiosk.StartIssue)
}

func TestUnansweredRequestIsRepeatedWithItsKey(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	first := d.order()
	var pauses []time.Duration
	begun := d.now
	for d.m.View().Screen == kiosk.Issuing && d.now.Sub(begun) < time.Minute {
		failed := d.now
		d.m.Do(d.now, kiosk.IssueFailed{Key: first.Key, Err: &api.Error{Code: "stopped"}})
		for {
			d.now = d.now.Add(50 * time.Millisecond)
			es := d.m.Do(d.now, kiosk.Tick{})
			if len(es) == 0 {
				continue
			}
			if s, ok := es[0].(kiosk.StartIssue); ok && s.Key != first.Key {
				t.Fatalf("the request came again with another key: %v", s)
			} else if ok {
				pauses = append(pauses, d.now.Sub(failed))
			}
			break
		}
	}
	want := []time.Duration{200, 400, 800, 1600, 2000, 2000}
	for i, w := range want {
		if pauses[i] != w*time.Millisecond {
			t.Errorf("pause %d = %v, want %v", i, pauses[i], w*time.Millisecond)
		}
	}
	if took := d.now.Sub(begun); took < 20*time.Second || took > 21*time.Second {
		t.Errorf("gave up after %v, want 20 s", took)
	}
	v := d.want(kiosk.Sorry)
	if v.Notice.Action == nil || !v.Notice.Back {
		t.Fatalf("no way on: %+v", v.Notice)
	}
	es := d.do(v.Notice.Action)
	if len(es) != 1 || es[0].(kiosk.StartIssue).Key != first.Key {
		t.Errorf("trying again = %v: another key could give a second ticket", es)
	}
	d.do(kiosk.IssueDone{Key: first.Key, Issued: issued("P027", "P1", queue.PaperPrinted)})
	d.want(kiosk.Ticket)
}

func TestHangingRequestEnds(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	first := d.order()
	es := d.wait(21 * time.Second)
	if len(es) != 1 || es[0] != (kiosk.StopIssue{Key: first.Key}) {
		t.Fatalf("effects %v, want StopIssue", es)
	}
	d.want(kiosk.Sorry)
	// The answer that crossed with it is shown: the office has issued the ticket.
	d.do(kiosk.IssueDone{Key: first.Key, Issued: issued("P027", "P1", queue.PaperPending)})
	d.want(kiosk.Ticket)
}

func TestAnswerForClientWhoLeft(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	first := d.order()
	d.wait(21 * time.Second)
	d.do(kiosk.Back{}, kiosk.Finish{})
	d.want(kiosk.Home)
	d.do(kiosk.IssueDone{Key: first.Key, Issued: issued("P027", "P1", queue.PaperPending)})
	d.want(kiosk.Home)
	if again := d.order(); again.Key == first.Key {
		t.Error("the next client's request has the last one's key")
	}
}

func TestRefusalsAreSaidInWords(t *testing.T) {
	for _, c := range []struct {
		code  queue.Code
		title string
		text  string
	}{
		{queue.Closed, "Ta sprawa jest teraz nieczynna", "Otwieramy pon. o\u00a008:00."},
		{queue.NumbersUsedUp, "Na dziś nie ma już numerów", "Zapytaj pracownika, co można zrobić, albo przyjdź w\u00a0innym dniu."},
		{queue.NotServed, "W tej sprawie pomoże pracownik", "Podejdź do punktu informacji."},
		{queue.NoSuchService, "W tej sprawie pomoże pracownik", "Podejdź do punktu informacji."},
		{queue.KeyReused, "W tej sprawie pomoże pracownik", "Podejdź do punktu informacji."},
		{queue.BadRequest, "W tej sprawie pomoże pracownik", "Podejdź do punktu informacji."},
	} {
		t.Run(string(c.code), func(t *testing.T) {
			d := newDesk(t, kiosk.Config{})
			first := d.order()
			d.do(kiosk.IssueFailed{Key: "another"})
			d.want(kiosk.Issuing)
			d.do(kiosk.IssueFailed{Key: first.Key, Err: &api.Error{
				Code: string(c.code), Text: "TEXT", Until: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)}})
			n := d.want(kiosk.Sorry).Notice
			if n.Title != c.title || n.Text != c.text || n.Action != nil || !n.Back {
				t.Errorf("notice = %+v, want %q, %q and a way back", n, c.title, c.text)
			}
			if es := d.wait(5 * time.Second); len(es) != 0 {
				t.Errorf("effects %v after a refusal", es)
			}
			d.do(kiosk.Back{})
			d.want(kiosk.Service)
			if next := d.do(kiosk.TakeTicket{Service: "P1"}); next[0].(kiosk.StartIssue).Key == first.Key {
				t.Error("a refused request's key comes again")
			}
		})
	}
}

func TestKeysAreRandom(t *testing.T) {
	keys := map[string]bool{}
	for range 50 {
		m := kiosk.New(kiosk.Config{})
		now := morning
		var es []kiosk.Effect
		for _, in := range []kiosk.Input{kiosk.OfficeKnown{Office: townHall()}, kiosk.TapGroup{Letter: "K"}, kiosk.TakeTicket{Service: "K1"}} {
			now = now.Add(time.Second)
			es = append(es, m.Do(now, in)...)
		}
		k := es[0].(kiosk.StartIssue).Key
		if len(k) != 22 || keys[k] {
			t.Fatalf("key %q", k)
		}
		keys[k] = true
	}
}

// The waiting page is held back while the answer may still come at once. A client who goes on with an earlier window's
// request, and one whose try has failed, see at once that they wait.
func TestWaitingPageIsHeldBack(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	first := d.order()
	brief := func(want bool) {
		t.Helper()
		if v := d.want(kiosk.Issuing); v.Brief != want || v.Notice == nil {
			t.Errorf("brief = %v, want %v; notice %v", v.Brief, want, v.Notice)
		}
	}
	brief(true)
	began := d.now
	at := func(ms int, in kiosk.Input) []kiosk.Effect {
		d.now = began.Add(time.Duration(ms) * time.Millisecond)
		return d.m.Do(d.now, in)
	}
	if es := at(100, kiosk.TakeTicket{Service: "P1"}); len(es) != 0 || d.keys != 1 {
		t.Errorf("a second tap meanwhile: %v, %d keys", es, d.keys)
	}
	at(120, kiosk.Back{}) // of the page that is still drawn
	brief(true)
	at(140, kiosk.Tick{})
	brief(true)
	at(160, kiosk.Tick{})
	brief(false)
	at(400, kiosk.IssueFailed{Key: first.Key})
	at(700, kiosk.Tick{}) // tries again
	brief(false)
	at(800, kiosk.IssueDone{Key: first.Key, Issued: issued("P027", "P1", queue.PaperPrinted)})
	if v := d.want(kiosk.Ticket); v.Brief {
		t.Error("the number is held back")
	}

	d = newDesk(t, kiosk.Config{})
	first = d.order()
	d.m.Do(d.now, kiosk.IssueFailed{Key: first.Key})
	brief(false)
	d = newDesk(t, kiosk.Config{})
	d.do(kiosk.Resume{Memo: kiosk.Memo{Key: "old", Service: "P1", Lang: "pl"}})
	brief(false)
}
