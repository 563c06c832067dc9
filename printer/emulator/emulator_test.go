package emulator_test

import (
	"context"
	"encoding/hex"
	"image"
	"image/color"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	p, ok := escpos.Named(name)
	if !ok {
		t.Fatalf("no profile %q", name)
	}
	return p
}

// start runs a printer until the test ends, and returns where it is plugged in.
func start(t *testing.T, p *emulator.Printer) string {
	t.Helper()
	path, err := p.Plug()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return path
}

// host is a bare program at the printer's line.
type host struct {
	t *testing.T
	f *os.File
}

func connect(t *testing.T, path string) host {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|0x100 /* O_NOCTTY */, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return host{t, f}
}

func (h host) send(s string) {
	h.t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.f.Write(b); err != nil {
		h.t.Fatal(err)
	}
}

func (h host) expect(name, want string) {
	h.t.Helper()
	if err := h.f.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	b := make([]byte, len(strings.ReplaceAll(want, " ", ""))/2)
	for n := 0; n < len(b); {
		k, err := h.f.Read(b[n:])
		if err != nil {
			h.t.Fatalf("%s: after % x: %v", name, b[:n], err)
		}
		n += k
	}
	if got := hex.EncodeToString(b); got != strings.ReplaceAll(want, " ", "") {
		h.t.Errorf("%s: got %s, want %s", name, got, want)
	}
}

func TestAnswers(t *testing.T) {
	p := emulator.New(profile(t, "emulator-80"))
	h := connect(t, start(t, p))
	for _, c := range []struct {
		name       string
		fault      emulator.Fault
		send, want string
	}{
		{"healthy", 0, "100401 100402 100403 100404", "12121212"},
		{"paper out", emulator.PaperOut, "100401 100402 100403 100404", "1a321272"},
		{"cover open", emulator.CoverOpen, "100401 100402 100403 100404", "1a161212"},
		{"cutter", emulator.CutterJam, "100401 100402 100403 100404", "1a521a12"},
		{"hot", emulator.HeadHot, "100401 100402 100403 100404", "1a525212"},
		{"unrecoverable", emulator.Unrecoverable, "100401 100402 100403 100404", "1a523212"},
		{"paper low", emulator.PaperLow, "100401 100402 100403 100404", "1212121e"},
		{"sensor in order", emulator.PaperLow, "1d7201", "03"},
		{"maker", 0, "1d4942", "5f42494c4554455200"},
		{"job id", 0, "1d284806003030 41424344", "372241424344 00"},
		{"cuts so far", 0, "1d6732 00b200", "5f3000"},
		{"status pushed when asked for", 0, "1d610e", "10000000"},
		{"pushed off again", 0, "1d6100 100401", "12"},
		{"buffers cleared", 0, "10140801031401060208", "372500"},
	} {
		p.Set(c.fault)
		h.send(c.send)
		h.expect(c.name, c.want)
	}
	h.send("1d610e")
	h.expect("enabled", "10000000")
	p.Set(emulator.CoverOpen)
	h.expect("told by itself", "38000000")
	p.Set(0)
	h.expect("told by itself", "10000000")
	if u := p.Unknown(); len(u) > 0 {
		t.Errorf("unknown: %q", u)
	}
}

func TestNothingIsAnsweredInOrderWithoutPaper(t *testing.T) {
	p := emulator.New(profile(t, "emulator-80"))
	h := connect(t, start(t, p))
	p.Set(emulator.PaperOut)
	h.send("41420a 1d7201 100401")
	h.expect("real time alone", "1a")
	p.Set(0)
	h.expect("in order, with paper", "00")
}

func TestPages(t *testing.T) {
	p := profile(t, "emulator-80")
	for _, c := range []struct{ name, page, bytes string }{
		{"cp852", "12", "a5 86 a9 88 e4 a2 98 ab be"},
		{"cp1250", "2d", "b9 e6 ea b3 f1 f3 9c 9f bf"},
		{"8859-2", "27", "b1 e6 ea b3 f1 f3 b6 bc bf"},
	} {
		ts := read(t, p, "1b40 1c2e 1b74"+c.page+c.bytes+"0a 1d564200")
		if want := []string{"ąćęłńóśźż"}; !slices.Equal(ts[0].Text, want) {
			t.Errorf("%s: got %q, want %q", c.name, ts[0].Text, want)
		}
	}
}

func read(t testing.TB, p escpos.Profile, s string) []emulator.Ticket {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	ts, err := emulator.Read(b, p)
	if err != nil {
		t.Fatal(err)
	}
	return ts
}

