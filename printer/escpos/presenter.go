package escpos

import "fmt"

// PresenterCommand is the language of a presenter. The zero value: there is none.
type PresenterCommand int

// Presenter commands.
const (
	NoPresenter    PresenterCommand = iota
	PresentGSe                      // GS e, of the Custom and Pyramid kind
	PresentCitizen                  // GS R, of Citizen's PMU: presents by itself, takes back after a time
)

// Presenter is what hands a cut ticket to the client. The zero value: there is none.
type Presenter struct {
	Command PresenterCommand
	Step    float64 // mm that the paper moves for 1; 0: not established, tickets are ejected whole
	Out     float64 // mm to present
	Timeout int     // seconds after which the printer takes back, or ejects, what nobody took; 0: never by itself
	Retract bool    // what nobody took goes into the printer's bin; else it is thrown out
	Holds   bool    // GS e 18: nothing is at the mouth before it is cut and presented
}

// Fitted tells whether there is one.
func (t Presenter) Fitted() bool { return t.Command != NoPresenter }

// hello sets what it does by itself.
func (t Presenter) hello() []byte {
	switch {
	case t.Command == PresentCitizen && t.Timeout > 0:
		return []byte{gs, 'R', '1', byte(t.Timeout)}
	case t.Command == PresentGSe && t.Holds:
		return []byte{gs, 'e', 18}
	}
	return nil
}

// present hands out the ticket that was cut, so far that it can be taken hold of; whole where the presenter's step
// is not established.
func (t Presenter) present() []byte {
	steps := byte(0)
	if t.Step > 0 {
		steps = byte(min(t.Out/t.Step, 255))
	}
	switch {
	case t.Command != PresentGSe:
		return nil
	case steps == 0:
		return []byte{gs, 'e', 5}
	case t.Timeout > 0:
		return []byte{gs, 'e', 32, steps, byte(t.Timeout)}
	}
	return []byte{gs, 'e', 3, steps}
}

// eject throws out what was cut.
func (t Presenter) eject() []byte {
	if t.Command == PresentGSe {
		return []byte{gs, 'e', 5}
	}
	return nil
}

// Away makes the mouth free of a ticket that nobody took.
func (t Presenter) Away() []byte {
	switch {
	case t.Command == PresentCitizen:
		return []byte{gs, 'R', '0'}
	case t.Retract && t.Command == PresentGSe:
		return []byte{gs, 'e', 2}
	}
	return t.eject()
}

// presenter reads the part of a profile's file about it.
func (c *checker) presenter(f *profileFile, p *Profile) {
	t := f.Presenter
	p.Presenter = Presenter{
		Command: choice(c, "presenter.dialect", t.Dialect, false,
			map[string]PresenterCommand{"gs-e": PresentGSe, "gs-r": PresentCitizen, "none": NoPresenter}),
		Step: c.length("presenter.step", t.Step, 20), Out: c.length("presenter.present", t.Present, 255),
		Timeout: c.number("presenter.timeout", t.Timeout, 0, 255, false),
		Retract: t.Retract, Holds: t.Holds,
	}
	steps := t.Step != 0 || t.Present != 0
	switch fitted := p.Presenter.Fitted(); {
	case fitted && !p.Cutter:
		c.bad("presenter", "cannot be without a cutter", "")
	case !fitted && (steps || t.Timeout != nil || t.Retract || t.Holds):
		c.bad("presenter", "has settings without a dialect", `dialect = "gs-e"`)
	case p.Presenter.Command == PresentCitizen && (steps || p.Presenter.Timeout > 9):
		c.bad("presenter", "of dialect gs-r knows no steps, and a timeout of at most 9 seconds", "")
	case (t.Step == 0) != (t.Present == 0):
		c.bad("presenter", "has one of step and present", "give both, or none: tickets are ejected whole then")
	case t.Step > 0 && (t.Present/t.Step < 1 || t.Present/t.Step > 255):
		c.bad("presenter.present", fmt.Sprintf("is %.3g steps, must be 1 to 255", t.Present/t.Step), "")
	case p.Presenter.Command == PresentGSe && p.Presenter.Timeout > 0 && t.Step == 0:
		c.bad("presenter.timeout", "is for tickets that are presented, not ejected whole", "give step and present too")
	}
}
