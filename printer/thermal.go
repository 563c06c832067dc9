package printer

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"bileter/internal/queue"
	"bileter/printer/escpos"
)

// Port is a way to a printer, such as *port.Port. After an error it is only closed, but for a write that came to
// os.ErrDeadlineExceeded.
type Port interface {
	// Read returns what is there, after at most wait; nothing is 0 and no error. 0 does not wait.
	Read(b []byte, wait time.Duration) (int, error)
	// Write writes all of b within wait. Its number is how many bytes may have left.
	Write(b []byte, wait time.Duration) (int, error)
	Close() error
}

// oneWay is what a Port has besides when it may be unable to read anything, ever.
type oneWay interface{ OneWay() bool }

// rated is what a Port has besides when it is a line without flow control: Rate is its speed in bytes a second, and
// what the printer has no room for is lost. 0: the port makes the writer wait.
type rated interface{ Rate() int }

// Memory keeps a few short texts over restarts.
type Memory interface {
	Get(key string) string
	Put(key, value string) error
}

// Config is what a Thermal needs. The durations have defaults.
type Config struct {
	// Open opens the port. It is called again whenever the port was lost; the context bounds it.
	Open    func(ctx context.Context) (Port, error)
	Profile escpos.Profile
	Log     *slog.Logger  // nil: slog.Default
	Memory  Memory        // what to remember of the printer; nil: nothing is remembered
	Logo    escpos.Bitmap // to be kept in the printer's flash, where it has one for that and there is a Memory

	Dial    time.Duration // for Open
	Answer  time.Duration // for the answer to a status request
	Write   time.Duration // for a job's bytes, besides their time on the slowest line
	Confirm time.Duration // from the last byte to the word that it is printed, besides the same
}

// Defaults of Config.
const (
	DefaultDial    = time.Second
	DefaultAnswer  = 300 * time.Millisecond
	DefaultWrite   = 5 * time.Second
	DefaultConfirm = 8 * time.Second
)

// Waits between attempts to open a port.
const (
	minBackoff = 500 * time.Millisecond
	maxBackoff = 30 * time.Second
)

const (
	// slowest is the line for which deadlines leave room: 9600 baud, in bytes a second.
	slowest = 900
	// stale is the age from which a status is asked for again before a job.
	stale = 2500 * time.Millisecond
	// quiet is the pause by which leftover answers are known to be over.
	quiet = 20 * time.Millisecond
	// probe is how often a printer that has not confirmed is asked what keeps it.
	probe = 250 * time.Millisecond
)

// Thermal is a Device: one ESC/POS printer behind one port, one job at a time.
type Thermal struct {
	cfg    Config
	status atomic.Pointer[Status]

	mu    sync.Mutex // is the device: held while bytes go to and fro
	line  *line      // nil: not connected
	job   uint32     // last job id
	doubt bool       // the last job's fate is open: the printer may hold a part of it
	// patient: it was lost from sight, so it may be printing that part.
	patient bool
	half    bool // a torn half of a job may hang from the printer
	noted   bool // Memory says so
	ours    int  // count of cuts after the last that was no ticket's
	cuts    *int // before the last job; nil: not known
	judged  bool // what became of that job is settled: the half may be cut off
	mouth   mouth
	logo    logo
	about   escpos.Identity
	strange string    // what it says to be, if it is another printer than before
	asked   string    // the mark that Resolve was asked for last
	dumb    bool      // it did not answer last time
	tried   time.Time // last attempt to connect
	pause   time.Duration
	reason  Problem // of the last attempt
}

// New returns a printer that is not connected yet; Tend or Print connect it.
func New(cfg Config) *Thermal {
	for _, d := range []struct {
		v   *time.Duration
		def time.Duration
	}{{&cfg.Dial, DefaultDial}, {&cfg.Answer, DefaultAnswer}, {&cfg.Write, DefaultWrite}, {&cfg.Confirm, DefaultConfirm}} {
		if *d.v == 0 {
			*d.v = d.def
		}
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	t := &Thermal{cfg: cfg, reason: Absent}
	if cfg.Memory != nil && cfg.Memory.Get(halfKey) != "" { // an earlier run's
		t.noted, t.half, t.judged = true, true, true
	}
	t.status.Store(&Status{Problem: Absent})
	return t
}

// Status implements Device.
func (t *Thermal) Status() Status { return *t.status.Load() }

// Close gives the port back. The device may be used again, and then opens it again.
func (t *Thermal) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.line == nil {
		return nil
	}
	err := t.line.port.Close()
	t.line = nil
	t.set(Status{Problem: Absent})
	return err
}

// Tend implements Device.
func (t *Thermal) Tend(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.noteHalf()
	if t.line == nil {
		if now := time.Now(); t.tried.IsZero() || now.Sub(t.tried) >= t.pause {
			t.connect(ctx)
		}
		return
	}
	if t.refresh() != nil || t.doubt || t.Status().Problem != Ready {
		return
	}
	if t.half && t.judged && t.trim() != nil {
		return
	}
	t.keepLogo()
}

