package setup

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"bileter/kiosk/touch/icons"
)

var (
	ink    = color.NRGBA{0x13, 0x21, 0x3c, 0xff}
	muted  = color.NRGBA{0x46, 0x54, 0x6e, 0xff}
	ground = color.NRGBA{0xee, 0xf1, 0xf6, 0xff}
	card   = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	edge   = color.NRGBA{0xd3, 0xdb, 0xe6, 0xff}
	brand  = color.NRGBA{0x0b, 0x3d, 0x91, 0xff}
	press  = color.NRGBA{0xdb, 0xe7, 0xfb, 0xff}
	deep   = color.NRGBA{0x07, 0x2a, 0x66, 0xff}
	dead   = color.NRGBA{0xc9, 0xd3, 0xda, 0xff}
	good   = color.NRGBA{0x1d, 0x6b, 0x3a, 0xff}
	bad    = color.NRGBA{0x9b, 0x1c, 0x1c, 0xff}
)

// key is what a finger presses: a caption on a plane, or an icon on a colour. It answers to the finger's release.
type key struct {
	widget.BaseWidget
	plane *canvas.Rectangle
	text  *canvas.Text
	icon  *canvas.Image
	main  bool        // the one thing to do here
	fill  color.Color // of an icon's plane; nil: a usual key
	tap   func()      // nil: dead
	down  bool
	touch func() // told of every finger
}

var (
	_ fyne.Tappable     = (*key)(nil)
	_ desktop.Mouseable = (*key)(nil)
	_ desktop.Hoverable = (*key)(nil)
)

func newKey(caption string, touched func()) *key {
	k := &key{plane: canvas.NewRectangle(card), text: canvas.NewText(caption, brand), icon: &canvas.Image{FillMode: canvas.ImageFillContain}, touch: touched}
	k.text.Alignment, k.text.TextStyle.Bold = fyne.TextAlignCenter, true
	k.plane.StrokeColor, k.plane.StrokeWidth = edge, 1
	k.ExtendBaseWidget(k)
	return k
}

// set changes caption and deed in place: nothing is rebuilt under a finger.
func (k *key) set(caption string, tap func()) {
	k.text.Text, k.tap = caption, tap
	k.paint()
}

// picture makes the key show an icon on a colour.
func (k *key) picture(name string, fill color.Color) {
	k.fill = fill
	if b, err := icons.Files.ReadFile(name + ".svg"); err == nil {
		k.icon.Resource = fyne.NewStaticResource(name+".svg", b)
	} else {
		k.icon.Resource = nil
	}
	k.icon.Refresh()
	k.paint()
}

func (k *key) paint() {
	fill, letters := color.Color(card), brand
	switch {
	case k.fill != nil:
		fill = k.fill
	case k.main && k.tap == nil:
		fill, letters = dead, card
	case k.main && k.down:
		fill, letters = deep, card
	case k.main:
		fill, letters = brand, card
	case k.tap == nil:
		letters = dead
	case k.down:
		fill = press
	}
	k.plane.FillColor, k.text.Color = fill, letters
	k.plane.Refresh()
	k.text.Refresh()
}

func (k *key) look(down bool) {
	if k.down != down {
		k.down = down && k.tap != nil
		k.paint()
	}
}

// Tapped is the release of a finger where it came down.
func (k *key) Tapped(*fyne.PointEvent) {
	k.look(false)
	if k.tap != nil {
		k.tap()
	}
}

// MouseDown is a finger's arrival.
func (k *key) MouseDown(*desktop.MouseEvent) { k.look(true); k.touch() }

// MouseUp is its release.
func (k *key) MouseUp(*desktop.MouseEvent) { k.look(false) }

// MouseIn and MouseMoved do nothing: a finger does not hover.
func (k *key) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (k *key) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is a finger that slides off.
func (k *key) MouseOut() { k.look(false) }

// CreateRenderer makes the key its own renderer.
func (k *key) CreateRenderer() fyne.WidgetRenderer { return k }

// Layout fills the key.
func (k *key) Layout(s fyne.Size) {
	k.plane.Resize(s)
	k.plane.CornerRadius = min(s.Height, s.Width) * 0.22
	k.text.Resize(s)
	side := min(s.Width, s.Height) * 0.66
	k.icon.Resize(fyne.NewSize(side, side))
	k.icon.Move(fyne.NewPos((s.Width-side)/2, (s.Height-side)/2))
}

// MinSize is small: the page gives sizes.
func (k *key) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// Refresh repaints.
func (k *key) Refresh() { k.paint() }

// Objects are what is drawn.
func (k *key) Objects() []fyne.CanvasObject {
	if k.fill != nil {
		return []fyne.CanvasObject{k.plane, k.icon}
	}
	return []fyne.CanvasObject{k.plane, k.text}
}

// Destroy frees nothing.
func (k *key) Destroy() {}

// hex reads "#rrggbb"; anything else is a calm grey.
func hex(s string) color.NRGBA {
	var v uint32
	s = strings.ToLower(strings.TrimPrefix(s, "#"))
	if len(s) != 6 {
		return muted
	}
	for _, c := range s {
		i := strings.IndexRune("0123456789abcdef", c)
		if i < 0 {
			return muted
		}
		v = v<<4 | uint32(i)
	}
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}
}
