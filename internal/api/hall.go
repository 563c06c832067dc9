package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"bileter/internal/queue"
)

// Found is GET /tickets?number=D012: the ticket that has this number, and how it stands.
type Found struct {
	Now    time.Time   `json:"now"`
	Ticket Ticket      `json:"ticket"`
	Before int         `json:"before"`         // people before it now; 0 unless it waits
	Wait   queue.Range `json:"wait"`           // from now on, for this ticket as it stands, in minutes; unknown when it does not wait or nobody serves
	Only   int         `json:"only,omitempty"` // the one counter that may call it
	Phone  bool        `json:"phone"`          // it has an address for telephones
}

// Move is the body of POST /tickets/{id}/move. One of both, or both.
type Move struct {
	Service string `json:"service,omitempty"`
	Counter int    `json:"counter,omitempty"` // the one counter that may call it
}

// Needs is the body of POST /tickets/{id}/needs: what holds from now on.
type Needs struct {
	Priority bool `json:"priority"`
	Several  bool `json:"several"` // several persons or matters
}

// Lines is GET /lines: every service for which tickets are given, in the order of the set-up.
type Lines struct {
	Version uint64    `json:"version"`
	Now     time.Time `json:"now"`
	Lines   []Line    `json:"lines"`
}

// Line is how it stands with a service.
type Line struct {
	Service string      `json:"service"`
	Waiting int         `json:"waiting"`
	Longest int         `json:"longest"` // minutes that the one who waits longest has waited
	Serving int         `json:"serving"` // open counters
	Wait    queue.Range `json:"wait"`    // for a ticket taken now
	Open    bool        `json:"open"`
	Note    string      `json:"note,omitempty"` // why it is closed and until when, or that time may run out; in words
}

// Services is GET /find?q=…&lang=…: ids of services that fit, the best first.
type Services struct {
	Services []string `json:"services"`
}

// Card is GET /services/{id}/card?lang=…: what to tell a client about a service, in words.
type Card struct {
	Service  string    `json:"service"`
	Lang     string    `json:"lang"`
	Name     string    `json:"name"`
	Polish   string    `json:"polish,omitempty"` // its Polish name, where that is another
	Sections []Section `json:"sections"`
}

// Section is one part of a card: "Weź ze sobą" and what.
type Section struct {
	Title string   `json:"title"`
	Items []string `json:"items"`
}

// Find looks for the ticket with a number.
func (c *Client) Find(ctx context.Context, number string) (f Found, err error) {
	return f, c.do(ctx, http.MethodGet, "/tickets?number="+url.QueryEscape(number), "", nil, &f)
}

// Move sends a waiting or parked ticket to another line.
func (c *Client) Move(ctx context.Context, key string, id uint64, to Move) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, fmt.Sprintf("/tickets/%d/move", id), key, to, &d)
}

// SetNeeds says what the client of a ticket needs.
func (c *Client) SetNeeds(ctx context.Context, key string, id uint64, n Needs) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, fmt.Sprintf("/tickets/%d/needs", id), key, n, &d)
}

// Lines reads how it stands with every service.
func (c *Client) Lines(ctx context.Context) (l Lines, err error) {
	return l, c.do(ctx, http.MethodGet, "/lines", "", nil, &l)
}

// Services finds services by words in a language.
func (c *Client) Services(ctx context.Context, query, lang string) (s Services, err error) {
	return s, c.do(ctx, http.MethodGet, "/find?q="+url.QueryEscape(query)+"&lang="+url.QueryEscape(lang), "", nil, &s)
}

// Card reads what to tell a client about a service.
func (c *Client) Card(ctx context.Context, service, lang string) (v Card, err error) {
	return v, c.do(ctx, http.MethodGet, "/services/"+url.PathEscape(service)+"/card?lang="+url.QueryEscape(lang), "", nil, &v)
}
