package console_test

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/internal/account"
	"bileter/internal/console"
	"bileter/internal/queue"
	"bileter/internal/secret"
)

// newcomers is a world in which nobody works yet, and the first administrator's code.
func newcomers(t *testing.T) (*world, string) {
	t.Helper()
	var code string
	w := newWorld(t, func(w *world) {
		w.config = func(c *console.Config) {
			b, err := account.Open(filepath.Join(w.dir, account.FileName), time.Now)
			if err != nil {
				t.Fatal(err)
			}
			b.Cost = secret.Cost{Time: 1, Memory: 8}
			if code, err = b.First(); err != nil {
				t.Fatal(err)
			}
			c.Accounts = b
		}
	})
	return w, account.ShowCode(code)
}

// set fills in the page that takes a one-time code.
func (p *page) set(login, code, password, again string) {
	p.t.Helper()
	p.write("#login", login)
	p.write("#code", code)
	p.write("#new", password)
	p.write("#again", again+"\r")
}

// inner is an element's text.
func (p *page) inner(selector string) string {
	p.t.Helper()
	p.until(`document.querySelector(` + quote(selector) + `)?.checkVisibility()`)
	s, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.querySelector(`+quote(selector)+`).innerText`))
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// TestFirstDay begins with nobody: one-time code, password, a clerk is added, signs in, and presses; the journal says who.
func TestFirstDay(t *testing.T) {
	w, code := newcomers(t)
	w.issue("a", "D1", "pl")
	boss := browser(t)
	boss.goTo(w.url("/people"))
	boss.click(".aside a")
	boss.set("administrator", code, "zielony rower nad Odrą", "zielony rower nad Odra")
	boss.shows(".refused", "różne")
	boss.write("#new", "zielony rower nad Odrą")
	boss.write("#again", "zielony rower nad Odrą\r")
	boss.shows("#pick h1", "Wybierz")
	boss.goTo(w.url("/people"))
	boss.shows("li .person", "to Ty")
	boss.click("#add")
	boss.write("#newlogin", "a.nowak")
	boss.write("form.edit [name=name]", "Anna Nowak")
	boss.click("[name=counter][value='5']")
	boss.click("form.edit button.main")
	boss.shows(".code", "Anna Nowak")
	given := boss.inner("#handcode")
	if !regexp.MustCompile(`^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$`).MatchString(given) {
		t.Fatalf("code %q", given)
	}
	boss.goTo(w.url("/people"))
	boss.shows("[data-login='a.nowak'] .chip", "kod ważny do")
	boss.until(`!document.body.innerText.includes(` + quote(given) + `)`) // shown once

	clerk := browser(t)
	clerk.goTo(w.url("/begin"))
	clerk.set("a.nowak", "AAAA-BBBB-CCCC", password, password)
	clerk.shows(".refused", "Nieprawidłowy login albo kod.")
	clerk.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#login").value = document.querySelector("#code").value = ""`))
	clerk.set("a.nowak", strings.ToLower(given), password, password)
	clerk.shows(".who", "Anna Nowak")
	clerk.shows(".who", "urzędnik")
	clerk.shows("#places", "Dowody osobiste")
	clerk.until(`document.querySelectorAll("#places button").length === 1`) // the account's counter alone
	clerk.click("[data-n='5']")
	clerk.click("#toggle")
	clerk.shows("#number", "Gotowe")
	clerk.tap("n")
	clerk.shows("#number", "D001")
	p, err := w.people.Find("a.nowak")
	if err != nil {
		t.Fatal(err)
	}
	if e := w.latest(queue.EvCalled); e.Actor != p.Actor() {
		t.Errorf("called by %q, want %q", e.Actor, p.Actor())
	}
	chief, err := w.people.Find("administrator")
	if err != nil {
		t.Fatal(err)
	}
	if e := w.latest(queue.EvAccount); e.Actor != p.Actor() || !strings.Contains(string(e.Payload), `"begun"`) {
		t.Errorf("got %s by %q", e.Payload, e.Actor)
	}
	if first := w.journalText(); strings.Count(first, `"added"`) != 2 || !strings.Contains(first, "account account ") { // the administrator, at the first start
		t.Errorf("journal:\n%s", first)
	}
	clerk.goTo(w.url("/people"))
	clerk.shows("h1", "nie ma do tego prawa")

	boss.goTo(w.url("/people"))
	boss.click("[data-login='a.nowak'] .open")
	boss.click("form[action$='/block'] button")
	boss.shows("[data-login='a.nowak'] .chip", "zablokowane")
	if e := w.latest(queue.EvAccount); e.Actor != chief.Actor() || !strings.Contains(string(e.Payload), `"blocked"`) {
		t.Errorf("got %s by %q", e.Payload, e.Actor)
	}
	clerk.goTo(w.url("/")) // out at once
	clerk.write("#login", "a.nowak")
	clerk.write("#password", password+"\r")
	clerk.shows(".refused", "zablokowane")
	if strings.Contains(w.journalText(), "nowak") || strings.Contains(w.journalText(), "Anna") {
		t.Error("the journal names a person")
	}
}

