package carry_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"bileter/internal/carry"
)

func pack(t testing.TB) ([]byte, ed25519.PrivateKey) {
	t.Helper()
	key, err := carry.Key(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := carry.Pack(carry.Manifest{Office: "o", Node: "n", Program: "1", At: time.Unix(1e9, 0)},
		map[string][]byte{"office.toml": []byte("a = 1\n"), "herb.png": {1, 2, 3}}, key)
	if err != nil {
		t.Fatal(err)
	}
	return b, key
}

// again packs the files of a parcel anew, each passed through f; nil leaves it out.
func again(t *testing.T, parcel []byte, f func(name string, b []byte) []byte) []byte {
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
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRoundTrip(t *testing.T) {
	b, key := pack(t)
	p, err := carry.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	if string(p.Contents["office.toml"]) != "a = 1\n" || len(p.Contents) != 2 || p.Office != "o" {
		t.Errorf("got %+v", p)
	}
	code := carry.Code(p.Manifest.Key)
	if code != carry.Code(key.Public().(ed25519.PublicKey)) || len(code) != 14 || !carry.SameCode(" "+string(bytes.ToLower([]byte(code))), code) {
		t.Errorf("code %q", code)
	}
}

func TestWhatIsRefused(t *testing.T) {
	good, key := pack(t)
	format := func(n int) []byte {
		return again(t, good, func(name string, b []byte) []byte {
			if name == "manifest.json" {
				var m carry.Manifest
				json.Unmarshal(b, &m)
				m.Format = n
				b, _ = json.Marshal(m)
			}
			return b
		})
	}
	without := func(gone string) []byte {
		return again(t, good, func(name string, b []byte) []byte {
			if name == gone {
				return nil
			}
			return b
		})
	}
	changed := func(which string) []byte {
		return again(t, good, func(name string, b []byte) []byte {
			if name == which {
				b[0] ^= 1
			}
			return b
		})
	}
	_, other := pack(t)
	foreign := again(t, good, func(name string, b []byte) []byte {
		if name == "manifest.sig" {
			return ed25519.Sign(other, b)
		}
		return b
	})
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"empty": {nil, carry.ErrDamaged}, "no zip": {[]byte("hello"), carry.ErrDamaged}, "half": {good[:len(good)/2], carry.ErrDamaged},
		"newer": {format(2), carry.ErrNewer}, "older": {format(0), carry.ErrOlder},
		"unsigned": {without("manifest.sig"), carry.ErrUnsigned}, "no manifest": {without("manifest.json"), carry.ErrDamaged},
		"a file less": {without("herb.png"), carry.ErrDamaged}, "a file changed": {changed("office.toml"), carry.ErrDamaged},
		"another's signature": {foreign, carry.ErrDamaged}, "huge": {make([]byte, carry.MaxParcel+1), carry.ErrDamaged},
		"a bomb": {again(t, good, func(name string, b []byte) []byte {
			if name == "herb.png" {
				return make([]byte, 5<<20)
			}
			return b
		}), carry.ErrDamaged},
	} {
		if _, err := carry.Open(c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	for _, name := range []string{"../etc/passwd", "/etc/passwd", "clips/../../x", "clips/.x", "a/b/c/d", "clips/", "a//b", `a\b`} {
		if _, err := carry.Pack(carry.Manifest{}, map[string][]byte{name: nil}, key); !errors.Is(err, carry.ErrCarry) {
			t.Errorf("%s was packed: %v", name, err)
		}
	}
}

// TestManySmallBombs: each file is allowed, all together are not.
func TestManySmallBombs(t *testing.T) {
	var one, many bytes.Buffer
	z := zip.NewWriter(&one)
	w, err := z.Create("x")
	if err == nil {
		_, err = w.Write(make([]byte, 4<<20))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(one.Bytes()), int64(one.Len()))
	if err != nil {
		t.Fatal(err)
	}
	z = zip.NewWriter(&many)
	for i := range 17 { // what is packed once is put in again and again
		h := r.File[0].FileHeader
		h.Name = fmt.Sprint("clips/", i)
		raw, err := r.File[0].OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.CreateRaw(&h)
		if err == nil {
			_, err = io.Copy(w, raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := carry.Open(many.Bytes()); !errors.Is(err, carry.ErrDamaged) || !strings.Contains(err.Error(), "unpacked") {
		t.Errorf("68 MiB in %d KB: %v", many.Len()>>10, err)
	}
}

func TestKeyIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	a, err := carry.Key(path)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := carry.Key(path); err != nil || !a.Equal(b) {
		t.Errorf("another key, %v", err)
	}
}

func TestSecrets(t *testing.T) {
	sealed, err := carry.Seal([]byte("anna.kowal"), "ale długie hasło")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("anna")) {
		t.Error("not sealed")
	}
	if b, err := carry.Unseal(sealed, "ale długie hasło"); err != nil || string(b) != "anna.kowal" {
		t.Errorf("got %q, %v", b, err)
	}
	r, err := age.NewScryptRecipient("ale długie hasło")
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(1) // so that it can be tried often
	var cheap bytes.Buffer
	w, err := age.Encrypt(&cheap, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("anna.kowal")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	sealed = cheap.Bytes()
	for _, wrong := range []string{"", "inne długie hasło"} {
		if _, err := carry.Unseal(sealed, wrong); !errors.Is(err, carry.ErrPassphrase) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	last := bytes.Clone(sealed)
	last[len(last)-1] ^= 1
	dear := bytes.Replace(sealed, []byte(" 1\n"), []byte(" 22\n"), 1) // would take minutes
	for name, b := range map[string][]byte{"empty": {}, "other": []byte("PIN 246810"), "cut": sealed[:len(sealed)-3], "a bit": last, "dear": dear} {
		if _, err := carry.Unseal(b, "ale długie hasło"); !errors.Is(err, carry.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := carry.Seal(nil, "krótkie"); !errors.Is(err, carry.ErrShort) {
		t.Errorf("got %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	b, _ := pack(f)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = carry.Open(b) })
}
