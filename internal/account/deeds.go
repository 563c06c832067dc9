package account

import (
	"slices"
	"time"

	"bileter/internal/secret"
)

// codeLife is how long a one-time code is good: a colleague on leave gets a new one.
const codeLife = 7 * 24 * time.Hour

// Deeds, as they stand in the journal.
const (
	Added     = "added"
	Changed   = "changed"
	Blocked   = "blocked"
	Unblocked = "unblocked"
	CodeMade  = "code"
	Removed   = "removed"
	Begun     = "begun"    // its owner set the first password by the code
	Password  = "password" // its owner changed the password
	PIN       = "pin"      // its owner set the PIN of the touch screen
	SignedIn  = "signed-in"
	SignedOut = "signed-out"
	Refused   = "refused" // a wrong password or code, or a blocked account; as often as one may try
)

// AtDoor is the actor of a sign-in that was refused: nobody knows who it was.
const AtDoor = "console"

// Noted is a deed for the journal.
type Noted struct {
	Key  string `json:"key"` // of this deed alone, so that it is told once
	By   string `json:"by"`  // an actor
	Deed string `json:"deed"`
	ID   string `json:"id"` // whom it concerns
}

// note is called within change.
func (b *Book) note(by, deed, id string) error {
	n := Noted{Key: random(16), By: by, Deed: deed, ID: id}
	if b.Note == nil {
		b.notes = append(b.notes, n)
		return nil
	}
	return b.Note(n)
}

// mostNotes bounds what is kept for the journal: whoever guesses passwords while it is away fills no disk.
const mostNotes = 1000

// tell is called within change, of what is not to fail for want of the journal: a technician has to sign in to mend it.
func (b *Book) tell(by, deed, id string) {
	n := Noted{Key: random(16), By: by, Deed: deed, ID: id}
	if b.Note != nil && b.Note(n) == nil || len(b.notes) >= mostNotes {
		return
	}
	b.notes = append(b.notes, n)
}

// Deliver tells Note what was done while nobody listened.
func (b *Book) Deliver() error {
	b.mu.Lock()
	err := b.read()
	n := len(b.notes)
	b.mu.Unlock()
	if err != nil || n == 0 || b.Note == nil {
		return err
	}
	return b.change(func(*[]account) error {
		for _, n := range b.notes {
			if err := b.Note(n); err != nil {
				return err
			}
		}
		b.notes = nil
		return nil
	})
}

// Add makes an account and the one-time code with which its owner sets the password. p's id is given here.
func (b *Book) Add(by string, p Person) (Person, string, error) {
	if err := p.tidy(); err != nil {
		return p, "", err
	}
	p.ID, p.Blocked = random(16), false
	code, sum := b.newCode()
	return p, code, b.change(func(list *[]account) error {
		if slices.ContainsFunc(*list, func(a account) bool { return a.Login == p.Login }) {
			return ErrTaken
		}
		*list = append(*list, account{Person: p, Code: sum, CodeUntil: b.now().Add(codeLife)})
		return b.note(by, Added, p.ID)
	})
}

// Change gives a person another name, role and counters; the login stays.
func (b *Book) Change(by, id string, p Person) error {
	return b.edit(id, func(a *account, all []account) error {
		p.ID, p.Login, p.Blocked = a.ID, a.Login, a.Blocked
		if err := p.tidy(); err != nil {
			return err
		}
		if p.Role != Administrator && last(all, id) {
			return ErrLast
		}
		a.Person = p
		return b.note(by, Changed, id)
	})
}

// Block keeps a person out and ends their sessions at once, or lets them in again.
func (b *Book) Block(by, id string, blocked bool) error {
	return b.edit(id, func(a *account, all []account) error {
		if a.Blocked = blocked; !blocked {
			return b.note(by, Unblocked, id)
		}
		if last(all, id) {
			return ErrLast
		}
		a.Sessions = nil
		return b.note(by, Blocked, id)
	})
}

// Reset makes a one-time code in place of a password that was forgotten, or is known to others: the old one, its wrong tries
// and the sessions are void at once.
func (b *Book) Reset(by, id string) (string, error) {
	code, sum := b.newCode()
	return code, b.edit(id, func(a *account, _ []account) error {
		a.Password, a.Sessions, a.Tries = secret.Sum{}, nil, secret.Tries{}
		a.Code, a.CodeUntil = sum, b.now().Add(codeLife)
		return b.note(by, CodeMade, id)
	})
}

// SetPassword sets a password that somebody at the machine itself chose for a person; a code is void then, and sessions end.
func (b *Book) SetPassword(by, id, password string) error {
	sum := b.sum(password)
	return b.edit(id, func(a *account, _ []account) error {
		if err := checkPassword(a.Person, password); err != nil {
			return err
		}
		a.Password, a.Code, a.CodeUntil, a.Sessions, a.Tries = sum, secret.Sum{}, time.Time{}, nil, secret.Tries{}
		return b.note(by, Changed, id)
	})
}

// Remove erases an account. In the journal its id stays, which nothing connects with a person any more.
func (b *Book) Remove(by, id string) error {
	return b.change(func(list *[]account) error {
		i := slices.IndexFunc(*list, func(a account) bool { return a.ID == id })
		switch {
		case i < 0:
			return ErrNone
		case last(*list, id):
			return ErrLast
		}
		*list = slices.Delete(*list, i, i+1)
		return b.note(by, Removed, id)
	})
}

// last tells whether nobody would be left who can let others in.
func last(all []account, id string) bool {
	others := 0
	for _, a := range all {
		if a.Role != Administrator || a.Blocked {
			continue
		}
		if a.ID != id {
			others++
		}
	}
	i := slices.IndexFunc(all, func(a account) bool { return a.ID == id && a.Role == Administrator })
	return i >= 0 && others == 0
}

func (b *Book) newCode() (string, secret.Sum) {
	code := random(codeLetters)
	return code, b.sum(code)
}

func (b *Book) sum(s string) secret.Sum {
	b.hashing.Lock()
	defer b.hashing.Unlock()
	return secret.Make(s, b.Cost)
}

// AtMachine is the actor of deeds at the machine itself: the first start, and the command line.
const AtMachine = "account"

// FirstLogin is the login of the first administrator.
const FirstLogin = "administrator"

// First makes the first administrator where there is nobody yet, and a new code for them at each start until it is used.
// The code is empty when somebody has set a password.
func (b *Book) First() (code string, err error) {
	list, err := b.List()
	if err != nil {
		return "", err
	}
	switch {
	case len(list) == 0:
		_, code, err = b.Add(AtMachine, Person{Login: FirstLogin, Role: Administrator})
	case len(list) == 1 && list[0].Login == FirstLogin && !list[0].Password:
		code, err = b.Reset(AtMachine, list[0].ID)
	}
	return code, err
}
