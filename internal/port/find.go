package port

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// ErrSeveral says that more than one printer answers to a description.
var ErrSeveral = errors.New("more than one printer is meant: name one by its serial number or its socket")

// The ways to name a USB printer, after "usb:". Numbers of nodes are none of them: they change with every plug.
var (
	byID     = regexp.MustCompile(`^([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?::(.+))?$`) // 04b8:0e15 or 04b8:0e15:X4GP012345
	bySocket = regexp.MustCompile(`^[0-9]+-[0-9]+(\.[0-9]+)*$`)                    // 1-1.2, as the kernel names a physical socket
	byMaker  = regexp.MustCompile(`^([^/:]+)(?:/([^/:]+))?$`)                      // EPSON or EPSON/TM-T20III, of the IEEE 1284 id
)

// place is one device node of a printer, or of what may be one.
type place struct {
	Identity
	node   string // "/dev/usb/lp0"
	socket string // "1-1.2"
}

func (p place) String() string { return p.node + " is " + strings.Join(p.specs(), " or ") }

// specs are the names by which it is found, the most lasting first.
func (p place) specs() []string {
	id := fmt.Sprintf("usb:%04x:%04x", p.Vendor, p.Product)
	if p.Serial != "" {
		id += ":" + p.Serial
	}
	all := []string{id}
	if maker, model := p.names(); maker != "" && byMaker.MatchString(maker+"/"+model) {
		all = append(all, "usb:"+maker+"/"+model)
	}
	return append(all, "usb:"+p.socket)
}

// names are maker and model of the IEEE 1284 id.
func (p place) names() (maker, model string) {
	for field := range strings.SplitSeq(p.DeviceID, ";") {
		key, value, _ := strings.Cut(field, ":")
		switch strings.ToUpper(strings.TrimSpace(key)) {
		case "MFG", "MANUFACTURER":
			maker = strings.TrimSpace(value)
		case "MDL", "MODEL":
			model = strings.TrimSpace(value)
		}
	}
	return maker, model
}

// is tells whether a description, without "usb:", means this one.
func (p place) is(what string) bool {
	if m := byID.FindStringSubmatch(what); m != nil {
		return hex16(m[1]) == p.Vendor && hex16(m[2]) == p.Product && (m[3] == "" || m[3] == p.Serial)
	}
	if bySocket.MatchString(what) {
		return what == p.socket
	}
	m, maker, model := byMaker.FindStringSubmatch(what), "", ""
	if m != nil {
		maker, model = p.names()
	}
	return maker != "" && strings.EqualFold(m[1], maker) && (m[2] == "" || strings.EqualFold(m[2], model))
}

// Find returns the device node of the one USB printer that is described so: "usb:VENDOR:PRODUCT" or
// "usb:VENDOR:PRODUCT:SERIAL" in hexadecimal, "usb:1-1.2" by the socket it is plugged into, or "usb:MAKER" or
// "usb:MAKER/MODEL" as the printer calls itself. Errors are fs.ErrNotExist, ErrSeveral and ErrSpec.
func (s Sysfs) Find(spec string) (node string, err error) {
	p, err := s.find(spec)
	return p.node, err
}

func (s Sysfs) find(spec string) (place, error) {
	what, ok := strings.CutPrefix(spec, "usb:")
	if !ok || !byID.MatchString(what) && !byMaker.MatchString(what) { // a socket looks like a maker
		return place{}, ErrSpec
	}
	all := s.places()
	var found []place
	for _, p := range all {
		// One device may be a printer and a modem: then it is the printer, which comes first.
		if p.is(what) && !(len(found) > 0 && found[len(found)-1].socket == p.socket) {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return place{}, fmt.Errorf("%w: %v", ErrSeveral, found)
	case len(all) == 0:
		return place{}, fmt.Errorf("%w: no USB printer is plugged in", fs.ErrNotExist)
	}
	return place{}, fmt.Errorf("%w: not among those plugged in, %v", fs.ErrNotExist, all)
}

// places lists what may be a printer on USB, ordered by socket; of one device the printer class first.
func (s Sysfs) places() (all []place) {
	for _, pattern := range []string{"class/usbmisc/lp*", "class/tty/ttyACM*", "class/tty/ttyUSB*"} {
		found, _ := filepath.Glob(filepath.Join(string(s), pattern))
		for _, dir := range found {
			if p, ok := s.place(dir); ok {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b place) int { return strings.Compare(a.socket, b.socket) })
	return all
}

// place is the one of a folder of sysfs that stands for a device node; false: it is not on USB, or just went.
func (s Sysfs) place(dir string) (place, bool) {
	var p place
	b, err := os.ReadFile(filepath.Join(dir, "uevent"))
	if err != nil {
		return p, false
	}
	for line := range strings.Lines(string(b)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "DEVNAME="); ok {
			p.node = filepath.Join("/dev", name)
		}
	}
	at, err := filepath.EvalSymlinks(filepath.Join(dir, "device"))
	if err != nil {
		return p, false
	}
	p.Identity, p.socket = climb(at)
	return p, p.node != "" && p.socket != ""
}

// system is the kernel's own tree.
const system = Sysfs("/sys")

// openUSB opens the printer that is described so, and looks again whether it was still that one: between finding a
// node and opening it the plug may have been changed.
func openUSB(spec string, baud int) (*Port, error) {
	found, err := system.find(spec)
	if err != nil {
		return nil, err
	}
	p, err := openDevice(found.node, baud)
	if err != nil {
		return nil, err
	}
	p.name = fmt.Sprintf("%s (%s)", spec, found.node)
	if again, ok := p.place(); !ok || again.socket != found.socket || again.Identity != found.Identity {
		p.Close()
		return nil, fmt.Errorf("%w: the plug was changed just now", fs.ErrNotExist)
	}
	return p, nil
}

// place is where the port's device is on USB; false: it is not.
func (p *Port) place() (at place, ok bool) {
	if p.kind != usblp && p.kind != tty {
		return at, false
	}
	_ = p.control(func(fd int) error {
		var st unix.Stat_t
		err := unix.Fstat(fd, &st)
		if err == nil {
			at, ok = system.place(system.char(unix.Major(st.Rdev), unix.Minor(st.Rdev)))
		}
		return err
	})
	return at, ok
}

// Names tells by which specifications Open finds the same USB printer again, whatever its number will be. None: it is
// not on USB.
func (p *Port) Names() []string {
	at, ok := p.place()
	if !ok {
		return nil
	}
	return at.specs()
}
