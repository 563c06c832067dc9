package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

// maxForks bounds what one history may put into quarantine.
const maxForks = 10_000

// chain is one history: the journal of one incarnation of one node, and how much of it is stored.
type chain struct {
	queue.Origin
	at wire.Cursor
}

// Hello notes how far a node says its journal goes and returns how far it is stored here. A *wire.Refusal
// of code Fork: what is stored is not what the node has.
func (s *Store) Hello(ctx context.Context, m wire.Hello) (wire.Cursor, error) {
	var at wire.Cursor
	err := s.change(ctx, func(tx *sql.Tx) error {
		c, err := s.cursor(tx, m.Origin)
		if err != nil {
			return err
		}
		at = c.at
		if err := s.contact(tx, c, m.Last); err != nil {
			return err
		}
		warnings, err := json.Marshal(m.Warnings)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`update nodes set incarnation = $1, name = $2, program = $3, warnings = $4 where office = $5 and node = $6`,
			m.Origin.Incarnation, m.Name, m.Program, string(warnings), m.Origin.Office, m.Origin.Node); err != nil {
			return err
		}
		theirs := []wire.Cursor{{Seq: m.Last, Hash: m.Hash}}
		if m.At != nil {
			theirs = append(theirs, *m.At)
		}
		return s.compare(tx, c, theirs)
	})
	return at, err
}

// compare refuses a node that has another event than is stored at a place both know.
func (s *Store) compare(tx *sql.Tx, c chain, theirs []wire.Cursor) error {
	for _, t := range theirs {
		if t.Seq > c.at.Seq {
			continue
		}
		ours := c.Origin.Hash()
		if t.Seq > 0 {
			var h hashColumn
			err := tx.QueryRow(`select hash from events where office = $1 and node = $2 and incarnation = $3 and seq = $4 and copy = 0`,
				c.Office, c.Node, c.Incarnation, t.Seq).Scan(&h)
			if err != nil {
				return err
			}
			ours = queue.Hash(h)
		}
		if ours != t.Hash {
			if err := s.quarantine(tx, c, t, nil); err != nil {
				return err
			}
			return &wire.Refusal{Code: wire.Fork, Cursor: &c.at}
		}
	}
	return nil
}

// Apply stores what is new in a batch, all or nothing, and returns the cursor after it. Events that are
// stored already are passed over. A *wire.Refusal of code Gap: the cursor in it says what comes next. Of
// code Fork: a different event is stored at that place, or the batch does not follow from what is stored;
// the batch is in quarantine and the history as it was.
func (s *Store) Apply(ctx context.Context, b wire.Batch) (wire.Cursor, error) {
	var at wire.Cursor
	err := s.change(ctx, func(tx *sql.Tx) error {
		c, err := s.cursor(tx, b.Origin)
		if err != nil {
			return err
		}
		if err := s.contact(tx, c, b.Last); err != nil {
			return err
		}
		fresh, err := s.fresh(tx, c, b.Events)
		if err != nil {
			return err
		}
		if len(fresh) > 0 {
			c.at = wire.Batch{Events: fresh}.Head()
			if err := s.append(tx, c, fresh, 0); err != nil {
				return err
			}
		}
		at = c.at
		return nil
	})
	return at, err
}

// cursor reads how far a history is stored, and locks it until the transaction ends. A new history begins.
func (s *Store) cursor(tx *sql.Tx, o queue.Origin) (chain, error) {
	c := chain{Origin: o, at: wire.Cursor{Hash: o.Hash()}}
	var h hashColumn
	// The transaction is immediate and so has the only right to write; with PostgreSQL this line ends in "for update".
	err := tx.QueryRow(`select seq, hash from cursors where office = $1 and node = $2 and incarnation = $3`, o.Office, o.Node, o.Incarnation).
		Scan(&c.at.Seq, &h)
	if err == nil {
		c.at.Hash = queue.Hash(h)
		return c, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return c, err
	}
	now := micros(s.now())
	_, err = tx.Exec(`insert into cursors (office, node, incarnation, seq, hash, said, began, moved) values ($1, $2, $3, 0, $4, 0, $5, $5)`,
		o.Office, o.Node, o.Incarnation, c.at.Hash[:], now)
	return c, err
}

// contact notes that the node was heard, and how far it says its journal goes.
func (s *Store) contact(tx *sql.Tx, c chain, said uint64) error {
	if _, err := tx.Exec(`update nodes set contact = $1 where office = $2 and node = $3`, micros(s.now()), c.Office, c.Node); err != nil {
		return err
	}
	_, err := tx.Exec(`update cursors set said = $1 where office = $2 and node = $3 and incarnation = $4`, said, c.Office, c.Node, c.Incarnation)
	return err
}

