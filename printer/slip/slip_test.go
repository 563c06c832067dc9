package slip_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"

	"bileter/internal/queue"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

var update = flag.Bool("update", false, "write the golden files anew")

var languages = []string{"pl", "en", "uk", "de"}

func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	p, ok := escpos.Named(name)
	if !ok {
		t.Fatalf("no profile %q", name)
	}
	return p
}

func encode(t testing.TB, tk slip.Ticket, p escpos.Profile) []byte {
	t.Helper()
	b, err := tk.Bytes(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs: %d bytes, want %d; see them with -update", name, len(got), len(want))
	}
}

func TestBytes(t *testing.T) {
	for _, name := range []string{"generic-80", "generic-58", "epson-tm-t20iii", "epson-tm-t88v"} {
		for _, lang := range []string{"pl", "de"} {
			golden(t, fmt.Sprintf("P1-%s-%s.bin", lang, name), encode(t, sampleTicket(t, "P1", lang), profile(t, name)))
		}
	}
}

// TestPictures compares paper dot by dot.
func TestPictures(t *testing.T) {
	for _, width := range []string{"80", "58"} {
		p := profile(t, "emulator-"+width)
		for _, lang := range languages {
			img, err := emulator.Draw(encode(t, sampleTicket(t, "P1", lang), p), p)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("P1-%s-%s.png", lang, width)
			if *update {
				var b bytes.Buffer
				if err := png.Encode(&b, img); err != nil {
					t.Fatal(err)
				}
				golden(t, name, b.Bytes())
				continue
			}
			f, err := os.Open(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			want, err := png.Decode(f)
			f.Close()
			if err != nil {
				t.Fatal(err)
			}
			if !same(img, want) {
				t.Errorf("%s differs; see it with -update", name)
			}
		}
	}
}

func black(img image.Image, x, y int) bool {
	if p, ok := img.(*image.Paletted); ok && image.Pt(x, y).In(p.Rect) {
		r, _, _, _ := p.Palette[p.Pix[p.PixOffset(x, y)]].RGBA()
		return r < 1<<15
	}
	return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if black(a, x, y) != black(b, x, y) {
				return false
			}
		}
	}
	return true
}

// TestEverySampleOnEveryPaper reads back what the printer understood.
func TestEverySampleOnEveryPaper(t *testing.T) {
	for _, name := range escpos.Names() {
		p := profile(t, name)
		for _, service := range []string{"P1", "D1", "U3"} {
			for _, lang := range languages {
				tk := sampleTicket(t, service, lang)
				papers, err := emulator.Read(encode(t, tk, p), p)
				if err != nil {
					t.Fatalf("%s %s %s: %v", name, service, lang, err)
				}
				var want []string
				for _, l := range tk.Layout(p) {
					if n := len([]rune(p.Fold(l.Text))) * max(1, l.W); n > p.Columns {
						t.Errorf("%s %s %s: %q is %d columns wide, the paper %d", name, service, lang, l.Text, n, p.Columns)
					}
					if _, ok := p.Encode(p.Fold(l.Text)); ok && l.Text != "" {
						want = append(want, p.Fold(l.Text))
					}
				}
				if p.Raster {
					want = nil
				}
				if len(papers) != 1 || !slices.Equal(papers[0].Text, want) {
					t.Errorf("%s %s %s: %d papers\n got %q\nwant %q", name, service, lang, len(papers), papers[0].Text, want)
				}
				if p.OwnQR(sampleURL) && !slices.Equal(papers[0].QR, []string{sampleURL}) {
					t.Errorf("%s %s %s: QR codes %q", name, service, lang, papers[0].QR)
				}
			}
		}
	}
}

