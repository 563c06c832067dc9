package wire

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"bileter/internal/queue"
)

// Event is queue.Event in JSON. An event that JSON cannot carry unchanged (a payload with spaces, one that
// is no JSON object, text that is not UTF-8) travels as its canonical bytes in Record instead.
type Event struct {
	Seq     uint64          `json:"seq"`
	Prev    *queue.Hash     `json:"prev,omitempty"`
	Kind    string          `json:"kind,omitempty"`
	Version int             `json:"version,omitempty"`
	At      int64           `json:"at,omitempty"`   // microseconds since 1970, UTC
	Mono    int64           `json:"mono,omitempty"` // microseconds since the program started
	Doubt   bool            `json:"doubt,omitempty"`
	Actor   string          `json:"actor,omitempty"`
	Payload json.RawMessage `json:"payload,omitempty"`
	Record  []byte          `json:"record,omitempty"` // base64
}

// Line is one event of an exported history: one JSON object a line.
type Line struct {
	Incarnation string     `json:"incarnation"`
	Hash        queue.Hash `json:"hash"` // of this event
	Event
}

// NewEvent prepares an event for Encode.
func NewEvent(e queue.Event) Event {
	if !faithful(e) {
		return Event{Seq: e.Seq, Record: e.Record()}
	}
	return Event{
		Seq: e.Seq, Prev: &e.Prev, Kind: e.Kind, Version: e.Version, At: e.At.UnixMicro(), Mono: e.Mono.Microseconds(),
		Doubt: e.Doubt, Actor: e.Actor, Payload: e.Payload,
	}
}

// faithful tells whether an event comes out of JSON exactly as it went in.
func faithful(e queue.Event) bool {
	const deepest = 1000 // brackets; far below the nesting that encoding/json refuses
	p := e.Payload
	if len(p) == 0 || p[0] != '{' || !utf8.Valid(p) || !utf8.ValidString(e.Kind) || !utf8.ValidString(e.Actor) {
		return false
	}
	if bytes.Count(p, []byte("{"))+bytes.Count(p, []byte("[")) > deepest {
		return false
	}
	var tight bytes.Buffer
	return json.Compact(&tight, p) == nil && bytes.Equal(tight.Bytes(), p)
}

// Event returns the event a message carries, checked.
func (m Event) Event() (queue.Event, error) {
	var e queue.Event
	if m.Record != nil {
		var err error
		if e, err = queue.DecodeRecord(m.Seq, m.Record); err != nil {
			return e, fmt.Errorf("%w: %v", ErrMessage, err)
		}
	} else {
		if m.Prev == nil {
			return e, fmt.Errorf("%w: event %d without prev", ErrMessage, m.Seq)
		}
		e = queue.Event{
			Seq: m.Seq, Prev: *m.Prev, Kind: m.Kind, Version: m.Version, At: time.UnixMicro(m.At).UTC(),
			Mono: time.Duration(m.Mono) * time.Microsecond, Doubt: m.Doubt, Actor: m.Actor, Payload: slices.Clone(m.Payload),
		}
	}
	if err := e.Check(); err != nil {
		return e, fmt.Errorf("%w: %v", ErrMessage, err)
	}
	if e.Seq > maxSeq {
		return e, fmt.Errorf("%w: sequence number out of range", ErrMessage)
	}
	return e, nil
}

// Batch is some events of one journal, in order and without gaps.
type Batch struct {
	Protocol int
	Origin   queue.Origin
	Last     uint64 // sequence number of the journal's last event: how far behind the server is
	Events   []queue.Event
}

// Head is the cursor after the batch.
func (b Batch) Head() Cursor {
	if len(b.Events) == 0 {
		return Cursor{}
	}
	e := b.Events[len(b.Events)-1]
	return Cursor{Seq: e.Seq, Hash: e.Hash()}
}

type batchJSON struct {
	Protocol int          `json:"protocol"`
	Origin   queue.Origin `json:"origin"`
	Last     uint64       `json:"last"`
	Head     queue.Hash   `json:"head"` // of the last event: nothing was changed on the way
	Events   eventList    `json:"events"`
}

