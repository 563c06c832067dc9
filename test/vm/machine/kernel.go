package main

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// up switches the loopback device on.
func up() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	r, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, r)
}

// seed gives the kernel random numbers of the machine around it. Without them, whoever asks for the first ones waits
// for a quarter of a minute.
func seed(text string) error {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) == 0 {
		return fmt.Errorf("seed %q: want hexadecimal", text)
	}
	f, err := os.OpenFile("/dev/random", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	pool := binary.NativeEndian.AppendUint32(nil, uint32(8*len(b))) // struct rand_pool_info
	pool = binary.NativeEndian.AppendUint32(pool, uint32(len(b)))
	pool = append(pool, b...)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, f.Fd(), unix.RNDADDENTROPY, uintptr(unsafe.Pointer(&pool[0]))); errno != 0 {
		return errno
	}
	return nil
}
