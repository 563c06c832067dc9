package console

import (
	"net/http"
	"strings"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// reason puts into words why a ticket was called; nil for one that never was.
func reason(lang string, r *queue.Reason) *api.Reason {
	if r == nil {
		return nil
	}
	parts := []string{text.Say(lang, "console.why_"+r.Rule, text.Args{"Min": r.Waited / 60})}
	if r.Over > 0 {
		parts = append(parts, text.Say(lang, "console.why_over", text.Args{"Over": r.Over}))
	}
	if r.Left > 0 {
		parts = append(parts, text.Say(lang, "console.why_left", text.Args{"Left": r.Left}))
	}
	if r.Row > 1 {
		parts = append(parts, text.Count(lang, "console.why_row", r.Row))
	}
	return &api.Reason{Reason: *r, Text: strings.Join(parts, ", ")}
}

// getWhy explains the last call of a ticket.
func (s *Server) getWhy(w http.ResponseWriter, r *http.Request) error {
	id, err := ticketID(r)
	if err != nil {
		return err
	}
	var t queue.Ticket
	s.Office.Read(func(st *queue.State) {
		if found := st.Tickets[id]; found != nil {
			t = *found
		}
	})
	if t.Why == nil {
		return &queue.Refusal{Code: queue.NoSuchTicket}
	}
	writeJSON(w, http.StatusOK, api.Why{Ticket: t.ID, Number: t.Number(), Counter: t.Counter, Called: t.Called, Reason: *reason(asked(r), t.Why)})
	return nil
}
