// Package port carries bytes to and from a device, a printer or a line of boards: serial lines, USB
// printer class, network and plain files. Every read, write and close ends in time. It finds a USB printer
// by what it is or by where it is plugged in. It does not know what the bytes mean, and does not open a
// port again that was lost.
package port

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"
)

// DefaultBaud is the speed of a serial line that names none.
const DefaultBaud = 115200

// Errors of Open, beside fs.ErrNotExist (no such device) and fs.ErrPermission.
var (
	// ErrBusy says that another program holds the port.
	ErrBusy = errors.New("another program uses it")
	// ErrSpec says that a port's name makes no sense.
	ErrSpec = errors.New("is no port; want usb:VENDOR:PRODUCT:SERIAL, usb:SOCKET, /dev/..., tcp:host:port or file:/path")
)

// ErrLost says that the other end is gone: unplugged, switched off or closed.
var ErrLost = errors.New("device is gone")

// conn is what os.File and net.TCPConn have in common.
type conn interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
	syscall.Conn
}

type kind int

const (
	tty kind = iota
	usblp
	network
	file
)

// Port is an open port. Read, Write and Close may be called at the same time, each by one goroutine.
type Port struct {
	name string
	kind kind
	c    conn
	baud int
	mode serial.Port // of a tty: holds its settings and its exclusive use; never read or written

	oneWay bool // nothing can be read
}

// Open opens a port by its specification: "usb:" and a description as Find has it, a device node of a serial line, a
// pseudo-terminal or a USB printer, "tcp:host:port", or "file:/path" for a file that is appended to. Baud is for serial lines; 0
// means DefaultBaud. The context bounds the time that a network connection takes.
func Open(ctx context.Context, spec string, baud int) (*Port, error) {
	p, err := open(ctx, spec, baud)
	if err != nil {
		return nil, fmt.Errorf("port %s: %w", spec, explain(err))
	}
	return p, nil
}

func open(ctx context.Context, spec string, baud int) (*Port, error) {
	switch {
	case strings.HasPrefix(spec, "tcp:"):
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", spec[len("tcp:"):])
		if err != nil {
			return nil, err
		}
		return &Port{name: spec, kind: network, c: c.(*net.TCPConn)}, nil
	case strings.HasPrefix(spec, "file:") && len(spec) > len("file:"):
		f, err := os.OpenFile(spec[len("file:"):], os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
		if err != nil {
			return nil, err
		}
		return claim(&Port{name: spec, kind: file, c: f, oneWay: true}, f)
	case strings.HasPrefix(spec, "usb:"):
		return openUSB(spec, baud)
	case strings.HasPrefix(spec, "/"):
		return openDevice(spec, baud)
	}
	return nil, ErrSpec
}

// openDevice opens a node without waiting for a carrier, and without making a terminal ours. A descriptor
// of our own carries the bytes: writes through package serial have no deadline, can return short without an
// error, and are not woken by its Close.
func openDevice(path string, baud int) (*Port, error) {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if err := f.SetDeadline(time.Time{}); err != nil {
		f.Close()
		return nil, ErrSpec // a plain file or a folder
	}
	p, err := claim(&Port{name: path, kind: usblp, c: f}, f)
	if err != nil {
		return nil, err
	}
	isTTY := false
	err = p.control(func(fd int) error {
		_, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		isTTY = err == nil
		return nil
	})
	if err != nil || !isTTY {
		p.oneWay = p.oneWay || refusesReads(p.readNow)
		return p, err
	}
	p.kind = tty
	if baud == 0 {
		baud = DefaultBaud
	}
	p.baud = baud
	if p.mode, err = serial.Open(path, &serial.Mode{BaudRate: baud, DataBits: 8}); err != nil {
		f.Close()
		return nil, err
	}
	if err := p.control(deafToNoise); err != nil {
		return nil, errors.Join(err, p.mode.Close(), f.Close())
	}
	return p, nil
}

// deafToNoise drops breaks and bytes without a stop bit, which would read as NUL: a printer that loses its power makes
// them, and a NUL can be an answer. INPCK, because drivers of USB adapters leave the dropping to the kernel's terminal.
func deafToNoise(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag = t.Iflag&^(unix.BRKINT|unix.PARMRK) | unix.IGNBRK | unix.IGNPAR | unix.INPCK
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}

// refusesReads tells whether a USB printer is one of those cheap ones that have no way back: its driver then calls every
// read invalid. What is read otherwise is of before the opening, and is nobody's answer.
func refusesReads(read func([]byte) (int, error)) bool {
	_, err := read(make([]byte, 1024))
	return errors.Is(err, unix.EINVAL)
}

// claim refuses a second program. Not every kind of device refuses one itself, and none refuses root.
func claim(p *Port, f *os.File) (*Port, error) {
	err := p.control(func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
	if err != nil {
		f.Close()
		return nil, err
	}
	return p, nil
}

func (p *Port) control(do func(fd int) error) error {
	rc, err := p.c.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	if err := rc.Control(func(fd uintptr) { result = do(int(fd)) }); err != nil {
		return err
	}
	return result
}

// explain gives the errors that a technician can act on one form each.
func explain(err error) error {
	var pe *serial.PortError
	switch {
	case errors.As(err, &pe) && pe.Code() == serial.PortBusy, errors.Is(err, unix.EBUSY), errors.Is(err, unix.EWOULDBLOCK):
		return ErrBusy
	case errors.Is(err, fs.ErrPermission), pe != nil && pe.Code() == serial.PermissionDenied:
		return fmt.Errorf("%w: add the user to the group that owns the device (lp, dialout)", fs.ErrPermission)
	case errors.Is(err, unix.ENXIO), errors.Is(err, unix.ENODEV):
		return fmt.Errorf("%w: nothing is plugged in", fs.ErrNotExist)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: not plugged in, or its driver is missing", fs.ErrNotExist)
	}
	return err
}

// OneWay tells that nothing can ever be read here, so that nothing that was sent can be confirmed.
func (p *Port) OneWay() bool { return p.oneWay }

// Rate is the speed of a serial line in bytes a second: it has no flow control, so what the printer has no room for is
// lost. 0: the port makes the writer wait.
func (p *Port) Rate() int { return p.baud / 10 }

// Name returns the specification the port was opened with, and what was found by it.
func (p *Port) Name() string { return p.name }
