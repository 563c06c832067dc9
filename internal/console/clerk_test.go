package console_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// swapping adds counter 30, which serves one of two topics.
func swapping(w *world) {
	w.setup.Counters = append(w.setup.Counters, queue.Counter{N: 30, Zone: "east", Serves: []string{"D1", "P1"},
		Topics: []queue.Topic{{Name: "Dowody", Serves: []string{"D1"}}, {Name: "Pojazdy", Serves: []string{"P1"}}}})
}

// facts returns the facts of a kind in the journal.
func facts[F queue.Fact](w *world) (fs []F) {
	w.t.Helper()
	es, err := w.office.Events(1, 10000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range es {
		if f, ok := e.Fact(); ok {
			if f, ok := f.(F); ok {
				fs = append(fs, f)
			}
		}
	}
	return fs
}

// TestWholeVisit is one client with two matters, sent on with a note, and the clerk's break after it.
func TestWholeVisit(t *testing.T) {
	w := newWorld(t, swapping)
	if _, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: "D1", Lang: "uk", Priority: true, Large: true}); err != nil {
		t.Fatal(err)
	}
	w.issue("p", "P1", "pl")
	w.command(2, "open")
	clerk := atCounter(t, w, 30)
	clerk.click("#toggle")
	clerk.shows("#number", "Gotowe")
	clerk.shows("#topics", "Pojazdy")
	clerk.shows("#waiting", "Dowód osobisty")
	clerk.until(`!document.querySelector("#waiting").innerText.includes("Rejestracja")`)
	clerk.tap("n")
	clerk.shows("#number", "D001")
	clerk.shows("#language", "Українська")
	clerk.shows("#large", "duży druk")
	clerk.shows("#why", "pierwszeństwo")
	clerk.tap("r")
	clerk.shows("#state", "Obsługa od")
	clerk.tap("2")
	clerk.shows("#finishhint", "brak dokumentów")
	clerk.tap("k")
	clerk.write("#search", "rejestracja")
	clerk.press("\r")
	clerk.shows("#what", "Rejestracja samochodu")
	clerk.shows("#matter", "2. sprawa")
	clerk.shows("#finishhint", "") // the next matter has its own result
	clerk.tap("p")
	clerk.shows("#matters", "Stanowisko 2")
	clerk.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#note").value = "dokumenty sprawdzone"`))
	clerk.write("#search", "stanowisko 2")
	clerk.press("\r")
	clerk.shows("#number", "Nikt nie czeka")
	w.command(2, "next")
	other := clerk.tab()
	other.goTo(w.url("/"))
	other.click("#change")
	other.click("[data-n='2']")
	other.shows("#number", "D001")
	other.shows("#noted", "dokumenty sprawdzone")
	other.tap("z")
	other.shows("#number", "Gotowe")

	clerk.shows("#place", "Stanowisko 2") // windows of one browser work at one counter
	clerk.click("#change")
	clerk.click("[data-n='30']")
	clerk.tap("t")
	clerk.shows(".toast", "Teraz obsługujesz: Pojazdy")
	clerk.shows("#waiting", "Rejestracja")
	clerk.tap("n")
	clerk.shows("#number", "P001")
	clerk.tap("o")
	clerk.shows("#until", "10 min, do")
	clerk.click("#times button:nth-child(2)")
	clerk.shows("#parked", "wróci o")
	clerk.tap("a")
	clerk.shows("#until", "śniadanie")
	clerk.press("\r")
	clerk.shows("#number", "Przerwa do")
	clerk.shows("#state", "śniadanie")
	lamp := func(want string) {
		t.Helper()
		q, err := w.local().Queue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if c := q.Counters[slices.IndexFunc(q.Counters, func(c api.Counter) bool { return c.N == 30 })]; c.Lamp != want {
			t.Errorf("lamp %q, want %q", c.Lamp, want)
		}
	}
	lamp("break")
	clerk.shows("#toggle", "Wróć z przerwy")
	clerk.click("#toggle")
	clerk.shows("#toggle", "Zamknij stanowisko")
	lamp("open")

	if got := facts[queue.Continued](w); len(got) != 1 || got[0].Result != "brak dokumentów" || got[0].Service != "P1" {
		t.Errorf("continued %+v", got)
	}
	if got := facts[queue.Finished](w); len(got) != 1 || got[0].Result != "załatwione" {
		t.Errorf("finished %+v", got)
	}
	if got := facts[queue.Transferred](w); len(got) != 1 || got[0].Only != 2 || got[0].Note != "dokumenty sprawdzone" {
		t.Errorf("transferred %+v", got)
	}
	if got := facts[queue.CounterClosed](w); len(got) != 1 || got[0].Reason != "śniadanie" || got[0].Back.IsZero() {
		t.Errorf("closed %+v", got)
	}
}

