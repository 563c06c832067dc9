package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"bileter/internal/queue"
)

// rules is the version of what this file makes of events. When it is raised, all live numbers are made
// again at the next start.
const rules = 1

// Live is how things stand at one machine.
type Live struct {
	Day     string `json:"day"`     // office day, YYYY-MM-DD; empty before the first
	Issued  int    `json:"issued"`  // this day
	Waiting int    `json:"waiting"` // now
	Called  int    `json:"called"`  // on the way to a counter
	Serving int    `json:"serving"` // at a counter
	Aside   int    `json:"aside"`   // parked, or did not come when called
	Done    int    `json:"done"`    // this day
}

// projection turns events of one history into its Live row and its tickets' states. What it makes of
// them is what queue.State makes of them, kept in rows so that one event costs one row.
type projection struct {
	tx     *sql.Tx
	o      queue.Origin
	live   Live
	states map[uint64]queue.TicketState // of the tickets the events speak of
	dirty  map[uint64]bool              // not yet written
}

// project brings the live numbers up to date with events that continue a history.
func project(tx *sql.Tx, o queue.Origin, events []queue.Event) error {
	p := projection{tx: tx, o: o, states: map[uint64]queue.TicketState{}, dirty: map[uint64]bool{}}
	facts := make([]queue.Fact, len(events))
	low, high := uint64(0), uint64(0)
	for i, e := range events {
		f, ok := e.Fact()
		if !ok {
			continue
		}
		facts[i] = f
		if ticket, _ := moves(f); ticket != 0 {
			if low == 0 || ticket < low {
				low = ticket
			}
			high = max(high, ticket)
		}
	}
	if err := p.load(low, high); err != nil {
		return err
	}
	for i, f := range facts {
		if err := p.apply(events[i].Seq, f); err != nil {
			return err
		}
	}
	return p.save()
}

// moves says which ticket a fact moves, and where to.
func moves(f queue.Fact) (ticket uint64, to queue.TicketState) {
	switch f := f.(type) {
	case queue.Called:
		return f.Ticket, queue.CalledState
	case queue.Arrived:
		return f.Ticket, queue.ArrivedState
	case queue.Started:
		return f.Ticket, queue.Serving
	case queue.Continued:
		return f.Ticket, queue.Serving
	case queue.Wrapped:
		return f.Ticket, queue.WrapUp
	case queue.Finished:
		return f.Ticket, queue.Done
	case queue.NoShow:
		return f.Ticket, queue.NoShowState
	case queue.Parked:
		return f.Ticket, queue.ParkedState
	case queue.Returned:
		return f.Ticket, queue.Waiting
	case queue.Transferred:
		return f.Ticket, queue.Waiting
	case queue.Cancelled:
		return f.Ticket, queue.CancelState
	case queue.Expired:
		return f.Ticket, queue.ExpiredState
	}
	return 0, ""
}

func (p *projection) apply(seq uint64, f queue.Fact) error {
	switch f := f.(type) {
	case queue.DayOpened:
		return p.openDay(f.Day)
	case queue.DayDated:
		p.live.Day = f.Day
	case queue.Issued:
		p.live.Issued++
		p.move(seq, queue.Waiting)
	default:
		ticket, to := moves(f)
		if _, known := p.states[ticket]; known {
			p.move(ticket, to)
		}
	}
	return nil
}

func (p *projection) move(ticket uint64, to queue.TicketState) {
	if n := p.live.place(p.states[ticket]); n != nil {
		*n--
	}
	if n := p.live.place(to); n != nil {
		*n++
	}
	p.states[ticket], p.dirty[ticket] = to, true
}

// place is where tickets of a state are counted.
func (l *Live) place(s queue.TicketState) *int {
	switch s {
	case queue.Waiting:
		return &l.Waiting
	case queue.CalledState:
		return &l.Called
	case queue.ArrivedState, queue.Serving, queue.WrapUp:
		return &l.Serving
	case queue.ParkedState, queue.NoShowState:
		return &l.Aside
	case queue.Done:
		return &l.Done
	}
	return nil
}

