package text

import (
	"fmt"
	"strconv"
	"strings"
)

// Word is one recording of which announcements are made: its name and what is said.
type Word struct {
	Name string // "n12", "letter-a", "to-counter"
	Text string // "dwanaście"
}

// tongue is how a language says numbers and the letters of tickets.
type tongue struct {
	small    []string // 0 to 19
	tens     []string // 20 to 90
	hundreds []string // 100 to 900
	letters  []string // A to Z
	and      string   // English "one hundred and one", German "einundzwanzig"
	one      string   // German: "ein" in front of "und"
}

func fields(s string) []string { return strings.Split(s, ", ") }

// tongues: numbers are cardinals in the nominative, which is why announcements say "numer" before them.
var tongues = map[string]tongue{
	"pl": {
		small: fields("zero, jeden, dwa, trzy, cztery, pięć, sześć, siedem, osiem, dziewięć, dziesięć, jedenaście, dwanaście, " +
			"trzynaście, czternaście, piętnaście, szesnaście, siedemnaście, osiemnaście, dziewiętnaście"),
		tens:     fields("dwadzieścia, trzydzieści, czterdzieści, pięćdziesiąt, sześćdziesiąt, siedemdziesiąt, osiemdziesiąt, dziewięćdziesiąt"),
		hundreds: fields("sto, dwieście, trzysta, czterysta, pięćset, sześćset, siedemset, osiemset, dziewięćset"),
		letters:  fields("a, be, ce, de, e, ef, gie, ha, i, jot, ka, el, em, en, o, pe, ku, er, es, te, u, fał, wu, iks, igrek, zet"),
	},
	"en": {
		small: fields("zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, " +
			"fifteen, sixteen, seventeen, eighteen, nineteen"),
		tens: fields("twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety"),
		hundreds: fields("one hundred, two hundred, three hundred, four hundred, five hundred, six hundred, seven hundred, " +
			"eight hundred, nine hundred"),
		letters: fields("ay, bee, see, dee, ee, eff, jee, aitch, eye, jay, kay, ell, em, en, oh, pee, cue, ar, ess, tee, you, vee, " +
			"double you, ex, why, zed"),
		and: "and",
	},
	"uk": {
		small: fields("нуль, один, два, три, чотири, п’ять, шість, сім, вісім, дев’ять, десять, одинадцять, дванадцять, тринадцять, " +
			"чотирнадцять, п’ятнадцять, шістнадцять, сімнадцять, вісімнадцять, дев’ятнадцять"),
		tens:     fields("двадцять, тридцять, сорок, п’ятдесят, шістдесят, сімдесят, вісімдесят, дев’яносто"),
		hundreds: fields("сто, двісті, триста, чотириста, п’ятсот, шістсот, сімсот, вісімсот, дев’ятсот"),
		letters:  fields("а, бе, це, де, е, еф, ґе, аш, і, йот, ка, ель, ем, ен, о, пе, ку, ер, ес, те, у, ве, дубль-ве, ікс, ігрек, зет"),
	},
	"de": {
		small: fields("null, eins, zwei, drei, vier, fünf, sechs, sieben, acht, neun, zehn, elf, zwölf, dreizehn, vierzehn, " +
			"fünfzehn, sechzehn, siebzehn, achtzehn, neunzehn"),
		tens: fields("zwanzig, dreißig, vierzig, fünfzig, sechzig, siebzig, achtzig, neunzig"),
		hundreds: fields("hundert, zweihundert, dreihundert, vierhundert, fünfhundert, sechshundert, siebenhundert, " +
			"achthundert, neunhundert"),
		letters: fields("ah, beh, zeh, deh, eh, eff, geh, hah, ih, jott, kah, ell, emm, enn, oh, peh, kuh, err, ess, teh, uh, fau, " +
			"weh, iks, ypsilon, zett"),
		and: "und", one: "ein",
	},
}

// phrases of an announcement, message "voice.NAME" with "_" for "-".
var phrases = []string{"number", "to-counter", "to-room"}

// SpokenNumber returns the words of a number from 0 to 999, in the order in which they are said; nil for others.
func SpokenNumber(lang string, n int) []Word {
	t, ok := tongues[lang]
	if !ok || n < 0 || n > 999 {
		return nil
	}
	var ws []Word
	if h := n / 100; h > 0 {
		ws = append(ws, Word{"n" + strconv.Itoa(h*100), t.hundreds[h-1]})
		if n %= 100; n == 0 {
			return ws
		}
		if lang == "en" {
			ws = append(ws, Word{"and", t.and})
		}
	}
	return append(ws, t.below100(lang, n)...)
}

func (t tongue) below100(lang string, n int) []Word {
	small := func(n int) Word { return Word{"n" + strconv.Itoa(n), t.small[n]} }
	if n < 20 {
		return []Word{small(n)}
	}
	ten, unit := Word{"n" + strconv.Itoa(n/10*10), t.tens[n/10-2]}, n%10
	switch {
	case unit == 0:
		return []Word{ten}
	case lang != "de":
		return []Word{ten, small(unit)}
	case unit == 1:
		return []Word{{"one", t.one}, {"and", t.and}, ten}
	}
	return []Word{small(unit), {"and", t.and}, ten}
}

// SpokenLetter returns the name of a letter A to Z, of either case; ok is false for anything else.
func SpokenLetter(lang string, letter rune) (Word, bool) {
	letter |= 0x20
	t, ok := tongues[lang]
	if !ok || letter < 'a' || letter > 'z' {
		return Word{}, false
	}
	return Word{fmt.Sprintf("letter-%c", letter), t.letters[letter-'a']}, true
}

// SpokenPhrase returns a phrase: "number", "to-counter" or "to-room".
func SpokenPhrase(lang, name string) Word {
	return Word{name, Say(lang, "voice."+strings.ReplaceAll(name, "-", "_"))}
}

// SpokenWords returns every word that announcements in a language can need, each once.
func SpokenWords(lang string) []Word {
	t, ok := tongues[lang]
	if !ok {
		return nil
	}
	var ws []Word
	for _, p := range phrases {
		ws = append(ws, SpokenPhrase(lang, p))
	}
	for c := 'a'; c <= 'z'; c++ {
		w, _ := SpokenLetter(lang, c)
		ws = append(ws, w)
	}
	for n := range 20 {
		ws = append(ws, Word{"n" + strconv.Itoa(n), t.small[n]})
	}
	for i, s := range t.tens {
		ws = append(ws, Word{"n" + strconv.Itoa(20+10*i), s})
	}
	for i, s := range t.hundreds {
		ws = append(ws, Word{"n" + strconv.Itoa(100+100*i), s})
	}
	if t.and != "" {
		ws = append(ws, Word{"and", t.and})
	}
	if t.one != "" {
		ws = append(ws, Word{"one", t.one})
	}
	return ws
}
