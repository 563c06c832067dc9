package setup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/api"
	office "bileter/internal/setup"
	"bileter/kiosk/setup"
	"bileter/kiosk/touch"
)

// desk is the office's, made of a document and the loader.
type desk struct {
	doc     *edit.Document
	changed bool
	applied int
	when    string
	left    bool
	refuse  *api.Error
	devices devices
	usb     usb
}

func (d *desk) Hardware(_ context.Context, deed string, body any) (setup.Parts, error) {
	return d.devices.do(deed, body)
}

func (d *desk) Sticks(_ context.Context, deed string, body any) (setup.Sticks, error) {
	return d.usb.do(d, deed, body)
}

func (d *desk) Enter(_ context.Context, pin string) error {
	if pin != "738291" {
		return &api.Error{Text: "Nieprawidłowy PIN lub kod."}
	}
	return nil
}

func (d *desk) Do(_ context.Context, deed string, body any) (setup.State, error) {
	if d.refuse != nil {
		return setup.State{}, d.refuse
	}
	switch deed {
	case "change":
		d.changed = true
		if err := d.doc.Apply(body.(map[string]any)["change"].(edit.Change)); err != nil {
			return setup.State{}, &api.Error{Text: err.Error()}
		}
	case "apply":
		d.applied++
		d.when = body.(map[string]string)["when"]
		d.changed = false
	case "restore":
		d.changed = true
	}
	o, err := d.doc.Office()
	s := setup.State{Office: o, Forms: office.Forms("pl", o), Changed: d.changed, Icons: configs.Icons(), Tomorrow: "2026-11-22",
		Versions: []setup.Version{{N: 2, At: "21.11.2026, 14:05", By: "ekran biletomatu", Now: true}, {N: 1, At: "20.11.2026, 8:00", By: "plik na dysku"}}}
	for _, x := range office.Compare(configs.Sample(), d.doc.Text()) {
		s.Changes = append(s.Changes, setup.Change{Text: x.Words("pl"), Restart: x.Restart})
	}
	var ps *configs.Problems
	if _, err := configs.Parse("office.toml", d.doc.Text()); errors.As(err, &ps) {
		for _, p := range ps.List {
			at := office.SpotOf(p)
			s.Problems = append(s.Problems, setup.Problem{Of: at.Of, ID: at.ID, Field: at.Field, Place: at.Words("pl"), Text: office.ProblemWords("pl", p)})
		}
	}
	return s, err
}

func (d *desk) Leave(context.Context) { d.left = true }

// glass is a technician at a screen.
type glass struct {
	t    *testing.T
	win  fyne.Window
	desk *desk
	left bool
	// elsewhere takes what timers want done; nil: it is done at once.
	elsewhere chan func()
	asking    bool
	diagonal  float32 // of the screen, in mm
}

// inches are those of the screens that tests use: 21.5 inches, and 10.1 with its smaller pixels.
func (*glass) inches(w, h float32) float32 {
	if min(w, h) < 1080 {
		return 10.1 * 25.4
	}
	return 0.248 * float32(math.Hypot(float64(w), float64(h)))
}

func visit(t *testing.T, w, h float32) *glass {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&touch.Theme{})
	doc, err := edit.Open(configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	g := &glass{t: t, desk: &desk{doc: doc}}
	do := func(f func()) {
		if g.elsewhere != nil && !g.asking {
			g.elsewhere <- f
			return
		}
		f()
	}
	g.diagonal = g.inches(w, h)
	g.win = test.NewWindow(setup.Mode{Diagonal: g.diagonal, Dial: func() setup.Desk { return g.desk }, Do: do, Go: func(f func()) { g.asking = true; f(); g.asking = false }, Fresh: -1}.Open(func() { g.left = true }))
	g.win.SetPadded(false)
	g.win.Resize(fyne.NewSize(w, h))
	t.Cleanup(g.win.Close)
	return g
}

