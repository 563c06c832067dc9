package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPrinterNotes(t *testing.T) {
	path := filepath.Join(t.TempDir(), printerNotesName)
	n := newPrinterNotes(path)
	if got := n.Get("identity"); got != "" {
		t.Errorf("a new one remembers %q", got)
	}
	for k, v := range map[string]string{"identity": "EPSON TM-T20III 1", "logo": "x"} {
		if err := n.Put(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if again := newPrinterNotes(path); again.Get("identity") != "EPSON TM-T20III 1" || again.Get("logo") != "x" {
		t.Errorf("after a restart: %v", again.m)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := newPrinterNotes(path)
	if err := damaged.Put("logo", "y"); damaged.Get("identity") != "" || err != nil || newPrinterNotes(path).Get("logo") != "y" {
		t.Errorf("damaged: %v, %v", damaged.m, err)
	}
	lost := newPrinterNotes(filepath.Join(t.TempDir(), "missing", "x"))
	if err := lost.Put("logo", "z"); err == nil || lost.Get("logo") != "" {
		t.Errorf("not written, and remembered: %q, %v", lost.Get("logo"), err)
	}
}
