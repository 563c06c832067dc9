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
	report := slip.Report{
		Lang: lang, Office: ticket.Office, Day: local, Made: local.Add(6 * time.Hour), Waiting: 3, Within: 44,
		Forecasts: 410, Error: 6 * time.Minute, Hit: 81, Lost: 2, Away: 12 * time.Minute,
	}
	for i, group := range setup.Groups {
		n := 12 + 17*i%90
		l := slip.LetterDay{
			Letter: group.Letter, Issued: n, Served: n - n/9, NoShow: n / 14, Told: true,
			Half: time.Duration(6+5*i%19) * time.Minute, Most: time.Duration(21+11*i%47) * time.Minute,
		}
		report.Letters = append(report.Letters, l)
		sum := &report.Total
		sum.Issued, sum.Served, sum.NoShow = sum.Issued+l.Issued, sum.Served+l.Served, sum.NoShow+l.NoShow
	}
	report.Total.Told, report.Total.Half, report.Total.Most = true, 13*time.Minute, 48*time.Minute
	report.Matters, report.Paper = report.Total.Served+21, report.Total.Issued-2
	return map[string]slip.Slip{
		"ticket": ticket, "large": slip.Large(ticket), "checklist": slip.NewChecklist(setup, "P1", lang, morning),
		"appointment": visit, "report": report, "test": slip.Trial{Lang: lang, At: local},
	}
}
