package escpos

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