// TestTwoBrowsers: two at one counter are told of each other, either acts, and a press on what is no longer so does
// nothing but say it.
func TestTwoBrowsers(t *testing.T) {
	release := make(chan struct{})
	var slow sync.Map // Idempotency-Keys of presses that are held back
	w := newWorld(t, func(w *world) {
		w.between = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.UserAgent(), "Slow") && strings.HasSuffix(r.URL.Path, "/next") {
					if _, again := slow.LoadOrStore(r.Header.Get("Idempotency-Key"), true); !again {
						<-release
					}
				}
				next.ServeHTTP(rw, r)
			})
		}
	})
	for i := range 3 {
		w.issue(fmt.Sprint(i), "D1", "pl")
	}
	one := atCounter(t, w, 5)
	one.click("#toggle")
	one.shows("#number", "Gotowe")
	if strings.Contains(one.text(), "innym komputerze") {
		t.Error("negative control: one browser alone is told of another")
	}

	two := atCounter(t, w, 5)
	two.agent("Slow")
	two.shows("#other", "innym komputerze")
	one.shows("#other", "innym komputerze")
	two.shows("#number", "Gotowe")
	two.tap("n") // on its way, and overtaken
	two.until(`document.querySelector("[data-verb=next]").disabled`)
	one.tap("n")
	one.shows("#number", "D001")
	close(release)
	two.shows(".toast", "coś się właśnie zmieniło")
	two.shows("#number", "D001")
	if got := w.happened(queue.EvCalled); got != 1 {
		t.Errorf("%d calls, want 1", got)
	}
	two.tap("r") // now it acts on what it sees
	one.shows("#state", "Obsługa od")
	one.tap("z")
	two.shows("#number", "Gotowe")
	two.goTo("about:blank")
	one.until(`document.querySelector("#other").hidden`)
}

// TestBar: the small window does what has to be quick, in 80 pixels.
func TestBar(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "en")
	w.issue("b", "D1", "pl")
	clerk := atCounter(t, w, 5)
	bar := clerk.tab()
	bar.size(1366, 80)
	bar.goTo(w.url("/clerk/bar"))
	bar.click("#baropen")
	bar.shows("#number", "Gotowe")
	fits := func() {
		t.Helper()
		bar.until(`document.documentElement.scrollHeight <= 80 && document.documentElement.scrollWidth <= 1366 &&
			[...document.querySelectorAll(".deeds button")].filter((b) => b.checkVisibility()).every((b) => { const r = b.getBoundingClientRect(); return r.top >= 0 && r.bottom <= 80 && r.right <= 1366 && r.height >= 24 && b.scrollWidth <= b.clientWidth + 1; })`)
	}
	fits()
	bar.tap("n")
	bar.shows("#number", "D001")
	bar.shows("#language", "English")
	fits()
	bar.tap("b")
	bar.shows("#number", "Gotowe")
	bar.tap("n")
	bar.shows("#number", "D002")
	bar.tap("r")
	bar.shows("#state", "Obsługa od")
	bar.tap("z")
	bar.shows("#number", "Nikt nie czeka")
	clerk.shows("#parked", "D001")
	clerk.until(`document.querySelector("#other").hidden`) // one browser, two windows
	w.stop()
	bar.shows("#lost", "Brak łączności")
	fits()
}

