package syncer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"bileter/sync/wire"
)

// busy is an answer that says: later.
type busy struct {
	status int
	after  time.Duration // 0: not said
}

func (b *busy) Error() string { return fmt.Sprintf("the server is busy (status %d)", b.status) }

func (o *Outbox) post(ctx context.Context, path string, m, answer any) error {
	body, err := wire.Encode(m)
	if err != nil {
		return err
	}
	return o.do(ctx, path, body, "", answer, wire.MaxSmall)
}

func (o *Outbox) postPacked(ctx context.Context, packed []byte, answer any) error {
	return o.do(ctx, wire.PathEvents, packed, "gzip", answer, wire.MaxSmall)
}

// do posts one request and reads its answer, all before a deadline.
func (o *Outbox) do(ctx context.Context, path string, body []byte, encoding string, answer any, limit int64) error {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.base.JoinPath(path).String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if encoding != "" {
		req.Header.Set("Content-Encoding", encoding)
	}
	if o.identity.Secret != "" {
		origin := o.journal.Origin()
		wire.Sign(req.Header, origin.Office, origin.Node, secret(o.identity.Secret))
	}
	resp, err := o.noRedirects().Do(req)
	if err != nil {
		o.client.CloseIdleConnections() // whatever is wrong with this connection, do not meet it again
		return fmt.Errorf("central server: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return o.refusal(resp)
	}
	if t, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); t != "application/json" {
		return fmt.Errorf("central server: the answer is %q, not JSON: something else answers there", resp.Header.Get("Content-Type"))
	}
	if err := wire.Decode(resp.Body, limit, answer); err != nil {
		return fmt.Errorf("central server: %w", err)
	}
	return nil
}

// noRedirects is the client, following no redirect: it would carry the secret to somebody else.
func (o *Outbox) noRedirects() *http.Client {
	c := *o.client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// refusal turns an answer that is not 200 into an error.
func (o *Outbox) refusal(resp *http.Response) error {
	after := retryAfter(resp.Header.Get("Retry-After"), o.now())
	var r wire.Refusal
	b, err := io.ReadAll(io.LimitReader(resp.Body, wire.MaxSmall))
	if err != nil {
		return fmt.Errorf("central server: %w", err)
	}
	if err := wire.Decode(bytes.NewReader(b), wire.MaxSmall, &r); err != nil || r.Code == "" {
		if after > 0 || resp.StatusCode == http.StatusServiceUnavailable || resp.StatusCode == http.StatusTooManyRequests {
			return &busy{resp.StatusCode, after}
		}
		if resp.StatusCode == http.StatusRequestEntityTooLarge {
			return &wire.Refusal{Code: wire.TooLarge}
		}
		return fmt.Errorf("central server: status %s", resp.Status)
	}
	switch r.Code {
	case wire.Busy:
		return &busy{resp.StatusCode, after}
	case wire.UnknownNode, wire.Revoked:
		o.session, o.reenrol = false, o.cfg.Code != ""
	case wire.Fork:
		o.session = false
	case wire.Gap, wire.Bad, wire.TooLarge, wire.Failed:
		return &r // something to do about it, or to wait for
	}
	return &refused{code: string(r.Code), err: &r}
}

// retryAfter reads seconds or a date; 0 where there is neither.
func retryAfter(v string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
