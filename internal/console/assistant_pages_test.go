package console_test

import (
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/queue"
)

// TestAssistantPages looks at the assistant's page in each state, on a tablet both ways up and on a telephone.
func TestAssistantPages(t *testing.T) {
	t.Parallel()
	cfg, err := configs.Load("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Setup.Rules.MinCallGap = -1
	clock := newSteady()
	clock.at.Store(time.Date(2026, 11, 19, 9, 12, 0, 0, time.UTC).UnixNano())
	w := newWorld(t, func(w *world) { w.setup, w.now = &cfg.Setup, clock.now })
	for _, n := range []int{1, 7, 12, 26, 27} {
		w.command(n, "open")
	}
	for i, service := range []string{"D1", "D2", "D1", "D1", "P1", "K1", "S1", "P2", "E1", "J1", "D3", "P1", "P1", "A1"} {
		got, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: service, Lang: []string{"pl", "uk", "pl", "en"}[i%4], Priority: i == 3})
		if err != nil {
			t.Fatalf("%s: %v", service, err)
		}
		w.paper(got.Ticket.ID, []queue.Paper{queue.PaperPrinted, queue.PaperPrinted, queue.PaperRefused}[i%3])
		clock.advance(70 * time.Second)
	}
	w.command(27, "next")
	w.command(27, "no-show")
	w.command(26, "next")
	w.command(26, "park")
	p := inHall(t, w)
	draw := func(name string) {
		t.Helper()
		p.seen("assistant-"+name, frame{800, 1280}, frame{1280, 800}, frame{360, 740})
		p.size(800, 1280)
	}
	draw("groups")
	p.write("#search", "prwako")
	p.shows("#services", "prawa jazdy")
	draw("search")
	p.click("#clear")
	p.click("#groups [data-key=D] button")
	p.shows("#services", "czeka")
	draw("services")
	p.click("[data-way=phone]")
	p.click("[data-service=D1]")
	p.shows("#ticketnumber", "D0")
	p.until(`document.querySelector("#qr").complete`)
	draw("given")
	p.click("#ticketclose")
	p.click("[data-view=find]")
	p.shows("#away", "D0")
	draw("find")
	p.click("#unprinted button")
	p.shows("#ticketnumber", "0")
	draw("ticket")
	p.click("#move")
	draw("move")
	p.click("#placesclose")
	p.click("#ticketclose")
	p.click("[data-view=lines]")
	p.shows("#linelist", "najdłużej")
	draw("lines")
	p.click("#linelist button")
	p.shows("#cardsections", "Gdzie")
	p.click("#cardlanguages [lang=uk]")
	p.shows("#cardsections", "Де")
	draw("card")
	p.click("#turn")
	draw("card-turned")
	p.click("#cardclose")
	w.help(queue.HelpAssistant)
	w.help(queue.HelpNeeds)
	clock.advance(4 * time.Minute)
	if _, err := w.office.Do(t.Context(), queue.Command{Do: queue.Tick{}, Actor: "office"}); err != nil {
		t.Fatal(err)
	}
	p.click("[data-view=helping]")
	p.shows("#helps li.late", "")
	draw("help")
	p.click("#screendeed")
	p.shows("#screenstate", "Zgłoszono")
	p.shows("#screendeed", "znowu reaguje")
	draw("screen")
	p.click("#screendeed")
	p.shows("#screenstate", "Reaguje na dotyk")
	w.stop()
	p.shows("#lost", "Dane z")
	draw("lost")
}
