// Package store keeps the journal: every event of this machine in one bbolt file, in order, each with a
// checksum and chained to the one before, and beside them a snapshot of the state so that a start is
// quick. It does not know what the events mean and never repairs what it finds damaged.
package store

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"bileter/internal/durable"
	"bileter/internal/queue"
)

// Format is the version of the file's layout that this program writes.
const Format = 1

// Errors a caller can tell apart. Each is wrapped with the file's name and what to do.
var (
	ErrNewer   = errors.New("was written by a newer program")
	ErrDamaged = errors.New("is damaged")
	ErrInUse   = errors.New("is in use by another program")
	ErrForeign = errors.New("belongs to another office or node")
	// ErrInDoubt says that a commit failed and may have happened all the same. Reopen, then read.
	ErrInDoubt = errors.New("commit in doubt")
)

var (
	bucketMeta   = []byte("meta")
	bucketEvents = []byte("events")
	keyFormat    = []byte("format")   // 4 bytes, big-endian
	keyOrigin    = []byte("origin")   // queue.Origin as JSON
	keySnapshot  = []byte("snapshot") // SHA-256 32, then queue.State.Dump
)

const (
	lockWait = 300 * time.Millisecond
	// mapSize is mapped at once, so that a long read never holds up a writer that has to map more.
	mapSize = 256 << 20
	// growStep keeps the file close to what it holds; bbolt's own is 16 MiB.
	growStep = 1 << 20
	// fill suits a bucket that is only appended to.
	fill = 0.95
)

// Journal is one open file. It is safe for concurrent use; one goroutine appends.
type Journal struct {
	path   string
	origin queue.Origin
	open   func(string, int, os.FileMode) (*os.File, error) // nil: os.OpenFile

	mu   sync.RWMutex // protects what follows; held over transactions, not over waiting
	db   *bbolt.DB
	last uint64
	hash queue.Hash
	bad  error // set by a failed commit, cleared by Reopen
}

// Open opens the journal of an office and node, and creates it when there is no file. It checks every
// record before it returns; whatever is wrong, the file is left as it was.
func Open(path, office, node string) (*Journal, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(path, queue.Origin{Office: office, Node: node, Incarnation: newIncarnation()}); err != nil {
			return nil, fmt.Errorf("journal %s: cannot create it: %w", path, err)
		}
	}
	j := &Journal{path: path}
	if err := j.connect(); err != nil {
		return nil, err
	}
	if j.origin.Office != office || j.origin.Node != node {
		o := j.origin
		j.Close()
		return nil, fmt.Errorf("journal %s %w: it is of %s/%s, the set-up says %s/%s; use another data folder or correct office.id and office.node",
			path, ErrForeign, o.Office, o.Node, office, node)
	}
	return j, nil
}

func newIncarnation() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// create makes the file under another name first: a power cut while bbolt writes its first pages would
// leave a file that cannot be opened.
func create(path string, o queue.Origin) error {
	temp := path + ".new"
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	db, err := bbolt.Open(temp, 0o600, &bbolt.Options{Timeout: lockWait})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if _, err := tx.CreateBucket(bucketEvents); err != nil {
			return err
		}
		meta, err := tx.CreateBucket(bucketMeta)
		if err != nil {
			return err
		}
		b, err := json.Marshal(o)
		if err != nil {
			return err
		}
		return errors.Join(meta.Put(keyFormat, binary.BigEndian.AppendUint32(nil, Format)), meta.Put(keyOrigin, b))
	})
	if err = errors.Join(err, db.Sync(), db.Close()); err != nil {
		return err
	}
	return durable.Rename(temp, path)
}

