package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bileter/internal/queue"
)

// TestFailedCommitIsInDoubt takes the file away from under bbolt: the commit fails, nothing more is
// accepted, and Reopen goes on from what the disk holds.
func TestFailedCommitIsInDoubt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j, err := Open(path, "o", "n")
	if err != nil {
		t.Fatal(err)
	}
	var under *os.File
	j.open = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		under, err = os.OpenFile(name, flag, mode)
		return under, err
	}
	if err := j.Reopen(); err != nil {
		t.Fatal(err)
	}
	event := func() queue.Event {
		e := queue.NewEvent(queue.CounterOpened{Counter: 1}, time.Now(), 0, false, "x")
		seq, hash := j.Last()
		e.Seq, e.Prev = seq+1, hash
		return e
	}
	if err := j.Append([]queue.Event{event()}, nil); err != nil {
		t.Fatal(err)
	}
	under.Close()
	if err := j.Append([]queue.Event{event()}, nil); !errors.Is(err, ErrInDoubt) {
		t.Fatalf("commit without a file: got %v, want ErrInDoubt", err)
	}
	if err := j.Append([]queue.Event{event()}, nil); !errors.Is(err, ErrInDoubt) {
		t.Fatalf("after a failed commit: got %v, want ErrInDoubt", err)
	}
	j.open = nil
	if err := j.Reopen(); err != nil {
		t.Fatal(err)
	}
	if seq, _ := j.Last(); seq != 1 {
		t.Fatalf("after reopening: last event %d, want 1", seq)
	}
	if err := j.Append([]queue.Event{event()}, nil); err != nil {
		t.Fatalf("negative control: %v", err)
	}
	j.Close()
	if err := j.Append([]queue.Event{event()}, nil); err == nil {
		t.Fatal("a closed journal took an event")
	}
}
