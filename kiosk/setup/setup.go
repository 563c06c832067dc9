// Package setup is the technician's mode on the touch screen: the PIN, and then groups, services, hours and their texts, a
// preview of the client's page, the review and the versions. It draws with Fyne and does everything through the office's
// desk, as the page in a browser does. Every touch changes the draft alone. It ends by itself and leads nowhere else.
//
// A page is a sheet, made anew from the draft whenever something has changed; the objects that show it are made once.
package setup

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"bileter/configs/edit"
	"bileter/internal/api"
	"bileter/internal/text"
	"bileter/kiosk/touch"
)

const (
	lang = "pl" // of the staff
	// idle is how long the mode lasts without a touch.
	idle = 2 * time.Minute
	// answer bounds every request.
	answer = 10 * time.Second
	// patience bounds those that move a device: a call is spoken, a network is looked over.
	patience = 25 * time.Second
)

// palette are colours to choose from, dark enough for white lines.
var palette = []string{"#1d5fa8", "#6a3fa0", "#0f6b6b", "#8a5200", "#a63a1e", "#2e7031", "#9c2a5b", "#4a5568", "#3b4cb8", "#7a4a2b", "#b3262e", "#2f5d50"}

// Mode is a touch.Technician.
type Mode struct {
	Dial  func() Desk // a new session each time
	Panel touch.Panel // of the preview: the same glass
	// Diagonal of the screen, in mm; 0: not told.
	Diagonal float32
	// Fresh is negative where devices are not looked at again by themselves, as in tests.
	Fresh int
	// Do runs a function where the screen may be changed; nil: fyne.Do. Go starts one elsewhere; nil: go.
	Do func(func())
	Go func(func())
}

// Open returns what fills the window.
func (m Mode) Open(leave func()) fyne.CanvasObject {
	if m.Do == nil {
		m.Do = fyne.Do
	}
	if m.Go == nil {
		m.Go = func(f func()) { go f() }
	}
	p := &page{mode: m, desk: m.Dial(), leave: leave, pin: &field{secret: true}}
	p.sheets, p.from = []func() (sheet, bool){always(p.door)}, []int{0}
	p.make()
	p.touched()
	return p.root
}

// page is one visit of a technician. It is used on Fyne's goroutine only.
type page struct {
	mode  Mode
	desk  Desk
	leave func()
	timer *time.Timer
	over  bool
	busy  bool

	pin    *field
	begun  *field // that began with a capital
	state  State
	office element                // of the state, as its forms name things
	sheets []func() (sheet, bool) // the one on top is shown
	from   []int                  // first row of each that is shown
	note   string                 // said last
	wrong  bool                   // it is bad news

	usb         sticks
	sticksShown int    // how many pages are open with theirs on top; 0: it is not
	bench       *bench // the page of hardware, over all of it
	glass
	face
}

func say(id string, args ...text.Args) string { return text.Say(lang, "setup."+id, args...) }

// touched begins the time anew after which nobody is there.
func (p *page) touched() {
	if p.timer != nil {
		p.timer.Stop()
	}
	if !p.over {
		p.timer = time.AfterFunc(idle, func() { p.mode.Do(p.close) })
	}
}

// close gives the screen back to the clients. The draft stays.
func (p *page) close() {
	if p.over {
		return
	}
	p.over = true
	p.timer.Stop()
	p.glass.end()
	p.settle()
	desk := p.desk
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), answer)
		defer stop()
		desk.Leave(ctx)
	})
	p.leave()
}

// ask has something done elsewhere and shows what came of it; then is for when it was done. One thing at a time.
func (p *page) ask(f func(context.Context) (State, error), then func()) {
	if p.busy {
		return
	}
	p.busy = true
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), answer)
		defer stop()
		s, err := f(ctx)
		p.mode.Do(func() {
			p.busy = false
			if p.over {
				return
			}
			if err != nil {
				p.say(faultOf(err), true)
			} else {
				p.state, p.office = s, read[element](s.Office)
				p.say("", false)
				if then != nil {
					then()
				}
			}
			p.show()
		})
	})
}

// faultOf puts an error into words.
func faultOf(err error) string {
	if e := (*api.Error)(nil); errors.As(err, &e) {
		return strings.TrimSpace(e.Text + " " + e.Hint)
	}
	return say("lost")
}

// do has the desk do a deed.
func (p *page) do(deed string, body any, then func()) {
	p.ask(func(ctx context.Context) (State, error) { return p.desk.Do(ctx, deed, body) }, then)
}

// change changes the draft.
func (p *page) change(c edit.Change, then func()) {
	p.do("change", map[string]any{"change": c}, then)
}

func (p *page) say(s string, wrong bool) { p.note, p.wrong = s, wrong }
