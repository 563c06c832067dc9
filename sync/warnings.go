package syncer

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bileter/internal/health"
	"bileter/sync/wire"
)

// newsEvery is the least time between two hellos that bring other warnings than the last: a count that goes down
// with every ticket is no reason to call for each.
const newsEvery = 5 * time.Second

// maxDetail is how many bytes of a warning's detail are said.
const maxDetail = 100

// own are the warnings about the line itself: the server sees them by itself, or not at all.
var own = []health.Code{health.CentralAway, health.CentralRefuse}

// warnings are what is wrong with this machine now, as the server is told.
func (o *Outbox) warnings() []wire.Warning {
	if o.cfg.Trouble == nil {
		return nil
	}
	var ws []wire.Warning
	for _, w := range o.cfg.Trouble() {
		if slices.Contains(own, w.Code) || len(ws) == wire.MaxWarnings {
			continue
		}
		ws = append(ws, wire.Warning{Code: string(w.Code), Severity: string(w.Severity), Detail: plainWords(w.Detail), Since: w.Since.UTC().Truncate(time.Second)})
	}
	return ws
}

// plainWords is a detail as a message may have it: one line, not long.
func plainWords(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	for len(s) > maxDetail {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// news tells whether the server should hear of other warnings than it was told.
func (o *Outbox) news() bool {
	return o.now().Sub(o.saidAt) >= newsEvery && !slices.Equal(o.warnings(), o.said)
}

// newsLook wakes an idle line to look for news; nil where there is none to look at.
func (o *Outbox) newsLook() <-chan time.Time {
	if o.cfg.Trouble == nil {
		return nil
	}
	return time.After(newsEvery)
}
