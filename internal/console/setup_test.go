package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/configs"
	"bileter/internal/account"
	"bileter/internal/console"
	pinlock "bileter/internal/pin"
	"bileter/internal/queue"
	"bileter/internal/setup"
)

const techPIN = "738291"

// technical gives a world the sample's set-up, a desk for it and a technician's PIN.
func technical(w *world) {
	w.t.Helper()
	file := filepath.Join(w.dir, "office.toml")
	if err := os.WriteFile(file, configs.Sample(), 0o600); err != nil {
		w.t.Fatal(err)
	}
	c, err := configs.Load(file)
	if err != nil {
		w.t.Fatal(err)
	}
	open := func(s *queue.Setup) *queue.Setup { s.Hours = smallOffice().Hours; return s }
	w.setup = open(&c.Setup)
	w.config = func(cc *console.Config) {
		desk := setup.New(setup.Config{
			File: file, Dir: filepath.Join(w.dir, "setup"), Now: time.Now,
			Check: func(text []byte) (configs.Config, error) { return configs.Parse(file, text) },
			Fits: func(c configs.Config) (err error) {
				w.office.Read(func(st *queue.State) { err = st.Fits(w.office.Setup(), &c.Setup, time.Now()) })
				return err
			},
			Take: func(ctx context.Context, c configs.Config, hash string, n int, by string) error {
				_, err := w.office.Do(ctx, queue.Command{ID: "take " + hash[:16], Actor: by, Do: queue.TakeSetup{Setup: open(&c.Setup), Hash: hash, N: n}})
				return err
			},
		})
		if _, _, err := desk.Start(""); err != nil {
			w.t.Fatal(err)
		}
		lock, err := pinlock.Open(filepath.Join(w.dir, "pin"), time.Now)
		if err != nil {
			w.t.Fatal(err)
		}
		if err := lock.Set(techPIN); err != nil {
			w.t.Fatal(err)
		}
		cc.Technician = &console.Technician{Desk: desk, Lock: lock, Porter: setup.Porter{File: file, Data: w.dir, Program: "test"}}
	}
}

// file is the set-up file of a technical world.
func (w *world) file() string {
	w.t.Helper()
	b, err := os.ReadFile(filepath.Join(w.dir, "office.toml"))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}

// technician is a client that signed in.
func (w *world) technician() *http.Client {
	w.t.Helper()
	h, _ := w.as(account.Technician)
	return h
}

// glass is a client on the local socket, as the touch screen is.
func (w *world) glass() *http.Client {
	w.t.Helper()
	h := w.stranger()
	h.Transport = &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", w.socket)
	}}
	w.t.Cleanup(h.CloseIdleConnections)
	return h
}

// door gives a PIN.
func (w *world) door(h *http.Client, pin string) int {
	w.t.Helper()
	return send(w.t, h, "POST", w.url("/setup/door"), "pin="+pin, "Content-Type", "application/x-www-form-urlencoded").StatusCode
}