// keys are what can be pressed, with their captions.
func (g *glass) keys(f func(o fyne.Widget, words []string)) {
	for _, o := range g.win.Content().(*fyne.Container).Objects {
		w, ok := o.(fyne.Widget)
		if !ok || !o.Visible() {
			continue
		}
		var words []string
		for _, part := range test.WidgetRenderer(w).Objects() {
			if c, ok := part.(*canvas.Text); ok && c.Text != "" {
				words = append(words, c.Text)
			}
		}
		f(w, words)
	}
}

// press presses the nth key from the top whose words begin so; long lists are turned to it.
func (g *glass) press(caption string, nth ...int) {
	g.t.Helper()
	for turn := range 16 {
		skip := 0
		if len(nth) > 0 {
			skip = nth[0]
		}
		var hit, on, up fyne.Widget
		g.keys(func(o fyne.Widget, words []string) {
			if len(words) == 0 {
				return
			}
			if low := o.Position().Y > g.win.Canvas().Size().Height*0.81; low && words[0] == "▼" {
				on = o
			} else if low && words[0] == "▲" {
				up = o
			}
			if hit == nil && (words[0] == caption || strings.HasPrefix(words[0], caption) && len(caption) > 2) {
				if skip == 0 {
					hit = o
				}
				skip--
			}
		})
		if hit != nil {
			g.tap(hit)
			return
		}
		if on == nil {
			break
		}
		if turn < 7 && up != nil { // from the top
			on = up
		}
		g.tap(on)
	}
	g.t.Fatalf("there is no %q to press\n%s", caption, g.shown())
}

func (g *glass) tap(o fyne.CanvasObject) {
	at := o.Position().AddXY(o.Size().Width/2, o.Size().Height/2)
	o.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}})
	test.TapCanvas(g.win.Canvas(), at)
}

// type1 writes with the keys on the screen.
func (g *glass) type1(s string) {
	g.t.Helper()
	for _, c := range s {
		if c == ' ' {
			g.press("odstęp")
			continue
		}
		found := false
		g.keys(func(_ fyne.Widget, words []string) { found = found || len(words) > 0 && words[0] == string(c) })
		if !found {
			g.press("⇧")
		}
		g.press(string(c))
	}
}

func (g *glass) shown() string {
	var all []string
	for _, o := range g.win.Content().(*fyne.Container).Objects {
		if c, ok := o.(*canvas.Text); ok && c.Visible() && c.Text != "" {
			all = append(all, c.Text)
		}
	}
	g.keys(func(_ fyne.Widget, words []string) { all = append(all, strings.Join(words, " | ")) })
	return strings.Join(all, "\n")
}

func (g *glass) shows(s string) {
	g.t.Helper()
	if !strings.Contains(g.shown(), s) {
		g.t.Fatalf("%q is not shown\n%s", s, g.shown())
	}
}

func (g *glass) enter() {
	g.t.Helper()
	g.type1("738291")
	g.press("OK")
}

// order are the letters of the first tiles.
func (g *glass) order() (s string) {
	g.t.Helper()
	for _, x := range g.office().Groups[:4] {
		s += x.Letter
	}
	return s
}

// home goes back to the first page.
func (g *glass) home() {
	g.t.Helper()
	for strings.Contains(g.shown(), "‹ Wróć") {
		g.press("‹ Wróć")
	}
}

func (g *glass) office() edit.Office {
	g.t.Helper()
	o, err := g.desk.doc.Office()
	if err != nil {
		g.t.Fatal(err)
	}
	return o
}

func TestDoorAndOrder(t *testing.T) {
	g := visit(t, 1080, 1920)
	g.type1("111111")
	g.press("OK")
	if s := g.shown(); !strings.Contains(s, "Nieprawidłowy PIN") || strings.Contains(s, "Pojazdy") {
		t.Fatal(s)
	}
	g.enter()
	g.press("▼", 0)
	if got := g.order(); got != "KPTZ" {
		t.Errorf("got %v", got)
	}
	g.desk.refuse = &api.Error{Text: "Ktoś czeka."}
	g.press("▼", 0)
	g.shows("Ktoś czeka.")
	g.press("Zakończ")
	if !g.left || !g.desk.left {
		t.Error("the screen is not given back")
	}
}