// eventList stops reading at MaxEvents, before memory is spent on more.
type eventList []Event

func (l *eventList) UnmarshalJSON(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf("events are not a list")
	}
	for dec.More() {
		if len(*l) == MaxEvents {
			return fmt.Errorf("more than %d events", MaxEvents)
		}
		var e Event
		if err := dec.Decode(&e); err != nil {
			return err
		}
		*l = append(*l, e)
	}
	return nil
}

// EncodeBatch packs as many of the batch's events as the limits allow, from the first on, and returns
// the compressed bytes and how many events they hold: at least one.
func EncodeBatch(b Batch) (packed []byte, n int, err error) {
	if len(b.Events) == 0 {
		return nil, 0, fmt.Errorf("%w: a batch without events", ErrMessage)
	}
	const frame = 1 << 10 // of the batch around its events
	size, list := frame, eventList{}
	for _, e := range b.Events[:min(len(b.Events), MaxEvents)] {
		m := NewEvent(e)
		one, err := Encode(m)
		if err != nil {
			return nil, 0, fmt.Errorf("event %d: %w", e.Seq, err)
		}
		if size += len(one) + 1; size > MaxPlain && len(list) > 0 {
			break
		}
		list = append(list, m)
	}
	for n = len(list); ; n = (n + 1) / 2 {
		last := b.Events[n-1]
		plain, err := Encode(batchJSON{b.Protocol, b.Origin, b.Last, last.Hash(), list[:n]})
		if err != nil {
			return nil, 0, err
		}
		if packed, err = pack(plain); err != nil {
			return nil, 0, err
		}
		if len(packed) <= MaxPacked {
			return packed, n, nil
		}
		if n == 1 {
			return nil, 0, fmt.Errorf("%w: event %d alone packs into %d bytes", ErrTooLarge, last.Seq, len(packed))
		}
	}
}

func pack(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// DecodeBatch reads a compressed batch within the limits and checks all that can be checked without
// knowing the server's cursor: each event, their order, their chain, the hash of the last. A batch of a
// protocol that is not understood is returned with its Protocol alone.
func DecodeBatch(r io.Reader) (Batch, error) {
	packed, err := readAll(r, MaxPacked)
	if err != nil {
		return Batch{}, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return Batch{}, fmt.Errorf("%w: %v", ErrMessage, err)
	}
	plain, err := readAll(z, MaxPlain)
	if err != nil {
		return Batch{}, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	var version struct {
		Protocol int `json:"protocol"`
	}
	if err := json.Unmarshal(plain, &version); err != nil {
		return Batch{}, fmt.Errorf("%w: %v", ErrMessage, err)
	}
	if CheckProtocol(version.Protocol) != nil {
		return Batch{Protocol: version.Protocol}, nil
	}
	var m batchJSON
	if err := json.Unmarshal(plain, &m); err != nil {
		return Batch{}, fmt.Errorf("%w: %v", ErrMessage, err)
	}
	b := Batch{Protocol: m.Protocol, Origin: m.Origin, Last: m.Last}
	if err := CheckOrigin(b.Origin); err != nil {
		return Batch{}, err
	}
	if b.Last > maxSeq {
		return Batch{}, fmt.Errorf("%w: sequence number out of range", ErrMessage)
	}
	b.Events, err = chained(m.Events, m.Head)
	return b, err
}

// chained returns the events of a batch when each follows from the one before and the last is head.
func chained(list eventList, head queue.Hash) ([]queue.Event, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: a batch without events", ErrMessage)
	}
	events := make([]queue.Event, len(list))
	var hash queue.Hash
	for i, m := range list {
		e, err := m.Event()
		if err != nil {
			return nil, err
		}
		if i > 0 && (e.Seq != events[i-1].Seq+1 || e.Prev != hash) {
			return nil, fmt.Errorf("%w: event %d does not follow event %d", ErrMessage, e.Seq, events[i-1].Seq)
		}
		events[i], hash = e, e.Hash()
	}
	if hash != head {
		return nil, fmt.Errorf("%w: the batch was changed on the way", ErrMessage)
	}
	return events, nil
}
