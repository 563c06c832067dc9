package queue

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"time"
)

// Hash is a SHA-256 sum: a link of the journal's chain.
type Hash [32]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText gives 64 hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) {
		return fmt.Errorf("hash has %d characters, want %d", len(b), 2*len(h))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// Origin says whose journal it is. It is stored once for a journal, and is the first link of its chain.
type Origin struct {
	Office      string `json:"office"`
	Node        string `json:"node"`
	Incarnation string `json:"incarnation"` // random, minted when a data file is created or restored
}

// Hash is the Prev of the first event.
func (o Origin) Hash() Hash {
	return sha256.Sum256([]byte("bileter\x00" + o.Office + "\x00" + o.Node + "\x00" + o.Incarnation))
}

// Event is one fact as the journal keeps it and as the central server receives it. What is known of a
// Kind is in fact.go; an unknown Kind is kept and passed on unread.
type Event struct {
	Seq     uint64        // from 1, without gaps; the order of all things
	Prev    Hash          // of the event before
	Kind    string        // at most 32 bytes
	Version int           // of the Kind's payload, from 1 to 255
	At      time.Time     // wall clock, UTC, microseconds; for people, not for order
	Mono    time.Duration // since the program started, microseconds
	Doubt   bool          // the wall clock was not to be trusted
	Actor   string        // who: "kiosk", "counter:5", "button:5"; at most 64 bytes
	Payload []byte        // a JSON object as encoding/json writes it, at most 64 KiB
}

// Limits of an Event.
const (
	maxKind    = 32
	maxActor   = 64
	maxPayload = 64 << 10
)

// ErrRecord says that bytes are not a whole, unchanged event.
var ErrRecord = errors.New("damaged record")

const recordFormat = 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Record returns the event's canonical bytes: format 1, flags 1, version 1, prev 32, at 8, mono 8, then
// kind and actor each behind a length byte, the payload, and CRC-32C 4 of the sequence number and all before.
func (e Event) Record() []byte {
	b := make([]byte, 0, 64+len(e.Kind)+len(e.Actor)+len(e.Payload))
	var flags byte
	if e.Doubt {
		flags = 1
	}
	b = append(b, recordFormat, flags, byte(e.Version))
	b = append(b, e.Prev[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Mono.Microseconds()))
	b = append(append(b, byte(len(e.Kind))), e.Kind...)
	b = append(append(b, byte(len(e.Actor))), e.Actor...)
	b = append(b, e.Payload...)
	return binary.BigEndian.AppendUint32(b, crcOf(e.Seq, b))
}

func crcOf(seq uint64, b []byte) uint32 {
	var s [8]byte
	binary.BigEndian.PutUint64(s[:], seq)
	return crc32.Update(crc32.Checksum(s[:], castagnoli), castagnoli, b)
}

// Hash is the event's link: SHA-256 of its sequence number and Record.
func (e Event) Hash() Hash { return RecordHash(e.Seq, e.Record()) }

// RecordHash is Event.Hash of an event already in canonical bytes.
func RecordHash(seq uint64, record []byte) Hash {
	h := sha256.New()
	var s [8]byte
	binary.BigEndian.PutUint64(s[:], seq)
	h.Write(s[:])
	h.Write(record)
	return Hash(h.Sum(nil))
}

// CheckRecord verifies a record's CRC and returns its Prev, without building the event.
func CheckRecord(seq uint64, b []byte) (prev Hash, err error) {
	const least = 3 + 32 + 8 + 8 + 1 + 1 + 4
	if len(b) < least || len(b) > least+maxKind+maxActor+maxPayload {
		return prev, fmt.Errorf("%w: event %d has %d bytes", ErrRecord, seq, len(b))
	}
	if b[0] != recordFormat {
		return prev, fmt.Errorf("%w: event %d has format %d", ErrRecord, seq, b[0])
	}
	if b[1] > 1 {
		return prev, fmt.Errorf("%w: event %d has unknown flags %#x", ErrRecord, seq, b[1])
	}
	if binary.BigEndian.Uint64(b[43:]) > uint64(math.MaxInt64/time.Microsecond) {
		return prev, fmt.Errorf("%w: event %d has no time since the start", ErrRecord, seq)
	}
	if crcOf(seq, b[:len(b)-4]) != binary.BigEndian.Uint32(b[len(b)-4:]) {
		return prev, fmt.Errorf("%w: event %d fails its checksum", ErrRecord, seq)
	}
	copy(prev[:], b[3:])
	return prev, nil
}

// DecodeRecord reads canonical bytes. The event keeps no reference to b.
func DecodeRecord(seq uint64, b []byte) (Event, error) {
	prev, err := CheckRecord(seq, b)
	if err != nil {
		return Event{}, err
	}
	e := Event{Seq: seq, Prev: prev, Version: int(b[2]), Doubt: b[1]&1 != 0}
	e.At = time.UnixMicro(int64(binary.BigEndian.Uint64(b[35:]))).UTC()
	e.Mono = time.Duration(binary.BigEndian.Uint64(b[43:])) * time.Microsecond
	rest := b[51 : len(b)-4]
	if e.Kind, rest, err = shortString(seq, rest); err != nil {
		return Event{}, err
	}
	if e.Actor, rest, err = shortString(seq, rest); err != nil {
		return Event{}, err
	}
	e.Payload = append([]byte(nil), rest...)
	return e, nil
}

func shortString(seq uint64, b []byte) (string, []byte, error) {
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return "", nil, fmt.Errorf("%w: event %d is cut short", ErrRecord, seq)
	}
	n := int(b[0])
	return string(b[1 : 1+n]), b[1+n:], nil
}

// Check says what is wrong with an event that came from outside.
func (e Event) Check() error {
	switch {
	case e.Seq == 0:
		return errors.New("event without a sequence number")
	case e.Kind == "" || len(e.Kind) > maxKind:
		return fmt.Errorf("event %d: kind has %d bytes, want 1 to %d", e.Seq, len(e.Kind), maxKind)
	case len(e.Actor) > maxActor:
		return fmt.Errorf("event %d: actor has %d bytes, want at most %d", e.Seq, len(e.Actor), maxActor)
	case e.Version < 1 || e.Version > 255:
		return fmt.Errorf("event %d: version %d, want 1 to 255", e.Seq, e.Version)
	case len(e.Payload) > maxPayload:
		return fmt.Errorf("event %d: payload has %d bytes, want at most %d", e.Seq, len(e.Payload), maxPayload)
	}
	return nil
}
