// Package voice speaks calls in the hall: a gong, the number, and where to go, in Polish and in the ticket's
// language, put together of recorded words. It follows the journal, decides when a call is still worth saying,
// and plays through a child process. It does not know how clients are chosen and touches no sound device itself.
package voice

import (
	"strconv"
	"time"
	"unicode"

	"bileter/internal/text"
)

// Call is what is spoken: a ticket and a place.
type Call struct {
	Letter string // "A"
	N      int    // 12
	Desk   int    // counter of the hall; with Room it is not spoken
	Room   string // "4", "12a"; empty: a counter of the hall
	Lang   string // of the ticket
}

// token is a word to say, or a pause.
type token struct {
	word  text.Word
	pause time.Duration
}

// Pauses within an announcement.
const (
	afterGong  = 350 * time.Millisecond
	afterComma = 220 * time.Millisecond
	afterPoint = 450 * time.Millisecond
	afterLang  = 700 * time.Millisecond
	joint      = 45 * time.Millisecond // between the words of one number
)

// sentence is a call in one language: "Numer A, dwanaście. Zapraszamy do stanowiska numer pięć."
func sentence(lang string, c Call) []token {
	ts := []token{{word: text.SpokenPhrase(lang, "number"), pause: afterComma / 2}}
	for _, r := range c.Letter {
		if w, ok := text.SpokenLetter(lang, r); ok {
			ts = append(ts, token{word: w, pause: afterComma})
		}
	}
	ts = append(ts, number(lang, c.N)...)
	ts[len(ts)-1].pause = afterPoint
	if c.Room == "" {
		ts = append(ts, token{word: text.SpokenPhrase(lang, "to-counter"), pause: joint})
		return append(ts, number(lang, c.Desk)...)
	}
	ts = append(ts, token{word: text.SpokenPhrase(lang, "to-room"), pause: joint})
	return append(ts, room(lang, c.Room)...)
}

func number(lang string, n int) []token {
	var ts []token
	for _, w := range text.SpokenNumber(lang, n) {
		ts = append(ts, token{word: w, pause: joint})
	}
	return ts
}

// room says the number on a door: "12a" as twelve, a; "1204" as twelve, zero, four.
func room(lang, name string) []token {
	var ts []token
	figures := ""
	for i, r := range name {
		if unicode.IsDigit(r) {
			figures = name[:i+1]
		}
	}
	switch n, err := strconv.Atoi(figures); {
	case err != nil:
	case n <= 999:
		ts = number(lang, n)
	default:
		ts = number(lang, n/100)
		ts[len(ts)-1].pause = afterComma
		if n%100 < 10 {
			ts = append(ts, number(lang, 0)...)
		}
		ts = append(ts, number(lang, n%100)...)
	}
	for _, r := range name[len(figures):] {
		if w, ok := text.SpokenLetter(lang, r); ok {
			ts = append(ts, token{word: w, pause: joint})
		}
	}
	return ts
}

// languages are those in which a call is spoken, in order.
func (c Call) languages() []string {
	if c.Lang == "" || c.Lang == "pl" || !text.Known(c.Lang) {
		return []string{"pl"}
	}
	return []string{"pl", c.Lang}
}
