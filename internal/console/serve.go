package console

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/carry"
)

const (
	readTimeout  = 10 * time.Second
	writeTimeout = 20 * time.Second // event streams set their own
	idleTimeout  = 2 * time.Minute
	endTimeout   = 3 * time.Second
	maxHeader    = 16 << 10
	maxBody      = 16 << 10
	maxSetupBody = 8 << 20                     // a technician's: set-up files
	maxImport    = carry.MaxParcel*4/3 + 1<<20 // a parcel, written in base64
)

// stopKey is where a request finds the channel that is closed when the server ends.
type stopKey struct{}

// Serve answers requests on l with h, one of Handler and Local, until ctx ends. Requests under way may
// finish; event streams are ended.
func (s *Server) Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	stop := make(chan struct{})
	base, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), stopKey{}, stop))
	defer cancel()
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
		BaseContext:    func(net.Listener) context.Context { return base },
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		close(stop)
		srv.Close()
		return err
	case <-ctx.Done():
	}
	close(stop)
	wait, done := context.WithTimeout(base, endTimeout)
	defer done()
	if srv.Shutdown(wait) != nil {
		srv.Close()
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// stopping is closed when the server ends; nil, which waits for ever, under another server.
func stopping(ctx context.Context) <-chan struct{} {
	stop, _ := ctx.Value(stopKey{}).(chan struct{})
	return stop
}

// Handler serves everybody: pages, and the API to those who signed in.
func (s *Server) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeError(w, r, &refusal{status: http.StatusForbidden, code: api.CodeForeign})
	}))
	return headers(s.meters.measure(guard.Handler(s.mux)))
}

// Local serves the API alone, to processes that may open the socket it is put on: they need no sign-in.
func (s *Server) Local() http.Handler {
	return s.meters.measure(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.local.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), trustKey{}, true)))
	}))
}

// policy allows what these pages use: their own files. Nothing inline, nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer") // the address of a status page is a secret
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// wrap checks access, bounds the body and turns an error into an answer.
func (s *Server) wrap(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rec, ok := w.(*recorder); ok && rt.path != "" {
			rec.route = rt.method + " " + rt.path
		}
		limit := int64(maxBody)
		if rt.who == technician {
			limit = maxSetupBody
		}
		if rt.path == "/setup/import" {
			limit = maxImport
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		if err := s.admit(rt, r); err != nil {
			s.turnAway(w, r, rt, err)
			return
		}
		if err := rt.handle(w, r); err != nil {
			s.writeError(w, r, err)
		}
	})
}

// elsewhere answers for addresses that do not exist, and for methods they do not take.
func (s *Server) elsewhere(mux *http.ServeMux) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		var allowed []string
		for _, m := range []string{http.MethodGet, http.MethodPost} {
			probe := r.Clone(r.Context())
			probe.Method = m
			if _, pattern := mux.Handler(probe); pattern != "/" {
				allowed = append(allowed, m)
			}
		}
		if len(allowed) > 0 && !slices.Contains(allowed, r.Method) {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			return &refusal{status: http.StatusMethodNotAllowed, code: api.CodeMethod}
		}
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
}
