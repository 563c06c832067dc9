package console_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"bileter/configs"
	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/health"
	"bileter/internal/queue"
)

var pictures = flag.String("pictures", "", "folder into which TestPictures draws every page")

// TestPictures draws every page of the sample office, for people to look at: -pictures DIR.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -pictures DIR given")
	}
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		t.Fatal(err)
	}
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
			if dir := os.Getenv("BILETER_PAPER"); dir != "" {
				c.Paper = dir
			}
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
	file := func(name string) string { return filepath.Join(*pictures, name+".png") }
	clerk := browser(t)
	both := func(name string) {
		t.Helper()
		clerk.shot(file(name+"-1280x800"), 1280, 800)
		clerk.shot(file(name+"-900x600"), 900, 600)
	}
	clerk.goTo(w.url("/"))
	clerk.shot(file("login"), 1280, 800)
	board := clerk.tab()
	board.goTo(w.url("/board"))
	board.shows("#empty", "Zapraszamy")
	board.shot(file("board-empty"), 1920, 1080)

	clerk.write("#login", "clerk")
	clerk.write("#password", "1\r")
	clerk.shows(".refused", "hasło")
	clerk.shot(file("login-refused"), 1280, 800)
	clerk.write("#password", password+"\r")
	clerk.shows("#pick h1", "Wybierz")
	both("clerk-pick")
	clerk.click("[data-n='26']")
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
	both("clerk-ready")
	clerk.press("n")
	clerk.shows("#number", "D0")
	both("clerk-calling")
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
	clerk.press("r")
	clerk.shows("#state", "Obsługa")
	clock.advance(4 * time.Minute)
	clerk.shows("#state", "4 min")
	both("clerk-serving")
	clerk.click("[data-verb=transfer]")
	clerk.write("#search", "dow")
	both("clerk-transfer")
	clerk.click("#transfercancel")

	for _, n := range []int{1, 7, 12, 14} {
		w.command(n, "open")
		clock.advance(20 * time.Second)
		w.command(n, "next")
	}
	board.until(`document.querySelectorAll("#calls li").length === 5`)
	board.shot(file("board-calls"), 1920, 1080)
	board.shot(file("board-calls-1366x768"), 1366, 768)
	w.command(104, "open")
	w.command(104, "next")
	board.until(`document.querySelectorAll("#calls li").length === 6`)
	board.shot(file("board-six"), 1920, 1080)
	board.shot(file("board-portrait"), 1080, 1920)

	lamps := clerk.tab()
	lamps.goTo(w.url("/lamps"))
	lamps.shows("li", "wzywa")
	lamps.until(`document.querySelectorAll(".lit").length === 5`)
	lamps.shot(file("lamps"), 1280, 800)
	paper := clerk.tab()
	paper.goTo(w.url("/paper"))
	paper.until(`document.querySelector("#none").checkVisibility() || document.querySelector("#papers img")?.complete`)
	paper.shot(file("paper"), 1280, 800)

	phone := clerk.tab()
	last, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: "D1", Lang: "pl"})
	if err != nil {
		t.Fatal(err)
	}
	status := func(name, token string) {
		phone.goTo(w.url("/t/" + token))
		phone.shot(file("status-"+name), 390, 760, chromedp.EmulateScale(2))
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
	clerk.shot(file("clerk-lost"), 1280, 800)
	board.shows("#stale", "Brak łączności")
	board.shot(file("board-stale"), 1920, 1080)
}

// TestPicturesOfPeople draws the pages of accounts, light and dark: -pictures DIR.
func TestPicturesOfPeople(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -pictures DIR given")
	}
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	w, code := newcomers(t)
	p := browser(t)
	both := func(name string) {
		t.Helper()
		for _, theme := range []string{"light", "dark"} {
			p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
				_, err := cdp.Call(ctx, tg, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
				return err
			}))
			p.shot(filepath.Join(*pictures, name+"-"+theme+"-1366x768.png"), 1366, 768)
			p.shot(filepath.Join(*pictures, name+"-"+theme+"-1920x1080.png"), 1920, 1080)
		}
	}
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
	tw := newWorld(t, technical)
	p.goTo(tw.url("/login?to=/setup"))
	p.signIn(account.Technician)
	p.shows(".who", "technik")
	p.shows("#tree", "Pojazdy")
	both("people-setup")
}
