package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bileter/configs"
)

// withBoards writes the sample office with more tables behind it.
func withBoards(t *testing.T, tables string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "office.toml")
	if err := os.WriteFile(path, append(configs.Sample(), "\n"+tables...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheckKnowsProtocolsOfBoards(t *testing.T) {
	for _, c := range []struct{ name, board, want string }{
		{"right", "protocol = \"modbus\"\naddress = 5\ncounter = 5\nregister = 10", ""},
		{"unknown", "protocol = \"modbuss\"\naddress = 5\ncounter = 5", "there is no protocol \"modbuss\" (one of callshop, edi,"},
		{"address", "protocol = \"mled\"\naddress = 21\ncounter = 5", "board[3].address: is 21, but boards of mled have 1 to 20"},
		{"chars", "protocol = \"laser-lt\"\naddress = 5\ncounter = 5\nchars = 8", "at most 6"},
		{"register", "protocol = \"mled\"\naddress = 5\ncounter = 5\nregister = 1", "board[3].register: means nothing"},
		{"spi", "protocol = \"max7219\"\naddress = 0\ncounter = 5", "does not fit the protocol max7219"},
		{"digits", "protocol = \"edi\"\naddress = 5\nleads_to = [\"west\"]\narrow = \"left\"", "digits only"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := withBoards(t, "[[board]]\nport = \"emulator\"\n"+c.board+"\n")
			code, out, errs := call(t, "check", path)
			if (code == 0) != (c.want == "") || !strings.Contains(out, c.want) {
				t.Errorf("code %d, %q %q, want %q", code, out, errs, c.want)
			}
		})
	}
}

// TestBoardsThatAreNotThere: a line that was never there is a mistake of the set-up.
func TestBoardsThatAreNotThere(t *testing.T) {
	path := withBoards(t, "[[board]]\nport = \"/dev/no-such-line\"\nprotocol = \"mled\"\naddress = 1\ncounter = 5\n")
	code, _, errs := call(t, "run", "--config", path, "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--screen", "off")
	if code != 2 || !strings.Contains(errs, "boards: port /dev/no-such-line") {
		t.Errorf("code %d: %s", code, errs)
	}
}
