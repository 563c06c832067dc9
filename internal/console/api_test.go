package console_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/queue"
)

func TestIssue(t *testing.T) {
	w := newWorld(t)
	h, _ := w.clerk()
	send(t, h, "POST", w.url(api.Prefix+"/tickets"), `{"service":"D1","lang":"en"}`, "Idempotency-Key", "used")
	for _, c := range []struct {
		name, key, body, kind string
		status                int
		code                  string
	}{
		{"new", "n1", `{"service":"D1","lang":"pl"}`, "application/json", 201, ""},
		{"new, with a character set", "n2", `{"service":"D1","lang":"de"}`, "application/json; charset=utf-8", 201, ""},
		{"retry", "used", `{"service":"D1","lang":"en"}`, "application/json", 200, ""},
		{"key of another command", "used", `{"service":"P1","lang":"en"}`, "application/json", 422, "key-reused"},
		{"no key", "", `{"service":"D1","lang":"pl"}`, "application/json", 400, "bad-request"},
		{"key too long", strings.Repeat("k", 65), `{"service":"D1","lang":"pl"}`, "application/json", 400, "bad-request"},
		{"key with a space", "a b", `{"service":"D1","lang":"pl"}`, "application/json", 400, "bad-request"},
		{"no such service", "n3", `{"service":"X9","lang":"pl"}`, "application/json", 404, "no-such-service"},
		{"a page to read", "n4", `{"service":"I1","lang":"pl"}`, "application/json", 409, "not-issued"},
		{"closed", "n5", `{"service":"W1","lang":"pl"}`, "application/json", 409, "closed"},
		{"language nobody offers", "n6", `{"service":"D1","lang":"fr"}`, "application/json", 400, "bad-request"},
		{"unknown field", "n7", `{"service":"D1","lang":"pl","pesel":"1"}`, "application/json", 400, "bad-request"},
		{"not JSON", "n8", `service=D1`, "application/json", 400, "bad-request"},
		{"two values", "n9", `{"service":"D1","lang":"pl"}{}`, "application/json", 400, "bad-request"},
		{"no body", "n10", ``, "application/json", 400, "bad-request"},
		{"a form", "n11", `{"service":"D1","lang":"pl"}`, "text/plain", 415, "bad-request"},
		{"too large", "n12", `{"service":"` + strings.Repeat("D", 20<<10) + `"}`, "application/json", 413, "too-large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := w.office.Version()
			header := []string{"Content-Type", c.kind}
			if c.key != "" {
				header = append(header, "Idempotency-Key", c.key)
			}
			res := send(t, h, "POST", w.url(api.Prefix+"/tickets"), c.body, header...)
			b, _ := io.ReadAll(res.Body)
			var got struct {
				api.Error
				api.Issued
			}
			if err := json.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != c.status || got.Code != c.code {
				t.Fatalf("got %d %s, want %d %s", res.StatusCode, b, c.status, c.code)
			}
			if c.code != "" {
				if got.Text == "" || got.Hint == "" || strings.HasPrefix(got.Text, "?") || strings.HasPrefix(got.Hint, "?") {
					t.Errorf("no words: %s", b)
				}
				if v := w.office.Version(); v != before {
					t.Errorf("a refusal moved the queue from %d to %d", before, v)
				}
				return
			}
			if len(got.Ticket.Token) != 22 || got.Ticket.URL != "https://example.test/t/"+got.Ticket.Token {
				t.Errorf("token %q, url %q", got.Ticket.Token, got.Ticket.URL)
			}
		})
	}
}

func TestRefusalSpeaks(t *testing.T) {
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC) // a Friday, 15:00 in Warsaw
	w := newWorld(t, func(w *world) {
		w.now = func() time.Time { return now }
		var h queue.Hours
		h.Week[time.Monday] = []queue.Span{{Open: 8 * 60, Close: 16*60 + 30}}
		w.setup.Hours["never"] = h
	})
	h, _ := w.clerk()
	for accept, want := range map[string][2]string{
		"":                      {"Ta sprawa jest teraz nieczynna.", "Następne otwarcie: pon. 08:00."},
		"en-US,en;q=0.9":        {"This service is closed now.", "Opens next: Mon 08:00."},
		"fr, uk;q=0.5":          {"Ця послуга зараз не працює.", "Наступне відкриття: пн 08:00."},
		"de-CH":                 {"Dieses Anliegen ist jetzt geschlossen.", "Öffnet wieder: Mo 08:00."},
		"xx;;;not a list of it": {"Ta sprawa jest teraz nieczynna.", "Następne otwarcie: pon. 08:00."},
	} {
		res := send(t, h, "POST", w.url(api.Prefix+"/tickets"), `{"service":"W1","lang":"pl"}`, "Idempotency-Key", newKey(), "Accept-Language", accept)
		var e api.Error
		if err := json.NewDecoder(res.Body).Decode(&e); err != nil {
			t.Fatal(err)
		}
		if e.Text != want[0] || e.Hint != want[1] || !e.Until.Equal(time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)) {
			t.Errorf("%q: got %q, %q, %v; want %q", accept, e.Text, e.Hint, e.Until, want)
		}
	}
}

