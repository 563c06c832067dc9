package main_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"bileter/internal/api"
)

// TestAccountsOfAMachine begins with the code on the terminal, works on beside the command line, and over a kill.
func TestAccountsOfAMachine(t *testing.T) {
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	data, config, said := t.TempDir(), edited(t), ""
	p := &process{name: "bileter", ready: regexp.MustCompile(`first login +(\S+ login administrator, one-time code [A-Z0-9-]+)`), up: func(s string) { said = s }, start: func() *exec.Cmd {
		return exec.Command(filepath.Join(bin, "bileter"), "run", "--config", config, "--data", data, "--always-open", "--listen", "127.0.0.1:0", "--screen", "off")
	}}
	p.run(t)
	t.Cleanup(func() { p.stop(syscall.SIGKILL) })
	begin := func(password string) int {
		t.Helper()
		address, _, _ := strings.Cut(said, ": ")
		h := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := h.PostForm(address, url.Values{"login": {"administrator"}, "code": {said[strings.LastIndex(said, " ")+1:]}, "password": {password}, "again": {password}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	old := said
	p.stop(syscall.SIGKILL)
	p.run(t)
	if said == old {
		t.Error("the code is the same after another start")
	}
	const password = "zielony rower nad Odrą"
	if got := begin(password); got != http.StatusSeeOther {
		t.Fatalf("the code on the terminal: %d", got)
	}
	if got := begin("trzy inne słowa"); got != http.StatusUnauthorized {
		t.Errorf("the code a second time: %d", got)
	}
	base := strings.TrimSuffix(strings.Fields(said)[0], "/begin:")
	c := api.NewClient(nil, base)
	if err := c.Login(t.Context(), "administrator", password); err != nil {
		t.Fatal(err)
	}
	// The command line beside the running office.
	if code, out, errs := call(t, "account", "add", "a.nowak", "--name", "Anna Nowak", "--counter", "1,2", "--data", data); code != 0 || !strings.Contains(out, "one-time code") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	if code, out, errs := call(t, "account", "list", "--data", data); code != 0 || !strings.Contains(out, "a.nowak") || !strings.Contains(out, "counters 1,2") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	for _, args := range [][]string{{"add", "a.nowak"}, {"add", "A B"}, {"add", "ewa", "--counter", "x"}, {"reset", "nobody"}} {
		if code, _, errs := call(t, append(append([]string{"account"}, args...), "--data", data)...); code != 2 || errs == "" {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	if code, _, errs := call(t, "account", "reset", "administrator", "--data", data); code != 0 {
		t.Error(errs)
	}
	if _, err := c.Me(t.Context()); !api.IsCode(err, api.CodeSignIn) {
		t.Errorf("after a reset the session goes on: %v", err)
	}
	zip := filepath.Join(t.TempDir(), "d.zip")
	for _, args := range [][]string{{"diagnose", "--out", zip}, {"export", "--out", zip}, {"backup", "--out", zip}} {
		if code, _, errs := call(t, append(args, "--config", config, "--data", data)...); code != 0 {
			t.Error(errs)
		}
		b, err := os.ReadFile(zip)
		if err != nil {
			t.Fatal(err)
		}
		all := string(b)
		if args[0] != "backup" {
			all = unzipped(t, b)
		}
		if strings.Contains(all, "nowak") || strings.Contains(all, "Anna") {
			t.Errorf("%s gives away who works here", args[0])
		}
		os.Remove(zip)
	}
}
