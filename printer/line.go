package printer

import (
	"errors"
	"fmt"
	"os"
	"time"

	"bileter/printer/escpos"
)

// errMute says that the printer said nothing in time. The port is still good.
var errMute = errors.New("printer does not answer")

// line is the dialogue over one open port: it asks, and knows what the printer has said of itself.
type line struct {
	port   Port
	p      escpos.Profile
	answer time.Duration // deadline of one answer
	blind  bool          // nothing can be read

	cond  escpos.Condition
	heard time.Time // when the printer last said how it is
	rest  []byte    // beginning of an answer
	done  escpos.JobID
	cuts  int  // the printer's count
	known bool // cuts is

	replies, counts owed // answers given in order that are to come

	pushes int // heard since the last poll
	unsaid int // polls in a row that found a change nobody had pushed
	buf    [512]byte
}

// owed counts questions that were not answered yet, so that a late answer is not taken for the next one's.
type owed struct {
	n     int
	since time.Time
}

// forget is the age from which a question is taken not to be answered any more.
const forget = 10 * time.Second

func (o *owed) ask() {
	if now := time.Now(); o.n == 0 || now.Sub(o.since) > forget {
		*o = owed{0, now}
	}
	o.n++
}

func (o *owed) come() { o.n = max(0, o.n-1) }

func newLine(port Port, p escpos.Profile, answer time.Duration) *line {
	w, ok := port.(oneWay)
	return &line{port: port, p: p, answer: answer, blind: ok && w.OneWay()}
}

// asks tells whether there is any use in asking for status.
func (l *line) asks() bool { return l.p.Status && !l.blind }

func (l *line) proof() escpos.Proof {
	if l.blind {
		return escpos.ProofNone
	}
	return l.p.Proof
}

func (l *line) status() Status {
	c := l.cond
	s := Status{Low: c.PaperLow}
	switch {
	case c.Cover:
		s.Problem = CoverOpen
	case c.PaperEnd:
		s.Problem = PaperOut
	case c.Cutter:
		s.Problem = Cutter
	case c.Hot:
		s.Problem = Hot
	case c.Error:
		s.Problem = Broken
	case c.Offline:
		s.Problem = Offline
	}
	return s
}

// read waits for bytes and returns the answers in them. What the printer pushes by itself is noted.
func (l *line) read(wait time.Duration) ([]escpos.Answer, error) {
	n, err := l.port.Read(l.buf[:], wait)
	if n == 0 || err != nil {
		return nil, err
	}
	// A copy: answers refer to it, and the buffer is used again.
	answers, rest := escpos.Answers(append(append([]byte(nil), l.rest...), l.buf[:n]...))
	l.rest = rest
	for _, a := range answers {
		if a.Kind == escpos.Pushed {
			l.cond.Pushed(a.Raw)
			l.heard = time.Now()
			l.pushes++
		}
		if id, ok := a.Job(); ok {
			l.done = id
		}
		if n, ok := a.Count(); ok {
			l.counts.come()
			l.cuts, l.known = n, l.counts.n == 0
		}
		if a.Kind == escpos.Reply {
			l.replies.come()
		}
	}
	return answers, nil
}

// maxListen bounds how much is read without a pause, so that a printer that babbles cannot hold us.
const maxListen = 64

// listen reads until there is nothing more for so long. Answers that nobody waits for are dropped.
func (l *line) listen(wait time.Duration) error {
	for range maxListen {
		before := len(l.rest)
		answers, err := l.read(wait)
		if err != nil {
			return err
		}
		if len(answers) == 0 && len(l.rest) == before {
			return nil
		}
	}
	return nil
}

// drain forgets all that was said before now, and what was asked.
func (l *line) drain() error {
	err := l.listen(quiet)
	l.rest, l.replies, l.counts = nil, owed{}, owed{}
	return err
}

// await reads until an answer is the wanted one, at most for so long.
func (l *line) await(wait time.Duration, wanted func(escpos.Answer) bool) (escpos.Answer, error) {
	for end := time.Now().Add(wait); ; {
		left := time.Until(end)
		if left <= 0 {
			return escpos.Answer{}, errMute
		}
		answers, err := l.read(left)
		if err != nil {
			return escpos.Answer{}, err
		}
		for _, a := range answers {
			if wanted(a) {
				return a, nil
			}
		}
	}
}

// ask sends a request and waits for its answer.
func (l *line) ask(request []byte, wanted func(escpos.Answer) bool) error {
	_, err := l.get(request, wanted)
	return err
}

