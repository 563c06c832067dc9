// Package printer puts tickets on paper: a device that knows its own state and the fate of every job, and
// a spool that prints one ticket after the other and reports what became of each. It does not know what
// stands on a ticket, decides nothing about numbers, and never sends a job twice.
package printer

import (
	"context"
	"errors"
	"fmt"

	"bileter/internal/queue"
)

// ErrLater says that a printer cannot be asked now what became of a job.
var ErrLater = errors.New("the printer cannot be asked now")

// Device prints. Its methods may be called at the same time.
type Device interface {
	// Print sends one whole job. Before any byte of it leaves, sent is called with the job's mark, and an
	// error of it means that none does. It is nil for a slip that no office records: then the device itself remembers that
	// a part of it may hang. Print returns when its fate is known, at the latest after the device's own deadlines. Without an error it is printed, as surely as Sure tells. Every error is an *Error. The
	// context counts only until the first byte leaves: a job that has begun is seen through.
	Print(ctx context.Context, job []byte, sent func(queue.Mark) error) (Sure, error)
	// Upcoming is the mark that the next job will bear if nothing comes between; ok is false while the device is in use, or
	// not ready for one. It does not wait.
	Upcoming() (mark queue.Mark, ok bool)
	// Resolve finds out what became of the last job that was sent and is in doubt, perhaps by an earlier
	// run of the program, and sees to it that nothing more of it comes out. Its result is that of Print;
	// an error that is ErrLater says that the printer cannot be asked now.
	Resolve(ctx context.Context, mark queue.Mark) (Sure, error)
	// Tend is to be called about once a second while there is nothing to print: it looks after the port
	// and asks the printer how it is.
	Tend(ctx context.Context)
	// Status is what is known now. It does no I/O.
	Status() Status
}

// Sure is how surely a job is on paper.
type Sure int

// Grades of Sure.
const (
	Sent      Sure = iota // accepted; the printer cannot say more
	Processed             // worked through by the printer, its cut included
	Confirmed             // the printer said that it is printed
)

// Problem is why a printer cannot print; package text has the words for it as "printer.problem_CODE" and
// what to do about it as "printer.hint_CODE".
type Problem string

// Problems. The zero value is none.
const (
	Ready     Problem = ""
	Absent    Problem = "absent"    // no device, no permission, or another program has it
	Offline   Problem = "offline"   // there, but does not answer or take data, or says it is not ready
	PaperOut  Problem = "paper-out" //
	CoverOpen Problem = "cover-open"
	Cutter    Problem = "cutter" // jammed
	Jam       Problem = "jam"    // paper stuck on its way out
	Hot       Problem = "hot"    // passes by itself
	Broken    Problem = "error"  // any other error of the printer
	Busy      Problem = "busy"   // too many tickets wait to be printed
	NoSlip    Problem = "slip"   // the ticket could not be laid out
	Stopped   Problem = "stopped"
	None      Problem = "none" // the set-up has no printer; said by whoever knows it
)

// Status is how a printer is. Its zero value: ready.
type Status struct {
	Problem Problem
	Low     bool   // paper is running out
	Other   string // what the printer says to be, if it is another than the one that was here before
}

// Error is a job that is not known to be printed.
type Error struct {
	Op      string // "open", "start", "status", "record", "write", "confirm" or "resolve"
	InDoubt bool   // bytes may have left: perhaps it is on paper, whole or torn
	Problem Problem
	Err     error // may be nil
}

func (e *Error) Error() string {
	s := fmt.Sprintf("printer %s: %s", e.Op, e.Problem)
	if e.InDoubt {
		s += " (perhaps printed)"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }
