package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// clockSynced tells whether something sets the wall clock by the network: systemd-timesyncd leaves a file,
// and whatever else does it clears the kernel's mark.
func clockSynced() bool {
	if _, err := os.Stat("/run/systemd/timesync/synchronized"); err == nil {
		return true
	}
	const staUnsync = 0x40 // linux/timex.h
	var t unix.Timex
	_, err := unix.Adjtimex(&t)
	return err == nil && t.Status&staUnsync == 0
}

// clockUnset tells of a board without a battery clock, such as a Raspberry Pi 4: after a start its wall clock
// goes on where it stopped, until the network sets it.
func clockUnset() bool {
	if _, err := os.Stat("/proc/device-tree/model"); err != nil {
		return false
	}
	_, err := os.Stat("/dev/rtc0")
	return err != nil
}
