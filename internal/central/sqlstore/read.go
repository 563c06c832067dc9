package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

// Node is one machine as the central server sees it.
type Node struct {
	Office      string
	Node        string
	Name        string // of the office, as the node says it; may be empty
	Program     string // version it runs
	Incarnation string // of its last hello; empty before the first
	Enrolled    time.Time
	Contact     time.Time
	Revoked     time.Time      // zero: welcome
	Stored      uint64         // last event stored here, of this incarnation
	Said        uint64         // last event the node says it has
	Forks       int            // events of this incarnation in quarantine, not settled
	Warnings    []wire.Warning // of its last hello
	Live        Live
}

// Lag is how many events the node has that are not here.
func (n Node) Lag() uint64 { return n.Said - min(n.Said, n.Stored) }

// Behind tells whether the node says it has less than is stored: it has lost its latest history.
func (n Node) Behind() bool { return n.Said < n.Stored }

// Nodes returns all machines, by office and name; of one office when office is not empty.
func (s *Store) Nodes(ctx context.Context, office string) ([]Node, error) {
	rows, err := s.read.QueryContext(ctx, `select n.office, n.node, n.name, n.program, n.incarnation, n.enrolled, n.contact, n.revoked, n.warnings,
			coalesce(c.seq, 0), coalesce(c.said, 0),
			(select count(*) from forks f where f.office = n.office and f.node = n.node and f.incarnation = n.incarnation and f.settled = 0),
			coalesce(l.day, ''), coalesce(l.issued, 0), coalesce(l.waiting, 0), coalesce(l.called, 0), coalesce(l.serving, 0),
			coalesce(l.aside, 0), coalesce(l.done, 0)
		from nodes n
		left join cursors c on c.office = n.office and c.node = n.node and c.incarnation = n.incarnation
		left join live l on l.office = n.office and l.node = n.node and l.incarnation = n.incarnation
		where $1 = '' or n.office = $1
		order by n.office, n.node`, office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var nodes []Node
	for rows.Next() {
		var n Node
		var enrolled, contact, revoked int64
		var warnings string
		l := &n.Live
		if err := rows.Scan(&n.Office, &n.Node, &n.Name, &n.Program, &n.Incarnation, &enrolled, &contact, &revoked, &warnings, &n.Stored, &n.Said,
			&n.Forks, &l.Day, &l.Issued, &l.Waiting, &l.Called, &l.Serving, &l.Aside, &l.Done); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(warnings), &n.Warnings); err != nil {
			return nil, fmt.Errorf("warnings of %s/%s: %w", n.Office, n.Node, err)
		}
		n.Enrolled, n.Contact, n.Revoked = clock(enrolled), clock(contact), clock(revoked)
		nodes = append(nodes, n)
	}
	return nodes, rows.Err()
}

// History is one stored chain.
type History struct {
	Node        string
	Incarnation string
	Events      uint64
	Forks       int
	Began       time.Time // first heard of
	Moved       time.Time // last event stored
}

