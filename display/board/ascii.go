package board

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

const (
	stx = "\x02"
	etx = "\x03"
	cr  = "\r"
	lf  = "\n"
)

// edi frames a number for a numeric display of EDI: STX, two digits of address, the text, ETX. The display
// never answers, blanks leading zeros, and shows the last number for ever.
// Source: EDI, product manual ED400D, "Protocol for numeric displays".
func edi(b Board, text string) []exchange {
	return []exchange{{out: fmt.Appendf(nil, stx+"%02d%s"+etx, b.Address, text)}}
}

// hold is for how long a Laser LT shows a message when nobody sends another.
const hold = 10 * time.Second

// laserLT shows a message for a time and then asks what stands on the display.
// Source: Rice Lake, Laser LT installation and operation manual, 3.9.1 and 3.9.4.
func laserLT(b Board, text string) []exchange {
	return []exchange{
		{out: fmt.Appendf(nil, "|%02dDM%d|%s!", b.Address, hold.Milliseconds(), text)},
		{out: fmt.Appendf(nil, "|%02dQD!", b.Address), answer: func(got []byte) (bool, error) {
			line, _, whole := bytes.Cut(got, []byte(cr))
			if !whole {
				return false, nil
			}
			shown, _, ok := strings.Cut(string(line), ",")
			if !ok {
				return true, fmt.Errorf("answers %q, which is no answer", line)
			}
			// Letters are drawn with seven segments, and how they are read back is not told: figures are compared.
			if figures(shown) != figures(text) {
				return true, fmt.Errorf("shows %q instead of %q", shown, text)
			}
			return true, nil
		}},
	}
}

func figures(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// callShopRow is written whole, so that nothing is left of a frame that arrived damaged.
const callShopRow = 16

// callShop writes the upper row and hears a confirmation.
// Source: Telcom Research, CallShop Fone Display, installation and protocol manual 1.10.
func callShop(b Board, text string) []exchange {
	head := fmt.Sprintf(etx+"P%02d", b.Address)
	want := []byte(head + "^M" + cr)
	return []exchange{{
		out: fmt.Appendf(nil, "%sM101%02d%-*s"+cr, head, callShopRow, callShopRow, text),
		answer: func(got []byte) (bool, error) {
			line, _, whole := bytes.Cut(got, []byte(cr))
			if !whole {
				return false, nil
			}
			if line = append(line, cr...); !bytes.HasSuffix(line, want) { // before it there may be noise
				return true, fmt.Errorf("answers %q instead of %q", line, want)
			}
			return true, nil
		},
	}}
}

// mledBrightness is the highest of 1 to 3.
const mledBrightness = "3"

// mled writes one line of an MLED controller; a line is a board, or a zone of one. It never answers.
// Source: FDS, MLED-CTRL user manual 1.1, 6.1 and 6.2: "^" begins a command and cannot be shown.
func mled(b Board, text string) []exchange {
	const lines = "123456789ABCDEFGHIJK"
	text = strings.ReplaceAll(text, "^", "|")
	return []exchange{{out: []byte(stx + lines[b.Address-1:b.Address] + mledBrightness + text + lf)}}
}
