package window_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bileter/kiosk"
	"bileter/test/window"
)

// Blocks of the kernel's list of input devices.
const (
	glass = "I: Bus=0003 Vendor=222a Product=0001 Version=0110\nN: Name=\"ILITEK Touch\"\nB: PROP=2\nB: EV=1b\nB: KEY=400 0 0 0 0 0\nB: ABS=3273800000000003\n"
	mouse = "I: Bus=0003 Vendor=046d Product=c077 Version=0111\nN: Name=\"A mouse\"\nB: PROP=0\nB: EV=17\nB: KEY=70000 0 0 0 0\nB: REL=903\n"
)

// TestTouchIsGone takes the touch screen's device out of the kernel's list and puts it back: the window says what else
// there is to do, in one language after the other, and is home again by itself.
func TestTouchIsGone(t *testing.T) {
	b := newBench(t)
	plug := func(list string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(b.Data, window.InputsName), []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	gone := func() bool { o, err := b.Client.Office(t.Context()); return err == nil && o.Touch.Gone }
	plug(mouse + "\n" + glass)
	b.Within(window.Notice, func() bool { return false }) // seen by the office
	now, err := b.Client.Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b.Home(); gone() {
		t.Fatal("the device is there")
	}
	dead := now
	dead.Touch.Gone = true
	b.On("home")
	pages := map[string]bool{}
	for v := b.Twin.Do(kiosk.OfficeKnown{Office: dead}); len(pages) < 4; v = b.Twin.Do(kiosk.Tick{}) {
		if v.Screen != kiosk.NoTouch {
			t.Fatalf("the twin shows %s", v.Screen)
		}
		pages[v.Lang] = true
		b.Screens["no-touch-"+v.Lang] = b.Twin.Picture()
	}
	b.Twin.Do(kiosk.OfficeKnown{Office: now})
	plug(mouse)
	for lang := range pages {
		b.Wait(fmt.Sprintf("what to do, in %s", lang), func() bool { return b.Shows("no-touch-" + lang) })
	}
	if !gone() {
		t.Error("the office does not know")
	}
	plug(glass)
	b.Wait("the device back", func() bool { return !gone() })
	b.Home()
}
