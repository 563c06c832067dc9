package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"bileter/internal/queue"
	"bileter/store"
)

func open(t *testing.T, path string) *store.Journal {
	t.Helper()
	j, err := store.Open(path, "o", "n")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

// filled is a closed journal of n events.
func filled(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	grow(t, j, n)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAppendReadReopen(t *testing.T) {
	path := filled(t, 2500)
	j := open(t, path)
	if seq, _ := j.Last(); seq != 2500 {
		t.Fatalf("last event: got %d, want 2500", seq)
	}
	es, err := j.Events(1001, 10)
	if err != nil || len(es) != 10 || es[0].Seq != 1001 {
		t.Fatalf("events from 1001: %v %v", es, err)
	}
	prev, err := j.Hash(1000)
	if err != nil || es[0].Prev != prev {
		t.Fatalf("event 1001 follows %s, not %s (%v)", es[0].Prev, prev, err)
	}
	if h, _ := j.Hash(0); h != j.Origin().Hash() {
		t.Fatal("the hash before the first event is the origin's")
	}
	if _, err := j.Hash(2501); err == nil {
		t.Fatal("an event that is not there has a hash")
	}
	if es, err := j.Events(2501, 5); err != nil || len(es) != 0 {
		t.Fatalf("past the end: %v %v", es, err)
	}
	a, err := j.Load()
	if err != nil {
		t.Fatal(err)
	}
	e := queue.NewEvent(queue.CounterOpened{Counter: 1}, time.Now(), 0, false, "x")
	e.Seq, e.Prev = 2501, a.Head
	a.Apply(e)
	if err := j.Append([]queue.Event{e}, a.Dump()); err != nil {
		t.Fatal(err)
	}
	j.Close()
	b, err := open(t, path).Load()
	if err != nil || !bytes.Equal(a.Dump(), b.Dump()) {
		t.Fatalf("state from the snapshot differs (%v)", err)
	}
}

func TestAppendOnlyContinues(t *testing.T) {
	path := filled(t, 3)
	j := open(t, path)
	_, hash := j.Last()
	good := queue.NewEvent(queue.CounterOpened{Counter: 1}, time.Now(), 0, false, "x")
	good.Seq, good.Prev = 4, hash
	gap, fork, bad := good, good, good
	gap.Seq = 5
	fork.Prev[0] ^= 1
	bad.Version = 0
	for name, e := range map[string]queue.Event{"gap": gap, "fork": fork, "bad": bad} {
		if err := j.Append([]queue.Event{e}, nil); !errors.Is(err, store.ErrOrder) {
			t.Errorf("%s: got %v, want ErrOrder", name, err)
		}
	}
	if err := j.Append([]queue.Event{good}, nil); err != nil {
		t.Errorf("negative control: %v", err)
	}
}

func TestIncarnationIsNew(t *testing.T) {
	a, b := open(t, filled(t, 1)), open(t, filled(t, 1))
	if a.Origin().Incarnation == b.Origin().Incarnation || len(a.Origin().Incarnation) != 16 {
		t.Fatalf("incarnations %q and %q", a.Origin().Incarnation, b.Origin().Incarnation)
	}
}

// TestRefusesAndLeavesAlone opens files that must not be opened, and compares every byte afterwards.
func TestRefusesAndLeavesAlone(t *testing.T) {
	edit := func(f func(tx *bbolt.Tx) error) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			db, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Update(f), db.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	bytesOf := func(f func(b []byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f(b), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	events, meta := []byte("events"), []byte("meta")
	key := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	for name, c := range map[string]struct {
		harm func(*testing.T, string)
		want error
	}{
		"newer-format": {edit(func(tx *bbolt.Tx) error {
			return tx.Bucket(meta).Put([]byte("format"), []byte{0, 0, 0, store.Format + 1})
		}), store.ErrNewer},
		"no-format":     {edit(func(tx *bbolt.Tx) error { return tx.Bucket(meta).Delete([]byte("format")) }), store.ErrDamaged},
		"no-events":     {edit(func(tx *bbolt.Tx) error { return tx.DeleteBucket(events) }), store.ErrDamaged},
		"event-missing": {edit(func(tx *bbolt.Tx) error { return tx.Bucket(events).Delete(key(40)) }), store.ErrDamaged},
		"event-first":   {edit(func(tx *bbolt.Tx) error { return tx.Bucket(events).Delete(key(1)) }), store.ErrDamaged},
		"event-exchanged": {edit(func(tx *bbolt.Tx) error {
			b := tx.Bucket(events)
			return b.Put(key(41), bytes.Clone(b.Get(key(42))))
		}), store.ErrDamaged},
		"event-flipped-bit": {edit(func(tx *bbolt.Tx) error {
			b := tx.Bucket(events)
			v := bytes.Clone(b.Get(key(41)))
			v[len(v)/2] ^= 4
			return b.Put(key(41), v)
		}), store.ErrDamaged},
		"event-rewritten": {edit(func(tx *bbolt.Tx) error { // with a right checksum: only the chain tells
			b := tx.Bucket(events)
			e, err := queue.DecodeRecord(41, b.Get(key(41)))
			e.Actor = "somebody else"
			return errors.Join(err, b.Put(key(41), e.Record()))
		}), store.ErrDamaged},
		"snapshot-flipped": {edit(func(tx *bbolt.Tx) error {
			return tx.Bucket(meta).Put([]byte("snapshot"), append(make([]byte, 32), "{}"...))
		}), store.ErrDamaged},
		"other-database": {edit(func(tx *bbolt.Tx) error { return errors.Join(tx.DeleteBucket(events), tx.DeleteBucket(meta)) }), store.ErrDamaged},
		"empty-file":     {bytesOf(func([]byte) []byte { return nil }), store.ErrDamaged},
		"zeros":          {bytesOf(func(b []byte) []byte { return make([]byte, 32<<10) }), store.ErrDamaged},
		"text":           {bytesOf(func(b []byte) []byte { return bytes.Repeat([]byte("AWARIA! "), 4<<10) }), store.ErrDamaged},
		"cut-short":      {bytesOf(func(b []byte) []byte { return b[:3*4096] }), store.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t, 200)
			c.harm(t, path)
			before, _ := os.ReadFile(path)
			j, err := store.Open(path, "o", "n")
			if err == nil {
				j.Close()
			}
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			t.Log(err)
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Fatal("the file was changed")
			}
		})
	}
	if _, err := store.Open(filled(t, 200), "o", "n"); err != nil {
		t.Fatalf("negative control: %v", err)
	}
}

func TestSecondProgramAndOtherOffice(t *testing.T) {
	path := filled(t, 1)
	if _, err := store.Open(path, "elsewhere", "n"); !errors.Is(err, store.ErrForeign) {
		t.Errorf("another office's journal: got %v", err)
	}
	j := open(t, path)
	if _, err := store.Open(path, "o", "n"); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a second program: got %v", err)
	}
	j.Close()
	open(t, path)
}