func TestStandardTicketIsShort(t *testing.T) {
	for _, name := range escpos.Names() {
		for _, service := range []string{"P1", "D1"} {
			tk := sampleTicket(t, service, "pl")
			p := profile(t, name)
			b := encode(t, tk, p)
			if len(b) > 400 && p.OwnQR(sampleURL) {
				t.Errorf("%s %s: %d bytes, want at most 400", name, service, len(b))
			}
			t.Logf("%s %s: %d bytes", name, service, len(b))
		}
	}
	// Negative control: without the rule the same ticket is longer.
	tk := sampleTicket(t, "P1", "pl")
	tk.Privacy += " " + strings.Join(tk.Documents, ", ")
	if b := encode(t, tk, profile(t, "generic-80")); len(b) <= 400 {
		t.Errorf("a ticket with %d bytes of privacy has %d bytes", len(tk.Privacy), len(b))
	}
}

func TestDocumentsAreShortenedNotCut(t *testing.T) {
	for _, lang := range languages {
		for _, width := range []string{"80", "58"} {
			p, tk := profile(t, "generic-"+width), sampleTicket(t, "P1", lang)
			all := ""
			for _, l := range tk.Layout(p) {
				all += l.Text + " "
			}
			n := 0
			for n < len(tk.Documents) && strings.Contains(strings.ReplaceAll(all, ", ", " "), tk.Documents[n]) {
				n++
			}
			if n == 0 {
				t.Errorf("%s %s: no document in %q", lang, width, all)
			}
		}
	}
}

// TestNumberCanBeReadFromAfar measures the digits on paper.
func TestNumberCanBeReadFromAfar(t *testing.T) {
	for _, name := range []string{"emulator-80", "emulator-58", "generic-80", "generic-58", "epson-tm-t88v"} {
		p := profile(t, name)
		e, err := slip.Encode([]slip.Line{sampleNumber(t, p)}, p)
		if err != nil {
			t.Fatal(err)
		}
		img, err := emulator.Draw(e, p)
		if err != nil {
			t.Fatal(err)
		}
		top, bottom := -1, 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if black(img, x, y) {
					if top < 0 {
						top = y
					}
					bottom = y + 1
				}
			}
		}
		if mm := p.Millimetres(bottom - top); mm < 15 {
			t.Errorf("%s: the number is %.1f mm high, want 15", name, mm)
		}
	}
}

func sampleNumber(t *testing.T, p escpos.Profile) slip.Line {
	t.Helper()
	tk := sampleTicket(t, "P1", "pl")
	for _, l := range tk.Layout(p) {
		if l.Text == tk.Number {
			return l
		}
	}
	t.Fatal("no number")
	return slip.Line{}
}

// TestQRCodeOnPaper finds the code's modules in the picture, with white around them.
func TestQRCodeOnPaper(t *testing.T) {
	for _, name := range []string{"emulator-80", "emulator-58"} {
		p := profile(t, name)
		img, err := emulator.Draw(encode(t, sampleTicket(t, "P1", "uk"), p), p)
		if err != nil {
			t.Fatal(err)
		}
		code, err := qr.Encode(sampleURL, qr.L, qr.Unicode)
		if err != nil {
			t.Fatal(err)
		}
		const module = 6
		n, b := code.Bounds().Dx(), img.Bounds()
		left := (b.Dx() - n*module) / 2
		found := false
		for top := 4 * module; top+(n+4)*module <= b.Dy() && !found; top++ {
			found = codeAt(img, code, left, top, module)
		}
		if !found {
			t.Errorf("%s: no QR code of the ticket's address, 4 modules of white around it", name)
		}
	}
}

func codeAt(img, code image.Image, left, top, module int) bool {
	n := code.Bounds().Dx()
	for y := -4 * module; y < (n+4)*module; y++ {
		for x := -4 * module; x < (n+4)*module; x++ {
			inside := x >= 0 && y >= 0 && x < n*module && y < n*module
			if want := inside && black(code, x/module, y/module); black(img, left+x, top+y) != want {
				return false
			}
		}
	}
	return true
}

func TestCopyIsMarked(t *testing.T) {
	for lang, want := range map[string]string{"pl": "KOPIA", "en": "KOPIA (COPY)", "uk": "KOPIA (КОПІЯ)", "de": "KOPIA (KOPIE)"} {
		tk := sampleTicket(t, "D1", lang)
		p := profile(t, "generic-58")
		if lines := tk.Layout(p); lines[0].Text == want {
			t.Errorf("%s: the first paper is marked %s", lang, want)
		}
		tk.Copy = true
		if lines := tk.Layout(p); lines[0].Text != want {
			t.Errorf("%s: got %q first, want %q", lang, lines[0].Text, want)
		}
	}
}

