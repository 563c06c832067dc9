package main

import (
	"golang.org/x/sys/unix"
)

// up switches the loopback device on.
func up(fd int) error {
	r, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, r)
}
