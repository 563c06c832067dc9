package api

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// Heartbeat is how often the office sends something on a stream when nothing happens.
	Heartbeat = 15 * time.Second
	// silence is when a stream is given up: two heartbeats were missed.
	silence = 2*Heartbeat + 5*time.Second
	// maxLine bounds one line of a stream.
	maxLine = 64 << 10
)

// ErrSilent says that a stream went quiet without ending: the other side or the way to it is gone.
var ErrSilent = errors.New("no sign of life from the office")

// Events calls f with every event after a sequence number, in order, until ctx ends, f returns an error
// or the stream breaks. Each of them is returned as it is; io.EOF when the office ended the stream.
// Going on after the last Seq seen loses nothing and repeats nothing.
func (c *Client) Events(ctx context.Context, after uint64, f func(Event) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(silence, func() { cancel(ErrSilent) })
	defer watch.Stop()
	req, err := c.request(ctx, http.MethodGet, "/events", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Last-Event-ID", strconv.FormatUint(after, 10))
	h := c.http
	h.Timeout = 0 // a stream has no end; silence ends it
	res, err := h.Do(req)
	if err != nil {
		return why(ctx, err)
	}
	defer res.Body.Close()
	if err := failure(res); err != nil {
		return err
	}
	err = readStream(res.Body, func() { watch.Reset(silence) }, f)
	return why(ctx, err)
}

// why prefers the reason for which ctx ended to the error that its end made.
func why(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// readStream reads server-sent events: lines "id:", "event:", "data:", an empty line ends an event, a
// line that begins with a colon is a comment.
func readStream(r io.Reader, alive func(), f func(Event) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var data []byte
	for lines.Scan() {
		alive()
		name, value, _ := strings.Cut(lines.Text(), ":")
		switch {
		case lines.Text() == "" && data != nil:
			var e Event
			if err := json.Unmarshal(data, &e); err != nil {
				return fmt.Errorf("event stream: %w", err)
			}
			data = nil
			if err := f(e); err != nil {
				return err
			}
		case name == "data":
			if len(data)+len(value) > maxLine {
				return errors.New("event stream: an event is too long")
			}
			data = append(data, strings.TrimPrefix(value, " ")...)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("event stream: %w", err)
	}
	return io.EOF
}
