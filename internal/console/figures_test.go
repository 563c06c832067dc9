package console_test

import (
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/account"
	"bileter/internal/console"
	"bileter/internal/figures"
	"bileter/internal/policy"
	"bileter/internal/queue"
)

// worked is an office in which n clients were served, of whom one went on with another matter.
func worked(t *testing.T, n int, change ...func(*world)) *world {
	t.Helper()
	clock := newSteady()
	clock.at.Store(time.Date(2026, 11, 19, 9, 0, 0, 0, time.UTC).UnixNano())
	w := newWorld(t, append([]func(*world){func(w *world) { w.now = clock.now }}, change...)...)
	do := func(v queue.Verb) {
		t.Helper()
		if _, err := w.office.Do(t.Context(), queue.Command{ID: newKey(), Actor: "counter:5", Do: v}); err != nil {
			t.Fatalf("%T: %v", v, err)
		}
	}
	for i := range n {
		w.issue(newKey(), "D1", "pl")
		if i == 0 {
			do(queue.OpenCounter{Counter: 5})
		}
	}
	clock.advance(9 * time.Minute)
	for range n {
		do(queue.Next{Counter: 5})
		clock.advance(2 * time.Minute)
		do(queue.Finish{Counter: 5})
	}
	return w
}

func fetch(t *testing.T, h *http.Client, url string) (status int, body string, head http.Header) {
	t.Helper()
	res := send(t, h, "GET", url, "", "Accept", "text/html")
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

// sheet reads a file of figures as a spreadsheet would, by the names of its columns.
func sheet(t *testing.T, body string) (rows []map[string]string) {
	t.Helper()
	body, marked := strings.CutPrefix(body, "\ufeff")
	if !marked || !strings.Contains(body, "\r\n") {
		t.Errorf("no byte order mark, or lines end as no spreadsheet wants them: %q", body[:min(len(body), 80)])
	}
	r := csv.NewReader(strings.NewReader(body))
	r.Comma = ';'
	lines, err := r.ReadAll() // refuses rows of different lengths
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = l[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestFiguresFile(t *testing.T) {
	w := worked(t, 6)
	h, _ := w.as(account.Manager)
	status, body, head := fetch(t, h, w.url("/figures/day-2026-11-19.csv"))
	if status != http.StatusOK || !strings.Contains(head.Get("Content-Disposition"), `"bileter-day-2026-11-19.csv"`) || !strings.HasPrefix(head.Get("Content-Type"), "text/csv") {
		t.Fatalf("%d %v", status, head)
	}
	rows := sheet(t, body)
	whole := rows[0]
	for name, want := range map[string]string{"Data": "2026-11-19", "Zakres": "urząd", "Bilety": "6", "Zakończone wizyty": "6", "Połowa czekała najwyżej [min]": "13", "Do 15 minut [%]": "66", "Rezygnacje": "0"} {
		if whole[name] != want {
			t.Errorf("%s is %q, want %q", name, whole[name], want)
		}
	}
	kinds := []string{}
	for _, r := range rows {
		if !slices.Contains(kinds, r["Zakres"]) {
			kinds = append(kinds, r["Zakres"])
		}
	}
	if got, want := strings.Join(kinds, " "), "urząd godzina wydział sprawa"; got != want {
		t.Errorf("rows of %s, want %s", got, want)
	}
	if _, month, _ := fetch(t, h, w.url("/figures/month-2026-11.csv")); month != body {
		t.Error("a month of one day is another file")
	}
	_, said, _ := fetch(t, h, w.url("/figures/meanings.csv"))
	if means := sheet(t, said); len(means) != len(whole)-3 {
		t.Errorf("%d meanings of %d columns", len(means), len(whole)-3)
	}
	for _, bad := range []string{"day-2026-11-18.csv", "month-2026.csv", "month-.csv", "day-.csv", "day-2026-11-19.xls", "x", "month-2026-12.csv"} {
		if status, _, _ := fetch(t, h, w.url("/figures/"+bad)); status != http.StatusNotFound {
			t.Errorf("%s: %d", bad, status)
		}
	}
}

func TestFiguresPage(t *testing.T) {
	empty := newWorld(t)
	empty.people.Note = func(account.Noted) error { return nil } // else the sign-in is the first event, and opens a day
	h, _ := empty.as(account.Manager)
	if _, body, _ := fetch(t, h, empty.url("/figures")); !strings.Contains(body, "Nie ma jeszcze liczb") {
		t.Error("an office without a day says something else")
	}
	w := worked(t, 6)
	h, _ = w.as(account.Manager)
	status, body, _ := fetch(t, h, w.url("/figures"))
	for _, want := range []string{"19.11.2026", "<dd>6</dd>", "13 min", "66%", `role="img"`, "Co znaczą te liczby"} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d: no %q on the page", status, want)
		}
	}
	if strings.Contains(body, "Stanowiska</caption>") {
		t.Error("counters are told one by one, and nobody said so")
	}
	if status, _, _ := fetch(t, h, w.url("/figures?day=2026-01-01")); status != http.StatusNotFound {
		t.Errorf("a day that was none: %d", status)
	}
	few := worked(t, 4, func(w *world) { w.config = func(c *console.Config) { c.PerCounter = true } })
	h, _ = few.as(account.Manager)
	_, body, _ = fetch(t, h, few.url("/figures"))
	if !strings.Contains(body, "Stanowiska</caption>") {
		t.Error("no counters, though the set-up says so")
	}
	if strings.Contains(body, " min<") && !strings.Contains(body, "–") {
		t.Error("times of four people are told")
	}
}

// TestFiguresPages looks at the page of a played day.
func TestFiguresPages(t *testing.T) {
	t.Parallel()
	cfg, err := configs.Load("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	sh := policy.Shapes()[4]
	st, ours := queue.NewState(queue.Origin{Office: "play"}), policy.NewOurs()
	var events []queue.Event
	ours.Do = func(c queue.Command) (queue.Answer, error) {
		facts, err := queue.Decide(st, sh.Setup, c)
		for _, f := range facts {
			e := queue.NewEvent(f, c.At, 0, false, c.Actor)
			e.Seq, e.Prev = st.Version+1, st.Head
			st.Apply(e)
			events = append(events, e)
		}
		return queue.AnswerTo(st, c, facts), err
	}
	for day := range 2 {
		policy.Play(ours, day, sh, sh.Day(7), nil)
	}
	w := newWorld(t, func(w *world) {
		w.setup = &cfg.Setup
		w.config = func(c *console.Config) {
			c.PerCounter = true
			c.Figures = &figures.Book{Events: func(from uint64, limit int) ([]queue.Event, error) {
				first := min(int(from)-1, len(events))
				return events[first:min(first+limit, len(events))], nil
			}}
		}
	})
	p := browser(t)
	p.goTo(w.url("/login?to=/figures"))
	p.signIn(account.Manager)
	p.shows("#shown", "2026")
	p.seen("figures")
}
