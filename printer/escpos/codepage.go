package escpos

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// CodePage is a charset and the number by which ESC t selects it on some printer. It is written "cp852:18".
type CodePage struct {
	Charset Charset
	N       byte
}

func (c CodePage) String() string { return fmt.Sprintf("%s:%d", c.Charset, c.N) }

// DrawnSlips stands in place of a code page for a printer none of whose code pages can be trusted: its slips are pictures.
const DrawnSlips = "picture"

// ParseCodePage reads what String writes.
func ParseCodePage(s string) (c CodePage, ok bool) {
	name, number, _ := strings.Cut(s, ":")
	n, err := strconv.ParseUint(number, 10, 8)
	return CodePage{Charset(name), byte(n)}, err == nil && n > 0 && charmaps[Charset(name)] != nil
}

// On returns the profile as a technician has found its printer: with the code page that printed right, or with slips as
// pictures. ok is false for what is neither.
func (p Profile) On(page string) (_ Profile, ok bool) {
	if page == DrawnSlips {
		p.Raster = true
		return p, true
	}
	c, ok := ParseCodePage(page)
	if ok {
		p.Charset, p.Page, p.Raster = c.Charset, c.N, false
	}
	return p, ok
}

// numbers are those by which printers select the Polish code pages, the most usual first: of the families here, and
// of others in escpos-printer-db 2026-07-27 (CC BY 4.0, Michael Billington and contributors).
var numbers = []CodePage{
	{CP852, 18}, {CP1250, 45}, {Latin2, 39}, {CP1250, 72}, {CP1250, 47}, {CP1250, 30}, {Latin2, 36}, {CP852, 6},
	{CP852, 54}, {CP852, 13}, {CP852, 2}, {CP1250, 50}, {CP1250, 17}, {CP852, 5}, {CP1250, 33},
}

// CodePages are those worth trying on a printer: what its profile has first, then what others have.
func (p Profile) CodePages() []CodePage {
	all := []CodePage{{p.Charset, p.Page}}
	add := func(c CodePage) {
		if c.N != 0 && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	for _, c := range []Charset{CP852, CP1250, Latin2} {
		add(CodePage{c, p.Pages.Of(c)})
	}
	for _, c := range numbers {
		add(c)
	}
	return all
}

// Select changes the code page of the texts that follow.
func (e *Encoder) Select(c CodePage) {
	if e.p.Charset == c.Charset && e.p.Page == c.N {
		return
	}
	e.p.Charset, e.p.Page = c.Charset, c.N
	e.put(esc, 't', c.N)
}
