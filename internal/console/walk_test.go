package console_test

import (
	"errors"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/configs"
	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/health"
	"bileter/internal/queue"
)

// TestClerkPages walks through a morning of the sample office and looks at its pages at each step.
func TestClerkPages(t *testing.T) {
	t.Parallel() // a long walk
	cfg, err := configs.Load("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Setup.Rules.MinCallGap = -1
	now := time.Date(2026, 11, 19, 9, 12, 0, 0, time.UTC)
	clock := newSteady()
	clock.at.Store(now.UnixNano())
	var broken atomic.Bool
	w := newWorld(t, func(w *world) {
		w.setup, w.now = &cfg.Setup, clock.now
		w.config = func(c *console.Config) {
			c.Paper = oneTicket(t)
			c.Boards = func() []api.Board {
				return []api.Board{{Counter: 1, Name: "wyświetlacz 1", Text: "P001"}, {Counter: 26, Name: "wyświetlacz 26", Text: "ZAMK"}, {Name: "tablica kierunkowa 1", Text: "<<P001 1"}}
			}
			left := 18
			c.Printer = func() api.Printer {
				if !broken.Load() {
					return api.Printer{Left: &left, Low: true}
				}
				return api.Printer{Problem: "cover-open", Since: now, Left: &left}
			}
			c.Lamps = func() map[int]bool { return map[int]bool{1: true, 2: true, 7: true, 12: true, 26: true} }
		}
	})
	clerk := browser(t)
	both := func(name string) { t.Helper(); clerk.seen(name) }
	clerk.goTo(w.url("/"))
	both("login")
	board := clerk.tab()
	board.goTo(w.url("/board"))
	board.shows("#empty", "Zapraszamy")
	board.seen("board-empty", frame{1920, 1080})

	clerk.write("#login", "clerk")
	clerk.write("#password", "1\r")
	clerk.shows(".refused", "hasło")
	both("login-refused")
	clerk.write("#password", password+"\r")
	clerk.shows("#pick h1", "Wybierz")
	both("clerk-pick")
	bar := clerk.tab()
	bar.goTo(w.url("/clerk/bar"))
	small := func(name string) { t.Helper(); bar.seen("bar-"+name, frame{1366, 80}, frame{1920, 80}) }
	bar.shows("#pick", "")
	small("pick")
	clerk.click("[data-n='30']")
	bar.shows("#number", "zamknięte")
	small("closed")
	clerk.shows("#number", "zamknięte")
	both("clerk-closed")
	clerk.click("#toggle")
	clerk.shows("#number", "Nikt nie czeka")
	both("clerk-nobody")

	for i, service := range []string{"D1", "D2", "D1", "D1", "P1", "K1", "S1", "P2", "E1", "J1", "W1", "D3", "P1", "P1", "A1"} {
		lang := []string{"pl", "uk", "pl", "en"}[i%4]
		got, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: service, Lang: lang, Priority: i == 3})
		if err != nil {
			t.Logf("%s: %v", service, err)
		} else {
			w.paper(got.Ticket.ID, queue.PaperPrinted)
		}
		clock.advance(40 * time.Second)
	}
	clock.advance(23 * time.Minute)
	clerk.shows("#nexthint", "5")
	small("ready")
	both("clerk-ready")
	w.help(queue.HelpAssistant)
	accepted := w.help(queue.HelpSign)
	if _, err := w.local().Help(t.Context(), newKey(), accepted.ID, "accept", api.AcceptHelp{By: "Punkt informacyjny", ETA: 5}); err != nil {
		t.Error(err)
	}
	clerk.shows("#helps", "idzie")
	both("clerk-help")
	for _, h := range []uint64{accepted.ID - 1, accepted.ID} {
		if _, err := w.local().Help(t.Context(), newKey(), h, "withdraw", nil); err != nil {
			t.Error(err)
		}
	}
	clerk.tap("n")
	clerk.shows("#number", "D0")
	both("clerk-calling")
	bar.shows("#number", "D0")
	small("calling")
	clerk.click("#paper")
	clerk.shows("#unprinted", "wydrukowane")
	both("clerk-printer")
	clerk.click("#printerclose")
	broken.Store(true)
	for i, problem := range []string{"paper-out", "paper-out", "restarted"} {
		got, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: []string{"D1", "P1", "W1"}[i], Lang: "pl"})
		if err != nil {
			t.Logf("%v", err)
			continue
		}
		w.fate(got.Ticket.ID, []queue.Paper{queue.PaperRefused, queue.PaperRefused, queue.PaperDoubt}[i], problem)
	}
	clerk.shows("#papercount", "3")
	clerk.click("#paper")
	both("clerk-unprinted")
	clerk.click("#printerclose")
	w.board.Set(health.PaperLow, true, "18")
	w.board.Set(health.PrinterDown, true, "cover-open")
	w.board.Set(health.DiskFull, true, "")
	w.command(27, "open")
	w.command(27, "next")
	w.command(27, "park")
	w.command(27, "next")
	w.command(27, "no-show")
	clerk.tap("r")
	clerk.shows("#state", "Obsługa")
	clock.advance(4 * time.Minute)
	clerk.shows("#state", "4 min")
	both("clerk-serving")
	bar.shows("#state", "4 min")
	small("serving")
	clerk.tap("2")
	clerk.tap("?")
	clerk.shows("#keyhelp", "Wezwij ponownie")
	both("clerk-keys")
	clerk.click("#keyhelp [data-close]")
	clerk.tap("k")
	clerk.shows("#matters", "Ten sam klient")
	both("clerk-continue")
	clerk.click("#matters [data-close]")
	clerk.tap("o")
	both("clerk-park")
	clerk.click("#until [data-close]")
	clerk.click("[data-verb=transfer]")
	clerk.write("#search", "dow")
	both("clerk-transfer")
	clerk.click("#matters [data-close]")
	clerk.tap("z")
	clerk.until(`document.querySelector("#now.quiet") && !document.querySelector("[data-verb=break]").disabled`)
	clerk.tap("a")
	clerk.shows("#until", "śniadanie")
	both("clerk-break-ask")
	clerk.press("\r")
	clerk.shows("#number", "Przerwa do")
	both("clerk-break")
	bar.shows("#number", "Przerwa do")
	small("break")
	clerk.click("#toggle")
	clerk.until(`document.querySelector("#now.quiet") && !document.querySelector("[data-verb=break]").disabled`)
	clerk.tap("t")
	clerk.shows(".toast", "Teraz obsługujesz")
	both("clerk-topic")
	clerk.tap("n")
	clerk.shows("#number", "E001")
	w.command(26, "open")

	for _, n := range []int{1, 7, 12, 14} {
		w.command(n, "open")
		clock.advance(20 * time.Second)
		w.command(n, "next")
	}
	board.until(`document.querySelectorAll("#calls li").length === 5`)
	board.seen("board-calls")
	w.command(104, "open")
	w.command(104, "next")
	board.until(`document.querySelectorAll("#calls li").length === 6`)
	board.seen("board-six", frame{1920, 1080}, frame{1080, 1920})

	lamps := clerk.tab()
	lamps.goTo(w.url("/lamps"))
	lamps.shows("li", "wzywa")
	lamps.until(`document.querySelectorAll(".lit").length === 5`)
	lamps.shows("#ticket", "zielony przycisk")
	lamps.click("#ticket button")
	lamps.seen("lamps")
	paper := clerk.tab()
	paper.goTo(w.url("/paper"))
	paper.until(`document.querySelector("#papers img")?.complete`)
	paper.seen("paper")

	phone := clerk.tab()
	last, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: "D1", Lang: "pl"})
	if err != nil {
		t.Fatal(err)
	}
	status := func(name, token string) {
		phone.goTo(w.url("/t/" + token))
		phone.seen("status-"+name, frame{390, 760}, frame{1366, 768})
	}
	status("waiting", last.Ticket.Token)
	for range 12 {
		if d := w.command(26, "next"); d.Ticket != nil && d.Ticket.ID == last.Ticket.ID {
			break
		}
	}
	status("called", last.Ticket.Token)
	status("unknown", "unknown")

	w.stop()
	clerk.shows("#lost", "Brak łączności")
	both("clerk-lost")
	bar.shows("#lost", "Brak łączności")
	small("lost")
	board.shows("#stale", "Brak łączności")
	board.seen("board-stale", frame{1920, 1080})
}

