package slip_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/figures"
	"bileter/internal/queue"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

var day = time.Date(2026, 3, 12, 9, 14, 0, 0, time.UTC)

func sampleAppointment(t testing.TB, lang string) slip.Appointment {
	tk := sampleTicket(t, "P1", lang)
	return slip.Appointment{
		Lang: lang, Office: tk.Office, Code: "P512", At: day, Service: tk.Service, PolishService: tk.PolishService,
		Place: tk.Place, Arrow: tk.Arrow, Way: tk.Way, Documents: tk.Documents, Fee: tk.Fee, Infoline: tk.Infoline,
		URL: tk.URL,
	}
}

func sampleReport(lang string) slip.Report {
	return slip.Report{
		Lang: lang, Office: sampleSetup().Name.In(lang), Day: day, Made: day.Add(6 * time.Hour), Waiting: 3,
		Letters: []slip.LetterDay{
			{Letter: "D", Issued: 41, Served: 37, NoShow: 2, Told: true, Half: 11 * time.Minute, Most: 34 * time.Minute},
			{Letter: "P", Issued: 128, Served: 119, NoShow: 7, Told: true, Half: 22 * time.Minute, Most: 71 * time.Minute},
			{Letter: "U", Issued: 1},
		},
		Total:   slip.LetterDay{Issued: 170, Served: 156, NoShow: 9, Told: true, Half: 19 * time.Minute, Most: 68 * time.Minute},
		Matters: 163, Within: 44, Forecasts: 150, Error: 6 * time.Minute, Hit: 81, Paper: 168, Lost: 2, Away: 12 * time.Minute, Broken: 4 * time.Minute,
	}
}

// sampleSlips are slips of every kind in every language, by name.
func sampleSlips(t testing.TB) map[string]slip.Slip {
	t.Helper()
	out := map[string]slip.Slip{}
	for _, lang := range languages {
		out["ticket-"+lang] = sampleTicket(t, "P1", lang)
		out["large-"+lang] = slip.Large(sampleTicket(t, "P1", lang))
		out["checklist-"+lang] = slip.NewChecklist(sampleSetup(), "P1", lang, day)
		out["appointment-"+lang] = sampleAppointment(t, lang)
		out["report-"+lang] = sampleReport(lang)
		out["test-"+lang] = slip.Trial{Lang: lang, At: day}
	}
	return out
}

// pagesOf are the ways in which text goes out: three code pages, and as a picture.
func pagesOf(p escpos.Profile) map[string]escpos.Profile {
	out := map[string]escpos.Profile{"raster": p}
	for cs, n := range map[escpos.Charset]byte{escpos.CP852: 18, escpos.CP1250: 45, escpos.Latin2: 39} {
		p.Charset, p.Page = cs, n
		out[string(cs)] = p
	}
	drawn := out["raster"]
	drawn.Raster = true
	out["raster"] = drawn
	return out
}

// TestGolden holds the bytes of every slip in both widths, on three code pages and as pictures, by their sums.
func TestGolden(t *testing.T) {
	var b strings.Builder
	slips := sampleSlips(t)
	for _, width := range []string{"80", "58"} {
		pages := pagesOf(profile(t, "generic-"+width))
		for _, name := range slices.Sorted(maps.Keys(slips)) {
			for _, page := range slices.Sorted(maps.Keys(pages)) {
				job, err := slip.Encode(slips[name].Layout(pages[page]), pages[page])
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, "%-16s %s mm %-7s %6d bytes %x\n", name, width, page, len(job), sha256.Sum256(job))
			}
		}
	}
	name := filepath.Join("testdata", "slips.sums")
	if *update {
		golden(t, "slips.sums", []byte(b.String()))
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got, lines := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	if len(got) != len(lines) {
		t.Fatalf("%d slips, want %d", len(got), len(lines))
	}
	for i := range got {
		if got[i] != lines[i] {
			t.Errorf("got  %s\nwant %s", got[i], lines[i])
		}
	}
}

// TestDrawings compares every slip's drawing in both widths dot by dot.
func TestDrawings(t *testing.T) {
	for name, s := range sampleSlips(t) {
		for _, width := range []string{"80", "58"} {
			p := profile(t, "emulator-"+width)
			img, err := slip.Image(s.Layout(p), p)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s-%s.png", name, width)
			if *update {
				var b bytes.Buffer
				if err := png.Encode(&b, img); err != nil {
					t.Fatal(err)
				}
				golden(t, name, b.Bytes())
				continue
			}
			b, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			want, err := png.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			if !same(img, want) {
				t.Errorf("%s differs; see it with -update", name)
			}
		}
	}
}

