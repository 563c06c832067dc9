package emulator

import (
	"strings"
	"time"
)

// Modbus is a display with Modbus RTU whose holding registers from First on hold the codes of its characters.
// It takes function 16 (write several), 6 (write one) and 3 (read), and refuses others and other registers.
type Modbus struct {
	Address byte
	First   int
	Chars   int

	frame []byte
	regs  []uint16
}

// Hear implements Board: silence begins a frame, and the frame says itself how long it is.
func (m *Modbus) Hear(c byte, pause bool) []byte {
	if pause {
		m.frame = nil
	}
	m.frame = append(m.frame, c)
	f := m.frame
	if len(f) < 8 || f[1] == 16 && len(f) < 9+int(f[6]) {
		return nil
	}
	m.frame = nil
	if f[0] != m.Address && f[0] != 0 {
		return nil
	}
	if crc := crc16(f[:len(f)-2]); f[len(f)-2] != byte(crc) || f[len(f)-1] != byte(crc>>8) {
		return nil // a damaged frame is not answered
	}
	answer := m.act(f)
	if f[0] == 0 { // to all: nobody answers
		return nil
	}
	crc := crc16(answer)
	return append(answer, byte(crc), byte(crc>>8))
}

// act carries a request out and returns the answer without its check.
func (m *Modbus) act(f []byte) []byte {
	if m.regs == nil {
		m.regs = make([]uint16, m.Chars)
	}
	start, n := int(f[2])<<8|int(f[3]), int(f[4])<<8|int(f[5])
	refuse := func(code byte) []byte { return []byte{m.Address, f[1] | 0x80, code} }
	at := start - m.First
	switch f[1] {
	case 16:
		if int(f[6]) != 2*n {
			return refuse(3)
		}
		if at < 0 || at+n > m.Chars {
			return refuse(2)
		}
		for i := range n {
			m.regs[at+i] = uint16(f[7+2*i])<<8 | uint16(f[8+2*i])
		}
		return append([]byte{m.Address}, f[1:6]...)
	case 6:
		if at < 0 || at >= m.Chars {
			return refuse(2)
		}
		m.regs[at] = uint16(n)
		return append([]byte{m.Address}, f[1:6]...)
	case 3:
		if at < 0 || at+n > m.Chars {
			return refuse(2)
		}
		out := []byte{m.Address, 3, byte(2 * n)}
		for i := range n {
			out = append(out, byte(m.regs[at+i]>>8), byte(m.regs[at+i]))
		}
		return out
	}
	return refuse(1)
}

// crc16 is the check of Modbus: polynomial 0xA001, all ones at first, the lower byte is sent first.
func crc16(b []byte) uint16 {
	crc := uint16(0xFFFF)
	for _, c := range b {
		crc ^= uint16(c)
		for range 8 {
			odd := crc & 1
			crc >>= 1
			if odd == 1 {
				crc ^= 0xA001
			}
		}
	}
	return crc
}

// Shown implements Board.
func (m *Modbus) Shown(time.Time) string {
	var b strings.Builder
	for _, r := range m.regs {
		if r != 0 {
			b.WriteByte(byte(r))
		}
	}
	return b.String()
}
