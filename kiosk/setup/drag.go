package setup

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"bileter/internal/text"
)

const (
	// palm is how long a handle is held without moving until it is taken for a hand that rests on the glass.
	palm = 8 * time.Second
	// turn is how long a row waits below the last one, or above the first, until the page is turned.
	turn = 700 * time.Millisecond
)

// drag is a row that follows a finger. The others make room; objects keep their places under it.
type drag struct {
	from, to int     // places in the list, before and where it would be dropped
	y        float32 // of its upper edge
	timer    *time.Timer
	edge     int  // 1: it waits to go to the next page, -1: to the one before
	done     bool // dropped; the desk has been asked
}

// grip is the handle of a row.
type grip struct {
	widget.BaseWidget
	p     *page
	plane *canvas.Rectangle
	bars  [3]*canvas.Rectangle
	row   int // of the list
	off   bool
	palm  *time.Timer
}

var (
	_ fyne.Draggable    = (*grip)(nil)
	_ desktop.Mouseable = (*grip)(nil)
)

func newGrip(p *page) *grip {
	g := &grip{p: p, plane: canvas.NewRectangle(card)}
	g.plane.StrokeColor, g.plane.StrokeWidth = edge, 1
	for i := range g.bars {
		g.bars[i] = canvas.NewRectangle(brand)
	}
	g.ExtendBaseWidget(g)
	return g
}

// MouseDown is a finger's arrival.
func (g *grip) MouseDown(*desktop.MouseEvent) {
	g.p.touched()
	g.off = false
	g.look(true)
	g.palm = time.AfterFunc(palm, func() { g.p.mode.Do(g.rests) })
}

// rests puts the row back and says that a hand rests on the glass.
func (g *grip) rests() {
	if g.palm == nil || g.p.over {
		return
	}
	g.p.say(text.Say(lang, "kiosk.palm"), true)
	g.p.show()
	g.off = true
}

// MouseUp is its release.
func (g *grip) MouseUp(*desktop.MouseEvent) { g.release() }

func (g *grip) release() {
	if g.palm != nil {
		g.palm.Stop()
		g.palm = nil
	}
	g.look(false)
}

// Dragged is a finger that slides, anywhere on the glass.
func (g *grip) Dragged(e *fyne.DragEvent) {
	if g.off {
		return
	}
	if g.palm != nil {
		g.palm.Reset(palm)
	}
	if g.p.drag == nil && !g.p.lift(g.row) {
		g.off = true // until it is released
		return
	}
	g.p.touched()
	g.p.slide(e.Dragged.DY)
}

// DragEnd is its release after a slide.
func (g *grip) DragEnd() {
	g.release()
	if !g.off {
		g.p.drop()
	}
	g.off = false
}

func (g *grip) look(down bool) {
	g.plane.FillColor = card
	if down {
		g.plane.FillColor = press
	}
	g.plane.Refresh()
}

// CreateRenderer makes the handle its own renderer.
func (g *grip) CreateRenderer() fyne.WidgetRenderer { return g }

// Layout draws three bars.
func (g *grip) Layout(s fyne.Size) {
	g.plane.Resize(s)
	g.plane.CornerRadius = s.Height * 0.18
	for i, b := range g.bars {
		put(b, box{s.Width * 0.28, s.Height * (0.32 + 0.16*float32(i)), s.Width * 0.44, s.Height * 0.06})
	}
}

// MinSize is small: the page gives sizes.
func (g *grip) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// Refresh repaints.
func (g *grip) Refresh() { g.plane.Refresh() }

// Objects are what is drawn.
func (g *grip) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{g.plane, g.bars[0], g.bars[1], g.bars[2]}
}

// Destroy frees nothing.
func (g *grip) Destroy() {}

// lift takes a row off the list, where nothing else is under way.
func (p *page) lift(at int) bool {
	if p.busy || at >= len(p.now.rows) || p.now.rows[at].run == "" {
		return false
	}
	p.drag = &drag{from: at, to: at, y: p.slot(at - p.from[len(p.from)-1])}
	return true
}

// slide moves the lifted row, and the place where it would be dropped.
func (p *page) slide(dy float32) {
	d := p.drag
	if d == nil || d.done {
		return
	}
	pitch, room, from := p.pitch(), p.room(), p.from[len(p.from)-1]
	d.y = max(p.slot(0)-pitch*0.8, min(p.slot(room-1)+pitch*0.8, d.y+dy))
	first, end := run(p.now.rows, d.from)
	slot := int((d.y-p.area.y)/pitch + 0.5)
	d.to = max(first, from, min(end-1, from+room-1, from+slot))
	edge := 0
	switch {
	case d.y > p.slot(room-1)+pitch*0.4 && from+room < end:
		edge = 1
	case d.y < p.slot(0)-pitch*0.4 && from > first:
		edge = -1
	}
	if edge != d.edge {
		d.wait(edge, func() { p.mode.Do(func() { p.turn(d) }) })
	}
	p.placeRows()
}

// wait begins the time after which the page is turned, or ends it.
func (d *drag) wait(edge int, then func()) {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	if d.edge = edge; edge != 0 {
		d.timer = time.AfterFunc(turn, then)
	}
}

// turn shows the next page, or the one before, to a row that waits at the edge.
func (p *page) turn(d *drag) {
	if p.drag != d || d.edge == 0 || d.done {
		return
	}
	room, from := p.room(), &p.from[len(p.from)-1]
	*from = max(0, *from+d.edge*room)
	d.edge = 0
	p.slide(0) // it may be wanted further still
	p.placeFoot(p.foot, p.unit)
}

// drop has the desk put the row where it is. It stays there until the desk has answered.
func (p *page) drop() {
	d := p.drag
	if d == nil || d.done {
		return
	}
	d.wait(0, nil)
	first, _ := run(p.now.rows, d.from)
	if d.from == d.to || p.busy {
		p.settle()
		p.placeRows()
		return
	}
	d.done = true
	d.y = p.slot(d.to - p.from[len(p.from)-1])
	p.placeRows()
	p.now.rows[d.from].move(d.to - first)
}

// settle ends the movement of a row, if there is one.
func (p *page) settle() {
	if p.drag != nil {
		p.drag.wait(0, nil)
	}
	p.drag = nil
}
