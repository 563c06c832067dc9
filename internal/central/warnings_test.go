package central_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bileter/internal/central"
	"bileter/sync/wire"
)

// TestCityHearsOfPaper: what a machine says is wrong stands on the overview and on its office's page, the latest
// alone; of a machine out of contact it is told as old; a code of tomorrow is shown as it is.
func TestCityHearsOfPaper(t *testing.T) {
	x := newCity(t, central.Config{})
	m := newMachine("kiosk-1").day(noon)
	x.admit(m)
	x.send(m)
	say := func(ws ...wire.Warning) {
		t.Helper()
		h := m.hello()
		h.Warnings = ws
		if status, body := x.post(m, wire.PathHello, h); status != 200 {
			t.Fatal(body)
		}
	}
	low := wire.Warning{Code: "paper-low", Severity: "warning", Detail: "40", Since: noon.Add(-time.Hour)}
	say(low)
	words40 := "Kończy się papier w drukarce: starczy na około 40 biletów."
	for _, path := range []string{"/", "/offices/olszanow"} {
		has(t, words(x.get(path).Body.String()), words40)
	}
	has(t, words(x.get("/offices/olszanow").Body.String()), "Co zgłaszają biletomaty kiosk-1 Kończy się", "od 11:00:00")
	var got struct {
		Offices []struct {
			Machines []struct {
				Warnings []struct{ Code, Severity, Text string }
			}
		}
	}
	if err := json.Unmarshal(x.get("/api/offices").Body.Bytes(), &got); err != nil || !strings.HasPrefix(got.Offices[0].Machines[0].Warnings[0].Text, words40) {
		t.Errorf("got %+v, %v", got, err)
	}

	x.now = noon.Add(10 * time.Minute)
	if page := x.get("/").Body.String(); !strings.Contains(page, `class=" old"`) {
		t.Error("a machine out of contact has news of today")
	}
	x.now = noon
	say(wire.Warning{Code: "printer-down", Severity: "fault", Detail: "paper-out", Since: noon}, wire.Warning{Code: "of-tomorrow", Severity: "warning", Detail: "<b>", Since: noon})
	page := words(x.get("/").Body.String())
	has(t, page, "Bilety nie są drukowane. W drukarce skończył się papier. of-tomorrow")
	if strings.Contains(page, "starczy") {
		t.Error("an old warning is still told")
	}
	say()
	if page := words(x.get("/offices/olszanow").Body.String()); strings.Contains(page, "Co zgłaszają") {
		t.Errorf("nothing is wrong, and the page says: %s", page)
	}
}

func TestWarningsOfAStrangeMachineAreRefused(t *testing.T) {
	x := newCity(t, central.Config{})
	m := newMachine("kiosk-1").day(noon)
	x.admit(m)
	many := make([]wire.Warning, wire.MaxWarnings+1)
	for i := range many {
		many[i] = wire.Warning{Code: "x", Severity: "warning"}
	}
	for name, ws := range map[string][]wire.Warning{
		"too many":         many,
		"no code":          {{Severity: "warning"}},
		"markup as a code": {{Code: "<b>", Severity: "warning"}},
		"no severity":      {{Code: "paper-low"}},
		"a long detail":    {{Code: "paper-low", Severity: "warning", Detail: strings.Repeat("x", 121)}},
		"two lines":        {{Code: "paper-low", Severity: "warning", Detail: "a\nb"}},
	} {
		h := m.hello()
		h.Warnings = ws
		status, body := x.post(m, wire.PathHello, h)
		refused(t, status, body, wire.Bad)
		if status == 200 {
			t.Errorf("%s: accepted", name)
		}
	}
}