// Histories returns the chains of an office, by node, latest begun first.
func (s *Store) Histories(ctx context.Context, office string) ([]History, error) {
	rows, err := s.read.QueryContext(ctx, `select c.node, c.incarnation, c.seq, c.began, c.moved,
			(select count(*) from forks f where f.office = c.office and f.node = c.node and f.incarnation = c.incarnation)
		from cursors c where c.office = $1 order by c.node, c.began desc, c.incarnation`, office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hs []History
	for rows.Next() {
		var h History
		var began, moved int64
		if err := rows.Scan(&h.Node, &h.Incarnation, &h.Events, &began, &moved, &h.Forks); err != nil {
			return nil, err
		}
		h.Began, h.Moved = clock(began), clock(moved)
		hs = append(hs, h)
	}
	return hs, rows.Err()
}

// Fork is one place where a node has something else than is stored.
type Fork struct {
	Node        string
	Incarnation string
	Seq         uint64
	Hash        queue.Hash   // what the node has
	Event       *queue.Event // nil: only the hash is known
	Seen        time.Time
	Settled     time.Time // zero: still an alarm
}

// Settle says that a node's forks so far are dealt with: they stay in quarantine and raise no alarm, until
// one of them, or another, comes again. It returns how many there were.
func (s *Store) Settle(ctx context.Context, office, node string) (n int64, err error) {
	err = s.change(ctx, func(tx *sql.Tx) error {
		r, err := tx.Exec(`update forks set settled = $1 where office = $2 and node = $3 and settled = 0`, micros(s.now()), office, node)
		if err != nil {
			return err
		}
		n, err = r.RowsAffected()
		return err
	})
	return n, err
}

// Forks returns an office's quarantine: what is not settled first, then the latest.
func (s *Store) Forks(ctx context.Context, office string, limit int) ([]Fork, error) {
	rows, err := s.read.QueryContext(ctx, `select node, incarnation, seq, hash, record, seen, settled from forks where office = $1
		order by case when settled = 0 then 0 else 1 end, seen desc, node, incarnation, seq limit $2`, office, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var fs []Fork
	for rows.Next() {
		var f Fork
		var h hashColumn
		var record []byte
		var seen, settled int64
		if err := rows.Scan(&f.Node, &f.Incarnation, &f.Seq, &h, &record, &seen, &settled); err != nil {
			return nil, err
		}
		f.Hash, f.Seen, f.Settled = queue.Hash(h), clock(seen), clock(settled)
		if len(record) > 0 {
			e, err := queue.DecodeRecord(f.Seq, record)
			if err != nil {
				return nil, err
			}
			f.Event = &e
		}
		fs = append(fs, f)
	}
	return fs, rows.Err()
}

// columns of an event, as scanEvent reads them.
const columns = `seq, copy, prev, kind, version, at, mono, doubt, actor, payload`

func scanEvent(rows *sql.Rows) (e queue.Event, copyN int, err error) {
	var prev hashColumn
	var kind, actor []byte
	var at, mono int64
	var doubt int
	if err := rows.Scan(&e.Seq, &copyN, &prev, &kind, &e.Version, &at, &mono, &doubt, &actor, &e.Payload); err != nil {
		return e, 0, err
	}
	e.Prev, e.Kind, e.Actor, e.Doubt = queue.Hash(prev), string(kind), string(actor), doubt != 0
	e.At, e.Mono = time.UnixMicro(at).UTC(), time.Duration(mono)*time.Microsecond
	return e, copyN, nil
}

// place is where reading a history stopped.
type place struct {
	seq  uint64
	copy int
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// page reads the events of a history after a place, some hundreds at a time.
func page(ctx context.Context, q querier, o queue.Origin, after place) ([]queue.Event, place, error) {
	rows, err := q.QueryContext(ctx, `select `+columns+` from events where office = $1 and node = $2 and incarnation = $3
		and (seq > $4 or seq = $4 and copy > $5) order by seq, copy limit 500`, o.Office, o.Node, o.Incarnation, after.seq, after.copy)
	if err != nil {
		return nil, after, err
	}
	defer rows.Close()
	var es []queue.Event
	for rows.Next() {
		e, n, err := scanEvent(rows)
		if err != nil {
			return nil, after, err
		}
		es, after = append(es, e), place{e.Seq, n}
	}
	return es, after, rows.Err()
}

// Recent returns the last events of a node's history, latest first.
func (s *Store) Recent(ctx context.Context, o queue.Origin, limit int) ([]queue.Event, error) {
	rows, err := s.read.QueryContext(ctx, `select `+columns+` from events where office = $1 and node = $2 and incarnation = $3
		order by seq desc, copy desc limit $4`, o.Office, o.Node, o.Incarnation, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var es []queue.Event
	for rows.Next() {
		e, _, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		es = append(es, e)
	}
	return es, rows.Err()
}

// Event returns one stored event; ok is false when it is not there.
func (s *Store) Event(ctx context.Context, o queue.Origin, seq uint64) (e queue.Event, ok bool, err error) {
	rows, err := s.read.QueryContext(ctx, `select `+columns+` from events where office = $1 and node = $2 and incarnation = $3 and seq = $4 and copy = 0`,
		o.Office, o.Node, o.Incarnation, seq)
	if err != nil {
		return e, false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return e, false, rows.Err()
	}
	e, _, err = scanEvent(rows)
	return e, err == nil, err
}

// Export gives every stored event of a node to write, history by history in the order they began, and
// in each in order. It reads in short turns: events that come meanwhile may be among them.
func (s *Store) Export(ctx context.Context, office, node string, write func(wire.Line) error) error {
	rows, err := s.read.QueryContext(ctx, `select incarnation from cursors where office = $1 and node = $2 order by began, incarnation`, office, node)
	if err != nil {
		return err
	}
	defer rows.Close()
	var chains []queue.Origin
	for rows.Next() {
		o := queue.Origin{Office: office, Node: node}
		if err := rows.Scan(&o.Incarnation); err != nil {
			return err
		}
		chains = append(chains, o)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for _, o := range chains {
		if err := s.exportChain(ctx, o, write); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) exportChain(ctx context.Context, o queue.Origin, write func(wire.Line) error) error {
	var at place
	for {
		es, next, err := page(ctx, s.read, o, at)
		if err != nil || len(es) == 0 {
			return err
		}
		for _, e := range es {
			if err := write(wire.Line{Incarnation: o.Incarnation, Hash: e.Hash(), Event: wire.NewEvent(e)}); err != nil {
				return err
			}
		}
		at = next
	}
}
