package touch

import (
	"embed"
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bileter/internal/town"
	"bileter/kiosk"
)

//go:embed icons/*.svg
var icons embed.FS

// white and width are the stroke in the icons' files, whose box is 48 wide.
const (
	white   = "#ffffff"
	width   = `stroke-width="3"`
	iconBox = 48
)

// drawings are the icons made so far, by name, colour and size: few, and never more than these allow.
var drawings = map[string]fyne.Resource{}

// drawing returns an icon with strokes of a colour, to be drawn so many pixels large. The painter scales paths, but not
// the width of their strokes. A name that does not exist draws "document".
func drawing(name, stroke string, side float32) fyne.Resource {
	px := fmt.Sprintf(`stroke-width="%.1f"`, max(2, 3*side/iconBox))
	key := name + " " + stroke + " " + px
	if r := drawings[key]; r != nil {
		return r
	}
	b, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		b, err = icons.ReadFile("icons/document.svg")
		if err != nil {
			panic(err) // embedded
		}
	}
	r := fyne.NewStaticResource(key+".svg", []byte(strings.NewReplacer(white, stroke, width, px).Replace(string(b))))
	drawings[key] = r
	return r
}

// picture is an icon that changes in place.
type picture struct {
	*canvas.Image
	s    *Screen
	name string
	ink  fyne.ThemeColorName
	side float32
}

func (s *Screen) newPicture() *picture {
	p := &picture{Image: &canvas.Image{FillMode: canvas.ImageFillContain}, s: s, ink: ColorBrand}
	s.styled = append(s.styled, p)
	return p
}

func (p *picture) set(name string, ink fyne.ThemeColorName) {
	if name != p.name || ink != p.ink {
		p.name, p.ink = name, ink
		p.restyle()
	}
}

// put gives the icon its place, a square.
func (p *picture) put(r rect) {
	r.move(p.Image)
	if r.w != p.side {
		p.side = r.w
		p.restyle()
	}
}

// restyle draws the icon in the colour of the look.
func (p *picture) restyle() {
	if p.name == "" || p.side <= 0 {
		return
	}
	p.Resource = drawing(p.name, town.String(p.s.color(p.ink)), p.side)
	p.Refresh()
}

// plane is a rectangle that changes in place.
type plane struct {
	*canvas.Rectangle
	s          *Screen
	paint      fyne.ThemeColorName // empty: a colour of its own
	edge       fyne.ThemeColorName // empty: none
	edgeWidth  float32
	edgeShadow bool
}

func (s *Screen) newPlane(c fyne.ThemeColorName) *plane {
	p := &plane{Rectangle: canvas.NewRectangle(s.color(c)), s: s, paint: c}
	s.styled = append(s.styled, p)
	return p
}

// newCard is a white plane with a line around it and a soft shadow, to be read.
func (s *Screen) newCard() *plane {
	p := s.newPlane(ColorCard)
	p.edge, p.edgeWidth, p.edgeShadow = ColorLine, 1, true
	p.restyle()
	return p
}

// newTouchable is a card with an edge that tells that it can be touched.
func (s *Screen) newTouchable() *plane {
	p := s.newCard()
	p.edge, p.edgeWidth = ColorEdge, 2
	p.restyle()
	return p
}

// shadow is what the plane casts: soft, 14 u wide and 4 u low.
func (p *plane) shadow() canvas.Shadow {
	if !p.edgeShadow || p.s.modes.Contrast {
		return canvas.Shadow{}
	}
	u := p.s.unit()
	return canvas.Shadow{Color: color.NRGBA{11, 30, 70, 38}, BlurRadius: 14 * u, Offset: fyne.NewPos(0, 4*u)}
}

// restyle takes over a new look.
func (p *plane) restyle() {
	if p.paint != "" {
		p.FillColor = p.s.color(p.paint)
	}
	if p.edge != "" {
		p.StrokeColor, p.StrokeWidth = p.s.color(p.edge), p.edgeWidth
		if p.s.modes.Contrast {
			p.StrokeWidth = max(3, 2*p.edgeWidth)
		}
	}
	p.Shadow = p.shadow()
	p.Refresh()
}

// colour paints the plane in a colour of the look.
func (p *plane) colour(c fyne.ThemeColorName) {
	p.paint = c
	if v := p.s.color(c); p.FillColor != v {
		p.FillColor = v
		p.Refresh()
	}
}

// fill paints the plane in a colour of its own.
func (p *plane) fill(c color.Color) {
	p.paint = ""
	if p.FillColor != c {
		p.FillColor = c
		p.Refresh()
	}
}

// press takes the shadow and paints, as if the plane went down under a finger.
func (p *plane) press(down bool, c fyne.ThemeColorName) {
	if p.edgeShadow == down {
		p.edgeShadow = !down
		p.paint = c
		p.restyle()
		return
	}
	p.colour(c)
}

func (p *plane) put(r rect, radius float32) {
	if shadow := p.shadow(); p.CornerRadius != radius || p.Shadow != shadow {
		p.CornerRadius, p.Shadow = radius, shadow
		p.Refresh()
	}
	r.move(p.Rectangle)
}

// at is where the plane stands in its container.
func (p *plane) at() rect {
	return rect{p.Position().X, p.Position().Y, p.Size().Width, p.Size().Height}
}

// badgeIcon is a white icon on a plane of a colour.
type badgeIcon struct {
	plane *plane
	icon  *picture
}

func (s *Screen) newBadge() badgeIcon {
	b := badgeIcon{s.newPlane(ColorGrey), s.newPicture()}
	b.icon.ink = ColorOnBadge
	b.plane.edge, b.plane.edgeWidth = ColorOnBadge, 0
	return b
}

func (b badgeIcon) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.plane.Rectangle, b.icon.Image}
}

func (b badgeIcon) set(icon string, c color.Color) {
	b.plane.fill(c)
	b.icon.set(icon, ColorOnBadge)
}

func (b badgeIcon) put(r rect) {
	b.plane.put(r, r.w*0.24)
	b.icon.put(r.in(r.w * 0.19))
}

// floor lies under everything, so that every finger is noticed.
type floor struct{ press }

func newFloor(s *Screen) *floor {
	f := &floor{press{screen: s, paint: func() {}, layout: func(fyne.Size) {}}}
	f.ExtendBaseWidget(f)
	return f
}

func (f *floor) place(frame)               {}
func (f *floor) show(kiosk.View)           {}
func (f *floor) object() fyne.CanvasObject { return f }

var _ fyne.Widget = (*floor)(nil)
