// Package slip lays out what comes on paper: tickets, checklists, appointments, the day's figures, a test of the
// printer. It is given words and figures and makes of one layout the bytes of a print job, as text or as a picture,
// and a drawing. It knows no queue's rules and no port, and its types have no place for a name, a PESEL, a
// telephone, a case number or a mark of special needs.
package slip

import (
	"strings"
	"time"

	"bileter/internal/queue"
	"bileter/internal/text"
)

// Ticket is what stands on one client's slip. All texts are in Lang but PolishService; an empty text and
// its line are left out.
type Ticket struct {
	Lang          string
	Office        string
	Number        string // "P027"
	Service       string
	PolishService string    // the same in Polish, when Lang is another language
	Issued        time.Time // local
	Ahead         int       // people before
	Wait          queue.Range
	Place         string   // "Stanowiska 1–6"
	Arrow         string   // queue.Zone.Arrow
	Way           string   // "w lewo, parter"
	NoStairs      string   // the whole line: where to ask who cannot climb, when all places are up the stairs
	Documents     []string // what to bring; as many as fit are printed
	Fee           string   // the whole line: "Opłata: 160 zł, stanowisko 17"
	Infoline      string   // telephone
	Privacy       string   // one line
	URL           string   // of the QR code
	Copy          bool     // not the first paper with this number
	Form          Form     // which lines, in which order
}

// FromTicket gathers the slip of a ticket. Url is what the QR code says, ahead and wait are what the client
// is to be told, and now is taken for the time of issue of a ticket that has none, such as a sample.
func FromTicket(setup *queue.Setup, t queue.Ticket, ahead int, wait queue.Range, url string, now time.Time) Ticket {
	issued := t.Issued
	if issued.IsZero() {
		issued = now
	}
	issued = issued.In(setup.Location())
	out := Ticket{
		Lang: t.Lang, Office: setup.Name.In(t.Lang), Number: t.Number(), Issued: issued, Ahead: ahead, Wait: wait,
		Infoline: setup.Infoline, Privacy: setup.Privacy.In(t.Lang), URL: url,
	}
	sv := setup.Service(t.Service)
	if sv == nil {
		return out
	}
	out.Service = sv.Name.In(t.Lang)
	if pl := sv.Name.In("pl"); t.Lang != "pl" && pl != out.Service {
		out.PolishService = pl
	}
	counters := setup.CountersOf(sv.ID)
	if t.Only != 0 {
		counters = []int{t.Only}
	}
	if level := noStairs(setup, counters); len(level) == 0 && len(counters) > 0 {
		if point := setup.Help.Point.In(t.Lang); point != "" { // on everybody's slip: it is no mark of special needs
			out.NoStairs = text.Say(t.Lang, "slip.no_stairs", text.Args{"Place": point})
		}
	} else if t.Priority {
		counters = level // where special needs are called first
	}
	out.Place = place(setup, t.Lang, counters)
	if len(counters) > 0 {
		if z := setup.ZoneOf(counters[0]); z != nil {
			out.Arrow, out.Way = z.Arrow, z.Way.In(t.Lang)
			if out.Way == "" {
				out.Way = z.Name.In(t.Lang)
			}
		}
	}
	out.Documents = sv.Documents[t.Lang]
	if out.Documents == nil {
		out.Documents = sv.Documents["pl"]
	}
	day := t.Day
	if day == "" {
		day = issued.Format("2006-01-02")
	}
	out.Fee = fee(setup, sv, t.Lang, day)
	return out
}

// noStairs are those of the counters that are reached without climbing.
func noStairs(setup *queue.Setup, counters []int) (level []int) {
	for _, n := range counters {
		if z := setup.ZoneOf(n); z == nil || !z.Stairs {
			level = append(level, n)
		}
	}
	return level
}

// place names counters and rooms, counters first: "Stanowiska 1–6, pokój 4".
func place(setup *queue.Setup, lang string, counters []int) string {
	var halls []int
	var rooms []string
	for _, n := range counters {
		c := setup.Counter(n)
		switch {
		case c == nil:
		case c.Room != "":
			rooms = append(rooms, c.Room)
		default:
			halls = append(halls, n)
		}
	}
	say := func(one, many string, n int, list string) string {
		switch n {
		case 0:
			return ""
		case 1:
			many = one
		}
		return text.Say(lang, many, text.Args{"List": list})
	}
	hall := say("slip.counter", "slip.counters", len(halls), text.Ranges(halls))
	room := say("slip.room", "slip.rooms", len(rooms), strings.Join(rooms, ", "))
	if hall != "" && lang != "de" {
		room = lowerFirst(room)
	}
	return join(", ", hall, room)
}

// fee is the line about money: from the least to the most of what is due that day, and where it is paid.
func fee(setup *queue.Setup, sv *queue.Service, lang, day string) string {
	fees := sv.FeesOn(day)
	if len(fees) == 0 {
		return ""
	}
	low, high := fees[0].Min, 0
	for _, f := range fees {
		low, high = min(low, f.Min), max(high, f.Min, f.Max)
	}
	amount := text.Money(lang, low, high)
	c := setup.Counter(sv.PayAt)
	switch {
	case high == 0 || c == nil:
		return text.Say(lang, "slip.fee", text.Args{"Amount": amount})
	case c.Room != "":
		return text.Say(lang, "slip.pay_room", text.Args{"Amount": amount, "N": c.Room})
	}
	return text.Say(lang, "slip.pay_at", text.Args{"Amount": amount, "N": c.N})
}

// join puts the parts that are not empty together.
func join(sep string, parts ...string) string {
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, p)
		}
	}
	return strings.Join(full, sep)
}

func upperFirst(s string) string { return first(s, strings.ToUpper) }
func lowerFirst(s string) string { return first(s, strings.ToLower) }

func first(s string, change func(string) string) string {
	for i := range s {
		if i > 0 {
			return change(s[:i]) + s[i:]
		}
	}
	return change(s)
}