func TestRenameWithTheKeyboard(t *testing.T) {
	g := visit(t, 1080, 1920)
	g.enter()
	g.press("P  Pojazdy")
	g.press("Nazwa – Polski")
	g.press("Wyczyść")
	g.type1("Żółte auta")
	g.press("◀")
	g.press("←  Kasuj") // before the cursor
	g.type1("k")
	g.press("Gotowe")
	g.shows("Żółte auka")
	g.press("Nazwa – Укра")
	g.press("Wyczyść")
	g.type1("Її авто")
	g.press("Gotowe")
	x := g.office().Groups[0]
	if x.Name["pl"] != "Żółte auka" || x.Name["uk"] != "Її авто" {
		t.Errorf("got %q", x.Name)
	}
	// Too long a name is said where it is, and cannot be applied.
	g.press("Nazwa – Polski")
	for range 5 {
		g.type1("bardzo długo ")
	}
	g.press("Gotowe")
	g.shows("Za długie: 74 znaków, mieści się 48.")
	g.press("‹ Wróć")
	g.shows("Za długie")
	g.press("Przejrzyj i zastosuj")
	g.shows("grupa P, nazwa (Polski)")
	g.press("Zastosuj teraz")
	g.press("Jutro rano")
	if g.desk.applied != 0 {
		t.Fatal("applied with a mistake")
	}
	g.press("grupa P, nazwa") // leads to the form
	g.press("Nazwa – Polski")
	g.press("Wyczyść")
	g.type1("Auta")
	g.press("Gotowe")
	g.press("‹ Wróć")
	g.press("Zastosuj teraz")
	if g.desk.applied != 1 || g.desk.when != "now" {
		t.Error("not applied")
	}
	g.shows("Zastosowano.")
}

func TestFormsOnTheScreen(t *testing.T) {
	g := visit(t, 1920, 1080)
	g.enter()
	g.press("P  Pojazdy")
	g.press("Litera")
	g.press("V")
	g.shows("V  Pojazdy")
	g.press("Ukryte")
	g.press("Sprawy tej grupy")
	g.press("+  Dodaj sprawę")
	g.press("Nazwa – Polski")
	g.type1("Próba")
	g.press("Gotowe")
	g.press("Stanowiska")
	g.press("5")
	g.press("7")
	g.press("‹ Wróć")
	g.press("Limit na dzień")
	g.type1("25")
	g.press("Gotowe")
	g.press("Co przynieść – Polski")
	g.press("+  Dodaj pozycję")
	g.type1("wniosek")
	g.press("Gotowe")
	g.press("‹ Wróć")
	g.press("Opłaty")
	g.press("+  Dodaj opłatę")
	g.press("0 ·")
	g.press("Kwota")
	g.press("Wyczyść")
	g.type1("66,50")
	g.press("Gotowe")
	g.press("‹ Wróć")
	g.press("‹ Wróć")
	o := g.office()
	s := o.Services[slices.IndexFunc(o.Services, func(s edit.Service) bool { return s.ID == "V1" })]
	// Counter 5 served the whole group already: a touch took it out; 7 was added.
	if s.Name["pl"] != "Próba" || slices.Contains(s.Counters, 5) || !slices.Contains(s.Counters, 7) || s.Limit != 25 ||
		!slices.Equal(s.Documents["pl"], []string{"wniosek"}) || len(s.Fees) != 1 || *s.Fees[0].Amount != 6650 || !o.Groups[0].Hidden {
		t.Errorf("got %+v, %+v", s, o.Groups[0])
	}
	g.press("Usuń")
	g.press("Usuń")
	if slices.ContainsFunc(g.office().Services, func(s edit.Service) bool { return s.ID == "V1" }) {
		t.Error("not removed")
	}
	g.press("‹ Wróć")
	g.press("‹ Wróć")
	g.press("Urząd i stanowiska")
	g.press("Godziny")
	g.press("godziny „cash”")
	g.press("Poniedziałek")
	g.press("Wyczyść")
	g.type1("09:00-12:00")
	g.press("Gotowe")
	g.press("Dni wyjątkowe")
	g.press("+  Dodaj dzień wyjątkowy")
	o = g.office()
	if h := o.Times[slices.Index(o.Hours, "cash")]; h.Mon != "09:00-12:00" || len(h.Exceptions) != 5 || h.Exceptions[0].From != "12-31" {
		t.Errorf("got %+v", h)
	}
	g.home()
	g.press("Wersje")
	g.press("Przywróć")
	g.shows("Wersja 1 jest teraz szkicem")
}

