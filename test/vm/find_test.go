package vm_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bileter/internal/port"
)

// TestFound: two printers of one make, told apart by serial number and by socket, whatever their numbers are.
func TestFound(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		a, b := newGadget(t, kind, 0, "A1"), newGadget(t, kind, 1, "B2")
		b.plug()
		a.plug() // the second one has the lower number
		id := fmt.Sprintf("usb:%04x:%04x", vendor, product)
		for spec, want := range map[string]*gadget{id + ":A1": a, id + ":B2": b, "usb:" + a.socket(): a, "usb:" + b.socket(): b} {
			p, err := port.Open(t.Context(), spec, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(p.Name(), want.node()) {
				t.Errorf("%s opened %s, want %s", spec, p.Name(), want.node())
			}
			if got := p.Identity(); got.Serial != want.serial || got.Vendor != vendor {
				t.Errorf("%s: %+v", spec, got)
			}
			for _, name := range p.Names() {
				if node, err := port.Sysfs("/sys").Find(name); node != want.node() && !errors.Is(err, port.ErrSeveral) {
					t.Errorf("%s leads to %q, %v", name, node, err)
				}
			}
			p.Close()
		}
		if p, err := port.Open(t.Context(), id, 0); !errors.Is(err, port.ErrSeveral) {
			t.Errorf("two that are meant: %v, %v", p, err)
		}
		b.unplug()
		p := openPort(t, id)
		if kind == lp {
			p.Close()
			p = openPort(t, "usb:town/receipt")
			if got := p.Identity().DeviceID; !strings.Contains(got, "MDL:Receipt") {
				t.Errorf("device id %q", got)
			}
		}
		if _, err := port.Open(t.Context(), id+":B2", 0); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the one that was unplugged: %v", err)
		}
	})
}

// TestNumberChanges: a modem that comes back while the lost port is still open has another number. It is found all the
// same, while a set-up with a number would wait in vain.
func TestNumberChanges(t *testing.T) {
	g := newGadget(t, acm, 0, "A1")
	g.plug()
	before, spec := g.node(), "usb:"+g.socket()
	old := openPort(t, spec)
	g.unplug()
	g.plug()
	if g.node() == before {
		t.Errorf("negative control: it is %s again", before)
	}
	p := openPort(t, spec)
	if !strings.Contains(p.Name(), g.node()) {
		t.Errorf("opened %s, want %s", p.Name(), g.node())
	}
	if err := old.Close(); err != nil {
		t.Log("the lost port:", err)
	}
}

// TestUdev: this Debian's udev, with our rules, gives a printer its name, its group and its rights, and takes the name
// away with the plug.
func TestUdev(t *testing.T) {
	const name = "/dev/bileter-printer"
	kinds(t, func(t *testing.T, kind string) {
		g, group := newGadget(t, kind, 0, "A1"), uint32(7) // lp, of Debian
		if kind == acm {
			group = 20 // dialout
			g.must(os.WriteFile(g.config+"/idVendor", []byte("0x04b8"), 0))
		}
		for range 2 {
			e := g.plug()
			settle(t)
			to, err := os.Readlink(name)
			if err != nil || "/dev/"+to != g.node() {
				t.Fatalf("%s: %q, %v, want %s", name, to, err, g.node())
			}
			var st unix.Stat_t
			if err := unix.Stat(g.node(), &st); err != nil {
				t.Fatal(err)
			}
			if st.Mode&0o777 != 0o660 || st.Gid != group {
				t.Errorf("mode %o, group %d, want 660 and %d", st.Mode&0o777, st.Gid, group)
			}
			s := e.sink()
			p := openPort(t, name)
			if _, err := p.Write([]byte("by its name"), within); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the bytes", func() bool { return string(s.bytes()) == "by its name" })
			p.Close()
			g.unplug()
			settle(t)
			if _, err := os.Lstat(name); err == nil {
				t.Errorf("%s is there without a printer", name)
			}
		}
	})
}

// TestUdevRules lets udev itself read the rules: what it does not understand it says.
func TestUdevRules(t *testing.T) {
	g := newGadget(t, lp, 0, "A1")
	g.plug()
	settle(t)
	complaints := func() (of []string) {
		out, err := exec.Command("udevadm", "test", "/sys/class/usbmisc/"+strings.TrimPrefix(g.node(), "/dev/usb/")).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "Reading rules file: /run/udev/rules.d/60-bileter.rules") {
			t.Fatalf("udev has not read the rules: %v\n%s", err, out)
		}
		for line := range strings.Lines(string(out)) {
			_, about, ours := strings.Cut(line, "bileter.rules:")
			if _, says, ok := strings.Cut(about, " "); ours && ok && !slices.Contains([]string{"LINK", "GROUP", "MODE"}, strings.Fields(says)[0]) {
				of = append(of, strings.TrimSpace(line))
			}
		}
		return of
	}
	if got := complaints(); len(got) > 0 {
		t.Errorf("udev says %q", got)
	}
	const wrong = "/run/udev/rules.d/61-wrong-bileter.rules"
	if err := os.WriteFile(wrong, []byte(`SUBSYSTEM=="usbmisc", GRUOP="lp"`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(wrong)
	if got := complaints(); len(got) == 0 {
		t.Error("negative control: a wrong rule goes unnoticed")
	}
}

// TestTold: the technician's test tells the names by which a printer is found again.
func TestTold(t *testing.T) {
	o := newOffice(t, lp, "emulator-80")
	o.kill()
	out, err := exec.Command(program, "test", "printer", "--config", o.config, "--port", o.gadget.node()).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, want := range []string{"usb:0525:a4a8:A1", "usb:Town/Receipt", "usb:" + o.gadget.socket()} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// settle waits until udev has done all there is to do.
func settle(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("udevadm", "settle", fmt.Sprintf("--timeout=%d", within/time.Second)).CombinedOutput(); err != nil {
		t.Fatalf("udevadm settle: %v\n%s", err, out)
	}
}
