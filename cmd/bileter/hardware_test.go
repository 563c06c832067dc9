package main

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/configs"
	"bileter/display"
	"bileter/display/voice"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/hardware"
	"bileter/internal/text"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// shop is a running machine and its bench.
type shop struct {
	*hardware.Bench
	m *machine
}

// workshop is a running machine with the sample's set-up, changed, on devices made of software.
func workshop(t *testing.T, prepared func(*machine), oldnew ...string) *shop {
	t.Helper()
	s := strings.NewReplacer(oldnew...).Replace(string(configs.Sample()))
	file := filepath.Join(t.TempDir(), "office.toml")
	if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := runCmd{Config: file, Data: t.TempDir(), Listen: "127.0.0.1:0", Screen: "off", AlwaysOpen: true}.prepare(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if prepared != nil {
		prepared(m)
	}
	ctx, stop := context.WithCancel(context.Background())
	end := make(chan error, 1)
	go func() { end <- m.run(ctx) }()
	t.Cleanup(func() { stop(); <-end; m.shut() })
	return &shop{m.hardware, m}
}

func (h *shop) part(t *testing.T, id string) console.Part {
	t.Helper()
	ps := h.Parts("pl")
	i := slices.IndexFunc(ps, func(p console.Part) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("there is no part %q", id)
	}
	return ps[i]
}

// eventually waits for what a device made of software shows a moment later.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("did not happen: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (h *shop) drafted(t *testing.T) string {
	t.Helper()
	d, err := h.m.setup.desk.Draft()
	if err != nil {
		t.Fatal(err)
	}
	return string(d.Text)
}

// broken is a back end whose wires are cut.
type broken struct{}

func (broken) Show(context.Context, []display.Picture) error { return errors.New("no such line") }

// quiet is a line that works, whatever hangs on it.
type quiet struct{}

func (quiet) Show(context.Context, []display.Picture) error { return nil }

func TestLampsAndBoardsObey(t *testing.T) {
	h := workshop(t, nil)
	if p := h.part(t, "lamp-17"); p.Value != "linia LAMP17 → stanowisko 17" || p.Judged != "" {
		t.Errorf("got %+v", p)
	}
	for id, lit := range map[string]func() bool{
		"lamp-17": func() bool { return h.m.hall.lit()[17] },
		"board-0": func() bool { return strings.Contains(h.m.hall.boards[0].shown(), "8888") },
	} {
		if lit() {
			t.Fatalf("%s is lit before it is tried", id)
		}
		if said, err := h.Try(t.Context(), id, "pl"); err != nil || said == "" {
			t.Errorf("%s: %q, %v", id, said, err)
		}
		eventually(t, id+" is lit", lit)
		if v := h.part(t, id).Judged; v != "" {
			t.Errorf("%s is judged %q by nobody", id, v)
		}
	}
}

// TestWhatDoesNotObeyFails: cut wires, a board that does not answer on a line that does, a button that nobody can press.
func TestWhatDoesNotObeyFails(t *testing.T) {
	h := workshop(t, func(m *machine) {
		m.hardware.Press = 50 * time.Millisecond
		for i, o := range m.hall.Outlets {
			switch o.Backend.(type) {
			case buttonLamp:
				m.hall.Outlets[i].Backend = m.hardware.TrialLamps(broken{})
			case hardware.TrialBoards:
				m.hall.Outlets[i].Backend = m.hardware.TrialBoards(quiet{}, o.Name)
			}
		}
	})
	h.BoardReport(func(string, error) {})(boardOf(h.m.cfg.Boards[1]).Name, errors.New("no answer"))
	if _, err := h.Try(t.Context(), "board-0", "pl"); err != nil {
		t.Errorf("the board beside it: %v", err)
	}
	if _, err := h.Try(t.Context(), "board-1", "pl"); err == nil {
		t.Error("a board that does not answer has passed")
	}
	if _, err := h.Try(t.Context(), "lamp-17", "pl"); !strings.Contains(errText(err), "Urządzenie nie odpowiada.") {
		t.Errorf("a lamp without wires: %v", err)
	}
	if _, err := h.Try(t.Context(), "button-17", "pl"); err != nil {
		t.Error(err)
	}
	eventually(t, "the press is missed", func() bool { return h.part(t, "button-17").Judged != "" })
	for _, id := range []string{"lamp-17", "button-17", "board-1"} {
		if p := h.part(t, id); p.Judged != "fail" || p.Verdict != "Nie działa" {
			t.Errorf("%s: %+v", id, p)
		}
	}
	if p := h.part(t, "button-17"); p.Note != "nie naciśnięto w ciągu 20 sekund" {
		t.Errorf("got %+v", p)
	}
	if r := h.Report("pl"); !strings.Contains(r, "Nie działa     Lampka: stanowisko 17") {
		t.Error(r)
	}
}

