package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bileter/kiosk"
)

// tile is a group or a service to choose: an icon, who waits, and its name.
type tile struct {
	press
	card  plane
	badge badgeIcon
	sub   *block
	title *block
	shut  bool
}

func newTile(s *Screen) *tile {
	t := &tile{card: newCard(), badge: newBadge(),
		sub:   newBlock(3, SizeSmall, ColorMuted, false).middle(),
		title: newBlock(3, SizeTile, ColorInk, true).bottom(),
	}
	t.title.least, t.sub.least = 0.66, 0.75
	t.screen, t.paint, t.layout = s, t.repaint, t.arrange
	t.objects = []fyne.CanvasObject{t.card.Rectangle}
	t.objects = append(t.objects, t.badge.objects()...)
	t.objects = append(t.objects, t.sub.box, t.title.box)
	t.ExtendBaseWidget(t)
	s.buttons = append(s.buttons, &t.press)
	return t
}

func (t *tile) set(v kiosk.Tile) {
	t.tap, t.shut = v.Tap, v.Shut
	c := badge(v.Color)
	if v.Shut {
		c = palette[ColorGrey]
	}
	t.badge.set(v.Icon, c)
	t.sub.set(v.Sub)
	t.title.set(v.Title)
	t.repaint()
}

func (t *tile) repaint() {
	fill, sh, ink := palette[ColorCard], shadow, ColorInk
	if t.shut {
		fill, sh, ink = palette[ColorShut], canvas.Shadow{}, ColorMuted
	}
	if t.pressed {
		fill, sh = palette[ColorPressed], canvas.Shadow{}
	}
	if t.card.FillColor != fill || t.card.Shadow != sh {
		t.card.FillColor, t.card.Shadow = fill, sh
		t.card.Refresh()
	}
	t.title.colour(ink)
}

func (t *tile) arrange(s fyne.Size) {
	u := t.screen.unit()
	pad := 28 * u
	t.card.put(rect{0, 0, s.Width, s.Height}, 28*u)
	in := rect{pad, pad, s.Width - 2*pad, s.Height - 2*pad}
	side := min(88*u, in.h*0.38)
	t.badge.put(rect{in.x, in.y, side, side})
	t.sub.put(in.beside(in.x+side+22*u).top(side), u)
	t.title.put(in.below(in.y+side+16*u), u)
}
