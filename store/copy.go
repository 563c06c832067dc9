package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"go.etcd.io/bbolt"

	"bileter/internal/durable"
	"bileter/internal/queue"
)

// WriteTo writes a whole and consistent copy of the journal, as of now, while the office goes on.
func (j *Journal) WriteTo(w io.Writer) (n int64, err error) {
	j.mu.RLock()
	db := j.db
	var tx *bbolt.Tx
	if db != nil {
		tx, err = db.Begin(false)
	}
	j.mu.RUnlock() // a slow reader must not hold up who appends; the transaction keeps its pages
	if db == nil {
		return 0, errClosed
	}
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	return tx.WriteTo(w)
}

// Create makes the journal of an origin that exists elsewhere, and is to be filled with its events. There
// must be no file yet.
func Create(path string, o queue.Origin) (*Journal, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("journal %s: there is one already", path)
	}
	if err := create(path, o); err != nil {
		return nil, fmt.Errorf("journal %s: cannot create it: %w", path, err)
	}
	return Open(path, o.Office, o.Node)
}

// Restore makes a journal of a copy that WriteTo wrote, checked like any other. There must be no file yet;
// when the copy is not good there is none afterwards.
func Restore(path string, from io.Reader, office, node string) (*Journal, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("journal %s: there is one already", path)
	}
	temp := path + ".new"
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(f, from)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(temp))
	}
	j, err := Open(temp, office, node)
	if err != nil {
		return nil, errors.Join(err, os.Remove(temp))
	}
	if err := j.Close(); err != nil {
		return nil, err
	}
	if err := durable.Rename(temp, path); err != nil {
		return nil, err
	}
	return Open(path, office, node)
}