// TestPowerCutWhileCreating leaves what a cut would leave before the rename.
func TestPowerCutWhileCreating(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	if err := os.WriteFile(path+".new", make([]byte, 12345), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	if _, err := os.Stat(path + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the unfinished file is still there: %v", err)
	}
}

// TestFlippedBitsNeverServed flips one bit anywhere in the file: it opens with the same events, or not at all.
func TestFlippedBitsNeverServed(t *testing.T) {
	path := filled(t, 100)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := history(t, path)
	refused := 0
	for at := 0; at < len(whole); at += 1499 {
		b := bytes.Clone(whole)
		b[at] ^= 1 << (at % 8)
		harmed := filepath.Join(t.TempDir(), "journal.db")
		if err := os.WriteFile(harmed, b, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := store.Open(harmed, "o", "n")
		if err != nil {
			refused++
			continue
		}
		j.Close()
		if got := history(t, harmed); got != want && got != "" {
			// A flipped bit in a meta page makes bbolt fall back to the page before: fewer events, a true past.
			if !bytes.HasPrefix([]byte(want), []byte(got)) {
				t.Fatalf("bit in byte %d: another history is served", at)
			}
		}
	}
	if refused == 0 {
		t.Fatal("no flipped bit was ever noticed")
	}
}

// history is every event as bytes; "" when the file cannot be read.
func history(t *testing.T, path string) string {
	j, err := store.Open(path, "o", "n")
	if err != nil {
		return ""
	}
	defer j.Close()
	es, err := j.Events(1, 1000)
	if err != nil {
		return ""
	}
	var all []byte
	for _, e := range es {
		all = append(all, e.Record()...)
	}
	return string(all)
}

// A copy taken while events are appended is a whole journal, a true past of this one.
func TestCopyWhileAppending(t *testing.T) {
	path := filled(t, 500)
	j := open(t, path)
	done := make(chan struct{})
	go func() {
		defer close(done)
		grow(t, j, 300)
	}()
	for i := range 5 {
		var b bytes.Buffer
		if _, err := j.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "copy.db")
		k, err := store.Restore(to, &b, "o", "n")
		if err != nil {
			t.Fatalf("copy %d: %v", i, err)
		}
		last, hash := k.Last()
		if want, err := j.Hash(last); err != nil || hash != want || last < 500 {
			t.Errorf("copy %d ends with event %d %v, want %v (%v)", i, last, hash, want, err)
		}
		k.Close()
	}
	<-done
}

func TestRestoreRefusesWhatIsNoJournal(t *testing.T) {
	good, err := os.ReadFile(filled(t, 50))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"empty": nil, "cut short": good[:10_000], "text": []byte("journal")} {
		path := filepath.Join(t.TempDir(), "journal.db")
		if _, err := store.Restore(path, bytes.NewReader(b), "o", "n"); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: got %v, want ErrDamaged", name, err)
		}
		if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
			t.Errorf("%s: left behind %v", name, left)
		}
	}
	path := filled(t, 1)
	if _, err := store.Restore(path, bytes.NewReader(good), "o", "n"); err == nil {
		t.Error("a journal that is there was replaced")
	}
}
