// Command central is the city's server for ticket machines: "central run" serves, "central code" lets a
// machine in, "central revoke" turns one away, "central settle" ends an alarm. It keeps everything in one folder and needs nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // the pages show Polish time on machines without a zone database

	"github.com/alecthomas/kong"
)

// version is set by the build: -ldflags "-X main.version=1.2.3".
var version string

// Exit codes.
const (
	exitFailed = 1 // it ran, and then something broke
	exitWrong  = 2 // it could not begin: flags, folder, port
)

type commands struct {
	Run     runCommand     `cmd:"" help:"Serve machines and the administrator's pages."`
	Code    codeCommand    `cmd:"" help:"Print a one-time code with which a machine enrols. Works while the server runs."`
	Revoke  revokeCommand  `cmd:"" help:"Turn a machine away. Its history stays."`
	Settle  settleCommand  `cmd:"" help:"End the alarm of a machine whose diverged history was dealt with. Nothing is deleted."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// wrong is an error after which nothing has been started.
type wrong struct{ error }

func (w wrong) Unwrap() error { return w.error }

// console is where a command writes.
type console struct{ out, err io.Writer }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], console{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// execute runs one command line and returns the exit code.
func execute(ctx context.Context, args []string, to console) int {
	var c commands
	ended := -1
	p, err := kong.New(&c, kong.Name("central"), kong.Description("The city's server for ticket machines."),
		kong.Writers(to.out, to.err), kong.Exit(func(code int) { ended = code }), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(to))
	if err != nil {
		fmt.Fprintln(to.err, "central:", err)
		return exitWrong
	}
	k, err := p.Parse(args)
	if ended >= 0 { // --help
		return ended
	}
	if err != nil {
		fmt.Fprintf(to.err, "central: %v (central --help shows what there is)\n", err)
		return exitWrong
	}
	err = k.Run()
	if err == nil {
		return 0
	}
	fmt.Fprintln(to.err, "central:", err)
	if w := (wrong{}); errors.As(err, &w) {
		return exitWrong
	}
	return exitFailed
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(to console) error {
	_, err := fmt.Fprintln(to.out, "central", programVersion())
	return err
}

func programVersion() string {
	if version != "" {
		return version
	}
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		return b.Main.Version
	}
	return "(devel)"
}