// openDay forgets the tickets that ended, as the office does.
func (p *projection) openDay(day string) error {
	if err := p.saveTickets(); err != nil {
		return err
	}
	p.live.Day, p.live.Issued, p.live.Done = day, 0, 0
	for ticket, state := range p.states {
		if !state.Live() {
			delete(p.states, ticket)
		}
	}
	_, err := p.tx.Exec(`delete from tickets where office = $1 and node = $2 and incarnation = $3 and state in ($4, $5, $6)`,
		p.o.Office, p.o.Node, p.o.Incarnation, string(queue.Done), string(queue.CancelState), string(queue.ExpiredState))
	return err
}

func (p *projection) load(low, high uint64) error {
	l := &p.live
	err := p.tx.QueryRow(`select day, issued, waiting, called, serving, aside, done from live where office = $1 and node = $2 and incarnation = $3`,
		p.o.Office, p.o.Node, p.o.Incarnation).Scan(&l.Day, &l.Issued, &l.Waiting, &l.Called, &l.Serving, &l.Aside, &l.Done)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if high == 0 {
		return nil
	}
	rows, err := p.tx.Query(`select ticket, state from tickets where office = $1 and node = $2 and incarnation = $3 and ticket between $4 and $5`,
		p.o.Office, p.o.Node, p.o.Incarnation, low, high)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var ticket uint64
		var state string
		if err := rows.Scan(&ticket, &state); err != nil {
			return err
		}
		p.states[ticket] = queue.TicketState(state)
	}
	return rows.Err()
}

func (p *projection) save() error {
	if err := p.saveTickets(); err != nil {
		return err
	}
	l := p.live
	_, err := p.tx.Exec(`insert into live (office, node, incarnation, rules, day, issued, waiting, called, serving, aside, done)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict (office, node, incarnation) do update set rules = excluded.rules, day = excluded.day, issued = excluded.issued,
			waiting = excluded.waiting, called = excluded.called, serving = excluded.serving, aside = excluded.aside, done = excluded.done`,
		p.o.Office, p.o.Node, p.o.Incarnation, rules, l.Day, l.Issued, l.Waiting, l.Called, l.Serving, l.Aside, l.Done)
	return err
}

func (p *projection) saveTickets() error {
	if len(p.dirty) == 0 {
		return nil
	}
	st, err := p.tx.Prepare(`insert into tickets (office, node, incarnation, ticket, state) values ($1, $2, $3, $4, $5)
		on conflict (office, node, incarnation, ticket) do update set state = excluded.state`)
	if err != nil {
		return err
	}
	defer st.Close()
	for ticket := range p.dirty {
		if _, err := st.Exec(p.o.Office, p.o.Node, p.o.Incarnation, ticket, string(p.states[ticket])); err != nil {
			return err
		}
	}
	clear(p.dirty)
	return nil
}

// Rebuild makes one history's live numbers again from its events.
func (s *Store) Rebuild(ctx context.Context, o queue.Origin) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, table := range []string{"live", "tickets"} {
		if _, err := tx.Exec(`delete from `+table+` where office = $1 and node = $2 and incarnation = $3`, o.Office, o.Node, o.Incarnation); err != nil {
			return err
		}
	}
	var at place
	for {
		events, next, err := page(ctx, tx, o, at)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			return tx.Commit()
		}
		if err := project(tx, o, events); err != nil {
			return err
		}
		at = next
	}
}

// rebuildOld makes the live numbers again that another version of the rules made, or nobody.
func (s *Store) rebuildOld(ctx context.Context) error {
	var old []queue.Origin
	rows, err := s.read.QueryContext(ctx, `select c.office, c.node, c.incarnation from cursors c
		left join live l on l.office = c.office and l.node = c.node and l.incarnation = c.incarnation
		where c.seq > 0 and (l.rules is null or l.rules <> $1)`, rules)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o queue.Origin
		if err := rows.Scan(&o.Office, &o.Node, &o.Incarnation); err != nil {
			return err
		}
		old = append(old, o)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, o := range old {
		if err := s.Rebuild(ctx, o); err != nil {
			return fmt.Errorf("live numbers of %s/%s: %w", o.Office, o.Node, err)
		}
	}
	return nil
}
