package syncer

import (
	"context"
	"errors"
	"fmt"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

// refused is a no that only a person can turn into a yes. The office goes on; the server is asked again, slowly.
type refused struct {
	code string
	err  error
}

func (r *refused) Error() string {
	if r.err != nil {
		return r.err.Error()
	}
	return r.code
}

func (r *refused) Unwrap() error { return r.err }

// hello asks for the server's cursor and finds that place in the journal.
func (o *Outbox) hello(ctx context.Context) error {
	last, hash := o.journal.Last()
	m := wire.Hello{
		Protocol: wire.Protocol, Origin: o.journal.Origin(), Last: last, Hash: hash, Program: o.cfg.Program, Name: o.cfg.Name,
		Warnings: o.warnings(),
	}
	var a wire.Answer
	if err := o.post(ctx, wire.PathHello, m, &a); err != nil {
		return err
	}
	if err := plausible(a); err != nil {
		return err
	}
	if a.Cursor.Seq > last {
		if now, _ := o.journal.Last(); a.Cursor.Seq <= now {
			return nil // an earlier request arrived meanwhile: ask again
		}
		return &refused{code: Behind, err: fmt.Errorf("the server has event %d and the journal ends with %d", a.Cursor.Seq, last)}
	}
	ours, err := o.hashAt(a.Cursor.Seq)
	if err != nil {
		return err
	}
	if ours != a.Cursor.Hash {
		m.At = &wire.Cursor{Seq: a.Cursor.Seq, Hash: ours}
		if err := o.post(ctx, wire.PathHello, m, &a); err != nil {
			return err // the server's refusal, now that it knows
		}
		return &refused{code: string(wire.Fork), err: fmt.Errorf("the server has another event %d", m.At.Seq)}
	}
	if a.Cursor.Seq < o.at.Seq {
		o.log.Warn("the server has gone back and gets its events again", "from", a.Cursor.Seq+1, "had", o.at.Seq)
	}
	o.at, o.session = a.Cursor, true
	o.said, o.saidAt = m.Warnings, o.now()
	o.succeeded(a.Cursor.Seq == last)
	return nil
}

func (o *Outbox) hashAt(seq uint64) (h queue.Hash, err error) {
	if seq == 0 {
		return o.journal.Origin().Hash(), nil
	}
	es, err := o.journal.Events(seq, 1)
	if err != nil {
		return h, fmt.Errorf("reading the journal: %w", err)
	}
	if len(es) == 0 || es[0].Seq != seq {
		return h, &refused{code: Pruned, err: fmt.Errorf("the server goes on after event %d, which the journal no longer has", seq)}
	}
	return es[0].Hash(), nil
}

// errNotCentral is an answer that is 200 and JSON and from somebody else.
var errNotCentral = errors.New("the answer is not a central server's")

func plausible(a wire.Answer) error {
	if a.Protocol < wire.Oldest || a.Cursor.Hash == (queue.Hash{}) {
		return errNotCentral
	}
	return nil
}

// send posts the next batch. A batch that got no answer is posted again as it is: the server passes over
// what it has.
func (o *Outbox) send(ctx context.Context, last uint64) error {
	events, err := o.next(last)
	if err != nil {
		return err
	}
	packed, n, err := wire.EncodeBatch(wire.Batch{Protocol: wire.Protocol, Origin: o.journal.Origin(), Last: last, Events: events})
	if err != nil {
		return err
	}
	head := wire.Batch{Events: events[:n]}.Head()
	var a wire.Answer
	if err := o.postPacked(ctx, packed, &a); err != nil {
		return o.notSent(err, n)
	}
	if err := plausible(a); err != nil {
		return err
	}
	if a.Cursor != head {
		// More than was sent now, when the answer to an earlier and larger batch was lost.
		more, err := o.journalHas(a.Cursor, head.Seq, last)
		if !more {
			o.session = false
			return errors.Join(fmt.Errorf("the server acknowledged event %d after a batch that ends with %d", a.Cursor.Seq, head.Seq), err)
		}
	}
	o.at, o.most = a.Cursor, min(2*o.most, wire.MaxEvents)
	o.change(func(s *State) { s.Batches++ })
	o.succeeded(true)
	return nil
}

// journalHas tells whether a cursor lies between two events of the journal and is one of its events.
func (o *Outbox) journalHas(c wire.Cursor, after, last uint64) (bool, error) {
	if c.Seq <= after || c.Seq > last {
		return false, nil
	}
	ours, err := o.hashAt(c.Seq)
	return err == nil && ours == c.Hash, err
}

// next reads the events after the server's cursor, in short turns so that the office's own writing is
// never kept waiting. Beyond last there may be events in doubt: they are not sent.
func (o *Outbox) next(last uint64) ([]queue.Event, error) {
	const turn = 100
	want := int(min(uint64(o.most), last-o.at.Seq))
	var events []queue.Event
	for from := o.at.Seq + 1; len(events) < want; from = o.at.Seq + 1 + uint64(len(events)) {
		es, err := o.journal.Events(from, min(turn, want-len(events)))
		if err != nil {
			return nil, fmt.Errorf("reading the journal: %w", err)
		}
		if len(es) == 0 || es[0].Seq != from {
			return nil, &refused{code: Pruned, err: fmt.Errorf("the journal has no event %d", from)}
		}
		events = append(events, es...)
	}
	return events, nil
}

// notSent decides what the next attempt looks like.
func (o *Outbox) notSent(err error, n int) error {
	var r *wire.Refusal
	switch {
	case !errors.As(err, &r):
		if b := (*busy)(nil); !errors.As(err, &b) {
			o.most = max(1, n/2) // no answer: perhaps a line too slow for a batch this large
		}
	case r.Code == wire.Gap:
		o.session = false // the server has gone back: its cursor says how far
	case n > 1 && (r.Code == wire.TooLarge || r.Code == wire.Bad):
		o.most = n / 2 // something between here and there has smaller limits, or changes bytes
	case r.Code == wire.TooLarge, r.Code == wire.Bad:
		return &refused{code: string(r.Code), err: r}
	}
	return err
}
