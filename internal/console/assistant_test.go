package console_test

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/queue"
)

// inHall is the assistant's page, signed in.
func inHall(t *testing.T, w *world) *page {
	t.Helper()
	p := browser(t)
	p.size(800, 1280)
	p.goTo(w.url("/"))
	p.signIn(account.Assistant)
	p.until(`location.pathname === "/assistant"`)
	p.shows("#groups", "Dowody")
	return p
}

// TestAssistantIssues: a ticket by group with one touch, one found by a slip of the finger with everything that can be
// wanted of it, and one taken back.
func TestAssistantIssues(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.setup.Services[1].Synonyms = map[string][]string{"pl": {"auto"}, "uk": {"машина"}}
	})
	p := inHall(t, w)
	p.click("#groups li:nth-child(1) button")
	p.shows("#services", "czeka 0")
	p.shows("#services", "żadne stanowisko")
	p.click("[data-service=D1]")
	p.shows("#ticketnumber", "D001")
	p.shows("#ticketpaper", "drukuje")
	p.shows("#given", "Podaj klientowi")
	f := facts[queue.Issued](w)
	if len(f) != 1 || f[0].Lang != "pl" || f[0].Priority || !f[0].Paper {
		t.Fatalf("issued %+v", f)
	}
	w.paper(w.latest(queue.EvIssued).Seq, queue.PaperPrinted)
	p.shows("#ticketpaper", "wydrukowany")
	p.click("#print")
	p.shows(".toast", "D001")
	p.until(`document.querySelector("#ticketpaper").innerText.includes("drukuje")`)
	w.paper(w.latest(queue.EvIssued).Seq, queue.PaperPrinted)
	p.click("#ticketclose")

	p.shows("#groups", "Dowody") // ready for the next client
	p.click("#languages [lang=uk]")
	p.click("[data-need=priority]")
	p.click("[data-need=several]")
	p.click("[data-need=large]")
	p.click("[data-way=phone]")
	p.shows("#chosen", "Українська, Na telefon, Pierwszeństwo, Kilka")
	p.write("#search", "машинa")
	p.shows("#services", "Rejestracja")
	p.click("[data-service=P1]")
	p.shows("#ticketnumber", "P001")
	p.until(`document.querySelector("#qr").complete && document.querySelector("#qr").naturalWidth > 200`)
	if f := facts[queue.Issued](w)[1]; f.Lang != "uk" || !f.Priority || !f.Several || !f.Large || f.Paper {
		t.Errorf("issued %+v", f)
	}
	p.click("#undo")
	p.shows("#ticketstate", "anulowany")
	p.shows("#restore", "Przywróć")
	p.click("#restore")
	p.shows("#ticketstate", "Czeka")
	p.click("#ticketclose")
	p.shows("#chosen", "Polski, Z biletomatu")
	p.until(`document.querySelector("#chosen").innerText.endsWith("Z biletomatu")`) // needs are of one client

	me, err := w.people.Find("assistant")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{queue.EvIssued, queue.EvCancelled, queue.EvReturned, queue.EvReprint} {
		if e := w.latest(kind); e.Actor != me.Actor() {
			t.Errorf("%s by %q, want %q", kind, e.Actor, me.Actor())
		}
	}
	p.write("#search", "xyzxyz")
	p.shows("#nothing", "innego słowa")
	p.click("#clear")
	p.click("#groups li:nth-child(3) button")
	p.shows("#services small", "nieczynne")
	p.click("[data-service=W1]")
	p.shows(".toast", "nieczynna")
	if got := w.happened(queue.EvIssued); got != 2 {
		t.Errorf("%d tickets", got)
	}
}

