package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bileter/kiosk"
)

// Lines breaks a text for a box, as every text of the screen is broken.
var Lines = fit

// TapOf is what a finger on an object of the screen sends; nil: nothing, or it is no button.
func TapOf(o fyne.CanvasObject) kiosk.Input {
	switch b := o.(type) {
	case *button:
		return b.tap
	case *tile:
		return b.tap
	}
	return nil
}

// Ring is the outer line of the focus; nil where none is seen.
func (s *Screen) Ring() *canvas.Rectangle {
	if !s.ring.box.Visible() {
		return nil
	}
	return s.ring.outer
}

// MustRead tells the texts that must be read from the rest.
func (s *Screen) MustRead() map[*canvas.Text]bool {
	must := map[*canvas.Text]bool{}
	for _, o := range s.styled {
		if b, ok := o.(*block); ok && b.size != SizeSmall {
			for _, t := range b.lines {
				must[t] = true
			}
		}
	}
	return must
}

// Moving is how many animations the last page change started, and whether any of their traces is left.
func (s *Screen) Moving() (n int, traces bool) {
	return len(s.motion.now), s.motion.veil.Visible()
}

// Ragged are the keys of the row under the content that show no icon while others of that row do.
func (s *Screen) Ragged() (bare []string) {
	for _, b := range s.nav.ragged() {
		bare = append(bare, b.caption.text)
	}
	return bare
}
