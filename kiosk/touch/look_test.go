package touch_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"github.com/boombuler/barcode/qr"

	"bileter/internal/text"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// plain is a text without what a line break may change.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00ad' || r == '-' || r == '•' {
			return -1
		}
		return r
	}, s)
}

// unit is the length of package touch in which sizes are given.
func unit(w, h int) float32 {
	long, short := float32(max(w, h)), float32(min(w, h))
	return min(long/1920, short/1080)
}

// words are the texts of a View that must be there whole.
func words(v kiosk.View) []string {
	all := []string{v.Office, v.Infoline, v.Clock, v.Title, v.Hint}
	for _, l := range v.Languages {
		all = append(all, l.Name)
	}
	for _, t := range v.Tiles {
		all = append(all, t.Title, t.Sub)
	}
	if c := v.Service; c != nil {
		all = append(all, c.Name, c.Group, c.Info, c.Status, c.Before, c.Wait, c.Counters, c.PayAt)
		if c.Info != "" {
			all[len(all)-1] = ""
		}
		all = append(all, c.Documents...)
		for _, f := range c.Fees {
			all = append(all, f.What, f.Amount)
		}
	}
	if c := v.Ticket; c != nil {
		all = append(all, c.Number, c.Service, c.Ahead, c.Wait, c.Place, c.Zone, c.Way, c.Words)
	}
	if n := v.Notice; n != nil {
		all = append(all, n.Title, n.Text, n.Label)
	}
	return all
}

// Every text of every screen stands whole, in its box, on the screen, large enough and clear of the others.
func TestEveryTextFits(t *testing.T) {
	for _, sc := range screens {
		t.Run(sc.name, func(t *testing.T) {
			r := newRig(t, sc.w, sc.h)
			smallest, where := float32(1000), ""
			langs := text.Languages
			if sc.name == "small" { // shaped as landscape: the longest words will do
				langs = []string{"uk", "de"}
			}
			for _, lang := range langs {
				for _, s := range tour(t, sample(t), lang) {
					r.screen.Show(s.view)
					got, problems := check(r, s.view, unit(sc.w, sc.h))
					for _, p := range problems {
						t.Errorf("%s %s: %s", lang, s.name, p)
					}
					if got < smallest {
						smallest, where = got, lang+" "+s.name
					}
				}
			}
			t.Logf("smallest text: %.1f of %s", smallest/unit(sc.w, sc.h), where)
			if smallest < 19*unit(sc.w, sc.h) {
				t.Errorf("a text of %.1f px on %s", smallest, where)
			}
		})
	}
}

// check looks at all visible texts and returns the smallest size of one, and what is wrong.
func check(r *rig, v kiosk.View, u float32) (smallest float32, problems []string) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	var all strings.Builder
	var boxes []spot
	smallest = 1000
	screen := r.win.Canvas().Size()
	walk(r.win.Content(), func(s spot) {
		x, ok := s.o.(*canvas.Text)
		if !ok || !s.visible || x.Text == "" {
			return
		}
		all.WriteString(plain(x.Text))
		need := x.MinSize()
		if strings.HasPrefix(x.Text, "?") {
			wrong("a message is missing: %q", x.Text)
		}
		if need.Width > s.size.Width+1 {
			wrong("%q is %.0f wide, has %.0f", x.Text, need.Width, s.size.Width)
		}
		if s.at.X < 0 || s.at.Y < 0 || s.at.X+s.size.Width > screen.Width || s.at.Y+s.size.Height > screen.Height+1 {
			wrong("%q leaves the screen", x.Text)
		}
		smallest = min(smallest, x.TextSize)
		switch x.Alignment {
		case fyne.TextAlignCenter:
			s.at.X += (s.size.Width - need.Width) / 2
		case fyne.TextAlignTrailing:
			s.at.X += s.size.Width - need.Width
		}
		s.size.Width = need.Width
		boxes = append(boxes, s)
	})
	for _, w := range words(v) {
		if !strings.Contains(all.String(), plain(w)) {
			wrong("%q is not there whole", w)
		}
	}
	if v.Warning > 0 || v.Palm { // these lie over others
		return smallest, problems
	}
	for i, a := range boxes {
		for _, b := range boxes[:i] {
			if overlap(a, b) > 2*u {
				wrong("%q lies on %q", a.o.(*canvas.Text).Text, b.o.(*canvas.Text).Text)
			}
		}
	}
	return smallest, problems
}

