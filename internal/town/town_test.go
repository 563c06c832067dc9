package town_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bileter/internal/town"
)

func olszanow(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../configs/olszanow.svg")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// bomb is a PNG of some bytes that says that it has w × h pixels.
func bomb(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(head))
}

func TestArmsAreDrawn(t *testing.T) {
	var b bytes.Buffer
	m := image.NewNRGBA(image.Rect(0, 0, 50, 60))
	for i := range m.Pix {
		m.Pix[i] = 0x80
	}
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"svg": olszanow(t), "png": b.Bytes()} {
		a, err := town.ReadArms(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		d := a.Draw(100, 90)
		if got, want := d.Bounds().Size(), image.Pt(75, 90); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if _, _, _, alpha := d.At(37, 45).RGBA(); alpha == 0 {
			t.Errorf("%s: nothing in the middle", name)
		}
		if p, err := png.Decode(bytes.NewReader(a.PNG(64))); err != nil || p.Bounds().Dy() != 64 {
			t.Errorf("%s: PNG %v", name, err)
		}
	}
}

// On paper there is black and white and nothing else, and some of both.
func TestArmsInInk(t *testing.T) {
	a, err := town.ReadArms(olszanow(t))
	if err != nil {
		t.Fatal(err)
	}
	dark, all := 0, 0
	m := a.Ink(200, 160)
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			v := color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y
			if v != 0 && v != 0xff {
				t.Fatalf("grey %d", v)
			}
			if all++; v == 0 {
				dark++
			}
		}
	}
	if dark < all/20 || dark > all*3/4 {
		t.Errorf("%d of %d dots are black", dark, all)
	}
}

func TestArmsThatAreRefused(t *testing.T) {
	svg := func(inside string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">` + inside + `</svg>`
	}
	for name, c := range map[string]struct{ data, says string }{
		"50 megapixels":      {string(bomb(10000, 5000)), "10000 x 5000 pixels, at most"},
		"beyond all numbers": {string(bomb(1<<31-1, 1<<31-1)), "damaged PNG"},
		"half a PNG":         {string(bomb(100, 100)), "damaged PNG"},
		"nothing":            {"", "neither a PNG nor an SVG"},
		"JPEG":               {"\xff\xd8\xff\xe0JFIF", "neither a PNG nor an SVG"},
		"a web page":         {"<html><body>x</body></html>", "neither a PNG nor an SVG"},
		"too large a file":   {strings.Repeat(" ", town.MaxFile+1), "more than 1024 KiB"},
		"text":               {svg(`<text>Olszanów</text>`), "<text>"},
		"a script":           {svg(`<script>alert(1)</script>`), "<script>"},
		"a picture inside":   {svg(`<image href="http://example.pl/x.png"/>`), "<image>"},
		"another file":       {svg(`<use href="other.svg#a"/>`), "another file"},
		"entities":           {`<!DOCTYPE svg [<!ENTITY a "b">]>` + svg(""), "entities"},
		"huge numbers":       {svg(`<rect width="1e99" height="5"/>`), "too large"},
		"no size":            {`<svg xmlns="http://www.w3.org/2000/svg"><rect width="5" height="5"/></svg>`, "wide"},
		"a strip":            {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10"/>`, "wide"},
		"not closed":         {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g>`, "neither"},
	} {
		_, err := town.ReadArms([]byte(c.data))
		var f *town.Fault
		if !errors.As(err, &f) || !strings.Contains(f.What, c.says) || f.Hint == "" {
			t.Errorf("%s: %v, want %q and a hint", name, err, c.says)
		}
	}
}

// What a drawing program adds for itself does no harm.
func TestArmsOfADrawingProgram(t *testing.T) {
	_, err := town.ReadArms([]byte(`<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" viewBox="0 0 10 10">
<sodipodi:namedview id="base"><sodipodi:guide/></sodipodi:namedview><metadata><rdf:RDF xmlns:rdf="x"/></metadata><rect width="5" height="5" fill="#ff0000"/></svg>`))
	if err != nil {
		t.Error(err)
	}
}

func FuzzReadArms(f *testing.F) {
	f.Add(olszanow(f))
	f.Add(bomb(10000, 5000))
	f.Add([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><g id="a"><path d="M0 0a1 1 0 0 1 2 2z"/></g></defs><use href="#a"/></svg>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := town.ReadArms(data)
		if err != nil {
			var fault *town.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("%v is no words", err)
			}
			return
		}
		if b := a.Draw(40, 40).Bounds(); b.Dx() < 1 || b.Dy() < 1 || b.Dx() > 40 || b.Dy() > 40 {
			t.Fatalf("drawn in %v", b)
		}
	})
}

// Whatever is accepted can be read everywhere it stands, and what is advised is accepted.
func TestColours(t *testing.T) {
	white := color.NRGBA{0xff, 0xff, 0xff, 0xff}
	rapid.Check(t, func(t *rapid.T) {
		c, _ := town.Hex(town.String(color.NRGBA{rapid.Uint8().Draw(t, "r"), rapid.Uint8().Draw(t, "g"), rapid.Uint8().Draw(t, "b"), 0xff}))
		if p, ok := town.CheckAccent(c); !ok {
			if _, ok := town.CheckAccent(p.Would); !ok || p.Contrast >= p.Least {
				t.Fatalf("accent %v: %+v", c, p)
			}
			c = p.Would
		}
		h := c
		if p, ok := town.CheckHead(h); !ok {
			h = p.Would
		}
		x := town.Make(c, h)
		for _, pair := range [][2]color.NRGBA{{white, x.Accent}, {white, x.Deep}, {x.Accent, x.Soft}, {x.Accent, x.Pressed}, {white, x.Head}, {white, x.Head2}} {
			if got := town.Contrast(pair[0], pair[1]); got < town.TextContrast {
				t.Fatalf("accent %v: %v on %v: %.2f", c, pair[0], pair[1], got)
			}
		}
	})
	gold, _ := town.Hex("#f5c431")
	if p, ok := town.CheckAccent(gold); ok || p.Contrast > 2 { // it can fail
		t.Errorf("gold: %+v, %v", p, ok)
	}
}

func TestHex(t *testing.T) {
	for s, want := range map[string]bool{"#0b3d91": true, "#ABCDEF": true, "0b3d91": false, "#0b3d9": false, "#0b3d9g": false, "#+1234567": false, "": false} {
		if _, ok := town.Hex(s); ok != want {
			t.Errorf("%q: %v", s, ok)
		}
	}
}
