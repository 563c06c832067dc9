package setup_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/carry"
)

// recorded is a machine with a folder of recorded words.
func recorded(s string) string {
	return strings.Replace(s, "[rules]", "[voice]\nclips = \"words\"\n\n[rules]", 1)
}

func clip(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, "words", name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(content), 0o600))
}

// TestRecordedWordsGoAlong: the list and the sounds, and nothing else of the folder, nor of outside.
func TestRecordedWordsGoAlong(t *testing.T) {
	a, text := machine(t, recorded)
	dir := filepath.Dir(a.File)
	clip(t, dir, "manifest.toml", "voice = \"Anna\"\n")
	clip(t, dir, "pl/numer.wav", "RIFF1")
	clip(t, dir, "en/ticket.wav", "RIFF2")
	clip(t, dir, "umowa z lektorem.pdf", "TAJNE")
	must(t, os.WriteFile(filepath.Join(dir, "outside.txt"), []byte("TAJNE"), 0o600))
	parcel, _, code, err := a.Pack(text, time.Now(), nil)
	must(t, err)
	open, err := carry.Open(parcel)
	must(t, err)
	if len(open.Contents) != 4 || string(open.Contents["clips/pl/numer.wav"]) != "RIFF1" {
		t.Fatalf("carried: %v", open.Files)
	}
	b, own := machine(t, same)
	got, err := b.Unpack(parcel, own, "", code)
	must(t, err)
	if all, fresh, size := got.Files(); all != 3 || fresh != 3 || size < 20 {
		t.Errorf("%d files, %d new, %d bytes", all, fresh, size)
	}
	if e, err := os.ReadDir(filepath.Dir(b.File)); err != nil || len(e) != 1 { // the set-up
		t.Errorf("a dry run has written %v", e)
	}
	must(t, b.Keep(got))
	c, err := configs.Parse(b.File, got.Text)
	must(t, err)
	if s, err := os.ReadFile(filepath.Join(c.Voice.Clips, "en", "ticket.wav")); err != nil || !bytes.Equal(s, []byte("RIFF2")) {
		t.Errorf("%s: %q, %v", c.Voice.Clips, s, err)
	}
	if again, err := b.Unpack(parcel, own, "", ""); err != nil {
		t.Error(err)
	} else if _, fresh, _ := again.Files(); fresh != 0 {
		t.Errorf("%d files are new again", fresh)
	}
}

func TestWordsThatCannotGoAlong(t *testing.T) {
	a, text := machine(t, recorded)
	dir := filepath.Dir(a.File)
	if _, _, _, err := a.Pack(text, time.Now(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	clip(t, dir, "manifest.toml", "")
	clip(t, dir, "gęś.wav", "RIFF")
	if _, _, _, err := a.Pack(text, time.Now(), nil); !errors.Is(err, carry.ErrCarry) {
		t.Errorf("a name with Polish letters: %v", err)
	}
	must(t, os.Remove(filepath.Join(dir, "words", "gęś.wav")))
	must(t, os.WriteFile(filepath.Join(dir, "secret.wav"), []byte("TAJNE"), 0o600))
	must(t, os.Symlink(filepath.Join(dir, "secret.wav"), filepath.Join(dir, "words", "x.wav")))
	if parcel, _, _, err := a.Pack(text, time.Now(), nil); err == nil {
		t.Errorf("a link out of the folder was followed: %d bytes", len(parcel))
	}
}
