package board_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"bileter/display/board"
)

var update = flag.Bool("update", false, "write testdata/frames.txt anew")

// TestFrames holds every protocol's bytes against a file that was compared with the makers' examples.
func TestFrames(t *testing.T) {
	var b bytes.Buffer
	all := board.Protocols()
	for _, c := range []struct {
		protocol string
		address  int
		chars    int
		text     string
	}{
		{"edi", 1, 4, "P027"}, {"edi", 99, 4, "----"}, {"edi", 7, 4, "ZAMK"},
		{"laser-lt", 5, 6, "P027"}, {"laser-lt", 31, 6, ""},
		{"callshop", 3, 8, "P027 5>>"},
		{"mled", 1, 4, "P027"}, {"mled", 20, 8, "P027 5^^"},
		{"modbus", 1, 4, "P027"}, {"modbus", 247, 4, ""},
	} {
		p := all[c.protocol]
		for _, f := range board.Frames(board.Board{Protocol: p, Address: c.address, Chars: c.chars}, c.text) {
			fmt.Fprintf(&b, "%s %d %q\t% x\t%q\n", c.protocol, c.address, c.text, f, f)
		}
	}
	const path = "testdata/frames.txt"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(b.Bytes(), want) {
		t.Errorf("got\n%s\nwant\n%s (%v)", b.Bytes(), want, err)
	}
}
