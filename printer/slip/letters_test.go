package slip_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// rightLines prints the slip of letters on a printer of some pages, read as the profile of another, and returns the numbers
// of the lines that came out right.
func rightLines(t *testing.T, paper, profile string) (right []string, text []string) {
	t.Helper()
	real, _ := escpos.Named(paper)
	p, ok := escpos.Named(profile)
	if !ok {
		t.Fatal(profile)
	}
	b, err := slip.Letters{Lang: "pl"}.Bytes(p)
	if err != nil {
		t.Fatal(err)
	}
	papers, err := emulator.Read(b, real)
	if !errors.Is(err, emulator.ErrUnknown) || len(papers) != 1 { // pages that it lacks are tried too
		t.Fatalf("%d papers, %v", len(papers), err)
	}
	for _, l := range papers[0].Text {
		n, letters, _ := strings.Cut(strings.TrimSpace(l), " ")
		if letters == slip.Alphabet {
			right = append(right, n)
		}
	}
	return right, papers[0].Text
}

// TestLettersTellCodePagesApart: lines whose page the printer has are right, all others can be seen to be wrong.
func TestLettersTellCodePagesApart(t *testing.T) {
	for _, profile := range []string{"emulator-80", "generic-80", "generic-80-raster", "zjiang-pos-5890"} {
		p, _ := escpos.Named(profile)
		paper := fmt.Sprintf("emulator-%d", p.Paper)
		right, all := rightLines(t, paper, profile)
		var want []string
		for i, c := range p.CodePages() {
			switch c.String() {
			case "cp852:18", "cp1250:45", "8859-2:39":
				want = append(want, fmt.Sprint(i+1))
			}
		}
		if len(all) != len(p.CodePages()) || !slices.Equal(right, want) || len(want) != 3 {
			t.Errorf("%s: right are %v, want %v\n%s", profile, right, want, strings.Join(all, "\n"))
		}
	}
}

// TestACodePageIsChosen: a ticket's letters are right with the page that a technician found, and wrong with another.
func TestACodePageIsChosen(t *testing.T) {
	real, _ := escpos.Named("emulator-80")
	for page, want := range map[string]bool{"cp852:18": true, "cp1250:45": true, "8859-2:39": true, "cp1250:72": false, "cp852:54": false} {
		p, ok := real.On(page)
		if !ok {
			t.Fatal(page)
		}
		b, err := slip.Encode([]slip.Line{{Text: slip.Alphabet, W: 1, H: 1}}, p)
		if err != nil {
			t.Fatal(err)
		}
		papers, err := emulator.Read(b, real)
		if err != nil && !errors.Is(err, emulator.ErrUnknown) {
			t.Fatal(err)
		}
		if got := slices.Equal(papers[0].Text, []string{slip.Alphabet}); got != want {
			t.Errorf("%s: right %v: %q", page, got, papers[0].Text)
		}
	}
	if p, ok := real.On(escpos.DrawnSlips); !ok || !p.Raster {
		t.Error("slips are not drawn")
	}
	for _, bad := range []string{"", "cp852", "cp852:0", "cp852:256", "cp437:1", "cp852:18:2"} {
		if _, ok := real.On(bad); ok {
			t.Errorf("%q is a code page", bad)
		}
	}
}
