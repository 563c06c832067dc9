package text_test

import (
	"strings"
	"testing"

	"bileter/internal/text"
)

func TestSpokenNumbers(t *testing.T) {
	for lang, want := range map[string]map[int]string{
		"pl": {0: "zero", 5: "pięć", 12: "dwanaście", 19: "dziewiętnaście", 20: "dwadzieścia", 21: "dwadzieścia jeden", 27: "dwadzieścia siedem",
			100: "sto", 101: "sto jeden", 114: "sto czternaście", 222: "dwieście dwadzieścia dwa", 500: "pięćset", 999: "dziewięćset dziewięćdziesiąt dziewięć"},
		"en": {0: "zero", 12: "twelve", 27: "twenty seven", 100: "one hundred", 101: "one hundred and one", 120: "one hundred and twenty", 999: "nine hundred and ninety nine"},
		"uk": {5: "п’ять", 12: "дванадцять", 40: "сорок", 90: "дев’яносто", 121: "сто двадцять один", 245: "двісті сорок п’ять", 600: "шістсот"},
		"de": {1: "eins", 12: "zwölf", 21: "ein und zwanzig", 22: "zwei und zwanzig", 30: "dreißig", 67: "sieben und sechzig", 101: "hundert eins", 121: "hundert ein und zwanzig", 217: "zweihundert siebzehn"},
	} {
		for n, w := range want {
			var got []string
			for _, x := range text.SpokenNumber(lang, n) {
				got = append(got, x.Text)
			}
			if strings.Join(got, " ") != w {
				t.Errorf("%s %d: got %q, want %q", lang, n, strings.Join(got, " "), w)
			}
		}
		if text.SpokenNumber(lang, 1000) != nil || text.SpokenNumber(lang, -1) != nil {
			t.Errorf("%s: numbers beyond 999 are spoken", lang)
		}
	}
}

// TestEverythingSpokenIsAmongTheWords: numbers are told apart, and need no word that nobody records.
func TestEverythingSpokenIsAmongTheWords(t *testing.T) {
	for _, lang := range text.Languages {
		known := map[string]string{}
		for _, w := range text.SpokenWords(lang) {
			if _, twice := known[w.Name]; twice || w.Text == "" || strings.HasPrefix(w.Text, "?") {
				t.Errorf("%s: %+v is there twice or says nothing", lang, w)
			}
			known[w.Name] = w.Text
		}
		if len(known) < 60 || len(known) > 72 {
			t.Errorf("%s needs %d recordings, want about 70", lang, len(known))
		}
		seen := map[string]int{}
		for n := range 1000 {
			var names []string
			for _, w := range text.SpokenNumber(lang, n) {
				if known[w.Name] != w.Text {
					t.Fatalf("%s %d: %+v is not among the words", lang, n, w)
				}
				names = append(names, w.Name)
			}
			key := strings.Join(names, " ")
			if first, twice := seen[key]; twice || len(names) == 0 || len(names) > 5 {
				t.Errorf("%s: %d is said %q, as is %d", lang, n, key, first)
			}
			seen[key] = n
		}
		for c := 'A'; c <= 'Z'; c++ {
			if w, ok := text.SpokenLetter(lang, c); !ok || known[w.Name] != w.Text {
				t.Errorf("%s: letter %c: got %+v", lang, c, w)
			}
		}
		if _, ok := text.SpokenLetter(lang, 'Ł'); ok {
			t.Errorf("%s: a letter that tickets do not have is spoken", lang)
		}
	}
}
