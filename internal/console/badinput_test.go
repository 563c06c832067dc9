package console_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/configs"
	"bileter/internal/account"
	"bileter/internal/queue"
	"bileter/internal/setup"
)

// reparcel packs the files of a parcel anew, each passed through f; nil leaves it out.
func reparcel(t *testing.T, parcel []byte, f func(name string, b []byte) []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(parcel), int64(len(parcel)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, file := range r.File {
		rc, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		if b = f(file.Name, b); b == nil {
			continue
		}
		w, err := z.Create(file.Name)
		if err == nil {
			_, err = w.Write(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestBadInputInTheBrowser brings the technician's page what it must refuse: parcels that are damaged, unsigned, foreign, newer
// and older, a logo of 50 megapixels, and set-up files that were edited by hand with mistakes. Each is said on the spot, and the office goes on.
func TestBadInputInTheBrowser(t *testing.T) {
	w := newWorld(t, technical)
	before := w.file()
	p := browser(t)
	p.size(1366, 768)
	p.goTo(w.url("/setup"))
	p.signIn(account.Technician)
	p.shows("#tree", "Pojazdy")

	other := setup.Porter{File: filepath.Join(t.TempDir(), "office.toml"), Data: t.TempDir(), Program: "test"}
	pack := func(text string) ([]byte, string) {
		t.Helper()
		b, _, code, err := other.Pack([]byte(text), time.Now(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return b, code
	}
	good, code := pack(string(configs.Sample()))
	foreign, _ := pack(strings.Replace(string(configs.Sample()), `"olszanow"`, `"gdzieindziej"`, 1))
	format := func(n int) []byte {
		return reparcel(t, good, func(name string, b []byte) []byte {
			if name != "manifest.json" {
				return b
			}
			var m map[string]any
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatal(err)
			}
			m["format"] = n
			b, _ = json.Marshal(m)
			return b
		})
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(other.File), "herb.png"), huge(t), 0o600); err != nil {
		t.Fatal(err)
	}
	logo, _ := pack(strings.Replace(string(configs.Sample()), "[ticket]\n", "[ticket]\nlogo = \"herb.png\"\n", 1))
	p.click("[data-tab=carry]")
	p.write("#import [name=code]", code)
	bring := func(name string, b []byte) {
		t.Helper()
		file := filepath.Join(t.TempDir(), name+".zip")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		p.do(chromedp.SetUploadFiles(chromedp.CSS("#import [name=file]"), []string{file}))
		p.click("#import .main")
	}
	for _, c := range []struct {
		name string
		b    []byte
		says string
	}{
		{"damaged", good[:len(good)/2], "uszkodzony"},
		{"unsigned", reparcel(t, good, func(name string, b []byte) []byte {
			if name == "manifest.sig" {
				return nil
			}
			return b
		}), "nie jest podpisany"},
		{"newer", format(2), "z nowszego programu"},
		{"older", format(0), "ze zbyt starego programu"},
		{"foreign", foreign, "innego urzędu"},
	} {
		bring(c.name, c.b)
		p.shows("#importrefused", c.says)
	}
	bring("logo", logo)
	p.shows("#standing", "Do poprawienia: 1")
	p.click("#review")
	p.shows("#problemlist", "Obrazek ma 10000 × 5000 punktów, mieści się 576 × 200.")
	p.until(`document.querySelector("#apply").disabled && document.querySelector("#tomorrow").disabled`)
	p.click("#sheetcancel")
	p.click("#discard")
	p.shows("#standing", "Szkic jest taki sam")

	byHand := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(w.dir, "office.toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p.goTo(w.url("/setup"))
		p.shows("#ondisk", "zmieniono ręcznie")
		p.click("#fromdisk")
	}
	line := 1 + strings.Count(before[:strings.Index(before, "time_zone")], "\n")
	byHand(strings.Replace(before, `"Europe/Warsaw"`, `"Europe/Warsaw`, 1))
	p.shows("#toasts", "Nie da się odczytać wiersza "+strconv.Itoa(line)+", od znaku ")
	p.shows("#toasts", "Popraw ten wiersz w edytorze")
	byHand(strings.Replace(before, `"Europe/Warsaw"`, `"Europe/Warszawa"`, 1))
	p.shows("#standing", "Do poprawienia: 1")
	p.click("#review")
	p.shows("#problemlist", "(wiersz "+strconv.Itoa(line)+")")
	p.until(`document.querySelector("#apply").disabled`)
	if w.happened(queue.EvSetupApplied) != 0 {
		t.Error("something was applied")
	}
}

// huge is a picture of a hundred bytes that says it has 50 megapixels.
func huge(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	m := b.Bytes()
	binary.BigEndian.PutUint32(m[16:], 10000)
	binary.BigEndian.PutUint32(m[20:], 5000)
	binary.BigEndian.PutUint32(m[29:], crc32.ChecksumIEEE(m[12:29]))
	return m
}