// overlap is the lesser side of what two boxes share.
func overlap(a, b spot) float32 {
	w := min(a.at.X+a.size.Width, b.at.X+b.size.Width) - max(a.at.X, b.at.X)
	h := min(a.at.Y+a.size.Height, b.at.Y+b.size.Height) - max(a.at.Y, b.at.Y)
	return min(w, h)
}

// The check would notice.
func TestFitCheckCanFail(t *testing.T) {
	r := newRig(t, 1080, 1920)
	v := r.m.View()
	r.screen.Show(v)
	v.Tiles = append([]kiosk.Tile{}, v.Tiles...)
	v.Tiles[0].Title = "Coś, czego nie widać"
	if _, problems := check(r, v, 1); len(problems) != 1 {
		t.Errorf("problems %q, want the missing title", problems)
	}
}

// Names nobody foresaw are shrunk, never cut.
func TestNamesOfAnyLength(t *testing.T) {
	r := newRig(t, 1080, 1920)
	o := sample(t)
	long := strings.Repeat("Niezmiernie długa nazwa wydziału ", 4)
	wide := "Konstantynopolitańczykowianeczkówna" + strings.Repeat("ż", 20)
	for i, n := range []string{long, wide} {
		o.Groups[i].Name["pl"] = n
		o.Groups[i].Color = "#ffee00"
	}
	o.Name["pl"] = long
	r.do(kiosk.OfficeKnown{Office: o})
	if _, problems := check(r, r.m.View(), 1); len(problems) != 0 {
		t.Error(problems)
	}
}

func TestTargets(t *testing.T) {
	for _, sc := range screens {
		r := newRig(t, sc.w, sc.h)
		u := unit(sc.w, sc.h)
		for _, s := range tour(t, sample(t), "de") {
			r.screen.Show(s.view)
			bs := r.buttons()
			for i, b := range bs {
				if b.size.Height < 103.9*u || b.size.Width < 103.9*u {
					t.Errorf("%s %s: %q is %v, want 104 u (25 mm) or more", sc.name, s.name, b.says, b.size)
				}
				for _, c := range bs[:i] {
					dx := max(b.at.X-c.at.X-c.size.Width, c.at.X-b.at.X-b.size.Width)
					dy := max(b.at.Y-c.at.Y-c.size.Height, c.at.Y-b.at.Y-b.size.Height)
					if s.view.Warning == 0 && max(dx, dy) < 27.9*u {
						t.Errorf("%s %s: %q and %q are %.0f apart", sc.name, s.name, b.says, c.says, max(dx, dy)/u)
					}
				}
			}
		}
	}
}

