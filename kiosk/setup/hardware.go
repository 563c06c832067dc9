package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Part is one thing to try, as the office tells it.
type Part struct {
	ID, Of, Name, Value, Hint, Note, Verdict, Judged, Field, Filled string
	Try, Touch, Asks                                                bool
	Picks                                                           []Pick
}

// Pick is one of several things to choose.
type Pick struct {
	Value, Name string
	Chosen      bool
}

// Parts is the page of hardware, and what was said about the last deed.
type Parts struct {
	Parts []Part
	Said  string
}

// Hardware does a deed (try, choose, judge, print; "" only looks) and returns the page after it.
func (c *Client) Hardware(ctx context.Context, deed string, body any) (p Parts, err error) {
	if deed == "" {
		_, err = c.send(ctx, http.MethodGet, "hardware", "", nil, &p)
		return p, err
	}
	if body == nil {
		body = struct{}{}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return p, err
	}
	_, err = c.send(ctx, http.MethodPost, "hardware/"+deed, "application/json", bytes.NewReader(b), &p)
	return p, err
}

// fresh is the pace at which the list is looked at again: a press of a button is a verdict that nobody asked for.
const fresh = 2 * time.Second

// bench is the page of hardware. It lies over the list of tiles; one of its sheets is shown at a time.
type bench struct {
	p       *page
	root    *fyne.Container
	parts   []Part
	from    int // first part that is shown
	fits    int // how many do
	timer   *time.Timer
	looking bool
	sheet   *fyne.Container // over the list: picks, a keyboard, a trial of the screen; nil: none
	rows    []*trial

	floor                  *canvas.Rectangle
	note                   *canvas.Text
	tiles, here, end       *key
	back, on, print, count *key
}

// trial is one part in the list.
type trial struct {
	name, value, verdict    *canvas.Text
	choose, try, pass, fail *key
	whole, told             string // name and value where they have to be cut
	room                    float32
	upright                 bool
	left, step              float32 // of the keys
}

const mostRows = 8

func newBench(p *page) *bench {
	b := &bench{p: p, floor: canvas.NewRectangle(ground), note: canvas.NewText("", muted)}
	objects := []fyne.CanvasObject{b.floor, b.note}
	add := func(caption string) *key {
		k := newKey(caption, p.touched)
		objects = append(objects, k)
		return k
	}
	b.tiles, b.here, b.end = add(say("tab_buttons")), add(say("tab_hardware")), add(say("door_out"))
	b.here.main = true
	b.tiles.tap, b.end.tap = b.close, p.close
	b.here.set(b.here.caption, func() {})
	for range mostRows {
		r := &trial{name: canvas.NewText("", ink), value: canvas.NewText("", muted), verdict: canvas.NewText("", muted),
			choose: add(""), try: add(""), pass: add(""), fail: add("")}
		r.name.TextStyle.Bold, r.verdict.TextStyle.Bold = true, true
		r.verdict.Alignment = fyne.TextAlignTrailing
		objects = append(objects, r.name, r.value, r.verdict)
		b.rows = append(b.rows, r)
	}
	b.back, b.on, b.print, b.count = add("‹"), add("›"), add(say("h_report_print")), add("")
	b.print.tap = func() { b.do("print", nil) }
	b.root = container.New(b, objects...)
	b.root.Hide()
	return b
}

// open shows the page.
func (b *bench) open() {
	b.p.touched()
	b.paint()
	b.root.Show()
	if b.parts == nil {
		b.say(say("h_busy"), false)
	}
	b.look()
}

func (b *bench) close() {
	b.lift()
	b.root.Hide()
	if b.timer != nil {
		b.timer.Stop()
	}
	b.p.do("", nil, nil) // what was chosen is in the draft
}

