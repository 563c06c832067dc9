package emulator

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// terminal is the pseudo-terminal that stands for a serial line. Its far end is kept open here, so that a
// host may come and go.
type terminal struct {
	near, far *os.File
}

func (t *terminal) close() {
	t.near.Close()
	if t.far != nil {
		t.far.Close()
	}
}

// Plug plugs the printer in: hosts find it at the path returned, a new one each time, and on the network
// listeners again.
func (p *Printer) Plug() (path string, err error) {
	t, err := openTerminal()
	if err != nil {
		return "", fmt.Errorf("emulated printer: pseudo-terminal: %w", err)
	}
	p.Unplug()
	p.mu.Lock()
	p.away, p.terminal = false, t
	p.mu.Unlock()
	p.attach(t.near)
	return t.far.Name(), nil
}

// openTerminal makes a raw pseudo-terminal. Its near end does not block, so that closing it is like pulling
// the cable: at once, and for whoever reads it too.
func openTerminal() (_ *terminal, err error) {
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	t := &terminal{near: near}
	defer func() {
		if err != nil {
			t.close()
		}
	}()
	var n int
	if err := control(near, func(fd int) (err error) {
		if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
			return err
		}
		n, err = unix.IoctlGetInt(fd, unix.TIOCGPTN)
		return err
	}); err != nil {
		return nil, err
	}
	if t.far, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		return nil, err
	}
	return t, control(t.far, raw)
}

func control(f *os.File, do func(fd int) error) error {
	rc, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	err = rc.Control(func(fd uintptr) { result = do(int(fd)) })
	return errors.Join(err, result)
}

// Path is where hosts find the printer; empty while it is unplugged.
func (p *Printer) Path() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.terminal == nil {
		return ""
	}
	return p.terminal.far.Name()
}

// raw makes a terminal pass bytes as they are.
func raw(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	t.Oflag &^= unix.OPOST
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cflag = t.Cflag&^(unix.CSIZE|unix.PARENB) | unix.CS8
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}
