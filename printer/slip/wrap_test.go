package slip

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, in string
		columns  int
		want     []string
	}{
		{"empty", "", 10, nil},
		{"fits", "Urząd Miejski", 13, []string{"Urząd Miejski"}},
		{"breaks at spaces", "Urząd Miejski w Olszanowie", 13, []string{"Urząd Miejski", "w Olszanowie"}},
		{"not after w", "rejestracja w urzędzie", 13, []string{"rejestracja", "w urzędzie"}},
		{"not after i z", "dowód i z tym", 9, []string{"dowód", "i z tym"}},
		{"not after Ukrainian й", "заява й паспорт", 8, []string{"заява", "й", "паспорт"}},
		{"not after Ukrainian у", "черга у вас", 7, []string{"черга", "у вас"}},
		{"amount and unit stay", "Opłata 160\u00a0zł", 12, []string{"Opłata", "160\u00a0zł"}},
		{"a long word is cut", "Namensänderungsbescheinigung", 10, []string{"Namensände", "rungsbesch", "einigung"}},
		{"hanging word before a long one", "w Konstantynopolitańczykowianeczce", 10, []string{"w", "Konstantyn", "opolitańcz", "ykowianecz", "ce"}},
		{"one column", "ab c", 1, []string{"a", "b", "c"}},
		{"many spaces", "  a   b  ", 10, []string{"a b"}},
	} {
		if got := wrap(c.in, c.columns, utf8.RuneCountInString); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Rejestracja auta z Polski i z zagranicy w urzędzie", uint8(12))
	f.Add("160\u00a0zł\xff – i o w", uint8(1))
	f.Fuzz(func(t *testing.T, s string, columns uint8) {
		if columns == 0 || len(s) > 2000 {
			return
		}
		s = strings.ToValidUTF8(s, "?")
		lines := wrap(s, int(columns), utf8.RuneCountInString)
		for i, l := range lines {
			if utf8.RuneCountInString(l) > int(columns) {
				t.Errorf("%q is wider than %d", l, columns)
			}
			if i+1 < len(lines) && strings.HasSuffix(l, " w") {
				next := strings.Fields(lines[i+1])
				if len(next) > 0 && utf8.RuneCountInString(next[0]) > 1 && utf8.RuneCountInString("w "+next[0]) <= int(columns) {
					t.Errorf("%q hangs before %q", l, next[0])
				}
			}
		}
		if got, want := letters(strings.Join(lines, "")), letters(s); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

// FuzzText: a text of any letters comes out of the printer whole, in lines that fit the paper, on every page and size.
func FuzzText(f *testing.F) {
	f.Add("Rejestracja auta „z Polski” i z zagranicy – 160\u00a0zł… №™", uint8(1), uint8(0))
	f.Add("Wo\u0301jt Z\u0307o\u0301łć Ğİı\u0301 e\u0301\u0327\u0301", uint8(8), uint8(1))
	f.Add("Реєстрація авто й \x1b@", uint8(2), uint8(2))
	names := []string{"emulator-80", "emulator-58", "epson-tm-t88v", "zjiang-pos-5890"}
	f.Fuzz(func(t *testing.T, s string, w, which uint8) {
		if len(s) > 300 {
			return
		}
		p, _ := escpos.Named(names[int(which)%len(names)])
		st := style{w&8 != 0, int(w)%8 + 1, int(w)%8 + 1}
		g := &page{p: p}
		g.text(strings.ToValidUTF8(s, "?"), st)
		var kept strings.Builder
		for _, l := range g.lines {
			if n := g.width(l.Text); n > p.Columns/st.w {
				t.Fatalf("%q takes %d of %d columns", l.Text, n, p.Columns/st.w)
			}
			kept.WriteString(p.Fold(l.Text))
		}
		if got, want := letters(kept.String()), letters(p.Fold(strings.ToValidUTF8(s, "?"))); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		b, err := Encode(g.lines, p)
		if err != nil {
			t.Fatal(err)
		}
		papers, err := emulator.Read(b, p)
		if err != nil || len(papers) != 1 || papers[0].Torn == p.Cutter {
			t.Fatalf("got %d papers, %v", len(papers), err)
		}
		if pictures(g.lines, p) {
			return
		}
		printed := slices.DeleteFunc(papers[0].Text, func(s string) bool { return strings.TrimSpace(s) == "" })
		if got, want := letters(strings.Join(printed, "")), letters(kept.String()); got != want || len(printed) > len(g.lines) {
			t.Fatalf("%q is printed as %q", want, printed)
		}
	})
}

// letters is all that must not get lost.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || string(r) == glue {
			return -1
		}
		return r
	}, s)
}
