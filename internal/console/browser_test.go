package console_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/queue"
)

// atCounter signs in and takes counter n.
func atCounter(t *testing.T, w *world, n int) *page {
	t.Helper()
	p := browser(t)
	p.goTo(w.url("/"))
	p.signIn(account.Clerk)
	p.click(fmt.Sprintf("[data-n='%d']", n))
	return p
}

// signIn fills in the page that asks who one is.
func (p *page) signIn(r account.Role) {
	p.t.Helper()
	p.write("#login", string(r))
	p.write("#password", password+"\r")
}

// happened counts events of a kind in the journal.
func (w *world) happened(kind string) int {
	w.t.Helper()
	es, err := w.office.Events(1, 10000)
	if err != nil {
		w.t.Fatal(err)
	}
	total := 0
	for _, e := range es {
		if e.Kind == kind {
			total++
		}
	}
	return total
}

func TestClerkPage(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "uk")
	w.issue("b", "D1", "pl")
	w.issue("c", "D1", "pl")
	w.issue("d", "P1", "pl")
	clerk := atCounter(t, w, 5)
	board := clerk.tab()
	board.goTo(w.url("/board"))
	board.shows("#empty", "Zapraszamy")

	clerk.shows("#place", "Stanowisko 5")
	clerk.shows("#number", "Stanowisko zamknięte")
	clerk.press("n") // closed: nothing may happen
	clerk.click("#toggle")
	clerk.shows("#number", "Gotowe")
	clerk.shows("#waiting", "Dowód osobisty: wniosek")
	clerk.shows("#total", "3")

	clerk.click("[data-verb=next]")
	clerk.shows("#number", "D001")
	clerk.shows("#what", "Dowód osobisty: wniosek")
	clerk.shows("#language", "Українська")
	clerk.shows("#why", "czekał najdłużej: 0 min")
	board.shows("#calls li:first-child", "D001")
	board.shows("#calls li:first-child", "5")
	board.until(`document.querySelector("#calls li").classList.contains("new")`)
	clerk.tap("w")
	clerk.shows("#state", "raz 2")
	clerk.tap("b")
	clerk.shows("#parked", "D001")
	clerk.shows("#parked", "nie zgłosił się")
	board.shows("#empty", "Zapraszamy")

	clerk.tap("n")
	clerk.shows("#number", "D002")
	clerk.until(`document.querySelector("#language").hidden`)
	clerk.tap("r")
	clerk.shows("#state", "Obsługa od")
	clerk.until(`document.querySelector("[data-verb=recall]").disabled && document.querySelector("[data-verb='no-show']").disabled`)
	clerk.tap("z")
	clerk.shows("#number", "Gotowe")
	clerk.click("#parked button")
	clerk.shows(".toast", "D001 wraca do kolejki")
	clerk.tap("N")
	clerk.shows("#number", "D003") // waits longer than the one who missed the call
	clerk.tap("o")
	clerk.shows("#until", "aż go przywrócę")
	clerk.press("\r")
	clerk.shows("#parked", "odłożony")
	clerk.tap("n")
	clerk.shows("#number", "D001")
	clerk.click("[data-verb=transfer]")
	clerk.write("#search", "rejestracja")
	clerk.click("#choices button")
	clerk.shows("#number", "Nikt nie czeka")
	clerk.tap("n")
	clerk.shows(".toast", "Nie ma kogo wezwać")
	clerk.click("#toggle")
	clerk.shows("#number", "Stanowisko zamknięte")
	clerk.do(chromedp.Reload())
	clerk.shows("#place", "Stanowisko 5") // remembered

	if got := w.happened(queue.EvCalled); got != 4 {
		t.Errorf("%d calls, want 4", got)
	}
	w.office.Read(func(s *queue.State) {
		if got := s.Desk(5); got.Open || got.Ticket != 0 {
			t.Errorf("counter 5: %+v", got)
		}
	})
}

func TestCopyIsPrintedFromThePage(t *testing.T) {
	w := newWorld(t)
	id := w.issue("a", "D1", "pl").Ticket.ID
	clerk := atCounter(t, w, 5)
	clerk.click("#toggle")
	clerk.click("[data-verb=next]")
	clerk.shows("#number", "D001")
	clerk.tap("o")
	clerk.shows("#until", "aż go przywrócę")
	clerk.press("\r")
	clerk.shows("#parked", "odłożony")
	clerk.until(`document.querySelector("#parked button:last-child").hidden`) // is being printed
	w.paper(id, queue.PaperPrinted)
	clerk.until(`!document.querySelector("#parked button:last-child").hidden`)
	clerk.click("#parked button:last-child")
	clerk.shows(".toast", "D001: drukuję jeszcze raz")
	w.office.Read(func(s *queue.State) {
		if tk := s.Tickets[id]; tk.Paper != queue.PaperPending || !tk.Copy {
			t.Errorf("got %+v, want a copy, pending", tk)
		}
	})
}

