package port_test

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"testing"

	"bileter/internal/port"
)

func TestList(t *testing.T) {
	nameless := device{"1-6", "0416", "5011", "", "", []string{"usb/lp5"}}
	sibling := device{"1-7", "0416", "5011", "", "", []string{"usb/lp6"}}
	s := plugged(t, epson, both, adapter, nameless, sibling)
	var specs []string
	for _, f := range s.List() {
		specs = append(specs, f.Spec)
		if node, err := s.Find(f.Spec); err != nil || node != f.Node {
			t.Errorf("%s is listed at %s, and found at %s, %v", f.Spec, f.Node, node, err)
		}
	}
	want := []string{"usb:04b8:0e15:X4GP1", "usb:0dd4:0205", "usb:1-6", "usb:1-7", "usb:0403:6001:A50285BI"}
	if !slices.Equal(specs, want) {
		t.Errorf("got %v, want %v", specs, want)
	}
	serial := tree(t, map[string]string{"class/tty/ttyS0/type": "0\n", "class/tty/ttyS1/type": "4\n", "class/tty/ttyAMA0/type": "32\n"}, nil)
	specs = nil
	for _, f := range serial.List() {
		specs = append(specs, f.Spec)
	}
	if !slices.Equal(specs, []string{"/dev/ttyAMA0", "/dev/ttyS1"}) {
		t.Errorf("serial ports: %v", specs)
	}
}

func TestScan(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.77:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := l.Addr().(*net.TCPAddr).AddrPort()
	if got := port.Scan(t.Context(), netip.MustParsePrefix("127.0.0.64/27"), int(at.Port())); !slices.Equal(got, []string{at.String()}) {
		t.Errorf("got %v, want %v", got, at)
	}
	if got := port.Scan(t.Context(), netip.MustParsePrefix("127.0.0.0/26"), int(at.Port())); len(got) != 0 {
		t.Errorf("another network has %v", got)
	}
	if got := port.Scan(t.Context(), netip.MustParsePrefix("127.0.0.64/28"), int(at.Port())); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	over, stop := context.WithCancel(t.Context())
	stop()
	if got := port.Scan(over, netip.MustParsePrefix("127.0.0.64/27"), int(at.Port())); len(got) != 0 {
		t.Errorf("after its end: %v", got)
	}
	for _, n := range port.Networks() {
		if n.Bits() < 24 || !n.Addr().IsPrivate() {
			t.Errorf("%v would be scanned", n)
		}
	}
}
