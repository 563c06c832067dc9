package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// slipTime is how long the answer to a slip waits for its fate; a client that hears "pending" asks again.
const slipTime = 4 * time.Second

// postSlip prints paper that is no ticket's.
func (s *Server) postSlip(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	var order api.Slip
	if err := decode(r, &order); err != nil {
		return err
	}
	order.Lang = cmp.Or(order.Lang, "pl")
	switch {
	case !slices.Contains([]string{api.SlipChecklist, api.SlipReport, api.SlipTest}, order.Kind):
		return bad("kind")
	case !slices.Contains(s.setup().Languages, order.Lang):
		return bad("lang")
	case order.Kind == api.SlipChecklist && s.setup().Service(order.Service) == nil:
		return &queue.Refusal{Code: queue.NoSuchService, Service: order.Service}
	case order.Kind != api.SlipChecklist && order.Service != "":
		return bad("service")
	}
	ctx, cancel := context.WithTimeout(r.Context(), slipTime)
	defer cancel()
	d, err := s.Slip(ctx, k, order)
	if err != nil {
		return err
	}
	if d.Problem != "" {
		if d.Text = text.Say(asked(r), "printer.problem_"+d.Problem); strings.HasPrefix(d.Text, "?") {
			d.Text = ""
		}
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

// postRoll notes that somebody put a new roll into the printer.
func (s *Server) postRoll(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	var roll api.Roll
	if err := decode(r, &roll); err != nil {
		return err
	}
	if roll.Metres < 0 || roll.Metres > 1000 {
		return bad("metres")
	}
	return s.answer(w, r, queue.Command{ID: k, Actor: "console", Do: queue.RecordRoll{Mark: queue.RollNew, MM: roll.Metres * 1000}})
}

// noPrinter is the problem of tickets in an office that has none: they miss nothing.
const noPrinter = "none"

// unprinted lists today's tickets that have no paper, or perhaps none, the latest first.
func unprinted(st *queue.State) []api.Ticket {
	ts := []api.Ticket{}
	for _, t := range st.Tickets {
		if t.Day == st.Day && t.State.Live() && t.Problem != noPrinter && (t.Paper == queue.PaperRefused || t.Paper == queue.PaperDoubt) {
			ts = append(ts, show(*t, true))
		}
	}
	slices.SortFunc(ts, func(a, b api.Ticket) int { return cmp.Compare(b.ID, a.ID) })
	return ts
}
