package console_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/queue"
)

// printerWorld is a world with a printer that says what it is told to, and keeps what was asked of it.
type printerWorld struct {
	*world
	mu    sync.Mutex // protects what follows
	is    api.Printer
	slips []string
}

func newPrinterWorld(t *testing.T) *printerWorld {
	p := &printerWorld{}
	p.world = newWorld(t, func(w *world) {
		w.config = func(c *console.Config) {
			c.Printer = func() api.Printer { p.mu.Lock(); defer p.mu.Unlock(); return p.is }
			c.Slip = func(_ context.Context, key string, s api.Slip) (api.SlipDone, error) {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.slips = append(p.slips, fmt.Sprintf("%s %s %s", s.Kind, s.Service, s.Lang))
				if p.is.Problem != "" {
					return api.SlipDone{Paper: queue.PaperRefused, Problem: p.is.Problem}, nil
				}
				return api.SlipDone{Paper: queue.PaperPrinted}, nil
			}
		}
	})
	return p
}

func (p *printerWorld) say(is api.Printer) { p.mu.Lock(); defer p.mu.Unlock(); p.is = is }

func (p *printerWorld) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.slips)
}

// fate records the fate of a ticket's paper, with a problem.
func (w *world) fate(id uint64, paper queue.Paper, problem string) {
	w.t.Helper()
	if _, err := w.office.Do(w.t.Context(), queue.Command{ID: newKey(), Do: queue.RecordPaper{Ticket: id, Paper: paper, Problem: problem}}); err != nil {
		w.t.Fatal(err)
	}
}

// TestTicketsWithoutPaper reprints from the clerk's page what the printer refused or may have lost.
func TestTicketsWithoutPaper(t *testing.T) {
	w := newPrinterWorld(t)
	left := 31
	w.say(api.Printer{Left: &left})
	refused, doubt, fine := w.issue("a", "D1", "pl").Ticket.ID, w.issue("b", "P1", "uk").Ticket.ID, w.issue("c", "P1", "pl").Ticket.ID
	w.fate(refused, queue.PaperRefused, "paper-out")
	w.fate(doubt, queue.PaperDoubt, "restarted")
	w.fate(fine, queue.PaperPrinted, "unconfirmed")

	clerk := atCounter(t, w.world, 5)
	clerk.shows("#papercount", "2")
	clerk.click("#paper")
	clerk.shows("#printerstate", "Drukarka działa. Papier: starczy na około 31 biletów.")
	clerk.shows("#unprinted li:nth-child(1)", "P001")
	clerk.shows("#unprinted li:nth-child(1)", "Rejestracja samochodu")
	clerk.shows("#unprinted li:nth-child(1)", "być może wydrukowano: Program uruchomiono ponownie w trakcie druku")
	clerk.shows("#unprinted li:nth-child(1) button", "Drukuj KOPIĘ")
	clerk.shows("#unprinted li:nth-child(2)", "nie wydrukowano: W drukarce skończył się papier")
	clerk.shows("#unprinted li:nth-child(2) button", "Drukuj jeszcze raz")
	clerk.click("#unprinted li:nth-child(2) button")
	clerk.shows(".toast", "D001: drukuję jeszcze raz")
	clerk.shows("#papercount", "1")
	clerk.click("#unprinted li:nth-child(1) button")
	clerk.shows("#unprinted", "Wszystkie dzisiejsze bilety są wydrukowane.")
	clerk.until(`document.querySelector("#papercount").hidden`)
	w.office.Read(func(s *queue.State) {
		if a, b := s.Tickets[refused], s.Tickets[doubt]; a.Copy || !b.Copy || a.Paper != queue.PaperPending || b.Paper != queue.PaperPending {
			t.Errorf("got %+v and %+v, want both pending and the second a copy", a, b)
		}
	})
	if got := w.happened(queue.EvReprint); got != 2 {
		t.Errorf("%d reprints, want 2", got)
	}
	w.fate(refused, queue.PaperRefused, "cover-open") // once more without success
	clerk.shows("#unprinted li", "D001")
	clerk.shows("#unprinted li", "Pokrywa drukarki jest otwarta")
}

