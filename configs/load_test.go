package configs_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"bileter/configs"
)

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "urzad.toml")
	if err := os.WriteFile(path, configs.Sample(), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := configs.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Setup.Office, "olszanow"; got != want {
		t.Errorf("got office %q, want %q", got, want)
	}
}

func TestLoadWhatIsNoSetup(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, want string }{
		{"missing", filepath.Join(dir, "none.toml"), "there is no such file"},
		{"folder", dir, "is not a file"},
		{"pipe", pipe, "is not a file"}, // opening it would wait for a writer
		{"large", write("large.toml", strings.Repeat("# a long comment\n", 70_000)), "is larger than 1024 KiB"},
		{"long line", write("line.toml", "a"+strings.Repeat(".a", 20_000)+" = 1\n"), "longer than 16 KiB"},
		{"many lines", write("lines.toml", strings.Repeat("#\n", 20_001)), "has more than 20000 lines"},
		{"program", write("elf", "\x7fELF\x02\x01\x01\x00\x00"), "is not UTF-8 text"},
		{"UTF-16", write("utf16.toml", "\xff\xfe[\x00o\x00"), "is not UTF-8 text"},
		{"JSON", write("office.json", `{"office": {"id": "mala"}}`), "cannot be read as TOML"},
		{"deep", write("deep.toml", "a = "+strings.Repeat("[[[[[[[[[[[[[[[[\n", 10_000)), "cannot be read as TOML"},
		{"empty", write("empty.toml", ""), "the table [office] is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := configs.Load(c.path)
			var ps *configs.Problems
			if !errors.As(err, &ps) {
				t.Fatalf("got %v, want *Problems", err)
			}
			if got := err.Error(); !strings.HasPrefix(got, c.path+":") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if _, err := configs.Load(filepath.Join(dir, "none.toml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist inside", err)
	}
}

// A file written by Notepad begins with a byte order mark and ends its lines with CR LF.
func TestParseFileFromWindows(t *testing.T) {
	text := "\ufeff" + strings.ReplaceAll(small(t), "\n", "\r\n")
	if _, err := configs.Parse("small.toml", []byte(text)); err != nil {
		t.Fatal(err)
	}
	_, err := configs.Parse("small.toml", []byte(strings.Replace(text, `"car"`, `"cat"`, 1)))
	if err == nil || !strings.HasPrefix(err.Error(), "small.toml:38: group P: icon") {
		t.Errorf("got %v, want line 38", err)
	}
}

func TestErrorEnds(t *testing.T) {
	_, err := configs.Parse("x.toml", []byte(strings.Repeat("[[service]]\n", 1999)))
	lines := strings.Split(err.Error(), "\n")
	if got := len(lines); got != 501 || !strings.HasPrefix(lines[500], "and ") {
		t.Errorf("got %d lines, the last %q", got, lines[len(lines)-1])
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	text := small(t)
	for _, e := range [][2]string{
		{`"Europe/Warsaw"`, `"Europe/Warschau"`},
		{`"08:00-17:00"`, `"17:00-08:00"`},
		{`arrow   = "left"`, `arow    = "left"`},
		{`mean_minutes = 18`, `mean_minutes = "18"`},
		{`pay_at       = 17`, `pay_at       = 99`},
		{`until = "2025-12-31"`, `until = "2023-12-31"`},
		{`name.uk = "Оплата"`, `name.uk = ""`},
		{`serves = ["P1"]`, `serves = ["P1", "P9"]`},
		{`max_calls            = 3`, `max_calls            = 30`},
		{`"2468"`, `"24"`},
	} {
		if strings.Count(text, e[0]) != 1 {
			t.Fatalf("%q is not there once", e[0])
		}
		text = strings.Replace(text, e[0], e[1], 1)
	}
	want := []struct {
		line int
		key  string
	}{
		{5, "office.time_zone"}, {14, "hours office: mon"}, {25, "zone west: arrow"}, {31, "zone west: arow"},
		{40, "group P: mean_minutes"}, {58, "service P1: pay_at"}, {60, "service P1: fee[0].until"},
		{69, "service W1: name.uk"}, {82, "counter 1: serves[1]"}, {104, "rules.max_calls"},
	}
	got := problemsOf(t, text)
	if len(got) != len(want) {
		t.Errorf("got %d problems, want %d", len(got), len(want))
	}
	for i, p := range got {
		if i < len(want) && (p.Line != want[i].line || p.Key != want[i].key || p.File != "small.toml") {
			t.Errorf("got %v, want line %d, %s", p, want[i].line, want[i].key)
		}
	}
}

func TestParseSmallOffice(t *testing.T) {
	c, err := configs.Parse("small.toml", []byte(small(t)))
	if err != nil {
		t.Fatal(err)
	}
	p1 := c.Setup.Service("P1")
	for _, f := range []struct {
		day      string
		min, max int
	}{{"2023-12-31", 0, 0}, {"2024-01-01", 15000, 15000}, {"2025-12-31", 15000, 15000}, {"2026-01-01", 16000, 18000}} {
		got := p1.FeesOn(f.day)
		if f.max == 0 && len(got) == 0 {
			continue
		}
		if len(got) != 1 || got[0].Min != f.min || got[0].Max != f.max {
			t.Errorf("%s: got %v, want one fee of %d to %d", f.day, got, f.min, f.max)
		}
	}
	if got, want := c.Printer, (configs.Printer{Port: "tcp:10.0.0.5:9100", Baud: 115200, Profile: "generic-80", Width: 80, Roll: 80_000, Few: 40}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := c.Screen, (configs.Screen{Distance: 60, Idle: time.Minute, Warning: 25 * time.Second, Ticket: 10 * time.Second}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := c.Setup.Rules.MinCallGap, 2*time.Second; got != want {
		t.Errorf("got gap %v, want %v", got, want)
	}
}

// A language taken out of office.languages may keep its texts: switching it off is one word.
func TestLanguageSwitchedOff(t *testing.T) {
	text := strings.Replace(string(configs.Sample()), `["pl", "en", "uk", "de"]`, `["pl", "uk"]`, 1)
	c, err := configs.Parse("olszanow.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.Setup.Languages); got != 2 {
		t.Errorf("got %d languages, want 2", got)
	}
}

func TestNoGapIsNotTheDefaultGap(t *testing.T) {
	text := strings.Replace(small(t), "min_call_gap_seconds = 2", "min_call_gap_seconds = 0", 1)
	c, err := configs.Parse("small.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Setup.Rules.MinCallGap; got >= 0 {
		t.Errorf("got %v, want a negative gap, which means none", got)
	}
}

func FuzzParse(f *testing.F) {
	base := small(f)
	f.Add([]byte(base))
	f.Add(configs.Sample())
	for _, d := range damages {
		f.Add([]byte(strings.Replace(base, d.old, d.new, 1)))
	}
	for _, s := range []string{"", "a.b.c = [[{}]]", "[[service]]\nfee = [1, {}]", "[hours]\noffice = 1", "[[a]]\n[a.b]\n[[a.c]]\n", "office = [{}]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := configs.Parse("fuzz.toml", data)
		if err == nil {
			writtenAnew(t, c, data)
			for _, sv := range c.Setup.Services {
				if sv.Kind == "ticket" && (c.Setup.Group(sv.Letter) == nil || len(c.Setup.CountersOf(sv.ID)) == 0) {
					t.Errorf("service %q has no group or no counter", sv.ID)
				}
			}
			return
		}
		var ps *configs.Problems
		if !errors.As(err, &ps) || len(ps.List) == 0 {
			t.Fatalf("got %v, want problems", err)
		}
		lines := strings.Count(string(data), "\n") + 1
		for _, p := range ps.List {
			if p.Line < 0 || p.Line > lines || p.What == "" || strings.ContainsAny(p.String(), "\n\r") {
				t.Errorf("got %+v in a file of %d lines", p, lines)
			}
			if p.Line == 0 && p.Key == "" && !strings.HasPrefix(p.What, "the table [") && p.Hint != "this is not a set-up file" {
				t.Errorf("got %+v, which names no place", p)
			}
		}
	})
}

// writtenAnew: an accepted set-up is the same however its file is written.
func writtenAnew(t *testing.T, want configs.Config, data []byte) {
	t.Helper()
	var values map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &values); err != nil {
		t.Fatal(err)
	}
	again, err := toml.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	got, err := configs.Parse("again.toml", again)
	if err != nil {
		t.Fatalf("accepted, and not when written anew: %v\n%s", err, again)
	}
	if !reflect.DeepEqual(got.Setup, want.Setup) || got.Printer != want.Printer || !reflect.DeepEqual(got.Ticket, want.Ticket) {
		t.Fatalf("written anew:\n got %+v\nwant %+v", got, want)
	}
}

func TestProfileOfOnesOwn(t *testing.T) {
	text := small(t)
	for profile, ok := range map[string]bool{
		"file:/etc/bileter/ours.toml": true, "file:ours.toml": false, "file:": false, "file:/etc/bileter/": false, "a b": false,
	} {
		_, err := configs.Parse("small.toml", []byte(profiled(text, profile)))
		if (err == nil) != ok {
			t.Errorf("%q: got %v", profile, err)
		}
	}
}

// profiled is the small office with the profile.
func profiled(text, profile string) string {
	return strings.Replace(text, "[printer]\n", "[printer]\nprofile = \""+profile+"\"\n", 1)
}

// TestProblemOfAValue is for those who know more about a value than this package does.
func TestProblemOfAValue(t *testing.T) {
	text := profiled(small(t), "generic-80")
	c, err := configs.Parse("small.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(text, "[printer]")
	table := strings.Count(before, "\n") + 1
	for key, line := range map[string]int{"printer.profile": table + 1, "printer.width": table + 3, "printer.baud": table, "printer": table, "nothing.at_all": 0} {
		got := c.Problem(key, "what", "hint")
		if got != (configs.Problem{File: "small.toml", Line: line, Key: key, What: "what", Hint: "hint"}) {
			t.Errorf("%s: got %+v, want line %d", key, got, line)
		}
	}
}
