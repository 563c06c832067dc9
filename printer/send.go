package printer

import (
	"errors"
	"strconv"
	"time"

	"bileter/internal/queue"
	"bileter/printer/escpos"
)

// cut makes of a job the pieces in which it is sent: one, but for a line on which what the printer has no room for would
// be lost without a word, and the answer after it would confirm a slip that is not whole.
func (l *line) cut(job []byte) ([]escpos.Piece, error) {
	limit := l.p.Slice()
	if l.proof() != escpos.ProofNone {
		limit = min(limit, max(l.rate/2, least))
	}
	if l.rate == 0 || len(job) <= limit {
		return []escpos.Piece{{Bytes: job}}, nil
	}
	if pieces, err := escpos.Pieces(escpos.Bands(job, limit), limit); err == nil {
		return pieces, nil
	}
	return escpos.Pieces(job, l.p.Slice()) // something in it is long by itself
}

// A printer that loses its power and gets it back in the middle of a piece prints the end of it, and answers. So a piece
// is on the line for half a second at most, and the printer was heard just before: none starts in less than that.
const (
	least = 480                   // bytes: half a second at 9600 baud; a shorter piece may not hold a QR code
	fresh = 50 * time.Millisecond // the age from which a printer on a line is asked again before a slip
)

// cautious stands in for the speed of paper that a profile does not know, in mm/s. A mechanism that prints much black,
// or is warm, is slower than its profile says: half of that is counted on.
const cautious = 60

// wait gives a printer that cannot answer the time that it needs for a piece, its bytes' way over the line included.
func (l *line) wait(p escpos.Piece) {
	if l.rate == 0 {
		return
	}
	speed := l.p.Speed
	if speed == 0 {
		speed = cautious
	}
	seconds := float64(len(p.Bytes))/float64(l.rate) + 2*l.p.Millimetres(p.Rows)/float64(speed)
	pause := time.NewTimer(time.Duration(seconds * float64(time.Second)))
	<-pause.C
}

// wireTime is what bytes take on the slowest line.
func wireTime(b []byte) time.Duration { return time.Duration(len(b)) * time.Second / slowest }

// send writes a job, and what makes the printer report it, and waits for that report. Of several pieces each has to be
// worked through before the next leaves.
func (t *Thermal) send(pieces []escpos.Piece, id escpos.JobID) (Sure, error) {
	t.judged = false
	sent, last := 0, len(pieces)-1
	for _, p := range pieces[:last] {
		if err := t.sendPiece(p, sent); err != nil {
			return Sent, err
		}
		sent += len(p.Bytes)
	}
	return t.sendLast(pieces[last].Bytes, sent, id)
}

func (t *Thermal) sendPiece(p escpos.Piece, sent int) error {
	wire := wireTime(p.Bytes)
	if n, err := t.line.port.Write(p.Bytes, t.cfg.Write+wire); err != nil {
		return t.torn(sent+n, err)
	}
	if t.line.proof() == escpos.ProofNone {
		t.line.wait(p)
		return nil
	}
	if err := t.line.pass(t.cfg.Confirm+wire, t.cfg.Answer); err != nil {
		return t.unsure(err)
	}
	return nil
}

// sendLast sends the end of a job after which the printer reports it.
func (t *Thermal) sendLast(piece []byte, sent int, id escpos.JobID) (Sure, error) {
	proof := t.line.proof()
	data := append([]byte(nil), piece...)
	if t.cfg.Profile.Counter && proof != escpos.ProofNone {
		// Before the proof, so that with it the count is known too.
		data, t.line.known = append(data, escpos.AskCuts()...), false
		t.line.counts.ask()
	}
	switch proof {
	case escpos.ProofID:
		data = append(data, escpos.TellID(id)...)
	case escpos.ProofBarrier:
		data = append(data, escpos.Barrier()...)
		t.line.replies.ask()
	}
	data = append(data, escpos.Settle(t.cfg.Profile)...)
	wire := wireTime(data)
	if n, err := t.line.port.Write(data, t.cfg.Write+wire); err != nil {
		return Sent, t.torn(sent+n, err)
	}
	if proof == escpos.ProofNone {
		return Sent, nil
	}
	if err := t.line.confirm(proof, id, t.cfg.Confirm+wire, t.cfg.Answer); err != nil {
		return Sent, t.unsure(err)
	}
	if t.handed(id); t.line != nil {
		t.set(t.line.status())
	}
	if proof == escpos.ProofID || t.mouth.job == id {
		return Confirmed, nil
	}
	return Processed, nil
}

