package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"bileter/internal/api"
)

const (
	cookieName  = "bileter_session"
	sessionLife = 12 * time.Hour
	maxSessions = 256 // the oldest gives way

	// PINs tried in limitSpan: from one address, and by everybody.
	triesEach, triesAll = 5, 20
	// looks at tickets' status pages in limitSpan. A city's proxy is one address.
	looksEach, looksAll = 300, 1200
	limitSpan           = time.Minute
)

// trustKey marks requests from the local socket.
type trustKey struct{}

// isStaff tells whether a request comes from somebody who signed in, or from the local socket.
func (s *Server) isStaff(r *http.Request) bool {
	if trusted, _ := r.Context().Value(trustKey{}).(bool); trusted {
		return true
	}
	c, err := r.Cookie(cookieName)
	return err == nil && s.sessions.valid(c.Value)
}

// sessions are the people signed in. They are kept in memory: a restart signs everybody out.
type sessions struct {
	now  func() time.Time
	life time.Duration

	mu   sync.Mutex // protects what follows
	list []login    // oldest first
}

// login holds the sum of a session's secret, so that comparing takes no time that tells anything.
type login struct {
	sum   [sha256.Size]byte
	until time.Time
}

func (s *sessions) begin() (secret string) {
	secret = newSecret(32)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.list = slices.DeleteFunc(s.list, func(l login) bool { return !now.Before(l.until) })
	if len(s.list) >= maxSessions {
		s.list = s.list[1:]
	}
	s.list = append(s.list, login{sha256.Sum256([]byte(secret)), now.Add(s.life)})
	return secret
}

func (s *sessions) valid(secret string) bool {
	sum, now := sha256.Sum256([]byte(secret)), s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.list, func(l login) bool { return l.sum == sum && now.Before(l.until) })
}

// renew is valid, and lets the session last as long again.
func (s *sessions) renew(secret string) bool {
	sum, now := sha256.Sum256([]byte(secret)), s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.list, func(l login) bool { return l.sum == sum && now.Before(l.until) })
	if i >= 0 {
		s.list[i].until = now.Add(s.life)
	}
	return i >= 0
}

func (s *sessions) end(secret string) {
	sum := sha256.Sum256([]byte(secret))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = slices.DeleteFunc(s.list, func(l login) bool { return l.sum == sum })
}

// newSecret returns n random bytes in base64url.
func newSecret(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// signIn checks a PIN and begins a session.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, pin string) error {
	from := address(r)
	if !s.tries.allow(from) {
		return &refusal{status: http.StatusTooManyRequests, code: api.CodeTooMany}
	}
	got, want := sha256.Sum256([]byte(pin)), sha256.Sum256([]byte(s.PIN))
	if s.PIN == "" || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return &refusal{status: http.StatusUnauthorized, code: api.CodeSignIn}
	}
	s.tries.forgive(from)
	http.SetCookie(w, s.cookie(r, s.sessions.begin(), int(sessionLife.Seconds())))
	return nil
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(cookieName); err == nil {
		s.sessions.end(c.Value)
	}
	http.SetCookie(w, s.cookie(r, "", -1))
}

func (s *Server) cookie(r *http.Request, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	}
}

func (s *Server) postLogin(w http.ResponseWriter, r *http.Request) error {
	var l api.Login
	if err := decode(r, &l); err != nil {
		return err
	}
	if err := s.signIn(w, r, l.PIN); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) postLogout(w http.ResponseWriter, r *http.Request) error {
	s.signOut(w, r)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// address is whom a request is counted for: an IPv4 address, or an IPv6 network of 64 bits. What a proxy
// says about others is not believed.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return host
	}
	return p.String()
}

// limiter allows so many things in limitSpan to each address and to all together. What it refuses it
// does not count, so its memory is bounded by all.
type limiter struct {
	now       func() time.Time
	each, all int

	mu   sync.Mutex // protects what follows
	done []deed     // oldest first
}

type deed struct {
	from string
	at   time.Time
}

func (l *limiter) allow(from string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.done = slices.DeleteFunc(l.done, func(d deed) bool { return now.Sub(d.at) >= limitSpan })
	mine := 0
	for _, d := range l.done {
		if d.from == from {
			mine++
		}
	}
	if mine >= l.each || len(l.done) >= l.all {
		return false
	}
	l.done = append(l.done, deed{from, now})
	return true
}

// forgive forgets what an address did.
func (l *limiter) forgive(from string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = slices.DeleteFunc(l.done, func(d deed) bool { return d.from == from })
}

// gate lets a limited number through at once.
type gate struct {
	limit int

	mu  sync.Mutex // protects now
	now int
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.now >= g.limit {
		return false
	}
	g.now++
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now--
}

func (g *gate) inside() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now
}
