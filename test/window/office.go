package window

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bileter/internal/api"
)

// Program is the program with its window, which make builds; without it the test is skipped.
func Program(t testing.TB) string {
	t.Helper()
	p := os.Getenv("BILETER_WINDOW")
	if p == "" {
		t.Skip("needs a program built with the window: make test and make test-touch set BILETER_WINDOW")
	}
	return p
}

// InputsName is the file in the data folder that stands for the kernel's list of what can be touched; at first it is not there.
const InputsName = "inputs"

// Office is a running bileter with the sample's set-up.
type Office struct {
	Client *api.Client
	Data   string // its data folder
	Config string // its set-up file

	t       testing.TB
	display string
	args    []string
	cmd     *exec.Cmd
	log     string
}

// Start starts an office whose window is on a display, empty for none, with some texts of the set-up replaced.
func Start(t testing.TB, display string, oldnew ...string) *Office {
	t.Helper()
	o := &Office{t: t, Data: t.TempDir(), display: display}
	o.Config = filepath.Join(t.TempDir(), "office.toml")
	sample, err := os.ReadFile("../../configs/olszanow.toml")
	must(t, err)
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(string(sample), oldnew[i]) {
			t.Fatalf("the sample has no %q", oldnew[i])
		}
	}
	must(t, os.WriteFile(o.Config, []byte(strings.NewReplacer(oldnew...).Replace(string(sample))), 0o600))
	o.args = []string{Program(t), "run", "--config", o.Config, "--always-open", "--data", o.Data, "--listen", "127.0.0.1:0",
		"--input-devices", filepath.Join(o.Data, InputsName), "--screen"}
	o.log = filepath.Join(o.Data, "log")
	o.Client = api.DialUnix(filepath.Join(o.Data, "window.sock"))
	t.Cleanup(func() {
		o.Stop(syscall.SIGTERM)
		if t.Failed() {
			text, _ := os.ReadFile(o.log)
			t.Logf("%s", text)
		}
	})
	if display == "" {
		o.Run("auto")
	} else {
		o.Run("on")
	}
	return o
}

// Run starts the program, for the first time or again, and waits until it answers.
func (o *Office) Run(screen string) {
	o.t.Helper()
	log, err := os.OpenFile(o.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(o.t, err)
	defer log.Close()
	o.cmd = exec.Command(o.args[0], append(o.args[1:], screen)...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "DISPLAY=") {
			o.cmd.Env = append(o.cmd.Env, e)
		}
	}
	if o.cmd.Env = append(o.cmd.Env, "LIBGL_ALWAYS_SOFTWARE=1"); o.display != "" {
		o.cmd.Env = append(o.cmd.Env, "DISPLAY="+o.display)
	}
	o.cmd.Stdout, o.cmd.Stderr = log, log
	o.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(o.t, o.cmd.Start())
	if !within(30*time.Second, func() bool { _, err := o.Client.Office(context.Background()); return err == nil }) {
		o.t.Fatal("the office does not answer")
	}
}

// Screen starts one more window of the office, on another display.
func (o *Office) Screen(display string) {
	o.t.Helper()
	cmd := exec.Command(o.args[0], "screen", "--socket", filepath.Join(o.Data, "window.sock"), "--portrait")
	cmd.Env = append(os.Environ(), "DISPLAY="+display, "LIBGL_ALWAYS_SOFTWARE=1")
	must(o.t, cmd.Start())
	o.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
}

// Stop ends the program with a signal and waits until it is gone.
func (o *Office) Stop(s syscall.Signal) {
	if o.cmd != nil {
		_ = o.cmd.Process.Signal(s)
		_ = o.cmd.Wait()
		o.cmd = nil
	}
}

// PID is the office's process.
func (o *Office) PID() int { return o.cmd.Process.Pid }

// Log is all that the office and its windows have said.
func (o *Office) Log() string {
	b, err := os.ReadFile(o.log)
	must(o.t, err)
	return string(b)
}

// Window is the process of the window, 0 when there is none. It is a child of any of the office's threads.
func (o *Office) Window() int {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", o.PID()))
	for _, t := range tasks {
		b, err := os.ReadFile(t)
		if err != nil {
			continue
		}
		for f := range strings.FieldsSeq(string(b)) {
			line, err := os.ReadFile("/proc/" + f + "/cmdline")
			if err == nil && bytes.Contains(line, []byte("\x00screen\x00")) {
				pid, _ := strconv.Atoi(f)
				return pid
			}
		}
	}
	return 0
}

// Issued is how many people wait: nobody calls them.
func (o *Office) Issued() int {
	o.t.Helper()
	q, err := o.Client.Queue(context.Background())
	must(o.t, err)
	n := 0
	for _, w := range q.Waiting {
		n += w
	}
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func within(d time.Duration, ok func() bool) bool {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}
