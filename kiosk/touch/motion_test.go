package touch_test

import (
	"testing"

	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// A page fades in, but for the ticket, whose number is read in its first frame; nothing is left of it. Ticks and texts move nothing.
func TestMotion(t *testing.T) {
	for name, c := range map[string]struct {
		look  touch.Look
		modes kiosk.Modes
		page  int // animations of a page change
	}{
		"usual":             {page: 1},
		"still by set-up":   {look: touch.Look{Still: true}},
		"none in easy mode": {modes: kiosk.Modes{Easy: true}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 1080, 1920)
			r.screen.Dress(c.look)
			if c.modes.Easy {
				r.sleep(3e9)
				r.do(kiosk.SetMode{Mode: kiosk.Easy, On: true})
				r.sleep(3e9)
			}
			moved := func(want int) {
				t.Helper()
				if n, traces := r.screen.Moving(); n != want || traces {
					t.Errorf("%s: %d animations, traces %v; want %d and none", r.m.View().Screen, n, traces, want)
				}
			}
			r.do(r.m.View().Tiles[0].Tap)
			moved(c.page)
			before := r.m.View()
			r.do(kiosk.OfficeKnown{Office: sample(t)}) // the same page again
			if before.Screen != r.m.View().Screen {
				t.Fatal("another page")
			}
			moved(c.page) // those of the page change, and no others
			r.sleep(3e9)
			r.do(kiosk.Back{})
			r.sleep(3e9)
			r.do(kiosk.TapGroup{Letter: "D"})
			r.sleep(3e9)
			r.do(kiosk.TapService{ID: "D1"})
			r.sleep(3e9)
			r.do(kiosk.TakeTicket{Service: "D1", Sure: true})
			r.want(kiosk.Issuing)
			r.answer()
			r.want(kiosk.Ticket)
			moved(0)
		})
	}
}
