package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"bileter/configs"
	"bileter/display/gpio"
	"bileter/internal/account"
	"bileter/internal/console"
	"bileter/internal/durable"
	"bileter/internal/figures"
	"bileter/internal/hardware"
	"bileter/internal/health"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/internal/ticketbutton"
	"bileter/internal/touchscreen"
	"bileter/store"
	syncer "bileter/sync"
)

type runCmd struct {
	Config       string   `help:"Set-up file." default:"/etc/bileter/office.toml" type:"path"`
	Data         string   `help:"Data folder." default:"/var/lib/bileter" type:"path"`
	Listen       string   `help:"Address of the console, instead of the set-up's."`
	Central      string   `help:"Address of the central server, instead of the set-up's; 'none' for none."`
	CentralCode  string   `help:"One-time code by which this machine enrols at the central server."`
	TrustClock   bool     `help:"A person has checked that this machine's clock is right now: ends a doubt about it that no network can end."`
	AlwaysOpen   bool     `help:"Ignore opening hours: for demonstrations and tests."`
	Screen       string   `help:"Touch screen: on, off, or auto: on where there is a display." enum:"auto,on,off" default:"auto"`
	Stick        []string `help:"Folder that the technician's pages treat as a USB stick, where sticks are mounted in another way than by udisks or below /media." type:"path"`
	ScreenMirror string   `help:"Also write the touch screen as a picture to this file, once a second." type:"path"`
	InputDevices string   `hidden:"" default:"/proc/bus/input/devices"`
}

// machine is everything that is made before anything runs, so that a wrong start leaves nothing behind.
type machine struct {
	cfg     configs.Config
	data    string
	out     io.Writer
	board   *health.Board
	journal *store.Journal
	office  *office.Office
	meters  *console.Meters
	figures *figures.Book
	close   []func() error
	found   []string // devices that were there at the start; see devices.go

	people   *account.Book
	sticks   []string
	first    string // one-time code of the first administrator, while nobody has set a password
	printing *printing
	hall     *hall
	voice    *announcer
	outbox   *outbox
	setup    *settings
	hardware *hardware.Bench
	doors    *doors
	window   *window

	ticketButton *ticketbutton.Button // nil: there is none
	touch        *touchscreen.Screen
}

func (c runCmd) Run(out io.Writer) error {
	// First of all: periph closes descriptor 0 on some machines, which must not be anybody's by then.
	if err := gpio.Init(); err != nil {
		slog.Warn("GPIO drivers", "err", err)
	}
	m, err := c.prepare(out)
	if err != nil {
		return badStart(err)
	}
	defer m.shut()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	m.announce()
	if err := m.run(ctx); err != nil || !m.setup.again.Load() {
		return err
	}
	m.shut()
	return startAgain()
}

// prepare opens whatever can be refused: files, addresses, devices. On an error everything is closed again.
func (c runCmd) prepare(out io.Writer) (m *machine, err error) {
	m = &machine{data: c.Data, out: out, sticks: c.Stick, board: &health.Board{}, meters: console.NewMeters()}
	defer func() {
		if err != nil {
			m.shut()
			m = nil
		}
	}()
	if m.cfg, err = configs.Load(c.Config); err != nil {
		return m, err
	}
	c.override(&m.cfg)
	if m.cfg.Central.URL != "" {
		if _, err = syncer.ParseURL(m.cfg.Central.URL); err != nil {
			return m, err
		}
	}
	if m.window, err = newWindow(c, m); err != nil {
		return m, err
	}
	for _, part := range []func() error{m.listen, m.choosePrinter, m.findDevices} {
		if err = part(); err != nil {
			return m, err
		}
	}
	if err = os.MkdirAll(c.Data, 0o750); err != nil {
		return m, fmt.Errorf("data folder: %w", err)
	}
	setup := &m.cfg.Setup
	if m.journal, err = store.Open(filepath.Join(c.Data, journalName), setup.Office, setup.Node); err != nil {
		return m, err
	}
	m.close = append(m.close, m.journal.Close)
	m.office = office.New(office.Config{
		Setup: setup, Journal: m.journal, Health: m.board, Synced: func() bool { return c.TrustClock || clockSynced() }, Unset: clockUnset, Committed: m.meters.Committed, Joint: m.printing.joint,
	})
	if err = m.office.Load(); err != nil {
		return m, err
	}
	m.figures = &figures.Book{Events: m.office.Events}
	if again, err := m.openSetup(c); err != nil {
		return m, err
	} else if again { // a power cut came while another set-up was applied
		m.shut()
		return c.prepare(out)
	}
	for _, part := range []func() error{m.openPeople, m.openSocket, func() error { return m.openTouch(c.InputDevices) }, m.noteDevices, m.openPrinter, m.openVoice, func() error { return m.openOutbox(c.CentralCode) }, m.openHardware, m.openHall} {
		if err = part(); err != nil {
			return m, err
		}
	}
	m.openConsole()
	return m, nil
}

