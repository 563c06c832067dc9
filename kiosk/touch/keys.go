package touch

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"bileter/kiosk"
)

// Keypad is the keys of the keypad, by the names of the set-up: "up", "f13", "code:191". A code is that of X11.
type Keypad map[string]kiosk.PadKey

// DefaultKeypad is the arrows of a keyboard: what most keypads send, or can be set to.
var DefaultKeypad = Keypad{"up": kiosk.PadUp, "down": kiosk.PadDown, "left": kiosk.PadBack, "right": kiosk.PadSay, "enter": kiosk.PadOK,
	"page-up": kiosk.PadLouder, "page-down": kiosk.PadQuieter}

// names are what Fyne calls the keys, where the set-up has other names.
var names = map[fyne.KeyName]string{
	fyne.KeyReturn: "enter", fyne.KeyEnter: "enter", fyne.KeyPageUp: "page-up", fyne.KeyPageDown: "page-down",
}

// f13 is the X11 code of F13; up to F24 they follow each other. Fyne has no names for them.
const f13 = 191

// of is what a key means; empty: it is none of the keypad's.
func (k Keypad) of(e *fyne.KeyEvent) kiosk.PadKey {
	code := e.Physical.ScanCode
	if v, ok := k["code:"+strconv.Itoa(code)]; ok {
		return v
	}
	name, ok := names[e.Name]
	switch {
	case ok:
	case e.Name != "":
		name = strings.ToLower(string(e.Name))
	case code >= f13 && code <= f13+11:
		name = "f" + strconv.Itoa(13+code-f13)
	}
	return k[name]
}

// typed takes a key of a keyboard, keypad or scanner.
func (s *Screen) typed(e *fyne.KeyEvent) {
	if s.staff != nil {
		return
	}
	if key := s.Keypad.of(e); key != "" {
		s.send(kiosk.Pad{Key: key})
		return
	}
	if e.Name == fyne.KeyBackspace {
		s.send(kiosk.Erase{})
	}
}
