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
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"github.com/boombuler/barcode/qr"

	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// plain is a text without what a line break may change.
func plain(s string) string {
	return strings.Map(func(r rune) rune { // a line of its own begins with a capital
		if unicode.IsSpace(r) || r == '\u00ad' || r == '-' || r == '•' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// The check would notice.
func TestFitCheckCanFail(t *testing.T) {
	r := newRig(t, 1080, 1920)
	v := r.m.View()
	r.screen.Show(v)
	v.Tiles = append([]kiosk.Tile{}, v.Tiles...)
	v.Tiles[0].Title = "Coś, czego nie widać"
	if problems := check(r, v, 4); len(problems) != 1 {
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
	if problems := check(r, r.m.View(), 4); len(problems) != 0 {
		t.Error(problems)
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
		{touch.ColorBrand, touch.ColorPressed}, {touch.ColorOnBrand, touch.ColorBrand}, {touch.ColorOnHead, touch.ColorHead}, {touch.ColorOnHead, touch.ColorHead2},
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
			if !ok || !s.visible || s.size.Width != s.size.Height {
				return
			}
			badges++
			if got := ratio(p.FillColor, color.White); got < 4.5 {
				t.Errorf("badge %v of %s: %.2f, want 4.5", p.FillColor, b.says, got)
			}
		})
	}
	want := kiosk.PerPage
	for _, tile := range r.m.View().Tiles {
		if tile.Shut { // with a lock
			want++
		}
	}
	if badges != want {
		t.Errorf("%d badges looked at, want %d", badges, want)
	}
}

// arcs repeated without their letter are drawn wrong, and so are stroke widths that are not the one replaced.
var badPath = regexp.MustCompile(`[aA][^A-Za-z"]*(-?[\d.]+[ ,]+){7,}`)

func TestIcons(t *testing.T) {
	for _, n := range []string{
		"car", "licence", "bus", "estate", "building", "tree", "tax", "document", "cash", "briefcase", "house", "waste", "map",
		"id-card", "address", "rings", "info", "help", "calendar", "hands", "press", "visit", "arrow-left", "arrow-right", "arrow-up",
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
	for _, s := range tour(t, sample(t), "pl", kiosk.Modes{}, r.roomFor(kiosk.Modes{})) {
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

// faint are the pairs of colours of a look, text and what it stands on, that are closer to each other than they may be.
func faint(th *touch.Theme, pairs [][2]fyne.ThemeColorName, least float64) (all []string) {
	for _, p := range pairs {
		if got := ratio(th.Color(p[0], theme.VariantLight), th.Color(p[1], theme.VariantLight)); got < least {
			all = append(all, fmt.Sprintf("%s on %s: %.2f, want %.1f", p[0], p[1], got, least))
		}
	}
	return all
}

// Everything that can be read in the look of high contrast stands at 7:1 and more, pressed or not, and what can be touched
// has an edge of as much.
func TestHighContrast(t *testing.T) {
	pairs := [][2]fyne.ThemeColorName{{theme.ColorNameForeground, theme.ColorNameBackground}, {touch.ColorOnHead, touch.ColorHead},
		{touch.ColorOnHead, touch.ColorHead2}, {touch.ColorOnBrand, touch.ColorBrand}, {touch.ColorOnBrand, touch.ColorDeep},
		{touch.ColorOnBadge, touch.ColorGrey}, {touch.ColorEdge, theme.ColorNameBackground}, {touch.ColorEdge, touch.ColorCard}}
	for _, ink := range []fyne.ThemeColorName{touch.ColorInk, touch.ColorMuted, touch.ColorBrand, touch.ColorGood, touch.ColorNote} {
		for _, on := range []fyne.ThemeColorName{touch.ColorCard, touch.ColorShut, touch.ColorPressed, touch.ColorSoft, touch.ColorNoteBg, theme.ColorNameBackground} {
			pairs = append(pairs, [2]fyne.ThemeColorName{ink, on})
		}
	}
	for _, p := range faint(&touch.Theme{Contrast: true}, pairs, 7) {
		t.Error(p)
	}
	if len(faint(&touch.Theme{}, pairs, 7)) == 0 { // the check would notice: the usual look is fainter
		t.Error("the usual look passes as high contrast")
	}
}

// High contrast comes and goes with one theme: for another one Fyne reads all fonts again, and keeps the old ones for a while.
func TestOneTheme(t *testing.T) {
	r := newRig(t, 1080, 1920)
	th := fyne.CurrentApp().Settings().Theme()
	ground := func() color.Color { return th.Color(theme.ColorNameBackground, theme.VariantLight) }
	usual := ground()
	for _, on := range []bool{true, false} {
		r.sleep(3 * time.Second)
		r.do(kiosk.SetMode{Mode: kiosk.Contrast, On: on})
		if fyne.CurrentApp().Settings().Theme() != th || (ground() == usual) == on {
			t.Errorf("contrast %v: the same theme %v, the usual ground %v", on, fyne.CurrentApp().Settings().Theme() == th, ground() == usual)
		}
	}
}

// The further lines of a point stand below its words, not below its dot.
func TestPointsHang(t *testing.T) {
	r := newRig(t, 1080, 1920)
	for _, s := range tour(t, sample(t), "pl", kiosk.Modes{}, r.roomFor(kiosk.Modes{})) {
		if s.name != "confirm" {
			continue
		}
		r.deaf = true
		r.screen.Show(s.view)
		var dots, under []float32
		walk(r.win.Content(), func(x spot) {
			c, ok := x.o.(*canvas.Text)
			switch {
			case !ok || !x.visible || c.Text == "":
			case strings.HasPrefix(c.Text, "•"):
				dots = append(dots, x.at.X)
			case len(dots) > 0 && c.Alignment == fyne.TextAlignLeading && strings.Contains(plain(strings.Join(s.view.Notice.Points, "")), plain(c.Text)):
				under = append(under, x.at.X)
			}
		})
		if len(dots) != 3 || len(under) == 0 {
			t.Fatalf("%d dots, %d lines under them", len(dots), len(under))
		}
		for _, x := range under {
			if x < dots[0]+20 {
				t.Errorf("a line at %.0f, its dot at %.0f", x, dots[0])
			}
		}
	}
}
