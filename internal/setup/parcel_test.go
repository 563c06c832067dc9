package setup_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/carry"
	"bileter/internal/setup"
)

// machine is a folder with a set-up and a data folder.
func machine(t *testing.T, change func(string) string) (setup.Porter, []byte) {
	t.Helper()
	dir := t.TempDir()
	b, err := os.ReadFile("../../configs/testdata/small.toml")
	must(t, err)
	p := setup.Porter{File: filepath.Join(dir, "office.toml"), Data: dir, Program: "test"}
	text := []byte(change(string(b)))
	must(t, os.WriteFile(p.File, text, 0o600))
	return p, text
}

func same(s string) string { return s }

func logo(t *testing.T, path string) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 20))))
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	return b.Bytes()
}

// TestToASecondMachine carries a set-up with its logo to another machine of the office.
func TestToASecondMachine(t *testing.T) {
	a, text := machine(t, func(s string) string {
		return strings.Replace(s, "[rules]", "[ticket]\nlogo = \"herb.png\"\n\n[rules]", 1)
	})
	picture := logo(t, filepath.Join(filepath.Dir(a.File), "herb.png"))
	parcel, name, code, err := a.Pack(text, time.Now(), nil)
	must(t, err)
	if !strings.HasPrefix(name, "bileter-mala-hol-") || bytes.Contains(parcel, []byte("2468")) {
		t.Errorf("%s, or the PIN of an earlier version went along", name)
	}
	b, own := machine(t, func(s string) string {
		return strings.Replace(s, `"hol"`, `"pietro"`, 1)
	})
	var stranger *setup.ErrStranger
	if _, err := b.Unpack(parcel, own, "", ""); !errors.As(err, &stranger) || stranger.Code != code {
		t.Fatalf("got %v", err)
	}
	if _, err := b.Unpack(parcel, own, "", "AAAA-BBBB-CCCC"); !errors.As(err, &stranger) {
		t.Errorf("a wrong code: %v", err)
	}
	got, err := b.Unpack(parcel, own, "", strings.ToLower(code))
	must(t, err)
	if now, _ := os.ReadFile(b.File); !bytes.Equal(now, own) {
		t.Error("something was written")
	}
	must(t, b.Keep(got))
	c, err := configs.Parse(b.File, got.Text)
	must(t, err)
	if c.Setup.Node != "pietro" || c.Ticket.Logo == nil {
		t.Errorf("got node %s", c.Setup.Node)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(b.File), "herb-*.png"))
	must(t, err)
	if kept, _ := os.ReadFile(files[0]); len(files) != 1 || !bytes.Equal(kept, picture) {
		t.Error("the logo did not arrive")
	}
	if _, err := b.Unpack(parcel, own, "", ""); err != nil {
		t.Errorf("the machine is known now: %v", err)
	}
}

func TestForeignAndOlderParcels(t *testing.T) {
	a, text := machine(t, same)
	parcel, _, code, err := a.Pack(text, time.Now().Add(-time.Hour), nil)
	must(t, err)
	b, own := machine(t, func(s string) string { return strings.Replace(s, `"mala"`, `"duza"`, 1) })
	if _, err := b.Unpack(parcel, own, "", code); !errors.Is(err, setup.ErrForeign) {
		t.Errorf("got %v", err)
	}
	c, own := machine(t, same)
	if got, err := c.Unpack(parcel, own, "", code); err != nil || !got.Older {
		t.Errorf("an older one: %+v, %v", got, err)
	}
	if _, err := c.Unpack(parcel[:len(parcel)-30], own, "", code); !errors.Is(err, carry.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

// TestLogoOf50Megapixels: a file of a hundred bytes that says it is 10000 x 5000 is refused by its head.
func TestLogoOf50Megapixels(t *testing.T) {
	a, text := machine(t, func(s string) string {
		return strings.Replace(s, "[rules]", "[ticket]\nlogo = \"herb.png\"\n\n[rules]", 1)
	})
	small := logo(t, filepath.Join(filepath.Dir(a.File), "herb.png"))
	binary.BigEndian.PutUint32(small[16:], 10000)
	binary.BigEndian.PutUint32(small[20:], 5000)
	binary.BigEndian.PutUint32(small[29:], crc32.ChecksumIEEE(small[12:29]))
	must(t, os.WriteFile(filepath.Join(filepath.Dir(a.File), "herb.png"), small, 0o600))
	_, err := configs.Parse(a.File, text)
	var ps *configs.Problems
	if !errors.As(err, &ps) || setup.ProblemWords("pl", ps.List[0]) != "Obrazek ma 10000 × 5000 punktów, mieści się 576 × 200." {
		t.Errorf("got %v", err)
	}
}
