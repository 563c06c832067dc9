package account

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"bileter/internal/secret"
)

// A session lasts a working day, and ends by itself when its browser has been silent for Idle.
const (
	Life = 12 * time.Hour
	Idle = 4 * time.Hour

	seenStep    = 10 * time.Minute // how exactly the last request is kept
	maxSessions = 8                // of one person; the oldest gives way
	maxLogins   = 1000             // strangers remembered
)

// session holds the sum of a secret of 256 bits, which needs no slow sum.
type session struct {
	Sum   []byte    `json:"sum"`
	Begun time.Time `json:"begun"`
	Seen  time.Time `json:"seen"`
}

func (s session) good(now time.Time) bool {
	return now.Before(s.Begun.Add(Life)) && now.Before(s.Seen.Add(Idle)) && !now.Before(s.Begun.Add(-Idle))
}

func sumOf(token string) []byte {
	s := sha256.Sum256([]byte(token))
	return s[:]
}

// SignIn checks login and password and begins a session; token is its secret. The error is ErrWrong, ErrBlocked, a
// *secret.Wait, or the disk's.
func (b *Book) SignIn(login, password string) (token string, p Person, err error) {
	if p, err = b.prove(login, func(a account) (secret.Sum, string) { return a.Password, password }); err != nil {
		return "", p, err
	}
	token, err = b.begin(p.ID, SignedIn)
	return token, p, err
}

// Vouch checks login and password for one deed, at a screen at which nobody signs in. It is noted as in and out, and ends no
// session of the person's. Errors as of SignIn.
func (b *Book) Vouch(login, password string) (Person, error) {
	p, err := b.prove(login, func(a account) (secret.Sum, string) { return a.Password, password })
	if err != nil {
		return p, err
	}
	return p, b.edit(p.ID, func(a *account, _ []account) error {
		b.tell(a.Actor(), SignedIn, a.ID)
		b.tell(a.Actor(), SignedOut, a.ID)
		return nil
	})
}

// begin makes a session; deed is what is noted of it, empty where that says another.
func (b *Book) begin(id, deed string) (string, error) {
	var raw [32]byte
	rand.Read(raw[:])
	token := base64.RawURLEncoding.EncodeToString(raw[:])
	return token, b.edit(id, func(a *account, _ []account) error {
		if a.Blocked {
			return ErrBlocked
		}
		now := b.now().UTC()
		a.Sessions = slices.DeleteFunc(a.Sessions, func(s session) bool { return !s.good(now) })
		if len(a.Sessions) >= maxSessions {
			a.Sessions = a.Sessions[1:]
		}
		a.Sessions = append(a.Sessions, session{Sum: sumOf(token), Begun: now, Seen: now})
		a.In = now
		if deed != "" {
			b.tell(a.Actor(), deed, a.ID)
		}
		return nil
	})
}

// prove checks one secret of the account with a login: each try is counted on the disk before it is looked at, and
// who does not exist is answered in the same time and made to wait alike.
func (b *Book) prove(login string, of func(account) (secret.Sum, string)) (Person, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	var found account
	err := b.change(func(list *[]account) error {
		i := slices.IndexFunc(*list, func(a account) bool { return a.Login == login })
		if i < 0 {
			return ErrNone
		}
		if err := (*list)[i].Tries.Begin(b.now()); err != nil {
			return err
		}
		found = (*list)[i]
		return nil
	})
	if err == ErrNone {
		if err = b.stranger(login); err == nil {
			b.sum(login) // as long as the real thing
			err = ErrWrong
		}
	}
	if err != nil {
		return Person{}, err
	}
	sum, given := of(found)
	b.hashing.Lock()
	right := sum.Is(given) && sum.Set()
	b.hashing.Unlock()
	if !right || found.Blocked {
		if err := b.edit(found.ID, func(a *account, _ []account) error { b.tell(AtDoor, Refused, a.ID); return nil }); err != nil {
			return Person{}, err
		}
	}
	if !right {
		return Person{}, ErrWrong
	}
	err = b.edit(found.ID, func(a *account, _ []account) error {
		if now, _ := of(*a); !bytes.Equal(now.Sum, sum.Sum) { // reset by somebody else meanwhile
			return ErrWrong
		}
		a.Tries.Right()
		return nil
	})
	if err == nil && found.Blocked {
		err = ErrBlocked
	}
	return found.Person, err
}

