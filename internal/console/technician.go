package console

import (
	"errors"
	"net/http"
	"time"

	"bileter/internal/api"
	"bileter/internal/pin"
	"bileter/internal/setup"
	"bileter/internal/text"
)

// Technician is what the technician's pages work with. All but Restart is required.
type Technician struct {
	Desk *setup.Desk
	Lock *pin.Lock
	// Restart ends this program in order and starts it again; nil: it cannot.
	Restart func() error
	Porter  setup.Porter
	// Hardware is what can be tried; nil: there is no page for it.
	Hardware Hardware
	// Sticks carry set-ups; nil: there is no way to them.
	Sticks Sticks
}

const (
	technicianCookie = "bileter_technician"
	// technicianLife is how long a technician's session lasts after the last request: it ends by itself.
	technicianLife = 15 * time.Minute
)

// gavePIN tells whether a request comes from somebody who gave the technician's PIN, and lets the session go on.
func (s *Server) gavePIN(r *http.Request) bool {
	c, err := r.Cookie(technicianCookie)
	return err == nil && s.technicians.renew(c.Value)
}

// doorway is the data of the page that asks for the PIN.
type doorway struct {
	First bool // no PIN is set: the one-time code sets the first
	Error *api.Error
}

func (s *Server) getTechnician(w http.ResponseWriter, r *http.Request) error {
	if s.isTechnician(r) {
		http.Redirect(w, r, "/setup", http.StatusSeeOther)
		return nil
	}
	s.render(w, http.StatusOK, "technician", page{Data: doorway{First: s.Technician.Lock.FirstCode() != ""}})
	return nil
}

// postTechnician takes the PIN, or the one-time code and the first PIN twice.
func (s *Server) postTechnician(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	lock := s.Technician.Lock
	first := lock.FirstCode() != ""
	var err error
	switch code, p := r.PostForm.Get("code"), r.PostForm.Get("pin"); {
	case !first:
		err = lock.Try(p)
	case p != r.PostForm.Get("again"):
		err = errNotAlike
	default:
		err = lock.SetFirst(code, p)
	}
	if err != nil {
		e, status := s.pinRefused(err)
		if !wantsPage(r) {
			writeJSON(w, status, e)
			return nil
		}
		s.render(w, status, "technician", page{Data: doorway{first, &e}})
		return nil
	}
	http.SetCookie(w, &http.Cookie{
		Name: technicianCookie, Value: s.technicians.begin(), Path: "/setup", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
	if !wantsPage(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, "/setup", http.StatusSeeOther)
	return nil
}

var errNotAlike = errors.New("the two PINs differ")

// pinRefused says why a PIN was not taken.
func (s *Server) pinRefused(err error) (api.Error, int) {
	say := func(id string, args ...text.Args) api.Error {
		return api.Error{Code: "pin-" + id, Text: text.Say("pl", "setup.pin_"+id, args...), Hint: text.Say("pl", "setup.pin_"+id+"_hint", args...)}
	}
	var wait *pin.Wait
	switch {
	case errors.As(err, &wait):
		return say("wait", text.Args{"Seconds": int(wait.For.Seconds()) + 1}), http.StatusTooManyRequests
	case errors.Is(err, pin.ErrForm):
		return say("form"), http.StatusUnprocessableEntity
	case errors.Is(err, pin.ErrPlain):
		return say("plain"), http.StatusUnprocessableEntity
	case errors.Is(err, errNotAlike):
		return say("alike"), http.StatusUnprocessableEntity
	case errors.Is(err, pin.ErrWrong), errors.Is(err, pin.ErrUnset):
		return say("wrong"), http.StatusUnauthorized
	}
	return say("disk"), http.StatusServiceUnavailable
}

func (s *Server) postTechnicianOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(technicianCookie); err == nil {
		s.technicians.end(c.Value)
	}
	http.SetCookie(w, &http.Cookie{Name: technicianCookie, Path: "/setup", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/setup/door", http.StatusSeeOther)
	return nil
}
