package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/console"
	"bileter/internal/durable"
	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/printer"
	"bileter/printer/slip"
)

// hardware is the machine's devices as a technician tries them, and the verdicts on them.
type hardware struct {
	m    *machine
	path string

	mu       sync.Mutex // protects what follows
	verdicts map[string]verdict
	lit      map[int]time.Time // lamps that burn for a trial, and until when
	awaited  map[int]chan struct{}
}

type verdict struct {
	Works bool      `json:"works"`
	At    time.Time `json:"at"`
}

const (
	commissioningName = "commissioning.json"
	// trialLight is how long a lamp burns for a trial; pressWait how long a press is awaited.
	trialLight = 6 * time.Second
	pressWait  = 20 * time.Second // the server's deadline for an answer
	// hot is when a board's processor slows down.
	hot = 80
)

func (m *machine) openHardware() (*hardware, error) {
	h := &hardware{m: m, path: filepath.Join(m.data, commissioningName), verdicts: map[string]verdict{}, lit: map[int]time.Time{}, awaited: map[int]chan struct{}{}}
	b, err := os.ReadFile(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &h.verdicts)
	}
	if err != nil {
		return nil, fmt.Errorf("commissioning report: %w", err)
	}
	return h, nil
}

// Parts lists what there is to try and to look at.
func (h *hardware) Parts(lang string) []console.Part {
	say := func(id string, args ...text.Args) string { return text.Say(lang, "setup.h_"+id, args...) }
	ps := h.printerParts(lang)
	for _, c := range h.m.office.Setup().Counters {
		name := text.Say(lang, "common.counter", text.Args{"N": c.N})
		if c.Room != "" {
			name = text.Say(lang, "common.room", text.Args{"N": c.Room})
		}
		if c.Lamp != "" {
			ps = append(ps, console.Part{ID: fmt.Sprint("lamp-", c.N), Of: "lamps", Name: say("lamp", text.Args{"Name": name}),
				Value: say("wire", text.Args{"Line": c.Lamp, "Name": name}), Try: h.m.hall.lamps != nil, Asks: true})
		}
		if c.Button != "" {
			ps = append(ps, console.Part{ID: fmt.Sprint("button-", c.N), Of: "lamps", Name: say("button", text.Args{"Name": name}),
				Value: say("wire", text.Args{"Line": c.Button, "Name": name}), Try: h.m.hall.lamps != nil, Asks: true})
		}
	}
	ps = append(append(ps, h.machineParts(lang)...), h.centralPart(lang))
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range ps {
		p := &ps[i]
		if v, ok := h.verdicts[p.ID]; ok && p.Asks {
			p.Judged = map[bool]string{true: "pass", false: "fail"}[v.Works]
			at := v.At.In(h.m.office.Setup().Location())
			p.When = text.Date(at) + ", " + text.Clock(at)
		}
		if !p.Asks && p.Judged == "" {
			continue // only told
		}
		p.Verdict = say(map[string]string{"pass": "pass", "fail": "fail", "": "untested"}[p.Judged])
	}
	return ps
}

func judged(ok bool) string { return map[bool]string{true: "pass", false: "fail"}[ok] }

func (h *hardware) printerParts(lang string) []console.Part {
	say := func(id string) string { return text.Say(lang, "setup.h_"+id) }
	p := h.m.printing
	found := say("none")
	if l := ports(); len(l) > 0 {
		found = strings.Join(l, ", ")
	}
	value, judge := say("none"), ""
	if p.device != nil {
		st := p.device.Status()
		value, judge = h.m.cfg.Printer.Port+", "+p.profile.Name, judged(st.Problem == printer.Ready)
		if st.Problem != printer.Ready {
			value += ": " + text.Say(lang, "printer.problem_"+string(st.Problem))
		}
	}
	return []console.Part{
		{ID: "printer", Of: "printer", Name: say("printer"), Value: value, Judged: judge},
		{ID: "ports", Of: "printer", Name: say("found"), Value: found},
		{ID: "print", Of: "printer", Name: say("print"), Try: p.device != nil, Asks: true},
		{ID: "letters", Of: "printer", Name: say("letters"), Hint: say("letters_hint"), Asks: true},
	}
}