// TestAssistantFinds a ticket by its number and does with it what can be done.
func TestAssistantFinds(t *testing.T) {
	w := newWorld(t)
	w.command(5, "open")
	w.command(1, "open")
	w.issue("a", "D1", "en")
	w.issue("b", "D1", "pl")
	w.paper(w.latest(queue.EvIssued).Seq, queue.PaperRefused)
	p := inHall(t, w)
	p.press("2")
	p.write("#number", "D9\r")
	p.shows("#notfound", "takiego biletu")
	p.write("#number", "9\r")
	p.shows("#notfound", "np. D012")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#number").value = ""`))
	p.write("#number", "d 2\r")
	p.shows("#ticketnumber", "D002")
	p.shows("#ticketfacts", "Osób wcześniej: 1")
	p.shows("#ticketpaper", "Nie wydrukowano")
	p.click("#flagpriority")
	p.until(`document.querySelector("#flagpriority").getAttribute("aria-pressed") === "true"`)
	p.shows("#ticketfacts", "Osób wcześniej: 0")
	p.click("#warn")
	p.shows("#helps li", "D002")
	p.click("#move")
	p.shows("#destinations", "Stanowisko 1")
	p.click("#destinations [data-key=P1] button")
	p.shows("#ticketservice", "Rejestracja")
	p.click("#move")
	p.click("#destinations [data-key=c1] button")
	p.shows("#ticketfacts", "tylko Stanowisko 1")
	p.click("#cancel")
	p.shows("#ticketstate", "anulowany")
	p.click("#restore")
	p.shows("#ticketstate", "Czeka")
	p.click("#ticketclose")

	w.command(5, "next")
	w.command(5, "no-show")
	p.shows("#away", "D001")
	p.click("#away button")
	p.shows("#ticketstate", "Nie przyszedł")
	p.click("#return")
	p.shows("#ticketstate", "Czeka")
	w.command(5, "next") // the page hears of it by itself
	p.shows("#ticketstate", "Wezwany: Stanowisko 5")
	p.press("\x1b")
	p.until(`!document.querySelector("#ticket").open`)
	if f := facts[queue.Transferred](w); len(f) != 2 || f[0].Service != "P1" || f[1].Only != 1 {
		t.Errorf("moved %+v", f)
	}
	me, err := w.people.Find("assistant")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{queue.EvNeeds, queue.EvTransferred, queue.EvHelpAsked, queue.EvReturned} {
		if e := w.latest(kind); e.Actor != me.Actor() {
			t.Errorf("%s by %q, want %q", kind, e.Actor, me.Actor())
		}
	}
}

// TestAssistantChecksIn somebody with a booked visit, who takes no paper, and prints the ticket after all.
func TestAssistantChecksIn(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.now = clock.now })
	if err := w.local().Book(t.Context(), newKey(), api.Visit{Code: "004711", Service: "D1", At: clock.now().Add(10 * time.Minute)}); err != nil {
		t.Fatal(err)
	}
	w.command(5, "open")
	p := inHall(t, w)
	p.click("#languages [lang=uk]")
	p.click("[data-way=number]")
	p.press("2")
	p.shows("#visithow", "Українська, Tylko numer")
	p.seen("assistant-visit", frame{800, 1280}, frame{360, 740})
	p.size(800, 1280)
	p.write("#visit", "123456\r")
	p.shows(".toast", "Nie ma wizyty z takim kodem")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#visit").value = ""`))
	p.write("#visit", "004711\r")
	p.shows("#ticketnumber", "D001")
	p.shows("#ticketfacts", "jeszcze")
	f := facts[queue.Issued](w)
	if len(f) != 1 || f[0].Lang != "uk" || f[0].Paper || f[0].Slot == nil {
		t.Fatalf("issued %+v", f)
	}
	p.shows("#print", "Wydrukuj bilet")
	p.click("#print")
	p.shows("#ticketpaper", "drukuje")
	w.paper(w.latest(queue.EvIssued).Seq, queue.PaperPrinted)
	p.shows("#print", "Drukuj ponownie")
	if got := facts[queue.Reprinted](w); len(got) != 1 || got[0].Copy {
		t.Errorf("asked for %+v, want one slip that is no copy", got)
	}
}

