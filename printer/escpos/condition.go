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

	// Of printers that tell more, of the Custom kind.
	Jam    bool // paper stuck on its way out
	Mouth  bool // a ticket is at the mouth, not taken yet
	Moving bool // the paper moves
	Spent  bool // the roll is used up by the printer's own count: paper low
}

// Pushed reads the four bytes of GS a. It tells nothing of the last four fields.
func (c *Condition) Pushed(b []byte) {
	if len(b) != 4 {
		return
	}
	c.Offline = b[0]&0x08 != 0
	c.Cover = b[0]&0x20 != 0
	c.Cutter, c.Hot, c.Error = b[1]&0x08 != 0, b[1]&0x40 != 0, b[1]&0x24 != 0
	c.PaperLow, c.PaperEnd = b[2]&0x03 != 0, b[2]&0x0c != 0
}

// RealTime reads the answer to AskStatus(n) for n from 1 to 4, and AskPrint.
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
	case AskPrint:
		c.Moving = b&0x0c != 0
		if b&0x20 != 0 {
			c.PaperEnd = true
		}
	}
}

// Seiko reads the answer of a DPU-30 to AskStatus(1): cover, supply voltage, temperature.
func (c *Condition) Seiko(b byte) {
	c.Cover, c.Error, c.Hot = b&0x02 != 0, b&0x04 != 0, b&0x08 != 0
}

// Whole reads the six bytes of AskFull, as in the manuals of KPM210 and VKP80III: mark, then paper, user, recoverable
// and unrecoverable errors. It replaces all that was known.
func (c *Condition) Whole(b []byte) {
	if len(b) != fullLength {
		return
	}
	paper, user, passing, lasting := b[2], b[3], b[4], b[5]
	*c = Condition{
		PaperEnd: paper&0x01 != 0,
		PaperLow: paper&0x44 != 0,
		Spent:    paper&0x40 != 0,
		Mouth:    paper&0x20 != 0,
		Cover:    user&0x03 != 0, // the second is the head's lever on some
		Moving:   user&0x08 != 0,
		Hot:      passing&0x01 != 0,
		Jam:      passing&0x40 != 0,
		Cutter:   lasting&0x01 != 0,
		Error:    passing&0x08 != 0 || lasting&^0x01 != 0, // voltage, memories
	}
}
