package board

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bileter/display"
)

// Words of a counter's board; four characters, as the seven-segment ones have.
const (
	wordClosed = "ZAMK"
	wordIdle   = "----"
	wordBreak  = "PRZE"
	allLit     = "8"
)

// counterText is what a counter's board shows: "P027", or a word for its state. A call blinks with the lamp.
func counterText(n int, ps []display.Picture) string {
	i := slices.IndexFunc(ps, func(p display.Picture) bool { return p.Counter == n })
	if i < 0 || ps[i].Gone {
		return ""
	}
	p := ps[i]
	switch {
	case p.Test:
		return allLit
	case p.Lamp == display.Off:
		return wordClosed
	case p.Lamp == display.OnBreak:
		return wordBreak
	case p.Lamp == display.Open:
		return wordIdle
	case p.Lamp == display.Calling && !p.Lit:
		return ""
	}
	return p.Ticket
}

// Times of a direction board.
const (
	leads   = time.Minute     // for which it leads to a call that nobody has answered yet
	perCall = 3 * time.Second // where there are several at a time
	atOnce  = 4               // and how many of them, the latest
)

// directionText is what a direction board shows: "P027 5>>" for the latest call of its counters, in turn where
// there are several; nothing where there is none.
func directionText(b Board, ps []display.Picture, labels map[int]string, now time.Time) string {
	var calls []display.Picture
	for _, p := range ps {
		if !slices.Contains(b.Points, p.Counter) || p.Gone {
			continue
		}
		if p.Test {
			return allLit
		}
		if p.Lamp == display.Calling && !p.Since.IsZero() && now.Sub(p.Since) < leads {
			calls = append(calls, p)
		}
	}
	if len(calls) == 0 {
		return ""
	}
	slices.SortStableFunc(calls, func(p, q display.Picture) int {
		return cmp.Or(q.Since.Compare(p.Since), cmp.Compare(p.Counter, q.Counter))
	})
	calls = calls[:min(len(calls), atOnce)]
	// A new call is shown first, for its whole turn: turns are counted from the latest call on.
	p := calls[int(now.Sub(calls[0].Since)/perCall)%len(calls)]
	return point(p.Ticket, labels[p.Counter], b.Arrow, b.Chars)
}

// signs are the arrows: two where there is room, on the side to which they point.
var signs = map[string]string{"left": "<", "right": ">", "up": "^", "ahead": "^", "down": "v"}

// point puts ticket, counter and arrow on a board: "P027 5>>", "P027 12>", "<<P027 5".
func point(ticket, counter, arrow string, chars int) string {
	room := chars - len(ticket) - len(counter)
	if room < 0 {
		return ticket
	}
	count := min(2, max(room-1, 0))
	sign := strings.Repeat(signs[arrow], count)
	gap := strings.Repeat(" ", room-count)
	if arrow == "left" {
		return sign + ticket + gap + counter
	}
	return ticket + gap + counter + sign
}

// fit makes a text as long as the board is, of characters that the board has.
func fit(text string, b Board) string {
	if text == allLit {
		return strings.Repeat(allLit, b.Chars)
	}
	if !b.Protocol.Letters { // a board of digits: P027 is 027, and words are nothing
		text = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == '-' {
				return r
			}
			return ' '
		}, text)
		text = strings.TrimLeft(text, " ")
		if pad := b.Chars - len(text); pad > 0 {
			return strings.Repeat(" ", pad) + text
		}
		return text[len(text)-b.Chars:]
	}
	if len(text) > b.Chars {
		return text[:b.Chars]
	}
	return text + strings.Repeat(" ", b.Chars-len(text))
}
