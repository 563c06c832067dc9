package escpos

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

var charmaps = map[Charset]*charmap.Charmap{
	CP852:  charmap.CodePage852,
	CP1250: charmap.Windows1250,
	Latin2: charmap.ISO8859_2,
}

// replacements stand in for characters that a page may lack. Those of the first list are replaced on every page.
var (
	always = map[rune]string{
		'\u00a0': " ", '\u2009': " ", '\u202f': " ", '\u2007': " ", '\t': " ", '\n': " ", '\r': " ",
		'\u00ad': "", '\u200b': "", '\u2060': "", '\ufeff': "",
	}
	replacements = map[rune]string{
		'–': "-", '—': "-", '‐': "-", '‑': "-", '−': "-",
		'„': `"`, '“': `"`, '”': `"`, '«': `"`, '»': `"`,
		'‚': "'", '‘': "'", '’': "'", 'ʼ': "'", '′': "'",
		'…': "...", '•': "*", '·': "-", '×': "x", '€': "EUR", '№': "Nr", '™': "(TM)", '©': "(c)",
		'→': "->", '←': "<-", '↑': "^", '↓': "v", 'ø': "o", 'Ø': "O", 'æ': "ae", 'Æ': "AE", 'ı': "i",
	}
)

// encode returns the byte of a character on the page.
func (p Profile) encode(r rune) (byte, bool) {
	if r < ' ' || r >= 0x7f && r < 0xa0 {
		return 0, false // a control character in a text would be a command
	}
	if r < 0x7f {
		return byte(r), true
	}
	m := charmaps[p.Charset]
	if m == nil {
		return 0, false
	}
	return m.EncodeRune(r)
}

// Fold makes a text ready for the printer's page: composed, without control characters, and with a stand-in
// for what the page lacks where there is one (dashes, quotes, the euro sign, foreign accents). What has no
// stand-in, such as Cyrillic, stays as it is. Where everything is drawn, what the face has needs no stand-in.
func (p Profile) Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "")) {
		if r >= ' ' && r <= '~' { // on every page; most of most texts
			b.WriteByte(byte(r))
			continue
		}
		if t, ok := always[r]; ok {
			b.WriteString(t)
			continue
		}
		if _, ok := p.encode(r); ok || p.Raster && RegularFace().Has(r) {
			b.WriteRune(r)
			continue
		}
		if t, ok := replacements[r]; ok {
			b.WriteString(t)
			continue
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Mn, r) || r == unicode.ReplacementChar {
			continue
		}
		base := []rune(norm.NFD.String(string(r)))[0]
		if _, ok := p.encode(base); ok {
			r = base
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Encode returns the bytes of a folded text; ok is false when the page lacks one of its letters. It is about the
// page alone: where everything is drawn the bytes are not sent.
func (p Profile) Encode(s string) (text []byte, ok bool) {
	text = make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := p.encode(r)
		if !ok {
			return nil, false
		}
		text = append(text, c)
	}
	return text, true
}
