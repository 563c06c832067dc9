package stick_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bileter/internal/stick"
)

// machine is what the kernel would tell: a USB stick with one partition, a card reader without a card, and a disk.
type machine struct {
	t      *testing.T
	dir    string
	drives *stick.Drives
	asked  []string
	refuse error
}

func newMachine(t *testing.T) *machine {
	m := &machine{t: t, dir: t.TempDir()}
	device := func(path, number string, values map[string]string) {
		at := filepath.Join(m.dir, "sys/devices", path)
		m.write(filepath.Join("sys/devices", path, "dev"), number+"\n")
		for k, v := range values {
			m.write(filepath.Join("sys/devices", path, k), v+"\n")
		}
		block := filepath.Join(m.dir, "sys/class/block")
		if err := errors.Join(os.MkdirAll(block, 0o755), os.Symlink(at, filepath.Join(block, filepath.Base(path)))); err != nil {
			t.Fatal(err)
		}
	}
	usb := "pci0/usb1/1-1/1-1:1.0/host6/block/"
	device(usb+"sda", "8:0", map[string]string{"size": "31250000", "device/vendor": "Kingston", "device/model": "DataTraveler   "})
	device(usb+"sda/sda1", "8:1", map[string]string{"size": "31240000", "partition": "1"})
	device("pci0/usb1/1-2/1-2:1.0/host7/block/sdb", "8:16", map[string]string{"size": "0"})
	device("pci0/ata1/host0/block/sdc", "8:32", map[string]string{"size": "900000000"})
	m.mounted("")
	m.drives = &stick.Drives{Sys: filepath.Join(m.dir, "sys"), Mounts: filepath.Join(m.dir, "mounts"), Below: []string{filepath.Join(m.dir, "media"), filepath.Join(m.dir, "run media")},
		Udisks: func(_ context.Context, args ...string) error {
			m.asked = append(m.asked, strings.Join(args, " "))
			if m.refuse == nil && args[0] == "mount" {
				m.mounted("8:1 " + m.folder("run media/BILETER 1"))
			} else if m.refuse == nil {
				m.mounted("")
			}
			return m.refuse
		}}
	return m
}