// TestTechnicianWithAnAccount needs no PIN, and the journal and the list of versions say who it was.
func TestTechnicianWithAnAccount(t *testing.T) {
	w := newWorld(t, technical)
	h, c := w.as(account.Technician)
	me, err := c.Me(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text := w.file() + "\n# looked at\n"
	if b, status := deed(t, h, w, "text", map[string]any{"text": text}); status != http.StatusOK {
		t.Fatalf("%d %+v", status, b)
	}
	res := send(t, h, "POST", w.url("/setup/do/apply"), `{"when":"now"}`)
	b, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusOK || !strings.Contains(string(b), `"by":"technician"`) {
		t.Errorf("%s %.300s", res.Status, b)
	}
	if e := w.latest(queue.EvSetupApplied); e.Actor != "login:"+me.ID {
		t.Errorf("applied by %q", e.Actor)
	}
}

type bench struct {
	Changed  bool
	Problems []struct{ Of, ID, Field, Text string }
	Changes  []struct{ Text string }
	Code     string
	Text     string
	Refused  *struct{ Code string }
}

// deed does one deed and reads the answer.
func deed(t *testing.T, h *http.Client, w *world, name string, body any) (bench, int) {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	res := send(t, h, "POST", w.url("/setup/do/"+name), string(b))
	var out bench
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out, res.StatusCode
}

func TestOnlyATechnicianComesIn(t *testing.T) {
	w := newWorld(t, technical)
	clerk, _ := w.clerk()
	for _, who := range []struct {
		name   string
		h      *http.Client
		status int
		to     string
	}{{"stranger", w.stranger(), http.StatusUnauthorized, "/login?to=/setup"}, {"clerk", clerk, http.StatusForbidden, ""}} {
		for _, path := range []string{"/setup/state", "/setup/office.toml"} {
			if res := send(t, who.h, "GET", w.url(path), ""); res.StatusCode != who.status {
				t.Errorf("%s %s: %s", who.name, path, res.Status)
			}
		}
		if res := send(t, who.h, "POST", w.url("/setup/do/discard"), "{}"); res.StatusCode != who.status {
			t.Errorf("%s: %s", who.name, res.Status)
		}
		if status := w.door(who.h, techPIN); status != who.status { // the PIN is for the glass
			t.Errorf("%s with the PIN: %d", who.name, status)
		}
		if res := send(t, who.h, "GET", w.url("/setup"), ""); res.Header.Get("Location") != who.to {
			t.Errorf("%s: %s to %q", who.name, res.Status, res.Header.Get("Location"))
		}
	}
	h := w.technician()
	if res := send(t, h, "GET", w.url("/setup/state"), ""); res.StatusCode != http.StatusOK {
		t.Errorf("technician: %s", res.Status)
	}
	if res := send(t, h, "POST", w.url("/setup/do/discard"), "{}", "Sec-Fetch-Site", "cross-site"); res.StatusCode != http.StatusForbidden {
		t.Errorf("from a foreign page: %s", res.Status)
	}
}

// TestGlassNeedsThePIN: the touch screen stands among clients, so its socket is not enough; and what it may do ends.
func TestGlassNeedsThePIN(t *testing.T) {
	w := newWorld(t, technical)
	h := w.glass()
	state := func() int { return send(t, h, "GET", w.url("/setup/state"), "").StatusCode }
	if got := state(); got != http.StatusUnauthorized {
		t.Errorf("without the PIN: %d", got)
	}
	if got := w.door(h, techPIN); got != http.StatusNoContent || state() != http.StatusOK {
		t.Errorf("with the PIN: %d, %d", got, state())
	}
	for _, path := range []string{"/setup/office.toml", "/people", "/me"} {
		if res := send(t, h, "GET", w.url(path), ""); res.StatusCode == http.StatusOK {
			t.Errorf("the glass is shown %s", path)
		}
	}
	send(t, h, "POST", w.url("/setup/out"), "")
	if got := state(); got != http.StatusUnauthorized {
		t.Errorf("after the end: %d", got)
	}
	for i, want := range []int{401, 401, 401, 429, 429} { // the third wrong one in a row begins a wait
		if got := w.door(h, "111222"); got != want {
			t.Errorf("wrong PIN %d: %d, want %d", i+1, got, want)
		}
	}
}

// TestPINIsSetByAnAccount: on the own page of technicians, with words for what is no PIN; the journal knows who did it.
func TestPINIsSetByAnAccount(t *testing.T) {
	w := newWorld(t, technical)
	me, err := w.people.Find("technician")
	if err != nil {
		t.Fatal(err)
	}
	p := browser(t)
	p.goTo(w.url("/login?to=/me"))
	p.signIn(account.Technician)
	p.shows("#pinform", "lewym górnym rogu")
	p.seen("me-pin")
	p.write("#pin", "123456")
	p.write("#pinagain", "123456\r")
	p.shows(".refused", "PIN")
	p.write("#pin", "519283")
	p.write("#pinagain", "519283\r")
	p.shows("#pinform .done", "PIN jest ustawiony")
	if e := w.latest(queue.EvAccount); e.Actor != me.Actor() {
		t.Errorf("set by %q", e.Actor)
	}
	h := w.glass()
	if old, now := w.door(h, techPIN), w.door(h, "519283"); old != http.StatusUnauthorized || now != http.StatusNoContent {
		t.Errorf("the old PIN: %d, the new one: %d", old, now)
	}
	p.forget()
	p.goTo(w.url("/login?to=/me"))
	p.signIn(account.Clerk)
	p.shows(".who", "")
	p.until(`!document.querySelector("#pinform")`)
}

// TestSessionOfATechnicianEnds lets time pass.
func TestSessionOfATechnicianEnds(t *testing.T) {
	now := time.Now()
	w := newWorld(t, technical, func(w *world) {
		was := w.config
		w.config = func(c *console.Config) { was(c); c.Now = func() time.Time { return now } }
	})
	h := w.glass()
	w.door(h, techPIN)
	for range 3 { // each request lets it go on
		now = now.Add(14 * time.Minute)
		if res := send(t, h, "GET", w.url("/setup/state"), ""); res.StatusCode != http.StatusOK {
			t.Fatal(res.Status)
		}
	}
	now = now.Add(15 * time.Minute)
	if res := send(t, h, "GET", w.url("/setup/state"), ""); res.StatusCode != http.StatusUnauthorized {
		t.Error(res.Status)
	}
}

func groupW(name string) map[string]any {
	return map[string]any{"change": map[string]any{"do": "put", "kind": "group", "id": "W", "group": map[string]any{
		"letter": "W", "name": map[string]string{"pl": name, "en": "Cash desk", "uk": "Каса", "de": "Kasse"},
		"icon": "cash", "color": "#6f5f00", "mean_minutes": 4, "hours": "cash"}}}
}

func TestBadInputIsSaidOnTheSpot(t *testing.T) {
	w := newWorld(t, technical)
	h := w.technician()
	before := w.file()
	b, code := deed(t, h, w, "change", groupW(strings.Repeat("nazwa ", 49)+"koniec"))
	if code != 200 || len(b.Problems) != 1 || b.Problems[0].Of != "group" || b.Problems[0].ID != "W" || b.Problems[0].Field != "name.pl" || b.Problems[0].Text != "Za długie: 300 znaków, mieści się 48." {
		t.Errorf("a name of 300 characters: %d %+v", code, b)
	}
	if b, code := deed(t, h, w, "apply", map[string]string{"when": "now"}); code != 422 || b.Code != "setup-problems" {
		t.Errorf("applied with a mistake: %d %+v", code, b)
	}
	if b, code := deed(t, h, w, "text", map[string]string{"text": "[group\n"}); code != 422 || b.Code != "setup-text_at" || !strings.Contains(b.Text, "wiersza 1, od znaku 7") {
		t.Errorf("no TOML: %d %+v", code, b)
	}
	if b, code := deed(t, h, w, "restore", map[string]int{"n": 99}); code != 404 || b.Code != "setup-no_version" {
		t.Errorf("no such version: %d %+v", code, b)
	}
	if _, code := deed(t, h, w, "text", map[string]string{"text": strings.Repeat("#", 9<<20)}); code != 413 {
		t.Errorf("9 MiB: %d", code)
	}
	if b, code := deed(t, h, w, "burn", nil); code != 404 {
		t.Errorf("unknown deed: %d %+v", code, b)
	}
	if w.file() != before || w.happened(queue.EvSetupApplied) != 0 {
		t.Error("something was applied")
	}
}

// TestAppliedWithoutRestart renames a tile while somebody waits: the pages show it, the ticket is called as ever.
func TestAppliedWithoutRestart(t *testing.T) {
	w := newWorld(t, technical)
	h := w.technician()
	i := w.issue("a", "W1", "pl")
	b, _ := deed(t, h, w, "change", groupW("Opłaty w kasie"))
	if len(b.Changes) != 1 || b.Changes[0].Text != "grupa W „Opłaty w kasie” – nazwa (Polski): Kasa → Opłaty w kasie" {
		t.Errorf("got %+v", b.Changes)
	}
	if b, code := deed(t, h, w, "apply", map[string]string{"when": "now"}); code != 200 || b.Changed {
		t.Fatalf("%d %+v", code, b)
	}
	o, err := w.local().Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, g := range o.Groups {
		found = found || g.Letter == "W" && g.Name["pl"] == "Opłaty w kasie"
	}
	if !found || !strings.Contains(w.file(), `"Opłaty w kasie"`) || w.happened(queue.EvSetupApplied) != 1 {
		t.Error("not applied")
	}
	// Taking the service away is refused while its ticket waits.
	b, _ = deed(t, h, w, "change", map[string]any{"change": map[string]any{"do": "remove", "kind": "service", "id": "W1"}})
	if b.Refused == nil || b.Refused.Code != string(queue.SetupWaiting) {
		t.Errorf("got %+v", b)
	}
	w.command(17, "open")
	if d := w.command(17, "next"); d.Ticket == nil || d.Ticket.Number != i.Ticket.Number {
		t.Errorf("called %+v, want %s", d.Ticket, i.Ticket.Number)
	}
}

// TestSetupPage is a technician's work in a browser.
func TestSetupPage(t *testing.T) {
	w := newWorld(t, technical)
	p := browser(t)
	p.size(1366, 768)
	p.goTo(w.url("/setup"))
	p.signIn(account.Technician)
	p.shows("#tree", "Pojazdy")
	p.shows("#standing", "Szkic jest taki sam")

	p.click("[data-key='group P'] .open")
	p.shows("#form h2", "P Pojazdy")
	p.until(`((e) => { e.value = ""; return true; })(document.querySelector("[name='name.pl']"))`)
	p.write("[name='name.pl']", strings.Repeat("Auta ", 59)+"Auta i motocykle")
	p.click("#form .main")
	p.shows("#form [data-field='name.pl'] .wrong", "Za długie: 311 znaków, mieści się 48.")
	p.shows("#standing", "Do poprawienia: 1")
	p.until(`((e) => { e.value = ""; return true; })(document.querySelector("[name='name.pl']"))`)
	p.write("[name='name.pl']", "Auta i motocykle")
	p.click("#form .main")
	p.shows("#kiosk", "Auta i motocykle")
	p.until(`!document.querySelector(".wrong")`)

	p.click("[data-key='group K'] .move:last-of-type") // with the keyboard's alternative
	p.until(`[...document.querySelectorAll(".item.group")].map((e) => e.dataset.key[6]).join("").startsWith("PTKZ")`)
	drag(p, "[data-key='group K'] .grip", "[data-key='group P'] .grip", -12)
	p.until(`[...document.querySelectorAll(".item.group")].map((e) => e.dataset.key[6]).join("").startsWith("KPTZ")`)

	p.click("#review")
	p.shows("#changelist", "grupa P „Auta i motocykle” – nazwa (Polski): Pojazdy → Auta i motocykle")
	p.shows("#changelist", "Inna kolejność kafelków")
	p.click("#apply")
	p.shows("#toasts", "Zastosowano")
	if f := w.file(); !strings.Contains(f, "Auta i motocykle") || strings.Index(f, "letter       = \"K\"") > strings.Index(f, "letter       = \"P\"") {
		t.Error("the file is not what the page shows")
	}
	if !bytes.Contains([]byte(w.file()), []byte("# Tiles of the home screen; the letter")) {
		t.Error("a comment is lost")
	}

	p.click("[data-tab=versions]")
	p.shows("#versionlist li:first-child", "w użyciu")
	p.click("[data-key='1'] button")
	p.shows("#standing", "Zmiany w szkicu: 2")
	p.click("#discard")
	p.shows("#standing", "Szkic jest taki sam")
}

// drag moves the pointer from the middle of one element to another's, dy pixels off it, as a hand does.
func drag(p *page, from, to string, dy float64) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, soon)
	defer cancel()
	at := func(selector string) (x, y float64) {
		xy, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](`(() => { const b = document.querySelector(`+quote(selector)+`).getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()`))
		if err != nil {
			p.t.Fatal(err)
		}
		return xy[0], xy[1]
	}
	p.until(`(document.querySelector(".tree").scrollTop = 0) === 0`)
	x, y := at(from)
	tx, ty := at(to)
	p.do(chromedp.DragAndDropXY(x, y, tx, ty+dy))
}

