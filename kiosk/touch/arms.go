package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// armsPlate is the town's coat of arms on a white plate: whatever its own colours are, it has clear space around it. A
// town that has none is a drawn town hall.
type armsPlate struct {
	s     *Screen
	plate *plane
	arms  *canvas.Image
	mark  *picture
	side  int // of the arms as drawn, in px
}

func (s *Screen) newArms() *armsPlate {
	a := &armsPlate{s: s, plate: s.newPlane(ColorOnBadge), arms: &canvas.Image{FillMode: canvas.ImageFillContain}, mark: s.newPicture()}
	a.mark.set("town-hall", ColorOnHead)
	return a
}

func (a *armsPlate) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{a.plate.Rectangle, a.arms, a.mark.Image}
}

// show shows or hides all of it.
func (a *armsPlate) show(on bool) {
	own := a.s.look.Arms != nil
	visible(a.plate.Rectangle, on && own)
	visible(a.arms, on && own)
	visible(a.mark.Image, on && !own)
}

// put gives it its place, a square.
func (a *armsPlate) put(r rect) {
	if a.s.look.Arms == nil {
		a.mark.put(r)
		return
	}
	a.plate.fill(light[ColorCard]) // white in every look: so the arms are drawn
	a.plate.put(r, r.w*0.18)
	in := r.in(r.w * 0.09)
	in.move(a.arms)
	if side := int(in.w); side != a.side && side > 0 {
		a.side = side
		a.arms.Image = a.s.look.Arms.Draw(side, side)
		a.arms.Refresh()
	}
}
