package touch

import (
	"image/color"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"bileter/internal/town"
	"bileter/kiosk"
)

// Colours of our own.
const (
	ColorInk     fyne.ThemeColorName = "bileter.ink"     // what must be read
	ColorMuted   fyne.ThemeColorName = "bileter.muted"   // what may be read
	ColorCard    fyne.ThemeColorName = "bileter.card"    // a tile
	ColorPressed fyne.ThemeColorName = "bileter.pressed" // under a finger
	ColorShut    fyne.ThemeColorName = "bileter.shut"    // a tile that cannot be had now
	ColorGrey    fyne.ThemeColorName = "bileter.grey"    // badge of such a tile
	ColorEdge    fyne.ThemeColorName = "bileter.edge"    // of what can be touched
	ColorLine    fyne.ThemeColorName = "bileter.line"    // of what can only be read
	ColorHead    fyne.ThemeColorName = "bileter.head"
	ColorHead2   fyne.ThemeColorName = "bileter.head2" // the header's other end
	ColorOnHead  fyne.ThemeColorName = "bileter.onhead"
	ColorBrand   fyne.ThemeColorName = "bileter.brand"
	ColorDeep    fyne.ThemeColorName = "bileter.deep" // a brand button under a finger
	ColorOnBrand fyne.ThemeColorName = "bileter.onbrand"
	ColorOnBadge fyne.ThemeColorName = "bileter.onbadge" // icons on colours
	ColorSoft    fyne.ThemeColorName = "bileter.soft"    // a tinted plane on a card
	ColorGood    fyne.ThemeColorName = "bileter.good"
	ColorNote    fyne.ThemeColorName = "bileter.note"    // what needs attention
	ColorNoteBg  fyne.ThemeColorName = "bileter.notebg"  // its plane
	ColorScrim   fyne.ThemeColorName = "bileter.scrim"   // over what is covered
	ColorFocus   fyne.ThemeColorName = "bileter.focus"   // ring of the keypad's focus, outer line
	ColorFocusIn fyne.ThemeColorName = "bileter.focusin" // inner line

	colorPage = theme.ColorNameBackground // what everything stands on
)

// palette is the colours of one look.
type palette map[fyne.ThemeColorName]color.NRGBA

// light is the usual look. What can be touched has an edge of 3:1 against both sides of it.
var light = palette{
	ColorInk:     hex("#13213c"),
	ColorMuted:   hex("#46546e"),
	ColorCard:    hex("#ffffff"),
	ColorPressed: hex("#dbe7fb"),
	ColorShut:    hex("#e6eaf1"),
	ColorGrey:    hex("#626f85"),
	ColorEdge:    hex("#77859c"),
	ColorLine:    hex("#d3dbe6"),
	ColorHead:    hex("#0b3d91"),
	ColorHead2:   hex("#1457b5"),
	ColorOnHead:  hex("#ffffff"),
	ColorBrand:   hex("#0b3d91"),
	ColorDeep:    hex("#072a66"),
	ColorOnBrand: hex("#ffffff"),
	ColorOnBadge: hex("#ffffff"),
	ColorSoft:    hex("#eef3fb"),
	ColorGood:    hex("#0d6b3c"),
	ColorNote:    hex("#7a4300"),
	ColorNoteBg:  hex("#fff3da"),
	ColorScrim:   {10, 20, 44, 168},
	ColorFocus:   hex("#13213c"),
	ColorFocusIn: hex("#ffd400"),

	theme.ColorNameBackground: hex("#eef1f6"),
	theme.ColorNameForeground: hex("#13213c"),
}

