package queue

import (
	"regexp"
	"slices"
)

// RecordAccount notes a deed about an account of the staff: who did it is the command's actor, whom it concerns an id that
// says nothing about a person.
type RecordAccount struct{ Account, Deed string }

// AccountChanged is the fact of it. It moves no ticket.
type AccountChanged struct {
	Cmd     string `json:"cmd,omitempty"`
	Account string `json:"account"`
	Deed    string `json:"deed"`
}

// accountDeeds are what can be done: an account was added, changed, blocked, let in again, given a one-time code, removed;
// its owner set the first password by the code, or changed it, set the PIN of the touch screen, signed in or out; somebody was refused who tried to sign in with it.
var accountDeeds = []string{"added", "changed", "blocked", "unblocked", "code", "removed", "begun", "password", "pin", "signed-in", "signed-out", "refused"}

var accountForm = regexp.MustCompile(`^[a-z0-9]{16}$`)

func (v RecordAccount) decide(_ *State, _ *Setup, c Command) ([]Fact, error) {
	switch {
	case !accountForm.MatchString(v.Account):
		return nil, &Refusal{Code: BadRequest, Field: "account"}
	case !slices.Contains(accountDeeds, v.Deed):
		return nil, &Refusal{Code: BadRequest, Field: "deed"}
	}
	return []Fact{AccountChanged{Cmd: c.ID, Account: v.Account, Deed: v.Deed}}, nil
}

func (RecordAccount) made(o Outcome, _ *State) bool { return o.Kind == EvAccount }
func (AccountChanged) kind() string                 { return EvAccount }
