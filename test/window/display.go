package window

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Display is a connection to an X server: it looks at the screen, and taps with the server's pointer.
type Display struct {
	Name string // such as ":6"

	conn         *xgb.Conn
	root         xproto.Window
	partW, partH int // of the screen that is looked at; 0: all
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

// Once, because readers of older connections may still look at it.
func init() { xgb.Logger = log.New(io.Discard, "", 0) } // it complains of every server without a password

// Connect looks at a display that is there.
func Connect(name string) (*Display, error) {
	c, err := xgb.NewConnDisplay(name)
	if err != nil {
		return nil, fmt.Errorf("display %s: %w", name, err)
	}
	for _, init := range []func(*xgb.Conn) error{xtest.Init, randr.Init, xfixes.Init} {
		if err := init(c); err != nil {
			c.Close()
			return nil, fmt.Errorf("display %s: %w", name, err)
		}
	}
	if _, err := xfixes.QueryVersion(c, 5, 0).Reply(); err != nil {
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

// Key presses a key and lets it go, by its number in X's keysymdef.h.
func (d *Display) Key(sym xproto.Keysym) error {
	s := xproto.Setup(d.conn)
	m, err := xproto.GetKeyboardMapping(d.conn, s.MinKeycode, byte(s.MaxKeycode-s.MinKeycode+1)).Reply()
	if err != nil {
		return fmt.Errorf("display %s: %w", d.Name, err)
	}
	i := slices.Index(m.Keysyms, sym)
	if i < 0 {
		return fmt.Errorf("display %s has no key %#x", d.Name, sym)
	}
	code := byte(s.MinKeycode) + byte(i/int(m.KeysymsPerKeycode))
	for _, what := range []byte{xproto.KeyPress, xproto.KeyRelease} {
		if err := xtest.FakeInputChecked(d.conn, what, code, 0, d.root, 0, 0, 0).Check(); err != nil {
			return fmt.Errorf("display %s: %w", d.Name, err)
		}
	}
	return nil
}

// Pointer is where the pointer is.
func (d *Display) Pointer() (x, y int, err error) {
	p, err := xproto.QueryPointer(d.conn, d.root).Reply()
	if err != nil {
		return 0, 0, fmt.Errorf("display %s: %w", d.Name, err)
	}
	return int(p.RootX), int(p.RootY), nil
}

// Look looks at the upper left part of the screen alone.
func (d *Display) Look(width, height int) { d.partW, d.partH = width, height }

// size is that of the picture, in pixels.
func (d *Display) size() (w, h int, err error) {
	if d.partW > 0 {
		return d.partW, d.partH, nil
	}
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

// Marked tells whether the screen shows a mark. It looks at that cell alone, and so in no time.
func (d *Display) Marked(m Mark) bool {
	w, h, err := d.size()
	if err != nil {
		return false
	}
	x, y := (m.col*w+cols-1)/cols, (m.row*h+rows-1)/rows
	cw, ch := ((m.col+1)*w+cols-1)/cols-x, ((m.row+1)*h+rows-1)/rows-y
	b, err := d.Area(x, y, cw, ch)
	if err != nil {
		return false
	}
	for k := range 3 {
		sum := 0.0
		for i := range cw * ch {
			sum += float64(b[4*i+2-k])
		}
		if math.Abs(sum/float64(cw*ch)-m.colour[k]) > 24 {
			return false
		}
	}
	return true
}

// Window is where the largest window is, in pixels; an error where there is none.
func (d *Display) Window() (x, y, w, h int, err error) {
	tree, err := xproto.QueryTree(d.conn, d.root).Reply()
	if err != nil {
		return 0, 0, 0, 0, fmt.Errorf("display %s: %w", d.Name, err)
	}
	for _, id := range tree.Children {
		a, err := xproto.GetWindowAttributes(d.conn, id).Reply()
		if err != nil || a.MapState != xproto.MapStateViewable {
			continue // it may be gone by now
		}
		if g, err := xproto.GetGeometry(d.conn, xproto.Drawable(id)).Reply(); err == nil && int(g.Width)*int(g.Height) > w*h {
			x, y, w, h = int(g.X), int(g.Y), int(g.Width), int(g.Height)
		}
	}
	if w == 0 {
		return 0, 0, 0, 0, fmt.Errorf("display %s has no window", d.Name)
	}
	return x, y, w, h, nil
}

// Mode sets the first output to one of its modes, and off with "": a cable that is pulled.
func (d *Display) Mode(name string) error {
	all, err := randr.GetScreenResourcesCurrent(d.conn, d.root).Reply()
	if err != nil {
		return fmt.Errorf("display %s: %w", d.Name, err)
	}
	if name == "" {
		_, err := randr.SetCrtcConfig(d.conn, all.Crtcs[0], 0, all.ConfigTimestamp, 0, 0, 0, randr.RotationRotate0, nil).Reply()
		return err
	}
	at := 0
	for _, m := range all.Modes {
		if string(all.Names[at:at+int(m.NameLen)]) == name {
			_, err := randr.SetCrtcConfig(d.conn, all.Crtcs[0], 0, all.ConfigTimestamp, 0, 0, randr.Mode(m.Id), randr.RotationRotate0, all.Outputs[:1]).Reply()
			return err
		}
		at += int(m.NameLen)
	}
	return fmt.Errorf("display %s has no mode %s", d.Name, name)
}

// Cursors tells of each change of the cursor from now on, until the display is closed. Only one reader of a display's
// events is possible.
func (d *Display) Cursors() (<-chan struct{}, error) {
	if err := xfixes.SelectCursorInputChecked(d.conn, d.root, xfixes.CursorNotifyMaskDisplayCursor).Check(); err != nil {
		return nil, fmt.Errorf("display %s: %w", d.Name, err)
	}
	changes := make(chan struct{}, 1000)
	go func() {
		for {
			e, err := d.conn.WaitForEvent()
			if e == nil && err == nil {
				return // closed
			}
			if _, ok := e.(xfixes.CursorNotifyEvent); ok {
				changes <- struct{}{}
			}
		}
	}()
	return changes, nil
}

// NewCursor gives every window another cursor: what must not happen under a finger.
func (d *Display) NewCursor() error {
	font, err := xproto.NewFontId(d.conn)
	if err != nil {
		return err
	}
	if err := xproto.OpenFontChecked(d.conn, font, 6, "cursor").Check(); err != nil {
		return err
	}
	id, err := xproto.NewCursorId(d.conn)
	if err != nil {
		return err
	}
	if err := xproto.CreateGlyphCursorChecked(d.conn, id, font, font, 34, 35, 0, 0, 0, 65535, 0, 0).Check(); err != nil {
		return err
	}
	tree, err := xproto.QueryTree(d.conn, d.root).Reply()
	if err != nil {
		return err
	}
	for _, w := range tree.Children {
		if err := xproto.ChangeWindowAttributesChecked(d.conn, w, xproto.CwCursor, []uint32{uint32(id)}).Check(); err != nil {
			return err
		}
	}
	return nil
}

// Bare puts a window into the corner that does nothing but fill itself when it is pressed, until stop.
func (d *Display) Bare() (stop func(), err error) {
	c, err := xgb.NewConnDisplay(d.Name)
	if err != nil {
		return nil, err
	}
	id, err := xproto.NewWindowId(c)
	if err != nil {
		return nil, err
	}
	err = xproto.CreateWindowChecked(c, 0, id, d.root, 0, 0, 400, 400, 0, xproto.WindowClassInputOutput, 0,
		xproto.CwBackPixel|xproto.CwEventMask, []uint32{0, xproto.EventMaskButtonPress}).Check()
	if err == nil {
		err = xproto.MapWindowChecked(c, id).Check()
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	go func() {
		for fill := uint32(0xffffff); ; fill ^= 0xffffff {
			e, err := c.WaitForEvent()
			if e == nil && err == nil {
				return // closed
			}
			xproto.ChangeWindowAttributes(c, id, xproto.CwBackPixel, []uint32{fill})
			xproto.ClearArea(c, false, id, 0, 0, 0, 0)
		}
	}()
	return c.Close, nil
}