// printed are the lines of a layout that go out as text on a page, as they stand on paper.
func printed(lines []slip.Line, p escpos.Profile) []string {
	var out []string
	for _, l := range lines {
		s := p.Fold(l.Text)
		if _, ok := p.Encode(s); ok && s != "" {
			out = append(out, s)
		}
	}
	return out
}

// TestRoundTrip reads back what another machine understood, of every slip and of every service of the sample office
// in every language, on every page.
func TestRoundTrip(t *testing.T) {
	cfg, err := configs.Parse(configs.SampleName, configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	slips := sampleSlips(t)
	for _, sv := range cfg.Setup.Services {
		if sv.Kind != queue.KindTicket {
			continue
		}
		for _, lang := range cfg.Setup.Languages {
			tk := queue.Ticket{Letter: sv.Letter, N: 27, Service: sv.ID, Lang: lang, Issued: day}
			s := slip.FromTicket(&cfg.Setup, tk, 6, queue.Range{Min: 15, Max: 25, Known: true}, sampleURL, day)
			slips["sample "+sv.ID+" "+lang] = s
			if lang == "pl" {
				slips["large "+sv.ID+" "+lang] = slip.Large(s)
				slips["list "+sv.ID+" "+lang] = slip.NewChecklist(&cfg.Setup, sv.ID, lang, day)
			}
		}
	}
	if len(slips) < 100 {
		t.Fatalf("only %d slips", len(slips))
	}
	for _, width := range []string{"80", "58"} {
		for page, p := range pagesOf(profile(t, "emulator-"+width)) {
			if p.Raster {
				continue // compared as pictures
			}
			for name, s := range slips {
				if ofOffice, lang := strings.Contains(name, " "), name[len(name)-2:]; ofOffice && p.Charset != escpos.CP852 && (lang != "pl" || width == "58") {
					continue // the other pages differ in Polish letters
				} else if ofOffice && width == "58" && lang != "pl" && lang != "de" {
					continue // the longest words
				}
				lines := s.Layout(p)
				for _, l := range lines {
					if n := len([]rune(p.Fold(l.Text))) * max(1, l.W); n > p.Columns {
						t.Errorf("%s %s %s: %q is %d columns wide, the paper %d", name, width, page, l.Text, n, p.Columns)
					}
				}
				b, err := slip.Encode(lines, p)
				if err != nil {
					t.Fatal(err)
				}
				papers, err := emulator.Read(b, p)
				if err != nil {
					t.Fatalf("%s %s %s: %v", name, width, page, err)
				}
				if want := printed(lines, p); len(papers) != 1 || !slices.Equal(papers[0].Text, want) {
					t.Errorf("%s %s %s: %d papers\n got %q\nwant %q", name, width, page, len(papers), papers[0].Text, want)
				}
				if lang := name[len(name)-2:]; lang == "pl" && !strings.HasPrefix(name, "test") && len(printed(lines, p)) != texts(lines) {
					t.Errorf("%s %s %s: a Polish line goes out as a picture", name, width, page)
				}
			}
		}
	}
}

func texts(lines []slip.Line) int {
	n := 0
	for _, l := range lines {
		if l.Text != "" {
			n++
		}
	}
	return n
}

func whole(lines []slip.Line) string {
	var all []string
	for _, l := range lines {
		all = append(all, strings.Fields(l.Text)...)
	}
	return strings.Join(all, " ")
}

// TestChecklistIsWhole wants all documents and fees, and no number.
func TestChecklistIsWhole(t *testing.T) {
	setup := sampleSetup()
	for _, lang := range languages {
		for _, width := range []string{"80", "58"} {
			p := profile(t, "generic-"+width)
			c := slip.NewChecklist(setup, "P1", lang, day)
			all := whole(c.Layout(p))
			for _, d := range setup.Service("P1").Documents[lang] {
				if !strings.Contains(all, d) {
					t.Errorf("%s %s: %q is missing in %q", lang, width, d, all)
				}
			}
			if len(c.Fees) != 2 || c.Pay == "" || strings.Contains(all, "P027") {
				t.Errorf("%s %s: %+v", lang, width, c)
			}
		}
	}
	if c := slip.NewChecklist(setup, "D1", "pl", day); c.Pay != "" || len(c.Fees) != 1 || c.Fees[0].Amount != "bezpłatnie" {
		t.Errorf("a free service: %+v", c)
	}
	if c := slip.NewChecklist(setup, "X9", "pl", day); len(c.Layout(profile(t, "generic-58"))) == 0 {
		t.Error("nothing at all")
	}
}

// TestLargeIsLarge measures letters: nothing of a large ticket is small, and no word is cut.
func TestLargeIsLarge(t *testing.T) {
	for _, lang := range languages {
		for _, width := range []string{"80", "58"} {
			p := profile(t, "generic-"+width)
			for _, service := range []string{"P1", "D1", "U3"} {
				tk := sampleTicket(t, service, lang)
				lines := slip.Large(tk).Layout(p)
				for _, l := range lines {
					if l.Text != "" && (l.H < 2 || l.W < 2) {
						t.Errorf("%s %s: %q is small", lang, width, l.Text)
					}
				}
				all := whole(lines)
				for _, word := range strings.Fields(tk.Number + " " + tk.Place) {
					if !strings.Contains(all, strings.ReplaceAll(word, "\u00a0", " ")) {
						t.Errorf("%s %s: %q is cut in %q", lang, width, word, all)
					}
				}
			}
		}
	}
}

func TestReportCounts(t *testing.T) {
	waits := []int{60, 120, 300, 600, 1140}
	d := &figures.Day{Date: "2026-03-12", Letters: map[string]*figures.Row{
		"P": {Visits: 9, Done: 5, NoShow: 1, Matters: 6, Waits: waits}, "D": {Visits: 1, Cancelled: 1, Waits: waits[:4]},
	}, Total: figures.Row{Visits: 10, Done: 5, NoShow: 1, Matters: 6, Waits: waits}, Printed: 8, Refused: 1, Doubt: 1,
		Forecast: queue.Accuracy{N: 4, Covered: 3, Abs: 480}, Faults: map[string]*figures.Sum{"central-away": {N: 2, Sec: 700}}}
	r := slip.NewReport(sampleSetup(), d, 2, "pl", day)
	all := whole(r.Layout(profile(t, "generic-58")))
	for _, want := range []string{"D 1 0 0 - -", "P 9 5 1 5 19", "Razem 10 5 1 5 19", "Czekają 2 osoby.", "sprawy: 6.", "czekało 80% osób", "w 75%, średni błąd 2 min",
		"papierze: 8, bez papieru: 2.", "serwerem miasta 12 min", "czw. 12.03.2026"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %q", want, all)
		}
	}
	if strings.Contains(all, "Drukarka") {
		t.Errorf("a printer that never failed is in %q", all)
	}
	if all := whole(slip.NewReport(sampleSetup(), nil, 0, "pl", day).Layout(profile(t, "generic-58"))); !strings.Contains(all, "Razem 0 0 0 - -") {
		t.Errorf("before the first day: %q", all)
	}
}

