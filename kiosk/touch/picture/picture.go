// Package picture draws the kiosk's screens into images with Fyne's software painter, for documentation
// and tests. It opens no window and is no part of the kiosk: it brings Fyne's test driver with it, so a
// program with a window must not import it.
package picture

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bileter/kiosk"
	"bileter/kiosk/touch"
)

// Draw draws what a screen of width × height pixels shows of v. It is not safe for concurrent use.
func Draw(v kiosk.View, width, height int) image.Image {
	w := test.NewWindow(nil)
	defer w.Close()
	s := touch.New(w, func(kiosk.Input) {})
	s.Start()
	w.Resize(fyne.NewSize(float32(width), float32(height)))
	s.Show(v)
	return w.Canvas().Capture()
}
