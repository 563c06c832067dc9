package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// DefaultTimeout bounds a request whose context has no deadline of its own.
const DefaultTimeout = 5 * time.Second

// maxAnswer bounds the answer that a Client reads: a whole office is about 100 KiB.
const maxAnswer = 8 << 20

// Client speaks to one office. It is safe for concurrent use once its fields are set.
type Client struct {
	// Lang is the language of an Error's text; empty: Polish.
	Lang string

	base string
	http http.Client
}

// NewClient returns a client of the office at base, such as "http://127.0.0.1:8080". It uses h's
// transport and keeps its own session cookie; h may be nil.
func NewClient(h *http.Client, base string) *Client {
	c := &Client{base: strings.TrimSuffix(base, "/")}
	if h != nil {
		c.http = *h
	}
	if c.http.Jar == nil {
		jar, err := cookiejar.New(nil)
		if err != nil {
			panic(err) // cannot be, without options
		}
		c.http.Jar = jar
	}
	return c
}

// DialUnix returns a client of the office that listens on a Unix socket. It connects with each request,
// so the socket need not exist yet.
func DialUnix(path string) *Client {
	var d net.Dialer
	t := &http.Transport{
		DialContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "unix", path) },
		MaxIdleConns:    4,
		IdleConnTimeout: time.Minute,
	}
	return NewClient(&http.Client{Transport: t}, "http://office")
}

// Office reads what there is to choose from, and how things stand.
func (c *Client) Office(ctx context.Context) (o Office, err error) {
	return o, c.do(ctx, http.MethodGet, "/office", "", nil, &o)
}

// Queue reads the living part.
func (c *Client) Queue(ctx context.Context) (q Queue, err error) {
	return q, c.do(ctx, http.MethodGet, "/queue", "", nil, &q)
}

// Health reads what is wrong with the machine.
func (c *Client) Health(ctx context.Context) (h Health, err error) {
	return h, c.do(ctx, http.MethodGet, "/health", "", nil, &h)
}

// Issue asks for a ticket. A repetition with the same key is the same wish and gets the same ticket.
func (c *Client) Issue(ctx context.Context, key string, order Issue) (i Issued, err error) {
	return i, c.do(ctx, http.MethodPost, "/tickets", key, order, &i)
}

// Ticket reads one ticket.
func (c *Client) Ticket(ctx context.Context, id uint64) (t Ticket, err error) {
	return t, c.do(ctx, http.MethodGet, "/tickets/"+strconv.FormatUint(id, 10), "", nil, &t)
}

// Reprint asks for the paper of a ticket once more.
func (c *Client) Reprint(ctx context.Context, key string, id uint64) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, fmt.Sprintf("/tickets/%d/reprint", id), key, nil, &d)
}

// Why reads why a ticket was called last.
func (c *Client) Why(ctx context.Context, ticket uint64) (w Why, err error) {
	return w, c.do(ctx, http.MethodGet, fmt.Sprintf("/calls/%d/why", ticket), "", nil, &w)
}

// Visits reads the booked visits from today on.
func (c *Client) Visits(ctx context.Context) (v Visits, err error) {
	return v, c.do(ctx, http.MethodGet, "/visits", "", nil, &v)
}

// Book makes a visit known that was booked elsewhere.
func (c *Client) Book(ctx context.Context, key string, v Visit) error {
	return c.do(ctx, http.MethodPost, "/visits", key, v, nil)
}

// Unbook forgets a visit whose client is not here yet.
func (c *Client) Unbook(ctx context.Context, key, code string) error {
	return c.do(ctx, http.MethodDelete, "/visits/"+url.PathEscape(code), key, nil, nil)
}

// CheckIn gives a booked client a ticket.
func (c *Client) CheckIn(ctx context.Context, key string, in CheckIn) (i Issued, err error) {
	return i, c.do(ctx, http.MethodPost, "/check-in", key, in, &i)
}

// Return puts a parked or missed ticket back in line.
func (c *Client) Return(ctx context.Context, key string, id uint64) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, fmt.Sprintf("/tickets/%d/return", id), key, nil, &d)
}

// Cancel ends a ticket that is not being served.
func (c *Client) Cancel(ctx context.Context, key string, id uint64) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, fmt.Sprintf("/tickets/%d/cancel", id), key, nil, &d)
}

// Counter sends a command of counter n. The verb is open, close, next, recall, arrive, start, wrap,
// finish, no-show, park, or transfer with a Transfer as body; park and close may have a Park or a Close, the others have
// none.
func (c *Client) Counter(ctx context.Context, key string, n int, verb string, body any) (d Done, err error) {
	return d, c.do(ctx, http.MethodPost, fmt.Sprintf("/counters/%d/%s", n, verb), key, body, &d)
}

// Login begins a session; the client keeps its cookie. A Unix socket needs none.
func (c *Client) Login(ctx context.Context, login, password string) error {
	return c.do(ctx, http.MethodPost, "/login", "", Login{Login: login, Password: password}, nil)
}

// Me reads who signed in.
func (c *Client) Me(ctx context.Context) (m Me, err error) {
	return m, c.do(ctx, http.MethodGet, "/me", "", nil, &m)
}

// Logout ends the session.
func (c *Client) Logout(ctx context.Context) error {
	return c.do(ctx, http.MethodPost, "/logout", "", nil, nil)
}

// do sends one request. An answer from 400 up becomes an *Error.
func (c *Client) do(ctx context.Context, method, path, key string, body, answer any) error {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, DefaultTimeout)
		defer cancel()
	}
	req, err := c.request(ctx, method, path, body)
	if err != nil {
		return err
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if err := failure(res); err != nil {
		return err
	}
	if answer == nil || res.StatusCode == http.StatusNoContent {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(answer); err != nil {
		return fmt.Errorf("%s %s: the answer cannot be read: %w", method, path, err)
	}
	return nil
}

func (c *Client) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", method, path, err)
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+Prefix+path, r)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Lang != "" {
		req.Header.Set("Accept-Language", c.Lang)
	}
	return req, nil
}

// failure reads the error of an answer; nil where there is none.
func failure(res *http.Response) error {
	if res.StatusCode < 400 {
		return nil
	}
	e := &Error{}
	b, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return err
	}
	if json.Unmarshal(b, e) != nil || e.Code == "" {
		return fmt.Errorf("%s %s: status %s, and no explanation", res.Request.Method, res.Request.URL.Path, res.Status)
	}
	return e
}

// IsCode tells whether err is, or wraps, an *Error with that code.
func IsCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
