package console_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
)

// devices is a machine's devices, made of what was asked of them.
type devices struct {
	mu     sync.Mutex
	asked  []string
	judged map[string]string
}

func (b *devices) note(s string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, fmt.Sprintf(s, args...))
}

func (b *devices) last() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.asked) == 0 {
		return ""
	}
	return b.asked[len(b.asked)-1]
}

func (b *devices) Parts(string) []console.Part {
	b.mu.Lock()
	defer b.mu.Unlock()
	ps := []console.Part{
		{ID: "printer", Of: "printer", Name: "Drukarka", Value: "emulator, emulator-80", Judged: "pass", Verdict: "Działa"},
		{ID: "address", Of: "printer", Name: "Drukarka w sieci", Field: "Adres, np. 192.168.1.50"},
		{ID: "letters", Of: "printer", Name: "Polskie litery", Try: true, Asks: true, Picks: []console.Pick{{"cp852:18", "1", true}, {"cp1250:45", "2", false}}},
		{ID: "touch", Of: "screen", Name: "Dokładność dotyku", Touch: true, Verdict: "nie sprawdzono"},
		{ID: "lamp-3", Of: "lamps", Name: "Lampka: stanowisko 3", Value: "linia GPIO17 → stanowisko 3", Try: true, Asks: true, Verdict: "nie sprawdzono"},
		{ID: "lamp-4", Of: "lamps", Name: "Lampka: stanowisko 4", Value: "linia GPIO18 → stanowisko 4", Try: true, Asks: true, Verdict: "nie sprawdzono"},
	}
	for i := range ps {
		if v := b.judged[ps[i].ID]; v != "" {
			ps[i].Judged, ps[i].Verdict = v, map[string]string{"pass": "Działa", "fail": "Nie działa"}[v]
		}
	}
	return ps
}

func (b *devices) Try(_ context.Context, id, _ string) (string, error) {
	b.note("try %s", id)
	if id == "lamp-4" {
		b.judge(id, false)
		return "", errors.New("no such line")
	}
	return "Lampka świeci przez kilka sekund.", nil
}

func (b *devices) Choose(_ context.Context, id, value, _ string) (string, error) {
	b.note("choose %s %s", id, value)
	if value == "10.0.0.9" {
		return "", &api.Error{Code: "setup-device", Text: "Urządzenie nie odpowiada.", Hint: "Sprawdź kable."}
	}
	return "Zapisano w szkicu.", nil
}

func (b *devices) judge(id string, works bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.judged == nil {
		b.judged = map[string]string{}
	}
	b.judged[id] = map[bool]string{true: "pass", false: "fail"}[works]
}

func (b *devices) Judge(id string, works bool, note string) error {
	b.note("judge %s %v %s", id, works, note)
	b.judge(id, works)
	return nil
}

func (b *devices) Print(string) error   { b.note("print"); return nil }
func (b *devices) Report(string) string { return "Protokół" }

// withDevices is a technical world that has devices to try.
func withDevices(b *devices) func(w *world) {
	return func(w *world) {
		technical(w)
		config := w.config
		w.config = func(c *console.Config) {
			config(c)
			c.Technician.Hardware = b
		}
	}
}

func TestHardwareAnswers(t *testing.T) {
	b := &devices{}
	w := newWorld(t, withDevices(b))
	if res := send(t, w.stranger(), "POST", w.url("/setup/hardware/try"), `{"id":"lamp-3"}`); res.StatusCode != http.StatusUnauthorized || b.last() != "" {
		t.Errorf("a stranger: %s", res.Status)
	}
	h := w.technician()
	for _, c := range []struct {
		deed, body string
		status     int
		asked, say string
	}{
		{"try", `{"id":"lamp-3"}`, 200, "try lamp-3", "Lampka świeci"},
		{"try", `{"id":"lamp-4"}`, 409, "try lamp-4", "Urządzenie nie odpowiada."},
		{"choose", `{"id":"letters","value":"cp1250:45"}`, 200, "choose letters cp1250:45", "szkicu"},
		{"choose", `{"id":"address","value":"10.0.0.9"}`, 409, "choose address 10.0.0.9", "Sprawdź kable."},
		{"choose", `{"id":"address","value":"` + strings.Repeat("x", 201) + `"}`, 400, "choose address 10.0.0.9", ""},
		{"judge", `{"id":"touch","works":true,"note":"1,2 mm"}`, 200, "judge touch true 1,2 mm", ""},
		{"dance", `{}`, 404, "judge touch true 1,2 mm", ""},
	} {
		res := send(t, h, "POST", w.url("/setup/hardware/"+c.deed), c.body)
		var all map[string]any
		if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != c.status || b.last() != c.asked || !strings.Contains(fmt.Sprint(all), c.say) {
			t.Errorf("%s %s: %s, asked %q, %v", c.deed, c.body, res.Status, b.last(), all)
		}
	}
}

// TestHardwareInABrowser tries, chooses and types; what does not obey is shown as failed.
func TestHardwareInABrowser(t *testing.T) {
	b := &devices{}
	w := newWorld(t, withDevices(b))
	p := browser(t)
	p.goTo(w.url("/setup"))
	p.signIn(account.Technician)
	p.click("[data-tab=hardware]")
	p.shows("#parts", "linia GPIO17 → stanowisko 3")
	row := func(name string) string {
		return `[...document.querySelectorAll(".part-row")].find((r) => r.innerText.includes(` + quote(name) + `))`
	}
	press := func(name, button string) {
		p.until(`(() => { const b = [...` + row(name) + `.querySelectorAll("button")].find((b) => b.checkVisibility() && b.innerText === ` + quote(button) + `); b?.click(); return b; })()`)
	}
	asked := func(want string) {
		t.Helper()
		p.until(`document.querySelector("#parts").getAttribute("aria-busy") === "false"`)
		if got := b.last(); got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	}
	press("stanowisko 4", "Wypróbuj")
	p.shows(".toast", "Urządzenie nie odpowiada.")
	p.shows(".part-row .chip.fail", "Nie działa")
	press("stanowisko 3", "Wypróbuj")
	p.shows(".toast.good", "Lampka świeci")
	press("stanowisko 3", "Działa")
	p.shows(".part-row .chip.pass", "Działa")
	asked("judge lamp-3 true ")
	p.until(`(() => { const s = ` + row("Polskie litery") + `.querySelector("select"); s.value = "cp1250:45"; s.onchange(); return true; })()`)
	p.shows(".toast.good", "Zapisano w szkicu.")
	asked("choose letters cp1250:45")
	p.write(".part-row form:not([hidden]) input", "10.0.0.5\r")
	p.shows(".toast.good", "Zapisano w szkicu.")
	p.until(`document.querySelector("#parts").getAttribute("aria-busy") === "false"`)
	asked("choose address 10.0.0.5")
	p.seen("setup-hardware-tried")
}
