package central_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"bileter/internal/central"
	"bileter/internal/queue"
	"bileter/sync/wire"
)

// words is a page without its tags, one space between words.
func words(page string) string {
	page = regexp.MustCompile(`(?s)<head>.*</head>|<[^>]*>`).ReplaceAllString(page, " ")
	return strings.Join(strings.FieldsFunc(page, func(r rune) bool { return r == ' ' || r == '\n' }), " ")
}

// send brings a machine up to date.
func (x *city) send(m *machine) {
	x.t.Helper()
	for path, body := range map[string]any{wire.PathHello: m.hello(), wire.PathEvents: m.batch(x.t)} {
		if status, answer := x.post(m, path, body); status != 200 {
			x.t.Fatal(answer)
		}
	}
	if status, answer := x.post(m, wire.PathHello, m.hello()); status != 200 {
		x.t.Fatal(answer)
	}
}

func has(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(page, w) {
			t.Errorf("no %q in: %s", w, page)
		}
	}
}

func TestOverview(t *testing.T) {
	x := newCity(t, central.Config{})
	has(t, words(x.get("/").Body.String()), "Nie ma jeszcze żadnego urzędu", "central code")

	m := newMachine("kiosk-1").day(noon)
	x.admit(m)
	has(t, words(x.get("/").Body.String()), "olszanow", "jeszcze bez danych", "przed chwilą")
	x.send(m)
	page := words(x.get("/").Body.String())
	has(t, page, "Stan na 12:00:00", "1 urząd, 1 biletomat", "w kontakcie",
		"Wydane dziś 3 Czekają 1 Wezwani 1 Obsługiwani 0 Załatwione 1 ",
		"Urząd Miejski w Olszanowie olszanow · 1 biletomat w kontakcie 3 1 1 0 1 0 przed chwilą")

	// A machine that says it has more than has come.
	said := m.hello()
	said.Last, said.Hash = 1012, queue.Hash{1}
	x.post(m, wire.PathHello, said)
	has(t, words(x.get("/").Body.String()), "3 1 1 0 1 1\u00a0003 przed chwilą")

	x.now = noon.Add(10 * time.Minute)
	has(t, words(x.get("/").Body.String()), "brak kontaktu", "10 min temu")
	x.now = noon.Add(26 * time.Hour)
	page = words(x.get("/").Body.String())
	has(t, page, "20.11.2026: wydano 3", "26 godz. temu", "Wydane dziś 0 Czekają 0")
	x.now = noon.Add(5 * 24 * time.Hour)
	has(t, words(x.get("/").Body.String()), "5 dni temu")

	x.now = noon
	less := m.hello()
	less.Last, less.Hash = 5, m.events[4].Hash()
	if status, body := x.post(m, wire.PathHello, less); status != 200 {
		t.Fatal(body)
	}
	has(t, words(x.get("/").Body.String()), "Wymaga uwagi", "utracone zdarzenia", "ma mniej zdarzeń niż centrala")

	if err := x.store.Revoke(ctx, "olszanow", "kiosk-1"); err != nil {
		t.Fatal(err)
	}
	page = words(x.get("/").Body.String())
	has(t, page, "dostęp cofnięty")
	if strings.Contains(page, "Wymaga uwagi") {
		t.Error("an alarm of a machine that is turned away")
	}
}

