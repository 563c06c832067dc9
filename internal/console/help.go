package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// helpDesk tells whom a client can call now.
func (s *Server) helpDesk(st *queue.State, now time.Time, doubt, forStaff bool) api.HelpDesk {
	setup := s.setup()
	offer := func(kind queue.HelpKind) api.HelpOffer {
		o := setup.HelpOffer(kind, now, doubt)
		return api.HelpOffer{Have: o.Have, Open: o.Open, Next: o.Next}
	}
	d := api.HelpDesk{
		Assistant: offer(queue.HelpAssistant), Sign: offer(queue.HelpSign), Point: setup.Help.Point, Offers: setup.Help.Offers,
	}
	if forStaff {
		for _, h := range st.HelpsOpen() {
			if h.From == queue.FromScreen {
				d.Screen = append(d.Screen, showHelp(st, h))
			}
		}
	}
	return d
}

// helps are the open requests, the oldest first.
func helps(st *queue.State) []api.Help {
	hs := []api.Help{}
	for _, h := range st.HelpsOpen() {
		hs = append(hs, showHelp(st, h))
	}
	return hs
}

func showHelp(st *queue.State, h queue.Help) api.Help {
	v := api.Help{
		ID: h.ID, Kind: h.Kind, From: h.From, Lang: h.Lang, Ticket: h.Ticket, Group: h.Group, State: h.State, Level: h.Level,
		To: slices.Clone(h.To), By: h.By, Asked: h.Asked, Accepted: h.Accepted, Arrived: h.Arrived,
	}
	if h.State == queue.HelpAccepted {
		v.Due = h.Taken.Add(time.Duration(h.ETA) * time.Minute)
	}
	if t := st.Tickets[h.Ticket]; t != nil {
		v.Number = t.Number()
	}
	return v
}

func (s *Server) getHelp(w http.ResponseWriter, _ *http.Request) error {
	now, _ := s.Office.Now()
	v := api.Helps{Now: now.In(s.setup().Location()), Posts: s.posts()}
	s.Office.Read(func(st *queue.State) { v.Helps = helps(st) })
	writeJSON(w, http.StatusOK, v)
	return nil
}

// posts are those who may accept a request, besides counters.
func (s *Server) posts() []string {
	h := s.setup().Help
	posts := append([]string{}, h.Duty...)
	if h.Head != "" {
		posts = append(posts, h.Head)
	}
	return posts
}

func (s *Server) postHelp(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	var v api.AskHelp
	if err := decode(r, &v); err != nil {
		return err
	}
	if !slices.Contains(s.setup().Languages, v.Lang) {
		return bad("lang")
	}
	from := queue.FromTablet
	if trusted, _ := r.Context().Value(trustKey{}).(bool); trusted {
		from = queue.FromScreen
	}
	if v.Counter != 0 {
		from = "counter:" + strconv.Itoa(v.Counter)
	}
	return s.answerHelp(w, r, k, from, queue.AskHelp{Kind: v.Kind, From: from, Lang: v.Lang, Ticket: v.Ticket, Group: v.Group})
}

func (s *Server) postHelpVerb(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 64)
	if err != nil {
		return &queue.Refusal{Code: queue.NoSuchHelp}
	}
	actor := "console"
	var v queue.Verb
	switch r.PathValue("verb") {
	case "accept":
		var a api.AcceptHelp
		if err := decode(r, &a); err != nil {
			return err
		}
		v = queue.AcceptHelp{Help: id, By: a.By, ETA: a.ETA}
	case "arrived":
		v, err = queue.ArriveHelp{Help: id}, noBody(r)
	case "done":
		v, err = queue.EndHelp{Help: id}, noBody(r)
	case "withdraw":
		v, err = queue.WithdrawHelp{Help: id}, noBody(r)
	default:
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	if err != nil {
		return err
	}
	if trusted, _ := r.Context().Value(trustKey{}).(bool); trusted {
		actor = "kiosk"
	}
	k, err := key(r)
	if err != nil {
		return err
	}
	return s.answerHelp(w, r, k, actor, v)
}

// answerHelp has a command about help done and tells how the request stands.
func (s *Server) answerHelp(w http.ResponseWriter, r *http.Request, key, actor string, v queue.Verb) error {
	a, err := s.do(r, key, actor, v)
	if err != nil {
		return err
	}
	if a.Help == nil { // the retry of one that ended on an earlier day
		return &queue.Refusal{Code: queue.NoSuchHelp}
	}
	status := http.StatusOK
	if _, asks := v.(queue.AskHelp); asks && !a.Retry {
		status = http.StatusCreated
	}
	out := api.Helped{Version: a.Version, Retry: a.Retry}
	s.Office.Read(func(st *queue.State) { out.Help = showHelp(st, *a.Help) })
	writeJSON(w, status, out)
	return nil
}
