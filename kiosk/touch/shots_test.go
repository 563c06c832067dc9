package touch_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bileter/internal/text"
	"bileter/kiosk/touch/picture"
)

// screens are the sizes at which everything must look right.
var screens = []struct {
	name string
	w, h int
}{{"portrait", 1080, 1920}, {"landscape", 1920, 1080}, {"small", 1280, 800}}

// few are the pictures of the tour that people look at; the others are the same with other words.
var few = regexp.MustCompile(`^(no-office|closed.*|home-.|group-(|D|P)|service-(P1|D1|i1|K3|A2|U1)|ticket-P1|issuing|unanswered|denied.*|warning|palm|ticket-(printed|lost)|nopaper-.*)$`)

// TestShots writes the screens into the folder SHOTS, for people to look at; ONLY is a pattern of names.
func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		t.Skip("SHOTS names no folder")
	}
	only := regexp.MustCompile(os.Getenv("ONLY"))
	o := sample(t)
	for _, lang := range text.Languages {
		for _, s := range tour(t, o, lang) {
			for _, sc := range screens {
				name := fmt.Sprintf("%s-%s-%s.png", sc.name, lang, s.name)
				if !few.MatchString(s.name) || !only.MatchString(name) {
					continue
				}
				f, err := os.Create(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, picture.Draw(s.view, sc.w, sc.h)); err != nil {
					t.Error(err)
				}
				if err := f.Close(); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
