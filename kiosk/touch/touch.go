// Package touch draws a kiosk.View with Fyne and tells what fingers do. It is the only package that knows
// Fyne, and imports no driver of it: whoever has the window gives it. It decides nothing; which screen
// comes next is package kiosk's.
//
// Objects are made once, by New, and changed in place: a screen rebuilt under a finger loses the tap. No
// object sets a cursor (a change of cursor ends a touch in progress), scrolls or waits for a second tap.
//
// The window must be borderless and as large as the screen, not in full-screen mode, which does not
// survive an unplugged cable: desktop.Driver.CreateSplashWindow, SetPadded(false), RequestPosition(0,0),
// Resize to the size of the screen; X11 without a pointer (Xorg -nocursor), the tag x11, FYNE_SCALE=1 and
// FYNE_DISABLE_DPI_DETECTION=1, because sizes are computed from the canvas here. Then:
//
//	var screen *touch.Screen
//	driver := kiosk.NewDriver(client, kiosk.New(config), fyne.Do, func(v kiosk.View) { screen.Show(v) })
//	screen = touch.New(window, panel, driver.Send)
//	screen.Start()
//	go driver.Run(ctx) // and wait for its end after the window's
package touch

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/kiosk"
)

// Screen is everything in the window. It is used on Fyne's goroutine only.
type Screen struct {
	window fyne.Window
	send   func(kiosk.Input)
	view   kiosk.View
	size   fyne.Size
	panel  Panel
	modes  kiosk.Modes
	look   Look
	style  style
	theme  *Theme // nil before Start
	frame  frame
	styled []interface{ restyle() } // everything with a colour
	room   kiosk.Room               // told last
	waits  bool                     // for an answer that is about to come

	floor   *floor
	head    *head
	foot    *foot
	nav     *nav
	tiles   *tilesPage
	service *servicePage
	search  *searchPage
	visit   *visitPage
	ticket  *ticketPage
	notice  *noticePage
	warning *warning
	palm    *palm
	ring    *ring
	motion  *motion
	root    *fyne.Container

	// Keypad is what the keys beside the glass mean; DefaultKeypad where nobody sets it. Set it before Start.
	Keypad Keypad
	// Technician is the technician's mode; nil: there is none. Set it before Start.
	Technician Technician
	staff      fyne.CanvasObject // its page while it is open

	buttons []*press // all that can be pressed
}

// page is a part of the screen.
type page interface {
	// place lays everything out in a canvas.
	place(f frame)
	// show takes over what is to be seen, where this page has a part in it.
	show(v kiosk.View)
	// object is all of it.
	object() fyne.CanvasObject
}

// New makes every object of the screen. send takes what fingers do, at the moment they do it, and what the glass has room
// for.
func New(w fyne.Window, panel Panel, send func(kiosk.Input)) *Screen {
	s := &Screen{window: w, send: send, panel: panel, style: newStyle(kiosk.Modes{}, panel, Look{}), Keypad: DefaultKeypad}
	s.floor = newFloor(s)
	s.head, s.foot, s.nav = newHead(s), newFoot(s), newNav(s)
	s.tiles, s.service, s.search, s.visit, s.ticket, s.notice = newTilesPage(s), newServicePage(s), newSearchPage(s), newVisitPage(s), newTicketPage(s), newNoticePage(s)
	s.warning, s.palm, s.motion, s.ring = newWarning(s), newPalm(s), newMotion(s), newRing(s)
	s.root = container.New(s)
	for _, p := range s.pages() {
		s.root.Add(p.object())
	}
	return s
}

// pages are all parts, the lowest first.
func (s *Screen) pages() []page {
	return []page{s.floor, s.foot, s.tiles, s.service, s.search, s.visit, s.ticket, s.notice, s.head, s.motion, s.nav, s.warning, s.palm, s.ring}
}

// Start fills the window. Until the first Show it is empty but for its colours.
func (s *Screen) Start() {
	s.theme = &Theme{Contrast: s.modes.Contrast}
	fyne.CurrentApp().Settings().SetTheme(s.theme)
	s.window.SetPadded(false)
	s.window.SetContent(s.root)
	keys := s.window.Canvas() // of a keyboard, or of a scanner that acts as one
	keys.SetOnTypedRune(func(r rune) { s.send(kiosk.Keyed{Letter: r}) })
	keys.SetOnTypedKey(s.typed)
}

// Show makes the screen show v. Where v is brief, the page stays as it is, its button pressed.
func (s *Screen) Show(v kiosk.View) {
	waited := s.waits
	if s.waits = v.Brief; v.Brief {
		return
	}
	changed := waited || v.Screen != s.view.Screen || (v.Warning > 0) != (s.view.Warning > 0) || v.Page != s.view.Page || v.Modes != s.view.Modes ||
		v.Palm && !s.view.Palm // what lies on the glass is no finger, and its leaving is no tap
	again := v.Modes != s.view.Modes || !slices.EqualFunc(v.Languages, s.view.Languages, func(a, b kiosk.Language) bool { return a.Name == b.Name })
	s.view = v
	if changed {
		for _, b := range s.buttons {
			b.cancel()
		}
	}
	if again {
		s.restyle()
	}
	for _, p := range s.pages() {
		p.show(v)
	}
	s.showTechnician(v.Screen == kiosk.Technician)
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.root); c != nil {
		c.Refresh(s.floor.object()) // Fyne repaints nothing for a container that is shown again, as hints and pages are
	}
	s.tellRoom()
}

// restyle takes over the modes of the view.
func (s *Screen) restyle() {
	s.modes = s.view.Modes
	s.style = newStyle(s.modes, s.panel, s.look)
	if s.theme != nil { // changed in place: for a new one Fyne reads all fonts again
		s.theme.Contrast = s.modes.Contrast
	}
	for _, o := range s.styled {
		o.restyle()
	}
	s.place()
}

// Layout and MinSize make Screen the layout of its root.
func (s *Screen) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size == s.size {
		return
	}
	s.size = size
	s.place()
	s.tellRoom()
}

// place lays everything out.
func (s *Screen) place() {
	if s.size.IsZero() {
		return
	}
	s.frame = newFrame(s.size, s.panel, s.style, s.modes.Low, s.languagesWidth())
	for _, p := range s.pages() {
		p.object().Resize(s.size)
		p.place(s.frame)
	}
}

// tellRoom says what there is room for, when that has changed. It comes last, because the answer is another Show.
func (s *Screen) tellRoom() {
	if s.size.IsZero() {
		return
	}
	cols, rows := s.tiles.room(s.frame)
	r := kiosk.Room{Tiles: min(cols*rows, kiosk.PerPage), Compact: s.frame.compact || s.frame.narrow, Keys: s.search.fits(s.frame), Pad: s.visit.fits(s.frame), Low: worthLow(s.frame), Folded: s.frame.folded}
	if s.view.Screen == kiosk.Papers {
		r.Papers = s.service.pages
	}
	if r != s.room {
		s.room = r
		s.send(r)
	}
}

// MinSize lets the window have any size.
func (s *Screen) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }

// visible shows or hides an object, without a repaint where nothing changes.
func visible(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
