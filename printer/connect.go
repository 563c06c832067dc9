package printer

import (
	"bytes"
	"context"
	"errors"
	"time"

	"bileter/internal/queue"
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
		t.job = uint32(((h*60+m)*60+s)*100 + t.tried.Nanosecond()/1e7)
	}
	t.line = newLine(port, t.cfg.Profile, t.cfg.Answer)
	if err := t.line.drain(); err != nil {
		return t.failed(err)
	}
	if err := t.introduce(); err != nil {
		return t.failed(err)
	}
	if _, err := port.Write(escpos.Hello(t.cfg.Profile), t.cfg.Write); err != nil {
		return t.failed(err)
	}
	t.pause = 0
	if !t.line.asks() {
		t.doubt, t.patient = false, false
		t.set(Status{})
		return nil
	}
	t.dumb = false
	return t.refresh()
}

// introduce asks what the printer is, before its modes are set. One that stands still, or may hold a part of a job, is
// asked later: it would not answer, or only after what keeps it.
func (t *Thermal) introduce() error {
	switch err := t.line.poll(); {
	case errors.Is(err, errMute):
		return nil
	case err != nil:
		return err
	}
	if !t.line.asks() || t.doubt || t.line.status().Problem != Ready {
		return nil
	}
	id, err := t.line.identify()
	if err == nil {
		t.recognise(id)
	}
	return err
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
// One that was only lost from sight may be printing still: it is first given the time to end by itself.
func (t *Thermal) settle() error {
	p := t.cfg.Profile
	if _, err := t.line.port.Write(make([]byte, headless), t.cfg.Answer); err != nil {
		return t.lost("status", 0, err)
	}
	if t.patient && p.Proof != escpos.ProofNone && t.line.status().Problem == Ready {
		err := t.line.pass(t.cfg.Confirm, t.cfg.Answer)
		switch {
		case err == nil:
			t.doubt, t.patient = false, false
			return nil
		case !errors.Is(err, errMute):
			return t.lost("status", 0, err)
		}
	}
	t.patient = false
	if p.Clear {
		cleared := func(a escpos.Answer) bool { return a.IsCleared() }
		if err := t.line.ask(escpos.ClearBuffers(), cleared); err != nil && !errors.Is(err, errMute) {
			return t.lost("status", 0, err)
		}
		if err := t.line.drain(); err != nil { // what was asked before is not answered any more
			return t.lost("status", 0, err)
		}
	} else if _, err := t.line.port.Write(escpos.Recover(), t.cfg.Answer); err != nil {
		return t.lost("status", 0, err)
	}
	if err := t.greet(); err != nil {
		return err
	}
	if t.line.status().Problem != Ready {
		return nil // not the time: the next Tend comes
	}
	if p.Proof != escpos.ProofNone {
		err := t.line.pass(t.cfg.Answer, t.cfg.Answer)
		if errors.Is(err, errMute) && t.line.status().Problem == Ready && !p.Clear {
			err = t.fill()
		}
		if err != nil {
			return t.standing(err)
		}
		if err := t.line.drain(); err != nil {
			return t.lost("status", 0, err)
		}
	}
	t.doubt = false
	return nil
}

// headless is how many NUL end the head of a command whose end never came: it asks for nothing then. A head that goes on
// with any other byte could ask for a picture of a megabyte. Elsewhere NUL means nothing.
const headless = 16

// fill ends a picture of which a part never came: the printer takes whatever follows for its dots. What it is sent prints
// nothing in any case.
func (t *Thermal) fill() error {
	p := t.cfg.Profile
	hello := escpos.Hello(p)
	b := bytes.Repeat(hello, p.Slice()/len(hello))
	if _, err := t.line.port.Write(b, t.cfg.Write+wireTime(b)); err != nil {
		return err
	}
	t.line.replies = owed{} // it swallowed those questions
	t.line.counts = owed{}
	return t.line.pass(t.cfg.Confirm+wireTime(b), t.cfg.Answer)
}

// greet sets the modes of a printer that has lost them.
func (t *Thermal) greet() error {
	if _, err := t.line.port.Write(escpos.Hello(t.cfg.Profile), t.cfg.Write); err != nil {
		return t.lost("status", 0, err)
	}
	t.line.unsaid = 0
	return nil
}

// Resolve implements Device. The ladder, strongest first: the printer names the job; its ticket is at the mouth; it
// cut once since.
func (t *Thermal) Resolve(ctx context.Context, mark queue.Mark) (Sure, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.noteHalf()
	unknown := &Error{Op: "resolve", InDoubt: true, Problem: t.Status().Problem}
	if t.cfg.Profile.Proof == escpos.ProofNone || t.line != nil && t.line.blind {
		return Sent, unknown
	}
	later := func(err error) (Sure, error) {
		return Sent, &Error{Op: "resolve", InDoubt: true, Problem: t.Status().Problem, Err: errors.Join(ErrLater, err)}
	}
	if ctx.Err() != nil {
		return later(ctx.Err())
	}
	var id escpos.JobID
	copy(id[:], mark.Job)
	if mark.Job != t.asked { // the first time: it may be printing still
		t.asked = mark.Job
		t.doubt, t.judged = true, false
		if id != escpos.NewJobID(t.job) { // an earlier run's
			t.patient, t.half = true, true
		}
	}
	if t.line == nil {
		if !t.tried.IsZero() && time.Since(t.tried) < t.pause {
			return later(nil)
		}
		if err := t.connect(ctx); err != nil {
			return later(err)
		}
	} else if t.doubt {
		if err := t.refresh(); err != nil {
			return later(err)
		}
	}
	t.job = max(t.job, id.Number()) // ids ascend
	if t.doubt && !t.line.blind {
		return later(nil)
	}
	t.judged = true
	shown, err := t.shown()
	switch {
	case err != nil:
		return later(err)
	case t.line.blind:
		return Sent, unknown
	case t.line.done == id, shown:
		t.half = false
		return Confirmed, nil
	case t.counted(mark):
		t.half = false
		return Processed, nil
	}
	return Sent, unknown
}