// ink is the box of all black dots.
func ink(img image.Image) image.Rectangle {
	var r image.Rectangle
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestPaper(t *testing.T) {
	p := profile(t, "emulator-80")
	full := "1d763000 0100 0800 ffffffffffffffff"
	for _, c := range []struct {
		name, job string
		want      image.Rectangle // of the ink
		height    int
	}{
		{"left", full + "1d564200", image.Rect(0, 96, 8, 104), 104},
		{"centre", "1b6101" + full + "1d564200", image.Rect(284, 96, 292, 104), 104},
		{"right, white below", "1b6102" + full + "1d56420a", image.Rect(568, 96, 576, 104), 114},
		{"doubled", "1d763003 0100 0400 ffffffff 1d564200", image.Rect(0, 96, 16, 104), 104},
		{"fed", "1b4a10" + full + "1d564200", image.Rect(0, 112, 8, 120), 120},
	} {
		ts := read(t, p, c.job)
		if len(ts) != 1 || ink(ts[0].Image) != c.want || ts[0].Image.Bounds() != image.Rect(0, 0, 576, c.height) || ts[0].Torn {
			t.Errorf("%s: got %d papers, ink %v, size %v, want ink %v, height %d", c.name, len(ts), ink(ts[0].Image), ts[0].Image.Bounds(), c.want, c.height)
		}
	}
	// A cut without a feed goes through what was printed last.
	ts := read(t, p, "1b4a60"+full+"1d5600"+"1d564200")
	if len(ts) != 2 || !ink(ts[0].Image).Empty() || ink(ts[1].Image) != image.Rect(0, 88, 8, 96) {
		t.Errorf("cut through: got %d papers, ink %v and %v", len(ts), ink(ts[0].Image), ink(ts[1].Image))
	}
}

func TestRealTimeCommandsInPicturesAreObeyed(t *testing.T) {
	b, _ := hex.DecodeString("1d76300002000200" + "1004" + "01ff")
	if _, err := emulator.Draw(b, profile(t, "emulator-80")); err == nil {
		t.Error("a picture that holds DLE EOT came out whole")
	}
}

func TestDrawErrors(t *testing.T) {
	for _, c := range []struct{ name, job, want string }{
		{"unknown command", "1b7a", "1b 7a"},
		{"unknown page", "1b7463", "1b 74 63"},
		{"unfinished picture", "1d7630000200ff00aa", "ends within a command"},
		{"cut within a line", "411d5600", "1d 56 00"},
		{"control character", "07", "07"},
		{"impossible QR code", "1d286b0300315130", "1d 28 6b"},
	} {
		b, err := hex.DecodeString(c.job)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := emulator.Draw(b, profile(t, "emulator-58")); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := emulator.Draw(nil, escpos.Profile{}); err == nil {
		t.Error("a paper without width was drawn")
	}
}

func TestTicketsAreDrawnIntoTheFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ticket-000041.png"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	came := make(chan emulator.Ticket, 10)
	p := emulator.New(profile(t, "emulator-58"))
	p.Folder, p.Keep, p.OnTicket = dir, 2, func(tk emulator.Ticket) { came <- tk }
	h := connect(t, start(t, p))
	for range 3 {
		h.send("41420a1d564200")
		<-came
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	if want := []string{"ticket-000043.png", "ticket-000044.png"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	ts := p.Tickets()
	if len(ts) != 2 || ts[1].N != 44 || !slices.Equal(ts[1].Text, []string{"AB"}) {
		t.Errorf("got %+v", ts)
	}
}

func TestPaperThatEndsTearsTheTicket(t *testing.T) {
	came := make(chan emulator.Ticket, 10)
	p := emulator.New(profile(t, "emulator-80"))
	p.OnTicket = func(tk emulator.Ticket) { came <- tk }
	h := connect(t, start(t, p))
	p.PaperOutAfter(70)
	h.send("410a 420a 430a 1d564200 1d7201 1d610e")
	for status := byte(0x12); status&0x08 == 0; {
		h.send("100401")
		var b [1]byte
		if _, err := h.f.Read(b[:]); err != nil {
			t.Fatal(err)
		}
		status = b[0]
	}
	p.Set(0)
	if tk := <-came; !tk.Torn || !slices.Equal(tk.Text, []string{"A", "B"}) {
		t.Errorf("first piece: torn %v, %q", tk.Torn, tk.Text)
	}
	if tk := <-came; tk.Torn || !slices.Equal(tk.Text, []string{"C"}) {
		t.Errorf("second piece: torn %v, %q", tk.Torn, tk.Text)
	}
}

func TestNetwork(t *testing.T) {
	p := emulator.New(profile(t, "emulator-80"))
	start(t, p)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx, l) }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte{0x10, 4, 1}); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1)
	if _, err := c.Read(b); err != nil || b[0] != 0x12 {
		t.Errorf("got %x, %v, want 12", b, err)
	}
	p.Unplug()
	if n, err := c.Read(b); err == nil {
		t.Errorf("unplugged, and still %x", b[:n])
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
