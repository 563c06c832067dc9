package setup_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"bileter/configs"
	"bileter/internal/setup"
	"bileter/internal/text"
)

// TestUsualProblemsInEveryLanguage makes the mistakes that a technician makes at the forms.
func TestUsualProblemsInEveryLanguage(t *testing.T) {
	b, err := os.ReadFile("../../configs/testdata/small.toml")
	must(t, err)
	for _, c := range []struct {
		old, new string
		spot     setup.Spot
		pl       string
	}{
		{`name.pl      = "Pojazdy"`, `name.pl      = "` + strings.Repeat("x", 300) + `"`, setup.Spot{Of: "group", ID: "P", Field: "name.pl"}, "Za długie: 300 znaków, mieści się 48."},
		{`name.uk = "Оплата"`, ``, setup.Spot{Of: "service", ID: "W1", Field: "name.uk"}, "Brakuje tłumaczenia."},
		{`"#6f5f00"`, `"#ffd400"`, setup.Spot{Of: "group", ID: "W", Field: "color"}, "Białe litery na #ffd400"},
		{`serves = ["W"]`, `serves = ["P"]`, setup.Spot{Of: "service", ID: "W1"}, "Żadne stanowisko"},
		{`mean_minutes = 18`, `mean_minutes = 1800`, setup.Spot{Of: "group", ID: "P", Field: "mean_minutes"}, "Wpisano 1800, a można od 1 do 240."},
		{`hours   = "quick"`, `hours   = "quik"`, setup.Spot{Of: "service", ID: "W1", Field: "hours"}, `Nie ma czegoś takiego jak "quik".`},
		{`next_minutes  = 3`, `next_minutes  = 9`, setup.Spot{Of: "help", Field: "head_minutes"}, "Kierownik byłby wezwany wcześniej"},
		{`"Kierownik biura obsługi"`, `"Asystent klienta"`, setup.Spot{Of: "help", Field: "head"}, `"Asystent klienta" jest też wśród dyżurujących.`},
		{`# report    = "16:30"`, `report = "25:00"`, setup.Spot{Of: "figures", Field: "report"}, `"25:00" nie jest godziną.`},
		{`  { name = "Dowody", serves = ["D"] },`, ``, setup.Spot{Of: "counter", ID: "30", Field: "topics"}, "Tematów jest 1"},
		{`{ name = "Dowody", serves = ["D"] }`, `{ name = "Dowody", serves = ["P"] }`, setup.Spot{Of: "counter", ID: "30", Field: "topics[0].serves"}, `Stanowisko nie obsługuje "P1"`},
		{`width = 80`, `width = "80"`, setup.Spot{Of: "printer", Field: "width"}, "Wartość jest innego rodzaju"},
	} {
		text1 := strings.Replace(string(b), c.old, c.new, 1)
		if text1 == string(b) { // the sample has more of an office
			text1 = strings.Replace(string(configs.Sample()), c.old, c.new, 1)
		}
		_, err := configs.Parse("x", []byte(text1))
		var ps *configs.Problems
		if !errors.As(err, &ps) {
			t.Fatalf("%s: %v", c.new, err)
		}
		p := ps.List[0]
		if got := setup.SpotOf(p); got != c.spot {
			t.Errorf("%s: at %+v, want %+v", p, got, c.spot)
		}
		if c.spot.Of == "group" && c.spot.Field == "name.pl" && c.spot.Words("pl") != "grupa P, nazwa (Polski)" {
			t.Errorf("%+v: %q", c.spot, c.spot.Words("pl"))
		}
		if got := setup.ProblemWords("pl", p); !strings.HasPrefix(got, c.pl) {
			t.Errorf("%s: %q, want %q", p, got, c.pl)
		}
		for _, lang := range text.Languages {
			if got := setup.ProblemWords(lang, p); got == "" || strings.Contains(got, "?setup") || strings.Contains(got, "<no value>") {
				t.Errorf("%s: %q", lang, got)
			}
		}
	}
}

func TestDifferencesInWords(t *testing.T) {
	for _, c := range []struct {
		d  setup.Difference
		pl string
	}{
		{setup.Difference{What: setup.Added, Of: "service", ID: "P7", Name: "Tablice"}, "Nowe: sprawa P7 „Tablice”"},
		{setup.Difference{What: setup.Changed, Of: "group", ID: "P", Name: "Auta", Field: "name", Lang: "uk", Old: "а", New: "б"}, "grupa P „Auta” – nazwa (Українська): а → б"},
		{setup.Difference{What: setup.Changed, Of: "service", ID: "P1", Name: "Auto", Field: "hidden", New: "true"}, "sprawa P1 „Auto” – ukryte przed klientami: brak → tak"},
		{setup.Difference{What: setup.Changed, Of: "printer", Field: "width", Old: "80", New: "58"}, "ustawienia [printer] – width: 80 → 58"},
		{setup.Difference{What: setup.Order, Of: "group"}, "Inna kolejność kafelków"},
	} {
		if got := c.d.Words("pl"); got != c.pl {
			t.Errorf("got %q, want %q", got, c.pl)
		}
	}
}
