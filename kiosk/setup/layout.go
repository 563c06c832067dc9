package setup

import "fyne.io/fyne/v2"

// Layout places everything, in units of which four are a millimetre on the reference screen: keys are 25 mm and more
// apart from those of a line, which are 20 mm and more: a technician sees well and stands close.
func (p *page) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	u := min(size.Width, size.Height) / 1080
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	letters := func(k *key, h float32) { k.text.TextSize = h * u }
	put(p.floor, 0, 0, size.Width, size.Height)
	edge, gap := 48*u, 20*u
	p.title.TextSize, p.note.TextSize, p.dots.TextSize = 52*u, 28*u, 60*u
	put(p.title, edge, 40*u, size.Width-2*edge-260*u, 70*u)
	put(p.note, edge, 120*u, size.Width-2*edge, 44*u)
	headKeys(u, size, p.tiles, p.hardware, p.end)
	put(p.bench.root, 0, 0, size.Width, size.Height)

	// The pad: three columns in the middle.
	k := 150 * u
	left, top := (size.Width-3*k-2*gap)/2, 300*u
	put(p.dots, 0, 200*u, size.Width, 80*u)
	for i, d := range p.digits {
		letters(d, 48)
		put(d, left+float32(i%3)*(k+gap), top+float32(i/3)*(k+gap), k, k)
	}

	// The list: one line for a tile; on an upright screen its name stands above its keys.
	foot := size.Height - edge - 110*u
	upright := size.Width < size.Height
	pitch := (foot - gap - 180*u) / rows
	high := float32(0) // of a name above
	if upright {
		high = 50 * u
	}
	side := min(pitch-high-14*u, 110*u)
	for i, l := range p.lines {
		y := 180*u + float32(i)*pitch
		keys := y + high
		put(l.icon, edge, keys, side, side)
		put(l.colour, edge+side+gap, keys, side, side)
		right, hide := size.Width-edge, 200*u
		put(l.hidden, right-hide, keys, hide, side)
		put(l.down, right-hide-gap-side, keys, side, side)
		put(l.up, right-hide-2*gap-2*side, keys, side, side)
		l.name.TextSize = 32 * u
		if upright {
			l.room = size.Width - 2*edge
			put(l.name, edge, y, l.room, 44*u)
		} else {
			x := edge + 2*side + 2*gap
			l.room = right - hide - 3*gap - 2*side - x
			put(l.name, x, keys+(side-44*u)/2, l.room, 44*u)
		}
		p.fit(l)
		for _, b := range []*key{l.up, l.down} {
			letters(b, 36)
		}
		letters(l.hidden, 30)
	}
	for _, b := range []*key{p.back, p.on} {
		letters(b, 60)
	}
	for _, b := range []*key{p.discard, p.apply} {
		letters(b, 32)
	}
	put(p.back, edge, foot, 110*u, 110*u)
	put(p.on, edge+110*u+gap, foot, 110*u, 110*u)
	put(p.apply, size.Width-edge-320*u, foot, 320*u, 110*u)
	put(p.discard, size.Width-edge-320*u-gap-280*u, foot, 280*u, 110*u)
}

// MinSize lets the window have any size.
func (p *page) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }
