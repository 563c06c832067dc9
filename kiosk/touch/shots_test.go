package touch_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bileter/internal/text"
	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// inch101 is a small panel, read from 50 cm.
var inch101 = touch.Panel{Diagonal: 256.5, Distance: 50}

// screens are the glasses on which everything must look right.
var screens = []struct {
	name  string
	w, h  int
	panel touch.Panel
}{
	{"portrait", 1080, 1920, touch.Panel{Diagonal: 546}}, {"landscape", 1920, 1080, touch.Panel{Diagonal: 546}},
	{"small", 1280, 800, inch101}, {"small-portrait", 800, 1280, inch101},
	{"large", 1920, 1080, touch.Panel{Diagonal: 813}}, {"large-portrait", 1080, 1920, touch.Panel{Diagonal: 813}},
}

// looks are the modes, alone and together.
var looks = []struct {
	name  string
	modes kiosk.Modes
}{
	{"usual", kiosk.Modes{}}, {"large-text", kiosk.Modes{Large: true}}, {"contrast", kiosk.Modes{Contrast: true}},
	{"easy", kiosk.Modes{Easy: true}}, {"low", kiosk.Modes{Low: true}}, {"spoken", kiosk.Modes{Spoken: true}},
	{"all", kiosk.Modes{Large: true, Contrast: true, Easy: true, Low: true}},
}

// few are the pictures of the tour that people look at; the others are the same with other words.
var few = regexp.MustCompile(`^(no-office|no-touch.*|pressed-.*|closed.*|home-.|help.*|needs-.*|access|languages|search.*|visit.*|group-(|D|P)|service-(P1|D1|i1|K3|A2|U1)|papers-P[15]-.|ticket-P1|issuing|unanswered|denied.*|und.*|confirm.*|list-.*|warning|palm|ticket-(printed|lost|phone)|nopaper-.*)$`)

// TestShots writes the screens into the folder SHOTS, for people to look at; ONLY and PAGE are patterns of names, and HALF=1
// draws at half the resolution, which takes a quarter of the time.
func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		t.Skip("SHOTS names no folder")
	}
	only, page := regexp.MustCompile(os.Getenv("ONLY")), regexp.MustCompile(os.Getenv("PAGE"))
	part := 1
	if os.Getenv("HALF") != "" {
		part = 2
	}
	o := sample(t)
	for _, sc := range screens {
		for _, look := range looks {
			for _, lang := range text.Languages {
				if !only.MatchString(fmt.Sprintf("%s-%s-%s-", sc.name, look.name, lang)) {
					continue
				}
				r := newRigOn(t, sc.w/part, sc.h/part, sc.panel)
				room := r.roomFor(look.modes)
				r.deaf = true // else the session behind the rig shows its own page
				for _, s := range tour(t, o, lang, look.modes, room) {
					name := fmt.Sprintf("%s-%s-%s-%s.png", sc.name, look.name, lang, s.name)
					if !few.MatchString(s.name) || !only.MatchString(name) || !page.MatchString(s.name) {
						continue
					}
					r.screen.Show(s.view)
					f, err := os.Create(filepath.Join(dir, name))
					if err != nil {
						t.Fatal(err)
					}
					if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(f, r.win.Canvas().Capture()); err != nil {
						t.Error(err)
					}
					if err := f.Close(); err != nil {
						t.Error(err)
					}
				}
			}
		}
	}
}