func ratio(a, b color.Color) float64 {
	lum := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		f := func(v uint32) float64 {
			x := float64(v) / 0xffff
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return 0.2126*f(r) + 0.7152*f(g) + 0.0722*f(b)
	}
	x, y := lum(a), lum(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	th := &touch.Theme{}
	for _, p := range [][2]fyne.ThemeColorName{
		{touch.ColorInk, touch.ColorCard}, {touch.ColorInk, theme.ColorNameBackground}, {touch.ColorInk, touch.ColorPressed},
		{touch.ColorInk, touch.ColorSoft}, {touch.ColorInk, touch.ColorNoteBg},
		{touch.ColorMuted, touch.ColorCard}, {touch.ColorMuted, theme.ColorNameBackground}, {touch.ColorMuted, touch.ColorShut},
		{touch.ColorMuted, touch.ColorPressed}, {touch.ColorBrand, touch.ColorCard}, {touch.ColorBrand, touch.ColorSoft},
		{touch.ColorBrand, touch.ColorPressed}, {touch.ColorOnBrand, touch.ColorBrand}, {touch.ColorOnBrand, touch.ColorBrand2},
		{touch.ColorOnBrand, touch.ColorDeep}, {touch.ColorOnBrand, touch.ColorGrey}, {touch.ColorOnBrand, touch.ColorGood},
		{touch.ColorOnBrand, touch.ColorNote}, {touch.ColorNote, touch.ColorNoteBg}, {theme.ColorNameForeground, theme.ColorNameBackground},
	} {
		if got := ratio(th.Color(p[0], theme.VariantLight), th.Color(p[1], theme.VariantLight)); got < 4.5 {
			t.Errorf("%s on %s: %.2f, want 4.5", p[0], p[1], got)
		}
	}
	// Whatever colour the set-up gives a group, its white icon can be seen.
	r := newRig(t, 1080, 1920)
	o := sample(t)
	for i, c := range []string{"#ffee00", "#ffffff", "red", "", "#00ff00", "#7fffd4"} {
		o.Groups[i].Color = c
	}
	r.do(kiosk.OfficeKnown{Office: o})
	badges := 0
	for _, b := range r.buttons() {
		walkAt(b.o, b.at, true, func(s spot) {
			p, ok := s.o.(*canvas.Rectangle)
			if !ok || s.size.Width != s.size.Height {
				return
			}
			badges++
			if got := ratio(p.FillColor, color.White); got < 4.5 {
				t.Errorf("badge %v of %s: %.2f, want 4.5", p.FillColor, b.says, got)
			}
		})
	}
	if badges != kiosk.PerPage {
		t.Errorf("%d badges looked at, want %d", badges, kiosk.PerPage)
	}
}

// arcs repeated without their letter are drawn wrong, and so are stroke widths that are not the one replaced.
var badPath = regexp.MustCompile(`[aA][^A-Za-z"]*(-?[\d.]+[ ,]+){7,}`)

func TestIcons(t *testing.T) {
	for _, n := range []string{
		"car", "licence", "bus", "estate", "building", "tree", "tax", "document", "cash", "briefcase", "house", "waste", "map",
		"id-card", "address", "rings", "info", "help", "calendar", "hands", "visit", "arrow-left", "arrow-right", "arrow-up",
		"arrow-down", "arrow-ahead", "printer", "clock", "people", "counter", "town-hall",
	} {
		b, err := os.ReadFile(filepath.Join("icons", n+".svg"))
		if err != nil {
			t.Error(err)
			continue
		}
		d := xml.NewDecoder(strings.NewReader(string(b)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", n, err)
			}
		}
		if s := string(b); !strings.Contains(s, `stroke="#ffffff" stroke-width="3"`) || badPath.MatchString(s) {
			t.Errorf("%s: not as the painter needs it", n)
		}
	}
}

func TestQRCodeIsCrispAndRight(t *testing.T) {
	r := newRig(t, 1080, 1920)
	const url = "https://bilet.olszanow.example/t/9f2Kx8QvT1mZ4rLw"
	for _, s := range tour(t, sample(t), "pl") {
		if s.name == "ticket-printed" {
			r.screen.Show(s.view)
		}
	}
	var raster *canvas.Raster
	walk(r.win.Content(), func(s spot) {
		if x, ok := s.o.(*canvas.Raster); ok && s.visible {
			raster = x
		}
	})
	if raster == nil {
		t.Fatal("no code is shown")
	}
	want, err := qr.Encode(url, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	n := want.Bounds().Dx()
	for _, side := range []int{200, 271, 333} {
		img := raster.Generator(side, side)
		px := side / (n + 8)
		off := (side - px*n) / 2
		if off < 4*px {
			t.Errorf("side %d: quiet zone of %d px", side, off)
		}
		for y := range n * px {
			for x := range n * px {
				dark := ratio(img.At(off+x, off+y), color.White) > 4.5
				r, _, _, _ := want.At(x/px, y/px).RGBA()
				if dark != (r == 0) {
					t.Fatalf("side %d: pixel %d,%d", side, x, y)
				}
			}
		}
	}
}
