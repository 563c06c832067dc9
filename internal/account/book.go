package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
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

// account is a Person with what nobody may see.
type account struct {
	Person
	Password  secret.Sum   `json:"password,omitzero"`
	Code      secret.Sum   `json:"code,omitzero"`
	CodeUntil time.Time    `json:"code_until,omitzero"`
	Tries     secret.Tries `json:"tries,omitzero"`
	Sessions  []session    `json:"sessions,omitempty"` // oldest first
	In        time.Time    `json:"in,omitzero"`        // the last sign-in
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
	if err := errors.Join(durable.GiveBack(b.path), durable.GiveBack(b.path+".lock")); err != nil {
		return err
	}
	b.file = nil // so that it is read as it was written
	return b.read()
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
		e := Entry{Person: a.Person, Password: a.Password.Set(), Wait: a.Tries.Left(now), In: a.In}
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
