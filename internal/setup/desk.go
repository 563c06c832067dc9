// Package setup is the technician's work at the set-up of a running office: a draft, what is wrong with it, what it
// would change, its application at once or tomorrow morning, and the way back to earlier versions. It changes no
// ticket and knows no page; package configs says what a right set-up is, package edit how its text is changed.
//
// The folder Dir holds versions ("000012 2026-11-21T10-45-00Z technik.toml"), the draft (draft.toml), what waits for
// a morning (tomorrow 2026-11-22.toml) and, while one is applied, its name (applying). Each file is written whole.
package setup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/durable"
)

// Errors of a Desk. Those of configs, edit and of Take come through as they are.
var (
	// ErrNoChange says that the draft is what the office goes by already.
	ErrNoChange = errors.New("nothing to apply")
	// ErrStale says that another set-up was applied since the draft was begun.
	ErrStale = errors.New("the draft begins from a set-up that is not the office's any more")
	// ErrNoVersion says that there is no such version.
	ErrNoVersion = errors.New("no such version")
	// ErrDoubt says that the office may or may not have taken the set-up. The next Start finds out.
	ErrDoubt = errors.New("not known whether the set-up was applied")
	// ErrReadOnly says that the set-up file may not be written.
	ErrReadOnly = errors.New("the set-up file cannot be written")
)

// Config is what a Desk needs; all of it is required.
type Config struct {
	File string // the set-up file
	Dir  string // this package's own folder
	// Check reads a text and says everything that is wrong with it: a *configs.Problems.
	Check func(text []byte) (configs.Config, error)
	// Fits says whether the office can go on under a set-up: nil, or a *queue.Refusal.
	Fits func(c configs.Config) error
	// Take makes a set-up the office's: nil, or nothing has changed, or ErrDoubt.
	Take func(ctx context.Context, c configs.Config, hash string, n int, actor string) error
	Now  func() time.Time
}

// Desk is safe for use by several technicians at once. Use New.
type Desk struct {
	Config

	mu      sync.Mutex // protects the files, and what follows
	running string     // hash of the set-up that the office goes by
	failed  error      // why the last morning's set-up was not applied; nil: it was
	step    func()     // called before each change of the disk; tests cut the power there
}

// New prepares a desk. Start must be called before the others.
func New(c Config) *Desk { return &Desk{Config: c, step: func() {}} }

// Hash names a text.
func Hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// fileMode: a set-up file holds the PIN of the staff.
const fileMode = 0o640

// Names in Dir.
const (
	draftName    = "draft.toml"
	applyingName = "applying"
	morningStem  = "tomorrow "
)

// Start settles what a power cut has left and keeps the set-up file as a version. recorded is the hash of the set-up
// that the journal knows last. again is true when the file was brought up to it, and has to be read once more.
func (d *Desk) Start(recorded string) (now Version, again bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := os.MkdirAll(d.Dir, 0o750); err != nil {
		return Version{}, false, err
	}
	if again, err = d.settle(recorded); err != nil || again {
		return Version{}, again, err
	}
	text, err := os.ReadFile(d.File)
	if err != nil {
		return Version{}, false, err
	}
	d.running = Hash(text)
	vs, err := d.versions()
	if err != nil {
		return Version{}, false, err
	}
	if len(vs) > 0 && vs[0].Hash == d.running {
		return vs[0], false, nil
	}
	now, err = d.keep(text, ByFile)
	return now, false, err
}

// settle ends an application that was cut off: the office has taken the set-up, or it has not.
func (d *Desk) settle(recorded string) (again bool, err error) {
	mark := filepath.Join(d.Dir, applyingName)
	name, err := os.ReadFile(mark)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	v, ok := parseName(string(name))
	path := filepath.Join(d.Dir, string(name))
	text, err := os.ReadFile(path)
	switch {
	case !ok || errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return false, err
	case Hash(text) == recorded:
		if old, err := os.ReadFile(d.File); err != nil || Hash(old) != recorded {
			slog.Warn("set-up: an application that was cut off is finished", "version", v.N)
			if err := d.write(text); err != nil {
				return false, err
			}
			again = true
		}
	default:
		slog.Warn("set-up: an application that was cut off is taken back", "version", v.N)
		if err := d.drop(string(name)); err != nil {
			return false, err
		}
	}
	return again, d.drop(applyingName)
}

// write replaces the set-up file.
func (d *Desk) write(text []byte) error {
	d.step()
	if err := durable.WriteFile(d.File, text, fileMode); err != nil {
		return fmt.Errorf("%w: %v", ErrReadOnly, err)
	}
	return nil
}

// put writes a file in Dir.
func (d *Desk) put(name string, data []byte) error {
	d.step()
	return durable.WriteFile(filepath.Join(d.Dir, name), data, fileMode)
}

// drop takes a file out of Dir, if it is there.
func (d *Desk) drop(name string) error {
	d.step()
	if err := os.Remove(filepath.Join(d.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return durable.SyncDir(d.Dir)
}

// current is the text that the office goes by.
func (d *Desk) current() ([]byte, error) {
	vs, err := d.versions()
	if err != nil {
		return nil, err
	}
	for _, v := range vs {
		if v.Hash == d.running {
			return os.ReadFile(filepath.Join(d.Dir, v.file))
		}
	}
	return nil, ErrNoVersion
}

// Current returns the text that the office goes by.
func (d *Desk) Current() ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.current()
}

// Draft is the text under work. Without one it is the office's own.
type Draft struct {
	Text    []byte
	Changed bool // there is a draft, and it differs
	Stale   bool // another set-up was applied since it was begun
}

// draftHead is the first line of a draft's file: the hash of what it begins from.
const draftHead = "# draft of "

func (d *Desk) draft() (Draft, error) {
	now, err := d.current()
	if err != nil {
		return Draft{}, err
	}
	b, err := os.ReadFile(filepath.Join(d.Dir, draftName))
	if errors.Is(err, fs.ErrNotExist) {
		return Draft{Text: now}, nil
	}
	if err != nil {
		return Draft{}, err
	}
	head, text, _ := strings.Cut(string(b), "\n")
	base := strings.TrimPrefix(head, draftHead)
	return Draft{Text: []byte(text), Changed: text != string(now), Stale: base != d.running}, nil
}

// Draft returns the text under work.
func (d *Desk) Draft() (Draft, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.draft()
}

func (d *Desk) putDraft(base string, text []byte) error {
	return d.put(draftName, append([]byte(draftHead+base+"\n"), text...))
}

// Change makes one change of the draft; a draft may have mistakes, see Review.
func (d *Desk) Change(c edit.Change) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	dr, err := d.draft()
	if err != nil {
		return err
	}
	if dr.Stale {
		return ErrStale
	}
	doc, err := edit.Open(dr.Text)
	if err != nil {
		return err
	}
	if err := doc.Apply(c); err != nil {
		return err
	}
	return d.putDraft(d.running, doc.Text())
}

// Replace makes a whole text the draft: an import, an earlier version, a file edited by hand. It must be TOML.
func (d *Desk) Replace(text []byte) error {
	if _, err := edit.Open(text); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.putDraft(d.running, text)
}

// Discard forgets the draft.
func (d *Desk) Discard() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.drop(draftName)
}

// OnDisk returns the set-up file as it stands when it is not what the office goes by: a person has edited it.
func (d *Desk) OnDisk() (text []byte, differs bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, err = os.ReadFile(d.File)
	if err != nil {
		return nil, false, err
	}
	return text, Hash(text) != d.running, nil
}
