// Package sqlstore keeps what the central server knows: nodes, their histories, and the numbers made
// from them. It is SQLite in one file; its SQL keeps to what PostgreSQL understands too, and no key
// crosses the border of an office and node. It speaks no HTTP, draws no page, and never refuses a fact
// because of what it says: an event has happened, whatever this program thinks of it.
package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	busy    = 5 * time.Second  // wait for another process that writes the same file
	patient = 10 * time.Second // for a turn to write, and for the writing
	readers = 4
)

// Options tune a Store. The zero value is what a server wants.
type Options struct {
	Now func() time.Time // nil: time.Now

	// AllowDuplicates stores events again that are stored already, as copies. It exists so that a test can
	// prove it would notice; nothing else may set it.
	AllowDuplicates bool
}

// Store is the database. It is safe for concurrent use, and several processes may use one file.
type Store struct {
	write *sql.DB // one connection: writers take turns here instead of failing on the file's lock
	read  *sql.DB
	now   func() time.Time
	dup   bool
}

// ErrNewer says that the database was written by a later program. It is not touched.
var ErrNewer = errors.New("the database was made by a newer version of this program")

// Open opens the file at path, making it when it is missing, brings its tables up to date, and makes the
// live numbers again where an older program made them.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	// The driver would make the file readable by all.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	f.Close()
	s := &Store{now: o.Now, dup: o.AllowDuplicates}
	if s.now == nil {
		s.now = time.Now
	}
	wait := fmt.Sprintf("busy_timeout(%d)", busy.Milliseconds())
	if s.write, err = connect(path, 1, url.Values{"_txlock": {"immediate"}, "_pragma": {wait, "journal_mode(WAL)", "synchronous(FULL)"}}); err != nil {
		return nil, err
	}
	if s.read, err = connect(path, readers, url.Values{"_pragma": {wait, "query_only(1)"}}); err != nil {
		s.write.Close()
		return nil, err
	}
	if err = s.migrate(ctx); err == nil {
		err = s.rebuildOld(ctx)
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func connect(path string, conns int, q url.Values) (*sql.DB, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: full, RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// migrate tries again a few times: another process may be doing the same.
func (s *Store) migrate(ctx context.Context) (err error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.write, sub)
	if err != nil {
		return err
	}
	for range 5 {
		if err = upgrade(ctx, p); err == nil || errors.Is(err, ErrNewer) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return err
}

func upgrade(ctx context.Context, p *goose.Provider) error {
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > known {
		return fmt.Errorf("%w: version %d, this program knows %d", ErrNewer, have, known)
	}
	if have == known {
		return nil
	}
	_, err = p.Up(ctx)
	return err
}

// Close ends all use of the file.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var n int
	return s.read.QueryRowContext(ctx, `select count(*) from nodes where office = ''`).Scan(&n)
}

// change runs f in a transaction that writes. A *wire.Refusal is an outcome like any other: what f wrote
// before it, such as a quarantined event, is committed. The caller's leaving does not stop it, since the
// same events would only come again.
func (s *Store) change(ctx context.Context, f func(tx *sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patient)
	defer cancel()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	outcome := f(tx)
	if refusal := (*wire.Refusal)(nil); outcome != nil && !errors.As(outcome, &refusal) {
		return outcome
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return outcome
}

// micros and clock are how times are stored; 0 is the zero time.
func micros(t time.Time) int64 { return t.UnixMicro() }

func clock(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// hashColumn scans a stored hash.
type hashColumn queue.Hash

func (h *hashColumn) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok || len(b) != len(h) {
		return fmt.Errorf("stored hash is %T of %d bytes", v, len(b))
	}
	copy(h[:], b)
	return nil
}
