package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"bileter/configs/edit"
	"bileter/internal/carry"
)

// parcelClips is the folder of recorded words in a parcel.
const parcelClips = "clips"

// packClips takes the folder of recorded words along: its list and its sounds, whatever else lies there stays.
func (p Porter) packClips(doc *edit.Document, contents map[string][]byte) error {
	dir := doc.Key("voice", "clips")
	if dir == "" {
		return nil
	}
	at := attachment{value: dir}.path(p.File)
	root, err := os.OpenRoot(at) // nothing outside can be reached, by a link either
	if err != nil {
		return err
	}
	defer root.Close()
	err = fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if ext := strings.ToLower(path.Ext(name)); ext != ".wav" && ext != ".toml" {
			return nil
		}
		f, err := root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, carry.MaxParcel+1))
		contents[parcelClips+"/"+name] = b
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	return doc.SetKey("voice", "clips", parcelClips)
}

// unpackClips finds a folder of its own for recorded words that came along: the set-up in use keeps its own.
func (p Porter) unpackClips(doc *edit.Document, a *Arrival, contents map[string][]byte) error {
	if doc.Key("voice", "clips") == "" {
		return nil
	}
	sum, n := sha256.New(), 0
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		if strings.HasPrefix(name, parcelClips+"/") {
			fmt.Fprintf(sum, "%s %s\n", name, Hash(contents[name]))
			n++
		}
	}
	if n == 0 {
		return fmt.Errorf("%w: the recorded words are missing", carry.ErrDamaged)
	}
	dir := filepath.Join(filepath.Dir(p.File), parcelClips+"-"+hex.EncodeToString(sum.Sum(nil))[:8])
	for name, b := range contents {
		if rest, ok := strings.CutPrefix(name, parcelClips+"/"); ok {
			a.files[filepath.Join(dir, filepath.FromSlash(rest))] = b
		}
	}
	return doc.SetKey("voice", "clips", dir)
}

// Files tells of the files that come along, besides the set-up: how many of them are not here yet, and their size in bytes.
func (a *Arrival) Files() (all, fresh, size int) {
	for path, b := range a.files {
		size += len(b)
		if old, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && old.Size() != int64(len(b)) {
			fresh++
		}
	}
	return len(a.files), fresh, size
}