// TestNothingPrivateHasAPlace is the rule of what may never stand on a slip, as the type's fields.
func TestNothingPrivateHasAPlace(t *testing.T) {
	allowed := []string{
		"Lang", "Office", "Number", "Service", "PolishService", "Issued", "Ahead", "Wait", "Place", "Arrow", "Way", "NoStairs",
		"Documents", "Fee", "Infoline", "Privacy", "URL", "Copy", "Form",
	}
	for f := range reflect.TypeFor[slip.Ticket]().Fields() {
		if !slices.Contains(allowed, f.Name) {
			t.Errorf("field %s: may it stand on paper? See the privacy rules", f.Name)
		}
	}
	setup, now := sampleSetup(), time.Now()
	plain := queue.Ticket{Letter: "P", N: 1, Service: "P1", Lang: "pl", Issued: now}
	special := plain
	special.Priority = true
	a := slip.FromTicket(setup, plain, 3, queue.Range{}, sampleURL, now)
	b := slip.FromTicket(setup, special, 3, queue.Range{}, sampleURL, now)
	if !reflect.DeepEqual(a, b) {
		t.Error("priority can be seen on the slip")
	}
}

func TestFromTicket(t *testing.T) {
	setup := sampleSetup()
	now := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		t    queue.Ticket
		want func(slip.Ticket) []string
		text []string
	}{
		{"counters and a room", queue.Ticket{Service: "P1", Lang: "pl"}, where, []string{"Stanowiska 1–6, pokój 4", "left", "w lewo, parter"}},
		{"two counters", queue.Ticket{Service: "D1", Lang: "en"}, where, []string{"Counters 26, 27", "right", "to the right, first floor"}},
		{"a room alone", queue.Ticket{Service: "U3", Lang: "uk"}, where, []string{"Кабінет 5", "right", "праворуч, другий поверх"}},
		{"sent to one counter", queue.Ticket{Service: "P1", Lang: "de", Only: 3}, where, []string{"Schalter 3", "left", "links, Erdgeschoss"}},
		{"both languages", queue.Ticket{Service: "D1", Lang: "en"}, names, []string{"Apply for an ID card", "Wniosek o dowód osobisty"}},
		{"Polish once", queue.Ticket{Service: "D1", Lang: "pl"}, names, []string{"Wniosek o dowód osobisty", ""}},
		{"a language without words", queue.Ticket{Service: "D1", Lang: "fr"}, names, []string{"Wniosek o dowód osobisty", ""}},
		{"a service that is gone", queue.Ticket{Service: "X9", Lang: "pl"}, names, []string{"", ""}},
		{"fee from to", queue.Ticket{Service: "P1", Lang: "pl"}, fee, []string{"Opłata: 66,50–160\u00a0zł, stanowisko\u00a017"}},
		{"free", queue.Ticket{Service: "D1", Lang: "pl"}, fee, []string{"Opłata: bezpłatnie"}},
		{"before any fee was valid", queue.Ticket{Service: "P1", Lang: "pl", Day: "2019-12-31"}, fee, []string{""}},
		{"local time", queue.Ticket{Service: "P1", Lang: "pl", Issued: now}, at, []string{"2026-07-01 12:00"}},
		{"a sample's time", queue.Ticket{Service: "P1", Lang: "pl"}, at, []string{"2026-07-01 12:00"}},
	} {
		tk := slip.FromTicket(setup, c.t, 0, queue.Range{}, "", now)
		if got := c.want(tk); !slices.Equal(got, c.text) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.text)
		}
	}
}

func where(t slip.Ticket) []string { return []string{t.Place, t.Arrow, t.Way} }
func names(t slip.Ticket) []string { return []string{t.Service, t.PolishService} }
func fee(t slip.Ticket) []string   { return []string{t.Fee} }
func at(t slip.Ticket) []string    { return []string{t.Issued.Format("2006-01-02 15:04")} }

