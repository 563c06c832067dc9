package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bileter/configs"
	"bileter/internal/office"
	"bileter/internal/port"
	"bileter/internal/queue"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// printing is the way from an issued ticket to its paper.
type printing struct {
	m       *machine
	profile escpos.Profile
	spec    string
	device  printer.Device    // nil: there is no printer
	thermal *printer.Thermal  // the same, to be closed
	paper   *emulator.Printer // nil: a real one
	spool   printer.Spool
	open    []queue.Ticket // of an earlier run, whose paper's fate is not known
	from    uint64         // last event of that run
	form    atomic.Pointer[slip.Form]
	stored  uint64 // sum of the logo that the printer was opened with, and may keep
	count   paperCount
	extras  extras
}

// ticketsName is the folder of the emulated printer's paper.
const ticketsName = "tickets"

// choosePrinter finds the profile.
func (m *machine) choosePrinter() error {
	c := m.cfg.Printer
	p := &printing{m: m, spec: c.Port}
	p.setForm(m.cfg.Ticket)
	m.printing = p
	if c.Port == configs.None {
		return nil
	}
	var wrong *configs.Problems
	if p.profile, wrong = printerProfile(m.cfg); wrong != nil {
		return wrong
	}
	return nil
}

func (m *machine) openPrinter() error {
	c, p := m.cfg.Printer, m.printing
	m.office.Read(func(s *queue.State) {
		p.from = s.Version
		for _, t := range s.Tickets {
			if t.Paper.Open() {
				p.open = append(p.open, *t)
			}
		}
	})
	slices.SortFunc(p.open, func(a, b queue.Ticket) int { return cmp.Compare(a.ID, b.ID) })
	if c.Port == configs.None {
		return nil
	}
	if c.Port == configs.Emulator {
		own, err := namedProfile(c.Profile) // a code page chosen for a printer does not change the printer
		if err != nil {
			return err
		}
		p.paper = emulator.New(own)
		p.paper.Folder = filepath.Join(m.data, ticketsName)
		path, err := p.paper.Plug()
		if err != nil {
			return fmt.Errorf("emulated printer: %w", err)
		}
		m.close = append(m.close, func() error { p.paper.Unplug(); return nil })
		p.spec = path
	}
	open := func(ctx context.Context) (printer.Port, error) {
		pt, err := port.Open(ctx, p.spec, c.Baud)
		if err != nil {
			return nil, err
		}
		return pt, nil
	}
	p.stored = p.form.Load().Logo.Sum()
	p.thermal = printer.New(printer.Config{
		Open: open, Profile: p.profile,
		Memory: newPrinterNotes(filepath.Join(m.data, printerNotesName)), Logo: p.form.Load().Logo,
	})
	p.device = p.thermal
	p.spool = printer.Spool{Device: p.device, Render: p.render, Sent: p.sent, Report: p.report, Changed: p.saw, Board: m.board}
	return nil
}

// findPrinter opens the port once; see devices.go.
func (m *machine) findPrinter() error {
	c := m.cfg.Printer
	if c.Port == configs.None || c.Port == configs.Emulator {
		return nil
	}
	ctx, stop := context.WithTimeout(context.Background(), printer.DefaultDial)
	defer stop()
	pt, err := port.Open(ctx, c.Port, c.Baud)
	switch {
	case err == nil:
		if w := escpos.Suggest(identityOf(pt)).Mismatch(m.printing.profile.Name); w != "" {
			slog.Warn("the printer is perhaps another one: the set-up's choice stands", "why", w)
		}
		m.found = append(m.found, c.Port)
		return pt.Close()
	case strings.HasPrefix(c.Port, "tcp:"), (m.hasWorked(c.Port) || startedAgain()) && !errors.Is(err, port.ErrBusy):
		slog.Error("the printer is away, going on without it", "err", err)
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w; plug the printer in, or correct printer.port", err)
	}
	return err
}

// identityOf is what the system knows about the printer at a port.
func identityOf(pt *port.Port) escpos.Identity {
	id := pt.Identity()
	return escpos.Identity{Serial: id.Serial, Device: escpos.ParseDeviceID(id.DeviceID), Vendor: id.Vendor, Product: id.Product}
}

func (p *printing) describe(url string) string {
	switch {
	case p.device == nil:
		return "none: numbers are shown on the screen"
	case p.paper != nil:
		return fmt.Sprintf("emulated: %s/paper (pictures in %s)", url, p.paper.Folder)
	}
	return fmt.Sprintf("%s, %s", p.spec, p.profile.Name)
}

func (p *printing) run(ctx context.Context) error {
	p.resume(time.Now())
	var wg sync.WaitGroup
	defer wg.Wait()
	if p.device != nil {
		// The paper outlives the spool, which sees a begun ticket through.
		paperCtx, stopPaper := context.WithCancel(context.Background())
		if p.paper != nil {
			wg.Go(func() {
				if err := p.paper.Run(paperCtx); err != nil {
					slog.Error("emulated printer", "err", err)
				}
			})
		}
		wg.Go(func() {
			defer stopPaper()
			if err := errors.Join(p.spool.Run(ctx), p.thermal.Close()); err != nil {
				slog.Error("printer", "err", err)
			}
		})
	}
	return p.m.office.Follow(ctx, p.from, func(e queue.Event) error {
		f, _ := e.Fact()
		switch f := f.(type) {
		case queue.Issued:
			if f.Paper {
				p.print(e.Seq)
			}
		case queue.Reprinted:
			p.print(f.Ticket)
		case queue.Printed, queue.PaperFed, queue.RollMarked:
			p.warn()
		}
		return nil
	})
}

