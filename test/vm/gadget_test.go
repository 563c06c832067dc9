package vm_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// inMachine skips a test outside of the test machine.
func inMachine(t testing.TB) {
	t.Helper()
	if os.Getenv("BILETER_VM") == "" {
		t.Skip("not in the test machine: make test-vm")
	}
}

// The kinds of gadgets: what a USB printer can look like.
const (
	lp  = "printer" // of the printer class: usblp
	acm = "acm"     // that passes for a modem: cdc-acm
)

const (
	gadgets = "/sys/kernel/config/usb_gadget"
	vendor  = 0x0525
	product = 0xa4a8
)

// gadget is a USB device, with a socket of its own that it can be plugged into.
type gadget struct {
	t              testing.TB
	kind           string
	n              int // of its socket
	serial         string
	config, folder string

	mu   sync.Mutex // protects the following
	open []*end
}

// newGadget makes a device that is not plugged in.
func newGadget(t testing.TB, kind string, n int, serial string) *gadget {
	t.Helper()
	inMachine(t)
	g := &gadget{t: t, kind: kind, n: n, serial: serial, config: fmt.Sprintf("%s/test%d", gadgets, n)}
	g.folder = fmt.Sprintf("%s/functions/%s.%d", g.config, kind, n)
	for _, d := range []string{"strings/0x409", "configs/c.1/strings/0x409"} {
		g.must(os.MkdirAll(filepath.Join(g.config, d), 0o755))
	}
	g.must(os.Mkdir(g.folder, 0o755))
	for name, v := range map[string]string{
		"idVendor": fmt.Sprintf("0x%04x", vendor), "idProduct": fmt.Sprintf("0x%04x", product),
		"strings/0x409/manufacturer": "Town", "strings/0x409/product": "Printer", "strings/0x409/serialnumber": serial,
	} {
		g.must(os.WriteFile(filepath.Join(g.config, name), []byte(v), 0))
	}
	if kind == lp {
		id := "MFG:Town;MDL:Receipt;CLS:PRINTER;CMD:ESC/POS;SN:" + serial + ";"
		g.must(os.WriteFile(g.folder+"/pnp_string", []byte(id), 0))
		g.must(os.WriteFile(g.folder+"/q_len", []byte("1"), 0)) // as little as can be: a printer's buffer is the emulator's
	}
	link := g.config + "/configs/c.1/it"
	g.must(os.Symlink(g.folder, link))
	t.Cleanup(func() {
		g.unplug()
		for _, p := range []string{link, "configs/c.1/strings/0x409", "configs/c.1", "functions/" + filepath.Base(g.folder), "strings/0x409", ""} {
			if !strings.HasPrefix(p, "/") {
				p = filepath.Join(g.config, p)
			}
			if err := os.Remove(p); err != nil {
				t.Error(err)
			}
		}
	})
	return g
}

func (g *gadget) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// bind plugs the device in, or out.
func (g *gadget) bind(to string) error {
	return os.WriteFile(g.config+"/UDC", []byte(to+"\n"), 0)
}

// plug plugs the device in and returns its own end of the cable when the host has found it.
func (g *gadget) plug() *end {
	g.t.Helper()
	before, _ := filepath.Glob("/dev/g_printer*")
	g.must(g.bind(fmt.Sprintf("dummy_udc.%d", g.n)))
	path := ""
	if g.kind == acm {
		b, err := os.ReadFile(g.folder + "/port_num")
		g.must(err)
		path = "/dev/ttyGS" + strings.TrimSpace(string(b))
	} else {
		eventually(g.t, "the gadget's node", func() bool {
			now, _ := filepath.Glob("/dev/g_printer*")
			now = slices.DeleteFunc(now, func(p string) bool { return slices.Contains(before, p) })
			if len(now) == 1 {
				path = now[0]
			}
			return len(now) == 1
		})
	}
	g.node()
	return g.hold(path)
}

// node is where the host has the device, found by its socket.
func (g *gadget) node() (path string) {
	g.t.Helper()
	eventually(g.t, "the host's node", func() bool { path = g.find(); return path != "" })
	return path
}

// find is node without waiting; empty: it is not there.
func (g *gadget) find() string {
	found, _ := filepath.Glob(fmt.Sprintf("/sys/devices/platform/dummy_hcd.%d/usb*/*-1/*/*/*/dev", g.n))
	for _, f := range found {
		name := filepath.Base(filepath.Dir(f))
		if strings.HasPrefix(name, "lp") {
			name = "usb/" + name
		}
		if _, err := os.Stat("/dev/" + name); err == nil && filepath.Base(filepath.Dir(filepath.Dir(f))) != "usb" {
			return "/dev/" + name
		}
	}
	return ""
}

