// Command bileter is the ticket machine: the office with its queue, printer, lamps, console and outbox,
// and, when built with the tag gui, the window on its touch screen. It introduces the rooms to each
// other and decides nothing itself.
package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	_ "time/tzdata" // the office's time zone, on machines without the files

	"github.com/alecthomas/kong"
)

// version is set by the linker; see Makefile.
var version = "dev"

// Exit codes. systemd restarts after exitFailed; exitUsage needs a person.
const (
	exitFailed = 1
	exitUsage  = 2
)

type program struct {
	Run      runCmd      `cmd:"" help:"Run the office: queue, printer, lamps, console, outbox and, if built in, the window."`
	Screen   screenCmd   `cmd:"" help:"Run the window alone, as a client of a running office. Started by run." hidden:""`
	Check    checkCmd    `cmd:"" help:"Check a set-up file and name every problem in it."`
	Ticket   ticketCmd   `cmd:"" help:"Lay out a ticket and write it as printer bytes or as a picture."`
	Backup   backupCmd   `cmd:"" help:"Copy the journal, whether the office runs or not."`
	Recover  recoverCmd  `cmd:"" help:"Go on after the journal was lost, is damaged, or is an old copy."`
	Test     testCmd     `cmd:"" help:"Try one part of the machine."`
	Account  accountCmd  `cmd:"" help:"See to the accounts of the staff, on the machine itself: list them, add one, make a one-time code."`
	Export   exportCmd   `cmd:"" help:"Pack the set-up, with its logo and printer profile, into one signed file."`
	Import   importCmd   `cmd:"" help:"Show what a packed set-up would change here, and apply it."`
	Diagnose diagnoseCmd `cmd:"" help:"Gather what helps to find a fault into one file without personal data."`
	Version  versionCmd  `cmd:"" help:"Tell the version."`
}

type versionCmd struct{}

func (versionCmd) Run(out io.Writer) error {
	built := "no window"
	if hasWindow {
		built = "with window"
	}
	goVersion := ""
	if b, ok := debug.ReadBuildInfo(); ok {
		goVersion = b.GoVersion
	}
	fmt.Fprintf(out, "bileter %s (%s, %s)\n", version, built, goVersion)
	return nil
}

// usageError is a mistake of whoever started the program: one line, exit code 2, nothing started.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// badStart marks an error as one that a person has to correct before a start can succeed.
func badStart(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	slog.SetDefault(slog.New(slog.NewTextHandler(errs, nil)))
	var p program
	parser, err := kong.New(&p, kong.Name("bileter"),
		kong.Description("The ticket machine of a town hall."),
		kong.Writers(out, errs), kong.BindTo(out, (*io.Writer)(nil)))
	if err != nil {
		panic(err) // the tags above are wrong
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errs, "bileter: %v (see: bileter --help)\n", err)
		return exitUsage
	}
	err = ctx.Run()
	var usage usageError
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		fmt.Fprintf(errs, "bileter: %v\n", err)
		return exitUsage
	}
	fmt.Fprintf(errs, "bileter: %v\n", err)
	return exitFailed
}

// exitCode ends the program with a code when everything has been said already.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit %d", int(c)) }
