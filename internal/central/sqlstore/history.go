package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

// History returns the next events of a node's own history after a place, in order, some hundreds at a
// time, and how far that history is stored. A *wire.Refusal of code Fork: another event is stored there.
func (s *Store) History(ctx context.Context, m wire.History) (o queue.Origin, at wire.Cursor, es []queue.Event, err error) {
	o = m.Origin
	if o.Incarnation == "" {
		err := s.read.QueryRowContext(ctx, `select incarnation from nodes where office = $1 and node = $2`, o.Office, o.Node).Scan(&o.Incarnation)
		if err != nil || o.Incarnation == "" {
			return o, at, nil, err
		}
	}
	at.Hash = o.Hash()
	var h hashColumn
	err = s.read.QueryRowContext(ctx, `select seq, hash from cursors where office = $1 and node = $2 and incarnation = $3`,
		o.Office, o.Node, o.Incarnation).Scan(&at.Seq, &h)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return o, at, nil, nil
	case err != nil:
		return o, at, nil, err
	}
	at.Hash = queue.Hash(h)
	if m.After.Seq > at.Seq {
		return o, at, nil, nil
	}
	if m.After != (wire.Cursor{}) {
		ours := o.Hash()
		if m.After.Seq > 0 {
			e, ok, err := s.Event(ctx, o, m.After.Seq)
			if err != nil || !ok {
				return o, at, nil, errors.Join(err, errors.New("an event within the cursor is missing"))
			}
			ours = e.Hash()
		}
		if ours != m.After.Hash {
			return o, at, nil, &wire.Refusal{Code: wire.Fork, Cursor: &at}
		}
	}
	all, _, err := page(ctx, s.read, o, place{seq: m.After.Seq, copy: maxForks})
	for _, e := range all {
		if n := len(es); n > 0 && es[n-1].Seq == e.Seq {
			continue // a repeated event: only a server under test keeps those
		}
		es = append(es, e)
	}
	return o, at, es, err
}
