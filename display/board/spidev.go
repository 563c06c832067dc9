package board

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
)

// spidev is the kernel's SPI device, written to alone. periph's own one is part of a package that also takes
// hold of GPIO lines when it is linked.
type spidev struct {
	path string
	f    *os.File
}

// OpenSPI opens an SPI device by bus and chip select: "0.0" is /dev/spidev0.0.
func OpenSPI(name string) (spi.PortCloser, error) {
	path := "/dev/spidev" + name
	f, err := os.OpenFile(path, os.O_WRONLY|unix.O_CLOEXEC, 0)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s: %w: add the user to the group that owns the device (spi)", path, fs.ErrPermission)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w: SPI is not switched on (dtparam=spi=on)", path, fs.ErrNotExist)
	case err != nil:
		return nil, err
	}
	return &spidev{path, f}, nil
}

func (s *spidev) String() string                    { return s.path }
func (s *spidev) Close() error                      { return s.f.Close() }
func (s *spidev) LimitSpeed(physic.Frequency) error { return nil }
func (s *spidev) Duplex() conn.Duplex               { return conn.Half }
func (s *spidev) TxPackets([]spi.Packet) error      { return errors.ErrUnsupported }

// Requests of the kernel: linux/spi/spidev.h.
const (
	spiWriteMode  = 0x40016b01
	spiWriteBits  = 0x40016b03
	spiWriteSpeed = 0x40046b04
)

// Connect implements spi.Port.
func (s *spidev) Connect(f physic.Frequency, mode spi.Mode, bits int) (spi.Conn, error) {
	m, b, hz := uint8(mode&3), uint8(bits), uint32(f/physic.Hertz)
	for request, value := range map[uintptr]unsafe.Pointer{spiWriteMode: unsafe.Pointer(&m), spiWriteBits: unsafe.Pointer(&b), spiWriteSpeed: unsafe.Pointer(&hz)} {
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, s.f.Fd(), request, uintptr(value)); errno != 0 {
			return nil, fmt.Errorf("%s: %w", s.path, errno)
		}
	}
	return s, nil
}

// Tx implements spi.Conn; nothing is read.
func (s *spidev) Tx(w, r []byte) error {
	if len(r) > 0 {
		return errors.ErrUnsupported
	}
	_, err := s.f.Write(w)
	return err
}
