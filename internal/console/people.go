package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/secret"
	"bileter/internal/text"
)

// noteAccount writes a deed about an account into the journal before it is done.
func (s *Server) noteAccount(n account.Noted) error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTime)
	defer cancel()
	_, err := s.Office.Do(ctx, queue.Command{ID: "account " + n.Key, Actor: n.By, Do: queue.RecordAccount{Account: n.ID, Deed: n.Deed}})
	return err
}

// deliverEvery is how soon the journal knows what was done at the command line.
const deliverEvery = 20 * time.Second

// deliver writes into the journal what was done about accounts while it was not at hand.
func (s *Server) deliver(ctx context.Context) {
	if s.Accounts == nil {
		return
	}
	tick := time.NewTicker(deliverEvery)
	defer tick.Stop()
	for {
		if err := s.Accounts.Deliver(); err != nil && ctx.Err() == nil {
			slog.Warn("console: deeds about accounts wait for the journal", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
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

// roster is the data of the administrator's page.
type roster struct {
	People   []person
	Roles    []account.Role
	Counters []queue.Counter
	Open     string // whose form is open: an id, or "new"
	New      account.Person
	Code     *handed
	Error    *api.Error
}

// person is a row.
type person struct {
	account.Entry
	Me    bool
	State string // a word, people.state_…
	Until string // of the code
}

// handed is a one-time code to hand over, shown once.
type handed struct{ Called, Login, Code, Address string }

func (s *Server) showPeople(w http.ResponseWriter, r *http.Request, status int, o roster) error {
	list, err := s.Accounts.List()
	if err != nil {
		return err
	}
	me := s.me(r)
	for _, e := range list {
		p := person{Entry: e, Me: me != nil && e.ID == me.ID}
		switch {
		case e.Blocked:
			p.State = "blocked"
		case e.Wait > 0:
			p.State = "wait"
		case e.Password:
			p.State = "works"
		case e.Code.IsZero():
			p.State = "lapsed"
		default:
			p.State, p.Until = "code", s.stamp(e.Code)
		}
		o.People = append(o.People, p)
	}
	o.Roles = account.Roles
	o.Counters = s.setup().Counters
	s.render(w, status, "people", page{Me: me, Data: o})
	return nil
}

// Works tells a template whether a person's form has counter n marked.
func (o roster) Works(p account.Person, n int) bool { return len(p.Counters) > 0 && p.MayWorkAt(n) }

// Places writes a person's counters as the office calls them.
func (o roster) Places(p account.Person) string {
	var names []string
	for _, n := range p.Counters {
		name := strconv.Itoa(n)
		for _, c := range o.Counters {
			if c.N == n {
				name = c.Label()
			}
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (s *Server) getPeople(w http.ResponseWriter, r *http.Request) error {
	return s.showPeople(w, r, http.StatusOK, roster{Open: r.URL.Query().Get("open")})
}

// readPerson reads a person's form.
func (s *Server) readPerson(f url.Values) account.Person {
	p := account.Person{Login: f.Get("login"), Name: f.Get("name"), Role: account.Role(f.Get("role"))}
	for _, v := range f["counter"] {
		if n, err := strconv.Atoi(v); err == nil && s.setup().Counter(n) != nil {
			p.Counters = append(p.Counters, n)
		}
	}
	return p
}

// postPeople adds a person and shows the one-time code.
func (s *Server) postPeople(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	me := s.me(r)
	if me == nil {
		return &refusal{status: http.StatusUnauthorized, code: api.CodeSignIn}
	}
	asked := s.readPerson(r.PostForm)
	p, code, err := s.Accounts.Add(me.Actor(), asked)
	if err != nil {
		status, e := s.explain(err, "pl")
		return s.showPeople(w, r, status, roster{Open: "new", New: asked, Error: &e})
	}
	return s.showPeople(w, r, http.StatusCreated, roster{Code: s.hand(r, p, code)})
}

// hand is what goes on the note for a person.
func (s *Server) hand(r *http.Request, p account.Person, code string) *handed {
	return &handed{Called: p.Called(), Login: p.Login, Code: account.ShowCode(code), Address: r.Host + "/begin"}
}

// postPerson does one deed about a person.
func (s *Server) postPerson(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	me, id := s.me(r), r.PathValue("id")
	if me == nil {
		return &refusal{status: http.StatusUnauthorized, code: api.CodeSignIn}
	}
	var err error
	switch deed := r.PathValue("deed"); deed {
	case "save":
		err = s.Accounts.Change(me.Actor(), id, s.readPerson(r.PostForm))
	case "block", "unblock":
		err = s.Accounts.Block(me.Actor(), id, deed == "block")
	case "remove":
		err = s.Accounts.Remove(me.Actor(), id)
	case "code":
		var code string
		if code, err = s.Accounts.Reset(me.Actor(), id); err == nil {
			return s.showCode(w, r, id, code)
		}
	default:
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	if err != nil {
		status, e := s.explain(err, "pl")
		return s.showPeople(w, r, status, roster{Open: id, Error: &e})
	}
	http.Redirect(w, r, "/people", http.StatusSeeOther)
	return nil
}

func (s *Server) showCode(w http.ResponseWriter, r *http.Request, id, code string) error {
	list, err := s.Accounts.List()
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.ID == id {
			return s.showPeople(w, r, http.StatusOK, roster{Code: s.hand(r, e.Person, code)})
		}
	}
	return account.ErrNone
}