func TestCounterCommands(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	w.issue("b", "D1", "en")
	_, c := w.clerk()
	for i, s := range []struct {
		n            int
		verb         string
		body         any
		code, number string
		state        queue.TicketState
	}{
		{9, "open", nil, "no-such-counter", "", ""},
		{5, "next", nil, "counter-closed", "", ""},
		{5, "open", nil, "", "", ""},
		{5, "open", nil, "counter-open", "", ""},
		{5, "recall", nil, "no-ticket-here", "", ""},
		{5, "next", nil, "", "D001", queue.CalledState},
		{5, "recall", nil, "", "D001", queue.CalledState},
		{5, "start", nil, "", "D001", queue.Serving},
		{5, "no-show", nil, "wrong-state", "", ""},
		{5, "transfer", api.Transfer{}, "bad-request", "", ""},
		{5, "transfer", api.Transfer{Service: "P1"}, "", "D001", queue.Waiting},
		{5, "next", nil, "", "D002", queue.CalledState},
		{5, "no-show", nil, "", "D002", queue.NoShowState},
		{5, "next", nil, "", "", ""}, // nobody waits here
		{2, "open", nil, "", "", ""},
		{2, "next", nil, "", "D001", queue.CalledState},
		{2, "park", nil, "", "D001", queue.ParkedState},
		{2, "fly", nil, "not-found", "", ""},
		{2, "close", map[string]int{"n": 1}, "bad-request", "", ""},
	} {
		d, err := c.Counter(t.Context(), newKey(), s.n, s.verb, s.body)
		if err != nil || s.code != "" {
			if code(err) != s.code {
				t.Errorf("step %d, %s: got %v, want %q", i, s.verb, err, s.code)
			}
			continue
		}
		number, state := "", queue.TicketState("")
		if d.Ticket != nil {
			number, state = d.Ticket.Number, d.Ticket.State
		}
		if number != s.number || state != s.state {
			t.Errorf("step %d, %s: got %s %s, want %s %s", i, s.verb, number, state, s.number, s.state)
		}
		if (d.Reason != nil) != (s.verb == "next" && s.number != "") {
			t.Errorf("step %d, %s: reason %v", i, s.verb, d.Reason)
		}
	}
	q, err := c.Queue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Parked) != 2 || q.Parked[0].Number != "D001" || q.Parked[1].Number != "D002" {
		t.Errorf("parked: %+v, want D001 and D002, the latest first", q.Parked)
	}
	if _, err := c.Return(t.Context(), newKey(), q.Parked[0].ID); err != nil {
		t.Error(err)
	}
	if _, err := c.Cancel(t.Context(), newKey(), q.Parked[1].ID); err != nil {
		t.Error(err)
	}
	if _, err := c.Return(t.Context(), newKey(), 999); code(err) != "no-such-ticket" {
		t.Errorf("return of nothing: %v", err)
	}
}

// TestWhy: each call is explained, in the language asked for.
func TestWhy(t *testing.T) {
	w := newWorld(t)
	first := w.issue("a", "D1", "pl").Ticket.ID
	_, c := w.clerk()
	if _, err := c.Why(t.Context(), first); code(err) != "no-such-ticket" {
		t.Errorf("a ticket that was not called: %v", err)
	}
	if _, err := c.Issue(t.Context(), newKey(), api.Issue{Service: "D1", Lang: "pl", Priority: true}); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"open", "next"} {
		if _, err := c.Counter(t.Context(), newKey(), 5, verb, nil); err != nil {
			t.Fatal(err)
		}
	}
	q, err := c.Queue(t.Context())
	if err != nil || len(q.Calls) != 1 {
		t.Fatalf("%+v, %v", q.Calls, err)
	}
	for lang, want := range map[string]string{"": "czekał 0 min, pierwszeństwo, przed wcześniejszymi: 1", "de": "wartete 0 min, Vorrang, übergangen: 1"} {
		c.Lang = lang
		why, err := c.Why(t.Context(), q.Calls[0].ID)
		if err != nil || why.Reason.Text != want || why.Reason.Rule != queue.RulePriority || why.Counter != 5 || why.Number != "D002" {
			t.Errorf("%q: got %+v, %v, want %q", lang, why, err, want)
		}
	}
	if got := q.Calls[0].Why; got == nil || got.Text == "" {
		t.Errorf("the page is told %+v", got)
	}
}

