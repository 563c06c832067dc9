package port_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"bileter/internal/port"
)

// line makes a pseudo-terminal; the far end is what a printer would hold.
func line(t *testing.T) (printer *os.File, path string) {
	t.Helper()
	near, far, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		near.Close()
		far.Close()
	})
	return near, far.Name()
}

func open(t *testing.T, spec string) *port.Port {
	t.Helper()
	p, err := port.Open(t.Context(), spec, 9600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// TestBreaksAreDropped: a break and a byte without a stop bit would be read as NUL, which can be an answer.
func TestBreaksAreDropped(t *testing.T) {
	printer, path := line(t)
	const want, not = unix.IGNBRK | unix.IGNPAR | unix.INPCK, unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.ICRNL
	flags := func() uint32 {
		m, err := unix.IoctlGetTermios(int(printer.Fd()), unix.TCGETS)
		if err != nil {
			t.Fatal(err)
		}
		return m.Iflag
	}
	open(t, path)
	if f := flags(); f&want != want || f&not != 0 {
		t.Errorf("input flags are %#o, want %#o and none of %#o", f, want, not)
	}
}

func TestBytesPassUnchanged(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	printer, path := line(t)
	p := open(t, path)
	if n, err := p.Write(all, time.Second); n != len(all) || err != nil {
		t.Fatalf("wrote %d, %v", n, err)
	}
	got := make([]byte, len(all))
	if _, err := io.ReadFull(printer, got); err != nil || !bytes.Equal(got, all) {
		t.Errorf("the printer got %x, %v", got, err)
	}
	if _, err := printer.Write(all); err != nil {
		t.Fatal(err)
	}
	got = got[:0]
	for b := make([]byte, 100); len(got) < len(all); {
		n, err := p.Read(b, time.Second)
		if n == 0 || err != nil {
			t.Fatalf("after %d: read %d, %v", len(got), n, err)
		}
		got = append(got, b[:n]...)
	}
	if !bytes.Equal(got, all) {
		t.Errorf("we got %x", got)
	}
}

func TestReadEndsInTime(t *testing.T) {
	printer, path := line(t)
	p := open(t, path)
	b := make([]byte, 10)
	for _, wait := range []time.Duration{0, 20 * time.Millisecond} {
		begin := time.Now()
		if n, err := p.Read(b, wait); n != 0 || err != nil {
			t.Errorf("wait %v: got %d, %v, want nothing", wait, n, err)
		}
		if d := time.Since(begin); d < wait || d > wait+2*time.Second {
			t.Errorf("wait %v took %v", wait, d)
		}
	}
	if _, err := printer.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Read(b, time.Second); n != 1 || err != nil {
		t.Errorf("got %d, %v, want the byte", n, err)
	}
}

func TestWriteEndsInTime(t *testing.T) {
	_, path := line(t) // nobody reads at the far end
	p := open(t, path)
	n, err := p.Write(make([]byte, 1<<20), 50*time.Millisecond)
	if !errors.Is(err, os.ErrDeadlineExceeded) || n == 0 || n == 1<<20 {
		t.Errorf("got %d, %v, want a part and a timeout", n, err)
	}
}

func TestCloseWakesWriterAndReader(t *testing.T) {
	_, path := line(t)
	p := open(t, path)
	done := make(chan error, 2)
	go func() {
		_, err := p.Write(make([]byte, 1<<20), time.Minute)
		done <- err
	}()
	go func() {
		_, err := p.Read(make([]byte, 1), time.Minute)
		done <- err
	}()
	for range 3 { // both are likely to wait by then; either way they must end
		p.Read(make([]byte, 1), 0)
	}
	p.Close()
	for range 2 {
		if err := <-done; err == nil {
			t.Error("ended without an error")
		}
	}
}

func TestUnplugIsNoticed(t *testing.T) {
	near, far, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, far.Name())
	far.Close()
	near.Close()
	if _, err := p.Read(make([]byte, 1), time.Second); !errors.Is(err, port.ErrLost) {
		t.Errorf("read: got %v, want %v", err, port.ErrLost)
	}
	if n, err := p.Write([]byte("x"), time.Second); !errors.Is(err, port.ErrLost) || n != 0 {
		t.Errorf("write: got %d, %v, want %v", n, err, port.ErrLost)
	}
}

func TestOnePortOneProgram(t *testing.T) {
	_, tty := line(t)
	file := "file:" + filepath.Join(t.TempDir(), "paper")
	for _, spec := range []string{tty, file} {
		p, err := port.Open(t.Context(), spec, 0)
		if err != nil {
			t.Fatal(err)
		}
		if q, err := port.Open(t.Context(), spec, 0); !errors.Is(err, port.ErrBusy) {
			t.Errorf("%s: second open gives %v, %v, want %v", spec, q, err, port.ErrBusy)
		}
		if err := p.Close(); err != nil {
			t.Errorf("%s: close: %v", spec, err)
		}
		q, err := port.Open(t.Context(), spec, 0)
		if err != nil {
			t.Errorf("%s: after close: %v", spec, err)
			continue
		}
		q.Close()
	}
}

func TestFileIsAppendedTo(t *testing.T) {
	name := filepath.Join(t.TempDir(), "paper")
	for _, s := range []string{"one ", "two"} {
		p := open(t, "file:"+name)
		if !p.OneWay() {
			t.Error("a file seems to answer")
		}
		if n, err := p.Read(make([]byte, 1), time.Minute); n != 0 || err != nil {
			t.Errorf("read %d, %v", n, err)
		}
		if _, err := p.Write([]byte(s), time.Second); err != nil {
			t.Fatal(err)
		}
		p.Close()
	}
	if b, err := os.ReadFile(name); string(b) != "one two" || err != nil {
		t.Errorf("got %q, %v", b, err)
	}
}

func TestNetwork(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := open(t, "tcp:"+l.Addr().String())
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte("ok")); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 10)
	if n, err := p.Read(b, time.Second); string(b[:n]) != "ok" || err != nil {
		t.Errorf("got %q, %v", b[:n], err)
	}
	c.Close()
	if _, err := p.Read(b, time.Second); !errors.Is(err, port.ErrLost) {
		t.Errorf("after the printer hung up: %v, want %v", err, port.ErrLost)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for _, c := range []struct {
		name, spec string
		is         error
		hint       string
	}{
		{"no device", filepath.Join(dir, "lp0"), fs.ErrNotExist, "not plugged in"},
		{"a plain file", plain, port.ErrSpec, "file:/path"},
		{"a folder", dir, nil, "directory"},
		{"nonsense", "LPT1", port.ErrSpec, "/dev/..."},
		{"no name", "file:", port.ErrSpec, ""},
		{"empty", "", port.ErrSpec, ""},
		{"nobody listens", "tcp:" + closed.Addr().String(), nil, "refused"},
	} {
		p, err := port.Open(t.Context(), c.spec, 0)
		if err == nil {
			p.Close()
			t.Errorf("%s: opened", c.name)
			continue
		}
		if c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.hint) || !strings.Contains(err.Error(), c.spec) {
			t.Errorf("%s: got %q", c.name, err)
		}
	}
	if os.Geteuid() != 0 {
		if err := os.Chmod(plain, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := port.Open(t.Context(), plain, 0); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("no permission: %v", err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := port.Open(ctx, "tcp:127.0.0.1:9", 0); err == nil {
		t.Error("a cancelled dial went through")
	}
}

func TestPrinterWithoutAWayBack(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{{unix.EINVAL, true}, {&os.PathError{Op: "read", Err: unix.EINVAL}, true}, {nil, false}, {os.ErrDeadlineExceeded, false}, {io.EOF, false}, {unix.EIO, false}} {
		if got := port.RefusesReads(func([]byte) (int, error) { return 0, c.err }); got != c.want {
			t.Errorf("%v: got %v", c.err, got)
		}
	}
}