// torn is the end of a job that could not be written: n bytes of it may have left.
func (t *Thermal) torn(n int, err error) error {
	if n > 0 {
		t.doubt, t.patient, t.half = true, true, true
	}
	return t.lost("write", n, err)
}

// unsure is the end of a job that was not confirmed.
func (t *Thermal) unsure(err error) error {
	t.doubt, t.half = true, true
	if !errors.Is(err, errMute) {
		t.patient = true
		return t.lost("confirm", 1, err)
	}
	st := t.line.status()
	if st.Problem == Ready {
		st.Problem = Offline
	}
	t.set(st)
	return &Error{Op: "confirm", InDoubt: true, Problem: st.Problem, Err: err}
}

// trim cuts off what a job in doubt may have left hanging, so that the next slip does not hang from it. The half has no
// QR code and is void. It is done only when what became of that job is settled: a count of cuts proves nothing after it.
func (t *Thermal) trim() error {
	p := t.cfg.Profile
	if t.cuts != nil && t.line.known && t.line.cuts > *t.cuts {
		t.half = false // it is cut already
		return nil
	}
	t.disown()
	if _, err := t.line.port.Write(escpos.CutOff(p), t.cfg.Write); err != nil {
		return t.lost("status", 0, err)
	}
	if t.line.proof() == escpos.ProofNone {
		t.half = false
		return nil
	}
	if err := t.line.pass(t.cfg.Confirm, t.cfg.Answer); err != nil {
		return t.standing(err)
	}
	t.half = false
	t.cfg.Log.Info("printer: what a slip in doubt may have left is cut off")
	return nil
}

// cutOffKey is the Memory's name for the printer's count of cuts after the last that was no ticket's.
const cutOffKey = "cut-off"

// disown notes that the next cut is no ticket's. It is noted before it is done, so that no later run takes it for one.
func (t *Thermal) disown() {
	if !t.line.known {
		return
	}
	t.ours = t.line.cuts + 1
	if t.cfg.Memory == nil {
		return
	}
	if err := t.cfg.Memory.Put(cutOffKey, strconv.Itoa(t.ours)); err != nil {
		t.cfg.Log.Error("cut not remembered", "err", err)
	}
}

// counted tells whether the printer's count shows that the slip of a mark was cut. A count that did not grow shows
// nothing, because printers that lose power may forget the last cuts; one that a cut of ours made shows nothing either.
func (t *Thermal) counted(mark queue.Mark) bool {
	if mark.Cuts == nil || !t.line.known || t.line.cuts != *mark.Cuts+1 {
		return false
	}
	ours := t.ours
	if t.cfg.Memory != nil {
		n, _ := strconv.Atoi(t.cfg.Memory.Get(cutOffKey))
		ours = max(ours, n)
	}
	return t.line.cuts != ours
}

// standing is the error of a printer that does not work through what it was sent; nothing of it is a ticket.
func (t *Thermal) standing(err error) error {
	if !errors.Is(err, errMute) {
		return t.lost("status", 0, err)
	}
	st := t.line.status()
	if st.Problem == Ready {
		st.Problem = Offline
	}
	t.set(st)
	return &Error{Op: "status", Problem: st.Problem, Err: err}
}
