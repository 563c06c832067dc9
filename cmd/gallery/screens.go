package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
	"bileter/kiosk/touch"
	"bileter/kiosk/touch/picture"
)

// extent is how much is drawn of a screen.
type extent int

const (
	all  extent = iota // every mode in every language
	some               // every language in the usual mode, every mode in Polish
	one                // the usual mode in Polish: the layout is that of a smaller one
)

// glasses are the screens that are drawn, at half their resolution, because layout follows millimetres: the reference both
// ways, a small one that is read from nearby and a large one.
var glasses = []struct {
	name  string
	w, h  int
	panel touch.Panel
	drawn extent
}{
	{"portrait", 540, 960, touch.Panel{Diagonal: 546}, all},
	{"landscape", 960, 540, touch.Panel{Diagonal: 546}, all},
	{"10inch", 960, 600, touch.Panel{Diagonal: 256.5, Distance: 50}, some},
	{"10inch-portrait", 600, 960, touch.Panel{Diagonal: 256.5, Distance: 50}, some},
	{"32inch", 960, 540, touch.Panel{Diagonal: 813}, one},
	{"32inch-portrait", 540, 960, touch.Panel{Diagonal: 813}, one},
}

// modes are the ways in which a client may have the screen.
var modes = []struct {
	name string
	on   []kiosk.Mode
}{
	{"usual", nil}, {"large", []kiosk.Mode{kiosk.Large}}, {"contrast", []kiosk.Mode{kiosk.Contrast}},
	{"easy", []kiosk.Mode{kiosk.Easy}}, {"low", []kiosk.Mode{kiosk.Low}}, {"spoken", []kiosk.Mode{kiosk.Spoken}},
}

// screens takes one client through the touch screen, in every language and mode and both orientations.
func (g gallery) screens(cfg configs.Config, client *api.Client) error {
	office, err := client.Office(context.Background())
	if err != nil {
		return err
	}
	n := 0
	for _, glass := range glasses {
		var m *kiosk.Machine
		var room kiosk.Input
		now := morning
		pic := picture.NewGlass(glass.w, glass.h, glass.panel, func(in kiosk.Input) {
			if room = in; m != nil {
				m.Do(now, in)
			}
		})
		pic.Dress(touch.Look{Arms: cfg.Town.Arms, Colours: cfg.Town.Colours()})
		for _, mode := range modes {
			for i, lang := range cfg.Setup.Languages {
				if usual := mode.on == nil; glass.drawn == some && i > 0 && !usual || glass.drawn == one && (i > 0 || !usual) {
					continue
				}
				if g.Few && !onSheets(glass.name+"-"+mode.name+"-"+lang+"-") {
					continue
				}
				if n++; g.Of > 0 && n%g.Of != g.Part-1 {
					continue
				}
				m = kiosk.New(kiosk.Config{Key: func() string { return "gallery" }})
				if room != nil {
					m.Do(now, room)
				}
				do := func(in kiosk.Input) kiosk.View {
					now = now.Add(3 * time.Second)
					m.Do(now, in)
					pic.Show(m.View()) // tells the room
					return m.View()
				}
				prefix := "screen-" + glass.name + "-" + mode.name + "-" + lang + "-"
				for _, v := range g.visit(cfg, office, lang, mode.on, do) {
					pic.Show(v.view)
					if err := g.write(prefix+v.name, pic.Image()); err != nil {
						return err
					}
				}
			}
		}
		pic.Close()
	}
	return nil
}

type seen struct {
	name string
	view kiosk.View
}

