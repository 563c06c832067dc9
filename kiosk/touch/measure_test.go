package touch_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bileter/internal/text"
	"bileter/kiosk"
)

// capital is the height of a capital letter of Inter, in sizes of its text.
const capital = 0.727

// worst keeps the least of a kind, and where it was.
type worst struct {
	mm    float32
	where string
}

func (w *worst) see(mm float32, where string) {
	if w.where == "" || mm < w.mm {
		w.mm, w.where = mm, where
	}
}

func (w worst) String() string { return fmt.Sprintf("%.2f mm (%s)", w.mm, w.where) }

// measures are the worst of everything on one glass, in mm.
type measures struct{ read, crowded, rest, target, gap worst }

// leastCrowded is the least capital letter, in mm, of what must be read where one glass cannot hold everything at its
// full size: 10.1", half of a screen, and all modes together. It is what the longest names of the sample office come down to.
const leastCrowded = 4.4

// Every text of every screen stands whole, in its box, on the screen and clear of the others; and on the glass it is as
// large as people need it, in every language, mode and orientation.
func TestMillimetres(t *testing.T) {
	everyPage(t)
	o := sample(t)
	for _, sc := range screens {
		t.Run(sc.name, func(t *testing.T) {
			var m measures
			screens := 0
			for _, look := range looks {
				langs := text.Languages
				switch {
				case look.name == "all": // the least room for the longest names
					langs = []string{"pl", "uk", "de"}
				case look.name == "contrast", look.name == "spoken", sc.name == "large": // laid out as the usual look; the longest words will do
					langs = []string{"uk", "de"}
				}
				r := newRigOn(t, sc.w, sc.h, sc.panel)
				room := r.roomFor(look.modes)
				if look.modes.Low && !room.Low { // not offered here
					if look.name != "all" {
						continue
					}
					look.modes.Low, langs = false, []string{"pl"} // in longer languages a few words are smaller, or under a key
					room = r.roomFor(look.modes)
				}
				for _, lang := range langs {
					for _, s := range tour(t, o, lang, look.modes, room) {
						if look.name != "usual" && !few.MatchString(s.name) {
							continue
						}
						if room.Compact && look.name != "usual" && strings.HasPrefix(s.name, "nopaper-") {
							continue // the words about the printer are more than half of a small glass in large letters
						}
						r.deaf = true
						r.screen.Show(s.view)
						screens++
						where := look.name + " " + lang + " " + s.name
						for _, p := range check(r, s.view, float32(sc.panel.MM(r.win.Canvas().Size()))*4) {
							t.Errorf("%s: %s", where, p)
						}
						if bare := r.screen.Ragged(); look.name == "usual" && !room.Compact && len(bare) > 0 {
							t.Errorf("%s: no icon on %q, beside keys that have one", where, bare)
						}
						m.take(r, s.view, sc.panel.MM(r.win.Canvas().Size()), where)
					}
				}
			}
			distance := float32(60)
			if sc.panel.Distance != 0 {
				distance = sc.panel.Distance
			}
			t.Logf("%d screens; capital letters to be read at %.0f cm at least %v, where it is crowded %v, others %v; targets %v; gaps %v", screens, distance, m.read, m.crowded, m.rest, m.target, m.gap)
			for _, x := range []struct {
				what string
				got  worst
				want float32
			}{{"capital letter that must be read", m.read, 7.3 * distance / 60}, {"capital letter that must be read where it is crowded", m.crowded, leastCrowded}, {"other capital letter", m.rest, 4.8}, {"target", m.target, 25}, {"gap", m.gap, 8}} {
				if x.got.where != "" && x.got.mm < x.want*0.99 { // glyphs stand on a grid
					t.Errorf("%s: %v, want %.1f mm", x.what, x.got, x.want)
				}
			}
		})
	}
}

// take measures what is shown.
func (m *measures) take(r *rig, v kiosk.View, mm float32, where string) {
	must := r.screen.MustRead()
	walk(r.win.Content(), func(s spot) {
		x, ok := s.o.(*canvas.Text)
		if !ok || !s.visible || x.Text == "" {
			return
		}
		h := x.TextSize * capital * mm
		if must[x] {
			w := &m.read
			if r.room.Compact || v.Modes.Low || v.Modes.Large && v.Modes.Easy {
				w = &m.crowded
			}
			w.see(h, where+" "+x.Text)
		} else {
			m.rest.see(h, where+" "+x.Text)
		}
	})
	bs := r.buttons()
	for i, b := range bs {
		m.target.see(min(b.size.Width, b.size.Height)*mm, where+" "+b.says)
		for _, c := range bs[:i] {
			dx := max(b.at.X-c.at.X-c.size.Width, c.at.X-b.at.X-b.size.Width)
			dy := max(b.at.Y-c.at.Y-c.size.Height, c.at.Y-b.at.Y-b.size.Height)
			if v.Warning == 0 {
				m.gap.see(max(dx, dy)*mm, where+" "+b.says+" and "+c.says)
			}
		}
	}
}

