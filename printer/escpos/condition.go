package escpos

// Condition is what a printer has said about itself. Its zero value is a healthy, idle printer.
type Condition struct {
	Offline  bool
	Cover    bool // open
	PaperEnd bool
	PaperLow bool
	Cutter   bool // jammed
	Hot      bool // the head; passes by itself
	Error    bool // recoverable or not, none of the above
}

// Pushed reads the four bytes of GS a.
func (c *Condition) Pushed(b []byte) {
	if len(b) != 4 {
		return
	}
	*c = Condition{
		Offline:  b[0]&0x08 != 0,
		Cover:    b[0]&0x20 != 0,
		Cutter:   b[1]&0x08 != 0,
		Hot:      b[1]&0x40 != 0,
		Error:    b[1]&0x24 != 0,
		PaperLow: b[2]&0x03 != 0,
		PaperEnd: b[2]&0x0c != 0,
	}
}

// RealTime reads the answer to AskStatus(n).
func (c *Condition) RealTime(n int, b byte) {
	switch n {
	case 1:
		c.Offline = b&0x08 != 0
	case 2:
		c.Cover, c.PaperEnd = b&0x04 != 0, b&0x20 != 0
		if b&0x40 == 0 {
			c.Cutter, c.Hot, c.Error = false, false, false
		} else if !c.Cutter && !c.Hot {
			c.Error = true
		}
	case 3:
		c.Cutter, c.Hot, c.Error = b&0x08 != 0, b&0x40 != 0, b&0x24 != 0
	case 4:
		c.PaperLow = b&0x0c != 0
		if b&0x60 != 0 {
			c.PaperEnd = true
		}
	}
}
