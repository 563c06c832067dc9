// Package carry packs files into one signed parcel and opens it: a zip file with a manifest that names each file's
// size and sum, and the manifest's ed25519 signature. It says what is wrong with a parcel before any of it is used,
// and knows nothing of what the files mean. Secrets travel only sealed with a passphrase (age).
package carry

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"bileter/internal/durable"
)

// Format is that of the parcels this program makes. It reads no other yet.
const Format = 1

// Limits of a parcel: what is larger is not one of ours.
const (
	MaxParcel = 32 << 20 // recorded words of four languages among it
	maxFile   = 4 << 20
	maxFiles  = 600
	maxWhole  = 64 << 20 // of all files, unpacked
)

// Errors of Open.
var (
	ErrDamaged  = errors.New("the parcel is damaged")
	ErrUnsigned = errors.New("the parcel is not signed")
	ErrNewer    = errors.New("the parcel was made by a newer program")
	ErrOlder    = errors.New("the parcel was made by a program too old")
	// ErrCarry is Pack's: a file has a name or a size that cannot be carried.
	ErrCarry = errors.New("cannot be carried")
)

const (
	manifestName  = "manifest.json"
	signatureName = "manifest.sig"
)

// Manifest says what is in a parcel and where it comes from.
type Manifest struct {
	Format  int       `json:"format"`
	Office  string    `json:"office"`
	Node    string    `json:"node"`
	Program string    `json:"program"`
	At      time.Time `json:"at"`
	Key     []byte    `json:"key"` // public, of the machine that signed
	Files   []File    `json:"files"`
}

// File is one file of a parcel.
type File struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	Sum  string `json:"sum"` // SHA-256, in hexadecimal
}

// Parcel is what Open has found to be whole and signed. Whose key it is, a person has to know: see Code.
type Parcel struct {
	Manifest
	Contents map[string][]byte
}

// Pack makes a parcel. Of the manifest the caller gives Office, Node, Program and At.
func Pack(m Manifest, contents map[string][]byte, key ed25519.PrivateKey) ([]byte, error) {
	m.Format, m.Key, m.Files = Format, key.Public().(ed25519.PublicKey), nil
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		b := contents[name]
		if !nameForm.MatchString(name) || len(b) > maxFile {
			return nil, fmt.Errorf("%w: %s, %d KB", ErrCarry, name, len(b)>>10)
		}
		m.Files = append(m.Files, File{name, len(b), sumOf(b)})
	}
	head, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name string, b []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: m.At.UTC()})
		if err == nil {
			_, err = w.Write(b)
		}
		return err
	}
	err = errors.Join(put(manifestName, head), put(signatureName, ed25519.Sign(key, head)))
	for _, f := range m.Files {
		err = errors.Join(err, put(f.Name, contents[f.Name]))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	if out.Len() > MaxParcel || len(m.Files) > maxFiles {
		return nil, fmt.Errorf("%w: %d files, %d MiB, at most %d and %d", ErrCarry, len(m.Files), out.Len()>>20, maxFiles, MaxParcel>>20)
	}
	return out.Bytes(), nil
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// nameForm keeps every file within one folder, at most two deep, away from hidden ones.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,79}(/[A-Za-z0-9][A-Za-z0-9._-]{0,79}){0,2}$`)

// Open reads a parcel. Nothing of it is trusted before its signature and every sum are right.
func Open(data []byte) (*Parcel, error) {
	if len(data) > MaxParcel {
		return nil, fmt.Errorf("%w: it is larger than %d MiB", ErrDamaged, MaxParcel>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	if len(z.File) > maxFiles+2 {
		return nil, fmt.Errorf("%w: it has %d files", ErrDamaged, len(z.File))
	}
	all, whole := map[string][]byte{}, 0
	for _, f := range z.File {
		if !nameForm.MatchString(f.Name) || all[f.Name] != nil {
			return nil, fmt.Errorf("%w: a file is called %.80q", ErrDamaged, f.Name)
		}
		b, err := read(f)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %v", ErrDamaged, f.Name, err)
		}
		if whole += len(b); whole > maxWhole {
			return nil, fmt.Errorf("%w: unpacked it is larger than %d MiB", ErrDamaged, maxWhole>>20)
		}
		all[f.Name] = b
	}
	head, signature := all[manifestName], all[signatureName]
	delete(all, manifestName)
	delete(all, signatureName)
	var m Manifest
	if err := json.Unmarshal(head, &m); err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrDamaged, manifestName, err)
	}
	switch {
	case m.Format > Format:
		return nil, fmt.Errorf("%w: format %d, this program reads %d", ErrNewer, m.Format, Format)
	case m.Format < Format:
		return nil, fmt.Errorf("%w: format %d, this program reads %d", ErrOlder, m.Format, Format)
	case signature == nil || len(m.Key) != ed25519.PublicKeySize:
		return nil, ErrUnsigned
	case !ed25519.Verify(m.Key, head, signature):
		return nil, fmt.Errorf("%w: its signature is wrong", ErrDamaged)
	case len(m.Files) != len(all):
		return nil, fmt.Errorf("%w: it has %d files, %d are named", ErrDamaged, len(all), len(m.Files))
	}
	for _, f := range m.Files {
		b, ok := all[f.Name]
		if !ok || len(b) != f.Size || sumOf(b) != f.Sum {
			return nil, fmt.Errorf("%w: %s is not what was packed", ErrDamaged, f.Name)
		}
	}
	return &Parcel{m, all}, nil
}

// read takes a file out of a zip, however large it says it is.
func read(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("larger than %d MiB", maxFile>>20)
	}
	return b, err
}

// Code names a key in twelve letters that people can compare: "ABCD-EFGH-JKLM". It is shown where a parcel is made, and
// asked for where it comes from a machine that is not known yet.
func Code(public []byte) string {
	sum := sha256.Sum256(append([]byte("bileter parcel key\x00"), public...))
	s := base32.StdEncoding.EncodeToString(sum[:])[:12]
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

// SameCode compares codes as people type them.
func SameCode(typed, code string) bool {
	plain := func(s string) string { return strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(s)) }
	return plain(typed) == plain(code)
}

// Key reads this machine's key, or makes it.
func Key(path string) (ed25519.PrivateKey, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return nil, err
		}
		return key, durable.WriteFile(path, []byte(hex.EncodeToString(key.Seed())+"\n"), 0o600)
	}
	if err != nil {
		return nil, err
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s: not a key; delete the file to make a new one", path)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
