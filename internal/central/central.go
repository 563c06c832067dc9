// Package central is the city's server: it takes in what the offices' machines tell it and shows how the
// offices are doing. It gives no orders to an office, and no office waits for it.
//
// Machines prove themselves with a secret made at enrolment. The pages, their JSON and the metrics are
// for the administrator: behind a password, or, while there is none, for the server's own machine only.
package central

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bileter/internal/central/sqlstore"
)

//go:embed pages
var files embed.FS

const (
	headTimeout  = 10 * time.Second
	readTimeout  = 30 * time.Second
	writeTimeout = 30 * time.Second
	idleTimeout  = 3 * time.Minute // machines give a sign of life every minute
	stopTimeout  = 5 * time.Second

	admissions    = 16              // requests of machines at work at once; the database has one writer
	admissionWait = 2 * time.Second // for a place among them

	// silent is how long a machine may be quiet before its office is shown as out of contact.
	silent = 3 * time.Minute
)

// Config tunes a Server. The zero value is usable.
type Config struct {
	Password string           // of the administrator; empty: only the server's own machine sees the pages
	Zone     *time.Location   // of the times on the pages; nil: Europe/Warsaw, or UTC where it is not known
	Log      *slog.Logger     // nil: discards
	Now      func() time.Time // nil: time.Now
}

// Server answers for one store.
type Server struct {
	store    *sqlstore.Store
	log      *slog.Logger
	now      func() time.Time
	zone     *time.Location
	password *[sha256.Size]byte // nil: none
	failures failures
	admitted chan struct{}
	metrics  *metrics
	pages    *template.Template
	handler  http.Handler
}

// New prepares a Server.
func New(store *sqlstore.Store, c Config) *Server {
	s := &Server{store: store, log: c.Log, now: c.Now, zone: c.Zone, admitted: make(chan struct{}, admissions)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.zone == nil {
		s.zone = warsaw()
	}
	if c.Password != "" {
		sum := sha256.Sum256([]byte(c.Password))
		s.password = &sum
	}
	s.metrics = newMetrics(s)
	s.pages = template.Must(template.New("").Funcs(s.words()).ParseFS(files, "pages/*.html"))
	s.handler = s.routes()
	return s
}

func warsaw() *time.Location {
	if z, err := time.LoadLocation("Europe/Warsaw"); err == nil {
		return z
	}
	return time.UTC
}

// Handler is the whole server as a handler.
func (s *Server) Handler() http.Handler { return s.handler }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /sync/v1/enrol", s.intake(s.enrol))
	mux.Handle("POST /sync/v1/hello", s.intake(s.hello))
	mux.Handle("POST /sync/v1/events", s.intake(s.events))
	mux.Handle("POST /sync/v1/history", s.intake(s.history))

	mux.Handle("GET /{$}", s.admin(s.overview))
	mux.Handle("GET /offices/{id}", s.admin(s.office))
	mux.Handle("GET /api/offices", s.admin(s.apiOffices))
	mux.Handle("GET /api/export", s.admin(s.export))
	mux.Handle("GET /metrics", s.admin(promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP))

	mux.HandleFunc("GET /assets/{name}", s.asset)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.Handle("/", s.admin(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusNotFound, "central.no_page")
	}))
	return headers(mux)
}

// Serve answers on ln until ctx ends; requests under way then have a few seconds. A nil tls means plain HTTP.
func (s *Server) Serve(ctx context.Context, ln net.Listener, tls *tls.Config) error {
	srv := &http.Server{
		Handler: s.handler, TLSConfig: tls, ReadHeaderTimeout: headTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() {
		if tls != nil {
			done <- srv.ServeTLS(ln, "", "")
			return
		}
		done <- srv.Serve(ln)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		s.log.Warn("requests were cut off at the end", "problem", err)
		srv.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		s.log.Error("the database does not answer", "problem", err)
		http.Error(w, "database", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// writeJSON answers with an object and a status.
func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // the client may be gone; there is nobody else to tell
}
