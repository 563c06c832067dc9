package setup

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// keepVersions is how many versions there are to go back to, besides the one in use.
const keepVersions = 20

// Who has made a version, where it is not an account: "login:" and its id.
const (
	ByFile    = "file"    // an editor, before the start
	ByConsole = "console" // a technician at a page
	ByScreen  = "screen"  // a technician at the touch screen
	ByImport  = "import"
	ByMorning = "morning" // applied with the day
)

// Version is a set-up that the office went by.
type Version struct {
	N    int
	At   time.Time // begun, UTC, to the second
	By   string
	Hash string
	Now  bool // the office goes by it

	file string
}

const stampForm = "2006-01-02T15-04-05Z"

var nameForm = regexp.MustCompile(`^(\d{6}) (\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ) ([a-z]{1,16}|login:[a-z0-9]{16})\.toml$`)

func (v Version) name() string {
	return fmt.Sprintf("%06d %s %s.toml", v.N, v.At.UTC().Format(stampForm), v.By)
}

func parseName(name string) (v Version, ok bool) {
	m := nameForm.FindStringSubmatch(name)
	if m == nil {
		return v, false
	}
	n, err := strconv.Atoi(m[1])
	at, timeErr := time.Parse(stampForm, m[2])
	return Version{N: n, At: at, By: m[3], file: name}, err == nil && timeErr == nil
}

// versions lists what is kept, the newest first.
func (d *Desk) versions() ([]Version, error) {
	names, err := os.ReadDir(d.Dir)
	if err != nil {
		return nil, err
	}
	var vs []Version
	for _, e := range names {
		v, ok := parseName(e.Name())
		if !ok {
			continue
		}
		text, err := os.ReadFile(filepath.Join(d.Dir, v.file))
		if err != nil {
			return nil, err
		}
		v.Hash = Hash(text)
		vs = append(vs, v)
	}
	slices.SortFunc(vs, func(a, b Version) int { return cmp.Compare(b.N, a.N) })
	for i := range vs { // a text that came back: the latest of its versions is the one
		if vs[i].Hash == d.running {
			vs[i].Now = true
			break
		}
	}
	return vs, nil
}

// Versions lists the set-up in use and the last twenty before it, the newest first.
func (d *Desk) Versions() ([]Version, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.versions()
}

// next makes the version that follows the last; nothing is written.
func (d *Desk) next(text []byte, by string) (Version, error) {
	vs, err := d.versions()
	if err != nil {
		return Version{}, err
	}
	v := Version{N: 1, At: d.Now().UTC().Truncate(time.Second), By: by, Hash: Hash(text)}
	if len(vs) > 0 {
		v.N = vs[0].N + 1
	}
	v.file = v.name()
	return v, nil
}

// keep stores the text that the office goes by as the next version.
func (d *Desk) keep(text []byte, by string) (Version, error) {
	v, err := d.next(text, by)
	if err != nil {
		return Version{}, err
	}
	if err := d.put(v.file, text); err != nil {
		return Version{}, err
	}
	v.Now = true
	return v, d.forget()
}

// forget takes out versions that are too old.
func (d *Desk) forget() error {
	vs, err := d.versions()
	if err != nil {
		return err
	}
	for _, old := range vs[min(len(vs), keepVersions+1):] {
		if err := d.drop(old.file); err != nil {
			return err
		}
	}
	return nil
}

// Text returns a version's text.
func (d *Desk) Text(n int) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	vs, err := d.versions()
	if err != nil {
		return nil, err
	}
	for _, v := range vs {
		if v.N == n {
			return os.ReadFile(filepath.Join(d.Dir, v.file))
		}
	}
	return nil, ErrNoVersion
}

// Restore makes an earlier version the draft.
func (d *Desk) Restore(n int) error {
	text, err := d.Text(n)
	if err != nil {
		return err
	}
	return d.Replace(text)
}