// ports are where a printer may be: serial lines and USB printers of the kernel.
func ports() (found []string) {
	for _, pattern := range []string{"/dev/usb/lp*", "/dev/serial/by-id/*", "/dev/ttyUSB*", "/dev/ttyACM*"} {
		l, err := filepath.Glob(pattern)
		if err == nil {
			found = append(found, l...)
		}
	}
	slices.Sort(found)
	return found
}

func (h *hardware) machineParts(lang string) []console.Part {
	say := func(id string) string { return text.Say(lang, "setup.h_"+id) }
	now, doubt := h.m.office.Now()
	loc := h.m.office.Setup().Location()
	clock := text.Date(now.In(loc)) + ", " + text.Clock(now.In(loc)) + ", " + loc.String() + ", "
	if clockSynced() {
		clock += say("synced")
	} else {
		clock += say("unsynced")
	}
	ps := []console.Part{{ID: "clock", Of: "machine", Name: say("clock"), Value: clock, Judged: judged(!doubt)}}
	if free, size, err := durable.Free(h.m.data); err == nil {
		ps = append(ps, console.Part{ID: "disk", Of: "machine", Name: say("disk"), Value: fmt.Sprintf("%d / %d GB", free>>30, size>>30),
			Judged: judged(free >= diskLeast && free >= size/diskShare)})
	}
	if b, err := os.ReadFile("/sys/class/thermal/thermal_zone0/temp"); err == nil {
		if milli, err := strconv.Atoi(string(bytes.TrimSpace(b))); err == nil {
			ps = append(ps, console.Part{ID: "temperature", Of: "machine", Name: say("temp"), Value: fmt.Sprintf("%d °C", milli/1000), Judged: judged(milli/1000 < hot)})
		}
	}
	return append(ps, console.Part{ID: "version", Of: "machine", Name: say("version"), Value: version})
}

func (h *hardware) centralPart(lang string) console.Part {
	p := console.Part{ID: "central", Of: "central", Name: text.Say(lang, "setup.h_central"), Value: text.Say(lang, "setup.h_none")}
	line := h.m.outbox.line
	if line == nil {
		return p
	}
	st := line.State()
	contact := text.Say(lang, "setup.h_never")
	if !st.Contact.IsZero() {
		at := st.Contact.In(h.m.office.Setup().Location())
		contact = text.Say(lang, "setup.h_contact", text.Args{"Time": text.Date(at) + ", " + text.Clock(at)})
	}
	p.Value = h.m.outbox.url + ", " + contact + ". " + text.Say(lang, "setup.h_waiting", text.Args{"N": st.Lag()})
	p.Judged = judged(!st.Contact.IsZero() && !st.Away && st.Refused == "")
	return p
}

// Try moves a device.
func (h *hardware) Try(id, lang string) (string, error) {
	say := func(id string) string { return text.Say(lang, "setup.h_"+id) }
	kind, number, _ := strings.Cut(id, "-")
	n, _ := strconv.Atoi(number)
	switch {
	case id == "print" && h.m.printing.device != nil:
		return say("printed"), h.send(slip.Trial{Lang: lang, At: time.Now().In(h.m.office.Setup().Location())})
	case kind == "lamp" && h.m.hall.lamps != nil && n > 0:
		h.mu.Lock()
		defer h.mu.Unlock()
		h.lit[n] = time.Now().Add(trialLight)
		return say("lit"), nil
	case kind == "button" && h.m.hall.buttons != nil && n > 0:
		h.await(n)
		return say("press"), nil
	}
	return "", fmt.Errorf("nothing to try: %q", id)
}

// printWait is for a slip that is no ticket, behind tickets that wait.
const printWait = 10 * time.Second

