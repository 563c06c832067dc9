package port

import (
	"errors"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// closing is how long a driver may take to give a terminal back by itself.
	closing = 50 * time.Millisecond
	// nudge is the pause between two signals that end its wait.
	nudge = 10 * time.Millisecond
)

// Close ends the use of the port and wakes whoever reads or writes. What the printer has not taken is dropped, so it
// does not wait for a printer that stands still.
func (p *Port) Close() error {
	if p.kind != tty {
		return p.c.Close()
	}
	return p.closeTerminal()
}

// closeTerminal closes both descriptors. The kernel lets the last close of a terminal wait up to 30 s for a printer
// that takes nothing, and only the superuser may forbid it; but a signal ends that wait. So a thread of its own
// closes, and is sent the signal by which Go's runtime wakes its threads.
func (p *Port) closeTerminal() error {
	thread, done := make(chan int, 1), make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		thread <- unix.Gettid()
		err := p.c.Close()
		if p.mode != nil {
			err = errors.Join(err, p.mode.Close()) // the last one
		}
		done <- err
	}()
	id := <-thread
	for wait := closing; ; wait = nudge {
		t := time.NewTimer(wait)
		select {
		case err := <-done:
			t.Stop()
			return err
		case <-t.C:
			_ = unix.Tgkill(os.Getpid(), id, unix.SIGURG)
		}
	}
}