// TestAssistantSees all queues as they move, cards in other languages, and requests for help to their end.
func TestAssistantSees(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.now = clock.now })
	w.issue("a", "D1", "pl")
	p := inHall(t, w)
	p.press("3")
	p.shows("#linelist li:nth-child(1)", "czeka 1")
	p.shows("#linelist .stuck", "żadne stanowisko")
	w.command(5, "open")
	p.shows("#linelist li:nth-child(1)", "otwarte stanowiska: 1")
	clock.advance(12 * time.Minute)
	p.shows("#linelist li:nth-child(1)", "najdłużej czeka 12 min")
	p.shows("#linelist", "nieczynne") // the cash desk
	p.click("#linelist li:nth-child(1) button")
	p.shows("#cardsections", "zdjęcie")
	p.shows("#cardsections", "17\u00a0zł")
	p.shows("#cardsections", "0:00–24:00")
	p.click("#cardlanguages [lang=en]")
	p.shows("#cardname", "ID card")
	p.shows("#cardsections", "17\u00a0PLN")
	p.shows("#cardpolish", "Dowód osobisty")
	p.click("#turn")
	p.until(`getComputedStyle(document.querySelector("#cardtext")).transform !== "none"`)
	p.click("#cardclose")

	p.press("4")
	p.shows("#nohelp", "Nikt")
	p.click("#alerts [data-key=P] button")
	p.shows("#helps li", "P, zgłosił asystent")
	p.click("#alerts [data-key=D] button")
	p.until(`document.querySelectorAll("#helps li").length === 2`)
	p.click("[data-call=sign]")
	p.shows(".toast", "nikt nie ma dyżuru")
	clock.advance(4 * time.Minute)
	if _, err := w.office.Do(t.Context(), queue.Command{Do: queue.Tick{}, Actor: "office"}); err != nil {
		t.Fatal(err)
	}
	p.until(`document.querySelectorAll("#helps li.late").length === 2`)
	p.click("#helps li.asked button:nth-of-type(2)")
	p.shows("#helps li.accepted", "idzie")
	p.click("#helps li.accepted button.main")
	p.shows("#helps li.arrived", "na miejscu")
	p.click("#helps li.arrived button.main")
	p.until(`document.querySelectorAll("#helps li").length === 1`)
	if f := facts[queue.HelpTaken](w); len(f) != 1 || f[0].ETA != 3 {
		t.Errorf("accepted %+v", f)
	}
	p.click("#sound")
	p.shows("#sound", "wyłączony")
	w.stop()
	p.shows("#lost", "Dane z")
}

// TestAssistantPressHappensOnce: a ticket whose answer was lost, with an office that starts anew, is one ticket, and
// its number is shown.
func TestAssistantPressHappensOnce(t *testing.T) {
	s := &thief{of: "/tickets", stolen: make(chan struct{})}
	w := newWorld(t, func(w *world) { w.between = s.between })
	p := inHall(t, w)
	p.click("#groups li:nth-child(1) button")
	p.click("[data-service=D1]")
	<-s.stolen
	w.stop()
	p.shows("#lost", "Brak łączności")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-service=D1]").click()`)) // an impatient hand
	w.start()
	p.shows("#ticketnumber", "D001")
	p.until(`document.querySelector("#lost").hidden`)
	if got := w.happened(queue.EvIssued); got != 1 || s.total() != 1 {
		t.Errorf("%d tickets with %d keys, want 1 and 1", got, s.total())
	}
}

// small finds what a finger may miss: less than 12 mm at 149 dots an inch, a 10" tablet; and what sticks out.
const small = `(() => {
  const open = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const wrong = [];
  for (const e of open.querySelectorAll("button, input, select, summary, a")) {
    if (!e.checkVisibility()) continue;
    const r = e.getBoundingClientRect();
    if (r.height < 70.5 || r.width < 70.5) wrong.push("small: " + (e.id || e.textContent) + " " + r.width + "x" + r.height);
    if (r.left < -1 || r.right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 2 && e.tagName === "BUTTON") wrong.push("sticks out: " + (e.id || e.textContent) + " " + r.left + " " + r.right + " of " + innerWidth + " " + e.scrollWidth + ">" + e.clientWidth);
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("page wider than the screen");
  return wrong.join("\n");
})()`

