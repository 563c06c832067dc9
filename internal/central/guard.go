package central

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"bileter/internal/text"
)

// headers go with every answer. The pages run nothing but their own script, and load nothing from elsewhere.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// admin lets the administrator pass. With a password: by HTTP Basic authentication (any user name) or as
// a bearer token. Without: only a browser on this very machine, asking for it by a local name, so that
// neither a proxy in front nor a foreign page that points a name here opens it to others.
func (s *Server) admin(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.password == nil {
			if !local(r) {
				s.fail(w, r, http.StatusForbidden, "central.local_only")
				return
			}
			next(w, r)
			return
		}
		from := address(r)
		if s.failures.tooMany(from, s.now()) {
			w.Header().Set("Retry-After", "60")
			s.fail(w, r, http.StatusTooManyRequests, "central.too_many")
			return
		}
		given, ok := password(r)
		sum := sha256.Sum256([]byte(given))
		if !ok || subtle.ConstantTimeCompare(sum[:], s.password[:]) != 1 {
			if ok {
				s.failures.add(from, s.now())
				s.log.Warn("wrong administrator password", "from", from)
			}
			w.Header().Set("WWW-Authenticate", `Basic realm="`+text.Say(lang, "central.title")+`", charset="UTF-8"`)
			s.fail(w, r, http.StatusUnauthorized, "central.denied")
			return
		}
		next(w, r)
	})
}

func password(r *http.Request) (string, bool) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return token, true
	}
	_, p, ok := r.BasicAuth()
	return p, ok
}

// local tells whether a request was made on this machine, for this machine.
func local(r *http.Request) bool {
	for _, proxied := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(proxied) != "" {
			return false
		}
	}
	name := r.Host
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	}
	return loopback(address(r)) && (name == "localhost" || loopback(strings.Trim(name, "[]")))
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

const (
	failuresAllowed  = 10
	failuresPer      = time.Minute
	failureAddresses = 10_000 // remembered at once
)

// failures counts wrong passwords by address. Its zero value is ready.
type failures struct {
	mu   sync.Mutex // protects from
	from map[string]*failed
}

type failed struct {
	n     int
	since time.Time
}

func (f *failures) tooMany(from string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	x := f.from[from]
	return x != nil && now.Sub(x.since) < failuresPer && x.n >= failuresAllowed
}

func (f *failures) add(from string, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.from == nil || len(f.from) >= failureAddresses {
		f.from = map[string]*failed{}
	}
	x := f.from[from]
	if x == nil || now.Sub(x.since) >= failuresPer {
		x = &failed{since: now}
		f.from[from] = x
	}
	x.n++
}