func (l *line) get(request []byte, wanted func(escpos.Answer) bool) (escpos.Answer, error) {
	if _, err := l.port.Write(request, l.answer); err != nil {
		return escpos.Answer{}, err
	}
	return l.await(l.answer, wanted)
}

func isStatus(a escpos.Answer) bool { return a.Kind == escpos.Status }

// poll asks for the real-time status, one question at a time because the answers do not say which of them
// they answer: the printer and its paper always, the causes when it is offline.
func (l *line) poll() error {
	if err := l.listen(0); err != nil || !l.asks() {
		return err // of one that is not asked it shows at least whether it is there
	}
	old, pushes := l.cond, l.pushes
	c := escpos.Condition{}
	for _, n := range []int{1, 2, 3, 4} {
		if n == 3 && !c.Offline && !c.Error {
			continue
		}
		a, err := l.get(escpos.AskStatus(n), isStatus)
		if err != nil {
			return fmt.Errorf("status %d: %w", n, err)
		}
		c.RealTime(n, a.Raw[0])
	}
	switch {
	case !l.p.Push || pushes > 0 || l.pushes > 0:
		l.unsaid = 0
	case c != old:
		l.unsaid++
	}
	l.cond, l.heard, l.pushes = c, time.Now(), 0
	return nil
}

// forgot tells whether the printer no longer pushes its changes, as after a loss of power.
func (l *line) forgot() bool { return l.unsaid > 1 }

// count asks for the number of cuts. The answer comes when all before is worked through.
func (l *line) count() error {
	l.known = false
	l.counts.ask()
	err := l.ask(escpos.AskCuts(), l.isCount)
	if errors.Is(err, errMute) {
		return nil // it is not known, and no more
	}
	return err
}

// isCount and isReply tell whether an answer is the last one owed.
func (l *line) isCount(a escpos.Answer) bool { _, ok := a.Count(); return ok && l.counts.n == 0 }
func (l *line) isReply(a escpos.Answer) bool { return a.Kind == escpos.Reply && l.replies.n == 0 }

// pass waits until the printer has worked through all it was sent, as far as it can tell.
func (l *line) pass(wait, answer time.Duration) error {
	request, wanted := escpos.Barrier(), l.isReply
	if l.p.Counter {
		l.known = false
		l.counts.ask()
		request, wanted = escpos.AskCuts(), l.isCount
	} else {
		l.replies.ask()
	}
	if _, err := l.port.Write(request, answer); err != nil {
		return err
	}
	return l.watch(wanted, wait, answer)
}

// confirm waits for the word that a job is printed.
func (l *line) confirm(proof escpos.Proof, id escpos.JobID, wait, answer time.Duration) error {
	if proof == escpos.ProofBarrier {
		return l.watch(l.isReply, wait, answer)
	}
	return l.watch(func(a escpos.Answer) bool {
		got, ok := a.Job()
		return ok && got == id
	}, wait, answer)
}

// watch is await for an answer that takes the printer's work, with questions in between
// about what keeps it, so that a job that stands still is known at once and not at the deadline.
func (l *line) watch(wanted func(escpos.Answer) bool, wait, answer time.Duration) error {
	asked := 0 // questions without an answer yet
	for end := time.Now().Add(wait); ; {
		left := time.Until(end)
		if left <= 0 {
			return errMute
		}
		before := len(l.rest)
		answers, err := l.read(min(left, probe))
		if err != nil {
			return err
		}
		done, silent := false, len(answers) == 0 && len(l.rest) == before // and no part of an answer
		for _, a := range answers {
			done = done || wanted(a)
			if isStatus(a) {
				asked--
				l.cond.RealTime(2, a.Raw[0])
				l.heard = time.Now()
			}
		}
		switch p := l.status().Problem; {
		case done:
			return l.collect(asked, answer)
		case p != Ready && p != Hot:
			return fmt.Errorf("%w: %s", errMute, p)
		case silent && l.asks():
			question := escpos.AskStatus(2)
			n, err := l.port.Write(question, answer)
			late := errors.Is(err, os.ErrDeadlineExceeded)
			switch {
			case err == nil, late && n == len(question): // on its way
				asked++
			case late && n == 0: // its buffer is full: it is at work, or it stands still and the time will end
			default:
				return err
			}
		}
	}
}

// collect waits for the answers still owed, lest they be taken for answers to later questions.
func (l *line) collect(owed int, wait time.Duration) error {
	for end := time.Now().Add(wait); owed > 0; {
		left := time.Until(end)
		if left <= 0 {
			return nil
		}
		answers, err := l.read(left)
		if err != nil {
			return err
		}
		for _, a := range answers {
			if isStatus(a) {
				owed--
			}
		}
	}
	return nil
}
