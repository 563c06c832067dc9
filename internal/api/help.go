package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"bileter/internal/queue"
)

// HelpDesk is the part of an Office that says whom a client can call.
type HelpDesk struct {
	Assistant HelpOffer    `json:"assistant"`
	Sign      HelpOffer    `json:"sign"`             // interpreter of Polish sign language
	Point     queue.Words  `json:"point,omitempty"`  // where the information point is
	Offers    []queue.Need `json:"offers,omitempty"` // what a client may say of a ticket at the screen
	Screen    []Help       `json:"screen,omitempty"` // open requests made at the touch screen; staff only
}

// HelpOffer tells whether somebody can be called.
type HelpOffer struct {
	Have bool      `json:"have"` // the office has it at all
	Open bool      `json:"open"`
	Next time.Time `json:"next,omitzero"` // opens, when it is not
}

// Help is a request for help.
type Help struct {
	ID       uint64          `json:"id"`
	Kind     queue.HelpKind  `json:"kind"`
	From     string          `json:"from"` // "screen", "tablet" or "counter:5"
	Lang     string          `json:"lang"`
	Ticket   uint64          `json:"ticket,omitempty"`
	Number   string          `json:"number,omitempty"` // of the ticket
	Group    string          `json:"group,omitempty"`
	State    queue.HelpState `json:"state"`
	Level    queue.HelpLevel `json:"level"`        // 0: the first on duty was told, 1: the next as well, 2: the head as well
	To       []string        `json:"to"`           // posts that were told, the latest last
	By       string          `json:"by,omitempty"` // the post that comes
	Asked    time.Time       `json:"asked"`
	Accepted time.Time       `json:"accepted,omitzero"`
	Due      time.Time       `json:"due,omitzero"` // comes by then
	Arrived  time.Time       `json:"arrived,omitzero"`
}

// Helps is GET /help: the open requests, the oldest first, and the posts that can accept one.
type Helps struct {
	Now   time.Time `json:"now"`
	Helps []Help    `json:"helps"`
	Posts []string  `json:"posts"`
}

// AskHelp is the body of POST /help. At the touch screen neither Counter nor Group is given.
type AskHelp struct {
	Kind    queue.HelpKind `json:"kind"`
	Lang    string         `json:"lang"`
	Counter int            `json:"counter,omitempty"` // asked from there; 0: from the screen, or from the assistant's tablet
	Ticket  uint64         `json:"ticket,omitempty"`
	Group   string         `json:"group,omitempty"` // department that is to know; empty: the ticket's
}

// AcceptHelp is the body of POST /help/{id}/accept.
type AcceptHelp struct {
	By  string `json:"by"`            // one of Helps.Posts, or "counter:5"
	ETA int    `json:"eta,omitempty"` // minutes, at most 60
}

// Helped answers every command about help. With AskHelp the status is 201, or 200 when somebody was on the way already.
type Helped struct {
	Version uint64 `json:"queue_version"`
	Help    Help   `json:"help"`
	Retry   bool   `json:"retry,omitempty"`
}

// Helps reads the open requests for help.
func (c *Client) Helps(ctx context.Context) (h Helps, err error) {
	return h, c.do(ctx, http.MethodGet, "/help", "", nil, &h)
}

// AskHelp asks for somebody to come.
func (c *Client) AskHelp(ctx context.Context, key string, v AskHelp) (h Helped, err error) {
	return h, c.do(ctx, http.MethodPost, "/help", key, v, &h)
}

// Help sends a command about a request: accept with an AcceptHelp as body, arrived, done or withdraw with none.
func (c *Client) Help(ctx context.Context, key string, id uint64, verb string, body any) (h Helped, err error) {
	return h, c.do(ctx, http.MethodPost, fmt.Sprintf("/help/%d/%s", id, verb), key, body, &h)
}
