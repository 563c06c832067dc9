package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"bileter/internal/durable"
	"bileter/internal/secret"
)

// FileName is the file in the data folder.
const FileName = "accounts.json"

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
)

// Book is the file of accounts. It is safe for concurrent use, also by several programs: each change reads the file
// anew under a lock, and what another program wrote is seen by the next question. Use Open.
type Book struct {
	// Note is told of a deed before it is done, and can refuse it. Where it is nil, as at the command line, deeds are kept
	// in the file until somebody delivers them.
	Note func(Noted) error
	Cost secret.Cost // of a sum; zero: the usual one

	path string
	now  func() time.Time

	hashing sync.Mutex // one sum at a time: each takes megabytes

	mu        sync.Mutex // protects what follows
	kept      []account
	notes     []Noted                 // not delivered yet
	file      os.FileInfo             // that kept was read from; nil: none
	strangers map[string]secret.Tries // logins that do not exist, so that waiting tells nothing
}

// Noted is a deed for the journal.
type Noted struct {
	Key  string `json:"key"` // of this deed alone, so that it is told once
	By   string `json:"by"`  // an actor
	Deed string `json:"deed"`
	ID   string `json:"id"` // whom it concerns
}

// account is a Person with what nobody may see.
type account struct {
	Person
	Password  secret.Sum   `json:"password,omitzero"`
	Code      secret.Sum   `json:"code,omitzero"`
	CodeUntil time.Time    `json:"code_until,omitzero"`
	Tries     secret.Tries `json:"tries,omitzero"`
	Sessions  []session    `json:"sessions,omitempty"` // oldest first
}

// contents is the file.
type contents struct {
	People []account `json:"people"`
	Notes  []Noted   `json:"notes,omitempty"`
}

// Open reads the file, which need not be there yet. A damaged one is an error: a person has to look at it.
func Open(path string, now func() time.Time) (*Book, error) {
	b := &Book{path: path, now: now, Cost: secret.Usual, strangers: map[string]secret.Tries{}}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b, b.read()
}

// read reads the file where it is another than the one that was read last.
func (b *Book) read() error {
	info, err := os.Stat(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		b.kept, b.notes, b.file = nil, nil, nil
		return nil
	}
	if err != nil {
		return err
	}
	if f := b.file; f != nil && os.SameFile(f, info) && f.Size() == info.Size() && f.ModTime().Equal(info.ModTime()) {
		return nil
	}
	text, err := os.ReadFile(b.path)
	if err != nil {
		return err
	}
	var kept contents
	if err := json.Unmarshal(text, &kept); err != nil {
		return fmt.Errorf("%s: %w; put back a copy of it, or delete it to begin with a new administrator", b.path, err)
	}
	b.kept, b.notes, b.file = kept.People, kept.Notes, info
	return nil
}

// change reads the file under the lock of all programs, lets f work on a copy, and writes it. Where f fails, nothing changes.
func (b *Book) change(f func(list *[]account) error) error {
	lock, err := os.OpenFile(b.path+".lock", os.O_CREATE|os.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.read(); err != nil {
		return err
	}
	text, err := json.Marshal(b.kept)
	if err != nil {
		return err
	}
	var list []account
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	notes := slices.Clone(b.notes)
	if err := f(&list); err != nil {
		b.notes = notes
		return err
	}
	text, err = json.MarshalIndent(contents{list, b.notes}, "", " ")
	if err != nil {
		return err
	}
	if err := durable.WriteFile(b.path, append(text, '\n'), 0o600); err != nil {
		b.notes = notes
		return err
	}
	if err := b.giveBack(); err != nil {
		return err
	}
	b.file = nil // so that it is read as it was written
	return b.read()
}

// giveBack leaves to the owner of the data folder what root wrote at the command line: the office runs as its own user.
func (b *Book) giveBack() error {
	if os.Geteuid() != 0 {
		return nil
	}
	var dir unix.Stat_t
	if err := unix.Stat(filepath.Dir(b.path), &dir); err != nil {
		return err
	}
	return errors.Join(os.Chown(b.path, int(dir.Uid), int(dir.Gid)), os.Chown(b.path+".lock", int(dir.Uid), int(dir.Gid)))
}

// edit changes one account.
func (b *Book) edit(id string, f func(a *account, all []account) error) error {
	return b.change(func(list *[]account) error {
		i := slices.IndexFunc(*list, func(a account) bool { return a.ID == id })
		if i < 0 {
			return ErrNone
		}
		return f(&(*list)[i], *list)
	})
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

// List returns everybody by login.
func (b *Book) List() ([]Entry, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.read(); err != nil {
		return nil, err
	}
	now := b.now()
	out := make([]Entry, 0, len(b.kept))
	for _, a := range b.kept {
		e := Entry{Person: a.Person, Password: a.Password.Set(), Wait: a.Tries.Left(now)}
		e.Counters = slices.Clone(a.Counters)
		if a.Code.Set() && now.Before(a.CodeUntil) {
			e.Code = a.CodeUntil
		}
		for _, s := range a.Sessions {
			if s.good(now) && s.Seen.After(e.Seen) {
				e.Seen = s.Seen
			}
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Login, b.Login) })
	return out, nil
}

// Find returns the person with a login.
func (b *Book) Find(login string) (Person, error) {
	list, err := b.List()
	if err != nil {
		return Person{}, err
	}
	for _, e := range list {
		if e.Login == strings.ToLower(strings.TrimSpace(login)) {
			return e.Person, nil
		}
	}
	return Person{}, ErrNone
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
