package main_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bileter/internal/api"
)

// take has the office issue tickets and notes what the clients were told.
func (c *city) take(n int) (numbers []string) {
	c.t.Helper()
	for range n {
		key := fmt.Sprintf("take-%06d-xxxxxxxx", len(c.issued))
		got, err := c.client.Issue(context.Background(), key, api.Issue{Service: "P1", Lang: "pl"})
		if err != nil {
			c.t.Fatal(err)
		}
		c.issued[key] = got.Ticket.Number
		numbers = append(numbers, got.Ticket.Number)
	}
	return numbers
}

// arrived waits until central has the whole journal.
func (c *city) arrived() {
	c.t.Helper()
	wait(c.t, "everything to arrive", func() bool {
		q, err := c.client.Queue(context.Background())
		h, herr := c.history()
		return err == nil && herr == nil && len(h) > 0 && h[len(h)-1].Seq >= q.Version
	})
}

func (c *city) folder() string { return filepath.Join(c.data, "kiosk") }

func (c *city) copied() string {
	c.t.Helper()
	path := filepath.Join(c.data, "copy.db")
	code, out, errs := call(c.t, "backup", "--config", sample, "--data", c.folder(), "--out", path)
	if code != 0 || !strings.Contains(out, "checked") {
		c.t.Fatalf("backup: code %d, %s %s", code, out, errs)
	}
	return path
}

func (c *city) recover(args ...string) (code int, out string) {
	c.t.Helper()
	c.mu.Lock()
	address := c.address
	c.mu.Unlock()
	code, out, errs := call(c.t, append([]string{"recover", "--config", sample, "--data", c.folder(), "--central", "http://" + address}, args...)...)
	return code, out + errs
}

// code asks the server for a one-time code for this very machine.
func (c *city) code() string {
	c.t.Helper()
	out, err := exec.Command(filepath.Join(c.bin, "central"), "code", "--data", filepath.Join(c.data, "central"), "--office", "olszanow", "--node", "hol").Output()
	if err != nil {
		c.t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// TestRecover loses the journal in every way there is, and goes on: no number twice, and the server's history is the journal.
func TestRecover(t *testing.T) {
	for name, lose := range map[string]func(t *testing.T, c *city, copied string) (args []string){
		"an old copy is put back": func(_ *testing.T, _ *city, copied string) []string { return []string{"--from", copied} },
		"the old copy is there already": func(t *testing.T, c *city, copied string) []string {
			if err := os.Rename(copied, filepath.Join(c.folder(), "journal.db")); err != nil {
				t.Fatal(err)
			}
			return nil
		},
		"the disk is lost": func(t *testing.T, c *city, _ string) []string {
			if err := os.RemoveAll(c.folder()); err != nil {
				t.Fatal(err)
			}
			return []string{"--central-code", c.code()}
		},
		"the journal is damaged": func(t *testing.T, c *city, _ string) []string {
			if err := os.WriteFile(filepath.Join(c.folder(), "journal.db"), []byte("a stick that lied"), 0o600); err != nil {
				t.Fatal(err)
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCity(t, 1)
			c.take(3)
			copied := c.copied()
			last := c.take(4)[3]
			c.arrived()
			c.kiosk.stop(syscall.SIGKILL)
			args := lose(t, c, copied)
			if code, out := c.recover(args...); code != 0 {
				t.Fatalf("code %d: %s", code, out)
			}
			c.kiosk.run(t)
			if next := c.take(1)[0]; last != "P007" || next != "P058" {
				t.Errorf("after %s comes %s, want P058: 50 left out", last, next)
			}
			c.arrived()
			for _, w := range c.judge(c.settle()) {
				t.Error(w)
			}
		})
	}
}

// TestWithoutRecover is the control: who goes on with an old copy gives numbers twice, and the judge sees it.
func TestWithoutRecover(t *testing.T) {
	c := newCity(t, 1)
	c.take(3)
	copied := c.copied()
	c.take(4)
	c.arrived()
	c.kiosk.stop(syscall.SIGKILL)
	if err := os.Rename(copied, filepath.Join(c.folder(), "journal.db")); err != nil {
		t.Fatal(err)
	}
	c.kiosk.run(t)
	if got := c.take(1)[0]; got != "P004" {
		t.Errorf("got %s: this tests nothing", got)
	}
	c.kiosk.stop(syscall.SIGTERM)
	h, err := c.history()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.judge(h)) == 0 {
		t.Error("nothing wrong was found")
	}
	// Now the server knows other events than the journal: only a new history is possible, with numbers left out.
	if code, out := c.recover(); code != 2 || !strings.Contains(out, "another history") {
		t.Errorf("code %d: %s", code, out)
	}
	if code, out := c.recover("--new", "--skip", "200"); code != 0 {
		t.Fatalf("code %d: %s", code, out)
	}
	c.kiosk.run(t)
	if got := c.take(1)[0]; got != "P201" {
		t.Errorf("got %s, want P201", got)
	}
}

// TestRecoverRefuses changes nothing when it cannot end well.
func TestRecoverRefuses(t *testing.T) {
	data := t.TempDir()
	path := filepath.Join(data, "journal.db")
	p, client := office(t, data, sample, "--central", "none")
	if _, err := client.Issue(context.Background(), "one", api.Issue{Service: "P1", Lang: "pl"}); err != nil {
		t.Fatal(err)
	}
	recover := func(args ...string) (int, string) {
		code, out, errs := call(t, append([]string{"recover", "--config", sample, "--data", data}, args...)...)
		return code, out + errs
	}
	if code, out := recover("--central", "none"); code != 2 || !strings.Contains(out, "stop the office first") {
		t.Errorf("while the office runs: code %d: %s", code, out)
	}
	p.stop(syscall.SIGTERM)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"choose one":          {"--new", "--from", path},
		"0 to 999":            {"--skip", "1000"},
		"nothing was changed": {"--central", "http://127.0.0.1:1", "--central-code", "x"},
		"no such file":        {"--from", filepath.Join(data, "not.there")},
		"is damaged":          {"--from", sample},
		"one-time code":       {"--central", "http://127.0.0.1:1"},
	} {
		if code, out := recover(args...); code != 2 || !strings.Contains(out, want) {
			t.Errorf("%v: code %d, want 2 and %q: %s", args, code, want, out)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the journal was changed (%v)", err)
	}
	if names, _ := filepath.Glob(filepath.Join(data, "recovered*")); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}
}
