// Package syncer brings the office's journal to the city's central server: every event once and in
// order, whatever happens to the network, the server or its backups. It reads the journal and never
// changes it, is never waited for, and deletes nothing on the server's word: at each new session the
// server's cursor says what it really has.
package syncer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/sync/wire"
)

// Journal is what is read of the office's journal. It must be safe for concurrent use.
type Journal interface {
	Origin() queue.Origin
	Last() (seq uint64, hash queue.Hash)
	Events(from uint64, max int) ([]queue.Event, error) // from sequence number from on; fewer than max at the end
}

// Warnings is told what is wrong. *health.Board is one.
type Warnings interface {
	Set(c health.Code, on bool, detail string)
}

// Waits of an Outbox.
const (
	dialTimeout    = 10 * time.Second // to connect, and again for TLS
	answerTimeout  = 10 * time.Second // from the request's last byte to the answer's first
	requestTimeout = 30 * time.Second // for all of it
	firstBackoff   = time.Second
	lastBackoff    = 5 * time.Minute
	longestRetry   = time.Hour   // that a server's Retry-After is obeyed
	heartbeat      = time.Minute // between hellos when nothing happens
	poll           = time.Second // where there is no Config.Changed
)

// Config is what an Outbox works with. Only URL and Save are required.
type Config struct {
	URL     string                           // of the central server: https://host[:port], or http:// for a test or a private line
	Code    string                           // one-time code, for a node that is not enrolled
	Saved   []byte                           // what Save was last given; nil at first
	Save    func([]byte) error               // keeps the node's secret; durable when it returns nil
	Changed func(seq uint64) <-chan struct{} // closed when the journal goes beyond seq; nil: the journal is asked every second
	Program string                           // version of this program
	Name    string                           // of the office, for the server's page

	Trouble func() []health.Warning                 // what is wrong with this machine; nil: nothing is told
	Client  *http.Client                            // nil: one with deadlines for everything
	Health  Warnings                                // nil: nobody is told
	Log     *slog.Logger                            // nil: discards
	Now     func() time.Time                        // nil: time.Now
	Jitter  func(limit time.Duration) time.Duration // at random from 0 up to limit; nil: just that
}

// Outbox is the node's end of the line. Make it with New, then Run it.
type Outbox struct {
	journal Journal
	cfg     Config
	base    *url.URL
	client  *http.Client
	log     *slog.Logger
	now     func() time.Time
	jitter  func(time.Duration) time.Duration
	codes   chan codeOrder // of Enrol

	// Only Run uses these.
	identity identity
	reenrol  bool           // the server does not know this node, and there is a code to try
	session  bool           // the server's cursor is known and its history is ours
	at       wire.Cursor    // the server's, in this session
	most     int            // events in the next batch: halved when batches do not get through
	tries    int            // in a row without success
	beat     *time.Timer    // since the last good answer
	said     []wire.Warning // at the last hello
	saidAt   time.Time

	mu    sync.Mutex // protects state
	state State
}

// State is how the line stands. It is a copy.
type State struct {
	Enrolled bool
	Acked    uint64    // last event the server said it has, as far as is known
	Last     uint64    // last event of the journal
	Contact  time.Time // last good answer; zero: never
	Away     bool      // the last attempt did not reach the server
	Refused  string    // why the server refuses this node, as a wire.Code or a code of this package; empty: it does not
	Problem  string    // of the last failed attempt, for the technician; empty after success
	Batches  uint64    // acknowledged since start
}

// Lag is how many events the server does not have.
func (s State) Lag() uint64 { return s.Last - min(s.Last, s.Acked) }

// Codes of State.Refused beside those of package wire.
const (
	Behind      = "behind"       // the server has more than the journal: this node has lost its latest events
	Pruned      = "pruned"       // the server needs events that the journal no longer has
	NotEnrolled = "not-enrolled" // no secret, and no code to get one with
)

// ParseURL reads the address of a central server.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("central server %q: want https://host or http://host", s)
	}
	return u, nil
}

// New prepares an Outbox. It does no I/O; a wrong URL or Saved is an error.
func New(j Journal, c Config) (*Outbox, error) {
	u, err := ParseURL(c.URL)
	if err != nil {
		return nil, err
	}
	if c.Save == nil {
		return nil, errors.New("no place to save the node's secret")
	}
	o := &Outbox{journal: j, cfg: c, base: u, client: c.Client, log: c.Log, now: c.Now, jitter: c.Jitter, most: wire.MaxEvents, codes: make(chan codeOrder)}
	if o.identity, err = parseIdentity(c.Saved); err != nil {
		return nil, err
	}
	if o.client == nil {
		o.client = newClient()
	}
	if o.log == nil {
		o.log = slog.New(slog.DiscardHandler)
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.jitter == nil {
		o.jitter = func(limit time.Duration) time.Duration { return rand.N(limit) }
	}
	o.state.Enrolled = o.identity.Secret != ""
	return o, nil
}

func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
			TLSHandshakeTimeout:   dialTimeout,
			ResponseHeaderTimeout: answerTimeout,
			IdleConnTimeout:       2 * heartbeat,
			MaxConnsPerHost:       2,
			ForceAttemptHTTP2:     true,
			HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: dialTimeout},
		},
		Timeout: requestTimeout,
	}
}

