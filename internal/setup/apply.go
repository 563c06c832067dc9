package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Apply makes the draft the office's set-up. Either all of it happens or nothing: the version is stored, the office
// takes it (which is a fact in the journal), the set-up file is replaced; a power cut between is settled by Start.
func (d *Desk) Apply(ctx context.Context, by string) (Version, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	dr, err := d.draft()
	switch {
	case err != nil:
		return Version{}, err
	case !dr.Changed:
		return Version{}, ErrNoChange
	case dr.Stale:
		return Version{}, ErrStale
	}
	v, err := d.apply(ctx, dr.Text, by)
	if err != nil {
		return Version{}, err
	}
	return v, errors.Join(d.drop(draftName), d.unschedule())
}

func (d *Desk) apply(ctx context.Context, text []byte, by string) (Version, error) {
	c, err := d.Check(text)
	if err != nil {
		return Version{}, err
	}
	if err := d.writable(); err != nil {
		return Version{}, err
	}
	if err := d.Fits(c); err != nil {
		return Version{}, err
	}
	v, err := d.next(text, by)
	if err != nil {
		return Version{}, err
	}
	// The note comes before the version: a version that nobody has taken is always noted.
	if err := d.put(applyingName, []byte(v.file)); err != nil {
		return Version{}, err
	}
	if err := d.put(v.file, text); err != nil {
		return Version{}, errors.Join(err, d.drop(applyingName))
	}
	d.step()
	if err := d.Take(ctx, c, v.Hash, v.N, by); err != nil {
		if errors.Is(err, ErrDoubt) {
			return Version{}, err
		}
		return Version{}, errors.Join(err, d.drop(v.file), d.drop(applyingName))
	}
	d.running, v.Now = v.Hash, true
	if err := d.write(text); err != nil {
		return v, err // taken; Start writes it
	}
	return v, errors.Join(d.drop(applyingName), d.forget())
}

// writable finds out before anything is done whether the set-up file can be replaced.
func (d *Desk) writable() error {
	f, err := os.CreateTemp(filepath.Dir(d.File), ".bileter-*")
	if err != nil {
		return fmt.Errorf("%w: %v", ErrReadOnly, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// Morning is a set-up that waits for a day.
type Morning struct {
	Day    string // YYYY-MM-DD, the office's
	Failed error  // why it was not applied when the day came; nil: it has not come yet
}

func (d *Desk) morning() (m Morning, name string, err error) {
	list, err := os.ReadDir(d.Dir)
	if err != nil {
		return m, "", err
	}
	for _, e := range list {
		day, ok := strings.CutPrefix(strings.TrimSuffix(e.Name(), ".toml"), morningStem)
		if _, err := time.Parse(time.DateOnly, day); ok && err == nil {
			m, name = Morning{Day: day, Failed: d.failed}, e.Name()
		}
	}
	return m, name, nil
}

// Scheduled tells what waits for a morning; Day is empty when nothing does.
func (d *Desk) Scheduled() (Morning, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, _, err := d.morning()
	return m, err
}

// Schedule has the draft applied when a day begins (YYYY-MM-DD). It must be right already.
func (d *Desk) Schedule(day string) error {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	dr, err := d.draft()
	switch {
	case err != nil:
		return err
	case !dr.Changed:
		return ErrNoChange
	case dr.Stale:
		return ErrStale
	}
	if _, err := d.Check(dr.Text); err != nil {
		return err
	}
	if err := d.unschedule(); err != nil {
		return err
	}
	if err := d.put(morningStem+day+".toml", dr.Text); err != nil {
		return err
	}
	return d.drop(draftName)
}

// Unschedule forgets what waits for a morning; its text becomes the draft again.
func (d *Desk) Unschedule() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, name, err := d.morning()
	if err != nil || name == "" {
		return err
	}
	text, err := os.ReadFile(filepath.Join(d.Dir, name))
	if err != nil {
		return err
	}
	if err := d.putDraft(d.running, text); err != nil {
		return err
	}
	return d.unschedule()
}

func (d *Desk) unschedule() error {
	_, name, err := d.morning()
	if err != nil || name == "" {
		return err
	}
	d.failed = nil
	return d.drop(name)
}

// Dawn applies what waits for a morning that has come; today is the office's day. It is asked again and again. done
// tells that something was applied. What cannot be applied stays, and the technician is told why.
func (d *Desk) Dawn(ctx context.Context, today string) (done bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, name, err := d.morning()
	if err != nil || name == "" || m.Day > today {
		return false, err
	}
	text, err := os.ReadFile(filepath.Join(d.Dir, name))
	if err != nil {
		return false, err
	}
	if Hash(text) != d.running { // else a power cut came after it was applied
		if _, err := d.apply(ctx, text, ByMorning); err != nil {
			d.failed = err
			return false, err
		}
	}
	return true, d.unschedule()
}
