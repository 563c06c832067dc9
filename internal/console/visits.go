package console

import (
	"cmp"
	"net/http"
	"slices"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// getVisits lists the booked visits from today on.
func (s *Server) getVisits(w http.ResponseWriter, _ *http.Request) error {
	list := api.Visits{Visits: []api.Visit{}}
	s.Office.Read(func(st *queue.State) {
		for code, v := range st.Visits {
			list.Visits = append(list.Visits, api.Visit{Code: code, Service: v.Service, At: v.At.In(s.setup().Location()), Ticket: v.Ticket})
		}
	})
	slices.SortFunc(list.Visits, func(a, b api.Visit) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Code, b.Code)) })
	writeJSON(w, http.StatusOK, list)
	return nil
}

// postVisit makes a visit known that was booked elsewhere.
func (s *Server) postVisit(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	var v api.Visit
	if err := decode(r, &v); err != nil {
		return err
	}
	return s.answer(w, r, queue.Command{ID: k, Actor: "console", Do: queue.Book{Code: v.Code, Service: v.Service, At: v.At}})
}

func (s *Server) deleteVisit(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	return s.answer(w, r, queue.Command{ID: k, Actor: "console", Do: queue.Unbook{Code: r.PathValue("code")}})
}

// postCheckIn gives a booked client a ticket.
func (s *Server) postCheckIn(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	var in api.CheckIn
	if err := decode(r, &in); err != nil {
		return err
	}
	return s.issue(w, r, k, in.Lang, queue.CheckIn{
		Code: in.Code, Lang: in.Lang, Token: newSecret(tokenBytes), Priority: in.Priority, Paper: !in.NoPaper, Large: in.Large,
	})
}
