package configs_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bileter/configs"
	"bileter/printer/slip"
)

// TestLogo reads the picture beside the set-up file, and names what cannot be printed.
func TestLogo(t *testing.T) {
	dir := t.TempDir()
	draw := func(name string, w, h int) {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	draw("good.png", 576, 200)
	draw("wide.png", 577, 10)
	draw("high.png", 10, 201)
	if err := os.WriteFile(filepath.Join(dir, "text.png"), []byte("not a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "good.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "half.png"), b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string]string{
		"good.png": "", "wide.png": "577 x 10", "high.png": "10 x 201", "text.png": "not a PNG", "half.png": "damaged",
		"none.png": "cannot be read", ".": "not a file",
	} {
		path := filepath.Join(dir, "office.toml")
		text := strings.Replace(small(t), "[rules]", "[ticket]\nlogo = \""+name+"\"\n[rules]", 1)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := configs.Load(path)
		if says == "" {
			if err != nil || c.Ticket.Logo == nil || c.Ticket.Logo.Bounds().Dx() != 576 {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "office.toml:104: ticket.logo") {
			t.Errorf("%s: got %v, want %q", name, err, says)
		}
	}
}

func TestTicketLines(t *testing.T) {
	if got, want := configs.TicketLines(), slip.LineNames(); !slices.Equal(got, want) {
		t.Errorf("lines %q may be set, %q can be printed", got, want)
	}
	if got := sample(t).Ticket; !slices.Equal(got.Lines, configs.TicketLines()) || got.Notes != nil {
		t.Errorf("the sample's ticket is not the usual one: %+v", got)
	}
	text := strings.Replace(small(t), "[rules]", "[ticket]\nlines = [\"number\", \"note\", \"scan\", \"qr\"]\nnote.pl = [\"a\", \"b\"]\nnote.uk = [\"а\"]\n[rules]", 1)
	c, err := configs.Parse("small.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Ticket.Lines) != 4 || !slices.Equal(c.Ticket.Notes["pl"], []string{"a", "b"}) || !slices.Equal(c.Ticket.Notes["uk"], []string{"а"}) {
		t.Errorf("got %+v", c.Ticket)
	}
	c, err = configs.Parse("small.toml", []byte(small(t)))
	if err != nil || c.Ticket.Lines != nil || c.Ticket.Notes != nil {
		t.Errorf("a file without it has %+v, %v", c.Ticket, err)
	}
	// 33 characters fit 80 mm and not 58 mm.
	note := strings.Replace(small(t), "[rules]", "[ticket]\nnote.pl = [\""+strings.Repeat("n", 33)+"\"]\nnote.uk = [\"а\"]\n[rules]", 1)
	if _, err := configs.Parse("small.toml", []byte(note)); err != nil {
		t.Error(err)
	}
	ps := problemsOf(t, strings.Replace(note, "width = 80", "width = 58", 1))
	if len(ps) != 1 || !strings.Contains(ps[0].String(), "at most 32 fit") || ps[0].Line == 0 {
		t.Errorf("got %v", ps)
	}
}
