package touch

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bileter/kiosk"
)

// kind is how a button looks.
type kind int

const (
	primary kind = iota // the one thing to do here
	second              // another way
	pill                // a choice of several, with one chosen
)

// button is a caption, perhaps with an icon beside it.
type button struct {
	press
	kind    kind
	chosen  bool // pill
	card    plane
	icon    *picture
	iconAt  fyne.TextAlign // leading or trailing
	iconFor string
	caption *block
}

func newButton(s *Screen, k kind) *button {
	size := SizeText
	if k == primary {
		size = SizeTile
	}
	b := &button{kind: k, card: newCard(), icon: newPicture(), caption: newBlock(2, size, ColorInk, true).middle()}
	b.caption.aligned(fyne.TextAlignCenter)
	b.caption.least = 0.62
	if k != second {
		b.card.StrokeWidth = 0
	}
	b.screen, b.paint, b.layout = s, b.repaint, b.arrange
	b.objects = []fyne.CanvasObject{b.card.Rectangle, b.icon.Image, b.caption.box}
	b.ExtendBaseWidget(b)
	s.buttons = append(s.buttons, &b.press)
	b.repaint()
	return b
}

// set changes what the button says and does; nothing to do hides it.
func (b *button) set(caption, icon string, tap kiosk.Input) {
	b.tap = tap
	visible(b, tap != nil)
	if tap == nil {
		return
	}
	again := (icon == "") != (b.iconFor == "")
	b.iconFor = icon
	if again {
		b.arrange(b.Size())
	}
	b.caption.set(caption)
	b.repaint()
}

func (b *button) choose(on bool) {
	if b.chosen != on {
		b.chosen = on
		b.repaint()
	}
}

func (b *button) colours() (fill color.NRGBA, ink fyne.ThemeColorName) {
	switch {
	case b.kind == primary && b.pressed:
		return palette[ColorDeep], ColorOnBrand
	case b.kind == primary, b.kind == pill && b.chosen:
		return palette[ColorBrand], ColorOnBrand
	case b.pressed:
		return palette[ColorPressed], ColorBrand
	case b.kind == pill:
		return palette[ColorSoft], ColorBrand
	}
	return palette[ColorCard], ColorBrand
}

func (b *button) repaint() {
	fill, ink := b.colours()
	sh := shadow
	if b.pressed || b.kind == pill {
		sh = canvas.Shadow{}
	}
	if b.card.FillColor != fill || b.card.Shadow != sh {
		b.card.FillColor, b.card.Shadow = fill, sh
		b.card.Refresh()
	}
	b.caption.colour(ink)
	visible(b.icon.Image, b.iconFor != "")
	if b.iconFor != "" {
		b.icon.set(b.iconFor, css(palette[ink]))
	}
}

func (b *button) arrange(s fyne.Size) {
	u := b.unit()
	r := rect{0, 0, s.Width, s.Height}
	radius := min(s.Height*0.3, 30*u)
	if b.kind == pill {
		radius = s.Height / 2
	}
	b.card.put(r, radius)
	in := rect{16 * u, 6 * u, s.Width - 32*u, s.Height - 12*u}
	if b.iconFor == "" {
		b.caption.put(in, u)
		return
	}
	side := 52 * u
	icon := rect{36 * u, (s.Height - side) / 2, side, side}
	text := rect{icon.right() + 16*u, in.y, s.Width - 2*(icon.right()+16*u), in.h}
	if text.w < 5*side { // no room for a caption in the middle
		text.w = s.Width - text.x - 16*u
	}
	if b.iconAt == fyne.TextAlignTrailing {
		icon.x = s.Width - icon.right()
		text.x = s.Width - text.right()
	}
	b.icon.put(icon)
	b.caption.put(text, u)
}

// unit is u of the screen's frame.
func (b *button) unit() float32 { return b.screen.unit() }

func (s *Screen) unit() float32 {
	if s.size.IsZero() {
		return 1
	}
	return newFrame(s.size).u
}

// css writes a colour as in an SVG.
func css(c color.NRGBA) string {
	const digits = "0123456789abcdef"
	s := []byte{'#'}
	for _, v := range []uint8{c.R, c.G, c.B} {
		s = append(s, digits[v>>4], digits[v&15])
	}
	return string(s)
}