// TestBooked: a visit booked elsewhere is checked in by its code, once, and in time.
func TestBooked(t *testing.T) {
	w := newWorld(t)
	_, c := w.clerk()
	said := func(err error) string {
		if err == nil {
			return ""
		}
		return code(err)
	}
	book := func(code string, in time.Duration) error {
		return c.Book(t.Context(), newKey(), api.Visit{Code: code, Service: "D1", At: time.Now().Add(in)})
	}
	for _, x := range []struct {
		code string
		in   time.Duration
		want string
	}{{"111111", time.Minute, ""}, {"222222", 5 * time.Hour, ""}, {"111111", time.Hour, "visit-taken"}, {"12345", time.Hour, "bad-request"}, {"333333", -time.Hour, "bad-request"}} {
		if err := book(x.code, x.in); said(err) != x.want {
			t.Errorf("book %s in %v: got %v, want %q", x.code, x.in, err, x.want)
		}
	}
	if o, err := w.local().Office(t.Context()); err != nil || !o.Booked {
		t.Errorf("the office does not say that visits are booked: %v", err)
	}
	in := func(visit string) error {
		i, err := c.CheckIn(t.Context(), newKey(), api.CheckIn{Code: visit, Lang: "pl"})
		if (err == nil) == i.Booked.IsZero() {
			t.Errorf("%s: booked for %v, %v", visit, i.Booked, err)
		}
		return err
	}
	for _, x := range [][2]string{{"111111", ""}, {"111111", "visit-taken"}, {"222222", "visit-early"}, {"999999", "no-such-visit"}} {
		if err := in(x[0]); said(err) != x[1] {
			t.Errorf("check in %s: got %v, want %q", x[0], err, x[1])
		}
	}
	var early *api.Error
	if errors.As(in("222222"), &early); early == nil || !strings.HasPrefix(early.Hint, "Będzie można ją potwierdzić ") || early.Until.IsZero() {
		t.Errorf("when to come: got %+v", early)
	}
	v, err := c.Visits(t.Context())
	if err != nil || len(v.Visits) != 2 || v.Visits[0].Ticket == 0 || v.Visits[1].Ticket != 0 {
		t.Errorf("visits: %+v, %v", v, err)
	}
	if err := c.Unbook(t.Context(), newKey(), "222222"); err != nil {
		t.Error(err)
	}
	if err := c.Unbook(t.Context(), newKey(), "111111"); code(err) != "visit-taken" {
		t.Errorf("unbook one who is here: %v", err)
	}
}

// TestReprint: a ticket whose paper's fate is known is printed again, and nothing else is.
func TestReprint(t *testing.T) {
	w := newWorld(t)
	id := w.issue("a", "D1", "pl").Ticket.ID
	_, c := w.clerk()
	if _, err := c.Reprint(t.Context(), newKey(), id); code(err) != "wrong-state" {
		t.Errorf("while it is printed: %v", err)
	}
	w.paper(id, queue.PaperDoubt)
	d, err := c.Reprint(t.Context(), newKey(), id)
	if err != nil || d.Ticket == nil || d.Ticket.Paper != queue.PaperPending || d.Ticket.Copies != 1 {
		t.Errorf("got %+v, %v, want one copy, pending", d.Ticket, err)
	}
	if _, err := c.Reprint(t.Context(), newKey(), 999); code(err) != "no-such-ticket" {
		t.Errorf("reprint of nothing: %v", err)
	}
}

// TestPressedTwice repeats each command of a visit with its key, as a page does that lost the answer.
func TestPressedTwice(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	w.issue("b", "D1", "pl")
	_, c := w.clerk()
	for _, verb := range []string{"open", "next", "recall", "start", "finish"} {
		k := newKey()
		first, err := c.Counter(t.Context(), k, 5, verb, nil)
		if err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
		again, err := c.Counter(t.Context(), k, 5, verb, nil)
		if err != nil || !again.Retry || again.Version != first.Version {
			t.Errorf("%s again: %+v, %v; want a retry at version %d", verb, again, err, first.Version)
		}
		if first.Ticket != nil && (again.Ticket == nil || again.Ticket.ID != first.Ticket.ID) {
			t.Errorf("%s again: ticket %+v, want %+v", verb, again.Ticket, first.Ticket)
		}
	}
}