func TestRefusalIsToldInWords(t *testing.T) {
	w := newWorld(t, func(w *world) { w.setup.Rules.MinCallGap = 10 * time.Minute })
	w.issue("a", "D1", "pl")
	w.issue("b", "D1", "pl")
	clerk := atCounter(t, w, 5)
	clerk.click("#toggle")
	clerk.click("[data-verb=next]")
	clerk.shows("#number", "D001")
	clerk.click("[data-verb=next]")
	clerk.shows(".toast", "Przed chwilą było już wezwanie.")
	clerk.shows("#number", "D001")
}

// TestHastyHands presses many times while the first press is still under way.
func TestHastyHands(t *testing.T) {
	release := make(chan struct{})
	var held sync.WaitGroup
	held.Add(1)
	var once sync.Once
	w := newWorld(t, func(w *world) {
		w.between = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/next") {
					once.Do(held.Done)
					<-release
				}
				next.ServeHTTP(rw, r)
			})
		}
	})
	for i := range 5 {
		w.issue(fmt.Sprint(i), "D1", "pl")
	}
	clerk := atCounter(t, w, 5)
	clerk.click("#toggle")
	clerk.click("[data-verb=next]")
	held.Wait()
	clerk.until(`document.querySelector("[data-verb=next]").disabled`)
	for range 5 {
		clerk.press("n")
	}
	clerk.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-verb=next]").click()`))
	close(release)
	clerk.shows("#number", "D001")
	if got := w.happened(queue.EvCalled); got != 1 {
		t.Errorf("%d calls, want 1", got)
	}
	clerk.tap("n") // and then it works again
	clerk.shows("#number", "D002")
}

// thief lets one command through and steals its answer.
type thief struct {
	of     string // how its path ends; empty: /next
	stolen chan struct{}
	once   sync.Once
	keys   sync.Map // Idempotency-Keys seen with it
}

func (s *thief) between(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		steal := false
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, cmp.Or(s.of, "/next")) {
			s.keys.Store(r.Header.Get("Idempotency-Key"), true)
			s.once.Do(func() { steal = true })
		}
		if !steal {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(httptest.NewRecorder(), r)
		close(s.stolen)
		panic(http.ErrAbortHandler)
	})
}

func (s *thief) total() int {
	n := 0
	s.keys.Range(func(any, any) bool { n++; return true })
	return n
}

// TestLostAnswer cuts the connection after a press was committed and before it was answered: alone, with the office
// starting anew, and with the session over as well.
func TestLostAnswer(t *testing.T) {
	for _, with := range []string{"nothing else", "a restart", "a restart and the session over"} {
		t.Run(with, func(t *testing.T) {
			s := &thief{stolen: make(chan struct{})}
			w := newWorld(t, func(w *world) { w.between = s.between })
			w.issue("a", "D1", "pl")
			w.issue("b", "D1", "pl")
			clerk := atCounter(t, w, 5)
			clerk.click("#toggle")
			clerk.click("[data-verb=next]")
			<-s.stolen
			if with != "nothing else" {
				w.stop()
				w.people.Note = func(account.Noted) error { return nil } // the office is gone
				clerk.shows("#lost", "Brak łączności")
				if with != "a restart" {
					p, err := w.people.Find(string(account.Clerk))
					if err == nil {
						err = w.people.SetPassword("", p.ID, password)
					}
					if err != nil {
						t.Fatal(err)
					}
				}
				w.start()
			}
			if with == "a restart and the session over" {
				clerk.write("#signin #password", password+"\r")
			}
			clerk.shows("#number", "D001")
			clerk.until(`!document.querySelector("[data-verb=next]").disabled && document.querySelector("#lost").hidden`)
			if got := w.happened(queue.EvCalled); got != 1 {
				t.Errorf("%d calls, want 1", got)
			}
			if s.total() != 1 {
				t.Errorf("one press had %d keys", s.total())
			}
			clerk.press("n") // a new press is a new call
			clerk.shows("#number", "D002")
			if got := w.happened(queue.EvCalled); got != 2 || s.total() != 2 {
				t.Errorf("%d calls with %d keys, want 2 and 2", got, s.total())
			}
		})
	}
}

