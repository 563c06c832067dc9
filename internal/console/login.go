package console

import (
	"errors"
	"net/http"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/secret"
	"bileter/internal/text"
)

// entrance is the data of the pages on which somebody comes in.
type entrance struct {
	To, Login string
	Code      string
	Error     *api.Error
}

func (s *Server) getLogin(w http.ResponseWriter, r *http.Request) error {
	to := r.URL.Query().Get("to")
	if p, ok := s.who(r); ok {
		http.Redirect(w, r, s.destination(to, p.Role), http.StatusSeeOther)
		return nil
	}
	s.render(w, http.StatusOK, "login", page{Data: entrance{To: s.destination(to, account.Administrator)}})
	return nil
}

func (s *Server) postLoginForm(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	to, login := r.PostForm.Get("to"), r.PostForm.Get("login")
	p, err := s.signIn(w, r, login, r.PostForm.Get("password"))
	if err != nil {
		status, e := s.explain(err, "pl")
		s.render(w, status, "login", page{Data: entrance{To: s.destination(to, account.Administrator), Login: login, Error: &e}})
		return nil
	}
	http.Redirect(w, r, s.destination(to, p.Role), http.StatusSeeOther)
	return nil
}

func (s *Server) postLogoutForm(w http.ResponseWriter, r *http.Request) error {
	if err := s.signOut(w, r); err != nil {
		return err
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

func (s *Server) getBegin(w http.ResponseWriter, _ *http.Request) error {
	s.render(w, http.StatusOK, "begin", page{Data: entrance{}})
	return nil
}

// postBegin takes the one-time code and the first password twice.
func (s *Server) postBegin(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	f := r.PostForm
	p, err := account.Person{}, errNotAlike
	if f.Get("password") == f.Get("again") {
		p, err = s.enter(w, r, func() (string, account.Person, error) {
			return s.Accounts.Begin(f.Get("login"), f.Get("code"), f.Get("password"))
		})
	}
	if errors.Is(err, account.ErrWrong) {
		err = errWrongCode
	}
	if err != nil {
		status, e := s.explain(err, "pl")
		s.render(w, status, "begin", page{Data: entrance{Login: f.Get("login"), Code: f.Get("code"), Error: &e}})
		return nil
	}
	http.Redirect(w, r, s.destination("/", p.Role), http.StatusSeeOther)
	return nil
}

// own is the data of a person's own page.
type own struct {
	Doors []door
	Error *api.Error
	Done  bool // the password was changed

	PIN, PINSet bool // who may set that of the touch screen; there is one
	PINError    *api.Error
	PINDone     bool
}

func (s *Server) showMe(w http.ResponseWriter, r *http.Request, status int, o own) error {
	me := s.me(r)
	if me == nil {
		return &refusal{status: http.StatusUnauthorized, code: api.CodeSignIn}
	}
	for _, d := range s.doors(me.Role) {
		if d.Path != "/me" {
			o.Doors = append(o.Doors, d)
		}
	}
	if o.PIN = s.Technician != nil && technician.allows(me.Role); o.PIN {
		o.PINSet = s.Technician.Lock.Sum().Set()
	}
	s.render(w, status, "me", page{Me: me, Data: o})
	return nil
}

func (s *Server) getMePage(w http.ResponseWriter, r *http.Request) error {
	return s.showMe(w, r, http.StatusOK, own{})
}

func (s *Server) postPassword(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	f, err := r.PostForm, error(errNotAlike)
	if c, none := r.Cookie(cookieName); none == nil && f.Get("password") == f.Get("again") {
		err = s.Accounts.ChangePassword(c.Value, f.Get("old"), f.Get("password"))
	}
	if errors.Is(err, account.ErrWrong) {
		err = errWrongOld
	}
	if err != nil {
		status, e := s.explain(err, "pl")
		return s.showMe(w, r, status, own{Error: &e})
	}
	return s.showMe(w, r, http.StatusOK, own{Done: true})
}

// accountErrors are those with words of their own, people.e_NAME.
var accountErrors = []struct {
	err    error
	status int
	name   string
}{
	{account.ErrLogin, http.StatusUnprocessableEntity, "login"}, {account.ErrTaken, http.StatusConflict, "taken"},
	{account.ErrName, http.StatusUnprocessableEntity, "name"}, {account.ErrRole, http.StatusUnprocessableEntity, "role"},
	{account.ErrNone, http.StatusNotFound, "none"}, {account.ErrLast, http.StatusConflict, "last"},
	{account.ErrShort, http.StatusUnprocessableEntity, "short"}, {account.ErrPlain, http.StatusUnprocessableEntity, "plain"},
	{account.ErrSame, http.StatusUnprocessableEntity, "same"}, {errNotAlike, http.StatusUnprocessableEntity, "alike"},
	{errWrongCode, http.StatusUnauthorized, "code"}, {errWrongOld, http.StatusUnprocessableEntity, "old"},
}

var (
	errWrongCode = errors.New("wrong login or one-time code")
	errWrongOld  = errors.New("wrong present password")
)

// explainAccount says why an account, password or code was not taken; status 0: it is about something else.
func explainAccount(err error, lang string) (int, api.Error) {
	say := func(code, id string, args ...text.Args) api.Error {
		return api.Error{Code: code, Text: text.Say(lang, id, args...), Hint: text.Say(lang, id+"_hint", args...)}
	}
	var wait *secret.Wait
	switch {
	case errors.As(err, &wait):
		left := wait.For.Round(time.Second) + time.Second
		return http.StatusTooManyRequests, say(api.CodeWait, "refusal.wait", text.Args{"Minutes": int(left.Minutes()), "Seconds": int(left.Seconds()) % 60})
	case errors.Is(err, account.ErrWrong):
		return http.StatusUnauthorized, say(api.CodeSignIn, "refusal.sign-in")
	case errors.Is(err, account.ErrBlocked):
		return http.StatusForbidden, say(api.CodeBlocked, "refusal.blocked")
	}
	for _, c := range accountErrors {
		if errors.Is(err, c.err) {
			return c.status, say("account-"+c.name, "people.e_"+c.name)
		}
	}
	return 0, api.Error{}
}
