package kiosk_test

import (
	"fmt"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

// warsaw is the offset of the test's office; tests need no time zone files.
var warsaw = time.FixedZone("", 3600)

// morning is a Friday.
var morning = time.Date(2026, 11, 20, 9, 0, 0, 0, warsaw)

func words(s string) queue.Words {
	return queue.Words{"pl": s, "en": s + " (en)", "uk": s + " (uk)", "de": s + " (de)"}
}

// townHall has ten groups: P with three services of which P3 is closed, K with one, Q with nine, and
// pages to read.
func townHall() api.Office {
	o := api.Office{
		ID: "test", Node: "k1", Name: words("Urząd"), Languages: []string{"pl", "en", "uk", "de"}, Infoline: "32 000",
		Now: morning, Day: "2026-11-20", Version: 7,
		Zones: []api.Zone{
			{ID: "west", Name: words("hol zachodni"), Way: words("w lewo"), Arrow: "left", Color: "#0b6e4f"},
			{ID: "east", Name: words("hol wschodni"), Way: words("w prawo"), Arrow: "right", Color: "#7c2d12"},
		},
	}
	o.Help = api.HelpDesk{
		Assistant: api.HelpOffer{Have: true, Open: true}, Sign: api.HelpOffer{Have: true, Next: morning.Add(time.Hour)},
		Point: words("stanowisko 15"), Offers: []queue.Need{queue.NeedPriority, queue.NeedChild, queue.NeedSeveral},
	}
	left := 300
	o.Printer.Left = &left
	add := func(letter, id string, mod func(*api.Service)) {
		s := api.Service{
			ID: id, Kind: queue.KindTicket, Letter: letter, Name: words("Sprawa " + id), Open: true,
			Until: morning.Add(6 * time.Hour), Waiting: 2, Ahead: 4, Serving: 3, Wait: queue.Range{Min: 15, Max: 25, Known: true},
			Counters: []int{1, 2, 3},
		}
		if mod != nil {
			mod(&s)
		}
		o.Services = append(o.Services, s)
	}
	for _, l := range []string{"P", "K", "Q", "A", "B", "D", "E", "H", "J", "L"} {
		o.Groups = append(o.Groups, api.Group{Letter: l, Name: words("Grupa " + l), Icon: "car", Color: "#1d6fd8"})
	}
	o.Groups = append(o.Groups, api.Group{Letter: "X", Name: words("pusta")}) // nothing in it: no tile
	add("P", "P1", func(s *api.Service) {
		s.Documents = map[string][]string{"pl": {"wniosek", "umowa"}}
		s.Fees = []api.Fee{{What: words("tablice"), Min: 16000, Max: 16000}}
		s.PayAt = 17
	})
	add("P", "P2", func(s *api.Service) { s.Waiting = 1 })
	add("P", "P3", func(s *api.Service) { s.Open, s.Next, s.Until = false, morning.Add(72*time.Hour), time.Time{} })
	for _, l := range []string{"K", "A", "B", "D", "E", "H", "J", "L"} {
		add(l, l+"1", nil)
	}
	for i := range 9 {
		add("Q", fmt.Sprintf("Q%d", i+1), nil)
	}
	add("", "i1", func(s *api.Service) { s.Kind, s.Info = queue.KindInfo, words("Karta parkingowa: pokój 5.") })
	add("", "i2", func(s *api.Service) { s.Kind, s.Info = queue.KindInfo, words("Paszport: urząd wojewódzki.") })
	for _, n := range []int{1, 2, 3, 4, 17} {
		o.Counters = append(o.Counters, api.Counter{N: n, Zone: "west", Open: n != 4, Serves: []string{"P1", "P2", "K1"}})
	}
	o.Counters = append(o.Counters, api.Counter{N: 104, Room: "4", Zone: "east", Open: true, Serves: []string{"P1"}})
	return o
}

// desk drives a Machine as a person would.
type desk struct {
	t    *testing.T
	m    *kiosk.Machine
	now  time.Time
	keys int
}

func newDesk(t *testing.T, cfg kiosk.Config) *desk {
	d := &desk{t: t, now: morning}
	cfg.Key = func() string { d.keys++; return fmt.Sprintf("key-%d", d.keys) }
	d.m = kiosk.New(cfg)
	d.do(kiosk.OfficeKnown{Office: townHall()})
	return d
}

// do hands in inputs, one second apart so that no tap is taken for a shaky one.
func (d *desk) do(ins ...kiosk.Input) []kiosk.Effect {
	var es []kiosk.Effect
	for _, in := range ins {
		d.now = d.now.Add(time.Second)
		es = append(es, d.m.Do(d.now, in)...)
	}
	return es
}

// wait lets time pass, a tick every 200 ms.
func (d *desk) wait(t time.Duration) []kiosk.Effect {
	var es []kiosk.Effect
	for end := d.now.Add(t); d.now.Before(end); {
		d.now = d.now.Add(200 * time.Millisecond)
		es = append(es, d.m.Do(d.now, kiosk.Tick{})...)
	}
	return es
}

func (d *desk) want(s kiosk.Screen) kiosk.View {
	d.t.Helper()
	v := d.m.View()
	if v.Screen != s {
		d.t.Fatalf("screen = %q, want %q", v.Screen, s)
	}
	return v
}

func issued(number, service string, paper queue.Paper) api.Issued {
	return api.Issued{
		Ticket: api.Ticket{ID: 31, Number: number, Service: service, Lang: "pl", Ahead: 6, Paper: paper, URL: "https://u.example/t/x", Token: "x"},
		Wait:   queue.Range{Min: 15, Max: 25, Known: true},
	}
}

// atTicket takes a ticket for P1.
func (d *desk) atTicket(paper queue.Paper) {
	d.t.Helper()
	d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
	d.do(kiosk.IssueDone{Key: fmt.Sprintf("key-%d", d.keys), Issued: issued("P027", "P1", paper)})
	d.want(kiosk.Ticket)
}
