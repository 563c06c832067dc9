package text_test

import (
	"strings"
	"testing"

	"bileter/internal/text"
)

func TestAloud(t *testing.T) {
	for _, c := range []struct{ lang, written, said string }{
		{"pl", "Czynne do\u00a015:30", "Czynne do piętnastej trzydzieści"},
		{"pl", "otwieramy pon. o\u00a08:00", "otwieramy w poniedziałek o ósmej"},
		{"pl", "Zapraszamy pon.\u00a023.11 o\u00a07:05", "Zapraszamy w poniedziałek dwadzieścia trzy, jedenaście o siódmej zero pięć"},
		{"pl", "Umówiona godzina: 14:30", "Umówiona godzina: czternasta trzydzieści"},
		{"pl", "czekają 2 osoby", "czekają dwie osoby"},
		{"pl", "czeka 1 osoba", "czeka jedna osoba"},
		{"pl", "czekają 22 osoby", "czekają dwadzieścia dwie osoby"},
		{"pl", "czeka 12 osób", "czeka dwanaście osób"},
		{"pl", "stanowiska 1–6, pokój 4", "stanowiska jeden do sześć, pokój cztery"},
		{"pl", "160\u00a0zł", "sto sześćdziesiąt złotych"},
		{"pl", "66,50\u00a0zł", "sześćdziesiąt sześć złotych pięćdziesiąt groszy"},
		{"pl", "52,50–92\u00a0zł", "pięćdziesiąt dwa złote pięćdziesiąt groszy do dziewięćdziesiąt dwa złote"},
		{"pl", "30–50\u00a0zł", "trzydzieści do pięćdziesiąt złotych"},
		{"pl", "22\u00a0zł", "dwadzieścia dwa złote"},
		{"pl", "15–25 min", "piętnaście do dwadzieścia pięć minut"},
		{"pl", "długo: 55–90 min. Dalej", "długo: pięćdziesiąt pięć do dziewięćdziesiąt minut. Dalej"},
		{"pl", "Czas czekania: do\u00a040\u00a0min.", "Czas czekania: najwyżej czterdzieści minut."},
		{"pl", "do\u00a050,50\u00a0zł", "najwyżej pięćdziesiąt złotych pięćdziesiąt groszy"},
		{"pl", "czynne do 15:30", "czynne do piętnastej trzydzieści"},
		{"en", "up\u00a0to\u00a040\u00a0min", "up to forty minutes"},
		{"uk", "до\u00a040\u00a0хв", "щонайбільше сорок хвилин"},
		{"de", "bis\u00a040\u00a0min", "bis vierzig Minuten"},
		{"uk", "15–25 хв, 2 особи", "п’ятнадцять – двадцять п’ять хвилин, дві особи"},
		{"pl", "P027", "pe, dwadzieścia siedem"},
		{"pl", "np. auto", "na przykład auto"},
		{"pl", "zdjęcie 35 x 45 mm", "zdjęcie trzydzieści pięć na czterdzieści pięć milimetrów"},
		{"en", "photo 35 × 45 mm", "photo thirty five by forty five millimetres"},
		{"en", "Open until 15:05", "Open until fifteen oh five"},
		{"en", "8:00", "eight o'clock"},
		{"en", "66.50 PLN", "sixty six zlotys fifty groszy"},
		{"uk", "чекають 2 особи", "чекають дві особи"},
		{"uk", "P027", "пе, двадцять сім"},
		{"de", "Mo 8:00", "am Montag acht Uhr"},
		{"de", "So geht es: 21 Personen", "So geht es: einundzwanzig Personen"},
		{"pl", "Infolinia 32 000 00 00", "Infolinia trzydzieści dwa 000 00 00"},
	} {
		if got := text.Aloud(c.lang, c.written); got != c.said {
			t.Errorf("%s %q: got %q, want %q", c.lang, c.written, got, c.said)
		}
	}
}

// FuzzAloud: nothing of a text is lost but figures and spaces, and nothing breaks.
func FuzzAloud(f *testing.F) {
	f.Add("Czynne do 15:30, 4–6 osób, P027, 66,50 zł")
	f.Fuzz(func(t *testing.T, s string) {
		for _, lang := range text.Languages {
			if got := text.Aloud(lang, s); strings.Contains(got, "?speech") {
				t.Errorf("%s: %q", lang, got)
			}
		}
	})
}
