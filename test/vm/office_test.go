package vm_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// program is built by "make test-vm".
const program = "../../bin/vm/bileter"

// office is the program itself, as a town hall runs it, with a printer at the other end of a USB cable.
type office struct {
	t      *testing.T
	gadget *gadget
	paper  *emulator.Printer
	end    *end
	config string
	data   string
	client *api.Client
	keys   int

	cmd  *exec.Cmd
	over chan struct{} // closed when the program is gone

	mu     sync.Mutex // protects the following
	papers []emulator.Ticket
	log    []string
}

// newOffice opens an office whose printer is found by what it is.
func newOffice(t *testing.T, kind, profile string) *office {
	t.Helper()
	return newOfficeWith(t, kind, profile, nil)
}

// newOfficeWith is newOffice with another set-up.
func newOfficeWith(t *testing.T, kind, profile string, change func(config string) string) *office {
	t.Helper()
	g := newGadget(t, kind, 0, "A1")
	p, ok := escpos.Named(profile)
	if !ok {
		t.Fatal(profile)
	}
	dir := t.TempDir()
	o := &office{
		t: t, gadget: g, paper: emulator.New(p), config: filepath.Join(dir, "office.toml"), data: filepath.Join(dir, "data"),
		client: api.DialUnix(filepath.Join(dir, "data", "window.sock")),
	}
	o.paper.Log = slog.New(slog.DiscardHandler)
	o.paper.OnTicket = func(tk emulator.Ticket) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.papers = append(o.papers, tk)
	}
	b, err := os.ReadFile("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for old, new := range map[string]string{
		`port    = "emulator"`:    fmt.Sprintf(`port    = "usb:%04x:%04x:A1"`, vendor, product),
		`profile = "emulator-80"`: fmt.Sprintf(`profile = %q`, profile),
		`chip       = "emulator"`: `chip       = "none"`,
	} {
		if !strings.Contains(text, old) {
			t.Fatalf("the sample has no %s", old)
		}
		text = strings.Replace(text, old, new, 1)
	}
	if change != nil {
		text = change(text)
	}
	if err := os.WriteFile(o.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.paper.Run(ctx) }()
	t.Cleanup(func() {
		o.kill()
		o.unplug()
		stop()
		<-done
		if t.Failed() {
			o.mu.Lock()
			defer o.mu.Unlock()
			for _, l := range o.log {
				t.Log(l)
			}
		}
	})
	o.plug()
	o.start()
	return o
}

func (o *office) plug() {
	o.t.Helper()
	o.end = o.gadget.plug()
	o.paper.Hold(o.end)
}

func (o *office) unplug() {
	o.t.Helper()
	o.paper.Unplug()
	o.gadget.unplug()
}

// start starts the program and waits until it is open.
func (o *office) start() {
	o.t.Helper()
	cmd := exec.Command(program, "run", "--config", o.config, "--data", o.data, "--listen", "127.0.0.1:0", "--screen", "off", "--always-open")
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	o.cmd, o.over = cmd, make(chan struct{})
	began := time.Now()
	go func() {
		defer close(o.over)
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			o.mu.Lock()
			o.log = append(o.log, fmt.Sprintf("%.1f %s", time.Since(began).Seconds(), lines.Text()))
			o.mu.Unlock()
		}
	}()
	go func() { _ = cmd.Wait(); w.Close() }()
	eventually(o.t, "the office is open", func() bool { _, err := o.client.Queue(o.t.Context()); return err == nil })
	o.t.Logf("open after %.1f s", time.Since(began).Seconds())
}

// kill is kill -9.
func (o *office) kill() {
	_ = o.cmd.Process.Signal(syscall.SIGKILL)
	<-o.over
}

// problem is what the program says of its printer.
func (o *office) problem() string {
	q, err := o.client.Queue(context.Background())
	if err != nil {
		return err.Error()
	}
	return q.Printer.Problem
}

func (o *office) wait(problem string) {
	o.t.Helper()
	eventually(o.t, fmt.Sprintf("the printer is %q", problem), func() bool { return o.problem() == problem })
}

// order is what every client here comes for.
func (o *office) order() api.Issue { return api.Issue{Service: "P1", Lang: "pl"} }

func (o *office) issue() uint64 {
	o.t.Helper()
	o.keys++
	i, err := o.client.Issue(o.t.Context(), fmt.Sprint("vm-", o.keys), o.order())
	if err != nil {
		o.t.Fatal(err)
	}
	return i.Ticket.ID
}

// fate waits until it is known what became of a ticket's paper.
func (o *office) fate(id uint64) queue.Paper {
	o.t.Helper()
	var paper queue.Paper
	eventually(o.t, fmt.Sprintf("the fate of ticket %d", id), func() bool {
		tk, err := o.client.Ticket(context.Background(), id)
		paper = tk.Paper
		return err == nil && !paper.Open()
	})
	return paper
}

