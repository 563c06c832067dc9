package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// probeTime is how long the office may take to answer that it is alive.
const probeTime = 2 * time.Second

// getHealth tells staff how the machine is.
func (s *Server) getHealth(w http.ResponseWriter, r *http.Request) error {
	h, _ := s.health(r.Context())
	h.Faults = s.faults()
	writeJSON(w, http.StatusOK, h)
	return nil
}

// getHealthz tells a watchdog whether the office takes commands: 200 or 503.
func (s *Server) getHealthz(w http.ResponseWriter, r *http.Request) error {
	status := http.StatusOK
	h, err := s.health(r.Context())
	if err != nil {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, h)
	return nil
}

// health asks the one writer for a sign of life, by the command that changes nothing.
func (s *Server) health(ctx context.Context) (api.Health, error) {
	h := api.Health{Status: "ok", Printer: s.Printer()}
	var err error
	if !s.Office.Running() {
		err = errors.New("not running")
	} else {
		ctx, cancel := context.WithTimeout(ctx, probeTime)
		defer cancel()
		_, err = s.Office.Do(ctx, queue.Command{Actor: "health", Do: queue.Tick{}})
	}
	if err == nil && s.Ready != nil {
		err = s.Ready()
	}
	if err != nil {
		h.Status = "stopped"
	}
	now, _ := s.Office.Now()
	s.Office.Read(func(st *queue.State) { h.Version, h.Day = st.Version, day(st, now.In(s.setup().Location())) })
	return h, err
}