func TestBareTicket(t *testing.T) {
	p := profile(t, "generic-58")
	b := encode(t, slip.Ticket{Number: "A001", Lang: "pl"}, p)
	papers, err := emulator.Read(b, p)
	if err != nil {
		t.Fatal(err)
	}
	if len(papers) != 1 || !slices.Contains(papers[0].Text, "A001") {
		t.Errorf("got %+v", papers)
	}
	long := slip.Ticket{Number: "A001", Lang: "pl", URL: strings.Repeat("x", 3000)}
	if _, err := long.Bytes(p); err == nil {
		t.Error("a QR code wider than the paper was accepted")
	}
}

// BenchmarkTicket is the size of a ticket, and the time to make it, on every printer that has a page for it; at most 400
// bytes are wanted of a Polish one, and of a Ukrainian one none has the letters.
func BenchmarkTicket(b *testing.B) {
	run := func(name, lang string, p escpos.Profile) {
		b.Run(lang+"/"+name, func(b *testing.B) {
			tk := sampleTicket(b, "P1", lang)
			n := 0
			for b.Loop() {
				n = len(encode(b, tk, p))
			}
			b.ReportMetric(float64(n), "bytes/ticket")
			b.ReportMetric(float64(n)/0.96, "ms-at-9600-baud")
		})
	}
	for _, f := range escpos.Families() {
		if !f.Raster {
			run(f.Name, "pl", f.Profile)
		}
	}
	run("emulator-80", "uk", profile(b, "emulator-80"))
}

// TestSlipWithoutStairs: who has priority is led to places without stairs, where there are any; where there are none, every
// slip says where to ask, so that the line marks nobody.
func TestSlipWithoutStairs(t *testing.T) {
	setup := &queue.Setup{
		Zone:     "Europe/Warsaw",
		Zones:    []queue.Zone{{ID: "up", Way: queue.Words{"pl": "I piętro"}, Arrow: "up", Stairs: true}, {ID: "hall", Way: queue.Words{"pl": "parter"}, Arrow: "left"}},
		Services: []queue.Service{{ID: "A1", Letter: "A", Name: queue.Words{"pl": "Sprawa"}}, {ID: "B1", Letter: "B", Name: queue.Words{"pl": "Sprawa"}}},
		Counters: []queue.Counter{{N: 1, Zone: "up", Serves: []string{"A1", "B1"}}, {N: 5, Zone: "hall", Serves: []string{"B1"}}},
		Help:     queue.HelpRules{Point: queue.Words{"pl": "stanowisko 15"}},
	}
	for _, c := range []struct {
		service          string
		priority         bool
		place, way, line string
	}{
		{"B1", false, "Stanowiska 1, 5", "I piętro", ""},
		{"B1", true, "Stanowisko 5", "parter", ""},
		{"A1", false, "Stanowisko 1", "I piętro", "Bez schodów: stanowisko 15"},
		{"A1", true, "Stanowisko 1", "I piętro", "Bez schodów: stanowisko 15"},
	} {
		tk := slip.FromTicket(setup, queue.Ticket{Service: c.service, Letter: c.service[:1], N: 1, Lang: "pl", Priority: c.priority}, 0, queue.Range{}, "", time.Now())
		if tk.Place != c.place || tk.Way != c.way || tk.NoStairs != c.line {
			t.Errorf("%s, priority %v: got %q, %q, %q", c.service, c.priority, tk.Place, tk.Way, tk.NoStairs)
		}
		p := profile(t, "generic-80")
		if got := strings.Contains(fmt.Sprint(tk.Layout(p)), "Bez schodów"); got != (c.line != "") {
			t.Errorf("%s, priority %v: printed %v", c.service, c.priority, got)
		}
		if got := strings.Contains(fmt.Sprint(slip.Large(tk).Layout(p)), "schodów"); got != (c.line != "") {
			t.Errorf("%s, priority %v: printed large %v", c.service, c.priority, got)
		}
	}
}
