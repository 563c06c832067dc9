package emulator

import "time"

// mouth is the presenter.
type mouth struct {
	ticket    bool      // cut, at the mouth, not taken
	until     time.Time // then what nobody took is taken back; zero: never
	retracted int       // papers in the bin
	back      time.Duration
	now       func() time.Time
}

// occupied tells whether something is at the mouth.
func (m *machine) occupied() bool {
	if m.ticket && !m.until.IsZero() && !m.now().Before(m.until) {
		m.retract()
	}
	return m.ticket || m.continuous && (len(m.text) > 0 || m.rows > 0)
}

func (m *mouth) retract() {
	if m.ticket {
		m.retracted++
	}
	m.ticket, m.until = false, time.Time{}
}

// hand puts a cut ticket at the mouth, for so long; 0: until it is taken.
func (m *mouth) hand(wait time.Duration) {
	m.ticket, m.until = true, time.Time{}
	if wait > 0 {
		m.until = m.now().Add(wait)
	}
}

// parsePresent reads GS e: 2 retracts, 3 m presents m steps, 5 ejects, 6 asks, 18 and 20 hold paper back while it is
// printed or let it out, 32 m t presents for t seconds.
func parsePresent(b []byte) (command, int) {
	if len(b) < 3 {
		return nil, 0
	}
	n, ok := map[byte]int{2: 3, 3: 4, 5: 3, 6: 3, 18: 3, 20: 3, 32: 5}[b[2]]
	switch {
	case !ok:
		return nil, 3
	case len(b) < n:
		return nil, 0
	}
	return (*machine).handOut, n
}

// handOut is GS e. The paper is a picture from the moment it is cut.
func (m *machine) handOut(b []byte) bool {
	t := m.p.Presenter
	if !t.Fitted() || t.Step == 0 && (b[2] == 3 || b[2] == 32) || len(m.cells) > 0 {
		return m.only(b, false)
	}
	switch b[2] {
	case 2:
		m.retract()
	case 3:
		m.hand(0)
	case 5:
		m.ticket = false
	case 6:
		s := m.bit(PaperLow, 0x01) | 0x04&^m.bit(PaperOut, 0x04) | m.bit(failing, 0x40) | m.bit(Jam, 0x80)
		if m.occupied() {
			s |= 0x08
		}
		m.out = append(m.out, s)
	case 18, 20:
		m.continuous = b[2] == 20
		return m.only(b, t.Holds)
	case 32:
		m.hand(time.Duration(b[4]) * time.Second)
	}
	return true
}

// parseTakeBack reads Citizen's GS R: 0 takes back at once, 1 n has it done after n seconds.
func parseTakeBack(b []byte) (command, int) {
	n := 3
	if len(b) > 2 && b[2]%48 == 1 {
		n = 4
	}
	if len(b) < n {
		return nil, 0
	}
	return func(m *machine, b []byte) bool {
		if n == 3 {
			m.retract()
		} else {
			m.back = time.Duration(b[3]%48) * time.Second
		}
		return m.only(b, m.p.Presenter.Fitted() && b[2]%48 <= 1)
	}, n
}
