package board

import (
	"context"
	"errors"
	"fmt"
	"time"

	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/devices/v3/max7219"

	"bileter/display"
)

// Chain keeps a chain of MAX7219 chips right, each of which lights the seven-segment digits of one board; it is
// a display.Backend. The chips never answer and forget nothing: one that loses contact shows its last text. All
// their registers are sent again with every refresh, because noise on the leads changes them.
type Chain struct {
	Open   func() (spi.PortCloser, error)
	Boards []Board // Board.Address is the place in the chain, 0 next to the machine
	Labels map[int]string
	Now    func() time.Time // nil: time.Now

	port  spi.PortCloser // nil: not open
	wires *tap
	dev   *max7219.Dev
	texts map[int]string // last sent, by place
	sent  time.Time
}

// digits of a chip. All are driven, whatever a board has of them.
const digits = 8

// Registers of the chip that its driver sets once alone.
const (
	regScan     = 0x0b
	regShutdown = 0x0c
	brightness  = 8 // of 0 to 15
)

// Show sends the texts that have changed, and every Refresh everything. It is for one caller at a time.
func (c *Chain) Show(_ context.Context, ps []display.Picture) error {
	err := c.show(ps)
	if err != nil {
		_ = c.Close() // whatever it says, the port is opened anew
	}
	return err
}

func (c *Chain) show(ps []display.Picture) error {
	if err := c.open(); err != nil {
		return err
	}
	now := time.Now
	if c.Now != nil {
		now = c.Now
	}
	texts, same := map[int]string{}, true
	l := Line{Boards: c.Boards, Labels: c.Labels}
	for i, b := range c.Boards {
		texts[b.Address] = l.text(i, ps, now())
		same = same && texts[b.Address] == c.texts[b.Address]
	}
	if same && now().Sub(c.sent) < Refresh {
		return nil
	}
	if err := c.registers(); err != nil {
		return err
	}
	units := make([][]byte, c.length())
	for place := range units {
		units[place] = segments(texts[place])
	}
	if err := c.dev.WriteCascadedUnits(units); err != nil {
		return fmt.Errorf("MAX7219: %w", err)
	}
	c.texts, c.sent = texts, now()
	return nil
}

func (c *Chain) open() error {
	if c.port != nil {
		return nil
	}
	port, err := c.Open()
	if err != nil {
		return err
	}
	wires := &tap{Port: port}
	dev, err := max7219.NewSPI(wires, c.length(), digits)
	if err == nil && wires.failed != nil { // the driver only logs what fails at its beginning
		err = wires.failed
	}
	if err != nil {
		return errors.Join(fmt.Errorf("MAX7219: %w", err), port.Close())
	}
	c.port, c.wires, c.dev, c.texts = port, wires, dev, nil
	return nil
}

// registers sets again what noise may have changed.
func (c *Chain) registers() error {
	return errors.Join(c.wires.all(c.length(), regScan, digits-1), c.dev.TestDisplay(false), c.dev.SetIntensity(brightness),
		c.dev.SetDecode(max7219.DecodeNone), c.wires.all(c.length(), regShutdown, 1))
}

// length of the chain.
func (c *Chain) length() int {
	n := 0
	for _, b := range c.Boards {
		n = max(n, b.Address+1)
	}
	return n
}

// Close gives the port back; not while Show runs. A later Show opens it again.
func (c *Chain) Close() error {
	if c.port == nil {
		return nil
	}
	err := c.port.Close()
	c.port = nil
	return err
}

// tap is a port whose connection can also be written to beside the driver, slowly: the driver asks for 10 MHz,
// which a metre of wire does not carry.
type tap struct {
	spi.Port
	spi.Conn
	failed error
}

const highest = physic.MegaHertz

func (t *tap) String() string { return t.Port.String() }

// Connect implements spi.Port.
func (t *tap) Connect(f physic.Frequency, mode spi.Mode, bits int) (spi.Conn, error) {
	conn, err := t.Port.Connect(min(f, highest), mode, bits)
	t.Conn = conn
	return t, err
}

// Tx implements spi.Conn.
func (t *tap) Tx(w, r []byte) error {
	err := t.Conn.Tx(w, r)
	if err != nil {
		t.failed = err
	}
	return err
}

// all sets one register of every chip.
func (t *tap) all(units int, register, value byte) error {
	var w []byte
	for range units {
		w = append(w, register, value)
	}
	return t.Tx(w, nil)
}

// segments draws a text on eight digits, at the right. Bits of a digit: 0ABCDEFG.
func segments(text string) []byte {
	out := make([]byte, digits)
	for i := range min(len(text), digits) {
		out[digits-1-i] = glyph[text[len(text)-1-i]]
	}
	return out
}

// glyph is the characters of seven segments. K, M, V, W and X are what they can be.
var glyph = map[byte]byte{
	'0': 0x7e, '1': 0x30, '2': 0x6d, '3': 0x79, '4': 0x33, '5': 0x5b, '6': 0x5f, '7': 0x70, '8': 0x7f, '9': 0x7b, '-': 0x01,
	'A': 0x77, 'B': 0x1f, 'C': 0x4e, 'D': 0x3d, 'E': 0x4f, 'F': 0x47, 'G': 0x5e, 'H': 0x37, 'I': 0x06, 'J': 0x3c, 'K': 0x57, 'L': 0x0e,
	'M': 0x76, 'N': 0x15, 'O': 0x1d, 'P': 0x67, 'Q': 0x73, 'R': 0x05, 'S': 0x5b, 'T': 0x0f, 'U': 0x3e, 'V': 0x1c, 'W': 0x2a, 'X': 0x49, 'Y': 0x3b, 'Z': 0x6d,
	'<': 0x0d, '>': 0x19, '^': 0x62, 'v': 0x1c, 'p': 0x67,
}
