package board_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"bileter/display"
	"bileter/display/board"
)

// chips is a chain of MAX7219 as its data sheet has it: 16 bits shift through each chip, the high byte is the
// register, and all chips take what they hold when the select line rises, here at the end of a transfer.
type chips struct {
	shift []uint16 // of each chip, the first next to the machine
	regs  [][16]byte
	speed physic.Frequency
	opens int
	err   error
}

func newChips(n int) *chips {
	c := &chips{shift: make([]uint16, n), regs: make([][16]byte, n)}
	for i := range c.regs {
		for r := range c.regs[i] {
			c.regs[i][r] = 0xff // what power gives is not told
		}
	}
	return c
}

func (c *chips) String() string                    { return "chips" }
func (c *chips) Close() error                      { return nil }
func (c *chips) LimitSpeed(physic.Frequency) error { return nil }
func (c *chips) Duplex() conn.Duplex               { return conn.Half }
func (c *chips) TxPackets([]spi.Packet) error      { return errors.ErrUnsupported }
func (c *chips) Connect(f physic.Frequency, _ spi.Mode, bits int) (spi.Conn, error) {
	c.speed = f
	return c, c.err
}

func (c *chips) Tx(w, _ []byte) error {
	if c.err != nil {
		return c.err
	}
	for i := 0; i+1 < len(w); i += 2 {
		copy(c.shift[1:], c.shift[:len(c.shift)-1])
		c.shift[0] = uint16(w[i])<<8 | uint16(w[i+1])
	}
	for i, v := range c.shift {
		if r := v >> 8 & 0x0f; r != 0 { // 0 is no operation
			c.regs[i][r] = byte(v)
		}
	}
	return nil
}

// shown reads chip i as a person would: digit 8 is the leftmost, and only a chip that is set up lights any.
func (c *chips) shown(i int) string {
	r := c.regs[i]
	if r[0x0c] != 1 {
		return "shut down"
	}
	if r[0x0f] == 1 {
		return "test"
	}
	if r[0x09] != 0 || r[0x0b] != 7 || r[0x0a] == 0xff {
		return "not set up"
	}
	names := map[byte]byte{0: ' ', 0x7e: '0', 0x30: '1', 0x6d: '2', 0x79: '3', 0x33: '4', 0x5b: '5', 0x5f: '6', 0x70: '7', 0x7f: '8', 0x7b: '9',
		0x01: '-', 0x67: 'P', 0x57: 'K', 0x77: 'A', 0x76: 'M', 0x19: '>'}
	text := ""
	for d := 8; d >= 1; d-- {
		ch, ok := names[r[d]]
		if !ok {
			ch = '?'
		}
		text += string(ch)
	}
	return text
}

func TestChainOfChips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := board.Protocols()["max7219"]
		hw := newChips(3)
		c := &board.Chain{Open: func() (spi.PortCloser, error) { hw.opens++; return hw, nil }, Labels: map[int]string{1: "1"}, Boards: []board.Board{
			{Protocol: p, Address: 0, Chars: 4, Counter: 1}, {Protocol: p, Address: 1, Chars: 4, Counter: 2},
			{Protocol: p, Address: 2, Chars: 8, Points: []int{1}, Arrow: "right"},
		}}
		ps := []display.Picture{{Counter: 1, Lamp: display.Calling, Ticket: "P027", Since: time.Now(), Lit: true}, serving(2, "K114")}
		show := func(want ...string) {
			t.Helper()
			if err := c.Show(t.Context(), ps); err != nil {
				t.Fatal(err)
			}
			for i, w := range want {
				if got := hw.shown(i); got != w {
					t.Errorf("chip %d: got %q, want %q", i, got, w)
				}
			}
		}
		show("    P027", "    K114", "P027 1>>")
		if hw.speed > physic.MegaHertz {
			t.Errorf("the chain runs at %v", hw.speed)
		}
		hw.regs[1] = [16]byte{} // noise
		time.Sleep(board.Refresh)
		show("    P027", "    K114", "P027 1>>")
		ps[0].Gone, ps[1].Gone = true, true
		show("        ", "        ", "        ")
		ps = []display.Picture{{Counter: 1, Test: true}, {Counter: 2, Test: true}}
		show("    8888", "    8888", "88888888")
		hw.err = errors.New("input/output error")
		time.Sleep(board.Refresh)
		if err := c.Show(t.Context(), ps); err == nil {
			t.Error("a dead port is no error")
		}
		hw.err = nil
		show("    8888", "    8888", "88888888")
		if hw.opens != 2 {
			t.Errorf("opened %d times, want anew after the error", hw.opens)
		}
	})
}

func TestNoSPIHere(t *testing.T) {
	if _, err := board.OpenSPI("99.9"); err == nil {
		t.Error("a device that is not there is opened")
	}
}