// strong is the look of high contrast: yellow and white on black, everything at 7:1 or more.
var strong = palette{
	ColorInk:     hex("#ffffff"),
	ColorMuted:   hex("#ffffff"),
	ColorCard:    hex("#000000"),
	ColorPressed: hex("#404000"),
	ColorShut:    hex("#000000"),
	ColorGrey:    hex("#000000"),
	ColorEdge:    hex("#ffe600"),
	ColorLine:    hex("#ffffff"),
	ColorHead:    hex("#000000"),
	ColorHead2:   hex("#000000"),
	ColorOnHead:  hex("#ffe600"),
	ColorBrand:   hex("#ffe600"),
	ColorDeep:    hex("#ffffff"),
	ColorOnBrand: hex("#000000"),
	ColorOnBadge: hex("#ffe600"),
	ColorSoft:    hex("#000000"),
	ColorGood:    hex("#ffffff"),
	ColorNote:    hex("#ffe600"),
	ColorNoteBg:  hex("#000000"),
	ColorScrim:   {0, 0, 0, 215},
	ColorFocus:   hex("#ffffff"),
	ColorFocusIn: hex("#000000"),

	theme.ColorNameBackground: hex("#000000"),
	theme.ColorNameForeground: hex("#ffffff"),
}

// Text below these is too small for somebody: least size by the kind of text, in u at a distance of 60 cm. A capital
// letter of Inter is 0.727 of its size: 7.3 mm for what must be read (EN 301 549, 5.1.4), 4.8 mm for the rest.
const (
	leastRead = 41
	leastRest = 27
)

// Sizes of text of our own, in u (see frame).
const (
	SizeTitle  fyne.ThemeSizeName = "bileter.title"
	SizeTile   fyne.ThemeSizeName = "bileter.tile"
	SizeText   fyne.ThemeSizeName = "bileter.text"
	SizeSmall  fyne.ThemeSizeName = "bileter.small" // need not be read
	SizeNumber fyne.ThemeSizeName = "bileter.number"
)

var sizes = map[fyne.ThemeSizeName]float32{
	SizeTitle: 60, SizeTile: 44, SizeText: leastRead, SizeSmall: 31, SizeNumber: 330,
}

// Look is what a town has of its own. The zero value is the program's own look, with motion.
type Look struct {
	Arms    *town.Arms
	Colours town.Colours
	Still   bool // no motion
}

// Dress gives the screen the look of a town. Before Start.
func (s *Screen) Dress(l Look) {
	s.look = l
	s.restyle()
}

// of is a palette with a town's colours in it.
func (p palette) of(c town.Colours) palette {
	if c == (town.Colours{}) {
		return p
	}
	p = maps.Clone(p)
	p[ColorBrand], p[ColorDeep], p[ColorSoft], p[ColorPressed] = c.Accent, c.Deep, c.Soft, c.Pressed
	p[ColorHead], p[ColorHead2] = c.Head, c.Head2
	return p
}

// style is what a client's modes, and the glass, make of the look.
type style struct {
	palette palette
	text    float32 // how much larger text is
	read    float32 // least size of what must be read, in u
	target  float32 // least height of what is touched, in u
	calm    bool    // no motion
}

// largeText is how much larger text is in the mode for it.
const largeText = 1.35

// Sides of what is touched, in u: 25 mm, and 35 mm in easy mode.
const (
	target     = 104
	easyTarget = 144
)

func newStyle(m kiosk.Modes, p Panel, l Look) style {
	st := style{palette: light.of(l.Colours), calm: l.Still, text: 1, read: leastRead * p.distance() / usualDistance, target: target}
	if m.Contrast {
		st.palette = strong
	}
	if m.Easy {
		st.target, st.calm = easyTarget, true
	}
	if m.Large {
		st.text = largeText
		st.read *= largeText
	}
	return st
}

// size is the usual size of a text, in u.
func (st style) size(n fyne.ThemeSizeName) float32 {
	switch v := sizes[n]; n {
	case SizeSmall:
		return v * (1 + (st.text-1)*0.6)
	case SizeNumber:
		return v
	default:
		return v * st.read / leastRead
	}
}

// least is the smallest size of a text, in u.
func (st style) least(n fyne.ThemeSizeName) float32 {
	switch n {
	case SizeSmall:
		return leastRest
	case SizeNumber:
		return 2 * st.read
	}
	return st.read
}

// color is a colour of the look in force.
func (s *Screen) color(n fyne.ThemeColorName) color.NRGBA { return s.style.palette[n] }

// badge makes a colour from the set-up dark enough for white lines on it; at high contrast there is only one.
func (s *Screen) badge(c string) color.NRGBA {
	if s.modes.Contrast {
		return s.color(ColorGrey)
	}
	return badge(c)
}
