package main_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/pin"
)

// pinned is a data folder with a technician's PIN.
func pinned(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	l, err := pin.Open(filepath.Join(data, "technician.pin"), time.Now)
	if err == nil {
		err = l.Set("738291")
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// technician is a client on the local socket that gave the PIN.
func technician(t *testing.T, data string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &http.Client{Jar: jar, Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", filepath.Join(data, "window.sock"))
	}}}
	res, err := h.Post("http://office/setup/door", "application/x-www-form-urlencoded", strings.NewReader("pin=738291"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Fatalf("the door: %s", res.Status)
	}
	return h
}

// desk does one deed of a technician.
func desk(t *testing.T, h *http.Client, deed, body string) {
	t.Helper()
	res, err := h.Post("http://office/setup/do/"+deed, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s: %s", deed, res.Status, b)
	}
}

func renamed(name string) string {
	b, _ := json.Marshal(map[string]any{"change": map[string]any{"do": "put", "kind": "group", "id": "W", "group": map[string]any{
		"letter": "W", "name": map[string]string{"pl": name, "en": "Cash desk", "uk": "Каса", "de": "Kasse"},
		"icon": "cash", "color": "#6f5f00", "mean_minutes": 4, "hours": "cash"}}})
	return string(b)
}

// nameOfW asks until the office answers.
func nameOfW(t *testing.T, c *api.Client) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	for {
		o, err := c.Office(ctx)
		for _, g := range o.Groups {
			if g.Letter == "W" {
				return g.Name["pl"]
			}
		}
		select {
		case <-ctx.Done():
			t.Fatal(err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestSetupOfARunningOffice changes a tile while a ticket waits, kills the program, and has it start itself again.
func TestSetupOfARunningOffice(t *testing.T) {
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	data, config := pinned(t), edited(t)
	p := &process{name: "bileter", ready: regexp.MustCompile(`(data folder)`), up: func(string) {}, start: func() *exec.Cmd {
		return exec.Command(filepath.Join(bin, "bileter"), "run", "--config", config, "--data", data, "--always-open", "--listen", "127.0.0.1:0", "--screen", "off")
	}}
	p.run(t)
	t.Cleanup(func() { p.stop(syscall.SIGKILL) })
	c := api.DialUnix(filepath.Join(data, "window.sock"))
	i, err := c.Issue(t.Context(), "k1", api.Issue{Service: "W1", Lang: "pl"})
	if err != nil {
		t.Fatal(err)
	}
	h := technician(t, data)
	desk(t, h, "change", renamed("Opłaty"))
	desk(t, h, "apply", `{"when":"now"}`)
	if got := nameOfW(t, c); got != "Opłaty" {
		t.Errorf("the tile says %q", got)
	}
	p.stop(syscall.SIGKILL)
	p.run(t)
	if got := nameOfW(t, c); got != "Opłaty" {
		t.Errorf("after a kill the tile says %q", got)
	}
	h = technician(t, data)
	res, err := h.Post("http://office/setup/do/restart", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	pid := p.cmd.Process.Pid
	// A session of the program before means nothing to the one after it.
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	for again := false; !again; {
		req, _ := http.NewRequestWithContext(ctx, "GET", "http://office/setup/state", nil)
		res, err := h.Do(req)
		if err == nil {
			res.Body.Close()
			again = res.StatusCode == http.StatusUnauthorized
		}
		if ctx.Err() != nil {
			t.Fatal("it did not come back")
		}
	}
	if got := nameOfW(t, c); got != "Opłaty" || syscall.Kill(pid, 0) != nil {
		t.Errorf("after a restart the tile says %q", got)
	}
	ticket, err := c.Ticket(t.Context(), i.Ticket.ID)
	if err != nil || ticket.Number != i.Ticket.Number || ticket.State != "waiting" {
		t.Errorf("the ticket is %+v, %v", ticket, err)
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
	if strings.Contains(all, i.Ticket.Token) || !strings.Contains(all, "bileter_") || !strings.Contains(all, "journal.db") {
		t.Errorf("the bundle has too much or too little:\n%.2000s", all)
	}
}

func unzipped(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return all.String()
}

// TestExportImport sets a second machine up from the first one's file.
func TestExportImport(t *testing.T) {
	dir := t.TempDir()
	file, second := filepath.Join(dir, "x.zip"), filepath.Join(dir, "second", "office.toml")
	if err := os.Mkdir(filepath.Dir(second), 0o700); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call(t, "export", "--config", sample, "--data", filepath.Join(dir, "a"), "--out", file)
	m := regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}`).FindString(out)
	if code != 0 || m == "" {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	base := []string{"import", file, "--config", second, "--data", filepath.Join(dir, "b")}
	for name, c := range map[string]struct {
		more []string
		says string
	}{
		"nameless": {nil, "--node"}, "stranger": {[]string{"--node", "pietro"}, m},
	} {
		code, _, errs := call(t, append(base, c.more...)...)
		if _, err := os.Stat(second); code != 2 || !strings.Contains(errs, c.says) || err == nil {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	args := append(base, "--node", "pietro", "--code", m)
	if code, out, errs := call(t, args...); code != 0 || !strings.Contains(out, "Nothing was written") {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	if code, out, errs := call(t, append(args, "--apply")...); code != 0 || !strings.Contains(out, "is written") {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	if code, out, _ := call(t, "check", second); code != 0 {
		t.Error(out)
	}
	b, err := os.ReadFile(second)
	if err != nil || !strings.Contains(string(b), `node         = "pietro"`) || !strings.Contains(string(b), "# of this machine within the office") {
		t.Error(err, fmt.Sprintf("%.600s", b))
	}
	if err := os.WriteFile(file, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, append(args, "--apply")...); code != 2 || !strings.Contains(errs, "damaged") {
		t.Errorf("%d %s", code, errs)
	}
}

// TestSecretsByCommand carries accounts at the command line: asked for, told of, taken in.
func TestSecretsByCommand(t *testing.T) {
	dir := t.TempDir()
	from, to, file := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "x.zip")
	for _, d := range []string{from, to} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, errs := call(t, "account", "--data", from, "add", "anna.kowal"); code != 0 {
		t.Fatal(errs)
	}
	export := []string{"export", "--config", sample, "--data", from, "--out", file, "--secrets"}
	if code, _, errs := call(t, export...); code != 2 || !strings.Contains(errs, "BILETER_PASSPHRASE") {
		t.Errorf("%d %s", code, errs)
	}
	t.Setenv("BILETER_PASSPHRASE", "cztery słowa na kartce")
	code, out, errs := call(t, export...)
	m := regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}`).FindString(out)
	if code != 0 || m == "" {
		t.Fatal(errs)
	}
	second := filepath.Join(to, "office.toml")
	args := []string{"import", file, "--config", second, "--data", to, "--node", "pietro", "--code", m}
	people := func() string { _, out, _ := call(t, "account", "--data", to, "list"); return out }
	if code, out, errs := call(t, args...); code != 0 || !strings.Contains(out, "new here 1") || people() != "" {
		t.Errorf("%d %s%s", code, out, errs)
	}
	t.Setenv("BILETER_PASSPHRASE", "inne słowa na kartce")
	code, _, errs = call(t, append(args, "--apply")...)
	if _, err := os.Stat(second); code != 2 || !strings.Contains(errs, "wrong passphrase") || people() != "" || err == nil {
		t.Errorf("%d %s", code, errs)
	}
	t.Setenv("BILETER_PASSPHRASE", "cztery słowa na kartce")
	if code, _, errs := call(t, append(args, "--apply")...); code != 0 || !strings.Contains(people(), "anna.kowal") {
		t.Errorf("%d %s", code, errs)
	}
	t.Setenv("BILETER_PASSPHRASE", "")
	if code, out, _ := call(t, args...); code != 0 || !strings.Contains(out, "left out") {
		t.Errorf("%d %s", code, out)
	}
}

// TestHardwareIsTried prints, lights and presses on emulated devices, and writes the report.
func TestHardwareIsTried(t *testing.T) {
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	data := pinned(t)
	p := &process{name: "bileter", ready: regexp.MustCompile(`(data folder)`), up: func(string) {}, start: func() *exec.Cmd {
		return exec.Command(filepath.Join(bin, "bileter"), "run", "--config", edited(t), "--data", data, "--always-open", "--listen", "127.0.0.1:0", "--screen", "off")
	}}
	p.run(t)
	t.Cleanup(func() { p.stop(syscall.SIGKILL) })
	h := technician(t, data)
	type part struct{ ID, Value, Judged, Verdict string }
	try := func(deed, body string, want int) map[string]part {
		t.Helper()
		res, err := h.Post("http://office/setup/hardware/"+deed, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var page struct{ Parts []part }
		if err := json.NewDecoder(res.Body).Decode(&page); err != nil || res.StatusCode != want {
			t.Fatalf("%s %s: %s, %v", deed, body, res.Status, err)
		}
		by := map[string]part{}
		for _, p := range page.Parts {
			by[p.ID] = p
		}
		return by
	}
	ps := try("try", `{"id":"print"}`, 200)
	if ps["printer"].Judged != "pass" || ps["lamp-17"].Value != "linia LAMP17 → stanowisko 17" || ps["lamp-17"].Judged != "" {
		t.Errorf("got %+v", ps)
	}
	try("try", `{"id":"lamp-17"}`, 200)
	try("try", `{"id":"radio"}`, 409)
	try("judge", `{"id":"printer","works":true}`, 409) // what the program measures nobody judges
	ps = try("judge", `{"id":"lamp-17","works":false}`, 200)
	if ps["lamp-17"].Judged != "fail" || ps["lamp-17"].Verdict != "Nie działa" {
		t.Errorf("got %+v", ps["lamp-17"])
	}
	try("judge", `{"id":"letters","works":true}`, 200)
	try("print", `{}`, 200)
	// The test slip and the report; a paper becomes a picture a moment after it is known as printed.
	wait(t, "two papers", func() bool {
		papers, err := filepath.Glob(filepath.Join(data, "tickets", "*.png"))
		return err == nil && len(papers) == 2
	})
	p.stop(syscall.SIGKILL)
	p.run(t)
	h = technician(t, data)
	if ps := try("judge", `{"id":"print","works":true}`, 200); ps["lamp-17"].Judged != "fail" || ps["letters"].Judged != "pass" {
		t.Errorf("verdicts are not kept: %+v %+v", ps["lamp-17"], ps["letters"])
	}
}
