package escpos_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"bileter/printer/escpos"
)

func TestCommands(t *testing.T) {
	start := "1b401c2e1b7412"
	for _, c := range []struct {
		name, profile string
		do            func(*escpos.Encoder)
		want          string
	}{
		{"nothing but the start", "generic-80", func(*escpos.Encoder) {}, start},
		{"smoothing where it is known", "epson-tm-t20iii", func(*escpos.Encoder) {}, start + "1d6201"},
		{"a line", "generic-80", func(e *escpos.Encoder) { e.Line("Łódź") }, start + "9da264ab0a"},
		{"modes once", "generic-80", func(e *escpos.Encoder) {
			e.Align(escpos.Center)
			e.Align(escpos.Center)
			e.Bold(true)
			e.Size(8, 8)
			e.Line("A1")
			e.Size(8, 8)
			e.Size(0, 99)
			e.Bold(false)
		}, start + "1b61011b45011d217741310a1d21071b4500"},
		{"long feed", "generic-80", func(e *escpos.Encoder) { e.Feed(300) }, start + "1b4aff1b4a2d"},
		{"cut", "generic-80", func(e *escpos.Encoder) { e.Cut(24) }, start + "1d564218"},
		{"tear bar", "generic-58", func(e *escpos.Encoder) { e.Cut(24) }, start + "1b4a90"},
		{"qr", "generic-80", func(e *escpos.Encoder) { mustQR(t, e, "ABC", 20) },
			start + "1d286b0300314308" + "1d286b0600315030414243" + "1d286b0300315130"},
		{"no text becomes a command", "generic-80", func(e *escpos.Encoder) { e.Line("\x1bi\x1dV\x00\x10\x04\x01") }, start + "69560a"},
	} {
		e := escpos.NewEncoder(profile(t, c.profile))
		c.do(e)
		if got := hex.EncodeToString(e.Bytes()); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func mustQR(t *testing.T, e *escpos.Encoder, content string, module int) {
	t.Helper()
	if err := e.QR(content, module); err != nil {
		t.Fatal(err)
	}
}

// job splits a job of raster commands and feeds into its pictures.
func pictures(t *testing.T, b []byte) (rows, most int) {
	t.Helper()
	for len(b) > 0 {
		switch {
		case bytes.HasPrefix(b, []byte{0x1b, 'J'}):
			b = b[3:]
		case bytes.HasPrefix(b, []byte{0x1d, 'v', '0', 0}):
			x, y := int(b[4])|int(b[5])<<8, int(b[6])|int(b[7])<<8
			if len(b) < 8+x*y {
				t.Fatalf("picture of %d x %d is cut short", x, y)
			}
			for _, bad := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
				if bytes.Contains(b[8:8+x*y], []byte(bad)) {
					t.Errorf("picture holds the real-time command %x", bad)
				}
			}
			rows, most = rows+y, max(most, y)
			b = b[8+x*y:]
		default:
			t.Fatalf("neither picture nor feed: % x", b[:min(8, len(b))])
		}
	}
	return rows, most
}

func TestTextThePageLacksGoesOutAsPicture(t *testing.T) {
	e := escpos.NewEncoder(profile(t, "generic-80"))
	before := len(e.Bytes())
	e.Line("Віконце 5 їґ 日")
	rows, _ := pictures(t, e.Bytes()[before:])
	if rows != escpos.CellH {
		t.Errorf("got %d rows of dots, want %d", rows, escpos.CellH)
	}
}

func TestPicturesAreSliced(t *testing.T) {
	m := escpos.NewBitmap(700, 300)
	m.Fill(0, 0, 700, 300)
	p := profile(t, "generic-58")
	e := escpos.NewEncoder(p)
	before := len(e.Bytes())
	e.Raster(m)
	rows, most := pictures(t, e.Bytes()[before:])
	if fit := (p.Slice() - 8) / (384 / 8); rows != 300 || most > min(fit, 128) {
		t.Errorf("got %d rows, at most %d together, want 300, and no more than the printer's buffer takes", rows, most)
	}
	if want := 4*8 + 300*384/8; len(e.Bytes())-before != want {
		t.Errorf("got %d bytes, want %d: cut to the paper's width", len(e.Bytes())-before, want)
	}
}

func TestQRWithoutOwnCode(t *testing.T) {
	p := profile(t, "generic-80")
	p.QRModule = 0
	e := escpos.NewEncoder(p)
	before := len(e.Bytes())
	mustQR(t, e, "https://kolejka.example/t/abc", 4)
	rows, _ := pictures(t, e.Bytes()[before:])
	if rows != 25*4 {
		t.Errorf("got %d rows, want 100: version 2 has 25 modules", rows)
	}
	for name, c := range map[string]struct {
		content string
		module  int
	}{"empty": {"", 4}, "wider than paper": {"abc", 60}, "longer than any code": {strings.Repeat("x", 4000), 1}} {
		if err := escpos.NewEncoder(p).QR(c.content, c.module); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzRaster(f *testing.F) {
	f.Add([]byte{0x10, 0x04, 0x10, 0x05, 0x10, 0x14, 0x10, 0x10, 0x04}, uint8(3))
	f.Fuzz(func(t *testing.T, bits []byte, stride uint8) {
		if stride == 0 || len(bits) < int(stride) {
			return
		}
		m := escpos.Bitmap{W: 8 * int(stride), H: len(bits) / int(stride), Stride: int(stride), Bits: bits}
		e := escpos.NewEncoder(escpos.Profile{Dots: 576})
		before := len(e.Bytes())
		e.Raster(m)
		pictures(t, e.Bytes()[before:])
	})
}

// TestPaint holds the quick way of painting against dots set one by one.
func TestPaint(t *testing.T) {
	c := escpos.NewBitmap(13, 5)
	for i := range 13 * 5 {
		if i%3 == 0 || i%7 == 2 {
			c.Set(i%13, i/13)
		}
	}
	for _, at := range [][2]int{{0, 0}, {1, 2}, {7, 3}, {8, 0}, {24, 1}, {27, 4}, {33, 9}, {-3, -2}, {38, 8}} {
		got, want := escpos.NewBitmap(40, 10), escpos.NewBitmap(40, 10)
		got.Set(9, 3)
		want.Set(9, 3)
		got.Paint(c, at[0], at[1])
		for y := range c.H {
			for x := range c.W {
				if c.Dot(x, y) {
					want.Set(at[0]+x, at[1]+y)
				}
			}
		}
		if !bytes.Equal(got.Bits, want.Bits) {
			t.Errorf("at %v: got\n% x, want\n% x", at, got.Bits, want.Bits)
		}
	}
}

// TestFill holds the quick way of filling against dots set one by one.
func TestFill(t *testing.T) {
	for _, r := range [][4]int{{0, 0, 40, 10}, {3, 1, 2, 2}, {5, 2, 20, 3}, {-4, -1, 9, 3}, {36, 8, 9, 9}, {8, 0, 8, 1}, {7, 3, 0, 5}, {50, 2, 3, 3}} {
		got, want := escpos.NewBitmap(43, 10), escpos.NewBitmap(43, 10)
		got.Fill(r[0], r[1], r[2], r[3])
		for y := range r[3] {
			for x := range r[2] {
				want.Set(r[0]+x, r[1]+y)
			}
		}
		if !bytes.Equal(got.Bits, want.Bits) {
			t.Errorf("%v: got\n% x, want\n% x", r, got.Bits, want.Bits)
		}
	}
}