// Print implements Device.
func (t *Thermal) Print(ctx context.Context, job []byte, sent func(queue.Mark) error) (Sure, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.noteHalf()
	if err := ctx.Err(); err != nil {
		return Sent, &Error{Op: "start", Problem: Stopped, Err: err}
	}
	if t.line == nil {
		// A client stands there: one attempt more is worth its time, unless there was one just now.
		if !t.tried.IsZero() && time.Since(t.tried) < minBackoff {
			return Sent, &Error{Op: "open", Problem: t.reason}
		}
		if err := t.connect(ctx); err != nil {
			return Sent, err
		}
	}
	if err := t.ready(); err != nil {
		return Sent, err
	}
	pieces, err := t.line.cut(job)
	if err != nil {
		return Sent, &Error{Op: "start", Problem: NoSlip, Err: err}
	}
	t.job++
	id := escpos.NewJobID(t.job)
	mark := t.mark(id)
	t.cuts = mark.Cuts
	record := t.promise
	if sent != nil {
		record = func() error { return sent(mark) }
	}
	if err := record(); err != nil {
		return Sent, &Error{Op: "record", Problem: Stopped, Err: err}
	}
	return t.send(pieces, id)
}

// Upcoming implements Device.
func (t *Thermal) Upcoming() (mark queue.Mark, ok bool) {
	if !t.mu.TryLock() {
		return mark, false
	}
	defer t.mu.Unlock()
	switch {
	case t.line == nil || t.doubt || t.dumb || t.Status().Problem != Ready:
		return mark, false
	case t.half || t.line.cond.Mouth: // what is in the way goes first: it would make the mark untrue
		return mark, false
	case t.line.asks() && time.Since(t.line.heard) > stale:
		return mark, false
	}
	return t.mark(escpos.NewJobID(t.job + 1)), true
}

// mark is what is stored of a job before it leaves.
func (t *Thermal) mark(id escpos.JobID) queue.Mark {
	mark := queue.Mark{Job: string(id[:])}
	if t.line.known {
		cuts := t.line.cuts
		mark.Cuts = &cuts
	}
	return mark
}

// ready tells whether a job may be sent: what the printer pushed since is read, and what is old is asked again.
func (t *Thermal) ready() error {
	if err := t.line.listen(0); err != nil {
		return t.lost("status", 0, err)
	}
	if t.line.asks() && (time.Since(t.line.heard) > stale || t.doubt) {
		if err := t.refresh(); err != nil {
			return err
		}
	} else if t.line.rate > 0 && time.Since(t.line.heard) > fresh {
		// It may be off and come back when half of the slip has gone by.
		err := t.line.there()
		if errors.Is(err, errMute) { // what it has, or whether it is there at all
			err = t.refresh()
		} else if err != nil {
			err = t.lost("status", 0, err)
		}
		if err != nil {
			return err
		}
	}
	t.set(t.line.status())
	if p := t.Status().Problem; p != Ready {
		return &Error{Op: "status", Problem: p}
	}
	if t.half {
		if err := t.trim(); err != nil {
			return err
		}
	}
	return t.clearMouth()
}

// refresh asks the printer how it is.
func (t *Thermal) refresh() error {
	err := t.line.poll()
	switch {
	case errors.Is(err, errMute):
		t.dumb, t.logo = true, logo{} // perhaps another printer comes
		t.set(Status{Problem: Offline, Low: t.Status().Low})
		return &Error{Op: "status", Problem: Offline, Err: err}
	case err != nil:
		return t.lost("status", 0, err)
	}
	if t.dumb || t.line.forgot() { // it was switched off and on, and has lost its modes
		t.dumb, t.line.introduced, t.logo = false, false, logo{}
		if err := t.line.drain(); err != nil {
			return t.lost("status", 0, err)
		}
		if err := t.greet(); err != nil {
			return err
		}
	}
	t.watchMouth()
	if t.doubt {
		if err := t.settle(); err != nil {
			return err
		}
	}
	if !t.doubt && t.line.status().Problem == Ready {
		if err := t.meet(); err != nil {
			return err
		}
		if t.cfg.Profile.Counter {
			if err := t.line.count(); err != nil {
				return t.lost("status", 0, err)
			}
		}
	}
	t.set(t.line.status())
	return nil
}

// lost gives the port up after an error; bytes may have left.
func (t *Thermal) lost(op string, n int, err error) error {
	t.cfg.Log.Warn("printer lost", "op", op, "err", err)
	t.logo = logo{} // perhaps another printer comes
	t.line.port.Close()
	t.line = nil
	t.tried, t.pause, t.reason = time.Now(), minBackoff, Absent
	t.set(Status{Problem: Absent})
	return &Error{Op: op, InDoubt: n > 0, Problem: Absent, Err: err}
}

func (t *Thermal) set(s Status) {
	s.Other = t.strange
	if old := t.Status(); old != s {
		t.cfg.Log.Info("printer", "problem", string(s.Problem), "low", s.Low)
		t.status.Store(&s)
	}
}
