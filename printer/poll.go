package printer

import (
	"errors"
	"fmt"
	"time"

	"bileter/printer/escpos"
)

func isStatus(a escpos.Answer) bool { return a.Kind == escpos.Status }

// poll asks for the real-time status, in the printer's dialect.
func (l *line) poll() error {
	if err := l.listen(0); err != nil || !l.asks() {
		return err // of one that is not asked it shows at least whether it is there
	}
	old, pushes := l.cond, l.pushes
	c, err := l.state()
	if err != nil {
		return err
	}
	switch {
	case !l.p.Push || pushes > 0 || l.pushes > 0:
		l.unsaid = 0
	case c != old:
		l.unsaid++
	}
	l.cond, l.heard, l.pushes, l.gone = c, time.Now(), 0, false
	return nil
}

// state asks one question at a time, because the answers do not say which of them they answer: the printer and its
// paper always, the causes when it is offline. One that tells all at once is asked that, and whether it is offline.
func (l *line) state() (c escpos.Condition, err error) {
	whole := l.p.Full && !l.plain
	if whole {
		if whole, err = l.whole(); err != nil {
			return c, err
		}
		c = l.cond
	}
	for _, n := range []int{1, 2, 3, 4} {
		if n == 3 && !c.Offline && !c.Error || l.p.Short && n != 2 || whole && n != 1 {
			continue
		}
		a, err := l.status1(n)
		if err != nil {
			return c, fmt.Errorf("status %d: %w", n, err)
		}
		if n == 1 && l.p.Seiko {
			c.Seiko(a)
			continue
		}
		c.RealTime(n, a)
	}
	return c, nil
}

// whole asks for DLE EOT 20; false: this printer does not answer it, and is not asked again.
func (l *line) whole() (bool, error) {
	err := l.ask(escpos.AskStatus(escpos.AskFull), func(a escpos.Answer) bool { return a.Kind == escpos.Full })
	if errors.Is(err, errMute) {
		// It may answer nothing at all now, which is another matter.
		if _, err := l.status1(1); err != nil {
			return false, err
		}
		l.plain = true
		return false, nil
	}
	return err == nil, err
}

// status1 asks for status n. Of a printer that answers in order, answers to older questions are passed over.
func (l *line) status1(n int) (byte, error) {
	wanted := isStatus
	if l.p.InOrder {
		l.states.ask()
		wanted = func(a escpos.Answer) bool { return isStatus(a) && l.states.n == 0 }
	}
	a, err := l.get(escpos.AskStatus(n), wanted)
	if err != nil {
		return 0, err
	}
	return a.Raw[0], nil
}

// identify asks what the printer is, the model first: one that does not tell it is not asked for more. Printers that
// know no GS I take its last byte for a letter: the reset of Hello, to be sent next, drops it from the line.
func (l *line) identify() (id escpos.Identity, err error) {
	l.introduced = true
	for _, q := range []struct {
		n    int
		into *string
	}{
		{escpos.AskModel, &id.Model}, {escpos.AskMaker, &id.Maker},
		{escpos.AskFirmware, &id.Firmware}, {escpos.AskSerial, &id.Serial},
	} {
		l.texts.ask()
		isText := func(a escpos.Answer) bool { _, ok := a.Text(); return ok && l.texts.n == 0 }
		a, err := l.get(escpos.AskIdentity(q.n), isText)
		if errors.Is(err, errMute) {
			return id, nil
		}
		if err != nil {
			return id, err
		}
		*q.into, _ = a.Text()
	}
	return id, nil
}
