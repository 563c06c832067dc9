package touch

import (
	"strings"

	"fyne.io/fyne/v2"

	"bileter/kiosk"
)

// tile is a group or a service to choose: an icon, who waits, and its name.
type tile struct {
	press
	card  *plane
	badge badgeIcon
	sub   *block
	title *block
	shut  bool
	lock  badgeIcon // on the badge of what is shut
	small bool      // the badges of this page are: set by the page, for all alike
}

func newTile(s *Screen) *tile {
	t := &tile{card: s.newTouchable(), badge: s.newBadge(), lock: s.newBadge(),
		sub:   s.newBlock(3, SizeSmall, ColorMuted, false).middle(),
		title: s.newBlock(4, SizeTile, ColorInk, true).bottom(),
	}
	t.screen, t.self, t.paint, t.layout = s, t, t.repaint, t.arrange
	t.objects = []fyne.CanvasObject{t.card.Rectangle}
	t.objects = append(t.objects, t.badge.objects()...)
	t.objects = append(t.objects, t.lock.objects()...)
	t.objects = append(t.objects, t.sub.box, t.title.box)
	t.ExtendBaseWidget(t)
	s.buttons = append(s.buttons, &t.press)
	return t
}

func (t *tile) set(v kiosk.Tile) {
	t.tap, t.shut = v.Tap, v.Shut
	c := t.screen.badge(v.Color)
	if v.Shut {
		c = t.screen.color(ColorGrey)
	}
	t.badge.set(v.Icon, c)
	t.lock.set("lock", t.screen.color(ColorInk))
	t.lock.icon.set("lock", ColorCard)
	t.sub.text, t.title.text = v.Sub, v.Title
	t.arrange(t.Size())
	t.repaint()
}

func (t *tile) repaint() {
	fill, ink := ColorCard, ColorInk
	if t.shut {
		fill, ink = ColorShut, ColorMuted
	}
	if t.pressed {
		fill = ColorPressed
	}
	edge := ColorEdge
	if t.shut { // in every look: told by its edge too, not by its colour alone
		edge = ColorLine
	}
	if t.card.edge != edge {
		t.card.edge = edge
		t.card.restyle()
	}
	t.card.press(t.pressed || t.shut, fill)
	t.title.colour(ink)
}

// Sizes of a tile, in u.
const (
	tilePad     = 14
	tileBadge   = 64
	tileLarge   = 96 // badge of a tile with room to spare
	tileCompact = 44 // badge on a compact screen
)

// heightOf is what a tile wants for so many lines of its name, in u.
func (st style) tileHeight(lines float32, compact bool) float32 {
	if compact {
		return 20 + max(tileCompact, st.size(SizeSmall)*leading) + lines*leading*st.read
	}
	return 2*tilePad + max(tileBadge, 2*leading*st.size(SizeSmall)) + 6 + lines*leading*st.read
}

// putBadge shows the icon, with a lock on its corner where the tile is shut, or neither.
func (t *tile) putBadge(r rect, on bool) {
	for _, o := range t.badge.objects() {
		visible(o, on)
	}
	for _, o := range t.lock.objects() {
		visible(o, on && t.shut)
	}
	t.badge.put(r)
	side := r.w * 0.5
	t.lock.put(rect{r.right() - side*0.72, r.bottom() - side*0.72, side, side})
}

// roomy tells whether a tile of a size has room for a large icon, and no word has to give way.
func (t *tile) roomy(s fyne.Size, u float32) bool {
	in := rect{0, 0, s.Width - 2*tilePad*u, s.Height - 2*tilePad*u}
	large := tileLarge * u
	return !t.screen.frame.compact && in.h-4*u-t.title.tall(t.title.text, in.w, u) >= large &&
		t.sub.tall(t.sub.text, in.w-large-18*u, u) <= max(large, t.sub.tall(t.sub.text, in.w-tileBadge*u-18*u, u))
}

func (t *tile) arrange(s fyne.Size) {
	u := t.screen.unit()
	pad, side := tilePad*u, tileBadge*u
	if t.screen.frame.compact {
		pad, side = 10*u, tileCompact*u
	}
	t.card.put(rect{0, 0, s.Width, s.Height}, 28*u)
	in := rect{pad, pad, s.Width - 2*pad, s.Height - 2*pad}
	shape := float32(2.4)
	if t.screen.frame.compact {
		shape = 3.2
	}
	if in.w > shape*in.h && in.h > 90*u { // a row: the icon on the left, the rest beside it
		side = min(in.h, 120*u)
		t.putBadge(rect{in.x, in.y + (in.h-side)/2, side, side}, true)
		words := in.beside(in.x + side + 24*u)
		line := t.screen.style.size(SizeSmall) * leading * u * 1.05
		sub := max(line, min(1.05*t.sub.tall(t.sub.text, words.w, u), words.h-t.title.tallLeast(t.title.text, words.w, u)-2*u))
		if t.sub.text == "" {
			sub = 0
		}
		name := min(words.h-sub, t.title.tall(t.title.text, words.w, u)+2*u)
		t.title.high, t.sub.high = 0.5, 0.5
		y := words.y + (words.h-name-sub)/2 // the name and what stands below it are one
		t.title.again(rect{words.x, y, words.w, name}, u)
		t.sub.again(rect{words.x, y + name, words.w, sub}, u)
		return
	}
	line := leading * t.screen.style.size(SizeSmall) * u
	if !t.small {
		side = tileLarge * u
	}
	row := max(side, min(2*line, t.sub.tall(t.sub.text, in.w-side-18*u, u)))
	if spare := in.h - 4*u - t.title.tall(t.title.text, in.w, u); spare > row {
		row = min(spare, 3*line)
	}
	_, oneLine := wrap(pieces(strings.ReplaceAll(t.sub.text, " ", nbsp)), false, leastRest*u, in.w-side-18*u)
	if row = max(row, side); oneLine && row+4*u+t.title.tall(t.title.text, in.w, u) > in.h {
		row = side // the name needs the room
	}
	t.title.high, t.sub.high = 1, 0.5
	words := in.beside(in.x + side + 18*u)
	words = words.top(max(side, min(row, t.sub.tall(t.sub.text, words.w, u)))) // level with the icon
	bare := t.screen.frame.compact && t.shut                                   // when it opens is worth more than a grey icon
	t.putBadge(rect{in.x, in.y, side, side}, !bare)
	if bare { // the lock alone, where the words leave room for it
		small := 0.62 * side
		t.lock.put(rect{in.x, in.y + (row-small)/2, small, small})
		t.sub.again(in.top(row).beside(in.x+small+10*u), u)
		for _, o := range t.lock.objects() {
			visible(o, t.sub.fits)
		}
		words = in.top(row)
	}
	if !bare || !t.sub.fits {
		t.sub.again(words, u)
	}
	t.title.again(in.below(in.y+row+4*u), u)
}