func TestOneKeyOneTicket(t *testing.T) {
	w := newWorld(t)
	h, _ := w.clerk()
	post := func(keyOf func(i int) string) (numbers map[string]int, statuses map[int]int) {
		numbers, statuses = map[string]int{}, map[int]int{}
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				req, _ := http.NewRequestWithContext(t.Context(), "POST", w.url(api.Prefix+"/tickets"), strings.NewReader(`{"service":"P1","lang":"pl"}`))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Idempotency-Key", keyOf(i))
				res, err := h.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				defer res.Body.Close()
				var got api.Issued
				if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				numbers[got.Ticket.Number+" "+got.Ticket.Token]++
				statuses[res.StatusCode]++
			})
		}
		all.Wait()
		return numbers, statuses
	}
	numbers, statuses := post(func(int) string { return "one" })
	if len(numbers) != 1 || statuses[201] != 1 || statuses[200] != 19 {
		t.Errorf("one key: tickets %v, statuses %v; want one ticket, 201 once, 200 nineteen times", numbers, statuses)
	}
	if numbers, _ := post(func(i int) string { return fmt.Sprintf("k%d", i) }); len(numbers) != 20 {
		t.Errorf("negative control: 20 keys gave %d tickets", len(numbers))
	}
}

// TestStrangersSeeLess looks at everything that needs no sign-in for what is nobody's business.
func TestStrangersSeeLess(t *testing.T) {
	w := newWorld(t)
	i, err := w.local().Issue(t.Context(), "a", api.Issue{Service: "D1", Lang: "uk", Priority: true})
	if err != nil {
		t.Fatal(err)
	}
	w.issue("b", "D1", "pl")
	w.command(5, "open")
	w.command(5, "next")
	w.command(2, "open")
	w.command(2, "next")
	w.command(2, "park")
	w.board.Set("disk-full", true, "")
	secrets := []string{i.Ticket.Token, `"D1","lang"`, `"lang":"uk"`, `"priority":true`, `"rule"`, "D002", "disk-full"}
	look := func(h *http.Client) string {
		var all strings.Builder
		for _, path := range []string{"/office", "/queue"} {
			b, err := io.ReadAll(send(t, h, "GET", w.url(api.Prefix+path), "").Body)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
		return all.String()
	}
	seen := look(w.stranger())
	if !strings.Contains(seen, `"number":"D001"`) {
		t.Error("a stranger does not see the call")
	}
	for _, s := range secrets {
		if strings.Contains(seen, s) {
			t.Errorf("a stranger sees %s", s)
		}
	}
	h, _ := w.clerk()
	seen = look(h)
	for _, s := range secrets[1:] {
		if !strings.Contains(seen, s) {
			t.Errorf("negative control: staff do not see %s", s)
		}
	}
	if strings.Contains(seen, i.Ticket.Token) {
		t.Error("staff see a token")
	}
}

func TestOfficeTellsHowThingsStand(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	w.issue("b", "P1", "pl")
	w.command(5, "open")
	o, err := w.local().Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if o.Booked {
		t.Error("visits are said to be booked")
	}
	if o.Name["pl"] != "Urząd Miejski w Próbie" || len(o.Services) != 4 || len(o.Counters) != 5 || len(o.Groups) != 3 || len(o.Zones) != 2 {
		t.Errorf("office: %+v", o)
	}
	d1 := o.Services[0]
	if !d1.Open || d1.Waiting != 1 || d1.Ahead != 2 && d1.Ahead != 1 || d1.Serving != 1 || !d1.Wait.Known || len(d1.Fees) != 1 || fmt.Sprint(d1.Counters) != "[2 5 104]" {
		t.Errorf("D1: %+v", d1)
	}
	if w1 := o.Services[2]; w1.Open || !w1.Until.IsZero() {
		t.Errorf("W1: %+v", w1)
	}
	for _, c := range o.Counters {
		want := map[int]int{1: 1, 2: 2, 5: 1, 7: 0, 104: 2}[c.N]
		if c.Waiting != want {
			t.Errorf("counter %d could call %d, want %d", c.N, c.Waiting, want)
		}
	}
	if _, off := o.Now.Zone(); off != 3600 && off != 7200 {
		t.Errorf("now is %v, want local time", o.Now)
	}
}

func TestStopped(t *testing.T) {
	w := newWorld(t)
	h, c := w.clerk()
	if res := send(t, h, "GET", w.url("/healthz"), ""); res.StatusCode != 200 {
		t.Errorf("healthz: %s", res.Status)
	}
	stopped := newWorld(t, func(s *world) {})
	stopped.stop()
	// The console of a running world over the office of a stopped one.
	w2 := newWorld(t, func(x *world) {
		x.config = func(c *console.Config) { c.Office = stopped.office }
	})
	h2, c2 := w2.clerk()
	if res := send(t, h2, "GET", w2.url("/healthz"), ""); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("healthz over a stopped office: %s", res.Status)
	}
	if _, err := c2.Counter(t.Context(), newKey(), 5, "open", nil); code(err) != api.CodeStopped {
		t.Errorf("a command to a stopped office: %v", err)
	}
	if _, err := c.Counter(t.Context(), newKey(), 5, "open", nil); err != nil {
		t.Errorf("negative control: %v", err)
	}
}
