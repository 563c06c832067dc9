package printer

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"bileter/printer/escpos"
)

// logo is what is known about the office's picture in the printer's flash.
type logo struct {
	kept    bool // it is there
	settled bool // nothing more is to be done about it on this connection
}

// Names in Memory: which picture is in which printer's flash, and when one was last written.
const (
	logoKey    = "logo"
	writtenKey = "logo-written"
)

const (
	// flashPause is the least time between two writes. Makers allow ten a day in the life of a printer.
	flashPause = 24 * time.Hour
	// flashWait is how long a write may take; the printer hears and says nothing meanwhile.
	flashWait = 10 * time.Second
)

// Logo returns the key by which the printer prints the office's logo itself; false: it has to be sent with each slip.
func (t *Thermal) Logo() (escpos.Key, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return escpos.KeyOf(t.cfg.Logo), t.line != nil && t.logo.kept
}

// keepLogo sees to it that the logo is in the flash of an idle printer. It is written when it is another one, or the
// printer is, and never twice within a day.
func (t *Thermal) keepLogo() {
	p := t.cfg.Profile
	if t.logo.settled || !p.Logo || t.cfg.Logo.H == 0 || t.cfg.Memory == nil || t.line.proof() == escpos.ProofNone {
		return
	}
	t.logo = logo{settled: true}
	k := escpos.KeyOf(t.cfg.Logo)
	name := fmt.Sprintf("%x in %s %s", t.cfg.Logo.Sum(), t.about.Model, t.about.Serial)
	has, err := t.hasPicture(k)
	if err != nil {
		t.standing(err)
		return
	}
	if t.logo.kept = has && t.cfg.Memory.Get(logoKey) == name; t.logo.kept {
		return
	}
	if t.logo.kept, err = t.storeLogo(k, name); err != nil {
		t.cfg.Log.Warn("logo not stored in the printer: it is sent with each slip", "err", err)
	}
}

// errNotNow says that the flash is not to be written.
var errNotNow = errors.New("the flash was written less than a day ago")

// storeLogo writes the flash. That it does is remembered first, so that no crash makes it write again and again.
func (t *Thermal) storeLogo(k escpos.Key, name string) (bool, error) {
	data := escpos.Store(k, t.cfg.Logo)
	if data == nil || t.line.rate > 0 && len(data) > t.line.p.Slice() {
		return false, errors.New("it is too large for the line or the printer")
	}
	now := time.Now()
	if last, err := time.Parse(time.RFC3339, t.cfg.Memory.Get(writtenKey)); err == nil && now.Sub(last) < flashPause {
		return false, errNotNow
	}
	if err := t.cfg.Memory.Put(writtenKey, now.Format(time.RFC3339)); err != nil {
		return false, err
	}
	t.line.replies.ask()
	if _, err := t.line.port.Write(append(data, escpos.Barrier()...), t.cfg.Write+wireTime(data)); err != nil {
		return false, t.lost("status", 0, err)
	}
	if _, err := t.line.await(flashWait, t.line.isReply); err != nil {
		return false, t.standing(err)
	}
	if has, err := t.hasPicture(k); err != nil || !has {
		return false, errors.Join(err, errors.New("the printer did not keep it"))
	}
	t.cfg.Log.Info("logo stored in the printer", "key", string(k[:]))
	return true, t.cfg.Memory.Put(logoKey, name)
}

// hasPicture asks the printer whether its flash holds a key. One that gives no list has none that could be trusted.
func (t *Thermal) hasPicture(k escpos.Key) (bool, error) {
	a, err := t.line.get(escpos.AskKeys(), func(a escpos.Answer) bool { _, ok := a.Keys(); return ok })
	if errors.Is(err, errMute) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	keys, _ := a.Keys()
	_, err = t.line.port.Write(escpos.Acknowledge(), t.cfg.Answer)
	return slices.Contains(keys, k), err
}