// visit is one client after the other.
func (g gallery) visit(cfg configs.Config, office api.Office, lang string, on []kiosk.Mode, do func(kiosk.Input) kiosk.View) []seen {
	views := map[string]kiosk.View{}
	begin := func() kiosk.View {
		do(kiosk.Finish{})
		for _, m := range on {
			do(kiosk.SetMode{Mode: m, On: true})
		}
		return do(kiosk.SetLang{Lang: lang})
	}
	do(kiosk.OfficeKnown{Office: office})
	views["01-home"] = begin()
	if v := do(kiosk.Turn{By: 1}); v.Page == 1 {
		views["02-more"] = v
	}
	begin()
	if v := do(kiosk.Open{Screen: kiosk.Search}); v.Screen == kiosk.Search {
		for _, r := range map[string]string{"pl": "prawko", "en": "car", "uk": "авто", "de": "auto"}[lang] {
			views["03-search"] = do(kiosk.Type{Letter: string(r)})
		}
	}
	begin()
	if v := do(kiosk.Open{Screen: kiosk.Visit}); v.Screen == kiosk.Visit && v.Code != nil {
		for _, r := range "2048" {
			views["13-visit"] = do(kiosk.Type{Letter: string(r)})
		}
		do(kiosk.Type{Letter: "1"})
		do(kiosk.Type{Letter: "6"})
		views["14-visit-early"] = do(kiosk.IssueFailed{Key: "gallery", Err: &api.Error{Code: string(queue.VisitEarly), Until: morning.Add(90 * time.Minute)}})
	}
	begin()
	views["15-help"] = do(kiosk.Open{Screen: kiosk.Help})
	do(kiosk.CallHelp{Kind: queue.HelpAssistant})
	if v := do(kiosk.HelpDone{Key: "gallery", Helped: api.Helped{Help: api.Help{ID: 1, State: queue.HelpAccepted, Due: morning.Add(4 * time.Minute)}}}); v.Screen == kiosk.Helping {
		views["16-helping"] = v
	}
	begin()
	views["04-modes"] = do(kiosk.Open{Screen: kiosk.Access})
	do(kiosk.Back{})
	views["05-group"] = do(kiosk.TapGroup{Letter: "P"})
	views["06-service"] = do(kiosk.TapService{ID: "P1"})
	views["07-papers"] = do(kiosk.Open{Screen: kiosk.Papers})
	do(kiosk.Back{})
	if v := do(kiosk.TakeTicket{Service: "P1"}); v.Screen == kiosk.Confirm {
		views["08-confirm"] = v
	}
	do(kiosk.TakeTicket{Service: "P1", Sure: true})
	views["18-printing"] = do(kiosk.Tick{}) // no answer yet
	views["09-ticket"] = do(kiosk.IssueDone{Key: "gallery", Issued: api.Issued{
		Ticket: api.Ticket{ID: 1, Number: "P027", Service: "P1", Lang: lang, State: queue.Waiting, Paper: queue.PaperPending, Ahead: 6, URL: cfg.Console.URL + "/t/AAAAAAAAAAAAAAAAAAAAAA", Issued: morning},
		Wait:   queue.Range{Min: 15, Max: 25, Known: true},
	}})
	views["10-no-paper"] = do(kiosk.PaperKnown{Ticket: 1, Paper: queue.PaperRefused})
	do(kiosk.Undo{})
	if v := do(kiosk.UndoDone{Ticket: 1, OK: true}); v.Screen == kiosk.Undone {
		views["19-undone"] = v
	}
	begin()
	do(kiosk.TapGroup{Letter: ""})
	views["11-to-read"] = do(kiosk.TapService{ID: "i1"})
	begin()
	do(kiosk.TapGroup{Letter: "E"})
	do(kiosk.TapService{ID: "E3"})
	if v := do(kiosk.TakeTicket{Service: "E3"}); v.Screen == kiosk.Confirm {
		views["15-ask"] = v
		do(kiosk.PrintList{Service: "E3"})
		views["16-list"] = do(kiosk.ListDone{Key: "gallery", OK: true})
	}
	begin()
	if v := do(kiosk.Open{Screen: kiosk.Languages}); v.Screen == kiosk.Languages {
		views["17-languages"] = v
	}
	closed := office
	closed.Services = slices.Clone(office.Services)
	for i := range closed.Services {
		closed.Services[i].Open, closed.Services[i].Next = false, morning.Add(23*time.Hour)
	}
	begin()
	views["12-closed"] = do(kiosk.OfficeKnown{Office: closed})
	begin()
	dead := office
	dead.Touch = api.Touch{Gone: true, Button: &api.TicketButton{Name: cfg.Button.Name}}
	for v := do(kiosk.OfficeKnown{Office: dead}); v.Screen == kiosk.NoTouch; v = do(kiosk.Tick{}) { // its language comes in its turn
		if v.Lang == lang {
			views["20-no-touch"] = v
			break
		}
	}
	do(kiosk.OfficeKnown{Office: office})
	var list []seen
	for _, name := range slices.Sorted(maps.Keys(views)) {
		list = append(list, seen{name, views[name]})
	}
	return list
}
