package escpos_test

import (
	"bytes"
	"strings"
	"testing"

	"bileter/printer/escpos"
)

// long is a job of text, pictures, a QR code and a cut.
func long(t testing.TB, p escpos.Profile) []byte {
	t.Helper()
	e := escpos.NewEncoder(p)
	for range 6 {
		e.Bold(true)
		e.Line("Zażółć gęślą jaźń")
		e.Size(2, 2)
		e.Line("Український рядок")
		e.Size(1, 1)
		e.Feed(300)
	}
	if err := e.QR("https://example.pl/t/0123456789abcdefghijkl", 6); err != nil {
		t.Fatal(err)
	}
	e.Cut(8)
	return e.Bytes()
}

func TestPieces(t *testing.T) {
	for _, f := range escpos.Families() {
		job := long(t, f.Profile)
		pieces, err := escpos.Pieces(job, f.Slice())
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		var all []byte
		for _, p := range pieces {
			if len(p.Bytes) > f.Slice() || len(p.Bytes) == 0 {
				t.Errorf("%s: a piece of %d bytes, at most %d fit", f.Name, len(p.Bytes), f.Slice())
			}
			all = append(all, p.Bytes...)
			if end := p.Bytes[len(p.Bytes)-1]; end != '\n' && len(all) < len(job) && bytes.HasPrefix(job[len(all):], []byte("\n")) {
				t.Errorf("%s: a line is cut", f.Name)
			}
		}
		if !bytes.Equal(all, job) {
			t.Errorf("%s: the pieces are not the job", f.Name)
		}
	}
}

func TestBands(t *testing.T) {
	const picture = "\x1dv0\x00\x02\x00\x05\x00aabbccddee"
	for name, c := range map[string]struct {
		job, want string
		limit     int
	}{
		"fits":           {"A\n" + picture, "A\n" + picture, 18},
		"in two":         {"A\n" + picture + "B\n", "A\n\x1dv0\x00\x02\x00\x03\x00aabbcc\x1dv0\x00\x02\x00\x02\x00ddeeB\n", 14},
		"no row fits":    {"\x1dv0\x00\x02\x00\x02\x00aabb", "\x1dv0\x00\x02\x00\x01\x00aa\x1dv0\x00\x02\x00\x01\x00bb", 5},
		"unknown before": {"\x1bz" + picture, "\x1bz" + picture, 10},
		"unfinished":     {picture[:12], picture[:12], 10},
	} {
		if got := string(escpos.Bands([]byte(c.job), c.limit)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestPiecesErrors(t *testing.T) {
	for name, c := range map[string]struct {
		job   string
		limit int
	}{
		"unknown command":      {"A\n\x1bzA\n", 4},
		"unfinished picture":   {"\x1dv0\x00\x02\x00\xff\x00abc", 100},
		"picture of its own":   {"A\n\x1dv0\x00\x08\x00\x08\x00" + strings.Repeat("x", 64) + "B\n", 40},
		"line without its end": {"A\n" + strings.Repeat("x", 50), 40},
		"long line":            {"A\n" + strings.Repeat("x", 50) + "\n", 40},
	} {
		if got, err := escpos.Pieces([]byte(c.job), c.limit); err == nil {
			t.Errorf("%s: got %d pieces", name, len(got))
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add([]byte("\x1b@\x1c.\x1bt\x12Abc\n\x1dv0\x00\x01\x00\x02\x00ab\x1dVB\x00"), uint16(8))
	f.Add([]byte("\x1d(k\x03\x001Q0\n"), uint16(100))
	f.Fuzz(func(t *testing.T, job []byte, limit uint16) {
		pieces, err := escpos.Pieces(job, int(limit))
		if err != nil {
			return
		}
		var all []byte
		for _, p := range pieces {
			if len(p.Bytes) > int(limit) {
				t.Fatalf("%d bytes, limit %d", len(p.Bytes), limit)
			}
			all = append(all, p.Bytes...)
		}
		if !bytes.Equal(all, job) {
			t.Fatal("not the job")
		}
	})
}