// TestReloadedPage reloads the page while its press is unanswered: the new page repeats the same press.
func TestReloadedPage(t *testing.T) {
	s := &thief{stolen: make(chan struct{})}
	w := newWorld(t, func(w *world) { w.between = s.between })
	w.issue("a", "D1", "pl")
	w.issue("b", "D1", "pl")
	clerk := atCounter(t, w, 5)
	clerk.click("#toggle")
	clerk.shows("#number", "Gotowe")
	clerk.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-verb=next]").click()`), chromedp.Reload())
	clerk.shows("#number", "D001")
	clerk.until(`!document.querySelector("[data-verb=next]").disabled`)
	if got := w.happened(queue.EvCalled); got != 1 || s.total() != 1 {
		t.Errorf("%d calls with %d keys, want 1 and 1", got, s.total())
	}
}

func TestSessionOverOnPage(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	clerk := atCounter(t, w, 5)
	clerk.click("#toggle")
	clerk.shows("#number", "Gotowe")
	clerk.forget()
	clerk.shows("#signin", "Sesja wygasła")
	clerk.seen("clerk-signin")
	clerk.write("#signin #password", "1\r")
	clerk.shows("#signin", "Podaj właściwy login i hasło.")
	clerk.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#signin #password").value = ""`))
	clerk.write("#signin #password", password+"\r")
	clerk.until(`!document.querySelector("#signin").open && !document.querySelector("[data-verb=next]").disabled`)
	clerk.press("n")
	clerk.shows("#number", "D001")
}

// TestBoardSaysWhenItIsOld stops the office under a board and starts it again.
func TestBoardSaysWhenItIsOld(t *testing.T) {
	t.Parallel() // waits for seconds to pass
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	w.command(5, "open")
	w.command(5, "next")
	board := browser(t)
	board.size(1920, 1080)
	board.goTo(w.url("/board"))
	board.shows("#calls", "D001")
	board.shows("#calls", "w prawo, parter")
	board.shows("#crowd", "Pojazdy")
	if strings.Contains(board.text(), "Brak łączności") {
		t.Error("negative control: a living board says it is old")
	}
	gone := time.Now()
	w.stop()
	board.shows("#stale", "Brak łączności. Dane z godziny")
	if took := time.Since(gone); took < 5*time.Second {
		t.Errorf("the board gave up after %v", took)
	}
	board.shows("#calls", "D001") // paler, with the notice
	w.start()
	board.until(`document.querySelector("#stale").hidden`)
	w.issue("b", "P1", "pl")
	w.command(1, "open")
	w.command(1, "next")
	board.shows("#calls li:first-child", "P001")
	board.shows("#calls li:first-child", "w lewo, parter")
}

// TestBoardWithoutOffice is a board that never heard from its office.
func TestBoardWithoutOffice(t *testing.T) {
	t.Parallel() // waits for seconds to pass
	w := newWorld(t, func(w *world) {
		w.between = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, api.Prefix) {
					panic(http.ErrAbortHandler)
				}
				next.ServeHTTP(rw, r)
			})
		}
	})
	board := browser(t)
	board.goTo(w.url("/board"))
	board.shows("#stale", "Brak łączności z biletomatem.")
}

func TestLampsPage(t *testing.T) {
	pressed := make(chan int, 9) // a long press as its counter below zero
	w := newWorld(t, func(w *world) {
		w.config = func(c *console.Config) {
			c.Press = func(n int, long bool) {
				if long {
					n = -n
				}
				pressed <- n
			}
		}
	})
	p := browser(t)
	p.goTo(w.url("/lamps"))
	p.signIn(account.Clerk) // comes back to where it wanted to go
	p.until(`document.querySelectorAll(".lit").length === 2 && document.querySelector("[data-n='5'] .lit")`)
	w.command(5, "open")
	p.shows("[data-n='5']", "otwarte")
	p.click("[data-n='5'] button")
	p.until(`!document.querySelector("[data-n='5'] button").matches(":active")`)
	select {
	case got := <-pressed:
		if got != 5 {
			t.Errorf("pressed %d, want 5", got)
		}
	case <-time.After(soon):
		t.Fatal("the press never came")
	}
}

func TestStatusPageFollows(t *testing.T) {
	t.Parallel() // waits for seconds to pass
	w := newWorld(t)
	i := w.issue("a", "D1", "en")
	p := browser(t)
	p.goTo(w.url("/t/" + i.Ticket.Token))
	p.shows("#main", "Nobody is before you")
	w.command(5, "open")
	w.command(5, "next")
	p.shows("#main", "Please come to: counter 5")
}
