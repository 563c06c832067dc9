package setup

import (
	"context"
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
