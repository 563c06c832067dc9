package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"bileter/internal/queue"
)

// ErrOrder says that events do not continue the journal; nothing was written.
var ErrOrder = errors.New("events do not continue the journal")

var errClosed = errors.New("journal is closed")

// Append commits events, and with them a snapshot of the state they lead to when snapshot is not nil,
// in one transaction. They are on the disk when it returns nil. An error that wraps ErrInDoubt means
// that they may be: nothing more is accepted until Reopen.
func (j *Journal) Append(events []queue.Event, snapshot []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.db == nil {
		return errClosed
	}
	if j.bad != nil {
		return j.bad
	}
	last, hash := j.last, j.hash
	records := make([][]byte, len(events))
	for i, e := range events {
		if err := e.Check(); err != nil {
			return fmt.Errorf("%w: %v", ErrOrder, err)
		}
		if e.Seq != last+1 || e.Prev != hash {
			return fmt.Errorf("%w: event %d after event %d", ErrOrder, e.Seq, last)
		}
		records[i] = e.Record()
		last, hash = e.Seq, queue.RecordHash(e.Seq, records[i])
	}
	err := j.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketEvents)
		b.FillPercent = fill
		for i, e := range events {
			if err := b.Put(binary.BigEndian.AppendUint64(nil, e.Seq), records[i]); err != nil {
				return err
			}
		}
		if snapshot == nil {
			return nil
		}
		sum := sha256.Sum256(snapshot)
		return tx.Bucket(bucketMeta).Put(keySnapshot, append(sum[:], snapshot...))
	})
	if err != nil {
		j.bad = fmt.Errorf("%w: %v", ErrInDoubt, err)
		return j.bad
	}
	j.last, j.hash = last, hash
	return nil
}

// Events returns up to limit events from sequence number from on.
func (j *Journal) Events(from uint64, limit int) ([]queue.Event, error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.db == nil {
		return nil, errClosed
	}
	var events []queue.Event
	err := j.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketEvents).Cursor()
		for k, v := c.Seek(binary.BigEndian.AppendUint64(nil, from)); k != nil && len(events) < limit; k, v = c.Next() {
			e, err := queue.DecodeRecord(binary.BigEndian.Uint64(k), v)
			if err != nil {
				return err
			}
			events = append(events, e)
		}
		return nil
	})
	return events, err
}

// Hash returns the hash of one event; of event 0, the origin's.
func (j *Journal) Hash(seq uint64) (queue.Hash, error) {
	if seq == 0 {
		return j.Origin().Hash(), nil
	}
	es, err := j.Events(seq, 1)
	if err != nil {
		return queue.Hash{}, err
	}
	if len(es) == 0 || es[0].Seq != seq {
		return queue.Hash{}, fmt.Errorf("journal has no event %d", seq)
	}
	return es[0].Hash(), nil
}

// Load builds the state: the snapshot, and the events since.
func (j *Journal) Load() (*queue.State, error) {
	var s *queue.State
	j.mu.RLock()
	if j.db == nil {
		j.mu.RUnlock()
		return nil, errClosed
	}
	err := j.db.View(func(tx *bbolt.Tx) error {
		b, err := snapshot(tx.Bucket(bucketMeta))
		if err == nil && b != nil {
			s, err = queue.LoadState(b)
		}
		return err
	})
	j.mu.RUnlock()
	if err != nil {
		return nil, fmt.Errorf("journal %s: %w", j.path, err)
	}
	if s == nil {
		s = queue.NewState(j.Origin())
	}
	for {
		const batch = 1000
		events, err := j.Events(s.Version+1, batch)
		if err != nil {
			return nil, fmt.Errorf("journal %s: %w", j.path, err)
		}
		for _, e := range events {
			s.Apply(e)
		}
		if len(events) < batch {
			break
		}
	}
	if last, hash := j.Last(); s.Version != last || s.Head != hash {
		return nil, j.damaged(fmt.Errorf("its snapshot leads to event %d, not to %d", s.Version, last))
	}
	return s, nil
}

// snapshot returns the stored state, nil when there is none yet. The bytes live as long as the transaction.
func snapshot(meta *bbolt.Bucket) ([]byte, error) {
	v := meta.Get(keySnapshot)
	if v == nil {
		return nil, nil
	}
	if len(v) < sha256.Size {
		return nil, errors.New("its snapshot is cut short")
	}
	if sum := sha256.Sum256(v[sha256.Size:]); string(sum[:]) != string(v[:sha256.Size]) {
		return nil, errors.New("its snapshot fails its checksum")
	}
	return v[sha256.Size:], nil
}