// send prints a slip that is no ticket, in its turn, and waits for its fate.
func (h *hardware) send(s slip.Slip) error {
	p := h.m.printing
	if p.device == nil {
		return errors.New(string(printer.None))
	}
	fate := make(chan error, 1)
	end := func(paper queue.Paper, problem string) {
		if paper != queue.PaperRefused {
			p.fed(p.measure(s))
		}
		if paper == queue.PaperPrinted {
			fate <- nil
			return
		}
		fate <- fmt.Errorf("%s: %s", paper, problem)
	}
	if !p.spool.AddExtra(printer.Extra{Render: func() ([]byte, error) { return slip.Encode(s.Layout(p.profile), p.profile) }, Done: end}) {
		return errors.New(string(printer.Busy))
	}
	select {
	case err := <-fate:
		return err
	case <-time.After(printWait):
		return errors.New(string(printer.Offline))
	}
}

// await lets the next press of a counter's button be a trial's.
func (h *hardware) await(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	pressed := make(chan struct{})
	h.awaited[n] = pressed
	time.AfterFunc(pressWait, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.awaited[n] == pressed {
			delete(h.awaited, n)
		}
	})
}

// pressed takes a press that a trial awaits: it calls nobody.
func (h *hardware) pressed(n int) bool {
	h.mu.Lock()
	_, ours := h.awaited[n]
	delete(h.awaited, n)
	h.mu.Unlock()
	if ours {
		if err := h.Judge(fmt.Sprint("button-", n), true); err != nil {
			return true
		}
	}
	return ours
}

// Judge notes a verdict.
func (h *hardware) Judge(id string, works bool) error {
	if !slices.ContainsFunc(h.Parts("pl"), func(p console.Part) bool { return p.ID == id && p.Asks }) {
		return fmt.Errorf("there is no %q", id)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.verdicts[id] = verdict{works, time.Now().UTC().Truncate(time.Second)}
	b, err := json.MarshalIndent(h.verdicts, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(h.path, b, 0o600)
}

// Print prints the commissioning report.
func (h *hardware) Print(lang string) error {
	setup := h.m.office.Setup()
	c := slip.Commission{Lang: lang, Office: setup.Name.In(lang), Machine: setup.Node, At: time.Now().In(setup.Location())}
	left := 0
	for _, p := range h.Parts(lang) { // a hall has many lamps, and a roll an end: of those not tried only the number
		switch part := p.Name; {
		case p.Asks && p.Judged == "":
			left++
		default:
			if !p.Asks {
				part += ": " + p.Value
			}
			c.Rows = append(c.Rows, slip.Trying{Part: part, Verdict: p.Verdict, Bad: p.Judged == "fail"})
		}
	}
	if left > 0 {
		c.Rows = append(c.Rows, slip.Trying{Part: text.Say(lang, "setup.h_left", text.Args{"N": left})})
	}
	return h.send(c)
}

// Report is the same for a file.
func (h *hardware) Report(lang string) string {
	setup := h.m.office.Setup()
	now := time.Now().In(setup.Location())
	var b strings.Builder
	fmt.Fprintf(&b, "%s\r\n%s, %s\r\n%s, %s\r\n\r\n", text.Say(lang, "setup.h_report"), setup.Name.In(lang), setup.Node, text.Date(now), text.Clock(now))
	for _, p := range h.Parts(lang) {
		fmt.Fprintf(&b, "%-14s %s", p.Verdict, p.Name)
		for _, more := range []string{p.Value, p.When} {
			if more != "" {
				b.WriteString("; " + more)
			}
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// trialLamps lets lamps burn for a trial, whatever the queue says.
type trialLamps struct {
	*gpio.Lamps
	h *hardware
}

// Show puts the trial's lamps in place of the queue's.
func (t trialLamps) Show(ctx context.Context, ps []display.Picture) error {
	now := time.Now()
	t.h.mu.Lock()
	if len(t.h.lit) > 0 {
		ps = slices.Clone(ps)
		for i := range ps {
			if until, ok := t.h.lit[ps[i].Counter]; ok {
				ps[i].Lit = now.Before(until)
				if !ps[i].Lit {
					delete(t.h.lit, ps[i].Counter)
				}
			}
		}
	}
	t.h.mu.Unlock()
	return t.Lamps.Show(ctx, ps)
}
