package main

import (
	"context"
	"time"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
	"bileter/kiosk/touch/picture"
)

// screens takes one client through the touch screen, in every language and both orientations.
func (g gallery) screens(cfg configs.Config, client *api.Client) error {
	office, err := client.Office(context.Background())
	if err != nil {
		return err
	}
	for _, lang := range cfg.Setup.Languages {
		m := kiosk.New(kiosk.Config{Key: func() string { return "gallery" }})
		now := morning
		do := func(in kiosk.Input) kiosk.View {
			now = now.Add(time.Second)
			m.Do(now, in)
			return m.View()
		}
		views := map[string]kiosk.View{"0-no-office": m.View()}
		do(kiosk.OfficeKnown{Office: office})
		views["1-home"] = do(kiosk.SetLang{Lang: lang})
		views["2-more"] = do(kiosk.Turn{By: 1})
		do(kiosk.Turn{By: -1})
		views["3-group"] = do(kiosk.TapGroup{Letter: "P"})
		views["4-service"] = do(kiosk.TapService{ID: "P1"})
		do(kiosk.TakeTicket{Service: "P1"})
		views["5-ticket"] = do(kiosk.IssueDone{Key: "gallery", Issued: api.Issued{
			Ticket: api.Ticket{ID: 1, Number: "P027", Service: "P1", Lang: lang, State: queue.Waiting, Paper: queue.PaperPending, Ahead: 6, URL: cfg.Console.URL + "/t/AAAAAAAAAAAAAAAAAAAAAA", Issued: now},
			Wait:   queue.Range{Min: 15, Max: 25, Known: true},
		}})
		views["6-no-paper"] = do(kiosk.PaperKnown{Ticket: 1, Paper: queue.PaperRefused})
		do(kiosk.Finish{})
		do(kiosk.SetLang{Lang: lang})
		do(kiosk.TapGroup{Letter: "D"})
		now = now.Add(kiosk.DefaultIdle)
		views["7-warning"] = do(kiosk.Tick{})
		for name, v := range views {
			if err := g.write("screen-"+name+"-"+lang+"-portrait", picture.Draw(v, 1080, 1920)); err != nil {
				return err
			}
			if err := g.write("screen-"+name+"-"+lang+"-landscape", picture.Draw(v, 1920, 1080)); err != nil {
				return err
			}
		}
	}
	return nil
}
