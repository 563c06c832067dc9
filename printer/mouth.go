package printer

import (
	"time"

	"bileter/printer/escpos"
)

// mouth is what is known about the ticket at the presenter's mouth.
type mouth struct {
	job   escpos.JobID // the last that was seen there
	since time.Time    // zero: none is there
}

// handed notes, after a job, whether its ticket is at the mouth: that is proof that can be touched.
func (t *Thermal) handed(id escpos.JobID) {
	p := t.cfg.Profile
	if !p.Presenter.Fitted() || !p.Full || t.line.plain {
		return
	}
	if _, err := t.line.whole(); err != nil {
		t.line.heard = time.Time{} // the job is worked through all the same; the printer is asked again before the next
		return
	}
	if t.line.cond.Mouth {
		t.mouth = mouth{job: id, since: time.Now()}
	}
}

// watchMouth notes when a ticket is gone from the mouth.
func (t *Thermal) watchMouth() {
	if t.mouth.since.IsZero() || t.line.cond.Mouth {
		return
	}
	after := time.Since(t.mouth.since)
	t.mouth.since = time.Time{}
	fate := "taken"
	if limit := t.cfg.Profile.Presenter.Timeout; limit > 0 && after >= time.Duration(limit)*time.Second {
		fate = "taken, or taken back by the printer"
	}
	t.cfg.Log.Info("printer: ticket left the mouth", "job", string(t.mouth.job[:]), "fate", fate, "after", after.Round(time.Second))
}

// shown tells whether the ticket in question is at the mouth of a presenter that lets nothing out before it is cut. The
// one before was sent away before it, so it is no other.
func (t *Thermal) shown() (bool, error) {
	p := t.cfg.Profile
	if !p.Presenter.Holds || !t.line.asks() || !p.Full || t.line.plain {
		return false, nil
	}
	if err := t.greet(); err != nil { // it lets out what it prints when it was switched off and on
		return false, err
	}
	if err := t.line.pass(t.cfg.Answer, t.cfg.Answer); err != nil {
		return false, t.standing(err)
	}
	if _, err := t.line.whole(); err != nil {
		return false, t.standing(err)
	}
	return t.line.cond.Mouth, nil
}

// clearMouth makes way for the next ticket: one that nobody took is taken back or thrown out, as the profile says.
func (t *Thermal) clearMouth() error {
	if !t.line.cond.Mouth {
		return nil
	}
	p := t.cfg.Profile
	t.cfg.Log.Warn("printer: ticket not taken", "job", string(t.mouth.job[:]), "retracted", p.Presenter.Retract)
	t.mouth.since = time.Time{}
	if _, err := t.line.port.Write(p.Presenter.Away(), t.cfg.Answer); err != nil {
		return t.lost("status", 0, err)
	}
	if err := t.line.pass(t.cfg.Confirm, t.cfg.Answer); err != nil {
		return t.standing(err)
	}
	if err := t.refresh(); err != nil {
		return err
	}
	if t.line.cond.Mouth { // it cannot be moved
		t.set(Status{Problem: Jam, Low: t.Status().Low})
	}
	if p := t.Status().Problem; p != Ready {
		return &Error{Op: "status", Problem: p}
	}
	return nil
}
