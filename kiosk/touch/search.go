package touch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// Most keys, and services found, that the search shows.
const (
	maxKeys  = 40
	maxFound = 4
)

// searchPage is a field, what was found, and a keyboard of our own.
type searchPage struct {
	s     *Screen
	box   *fyne.Container
	field *plane
	query *block
	lens  *picture
	none  *block
	tiles [maxFound]*tile
	keys  [maxKeys]*button
	space *button
	erase *button
	card  *kiosk.SearchCard
	n     int // tiles found
}

func newSearchPage(s *Screen) *searchPage {
	p := &searchPage{s: s, field: s.newTouchable(), lens: s.newPicture(),
		query: s.newBlock(1, SizeTile, ColorInk, true).middle(),
		none:  s.newBlock(3, SizeText, ColorInk, false),
		space: newButton(s, second), erase: newButton(s, second),
	}
	p.lens.set("search", ColorBrand)
	p.box = container.NewWithoutLayout(p.field.Rectangle, p.lens.Image, p.query.box, p.none.box, p.space, p.erase)
	for i := range p.tiles {
		p.tiles[i] = newTile(s)
		p.box.Add(p.tiles[i])
	}
	for i := range p.keys {
		p.keys[i] = newButton(s, second)
		p.box.Add(p.keys[i])
	}
	p.box.Hide()
	return p
}

func (p *searchPage) object() fyne.CanvasObject { return p.box }

func (p *searchPage) place(frame) { p.arrange() }

// keyRows are the keys row by row: as on a keyboard where they fit, else in the order of the alphabet.
func (p *searchPage) keyRows(f frame) []string {
	cols := int((f.content.w/f.u + gap) / (p.s.style.target + gap))
	longest := 0
	for _, r := range p.card.Rows {
		longest = max(longest, len([]rune(r)))
	}
	if longest <= cols {
		return p.card.Rows
	}
	var rows []string
	all := []rune(p.card.Alphabet)
	for len(all) > 0 && cols > 0 {
		n := min(cols, len(all))
		rows = append(rows, string(all[:n]))
		all = all[n:]
	}
	return rows
}

// fits tells whether a keyboard, the field and one service have room.
func (p *searchPage) fits(f frame) bool {
	if f.compact {
		return false
	}
	old := p.card
	defer func() { p.card = old }()
	p.card = &kiosk.SearchCard{Rows: []string{strings.Repeat("M", 11), "", ""}, Alphabet: strings.Repeat("M", 33)}
	rows := float32(len(p.keyRows(f)) + 1)
	return f.content.h/f.u >= (rows+1)*(p.s.style.target+gap)+p.found()
}

// found is the height of a service that was found, in u.
func (p *searchPage) found() float32 {
	return max(p.s.style.target, 24+2*leading*p.s.style.read+leading*p.s.style.size(SizeSmall))
}

func (p *searchPage) arrange() {
	f, u := p.s.frame, p.s.frame.u
	if u == 0 || p.card == nil || !p.box.Visible() {
		return
	}
	g, t := gap*u, p.s.style.target*u
	r := f.content
	p.field.put(r.top(t), 24*u)
	side := 56 * u
	p.lens.put(rect{r.x + 24*u, r.y + (t-side)/2, side, side})
	p.query.again(rect{r.x + 48*u + side, r.y, r.w - side - 72*u, t}, u)
	rows := p.keyRows(f)
	y := r.bottom() - float32(len(rows)+1)*t - float32(len(rows))*g
	results := rect{r.x, r.y + t + g, r.w, y - g - r.y - t - g}
	p.none.again(results, u)
	i := 0
	for _, row := range rows {
		n := len([]rune(row))
		cols := max(n, len([]rune(rows[0])))
		w := min((r.w-float32(cols-1)*g)/float32(cols), 1.5*t)
		x := r.x + (r.w-float32(n)*w-float32(n-1)*g)/2
		for range n {
			rect{x, y, w, t}.move(p.keys[i])
			x += w + g
			i++
		}
		y += t + g
	}
	low := columns(rect{r.x, y, r.w, t}, 2, g)
	low[0].move(p.space)
	low[1].move(p.erase)
	cols := 1
	if f.wide {
		cols = 2
	}
	h := p.found() * u
	fit := max(1, int((results.h+g)/(h+g))) * cols
	h = min((results.h-float32(fit/cols-1)*g)/float32(fit/cols), 1.2*h)
	for i, b := range p.tiles {
		on := i < min(p.n, fit)
		visible(b, on)
		if !on {
			b.tap = nil
			continue
		}
		columns(rect{results.x, results.y + float32(i/cols)*(h+g), results.w, h}, cols, g)[i%cols].move(b)
	}
}

func (p *searchPage) show(v kiosk.View) {
	p.card = v.Search
	if p.card == nil {
		for _, b := range p.keys {
			b.tap = nil
		}
		for _, b := range p.tiles {
			b.tap = nil
		}
		p.space.tap, p.erase.tap = nil, nil
		p.query.set("")
		visible(p.box, false)
		return
	}
	visible(p.box, true)
	p.query.text, p.none.text = p.card.Query+"|", p.card.None
	p.query.colour(ColorInk)
	if p.card.Query == "" {
		p.query.text = p.card.Hint
		p.query.colour(ColorMuted)
	}
	p.n = min(len(v.Tiles), maxFound)
	for i := range p.n {
		p.tiles[i].set(v.Tiles[i])
	}
	letters := []rune{}
	if p.s.frame.u != 0 {
		letters = []rune(strings.Join(p.keyRows(p.s.frame), ""))
	}
	for i, b := range p.keys {
		if i >= len(letters) {
			b.set("", "", nil)
			continue
		}
		b.set(string(letters[i]), "", kiosk.Type{Letter: string(letters[i])})
	}
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	p.space.set(say("space"), "", kiosk.Type{Letter: " "})
	p.erase.set(say("erase"), "erase", kiosk.Erase{})
	p.arrange()
}