// TestNumberTooLong: a finger that stays on a key writes no end of digits; the field says what is wrong with it.
func TestNumberTooLong(t *testing.T) {
	g := visit(t, 1920, 1080)
	g.enter()
	g.press("P  Pojazdy")
	g.press("Średni czas obsługi (min)")
	g.press("Wyczyść")
	g.type1(strings.Repeat("9", 25))
	g.press("Gotowe")
	g.shows("240")
	if n := g.office().Groups[0].Mean; n <= 240 {
		t.Errorf("got %d", n)
	}
}

// TestPreviewIsTheClientsPage touches the preview as a client does: it is the draft, and no order leaves it.
func TestPreviewIsTheClientsPage(t *testing.T) {
	g := visit(t, 1080, 1920)
	g.enter()
	g.press("P  Pojazdy")
	g.press("Nazwa – Polski")
	g.press("Wyczyść")
	g.type1("Auta")
	g.press("Gotowe")
	g.press("Podgląd ekranu")
	plain := g.pixels()
	tap := func(words string) {
		t.Helper()
		o, at := client(g.win.Content(), fyne.Position{}, words)
		if o == nil {
			t.Fatalf("the client's page has no %q", words)
		}
		test.TapCanvas(g.win.Canvas(), at)
	}
	if o, _ := client(g.win.Content(), fyne.Position{}, "Auta"); o == nil {
		t.Fatal("the client's page does not show the draft")
	}
	for _, look := range []string{"Duże litery", "Kontrast", "Łatwy", "Nisko"} {
		g.press(look)
		if bytes.Equal(g.pixels(), plain) {
			t.Errorf("%s looks like the usual", look)
		}
	}
	g.press("Zwykły")
	tap("Auta")
	if o, _ := client(g.win.Content(), fyne.Position{}, "Rejestracja"); o == nil {
		t.Fatal("the tile leads nowhere")
	}
	g.press("‹ Wróć")
	if o, _ := client(g.win.Content(), fyne.Position{}, "Polski"); o != nil {
		t.Error("the client's page is left")
	}
	g.shows("P  Auta")
}

func (g *glass) pixels() []byte {
	img, ok := g.win.Canvas().Capture().(*image.NRGBA)
	if !ok {
		g.t.Fatal("a picture of another kind")
	}
	return bytes.Clone(img.Pix)
}

// client finds something to press on the client's page by its words.
func client(o fyne.CanvasObject, at fyne.Position, words string) (fyne.CanvasObject, fyne.Position) {
	if !o.Visible() {
		return nil, at
	}
	var kids []fyne.CanvasObject
	switch c := o.(type) {
	case *fyne.Container:
		kids = c.Objects
	case fyne.Widget:
		kids = test.WidgetRenderer(c).Objects()
	case *canvas.Text:
		if strings.HasPrefix(c.Text, words) {
			return o, at.AddXY(o.Size().Width/2, o.Size().Height/2)
		}
	}
	for _, k := range kids {
		if hit, p := client(k, at.Add(k.Position()), words); hit != nil {
			return hit, p
		}
	}
	return nil, at
}

