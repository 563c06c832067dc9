package text

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// What is written shortly for the eye, and has to be said in full.
var (
	moneyForm  = regexp.MustCompile(`(?:(\d+)(?:[.,](\d\d))?–)?(\d+)(?:[.,](\d\d))? (?:zł|зл\.|PLN)`)
	minuteForm = regexp.MustCompile(`(\d+) (min|хв)($|[^\pL])`)
	timeForm   = regexp.MustCompile(`(^|\S+ )(\d{1,2}):(\d\d)\b`)
	dateForm   = regexp.MustCompile(`\b(\d\d)\.(\d\d)\b`)
	rangeForm  = regexp.MustCompile(`(\d+)–(\d+)`)
	ticketForm = regexp.MustCompile(`\b([A-Z])0*(\d{1,3})\b`)
	numberForm = regexp.MustCompile(`(\d+)( (?:osob|особ)\pL*)?`)
	spaces     = regexp.MustCompile(`\s+`)
	dayForms   = map[string]*regexp.Regexp{} // a short weekday before a date or time
	shortForms = map[string]*strings.Replacer{}
	upToForms  = map[string]*regexp.Regexp{} // an amount that is the end of a range from nothing
)

func init() {
	for _, lang := range Languages {
		var days, pairs []string
		for d := range 7 {
			days = append(days, regexp.QuoteMeta(Say(lang, "common.day_"+strconv.Itoa(d))))
		}
		dayForms[lang] = regexp.MustCompile(`(^|[\s(])(` + strings.Join(days, "|") + `)(,? (?:\pL\pL? )?\d)`)
		upTo := strings.NewReplacer(nbsp, " ", "0", `(\d+(?:[.,]\d\d)? (?:min|хв|zł|зл\.|PLN))`).Replace(Say(lang, "common.up_to", Args{"High": 0}))
		upToForms[lang] = regexp.MustCompile(`(^|[^\pL])` + upTo)
		for short := range strings.SplitSeq(Say(lang, "speech.short_forms"), "; ") {
			from, to, _ := strings.Cut(short, " = ")
			pairs = append(pairs, from, to)
		}
		shortForms[lang] = strings.NewReplacer(pairs...)
	}
}

// longDay is the full name of a short weekday.
func longDay(lang, short string) string {
	for d := range 7 {
		if n := strconv.Itoa(d); Say(lang, "common.day_"+n) == short {
			return Say(lang, "speech.day_"+n)
		}
	}
	return short
}

// Aloud writes a sentence of a screen as it is said: "czynne do 15:30" as "czynne do piętnastej trzydzieści", "P027" as
// "pe, dwadzieścia siedem". Numbers from 1000 on stay figures.
func Aloud(lang, s string) string {
	s = spaces.ReplaceAllString(strings.ReplaceAll(s, nbsp, " "), " ")
	if !Known(lang) {
		return s
	}
	s = shortForms[lang].Replace(s)
	s = replace(dayForms[lang], s, func(m []string) string { return m[1] + longDay(lang, m[2]) + m[3] })
	s = replace(upToForms[lang], s, func(m []string) string { return m[1] + Say(lang, "speech.up_to", Args{"High": m[2]}) })
	s = replace(moneyForm, s, func(m []string) string {
		high := money(lang, m[3], m[4])
		switch {
		case m[1] == "":
			return high
		case m[2] == "" && m[4] == "": // "thirty to fifty zlotys"
			return Say(lang, "speech.range", Args{"Low": m[1], "High": high})
		}
		return Say(lang, "speech.range", Args{"Low": money(lang, m[1], m[2]), "High": high})
	})
	s = replace(minuteForm, s, func(m []string) string {
		n, _ := strconv.Atoi(m[1])
		return Say(lang, "speech.minutes", Args{"Count": n}) + m[3]
	})
	s = replace(timeForm, s, func(m []string) string {
		h, _ := strconv.Atoi(m[2])
		min, _ := strconv.Atoi(m[3])
		return m[1] + timeOfDay(lang, strings.TrimSpace(m[1]), h, min)
	})
	s = replace(dateForm, s, func(m []string) string {
		return strings.TrimLeft(m[1], "0") + ", " + strings.TrimLeft(m[2], "0")
	})
	s = replace(rangeForm, s, func(m []string) string { return Say(lang, "speech.range", Args{"Low": m[1], "High": m[2]}) })
	s = replace(ticketForm, s, func(m []string) string {
		w, _ := SpokenLetter(lang, rune(m[1][0]))
		return w.Text + ", " + m[2]
	})
	return replace(numberForm, s, func(m []string) string {
		n, err := strconv.Atoi(m[1])
		if err != nil || n > 999 || len(m[1]) > 1 && m[1][0] == '0' {
			return m[0]
		}
		return cardinal(lang, n, m[2] != "") + m[2]
	})
}

