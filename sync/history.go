package syncer

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

// ErrNoHistory says that the server has nothing of this node.
var ErrNoHistory = errors.New("the central server has no history of this machine")

// ErrFork says that the server has other events than this node at the same place.
var ErrFork = errors.New("the central server has another history of this machine")

// nobody is the journal of a node that has none.
type nobody struct{ origin queue.Origin }

func (n nobody) Origin() queue.Origin                    { return n.origin }
func (n nobody) Last() (uint64, queue.Hash)              { return 0, n.origin.Hash() }
func (nobody) Events(uint64, int) ([]queue.Event, error) { return nil, nil }

// Fetch brings back what the server has of a node's own history after a place, for a node whose disk was
// lost or put back as it was. take is given the events in order and without gaps, some hundreds at a time; at
// least once, with none when there are none. Without an incarnation in origin it is the node's last
// history from its beginning. With Config.Code a node that is not enrolled enrols first.
func Fetch(ctx context.Context, c Config, origin queue.Origin, after wire.Cursor, take func(queue.Origin, []queue.Event) error) error {
	o, err := New(nobody{origin}, c)
	if err != nil {
		return err
	}
	if o.identity.Secret == "" {
		if err := o.enrolOnce(ctx); err != nil {
			return err
		}
	}
	for renewed := false; ; {
		var a wire.Past
		body, err := wire.Encode(wire.History{Protocol: wire.Protocol, Origin: origin, After: after})
		if err != nil {
			return err
		}
		err = o.do(ctx, wire.PathHistory, body, "", &a, wire.MaxPast)
		if err != nil && o.reenrol && !renewed {
			if err := o.enrolOnce(ctx); err != nil {
				return err
			}
			renewed = true
			continue
		}
		if r := (*wire.Refusal)(nil); errors.As(err, &r) && r.Code == wire.Fork {
			return ErrFork
		}
		if err != nil {
			return err
		}
		events, err := past(a, origin, after)
		if err != nil {
			return err
		}
		if err := take(a.Origin, events); err != nil || len(events) == 0 {
			return err
		}
		origin, after = a.Origin, wire.Batch{Events: events}.Head()
	}
}

// enrolOnce enrols a node that asks for nothing but its past.
func (o *Outbox) enrolOnce(ctx context.Context) error {
	err := o.enrol(ctx)
	if r := (*refused)(nil); errors.As(err, &r) && r.code == NotEnrolled {
		return errors.New("this machine has no secret of the central server any more: get a one-time code there for this very machine (central code --office … --node …) and give it with --central-code")
	}
	return err
}

// past returns the events of an answer when they are the ones that were asked for.
func past(a wire.Past, origin queue.Origin, after wire.Cursor) ([]queue.Event, error) {
	switch {
	case a.Protocol < wire.Oldest || a.Origin.Office != origin.Office || a.Origin.Node != origin.Node:
		return nil, errNotCentral
	case a.Origin.Incarnation == "":
		return nil, ErrNoHistory
	case origin.Incarnation != "" && a.Origin != origin:
		return nil, errNotCentral
	case len(a.Batch) == 0:
		return nil, nil
	}
	b, err := wire.DecodeBatch(bytes.NewReader(a.Batch))
	if err != nil {
		return nil, fmt.Errorf("central server: %w", err)
	}
	prev := after.Hash
	if after.Seq == 0 {
		prev = a.Origin.Hash()
	}
	if b.Origin != a.Origin || len(b.Events) == 0 || b.Events[0].Seq != after.Seq+1 || b.Events[0].Prev != prev {
		return nil, fmt.Errorf("central server: its events do not follow event %d", after.Seq)
	}
	return b.Events, nil
}
