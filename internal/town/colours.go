// Package town is how a town shows itself: its coat of arms and its colours. It reads pictures and reckons with
// contrasts. It knows no screen and no set-up file.
package town

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
)

// Least contrasts by WCAG 2.2: of text, and of parts such as edges and signs.
const (
	TextContrast = 4.5
	PartContrast = 3
)

// Contrast is the ratio of two opaque colours' luminances, 1 to 21 (WCAG 2.2).
func Contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	lin := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}

// Hex reads "#rrggbb".
func Hex(s string) (c color.NRGBA, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}, err == nil
}

// String writes a colour as "#rrggbb".
func String(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Mix is a with a share of b in it, 0 to 1.
func Mix(a, b color.NRGBA, share float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-share) + float64(y)*share)) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

var (
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	black = color.NRGBA{A: 0xff}
	// page is what the screen's cards lie on.
	page = color.NRGBA{0xee, 0xf1, 0xf6, 0xff}
)

// Colours are all that is made of a town's two colours.
type Colours struct {
	Accent  color.NRGBA // buttons, figures and icons; white letters stand on it
	Deep    color.NRGBA // such a button under a finger
	Soft    color.NRGBA // a tinted plane; letters in Accent stand on it
	Pressed color.NRGBA // a card under a finger; letters in Accent stand on it
	Head    color.NRGBA // the band on top; white letters stand on it
	Head2   color.NRGBA // its other end
}

// Make makes the colours of a town of its accent and the band's colour.
func Make(accent, head color.NRGBA) Colours {
	c := Colours{
		Accent: accent, Deep: Mix(accent, black, 0.32), Soft: Mix(white, accent, 0.07), Pressed: Mix(white, accent, 0.14),
		Head: head, Head2: head,
	}
	for share := 0.16; share > 0; share -= 0.02 { // as light as white letters allow
		if c.Head2 = Mix(head, white, share); Contrast(c.Head2, white) >= TextContrast {
			break
		}
	}
	return c
}

// Pair is two colours that are too close to each other.
type Pair struct {
	What     string // "white letters on a button in"
	Contrast float64
	Least    float64
	Would    color.NRGBA // the nearest darker colour that would do
}

// CheckAccent tells what is wrong with an accent; ok: nothing.
func CheckAccent(c color.NRGBA) (p Pair, ok bool) {
	return check(c, func(c color.NRGBA) []pair {
		return []pair{
			{"white letters on a button in", white, TextContrast},
			{"letters on a pressed tile in", Make(c, c).Pressed, TextContrast},
			{"a button on the page in", page, PartContrast},
		}
	})
}

// CheckHead tells what is wrong with the colour of the band on top; ok: nothing.
func CheckHead(c color.NRGBA) (p Pair, ok bool) {
	return check(c, func(color.NRGBA) []pair {
		return []pair{{"white letters on the band in", white, TextContrast}, {"the page below the band in", page, PartContrast}}
	})
}

// pair is what stands beside a colour.
type pair struct {
	what  string
	other color.NRGBA
	least float64
}

func check(c color.NRGBA, pairs func(color.NRGBA) []pair) (Pair, bool) {
	tooClose := func(c color.NRGBA) *Pair {
		for _, x := range pairs(c) {
			if got := Contrast(c, x.other); got < x.least {
				return &Pair{x.what, got, x.least, black}
			}
		}
		return nil
	}
	p := tooClose(c)
	if p == nil {
		return Pair{}, true
	}
	for share := 0.02; share < 1; share += 0.02 {
		if d := Mix(c, black, share); tooClose(d) == nil {
			p.Would = d
			break
		}
	}
	return *p, false
}
