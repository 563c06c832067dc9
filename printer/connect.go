package printer

import (
	"context"
	"errors"
	"time"

	"bileter/printer/escpos"
)

// connect opens the port and gets the printer ready: what it said before is dropped, its modes are set,
// and it is asked how it is. A printer that is there but not well is connected all the same.
func (t *Thermal) connect(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, t.cfg.Dial)
	defer stop()
	port, err := t.cfg.Open(ctx)
	t.tried = time.Now()
	if err != nil {
		if t.pause == 0 {
			t.cfg.Log.Warn("printer cannot be opened", "err", err)
		}
		t.pause = min(max(2*t.pause, minBackoff), maxBackoff)
		t.reason = Absent
		t.set(Status{Problem: Absent})
		return &Error{Op: "open", Problem: Absent, Err: err}
	}
	if t.job == 0 {
		// Ids ascend, also over a restart within the day, so that no old one is taken for ours.
		h, m, s := t.tried.Clock()
		t.job = uint32(((h*60+m)*60 + s) * 100)
	}
	t.line = newLine(port, t.cfg.Profile, t.cfg.Answer)
	if err := t.line.drain(); err != nil {
		return t.failed(err)
	}
	if _, err := port.Write(escpos.Hello(t.cfg.Profile), t.cfg.Write); err != nil {
		return t.failed(err)
	}
	t.pause = 0
	if !t.line.asks() {
		t.doubt = false
		t.set(Status{})
		return nil
	}
	return t.refresh()
}

// failed gives up a port that opened and could not be used.
func (t *Thermal) failed(err error) error {
	pause := min(max(2*t.pause, minBackoff), maxBackoff)
	err = t.lost("start", 0, err)
	t.pause = pause
	return err
}

// settle makes sure, after a job in doubt, that nothing of it will still come out and that no late answer
// is taken for the next job's: buffers are cleared where the printer can, and a barrier must come through.
// A printer that holds the rest of a job, because it has no paper, does not come through: it is not ready.
func (t *Thermal) settle() error {
	p := t.cfg.Profile
	if p.Clear {
		cleared := func(a escpos.Answer) bool { return a.IsCleared() }
		if err := t.line.ask(escpos.ClearBuffers(), cleared); err != nil && !errors.Is(err, errMute) {
			return t.lost("status", 0, err)
		}
		if _, err := t.line.port.Write(escpos.Hello(p), t.cfg.Write); err != nil {
			return t.lost("status", 0, err)
		}
	}
	if t.line.status().Problem != Ready {
		return nil // not the time: the next Tend comes
	}
	if p.Proof != escpos.ProofNone {
		reply := func(a escpos.Answer) bool { return a.Kind == escpos.Reply }
		if err := t.line.ask(escpos.Barrier(), reply); err != nil {
			if !errors.Is(err, errMute) {
				return t.lost("status", 0, err)
			}
			t.set(Status{Problem: Offline})
			return &Error{Op: "status", Problem: Offline, Err: err}
		}
		if err := t.line.drain(); err != nil {
			return t.lost("status", 0, err)
		}
	}
	t.doubt = false
	return nil
}
