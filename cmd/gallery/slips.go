package main

import (
	"strings"
	"time"

	"bileter/configs"
	"bileter/internal/queue"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// slips draws every kind of slip in every language on both widths of paper.
func (g gallery) slips(cfg configs.Config) error {
	for _, width := range []string{"80", "58"} {
		profile, _ := escpos.Named("emulator-" + width)
		for _, lang := range cfg.Setup.Languages {
			for kind, s := range slipsOf(cfg, lang) {
				m, err := slip.Image(s.Layout(profile), profile)
				if err != nil {
					return err
				}
				if err := g.write("slip-"+kind+"-"+width+"-"+lang, m); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// slipsOf are slips of every kind in a language.
func slipsOf(cfg configs.Config, lang string) map[string]slip.Slip {
	setup := &cfg.Setup
	t := queue.Ticket{ID: 1, Letter: "P", N: 27, Service: "P1", Lang: lang, Issued: morning}
	url := strings.TrimSuffix(cfg.Console.URL, "/") + "/t/AAAAAAAAAAAAAAAAAAAAAA"
	ticket := slip.FromTicket(setup, t, 6, queue.Range{Min: 15, Max: 25, Known: true}, url, morning)
	ticket.Form = slip.NewForm(cfg.Ticket.Lines, cfg.Ticket.Notes, cfg.Ticket.Logo)
	local := morning.In(setup.Location())
	visit := slip.Appointment{
		Lang: lang, Office: ticket.Office, Code: "P512", At: local.AddDate(0, 0, 7), Service: ticket.Service,
		PolishService: ticket.PolishService, Place: ticket.Place, Arrow: ticket.Arrow, Way: ticket.Way,
		Documents: ticket.Documents, Fee: ticket.Fee, Infoline: ticket.Infoline, URL: url,
	}
	report := slip.Report{Lang: lang, Office: ticket.Office, Day: local, Made: local.Add(6 * time.Hour), Waiting: 3}
	for i, group := range setup.Groups {
		n := 12 + 17*i%90
		report.Letters = append(report.Letters, slip.LetterDay{
			Letter: group.Letter, Issued: n, Served: n - n/9, NoShow: n / 14, Called: n - n/20,
			Mean: time.Duration(6+5*i%19) * time.Minute, Max: time.Duration(21+11*i%47) * time.Minute,
		})
	}
	return map[string]slip.Slip{
		"ticket": ticket, "large": slip.Large(ticket), "checklist": slip.NewChecklist(setup, "P1", lang, morning),
		"appointment": visit, "report": report, "test": slip.Trial{Lang: lang, At: local},
	}
}