// TestBarAsks: what needs an answer is asked in the bar itself, by keys alone or by the mouse; nothing is higher than 80 pixels.
func TestBarAsks(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.setup.Phrases = queue.Phrases{Results: []string{"załatwione"}, Breaks: []string{"śniadanie", "szkolenie"}, Notes: []string{"opłata wniesiona", "wraca po podpis"}}
		w.setup.Services = append(w.setup.Services, queue.Service{ID: "D2", Kind: queue.KindTicket, Letter: "D", Name: queue.Words{"pl": "Odbiór dowodu"}})
		w.setup.Counters[2].Serves = []string{"D1", "D2"}
	})
	for i := range 3 {
		w.issue(fmt.Sprint(i), "D1", "pl")
	}
	w.command(1, "open")
	bar := atCounter(t, w, 5)
	bar.size(1366, 80)
	bar.goTo(w.url("/clerk/bar"))
	bar.click("#baropen")
	bar.shows("#number", "Gotowe")
	asks := func(title string) {
		t.Helper()
		bar.shows("#rowtitle", title)
		bar.until(`document.activeElement.id === "rowwhat" && document.documentElement.scrollHeight <= 80 && document.documentElement.scrollWidth <= innerWidth &&
			[...document.querySelectorAll("#row select, #row button, #now")].filter((e) => e.checkVisibility()).every((e) => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= 80 && r.left >= 0 && r.right <= innerWidth && r.height >= 24; })`)
		bar.seen("bar-asks-"+title, frame{1366, 80})
		bar.size(1366, 80)
		bar.until(`document.activeElement.id === "rowwhat"`)
	}
	ticket := func(n string) (v queue.Ticket) {
		t.Helper()
		w.office.Read(func(st *queue.State) {
			for _, x := range st.Tickets {
				if x.Number() == n {
					v = *x
				}
			}
		})
		return v
	}

	bar.tap("n")
	bar.shows("#number", "D001")
	bar.tap("o")
	asks("Odłóż")
	bar.press(kb.Escape)
	bar.shows("[data-verb=next]", "Następny")
	bar.tap("o")
	bar.press("n") // chooses nothing and calls nobody while something is asked
	bar.press(kb.ArrowDown)
	bar.press(kb.Enter)
	bar.shows("#number", "Gotowe")
	if p := ticket("D001"); p.State != queue.ParkedState || p.Again.IsZero() {
		t.Errorf("got %s, back at %v; want parked with a time: the second choice", p.State, p.Again)
	}

	bar.tap("n")
	bar.shows("#number", "D002")
	bar.click("[data-verb=transfer]")
	asks("Przekieruj")
	bar.press("P1") // a native list finds what is typed
	bar.press(kb.Tab)
	bar.press(kb.ArrowDown)
	bar.press(kb.Enter)
	bar.shows("#number", "Gotowe")
	if p := ticket("D002"); p.Service != "P1" || p.Note != "opłata wniesiona" || p.State != queue.Waiting {
		t.Errorf("got %s, %q, %s; want P1, the first note, waiting", p.Service, p.Note, p.State)
	}

	bar.tap("n")
	bar.shows("#number", "D003")
	bar.tap("r")
	bar.shows("#state", "Obsługa od")
	bar.tap("k")
	asks("Kolejna sprawa")
	bar.press("D2")
	bar.click("#row .main")
	bar.shows("#what", "Odbiór")
	if p := ticket("D003"); p.Service != "D2" || p.Matters != 1 {
		t.Errorf("got %s after %d matters, want D2 after 1", p.Service, p.Matters)
	}

	bar.tap("a")
	asks("Przerwa")
	bar.shows("#rowhint", "D003")
	bar.press(kb.Tab)
	bar.press(kb.ArrowDown)
	bar.press(kb.Enter)
	bar.shows("#number", "Przerwa do")
	bar.shows("#state", "szkolenie")
	bar.tap("k") // not now
	bar.until(`document.querySelector("#row").hidden`)

	bar.click("#baropen")
	w.issue("d", "D1", "pl")
	bar.tap("n")
	bar.shows("#number", "D004")
	bar.tap("p")
	bar.shows("#rowtitle", "Przekieruj")
	w.command(5, "finish") // elsewhere
	bar.until(`document.querySelector("#row").hidden`)
}

// TestKeysLeaveFieldsAlone: what is typed into a field or while a dialog is open is no press.
func TestKeysLeaveFieldsAlone(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	clerk := atCounter(t, w, 5)
	clerk.click("#toggle")
	clerk.shows("#number", "Gotowe")
	clerk.press("?")
	clerk.shows("#keyhelp", "Nie zgłosił się")
	clerk.press("n")
	clerk.click("#keyhelp [data-close]")
	clerk.click("#paper")
	clerk.write("#metres", "n")
	clerk.click("#printerclose")
	clerk.until(`!document.querySelector("dialog[open]")`)
	if got := w.happened(queue.EvCalled); got != 0 {
		t.Errorf("%d calls, want none", got)
	}
	clerk.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	clerk.tap("n")
	clerk.shows("#number", "D001")
}

