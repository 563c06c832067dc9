package setup

import (
	"image/color"
	"regexp"
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

// key is what a finger presses: a caption on a plane, with an icon on a badge, or a row of a list. It answers to the
// finger's release.
type key struct {
	widget.BaseWidget
	plane, badge *canvas.Rectangle
	text, sub    *canvas.Text
	second       *canvas.Text // of a row: the second line of its name
	icon         *canvas.Image

	caption      string
	value, wrong string // of a row: how it stands, or what is wrong with it
	left         bool   // a row
	main         bool   // the one thing to do here
	chosen       bool
	faint        bool
	filled       bool    // has a badge
	high         bool    // a row with room for two lines of its name
	letters, u   float32 // sizes
	tap          func()  // nil: dead
	down         bool
	touch        func() // told of every finger
}

var (
	_ fyne.Tappable     = (*key)(nil)
	_ desktop.Mouseable = (*key)(nil)
	_ desktop.Hoverable = (*key)(nil)
)

func newKey(caption string, touched func()) *key {
	k := &key{caption: caption, plane: canvas.NewRectangle(card), badge: canvas.NewRectangle(muted), text: canvas.NewText(caption, brand), sub: canvas.NewText("", muted), second: canvas.NewText("", brand),
		icon: &canvas.Image{FillMode: canvas.ImageFillContain}, touch: touched, letters: 30, u: 1}
	k.text.TextStyle.Bold, k.second.TextStyle.Bold = true, true
	k.plane.StrokeColor, k.plane.StrokeWidth = edge, 1
	k.ExtendBaseWidget(k)
	return k
}

// set changes caption and deed in place: nothing is rebuilt under a finger.
func (k *key) set(caption string, tap func()) {
	k.caption, k.tap = caption, tap
	k.Layout(k.Size())
	k.paint()
}

// picture gives the key a badge: an icon on a colour; without a colour, none.
func (k *key) picture(name, colour string) {
	k.filled = colour != ""
	k.badge.FillColor = hex(colour)
	k.icon.Resource = nil
	if b, err := icons.Files.ReadFile(name + ".svg"); err == nil && k.filled {
		k.icon.Resource = fyne.NewStaticResource(name+".svg", b)
	}
	show(k.badge, k.filled)
	show(k.icon, k.icon.Resource != nil)
	k.icon.Refresh()
	k.badge.Refresh()
}

func (k *key) paint() {
	fill, letters := color.Color(card), brand
	switch {
	case k.main && k.tap == nil:
		fill, letters = dead, card
	case k.main && k.down:
		fill, letters = deep, card
	case k.main:
		fill, letters = brand, card
	case k.left:
		letters = ink
		if k.faint {
			letters = muted
		}
		if k.down {
			fill = press
		}
	case k.tap == nil:
		letters = dead
	case k.down:
		fill = press
	}
	k.plane.StrokeColor, k.plane.StrokeWidth = edge, 1
	if k.chosen {
		k.plane.StrokeColor, k.plane.StrokeWidth = brand, 5*k.u
		fill = press
	}
	k.sub.Color = muted
	if k.wrong != "" {
		k.sub.Color = bad
	}
	k.plane.FillColor, k.text.Color, k.second.Color = fill, letters, letters
	k.plane.Refresh()
	k.text.Refresh()
	k.second.Refresh()
	k.sub.Refresh()
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
	k.plane.CornerRadius = min(s.Height, s.Width, 90*k.u) * 0.18
	k.text.TextSize, k.second.TextSize, k.sub.TextSize = k.letters, k.letters, k.letters*0.84
	badge := s.Height * 0.72
	pad := (s.Height - badge) / 2
	if k.left { // beside words
		badge = min(badge, 66*k.u)
		pad = min(pad, 14*k.u)
	}
	x := float32(0)
	if k.filled {
		x = pad + badge
		if !k.left && k.caption == "" { // the badge is all there is
			pad = (s.Width - badge) / 2
		}
		k.badge.CornerRadius = badge * 0.22
		k.badge.Resize(fyne.NewSize(badge, badge))
		k.badge.Move(fyne.NewPos(pad, (s.Height-badge)/2))
		k.icon.Resize(fyne.NewSize(badge*0.7, badge*0.7))
		k.icon.Move(fyne.NewPos(pad+badge*0.15, (s.Height-badge*0.7)/2))
	}
	if !k.left {
		k.text.Alignment = fyne.TextAlignCenter
		k.text.Text = fit(k.caption, k.text, s.Width-x-8*k.u)
		k.text.Move(fyne.NewPos(x, 0))
		k.text.Resize(fyne.NewSize(s.Width-x, s.Height))
		k.sub.Text, k.second.Text = "", ""
		return
	}
	below := k.value
	if k.wrong != "" {
		below = "▲ " + k.wrong
	}
	x += 18 * k.u
	w := s.Width - x - 14*k.u
	k.text.Alignment = fyne.TextAlignLeading
	name := []string{k.caption, ""}
	if k.high {
		name = append(wrap(together(k.caption), k.text, w), "")
	}
	k.text.Text, k.sub.Text = fit(strings.TrimSpace(name[0]), k.text, w), fit(below, k.sub, w)
	k.second.Text = fit(strings.Join(name[1:], ""), k.second, w)
	h := k.letters * rowLine
	all := h
	if k.second.Text != "" {
		all += h
	}
	if below != "" {
		all += k.letters * subLine
	}
	y := (s.Height - all) / 2
	for _, t := range []*canvas.Text{k.text, k.second} {
		t.Move(fyne.NewPos(x, y))
		t.Resize(fyne.NewSize(w, h))
		if t.Text != "" {
			y += h
		}
	}
	k.sub.Move(fyne.NewPos(x, y))
	k.sub.Resize(fyne.NewSize(w, k.letters*subLine))
}

// Heights of the lines of a row, in sizes of its letters.
const (
	rowLine = 1.36
	subLine = 1.16
)

// oneLetter is a word of one letter, which stands at no line's end.
var oneLetter = regexp.MustCompile(`( \pL) `)

func together(s string) string { return oneLetter.ReplaceAllString(s, "$1\u00a0") }

// MinSize is small: the page gives sizes.
func (k *key) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// Refresh repaints.
func (k *key) Refresh() { k.paint() }

// Objects are what is drawn.
func (k *key) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{k.plane, k.badge, k.icon, k.text, k.second, k.sub}
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
