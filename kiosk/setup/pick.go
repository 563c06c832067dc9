package setup

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// placed lays objects out by a function of the size and the unit, of which four are a millimetre.
type placed func(size fyne.Size, u float32)

// Layout calls the function.
func (f placed) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f(size, min(size.Width, size.Height)/1080)
}

// MinSize lets the window have any size.
func (placed) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }

func lie(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// headline is the top of a sheet: what it is about, and the key that leads back.
func (b *bench) headline(part Part) (floor *canvas.Rectangle, title, hint *canvas.Text, back *key) {
	floor, title, hint = canvas.NewRectangle(ground), canvas.NewText(part.Name, ink), canvas.NewText("", muted)
	title.TextStyle.Bold = true
	back = newKey(say("h_back"), b.p.touched)
	back.tap = b.lift
	return floor, title, hint, back
}

// putHeadline places it, and tells where the rest begins.
func (b *bench) putHeadline(size fyne.Size, u float32, floor *canvas.Rectangle, title, hint *canvas.Text, back *key, about string) float32 {
	lie(floor, 0, 0, size.Width, size.Height)
	title.TextSize, hint.TextSize, back.letters = 44*u, 28*u, 32*u
	room, tall := size.Width-96*u, max(84*u, leastMM*b.millimetre(size))
	lie(title, 48*u, 40*u, room-280*u, 60*u)
	if 32*u+tall > 128*u { // beside the way back
		room -= 280 * u
	}
	lie(hint, 48*u, 128*u, room, 40*u)
	cut(hint, about, room)
	lie(back, size.Width-288*u, 32*u, 240*u, tall)
	return max(190*u, 32*u+tall+20*u)
}

// mostPicks are as many as fit the smallest screen.
const mostPicks = 24

// pick lists what can be chosen for a part. The one that is chosen is marked.
func (b *bench) pick(part Part) {
	floor, title, hint, back := b.headline(part)
	objects := []fyne.CanvasObject{floor, title, hint, back}
	var keys []*key
	for _, c := range part.Picks[:min(len(part.Picks), mostPicks)] {
		k := newKey(c.Name, b.p.touched)
		k.main = c.Chosen
		k.set(c.Name, func() {
			b.lift()
			b.do("choose", map[string]string{"id": part.ID, "value": c.Value})
		})
		keys, objects = append(keys, k), append(objects, k)
	}
	b.lay(container.New(placed(func(size fyne.Size, u float32) {
		top := b.putHeadline(size, u, floor, title, hint, back, part.Hint)
		columns := 2
		if size.Width > size.Height {
			columns = 3
		}
		gap, least := 20*u, leastMM*b.millimetre(size)
		high := func() float32 { // of a key
			lines := float32(max(1, (len(keys)+columns-1)/columns))
			return min(max(110*u, least), (size.Height-top-30*u-lines*gap)/lines)
		}
		for columns < 6 && high() < least { // a small panel
			columns++
		}
		w, h := (size.Width-96*u-float32(columns-1)*gap)/float32(columns), high()
		for i, k := range keys {
			k.letters = 28 * u
			for k.letters > 16*u && fyne.MeasureText(k.caption, k.letters, k.text.TextStyle).Width > w-20*u {
				k.letters -= u
			}
			lie(k, 48*u+float32(i%columns)*(w+gap), top+float32(i/columns)*(h+gap), w, h)
		}
	}), objects...))
}

// board are the keys for addresses and codes.
var board = []string{"1234567890", "qwertyuiop", "asdfghjkl←", "zxcvbnm.-:", "/"}

// maxWritten is as long as an address may be on a ticket.
const maxWritten = 100

// write asks for an address or a code.
func (b *bench) write(part Part) {
	floor, title, hint, back := b.headline(part)
	typed := canvas.NewText(part.Filled, ink)
	plane := canvas.NewRectangle(card)
	plane.StrokeColor, plane.StrokeWidth = edge, 2
	objects := []fyne.CanvasObject{floor, title, hint, back, plane, typed}
	type at struct {
		k           *key
		row, column int
	}
	var keys []at
	whole := part.Filled
	var room float32
	refresh := func() { // the end of it is what is typed now
		tail := []rune(whole + "_")
		typed.Text = string(tail)
		for len(tail) > 1 && room > 0 && fyne.MeasureText(typed.Text, typed.TextSize, typed.TextStyle).Width > room {
			tail = tail[1:]
			typed.Text = "…" + string(tail)
		}
		typed.Refresh()
	}
	for i, letters := range board {
		for j, c := range []rune(letters) {
			k := newKey(string(c), b.p.touched)
			k.set(string(c), func() {
				runes := []rune(whole)
				switch {
				case c == '←' && len(runes) > 0:
					whole = string(runes[:len(runes)-1])
				case c != '←' && len(runes) < maxWritten:
					whole += string(c)
				}
				refresh()
			})
			keys, objects = append(keys, at{k, i, j}), append(objects, k)
		}
	}
	done := newKey(say("h_send"), b.p.touched)
	done.main = true
	done.set(say("h_send"), func() {
		b.lift()
		b.do("choose", map[string]string{"id": part.ID, "value": strings.TrimSpace(whole)})
	})
	objects = append(objects, done)
	b.lay(container.New(placed(func(size fyne.Size, u float32) {
		start := b.putHeadline(size, u, floor, title, hint, back, strings.Join(filled(part.Field, part.Hint), ". "))
		wide := min(size.Width-96*u, 1100*u)
		left := (size.Width - wide) / 2
		lie(plane, left, start, wide, 100*u)
		typed.TextSize, room = 44*u, wide-60*u
		lie(typed, left+30*u, start, room, 100*u)
		gap := 10 * u
		k := (wide - 9*gap) / 10
		top := 350 * u
		if size.Height > size.Width {
			top = size.Height - 48*u - 5*(k+gap)
		}
		for _, a := range keys {
			a.k.letters = 40 * u
			lie(a.k, left+float32(a.column)*(k+gap), top+float32(a.row)*(k+gap), k, k)
		}
		done.letters = 32 * u
		lie(done, left+wide-420*u, top+4*(k+gap), 420*u, k)
		refresh()
	}), objects...))
}
