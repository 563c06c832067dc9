// Package stick finds the USB sticks of this machine, has them opened and taken out, and reads and writes files at their
// top. It needs no rights of its own: who mounts is the system, by udisks, or whoever put something below /media.
package stick

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"bileter/internal/durable"
)

// Errors of Drives.
var (
	ErrGone  = errors.New("the stick is gone")
	ErrMount = errors.New("the stick cannot be mounted or unmounted")
	ErrWrite = errors.New("the stick cannot be written")
	ErrRead  = errors.New("the file cannot be read")
)

// Drives finds sticks. Its zero value is not usable; see System.
type Drives struct {
	Sys     string   // where the kernel tells of devices: /sys
	Mounts  string   // what is mounted: /proc/self/mountinfo
	Below   []string // folders below which whatever is mounted is a stick
	Folders []string // that are treated as sticks, for a machine that mounts in a way of its own
	// Udisks runs udisksctl.
	Udisks func(ctx context.Context, args ...string) error
}

// System finds the sticks of this machine; folders are treated as sticks too.
func System(folders ...string) *Drives {
	return &Drives{Sys: "/sys", Mounts: "/proc/self/mountinfo", Below: []string{"/media", "/run/media"}, Folders: folders, Udisks: udisks}
}

func udisks(ctx context.Context, args ...string) error {
	out, err := exec.CommandContext(ctx, "udisksctl", append(args, "--no-user-interaction")...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("udisksctl %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}

// Stick is a partition of a USB device, or a folder.
type Stick struct {
	ID       string // the kernel's name of the partition, or the folder
	Name     string // as people know it
	Path     string // where it is mounted; empty: nowhere
	Free     int64  // bytes
	ReadOnly bool
	device   bool // can be mounted and unmounted
}

// mount is a line of the table of mounts.
type mount struct{ device, path, source string }

// of tells whether a partition is mounted here. Some file systems have a number of their own and name it only.
func (m mount) of(p partition) bool { return m.device == p.number || m.source == "/dev/"+p.id }

// below tells whether sticks are mounted here.
func (d *Drives) below(m mount) bool {
	return slices.ContainsFunc(d.Below, func(top string) bool { return strings.HasPrefix(m.path, top+"/") })
}

// List returns the sticks that are there, mounted or not, by their names. A disk that is mounted anywhere but below the usual
// folders is none: a machine may start from it.
func (d *Drives) List() ([]Stick, error) {
	mounts, err := d.mounts()
	if err != nil {
		return nil, err
	}
	var out []Stick
	seen := map[string]bool{}
	parts := d.partitions()
	own := map[string]bool{} // disks that the machine itself works on: mounted elsewhere
	for _, part := range parts {
		own[part.disk] = own[part.disk] || slices.ContainsFunc(mounts, func(m mount) bool { return m.of(part) && !d.below(m) })
	}
	for _, part := range parts {
		if own[part.disk] {
			continue
		}
		s := Stick{ID: part.id, Name: part.name, device: true}
		for _, m := range mounts {
			if m.of(part) {
				s.Path = m.path
				seen[m.path] = true
			}
		}
		out = append(out, s)
	}
	for _, m := range mounts {
		if !seen[m.path] && d.below(m) {
			out = append(out, Stick{ID: m.path, Name: filepath.Base(m.path), Path: m.path})
		}
	}
	for _, f := range d.Folders {
		if info, err := os.Stat(f); err == nil && info.IsDir() {
			out = append(out, Stick{ID: f, Name: filepath.Base(f), Path: f})
		}
	}
	for i := range out {
		out[i].measure()
	}
	return out, nil
}

func (s *Stick) measure() {
	var st unix.Statfs_t
	if s.Path == "" || unix.Statfs(s.Path, &st) != nil {
		return
	}
	s.Free = int64(st.Bavail) * st.Bsize
	s.ReadOnly = st.Flags&unix.ST_RDONLY != 0
	if base := filepath.Base(s.Path); s.device && base != s.ID { // its label, where udisks mounts it
		s.Name = base + ", " + s.Name
	}
}

func (d *Drives) mounts() (out []mount, err error) {
	b, err := os.ReadFile(d.Mounts)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 5 {
			continue
		}
		m := mount{device: f[2], path: unescape(f[4])}
		if i := slices.Index(f, "-"); i > 0 && i+2 < len(f) { // its options are of any number
			m.source = unescape(f[i+2])
		}
		out = append(out, m)
	}
	return out, nil
}

// unescape undoes the table's \040 and the like.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

type partition struct{ id, number, name, disk string }

// partitions are those of USB disks, or the whole disk where it has none. What has no size is a reader without a card.
func (d *Drives) partitions() (out []partition) {
	blocks := filepath.Join(d.Sys, "class/block")
	entries, _ := os.ReadDir(blocks)
	value := func(path ...string) string {
		b, _ := os.ReadFile(filepath.Join(path...))
		return strings.TrimSpace(string(b))
	}
	for _, e := range entries {
		at, err := filepath.EvalSymlinks(filepath.Join(blocks, e.Name()))
		if err != nil || !strings.Contains(at, "/usb") {
			continue
		}
		disk := at
		if value(at, "partition") != "" {
			disk = filepath.Dir(at)
		} else if parted, _ := filepath.Glob(filepath.Join(at, "*", "partition")); len(parted) > 0 {
			continue
		}
		sectors, _ := strconv.ParseInt(value(at, "size"), 10, 64)
		if sectors == 0 {
			continue
		}
		name := strings.Join(strings.Fields(value(disk, "device/vendor")+" "+value(disk, "device/model")), " ")
		if name == "" {
			name = e.Name()
		}
		out = append(out, partition{e.Name(), value(at, "dev"), fmt.Sprintf("%s, %.0f GB", name, max(1, float64(sectors)*512/1e9)), disk})
	}
	return out
}

// find returns a stick by its id.
func (d *Drives) find(id string) (Stick, error) {
	all, err := d.List()
	if err != nil {
		return Stick{}, err
	}
	if i := slices.IndexFunc(all, func(s Stick) bool { return s.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Stick{}, fmt.Errorf("%w: %s", ErrGone, id)
}

// opened returns a stick that is mounted.
func (d *Drives) opened(id string) (Stick, error) {
	s, err := d.find(id)
	if err == nil && s.Path == "" {
		err = fmt.Errorf("%w: %s is not mounted", ErrGone, id)
	}
	return s, err
}

// Open mounts a stick. One that is mounted stays so.
func (d *Drives) Open(ctx context.Context, id string) error {
	s, err := d.find(id)
	if err != nil || s.Path != "" {
		return err
	}
	if err := d.Udisks(ctx, "mount", "-b", "/dev/"+s.ID); err != nil {
		return fmt.Errorf("%w: %v", ErrMount, err)
	}
	return nil
}

// Eject writes out what is on its way to a stick and unmounts it: then it can be pulled. A folder is only written out.
func (d *Drives) Eject(ctx context.Context, id string) error {
	s, err := d.find(id)
	if err != nil {
		return err
	}
	if s.Path != "" {
		if f, err := os.Open(s.Path); err == nil {
			err = unix.Syncfs(int(f.Fd()))
			if err = errors.Join(err, f.Close()); err != nil {
				return fmt.Errorf("%w: %v", ErrWrite, err)
			}
		}
	}
	if !s.device || s.Path == "" {
		return nil
	}
	if err := d.Udisks(ctx, "unmount", "-b", "/dev/"+s.ID); err != nil {
		return fmt.Errorf("%w: %v", ErrMount, err)
	}
	return nil
}

// File is one at the top of a stick.
type File struct {
	Name string
	Size int64
	At   time.Time
}

// maxFiles bounds a list that is shown.
const maxFiles = 40

// Files lists the plain files at the top of a stick whose names end so, the newest first.
func (d *Drives) Files(id, suffix string) ([]File, error) {
	s, err := d.opened(id)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(s.Path)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrRead, err)
	}
	var out []File
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") || !strings.HasSuffix(strings.ToLower(e.Name()), suffix) {
			continue
		}
		out = append(out, File{e.Name(), info.Size(), info.ModTime()})
	}
	slices.SortFunc(out, func(a, b File) int { return b.At.Compare(a.At) })
	return out[:min(len(out), maxFiles)], nil
}

// Read returns a file at the top of a stick, of at most so many bytes. No link leads out of it.
func (d *Drives) Read(id, name string, most int64) ([]byte, error) {
	s, err := d.opened(id)
	if err != nil {
		return nil, err
	}
	b, err := read(s.Path, name, most)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrRead, err)
	}
	return b, nil
}

func read(dir, name string, most int64) ([]byte, error) {
	if name != filepath.Base(name) {
		return nil, fs.ErrInvalid
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if info, err := root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, fs.ErrInvalid)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return b, err
}

// Write puts a file at the top of a stick, whole or not at all.
func (d *Drives) Write(id, name string, data []byte) error {
	s, err := d.opened(id)
	if err != nil {
		return err
	}
	if name != filepath.Base(name) {
		return fmt.Errorf("%w: %q", ErrWrite, name)
	}
	if err := durable.WriteFile(filepath.Join(s.Path, name), data, 0o600); err != nil {
		return fmt.Errorf("%w: %v", ErrWrite, err)
	}
	return nil
}
