package emulator

import (
	"slices"

	"bileter/printer/escpos"
)

// flash is the memory of pictures that outlives the power.
type flash struct {
	pictures map[[2]byte]escpos.Bitmap
	writes   int
	writing  bool // nothing is heard, said or done meanwhile
	listed   bool // a list was sent and waits for its acknowledgement
	serial   string
}

// graphics is GS ( L: 64 lists the keys of stored pictures, 67 stores one, 69 prints one.
func (m *machine) graphics(b []byte) bool {
	switch arg := b[7:]; {
	case !m.p.Logo:
		m.strange(b[:7])
	case b[6] == 64 && string(arg) == "KC":
		m.listed = true
		m.out = append(m.out, 0x37, 0x72, 0x40)
		for _, k := range m.keys() {
			m.out = append(m.out, k[:]...)
		}
		m.out = append(m.out, 0)
	case b[6] == 67 && len(arg) > 9:
		return m.store(b)
	case b[6] == 69 && len(arg) == 4:
		return m.recall(b)
	default:
		m.strange(b[:7])
	}
	return true
}

func (m *machine) keys() (keys [][2]byte) {
	for k := range m.pictures {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]byte) int { return slices.Compare(a[:], b[:]) })
	return keys
}

// store reads a, kc1 kc2, colours, width and height in dots, colour, rows.
func (m *machine) store(b []byte) bool {
	arg := b[7:]
	w, h := int(arg[4])|int(arg[5])<<8, int(arg[6])|int(arg[7])<<8
	stride := (w + 7) / 8
	if arg[0] != '0' || arg[3] != 1 || arg[8] != '1' || w == 0 || h == 0 || len(arg) != 9+stride*h {
		return m.only(b[:7], false)
	}
	if m.pictures == nil {
		m.pictures = map[[2]byte]escpos.Bitmap{}
	}
	m.pictures[[2]byte(arg[1:3])] = escpos.Bitmap{W: w, H: h, Stride: stride, Bits: append([]byte(nil), arg[9:]...)}
	m.writes++
	m.writing = m.quirks.FlashTime > 0
	return true
}

func (m *machine) recall(b []byte) bool {
	pic, ok := m.pictures[[2]byte(b[7:9])]
	if !ok || len(m.cells) > 0 || b[9] != 1 || b[10] != 1 {
		return m.only(b, false) // a printer prints nothing then
	}
	top := m.paper.H
	if !m.feed(pic.H) {
		return false
	}
	m.paper.Paint(pic, m.margin(pic.W), top)
	m.rows += pic.H
	return true
}
