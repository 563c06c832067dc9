package configs_test

import (
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bileter/configs"
)

// inTown is the small office with a table [town].
func inTown(t *testing.T, dir, town string) (configs.Config, error) {
	t.Helper()
	return configs.Parse(filepath.Join(dir, "office.toml"), []byte(strings.Replace(small(t), "[rules]", "[town]\n"+town+"\n[rules]", 1)))
}

func TestTown(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "herb.png"))
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(image.Rect(0, 0, 60, 72))
	m.SetGray(5, 5, color.Gray{200})
	if err := png.Encode(f, m); err != nil {
		t.Fatal(err)
	}
	f.Close()
	c, err := inTown(t, dir, "arms = \"herb.png\"\naccent = \"#1F6B3A\"")
	if err != nil {
		t.Fatal(err)
	}
	if c.Town.ArmsFile != filepath.Join(dir, "herb.png") || c.Town.Arms == nil || c.Town.Accent != "#1f6b3a" {
		t.Errorf("town %+v", c.Town)
	}
	if got := c.Town.Colours(); got.Head != got.Accent || got.Accent.G != 0x6b {
		t.Errorf("colours %+v", got)
	}
	if c, err := inTown(t, dir, ""); err != nil || c.Town != (configs.Town{}) || c.Town.Colours().Accent.A != 0 {
		t.Errorf("an empty table: %+v, %v", c.Town, err)
	}
	if c, err := inTown(t, dir, "arms = \"example\"\n[ticket]\nlogo = \"arms\""); err != nil || c.Ticket.Logo == nil || c.Ticket.Logo.Bounds().Dy() > 200 {
		t.Errorf("arms on the ticket: %v", err)
	}
}

// Whatever is wrong is said with its line, the pair of colours, and what would do.
func TestTownThatIsRefused(t *testing.T) {
	dir := t.TempDir()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), 10000), 5000) // 50 megapixels in 33 bytes
	head = append(head, 8, 2, 0, 0, 0)
	bomb := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	bomb = binary.BigEndian.AppendUint32(bomb, crc32.ChecksumIEEE(head))
	for name, b := range map[string][]byte{"bomb.png": bomb, "text.txt": []byte("herb"), "large.png": make([]byte, 2<<20)} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for town, says := range map[string]string{
		`arms = "bomb.png"`:         `town.arms: "bomb.png" is a picture of 10000 x 5000 pixels, at most 2048 x 2048 are taken (make it smaller`,
		`arms = "text.txt"`:         `"text.txt" is neither a PNG nor an SVG picture`,
		`arms = "large.png"`:        `"large.png" is not a file of at most 1024 KiB`,
		`arms = "none.svg"`:         `"none.svg" cannot be read`,
		`accent = "#f5c431"`:        `town.accent: white letters on a button in #f5c431: the contrast is 1.6, at least 4.5 is needed (#`,
		`head = "#7fa8d9"`:          `town.head: white letters on the band in #7fa8d9: the contrast is 2.5`,
		`accent = "blue"`:           `"blue" is not a colour`,
		`colour = "#000000"`:        `town.colour: is not known here`,
		"[ticket]\nlogo = \"arms\"": `ticket.logo: there is no coat of arms to print`,
	} {
		_, err := inTown(t, dir, town)
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "office.toml:10") {
			t.Errorf("%s: %v, want %q", town, err, says)
		}
	}
}

func TestMustHave(t *testing.T) {
	for add, says := range map[string]string{
		"must_have.pl = \"umowa\"\nmust_have.uk = \"договір\"": "",
		"must_have.pl = \"umowa\"":                             "must_have.uk: the translation is missing",
		"must_have = \"umowa\"":                                "must_have: is text in quotes",
	} {
		text := strings.Replace(small(t), "synonyms.pl  = [\"auto\"]\n", "synonyms.pl  = [\"auto\"]\n"+add+"\n", 1)
		_, err := configs.Parse("office.toml", []byte(text))
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: %v, want %q", add, err, says)
		}
	}
}
