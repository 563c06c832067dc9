// Package window runs an office with its real window on a display, for tests. Its twin is the same screen drawn
// without a display, walked through the same steps: it says where a button is and what a screen looks like, coarsely, so
// that no test knows a layout. It is no part of the product.
package window

import (
	"math"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// Glass is what a finger touches: a Display, or a touch screen made of software.
type Glass interface {
	Down(finger int, x, y float64) error
	Move(finger int, x, y float64) error
	Up(finger int, x, y float64) error
}

// Settle is longer than a screen needs to take taps after it has changed.
const Settle = 400 * time.Millisecond

// Notice is for how long an office may not have seen what was plugged in.
const Notice = 2500 * time.Millisecond

// Hold is for how long a finger stays on a button.
const Hold = 80 * time.Millisecond

// Bench is an office with its window, the finger in front of it, and the pictures its screens are known by.
type Bench struct {
	*Office
	Display *Display
	Glass   Glass
	Panel   touch.Panel
	Twin    *Twin
	Screens map[string]Coarse // home, group, service, confirm, and what a test adds

	// The way to a ticket: a group, a service of it, a ticket, and, because nobody serves, a ticket all the same.
	Group, Service, Ask, Take kiosk.Input

	t testing.TB
}

// NewBench starts an office on a display, with some texts of the sample's set-up replaced, and waits until
// its window shows home.
func NewBench(t testing.TB, d *Display, g Glass, oldnew ...string) *Bench {
	t.Helper()
	b := &Bench{t: t, Display: d, Glass: g}
	b.Office = Start(t, d.Name, append(oldnew, "ticket_seconds  = 10", "ticket_seconds  = 3")...)
	test.NewTempApp(t)
	b.Resized()
	b.Home()
	return b
}

// Resized gives the bench a twin of the size that is looked at.
func (b *Bench) Resized() {
	b.t.Helper()
	w, h, err := b.Display.size()
	must(b.t, err)
	c, err := configs.Load(b.Config)
	must(b.t, err)
	b.Panel = touch.Panel{Diagonal: float32(math.Hypot(float64(c.Screen.Width), float64(c.Screen.Height))), Distance: float32(c.Screen.Distance)}
	b.Twin = NewTwin(w, h, b.Panel, touch.Look{Arms: c.Town.Arms, Colours: c.Town.Colours(), Still: c.Screen.Still}, b.now())
	b.t.Cleanup(b.Twin.Close)
	b.learn()
}

// now is the office as it is, once its printer is found.
func (b *Bench) now() (o api.Office) {
	b.t.Helper()
	b.Wait("an office with a printer", func() bool {
		var err error
		o, err = b.Client.Office(b.t.Context())
		return err == nil && o.Printer.Problem == "" && !o.Now.IsZero()
	})
	return o
}

// learn walks the twin through the screens, with the office as it is now.
func (b *Bench) learn() {
	b.t.Helper()
	now := b.now()
	b.On("home").Do(kiosk.OfficeKnown{Office: now})
	b.Screens = map[string]Coarse{"home": b.Twin.Picture()}
	for _, tile := range b.Twin.View().Tiles {
		if _, ok := tile.Tap.(kiosk.TapGroup); !ok || tile.Shut {
			continue
		}
		if v := b.Twin.Do(tile.Tap); v.Screen == kiosk.Group {
			b.Group, b.Service = tile.Tap, v.Tiles[0].Tap
			break
		}
		b.Twin.Do(kiosk.Back{})
	}
	b.Screens["group"] = b.Twin.Picture()
	v := b.Twin.Do(b.Service)
	if v.Screen != kiosk.Service {
		b.t.Fatalf("the twin shows %s", v.Screen)
	}
	b.Screens["service"] = b.Twin.Picture()
	take, ok := v.Service.Take.(kiosk.TakeTicket)
	if !ok {
		b.t.Fatalf("no ticket can be had of %s", v.Service.ID)
	}
	if v = b.Twin.Do(take); v.Screen != kiosk.Confirm {
		b.t.Fatalf("the twin shows %s", v.Screen)
	}
	b.Screens["confirm"] = b.Twin.Picture()
	b.Ask = take
	take.Sure = true
	b.Take = take
	b.On("home")
}

// On walks the twin to a screen.
func (b *Bench) On(name string) *Twin {
	for b.Twin.View().Screen != kiosk.Home {
		b.Twin.Do(kiosk.Back{})
	}
	if name != "home" {
		b.Twin.Do(b.Group)
	}
	if name == "service" || name == "confirm" {
		b.Twin.Do(b.Service)
	}
	if name == "confirm" {
		b.Twin.Do(b.Ask)
	}
	return b.Twin
}

// Place is where a screen has the button that sends in.
func (b *Bench) Place(name string, in kiosk.Input) (x, y float64) {
	b.t.Helper()
	x, y, err := b.On(name).Find(in)
	must(b.t, err)
	return x, y
}

// like is the share of cells in which a screen may differ from its twin: clock, counts, edges.
const like = 0.06

// Shows tells whether the glass shows a screen now: it is nearest to it and near. While windows come and go there is no
// picture; whoever waits looks again.
func (b *Bench) Shows(name string) bool {
	got, err := b.Display.Picture()
	if err != nil {
		return false
	}
	d := got.Away(b.Screens[name])
	for other, p := range b.Screens {
		if other != name && got.Away(p) <= d {
			return false
		}
	}
	return d < like
}

// Drawn tells whether the glass shows any of our screens: their heads are alike.
func (b *Bench) Drawn() bool {
	got, err := b.Display.Picture()
	return err == nil && got.rows(0, headRows).Away(b.Screens["home"].rows(0, headRows)) < headLike*headRows/rows
}

// headRows of a coarse picture are in the head of every screen; headLike is the share of their cells in which they may
// differ. Another minute alone, with digits of another width, is 13 of 216; an empty screen is all.
const headRows, headLike = 4, 0.25

// Within tells whether something comes true in time.
func (b *Bench) Within(d time.Duration, ok func() bool) bool { return within(d, ok) }

// Wait waits until something is true.
func (b *Bench) Wait(what string, ok func() bool) {
	b.t.Helper()
	if within(30*time.Second, ok) {
		return
	}
	if got, err := b.Display.Picture(); err == nil {
		for name, p := range b.Screens {
			b.t.Logf("away from %s: %.3f", name, got.Away(p))
		}
	}
	b.t.Fatalf("did not come: %s", what)
}

// Tap touches the glass.
func (b *Bench) Tap(x, y float64, hold time.Duration) {
	b.t.Helper()
	must(b.t, b.Glass.Down(0, x, y))
	time.Sleep(hold)
	must(b.t, b.Glass.Up(0, x, y))
}

// Home waits for home, with the counts and the printer as they are now.
func (b *Bench) Home() {
	b.t.Helper()
	b.learn()
	b.Wait("home", func() bool { return b.Shows("home") })
	time.Sleep(Settle)
}

// Open goes from home to where one tap takes a ticket, as somebody who looks before each tap.
func (b *Bench) Open() {
	b.t.Helper()
	b.Home()
	b.Walk()
}

// Walk does so from the home that is shown.
func (b *Bench) Walk() {
	b.t.Helper()
	for _, step := range []struct {
		on, to string
		tap    kiosk.Input
	}{{"home", "group", b.Group}, {"group", "service", b.Service}, {"service", "confirm", b.Ask}} {
		x, y := b.Place(step.on, step.tap)
		b.Tap(x, y, Hold)
		b.Wait(step.to, func() bool { return b.Shows(step.to) })
		time.Sleep(Settle)
	}
}
