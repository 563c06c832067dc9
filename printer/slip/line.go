package slip

import "bileter/printer/escpos"

// Line is one row of a layout: a text, a QR code, a picture or white. A layout is all that the renderers know:
// Encode makes a printer's text or a printer's dots of it, Picture and Image draw it.
type Line struct {
	Text    string          // already fits the paper at its size
	Page    escpos.CodePage // of the text; zero: the profile's own
	QR      string          // content of a QR code
	Module  int             // of the QR code, in dots
	Picture escpos.Bitmap   // not wider than the paper
	Key     escpos.Key      // of the picture in the printer's flash; zero: it is not there
	White   int             // dots of white paper
	Align   escpos.Align
	Bold    bool
	W, H    int // enlargement of a text, 1 to 8
}

// Slip is a kind of paper: it can be arranged for a printer.
type Slip interface {
	Layout(p escpos.Profile) []Line
}