// TestFits looks at every page on each size of screen: nothing leaves the glass, no key lies on another, and keys are 20 mm
// and more, on 10.1 inches but for those of keyboards and for many to pick from.
func TestFits(t *testing.T) {
	for _, size := range [][2]float32{{1080, 1920}, {1920, 1080}, {1280, 800}, {800, 1280}} {
		g := visit(t, size[0], size[1])
		for i, way := range [][]string{
			{}, {"in"}, {"P  Pojazdy"}, {"Nazwa – Polski"}, {"<", "Nazwa – Укра"}, {"<", "Nazwa – Deutsch"}, {"<", "Ikona"}, {"<", "Sprawy tej grupy"},
			{"P1  "}, {"Stanowiska"}, {"<", "Opłaty"}, {"nowe tablice"}, {"home", "Urząd i stanowiska"}, {"Godziny"}, {"godziny „office”"}, {"Środa"},
			{"<", "Dni wyjątkowe"}, {"12-31"}, {"<", "<", "<", "<", "Strefy"}, {"hol zachodni"}, {"<", "<", "Stanowiska"}, {"stanowisko 30"}, {"Obsługuje"}, {"cała grupa D"},
			{"<", "+  Dodaj grupę"}, {"<", "<", "Tematy"}, {"Dowody"}, {"home", "Urząd i stanowiska", "Pomoc dla klientów"}, {"Co klient może"}, {"home", "Urząd i stanowiska", "Statystyki"},
			{"home", "Nośnik USB"}, {"Kingston"}, {"bileter-"}, {"home", "Podgląd ekranu"}, {"Kontrast"}, {"home", "Wersje"}, {"home", "Przejrzyj i zastosuj"},
		} {
			step := strings.Join(way, " ")
			for _, press := range way {
				switch press {
				case "in":
					g.enter()
				case "<":
					g.press("‹ Wróć")
				case "home":
					g.home()
				default:
					g.press(press)
				}
			}
			g.fits(size, step)
			if dir := os.Getenv("BILETER_SHOTS"); dir != "" {
				g.draw(filepath.Join(dir, fmt.Sprintf("setup-%.0f-%02d.png", size[0], i)))
			}
		}
	}
}

// writes tells whether there is a keyboard.
func (g *glass) writes() bool {
	return strings.Contains(g.shown(), "Gotowe") || strings.Contains(g.shown(), "OK")
}

func (g *glass) fits(size [2]float32, step string) {
	g.t.Helper()
	var keys []fyne.CanvasObject
	g.keys(func(o fyne.Widget, words []string) {
		for _, w := range words { // what is cut is a name of the office's, not a caption of ours
			if len(words) == 1 && strings.HasSuffix(w, "…") && !strings.Contains(w, "  ") {
				g.t.Errorf("%v %q: %q is cut", size, step, w)
			}
		}
		end := o.Position().Add(o.Size())
		if o.Position().X < 0 || o.Position().Y < 0 || end.X > size[0]+1 || end.Y > size[1]+1 {
			g.t.Errorf("%v %q: the key %q is at %v to %v", size, step, words, o.Position(), end)
		}
		mm := min(o.Size().Width, o.Size().Height) * g.diagonal / float32(math.Hypot(float64(size[0]), float64(size[1])))
		small := min(size[0], size[1]) < 1080 && (g.writes() || len(words) == 1 && (words[0] == "▲" || words[0] == "▼")) // a keyboard has the room that it has
		if mm < 20 && !small {
			g.t.Errorf("%v %q: the key %q has %.1f mm", size, step, words, mm)
		}
		for _, other := range keys {
			oe := other.Position().Add(other.Size())
			if o.Position().X < oe.X && other.Position().X < end.X && o.Position().Y < oe.Y && other.Position().Y < end.Y {
				g.t.Errorf("%v %q: keys at %v and %v lie on each other", size, step, o.Position(), other.Position())
			}
		}
		keys = append(keys, o)
	})
}

// draw keeps a picture, to be looked at.
func (g *glass) draw(path string) { g.t.Helper(); draw(g.t, g.win, path) }

func draw(t *testing.T, win fyne.Window, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, win.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
