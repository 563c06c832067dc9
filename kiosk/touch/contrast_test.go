package touch_test

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bileter/internal/town"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// ground is the colour that most of a text's box has on a picture, beside the text's own ink, and whether that ink is there
// as well. Colours are told apart coarsely: the band on top is not of one colour.
func ground(m image.Image, box image.Rectangle, ink color.Color) (most color.NRGBA, inked bool) {
	count := map[[3]uint8]int{}
	most, best := color.NRGBAModel.Convert(ink).(color.NRGBA), 0
	box = box.Intersect(m.Bounds())
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			near := town.Contrast(c, ink)
			inked = inked || near < 1.6 // letters are thin: their edges are mixed with the ground
			if near < 1.25 {
				continue
			}
			bin := [3]uint8{c.R >> 4, c.G >> 4, c.B >> 4}
			if count[bin]++; count[bin] > best {
				most, best = c, count[bin]
			}
		}
	}
	return most, inked
}

// faintest is the text of what a window shows that stands out least from what it really lies on.
func faintest(r *rig) (least float64, where string, lost []string) {
	m := r.win.Canvas().Capture()
	least = 21
	walk(r.win.Content(), func(s spot) {
		x, ok := s.o.(*canvas.Text)
		if !ok || !s.visible || strings.TrimSpace(x.Text) == "" {
			return
		}
		need := x.MinSize()
		switch x.Alignment {
		case fyne.TextAlignCenter:
			s.at.X += (s.size.Width - need.Width) / 2
		case fyne.TextAlignTrailing:
			s.at.X += s.size.Width - need.Width
		}
		box := image.Rect(int(s.at.X), int(s.at.Y), int(s.at.X+need.Width), int(s.at.Y+s.size.Height))
		on, inked := ground(m, box, x.Color)
		if !inked {
			lost = append(lost, x.Text)
		}
		if c := town.Contrast(on, x.Color); c < least {
			least, where = c, fmt.Sprintf("%q in %s on %s", x.Text, town.String(color.NRGBAModel.Convert(x.Color).(color.NRGBA)), town.String(on))
		}
	})
	return least, where, lost
}

// rendered are the pages whose pixels are looked at, one of each kind.
var rendered = []string{"no-office", "closed", "closed-home", "home-1", "access", "search-found", "visit-digits", "group-P", "service-P1",
	"papers-P5-1", "ticket-printed", "ticket-lost", "issuing", "confirm", "confirm-must", "list-done", "nopaper-service-paper-out"}

// Every text stands out from the pixels that it really lies on, in every look, and in a town's own colours.
func TestContrastOnRenderedPages(t *testing.T) {
	everyPage(t)
	green, _ := town.Hex("#1f6b3a")
	red, _ := town.Hex("#a3212f")
	for _, x := range []struct {
		name  string
		modes kiosk.Modes
		look  *touch.Look // nil: the sample office's
		least float64
	}{
		{"usual", kiosk.Modes{}, nil, 4.5},
		{"town", kiosk.Modes{}, &touch.Look{Colours: town.Make(green, red)}, 4.5},
		{"contrast", kiosk.Modes{Contrast: true}, nil, 7},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := newRigOn(t, 540, 960, touch.Panel{Diagonal: 546})
			if x.look != nil {
				r.screen.Dress(*x.look)
			}
			room := r.roomFor(x.modes)
			r.deaf = true
			worst, at := 21.0, ""
			var seen []string
			for _, s := range tour(t, sample(t), "pl", x.modes, room) {
				if !slices.Contains(rendered, s.name) {
					continue
				}
				seen = append(seen, s.name)
				r.screen.Show(s.view)
				got, where, lost := faintest(r)
				if got < x.least || len(lost) > 0 {
					t.Errorf("%s: %.2f %s, want %.1f; not seen %q", s.name, got, where, x.least, lost)
				}
				if got < worst {
					worst, at = got, s.name+" "+where
				}
			}
			t.Logf("%d pages; the faintest text %.2f: %s", len(seen), worst, at)
			for _, name := range rendered {
				if !slices.Contains(seen, name) && name != "papers-P5-1" { // where all papers stand on the service's page
					t.Errorf("%s was not looked at", name)
				}
			}
		})
	}
}

// The check sees a text that is hidden, and one that is too faint.
func TestRenderedContrastCheckCanFail(t *testing.T) {
	r := newRigOn(t, 540, 960, touch.Panel{Diagonal: 546})
	pale, _ := town.Hex("#e8d36b")
	r.screen.Dress(touch.Look{Colours: town.Make(pale, pale)})
	if got, where, _ := faintest(r); got > 2 {
		t.Errorf("the faintest text on a pale band: %.2f %s", got, where)
	}
	blank := image.NewGray(image.Rect(0, 0, 10, 10))
	if _, inked := ground(blank, blank.Bounds(), color.White); inked {
		t.Error("ink is seen on an empty picture")
	}
}
