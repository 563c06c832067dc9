// Package escpos speaks the language of receipt printers: bytes that print text, pictures, QR codes and
// cut, and the sense of the bytes that come back. It sends nothing, waits for nothing, and does not know
// what a ticket is.
package escpos

import (
	"embed"
	"math"
	"path"
	"slices"
	"strings"
	"sync"
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

// CutCommand is how a printer with a cutter is told to cut. The zero value is the usual one.
type CutCommand int

// Cut commands.
const (
	CutGSV  CutCommand = iota // GS V 66 n: feeds to the blade by itself
	CutESCi                   // ESC i: cuts where the paper is
	CutESCm                   // ESC m: the same, leaving a bridge
)

// Pages are the numbers by which ESC t selects the Polish code pages; 0: not established.
type Pages struct {
	CP852, CP1250, Latin2 byte
}

// Of returns the number of a charset's page, 0 where there is none.
func (p Pages) Of(c Charset) byte {
	switch c {
	case CP852:
		return p.CP852
	case CP1250:
		return p.CP1250
	case Latin2:
		return p.Latin2
	}
	return 0
}

// Profile is what one family of printers can do. The technician chooses it; nothing is guessed. Its values come
// from a file of folder profiles; 0 and false mean that a thing is not there or not established.
type Profile struct {
	Name     string
	Dots     int     // printable width
	Columns  int     // of font A: Dots/12
	DPI      int     // dots per inch, both ways
	Paper    int     // width of the roll, mm
	Blade    float64 // way from head to blade, mm
	Speed    int     // of the paper, mm/s
	Charset  Charset // of text
	Page     byte    // n of ESC t that selects Charset
	Pages    Pages   // of all charsets it has
	Smooth   bool    // GS b rounds the steps of enlarged letters
	Raster   bool    // whole slips go out as pictures: its code pages cannot be trusted
	QRModule int     // largest module of its own QR codes, in dots; 0: it has none, a picture is sent
	QRBytes  int     // longest content of its own QR codes

	Cutter    bool
	Cut       CutCommand
	Presenter Presenter

	Status  bool // DLE EOT 1 to 4
	Short   bool // of these it answers 2 alone
	Seiko   bool // 1 has the layout of the DPU-30
	InOrder bool // these are answered only after printing, not at once
	Full    bool // DLE EOT 20: a status of six bytes, of the Custom and Pyramid kind
	Notice  bool // GS ( H 49: tells that it went offline
	Push    bool // GS a: tells every change by itself
	Proof   Proof
	Clear   bool // DLE DC4 8 empties its buffers, and says so
	Counter bool // GS g 2 tells how often it has cut
	Buffer  int  // receive buffer, bytes
	Logo    bool // GS ( L 67 and 69: stores a picture and prints it by its key
}

//go:embed profiles/*.toml
var files embed.FS

// families reads the embedded profiles, which a test has read before.
var families = sync.OnceValue(func() []Family {
	entries, err := files.ReadDir("profiles")
	if err != nil {
		panic(err)
	}
	var all []Family
	for _, entry := range entries {
		b, err := files.ReadFile(path.Join("profiles", entry.Name()))
		if err != nil {
			panic(err)
		}
		f, err := ParseProfile(entry.Name(), b)
		if err != nil {
			panic(err)
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b Family) int { return strings.Compare(a.Name, b.Name) })
	return all
})

// Families returns all profiles with what is known about them, in the order of their names.
func Families() []Family { return slices.Clone(families()) }

// Named returns the profile of that name.
func Named(name string) (Profile, bool) {
	i := slices.IndexFunc(families(), func(f Family) bool { return f.Name == strings.ToLower(name) })
	if i < 0 {
		return Profile{}, false
	}
	return families()[i].Profile, true
}

// Names returns the names of all profiles.
func Names() []string {
	var names []string
	for _, f := range families() {
		names = append(names, f.Name)
	}
	return names
}

// Millimetres tells how much paper so many dots are.
func (p Profile) Millimetres(dots int) float64 { return float64(dots) * 25.4 / float64(p.DPI) }

// Using returns the profile with another charset chosen; ok is false when the number of its page is not established.
func (p Profile) Using(c Charset) (_ Profile, ok bool) {
	p.Charset, p.Page = c, p.Pages.Of(c)
	return p, p.Page != 0
}

// usualBlade stands in for a way from head to blade that is not established, in mm.
const usualBlade = 12

// blade is the way from head to blade in dots.
func (p Profile) blade() int {
	mm := p.Blade
	if mm == 0 {
		mm = usualBlade
	}
	return int(math.Ceil(mm * float64(p.DPI) / 25.4))
}
