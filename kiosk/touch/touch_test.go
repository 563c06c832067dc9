package touch_test

import (
	"context"
	"fmt"
	"image/color"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bileter/internal/api"
	"bileter/internal/text"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

func TestFromHomeToTicketByFinger(t *testing.T) {
	for _, sc := range screens {
		t.Run(sc.name, func(t *testing.T) {
			r := newRigOn(t, sc.w, sc.h, sc.panel)
			tile := func(i int) string { v := r.m.View(); return v.Tiles[i].Sub + v.Tiles[i].Title }
			say := func(id string) string { return text.Say(r.m.View().Lang, "kiosk."+id) }
			r.want(kiosk.Home)
			r.tap(r.find(say("more")))
			if v := r.want(kiosk.Home); v.Page != 1 {
				t.Fatalf("page = %d, want 1", v.Page)
			}
			if r.room.Compact {
				r.tap(r.find(say("back")))
			} else {
				r.tap(r.find(say("previous")))
			}
			first := slices.IndexFunc(r.m.View().Tiles, func(t kiosk.Tile) bool { _, ok := t.Tap.(kiosk.TapGroup); return ok })
			r.tap(r.find(tile(first))) // on a small screen booked visits have a tile before the groups
			r.want(kiosk.Group)
			r.tap(r.find(tile(0)))
			r.want(kiosk.Service)
			if r.room.Compact {
				r.tap(r.find("Polski"))
			}
			if v := r.m.View(); v.Screen == kiosk.Languages && v.Pages > 1 && len(v.Tiles) < 3 {
				r.tap(r.find(say("further")))
			}
			r.tap(r.find("Українська"))
			r.tap(r.find(say("back")))
			if v := r.want(kiosk.Group); v.Lang != "uk" {
				t.Fatalf("language = %q", v.Lang)
			}
			r.tap(r.find(tile(0)))
			r.tap(r.find(say("take")))
			r.want(kiosk.Issuing)
			r.answer()
			v := r.want(kiosk.Ticket)
			if len(r.orders) != 1 || v.Ticket.Number != "P027" {
				t.Fatalf("%d orders, ticket %+v", len(r.orders), v.Ticket)
			}
			r.tap(r.find(fmt.Sprintf("%s (%d)", say("done"), v.Ticket.Seconds)))
			if v := r.want(kiosk.Home); v.Lang != "pl" {
				t.Errorf("the next client meets %q", v.Lang)
			}
		})
	}
}

func TestWarningByFinger(t *testing.T) {
	r := newRig(t, 1080, 1920)
	group := r.m.View().Tiles[0]
	r.tap(r.find(group.Sub + group.Title))
	r.sleep(50 * time.Second)
	if r.m.View().Warning == 0 {
		t.Fatal("no countdown")
	}
	for i, at := range []fyne.Position{r.find(text.Say("pl", "kiosk.more_time")), fyne.NewPos(300, 500)} {
		f := r.press(at)
		f.lift(r)
		if v := r.want(kiosk.Group); v.Warning != 0 {
			t.Errorf("%d: the countdown goes on", i)
		}
		r.sleep(50 * time.Second)
	}
	f := r.press(r.find(text.Say("pl", "kiosk.finish")))
	f.lift(r)
	r.want(kiosk.Home)
}

// fill is the colour of a button's plane.
func fill(o fyne.CanvasObject) color.Color {
	return test.WidgetRenderer(o.(fyne.Widget)).Objects()[0].(*canvas.Rectangle).FillColor
}

func TestPressedLook(t *testing.T) {
	r := newRig(t, 1080, 1920)
	v := r.m.View()
	here, there := r.find(v.Tiles[0].Sub+v.Tiles[0].Title), r.find(v.Tiles[1].Sub+v.Tiles[1].Title)
	tile := r.top(here)
	calm := fill(tile)

	f := r.press(here)
	if fill(tile) == calm {
		t.Fatal("a pressed tile looks as before")
	}
	f.slide(r, here.AddXY(20, 20)).lift(r) // a shaky finger
	r.want(kiosk.Group)
	if fill(tile) != calm {
		t.Error("the pressed look stays after the tap")
	}

	r = newRig(t, 1080, 1920)
	tile = r.top(here)
	f = r.press(here).slide(r, there)
	if fill(tile) != calm {
		t.Error("the pressed look stays after sliding off")
	}
	f.lift(r)
	r.want(kiosk.Home)
	r.sleep(9 * time.Second)
	if r.m.View().Palm {
		t.Error("a finger that slid off and left is taken for a palm")
	}

	f = r.press(here) // the office goes away under the finger, and comes back
	r.do(kiosk.OfficeLost{})
	r.sleep(4 * time.Second)
	r.want(kiosk.NoOffice)
	if fill(tile) != calm {
		t.Error("the pressed look outlives its screen")
	}
	r.do(kiosk.OfficeKnown{Office: sample(t)})
	f.lift(r)
	r.want(kiosk.Home)
}

// A tile that means something else when the finger leaves than when it came does nothing.
func TestTileChangesUnderFinger(t *testing.T) {
	r := newRig(t, 1080, 1920)
	v := r.m.View()
	f := r.press(r.find(v.Tiles[0].Sub + v.Tiles[0].Title))
	o := sample(t)
	o.Groups = o.Groups[1:]
	r.do(kiosk.OfficeKnown{Office: o})
	f.lift(r)
	r.want(kiosk.Home)
	r.do(kiosk.OfficeKnown{Office: sample(t)})
	f = r.press(r.find(v.Tiles[0].Sub + v.Tiles[0].Title))
	o = sample(t)
	o.Services[0].Waiting++ // other words, the same meaning
	r.do(kiosk.OfficeKnown{Office: o})
	r.now = r.now.Add(time.Second)
	f.lift(r)
	r.want(kiosk.Group)
}

func TestPalmIsNoticedAnywhere(t *testing.T) {
	r := newRig(t, 1080, 1920)
	f := r.press(fyne.NewPos(20, 160)) // no button is there
	r.sleep(9 * time.Second)
	if !r.m.View().Palm {
		t.Fatal("not noticed")
	}
	f.lift(r)
	if r.m.View().Palm {
		t.Error("the hint stays")
	}
	tile := r.m.View().Tiles[0]
	f = r.press(r.find(tile.Sub + tile.Title)) // a hand on a button, which then leaves
	r.sleep(9 * time.Second)
	f.lift(r)
	r.want(kiosk.Home)
	r.tap(f.at)
	r.want(kiosk.Group)
}

func TestObjectsAreNeverMadeAnew(t *testing.T) {
	r := newRig(t, 1080, 1920)
	list := func() (os []fyne.CanvasObject) {
		walk(r.win.Content(), func(s spot) { os = append(os, s.o) })
		return os
	}
	before := list()
	for _, lang := range []string{"pl", "uk"} {
		for _, s := range tour(t, sample(t), lang, kiosk.Modes{}, r.roomFor(kiosk.Modes{})) {
			r.screen.Show(s.view)
			after := list()
			if len(after) != len(before) {
				t.Fatalf("%s: %d objects, before %d", s.name, len(after), len(before))
			}
			for i := range after {
				if after[i] != before[i] {
					t.Fatalf("%s: object %d is another %T", s.name, i, after[i])
				}
			}
		}
	}
}

func TestNothingThatLosesTouches(t *testing.T) {
	r := newRig(t, 1080, 1920)
	walk(r.win.Content(), func(s spot) {
		_, cursor := s.o.(desktop.Cursorable)
		_, double := s.o.(fyne.DoubleTappable)
		_, scroll := s.o.(fyne.Scrollable)
		_, drag := s.o.(fyne.Draggable)
		_, tap := s.o.(fyne.Tappable)
		_, mouse := s.o.(desktop.Mouseable)
		_, hover := s.o.(desktop.Hoverable)
		if cursor || double || scroll || drag || tap != mouse || tap != hover {
			t.Errorf("%T: cursor %v, double %v, scroll %v, drag %v, tap %v, mouse %v, hover %v", s.o, cursor, double, scroll, drag, tap, mouse, hover)
		}
	})
}

func TestNothingOfTheLastClientInTheObjects(t *testing.T) {
	r := newRig(t, 1080, 1920)
	r.do(kiosk.TapGroup{Letter: "D"})
	r.sleep(time.Second)
	r.do(kiosk.TapService{ID: "D1"})
	r.sleep(3 * time.Second)
	r.do(kiosk.TakeTicket{Service: "D1"})
	r.answer()
	r.want(kiosk.Ticket)
	r.sleep(time.Minute)
	r.want(kiosk.Home)
	walk(r.win.Content(), func(s spot) {
		if x, ok := s.o.(*canvas.Text); ok && x.Text == "D027" {
			t.Error("the number is still in an object")
		}
	})
}

// desk is an office for the driver.
type desk struct{ office api.Office }

func (d desk) Office(context.Context) (api.Office, error) { return d.office, nil }
func (d desk) Issue(_ context.Context, _ string, o api.Issue) (api.Issued, error) {
	return issued(api.Service{ID: o.Service, Letter: o.Service[:1]}), nil
}
func (d desk) CheckIn(context.Context, string, api.CheckIn) (api.Issued, error) {
	return issued(api.Service{ID: "D1", Letter: "D"}), nil
}
func (desk) Slip(context.Context, string, api.Slip) (api.SlipDone, error) {
	return api.SlipDone{}, nil
}
func (d desk) Cancel(context.Context, string, uint64) (api.Done, error) { return api.Done{}, nil }
func (d desk) AskHelp(context.Context, string, api.AskHelp) (api.Helped, error) {
	return api.Helped{}, &api.Error{Code: "help-none"}
}
func (d desk) Help(context.Context, string, uint64, string, any) (api.Helped, error) {
	return api.Helped{}, nil
}
func (d desk) Ticket(_ context.Context, id uint64) (api.Ticket, error) {
	return api.Ticket{ID: id, Paper: "printed"}, nil
}

// The parts wired as the program wires them.
func TestWithTheDriver(t *testing.T) {
	test.NewTempApp(t)
	win := test.NewWindow(nil)
	t.Cleanup(win.Close)
	todo := make(chan func(), 1000)
	var screen *touch.Screen
	var view kiosk.View
	m := kiosk.New(kiosk.Config{Settle: 1})
	d := kiosk.NewDriver(desk{sample(t)}, m, func(f func()) { todo <- f }, func(v kiosk.View) { view = v; screen.Show(v) })
	screen = touch.New(win, touch.Panel{}, d.Send)
	screen.Start()
	win.Resize(fyne.NewSize(1080, 1920))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	until := func(what string, ok func() bool) {
		t.Helper()
		for !ok() {
			select {
			case f := <-todo:
				f()
			case <-ctx.Done():
				t.Fatalf("waited in vain for %s; screen %q", what, view.Screen)
			}
		}
	}
	r := &rig{t: t, win: win}
	tap := func(s string) { f := r.press(r.find(s)); f.lift(r) }
	until("the office", func() bool { return view.Screen == kiosk.Home })
	tap(view.Tiles[0].Sub + view.Tiles[0].Title)
	until("the group", func() bool { return view.Screen == kiosk.Group })
	tap(view.Tiles[0].Sub + view.Tiles[0].Title)
	tap(text.Say("pl", "kiosk.take"))
	until("the paper", func() bool { return view.Screen == kiosk.Ticket && view.Ticket.Paper == kiosk.PaperOut })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// staff is a technician's mode.
type staff struct {
	page  fyne.CanvasObject
	leave func()
}

func (s *staff) Open(leave func()) fyne.CanvasObject { s.leave = leave; return s.page }

func TestTechnicianTakesTheWindow(t *testing.T) {
	r := newRig(t, 1080, 1920)
	s := &staff{page: canvas.NewText("PIN", color.Black)}
	r.screen.Technician = s
	r.m = kiosk.New(kiosk.Config{Technician: true})
	r.do(kiosk.OfficeKnown{Office: sample(t)})
	clients := r.win.Content()
	r.press(fyne.NewPos(30, 30))
	r.sleep(6 * time.Second)
	if r.win.Content() != s.page {
		t.Fatal("the technician's page is not shown")
	}
	s.leave()
	if r.want(kiosk.Home); r.win.Content() != clients {
		t.Error("the clients' screen is not back")
	}
}

// A keyboard, or a scanner that acts as one, writes the code of a booked visit from the home screen.
func TestKeyboardWritesACode(t *testing.T) {
	r := newRig(t, 1080, 1920)
	keys := r.win.Canvas()
	r.want(kiosk.Home)
	for _, c := range "12a34" {
		keys.OnTypedRune()(c)
	}
	r.sleep(time.Second) // a person looks before correcting
	keys.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	if v := r.want(kiosk.Visit); v.Code.Digits != "123" {
		t.Fatalf("digits %q, want 123", v.Code.Digits)
	}
	for _, c := range "456" {
		keys.OnTypedRune()(c)
	}
	if len(r.orders) != 1 || r.orders[0].Code != "123456" {
		t.Errorf("orders %+v, want one check-in with 123456", r.orders)
	}
}

// Until the answer, the page stays as it is, its button pressed: a frame drawn meanwhile would delay the number. When it does
// not come at once, the waiting page does; and nothing stays pressed.
func TestPageStaysUntilTheAnswer(t *testing.T) {
	for name, late := range map[string]bool{"answered at once": false, "late": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 1080, 1920)
			for _, in := range []kiosk.Input{kiosk.TapGroup{Letter: "D"}, kiosk.TapService{ID: "D1"}} {
				r.sleep(3 * time.Second)
				r.do(in)
			}
			take := r.find(r.want(kiosk.Service).Service.Label)
			button := r.top(take)
			calm := fill(button)
			r.sleep(3 * time.Second)
			f := r.press(take)
			pressed := fill(button)
			f.lift(r)
			if !r.want(kiosk.Issuing).Brief || r.top(take) != button || fill(button) != pressed || pressed == calm {
				t.Fatalf("the page does not stay: brief %v, button there %v, pressed %v", r.m.View().Brief, r.top(take) == button, fill(button) == pressed)
			}
			if late {
				r.sleep(200 * time.Millisecond)
				r.want(kiosk.Issuing)
				if r.top(take) == button {
					t.Error("the waiting page does not come")
				}
			}
			r.answer()
			r.want(kiosk.Ticket)
			if fill(button) != calm {
				t.Error("the button stays pressed")
			}
		})
	}
}
