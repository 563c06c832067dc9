package port

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Identity is what the system knows about the device at the other end of a cable. Every part may be missing.
type Identity struct {
	DeviceID        string // of IEEE 1284, as the printer gives it
	Vendor, Product uint16 // of USB; both 0: not on USB, or behind an adapter
	Serial          string // of USB
}

// Identity tells what the system knows about the printer: a USB printer's driver has its device id, sysfs the USB ids.
// Nothing is written to the port. What cannot be known is left out.
func (p *Port) Identity() Identity {
	if p.kind != usblp && p.kind != tty {
		return Identity{}
	}
	var id Identity
	p.control(func(fd int) error {
		var st unix.Stat_t
		if err := unix.Fstat(fd, &st); err != nil {
			return err
		}
		id = system.Identity(unix.Major(st.Rdev), unix.Minor(st.Rdev))
		if p.kind == usblp {
			if s := deviceID(driver(fd)); s != "" {
				id.DeviceID = s
			}
		}
		return nil
	})
	return id
}

// asker fills a buffer with a device id as the printer sends it.
type asker interface{ askDeviceID(b []byte) error }

// maxDeviceID is how much of a device id is read.
const maxDeviceID = 1024

// deviceID reads the two bytes of length, which count themselves, and the text. Some printers have the bytes of the
// length the wrong way round, so it only ever shortens.
func deviceID(from asker) string {
	b := make([]byte, maxDeviceID)
	if from.askDeviceID(b) != nil {
		return ""
	}
	n := int(binary.BigEndian.Uint16(b))
	if n < 2 || n > len(b) {
		n = len(b)
	}
	text, _, _ := strings.Cut(string(b[2:n]), "\x00")
	return text
}

// driver is the descriptor of a device of the kernel driver usblp.
type driver int

// askDeviceID is LPIOC_GET_DEVICE_ID: _IOC(_IOC_READ, 'P', 1, length).
func (d driver) askDeviceID(b []byte) error {
	request := uintptr(2<<30 | len(b)<<16 | 'P'<<8 | 1)
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(d), request, uintptr(unsafe.Pointer(&b[0])))
	if errno != 0 {
		return errno
	}
	return nil
}

// Sysfs is the root folder of the kernel's tree of devices, such as "/sys".
type Sysfs string

// maxClimb bounds the way from a device to the plug it hangs on.
const maxClimb = 6

// char is the folder of a character device.
func (s Sysfs) char(major, minor uint32) string {
	return filepath.Join(string(s), "dev/char", strconv.Itoa(int(major))+":"+strconv.Itoa(int(minor)))
}

// Identity tells what the tree knows about a character device. A serial adapter's own USB ids are not the printer's and
// are left out.
func (s Sysfs) Identity(major, minor uint32) Identity {
	dir, err := filepath.EvalSymlinks(filepath.Join(s.char(major, minor), "device"))
	if err != nil || strings.HasPrefix(filepath.Base(dir), "ttyUSB") {
		return Identity{}
	}
	id, _ := climb(dir)
	return id
}

// climb goes from a device up to the USB device it belongs to, and also tells the socket that is plugged into; empty:
// it is none.
func climb(dir string) (id Identity, socket string) {
	for range maxClimb {
		if id.DeviceID == "" {
			id.DeviceID = attribute(dir, "ieee1284_id")
		}
		if v := attribute(dir, "idVendor"); v != "" {
			id.Vendor, id.Product = hex16(v), hex16(attribute(dir, "idProduct"))
			id.Serial = attribute(dir, "serial")
			return id, filepath.Base(dir)
		}
		dir = filepath.Dir(dir)
	}
	return id, ""
}

// attribute reads one; empty where there is none.
func attribute(dir, name string) string {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	defer f.Close()
	b := make([]byte, maxDeviceID)
	n, _ := f.Read(b)
	return strings.TrimSpace(strings.TrimRight(string(b[:n]), "\x00"))
}

func hex16(s string) uint16 {
	n, err := strconv.ParseUint(s, 16, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}
