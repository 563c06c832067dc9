package console

import (
	"errors"
	"net/http"
	"slices"

	"bileter/internal/account"
	"bileter/internal/api"
)

// access is what a route asks of whoever comes.
type access int

const (
	anyone        access = iota
	staff                // signed in, or on the local socket
	desk                 // calls clients, and helps with their tickets
	hall                 // gives tickets on behalf of others
	manager              // sees the office's figures
	technician           // changes the set-up; on the local socket, who gave the technician's PIN
	administrator        // keeps the accounts
	glass                // the touch screen, on the local socket
)

// roles are who may pass.
var roles = map[access][]account.Role{
	staff:         account.Roles,
	desk:          {account.Clerk, account.Assistant, account.Manager, account.Administrator},
	hall:          {account.Assistant, account.Manager, account.Administrator},
	manager:       {account.Manager, account.Administrator},
	technician:    {account.Technician, account.Administrator},
	administrator: {account.Administrator},
}

// allows tells whether a role passes.
func (a access) allows(r account.Role) bool { return a == anyone || slices.Contains(roles[a], r) }

// trustKey marks requests from the local socket.
type trustKey struct{}

// isLocal tells whether a request comes through the local socket.
func isLocal(r *http.Request) bool {
	local, _ := r.Context().Value(trustKey{}).(bool)
	return local
}

// who is the person that signed in; ok is false for strangers, and on the local socket.
func (s *Server) who(r *http.Request) (p account.Person, ok bool) {
	c, err := r.Cookie(cookieName)
	if err != nil || s.Accounts == nil || isLocal(r) {
		return p, false
	}
	return s.Accounts.Who(c.Value)
}

// me is who signed in, for a page; nil: nobody.
func (s *Server) me(r *http.Request) *account.Person {
	if p, ok := s.who(r); ok {
		return &p
	}
	return nil
}

// isStaff tells whether a request comes from somebody who signed in, or from the local socket.
func (s *Server) isStaff(r *http.Request) bool {
	_, ok := s.who(r)
	return ok || isLocal(r)
}

// admit refuses who may not pass. For the set-up the local socket is not enough: the screen stands among clients.
func (s *Server) admit(rt route, r *http.Request) error {
	p, signed := s.who(r)
	switch {
	case rt.who == anyone, signed && rt.who.allows(p.Role), isLocal(r) && (rt.who != technician || s.gavePIN(r)):
		return nil
	case signed:
		return &refusal{status: http.StatusForbidden, code: api.CodeMayNot}
	}
	return &refusal{status: http.StatusUnauthorized, code: api.CodeSignIn}
}

// turnAway answers who may not pass: a stranger at a page is sent to sign in.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request, rt route, err error) {
	var no *refusal
	switch {
	case rt.page && errors.As(err, &no) && no.code == api.CodeSignIn:
		http.Redirect(w, r, "/login?to="+r.URL.Path, http.StatusSeeOther)
	case wantsPage(r): // the pages of the staff are in Polish
		status, e := s.explain(err, "pl")
		s.errorPage(w, status, e)
	default:
		s.writeError(w, r, err)
	}
}

// door is one page that a person may go to.
type door struct{ Path, Word string }

// doors lists the pages of a role, the first where it lands after signing in.
func (s *Server) doors(r account.Role) []door {
	all := []struct {
		who access
		door
	}{
		{desk, door{"/", "console.title"}}, {hall, door{"/assistant", "tablet.title"}}, {manager, door{"/figures", "figures.title"}}, {technician, door{"/setup", "setup.title"}}, {administrator, door{"/people", "people.title"}},
		{staff, door{"/me", "people.me_title"}},
	}
	var out []door
	for _, d := range all {
		if d.who.allows(r) && (d.Path != "/setup" || s.Technician != nil) && (d.Path != "/figures" || s.Figures != nil) {
			out = append(out, d.door)
		}
	}
	if r == account.Assistant { // who is in the hall, not at a counter
		out[0], out[1] = out[1], out[0]
	}
	return out
}

// destination is the page to show a person who signed in: the one they came for, where it is this server's and theirs.
func (s *Server) destination(to string, role account.Role) string {
	known := slices.ContainsFunc(s.routes, func(rt route) bool {
		return rt.page && rt.method == http.MethodGet && rt.path == to && rt.who != anyone && rt.who.allows(role)
	})
	if known {
		return to
	}
	return s.doors(role)[0].Path
}