// TestPeoplePages looks at the pages of accounts, from the first day on.
func TestPeoplePages(t *testing.T) {
	t.Parallel() // a long walk
	w, code := newcomers(t)
	p := browser(t)
	both := func(name string) { t.Helper(); p.seen(name) }
	p.goTo(w.url("/login"))
	both("people-login")
	p.goTo(w.url("/begin"))
	both("people-begin")
	p.set("administrator", "x", password, password)
	p.shows(".refused", "kod")
	both("people-begin-refused")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#login").value = document.querySelector("#code").value = ""`))
	p.set("administrator", code, password, password)
	p.shows(".who", "administrator")
	for i, c := range []account.Person{
		{Login: "a.nowak", Name: "Anna Nowak", Role: account.Clerk, Counters: []int{1, 2}}, {Login: "j.wisniewska", Name: "Joanna Wiśniewska-Zielińska", Role: account.Assistant},
		{Login: "kierownik", Name: "Kierownik Wydziału Spraw Obywatelskich", Role: account.Manager}, {Login: "serwis", Role: account.Technician}, {Login: "m.lis", Name: "Marek Lis", Role: account.Clerk, Counters: []int{5}},
	} {
		who, _, err := w.people.Add("login:x", c)
		if err == nil && i != 1 {
			err = w.people.SetPassword("login:x", who.ID, "trzy przypadkowe słowa")
		}
		if err == nil && i == 4 {
			err = w.people.Block("login:x", who.ID, true)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		_, _, _ = w.people.SignIn("serwis", "?")
	}
	p.goTo(w.url("/people"))
	both("people-list")
	p.click("[data-login='a.nowak'] .open")
	p.shows("form.edit", "Stanowiska")
	both("people-edit")
	p.goTo(w.url("/people?open=new"))
	p.write("#newlogin", "e.zych")
	p.click("form.edit button.main")
	p.shows(".code", "e.zych")
	both("people-code")
	p.goTo(w.url("/me"))
	both("people-me")
	p.goTo(w.url("/"))
	both("people-clerk-pick")
}

// TestSetupPages opens every tab of the set-up, and a form on each.
func TestSetupPages(t *testing.T) {
	t.Parallel() // a long walk
	w := newWorld(t, withDevices(&devices{}))
	p := browser(t)
	p.goTo(w.url("/login?to=/setup"))
	p.signIn(account.Technician)
	p.shows("#tree", "Pojazdy")
	p.seen("setup-buttons")
	p.click("#tree button")
	p.until(`document.querySelector("#form").checkVisibility()`)
	p.seen("setup-group")
	for _, look := range []string{"large", "contrast", "easy", "low"} {
		p.click("[data-look=" + look + "]")
		p.until(`document.querySelector("#kiosk").dataset.look === "` + look + `"`)
		p.seen("setup-look-" + look)
	}
	p.click("#tree .service .open")
	p.seen("setup-service")
	p.click("[data-tab=place]")
	p.until(`document.querySelector("#placelist button")?.checkVisibility()`)
	p.seen("setup-place")
	p.click("[data-tab=versions]")
	p.shows("#versionlist", "")
	p.seen("setup-versions")
	p.click("[data-tab=hardware]")
	p.shows("#parts", "linia GPIO17")
	p.seen("setup-hardware")
	p.click("[data-tab=carry]")
	p.seen("setup-carry")
	p.click("[data-tab=buttons]")
	p.click("#tree .move:enabled")
	p.click("#review")
	p.until(`document.querySelector("#sheet").open`)
	p.seen("setup-review")
}

// oneTicket is a folder in which a printer made of software has put one blank ticket.
func oneTicket(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "000001.png"))
	if err == nil {
		slip := image.NewGray(image.Rect(0, 0, 576, 900))
		draw.Draw(slip, slip.Bounds(), image.White, image.Point{}, draw.Src)
		err = errors.Join(png.Encode(f, slip), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