// connect opens and checks the file. A damaged one can make bbolt panic or touch a page that is not
// there; both become ErrDamaged.
func (j *Journal) connect() (err error) {
	if st, err := os.Stat(j.path); err != nil {
		return fmt.Errorf("journal: %w", err)
	} else if st.Size() == 0 {
		return j.damaged(errors.New("it is empty"))
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var db *bbolt.DB
	defer func() {
		if p := recover(); p != nil {
			err = j.damaged(fmt.Errorf("its pages cannot be read (%v)", p))
		}
		if err != nil && db != nil {
			closeQuietly(db)
		}
	}()
	if db, err = j.openDB(); err != nil {
		return err
	}
	origin, last, hash, err := scrub(db)
	if err != nil {
		if errors.Is(err, ErrNewer) {
			return fmt.Errorf("journal %s %w; use that program, or another data folder", j.path, err)
		}
		return j.damaged(err)
	}
	// The check has mapped the whole file into memory; only closing gives it back.
	err = db.Close()
	if db = nil; err != nil {
		return fmt.Errorf("journal %s: %w", j.path, err)
	}
	if db, err = j.openDB(); err != nil {
		return err
	}
	db.AllocSize = growStep
	j.db, j.origin, j.last, j.hash, j.bad = db, origin, last, hash, nil
	return nil
}

func (j *Journal) openDB() (*bbolt.DB, error) {
	db, err := bbolt.Open(j.path, 0o600, &bbolt.Options{
		Timeout: lockWait, InitialMmapSize: mapSize, FreelistType: bbolt.FreelistMapType,
		OpenFile: j.openFile, NoStatistics: true,
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("journal %s %w: stop the other bileter first", j.path, ErrInUse)
	case errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum):
		return nil, j.damaged(err)
	case err != nil:
		return nil, fmt.Errorf("journal %s: %w", j.path, err)
	}
	return db, nil
}

// openFile never creates: a file that vanished is not replaced by an empty one.
func (j *Journal) openFile(name string, flag int, mode os.FileMode) (*os.File, error) {
	if j.open != nil {
		return j.open(name, flag&^os.O_CREATE, mode)
	}
	return os.OpenFile(name, flag&^os.O_CREATE, mode)
}

func (j *Journal) damaged(err error) error {
	return fmt.Errorf("journal %s %w: %v; it was left as it is: keep it, and start with a backup or with another data folder", j.path, ErrDamaged, err)
}

func closeQuietly(db *bbolt.DB) {
	defer func() { _ = recover() }()
	db.Close()
}

// scrub reads the whole file: format, origin, every record's checksum, the chain, the snapshot.
func scrub(db *bbolt.DB) (origin queue.Origin, last uint64, hash queue.Hash, err error) {
	err = db.View(func(tx *bbolt.Tx) error {
		if size := tx.Size(); size > fileSize(db.Path()) {
			return fmt.Errorf("it was cut short: %d bytes of %d", fileSize(db.Path()), size)
		}
		meta, events := tx.Bucket(bucketMeta), tx.Bucket(bucketEvents)
		if meta == nil || events == nil {
			return errors.New("it is not a journal of this program")
		}
		f := meta.Get(keyFormat)
		if len(f) != 4 {
			return errors.New("its format is not stated")
		}
		if v := binary.BigEndian.Uint32(f); v > Format {
			return fmt.Errorf("%w (format %d, this one reads up to %d)", ErrNewer, v, Format)
		}
		if err := json.Unmarshal(meta.Get(keyOrigin), &origin); err != nil {
			return fmt.Errorf("its origin cannot be read: %v", err)
		}
		if _, err := snapshot(meta); err != nil {
			return err
		}
		hash = origin.Hash()
		c := events.Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if len(k) != 8 || binary.BigEndian.Uint64(k) != last+1 {
				return fmt.Errorf("event %d is missing", last+1)
			}
			last++
			prev, err := queue.CheckRecord(last, v)
			if err != nil {
				return err
			}
			if prev != hash {
				return fmt.Errorf("event %d does not follow event %d", last, last-1)
			}
			hash = queue.RecordHash(last, v)
		}
		return nil
	})
	return origin, last, hash, err
}

func fileSize(path string) int64 {
	st, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return st.Size()
}

// Close closes the file. Later calls fail.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.db == nil {
		return nil
	}
	err := j.db.Close()
	j.db = nil
	return err
}

// Reopen closes and opens the file again and checks all of it: the only way on after ErrInDoubt.
func (j *Journal) Reopen() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.db != nil {
		closeQuietly(j.db)
		j.db = nil
	}
	return j.connect()
}

// Origin tells whose journal this is.
func (j *Journal) Origin() queue.Origin {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.origin
}

// Last returns the last event's sequence number and hash; 0 and the origin's hash when there is none.
func (j *Journal) Last() (uint64, queue.Hash) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.last, j.hash
}
