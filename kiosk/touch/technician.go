package touch

import (
	"fyne.io/fyne/v2"

	"bileter/kiosk"
)

// Technician is the technician's mode on the same screen, behind a finger held for five seconds in the upper
// left corner of a screen that nobody uses. Package kiosk/setup has it; whoever makes the window brings both together
// and sets kiosk.Config.Technician. All its methods are called on Fyne's goroutine.
type Technician interface {
	// Open returns what fills the window, beginning with the question for the PIN. The technician's mode calls leave
	// when it is over, whoever ended it: then the page is taken away and the screen is the clients' again. It must end
	// by itself when nobody is there.
	Open(leave func()) fyne.CanvasObject
}

// corner is the side of the corner that is held, in u: 40 mm.
const corner = 160

func (s *Screen) inCorner(at fyne.Position) bool {
	side := corner * s.unit()
	return at.X < side && at.Y < side
}

// showTechnician puts the technician's page over everything, or takes it away.
func (s *Screen) showTechnician(on bool) {
	switch {
	case on && s.staff == nil && s.Technician != nil:
		s.staff = s.Technician.Open(func() { s.send(kiosk.TechnicianDone{}) })
		s.window.SetContent(s.staff)
	case !on && s.staff != nil:
		s.staff = nil
		s.window.SetContent(s.root)
	}
}

// Object is everything that Start puts into the window, for one who shows it as part of another page, without Start: the
// technician's preview.
func (s *Screen) Object() fyne.CanvasObject { return s.root }
