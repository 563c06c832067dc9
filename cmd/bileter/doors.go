package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sync/errgroup"

	"bileter/internal/console"
	"bileter/internal/stick"
)

// doors are the two ways into the office: the console's address, and the socket of the window.
type doors struct {
	console *console.Server
	tcp     net.Listener
	unix    net.Listener
	journal http.Handler // gives a copy of it to who may open the socket
}

const socketName = "window.sock"

// listen takes the console's address; who knocks waits until the doors run.
func (m *machine) listen() (err error) {
	m.doors = &doors{}
	if m.doors.tcp, err = net.Listen("tcp", m.cfg.Console.Listen); err != nil {
		hint := "choose another console.listen or --listen"
		if errors.Is(err, syscall.EADDRINUSE) {
			hint = "is another bileter running? " + hint
		}
		return fmt.Errorf("console: %w; %s", err, hint)
	}
	m.close = append(m.close, shutListener(m.doors.tcp))
	return nil
}

// openSocket takes the window's way into the office.
func (m *machine) openSocket() (err error) {
	path := filepath.Join(m.data, socketName)
	// The journal is locked by now, so a socket that lies here is a dead program's.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if m.doors.unix, err = net.Listen("unix", path); err != nil {
		return fmt.Errorf("window's socket: %w; choose a data folder with a shorter path", err)
	}
	m.close = append(m.close, shutListener(m.doors.unix))
	return os.Chmod(path, 0o600)
}

// openConsole makes what stands behind the doors, when everything it shows is there.
func (m *machine) openConsole() {
	c := console.Config{
		Office: m.office, Health: m.board, Accounts: m.people, URL: m.cfg.Console.URL,
		Printer: m.printing.status, Slip: m.printing.printExtra, Meters: m.meters,
		Technician: &console.Technician{Desk: m.setup.desk, Lock: m.setup.lock, Restart: m.setup.restart, Porter: m.setup.porter(), Hardware: m.hardware, Sticks: stick.System(m.sticks...)},
		Arms:       m.cfg.Town.Arms, Band: m.cfg.Town.Head,
		Touch: m.touchState, DeclareTouch: m.touch.Declare,
		Figures: m.figures, PerCounter: m.cfg.Figures.PerCounter,
	}
	if m.hall.page != nil {
		c.Lamps, c.Press, c.Boards = m.hall.lit, m.hall.pressEmulated, m.hall.onPage
	}
	if m.printing.paper != nil {
		c.Paper = m.printing.paper.Folder
	}
	m.doors.console = console.New(c)
	m.doors.journal = giveJournal(m.journal, m.data)
}

func shutListener(l net.Listener) func() error {
	return func() error {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

// url is where a browser on this machine finds the console.
func (d *doors) url() string {
	host, port, err := net.SplitHostPort(d.tcp.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// run serves both doors and counts what happens for the metrics.
func (d *doors) run(ctx context.Context) error {
	var g errgroup.Group
	local := http.NewServeMux()
	local.Handle("/", d.console.Local())
	local.Handle("GET "+journalPath, d.journal)
	for l, h := range map[net.Listener]http.Handler{d.tcp: d.console.Handler(), d.unix: local} {
		g.Go(func() error { return d.console.Serve(ctx, l, h) })
	}
	g.Go(func() error { return d.console.Run(ctx) })
	return g.Wait()
}