// check looks at all visible texts and returns what is wrong. u is what two boxes may share.
func check(r *rig, v kiosk.View, u float32) (problems []string) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	var all strings.Builder
	var boxes []spot
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
		if s.at.X < -1 || s.at.Y < -1 || s.at.X+s.size.Width > screen.Width+1 || s.at.Y+s.size.Height > screen.Height+1 {
			wrong("%q leaves the screen: %v %v", x.Text, s.at, s.size)
		}
		switch x.Alignment {
		case fyne.TextAlignCenter:
			s.at.X += (s.size.Width - need.Width) / 2
		case fyne.TextAlignTrailing:
			s.at.X += s.size.Width - need.Width
		}
		s.size.Width = need.Width
		boxes = append(boxes, s)
	})
	for _, w := range words(v, r.room.Compact) {
		if !strings.Contains(all.String(), plain(w)) {
			wrong("%q is not there whole", w)
		}
	}
	for _, b := range r.buttons() {
		if b.at.X < 0 || b.at.Y < 0 || b.at.X+b.size.Width > screen.Width+1 || b.at.Y+b.size.Height > screen.Height+1 {
			wrong("the button %q leaves the screen", b.says)
		}
	}
	if v.Warning > 0 || v.Palm { // these lie over others
		return problems
	}
	for _, b := range r.buttons() { // whose own words are within it
		for _, a := range boxes {
			if over := overlap(a, b.spot); over > u && over < min(a.size.Width, a.size.Height)-1 {
				wrong("%q lies under the button %q by %.0f px", a.o.(*canvas.Text).Text, b.says, over)
			}
		}
	}
	for i, a := range boxes {
		for _, b := range boxes[:i] {
			if overlap(a, b) > max(u/4, 1) {
				wrong("%q lies on %q by %.0f px", a.o.(*canvas.Text).Text, b.o.(*canvas.Text).Text, overlap(a, b))
			}
		}
	}
	return problems
}

// words are the texts of a View that must be there whole.
func words(v kiosk.View, compact bool) []string {
	all := []string{v.Clock}
	if !compact && v.Screen != kiosk.Search {
		all = append(all, v.Title)
	}
	for _, t := range v.Tiles {
		all = append(all, t.Title)
		if v.Screen != kiosk.Search {
			all = append(all, t.Sub)
		} else {
			break // how many fit is the screen's
		}
	}
	for _, t := range v.Options {
		all = append(all, t.Title, t.Sub)
	}
	if !compact {
		for _, t := range v.Extras {
			all = append(all, t.Title)
		}
	}
	if c := v.Service; c != nil {
		if v.Screen == kiosk.Service {
			all = append(all, c.Info, c.Status, c.NoPaper)
			if c.Info == "" {
				all = append(all, c.Name)
			}
			if c.Info == "" && c.NoPaper == "" && !compact && !v.Modes.Low && !v.Modes.Large && !v.Modes.Easy { // elsewhere the ticket says it
				all = append(all, c.Before, c.Wait)
			}
		}
	}
	if c := v.Ticket; c != nil {
		all = append(all, c.Number, c.Place)
		if !v.Modes.Large && !compact { // on less room the arrow shows the way
			all = append(all, c.Service, c.Zone, c.Way)
		}
		if c.Paper == kiosk.PaperNone {
			all = append(all, c.Words)
		}
		if !compact && !v.Modes.Large { // room for one of both
			all = append(all, c.Ahead, c.Wait, c.Words)
		}
	}
	if n := v.Notice; n != nil {
		if all = append(all, n.Title, n.Text, n.Label); !compact || !v.Modes.Large { // the page before has the list as well
			all = append(all, n.Second)
		}
		all = append(all, n.Points...)
	}
	return all
}

// overlap is the lesser side of what two boxes share.
func overlap(a, b spot) float32 {
	w := min(a.at.X+a.size.Width, b.at.X+b.size.Width) - max(a.at.X, b.at.X)
	h := min(a.at.Y+a.size.Height, b.at.Y+b.size.Height) - max(a.at.Y, b.at.Y)
	return float32(math.Min(float64(w), float64(h)))
}

// Documents, fees and every page of them are shown somewhere: here, or behind the button that says so.
func TestPapersAreReadableSomewhere(t *testing.T) {
	everyPage(t)
	o := sample(t)
	for _, sc := range screens {
		r := newRigOn(t, sc.w, sc.h, sc.panel)
		for _, look := range looks {
			room := r.roomFor(look.modes)
			if sc.name == "small-portrait" && look.modes.Large { // three fees with long names are higher than this glass
				continue
			}
			seen := map[string]string{}
			want := map[string]kiosk.View{}
			for _, s := range tour(t, o, "de", look.modes, room) {
				if s.view.Service == nil {
					continue
				}
				r.deaf = true
				r.screen.Show(s.view)
				id := s.view.Service.ID
				want[id] = s.view
				walk(r.win.Content(), func(x spot) {
					if c, ok := x.o.(*canvas.Text); ok && x.visible {
						seen[id] += plain(c.Text)
					}
				})
			}
			for id, v := range want {
				for _, w := range append([]string{v.Service.PayAt}, v.Service.Documents...) {
					if !strings.Contains(seen[id], plain(w)) {
						t.Errorf("%s %s %s: %q is nowhere", sc.name, look.name, id, w)
					}
				}
				for _, f := range v.Service.Fees {
					if !strings.Contains(seen[id], plain(f.Amount)) || !strings.Contains(seen[id], plain(f.What)) {
						t.Errorf("%s %s %s: fee %v is nowhere", sc.name, look.name, id, f)
					}
				}
			}
		}
	}
}