// do has the office do something, and shows what came of it. After a deed that failed the list is looked at again: the
// part has a verdict now.
func (b *bench) do(deed string, body any) {
	p := b.p
	if p.busy || p.over {
		return
	}
	p.busy = true
	b.say(say("h_busy"), false)
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), patience)
		defer stop()
		got, err := p.desk.Hardware(ctx, deed, body)
		fault := ""
		if err != nil {
			fault = faultOf(err)
			if again, err := p.desk.Hardware(ctx, "", nil); err == nil {
				got = again
			}
		}
		p.mode.Do(func() {
			p.busy = false
			if p.over {
				return
			}
			if got.Parts != nil {
				b.parts = got.Parts
			}
			b.say(got.Said, false)
			if fault != "" {
				b.say(fault, true)
			}
			b.paint()
		})
	})
}

// look fetches the list in the background: nobody who presses a key waits for it.
func (b *bench) look() {
	p := b.p
	if b.looking || p.over || !b.root.Visible() {
		return
	}
	b.looking = true
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), answer)
		defer stop()
		got, err := p.desk.Hardware(ctx, "", nil)
		p.mode.Do(func() {
			b.looking = false
			switch {
			case p.over || p.busy || b.sheet != nil: // what is on the screen now is newer
			case err != nil:
				b.say(faultOf(err), true)
			case got.Parts != nil:
				if b.parts == nil {
					b.say("", false)
				}
				b.parts = got.Parts
				b.paint()
			}
			b.later()
		})
	})
}

// later looks again after a while.
func (b *bench) later() {
	if b.timer != nil {
		b.timer.Stop()
	}
	if b.p.mode.Fresh >= 0 && b.root.Visible() && !b.p.over {
		b.timer = time.AfterFunc(fresh, func() { b.p.mode.Do(b.look) })
	}
}

func (b *bench) say(s string, wrong bool) {
	b.note.Text, b.note.Color = s, muted
	if wrong {
		b.note.Color = bad
	}
	cut(b.note, s, b.root.Size().Width*0.95)
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

// lay puts a sheet over the list; lift takes it away.
func (b *bench) lay(sheet *fyne.Container) {
	b.p.touched()
	b.lift()
	b.sheet = sheet
	b.root.Add(sheet)
	b.root.Refresh()
}

func (b *bench) lift() {
	if b.sheet != nil {
		b.root.Remove(b.sheet)
		b.sheet = nil
		b.root.Refresh()
	}
}

// measured notes what a trial of the screen has found.
func (b *bench) measured(id string, works bool, note string) {
	b.lift()
	b.do("judge", map[string]any{"id": id, "works": works, "note": note})
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
	side := b.p.key(size)
	top := max(180*u, 32*u+side+52*u)
	headKeys(u, side, size, b.tiles, b.here, b.end)
	b.note.TextSize = 28 * u
	put(b.note, edge, top-52*u, size.Width-2*edge, 40*u)
	turn := max(110*u, side) // a key at the foot
	foot := size.Height - edge - turn
	upright := size.Width < size.Height
	w, h := max(190*u, side), max(88*u, side)
	pitch := h + 24*u
	if upright {
		pitch = h + 108*u
	}
	b.fits = max(1, min(mostRows, int((foot-gap-top)/pitch)))
	for i, r := range b.rows {
		y := top + float32(i)*pitch
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
	put(b.on, edge+turn+160*u+2*gap, foot, turn, turn)
	put(b.print, size.Width-edge-320*u, foot, 320*u, turn)
	if b.sheet != nil {
		put(b.sheet, 0, 0, size.Width, size.Height)
	}
	b.paint()
}

// MinSize lets the window have any size.
func (b *bench) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }

// headKeys places the keys at the top.
func headKeys(u, side float32, size fyne.Size, tiles, hardware, end *key) {
	for i, k := range []*key{tiles, hardware} {
		k.letters = 32 * u
		k.Move(fyne.NewPos(48*u+float32(i)*260*u, 32*u))
		k.Resize(fyne.NewSize(240*u, side))
	}
	end.letters = 32 * u
	end.Move(fyne.NewPos(size.Width-288*u, 32*u))
	end.Resize(fyne.NewSize(240*u, side))
}