func errText(err error) string {
	if e := (*api.Error)(nil); errors.As(err, &e) {
		return e.Text
	}
	return ""
}

// TestAPrinterOnTheNetwork is found at its address and goes into the draft; an address where nobody is changes nothing.
func TestAPrinterOnTheNetwork(t *testing.T) {
	p, _ := escpos.Named("emulator-80")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	paper := emulator.New(p)
	go func() { served <- paper.Serve(ctx, l) }()
	go func() { _ = paper.Run(ctx) }()
	h := workshop(t, nil)
	if _, err := h.Choose(t.Context(), "address", at, "pl"); err != nil {
		t.Fatal(err)
	}
	if d := h.drafted(t); !strings.Contains(d, `port    = "tcp:`+at+`"`) {
		t.Error("the printer is not in the draft")
	}
	if picks := h.part(t, "ports").Picks; !slices.ContainsFunc(picks, func(p console.Pick) bool { return p.Value == "tcp:"+at && p.Chosen }) {
		t.Errorf("the printer is not in the list: %v", picks)
	}
	if len(paper.Tickets()) > 0 {
		t.Error("something was printed")
	}
	stop()
	<-served
	before := h.drafted(t)
	for _, wrong := range []string{at, "", "300.1.2.3:abc"} {
		if _, err := h.Choose(t.Context(), "address", wrong, "pl"); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
	for id, value := range map[string]string{"ports": "tcp:10.0.0.1:9100", "profile": "nonsense", "letters": "cp437:1", "speaker-0": "80", "radio": "1"} {
		if _, err := h.Choose(t.Context(), id, value, "pl"); err == nil {
			t.Errorf("%s = %q is taken", id, value)
		}
	}
	if h.drafted(t) != before {
		t.Error("a refusal has changed the draft")
	}
	if _, err := h.Choose(t.Context(), "profile", "zjiang-pos-5890", "pl"); err != nil {
		t.Error(err)
	}
	if d := h.drafted(t); !strings.Contains(d, `profile = "zjiang-pos-5890"`) || !strings.Contains(d, "width   = 58") {
		t.Error("the profile is not in the draft")
	}
}

// TestLettersOnPaper: a machine whose code page is wrong shows it on its paper, the technician picks a right line, and the
// machine that has it prints right.
func TestLettersOnPaper(t *testing.T) {
	papers := func(h *shop, s slip.Slip) []string {
		t.Helper()
		n := len(h.m.printing.paper.Tickets())
		if err := h.m.printing.send(s); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a paper", func() bool { return len(h.m.printing.paper.Tickets()) > n })
		return h.m.printing.paper.Tickets()[n].Text
	}
	right := func(lines []string) bool {
		return slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ") })
	}
	width := "[printer]\n"
	h := workshop(t, nil, width, width+"codepage = \"cp852:54\"\n")
	if right(papers(h, slip.Trial{Lang: "pl"})) {
		t.Fatal("a wrong code page prints right: nobody could tell")
	}
	lines := papers(h, slip.Letters{Lang: "pl"})
	if !right(lines) {
		t.Fatalf("no line is right:\n%s", strings.Join(lines, "\n"))
	}
	picks := h.part(t, "letters").Picks
	var page string
	for i, l := range lines {
		if strings.Contains(l, slip.Alphabet) {
			page = picks[i].Value
			break
		}
	}
	if said, err := h.Choose(t.Context(), "letters", page, "pl"); err != nil || !strings.Contains(said, "szkicu") {
		t.Errorf("%q, %v", said, err)
	}
	if d := h.drafted(t); !strings.Contains(d, `codepage = "`+page+`"`) || strings.Contains(d, "cp852:54") {
		t.Errorf("the draft has not %s", page)
	}
	if h := workshop(t, nil, width, width+"codepage = \""+page+"\"\n"); !right(papers(h, slip.Trial{Lang: "pl"})) {
		t.Errorf("%s prints wrong", page)
	} else if said, err := h.Choose(t.Context(), "letters", page, "pl"); err != nil || h.part(t, "letters").Judged != "pass" || !strings.Contains(said, "poprawne") {
		t.Errorf("the page in use: %q, %v", said, err)
	}
	if h := workshop(t, nil, width, width+"codepage = \"picture\"\n"); !h.m.printing.profile.Raster {
		t.Error("slips are not drawn")
	}
}

// ear hears what is played.
type ear struct {
	mu    sync.Mutex
	heard [][]byte
	deaf  bool
}

func (e *ear) Play(_ context.Context, _ string, wav []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.deaf {
		return errors.New("no such device")
	}
	e.heard = append(e.heard, wav)
	return nil
}

func TestSoundAndVolume(t *testing.T) {
	e := &ear{}
	h := workshop(t, func(m *machine) {
		clips := filepath.Join(m.data, "said")
		sound := make(voice.Sound, 2000)
		for i := range sound {
			sound[i] = int16(8000 * math.Sin(float64(i)/10))
		}
		for _, w := range text.SpokenWords("pl") {
			path := filepath.Join(clips, "pl", w.Name+".wav")
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, sound.WAV(100), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		m.voice.Pack, m.voice.Player, m.voice.Speakers = &voice.Pack{Rendered: clips}, e, nil
	}, `device       = "none"`, `device       = "plughw:9,0"`)
	loud := func() float64 {
		t.Helper()
		if _, err := h.Try(t.Context(), "speaker-0", "pl"); err != nil {
			t.Fatal(err)
		}
		s, err := voice.ReadWAV(e.heard[len(e.heard)-1])
		if err != nil {
			t.Fatal(err)
		}
		return voice.RMS(s)
	}
	usual := loud()
	if said, err := h.Choose(t.Context(), "speaker-0", "20", "pl"); err != nil || !strings.Contains(said, "20 %") {
		t.Errorf("%q, %v", said, err)
	}
	if soft := loud(); soft > usual/2 {
		t.Errorf("as loud as before: %.0f of %.0f", soft, usual)
	}
	if !strings.Contains(h.drafted(t), "volume       = 20") {
		t.Error("the volume is not in the draft")
	}
	e.deaf = true
	if _, err := h.Try(t.Context(), "speaker-0", "pl"); err == nil || h.part(t, "speaker-0").Judged != "fail" {
		t.Errorf("a device that is not there: %v, %+v", err, h.part(t, "speaker-0"))
	}
}

// TestMeasuredOnTheGlass: the touch screen's own verdicts, with what was measured, come into the report.
func TestMeasuredOnTheGlass(t *testing.T) {
	h := workshop(t, nil)
	if err := errors.Join(h.Judge("touch", true, "średni błąd 1,2 mm, największy 2,9 mm"), h.Judge("zones", false, "pola, które nie reagują: 3")); err != nil {
		t.Fatal(err)
	}
	if h.Judge("printer", true, "") == nil || h.Judge("scan", true, "") == nil {
		t.Error("what the program measures was judged")
	}
	r := h.Report("pl")
	for _, want := range []string{"Działa         Dokładność dotyku; średni błąd 1,2 mm", "Nie działa     Martwe pola ekranu; pola, które nie reagują: 3", "Sieć"} {
		if !strings.Contains(r, want) {
			t.Errorf("the report lacks %q:\n%s", want, r)
		}
	}
	if err := h.Print("pl"); err != nil {
		t.Error(err)
	}
	if _, err := h.Choose(t.Context(), "enrol", "AAAAA-BBBBB", "pl"); err == nil {
		t.Error("a code is taken without a server")
	}
	if _, err := h.Choose(t.Context(), "central-url", "https://kolejka.example.pl", "pl"); err != nil || !strings.Contains(h.drafted(t), `url = "https://kolejka.example.pl"`) {
		t.Errorf("the server's address is not in the draft: %v", err)
	}
}