// socket is the physical place of the plug, as the kernel calls it.
func (g *gadget) socket() string {
	g.t.Helper()
	found, _ := filepath.Glob(fmt.Sprintf("/sys/devices/platform/dummy_hcd.%d/usb*/*-1/idVendor", g.n))
	if len(found) != 1 {
		g.t.Fatalf("socket %d: found %v", g.n, found)
	}
	return filepath.Base(filepath.Dir(found[0]))
}

// unplug pulls the cable. This kernel's gadget must not be pulled while its own end is open.
func (g *gadget) unplug() {
	g.t.Helper()
	g.mu.Lock()
	ends := g.open
	g.open = nil
	g.mu.Unlock()
	for _, e := range ends {
		e.letGo()
	}
	if err := g.bind(""); err != nil && !errors.Is(err, unix.ENODEV) {
		g.t.Fatal(err)
	}
	eventually(g.t, "the host has seen it go", func() bool { return g.find() == "" })
}

// end is the printer's end of the cable.
type end struct {
	*os.File
	gate chan struct{} // holds one while nobody reads: the printer stands still
	busy sync.Mutex    // held by whoever reads

	reading atomic.Bool // past the gate
}

func (g *gadget) hold(path string) *end {
	g.t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
	g.must(err)
	e := &end{File: f, gate: make(chan struct{}, 1)}
	if g.kind == acm {
		g.must(raw(f))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = append(g.open, e)
	return e
}

// raw makes a terminal pass bytes as they are.
func raw(f *os.File) error {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, t); err != nil {
		return err
	}
	return unix.SetNonblock(int(f.Fd()), true) // Fd has made it block
}

// Read waits while the printer stands still.
func (e *end) Read(b []byte) (int, error) {
	e.busy.Lock()
	defer e.busy.Unlock()
	for {
		e.gate <- struct{}{}
		<-e.gate
		e.reading.Store(true)
		n, err := e.File.Read(b)
		e.reading.Store(false)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
	}
}

// stand makes the printer take nothing more from its cable, until goOn. Whoever reads already is sent back to the gate.
func (e *end) stand() {
	e.gate <- struct{}{}
	_ = e.SetReadDeadline(time.Unix(1, 0))
	for e.reading.Load() {
		time.Sleep(time.Millisecond)
	}
}

func (e *end) goOn() {
	_ = e.SetReadDeadline(time.Time{})
	<-e.gate
}

// SetWriteDeadline gives a printer's answers longer: here a deadline can be over before the write has begun.
func (e *end) SetWriteDeadline(at time.Time) error {
	return e.File.SetWriteDeadline(at.Add(2 * time.Second))
}

// letGo closes the end and returns when nobody reads it any more.
func (e *end) letGo() {
	_ = e.File.Close()
	select {
	case <-e.gate:
	default:
	}
	e.busy.Lock()
	defer e.busy.Unlock()
}

// paperOut sets the bits of the printer's port status, which no ESC/POS is needed for.
func (e *end) paperOut(out bool) error {
	status := uintptr(0x18)
	if out {
		status = 0x38
	}
	const set = 3<<30 | 1<<16 | 'g'<<8 | 0x22 // _IOWR('g', 0x22, unsigned char)
	rc, err := e.SyscallConn()
	if err != nil {
		return err
	}
	var errno unix.Errno
	err = rc.Control(func(fd uintptr) { _, _, errno = unix.Syscall(unix.SYS_IOCTL, fd, set, status) })
	if err == nil && errno != 0 {
		err = errno
	}
	return err
}

// sink reads all that comes, until the end is closed.
func (e *end) sink() *sink {
	s := &sink{}
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := e.Read(b)
			s.mu.Lock()
			s.got = append(s.got, b[:n]...)
			s.mu.Unlock()
			if err != nil && !errors.Is(err, io.EOF) {
				return
			}
		}
	}()
	return s
}

// sink is what came out of a cable.
type sink struct {
	mu  sync.Mutex // protects got
	got []byte
}

func (s *sink) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// within is how long the machine may take for anything: it has one slow processor.
const within = time.Minute

// eventually waits until something is true.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within %v: %s", within, what)
}
