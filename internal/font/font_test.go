package font_test

import (
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"bileter/internal/font"
)

// letters are those that each language needs beyond ASCII, and the signs that the texts use.
var letters = map[string]string{
	"pl":    "ĄĆĘŁŃÓŚŹŻąćęłńóśźż",
	"uk":    "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
	"de":    "ÄÖÜẞäöüß",
	"signs": "–…„”“·•→←↑↓×№€",
}

func TestEveryLetterHasAGlyph(t *testing.T) {
	for name, data := range map[string][]byte{"Regular": font.Regular, "Bold": font.Bold} {
		f, err := sfnt.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b sfnt.Buffer
		for set, rs := range letters {
			for _, r := range rs {
				if i, err := f.GlyphIndex(&b, r); err != nil || i == 0 {
					t.Errorf("%s has no %q of %s (%v)", name, r, set, err)
				}
			}
		}
		if i, _ := f.GlyphIndex(&b, '\U0001F600'); i != 0 { // the check can fail
			t.Errorf("%s: a letter it cannot have was found", name)
		}
	}
}

func TestLicenceIsWhole(t *testing.T) {
	for _, part := range []string{"Copyright (c) 2016-2022 The Inter Project Authors", "SIL OPEN FONT LICENSE", "PERMISSION", "TERMINATION", "DISCLAIMER"} {
		if !strings.Contains(font.Licence, part) {
			t.Errorf("OFL.txt lacks %q", part)
		}
	}
}
