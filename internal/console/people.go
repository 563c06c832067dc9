package console

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/queue"
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
	Last  string // sign-in; empty: none yet
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
		if !e.In.IsZero() {
			p.Last = s.stamp(e.In)
		}
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
