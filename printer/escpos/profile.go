// Package escpos speaks the language of receipt printers: bytes that print text, pictures, QR codes and
// cut, and the sense of the bytes that come back. It sends nothing, waits for nothing, and does not know
// what a ticket is.
package escpos

import (
	"slices"
	"strings"
)

// Charset names the letters of a code page.
type Charset string

// Charsets that hold the Polish letters.
const (
	CP852  Charset = "cp852"
	CP1250 Charset = "cp1250"
	Latin2 Charset = "8859-2"
)

// Proof is how a printer can show that a job is on paper.
type Proof int

// Proofs, the weakest first.
const (
	ProofNone    Proof = iota // bytes were accepted, nothing more is known
	ProofBarrier              // GS r: an answer that the printer gives when it has worked through all before
	ProofID                   // GS ( H: the printer names the job when its printing is finished
)

// Profile is what one family of printers can do. The technician chooses it; nothing is guessed.
type Profile struct {
	Name     string
	Dots     int     // printable width
	Columns  int     // of font A: Dots/12
	DPI      int     // dots per inch, both ways
	Charset  Charset // of text
	Page     byte    // n of ESC t that selects Charset
	Smooth   bool    // GS b rounds the steps of enlarged letters
	QRModule int     // largest module of its own QR codes, in dots; 0: it has none, a picture is sent
	QRBytes  int     // longest content of its own QR codes
	Cutter   bool    // GS V 66
	Status   bool    // DLE EOT 1 to 4, answered at once, also offline
	Push     bool    // GS a: tells every change by itself
	Proof    Proof
	Clear    bool // DLE DC4 8 empties its buffers, and says so
	Counter  bool // GS g 2 tells how often it has cut
	Buffer   int  // receive buffer, bytes
}

// The profiles. Code pages and widths of the generic ones are those on which escpos-printer-db 2026-07-27
// (CC BY 4.0, by Michael Billington and contributors) and the tables of ReceiptPrinterEncoder agree for
// most families.
var profiles = []Profile{
	{
		// CP852 at 18 is the one number that nearly all 80 mm printers share; GS r works on clones that
		// know no GS ( H.
		Name: "generic-80", Dots: 576, Columns: 48, DPI: 203, Charset: CP852, Page: 18,
		QRModule: 8, QRBytes: 250, Cutter: true, Status: true, Proof: ProofBarrier, Buffer: 4096,
	},
	{
		// 384 dots are common to 58 mm mechanisms; most have a tear bar and no cutter.
		Name: "generic-58", Dots: 384, Columns: 32, DPI: 203, Charset: CP852, Page: 18,
		QRModule: 8, QRBytes: 150, Status: true, Proof: ProofBarrier, Buffer: 4096,
	},
	{
		// The cheapest clones, which never answer: USB class protocol 1, or a receive line left out.
		Name: "generic-80-mute", Dots: 576, Columns: 48, DPI: 203, Charset: CP852, Page: 18,
		QRModule: 8, QRBytes: 250, Cutter: true, Buffer: 4096,
	},
	{
		// Epson, "ESC/POS Command Reference", TM-T20III: ESC t 18 = PC852, GS ( k, GS ( H, GS a, DLE DC4 fn 8.
		Name: "epson-tm-t20iii", Dots: 576, Columns: 48, DPI: 203, Charset: CP852, Page: 18, Smooth: true,
		QRModule: 16, QRBytes: 7089, Cutter: true, Status: true, Push: true, Proof: ProofID, Clear: true, Counter: true, Buffer: 4096,
	},
	{
		// Epson, "ESC/POS Command Reference", TM-T88V: 180 dpi, 512 dots, 42 columns.
		Name: "epson-tm-t88v", Dots: 512, Columns: 42, DPI: 180, Charset: CP852, Page: 18, Smooth: true,
		QRModule: 16, QRBytes: 7089, Cutter: true, Status: true, Push: true, Proof: ProofID, Clear: true, Counter: true, Buffer: 4096,
	},
	{
		// package printer/emulator
		Name: "emulator-80", Dots: 576, Columns: 48, DPI: 203, Charset: CP852, Page: 18, Smooth: true,
		QRModule: 16, QRBytes: 1000, Cutter: true, Status: true, Push: true, Proof: ProofID, Clear: true, Counter: true, Buffer: 65536,
	},
	{
		// package printer/emulator
		Name: "emulator-58", Dots: 384, Columns: 32, DPI: 203, Charset: CP852, Page: 18, Smooth: true,
		QRModule: 16, QRBytes: 1000, Cutter: true, Status: true, Push: true, Proof: ProofID, Clear: true, Counter: true, Buffer: 65536,
	},
}

// Named returns the profile of that name.
func Named(name string) (Profile, bool) {
	i := slices.IndexFunc(profiles, func(p Profile) bool { return p.Name == strings.ToLower(name) })
	if i < 0 {
		return Profile{}, false
	}
	return profiles[i], true
}

// Names returns the names of all profiles.
func Names() []string {
	var names []string
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	return names
}

// Millimetres tells how much paper so many dots are.
func (p Profile) Millimetres(dots int) float64 { return float64(dots) * 25.4 / float64(p.DPI) }
