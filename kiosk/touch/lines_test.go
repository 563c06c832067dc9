package touch_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"bileter/kiosk/touch"
)

func TestLines(t *testing.T) {
	test.NewTempApp(t)
	for _, c := range []struct {
		name, text string
		w          float32
		want       []string
	}{
		{"one line", "Pojazdy", 400, []string{"Pojazdy"}},
		{"nothing", "", 400, nil},
		{"balanced", "Rejestracja auta z Polski", 380, []string{"Rejestracja", "auta z Polski"}},
		{"no one-letter word at the end", "Urbanistyka i architektura", 330, []string{"Urbanistyka", "i architektura"}},
		{"several of them", "sprawy o i w domu", 250, []string{"sprawy", "o i w domu"}},
		{"Ukrainian too", "Довідка з реєстру", 250, []string{"Довідка", "з реєстру"}},
		{"NBSP holds", "czekanie 15–25\u00a0min", 270, []string{"czekanie", "15–25 min"}},
		{"a dash does not begin a line", "hol zachodni – w lewo", 310, []string{"hol zachodni –", "w lewo"}},
		{"soft hyphen", "Führerschein\u00adangelegenheit", 400, []string{"Führerschein-", "angelegenheit"}},
		{"soft hyphen that is not needed", "Führer\u00adschein", 400, []string{"Führerschein"}},
		{"a slash is a place to break", "wymiana/wtórnik", 230, []string{"wymiana/", "wtórnik"}},
		{"paragraphs", "pierwszy\ndrugi akapit", 800, []string{"pierwszy", "drugi akapit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, size, ok := touch.Lines(c.text, false, fyne.NewSize(c.w, 500), 40, 40, 5)
			if !slices.Equal(got, c.want) || size != 40 || !ok {
				t.Errorf("%q at %.1f, %v; want %q", got, size, ok, c.want)
			}
		})
	}
}

func TestLinesShrink(t *testing.T) {
	test.NewTempApp(t)
	ls, size, ok := touch.Lines("Przewozy, szkoły jazdy, stacje kontroli pojazdów", true, fyne.NewSize(300, 120), 42, 20, 3)
	if !ok || size >= 42 || size < 20 || len(ls) > 3 {
		t.Errorf("%q at %.1f, %v", ls, size, ok)
	}
	if _, size, ok = touch.Lines(strings.Repeat("W", 60), true, fyne.NewSize(300, 120), 42, 20, 3); ok || size >= 20 {
		t.Errorf("a word that cannot stand: size %.1f, %v", size, ok)
	}
}

func TestAnyTextKeepsItsWords(t *testing.T) {
	test.NewTempApp(t)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.StringMatching(`[a-ząęż]{1,12}`), 1, 12).Draw(t, "words"), " ")
		w := rapid.Float32Range(150, 900).Draw(t, "width")
		ls, size, ok := touch.Lines(s, false, fyne.NewSize(w, 400), 40, 20, 12)
		if !ok {
			t.Skip("too narrow")
		}
		if strings.Join(ls, " ") != s {
			t.Fatalf("%q became %q", s, ls)
		}
		for i, l := range ls {
			if got := fyne.MeasureText(l, size, fyne.TextStyle{}).Width; got > w+0.5 {
				t.Fatalf("%q is %.1f wide, want %.1f", l, got, w)
			}
			last := l[strings.LastIndex(l, " ")+1:]
			if i+1 < len(ls) && utf8.RuneCountInString(last) == 1 {
				t.Fatalf("%q ends with one letter", l)
			}
		}
	})
}
