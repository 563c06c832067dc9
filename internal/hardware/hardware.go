// Package hardware is the bench at which a technician tries the machine's devices: what there is, what each does when it is
// tried, which verdict a person or a measurement gave, and the report. What is chosen goes into the draft of the set-up.
// Devices in use are the running machine's, which lends them: the bench opens only what nobody uses, such as a printer at an
// address in the network, or the light behind the screen.
package hardware

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"

	"bileter/configs"
	"bileter/display/voice"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/durable"
	"bileter/internal/queue"
	"bileter/internal/setup"
	"bileter/internal/text"
	"bileter/internal/touchscreen"
	"bileter/printer"
	"bileter/printer/escpos"
	"bileter/printer/slip"
	syncer "bileter/sync"
)

// Config is what the machine lends the bench. All of it is needed where nothing else is said.
type Config struct {
	File    string         // of the verdicts
	Program string         // its version
	Start   configs.Config // by which the machine was started
	Office  Office
	Desk    *setup.Desk // whose draft takes what is chosen

	Printer printer.Device          // nil: there is none
	Profile escpos.Profile          // of the printer
	Slip    func(s slip.Slip) error // prints it in its turn and waits for its fate

	Boards  []Board      // those of Start, in its order
	Voice   *voice.Voice // its clips and its player: a trial waits for no call
	Touch   *touchscreen.Screen
	Central *syncer.Outbox // nil: there is none

	Synced func() bool                                     // something sets the clock by the network
	Disk   func() (free, size uint64, low bool, err error) // in bytes
}

// Office is what the bench reads of the office.
type Office interface {
	Setup() *queue.Setup
	Now() (t time.Time, doubt bool)
}

// Bench is where devices are tried, with the verdicts on them. It is a console.Hardware; its methods may be called by several
// goroutines.
type Bench struct {
	Config
	Press time.Duration // how long a press is awaited; set before the first trial

	mu       sync.Mutex // protects what follows
	verdicts map[string]verdict
	network  []string // printers that were found on the network, as "10.0.0.5:9100"
	trials   trials
}

type verdict struct {
	Works bool      `json:"works"`
	At    time.Time `json:"at"`
	Note  string    `json:"note,omitempty"` // what was measured
}

// Open reads the verdicts of earlier days; a file that cannot be read is an error.
func Open(c Config) (*Bench, error) {
	h := &Bench{Config: c, Press: pressWait, verdicts: map[string]verdict{}, trials: newTrials()}
	b, err := os.ReadFile(h.File)
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

// words says what stands under setup.h_ in the message files.
func words(lang string) func(id string, args ...text.Args) string {
	return func(id string, args ...text.Args) string { return text.Say(lang, "setup.h_"+id, args...) }
}

// draft is what the technician has chosen so far, read leniently: mistakes in it are for the review to tell.
type draft struct {
	Printer struct {
		Port, Profile, Codepage string
		Width                   int
	}
	Central      struct{ URL string }
	TicketButton struct{ Service string } `toml:"ticket_button"`
	Speaker      []struct {
		Device string
		Volume int
	}
}

func (h *Bench) draft() (d draft) {
	if dr, err := h.Desk.Draft(); err == nil {
		_ = toml.Unmarshal(dr.Text, &d)
	}
	return d
}

func (h *Bench) set(values ...setup.Setting) error { return h.Desk.Set(values...) }

// Parts lists what there is to try and to look at.
func (h *Bench) Parts(lang string) []console.Part {
	d := h.draft()
	ps := slices.Concat(h.printerParts(lang, d), h.soundParts(lang, d), h.screenParts(lang), h.machineParts(lang), h.centralParts(lang, d), h.hallParts(lang, d))
	say := words(lang)
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range ps {
		p := &ps[i]
		if v, ok := h.verdicts[p.ID]; ok && (p.Asks || p.Touch) {
			p.Judged, p.Note = judged(v.Works), v.Note
			at := v.At.In(h.Office.Setup().Location())
			p.When = text.Date(at) + ", " + text.Clock(at)
		}
		if !p.Asks && !p.Touch && p.Judged == "" {
			continue // only told
		}
		p.Verdict = say(map[string]string{"pass": "pass", "fail": "fail", "": "untested"}[p.Judged])
	}
	return ps
}

func judged(ok bool) string { return map[bool]string{true: "pass", false: "fail"}[ok] }

// device is an error about one, in words.
func device(lang string, err error) error {
	return &api.Error{Code: "setup-device", Text: text.Say(lang, "setup.e_device"), Hint: fmt.Sprintf("%s (%v)", text.Say(lang, "setup.e_device_hint"), err)}
}

// numbered takes an id such as "lamp-17" apart; n is -1 where there is no number.
func numbered(id string) (kind string, n int) {
	kind, number, _ := strings.Cut(id, "-")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return id, -1
	}
	return kind, n
}

