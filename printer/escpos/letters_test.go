package escpos_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"bileter/printer/escpos"
)

const polish = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"

func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	p, ok := escpos.Named(name)
	if !ok {
		t.Fatalf("no profile %q", name)
	}
	return p
}

func TestPolishLettersOnEveryPage(t *testing.T) {
	for _, c := range []struct {
		charset escpos.Charset
		want    string
	}{
		{escpos.CP852, "a586a988e4a298abbea48fa89de3e0978dbd"},
		{escpos.CP1250, "b9e6eab3f1f39c9fbfa5c6caa3d1d38c8faf"},
		{escpos.Latin2, "b1e6eab3f1f3b6bcbfa1c6caa3d1d3a6acaf"},
	} {
		p := escpos.Profile{Charset: c.charset}
		for form, s := range map[string]string{"composed": polish, "decomposed": norm.NFD.String(polish)} {
			got, ok := p.Encode(p.Fold(s))
			if !ok || hex.EncodeToString(got) != c.want {
				t.Errorf("%s, %s: got %x, %v, want %s", c.charset, form, got, ok, c.want)
			}
		}
	}
}

func TestFold(t *testing.T) {
	p := profile(t, "generic-80")
	for _, c := range []struct{ name, in, want string }{
		{"dashes", "1–6 — 7", "1-6 - 7"},
		{"Polish quotes", "„bilet”", `"bilet"`},
		{"euro", "5 €", "5 EUR"},
		{"no-break spaces", "160\u00a0zł\u202f!", "160 zł !"},
		{"ellipsis", "itd…", "itd..."},
		{"arrows", "← →", "<- ->"},
		{"foreign accents", "Ñandú, Ångström, smørrebrød", "Nandú, Angström, smorrebrod"},
		{"German", "äöüß ÄÖÜ", "äöüß ÄÖÜ"},
		{"soft hyphen", "nie\u00adruchomość", "nieruchomość"},
		{"control characters", "a\x1b@\x10\x04\x01b\x00\u0085", "a@b"},
		{"a lone accent", "\u0301a", "a"},
		{"broken UTF-8", "a\xffb", "ab"},
		{"Cyrillic stays", "Віконце", "Віконце"},
	} {
		if got := p.Fold(c.in); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLettersThePageLacksAreNotGuessed(t *testing.T) {
	p := profile(t, "generic-80")
	for _, s := range []string{"ї", "ґ", "日", "🚗", "€", "\x1b"} {
		if b, ok := p.Encode(s); ok {
			t.Errorf("%q: got %x, want no bytes", s, b)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Zażółć gęślą jaźń – „€”")
	f.Add("\x1b@\x10\x14\x08")
	f.Fuzz(func(t *testing.T, s string) {
		for _, cs := range []escpos.Charset{escpos.CP852, escpos.CP1250, escpos.Latin2, ""} {
			p := escpos.Profile{Charset: cs}
			folded := p.Fold(s)
			if again := p.Fold(folded); again != folded {
				t.Errorf("%s: folding %q again gives %q", cs, folded, again)
			}
			text, ok := p.Encode(folded)
			if bytes.ContainsAny(text, "\x00\x07\x0a\x10\x1b\x1c\x1d\x7f") {
				t.Errorf("%s: %q became the command %x", cs, s, text)
			}
			if ok && len(text) != len([]rune(folded)) {
				t.Errorf("%s: %q has %d bytes", cs, folded, len(text))
			}
		}
	})
}

func TestProfiles(t *testing.T) {
	for _, name := range escpos.Names() {
		p := profile(t, strings.ToUpper(name))
		if p.Columns != p.Dots/escpos.CellW || p.Dots%8 != 0 || p.DPI == 0 || p.Buffer < 1024 {
			t.Errorf("%s: %+v", name, p)
		}
		if _, ok := p.Encode(polish); !ok {
			t.Errorf("%s: its page %s lacks Polish letters", name, p.Charset)
		}
		if p.Proof != escpos.ProofNone && !p.Status {
			t.Errorf("%s: confirms without answering", name)
		}
	}
	if _, ok := escpos.Named("no-such"); ok {
		t.Error("an unknown name has a profile")
	}
}
