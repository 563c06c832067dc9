package touch_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// key is a key of a keyboard or keypad.
func (r *rig) key(names ...fyne.KeyName) {
	for _, n := range names {
		r.sleep(time.Second)
		r.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: n})
	}
}

// untaught are the buttons of a screen that the keypad has no stop for.
func untaught(r *rig, v kiosk.View) (missing []string) {
	for _, b := range r.buttons() {
		tap := touch.TapOf(b.o)
		found := tap == nil || v.Warning > 0 && tap != kiosk.Input(kiosk.MoreTime{}) && tap != kiosk.Input(kiosk.Finish{}) // covered
		for _, s := range v.Stops {
			found = found || s.Tap == tap
		}
		if !found {
			missing = append(missing, fmt.Sprintf("%s %T%v", b.says, tap, tap))
		}
	}
	return missing
}

// Every button of every screen is a stop of the keypad, on every glass and with every other mode, and the focus is always
// seen: around the button, or around everything where there is no such button.
func TestEveryButtonIsAStop(t *testing.T) {
	everyPage(t)
	o := sample(t)
	for _, sc := range screens[:4] {
		for _, modes := range []kiosk.Modes{{Spoken: true}, {Spoken: true, Large: true, Easy: true, Low: true}} {
			r := newRigOn(t, sc.w, sc.h, sc.panel)
			room := r.roomFor(modes)
			r.deaf = true
			n := 0
			for _, s := range tour(t, o, "pl", modes, room) {
				r.screen.Show(s.view)
				if s.view.Screen == kiosk.Papers { // how many pages there are is known once they are drawn
					continue
				}
				for _, m := range untaught(r, s.view) {
					t.Errorf("%s %s: no stop for %s", sc.name, s.name, m)
				}
				if r.screen.Ring() == nil {
					t.Fatalf("%s %s: the focus is not seen", sc.name, s.name)
				}
				for i, stop := range s.view.Stops {
					v := s.view
					v.Stop = i
					r.screen.Show(v)
					n++
					same, ringed := 0, false
					for _, b := range r.buttons() {
						if stop.Tap != nil && touch.TapOf(b.o) == stop.Tap {
							same++
							ringed = ringed || around(r, b)
						}
					}
					if same > 0 && !ringed {
						t.Errorf("%s %s: the ring is not around %q", sc.name, s.name, stop.Words)
					}
				}
			}
			t.Logf("%s: %d stops", sc.name, n)
		}
	}
}

// around tells whether the ring stands around a button, and close to it.
func around(r *rig, b button) bool {
	o := r.screen.Ring()
	p, s := o.Position(), o.Size()
	near := func(d float32) bool { return d >= 0 && d < 24 }
	return near(b.at.X-p.X) && near(b.at.Y-p.Y) && near(p.X+s.Width-b.at.X-b.size.Width) && near(p.Y+s.Height-b.at.Y-b.size.Height)
}

// The check would notice a button without a stop.
func TestUntaughtCanFail(t *testing.T) {
	r := newRig(t, 1080, 1920)
	r.key(fyne.KeyDown)
	v := r.want(kiosk.Home)
	if m := untaught(r, v); len(m) != 0 {
		t.Fatalf("home: %v", m)
	}
	v.Stops = v.Stops[:2]
	if len(untaught(r, v)) == 0 {
		t.Error("a screen with two stops passes")
	}
}

// focusOn goes down to the button that says s.
func (r *rig) focusOn(s string) {
	r.t.Helper()
	for range 60 {
		r.key(fyne.KeyDown)
		for _, b := range r.buttons() {
			if b.says == plain(s) && around(r, b) {
				return
			}
		}
	}
	r.t.Fatalf("the focus never comes to %q", s)
}

func TestTicketByKeysOnTheGlass(t *testing.T) {
	for _, size := range [][2]int{{1080, 1920}, {1920, 1080}} {
		r := newRig(t, size[0], size[1])
		r.key(fyne.KeyUp) // starts
		if v := r.want(kiosk.Home); !v.Modes.Spoken {
			t.Fatal("the first key does not start the mode")
		}
		r.key(fyne.KeyDown, fyne.KeyReturn)
		r.want(kiosk.Group)
		r.key(fyne.KeyLeft)
		r.want(kiosk.Home)
		r.key(fyne.KeyDown, fyne.KeyEnter, fyne.KeyDown, fyne.KeyReturn)
		r.want(kiosk.Service)
		r.focusOn("Weź bilet")
		r.key(fyne.KeyReturn)
		r.want(kiosk.Issuing)
		r.answer()
		r.want(kiosk.Ticket)
		r.focusOn("Cofnij bilet")
		r.key(fyne.KeyReturn)
		r.want(kiosk.Undone)
	}
}

// A finger works in the spoken mode as without it.
func TestFingerInSpokenMode(t *testing.T) {
	r := newRig(t, 1080, 1920)
	r.key(fyne.KeyDown)
	r.tap(r.find("English"))
	if v := r.want(kiosk.Home); v.Lang != "en" || !v.Modes.Spoken {
		t.Errorf("language %q, spoken %v", v.Lang, v.Modes.Spoken)
	}
}

// Keypads that send other keys: function keys beyond those that Fyne knows, and codes.
func TestOtherKeypads(t *testing.T) {
	r := newRig(t, 1080, 1920)
	r.screen.Keypad = touch.Keypad{"f15": kiosk.PadDown, "code:200": kiosk.PadOK}
	press := func(e *fyne.KeyEvent) { r.sleep(time.Second); r.win.Canvas().OnTypedKey()(e) }
	press(&fyne.KeyEvent{Name: fyne.KeyDown})
	if r.want(kiosk.Home).Modes.Spoken {
		t.Error("a key that is not of this keypad starts the mode")
	}
	f15 := &fyne.KeyEvent{Physical: fyne.HardwareKey{ScanCode: 193}}
	press(f15)
	press(f15)
	press(&fyne.KeyEvent{Physical: fyne.HardwareKey{ScanCode: 200}})
	r.want(kiosk.Group)
}

// The ring is seen on everything it can lie on: each of its lines stands out from the other, and one of them from the
// ground, in both looks.
func TestRingStandsOut(t *testing.T) {
	pairs := [][2]fyne.ThemeColorName{{touch.ColorFocus, touch.ColorFocusIn}, {touch.ColorFocus, theme.ColorNameBackground}, {touch.ColorFocus, touch.ColorCard}}
	for _, th := range []*touch.Theme{{}, {Contrast: true}} {
		for _, p := range faint(th, pairs, 3) {
			t.Error(p)
		}
	}
	if len(faint(&touch.Theme{}, [][2]fyne.ThemeColorName{{touch.ColorFocusIn, touch.ColorCard}}, 3)) == 0 {
		t.Error("yellow on white passes")
	}
}