// Try moves a device. One that does not obey has failed, without anybody's judgement.
func (h *Bench) Try(ctx context.Context, id, lang string) (said string, err error) {
	if !slices.ContainsFunc(h.Parts(lang), func(p console.Part) bool { return p.ID == id && p.Try }) {
		return "", fmt.Errorf("nothing to try: %q", id)
	}
	say := words(lang)
	switch kind, n := numbered(id); kind {
	case "print":
		said, err = say("printed"), h.Slip(slip.Trial{Lang: lang, At: time.Now().In(h.Office.Setup().Location())})
	case "letters":
		said, err = say("letters_printed"), h.Slip(slip.Letters{Lang: lang})
	case "scan":
		return h.scan(ctx, lang), nil
	case "lamp":
		said, err = say("lit"), h.tryLamp(ctx, n)
	case "board":
		said, err = say("board_lit"), h.tryBoard(ctx, n)
	case "button":
		h.await(n, say("no_press"))
		return say("press"), nil
	case "speaker":
		said, err = say("played"), h.play(ctx, n)
	}
	if err != nil {
		return "", errors.Join(device(lang, err), h.note(id, false, ""))
	}
	return said, nil
}

// Choose takes a pick, or what was typed where something can be typed.
func (h *Bench) Choose(ctx context.Context, id, value, lang string) (string, error) {
	fits := func(p console.Part) bool {
		return p.ID == id && (p.Field != "" || slices.ContainsFunc(p.Picks, func(c console.Pick) bool { return c.Value == value }))
	}
	if !slices.ContainsFunc(h.Parts(lang), fits) {
		return "", errChoice(lang)
	}
	switch kind, n := numbered(id); kind {
	case "ports":
		return h.choosePort(value, lang)
	case "address":
		return h.chooseAddress(ctx, value, lang)
	case "profile":
		return h.chooseProfile(value, lang)
	case "letters":
		return h.chooseLetters(value, lang)
	case "speaker":
		return h.chooseVolume(n, value, lang)
	case "brightness":
		return h.chooseBrightness(value, lang)
	case "central-url":
		return words(lang)("drafted"), h.set(setup.Setting{Table: "central", At: -1, Key: "url", Value: strings.TrimSpace(value)})
	case "ticket-service":
		return words(lang)("drafted"), h.set(setup.Setting{Table: "ticket_button", At: -1, Key: "service", Value: value})
	case "enrol":
		return h.enrol(ctx, value, lang)
	}
	return "", errChoice(lang)
}

// Judge notes a person's verdict, or what the touch screen has measured.
func (h *Bench) Judge(id string, works bool, note string) error {
	if !slices.ContainsFunc(h.Parts("pl"), func(p console.Part) bool { return p.ID == id && (p.Asks || p.Touch) }) {
		return fmt.Errorf("there is no %q", id)
	}
	return h.note(id, works, note)
}

func (h *Bench) note(id string, works bool, note string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.verdicts[id] = verdict{works, time.Now().UTC().Truncate(time.Second), note}
	b, err := json.MarshalIndent(h.verdicts, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(h.File, b, 0o600)
}

// Print prints the commissioning report.
func (h *Bench) Print(lang string) error {
	setup := h.Office.Setup()
	c := slip.Commission{Lang: lang, Office: setup.Name.In(lang), Machine: setup.Node, At: time.Now().In(setup.Location())}
	left := 0
	for _, p := range h.Parts(lang) { // a hall has many lamps, and a roll an end: of those not tried only the number
		switch part := p.Name; {
		case (p.Asks || p.Touch) && p.Judged == "":
			left++
		case p.Judged == "" && p.Value == "": // nothing to tell
		default:
			if !p.Asks && p.Value != "" {
				part += ": " + p.Value
			}
			if p.Note != "" {
				part += ": " + p.Note
			}
			c.Rows = append(c.Rows, slip.Trying{Part: part, Verdict: p.Verdict, Bad: p.Judged == "fail"})
		}
	}
	if left > 0 {
		c.Rows = append(c.Rows, slip.Trying{Part: text.Say(lang, "setup.h_left", text.Args{"N": left})})
	}
	return h.Slip(c)
}

// Report is the same for a file.
func (h *Bench) Report(lang string) string {
	setup := h.Office.Setup()
	now := time.Now().In(setup.Location())
	var b strings.Builder
	fmt.Fprintf(&b, "%s\r\n%s, %s\r\n%s, %s\r\n\r\n", text.Say(lang, "setup.h_report"), setup.Name.In(lang), setup.Node, text.Date(now), text.Clock(now))
	for _, p := range h.Parts(lang) {
		if p.Verdict == "" && p.Value == "" {
			continue // nothing to tell
		}
		fmt.Fprintf(&b, "%-14s %s", p.Verdict, p.Name)
		for _, more := range []string{p.Value, p.Note, p.When} {
			if more != "" {
				b.WriteString("; " + more)
			}
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
