package port

import (
	"cmp"
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Found is a port where a printer may hang.
type Found struct {
	Identity
	Spec string // by which Open finds it, whatever its node's number will be
	Node string // "/dev/usb/lp0"; empty on the network
}

// List lists USB printers, USB devices that pass for a serial port, and serial ports that have a chip. Nothing is opened.
func (s Sysfs) List() (all []Found) {
	var places []place
	times := map[string]int{}
	for _, p := range s.places() {
		if n := len(places); n > 0 && places[n-1].socket == p.socket {
			continue // one device may be a printer and a modem: then it is the printer, which comes first
		}
		places = append(places, p)
		times[p.specs()[0]]++
	}
	for _, p := range places {
		f := Found{p.Identity, p.specs()[0], p.node}
		if times[f.Spec] > 1 { // two alike are told apart by their sockets
			f.Spec = "usb:" + p.socket
		}
		all = append(all, f)
	}
	for _, pattern := range []string{"class/tty/ttyAMA*", "class/tty/ttyS*"} {
		found, _ := filepath.Glob(filepath.Join(string(s), pattern))
		for _, dir := range found {
			if attribute(dir, "type") == "0" { // the kernel keeps numbers for chips that are not there
				continue
			}
			node := filepath.Join("/dev", filepath.Base(dir))
			all = append(all, Found{Spec: node, Node: node})
		}
	}
	return all
}

// List is that of this machine.
func List() []Found { return system.List() }

// Scanning a network.
const (
	PrinterPort = 9100 // of printers on a network, by custom
	scanWait    = 400 * time.Millisecond
	scanAtOnce  = 32
	scanMost    = 254 // addresses of one network
)

// Networks are the private networks of this machine, none larger than 254 addresses: of a larger one the part around its
// own address.
func Networks() (nets []netip.Prefix) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		ip, ok := netip.AddrFromSlice(n.IP.To4())
		if !ok || !ip.IsPrivate() {
			continue
		}
		ones, _ := n.Mask.Size()
		if p, err := ip.Prefix(max(ones, 24)); err == nil {
			nets = append(nets, p)
		}
	}
	return nets
}

// Scan lists the addresses of a network that accept a connection at a TCP port. Nothing is sent: who answers there may be
// any printer. It ends with ctx, and asks at most 254 addresses.
func Scan(ctx context.Context, in netip.Prefix, port int) (found []string) {
	var mu sync.Mutex // protects found
	var wg sync.WaitGroup
	slots := make(chan struct{}, scanAtOnce)
	addr := in.Masked().Addr()
	for n := 0; n <= scanMost && in.Contains(addr) && ctx.Err() == nil; n, addr = n+1, addr.Next() {
		if bits := 32 - in.Bits(); bits > 1 && (addr == in.Masked().Addr() || isLast(addr, bits)) {
			continue // the network itself, and everybody
		}
		slots <- struct{}{}
		at := net.JoinHostPort(addr.String(), strconv.Itoa(port))
		wg.Go(func() {
			defer func() { <-slots }()
			ctx, stop := context.WithTimeout(ctx, scanWait)
			defer stop()
			var d net.Dialer
			c, err := d.DialContext(ctx, "tcp4", at)
			if err != nil {
				return
			}
			c.Close()
			mu.Lock()
			found = append(found, at)
			mu.Unlock()
		})
	}
	wg.Wait()
	slices.SortFunc(found, func(a, b string) int {
		x, _ := netip.ParseAddrPort(a)
		y, _ := netip.ParseAddrPort(b)
		return cmp.Or(x.Addr().Compare(y.Addr()), cmp.Compare(a, b))
	})
	return found
}

// isLast tells whether all of the low bits of an address are ones.
func isLast(a netip.Addr, bits int) bool {
	b := a.As4()
	mask := uint32(1)<<bits - 1
	return binary.BigEndian.Uint32(b[:])&mask == mask
}
