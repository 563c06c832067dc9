package kiosk_test

import (
	"strings"
	"testing"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/kiosk"
)

// without is the town hall with a printer that does not print.
func without(problem string) kiosk.OfficeKnown {
	o := townHall()
	o.Printer = api.Printer{Problem: problem}
	return kiosk.OfficeKnown{Office: o}
}

// TestNoPaperIsSaidBeforeTheChoice: whoever chooses knows that there is no paper, why, and what to do; and when
// the printer is back nothing is said of it any more, without a touch.
func TestNoPaperIsSaidBeforeTheChoice(t *testing.T) {
	seen := map[string]string{}
	for _, problem := range []string{"paper-out", "cover-open", "cutter", "jam", "hot", "absent", "offline", "error", "none"} {
		for _, lang := range text.Languages {
			d := newDesk(t, kiosk.Config{})
			d.do(kiosk.SetLang{Lang: lang})
			usual := d.want(kiosk.Home).Hint
			d.do(without(problem))
			hint := d.want(kiosk.Home).Hint
			if hint == usual || hint != text.Say(lang, "kiosk.home_no_paper") {
				t.Errorf("%s, %s: home says %q", problem, lang, hint)
			}
			d.do(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"})
			c := d.want(kiosk.Service).Service
			if c.Take == nil || c.NoPaper == "" || strings.Contains(c.NoPaper, "?") || c.Label != text.Say(lang, "kiosk.take_number") {
				t.Errorf("%s, %s: the service's page has %+v", problem, lang, c)
			}
			if other, twice := seen[c.NoPaper]; twice {
				t.Errorf("%s and %s are told alike: %q", problem, other, c.NoPaper)
			}
			seen[c.NoPaper] = problem
			d.do(kiosk.OfficeKnown{Office: townHall()})
			if c := d.want(kiosk.Service).Service; c.NoPaper != "" || c.Label != text.Say(lang, "kiosk.take") {
				t.Errorf("%s, %s: the printer is back, and the page has %+v", problem, lang, c)
			}
			d.do(kiosk.Back{}, kiosk.Back{})
			if got := d.want(kiosk.Home).Hint; got != usual {
				t.Errorf("%s, %s: the printer is back, and home says %q", problem, lang, got)
			}
		}
	}
}

// TestTicketWithoutPaper: the number, its code and what to do stand on the screen at once, and a slip that comes
// out after all is told.
func TestTicketWithoutPaper(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(without("paper-out"))
	d.atTicket(queue.PaperPending)
	c := d.want(kiosk.Ticket).Ticket
	if c.Paper != kiosk.PaperLost || c.URL == "" || c.Words != "Skończył się papier na bilety. Zapamiętaj lub sfotografuj numer – bilet jest ważny." {
		t.Errorf("got %+v", c)
	}
	d.do(kiosk.OfficeKnown{Office: townHall()})
	if c := d.want(kiosk.Ticket).Ticket; c.Paper != kiosk.PaperComing {
		t.Errorf("the printer is back: %+v", c)
	}
	d.do(kiosk.PaperKnown{Ticket: 31, Paper: queue.PaperPrinted}, without("cover-open"))
	if c := d.want(kiosk.Ticket).Ticket; c.Paper != kiosk.PaperOut {
		t.Errorf("it is in the printer's mouth, and the page has %+v", c)
	}
}

// TestClosedOfficeSaysThatFirst: an office that is closed gives no numbers, with paper or without.
func TestClosedOfficeSaysThatFirst(t *testing.T) {
	o := townHall()
	o.Printer = api.Printer{Problem: "paper-out"}
	o.Services = append([]api.Service{}, o.Services...)
	for i := range o.Services {
		o.Services[i].Open = false
	}
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.OfficeKnown{Office: o}, kiosk.Browse{})
	if v := d.want(kiosk.Home); v.Hint != text.Say("pl", "kiosk.home_closed_hint") {
		t.Errorf("home says %q", v.Hint)
	}
}
