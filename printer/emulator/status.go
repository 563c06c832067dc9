package emulator

// What the printer says of itself, in the dialects of the manuals: DLE EOT 1 to 4 of Epson's kind, 17 and 20 of Custom's
// and Pyramid's, the DPU-30's layout of 1, and what is pushed after GS a.

// tellStatus answers DLE EOT.
func (m *machine) tellStatus(b []byte) {
	n := b[2]
	switch {
	case m.p.Short && n != 2:
		m.strange(b)
	case n == 1 && m.p.Seiko:
		m.out = append(m.out, m.seiko())
	case n == 3 && m.p.InOrder: // Phoenix: always none
		m.out = append(m.out, 0x12)
	case n >= 1 && n <= 4:
		m.out = append(m.out, m.status(n))
	case n == 17 && m.p.Full:
		m.out = append(m.out, 0x12|m.bit(PaperOut, 0x20))
	case n == 20 && m.p.Full:
		m.out = append(m.out, m.whole()...)
	default:
		m.strange(b)
	}
}

// bit is a mask when the printer has a fault.
func (m *machine) bit(f Fault, mask byte) byte {
	if m.faults&f != 0 {
		return mask
	}
	return 0
}

// status is the answer to DLE EOT n.
func (m *machine) status(n byte) byte {
	const fixed = 0x12
	switch n {
	case 1:
		return fixed | m.bit(stopping, 0x08)
	case 2:
		return fixed | m.bit(CoverOpen, 0x04) | m.bit(PaperOut, 0x20) | m.bit(failing, 0x40)
	case 3:
		return fixed | m.bit(Jam, 0x04) | m.bit(CutterJam, 0x08) | m.bit(Unrecoverable|Voltage, 0x20) | m.bit(HeadHot, 0x40)
	case 4:
		return fixed | m.bit(PaperLow, 0x0c) | m.bit(PaperOut, 0x60)
	}
	return fixed
}

// seiko is the DPU-30's answer to DLE EOT 1.
func (m *machine) seiko() byte {
	return 0x10 | m.bit(CoverOpen, 0x02) | m.bit(Voltage, 0x04) | m.bit(HeadHot, 0x08)
}

// whole is the answer to DLE EOT 20.
func (m *machine) whole() []byte {
	paper := m.bit(PaperOut, 0x01) | m.bit(PaperLow, 0x04)
	if m.occupied() {
		paper |= 0x20
	}
	passing := m.bit(HeadHot, 0x01) | m.bit(Voltage, 0x08) | m.bit(Jam, 0x40)
	return []byte{0x10, 0x0f, paper, m.bit(CoverOpen, 0x02), passing, m.bit(CutterJam, 0x01) | m.bit(Unrecoverable, 0x04)}
}

// tell is the message of GS a.
func (m *machine) tell() {
	b := [4]byte{0x10, 0, 0, 0}
	bit := func(f Fault, i int, mask byte) {
		if m.faults&f != 0 {
			b[i] |= mask
		}
	}
	bit(stopping, 0, 0x08)
	bit(CoverOpen, 0, 0x20)
	if !m.quirks.ConstantErrors {
		bit(Jam, 1, 0x04)
		bit(CutterJam, 1, 0x08)
		bit(Unrecoverable|Voltage, 1, 0x20)
		bit(HeadHot, 1, 0x40)
	}
	bit(PaperLow, 2, 0x03)
	bit(PaperOut, 2, 0x0c)
	m.out = append(m.out, b[:]...)
}