func (p *printing) print(id uint64) {
	if p.device == nil {
		p.report(id, queue.PaperRefused, string(printer.None))
		return
	}
	p.spool.Add(id)
}

// fresh is the age up to which a ticket that a stop of the program kept from the printer is printed after
// the start: its client may still stand there. Later nobody would take it, or somebody else.
const fresh = 2 * time.Minute

// resume takes up the papers that an earlier run left open. Of a ticket that is only pending no byte has left.
func (p *printing) resume(now time.Time) {
	today := now.In(p.m.office.Setup().Location()).Format("2006-01-02")
	for _, t := range p.open {
		age := now.Sub(t.Issued)
		switch {
		case t.Paper == queue.PaperSent && p.device != nil && t.Sent != nil:
			p.spool.Resolve(t.ID, *t.Sent)
		case t.Paper == queue.PaperSent:
			p.report(t.ID, queue.PaperDoubt, printer.Restarted)
		case t.Day == today && t.State.Live() && age >= 0 && age < fresh:
			p.print(t.ID)
		default:
			p.report(t.ID, queue.PaperRefused, printer.Restarted)
		}
	}
}

// render lays out a ticket as it was when it was issued.
func (p *printing) render(id uint64) ([]byte, error) {
	s, err := p.slip(id)
	if err != nil {
		return nil, err
	}
	return slip.Encode(s.Layout(p.profile), p.profile)
}

// slip is a ticket's paper, in large print where that was asked for.
func (p *printing) slip(id uint64) (slip.Slip, error) {
	setup := p.m.office.Setup()
	var t queue.Ticket
	p.m.office.Read(func(s *queue.State) {
		if found := s.Tickets[id]; found != nil {
			t = *found
		}
	})
	if t.ID == 0 {
		return nil, fmt.Errorf("ticket %d is gone", id)
	}
	s := slip.FromTicket(setup, t, t.Ahead, t.Forecast.Range(), p.m.ticketURL(t.Token), t.Issued)
	s.Form, s.Copy = *p.form.Load(), t.Copy
	if p.thermal != nil && s.Form.Logo.Sum() == p.stored { // another logo is sent until the next start
		if k, kept := p.thermal.Logo(); kept {
			s.Form.Key = k
		}
	}
	if t.Large {
		return slip.Large(s), nil
	}
	return s, nil
}

// ticketURL is what a ticket's QR code says; empty when clients cannot reach this machine.
func (m *machine) ticketURL(token string) string {
	if m.cfg.Console.URL == "" {
		return ""
	}
	return strings.TrimSuffix(m.cfg.Console.URL, "/") + "/t/" + token
}

// Trying again to record a paper's fate, when the disk failed or was slow.
const (
	reportTries = 5
	reportPause = 500 * time.Millisecond
)

// sent makes it a fact that a ticket's bytes leave now.
func (p *printing) sent(id uint64, mark queue.Mark) error {
	return p.m.note(p.sending(id, mark))
}

func (p *printing) sending(id uint64, mark queue.Mark) queue.Command {
	return queue.Command{ID: p.key("sent", id), Actor: "printer", Do: queue.RecordSent{Ticket: id, Mark: mark}}
}

// key names a fact about a ticket's paper; each slip that was asked for has its own. It has spaces, so that no
// request from outside can have used it.
func (p *printing) key(what string, id uint64) string {
	copies := 0
	p.m.office.Read(func(s *queue.State) {
		if t := s.Tickets[id]; t != nil {
			copies = t.Copies
		}
	})
	return fmt.Sprintf("%s %d %d", what, id, copies)
}

// report makes the fate of a paper a fact. An office that is stopped cannot take it: the next start finds
// the ticket as it is.
func (p *printing) report(id uint64, paper queue.Paper, problem string) {
	mm := 0
	if paper != queue.PaperRefused {
		mm = p.length(id) // of a torn one too: how much of it came out nobody knows
	}
	c := queue.Command{ID: p.key("paper", id), Actor: "printer", Do: queue.RecordPaper{Ticket: id, Paper: paper, Problem: problem, MM: mm}}
	for try := 1; ; try++ {
		err := p.m.note(c)
		if err == nil {
			if paper == queue.PaperDoubt && p.device != nil && p.device.Status().Problem == printer.Ready {
				p.again(time.Now()) // it was well again before its fate was known
			}
			return
		}
		again := errors.Is(err, office.ErrNotStored) || errors.Is(err, context.DeadlineExceeded)
		if !again || try == reportTries {
			slog.Error("a paper's fate was not recorded", "ticket", id, "paper", paper, "err", err)
			return
		}
		time.Sleep(reportPause)
	}
}

// setForm has the next tickets printed as another set-up says.
func (p *printing) setForm(t configs.Ticket) {
	f := form(t)
	p.form.Store(&f)
}

// form is what the set-up says about tickets, for those who print them.
func form(t configs.Ticket) slip.Form { return slip.NewForm(t.Lines, t.Notes, t.Logo) }