func (m *machine) write(name, text string) {
	m.t.Helper()
	path := filepath.Join(m.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) folder(name string) string {
	m.t.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.MkdirAll(path, 0o755); err != nil {
		m.t.Fatal(err)
	}
	return path
}

// mounted says what is mounted beside the root: "8:1 /path", or "0:25 /path options - kind source options".
func (m *machine) mounted(lines ...string) {
	text := "22 1 8:32 / / rw - ext4 /dev/sdc rw\n"
	for i, l := range lines {
		if number, path, ok := strings.Cut(l, " "); strings.Contains(l, " - ") {
			text += "30 22 " + strings.Replace(l, " ", " / ", 1) + "\n"
		} else if ok {
			text += fmt.Sprintf("%d 22 %s / %s rw,nosuid - vfat /dev/x rw\n", 30+i, number, strings.ReplaceAll(path, " ", `\040`))
		}
	}
	m.write("mounts", text)
}

func (m *machine) list() string {
	m.t.Helper()
	all, err := m.drives.List()
	if err != nil {
		m.t.Fatal(err)
	}
	var out []string
	for _, s := range all {
		out = append(out, fmt.Sprintf("%s|%s|%s", strings.TrimPrefix(s.ID, m.dir), s.Name, strings.TrimPrefix(s.Path, m.dir)))
	}
	return strings.Join(out, "; ")
}

func TestFound(t *testing.T) {
	m := newMachine(t)
	if got := m.list(); got != "sda1|Kingston DataTraveler, 16 GB|" {
		t.Errorf("unmounted: %s", got)
	}
	// An automounter's, of a device that is not USB, and one that treats nothing.
	m.mounted("0:77 "+m.folder("media/anna/PENDRIVE"), "0:78 "+m.folder("srv/other"))
	if got := m.list(); got != "sda1|Kingston DataTraveler, 16 GB|; /media/anna/PENDRIVE|PENDRIVE|/media/anna/PENDRIVE" {
		t.Errorf("below media: %s", got)
	}
	m.mounted("")
	m.drives.Folders = []string{m.folder("usb"), filepath.Join(m.dir, "missing")}
	if got := m.list(); !strings.HasSuffix(got, "; /usb|usb|/usb") {
		t.Errorf("a folder: %s", got)
	}
}

// TestOwnDisk: a machine that starts from a USB disk does not offer it, nor a part of it that lies idle, to be written or taken out.
func TestOwnDisk(t *testing.T) {
	m := newMachine(t)
	for _, lines := range [][]string{{"8:1 /boot/firmware"}, {"0:25 / rw - btrfs /dev/sda1 rw"}} {
		m.mounted(lines...)
		if got := m.list(); got != "" {
			t.Errorf("%s: %s", lines, got)
		}
		if err := m.drives.Eject(t.Context(), "sda1"); !errors.Is(err, stick.ErrGone) || len(m.asked) != 0 {
			t.Errorf("%s: %v, asked %s", lines, err, m.asked)
		}
	}
}

func TestOpenWriteReadEject(t *testing.T) {
	m := newMachine(t)
	d, ctx := m.drives, t.Context()
	if err := d.Write("sda1", "x.zip", nil); !errors.Is(err, stick.ErrGone) {
		t.Errorf("before it is open: %v", err)
	}
	if err := d.Open(ctx, "sda1"); err != nil {
		t.Fatal(err)
	}
	if got := m.list(); got != "sda1|BILETER 1, Kingston DataTraveler, 16 GB|/run media/BILETER 1" {
		t.Errorf("open: %s", got)
	}
	if err := d.Open(ctx, "sda1"); err != nil { // once more: nothing is asked
		t.Error(err)
	}
	if err := d.Write("sda1", "new.zip", []byte("parcel")); err != nil {
		t.Fatal(err)
	}
	old := "run media/BILETER 1/OLD.ZIP"
	m.write(old, "older")
	if err := os.Chtimes(filepath.Join(m.dir, old), time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	m.write("run media/BILETER 1/photo.jpg", "x")
	m.write("secret.zip", "not on the stick")
	if err := os.Symlink(filepath.Join(m.dir, "secret.zip"), filepath.Join(m.dir, "run media/BILETER 1/link.zip")); err != nil {
		t.Fatal(err)
	}
	fs, err := d.Files("sda1", ".zip")
	if err != nil || len(fs) != 2 || fs[0].Name != "new.zip" || fs[1].Name != "OLD.ZIP" {
		t.Errorf("%v %+v", err, fs)
	}
	if b, err := d.Read("sda1", "new.zip", 6); err != nil || string(b) != "parcel" {
		t.Errorf("%q %v", b, err)
	}
	for _, name := range []string{"link.zip", "../../secret.zip", "none.zip", ".."} {
		if b, err := d.Read("sda1", name, 100); !errors.Is(err, stick.ErrRead) {
			t.Errorf("%s: %q %v", name, b, err)
		}
	}
	if _, err := d.Read("sda1", "new.zip", 5); !errors.Is(err, stick.ErrRead) {
		t.Errorf("larger than it may be: %v", err)
	}
	if err := d.Write("sda1", "../out.zip", nil); !errors.Is(err, stick.ErrWrite) {
		t.Errorf("beside the stick: %v", err)
	}
	if err := d.Eject(ctx, "sda1"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(m.asked, "; "); got != "mount -b /dev/sda1; unmount -b /dev/sda1" {
		t.Errorf("asked %s", got)
	}
	m.refuse = errors.New("not authorized")
	if err := d.Open(ctx, "sda1"); !errors.Is(err, stick.ErrMount) {
		t.Errorf("refused: %v", err)
	}
	if err := d.Open(ctx, "sdz9"); !errors.Is(err, stick.ErrGone) {
		t.Errorf("none: %v", err)
	}
}