// fresh returns the events of a batch that continue the history.
func (s *Store) fresh(tx *sql.Tx, c chain, events []queue.Event) ([]queue.Event, error) {
	n := 0
	for n < len(events) && events[n].Seq <= c.at.Seq {
		n++
	}
	old, fresh := events[:n], events[n:]
	if s.dup {
		if err := s.appendCopies(tx, c, old); err != nil {
			return nil, err
		}
	} else if at, err := s.differs(tx, c, old); err != nil {
		return nil, err
	} else if at >= 0 {
		return nil, s.fork(tx, c, events[at:])
	}
	switch {
	case len(fresh) == 0:
		return nil, nil
	case fresh[0].Seq != c.at.Seq+1:
		return nil, &wire.Refusal{Code: wire.Gap, Cursor: &c.at}
	case fresh[0].Prev != c.at.Hash:
		return nil, s.fork(tx, c, fresh)
	}
	return fresh, nil
}

// differs returns the index of the first event that is not the one stored at its place, or -1.
func (s *Store) differs(tx *sql.Tx, c chain, old []queue.Event) (int, error) {
	if len(old) == 0 {
		return -1, nil
	}
	rows, err := tx.Query(`select hash from events where office = $1 and node = $2 and incarnation = $3 and seq between $4 and $5 and copy = 0 order by seq`,
		c.Office, c.Node, c.Incarnation, old[0].Seq, old[len(old)-1].Seq)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	i := 0
	for ; i < len(old) && rows.Next(); i++ {
		var h hashColumn
		if err := rows.Scan(&h); err != nil {
			return 0, err
		}
		if queue.Hash(h) != old[i].Hash() {
			return i, nil
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	if i < len(old) {
		return 0, errors.New("the database has lost events below its cursor")
	}
	return -1, nil
}

func (s *Store) fork(tx *sql.Tx, c chain, events []queue.Event) error {
	for _, e := range events {
		if err := s.quarantine(tx, c, wire.Cursor{Seq: e.Seq, Hash: e.Hash()}, e.Record()); err != nil {
			return err
		}
	}
	return &wire.Refusal{Code: wire.Fork, Cursor: &c.at}
}

// quarantine keeps what a node has at a place where something else is stored.
func (s *Store) quarantine(tx *sql.Tx, c chain, theirs wire.Cursor, record []byte) error {
	var n int
	if err := tx.QueryRow(`select count(*) from forks where office = $1 and node = $2 and incarnation = $3`, c.Office, c.Node, c.Incarnation).Scan(&n); err != nil {
		return err
	}
	if n >= maxForks {
		return nil
	}
	if record == nil {
		record = []byte{}
	}
	_, err := tx.Exec(`insert into forks (office, node, incarnation, seq, hash, record, seen, settled) values ($1, $2, $3, $4, $5, $6, $7, 0)
		on conflict (office, node, incarnation, seq, hash) do update set settled = 0,
			record = case when length(excluded.record) > 0 then excluded.record else forks.record end`,
		c.Office, c.Node, c.Incarnation, theirs.Seq, theirs.Hash[:], record, micros(s.now()))
	return err
}

// append stores events that were checked, makes the live numbers of them, and moves the cursor to c.
func (s *Store) append(tx *sql.Tx, c chain, events []queue.Event, copyN int) error {
	if err := s.insert(tx, c, events, copyN); err != nil {
		return err
	}
	if err := project(tx, c.Origin, events); err != nil {
		return err
	}
	_, err := tx.Exec(`update cursors set seq = $1, hash = $2, moved = $3 where office = $4 and node = $5 and incarnation = $6`,
		c.at.Seq, c.at.Hash[:], micros(s.now()), c.Office, c.Node, c.Incarnation)
	return err
}

// appendCopies is what AllowDuplicates asks for.
func (s *Store) appendCopies(tx *sql.Tx, c chain, old []queue.Event) error {
	for _, e := range old {
		var copies int
		if err := tx.QueryRow(`select count(*) from events where office = $1 and node = $2 and incarnation = $3 and seq = $4`,
			c.Office, c.Node, c.Incarnation, e.Seq).Scan(&copies); err != nil {
			return err
		}
		if err := s.append(tx, c, []queue.Event{e}, copies); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) insert(tx *sql.Tx, c chain, events []queue.Event, copyN int) error {
	st, err := tx.Prepare(`insert into events (office, node, incarnation, seq, copy, prev, hash, kind, version, at, mono, doubt, actor, payload)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`)
	if err != nil {
		return err
	}
	defer st.Close()
	for _, e := range events {
		h, doubt := e.Hash(), 0
		if e.Doubt {
			doubt = 1
		}
		// nil would be null, and an empty payload is not that.
		payload := append([]byte{}, e.Payload...)
		_, err := st.Exec(c.Office, c.Node, c.Incarnation, e.Seq, copyN, e.Prev[:], h[:], []byte(e.Kind), e.Version,
			e.At.UnixMicro(), e.Mono.Microseconds(), doubt, append([]byte{}, e.Actor...), payload)
		if err != nil {
			return err
		}
	}
	return nil
}
