package console_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/queue"
)

// rights says for every address who may pass: c clerk, a assistant, m manager, t technician, A administrator; * is
// everybody, strangers too; - nobody who comes by the network. It is written by hand, so that a route that gets another access is noticed.
var rights = map[string]string{
	"GET /api/v1/office": "*", "GET /api/v1/queue": "*", "GET /api/v1/events": "*", "GET /api/v1/openapi.yaml": "*",
	"POST /api/v1/login": "*", "POST /api/v1/logout": "*", "GET /healthz": "*", "GET /metrics": "*",
	"GET /login": "*", "POST /login": "*", "POST /logout": "*", "GET /begin": "*", "POST /begin": "*",
	"GET /board": "*", "GET /t/{token}": "*", "GET /static/{name}": "*",
	"GET /setup/icons/{name}": "*",

	"GET /api/v1/health": "camtA", "GET /api/v1/me": "camtA", "POST /api/v1/slips": "camtA", "POST /api/v1/roll": "camtA", "POST /api/v1/screen": "camtA", "POST /api/v1/touch": "camtA",
	"GET /api/v1/lamps": "camtA", "GET /api/v1/lamps/events": "camtA", "POST /api/v1/lamps/{n}/press": "camtA", "GET /lamps": "camtA",
	"GET /api/v1/paper": "camtA", "GET /api/v1/paper/{name}": "camtA", "GET /paper": "camtA",
	"GET /me": "camtA", "POST /me/password": "camtA",

	"GET /{$}": "camA", "GET /clerk/bar": "camA", "GET /api/v1/tickets/{id}": "camA", "POST /api/v1/tickets/{id}/{verb}": "camA",
	"GET /api/v1/help": "camA", "POST /api/v1/help": "camA", "POST /api/v1/help/{id}/{verb}": "camA",
	"POST /api/v1/counters/{n}/{verb}": "camA", "GET /api/v1/calls/{id}/why": "camA",

	"POST /api/v1/tickets": "amA", "GET /api/v1/visits": "amA", "POST /api/v1/visits": "amA", "DELETE /api/v1/visits/{code}": "amA",
	"POST /api/v1/check-in": "amA", "GET /api/v1/tickets": "amA", "GET /api/v1/tickets/{id}/qr.png": "amA", "POST /api/v1/tickets/{id}/move": "amA",
	"POST /api/v1/tickets/{id}/needs": "amA", "GET /api/v1/lines": "amA", "GET /api/v1/find": "amA", "GET /api/v1/services/{id}/card": "amA",
	"GET /assistant": "amA",

	"POST /setup/door": "-", "POST /setup/out": "-", // the touch screen alone
	"POST /me/pin": "tA",
	"GET /setup":   "tA", "GET /setup/state": "tA", "GET /setup/office.toml": "tA", "POST /setup/export": "tA", "POST /setup/import": "tA",
	"GET /setup/sticks": "tA", "POST /setup/sticks/{deed}": "tA",
	"GET /setup/hardware": "tA", "POST /setup/hardware/{deed}": "tA", "GET /setup/report.txt": "tA", "POST /setup/do/{deed}": "tA",

	"GET /figures": "mA", "GET /figures/{name}": "mA",

	"GET /people": "A", "POST /people": "A", "POST /people/{id}/{deed}": "A",
}

var letterOf = map[account.Role]string{account.Clerk: "c", account.Assistant: "a", account.Manager: "m", account.Technician: "t", account.Administrator: "A"}

// untold says which routes stand on one side only.
func untold(told map[string]string, routes []string) (wrong []string) {
	for _, r := range routes {
		if told[r] == "" {
			wrong = append(wrong, r+" is in no table of rights")
		}
	}
	for r := range told {
		if !slices.Contains(routes, r) {
			wrong = append(wrong, r+" is in the table of rights and nowhere else")
		}
	}
	return wrong
}

