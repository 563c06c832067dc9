package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// maxLanguages is how many languages have a button.
const maxLanguages = 4

// foot is the languages, and the way to the modes. Where the languages do not fit beside each other, one button leads
// to them.
type foot struct {
	s        *Screen
	box      *fyne.Container
	bar      *plane
	line     *plane
	langs    [maxLanguages]*button
	language *button // all of them
	access   *button
	low      *button
}

func newFoot(s *Screen) *foot {
	f := &foot{s: s, bar: s.newPlane(ColorCard), line: s.newPlane(ColorLine)}
	f.box = container.NewWithoutLayout(f.bar.Rectangle, f.line.Rectangle)
	for i := range f.langs {
		f.langs[i] = newButton(s, pill)
	}
	f.language, f.access, f.low = newButton(s, second), newButton(s, second), newButton(s, second)
	for _, b := range f.buttons() {
		f.box.Add(b)
		b.Hide()
	}
	return f
}

func (f *foot) buttons() []*button {
	return append(f.langs[:len(f.langs):len(f.langs)], f.language, f.access, f.low)
}

func (f *foot) object() fyne.CanvasObject { return f.box }

func (f *foot) place(frame) { f.arrange() }

// languagesWidth is what the languages' names want in a row, in u.
func (s *Screen) languagesWidth() float32 {
	w := float32(0)
	for _, l := range s.view.Languages[:min(len(s.view.Languages), maxLanguages)] {
		w += measure(l.Name, true, s.style.size(SizeText)) + 46 + gap
	}
	return max(0, w-gap)
}

// touchable are those of some buttons that do something now.
func touchable(bs ...*button) (some []*button) {
	for _, b := range bs {
		if b.tap != nil {
			some = append(some, b)
		}
	}
	return some
}

// shown are the buttons that share a row with those of nav.
func (f *foot) shown() []*button { return touchable(f.language, f.access, f.low) }

func (f *foot) arrange() {
	fr := f.s.frame
	if fr.u == 0 {
		return
	}
	g := gap * fr.u
	first, rest := touchable(f.langs[:]...), touchable(f.language, f.access, f.low)
	row, bar := fr.bar[0], fr.foot
	if len(fr.bar) > 1 && len(rest) == 0 && f.s.view.Screen != kiosk.Issuing { // one row; while a number comes nothing moves
		row = fr.bar[1]
		bar = bar.below(bar.y + row.y - fr.bar[0].y)
	}
	f.bar.put(bar, 0)
	f.line.put(bar.top(2*fr.u), 0)
	for _, p := range []*plane{f.bar, f.line} {
		visible(p.Rectangle, !f.s.view.Deaf)
	}
	switch {
	case fr.compact: // nav lays them out with its own
	case len(fr.bar) > 1:
		spread(row, g, first)
		spread(fr.bar[1], g, rest)
	case len(first) > 0:
		w := f.s.languagesWidth() * fr.u * 1.04
		if len(rest) == 0 {
			w = fr.bar[0].w
		}
		spread(fr.bar[0].left(w), g, first)
		spread(fr.bar[0].beside(fr.bar[0].x+w+g), g, rest)
	default:
		spread(fr.bar[0], g, rest)
	}
}

func (f *foot) show(v kiosk.View) {
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	fr := f.s.frame
	many := len(v.Languages) > 1
	for i, b := range f.langs {
		if !many || fr.folded || i >= len(v.Languages) {
			b.set("", "", nil)
			continue
		}
		l := v.Languages[i]
		b.set(l.Name, "", kiosk.SetLang{Lang: l.Code})
		b.choose(l.On)
	}
	var language, access, low kiosk.Input
	if many && fr.folded && v.Screen != kiosk.Languages {
		language = kiosk.Open{Screen: kiosk.Languages}
	}
	switch v.Screen {
	case kiosk.Issuing, kiosk.Undone, kiosk.NoOffice:
	default:
		if v.Screen != kiosk.Access && v.Screen != kiosk.Ticket {
			access = kiosk.Open{Screen: kiosk.Access}
		}
		if worthLow(fr) {
			low = kiosk.SetMode{Mode: kiosk.Low, On: !v.Modes.Low}
		}
	}
	if v.Deaf {
		language, access, low = nil, nil, nil
	}
	f.language.set(text.Name(v.Lang), "language", language)
	f.access.set(say("access"), "access", access)
	if v.Modes.Low {
		f.low.set(say("mode_high_key"), "high", low)
	} else {
		f.low.set(say("mode_low_key"), "low", low)
	}
	f.arrange()
}
