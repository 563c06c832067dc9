package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bileter/internal/api"
)

// TestDiagnoseHasNoSecrets gathers the bundle of a machine that has every secret there is, its set-up right and broken.
func TestDiagnoseHasNoSecrets(t *testing.T) {
	const console = "[console]\n"
	for name, config := range map[string]string{
		"right":               edited(t),
		"a password":          edited(t, "[central]\nurl = \"\"", "[central]\nurl = \"https://biuro:TajneHaslo@central.example.pl\""),
		"no TOML":             edited(t, console, "[console\npin = \"246810\"\n"),
		"an old PIN":          edited(t, console, console+"pin = \"246810\"\n"),
		"a PIN that is wrong": edited(t, console, console+"pin = 246810\n"),
	} {
		data := t.TempDir()
		_, c := office(t, data, edited(t))
		i, err := c.Issue(t.Context(), "k1", api.Issue{Service: "W1", Lang: "pl"})
		if err != nil {
			t.Fatal(err)
		}
		secrets := []string{"246810", "TajneHaslo", i.Ticket.Token}
		for file, content := range map[string]string{
			"machine.key": "tajnykluczmaszyny", "central.key": `{"secret":"tajnysekretcentrali"}`, "trusted-machines": "TAJN-EKOD-YABC\n",
			"technician.pin": `{"hash":"tajnaSumaPinu"}`, "accounts.json": `{"name":"tajnyUrzednik"}`,
		} {
			if err := os.WriteFile(filepath.Join(data, file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			secrets = append(secrets, "tajny", "tajna", "TAJN-")
		}
		out := filepath.Join(t.TempDir(), "d.zip")
		if code, _, errs := call(t, "diagnose", "--config", config, "--data", data, "--out", out); code != 0 {
			t.Fatal(errs)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		all := unzipped(t, b)
		for _, s := range secrets {
			if strings.Contains(all, s) {
				t.Errorf("%s: the bundle has %q", name, s)
			}
		}
		for _, s := range []string{"bileter_", "machine.key", "Olszan"} { // a bundle that is empty has no secrets either
			if !strings.Contains(all, s) {
				t.Errorf("%s: the bundle lacks %q\n%.1500s", name, s, all)
			}
		}
	}
}
