package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// call runs bileter to its end.
func call(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "bileter"), args...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("bileter %v: %v", args, errors.Join(err, ctx.Err()))
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

const sample = "../../configs/olszanow.toml"

// edited writes the sample set-up with some texts replaced.
func edited(t *testing.T, oldnew ...string) string {
	t.Helper()
	b, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	s := string(b)
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(s, oldnew[i]) {
			t.Fatalf("the sample has no %q", oldnew[i])
		}
		s = strings.Replace(s, oldnew[i], oldnew[i+1], 1)
	}
	path := filepath.Join(t.TempDir(), "office.toml")
	if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// office starts bileter run and returns it with a client on its local socket.
func office(t *testing.T, data, config string, args ...string) (*process, *api.Client) {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{name: "bileter", ready: regexp.MustCompile(`(data folder)`), up: func(string) {}, start: func() *exec.Cmd {
		return exec.Command(filepath.Join(bin, "bileter"), append([]string{"run", "--config", config, "--data", data, "--always-open",
			"--listen", "127.0.0.1:0", "--screen", "off"}, args...)...)
	}}
	p.run(t)
	t.Cleanup(func() { p.stop(syscall.SIGKILL) })
	return p, api.DialUnix(filepath.Join(data, "window.sock"))
}

// runOf makes the command of the sample office. Its last argument says whether there is a window.
func runOf(program, data string) func() *exec.Cmd {
	if st, err := os.Stat(program); err == nil && st.IsDir() {
		program = filepath.Join(program, "bileter")
	}
	return func() *exec.Cmd {
		return exec.Command(program, "run", "--config", sample, "--always-open", "--data", data, "--listen", "127.0.0.1:0", "--screen", "off")
	}
}

