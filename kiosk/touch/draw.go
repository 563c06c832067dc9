package touch

import (
	"embed"
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

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
	name, stroke string
	side         float32
}

func newPicture() *picture {
	return &picture{Image: &canvas.Image{FillMode: canvas.ImageFillContain}}
}

func (p *picture) set(name, stroke string) {
	if name != p.name || stroke != p.stroke {
		p.name, p.stroke = name, stroke
		p.draw()
	}
}

// put gives the icon its place, a square.
func (p *picture) put(r rect) {
	r.move(p.Image)
	if r.w != p.side {
		p.side = r.w
		p.draw()
	}
}

func (p *picture) draw() {
	if p.name == "" || p.side <= 0 {
		return
	}
	p.Resource = drawing(p.name, p.stroke, p.side)
	p.Refresh()
}

// plane is a rectangle that changes in place.
type plane struct{ *canvas.Rectangle }

func newPlane(c fyne.ThemeColorName, radius float32) plane {
	r := canvas.NewRectangle(palette[c])
	r.CornerRadius = radius
	return plane{r}
}

// newCard is a white plane with an edge and a soft shadow.
func newCard() plane {
	p := newPlane(ColorCard, 0)
	p.StrokeColor, p.StrokeWidth = palette[ColorEdge], 1
	p.Shadow = shadow
	return p
}

var shadow = canvas.Shadow{Color: color.NRGBA{11, 30, 70, 38}, BlurRadius: 14, Offset: fyne.NewPos(0, 4)}

func (p plane) fill(c color.Color) {
	if p.FillColor != c {
		p.FillColor = c
		p.Refresh()
	}
}

func (p plane) put(r rect, radius float32) {
	if p.CornerRadius != radius {
		p.CornerRadius = radius
		p.Refresh()
	}
	r.move(p.Rectangle)
}

// badgeIcon is a white icon on a plane of a colour.
type badgeIcon struct {
	plane plane
	icon  *picture
}

func newBadge() badgeIcon { return badgeIcon{newPlane(ColorGrey, 0), newPicture()} }

func (b badgeIcon) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.plane.Rectangle, b.icon.Image}
}

func (b badgeIcon) set(icon string, c color.Color) {
	b.plane.fill(c)
	b.icon.set(icon, white)
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
