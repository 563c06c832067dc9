// Package touch is a touch screen made of software, for tests of the real window: an X server with the
// dummy video driver and the inputtest driver, whose fingers give real XI2 touch events. It needs Debian's
// xserver-xorg-core and xserver-xorg-video-dummy, and on most machines root. It is no part of the product.
package touch

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"text/template"
	"time"
)

// Server is a running X server with one touch screen.
type Server struct {
	Display string // such as ":6"
	Log     string // what the server wrote, a file

	width, height int
	cmd           *exec.Cmd
	conn          net.Conn
	in            *bufio.Reader
}

const (
	driver  = "/usr/lib/xorg/modules/input/inputtest_drv.so"
	program = "/usr/lib/xorg/Xorg"
	// deadline bounds every wait for the server.
	deadline = 10 * time.Second
)

// ErrMissing says what this machine lacks.
var ErrMissing = errors.New("no touch screen can be made here")

// Start starts a server with a screen of width × height pixels. dir is an empty folder for its files, with
// a short name: sockets are in it. more are further arguments of the server, such as the display's name.
func Start(dir string, width, height int, more ...string) (*Server, error) {
	for _, f := range []string{program, driver, "/usr/lib/xorg/modules/drivers/dummy_drv.so"} {
		if _, err := os.Stat(f); err != nil {
			return nil, fmt.Errorf("%w: %s is missing (packages xserver-xorg-core, xserver-xorg-video-dummy)", ErrMissing, f)
		}
	}
	if os.Geteuid() != 0 {
		return nil, fmt.Errorf("%w: the X server's drivers need root", ErrMissing)
	}
	config := filepath.Join(dir, "xorg.conf")
	socket := filepath.Join(dir, "touch")
	var b strings.Builder
	if err := layout.Execute(&b, map[string]any{"W": width, "H": height, "Socket": socket}); err != nil {
		return nil, err
	}
	if err := os.WriteFile(config, []byte(b.String()), 0o600); err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &Server{Log: filepath.Join(dir, "xorg.log"), width: width, height: height}
	s.cmd = exec.Command(program, "-displayfd", "3", "-config", config, "-noreset", "-novtswitch", "-sharevts",
		"-nolisten", "tcp", "-nocursor", "-logfile", s.Log)
	s.cmd.Args = append(s.cmd.Args, more...)
	s.cmd.ExtraFiles = []*os.File{w}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	err = s.cmd.Start()
	w.Close()
	if err != nil {
		return nil, err
	}
	if err := r.SetReadDeadline(time.Now().Add(deadline)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the X server did not start: %w; see %s", err, s.Log), s.Close())
	}
	s.Display = ":" + strings.TrimSpace(line)
	if err := s.connect(socket); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close ends the server.
func (s *Server) Close() error {
	if s.conn != nil {
		s.conn.Close()
	}
	err := s.cmd.Process.Kill()
	_ = s.cmd.Wait() // it was killed
	return err
}

// Messages of the inputtest driver's protocol, version 1.1; see inputtestdrv(4). A message begins with its
// length and kind, each 4 bytes, in the machine's byte order.
const (
	kindVersion = 0
	kindSync    = 1
	kindTouch   = 6

	begin, update, end = 18, 19, 20 // XI_TouchBegin …

	valuators = 64
	// touchSize: header 8, id 4, type 4, then flags 4, mask 8, padding 4 and two arrays of float64.
	touchSize = 32 + 2*8*valuators
)

func (s *Server) connect(socket string) error {
	ctx, stop := context.WithTimeout(context.Background(), deadline)
	defer stop()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
		if err == nil {
			s.conn, s.in = conn, bufio.NewReader(conn)
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the touch screen does not answer: %w; see %s", err, s.Log)
		case <-time.After(20 * time.Millisecond):
		}
	}
	m := head(12, kindVersion)
	binary.NativeEndian.PutUint16(m[8:], 1)
	binary.NativeEndian.PutUint16(m[10:], 1)
	return s.ask(m)
}