// TestBadInput: each wrong request gets its status and a problem in words, and nothing changes.
func TestBadInput(t *testing.T) {
	w := newWorld(t, swapping)
	w.issue("a", "D1", "pl")
	w.issue("b", "D1", "pl")
	w.command(5, "open")
	w.command(30, "open")
	called := w.command(5, "next").Ticket.ID
	h, _ := w.clerk()
	seq := func() uint64 {
		var seq uint64
		w.office.Read(func(s *queue.State) { seq = s.Desk(5).Seq })
		return seq
	}
	now, old := fmt.Sprintf("%q", fmt.Sprint(seq())), fmt.Sprintf("%q", fmt.Sprint(seq()-1))
	for _, c := range []struct {
		name, path, body string
		header           []string
		status           int
		code             string
	}{
		{"unknown counter", "/counters/99/next", "", nil, 404, "no-such-counter"},
		{"counter that is no number", "/counters/x/next", "", nil, 404, "no-such-counter"},
		{"counter of an absurd size", "/counters/99999999999999999999/next", "", nil, 404, "no-such-counter"},
		{"closed counter", "/counters/1/next", "", nil, 409, "counter-closed"},
		{"sent to a closed counter", "/counters/5/transfer", `{"counter":1}`, nil, 409, "counter-closed"},
		{"sent to an unknown counter", "/counters/5/transfer", `{"counter":99}`, nil, 404, "no-such-counter"},
		{"sent to an unknown service", "/counters/5/transfer", `{"service":"X1"}`, nil, 404, "no-such-service"},
		{"a note of one's own", "/counters/5/transfer", `{"counter":30,"note":"Jan Kowalski"}`, nil, 400, "bad-request"},
		{"service not offered here", "/counters/5/continue", `{"service":"P1"}`, nil, 409, "not-this-counter"},
		{"continue without a client", "/counters/30/continue", `{"service":"P1"}`, nil, 409, "no-ticket-here"},
		{"continue with nothing", "/counters/5/continue", `{}`, nil, 404, "no-such-service"},
		{"unknown topic", "/counters/30/topic", `{"topic":"Jan Kowalski"}`, nil, 400, "bad-request"},
		{"a counter without topics", "/counters/5/topic", `{"topic":"Dowody"}`, nil, 400, "bad-request"},
		{"a result of one's own", "/counters/5/finish", `{"result":"Jan Kowalski"}`, nil, 400, "bad-request"},
		{"a reason of one's own", "/counters/5/close", `{"back":"2026-01-01T10:00:00Z","reason":"Jan Kowalski"}`, nil, 400, "bad-request"},
		{"a break that is over", "/counters/5/close", `{"back":"2020-01-01T10:00:00Z","reason":"śniadanie"}`, nil, 400, "bad-request"},
		{"a park that is over", "/counters/5/park", `{"until":"2020-01-01T10:00:00Z"}`, nil, 400, "bad-request"},
		{"ticket already called", fmt.Sprintf("/tickets/%d/return", called), "", nil, 409, "wrong-state"},
		{"unknown ticket", "/tickets/999/return", "", nil, 404, "no-such-ticket"},
		{"wrong transition", "/counters/30/finish", "", nil, 409, "no-ticket-here"},
		{"opened twice", "/counters/5/open", "", nil, 409, "counter-open"},
		{"unknown verb", "/counters/5/fly", "", nil, 404, "not-found"},
		{"stale", "/counters/5/start", "", []string{"If-Match", old}, 412, "stale"},
		{"a tag that is none", "/counters/5/start", "", []string{"If-Match", "17"}, 400, "bad-request"},
		{"a weak tag", "/counters/5/start", "", []string{"If-Match", "W/" + now}, 400, "bad-request"},
		{"foreign site", "/counters/5/start", "", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 403, "foreign-origin"},
		{"malformed JSON", "/counters/5/transfer", `{"service":`, nil, 400, "bad-request"},
		{"unknown field", "/counters/5/finish", `{"pesel":"1"}`, nil, 400, "bad-request"},
		{"oversized", "/counters/5/transfer", `{"service":"` + strings.Repeat("D", 20<<10) + `"}`, nil, 413, "too-large"},
		{"a form", "/counters/5/transfer", `service=P1`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "bad-request"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := w.office.Version()
			res := send(t, h, "POST", w.url(api.Prefix+c.path), c.body, append([]string{"Idempotency-Key", newKey()}, c.header...)...)
			b, err := io.ReadAll(res.Body)
			var e api.Error
			if err != nil || json.Unmarshal(b, &e) != nil || res.StatusCode != c.status || e.Code != c.code || e.Text == "" || strings.HasPrefix(e.Text+e.Hint, "?") {
				t.Errorf("got %d %s, want %d %s", res.StatusCode, b, c.status, c.code)
			}
			if strings.Contains(string(b), "Kowalski") {
				t.Errorf("repeats what it was told: %s", b)
			}
			if v := w.office.Version(); v != before {
				t.Errorf("a refusal moved the queue from %d to %d", before, v)
			}
		})
	}
	if res := send(t, h, "POST", w.url(api.Prefix+"/counters/5/start"), "", "Idempotency-Key", newKey(), "If-Match", now); res.StatusCode != 200 {
		t.Errorf("negative control: what is right is refused with %d", res.StatusCode)
	}
}
