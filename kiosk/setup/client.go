package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"bileter/configs/edit"
	"bileter/internal/api"
)

// State is what the office's desk tells about the draft.
type State struct {
	Office    edit.Office          `json:"office"`
	Forms     map[string]edit.Form `json:"forms"`
	Broken    string               `json:"broken"` // why the draft cannot be changed here
	Changed   bool                 `json:"changed"`
	Stale     bool                 `json:"stale"`
	Restart   bool                 `json:"restart"`
	Problems  []Problem            `json:"problems"`
	Changes   []Change             `json:"changes"`
	Refused   *api.Error           `json:"refused"`
	Versions  []Version            `json:"versions"`
	Scheduled string               `json:"scheduled"` // day
	Failed    string               `json:"failed"`
	Tomorrow  string               `json:"tomorrow"`
	Icons     []string             `json:"icons"`
}

// Problem is what is wrong with a field of the draft.
type Problem struct {
	Of    string `json:"of"`
	ID    string `json:"id"`
	Field string `json:"field"`
	Place string `json:"place"` // these in words
	Text  string `json:"text"`
}

// Change is one difference between the draft and what the office goes by, in words.
type Change struct {
	Text    string `json:"text"`
	Restart bool   `json:"restart"`
}

// Version is a set-up that the office went by.
type Version struct {
	N   int    `json:"n"`
	At  string `json:"at"`
	By  string `json:"by"`
	Now bool   `json:"now"`
}

// Desk is the office's own: the same that the technician's page in a browser speaks to.
type Desk interface {
	// Enter gives the PIN. An error with words for people is an *api.Error.
	Enter(ctx context.Context, pin string) error
	// Do does a deed ("" only looks) and returns the draft after it.
	Do(ctx context.Context, deed string, body any) (State, error)
	// Hardware does a deed at the devices ("" only looks) and returns them after it.
	Hardware(ctx context.Context, deed string, body any) (Parts, error)
	// Sticks does a deed with a USB stick ("" only looks) and returns them after it.
	Sticks(ctx context.Context, deed string, body any) (Sticks, error)
	// Leave ends the session.
	Leave(ctx context.Context)
}

// Client is a Desk at the end of the office's local socket.
type Client struct{ http *http.Client }

// Dial makes a client; it connects with the first request.
func Dial(socket string) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it has no options that could be wrong
	}
	return &Client{&http.Client{Jar: jar, Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}}}}
}

const base = "http://office/setup/"

// errAway says that the office does not answer.
var errAway = errors.New("the office does not answer")

// Enter gives the PIN.
func (c *Client) Enter(ctx context.Context, pin string) error {
	form := url.Values{"pin": {pin}}.Encode()
	_, err := c.send(ctx, http.MethodPost, "door", "application/x-www-form-urlencoded", strings.NewReader(form), nil)
	return err
}

// Do does a deed.
func (c *Client) Do(ctx context.Context, deed string, body any) (s State, err error) {
	if deed == "" {
		_, err = c.send(ctx, http.MethodGet, "state", "", nil, &s)
		return s, err
	}
	if body == nil {
		body = struct{}{}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return s, err
	}
	_, err = c.send(ctx, http.MethodPost, "do/"+deed, "application/json", bytes.NewReader(b), &s)
	return s, err
}

// Sticks does a deed with a stick.
func (c *Client) Sticks(ctx context.Context, deed string, body any) (s Sticks, err error) {
	return s, c.page(ctx, "sticks", deed, body, &s)
}

// Hardware does a deed (try, choose, judge, print; "" only looks) and returns the page after it.
func (c *Client) Hardware(ctx context.Context, deed string, body any) (p Parts, err error) {
	return p, c.page(ctx, "hardware", deed, body, &p)
}

// page does a deed of a page; without one it only looks.
func (c *Client) page(ctx context.Context, path, deed string, body, into any) error {
	if deed == "" {
		_, err := c.send(ctx, http.MethodGet, path, "", nil, into)
		return err
	}
	if body == nil {
		body = struct{}{}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = c.send(ctx, http.MethodPost, path+"/"+deed, "application/json", bytes.NewReader(b), into)
	return err
}

// Leave ends the session; the office ends it by itself too.
func (c *Client) Leave(ctx context.Context) {
	_, _ = c.send(ctx, http.MethodPost, "out", "", nil, nil)
}

func (c *Client) send(ctx context.Context, method, path, kind string, body interface{ Read([]byte) (int, error) }, into any) (int, error) {
	req, err := http.NewRequestWithContext(ctx, method, base+path, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept-Language", "pl")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, errors.Join(errAway, err)
	}
	defer res.Body.Close()
	if res.StatusCode >= http.StatusBadRequest {
		e := &api.Error{}
		if json.NewDecoder(res.Body).Decode(e) != nil || e.Text == "" {
			return res.StatusCode, errAway
		}
		return res.StatusCode, e
	}
	if into != nil {
		return res.StatusCode, json.NewDecoder(res.Body).Decode(into)
	}
	return res.StatusCode, nil
}