// override puts what the command line says in place of what the set-up says.
func (c runCmd) override(cfg *configs.Config) {
	if c.Listen != "" {
		cfg.Console.Listen = c.Listen
	}
	if c.Central != "" {
		cfg.Central.URL = c.Central
	}
	if cfg.Central.URL == "none" {
		cfg.Central.URL = ""
	}
	if c.AlwaysOpen {
		cfg.Setup.Hours = map[string]queue.Hours{"office": alwaysOpen()}
	}
}

// alwaysOpen has no closing time at all; services whose own hours are gone fall back to the office's.
func alwaysOpen() (h queue.Hours) {
	for d := range h.Week {
		h.Week[d] = []queue.Span{{Open: 0, Close: 24 * 60}}
	}
	return h
}

// shut closes what prepare opened, the last first.
func (m *machine) shut() {
	for i := len(m.close) - 1; i >= 0; i-- {
		if err := m.close[i](); err != nil {
			slog.Warn("stop", "err", err)
		}
	}
	m.close = nil
}

// run lets every part run until ctx ends or the office cannot go on. A part that fails takes nobody with
// it: only the office's end is the program's. The office stops last, so that the others' last words are kept.
func (m *machine) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	m.setup.stop = stop
	officeCtx, stopOffice := context.WithCancel(context.Background())
	defer stopOffice()
	end := make(chan error, 1)
	go func() {
		end <- m.office.Run(officeCtx)
		stop()
	}()
	var parts sync.WaitGroup
	for name, f := range map[string]func(context.Context) error{
		"printer": m.printing.run, "lamps": m.hall.run, "voice": m.voice.run, "central": m.outbox.run, "window": m.window.run,
		"console": m.doors.run, "disk": m.watchDisk, "set-up": m.setup.run, "ticket button": m.runTicketButton, "touch screen": m.touch.Run, "faults": m.noteFaults, "day report": m.reportDaily,
	} {
		parts.Go(func() {
			if err := f(ctx); err != nil && ctx.Err() == nil {
				slog.Error("part of the machine ended", "part", name, "err", err)
			}
		})
	}
	parts.Wait()
	stopOffice()
	return <-end
}

// announce tells where everything is.
func (m *machine) announce() {
	fmt.Fprintf(m.out, "%s, machine %s\n", m.cfg.Setup.Name.In("pl"), m.cfg.Setup.Node)
	url := m.doors.url()
	fmt.Fprintf(m.out, "  clerk's page   %s/\n", url)
	if m.first != "" {
		fmt.Fprintf(m.out, "  first login    %s/begin: login %s, one-time code %s\n", url, account.FirstLogin, account.ShowCode(m.first))
	}
	fmt.Fprintf(m.out, "  technician     %s/setup%s\n", url, m.setup.describe())
	fmt.Fprintf(m.out, "  hall board     %s/board\n", url)
	fmt.Fprintf(m.out, "  printer        %s\n", m.printing.describe(url))
	fmt.Fprintf(m.out, "  lamps          %s\n", m.hall.describe(url))
	fmt.Fprintf(m.out, "  voice          %s\n", m.voice.describe())
	fmt.Fprintf(m.out, "  QR codes       %s\n", m.describeCodes())
	fmt.Fprintf(m.out, "  central        %s\n", m.outbox.describe())
	fmt.Fprintf(m.out, "  touch screen   %s\n", m.window.describe())
	fmt.Fprintf(m.out, "  data folder    %s\n", m.data)
}

// describeCodes tells where a ticket's QR code leads, because a sample's leads nowhere.
func (m *machine) describeCodes() string {
	if m.cfg.Console.URL == "" {
		return "none: console.url is empty"
	}
	u, err := url.Parse(m.cfg.Console.URL)
	if err != nil {
		return m.cfg.Console.URL
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return m.cfg.Console.URL + ": no telephone can reach that; set console.url"
	}
	return m.cfg.Console.URL
}

// Disk watch: below either figure the office is warned, long before a commit fails.
const (
	diskEvery = time.Minute
	diskLeast = 100 << 20
	diskShare = 20 // one part in so many
)

// disk is what is free on the data folder's, and its size, in bytes.
func (m *machine) disk() (free, size uint64, low bool, err error) {
	free, size, err = durable.Free(m.data)
	return free, size, free < diskLeast || free < size/diskShare, err
}

func (m *machine) watchDisk(ctx context.Context) error {
	tick := time.NewTicker(diskEvery)
	defer tick.Stop()
	for {
		free, _, low, err := m.disk()
		m.board.Set(health.DiskFull, err == nil && low, fmt.Sprintf("%d MB", free>>20))
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// note has the office record something nobody waits for, with a deadline.
func (m *machine) note(c queue.Command) error {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	_, err := m.office.Do(ctx, c)
	return err
}