// TestReprintIsOneWish: the same key prints once, however often it comes.
func TestReprintIsOneWish(t *testing.T) {
	w := newWorld(t)
	id := w.issue("a", "D1", "pl").Ticket.ID
	w.fate(id, queue.PaperRefused, "paper-out")
	for range 3 {
		if _, err := w.local().Reprint(t.Context(), "again", id); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.happened(queue.EvReprint); got != 1 {
		t.Errorf("%d reprints, want 1", got)
	}
	if _, err := w.local().Reprint(t.Context(), "another", id); code(err) != string(queue.WrongState) {
		t.Errorf("while it is being printed: %v", err)
	}
}

// TestPrinterTroubleIsTold: what is wrong, since when and what to do stands on the clerk's page, and goes by itself.
func TestPrinterTroubleIsTold(t *testing.T) {
	t.Parallel() // waits for seconds to pass
	w := newPrinterWorld(t)
	clerk := atCounter(t, w.world, 5)
	clerk.until(`document.querySelector("#trouble").hidden`)
	for _, c := range []struct{ problem, says, todo string }{
		{"paper-out", "W drukarce skończył się papier", "włóż rolkę"},
		{"cover-open", "Pokrywa drukarki jest otwarta", "aż kliknie"},
		{"absent", "Drukarka jest wyłączona lub odłączona", "Sprawdź, czy kabel"},
	} {
		w.say(api.Printer{Problem: c.problem, Since: time.Date(2026, 11, 20, 9, 42, 0, 0, time.UTC)})
		clerk.shows("#trouble", c.says)
		clerk.shows("#trouble", c.todo)
		clerk.shows("#trouble", "od 10:42")
	}
	w.say(api.Printer{})
	clerk.until(`document.querySelector("#trouble").hidden`)
	h := w.stranger()
	if res := send(t, h, "GET", w.url(api.Prefix+"/office"), ""); res.StatusCode != http.StatusOK {
		t.Error(res.Status)
	}
}

// TestRollAndSlipsFromThePage presses what is in the printer's dialog.
func TestRollAndSlipsFromThePage(t *testing.T) {
	w := newPrinterWorld(t)
	clerk := atCounter(t, w.world, 5)
	clerk.click("#paper")
	clerk.write("#metres", "50")
	clerk.click("#roll button")
	clerk.shows(".toast", "Zapisano: nowa rolka")
	w.office.Read(func(s *queue.State) {
		if r := s.Roll; !r.Begun || r.Whole != 50_000 {
			t.Errorf("roll %+v", r)
		}
	})
	clerk.click("[data-slip=report]")
	clerk.shows(".toast:last-child", "Wydrukowano")
	w.say(api.Printer{Problem: "cutter"})
	clerk.until(`!document.querySelector("[data-slip=test]").disabled`)
	clerk.click("[data-slip=test]")
	clerk.shows(".toast:last-child", "Nóż drukarki się zaciął")
	clerk.until(`!document.querySelector("#checklist button").disabled`)
	clerk.click("#checklist button")
	for len(w.asked()) < 3 {
		clerk.until(`document.querySelectorAll(".toast").length >= 2`)
	}
	if got, want := w.asked(), []string{"report  pl", "test  pl", "checklist D1 pl"}; !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
}

// TestClerkDeclaresTheScreenDead, and alive again, where staff look when a machine fails.
func TestClerkDeclaresTheScreenDead(t *testing.T) {
	w := newPrinterWorld(t)
	clerk := atCounter(t, w.world, 5)
	clerk.click("#paper")
	clerk.shows("#touchstate", "Reaguje na dotyk.")
	clerk.click("#touchdeed")
	clerk.shows("#touchstate", "Zgłoszono, że nie reaguje")
	w.office.Read(func(s *queue.State) {
		if !s.Faults[queue.TouchDeclared] {
			t.Errorf("faults %v", s.Faults)
		}
	})
	clerk.until(`!document.querySelector("#touchdeed").disabled`)
	clerk.shows("#touchdeed", "Ekran znowu reaguje")
	clerk.click("#touchdeed")
	clerk.shows("#touchstate", "Reaguje na dotyk.")
}

func TestSlipRefusals(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		slip api.Slip
		want string
	}{
		{api.Slip{Kind: "poster"}, "bad-request"},
		{api.Slip{Kind: api.SlipTest, Lang: "fr"}, "bad-request"},
		{api.Slip{Kind: api.SlipReport, Service: "D1"}, "bad-request"},
		{api.Slip{Kind: api.SlipChecklist}, "no-such-service"},
		{api.Slip{Kind: api.SlipChecklist, Service: "X9"}, "no-such-service"},
	} {
		if _, err := w.local().Slip(t.Context(), newKey(), c.slip); code(err) != c.want {
			t.Errorf("%+v: got %v, want %s", c.slip, err, c.want)
		}
	}
	d, err := w.local().Slip(t.Context(), newKey(), api.Slip{Kind: api.SlipTest})
	if err != nil || d.Paper != queue.PaperRefused || d.Text != "Ten urząd nie ma drukarki" {
		t.Errorf("without a printer: %+v, %v", d, err)
	}
	if _, err := w.local().Roll(t.Context(), newKey(), api.Roll{Metres: 2000}); code(err) != "bad-request" {
		t.Errorf("a roll of 2 km: %v", err)
	}
	if res := send(t, w.stranger(), "POST", w.url(api.Prefix+"/slips"), `{"kind":"test"}`, "Idempotency-Key", newKey()); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger's slip: %s", res.Status)
	}
}

// TestLargePrintIsKept: the wish for large print is a part of the ticket.
func TestLargePrintIsKept(t *testing.T) {
	w := newWorld(t)
	i, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: "D1", Lang: "pl", Large: true})
	if err != nil || !i.Ticket.Large {
		t.Errorf("got %+v, %v", i.Ticket, err)
	}
	if i := w.issue("b", "D1", "pl"); i.Ticket.Large {
		t.Error("negative control: an ordinary ticket is in large print")
	}
}
