package touch

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"bileter/internal/font"
	"bileter/internal/town"
)

var fonts = map[bool]fyne.Resource{
	false: fyne.NewStaticResource("Inter-Regular.otf", font.Regular),
	true:  fyne.NewStaticResource("Inter-SemiBold.otf", font.Bold),
}

// Theme is the theme of the kiosk: one typeface in two weights, and colours whose contrast a test holds.
type Theme struct{ Contrast bool }

// Color returns our colours, and Fyne's light ones for names that are not ours.
func (t *Theme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	p := light
	if t.Contrast {
		p = strong
	}
	if c, ok := p[n]; ok {
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
	if c, ok := town.Hex(s); ok {
		return c
	}
	return color.NRGBA{0x47, 0x55, 0x69, 0xff}
}

// badge makes a colour from the set-up dark enough for white lines on it.
func badge(s string) color.NRGBA {
	c := hex(s)
	for town.Contrast(c, light[ColorOnBadge]) < town.TextContrast {
		c.R, c.G, c.B = uint8(float64(c.R)*0.92), uint8(float64(c.G)*0.92), uint8(float64(c.B)*0.92)
	}
	return c
}