func money(lang, zl, gr string) string {
	n, _ := strconv.Atoi(zl)
	out := Say(lang, "speech.zloty", Args{"Count": n})
	if n, _ := strconv.Atoi(gr); n > 0 {
		out += " " + Say(lang, "speech.grosz", Args{"Count": n})
	}
	return out
}

// replace is ReplaceAllStringFunc with the groups.
func replace(form *regexp.Regexp, s string, f func(groups []string) string) string {
	return form.ReplaceAllStringFunc(s, func(m string) string { return f(form.FindStringSubmatch(m)) })
}

// cardinal is a number in words; before a word of the feminine gender with its form for that.
func cardinal(lang string, n int, feminine bool) string {
	var ws []string
	for _, w := range SpokenNumber(lang, n) {
		ws = append(ws, w.Text)
	}
	if last := len(ws) - 1; feminine && n%100 != 12 && last >= 0 {
		switch {
		case lang == "pl" && n == 1:
			ws[last] = "jedna"
		case lang == "pl" && n%10 == 2:
			ws[last] = "dwie"
		case lang == "uk" && n%10 == 1 && n%100 != 11:
			ws[last] = "одна"
		case lang == "uk" && n%10 == 2:
			ws[last] = "дві"
		}
	}
	if lang == "de" { // "einundzwanzig" is one word
		return strings.Join(ws, "")
	}
	return strings.Join(ws, " ")
}

// hoursPolish are the hours as they stand after "o" and "do".
var hoursPolish = fields("dwudziestej czwartej, pierwszej, drugiej, trzeciej, czwartej, piątej, szóstej, siódmej, ósmej, dziewiątej, " +
	"dziesiątej, jedenastej, dwunastej, trzynastej, czternastej, piętnastej, szesnastej, siedemnastej, osiemnastej, dziewiętnastej, " +
	"dwudziestej, dwudziestej pierwszej, dwudziestej drugiej, dwudziestej trzeciej")

// timeOfDay is a time in words, after the word that stands before it.
func timeOfDay(lang, before string, h, min int) string {
	minutes := cardinal(lang, min, false)
	if min < 10 {
		minutes = cardinal(lang, 0, false) + " " + minutes
	}
	switch {
	case lang == "pl" && h < len(hoursPolish):
		hour := hoursPolish[h]
		if before != "o" && before != "do" { // "godzina piętnasta"
			hour = strings.NewReplacer("drugiej", "druga", "ej", "a").Replace(hour)
		}
		if min == 0 {
			return hour
		}
		return hour + " " + minutes
	case lang == "de" && min == 0:
		return fmt.Sprintf("%s Uhr", cardinal(lang, h, false))
	case lang == "de":
		return fmt.Sprintf("%s Uhr %s", cardinal(lang, h, false), cardinal(lang, min, false))
	case lang == "en" && min == 0:
		return cardinal(lang, h, false) + " o'clock"
	case lang == "en" && min < 10:
		return cardinal(lang, h, false) + " oh " + cardinal(lang, min, false)
	}
	return cardinal(lang, h, false) + " " + minutes
}
