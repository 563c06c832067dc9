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

// Glass is a screen that is only drawn. It is not safe for concurrent use.
type Glass struct {
	window fyne.Window
	screen *touch.Screen
}

// NewGlass makes a screen of width × height pixels. send takes what the glass has room for; nil: it is not told.
func NewGlass(width, height int, panel touch.Panel, send func(kiosk.Input)) *Glass {
	if send == nil {
		send = func(kiosk.Input) {}
	}
	g := &Glass{window: test.NewWindow(nil)}
	g.screen = touch.New(g.window, panel, send)
	g.screen.Start()
	g.window.Resize(fyne.NewSize(float32(width), float32(height)))
	return g
}

// Dress gives the screen the look of a town.
func (g *Glass) Dress(l touch.Look) { g.screen.Dress(l) }

// Show takes over what is to be seen.
func (g *Glass) Show(v kiosk.View) { g.screen.Show(v) }

// Image draws what is seen.
func (g *Glass) Image() image.Image { return g.window.Canvas().Capture() }

// Close frees the screen.
func (g *Glass) Close() { g.window.Close() }
