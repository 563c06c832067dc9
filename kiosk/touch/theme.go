package touch

import (
	"image/color"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"bileter/internal/font"
)

// Colours of our own.
const (
	ColorInk     fyne.ThemeColorName = "bileter.ink"     // what must be read
	ColorMuted   fyne.ThemeColorName = "bileter.muted"   // what may be read
	ColorCard    fyne.ThemeColorName = "bileter.card"    // a tile
	ColorPressed fyne.ThemeColorName = "bileter.pressed" // under a finger
	ColorShut    fyne.ThemeColorName = "bileter.shut"    // a tile that cannot be had now
	ColorGrey    fyne.ThemeColorName = "bileter.grey"    // badge of such a tile
	ColorEdge    fyne.ThemeColorName = "bileter.edge"
	ColorBrand   fyne.ThemeColorName = "bileter.brand"
	ColorBrand2  fyne.ThemeColorName = "bileter.brand2" // the header's other end
	ColorDeep    fyne.ThemeColorName = "bileter.deep"   // a brand button under a finger
	ColorOnBrand fyne.ThemeColorName = "bileter.onbrand"
	ColorSoft    fyne.ThemeColorName = "bileter.soft" // a tinted plane on a card
	ColorGood    fyne.ThemeColorName = "bileter.good"
	ColorNote    fyne.ThemeColorName = "bileter.note"   // what needs attention
	ColorNoteBg  fyne.ThemeColorName = "bileter.notebg" // its plane
	ColorScrim   fyne.ThemeColorName = "bileter.scrim"  // over what is covered
)

// Sizes of text of our own, in u (see frame).
const (
	SizeTitle  fyne.ThemeSizeName = "bileter.title"
	SizeTile   fyne.ThemeSizeName = "bileter.tile"
	SizeText   fyne.ThemeSizeName = "bileter.text"
	SizeSmall  fyne.ThemeSizeName = "bileter.small"
	SizeNumber fyne.ThemeSizeName = "bileter.number"
)

var palette = map[fyne.ThemeColorName]color.NRGBA{
	ColorInk:     hex("#13213c"),
	ColorMuted:   hex("#46546e"),
	ColorCard:    hex("#ffffff"),
	ColorPressed: hex("#dbe7fb"),
	ColorShut:    hex("#e3e8ef"),
	ColorGrey:    hex("#67748a"),
	ColorEdge:    hex("#d3dbe6"),
	ColorBrand:   hex("#0b3d91"),
	ColorBrand2:  hex("#1457b5"),
	ColorDeep:    hex("#072a66"),
	ColorOnBrand: hex("#ffffff"),
	ColorSoft:    hex("#eef3fb"),
	ColorGood:    hex("#0d6b3c"),
	ColorNote:    hex("#7a4300"),
	ColorNoteBg:  hex("#fff3da"),
	ColorScrim:   {10, 20, 44, 168},

	theme.ColorNameBackground: hex("#eef1f6"),
	theme.ColorNameForeground: hex("#13213c"),
}

var sizes = map[fyne.ThemeSizeName]float32{
	SizeTitle: 60, SizeTile: 42, SizeText: 36, SizeSmall: 29, SizeNumber: 330,
}

var fonts = map[bool]fyne.Resource{
	false: fyne.NewStaticResource("Inter-Regular.otf", font.Regular),
	true:  fyne.NewStaticResource("Inter-SemiBold.otf", font.Bold),
}

// Theme is the light theme of the kiosk: one typeface in two weights, and colours whose contrast a test holds.
type Theme struct{}

// Color returns our colours, and Fyne's light ones for names that are not ours.
func (*Theme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := palette[n]; ok {
		return c
	}
	return theme.DefaultTheme().Color(n, theme.VariantLight)
}

// Font is Inter.
func (*Theme) Font(s fyne.TextStyle) fyne.Resource { return fonts[s.Bold] }

// Icon is Fyne's; our own icons are not themed.
func (*Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

// Size returns our sizes in u, and Fyne's for names that are not ours.
func (*Theme) Size(n fyne.ThemeSizeName) float32 {
	if s, ok := sizes[n]; ok {
		return s
	}
	return theme.DefaultTheme().Size(n)
}

// hex reads "#rrggbb"; anything else is a calm grey.
func hex(s string) color.NRGBA {
	v, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != 7 {
		return color.NRGBA{0x47, 0x55, 0x69, 0xff}
	}
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}
}

// badge makes a colour from the set-up dark enough for white lines on it.
func badge(s string) color.NRGBA {
	c := hex(s)
	for contrast(c, palette[ColorOnBrand]) < 4.5 {
		c.R, c.G, c.B = uint8(float64(c.R)*0.92), uint8(float64(c.G)*0.92), uint8(float64(c.B)*0.92)
	}
	return c
}