// TestTrialShowsEverything wants every letter that printers get wrong, and every style.
func TestTrialShowsEverything(t *testing.T) {
	for _, width := range []string{"80", "58"} {
		p := profile(t, "generic-"+width)
		lines := slip.Trial{Lang: "pl", At: day}.Layout(p)
		all, pictures, code, styles := whole(lines), 0, false, map[string]bool{}
		for _, l := range lines {
			if l.Picture.H > 0 {
				pictures++
				if l.Picture.W > p.Dots {
					t.Errorf("a picture of %d dots on %d", l.Picture.W, p.Dots)
				}
			}
			code = code || l.QR != ""
			styles[fmt.Sprint(l.Bold, l.W, l.H, l.Align)] = true
		}
		for _, r := range "ąćęłńóśźżĄĆĘŁŃÓŚŹŻäöüßÄÖÜґєіїҐЄІЇщЩ" {
			if !strings.ContainsRune(all, r) {
				t.Errorf("%s: %c is missing", width, r)
			}
		}
		if !code || pictures < 2 || len(styles) < 9 {
			t.Errorf("%s: code %v, %d pictures, styles %v", width, code, pictures, styles)
		}
	}
}

// TestNoKindHasAPlaceForPrivateThings is the rule of what may never stand on a slip, for the other kinds.
func TestNoKindHasAPlaceForPrivateThings(t *testing.T) {
	allowed := strings.Fields(`Lang Office Code At Service PolishService Place Arrow Way Documents Fee Fees Infoline
		Privacy URL Pay Day What Amount Made Letters Waiting Letter Issued Served NoShow Told Half Most Total Matters Within Forecasts
		Error Hit Paper Lost Away Broken Lines Notes Logo Key`)
	for _, kind := range []reflect.Type{
		reflect.TypeFor[slip.Checklist](), reflect.TypeFor[slip.Price](), reflect.TypeFor[slip.Appointment](), reflect.TypeFor[slip.Report](),
		reflect.TypeFor[slip.LetterDay](), reflect.TypeFor[slip.Trial](), reflect.TypeFor[slip.Form](),
	} {
		for f := range kind.Fields() {
			if !slices.Contains(allowed, f.Name) {
				t.Errorf("%s.%s: may it stand on paper? See the privacy rules", kind.Name(), f.Name)
			}
		}
	}
}