func (p *page) wrong() string {
	p.t.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](small))
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// TestAssistantFingers measures every page on a tablet both ways up and on a telephone.
func TestAssistantFingers(t *testing.T) {
	w := newWorld(t)
	w.command(5, "open")
	w.issue("a", "D1", "pl")
	w.paper(w.latest(queue.EvIssued).Seq, queue.PaperRefused)
	w.help(queue.HelpAssistant)
	p := inHall(t, w)
	p.shows("#helps", "Idę")
	measure := func(when string) {
		t.Helper()
		for _, size := range [][2]int{{800, 1280}, {1280, 800}, {360, 740}} {
			p.size(size[0], size[1])
			if s := p.wrong(); s != "" {
				t.Errorf("%s at %v:\n%s", when, size, s)
			}
		}
	}
	measure("groups")
	p.click("#groups button")
	measure("services")
	for key, name := range map[string]string{"2": "find", "3": "lines", "4": "help"} {
		p.press(key)
		p.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
		measure(name)
	}
	p.click("[data-view=find]")
	p.click("#unprinted button")
	p.shows("#ticketnumber", "D001")
	measure("ticket")
	p.click("#move")
	measure("places")
	p.click("#placesclose")
	p.click("#ticketclose")
	p.click("[data-view=lines]")
	p.click("#linelist button")
	p.shows("#cardname", "Dowód")
	measure("card")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#cardclose").className = "tiny"; document.querySelector("#cardclose").style.minHeight = "40px"`))
	if p.wrong() == "" {
		t.Error("a button of 40 pixels is not noticed")
	}
}

// TestHallRefuses: what is wrong is refused with the right status and changes nothing.
func TestHallRefuses(t *testing.T) {
	w := newWorld(t)
	id := w.issue("a", "D1", "pl").Ticket.ID
	h, _ := w.as(account.Assistant)
	before := w.office.Version()
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/tickets", "", 400},
		{"GET", "/tickets?number=1234", "", 400},
		{"GET", "/tickets?number=D0001", "", 400},
		{"GET", "/tickets?number=%C3%97001", "", 400},
		{"GET", "/tickets?number=P001", "", 404},
		{"GET", "/tickets/999/qr.png", "", 404},
		{"GET", "/tickets/x/qr.png", "", 404},
		{"GET", "/find?q=dowod&lang=xx", "", 400},
		{"GET", "/find?q=" + strings.Repeat("a", 65) + "&lang=pl", "", 400},
		{"GET", "/find?q=%ff&lang=pl", "", 400},
		{"GET", "/services/ZZ/card?lang=pl", "", 404},
		{"GET", "/services/D1/card?lang=", "", 400},
		{"POST", fmt.Sprintf("/tickets/%d/move", id), `{}`, 400},
		{"POST", fmt.Sprintf("/tickets/%d/move", id), `{"service":"ZZ"}`, 404},
		{"POST", fmt.Sprintf("/tickets/%d/move", id), `{"service":"I1"}`, 404},
		{"POST", fmt.Sprintf("/tickets/%d/move", id), `{"counter":99}`, 404},
		{"POST", fmt.Sprintf("/tickets/%d/move", id), `{"counter":5}`, 409},
		{"POST", fmt.Sprintf("/tickets/%d/move", id), `{"to":"P1"}`, 400},
		{"POST", fmt.Sprintf("/tickets/%d/move", id), `{"service":`, 400},
		{"POST", "/tickets/999/move", `{"service":"P1"}`, 404},
		{"POST", "/tickets/999/needs", `{"priority":true}`, 404},
		{"POST", fmt.Sprintf("/tickets/%d/needs", id), `{"reason":"ciąża"}`, 400},
		{"POST", fmt.Sprintf("/tickets/%d/needs", id), `"` + strings.Repeat("a", 1<<20) + `"`, 413},
	} {
		res := send(t, h, c.method, w.url(api.Prefix+c.path), c.body, "Idempotency-Key", newKey())
		b, _ := io.ReadAll(res.Body)
		if res.StatusCode != c.status || !bytes.Contains(b, []byte(`"text":`)) {
			t.Errorf("%s %.60s %.40s: %s, want %d\n%.200s", c.method, c.path, c.body, res.Status, c.status, b)
		}
	}
	if res := send(t, h, "POST", w.url(fmt.Sprintf("%s/tickets/%d/needs", api.Prefix, id)), `{"priority":true,"several":false}`); res.StatusCode != http.StatusBadRequest {
		t.Errorf("without a key: %s", res.Status)
	}
	if v := w.office.Version(); v != before {
		t.Errorf("the journal moved from %d to %d", before, v)
	}
}

