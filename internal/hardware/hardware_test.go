package hardware

import (
	"os"
	"path/filepath"
	"testing"
)

// TestVerdictsStay over a restart; a file that cannot be read is told and left alone.
func TestVerdictsStay(t *testing.T) {
	c := Config{File: filepath.Join(t.TempDir(), "commissioning.json")}
	h, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.note("lamp-17", false, "no light"); err != nil {
		t.Fatal(err)
	}
	if h, err = Open(c); err != nil || h.verdicts["lamp-17"].Works || h.verdicts["lamp-17"].Note != "no light" {
		t.Errorf("got %+v, %v", h.verdicts, err)
	}
	const torn = `{"lamp-17":{"wor`
	if err := os.WriteFile(c.File, []byte(torn), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(c); err == nil {
		t.Error("a torn file is taken")
	}
	if b, err := os.ReadFile(c.File); string(b) != torn || err != nil {
		t.Errorf("the torn file is %q now, %v", b, err)
	}
}
