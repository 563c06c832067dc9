package touch

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

func itoa(n int) string { return strconv.Itoa(n) }

// tilesPage is Home and Group: a heading and up to eight tiles.
type tilesPage struct {
	box   *fyne.Container
	badge badgeIcon
	title *block
	hint  *block
	page  *block
	tiles [kiosk.PerPage]*tile
	f     frame
	group bool
	few   bool // at most half a page in all
	many  bool // more than one page
}

func newTilesPage(s *Screen) *tilesPage {
	p := &tilesPage{
		badge: newBadge(),
		title: newBlock(2, SizeTitle, ColorInk, true).middle(),
		hint:  newBlock(2, SizeText, ColorMuted, false).middle(),
		page:  newBlock(1, SizeSmall, ColorMuted, false).middle().aligned(fyne.TextAlignTrailing),
	}
	p.title.least = 0.6
	p.box = container.NewWithoutLayout(p.badge.objects()...)
	for _, b := range []*block{p.title, p.hint, p.page} {
		p.box.Add(b.box)
	}
	for i := range p.tiles {
		p.tiles[i] = newTile(s)
		p.box.Add(p.tiles[i])
	}
	p.box.Hide()
	return p
}

func (p *tilesPage) object() fyne.CanvasObject { return p.box }

func (p *tilesPage) place(f frame) {
	p.f = f
	p.arrange()
}

// arrange lays out the heading, and the tiles in 2 columns on a tall screen and 4 on a wide one; half as many where
// there are few tiles. The tiles of a page that is not full keep their size.
func (p *tilesPage) arrange() {
	f, u := p.f, p.f.u
	if u == 0 {
		return
	}
	r := f.content
	top := r.top(128 * u)
	words := top
	if p.group {
		side := 112 * u
		p.badge.put(rect{top.x, top.y + 8*u, side, side})
		words = top.beside(top.x + side + 28*u)
	}
	p.page.put(rect{words.right() - 210*u, words.y + 80*u, 210 * u, 44 * u}, u)
	p.title.put(words.top(76*u), u)
	hint := rect{words.x, words.y + 80*u, words.w, 44 * u}
	if p.many {
		hint.w -= 230 * u
	}
	p.hint.put(hint, u)
	grid := r.below(top.bottom() + 24*u)
	cols, rows := 2, 4
	switch {
	case f.wide && p.few:
		cols, rows = 2, 2
	case f.wide:
		cols, rows = 4, 2
	case p.few:
		cols, rows = 1, 4
	}
	g := gap * u
	h := (grid.h - float32(rows-1)*g) / float32(rows)
	for i, t := range p.tiles {
		row := rect{grid.x, grid.y + float32(i/cols)*(h+g), grid.w, h}
		columns(row, cols, g)[i%cols].move(t)
	}
}

func (p *tilesPage) show(v kiosk.View) {
	on := v.Screen == kiosk.Home || v.Screen == kiosk.Group
	if on {
		group, few := v.Screen == kiosk.Group, v.Pages == 1 && len(v.Tiles) <= kiosk.PerPage/2
		if many := v.Pages > 1; group != p.group || few != p.few || many != p.many {
			p.group, p.few, p.many = group, few, many
			p.arrange()
		}
		for _, o := range p.badge.objects() {
			visible(o, p.group)
		}
		p.badge.set(v.Icon, badge(v.Color))
		p.title.set(v.Title)
		p.hint.set(v.Hint)
		page := ""
		if v.Pages > 1 {
			page = text.Say(v.Lang, "kiosk.page", text.Args{"N": v.Page + 1, "Total": v.Pages})
		}
		p.page.set(page)
		for i, t := range p.tiles {
			visible(t, i < len(v.Tiles))
			if i < len(v.Tiles) {
				t.set(v.Tiles[i])
			} else {
				t.tap = nil
			}
		}
	}
	visible(p.box, on)
}