// TestCarryBetweenMachines exports on one machine and imports on another, and refuses what is damaged or foreign.
func TestCarryBetweenMachines(t *testing.T) {
	a, b := newWorld(t, technical), newWorld(t, technical)
	from, to := a.technician(), b.technician()
	deed(t, from, a, "change", groupW("Opłaty w kasie"))
	if _, code := deed(t, from, a, "apply", map[string]string{"when": "now"}); code != 200 {
		t.Fatal(code)
	}
	var p struct {
		Name, Code string
		Data       []byte
	}
	res := send(t, from, "POST", a.url("/setup/export"), "{}")
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil || len(p.Code) != 14 {
		t.Fatalf("%v %+v", err, p.Code)
	}
	bring := func(data []byte, code string) (bench, int) {
		body, _ := json.Marshal(map[string]any{"data": data, "code": code})
		res := send(t, to, "POST", b.url("/setup/import"), string(body))
		var out bench
		if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
			t.Fatal(err)
		}
		return out, res.StatusCode
	}
	before := b.file()
	if out, status := bring(p.Data, ""); status != 422 || out.Code != "setup-stranger" || !strings.Contains(out.Text, p.Code) {
		t.Errorf("a machine that is not known: %d %+v", status, out)
	}
	if out, status := bring(p.Data[:len(p.Data)/2], p.Code); status != 422 || out.Code != "setup-damaged" {
		t.Errorf("half a file: %d %+v", status, out)
	}
	out, status := bring(p.Data, p.Code)
	if status != 200 || len(out.Changes) != 1 || out.Changes[0].Text != "grupa W „Opłaty w kasie” – nazwa (Polski): Kasa → Opłaty w kasie" {
		t.Errorf("%d %+v", status, out)
	}
	if b.file() != before {
		t.Error("the import has changed the set-up")
	}
}