// State tells how the line stands now.
func (o *Outbox) State() State {
	last, _ := o.journal.Last()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.Last = last
	return o.state
}

func (o *Outbox) change(f func(s *State)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(&o.state)
}

// Run keeps the server up to date until ctx ends, and then returns nil. Nothing that goes wrong ends it.
func (o *Outbox) Run(ctx context.Context) error {
	if o.base.Scheme == "http" && !loopback(o.base.Hostname()) {
		o.log.Warn("the central server is reached without encryption", "url", o.base.Redacted())
	}
	o.beat = time.NewTimer(heartbeat)
	defer o.beat.Stop()
	for ctx.Err() == nil {
		err := o.step(ctx)
		if err == nil || ctx.Err() != nil {
			continue
		}
		wait := o.failed(err)
		select {
		case <-ctx.Done():
		case c := <-o.codes:
			o.enrolWith(ctx, c)
		case <-time.After(wait):
		}
	}
	return nil
}

// step does the one next thing: enrol, open a session, send a batch, or wait for something to send.
func (o *Outbox) step(ctx context.Context) error {
	if o.identity.Secret == "" || o.reenrol {
		return o.enrol(ctx)
	}
	if !o.session || o.news() {
		err := o.hello(ctx)
		if err != nil && o.reenrol && o.enrol(ctx) == nil {
			return nil
		}
		return err
	}
	last, _ := o.journal.Last()
	if o.at.Seq < last {
		return o.send(ctx, last)
	}
	select {
	case <-ctx.Done():
	case c := <-o.codes:
		o.enrolWith(ctx, c)
	case <-o.changed():
	case <-o.newsLook():
	case <-o.beat.C:
		o.session = false // a hello is the sign of life, and finds out a server that was restored
	}
	return nil
}

func (o *Outbox) changed() <-chan struct{} {
	if o.cfg.Changed != nil {
		return o.cfg.Changed(o.at.Seq)
	}
	c := make(chan struct{})
	time.AfterFunc(poll, func() { close(c) })
	return c
}

// succeeded notes a good answer. Work done, not a mere greeting, ends the slowing down: a server that
// greets and then fails must not be asked every second.
func (o *Outbox) succeeded(work bool) {
	if o.beat != nil { // there is none without Run
		o.beat.Reset(heartbeat)
	}
	if work {
		o.tries = 0
	}
	o.change(func(s *State) {
		s.Enrolled, s.Contact, s.Refused, s.Acked = o.identity.Secret != "", o.now(), "", o.at.Seq
		if work {
			s.Away, s.Problem = false, ""
		}
	})
	o.report(health.CentralRefuse, false, "")
	if work {
		o.report(health.CentralAway, false, "")
	}
}

// failed notes what went wrong and says how long to wait.
func (o *Outbox) failed(err error) time.Duration {
	code, slow := "", false
	if r := (*refused)(nil); errors.As(err, &r) {
		code, slow = r.code, true
	}
	o.change(func(s *State) {
		s.Problem, s.Refused = err.Error(), code
		s.Away = code == ""
	})
	lag := fmt.Sprint(o.State().Lag())
	o.report(health.CentralAway, code == "", lag)
	o.report(health.CentralRefuse, code != "", code)
	wait := o.backoff(err, slow)
	o.log.Warn("events could not be sent", "problem", err, "waiting", lag, "again_in", wait.Round(time.Second))
	return wait
}

func (o *Outbox) report(c health.Code, on bool, detail string) {
	if o.cfg.Health != nil {
		o.cfg.Health.Set(c, on, detail)
	}
}

// backoff is full jitter up to five minutes. A refusal that only a person can end is asked about slowly
// from the start; a server that said when to come back is obeyed.
func (o *Outbox) backoff(err error, slow bool) time.Duration {
	if slow {
		return lastBackoff/2 + o.jitter(lastBackoff/2)
	}
	limit := min(lastBackoff, firstBackoff<<min(o.tries, 20))
	o.tries++
	if b := (*busy)(nil); errors.As(err, &b) && b.after > 0 {
		return min(b.after, longestRetry) + o.jitter(firstBackoff)
	}
	return o.jitter(limit)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
