package printer

import (
	"errors"
	"fmt"
	"os"
	"slices"
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
	rate   int           // bytes a second of a line on which what is too much is lost; 0: the port makes us wait

	cond  escpos.Condition
	heard time.Time // when the printer last said how it is
	rest  []byte    // beginning of an answer
	begun time.Time // when rest came
	done  escpos.JobID
	cuts  int  // the printer's count
	known bool // cuts is
	gone  bool // it told that it went offline, and was not asked since

	introduced bool // it was asked what it is
	plain      bool // it does not answer DLE EOT 20, whatever its profile says

	replies, counts, texts, states owed // answers given in order that are to come

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
	l := &line{port: port, p: p, answer: answer}
	if w, ok := port.(oneWay); ok {
		l.blind = w.OneWay()
	}
	if r, ok := port.(rated); ok && p.Buffer > 0 {
		l.rate = r.Rate()
	}
	return l
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
	case c.Jam:
		s.Problem = Jam
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
	now := time.Now()
	if len(l.rest) > 0 && now.Sub(l.begun) > stall {
		l.rest = nil
	}
	// A copy: answers refer to it, and the buffer is used again.
	answers, rest := l.p.Answers(append(append([]byte(nil), l.rest...), l.buf[:n]...))
	if l.rest = rest; len(answers) > 0 || n == len(rest) {
		l.begun = now
	}
	for _, a := range answers {
		l.take(a, now)
	}
	return answers, nil
}

// stall is the pause after which the rest of an answer does not come any more: the printer was interrupted.
const stall = 250 * time.Millisecond

// take notes what an answer tells.
func (l *line) take(a escpos.Answer, now time.Time) {
	switch a.Kind {
	case escpos.Pushed:
		l.cond.Pushed(a.Raw)
		l.heard = now
		l.pushes++
	case escpos.Full:
		offline := l.cond.Offline
		l.cond.Whole(a.Raw)
		l.cond.Offline = offline
	case escpos.Status:
		l.states.come()
	case escpos.Reply:
		l.replies.come()
	case escpos.Block:
		if id, ok := a.Job(); ok {
			l.done = id
		}
		l.gone = l.gone || a.IsGone()
		if _, ok := a.Text(); !ok {
			return
		}
		if l.texts.n > 0 { // asked for before any count, and a serial number may be all digits
			l.texts.come()
		} else if n, ok := a.Count(); ok {
			l.counts.come()
			l.cuts, l.known = n, l.counts.n == 0
		}
	}
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
	l.rest, l.replies, l.counts, l.texts, l.states = nil, owed{}, owed{}, owed{}, owed{}
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
	if err := l.watch(wanted, wait, answer); err != nil || l.p.Counter {
		return err
	}
	return l.there()
}

// there asks whether the printer is there and on line, by one question. A reply is a byte of which a line whose printer
// just lost its power can make up one: it is believed together with an answer to a question asked after it.
func (l *line) there() error {
	if !l.asks() {
		return nil
	}
	n := 1
	if l.p.Short {
		n = 2
	}
	a, err := l.status1(n)
	if err != nil {
		return err
	}
	if l.heard = time.Now(); n == 1 && l.p.Seiko {
		l.cond.Seiko(a)
	} else {
		l.cond.RealTime(n, a)
	}
	if p := l.status().Problem; p != Ready && p != Hot {
		return fmt.Errorf("%w: %s", errMute, p)
	}
	return nil
}

// confirm waits for the word that a job is printed.
func (l *line) confirm(proof escpos.Proof, id escpos.JobID, wait, answer time.Duration) error {
	if proof == escpos.ProofBarrier {
		if err := l.watch(l.isReply, wait, answer); err != nil {
			return err
		}
		return l.there()
	}
	return l.watch(func(a escpos.Answer) bool {
		got, ok := a.Job()
		return ok && got == id
	}, wait, answer)
}

// watch is await for an answer that takes the printer's work, with questions in between
// about what keeps it, so that a job that stands still is known at once and not at the deadline.
func (l *line) watch(wanted func(escpos.Answer) bool, wait, answer time.Duration) error {
	var asked []int // questions without an answer yet, which come in their order
	ask := func(n int) error {
		question := escpos.AskStatus(n)
		sent, err := l.port.Write(question, answer)
		switch late := errors.Is(err, os.ErrDeadlineExceeded); {
		case err == nil, late && sent == len(question): // on its way
			asked = append(asked, n)
		case late && sent == 0: // its buffer is full: it is at work, or it stands still and the time will end
		default:
			return err
		}
		return nil
	}
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
		done, cause := false, false
		silent := len(answers) == 0 && len(l.rest) == before // and no part of an answer
		for _, a := range answers {
			done = done || wanted(a)
			if !isStatus(a) || len(asked) == 0 {
				continue
			}
			l.cond.RealTime(asked[0], a.Raw[0])
			l.heard = time.Now()
			cause = cause || asked[0] == 2 && l.cond.Error && !l.p.Short
			asked = asked[1:]
		}
		switch p := l.status().Problem; {
		case done:
			return l.collect(len(asked), answer)
		case cause: // an error, but which? It may pass by itself
			if err := ask(3); err != nil {
				return err
			}
		case slices.Contains(asked, 3):
		case p != Ready && p != Hot:
			return fmt.Errorf("%w: %s", errMute, p)
		case (silent || l.gone) && l.asks(): // what keeps it?
			l.gone = false
			if err := ask(2); err != nil {
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
