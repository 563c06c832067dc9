package setup

import (
	"cmp"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"bileter/configs/edit"
	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// glass is the client's page by the draft, as large as fits: the same code that clients see, with a session of its own that
// reaches no office. It can be used like the real one; only a ticket is not to be had.
type glass struct {
	frame   *fyne.Container
	floor   *canvas.Rectangle
	screen  *touch.Screen
	machine *kiosk.Machine
	at      time.Time
	moved   func()
}

// looks are the modes that a preview can be seen in, with the names of their keys.
var looks = []struct {
	id   string
	mode kiosk.Mode
}{{"plain", ""}, {"large", kiosk.Large}, {"contrast", kiosk.Contrast}, {"easy", kiosk.Easy}, {"low", kiosk.Low}}

func newGlass(moved func()) glass {
	return glass{frame: container.NewStack(), floor: canvas.NewRectangle(ground), moved: moved, at: time.Now()}
}

// begin shows the home screen of an office.
func (g *glass) begin(panel touch.Panel, o api.Office) {
	g.machine = kiosk.New(kiosk.Config{})
	g.screen = touch.New(nil, panel, func(in kiosk.Input) {
		g.moved()
		g.do(in)
	})
	g.frame.Objects = []fyne.CanvasObject{g.floor, g.screen.Object()}
	g.frame.Refresh()
	g.do(kiosk.OfficeKnown{Office: o})
}

// do gives the session an input. Nothing it asks for leaves this screen: a ticket ends at home again.
func (g *glass) do(in kiosk.Input) {
	if g.machine == nil {
		return
	}
	g.at = g.at.Add(time.Second) // longer than a tap on a screen that has just changed
	for _, e := range g.machine.Do(g.at, in) {
		switch v := e.(type) {
		case kiosk.StartIssue:
			g.machine.Do(g.at, kiosk.IssueFailed{Key: v.Key, Err: &api.Error{Text: say("s_no_ticket")}})
		case kiosk.AskHelp:
			g.machine.Do(g.at, kiosk.HelpFailed{Key: v.Key})
		}
	}
	if v := g.machine.View(); g.screen != nil {
		g.floor.FillColor = (&touch.Theme{Contrast: v.Modes.Contrast}).Color(theme.ColorNameBackground, theme.VariantLight)
		g.floor.Refresh()
		g.screen.Show(v)
	}
}

// mode shows one of the modes, "" the usual look.
func (g *glass) mode(m kiosk.Mode) {
	for _, l := range looks[1:] {
		g.do(kiosk.SetMode{Mode: l.mode, On: l.mode == m})
	}
}

// end takes the page away, and the colours that it has borrowed.
func (g *glass) end() {
	if g.screen != nil {
		g.mode("")
	}
	g.screen, g.machine = nil, nil
	g.frame.Objects = nil
	g.frame.Refresh()
}

// preview opens the client's page.
func (p *page) preview() {
	p.glass.begin(p.mode.Panel, drafted(p.state.Office, time.Now()))
	on := kiosk.Mode("")
	p.open(always(func() sheet {
		s := sheet{title: say("preview"), hint: say("s_preview_hint"), glass: true}
		var keys []cell
		for _, l := range looks {
			keys = append(keys, cell{caption: say("preview_" + l.id), on: l.mode == on, wide: 2, do: func() { on = l.mode; p.glass.mode(on); p.show() }})
		}
		s.cells = [][]cell{keys}
		return s
	}))
}

// placeGlass shows the client's page, as large as fits.
func (p *page) placeGlass(in box, size fyne.Size) {
	show(p.glass.frame, p.now.glass)
	if !p.now.glass {
		return
	}
	k := min(in.w/size.Width, in.h/size.Height)
	w, h := k*size.Width, k*size.Height
	put(p.glass.frame, box{in.x + (in.w-w)/2, in.y, w, h})
}

// drafted is the office as the draft has it, open and with nobody waiting.
func drafted(o edit.Office, now time.Time) api.Office {
	out := api.Office{Name: o.House.Name, Infoline: o.House.Infoline, Languages: o.Languages, Now: now, Day: now.Format(time.DateOnly), Version: 1}
	for _, g := range o.Groups {
		out.Groups = append(out.Groups, api.Group{Letter: g.Letter, Name: g.Name, Icon: g.Icon, Color: g.Color, Hidden: g.Hidden})
	}
	hidden := func(letter string) bool {
		return slices.ContainsFunc(o.Groups, func(g edit.Group) bool { return g.Letter == letter && g.Hidden })
	}
	for _, s := range o.Services {
		v := api.Service{
			ID: s.ID, Kind: cmp.Or(s.Kind, queue.KindTicket), Letter: s.Letter, Name: s.Name, Documents: s.Documents, PayAt: s.PayAt, Quick: s.Quick,
			Info: s.Info, Counters: s.Counters, Hidden: s.Hidden || hidden(s.Letter), Open: true, Serving: 1, Synonyms: s.Synonyms,
			Until: time.Date(now.Year(), now.Month(), now.Day(), 23, 59, 0, 0, now.Location()),
		}
		for _, f := range s.Fees {
			if f.From > out.Day || f.Until != "" && f.Until < out.Day {
				continue
			}
			fee := api.Fee{What: f.What}
			if f.Amount != nil {
				fee.Min, fee.Max = *f.Amount, *f.Amount
			} else if f.Min != nil && f.Max != nil {
				fee.Min, fee.Max = *f.Min, *f.Max
			}
			v.Fees = append(v.Fees, fee)
		}
		out.Services = append(out.Services, v)
	}
	for _, c := range o.Counters {
		k := api.Counter{N: c.N, Room: c.Room, Zone: c.Zone, Open: true}
		for _, s := range o.Services {
			if slices.Contains(s.Counters, c.N) {
				k.Serves = append(k.Serves, s.ID)
			}
		}
		out.Counters = append(out.Counters, k)
	}
	for _, z := range o.Zones {
		out.Zones = append(out.Zones, api.Zone{ID: z.ID, Name: z.Name, Way: z.Way, Arrow: z.Arrow, Color: z.Color})
	}
	return out.Shown()
}
