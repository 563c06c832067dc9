package touch_test

import (
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"bileter/internal/api"
	"bileter/kiosk"
	ktouch "bileter/kiosk/touch"
	"bileter/test/touch"
	"bileter/test/touch/twin"
)

// The glass is half the reference's pixels: the machine that draws it has no graphics card.
const width, height = 540, 960

// settle is longer than a screen needs to take taps after it has changed.
const settle = 400 * time.Millisecond

// bench is an office with its real window on a touch screen, and the pictures its screens are known by.
type bench struct {
	t       *testing.T
	glass   *touch.Server
	client  *api.Client
	office  *exec.Cmd
	twin    *twin.Twin
	screens map[string]twin.Coarse

	group, service, back, ask, take kiosk.Input
}

// newBench starts an office with the sample's set-up, with some texts of it replaced.
func newBench(t *testing.T, oldnew ...string) *bench {
	t.Helper()
	program := os.Getenv("BILETER_WINDOW")
	if program == "" {
		t.Skip("needs a program built with the window: make test-touch sets BILETER_WINDOW")
	}
	b := &bench{t: t, glass: screen(t, width, height)}
	data := t.TempDir()
	sample, err := os.ReadFile("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "office.toml")
	oldnew = append(oldnew, "ticket_seconds  = 10", "ticket_seconds  = 3")
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(string(sample), oldnew[i]) {
			t.Fatalf("the sample has no %q", oldnew[i])
		}
	}
	if err := os.WriteFile(config, []byte(strings.NewReplacer(oldnew...).Replace(string(sample))), 0o600); err != nil {
		t.Fatal(err)
	}
	b.office = exec.Command(program, "run", "--config", config, "--always-open", "--data", data, "--listen", "127.0.0.1:0", "--screen", "on")
	b.office.Env = append(os.Environ(), "DISPLAY="+b.glass.Display, "LIBGL_ALWAYS_SOFTWARE=1")
	log, err := os.Create(filepath.Join(data, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	b.office.Stdout, b.office.Stderr = log, log
	b.office.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := b.office.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = b.office.Process.Signal(syscall.SIGTERM)
		_ = b.office.Wait()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("%s", text)
		}
	})
	b.client = api.DialUnix(filepath.Join(data, "window.sock"))
	var office api.Office
	b.wait("the office", func() bool { office, err = b.client.Office(context.Background()); return err == nil })
	test.NewTempApp(t)
	b.twin = twin.New(width, height, ktouch.Panel{Diagonal: float32(math.Hypot(268, 476)), Distance: 60}, office)
	t.Cleanup(b.twin.Close)
	b.learn()
	b.wait("home", func() bool { return b.shows("home") })
	time.Sleep(settle)
	return b
}

// learn walks the twin through the screens of the tests, with the office as it is once its printer is found.
func (b *bench) learn() {
	b.t.Helper()
	b.wait("an office with a printer", func() bool {
		o, err := b.client.Office(context.Background())
		b.must(err)
		b.on("home").Do(kiosk.OfficeKnown{Office: o})
		return o.Printer.Problem == "" && !o.Now.IsZero()
	})
	b.screens = map[string]twin.Coarse{"home": b.twin.Picture()}
	for _, tile := range b.twin.View().Tiles {
		if _, ok := tile.Tap.(kiosk.TapGroup); !ok || tile.Shut {
			continue
		}
		if v := b.twin.Do(tile.Tap); v.Screen == kiosk.Group {
			b.group, b.service = tile.Tap, v.Tiles[0].Tap
			break
		}
		b.twin.Do(kiosk.Back{})
	}
	b.screens["group"] = b.twin.Picture()
	v := b.twin.Do(b.service)
	if v.Screen != kiosk.Service {
		b.t.Fatalf("the twin shows %s", v.Screen)
	}
	b.screens["service"] = b.twin.Picture()
	take, ok := v.Service.Take.(kiosk.TakeTicket)
	if !ok {
		b.t.Fatalf("no ticket can be had of %s", v.Service.ID)
	}
	// Nobody serves, so the screen asks once more; the answer is what takes the ticket.
	if v = b.twin.Do(take); v.Screen != kiosk.Confirm {
		b.t.Fatalf("the twin shows %s", v.Screen)
	}
	b.screens["confirm"] = b.twin.Picture()
	b.ask, b.back = take, kiosk.Back{}
	take.Sure = true
	b.take = take
	b.on("home")
}

// on walks the twin to a screen.
func (b *bench) on(name string) *twin.Twin {
	for b.twin.View().Screen != kiosk.Home {
		b.twin.Do(kiosk.Back{})
	}
	if name != "home" {
		b.twin.Do(b.group)
	}
	if name == "service" || name == "confirm" {
		b.twin.Do(b.service)
	}
	if name == "confirm" {
		b.twin.Do(b.ask)
	}
	return b.twin
}

// place is where a screen has the button that sends in.
func (b *bench) place(name string, in kiosk.Input) (x, y float64) {
	b.t.Helper()
	x, y, err := b.on(name).Find(in)
	if err != nil {
		b.t.Fatal(err)
	}
	return x, y
}

// like is the share of cells in which a screen may differ from its twin: clock, counts, edges.
const like = 0.06

// shows tells whether the glass shows a screen now: it is nearest to it and near.
func (b *bench) shows(name string) bool {
	got, err := twin.Shot(b.glass.Display)
	if err != nil {
		return false
	}
	d := got.Away(b.screens[name])
	for other, p := range b.screens {
		if other != name && got.Away(p) <= d {
			return false
		}
	}
	return d < like
}

func (b *bench) within(d time.Duration, ok func() bool) bool {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}

func (b *bench) wait(what string, ok func() bool) {
	b.t.Helper()
	if !b.within(30*time.Second, ok) {
		if got, err := twin.Shot(b.glass.Display); err == nil {
			for name, p := range b.screens {
				b.t.Logf("away from %s: %.3f", name, got.Away(p))
			}
		}
		b.t.Fatalf("did not come: %s", what)
	}
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) tap(finger int, x, y float64, hold time.Duration) {
	b.t.Helper()
	b.must(b.glass.Down(finger, x, y))
	time.Sleep(hold)
	b.must(b.glass.Up(finger, x, y))
}

// open goes from home to where one tap takes a ticket.
func (b *bench) open() {
	b.t.Helper()
	b.learn() // counts and printer have changed
	b.wait("home", func() bool { return b.shows("home") })
	time.Sleep(settle)
	x, y := b.place("home", b.group)
	b.tap(0, x, y, 80*time.Millisecond)
	b.wait("group", func() bool { return b.shows("group") })
	time.Sleep(settle)
	x, y = b.place("group", b.service)
	b.tap(0, x, y, 80*time.Millisecond)
	b.wait("service", func() bool { return b.shows("service") })
	time.Sleep(settle)
	x, y = b.place("service", b.ask)
	b.tap(0, x, y, 80*time.Millisecond)
	b.wait("confirm", func() bool { return b.shows("confirm") })
	time.Sleep(settle)
}

// issued is how many people wait: nobody calls them.
func (b *bench) issued() int {
	b.t.Helper()
	q, err := b.client.Queue(context.Background())
	b.must(err)
	n := 0
	for _, w := range q.Waiting {
		n += w
	}
	return n
}