// journalText is what all events say.
func (w *world) journalText() string {
	w.t.Helper()
	es, err := w.office.Events(1, 10000)
	if err != nil {
		w.t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range es {
		b.WriteString(e.Kind + " " + e.Actor + " " + string(e.Payload) + "\n")
	}
	return strings.ToLower(b.String())
}

func TestOwnPassword(t *testing.T) {
	w := newWorld(t)
	p := browser(t)
	p.goTo(w.url("/me"))
	p.signIn(account.Clerk)
	p.shows("dl", "wszystkie")
	change := func(old, new string) {
		p.write("#old", old)
		p.write("#new", new)
		p.write("#again", new+"\r")
	}
	change("nie to hasło", "trzy inne słowa")
	p.shows(".refused", "Obecne hasło jest inne.")
	change(password, "clerk clerk clerk")
	p.shows(".refused", "łatwo zgadnąć")
	change(password, "trzy inne słowa")
	p.shows(".done", "Hasło jest zmienione.")
	if got, _ := try(w.server.Handler(), "10.0.0.1:9", "clerk", password); got != http.StatusUnauthorized {
		t.Errorf("the old password: %d", got)
	}
	if got, _ := try(w.server.Handler(), "10.0.0.1:9", "clerk", "trzy inne słowa"); got != http.StatusNoContent {
		t.Errorf("the new password: %d", got)
	}
}

// TestPagesOfPeopleRefuse sends what no form would.
func TestPagesOfPeopleRefuse(t *testing.T) {
	w := newWorld(t)
	h, _ := w.as(account.Administrator)
	clerk, err := w.people.Find("clerk")
	if err != nil {
		t.Fatal(err)
	}
	chief, err := w.people.Find("administrator")
	if err != nil {
		t.Fatal(err)
	}
	before := w.office.Version()
	for _, c := range []struct {
		path, form string
		status     int
	}{
		{"/people", "login=a+b&role=clerk", 422}, {"/people", "login=clerk&role=clerk", 409}, {"/people", "login=ewa&role=king", 422}, {"/people", "", 422},
		{"/people/none/block", "", 404}, {"/people/" + clerk.ID + "/promote", "", 404}, {"/people/" + chief.ID + "/remove", "", 409},
		{"/people/" + chief.ID + "/save", "role=clerk", 409}, {"/people", "login=" + strings.Repeat("a", 20<<10), 413},
	} {
		if res := send(t, h, "POST", w.url(c.path), c.form, "Content-Type", "application/x-www-form-urlencoded"); res.StatusCode != c.status {
			t.Errorf("%s %.40s: %s, want %d", c.path, c.form, res.Status, c.status)
		}
	}
	if res := send(t, h, "POST", w.url("/people/"+clerk.ID+"/remove"), "", "Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.test"); res.StatusCode != http.StatusForbidden {
		t.Errorf("from a foreign page: %s", res.Status)
	}
	if v := w.office.Version(); v != before {
		t.Errorf("refused deeds moved the journal from %d to %d", before, v)
	}
}

// TestEveryDeedIsInTheJournal does all that an administrator can.
func TestEveryDeedIsInTheJournal(t *testing.T) {
	w := newWorld(t)
	h, c := w.as(account.Administrator)
	me, err := c.Me(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clerk, err := w.people.Find("clerk")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []struct{ path, form, deed string }{
		{"", "login=ewa&role=manager", account.Added}, {"/" + clerk.ID + "/save", "role=clerk&counter=5&name=Ewa", account.Changed},
		{"/" + clerk.ID + "/block", "", account.Blocked}, {"/" + clerk.ID + "/unblock", "", account.Unblocked},
		{"/" + clerk.ID + "/code", "", account.CodeMade}, {"/" + clerk.ID + "/remove", "", account.Removed},
	} {
		res := send(t, h, "POST", w.url("/people"+d.path), d.form, "Content-Type", "application/x-www-form-urlencoded")
		e := w.latest(queue.EvAccount)
		f, _ := e.Fact()
		got, _ := f.(queue.AccountChanged)
		if res.StatusCode >= 400 || got.Deed != d.deed || e.Actor != "login:"+me.ID || d.path != "" && got.Account != clerk.ID {
			t.Errorf("%s: %s, the journal has %+v by %q", d.deed, res.Status, got, e.Actor)
		}
	}
	if strings.Contains(w.journalText(), "ewa") {
		t.Error("the journal names a person")
	}
}