// TestWrongStarts are mistakes of whoever starts the program: one line, code 2, nothing left behind.
func TestWrongStarts(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(config string, more ...string) []string {
		return append([]string{"run", "--config", config, "--listen", "127.0.0.1:0", "--screen", "off"}, more...)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"unknown flag":         {[]string{"run", "--colour", "red"}, "--colour"},
		"unknown verb":         {[]string{"dance"}, "dance"},
		"no config":            {run(filepath.Join(t.TempDir(), "none.toml")), "none.toml"},
		"bad config":           {run(edited(t, `letter       = "K"`, `letter  = "KK"`)), "KK"},
		"busy port":            {[]string{"run", "--config", sample, "--listen", busy.Addr().String(), "--screen", "off"}, "address already in use"},
		"bad address":          {[]string{"run", "--config", sample, "--listen", "nonsense", "--screen", "off"}, "nonsense"},
		"data is a file":       {run(sample, "--data", file), file},
		"no printer":           {run(edited(t, `port    = "emulator"`, `port    = "usb:04b8:0e15:none"`)), "usb:04b8:0e15:none"},
		"no GPIO chip":         {run(edited(t, `chip       = "emulator"`, `chip       = "pinctrl-none"`)), "pinctrl-none"},
		"unknown profile":      {run(edited(t, `profile = "emulator-80"`, `profile = "emulator-81"`)), "emulator-81"},
		"no window":            {[]string{"run", "--config", sample, "--screen", "on"}, "without a window"},
		"bad central":          {run(sample, "--central", "ftp://x"), "ftp://x"},
		"ticket for nobody":    {[]string{"ticket", "--config", sample, "--service", "P1"}, "--out"},
		"ticket of no service": {[]string{"ticket", "--config", sample, "--png", file}, "--service"},
		"ticket of no paper":   {[]string{"ticket", "--config", sample, "--service", "P1", "--width", "70", "--png", file}, "70"},
		"ticket too narrow":    {[]string{"ticket", "--config", sample, "--service", "P1", "--width", "58", "--profile", "generic-80", "--png", file}, "generic-80"},
		"ticket of no kind":    {[]string{"ticket", "--config", sample, "--kind", "poster", "--png", file}, "poster"},
		"ticket with bad line": {[]string{"ticket", "--config", edited(t, `"office", "number"`, `"office", "numer"`), "--service", "P1", "--png", file}, "ticket.lines"},
		"ticket of nothing":    {[]string{"ticket", "--config", sample, "--service", "Q9", "--png", file}, "Q9"},
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			args := c.args
			if args[0] == "run" && !strings.Contains(strings.Join(args, " "), "--data") {
				args = append(args, "--data", data)
			}
			code, out, errs := call(t, args...)
			lines := strings.Count(strings.TrimSpace(errs), "\n") + 1
			if code != 2 || !strings.Contains(errs, c.says) || lines != 1 || strings.Contains(out, "data folder") {
				t.Fatalf("code %d, want 2, with one line that says %q:\n%s%s", code, c.says, out, errs)
			}
			t.Log(strings.TrimSpace(errs))
			if left, _ := filepath.Glob(filepath.Join(data, "*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestSecondProgramIsRefused(t *testing.T) {
	data := t.TempDir()
	_, client := office(t, data, sample)
	code, _, errs := call(t, "run", "--config", sample, "--data", data, "--listen", "127.0.0.1:0", "--screen", "off")
	if code != 2 || !strings.Contains(errs, "in use") {
		t.Fatalf("code %d: %s", code, errs)
	}
	if _, err := client.Queue(context.Background()); err != nil {
		t.Fatalf("the first does not answer any more: %v", err)
	}
}

func TestCheck(t *testing.T) {
	if code, out, errs := call(t, "check", sample); code != 0 || !strings.Contains(out, "no problems") {
		t.Fatalf("code %d\n%s%s", code, out, errs)
	}
	bad := edited(t, `letter       = "K"`, `letter = "P"`, `port    = "emulator"`, `port    = "lpt1"`)
	code, out, _ := call(t, "check", bad)
	if code != 1 || !strings.Contains(out, "lpt1") || !strings.Contains(out, "is used twice") || !strings.Contains(out, "office.toml:") {
		t.Fatalf("code %d\n%s", code, out)
	}
}

// own is a profile that an office has written itself.
func own(t *testing.T, oldnew ...string) string {
	t.Helper()
	b, err := os.ReadFile("../../printer/escpos/profiles/generic-80.toml")
	if err != nil {
		t.Fatal(err)
	}
	s := strings.NewReplacer(append(oldnew, `"generic-80"`, `"ours"`)...).Replace(string(b))
	path := filepath.Join(t.TempDir(), "ours.toml")
	if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
		t.Fatal(err)
	}
	return "file:" + path
}

// lineOf is the last line of a file that begins so.
func lineOf(t *testing.T, path, head string) (line int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range strings.Split(string(b), "\n") {
		if strings.HasPrefix(l, head) {
			line = i + 1
		}
	}
	return line
}

// TestCheckKnowsProfiles: what no printer of that profile could print is told before the first client comes.
func TestCheckKnowsProfiles(t *testing.T) {
	profile := func(name string) string {
		return edited(t, `profile = "emulator-80"`, `profile = "`+name+`"`)
	}
	folder := filepath.Join(t.TempDir(), "ours.toml")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ config, at, says string }{
		"unknown profile":           {profile("epson"), "profile = ", `printer.profile: "epson" is not known; want one of bixolon-srp-350, `},
		"width of another paper":    {edited(t, "width   = 80", "width   = 58"), "width   = ", "printer.width: is 58, but profile emulator-80 is for paper of 80 mm (width = 80, or another profile)"},
		"width left out":            {edited(t, "width   = 80", "", `"emulator-80"`, `"emulator-58"`), "[printer]", "printer.width: is 80, but profile emulator-58"},
		"own profile that is wrong": {profile(own(t, "dots    = 576", "dots    = 575")), "", "ours.toml: paper.dots: is 575, must be a multiple of 8"},
		"own profile that is away":  {profile("file:/none/ours.toml"), "profile = ", "printer.profile: open /none/ours.toml: no such file"},
		"own profile is a folder":   {profile("file:" + folder), "profile = ", "printer.profile: " + folder + " is not a file"},
	} {
		if c.at != "" {
			c.says = fmt.Sprintf("%s:%d: %s", c.config, lineOf(t, c.config, c.at), c.says)
		}
		code, out, errs := call(t, "check", c.config)
		if code != 1 || !strings.Contains(out, c.says) || errs != "" {
			t.Errorf("%s: code %d, want 1 and %q\n%s%s", name, code, c.says, out, errs)
		}
	}
	for _, name := range []string{"epson-tm-m30iii", own(t)} {
		if code, out, errs := call(t, "check", profile(name)); code != 0 {
			t.Errorf("%s: code %d\n%s%s", name, code, out, errs)
		}
	}
}

func TestTestPrinter(t *testing.T) {
	file := "file:" + filepath.Join(t.TempDir(), "paper.bin")
	args := func(config string, more ...string) []string {
		return append([]string{"test", "printer", "--config", config}, more...)
	}
	nobody, err := net.Listen("tcp", "127.0.0.1:0") // takes the call and never says a word
	if err != nil {
		t.Fatal(err)
	}
	defer nobody.Close()
	for name, c := range map[string]struct {
		args []string
		code int
		says []string
	}{
		"ready":              {args(sample), 0, []string{"BILETER emulator-80, firmware 1.00", "status    ready", "profile   emulator-80"}},
		"prints":             {args(sample, "--print"), 0, []string{"slip      worked through by the printer"}},
		"another profile":    {args(edited(t, `"emulator-80"`, `"generic-80"`)), 0, []string{"fits      not known", "generic-80"}},
		"one that is mute":   {args(edited(t, `"emulator-80"`, `"generic-80-mute"`), "--port", file, "--print"), 0, []string{"status    not known", "cannot say whether it is printed"}},
		"one that is silent": {args(sample, "--port", "tcp:"+nobody.Addr().String()), 1, []string{"status    The printer does not answer"}},
		"no such port":       {args(sample, "--port", "/dev/usb/lp99"), 2, []string{"/dev/usb/lp99", "not plugged in"}},
		"no port at all":     {args(sample, "--port", "LPT1"), 2, []string{"LPT1"}},
		"no printer":         {args(edited(t, `port    = "emulator"`, `port    = "none"`)), 2, []string{"--port"}},
		"unknown profile":    {args(edited(t, `"emulator-80"`, `"emulator-81"`)), 2, []string{"emulator-81"}},
		"no set-up":          {args("none.toml"), 2, []string{"none.toml"}},
	} {
		code, out, errs := call(t, c.args...)
		if code != c.code {
			t.Errorf("%s: code %d, want %d\n%s%s", name, code, c.code, out, errs)
		}
		for _, s := range c.says {
			if !strings.Contains(out+errs, s) {
				t.Errorf("%s: does not say %q\n%s%s", name, s, out, errs)
			}
		}
	}
	if b, err := os.ReadFile(strings.TrimPrefix(file, "file:")); err != nil || !strings.Contains(string(b), "\xa5\x86\xa9\x88\xe4\xa2\x98\xab\xbe") {
		t.Errorf("the slip of %d bytes has no Polish letters: %v", len(b), err)
	}
}

func TestTicketVerb(t *testing.T) {
	dir := t.TempDir()
	bytesFile, picture := filepath.Join(dir, "t.bin"), filepath.Join(dir, "t.png")
	for _, lang := range []string{"pl", "en", "uk", "de"} {
		code, out, errs := call(t, "ticket", "--config", sample, "--service", "P1", "--lang", lang, "--out", bytesFile, "--png", picture)
		if code != 0 {
			t.Fatalf("%s: code %d\n%s", lang, code, errs)
		}
		b, err := os.ReadFile(bytesFile)
		if err != nil || !strings.Contains(out, fmt.Sprint(len(b))) {
			t.Fatalf("%s: %v\n%s", lang, err, out)
		}
		if lang == "pl" && len(b) > 400 {
			t.Errorf("a Polish ticket has %d bytes, want at most 400", len(b))
		}
		f, err := os.Open(picture)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(f)
		f.Close()
		if err != nil || m.Bounds().Dx() != 640 {
			t.Fatalf("%s: picture %v, %v", lang, m.Bounds(), err)
		}
	}
}

// TestEveryKindOfSlip previews each kind on both papers, as text and as a picture.
func TestEveryKindOfSlip(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "s.png")
	for _, kind := range []string{"ticket", "large", "checklist", "test"} {
		for width, dots := range map[string]int{"80": 640, "58": 448} {
			for _, raster := range []bool{false, true} {
				args := []string{"ticket", "--config", sample, "--kind", kind, "--width", width, "--png", picture}
				if kind != "test" {
					args = append(args, "--service", "D1")
				}
				if raster {
					args = append(args, "--raster")
				}
				code, out, errs := call(t, args...)
				if code != 0 || strings.Contains(out, "as a picture") != raster {
					t.Fatalf("%v: code %d\n%s%s", args, code, out, errs)
				}
				f, err := os.Open(picture)
				if err != nil {
					t.Fatal(err)
				}
				m, err := png.Decode(f)
				f.Close()
				if err != nil || m.Bounds().Dx() != dots {
					t.Fatalf("%v: %v, %v", args, m.Bounds(), err)
				}
			}
		}
	}
}

