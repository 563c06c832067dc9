package port

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// emptyPause is the wait after a USB printer answered a read with an empty packet, which reads as the end
// of a file and means that there is nothing to say.
const emptyPause = 10 * time.Millisecond

// Read reads what is there, waiting for the first byte at most so long; 0 asks without waiting. Nothing
// in time is 0 and no error; an error means that the port is of no more use.
func (p *Port) Read(b []byte, wait time.Duration) (int, error) {
	if p.kind == file {
		return 0, nil
	}
	if wait <= 0 {
		n, err := p.readNow(b)
		return p.sense(n, err)
	}
	end := time.Now().Add(wait)
	for {
		if err := p.c.SetReadDeadline(end); err != nil {
			return p.sense(0, err)
		}
		n, err := p.c.Read(b)
		if n > 0 || !errors.Is(err, io.EOF) || p.kind != usblp || time.Until(end) < emptyPause {
			return p.sense(n, err)
		}
		pause := time.NewTimer(emptyPause)
		<-pause.C
	}
}

// readNow is one read that does not wait: a deadline that is past makes the standard library not try at all.
func (p *Port) readNow(b []byte) (n int, err error) {
	if err := p.c.SetReadDeadline(time.Time{}); err != nil {
		return 0, err
	}
	rc, err := p.c.SyscallConn()
	if err != nil {
		return 0, err
	}
	outer := rc.Read(func(fd uintptr) bool {
		n, err = unix.Read(int(fd), b)
		return true
	})
	switch {
	case outer != nil:
		return 0, outer
	case err == unix.EAGAIN || err == unix.EINTR:
		return 0, os.ErrDeadlineExceeded
	case err == nil && n == 0:
		return 0, io.EOF
	}
	return max(n, 0), err
}

// sense turns the many ways in which a read can end into the three that Read has.
func (p *Port) sense(n int, err error) (int, error) {
	switch {
	case n > 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded):
		return max(n, 0), nil
	case errors.Is(err, io.EOF) && p.kind == usblp:
		return 0, nil
	case errors.Is(err, unix.EINVAL) && p.kind == usblp:
		return 0, fmt.Errorf("%s can only be written to: choose a profile that expects no answers: %w", p.name, err)
	}
	return 0, fmt.Errorf("%s: %w: %w", p.name, ErrLost, err)
}

// Write writes all of b within so long. The number it returns is how many bytes may have left: with an
// error it is 0 only when certainly none did.
func (p *Port) Write(b []byte, wait time.Duration) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if p.kind != file {
		if err := p.c.SetWriteDeadline(time.Now().Add(wait)); err != nil {
			return 0, fmt.Errorf("%s: %w: %w", p.name, ErrLost, err)
		}
	}
	n, err := p.c.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err == nil && p.kind == usblp {
		err = p.flushed()
	}
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, fmt.Errorf("%s: device does not take the data: %w", p.name, err)
	}
	return n, fmt.Errorf("%s: %w: %w", p.name, ErrLost, err)
}

// flushed waits, within the write's deadline, until the USB printer has taken what the driver already
// counts as written: closing before that would throw it away, and a failure would not be heard of.
func (p *Port) flushed() error {
	rc, err := p.c.SyscallConn()
	if err != nil {
		return err
	}
	var failure error
	outer := rc.Write(func(fd uintptr) bool {
		set := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		n, err := unix.Poll(set, 0)
		switch {
		case err == unix.EINTR || n == 0:
			return false
		case err != nil:
			failure = err
		case set[0].Revents&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0:
			failure = unix.EIO
		}
		return true
	})
	return errors.Join(outer, failure)
}

// Close ends the use of the port and wakes whoever reads or writes.
func (p *Port) Close() error {
	err := p.c.Close()
	if p.mode != nil {
		err = errors.Join(err, p.mode.Close())
	}
	return err
}
