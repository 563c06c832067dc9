package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// ErrCarried says that what came from another machine is no list of accounts.
var ErrCarried = errors.New("the accounts cannot be read")

var idForm = regexp.MustCompile(`^[a-z2-9]{16}$`)

// Pack writes everybody for another machine of the office, with the sums of their passwords. Sessions, wrong tries and
// one-time codes stay here: a code is good once, and not once on each machine.
func (b *Book) Pack() (json.RawMessage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.read(); err != nil {
		return nil, err
	}
	out := make([]account, 0, len(b.kept))
	for _, a := range b.kept {
		out = append(out, account{Person: a.Person, Password: a.Password})
	}
	return json.Marshal(out)
}

// unpack reads what Pack wrote, and refuses all of it where one account is none.
func unpack(packed json.RawMessage) ([]account, error) {
	var came []account
	if err := json.Unmarshal(packed, &came); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrCarried, err)
	}
	for i, a := range came {
		err := a.Person.tidy()
		twice := slices.ContainsFunc(came[:i], func(o account) bool { return o.same(a) })
		if err != nil || !idForm.MatchString(a.ID) || twice || a.Password.Set() && !a.Password.Sound() {
			return nil, fmt.Errorf("%w: the %d. account", ErrCarried, i+1)
		}
		came[i] = account{Person: a.Person, Password: a.Password}
	}
	return came, nil
}

func (a account) same(o account) bool { return a.ID == o.ID || a.Login == o.Login }

// Newcomers are those of packed accounts of whom nobody here has the login or the id; all counts everybody.
func (b *Book) Newcomers(packed json.RawMessage) (all, fresh int, err error) {
	came, err := unpack(packed)
	if err != nil {
		return 0, 0, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.read(); err != nil {
		return 0, 0, err
	}
	for _, a := range came {
		if !slices.ContainsFunc(b.kept, a.same) {
			fresh++
		}
	}
	return len(came), fresh, nil
}

// TakeIn adds the newcomers, all or none, and leaves everybody else as they are here. Who was blocked there comes blocked.
// fresh counts those who were added.
func (b *Book) TakeIn(by string, packed json.RawMessage) (fresh int, err error) {
	came, err := unpack(packed)
	if err != nil || len(came) == 0 {
		return 0, err
	}
	return fresh, b.change(func(list *[]account) error {
		fresh = 0
		for _, a := range came {
			if slices.ContainsFunc(*list, a.same) {
				continue
			}
			*list = append(*list, a)
			if err := b.note(by, Added, a.ID); err != nil {
				return err
			}
			fresh++
		}
		return nil
	})
}
