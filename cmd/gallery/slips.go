package main

import (
	"strings"

	"bileter/configs"
	"bileter/internal/queue"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// slips draws a ticket in every language on both widths of paper.
func (g gallery) slips(cfg configs.Config) error {
	for _, name := range []string{"emulator-80", "emulator-58"} {
		profile, _ := escpos.Named(name)
		for _, lang := range cfg.Setup.Languages {
			t := queue.Ticket{ID: 1, Letter: "P", N: 27, Service: "P1", Lang: lang, Issued: morning}
			url := strings.TrimSuffix(cfg.Console.URL, "/") + "/t/AAAAAAAAAAAAAAAAAAAAAA"
			s := slip.FromTicket(&cfg.Setup, t, 6, queue.Range{Min: 15, Max: 25, Known: true}, url, morning)
			job, err := s.Bytes(profile)
			if err != nil {
				return err
			}
			m, err := emulator.Draw(job, profile)
			if err != nil {
				return err
			}
			if err := g.write("slip-"+strings.TrimPrefix(name, "emulator-")+"-"+lang, m); err != nil {
				return err
			}
		}
	}
	return nil
}