// TestOwnTicket prints the lines that the set-up wants.
func TestOwnTicket(t *testing.T) {
	config := edited(t, `lines = ["office", "number", "service",`, `note.pl = ["Kawiarnia: parter"]
note.en = ["Cafe"]
note.uk = ["Cafe"]
note.de = ["Cafe"]
lines = ["number",`)
	file := filepath.Join(t.TempDir(), "t.bin")
	if code, _, errs := call(t, "ticket", "--config", config, "--service", "P1", "--out", file); code != 0 {
		t.Fatalf("code %d\n%s", code, errs)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(b); !strings.Contains(s, "Kawiarnia: parter") || strings.Contains(s, "Olszanowie") || strings.Contains(s, "Rejestracja auta") {
		t.Errorf("got %q", s)
	}
}

func TestVersion(t *testing.T) {
	if code, out, _ := call(t, "version"); code != 0 || !strings.HasPrefix(out, "bileter ") {
		t.Fatalf("code %d: %s", code, out)
	}
}

// wait polls until ok, for at most ten seconds.
func wait(t *testing.T, what string, ok func() bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	for !ok() {
		if !pause(ctx, 20*time.Millisecond) {
			t.Fatalf("did not happen: %s", what)
		}
	}
}

// TestOneTicketOneCall is the main job: a ticket is issued, drawn on paper, called by the emulated button,
// and its lamp's counter shows it; after a kill at the end everything is still there.
func TestOneTicketOneCall(t *testing.T) {
	data := t.TempDir()
	p, client := office(t, data, sample)
	ctx := context.Background()
	got, err := client.Issue(ctx, "tap-1", api.Issue{Service: "D1", Lang: "uk"})
	if err != nil || got.Ticket.Number != "D001" {
		t.Fatalf("%+v %v", got, err)
	}
	wait(t, "paper", func() bool {
		tk, err := client.Ticket(ctx, got.Ticket.ID)
		return err == nil && tk.Paper == queue.PaperPrinted
	})
	wait(t, "picture of the paper", func() bool {
		m, _ := filepath.Glob(filepath.Join(data, "tickets", "ticket-*.png"))
		return len(m) == 1
	})
	if _, err := client.Counter(ctx, "open-26", 26, "open", nil); err != nil {
		t.Fatal(err)
	}
	d, err := client.Counter(ctx, "next-26", 26, "next", nil)
	if err != nil || d.Ticket == nil || d.Ticket.Number != "D001" || d.Reason == nil {
		t.Fatalf("%+v %v", d, err)
	}
	p.stop(syscall.SIGKILL)
	p.run(t)
	again, err := client.Issue(ctx, "tap-1", api.Issue{Service: "D1", Lang: "uk"})
	if err != nil || again.Ticket.ID != got.Ticket.ID {
		t.Fatalf("after a kill the same tap gave %+v, %v", again.Ticket, err)
	}
	q, err := client.Queue(ctx)
	if err != nil || len(q.Calls) != 1 || q.Calls[0].Counter != 26 || q.Calls[0].Number != "D001" {
		t.Fatalf("after a kill: %+v %v", q.Calls, err)
	}
	if m, _ := filepath.Glob(filepath.Join(data, "tickets", "ticket-*.png")); len(m) != 1 {
		t.Fatalf("after a kill there are %d papers", len(m))
	}
}

// TestPrinterThatHasWorkedMayBeAway unplugs a printer between two starts: the office opens all the same.
func TestPrinterThatHasWorkedMayBeAway(t *testing.T) {
	data := t.TempDir()
	paper := filepath.Join(data, "paper.bin")
	config := edited(t, `port    = "emulator"`, `port    = "file:`+paper+`"`, `profile = "emulator-80"`, `profile = "generic-80-mute"`)
	p, client := office(t, data, config)
	ctx := context.Background()
	a, err := client.Issue(ctx, "a", api.Issue{Service: "P1", Lang: "pl"})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, "bytes in the file", func() bool {
		tk, err := client.Ticket(ctx, a.Ticket.ID)
		return err == nil && tk.Paper == queue.PaperPrinted
	})
	p.stop(syscall.SIGTERM)
	if err := os.Remove(paper); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(paper, 0o700); err != nil { // a file cannot be opened there any more
		t.Fatal(err)
	}
	p.run(t)
	b, err := client.Issue(ctx, "b", api.Issue{Service: "P1", Lang: "pl"})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, "refused paper", func() bool {
		tk, err := client.Ticket(ctx, b.Ticket.ID)
		return err == nil && tk.Paper == queue.PaperRefused
	})
}

// TestTicketsAsPictures prints on a printer for which everything is drawn: a hundred times the bytes.
func TestTicketsAsPictures(t *testing.T) {
	data := t.TempDir()
	_, client := office(t, data, edited(t, `profile = "emulator-80"`, `profile = "generic-80-raster"`))
	ctx := context.Background()
	got, err := client.Issue(ctx, "tap", api.Issue{Service: "P1", Lang: "uk"})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, "paper", func() bool {
		tk, err := client.Ticket(ctx, got.Ticket.ID)
		return err == nil && tk.Paper == queue.PaperPrinted
	})
	wait(t, "picture of the paper", func() bool { // drawn after the printer has confirmed
		m, _ := filepath.Glob(filepath.Join(data, "tickets", "ticket-*.png"))
		return len(m) == 1
	})
}
