package console

import (
	"crypto/subtle"
	"net/http"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// standing is the data of a ticket's status page. The page names no service: somebody may look over the
// client's shoulder.
type standing struct {
	Number string
	State  string // class of the page: waiting, called, serving, away, over
	Text   string
	Hint   string
	Arrow  string // of the counter's zone
	AsOf   string
}

// getStatus shows how a ticket stands to whoever knows its token.
func (s *Server) getStatus(w http.ResponseWriter, r *http.Request) error {
	if !s.looks.allow(address(r)) {
		return &refusal{status: http.StatusTooManyRequests, code: api.CodeTooMany}
	}
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	token := []byte(r.PathValue("token"))
	var t queue.Ticket
	ahead, known := 0, false
	s.Office.Read(func(st *queue.State) {
		for _, x := range st.Tickets {
			if subtle.ConstantTimeCompare([]byte(x.Token), token) == 1 {
				t, known = *x, true
			}
		}
		ahead = st.AheadOf(s.setup(), t)
	})
	if !known {
		lang := asked(r)
		s.render(w, http.StatusNotFound, "status", page{Lang: lang, Public: true, Data: standing{
			State: "over", Text: text.Say(lang, "console.status_unknown"), Hint: text.Say(lang, "console.status_unknown_hint"),
		}})
		return nil
	}
	s.render(w, http.StatusOK, "status", page{Lang: t.Lang, Public: true, Data: s.standing(t, ahead)})
	return nil
}

func (s *Server) standing(t queue.Ticket, ahead int) standing {
	say := func(name string, args ...text.Args) string { return text.Say(t.Lang, "console.status_"+name, args...) }
	now, _ := s.Office.Now()
	v := standing{Number: t.Number(), AsOf: say("as_of", text.Args{"Time": text.Clock(now.In(s.setup().Location()))})}
	again := text.Args{"Time": text.Clock(t.Again.In(s.setup().Location()))}
	switch t.State {
	case queue.Waiting:
		v.State, v.Text, v.Hint = "waiting", text.Ahead(t.Lang, ahead), say("waiting_hint")
		if ahead == 0 {
			v.Text = say("next")
		}
	case queue.CalledState:
		v.State, v.Text = "called", say("go", text.Args{"Place": s.place(t.Lang, t.Counter)})
		if z := s.setup().ZoneOf(t.Counter); z != nil {
			v.Hint, v.Arrow = z.Way.In(t.Lang), z.Arrow
		}
	case queue.ArrivedState, queue.Serving, queue.WrapUp:
		v.State, v.Text, v.Hint = "serving", say("serving"), s.place(t.Lang, t.Counter)
	case queue.ParkedState:
		v.State, v.Text, v.Hint = "away", say("parked"), say("parked_hint")
		if !t.Again.IsZero() {
			v.Hint = say("parked_until", again)
		}
	case queue.NoShowState:
		v.State, v.Text, v.Hint = "away", say("missed"), say("missed_hint")
		if !t.Again.IsZero() {
			v.Hint = say("missed_again", again)
		}
	case queue.CancelState:
		v.State, v.Text = "over", say("cancelled")
	case queue.ExpiredState:
		v.State, v.Text, v.Hint = "over", say("expired"), say("expired_hint")
	default:
		v.State, v.Text, v.Hint = "over", say("done"), say("done_hint")
	}
	return v
}

// place names a counter: "stanowisko 5", "pokój 4".
func (s *Server) place(lang string, n int) string {
	if c := s.setup().Counter(n); c != nil && c.Room != "" {
		return text.Say(lang, "common.room", text.Args{"N": c.Room})
	}
	return text.Say(lang, "common.counter", text.Args{"N": n})
}
