package api

import (
	"context"
	"net/http"

	"bileter/internal/queue"
)

// Kinds of a Slip.
const (
	SlipChecklist = "checklist" // what to bring and what it costs, for a client; no number
	SlipReport    = "report"    // the day in figures, for the staff
	SlipTest      = "test"      // for the technician
)

// Slip is POST /slips: paper that is no ticket's. The header Idempotency-Key is required: one key, one slip, for as
// long as the program runs.
type Slip struct {
	Kind    string `json:"kind"`
	Service string `json:"service,omitempty"` // of a checklist
	Lang    string `json:"lang,omitempty"`    // empty: Polish
}

// SlipDone answers Slip.
type SlipDone struct {
	Paper   queue.Paper `json:"paper"`             // printed, refused, doubt; pending: it is not known yet
	Problem string      `json:"problem,omitempty"` // code of package printer
	Text    string      `json:"text,omitempty"`    // the problem in words
}

// Roll is POST /roll: somebody has put a new roll of paper into the printer. It is a command, and answered by Done.
type Roll struct {
	Metres int `json:"metres,omitempty"` // its length; 0: not known
}

// Slip asks for paper that is no ticket's.
func (c *Client) Slip(ctx context.Context, key string, s Slip) (d SlipDone, err error) {
	return d, c.do(ctx, http.MethodPost, "/slips", key, s, &d)
}

// Roll says that a new roll is in the printer.
func (c *Client) Roll(ctx context.Context, key string, r Roll) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, "/roll", key, r, &d)
}
