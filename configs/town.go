package configs

import (
	_ "embed"
	"errors"
	"fmt"
	"image/color"
	"os"
	"path/filepath"

	"bileter/internal/town"
)

// Town is how the town shows itself: on the touch screen, on the hall board, and on paper where [ticket] says so.
// A file without it has the program's own blue and no coat of arms.
type Town struct {
	Arms     *town.Arms // nil: none
	ArmsFile string     // full path, or ArmsExample
	Accent   string     // #rrggbb, of buttons; empty: the program's own
	Head     string     // #rrggbb, of the band on top; empty: that of Accent
}

// Colours is what is made of the town's colours; the zero value where it has none of its own.
func (t Town) Colours() town.Colours {
	accent, ok := town.Hex(t.Accent)
	head, own := town.Hex(t.Head)
	switch {
	case !ok && !own:
		return town.Colours{}
	case !ok:
		accent, _ = town.Hex(defaultAccent)
	case !own:
		head = accent
	}
	return town.Make(accent, head)
}

// defaultAccent is the colour of buttons of a town that names only the band's.
const defaultAccent = "#0b3d91"

// ArmsExample names the coat of arms of the sample office, which is part of the program.
const ArmsExample = "example"

//go:embed olszanow.svg
var example []byte

// ReadArms reads the coat of arms in a file; ArmsExample is that of the sample office. What is wrong with the picture
// itself is a *town.Fault.
func ReadArms(file string) (*town.Arms, error) {
	if file == ArmsExample {
		return town.ReadArms(example)
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > town.MaxFile {
		return nil, &town.Fault{What: fmt.Sprintf("is not a file of at most %d KiB", town.MaxFile>>10), Hint: "make it smaller"}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return town.ReadArms(data)
}

func (r *reader) town(s *section) (t Town) {
	if s == nil {
		return t
	}
	if name := s.string("arms"); name != "" {
		t.ArmsFile = name
		if name != ArmsExample && !filepath.IsAbs(name) {
			t.ArmsFile = filepath.Join(filepath.Dir(r.file), name)
		}
		var err error
		var f *town.Fault
		switch t.Arms, err = ReadArms(t.ArmsFile); {
		case errors.As(err, &f):
			s.problem("arms", quote(name)+" "+f.What, f.Hint)
		case err != nil:
			s.problem("arms", quote(name)+" cannot be read", "a PNG or SVG file; a relative path begins in the folder of this file")
		}
	}
	t.Accent = s.townColor("accent", town.CheckAccent)
	t.Head = s.townColor("head", town.CheckHead)
	s.end()
	return t
}

// townColor reads a colour of the town's, and refuses one on which, or in which, letters cannot be read.
func (s *section) townColor(k string, check func(color.NRGBA) (town.Pair, bool)) string {
	v := s.string(k)
	if v == "" {
		return ""
	}
	c, ok := town.Hex(v)
	if !ok {
		s.problem(k, quote(v)+" is not a colour", "such as \"#0b3d91\"")
		return ""
	}
	if p, ok := check(c); !ok {
		s.problem(k, fmt.Sprintf("%s %s: the contrast is %.1f, at least %.1f is needed", p.What, v, p.Contrast, p.Least), fmt.Sprintf("%s would do", town.String(p.Would)))
	}
	return town.String(c)
}
