package emulator

import (
	"encoding/hex"
	"image"
	"reflect"
	"slices"
	"testing"

	"bileter/printer/escpos"
)

// FuzzMachine: whatever comes, in whatever pieces, the printer answers and prints the same, never beside its paper,
// and takes up again after it is switched off and on. Real-time commands are obeyed when they come, so that with them
// the pieces matter.
func FuzzMachine(f *testing.F) {
	for _, s := range []string{
		"1b401c2e1b741241420a1d56420a", "1d286b03003143061d286b0600315030414243" + "1d286b0300315130",
		"1d76300001000200ffff", "1004011005021014080103140106020810", "1b4affff1d5601", "1d2848060030304142434410",
		"1d217741424344454647480a1b69", "1d6732 00b200", "1d61ff1d49431d7201", "1b61021d2101e0e1e2e30a",
	} {
		b, _ := hex.DecodeString(s)
		f.Add(b, []byte{1, 5, 2})
	}
	f.Fuzz(func(t *testing.T, b, cuts []byte) {
		if len(b) > 4096 {
			return
		}
		p, _ := escpos.Named("emulator-58")
		whole, pieces := newMachine(p), newMachine(p)
		whole.receive(b)
		whole.run()
		for rest := b; len(rest) > 0; {
			n := len(rest)
			if len(cuts) > 0 {
				n, cuts = min(n, 1+int(cuts[0])), cuts[1:]
			}
			pieces.receive(rest[:n])
			pieces.run()
			rest = rest[n:]
		}
		whole.tear()
		pieces.tear()
		for _, m := range []*machine{whole, pieces} {
			for _, tk := range m.papers {
				checkPaper(t, tk, p)
			}
		}
		if !slices.Contains(b, 0x10) {
			same(t, "answers", pieces.out, whole.out)
			same(t, "what it does not know", pieces.unknown, whole.unknown)
			same(t, "papers", pieces.papers, whole.papers)
		}
		whole.papers, whole.in, whole.real, whole.faults = nil, nil, nil, 0
		whole.reset()
		whole.receive([]byte("A\n\x1dV\x00"))
		whole.run()
		if n := len(whole.papers); n == 0 || !slices.Equal(whole.papers[n-1].Text, []string{"A"}) {
			t.Fatalf("switched off and on: got %+v, want a paper with A", whole.papers)
		}
	})
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: in pieces %.300v, at once %.300v", what, got, want)
	}
}

// checkPaper: a paper is as wide as the roll and not longer than one may be, and no line is wider.
func checkPaper(t *testing.T, tk Ticket, p escpos.Profile) {
	t.Helper()
	box := tk.Image.Bounds()
	if box.Dx() != p.Dots || box.Dy() > maxPaper || box.Min != (image.Point{}) {
		t.Fatalf("paper of %v", box)
	}
	for _, l := range tk.Text {
		if n := len([]rune(l)); n == 0 || n > p.Dots/escpos.CellW {
			t.Fatalf("a line of %d letters: %q", n, l)
		}
	}
}
