package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// getCard tells what a client has to know of a service, in a language: the tablet is turned round to show it.
func (s *Server) getCard(w http.ResponseWriter, r *http.Request) error {
	lang := r.URL.Query().Get("lang")
	if !slices.Contains(s.setup().Languages, lang) {
		return bad("lang")
	}
	sv := s.setup().Service(r.PathValue("id"))
	if sv == nil {
		return &queue.Refusal{Code: queue.NoSuchService, Service: r.PathValue("id")}
	}
	now, _ := s.Office.Now()
	writeJSON(w, http.StatusOK, s.card(sv, lang, now.In(s.setup().Location())))
	return nil
}

func (s *Server) card(sv *queue.Service, lang string, now time.Time) api.Card {
	c := api.Card{Service: sv.ID, Lang: lang, Name: sv.Name.In(lang), Sections: []api.Section{}}
	if pl := sv.Name.In("pl"); pl != c.Name {
		c.Polish = pl
	}
	add := func(title string, items ...string) {
		items = slices.DeleteFunc(slices.Clone(items), func(i string) bool { return i == "" })
		if len(items) > 0 {
			c.Sections = append(c.Sections, api.Section{Title: strings.TrimSuffix(text.Say(lang, title), ":"), Items: items})
		}
	}
	add("tablet.card_info", sv.Info.In(lang))
	add("tablet.card_must", sv.MustHave.In(lang))
	documents := sv.Documents[lang]
	if documents == nil {
		documents = sv.Documents["pl"]
	}
	add("slip.documents", documents...)
	var fees []string
	due := false
	for _, f := range sv.FeesOn(now.Format(time.DateOnly)) {
		amount := text.Money(lang, f.Min, max(f.Min, f.Max))
		if what := f.What.In(lang); what != "" {
			amount = what + ": " + amount
		}
		fees, due = append(fees, amount), due || f.Min > 0 || f.Max > 0
	}
	if due && s.setup().Counter(sv.PayAt) != nil {
		fees = append(fees, text.Say(lang, "slip.pay", text.Args{"Place": s.place(lang, sv.PayAt)}))
	}
	add("slip.fees", fees...)
	add("tablet.card_where", s.where(sv, lang)...)
	if sv.Kind == queue.KindTicket {
		h := s.setup().HoursOf(sv.ID)
		add("tablet.card_today", spans(lang, h.On(now)))
		add("tablet.card_hours", week(lang, h)...)
	}
	return c
}

// where lists the places of a service, those of one zone together with the way there.
func (s *Server) where(sv *queue.Service, lang string) []string {
	var zones []string
	places := map[string][]string{}
	for _, n := range s.setup().CountersOf(sv.ID) {
		way := ""
		if z := s.setup().ZoneOf(n); z != nil {
			way = z.Way.In(lang)
		}
		if places[way] == nil {
			zones = append(zones, way)
		}
		places[way] = append(places[way], s.place(lang, n))
	}
	var out []string
	for _, way := range zones {
		line := strings.Join(places[way], ", ")
		if way != "" {
			line += " – " + way
		}
		out = append(out, line)
	}
	return out
}

// week writes the usual hours, days alike together: "wt.–czw. 7:30–15:30".
func week(lang string, h queue.Hours) []string {
	var out []string
	for from := 0; from < 7; {
		at := func(i int) time.Weekday { return time.Weekday((i + 1) % 7) } // Monday first
		to := from
		for to < 6 && slices.Equal(h.Week[at(to+1)], h.Week[at(from)]) {
			to++
		}
		if len(h.Week[at(from)]) > 0 {
			days := text.Weekday(lang, at(from))
			if to > from {
				days += "–" + text.Weekday(lang, at(to))
			}
			out = append(out, days+" "+spans(lang, h.Week[at(from)]))
		}
		from = to + 1
	}
	return out
}

func spans(lang string, ss []queue.Span) string {
	if len(ss) == 0 {
		return text.Say(lang, "tablet.card_closed")
	}
	var out []string
	for _, s := range ss {
		out = append(out, fmt.Sprintf("%d:%02d–%d:%02d", s.Open/60, s.Open%60, s.Close/60, s.Close%60))
	}
	return strings.Join(out, ", ")
}
