package console

import (
	"errors"
	"net/http"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/pin"
	"bileter/internal/setup"
	"bileter/internal/text"
)

// Technician is what the technician's pages work with. All but Restart and Lines is required.
type Technician struct {
	Desk *setup.Desk
	Lock *pin.Lock
	// Restart ends this program in order and starts it again; nil: it cannot.
	Restart func() error
	Porter  setup.Porter
	// Lines are those of the chip to choose from for lamps and buttons; none: names are typed.
	Lines func() []string
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

// gavePIN tells whether a request of the local socket comes from somebody who gave the technician's PIN, and lets the session
// go on.
func (s *Server) gavePIN(r *http.Request) bool {
	c, err := r.Cookie(technicianCookie)
	return err == nil && s.technicians.renew(c.Value)
}

// postTechnician takes the PIN, typed on the glass.
func (s *Server) postTechnician(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	if err := s.Technician.Lock.Try(r.PostForm.Get("pin")); err != nil {
		e, status := s.pinRefused(err)
		writeJSON(w, status, e)
		return nil
	}
	http.SetCookie(w, &http.Cookie{
		Name: technicianCookie, Value: s.technicians.begin(), Path: "/setup", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// postPIN sets the PIN of the glass, on the page of a technician who signed in.
func (s *Server) postPIN(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	me, p := s.me(r), r.PostForm.Get("pin")
	if me == nil || s.Technician == nil {
		return &refusal{status: http.StatusUnauthorized, code: api.CodeSignIn}
	}
	err := errNotAlike
	if p == r.PostForm.Get("again") {
		err = pin.Check(p)
	}
	if err == nil {
		if err := s.noteAccount(account.Noted{Key: newSecret(tokenBytes), By: me.Actor(), Deed: account.PIN, ID: me.ID}); err != nil {
			return err
		}
		err = s.Technician.Lock.Set(p)
	}
	if err != nil {
		e, status := s.pinRefused(err)
		return s.showMe(w, r, status, own{PINError: &e})
	}
	return s.showMe(w, r, http.StatusOK, own{PINDone: true})
}

var errNotAlike = errors.New("the two differ")

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
	case errors.Is(err, pin.ErrUnset):
		return say("unset"), http.StatusUnauthorized
	case errors.Is(err, pin.ErrWrong):
		return say("wrong"), http.StatusUnauthorized
	}
	return say("disk"), http.StatusServiceUnavailable
}

func (s *Server) postTechnicianOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(technicianCookie); err == nil {
		s.technicians.end(c.Value)
	}
	http.SetCookie(w, &http.Cookie{Name: technicianCookie, Path: "/setup", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	w.WriteHeader(http.StatusNoContent)
	return nil
}
