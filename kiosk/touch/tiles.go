package touch

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/internal/town"
	"bileter/kiosk"
)

func itoa(n int) string { return strconv.Itoa(n) }

// tilesPage is every screen of tiles: Home, Group, Languages, Help and Access.
type tilesPage struct {
	s     *Screen
	box   *fyne.Container
	badge badgeIcon
	title *block
	hint  *block
	page  *block
	find  *button
	tiles [kiosk.PerPage]*tile
	f     frame
	n     int  // tiles
	group bool // has a badge
}

func newTilesPage(s *Screen) *tilesPage {
	p := &tilesPage{s: s,
		badge: s.newBadge(),
		title: s.newBlock(2, SizeTitle, ColorInk, true).middle(),
		hint:  s.newBlock(2, SizeSmall, ColorMuted, false).middle(),
		page:  s.newBlock(1, SizeSmall, ColorMuted, false).middle().aligned(fyne.TextAlignTrailing),
		find:  newButton(s, second),
	}
	p.box = container.NewWithoutLayout(p.badge.objects()...)
	for _, b := range []*block{p.title, p.hint, p.page} {
		p.box.Add(b.box)
	}
	p.box.Add(p.find)
	p.find.Hide()
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

// Sizes of the page, in u.
const (
	titleHeight = 104 // room for the search beside it
	widestTile  = 4   // columns
	longName    = 8.6 // width of a tile's name in sizes of its text: a word of thirteen letters
)

// titleRow is the height of the heading, in u.
func (p *tilesPage) titleRow(f frame) float32 {
	if f.compact {
		return 0
	}
	return max(titleHeight, p.s.style.target, 2*leading*p.s.style.read+8) + gap
}

// room is how many columns and rows of tiles there is room for.
func (p *tilesPage) room(f frame) (cols, rows int) {
	st, u := p.s.style, f.u
	w, h := f.content.w/u, f.content.h/u-p.titleRow(f)
	cols = max(1, min(widestTile, int((w+gap)/(longName*st.read+2*tilePad+gap))))
	lines := float32(3)
	if cols == 1 { // a row: the icon stands beside the name
		lines = 2
		return cols, max(1, int((h+gap)/(max(st.target, 2*12+lines*leading*st.read+leading*st.size(SizeSmall))+gap)))
	}
	least := max(st.tileHeight(lines, f.compact), st.target)
	if rows = int((h + gap) / (least*0.97 + gap)); rows < 2 { // two lines are enough for most
		lines = 2
		if st.text > 1 { // three lines of usual text
			lines = max(lines, 3/st.text)
		}
		rows = max(1, int((h+gap)/(max(st.tileHeight(lines, f.compact), st.target)*0.97+gap)))
	}
	for cols*rows > kiosk.PerPage && rows > 1 && cols*(rows-1) >= kiosk.PerPage {
		rows--
	}
	return cols, rows
}

// grid is the columns and rows for the tiles of this page: fewer where there are few tiles, so that they are larger.
func (p *tilesPage) grid() (cols, rows int) {
	cols, rows = p.room(p.f)
	for cols > 1 && cols*rows >= 2*p.n && (cols-1)*rows >= p.n {
		cols--
	}
	for cols > 1 && (cols-1)*rows >= p.n && !p.namesFit(cols) {
		cols--
	}
	if lines := (p.n + cols - 1) / cols; lines > 1 { // as many in each line: four are two and two, not three and one
		cols = (p.n + lines - 1) / lines
	}
	return cols, rows
}

// namesFit tells whether no word of a name is wider than its column.
func (p *tilesPage) namesFit(cols int) bool {
	u := p.f.u
	w := (p.f.content.w-float32(cols-1)*gap*u)/float32(cols) - 2*tilePad*u
	for _, t := range p.tiles[:p.n] {
		if _, ok := wrap(pieces(t.title.text), true, p.s.style.read*u, w); !ok {
			return false
		}
	}
	return true
}

func (p *tilesPage) arrange() {
	f, u := p.f, p.f.u
	if u == 0 {
		return
	}
	r := f.content
	if !f.compact {
		top := r.top((p.titleRow(f) - gap) * u)
		words := top
		if p.group {
			side := min(104*u, top.h)
			p.badge.put(rect{top.x, top.y, side, side})
			words = top.beside(top.x + side + 28*u)
		}
		if p.find.tap != nil {
			w := max(360*u, p.find.natural())
			rect{words.right() - w, top.y + (top.h-p.s.style.target*u)/2, w, p.s.style.target * u}.move(p.find)
			words.w -= w + gap*u
		}
		hint := float32(0)
		if p.hint.text != "" || p.page.text != "" {
			hint = 42 * u * (1 + (p.s.style.text-1)*0.6)
		}
		p.page.again(rect{words.right() - 230*u, words.bottom() - hint, 230 * u, hint}, u)
		p.title.again(rect{words.x, words.y, words.w, words.h - hint}, u)
		h := rect{words.x, words.bottom() - hint, words.w, hint}
		if p.page.text != "" {
			h.w -= 240 * u
		}
		p.hint.again(h, u)
	}
	grid := r.below(r.y + p.titleRow(f)*u)
	cols, rows := p.grid()
	g := gap * u
	h := (grid.h - float32(rows-1)*g) / float32(rows)
	if few := (p.n + cols - 1) / cols; few < rows { // few tiles are higher, but not too high
		h = min((grid.h-float32(few-1)*g)/float32(few), h*1.35)
	}
	small := false // the icons of one page are of one size
	for _, t := range p.tiles[:p.n] {
		small = small || !t.roomy(fyne.NewSize(columns(grid, cols, g)[0].w, h), u)
	}
	for i, t := range p.tiles {
		if t.small != small {
			t.small = small
			t.arrange(t.Size())
		}
		row := rect{grid.x, grid.y + float32(i/cols)*(h+g), grid.w, h}
		columns(row, cols, g)[i%cols].move(t)
	}
}

func (p *tilesPage) show(v kiosk.View) {
	tiles := v.Tiles
	switch v.Screen {
	case kiosk.Home, kiosk.Group, kiosk.Languages, kiosk.Help:
	case kiosk.Access:
		for _, o := range v.Options {
			t := o.Tile
			if _, mode := o.Tap.(kiosk.SetMode); mode {
				t.Color = town.String(p.s.color(ColorGrey))
			}
			if o.On {
				t.Icon, t.Color = "check", town.String(p.s.color(ColorBrand))
			}
			tiles = append(tiles, t)
		}
	default:
		for _, t := range p.tiles {
			t.tap = nil
		}
		p.find.tap = nil
		visible(p.box, false)
		return
	}
	p.group, p.n = v.Screen != kiosk.Home && !p.f.compact, len(tiles)
	for _, o := range p.badge.objects() {
		visible(o, p.group)
	}
	p.badge.set(v.Icon, p.s.badge(v.Color))
	p.title.text, p.hint.text, p.page.text = v.Title, v.Hint, ""
	if v.Screen == kiosk.Home && v.Find != nil {
		p.hint.text = ""
	}
	if v.Pages > 1 {
		p.page.text = text.Say(v.Lang, "kiosk.page", text.Args{"N": v.Page + 1, "Total": v.Pages})
	}
	var find kiosk.Input
	if !p.f.compact {
		find = v.Find
	}
	p.find.set(text.Say(v.Lang, "kiosk.search"), "search", find)
	for _, b := range []*block{p.title, p.hint, p.page} {
		visible(b.box, !p.f.compact)
	}
	for i, t := range p.tiles {
		visible(t, i < len(tiles))
		if i < len(tiles) {
			t.set(tiles[i])
		} else {
			t.tap = nil
		}
	}
	p.arrange()
	visible(p.hint.box, !p.f.compact && p.hint.fits)
	visible(p.box, true)
}
