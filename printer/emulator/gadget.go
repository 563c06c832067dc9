package emulator

import (
	"io"
	"time"
)

// Hold plugs the printer in with its own end of a real cable, such as that of a USB gadget of the kernel. A host on it
// waits while the buffer is full. The end is closed by Unplug, and when it fails.
func (p *Printer) Hold(end interface {
	io.ReadWriteCloser
	SetWriteDeadline(time.Time) error
}) {
	p.Replug()
	p.attach(end)
}
