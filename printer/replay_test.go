package printer_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bileter/printer"
	"bileter/printer/escpos"
)

// The dialogues in testdata are what manuals say that printers answer, byte by byte. They are played against the device,
// which has to send what stands there, and against the demultiplexer, whose readings stand there too.

// script is a Port whose printer says what a dialogue has.
type script struct {
	lines []string // still to come, of one step
	out   []byte   // what was sent and not looked for yet
	in    []byte   // to be read
	job   []byte   // name of the last job
	said  []string // how what came is to be read
	all   []byte
}

func unhexed(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(fmt.Sprintf("%q: %v", s, err))
	}
	return b
}

// find looks for a line's bytes in what was sent.
func (s *script) find(want string) bool {
	head, named := strings.CutSuffix(want, "....")
	b := unhexed(head)
	i := bytes.Index(s.out, b)
	end := i + len(b)
	if named {
		end += 4
	}
	if i < 0 || end > len(s.out) {
		return false
	}
	if named {
		s.job = slices.Clone(s.out[end-4 : end])
	}
	s.out = s.out[end:]
	return true
}

// advance goes on in the dialogue as far as what was sent allows.
func (s *script) advance() {
	for len(s.lines) > 0 {
		what, rest, _ := strings.Cut(s.lines[0], " ")
		job := hex.EncodeToString(s.job)
		switch what {
		case ">":
			if !s.find(rest) {
				return
			}
		case "<":
			b := unhexed(strings.ReplaceAll(rest, "@", job))
			s.in, s.all = append(s.in, b...), append(s.all, b...)
		case "=":
			s.said = append(s.said, strings.ReplaceAll(rest, "@", job))
		}
		s.lines = s.lines[1:]
	}
}

func (s *script) Write(b []byte, _ time.Duration) (int, error) {
	s.out = append(s.out, b...)
	s.advance()
	return len(b), nil
}

func (s *script) Read(b []byte, wait time.Duration) (int, error) {
	if len(s.in) == 0 && wait > 0 {
		<-time.After(wait)
	}
	n := copy(b, s.in)
	s.in = s.in[n:]
	return n, nil
}

func (s *script) Close() error { return nil }

// played is a dialogue being played.
type played struct {
	*testing.T
	p    escpos.Profile
	dev  *printer.Thermal
	port *script
	last string // outcome
}

// step plays what follows one of our doings, until the next.
func (d *played) step(doing string, lines []string) {
	if d.dev == nil {
		d.dev = printer.New(printer.Config{
			Profile: d.p, Log: slog.New(slog.DiscardHandler),
			Open: func(context.Context) (printer.Port, error) { return d.port, nil },
		})
	}
	d.port.out, d.port.lines = nil, lines
	d.port.advance()
	switch doing {
	case "tend":
		d.dev.Tend(d.Context())
	case "print":
		sure, err := d.dev.Print(d.Context(), slip(d.p, "A001"), nil)
		d.last = [...]string{"sent", "processed", "confirmed"}[sure]
		var e *printer.Error
		if errors.As(err, &e) {
			d.last = map[bool]string{true: "doubt ", false: "refused "}[e.InDoubt] + string(e.Problem)
		}
	}
	if len(d.port.lines) > 0 {
		d.Errorf("%s: it was never sent %q; left: % x", doing, d.port.lines[0], d.port.out)
	}
}

func (d *played) check(what, want string) {
	st := d.dev.Status()
	got := d.last
	if what == "is" {
		if got = string(st.Problem); got == "" {
			got = "ready"
		}
		if st.Low {
			got += " low"
		}
	}
	if got != want {
		d.Errorf("%s %s, want %s", what, got, want)
	}
}

func replay(t *testing.T, text string) {
	d := &played{T: t, port: &script{}}
	doing, lines := "", []string(nil)
	flush := func() {
		if doing != "" {
			d.step(doing, lines)
		}
		doing, lines = "", nil
	}
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		what, rest, _ := strings.Cut(l, " ")
		switch what {
		case "", "#":
		case "profile":
			d.p = profile(t, rest)
		case "in":
			d.p.InOrder = true
		case "tend", "print":
			flush()
			doing = what
		case ">", "<", "=":
			lines = append(lines, l)
		case "is", "gets":
			flush()
			d.check(what, rest)
		default:
			t.Fatalf("line %q", l)
		}
	}
	flush()
	d.readings()
}

// readings holds the demultiplexer against the dialogue: at once, and byte by byte.
func (d *played) readings() {
	want := strings.Join(d.port.said, ", ")
	at, rest := d.p.Answers(slices.Clone(d.port.all))
	if got := reading(at); got != want || len(rest) > 0 {
		d.Errorf("read as\n%s, rest %x, want\n%s", got, rest, want)
	}
	var one []escpos.Answer
	for _, b := range d.port.all {
		var more []escpos.Answer
		more, rest = d.p.Answers(append(slices.Clone(rest), b))
		one = append(one, more...)
	}
	if got := reading(one); got != want {
		d.Errorf("byte by byte read as\n%s, want\n%s", got, want)
	}
}

func reading(answers []escpos.Answer) string {
	var parts []string
	for _, a := range answers {
		name := [...]string{"noise", "status", "pushed", "reply", "block", "flow", "full"}[a.Kind]
		parts = append(parts, fmt.Sprintf("%s %x", name, a.Raw))
	}
	return strings.Join(parts, ", ")
}

func TestDialogues(t *testing.T) {
	names, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(names) < 6 {
		t.Fatalf("%d dialogues, %v", len(names), err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { replay(t, string(b)) })
		})
	}
}
