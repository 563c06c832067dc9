package port_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"bileter/internal/port"
)

// plugged is a tree with USB devices, each in a socket of its own, as the kernel shows them.
func plugged(t *testing.T, devices ...device) port.Sysfs {
	attributes, links := map[string]string{"class/tty/tty0/uevent": "DEVNAME=tty0\n"}, map[string]string{}
	for _, d := range devices {
		usb := "devices/pci0/usb1/" + d.socket + "/"
		attributes[usb+"idVendor"], attributes[usb+"idProduct"] = d.vendor+"\n", d.product+"\n"
		if d.serial != "" {
			attributes[usb+"serial"] = d.serial + "\n"
		}
		for i, node := range d.nodes {
			at := fmt.Sprintf("%s%s:1.%d/", usb, d.socket, i)
			class, name := "tty", node
			if _, err := fmt.Sscanf(node, "usb/%s", &name); err == nil {
				class = "usbmisc"
				attributes[at+"ieee1284_id"] = d.id + "\n"
			}
			attributes[at+class+"/"+name+"/uevent"] = "MAJOR=180\nDEVNAME=" + node + "\n"
			links[at+class+"/"+name+"/device"] = fmt.Sprintf("../../../%s:1.%d", d.socket, i)
			links["class/"+class+"/"+name] = "../../" + at + class + "/" + name
		}
	}
	return tree(t, attributes, links)
}

type device struct {
	socket, vendor, product, serial, id string
	nodes                               []string
}

var (
	epson   = device{"1-1.2", "04b8", "0e15", "X4GP1", "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20III;", []string{"usb/lp3"}}
	twin    = device{"1-1.3", "04b8", "0e15", "X4GP2", "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20III;", []string{"usb/lp0"}}
	both    = device{"1-4", "0dd4", "0205", "", "MANUFACTURER: Custom ;MODEL:KPM 180H;", []string{"ttyACM1", "usb/lp2"}}
	adapter = device{"2-1", "0403", "6001", "A50285BI", "", []string{"ttyUSB0"}}
)

func TestFind(t *testing.T) {
	s := plugged(t, epson, twin, both, adapter)
	for _, c := range []struct {
		spec, node string
		err        error
	}{
		{"usb:04b8:0e15:X4GP1", "/dev/usb/lp3", nil},
		{"usb:04B8:0E15:X4GP2", "/dev/usb/lp0", nil},
		{"usb:1-1.3", "/dev/usb/lp0", nil},
		{"usb:Custom/KPM 180H", "/dev/usb/lp2", nil},
		{"usb:custom", "/dev/usb/lp2", nil},
		{"usb:0dd4:0205", "/dev/usb/lp2", nil}, // also a modem
		{"usb:0403:6001:A50285BI", "/dev/ttyUSB0", nil},
		{"usb:04b8:0e15", "", port.ErrSeveral},
		{"usb:EPSON/TM-T20III", "", port.ErrSeveral},
		{"usb:04b8:0e15:X4GP", "", fs.ErrNotExist},
		{"usb:04b8:0202", "", fs.ErrNotExist},
		{"usb:1-1", "", fs.ErrNotExist},
		{"usb:EPSON/TM-T88V", "", fs.ErrNotExist},
		{"usb:", "", port.ErrSpec},
		{"usb:04b8:", "", port.ErrSpec},
		{"usb:/TM-T20III", "", port.ErrSpec},
		{"usb:a/b/c", "", port.ErrSpec},
	} {
		node, err := s.Find(c.spec)
		if node != c.node || !errors.Is(err, c.err) {
			t.Errorf("%s: got %q, %v, want %q, %v", c.spec, node, err, c.node, c.err)
		}
	}
	if _, err := port.Sysfs(t.TempDir()).Find("usb:1-1"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing plugged in: %v", err)
	}
}

func TestPortThatIsNotOnUSBHasNoNames(t *testing.T) {
	_, tty := line(t)
	if names := open(t, tty).Names(); names != nil {
		t.Errorf("got %q", names)
	}
}