// stranger counts a try for a login that does not exist.
func (b *Book) stranger(login string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.strangers) >= maxLogins {
		clear(b.strangers)
	}
	t := b.strangers[login]
	err := t.Begin(b.now())
	b.strangers[login] = t
	return err
}

// Who returns the person of a session, and lets its silence begin anew. ok is false when it is over.
func (b *Book) Who(token string) (p Person, ok bool) {
	sum, now := sumOf(token), b.now()
	b.mu.Lock()
	if b.read() != nil {
		b.mu.Unlock()
		return p, false
	}
	stale := false
	for _, a := range b.kept {
		i := slices.IndexFunc(a.Sessions, func(s session) bool { return bytes.Equal(s.Sum, sum) })
		if i >= 0 && a.Sessions[i].good(now) && !a.Blocked {
			p, ok, stale = a.Person, true, now.Sub(a.Sessions[i].Seen) >= seenStep
			break
		}
	}
	b.mu.Unlock()
	if stale { // a disk that fails keeps nobody from working until the session is over
		_ = b.edit(p.ID, func(a *account, _ []account) error {
			for i := range a.Sessions {
				if bytes.Equal(a.Sessions[i].Sum, sum) && now.After(a.Sessions[i].Seen) {
					a.Sessions[i].Seen = now.UTC()
				}
			}
			return nil
		})
	}
	return p, ok
}

// SignOut ends a session.
func (b *Book) SignOut(token string) error {
	p, ok := b.Who(token)
	if !ok {
		return nil
	}
	return b.edit(p.ID, func(a *account, _ []account) error {
		a.Sessions = slices.DeleteFunc(a.Sessions, func(s session) bool { return bytes.Equal(s.Sum, sumOf(token)) })
		b.tell(a.Actor(), SignedOut, a.ID)
		return nil
	})
}

// Begin sets the first password of an account by its one-time code, which is void then, and begins a session.
func (b *Book) Begin(login, code, password string) (token string, p Person, err error) {
	if p, err = b.Find(login); err == ErrNone { // is told the same of the password
		p, err = Person{Login: strings.ToLower(strings.TrimSpace(login))}, nil
	}
	if err == nil {
		err = checkPassword(p, password)
	}
	if err != nil {
		return "", p, err
	}
	p, err = b.prove(login, func(a account) (secret.Sum, string) {
		if !b.now().Before(a.CodeUntil) {
			return secret.Sum{Cost: a.Code.Cost}, ""
		}
		return a.Code, readCode(code)
	})
	if err != nil {
		return "", p, err
	}
	sum := b.sum(password)
	err = b.edit(p.ID, func(a *account, _ []account) error {
		if !a.Code.Set() {
			return ErrWrong
		}
		a.Password, a.Code, a.CodeUntil, a.Sessions = sum, secret.Sum{}, time.Time{}, nil
		return b.note(a.Actor(), Begun, a.ID)
	})
	if err != nil {
		return "", p, err
	}
	token, err = b.begin(p.ID, "") // noted as begun
	return token, p, err
}

// ChangePassword sets another password for the person of a session, whose other sessions end.
func (b *Book) ChangePassword(token, old, password string) error {
	p, ok := b.Who(token)
	if !ok {
		return ErrWrong
	}
	if err := checkPassword(p, password); err != nil {
		return err
	}
	if old == password {
		return ErrSame
	}
	if _, err := b.prove(p.Login, func(a account) (secret.Sum, string) { return a.Password, old }); err != nil {
		return err
	}
	sum := b.sum(password)
	return b.edit(p.ID, func(a *account, _ []account) error {
		a.Password = sum
		a.Sessions = slices.DeleteFunc(a.Sessions, func(s session) bool { return !bytes.Equal(s.Sum, sumOf(token)) })
		return b.note(a.Actor(), Password, a.ID)
	})
}