// well issues tickets until one is printed, and returns them all. The first should be; but a machine that got no time for
// a third of a second takes its printer for one that does not answer, and says so.
func (o *office) well() (all []uint64) {
	o.t.Helper()
	for range 5 {
		o.wait("")
		id := o.issue()
		all = append(all, id)
		f := o.fate(id)
		if f == queue.PaperPrinted {
			return all
		}
		o.t.Logf("with the printer well again: %s", f)
	}
	o.t.Error("the printer is well, and prints nothing")
	return all
}

// reprint asks for a copy and returns its fate.
func (o *office) reprint(id uint64) queue.Paper {
	o.t.Helper()
	o.keys++
	if _, err := o.client.Reprint(o.t.Context(), fmt.Sprint("vm-", o.keys), id); err != nil {
		var refused *api.Error
		if !errors.As(err, &refused) {
			o.t.Fatal(err)
		}
		return ""
	}
	return o.fate(id)
}

// judge compares, at the end, what the office believes of its tickets with the papers.
func (o *office) judge(ids ...uint64) {
	o.t.Helper()
	o.paper.Set(emulator.PaperOut) // what hangs in the printer is torn off
	o.paper.Set(0)
	o.mu.Lock()
	papers := slices.Clone(o.papers)
	o.mu.Unlock()
	wrong := false
	say := func(format string, args ...any) { o.t.Helper(); wrong = true; o.t.Errorf(format, args...) }
	for _, id := range ids {
		tk, err := o.client.Ticket(context.Background(), id)
		if err != nil {
			o.t.Fatal(err)
		}
		unmarked, marked, whole := slips(papers, tk.Number)
		if unmarked > 1 {
			say("%s is on %d unmarked slips", tk.Number, unmarked)
		}
		switch first := tk.Copies == 0; {
		case tk.Paper.Open():
			say("%s is lost: its paper is %q", tk.Number, tk.Paper)
		case tk.Paper == queue.PaperPrinted && whole == 0 && o.paper.Profile.Proof != escpos.ProofNone:
			say("%s is believed printed and is not whole on paper", tk.Number)
		case tk.Paper == queue.PaperRefused && first && unmarked+marked > 0:
			say("%s is believed refused and is on paper", tk.Number)
		}
	}
	if u := o.paper.Unknown(); len(u) > 0 {
		say("the printer was sent what it does not know: %q", u)
	}
	for _, p := range papers {
		if wrong {
			o.t.Logf("paper: %q, codes %d, torn %v", p.Text, len(p.QR), p.Torn)
		}
	}
}

// slips counts the slips of a number: those without and with the mark of a copy, torn ones included, and the whole ones.
func slips(papers []emulator.Ticket, number string) (unmarked, marked, whole int) {
	for _, p := range papers {
		copied := false
		for _, l := range p.Text {
			switch l = strings.TrimSpace(l); l {
			case "KOPIA":
				copied = true
			case number:
				if copied {
					marked++
				} else {
					unmarked++
				}
				copied = false
				if !p.Torn && len(p.QR) > 0 {
					whole++
				}
			}
		}
	}
	return unmarked, marked, whole
}

// TestJudge is the judge's negative control: a slip that is torn counts, and a second one without a mark does.
func TestJudge(t *testing.T) {
	slip := func(torn bool, lines ...string) emulator.Ticket {
		return emulator.Ticket{Text: lines, QR: []string{"x"}, Torn: torn}
	}
	for _, c := range []struct {
		name   string
		papers []emulator.Ticket
		want   [3]int
	}{
		{"nothing", nil, [3]int{}},
		{"one", []emulator.Ticket{slip(false, "Urząd", "P001")}, [3]int{1, 0, 1}},
		{"another's", []emulator.Ticket{slip(false, "Urząd", "P002")}, [3]int{}},
		{"sent blindly again", []emulator.Ticket{slip(true, "Urząd", "P001"), slip(false, "Urząd", "P001")}, [3]int{2, 0, 1}},
		{"the torn half on one paper with the copy", []emulator.Ticket{slip(false, "Urząd", "P001", "Urząd", "KOPIA", "P001")}, [3]int{1, 1, 2}},
	} {
		var got [3]int
		if got[0], got[1], got[2] = slips(c.papers, "P001"); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// TestTicket: the way of one ticket over the real drivers, and again after the plug was pulled and put back. The
// old node's number need not come back.
func TestTicket(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		o := newOffice(t, kind, "emulator-80")
		first := o.issue()
		if f := o.fate(first); f != queue.PaperPrinted {
			t.Errorf("first: %s", f)
		}
		o.unplug()
		o.wait("absent")
		without := o.issue()
		if f := o.fate(without); f != queue.PaperRefused {
			t.Errorf("without a printer: %s", f)
		}
		o.plug()
		o.wait("")
		third := o.issue()
		if f := o.fate(third); f != queue.PaperPrinted {
			t.Errorf("after the plug was put back: %s", f)
		}
		if f := o.reprint(without); f != queue.PaperPrinted {
			t.Errorf("the one that had no paper, asked for again: %s", f)
		}
		o.judge(first, without, third)
	})
}
