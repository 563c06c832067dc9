package console

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
)

const (
	cookieName  = "bileter_session"
	maxSessions = 256 // of technicians; the oldest gives way

	// passwords and codes tried in limitSpan: from one address, and by everybody.
	triesEach, triesAll = 5, 20
	// looks at tickets' status pages in limitSpan. A city's proxy is one address.
	looksEach, looksAll = 300, 1200
	limitSpan           = time.Minute
)

// sessions are the technicians who gave the PIN. They are kept in memory: a restart ends them.
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

// renew tells whether a session goes on, and lets it last as long again.
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

// signIn checks login and password and begins a session. The limit of an address stands before the account's own wait:
// somebody at one place cannot try everybody's.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, login, password string) (account.Person, error) {
	return s.enter(w, r, func() (string, account.Person, error) { return s.Accounts.SignIn(login, password) })
}

// enter begins the session that prove gives.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, prove func() (string, account.Person, error)) (account.Person, error) {
	from := address(r)
	if !s.tries.allow(from) {
		return account.Person{}, &refusal{status: http.StatusTooManyRequests, code: api.CodeTooMany}
	}
	if s.Accounts == nil {
		return account.Person{}, account.ErrWrong
	}
	token, p, err := prove()
	if err != nil {
		return p, err
	}
	s.tries.forgive(from)
	if c, err := r.Cookie(cookieName); err == nil { // whoever was signed in here before is not any more
		if err := s.Accounts.SignOut(c.Value); err != nil {
			return p, err
		}
	}
	http.SetCookie(w, s.cookie(r, token, int(account.Life.Seconds())))
	return p, nil
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(cookieName); err == nil && s.Accounts != nil {
		if err := s.Accounts.SignOut(c.Value); err != nil {
			return err
		}
	}
	http.SetCookie(w, s.cookie(r, "", -1))
	return nil
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
	if _, err := s.signIn(w, r, l.Login, l.Password); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) postLogout(w http.ResponseWriter, r *http.Request) error {
	if err := s.signOut(w, r); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// getMe tells a program whom it signed in as.
func (s *Server) getMe(w http.ResponseWriter, r *http.Request) error {
	p, ok := s.who(r)
	if !ok {
		return &refusal{status: http.StatusUnauthorized, code: api.CodeSignIn}
	}
	writeJSON(w, http.StatusOK, api.Me{ID: p.ID, Login: p.Login, Name: p.Name, Role: string(p.Role), Counters: append([]int{}, p.Counters...)})
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
