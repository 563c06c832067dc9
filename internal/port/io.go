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

// transfer is how much the driver of USB printers sends at once.
const transfer = 8192

// Read reads what is there, waiting for the first byte at most so long; 0 asks without waiting. Nothing
// in time is 0 and no error; an error means that the port is of no more use.
func (p *Port) Read(b []byte, wait time.Duration) (int, error) {
	if p.oneWay {
		return p.nothing()
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

// nothing is what can be read where nothing can: only that it is gone.
func (p *Port) nothing() (int, error) {
	if p.kind == usblp && p.gone() {
		return 0, fmt.Errorf("%s: %w: unplugged", p.name, ErrLost)
	}
	return 0, nil
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
	if p.kind == usblp && p.gone() {
		return 0, fmt.Errorf("%s: %w: unplugged", p.name, ErrLost)
	}
	n, err := p.c.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err == nil && p.kind == usblp {
		err = p.flushed()
	}
	late := errors.Is(err, os.ErrDeadlineExceeded)
	if err != nil && !late && p.kind == usblp {
		n = min(n+transfer, len(b)) // the one that failed is not counted, and may have left in part
	}
	switch {
	case err == nil:
		return n, nil
	case late:
		return n, fmt.Errorf("%s: device does not take the data: %w", p.name, err)
	}
	return n, fmt.Errorf("%s: %w: %w", p.name, ErrLost, err)
}

// gone tells whether a USB printer is known to be unplugged, before a byte is tried.
func (p *Port) gone() (gone bool) {
	err := p.control(func(fd int) error {
		set := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		_, err := unix.Poll(set, 0)
		gone = err == nil && set[0].Revents&unix.POLLHUP != 0
		return nil
	})
	return gone || err != nil
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
