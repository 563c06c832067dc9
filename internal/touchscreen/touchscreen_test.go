package touchscreen

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bileter/internal/health"
)

// Blocks of the kernel's list: what makes a touch screen, and what looks nearly like one.
const (
	glassUSB = "I: Bus=0003 Vendor=222a Product=0001 Version=0110\nN: Name=\"ILITEK Touch\"\nP: Phys=usb-0000:01:00.0-1.3/input0\nH: Handlers=mouse0 event2 \nB: PROP=2\nB: EV=1b\nB: KEY=400 0 0 0 0 0\nB: ABS=3273800000000003\nB: MSC=20\n"
	glassI2C = "I: Bus=0018 Vendor=0000 Product=0000 Version=0000\nN: Name=\"10-0038 generic ft5x06 (79)\"\nH: Handlers=event0\nB: PROP=2\nB: EV=b\nB: KEY=400 0 0 0 0 0\nB: ABS=260800000000003\n"
	resists  = "I: Bus=0003 Vendor=0eef Product=0001 Version=0112\nN: Name=\"eGalax USB TouchController\"\nB: PROP=0\nB: EV=b\nB: KEY=400 0 0 0 0 0\nB: ABS=3\n"
	touchpad = "I: Bus=0018 Vendor=04f3 Product=009a Version=0000\nN: Name=\"A touchpad\"\nB: PROP=5\nB: EV=b\nB: KEY=e520 10000 0 0 0 0\nB: ABS=663800013000003\n"
	mouse    = "I: Bus=0003 Vendor=046d Product=c077 Version=0111\nN: Name=\"A mouse\"\nB: PROP=0\nB: EV=17\nB: KEY=70000 0 0 0 0\nB: REL=903\n"
	pen      = "I: Bus=0018 Vendor=2d1f Product=0158 Version=1827\nN: Name=\"A pen\"\nB: PROP=2\nB: EV=b\nB: KEY=1c03 0 0 0 0 0\nB: ABS=f000003\n"
	keys     = "I: Bus=0003 Vendor=1c4f Product=0002 Version=0110\nN: Name=\"A keypad\"\nB: PROP=0\nB: EV=120013\nB: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n"
)

func TestDevices(t *testing.T) {
	for _, c := range []struct {
		name, list string
		want       []string
	}{
		{"one on USB", keys + "\n" + glassUSB + "\n" + mouse, []string{"usb:222a:0001"}},
		{"one soldered on", glassI2C, []string{"name:10-0038 generic ft5x06 (79)"}},
		{"one that says little", resists, []string{"usb:0eef:0001"}},
		{"two", glassUSB + "\n" + glassI2C, []string{"usb:222a:0001", "name:10-0038 generic ft5x06 (79)"}},
		{"none", touchpad + "\n" + mouse + "\n" + pen + "\n" + keys, nil},
		{"nothing", "", nil},
		{"noise", "B: PROP=\nB: ABS=xyz\nN: Name=\nI: Bus=\n\n\n\nB: KEY=\n", nil},
	} {
		var got []string
		for _, d := range parse(c.list) {
			got = append(got, d.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzDevices(f *testing.F) {
	f.Add(glassUSB + "\n" + pen)
	f.Fuzz(func(t *testing.T, list string) {
		for _, d := range parse(list) {
			if d.Name == "" || !d.is(d.String()) || !d.is("") {
				t.Errorf("%+v is not what it is called", d)
			}
		}
	})
}

// kernel writes the kernel's list.
func kernel(t *testing.T, path, list string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, list, wish string) *Screen {
	t.Helper()
	ts, err := Open(Config{List: list, File: filepath.Join(t.TempDir(), "dead"), Wish: wish, Health: &health.Board{}})
	if err != nil {
		t.Fatal(err)
	}
	return ts
}

func (t *Screen) sees(at time.Time) bool {
	t.Look(at)
	gone, _ := t.State()
	return !gone
}

// TestGoneAndBack: a device that was there and is not is gone after a moment, and is back at once; what the machine has
// never had is nothing that is gone.
func TestGoneAndBack(t *testing.T) {
	list := filepath.Join(t.TempDir(), "devices")
	kernel(t, list, mouse)
	ts := open(t, list, "")
	now := time.Now()
	if !ts.sees(now) || !ts.sees(now.Add(time.Minute)) {
		t.Error("a machine without a touch screen misses one")
	}
	kernel(t, list, glassUSB+"\n"+mouse)
	if !ts.sees(now) {
		t.Error("it is there")
	}
	kernel(t, list, mouse)
	if !ts.sees(now) || !ts.sees(now.Add(Wobble-time.Second)) {
		t.Error("told at once: the kernel may only have reset it")
	}
	if ts.sees(now.Add(Wobble)) {
		t.Error("it is gone and nobody is told")
	}
	kernel(t, list, mouse+"\n"+glassI2C) // another one: fingers reach the screen
	if !ts.sees(now.Add(Wobble)) {
		t.Error("it is back")
	}
	if err := os.Remove(list); err != nil {
		t.Fatal(err)
	}
	if !ts.sees(now) || !ts.sees(now.Add(time.Minute)) {
		t.Error("where nobody can know, nothing is gone")
	}
}

// TestDeviceOfTheSetUp: where the set-up names the device, no other will do.
func TestDeviceOfTheSetUp(t *testing.T) {
	list := filepath.Join(t.TempDir(), "devices")
	kernel(t, list, glassI2C)
	ts := open(t, list, "usb:222a:0001")
	now := time.Now()
	if ts.sees(now); ts.sees(now.Add(Wobble)) {
		t.Error("another device is taken for it")
	}
	if there, missing := ts.Plugged(); there != "" || missing != "usb:222a:0001" {
		t.Errorf("got %q, %q", there, missing)
	}
	kernel(t, list, glassI2C+"\n"+glassUSB)
	if !ts.sees(now) {
		t.Error("it is there")
	}
	if there, missing := ts.Plugged(); there != "usb:222a:0001" || missing != "" {
		t.Errorf("got %q, %q", there, missing)
	}
}
