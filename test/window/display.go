package window

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Display is a connection to an X server: it looks at the screen, and taps with the server's pointer.
type Display struct {
	Name string // such as ":6"

	conn *xgb.Conn
	root xproto.Window
}

// Xvfb starts a virtual screen for one test.
func Xvfb(t testing.TB, width, height int, more ...string) *Display {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset"}, more...)...)
	cmd.ExtraFiles = []*os.File{w}
	err = cmd.Start()
	w.Close()
	if err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	// To the end of the line: Xvfb writes it in two pieces, and dies of a reader that leaves after the first.
	line, err := bufio.NewReader(r).ReadString('\n')
	r.Close()
	if err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	d, err := Connect(":" + strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// Connect looks at a display that is there.
func Connect(name string) (*Display, error) {
	xgb.Logger = log.New(io.Discard, "", 0) // it complains of every server without a password
	c, err := xgb.NewConnDisplay(name)
	if err != nil {
		return nil, fmt.Errorf("display %s: %w", name, err)
	}
	if err := xtest.Init(c); err != nil {
		c.Close()
		return nil, fmt.Errorf("display %s: %w", name, err)
	}
	return &Display{Name: name, conn: c, root: xproto.Setup(c).DefaultScreen(c).Root}, nil
}

// Close leaves the display.
func (d *Display) Close() { d.conn.Close() }

// Down, Move and Up are a finger at a pixel, as a pointer: there is one, finger 0.
func (d *Display) Down(finger int, x, y float64) error {
	return d.point(finger, x, y, xproto.ButtonPress)
}

// Move moves the finger.
func (d *Display) Move(finger int, x, y float64) error { return d.point(finger, x, y, 0) }

// Up lifts the finger.
func (d *Display) Up(finger int, x, y float64) error {
	return d.point(finger, x, y, xproto.ButtonRelease)
}

func (d *Display) point(finger int, x, y float64, button byte) error {
	if finger != 0 {
		return fmt.Errorf("display %s has one pointer, and no finger %d", d.Name, finger)
	}
	err := xtest.FakeInputChecked(d.conn, xproto.MotionNotify, 0, 0, d.root, int16(x), int16(y), 0).Check()
	if err == nil && button != 0 {
		err = xtest.FakeInputChecked(d.conn, button, 1, 0, d.root, 0, 0, 0).Check()
	}
	return err
}

// Pointer is where the pointer is.
func (d *Display) Pointer() (x, y int, err error) {
	p, err := xproto.QueryPointer(d.conn, d.root).Reply()
	if err != nil {
		return 0, 0, fmt.Errorf("display %s: %w", d.Name, err)
	}
	return int(p.RootX), int(p.RootY), nil
}

// size is the screen's, in pixels, as it is now.
func (d *Display) size() (w, h int, err error) {
	g, err := xproto.GetGeometry(d.conn, xproto.Drawable(d.root)).Reply()
	if err != nil {
		return 0, 0, fmt.Errorf("display %s: %w", d.Name, err)
	}
	return int(g.Width), int(g.Height), nil
}

// Area is what a part of the screen shows: blue, green, red and nothing for each pixel, row by row.
func (d *Display) Area(x, y, w, h int) ([]byte, error) {
	r, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root), int16(x), int16(y), uint16(w), uint16(h), 1<<32-1).Reply()
	if err != nil {
		return nil, fmt.Errorf("display %s: %w", d.Name, err)
	}
	if len(r.Data) < 4*w*h {
		return nil, fmt.Errorf("display %s: %d bytes of a picture of %d × %d", d.Name, len(r.Data), w, h)
	}
	return r.Data, nil
}

// Picture is what the screen shows.
func (d *Display) Picture() (Coarse, error) {
	w, h, err := d.size()
	if err != nil {
		return Coarse{}, err
	}
	b, err := d.Area(0, 0, w, h)
	if err != nil {
		return Coarse{}, err
	}
	return coarse(w, h, func(x, y int) (uint8, uint8, uint8) {
		p := b[4*(y*w+x):]
		return p[2], p[1], p[0]
	}), nil
}