// TestHallAnswers: what is told of a ticket and of services is true, and a retry is one command.
func TestHallAnswers(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.now = clock.now })
	_, c := w.as(account.Assistant)
	ctx := t.Context()
	w.command(5, "open")
	w.issue("a", "D1", "pl")
	second := w.issue("b", "D1", "uk")
	clock.advance(3 * time.Minute)
	f, err := c.Find(ctx, " d2 ")
	if err != nil || f.Ticket.ID != second.Ticket.ID || f.Before != 1 || !f.Phone || !f.Wait.Known || f.Wait.Max > second.Wait.Max {
		t.Errorf("found %+v, %v; told %+v", f, err, second.Wait)
	}
	clock.advance(5 * time.Hour)
	if f, err := c.Find(ctx, "D002"); err != nil || !f.Wait.Known || f.Wait.Max > second.Wait.Max { // from now on, as it stands
		t.Errorf("long after: %+v, %v", f.Wait, err)
	}
	w.command(5, "close")
	if f, err := c.Find(ctx, "D002"); err != nil || f.Wait.Known {
		t.Errorf("nobody serves: %+v, %v", f.Wait, err)
	}
	w.command(5, "open")
	l, err := c.Lines(ctx)
	if err != nil || len(l.Lines) != 3 || l.Lines[0].Waiting != 2 || l.Lines[0].Longest != 303 || l.Lines[0].Serving != 1 || l.Lines[2].Open || l.Lines[2].Note == "" {
		t.Errorf("lines %+v, %v", l, err)
	}
	s, err := c.Services(ctx, "dowud", "pl")
	if err != nil || len(s.Services) != 1 || s.Services[0] != "D1" {
		t.Errorf("found %v, %v", s, err)
	}
	for range 2 {
		d, err := c.SetNeeds(ctx, "needs-1", second.Ticket.ID, api.Needs{Priority: true})
		if err != nil || !d.Ticket.Priority {
			t.Errorf("needs: %+v, %v", d, err)
		}
		if _, err := c.Move(ctx, "move-1", second.Ticket.ID, api.Move{Service: "P1"}); err != nil {
			t.Error(err)
		}
	}
	if w.happened(queue.EvNeeds) != 1 || w.happened(queue.EvTransferred) != 1 {
		t.Error("a retry was another command")
	}
	card, err := c.Card(ctx, "D1", "uk")
	if err != nil || card.Lang != "uk" || len(card.Sections) < 4 {
		t.Errorf("card %+v, %v", card, err)
	}
}

// TestQR: the code is a picture; an office without an address has none.
func TestQR(t *testing.T) {
	w := newWorld(t)
	h, _ := w.as(account.Assistant)
	get := func(w *world, h *http.Client) *http.Response {
		id := w.issue(newKey(), "D1", "pl").Ticket.ID
		return send(t, h, "GET", w.url(fmt.Sprintf("%s/tickets/%d/qr.png", api.Prefix, id)), "")
	}
	img, kind, err := image.Decode(get(w, h).Body)
	if err != nil || kind != "png" || img.Bounds().Dx() < 200 || img.Bounds().Dx() != img.Bounds().Dy() {
		t.Errorf("%v %s %v", img, kind, err)
	}
	none := newWorld(t, func(w *world) { w.config = func(c *console.Config) { c.URL = "" } })
	h, _ = none.as(account.Assistant)
	if res := get(none, h); res.StatusCode != http.StatusNotFound {
		t.Errorf("without an address: %s", res.Status)
	}
}