func head(size, kind int) []byte {
	b := make([]byte, size)
	binary.NativeEndian.PutUint32(b, uint32(size))
	binary.NativeEndian.PutUint32(b[4:], uint32(kind))
	return b
}

// ask sends a message and waits for the driver's answer.
func (s *Server) ask(m []byte) error {
	if err := s.conn.SetDeadline(time.Now().Add(deadline)); err != nil {
		return err
	}
	if _, err := s.conn.Write(m); err != nil {
		return err
	}
	var size [4]byte
	if _, err := io.ReadFull(s.in, size[:]); err != nil {
		return err
	}
	n := binary.NativeEndian.Uint32(size[:])
	if n < 8 || n > 64 {
		return fmt.Errorf("touch screen: an answer of %d bytes", n)
	}
	_, err := s.in.Discard(int(n) - 4)
	return err
}

// Sync waits until the server has taken all that the fingers did.
func (s *Server) Sync() error { return s.ask(head(8, kindSync)) }

func (s *Server) touch(what, finger int, x, y float64) error {
	b := head(touchSize, kindTouch)
	binary.NativeEndian.PutUint32(b[8:], uint32(finger))
	binary.NativeEndian.PutUint32(b[12:], uint32(what))
	b[20] = 3 // the first two valuators
	for i, v := range []float64{scale(x, s.width), scale(y, s.height)} {
		binary.NativeEndian.PutUint64(b[32+8*i:], math.Float64bits(v))
	}
	if err := s.conn.SetDeadline(time.Now().Add(deadline)); err != nil {
		return err
	}
	if _, err := s.conn.Write(b); err != nil {
		return err
	}
	return s.Sync()
}

// scale turns the middle of a pixel into the device's units, of which there are 65536 in each direction.
func scale(at float64, size int) float64 { return (at + 0.5) * 65535 / float64(size) }

// Down puts a finger on the glass at a pixel; fingers are numbered from 0 to 9.
func (s *Server) Down(finger int, x, y float64) error { return s.touch(begin, finger, x, y) }

// Move moves a finger that is down.
func (s *Server) Move(finger int, x, y float64) error { return s.touch(update, finger, x, y) }

// Up lifts a finger that is down.
func (s *Server) Up(finger int, x, y float64) error { return s.touch(end, finger, x, y) }

// layout is the server's configuration. The mode's timings are made up: no monitor sees them.
var layout = template.Must(template.New("").Funcs(template.FuncMap{"add": func(a, b int) int { return a + b }, "part": func(a int) int { return a * 3 / 4 }}).Parse(`Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "false"
  Option "DontVTSwitch" "true"
EndSection
Section "Device"
  Identifier "video"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 1.0-5000.0
  VertRefresh 1.0-500.0
  # Three quarters of the panel, for a test that changes it.
  Modeline "other" 150 {{part .W}} {{add (part .W) 72}} {{add (part .W) 200}} {{add (part .W) 400}} {{part .H}} {{add (part .H) 3}} {{add (part .H) 9}} {{add (part .H) 31}}
  Modeline "kiosk" 150 {{.W}} {{add .W 72}} {{add .W 200}} {{add .W 400}} {{.H}} {{add .H 3}} {{add .H 9}} {{add .H 31}}
EndSection
Section "Screen"
  Identifier "screen"
  Device "video"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "kiosk" "other"
    Virtual {{.W}} {{.H}}
  EndSubSection
EndSection
Section "InputDevice"
  Identifier "touch"
  Driver "inputtest"
  Option "SocketPath" "{{.Socket}}"
  Option "DeviceType" "Touch"
  Option "TouchCount" "10"
EndSection
Section "ServerLayout"
  Identifier "layout"
  Screen "screen"
  InputDevice "touch"
EndSection
`))
