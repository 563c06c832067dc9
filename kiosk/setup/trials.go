package setup

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// trial is one part in the list.
type trial struct {
	name, value, verdict    *canvas.Text
	choose, try, pass, fail *key
	whole, told             string // name and value where they have to be cut
	room                    float32
	upright                 bool
	left, step              float32 // of the keys
}

// paint brings the list up to what is known.
func (b *bench) paint() {
	if b.fits > 0 {
		b.from = max(0, min(b.from, (len(b.parts)-1)/b.fits*b.fits))
	}
	for i, r := range b.rows {
		at := b.from + i
		there := at < len(b.parts) && i < b.fits
		for _, o := range []fyne.CanvasObject{r.name, r.value, r.verdict} {
			show(o, there)
		}
		if there { // keys that stay are not hidden for a moment: a finger may be on one
			b.row(r, b.parts[at])
			continue
		}
		for _, k := range []*key{r.choose, r.try, r.pass, r.fail} {
			show(k, false)
		}
	}
	b.back.set("‹", nil)
	if b.from > 0 {
		b.back.set("‹", func() { b.from -= b.fits; b.paint() })
	}
	b.on.set("›", nil)
	if b.fits > 0 && b.from+b.fits < len(b.parts) {
		b.on.set("›", func() { b.from += b.fits; b.paint() })
	}
	pages := 1
	if b.fits > 0 {
		pages = max(1, (len(b.parts)+b.fits-1)/b.fits)
		b.count.set(fmt.Sprintf("%d / %d", b.from/b.fits+1, pages), nil)
	}
}

func (b *bench) row(r *trial, part Part) {
	r.whole = part.Name
	r.told = strings.Join(filled(part.Value, part.Note, part.Hint), " · ")
	r.verdict.Text, r.verdict.Color = part.Verdict, muted
	switch part.Judged {
	case "pass":
		r.verdict.Color = good
	case "fail":
		r.verdict.Color = bad
	}
	r.verdict.Refresh()
	r.fit()
	key := func(k *key, there bool, caption string, tap func()) {
		show(k, there)
		k.set(caption, tap)
	}
	key(r.choose, part.Picks != nil || part.Field != "", say("h_choose"), func() { b.pick(part) })
	if part.Field != "" {
		r.choose.set(say("h_type"), func() { b.write(part) })
	}
	key(r.try, part.Try || part.Touch, say("h_try"), func() { b.do("try", map[string]string{"id": part.ID}) })
	switch {
	case part.Touch && part.ID == "touch":
		r.try.set(say("h_try"), func() { b.lay(newAim(b)) })
	case part.Touch:
		r.try.set(say("h_try"), func() { b.lay(newGrid(b)) })
	}
	judge := func(works bool) func() {
		return func() { b.do("judge", map[string]any{"id": part.ID, "works": works}) }
	}
	key(r.pass, part.Asks, say("h_pass"), judge(true))
	key(r.fail, part.Asks, say("h_fail"), judge(false))
	r.pack()
}

// pack places the keys of a line: on an upright screen from the left without gaps, on another each in its column.
func (r *trial) pack() {
	x := r.left
	for _, k := range []*key{r.choose, r.try, r.pass, r.fail} {
		k.Move(fyne.NewPos(x, k.Position().Y))
		if !r.upright || k.Visible() {
			x += r.step
		}
	}
}

func filled(parts ...string) (out []string) {
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (r *trial) fit() {
	cut(r.name, r.whole, r.room*0.7)
	cut(r.value, r.told, r.room)
}

// cut gives a text, shortened to a width.
func cut(t *canvas.Text, whole string, room float32) {
	t.Text = whole
	runes := []rune(whole)
	for n := len(runes) - 1; n > 0 && room > 0 && fyne.MeasureText(t.Text, t.TextSize, t.TextStyle).Width > room; n-- {
		t.Text = string(runes[:n]) + "…"
	}
	t.Refresh()
}

// Layout places the list: text over keys on an upright screen, beside them on another.
func (b *bench) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	u := min(size.Width, size.Height) / 1080
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	edge, gap := 48*u, 20*u
	put(b.floor, 0, 0, size.Width, size.Height)
	tall := max(88*u, leastMM*b.millimetre(size))
	top := max(180*u, 32*u+tall+60*u)
	headKeys(u, tall, size, b.tiles, b.here, b.end)
	b.note.TextSize = 28 * u
	put(b.note, edge, top-52*u, size.Width-2*edge, 40*u)
	turn := max(110*u, tall) // a key at the foot
	foot := size.Height - edge - turn
	upright := size.Width < size.Height
	pitch := tall + 24*u
	if upright {
		pitch = tall + 108*u
	}
	b.fits = max(1, min(mostRows, int((foot-gap-top)/pitch)))
	for i, r := range b.rows {
		y := top + float32(i)*pitch
		w, h := 190*u, tall
		r.room = size.Width - 2*edge
		keys := y + 96*u
		if !upright {
			r.room -= 4*w + 4*gap
			keys = y + 8*u
		}
		r.name.TextSize, r.value.TextSize, r.verdict.TextSize = 32*u, 26*u, 28*u
		put(r.name, edge, y+4*u, r.room, 44*u)
		put(r.value, edge, y+50*u, r.room, 36*u)
		put(r.verdict, edge, y+4*u, r.room, 44*u)
		r.upright, r.left, r.step = upright, edge, w+gap
		if !upright {
			r.left = size.Width - edge - 4*w - 3*gap
		}
		for _, k := range []*key{r.choose, r.try, r.pass, r.fail} {
			k.letters = 28 * u
			put(k, r.left, keys, w, h)
		}
		r.pack()
		r.fit()
	}
	for _, k := range []*key{b.back, b.on} {
		k.letters = 60 * u
	}
	b.print.letters, b.count.letters = 32*u, 32*u
	put(b.back, edge, foot, turn, turn)
	put(b.count, edge+turn+gap, foot, 160*u, turn)
	put(b.on, edge+160*u+turn+2*gap, foot, turn, turn)
	put(b.print, size.Width-edge-320*u, foot, 320*u, turn)
	if b.sheet != nil {
		put(b.sheet, 0, 0, size.Width, size.Height)
	}
	b.paint()
}

// MinSize lets the window have any size.
func (b *bench) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }

// headKeys places the keys at the top.
func headKeys(u, tall float32, size fyne.Size, tiles, hardware, end *key) {
	for i, k := range []*key{tiles, hardware} {
		k.letters = 32 * u
		k.Move(fyne.NewPos(48*u+float32(i)*260*u, 32*u))
		k.Resize(fyne.NewSize(240*u, tall))
	}
	end.letters = 32 * u
	end.Move(fyne.NewPos(size.Width-288*u, 32*u))
	end.Resize(fyne.NewSize(240*u, tall))
}
