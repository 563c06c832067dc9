package main

import (
	"fmt"
	"time"

	"bileter/configs"
	"bileter/internal/queue"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// dryPrint lays out every slip that this office can print, for its printer, so that what does not fit is found by
// the technician and not by the first client. Notes are what works another way than perhaps expected.
func dryPrint(cfg configs.Config, p escpos.Profile) (notes []string, wrong *configs.Problems) {
	now := time.Now()
	setup := &cfg.Setup
	url := (&machine{cfg: cfg}).ticketURL(sampleToken)
	if url != "" && p.QRModule > 0 && !p.Raster && !p.OwnQR(url) {
		notes = append(notes, fmt.Sprintf("the ticket's QR code has %d bytes and the printer makes codes of at most %d: it is sent as a picture, which is slower; a shorter console.url avoids that",
			len(url), p.QRBytes))
	}
	try := func(what string, s slip.Slip) bool {
		lines := s.Layout(p)
		_, err := slip.Length(lines, p) // draws the code, which a printer that makes its own would just leave out
		if err == nil {
			_, err = slip.Encode(lines, p)
		}
		if err != nil {
			wrong = &configs.Problems{List: []configs.Problem{cfg.Problem("printer.profile",
				fmt.Sprintf("%s cannot be printed: %v", what, err), "choose a profile of wider paper, or a shorter console.url")}}
		}
		return err == nil
	}
	if !try("the test slip", slip.Trial{Lang: "pl", At: now}) {
		return nil, wrong
	}
	for _, sv := range setup.Services {
		if sv.Kind == queue.KindInfo {
			continue
		}
		for _, lang := range setup.Languages {
			t, err := sampleTicket(setup, sv.ID, lang, now)
			if err != nil {
				continue // said by the loader
			}
			t.URL, t.Form = url, form(cfg.Ticket)
			of := fmt.Sprintf("of service %s (%s)", sv.ID, lang)
			if !try("the ticket "+of, t) || !try("the large ticket "+of, slip.Large(t)) || !try("the checklist "+of, slip.NewChecklist(setup, sv.ID, lang, now)) {
				return nil, wrong
			}
		}
	}
	return notes, nil
}
