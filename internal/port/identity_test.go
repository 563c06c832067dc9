package port_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"bileter/internal/port"
)

func TestDeviceID(t *testing.T) {
	const id = "MFG:EPSON;MDL:TM-T20III;"
	for _, c := range []struct{ name, sent, want string }{
		{"as it should be", "\x00\x1a" + id, id},
		{"length the wrong way round", "\x1a\x00" + id, id},
		{"no length", "\x00\x00" + id, id},
		{"length too long", "\xff\xff" + id, id},
		{"length that cuts", "\x00\x06MFG:EPSON", "MFG:"},
		{"nothing", "", ""},
	} {
		got := port.DeviceID(func(b []byte) error {
			copy(b, c.sent)
			return nil
		})
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if got := port.DeviceID(func(b []byte) error { copy(b, "\x00\x05xyz"); return unix.EIO }); got != "" {
		t.Errorf("a failure gave %q", got)
	}
}

// tree makes a tree of devices as the kernel does: folders, attributes and links.
func tree(t *testing.T, attributes map[string]string, links map[string]string) port.Sysfs {
	t.Helper()
	root := t.TempDir()
	for name, value := range attributes {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(value), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range links {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, path); err != nil {
			t.Fatal(err)
		}
	}
	return port.Sysfs(root)
}

func TestSysfs(t *testing.T) {
	const usb = "devices/platform/usb1/1-1/"
	s := tree(t, map[string]string{
		usb + "idVendor": "04b8\n", usb + "idProduct": "0202\n", usb + "serial": "X1\n",
		usb + "1-1:1.0/ieee1284_id":           "MFG:EPSON;MDL:TM-T88V;\n",
		usb + "1-1:1.0/usbmisc/lp0/dev":       "180:0\n",
		usb + "1-1:1.1/tty/ttyACM0/dev":       "166:0\n",
		usb + "1-1:1.2/ttyUSB0/tty/ttyUSB0/x": "",
		"devices/platform/serial0/x":          "",
		"devices/virtual/tty/tty1/x":          "",
	}, map[string]string{
		"dev/char/180:0":                           "../../" + usb + "1-1:1.0/usbmisc/lp0",
		usb + "1-1:1.0/usbmisc/lp0/device":         "../../../1-1:1.0",
		"dev/char/166:0":                           "../../" + usb + "1-1:1.1/tty/ttyACM0",
		usb + "1-1:1.1/tty/ttyACM0/device":         "../../../1-1:1.1",
		"dev/char/188:0":                           "../../" + usb + "1-1:1.2/ttyUSB0/tty/ttyUSB0",
		usb + "1-1:1.2/ttyUSB0/tty/ttyUSB0/device": "../../../ttyUSB0",
		"dev/char/4:64":                            "../../devices/platform/serial0",
		"devices/platform/serial0/device":          "../serial0",
		"dev/char/4:1":                             "../../devices/virtual/tty/tty1",
	})
	for _, c := range []struct {
		name         string
		major, minor uint32
		want         port.Identity
	}{
		{"USB printer", 180, 0, port.Identity{DeviceID: "MFG:EPSON;MDL:TM-T88V;", Vendor: 0x04b8, Product: 0x0202, Serial: "X1"}},
		{"printer that is a modem", 166, 0, port.Identity{Vendor: 0x04b8, Product: 0x0202, Serial: "X1"}},
		{"serial adapter", 188, 0, port.Identity{}},
		{"serial line", 4, 64, port.Identity{}},
		{"no hardware", 4, 1, port.Identity{}},
		{"nothing", 1, 1, port.Identity{}},
	} {
		if got := s.Identity(c.major, c.minor); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestIdentityOfWhatHasNone(t *testing.T) {
	_, tty := line(t)
	for _, spec := range []string{tty, "file:" + filepath.Join(t.TempDir(), "paper")} {
		if got := open(t, spec).Identity(); got != (port.Identity{}) {
			t.Errorf("%s: got %+v", strings.SplitN(spec, ":", 2)[0], got)
		}
	}
}
