package touch

import (
	"fyne.io/fyne/v2"

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
	kind     kind
	chosen   bool // pill
	card     *plane
	icon     *picture
	iconAt   fyne.TextAlign // leading or trailing
	iconFor  string
	caption  *block
	bare     bool // there is no room for the icon
	iconless bool // its neighbours have none
	large    bool // the caption is all there is: a key of a pad
	tight    bool // the row has no room for it: the icon stands above small letters
	crowded  bool // its row holds more than fits on one line
}

func newButton(s *Screen, k kind) *button {
	size := SizeText
	if k == primary {
		size = SizeTile
	}
	b := &button{kind: k, card: s.newTouchable(), icon: s.newPicture(), caption: s.newBlock(2, size, ColorInk, true).middle()}
	b.caption.aligned(fyne.TextAlignCenter)
	b.screen, b.self, b.paint, b.layout = s, b, b.repaint, b.arrange
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
	if icon != b.iconFor || caption != b.caption.text {
		b.iconFor, b.caption.text = icon, caption
		b.caption.u = 0
		b.arrange(b.Size())
	}
	b.repaint()
}

func (b *button) choose(on bool) {
	if b.chosen != on {
		b.chosen = on
		b.repaint()
	}
}

func (b *button) colours() (fill, ink fyne.ThemeColorName) {
	switch {
	case b.kind == primary && b.pressed:
		return ColorDeep, ColorOnBrand
	case b.kind == primary, b.kind == pill && b.chosen:
		return ColorBrand, ColorOnBrand
	case b.pressed:
		return ColorPressed, ColorBrand
	case b.kind == pill:
		return ColorSoft, ColorBrand
	}
	return ColorCard, ColorBrand
}

func (b *button) repaint() {
	fill, ink := b.colours()
	b.card.press(b.pressed || b.kind == pill, fill)
	b.caption.colour(ink)
	visible(b.icon.Image, b.iconFor != "" && !b.bare)
	if b.iconFor != "" {
		b.icon.set(b.iconFor, ink)
	}
}

// arrange puts the icon beside the caption where both have room, above it on a compact screen, and else leaves it out.
func (b *button) arrange(s fyne.Size) {
	u := b.unit()
	r := rect{0, 0, s.Width, s.Height}
	radius := min(s.Height*0.28, 30*u)
	if b.kind == pill {
		radius = s.Height / 2
	}
	b.card.put(r, radius)
	in := rect{12 * u, 2 * u, s.Width - 24*u, s.Height - 4*u}
	b.bare, b.caption.size = true, SizeText
	if b.kind == primary {
		b.caption.size = SizeTile
	}
	if b.large {
		b.caption.size = SizeTitle
	}
	switch {
	case b.iconFor == "" || b.iconless:
		b.caption.put(in, u)
	case b.stacked() && s.Width < 4*s.Height:
		b.bare, b.caption.size = false, SizeSmall
		side := min(46*u, s.Height*0.42)
		b.icon.put(rect{(s.Width - side) / 2, 10 * u, side, side})
		b.caption.again(rect{4 * u, 12*u + side, s.Width - 8*u, s.Height - side - 18*u}, u)
		if !b.caption.fits {
			b.bare = true
			b.caption.again(rect{4 * u, 4 * u, s.Width - 8*u, s.Height - 8*u}, u)
		}
	default:
		side := min(52*u, s.Height*0.5)
		around := min(32*u, (s.Width-side)*0.08)
		icon := rect{around, (s.Height - side) / 2, side, side}
		text := rect{icon.right() + 16*u, in.y, s.Width - icon.right() - 16*u - around, in.h}
		middle := text.w - icon.right() - 16*u + around
		if text.w > 6*side && b.caption.tall(b.caption.text, middle, u) == b.caption.tall(b.caption.text, text.w, u) { // no line more than beside the icon
			text.w = middle
		}
		if b.iconAt == fyne.TextAlignTrailing {
			icon.x = s.Width - icon.right()
			text.x = s.Width - text.right()
		}
		b.caption.put(text, u)
		if b.bare = !b.caption.fits; b.bare {
			b.caption.put(in, u)
			break
		}
		b.icon.put(icon)
	}
	visible(b.icon.Image, b.iconFor != "" && !b.bare)
}

// stacked tells whether the icon stands above small letters.
func (b *button) stacked() bool {
	return (b.screen.frame.compact || b.tight) && b.kind == second && b.iconFor != ""
}

// natural is the width that a button wants, in px.
func (b *button) natural() float32 {
	u := b.unit()
	if b.stacked() && b.crowded {
		return b.twoLines(leastRest*u*1.06) + 20*u
	}
	if b.stacked() {
		return measure(b.caption.text, true, leastRest*u*1.06) + 24*u
	}
	total := b.twoLines(b.screen.style.size(SizeText) * u)
	if b.iconFor != "" {
		total += 84 * u
	}
	return total + 48*u
}

// twoLines is the width of the caption in letters of a size: in two lines where it has more than two words.
func (b *button) twoLines(size float32) float32 {
	total, longest := float32(0), float32(0)
	ps := pieces(b.caption.text)
	for _, p := range ps {
		w := measure(p.text, true, size)
		total += w + 0.3*size
		longest = max(longest, w)
	}
	if len(ps) > 2 || b.crowded && len(ps) > 1 {
		low, high := longest, total
		for range 6 {
			mid := (low + high) / 2
			if ls, ok := wrap(ps, true, size, mid); ok && len(ls) <= 2 {
				high = mid
			} else {
				low = mid
			}
		}
		total = high
	}
	return total
}

// wish is what buttons want together in a row.
func wish(bs []*button, g float32) float32 {
	w := float32(len(bs)-1) * g
	for _, b := range bs {
		w += b.natural()
	}
	return w
}

// spread gives buttons a row: equal shares where that is enough for all, else to each what it wants and the same more.
func spread(row rect, g float32, bs []*button) {
	if len(bs) == 0 {
		return
	}
	for _, b := range bs {
		b.tight, b.crowded, b.iconless = false, false, false
	}
	if wish(bs, g) > row.w {
		for _, b := range bs {
			b.tight = true
		}
	}
	if wish(bs, g) > row.w { // words of one caption stand below each other, so that short captions need not be small
		for _, b := range bs {
			b.crowded = true
		}
	}
	room := row.w - float32(len(bs)-1)*g
	total, most := float32(0), float32(0)
	for _, b := range bs {
		w := b.natural()
		total += w
		most = max(most, w)
	}
	equal := room / float32(len(bs))
	least := bs[0].screen.style.target * bs[0].unit()
	widths := make([]float32, len(bs))
	spare := room
	for i, b := range bs {
		widths[i] = equal
		if most > equal {
			widths[i] = max(b.natural()*min(1, room/total), least)
		}
		spare -= widths[i]
	}
	x := row.x
	for i, b := range bs {
		w := widths[i]
		if spare > 0 {
			w += spare / float32(len(bs))
		} else if widths[i] > least+1 { // taken from the wide ones
			w = max(least, w+spare*(w-least)/(room-spare-least*float32(len(bs))))
		}
		r := rect{x, row.y, w, row.h}
		if r.size() == b.Size() {
			b.arrange(b.Size())
		}
		r.move(b)
		x += w + g
	}
}

// unit is u of the screen's frame.
func (b *button) unit() float32 { return b.screen.unit() }

func (s *Screen) unit() float32 {
	if s.frame.u == 0 {
		return 1
	}
	return s.frame.u
}
