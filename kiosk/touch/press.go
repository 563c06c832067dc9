package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"bileter/kiosk"
)

// press is what all buttons share. A touch arrives as a pointer with one button: down, perhaps a slide, up. A finger that
// slides off is told by MouseOut alone. What counts is the finger's release, and only where the button still means
// what it meant when the finger came down.
type press struct {
	widget.BaseWidget
	screen  *Screen
	self    fyne.CanvasObject // what is focused; nil: never
	tap     kiosk.Input       // nil: dead
	armed   kiosk.Input       // tap when the finger came down
	down    bool              // a finger has come down since the last tap
	void    bool              // the screen has changed under it
	pressed bool              // the look
	paint   func()            // draws the look
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
}

var (
	_ fyne.Tappable     = (*press)(nil)
	_ desktop.Mouseable = (*press)(nil)
	_ desktop.Hoverable = (*press)(nil)
)

// Tapped is the release of a finger on the button where it came down.
func (p *press) Tapped(*fyne.PointEvent) {
	stale := p.down && (p.void || p.armed != p.tap)
	p.down, p.void = false, false
	if p.tap != nil && !stale {
		p.screen.send(p.tap)
	}
	if !p.screen.waits {
		p.look(false)
	}
}

// MouseDown is a finger's arrival: the look changes in the same frame.
func (p *press) MouseDown(e *desktop.MouseEvent) {
	p.down, p.void, p.armed = true, false, p.tap
	if p.tap != nil {
		p.look(true)
	}
	p.screen.send(kiosk.Touched{Down: true, Corner: p.screen.inCorner(e.AbsolutePosition)})
}

// MouseUp comes before Tapped, to whatever is under the finger then. Where Tapped follows, the look is left to it: a
// frame that is drawn while the answer comes would only delay the next page.
func (p *press) MouseUp(e *desktop.MouseEvent) {
	if !p.down || e.Button != desktop.MouseButtonPrimary {
		p.look(false)
	}
	p.screen.send(kiosk.Touched{})
}

// MouseIn does nothing: a finger does not hover.
func (p *press) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is a finger that slides off, or the next one landing elsewhere. It is still down: its release goes to
// whatever lies under it then, and be it the floor.
func (p *press) MouseOut() { p.look(false) }

// cancel makes nothing of a finger that is on the button.
func (p *press) cancel() {
	p.void = p.down
	p.look(false)
}

func (p *press) look(pressed bool) {
	if p.pressed != pressed {
		p.pressed = pressed
		p.paint()
	}
}

// CreateRenderer hands out the objects that the button was made with.
func (p *press) CreateRenderer() fyne.WidgetRenderer { return p }

// Layout, MinSize, Refresh, Objects and Destroy make press its own renderer.
func (p *press) Layout(s fyne.Size) { p.layout(s) }

// MinSize is small: sizes are given by the pages.
func (p *press) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// Refresh repaints the look.
func (p *press) Refresh() { p.paint() }

// Objects are what is drawn.
func (p *press) Objects() []fyne.CanvasObject { return p.objects }

// Destroy frees nothing.
func (p *press) Destroy() {}
