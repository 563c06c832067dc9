package console_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bileter/internal/account"
	"bileter/internal/console"
	"bileter/internal/stick"
)

// plugged gives a technical world a stick: a folder.
func plugged(folder string) func(*world) {
	return func(w *world) {
		technical(w)
		was := w.config
		w.config = func(c *console.Config) { was(c); c.Technician.Sticks = stick.System(folder) }
	}
}

type stickAnswer struct {
	Sticks []struct {
		ID, State string
		Open      bool
		Files     []struct{ Name string }
	}
	Said, Code, Text string
	Parcel           *struct {
		Sealed  bool
		Changes []struct{ Text string }
	}
}

// TestStickBetweenMachines carries a set-up with its people on a stick: what it would change is told first, and whatever is
// wrong with it is said and changes nothing.
func TestStickBetweenMachines(t *testing.T) {
	const phrase = "cztery słowa na kartce"
	usb := t.TempDir()
	a, b := newWorld(t, plugged(usb)), newWorld(t, plugged(usb))
	from, to := a.technician(), b.technician()
	do := func(h *http.Client, w *world, deed string, body map[string]string, want int) (out stickAnswer) {
		t.Helper()
		if body == nil {
			body = map[string]string{}
		}
		body["stick"] = usb
		text, _ := json.Marshal(body)
		res := send(t, h, "POST", w.url("/setup/sticks/"+deed), string(text))
		if err := json.NewDecoder(res.Body).Decode(&out); err != nil || res.StatusCode != want {
			t.Fatalf("%s: %d, want %d: %v %+v", deed, res.StatusCode, want, err, out)
		}
		return out
	}
	deed(t, from, a, "change", groupW("Opłaty w kasie"))
	if _, code := deed(t, from, a, "apply", map[string]string{"when": "now"}); code != 200 {
		t.Fatal(code)
	}
	// Secrets take an administrator, who says so at the screen.
	boss := string(account.Administrator)
	secret := func(login, password string) map[string]string {
		return map[string]string{"login": login, "password": password, "passphrase": phrase, "again": phrase}
	}
	if got := do(from, a, "export", map[string]string{"passphrase": phrase, "again": phrase}, 422); got.Code != "setup-keeper" {
		t.Errorf("nobody signed in: %+v", got)
	}
	if got := do(from, a, "export", secret(string(account.Technician), password), 422); got.Code != "setup-keeper" {
		t.Errorf("a technician: %+v", got)
	}
	do(from, a, "export", secret(boss, "nie to hasło wcale"), 401)
	if files, _ := filepath.Glob(filepath.Join(usb, "*")); len(files) != 0 {
		t.Fatalf("written all the same: %v", files)
	}
	said := do(from, a, "export", secret(boss, password), 200)
	if len(said.Sticks) != 1 || len(said.Sticks[0].Files) != 1 || !strings.Contains(said.Said, "Kod tego biletomatu") {
		t.Fatalf("%+v", said)
	}
	name := said.Sticks[0].Files[0].Name
	i := strings.Index(said.Said, "biletomatu: ")
	code := said.Said[i+len("biletomatu: "):][:14]

	before := b.file()
	file := func(more ...string) map[string]string {
		m := map[string]string{"file": name}
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	if got := do(to, b, "look", file(), 422); got.Code != "setup-stranger" || !strings.Contains(got.Text, code) {
		t.Errorf("a machine that is not known: %+v", got)
	}
	whole, err := os.ReadFile(filepath.Join(usb, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(usb, "half.zip"), whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if got := do(to, b, "look", map[string]string{"file": "half.zip"}, 422); got.Code != "setup-damaged" {
		t.Errorf("half a file: %+v", got)
	}
	if got := do(to, b, "look", map[string]string{"file": "none.zip"}, 409); got.Code != "setup-stick_read" {
		t.Errorf("no file: %+v", got)
	}
	got := do(to, b, "look", file("code", code), 200)
	if got.Parcel == nil || !got.Parcel.Sealed || len(got.Parcel.Changes) != 1 || got.Parcel.Changes[0].Text != "grupa W „Opłaty w kasie” – nazwa (Polski): Kasa → Opłaty w kasie" {
		t.Errorf("%+v", got.Parcel)
	}
	state := func() bench {
		var out bench
		if err := json.NewDecoder(send(t, to, "GET", b.url("/setup/state"), "").Body).Decode(&out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if state().Changed {
		t.Error("a look has changed the draft")
	}
	if got := do(to, b, "import", file("code", code, "login", boss, "password", password, "passphrase", "inne słowa na kartce"), 422); got.Code != "setup-passphrase" || state().Changed {
		t.Errorf("a wrong passphrase: %+v", got)
	}
	if got := do(to, b, "import", file("code", code, "login", boss, "password", password, "passphrase", phrase), 200); !strings.Contains(got.Said, "Konta: osób w pliku") {
		t.Errorf("with secrets: %+v", got)
	}
	if !state().Changed || b.file() != before {
		t.Error("the draft has not changed, or the set-up has")
	}
	if got := do(to, b, "eject", nil, 200); got.Said == "" {
		t.Error("nothing is said of the stick")
	}
	os.RemoveAll(usb)
	if got := do(to, b, "export", nil, 409); got.Code != "setup-stick" {
		t.Errorf("pulled out: %+v", got)
	}
}
