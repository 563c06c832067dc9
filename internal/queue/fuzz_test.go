package queue_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"reflect"
	"testing"
	"time"

	"bileter/internal/queue"
)

// FuzzDecodeRecord: a record is refused, or read as what it says and no other bytes. Both with the bytes as they come
// and with the right checksum behind them, which no chance finds.
func FuzzDecodeRecord(f *testing.F) {
	e := queue.NewEvent(queue.Issued{Service: "A1", Letter: "A", N: 1}, monday, time.Second, true, "kiosk")
	r := e.Record()
	f.Add(uint64(1), r)
	f.Add(uint64(0), r[:len(r)-4])
	f.Add(uint64(7), []byte{})
	f.Fuzz(func(t *testing.T, seq uint64, b []byte) {
		sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
		sum.Write(binary.BigEndian.AppendUint64(nil, seq))
		sum.Write(b)
		for _, record := range [][]byte{b, sum.Sum(b[:len(b):len(b)])} {
			e, err := queue.DecodeRecord(seq, record)
			if err != nil {
				if !errors.Is(err, queue.ErrRecord) {
					t.Fatalf("got %v", err)
				}
				continue
			}
			if r := e.Record(); !bytes.Equal(r, record) {
				t.Fatalf("read and written again: %x, want %x", r, record)
			}
			if e.Seq != seq || e.Hash() != queue.RecordHash(seq, record) {
				t.Fatalf("event %d has hash %s", e.Seq, e.Hash())
			}
		}
	})
}

// FuzzFact: an event of any content moves the state by one, leaves it whole, and is read again as it was written.
func FuzzFact(f *testing.F) {
	for _, fact := range []queue.Fact{
		queue.Issued{Service: "A1", Letter: "A", N: 1, Paper: true}, queue.Sent{Ticket: 2, Job: "0001"}, queue.Called{Ticket: 2, Counter: 1},
		queue.Transferred{Ticket: 3, Service: "B1", Only: 2}, queue.DayDated{Day: "2026-01-01"}, queue.DayOpened{Day: "2027-01-01", Doubt: true},
		queue.Printed{Ticket: 2, Paper: queue.PaperDoubt}, queue.Reprinted{Ticket: 2, Copy: true}, queue.Returned{Ticket: 2}, queue.CounterClosed{Counter: 1},
	} {
		e := queue.NewEvent(fact, monday, 0, false, "kiosk")
		f.Add(e.Kind, e.Payload, "sent", []byte(`{"t":2,"j":"1"}`))
	}
	f.Add("finished", []byte(`{"t":2,"c":1}`), "returned", []byte(`{"t":2}`))
	f.Fuzz(func(t *testing.T, kind1 string, payload1 []byte, kind2 string, payload2 []byte) {
		p := newPlay(t)
		p.must(issue("A1"))
		p.must(issue("B1"))
		s := p.state
		for _, e := range []queue.Event{{Kind: kind1, Payload: payload1}, {Kind: kind2, Payload: payload2}} {
			e.Version, e.Seq, e.Prev, e.At = 1, s.Version+1, s.Head, monday
			if e.Check() != nil {
				return
			}
			if fact, ok := e.Fact(); ok {
				again, ok := queue.NewEvent(fact, monday, 0, false, "").Fact()
				if !ok || !reflect.DeepEqual(again, fact) {
					t.Fatalf("%#v is read again as %#v", fact, again)
				}
			}
			if s.Apply(e); s.Version != e.Seq || s.Head != e.Hash() {
				t.Fatalf("after event %d the state is at %d", e.Seq, s.Version)
			}
		}
		dumped := s.Dump()
		again, err := queue.LoadState(dumped)
		if err != nil {
			t.Fatalf("%v\n%s", err, dumped)
		}
		if got := again.Dump(); !bytes.Equal(got, dumped) {
			t.Fatalf("dumped, read and dumped again:\n%s\nwant\n%s", got, dumped)
		}
	})
}

// FuzzLoadState: a snapshot that is accepted is whole, and accepted again.
func FuzzLoadState(f *testing.F) {
	p := newPlay(f)
	p.must(issue("A1"))
	f.Add(p.state.Dump())
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := queue.LoadState(b)
		if err != nil {
			return
		}
		s.WaitingTotal()
		s.Calls()
		dumped := s.Dump()
		again, err := queue.LoadState(dumped)
		if err != nil {
			t.Fatalf("accepted, and not when dumped anew: %v\n%s", err, dumped)
		}
		if got := again.Dump(); !bytes.Equal(got, dumped) {
			t.Fatalf("dumped, read and dumped again:\n%s\nwant\n%s", got, dumped)
		}
	})
}
