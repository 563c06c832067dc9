package slip_test

import (
	"bytes"
	"image"
	"math/bits"
	"strings"
	"testing"

	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

// headToBlade is the white that every paper of the emulator begins with, in dots.
const headToBlade = 96

// papersOf are the profiles on which renderers are compared: as they are, and with their letters as pictures.
func papersOf(t testing.TB) []escpos.Profile {
	var ps []escpos.Profile
	for _, name := range []string{"emulator-80", "emulator-58", "generic-80", "generic-58", "epson-tm-t88v"} {
		p := profile(t, name)
		ps = append(ps, p)
		p.Name, p.Raster = p.Name+" raster", true
		ps = append(ps, p)
	}
	return ps
}

// differing counts the dots in which a drawing and the emulator's paper differ; -1: not the same height.
func differing(paper image.Image, m escpos.Bitmap) int {
	if paper.Bounds().Dy() < headToBlade+m.H {
		return -1
	}
	got, want := bitmap(paper), escpos.NewBitmap(m.W, paper.Bounds().Dy())
	want.Paint(m, 0, headToBlade)
	n := 0
	for i := range want.Bits {
		n += bits.OnesCount8(got.Bits[i] ^ want.Bits[i])
	}
	return n
}

// bitmap is what is black on a paper.
func bitmap(paper image.Image) escpos.Bitmap {
	p := paper.(*image.Paletted)
	m := escpos.NewBitmap(p.Rect.Dx(), p.Rect.Dy())
	for y := range m.H {
		for x, c := range p.Pix[y*p.Stride : y*p.Stride+m.W] {
			if c != 0 {
				m.Bits[y*m.Stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return m
}

// TestPictureIsWhatThePrinterPrints holds the drawing against what another machine makes of the bytes, dot by dot.
// A dot may differ for each real-time command that the encoder broke.
func TestPictureIsWhatThePrinterPrints(t *testing.T) {
	for _, p := range papersOf(t) {
		for name, s := range sampleSlips(t) {
			if lang := name[len(name)-2:]; (lang == "en" || lang == "de") && !strings.HasPrefix(p.Name, "emulator-80") {
				continue // their letters are the page's too
			}
			lines := s.Layout(p)
			m, err := slip.Picture(lines, p)
			if err != nil {
				t.Fatalf("%s on %s: %v", name, p.Name, err)
			}
			b, err := slip.Encode(lines, p)
			if err != nil {
				t.Fatal(err)
			}
			paper, err := emulator.Draw(b, p)
			if err != nil {
				t.Fatalf("%s on %s: %v", name, p.Name, err)
			}
			if n := differing(paper, m); n < 0 || n > 3 {
				t.Errorf("%s on %s: %d dots differ", name, p.Name, n)
			}
		}
	}
}

// TestPicturesDiffer is the control of the test above.
func TestPicturesDiffer(t *testing.T) {
	p := profile(t, "emulator-80")
	a, b := sampleTicket(t, "P1", "pl"), sampleTicket(t, "P1", "pl")
	b.Number = "P028"
	paper, err := emulator.Draw(encode(t, a, p), p)
	if err != nil {
		t.Fatal(err)
	}
	m, err := slip.Picture(b.Layout(p), p)
	if err != nil {
		t.Fatal(err)
	}
	if n := differing(paper, m); n < 100 {
		t.Errorf("another number differs in %d dots", n)
	}
}

// rasters returns the pictures in a job, and how many rows the tallest has.
func rasters(t testing.TB, b []byte) (data [][]byte, most int) {
	t.Helper()
	for i := bytes.Index(b, []byte{0x1d, 'v', '0', 0}); i >= 0; i = bytes.Index(b, []byte{0x1d, 'v', '0', 0}) {
		b = b[i:]
		x, y := int(b[4])|int(b[5])<<8, int(b[6])|int(b[7])<<8
		if len(b) < 8+x*y {
			t.Fatalf("a picture of %d x %d is cut short", x, y)
		}
		data, most = append(data, b[8:8+x*y]), max(most, y)
		b = b[8+x*y:]
	}
	return data, most
}

// TestNoCommandsInPictures wants pictures low enough for every printer and free of real-time commands.
func TestNoCommandsInPictures(t *testing.T) {
	for _, p := range papersOf(t) {
		for name, s := range sampleSlips(t) {
			b, err := slip.Encode(s.Layout(p), p)
			if err != nil {
				t.Fatal(err)
			}
			data, most := rasters(t, b)
			if p.Raster && len(data) == 0 || most > 128 {
				t.Errorf("%s on %s: %d pictures, at most %d rows", name, p.Name, len(data), most)
			}
			for _, d := range data {
				if commands(d) {
					t.Errorf("%s on %s: a real-time command stands in a picture", name, p.Name)
				}
			}
		}
	}
	if !commands([]byte{1, 0x10, 0x14, 1}) {
		t.Error("a command is not seen")
	}
}

func commands(d []byte) bool {
	for _, c := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
		if bytes.Contains(d, []byte(c)) {
			return true
		}
	}
	return false
}

// FuzzPage wants any drawing back from the paper as it was, without real-time commands.
func FuzzPage(f *testing.F) {
	f.Add([]byte{0x10, 0x04, 0x10, 0x05, 0x10, 0x14}, uint8(2), uint16(300))
	f.Fuzz(func(t *testing.T, pattern []byte, stride uint8, height uint16) {
		p := profile(t, "emulator-80")
		if stride == 0 || int(stride) > p.Dots/8 || len(pattern) == 0 || height > 600 {
			return
		}
		m := escpos.NewBitmap(p.Dots, int(height))
		for y := range m.H {
			if y/17%3 == int(pattern[0])%3 {
				continue // a stretch of white
			}
			for x := range int(stride) {
				m.Bits[y*m.Stride+x] = pattern[(y*int(stride)+x)%len(pattern)]
			}
		}
		e := escpos.NewEncoder(p)
		e.Page(m)
		e.Cut(0)
		data, most := rasters(t, e.Bytes())
		if most > 128 {
			t.Errorf("%d rows in one picture", most)
		}
		for _, d := range data {
			if commands(d) {
				t.Error("a real-time command stands in a picture")
			}
		}
		paper, err := emulator.Draw(e.Bytes(), p)
		if err != nil {
			t.Fatal(err)
		}
		for y := range paper.Bounds().Dy() {
			for x := range m.W {
				was, is := m.Dot(x, y-headToBlade), black(paper, x, y)
				if was && !is || is && !was && x%8 != 4 { // that dot is blackened to break a command
					t.Fatalf("the dot %d, %d was %v and is %v", x, y, was, is)
				}
			}
		}
	})
}

// BenchmarkRaster prepares whole slips as pictures; at most 20 ms are wanted.
func BenchmarkRaster(b *testing.B) {
	for _, name := range []string{"generic-80-raster", "generic-58-raster"} {
		b.Run(name, func(b *testing.B) {
			p, tk := profile(b, name), sampleTicket(b, "P1", "uk")
			n := 0
			for b.Loop() {
				n = len(encode(b, tk, p))
			}
			b.ReportMetric(float64(n), "bytes/ticket")
		})
	}
}
