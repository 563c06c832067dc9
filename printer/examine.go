package printer

import (
	"errors"
	"fmt"
	"time"

	"bileter/printer/escpos"
)

// Finding is what a printer said when it was examined.
type Finding struct {
	Identity escpos.Identity // what it says over the line, in answer to GS I
	Asked    bool            // the profile and the port allow questions
	Status   Status          // of one that was not asked: ready
}

// Examine asks a printer how it is and what it is, as far as its profile says that it answers; nothing is printed.
// One that does not answer has the problem Offline. An error means that the port is of no more use. No wait for
// an answer is longer than answer; 0 is DefaultAnswer.
func Examine(port Port, p escpos.Profile, answer time.Duration) (Finding, error) {
	if answer == 0 {
		answer = DefaultAnswer
	}
	l := newLine(port, p, answer)
	f := Finding{Asked: l.asks()}
	if err := l.drain(); err != nil || !f.Asked {
		return f, err
	}
	switch err := l.poll(); {
	case errors.Is(err, errMute):
		f.Status.Problem = Offline
		return f, nil
	case err != nil:
		return f, err
	}
	if f.Status = l.status(); f.Status.Problem != Ready {
		return f, nil // GS I waits its turn behind what keeps the printer
	}
	var err error
	if f.Identity, err = l.identify(); err != nil {
		return f, err
	}
	_, err = port.Write(escpos.Hello(p), answer)
	return f, err
}

// Try sends one job to a printer that was examined and found ready, and waits, as far as the profile allows, until
// it is worked through. It is for the technician: nothing keeps a record of the job.
func Try(port Port, p escpos.Profile, job []byte) (Sure, error) {
	l := newLine(port, p, DefaultAnswer)
	pieces, err := l.cut(append(append([]byte(nil), job...), escpos.Settle(p)...))
	if err != nil {
		return Sent, &Error{Op: "start", Problem: NoSlip, Err: err}
	}
	for i, piece := range pieces {
		wire := wireTime(piece.Bytes)
		if n, err := port.Write(piece.Bytes, DefaultWrite+wire); err != nil {
			return Sent, &Error{Op: "write", InDoubt: i+n > 0, Problem: Offline, Err: err}
		}
		if l.proof() == escpos.ProofNone {
			l.wait(piece)
			continue
		}
		if err := l.pass(DefaultConfirm+wire, DefaultAnswer); err != nil {
			return Sent, &Error{Op: "confirm", InDoubt: true, Problem: Offline, Err: fmt.Errorf("no word that it is printed: %w", err)}
		}
	}
	if l.proof() == escpos.ProofNone {
		return Sent, nil
	}
	return Processed, nil
}