// TestRights walks all routes as everybody. Whether a route then works is not asked here, only whether somebody is let in.
func TestRights(t *testing.T) {
	w := newWorld(t, technical)
	w.issue("a", "D1", "pl")
	for _, wrong := range untold(rights, w.server.Routes()) {
		t.Error(wrong)
	}
	fill := strings.NewReplacer("{$}", "", "{id}", "1", "/{n}/{verb}", "/1/start", "{n}", "1", "{verb}", "return", "{name}", "a.png", "{token}", "x", "{code}", "000000", "{deed}", "none")
	visitors := map[account.Role]*http.Client{"": w.stranger()}
	for _, r := range account.Roles {
		visitors[r], _ = w.as(r)
	}
	before := w.office.Version()
	for route, who := range rights {
		method, path, _ := strings.Cut(route, " ")
		for role, h := range visitors {
			if strings.HasSuffix(path, "/logout") && role != "" {
				continue // ends the session of those who come after
			}
			res := send(t, h, method, w.url(fill.Replace(path)), "", "Idempotency-Key", newKey(), "Accept", "text/html")
			res.Body.Close()
			may := who == "*" || role != "" && strings.Contains(who, letterOf[role])
			away := res.Header.Get("Location")
			refused := res.StatusCode == http.StatusForbidden || res.StatusCode == http.StatusUnauthorized && !strings.HasSuffix(path, "/login") && path != "/begin" ||
				strings.HasPrefix(away, "/login?")
			if refused == may {
				t.Errorf("%s as %q: %s %s; allowed: %v", route, role, res.Status, away, may)
			}
		}
	}
	if v := w.office.Version(); v != before {
		t.Errorf("knocking moved the journal from %d to %d", before, v)
	}
}

func TestRouteWithoutRightsIsNoticed(t *testing.T) {
	if got := untold(map[string]string{"GET /a": "*", "GET /b": "c"}, []string{"GET /a", "POST /c"}); len(got) != 2 {
		t.Errorf("got %q", got)
	}
}

// TestActorIsWhoSignedIn has every role do what it may, and reads the journal.
func TestActorIsWhoSignedIn(t *testing.T) {
	w := newWorld(t)
	do := func(r account.Role, kind string, f func(c *api.Client) error) {
		t.Helper()
		_, c := w.as(r)
		if err := f(c); err != nil {
			t.Errorf("%s: %v", r, err)
			return
		}
		me, err := c.Me(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if e := w.latest(kind); e.Actor != "login:"+me.ID {
			t.Errorf("%s by %q, want %q", kind, e.Actor, "login:"+me.ID)
		}
	}
	ctx := t.Context()
	counter := func(n int, verb string) func(*api.Client) error {
		return func(c *api.Client) error { _, err := c.Counter(ctx, newKey(), n, verb, nil); return err }
	}
	issue := func(c *api.Client) error {
		_, err := c.Issue(ctx, newKey(), api.Issue{Service: "D1", Lang: "pl"})
		return err
	}
	do(account.Assistant, queue.EvIssued, issue)
	do(account.Administrator, queue.EvIssued, issue)
	do(account.Manager, queue.EvCounterOpened, counter(5, "open"))
	do(account.Clerk, queue.EvCalled, counter(5, "next"))
	do(account.Assistant, queue.EvRecalled, counter(5, "recall"))
	do(account.Clerk, queue.EvParked, counter(5, "park"))
	do(account.Manager, queue.EvReturned, func(c *api.Client) error {
		f, _ := w.latest(queue.EvParked).Fact()
		_, err := c.Return(ctx, newKey(), f.(queue.Parked).Ticket)
		return err
	})
	do(account.Clerk, queue.EvCalled, counter(5, "next"))
	do(account.Clerk, queue.EvFinished, counter(5, "finish"))
	if d := w.command(5, "next"); d.Ticket == nil || w.latest(queue.EvCalled).Actor != "counter:5" {
		t.Errorf("through the local socket by %q", w.latest(queue.EvCalled).Actor)
	}
}

// latest is the last event of a kind.
func (w *world) latest(kind string) (last queue.Event) {
	w.t.Helper()
	es, err := w.office.Events(1, 10000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range es {
		if e.Kind == kind {
			last = e
		}
	}
	return last
}

// TestOwnCountersOnly holds a clerk to the counters of the account.
func TestOwnCountersOnly(t *testing.T) {
	w := newWorld(t)
	p, err := w.people.Find("clerk")
	if err == nil {
		err = w.people.Change("", p.ID, account.Person{Role: account.Clerk, Counters: []int{5}})
	}
	if err != nil {
		t.Fatal(err)
	}
	_, c := w.as(account.Clerk)
	if _, err := c.Counter(t.Context(), newKey(), 5, "open", nil); err != nil {
		t.Error(err)
	}
	before := w.office.Version()
	_, err = c.Counter(t.Context(), newKey(), 2, "open", nil)
	if code(err) != api.CodeOtherDesk || !strings.Contains(fmt.Sprint(err), "Stanowisko 2") || w.office.Version() != before {
		t.Errorf("another counter: %v", err)
	}
}
