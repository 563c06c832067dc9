package board

import "time"

// Protocol is how one make of board is spoken to.
type Protocol struct {
	Name      string
	Low, High int           // its addresses
	Widest    int           // characters
	Letters   bool          // false: digits and dashes alone
	Answers   bool          // says whether it has understood
	Blanks    time.Duration // goes blank by itself when nobody has talked to it for so long; 0: it shows the last text for ever
	Registers bool          // the text has a place of its own, Board.Register
	SPI       bool          // it hangs on a Chain, not on a Line

	talk func(b Board, text string) []exchange
}

// Protocols returns all that are known, by name.
//
// edi: numeric displays of EDI, such as ED400D. laser-lt: Rice Lake Laser LT. callshop: Telcom Research
// CallShop Fone Display behind its concentrator. mled: FDS MLED-CTRL, and the display protocol of TAG Heuer.
// max7219: chips on an SPI bus, see Chain. modbus: Modbus RTU, one character in each holding register, as the DM56A04 and DM36B06 have it.
func Protocols() map[string]Protocol {
	return map[string]Protocol{
		"edi":      {Name: "edi", Low: 1, High: 99, Widest: 8, talk: edi},
		"laser-lt": {Name: "laser-lt", Low: 0, High: 31, Widest: 6, Letters: true, Answers: true, Blanks: hold, talk: laserLT},
		"callshop": {Name: "callshop", Low: 1, High: 99, Widest: 16, Letters: true, Answers: true, talk: callShop},
		"mled":     {Name: "mled", Low: 1, High: 20, Widest: 16, Letters: true, talk: mled},
		"max7219":  {Name: "max7219", Low: 0, High: 15, Widest: digits, Letters: true, SPI: true},
		"modbus":   {Name: "modbus", Low: 1, High: 247, Widest: 16, Letters: true, Answers: true, Registers: true, talk: modbusRTU},
	}
}
