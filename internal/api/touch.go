package api

import (
	"context"
	"net/http"

	"bileter/internal/queue"
)

// Touch is how the touch screen reacts to fingers, and what there is beside it for the day on which it does not.
type Touch struct {
	Gone     bool          `json:"gone,omitempty"`     // it does not react: its device is gone, or a person says so
	Declared bool          `json:"declared,omitempty"` // a person says so
	Button   *TicketButton `json:"button,omitempty"`   // missing: there is none
	Pressed  *Pressed      `json:"pressed,omitempty"`  // the last press of late; only for the touch screen itself
}

// TicketButton is the button beside the screen that gives a ticket.
type TicketButton struct {
	Name queue.Words `json:"name,omitempty"` // as it stands after "press"
}

// Pressed is what a press of the ticket button gave: a ticket or a refusal.
type Pressed struct {
	Key     string  `json:"key"` // tells a press from the one before
	Issued  *Issued `json:"issued,omitempty"`
	Refused *Error  `json:"refused,omitempty"`
}

// CodeNoPaper refuses a press of the ticket button: without paper nobody would have the number.
const CodeNoPaper = "no-paper"

// DeclareTouch is POST /touch: a person says how the touch screen reacts. It is a command, and answered by Done.
type DeclareTouch struct {
	Gone bool `json:"gone"`
}

// DeclareTouch says that the touch screen does not react, or that it does again.
func (c *Client) DeclareTouch(ctx context.Context, key string, v DeclareTouch) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, "/touch", key, v, &d)
}
