// Package vm tests the ways to a printer with the real drivers of the kernel, in a machine of its own: run.sh boots
// user-mode Linux with a USB cable that is looped back. At one end is a host with usblp and cdc-acm, and the program
// bileter; at the other end the printer made of software. Elsewhere these tests are skipped: make test-vm.
package vm