// TestSecretsBetweenMachines has administrators carry accounts, in words before anything is taken in, and nobody else.
func TestSecretsBetweenMachines(t *testing.T) {
	const phrase = "cztery słowa na kartce"
	a, b := newWorld(t, technical), newWorld(t, technical)
	boss, _ := a.as(account.Administrator)
	if _, _, err := a.people.Add("x", account.Person{Login: "nowa.osoba", Role: account.Clerk}); err != nil {
		t.Fatal(err)
	}
	var p struct {
		Code string
		Data []byte
	}
	ask := func(h *http.Client, w *world, path string, body map[string]any, want int, code string, into any) {
		t.Helper()
		text, _ := json.Marshal(body)
		res := send(t, h, "POST", w.url(path), string(text))
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		var e struct{ Code string }
		if err := json.Unmarshal(b, &e); err != nil || res.StatusCode != want || want != 200 && e.Code != code {
			t.Fatalf("%s: %d, want %d %s: %.300s", path, res.StatusCode, want, code, b)
		}
		if into != nil {
			if err := json.Unmarshal(b, into); err != nil {
				t.Fatal(err)
			}
		}
	}
	both := map[string]any{"passphrase": phrase, "again": phrase}
	ask(a.technician(), a, "/setup/export", both, 422, "setup-keeper", nil)
	ask(boss, a, "/setup/export", map[string]any{"passphrase": phrase, "again": "x"}, 422, "setup-two_words", nil)
	ask(boss, a, "/setup/export", map[string]any{"passphrase": "krótkie", "again": "krótkie"}, 422, "setup-short", nil)
	ask(boss, a, "/setup/export", both, 200, "", &p)

	to, _ := b.as(account.Administrator)
	count := func() int {
		list, err := b.people.List()
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	before := count()
	parcel := func(passphrase string, trial bool) map[string]any {
		return map[string]any{"data": p.Data, "code": p.Code, "passphrase": passphrase, "trial": trial}
	}
	ask(b.technician(), b, "/setup/import", parcel(phrase, false), 422, "setup-keeper", nil)
	ask(to, b, "/setup/import", parcel("inne słowa na kartce", false), 422, "setup-passphrase", nil)
	var said struct{ Secrets, Note string }
	ask(to, b, "/setup/import", parcel("", false), 200, "", &said)
	if !strings.Contains(said.Note, "pominięto") {
		t.Errorf("without a passphrase: %q", said.Note)
	}
	ask(to, b, "/setup/import", parcel(phrase, true), 200, "", &said)
	if !strings.Contains(said.Secrets, "nowych tutaj 1.") || !strings.Contains(said.Secrets, "PIN technika: zostaje obecny") {
		t.Errorf("the trial says %q", said.Secrets)
	}
	if count() != before {
		t.Fatal("something was taken in")
	}
	ask(to, b, "/setup/import", parcel(phrase, false), 200, "", &said)
	if p, err := b.people.Find("nowa.osoba"); err != nil || count() != before+1 || p.Role != account.Clerk {
		t.Errorf("%+v, %v, %d people", p, err, count())
	}
}

// TestSecretsPage does the same in a browser, where two words that differ and a wrong one are said on the spot.
func TestSecretsPage(t *testing.T) {
	const phrase = "cztery słowa na kartce"
	a, b := newWorld(t, technical), newWorld(t, technical)
	boss, _ := a.as(account.Administrator)
	if _, _, err := a.people.Add("x", account.Person{Login: "nowa.osoba", Role: account.Clerk}); err != nil {
		t.Fatal(err)
	}
	var packed struct {
		Code string
		Data []byte
	}
	body, _ := json.Marshal(map[string]string{"passphrase": phrase, "again": phrase})
	if err := json.NewDecoder(send(t, boss, "POST", a.url("/setup/export"), string(body)).Body).Decode(&packed); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(file, packed.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	p := browser(t)
	p.size(1366, 768)
	p.goTo(b.url("/people"))
	p.signIn(account.Administrator)
	p.shows("h1", "Pracownicy")
	p.goTo(b.url("/setup"))
	p.shows("#tree", "Pojazdy")
	p.click("[data-tab=carry]")
	p.write("#export [name=passphrase]", phrase)
	p.write("#export [name=again]", "cztery")
	p.click("#export .main")
	p.shows("#toasts", "Hasła się różnią.")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#import [name=file]"), []string{file}))
	p.write("#import [name=code]", packed.Code)
	p.write("#import [name=passphrase]", "inne słowa na kartce")
	p.click("#import .main")
	p.shows("#importrefused", "Nieprawidłowe hasło")
	p.seen("setup-secrets")
	p.until(`(document.querySelector("#import [name=passphrase]").value = "") === ""`)
	p.write("#import [name=passphrase]", phrase)
	p.click("#import .main")
	p.shows("#suretext", "nowych tutaj 1.")
	if _, err := b.people.Find("nowa.osoba"); err == nil {
		t.Error("taken in before anybody agreed")
	}
	p.click("#sureyes")
	p.shows("#toasts", "nowych tutaj 1.")
	if _, err := b.people.Find("nowa.osoba"); err != nil {
		t.Error(err)
	}
}

// TestPlacePage changes hours, a zone, a counter and the languages in a browser.
func TestPlacePage(t *testing.T) {
	w := newWorld(t, technical)
	p := browser(t)
	p.size(1366, 768)
	p.goTo(w.url("/setup"))
	p.signIn(account.Technician)
	p.shows("#tree", "Pojazdy")
	p.click("[data-tab=place]")
	empty := func(name string) {
		p.until(`((e) => { e.value = ""; return true; })(document.querySelector("#placeform [name='` + name + `']"))`)
	}

	p.click("#placelist [data-key='hours office'] .open")
	p.shows("#placeform h2", "godziny „office”")
	empty("mon")
	p.write("#placeform [name='mon']", "17:00-8:00")
	p.click("#placeform .main")
	p.shows("#placeform [data-field='mon'] .wrong", "kończy się, zanim się zacznie")
	p.shows("#placelist [data-key='hours office'] .chip.bad", "!")
	p.seen("setup-place-hours")
	empty("mon")
	p.write("#placeform [name='mon']", "8:30-17:00")
	p.until(`((e) => { e.scrollIntoView({ block: "center" }); return true; })(document.querySelector("#placeform [data-field='exception'] button"))`)
	p.click("#placeform [data-field='exception'] button")
	empty("exception.from")
	p.write("#placeform [name='exception.from']", "2026-12-23")
	p.click("#placeform .main")
	p.until(`!document.querySelector("#placeform .wrong")`)

	p.click("#placelist [data-key='zone west'] .open")
	p.shows("#placeform h2", "hol zachodni")
	empty("way.pl")
	p.write("#placeform [name='way.pl']", "za kolumnami w lewo")
	p.click("#placeform .main")
	p.shows("#standing", "Zmiany w szkicu: 3")
	p.seen("setup-place-zone")

	p.until(`((e) => { e.scrollIntoView({ block: "center" }); return true; })(document.querySelector("#placelist [data-key='counter 6']"))`)
	p.click("#placelist [data-key='counter 6'] .open")
	p.shows("#placeform h2", "stanowisko 6")
	p.until(`((e) => { e.value = "first"; e.dispatchEvent(new Event("change")); return true; })(document.querySelector("[name='level.K']"))`)
	p.until(`((e) => { e.value = "T"; e.dispatchEvent(new Event("change")); return true; })(document.querySelector("[name='serve']"))`)
	empty("n")
	p.write("#placeform [name='n']", "60")
	p.seen("setup-place-counter")
	p.click("#placeform .main")
	p.shows("#placeform h2", "stanowisko 6")
	p.shows("#placelist", "stanowisko 60")

	p.click("#addcounter")
	p.shows("#placeform h2", "Nowe stanowisko")
	p.click("#placeform .main")
	p.shows("#placeform .wrong", "nie obsługuje żadnej sprawy")
	p.click("#placeform .remove")
	p.click("#sureyes")
	p.until(`!document.querySelector("#placelist [data-key='counter 6']")`)
	p.until(`(document.querySelector("#place .tree").scrollTop = 0) === 0`)
	p.click("#placelist [data-key='office office'] .open")
	p.shows("#placeform h2", "Urząd")
	p.until(`(document.querySelector("[name='languages.de']").click(), true)`)
	p.click("#placeform .main")
	p.shows("#standing", "Zmiany w szkicu: 6")

	// What used to be for an editor of text only: help, figures, stairs and the topics of a counter.
	p.click("#placelist [data-key='help help'] .open")
	p.shows("#placeform h2", "Pomoc dla klientów")
	empty("next_minutes")
	p.write("#placeform [name='next_minutes']", "9")
	p.click("#placeform .main")
	p.shows("#placeform [data-field='head_minutes'] .wrong", "Kierownik byłby wezwany wcześniej")
	p.seen("setup-place-help")
	empty("next_minutes")
	p.write("#placeform [name='next_minutes']", "4")
	p.click("#placeform .main")
	p.until(`!document.querySelector("#placeform .wrong")`)
	p.click("#placelist [data-key='figures figures'] .open")
	p.shows("#placeform h2", "Statystyki")
	p.until(`((e) => { e.value = "16:30"; e.dispatchEvent(new Event("input")); return true; })(document.querySelector("#placeform [name='report']"))`)
	p.click("#placeform .main")
	p.until(`((e) => { e.scrollIntoView({ block: "center" }); return true; })(document.querySelector("#placelist [data-key='zone east']"))`)
	p.click("#placelist [data-key='zone east'] .open")
	p.shows("#placeform h2", "hol wschodni")
	p.click("#placeform [name='stairs']")
	p.click("#placeform .main")
	p.until(`((e) => { e.scrollIntoView({ block: "center" }); return true; })(document.querySelector("#placelist [data-key='counter 30']"))`)
	p.click("#placelist [data-key='counter 30'] .open")
	p.shows("#placeform [data-field='topics']", "Dodaj temat")
	p.until(`document.querySelectorAll("#placeform [name='topics.name']").length === 2`)
	p.until(`(document.querySelector("#placeform [data-field='topics'] button").click(), document.querySelectorAll("#placeform [name='topics.name']").length === 3)`)
	p.until(`((e) => { e.value = "Oba"; e.dispatchEvent(new Event("input")); return true; })([...document.querySelectorAll("#placeform [name='topics.name']")].at(-1))`)
	p.until(`(([d, e]) => { d.click(); e.click(); return true; })(document.querySelector("#placeform [data-field='topics[2]']").querySelectorAll("[type=checkbox]"))`)
	p.seen("setup-place-topics")
	p.click("#placeform .main")
	p.shows("#standing", "Zmiany w szkicu: 10")
	p.click("#review")
	for _, words := range []string{"po ilu minutach następny: 3 → 4", "raport dnia drukowany sam o: brak → 16:30", "tylko schodami: brak → tak", "tematy na zmianę", "godziny „office” – poniedziałek: 08:00-17:00 → 8:30-17:00", "jak dojść od biletomatu (Polski): w lewo, parter → za kolumnami w lewo",
		"Usunięte: stanowisko 6", "Nowe: stanowisko 60", "języki: pl; en; uk; de → pl; en; uk", "zadziała po ponownym uruchomieniu"} {
		p.shows("#changelist", words)
	}
	p.seen("setup-place-review")
	p.click("#apply")
	p.shows("#toasts", "Zastosowano")
	if f := w.file(); !strings.Contains(f, `mon                = "8:30-17:00"`) || !strings.Contains(f, "2026-12-23") || !strings.Contains(f, `first  = ["K"]`) ||
		!strings.Contains(f, `report      = "16:30"`) || !strings.Contains(f, `{ name = "Oba", serves = ["D", "E"] }`) {
		t.Error("the file is not what the page shows")
	}
}

// TestTicketButtonForm wires the ticket button to another line of the chip, one that is free, and takes it out.
func TestTicketButtonForm(t *testing.T) {
	w := newWorld(t, technical, func(w *world) {
		known := w.config
		w.config = func(c *console.Config) {
			known(c)
			c.Technician.Lines = func() []string { return []string{"GPIO5", "GPIO6", "LAMP1", "TICKET"} }
		}
	})
	p := browser(t)
	p.size(1366, 768)
	p.goTo(w.url("/setup"))
	p.signIn(account.Technician)
	p.shows("#tree", "Pojazdy")
	p.click("[data-tab=place]")
	open := func() {
		p.click("#placelist [data-key='ticket_button ticket_button'] .open")
		p.shows("#placeform h2", "Przycisk biletu obok ekranu")
	}
	choose := func(field, value string) {
		p.until(`((e) => { e.value = "` + value + `"; e.dispatchEvent(new Event("change")); return e.value === "` + value + `"; })(document.querySelector("#placeform [name='` + field + `']"))`)
	}
	open()
	p.until(`[...document.querySelector("#placeform [name='line']").options].map((o) => o.value).join() === ",GPIO5,GPIO6,TICKET,TICKETLAMP"`)
	p.seen("setup-ticket-button")
	choose("line", "GPIO5")
	p.click("#placeform .main")
	p.shows("#standing", "Zmiany w szkicu: 1")
	p.click("#review")
	p.shows("#sheet", "przycisk biletu obok ekranu – linia przycisku: TICKET → GPIO5")
	p.shows("#sheet", "po ponownym uruchomieniu")
	p.seen("setup-ticket-button-review")
}
