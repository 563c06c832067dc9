package console

import (
	"net/http"

	"bileter/internal/api"
	"bileter/internal/health"
)

// longestSilent bounds the name of a sound device.
const longestSilent = 64

// postScreen takes what the touch screen's process says of itself.
func (s *Server) postScreen(w http.ResponseWriter, r *http.Request) error {
	var v api.Screen
	if err := decode(r, &v); err != nil {
		return err
	}
	if len(v.Silent) > longestSilent {
		return bad("silent")
	}
	s.Health.Set(health.SpeechDown, v.Silent != "", v.Silent)
	w.WriteHeader(http.StatusNoContent)
	return nil
}