func TestForm(t *testing.T) {
	p := profile(t, "generic-80")
	usual := sampleTicket(t, "P1", "pl")
	named := usual
	named.Form.Lines = slip.LineNames()
	if !bytes.Equal(encode(t, usual, p), encode(t, named, p)) {
		t.Error("the usual lines by name are another ticket")
	}
	tk := usual
	tk.Form = slip.Form{
		Lines: []string{"number", "place", "note", "issued", "qr"},
		Notes: map[string][]string{"pl": {"Kawiarnia: parter", "Toaleta: w prawo"}, "en": {"Café: ground floor"}},
	}
	all := whole(tk.Layout(p))
	if want := "P027 Stanowiska 1–6, pokój 4 Kawiarnia: parter Toaleta: w prawo 12.03.2026 09:14 tel. 32 000 00 00"; all != want {
		t.Errorf("got  %q\nwant %q", all, want)
	}
	tk.Lang = "uk"
	if all := whole(tk.Layout(p)); !strings.Contains(all, "Kawiarnia") {
		t.Errorf("a language without notes says nothing: %q", all)
	}
	tk.Lang = "en"
	if all := whole(tk.Layout(p)); !strings.Contains(all, "Café") || strings.Contains(all, "Kawiarnia") {
		t.Errorf("got %q", all)
	}
	noted := usual
	noted.Form.Notes = map[string][]string{"pl": {strings.Repeat("n", 40), strings.Repeat("o", 40), strings.Repeat("p", 40)}}
	if all := whole(noted.Layout(p)); !strings.Contains(all, "Weź:") {
		t.Errorf("the office's lines drove the documents out: %q", all)
	}
}

// TestLogo puts a picture above the ticket, and changes nothing else.
func TestLogo(t *testing.T) {
	p := profile(t, "emulator-80")
	logo := image.NewRGBA(image.Rect(10, 10, 210, 70)) // clear: white
	draw.Draw(logo, image.Rect(10, 10, 60, 70), image.Black, image.Point{}, draw.Src)
	plain, tk := sampleTicket(t, "P1", "pl"), sampleTicket(t, "P1", "pl")
	tk.Form = slip.NewForm(nil, nil, logo)
	with, without := tk.Layout(p), plain.Layout(p)
	if len(with) != len(without)+2 || !reflect.DeepEqual(with[2:], without) {
		t.Errorf("the logo changed the lines below it: %d, without it %d", len(with), len(without))
	}
	m, err := slip.Picture(with, p)
	if err != nil {
		t.Fatal(err)
	}
	paper, err := emulator.Draw(encode(t, tk, p), p)
	if err != nil {
		t.Fatal(err)
	}
	if n := differing(paper, m); n < 0 || n > 3 {
		t.Errorf("%d dots differ", n)
	}
	if logo := with[0].Picture; !logo.Dot(0, 0) || !logo.Dot(49, 59) || logo.Dot(50, 0) || logo.W != 200 || logo.H != 60 {
		t.Error("the logo is not what the picture was")
	}
	tk.Form = slip.NewForm(nil, nil, image.NewGray(image.Rect(0, 0, 576, 10)))
	if narrow := profile(t, "emulator-58"); !reflect.DeepEqual(tk.Layout(narrow), plain.Layout(narrow)) {
		t.Error("a logo wider than the paper is printed")
	}
}