func TestManyOffices(t *testing.T) {
	x := newCity(t, central.Config{})
	for i := range 12 {
		for n := range 1 + i%2 {
			m := newMachine(fmt.Sprintf("kiosk-%d", n+1))
			m.origin.Office = fmt.Sprintf("office-%02d", i)
			m.day(noon)
			x.admit(m)
			x.send(m)
		}
	}
	has(t, words(x.get("/").Body.String()), "12 urzędów, 18 biletomatów", "Wydane dziś 54 ", "office-03 · 2 biletomaty w kontakcie 6 2 2 0 2 0")

	var got struct {
		Offices []struct {
			ID       string
			State    string
			Live     struct{ Issued, Waiting int }
			Machines []struct {
				Node        string
				Stored, Lag uint64
			}
		}
	}
	if err := json.Unmarshal(x.get("/api/offices").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if o := got.Offices[3]; len(got.Offices) != 12 || o.ID != "office-03" || o.State != "ok" || o.Live.Issued != 6 || o.Live.Waiting != 2 ||
		len(o.Machines) != 2 || o.Machines[1].Stored != 9 || o.Machines[1].Lag != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestOfficePage(t *testing.T) {
	x := newCity(t, central.Config{})
	m := newMachine("kiosk-1").day(noon)
	m.link(queue.Event{Kind: "from-<b>", Version: 3, At: noon, Actor: "some\xffbody", Doubt: true, Payload: []byte("?")})
	m.add(queue.Called{Ticket: 999, Counter: 1}, noon, "kiosk") // about a ticket nobody issued
	x.admit(m)
	x.send(m)
	page := x.get("/offices/olszanow").Body.String()
	has(t, words(page), "Urząd Miejski w Olszanowie", "Odłożone 0",
		"Czas Bilet Zdarzenie Stanowisko Kto", "12:00:00 wezwany 1 biletomat",
		"zdarzenie nieznane tej wersji: from-&lt;b&gt; some?body",
		"D002 wydruk niepewny drukarka", "D002 wezwany 7 stanowisko 7", "D001 załatwiony 5 stanowisko 5", "D001 wezwany 5 przycisk, stanowisko 5",
		"otwarcie dnia zegar")
	if strings.Contains(page, "?central") || strings.Contains(page, "<b>") {
		t.Errorf("a word is missing, or not escaped: %s", page)
	}
	has(t, page, `http-equiv="refresh"`)

	// A new history beside the old.
	again := newMachine("kiosk-1")
	again.origin.Incarnation = "B"
	again.add(queue.DayOpened{Day: "2026-11-20"}, noon, "clock")
	x.send(again)
	has(t, words(x.get("/offices/olszanow").Body.String()), "Historie", "Wydane dziś 0")
	if n := len(lines(t, x.get("/api/export?office=olszanow&node=kiosk-1").Body)); n != len(m.events)+1 {
		t.Errorf("%d events in both histories", n)
	}

	for path, want := range map[string]int{"/offices/nowhere": 404, "/nothing": 404, "/offices/": 404, "/api/export": 400} {
		if w := x.get(path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// Every kind of event queue knows has a word on the page.
func TestEveryEventHasAWord(t *testing.T) {
	x := newCity(t, central.Config{})
	m := newMachine("kiosk-1")
	id := m.add(queue.Issued{Letter: "D", N: 1}, noon, "kiosk")
	for _, f := range []queue.Fact{
		queue.DayOpened{Day: "2026-11-20"}, queue.DayDated{Day: "2026-11-20"}, queue.Called{Ticket: id, Counter: 1}, queue.Recalled{Ticket: id, Counter: 1},
		queue.Arrived{Ticket: id, Counter: 1}, queue.Started{Ticket: id, Counter: 1}, queue.Wrapped{Ticket: id, Counter: 1}, queue.NoShow{Ticket: id, Counter: 1},
		queue.Returned{Ticket: id}, queue.Parked{Ticket: id, Counter: 1}, queue.Transferred{Ticket: id, Counter: 1, Only: 2}, queue.Finished{Ticket: id, Counter: 1},
		queue.Cancelled{Ticket: id}, queue.Expired{Ticket: id}, queue.CounterOpened{Counter: 1}, queue.CounterClosed{Counter: 1},
		queue.Printed{Ticket: id, Paper: queue.PaperPrinted}, queue.Printed{Ticket: id, Paper: queue.PaperRefused},
		queue.Printed{Ticket: id, Paper: queue.PaperPending}, queue.Printed{Ticket: id, Paper: queue.PaperDoubt},
	} {
		m.add(f, noon, "kiosk")
	}
	x.admit(m)
	x.send(m)
	page := x.get("/offices/olszanow").Body.String()
	for _, l := range regexp.MustCompile(`(?s)<td( class="unknown")?>([^<]*)</td><td class="n">`).FindAllStringSubmatch(page, -1) {
		if l[1] != "" || l[2] == "" || strings.ContainsAny(l[2], "?_-") && l[2] != "niestawienie się" {
			t.Errorf("an event reads %q", l[2])
		}
	}
	if n := strings.Count(page, `class="when" title=`); n < 21 {
		t.Errorf("%d rows", n)
	}
}

func TestWhoSeesThePages(t *testing.T) {
	from := func(addr, host string, header ...string) func(*http.Request) {
		return func(r *http.Request) {
			r.RemoteAddr, r.Host = addr, host
			for i := 0; i < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
		}
	}
	basic := func(password string) func(*http.Request) {
		return func(r *http.Request) { r.RemoteAddr = "10.0.0.9:1"; r.SetBasicAuth("admin", password) }
	}
	tests := map[string]struct {
		password string
		tune     func(*http.Request)
		want     int
	}{
		"no password, this machine":     {"", from("127.0.0.1:1", "127.0.0.1:8090"), 200},
		"no password, by name":          {"", from("[::1]:1", "localhost:8090"), 200},
		"no password, by IPv6":          {"", from("[::1]:1", "[::1]"), 200},
		"no password, another machine":  {"", from("10.0.0.9:1", "127.0.0.1:8090"), 403},
		"no password, foreign name":     {"", from("127.0.0.1:1", "evil.example"), 403},
		"no password, behind a proxy":   {"", from("127.0.0.1:1", "127.0.0.1", "X-Forwarded-For", "10.0.0.9"), 403},
		"password, none given":          {"correct horse", from("127.0.0.1:1", "127.0.0.1:8090"), 401},
		"password, wrong":               {"correct horse", basic("correct"), 401},
		"password, right":               {"correct horse", basic("correct horse"), 200},
		"password as token":             {"correct horse", from("10.0.0.9:1", "x", "Authorization", "Bearer correct horse"), 200},
		"password, empty one given":     {"correct horse", basic(""), 401},
		"no password, one given abroad": {"", basic(""), 403},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			x := newCity(t, central.Config{Password: tt.password})
			for _, path := range []string{"/", "/api/offices", "/metrics"} {
				if w := x.get(path, tt.tune); w.Code != tt.want {
					t.Errorf("%s: %d, want %d", path, w.Code, tt.want)
				}
			}
			for _, path := range []string{"/offices/x", "/api/export?office=x&node=y", "/nothing"} {
				if w := x.get(path, tt.tune); (w.Code == 401 || w.Code == 403) != (tt.want != 200) {
					t.Errorf("%s: %d", path, w.Code)
				}
			}
			for _, path := range []string{"/healthz", "/assets/central.css"} {
				if w := x.get(path, tt.tune); w.Code != 200 {
					t.Errorf("%s: %d, want 200 for everybody", path, w.Code)
				}
			}
		})
	}
}

func TestPasswordsCannotBeTriedFast(t *testing.T) {
	x := newCity(t, central.Config{Password: "correct horse"})
	try := func(addr, password string) int {
		return x.get("/", func(r *http.Request) { r.RemoteAddr = addr; r.SetBasicAuth("", password) }).Code
	}
	for range 10 {
		if got := try("10.0.0.9:1", "guess"); got != 401 {
			t.Fatalf("got %d", got)
		}
	}
	if got := try("10.0.0.9:2", "correct horse"); got != 429 {
		t.Errorf("after ten failures: %d, want 429", got)
	}
	if got := try("10.0.0.10:1", "correct horse"); got != 200 {
		t.Errorf("another address: %d, want 200", got)
	}
	x.now = x.now.Add(time.Minute)
	if got := try("10.0.0.9:2", "correct horse"); got != 200 {
		t.Errorf("a minute later: %d, want 200", got)
	}
}

func TestHeaders(t *testing.T) {
	x := newCity(t, central.Config{})
	for _, path := range []string{"/", "/healthz", "/nothing", "/api/offices"} {
		h := x.get(path).Header()
		has(t, h.Get("Content-Security-Policy"), "default-src 'none'", "frame-ancestors 'none'")
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, h)
		}
	}
	css := x.get("/assets/central.css")
	if !strings.HasPrefix(css.Header().Get("Content-Type"), "text/css") || !strings.Contains(css.Body.String(), "Inter, system-ui") {
		t.Errorf("style sheet: %v", css.Header())
	}
	has(t, x.get("/assets/central.js").Header().Get("Content-Type"), "text/javascript")
	if got := x.get("/assets/frame.html").Code; got != http.StatusNotFound {
		t.Errorf("a template is served as a file: %d", got)
	}
	page := x.get("/").Body.String()
	for _, bad := range []string{"<script>", "onclick", "style=", "<style"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q, which its own policy forbids", bad)
		}
	}
}
